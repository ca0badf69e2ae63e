//! Opening: the lock, the schema's version, the master key's file, many nodes.

use xiezhi_store::{Fault, MasterKey, MasterKeyError, Open, OpenError, Sight, Store, testing::Database};

use crate::bed::{Bed, at, at_once, city, file, filed, filing, on_both};

on_both! {
    async fn what_was_written_is_there_after_a_restart(bed) {
        filed(bed, 1, "刘伟").await;
        bed.again().await;
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await.unwrap().len(), 1);
        assert_eq!(filed(bed, 2, "王芳").await.numbers, [2]);
        assert_eq!(bed.store.check().await, Ok(()));
    }

    async fn a_newer_schema_is_refused(bed) {
        bed.store.close().await;
        bed.tamper("UPDATE schema_version SET version = 99");
        let refused = Store::open(bed.place()).await.unwrap_err();
        let OpenError::Newer { found: 99, known } = refused else { panic!("{refused}") };
        bed.tamper(&format!("UPDATE schema_version SET version = {known}"));
        bed.again().await;
    }

    async fn a_closed_store_says_so(bed) {
        bed.store.close().await;
        assert!(matches!(bed.store.list_cities().await, Err(Fault::Away(_))));
        assert!(matches!(bed.store.check().await, Err(Fault::Away(_))));
        assert!(bed.store.append(filing(file(1), "刘伟")).await.is_err());
        bed.again().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_a_folder_and_the_second_is_told_by_whom() {
    let bed = Bed::sqlite().await;
    let refused = Store::open(bed.place()).await.unwrap_err();
    let OpenError::InUse { pid, .. } = &refused else { panic!("{refused}") };
    assert_eq!(*pid, std::process::id().to_string());
    let text = refused.to_string();
    assert!(text.contains(pid) && text.contains("--data"), "{text}");
    bed.store.close().await;
    Store::open(bed.place()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_store_gives_its_folder_back() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..5 {
        let store = Store::open(Open::folder(folder.path(), MasterKey::new([7; 32]))).await.unwrap();
        assert_eq!(store.append(filing(file(n), "刘伟")).await.unwrap().numbers, [u64::from(n) + 1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_nodes_may_start_at_once_and_share_one_database() {
    let bed = Bed::on(Some(Database::new())).await;
    bed.tamper("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    let opening: Vec<_> = (0..5).map(|_| tokio::spawn(Store::open(bed.place()))).collect();
    let mut nodes = Vec::new();
    for node in opening {
        nodes.push(node.await.unwrap().unwrap());
    }
    let filings = nodes.iter().zip(0..).map(|(node, i)| {
        let node = node.clone();
        tokio::spawn(async move {
            at_once(&node, (0..20).map(|n| filing(file(i * 20 + n), "刘伟")).collect()).await
        })
    });
    let filings: Vec<_> = filings.collect();
    let mut numbers = Vec::new();
    for filing in filings {
        numbers.extend(filing.await.unwrap().into_iter().flat_map(|a| a.unwrap().numbers));
    }
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=100));
    // Each node reads what the others wrote, under the one city key.
    for node in &nodes {
        for n in [0, 25, 99] {
            assert!(node.events(&file(n), &Sight::Nobody).await.is_ok());
        }
    }
    assert_eq!(nodes[0].sequence(&city(), 1000, at(0)).await.unwrap().to, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_sorts_by_language_is_refused() {
    let server = Database::new();
    let name = server.url.rsplit_once('/').unwrap().1;
    for how in ["ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "LOCALE_PROVIDER icu ICU_LOCALE 'zh'"] {
        server.run(&format!("CREATE DATABASE {name}_other TEMPLATE template0 {how}"));
        let folder = tempfile::tempdir().unwrap();
        let url = format!("{}_other", server.url);
        let refused = Store::open(Open::postgres(&url, folder.path(), MasterKey::new([7; 32]))).await;
        assert!(matches!(refused, Err(OpenError::Collation(_))), "{refused:?}");
        server.run(&format!("DROP DATABASE {name}_other WITH (FORCE)"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_leads_nowhere_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let open = |url: &str| Store::open(Open::postgres(url, folder.path(), MasterKey::new([7; 32])));
    assert!(matches!(open("what is this").await, Err(OpenError::Address(_))));
    assert!(matches!(open("postgres://x@127.0.0.1:1/x").await, Err(OpenError::Fault(Fault::Away(_)))));
}

#[test]
fn the_master_key_is_made_once_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/master.key");
    let load = || MasterKey::load_or_make(&folder.path().join("data"));
    load().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!((bytes.len(), std::fs::metadata(&path).unwrap().permissions().mode() & 0o777), (32, 0o600));
    load().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(folder.path().join("data")).unwrap().count(), 1);
    std::fs::write(&path, b"short").unwrap();
    assert!(matches!(load(), Err(MasterKeyError::Malformed(_))));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(load(), Err(MasterKeyError::Open(_))));
}

#[test]
fn of_many_starts_at_once_all_have_the_same_master_key() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    MasterKey::load_or_make(folder).unwrap();
                    std::fs::read(folder.join("master.key")).unwrap().try_into().unwrap()
                })
            })
            .collect();
        starts.into_iter().map(|s| s.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|k| *k == keys[0]));
}
