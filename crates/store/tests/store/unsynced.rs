//! A power cut drops what was not synced. Nothing is answered before its sync, so no answer is lost.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use xiezhi_store::{MasterKey, Open, Sight, Store};

use crate::{
    bed::{city, file, filing},
    lossy::Disk,
};

/// A generator of yes and no, so that a failure comes again with its seed.
fn coin(mut seed: u64) -> impl FnMut() -> bool {
    move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 63 == 1
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_answered_before_its_sync() {
    let disk = Disk::new("lossy");
    let folder = tempfile::tempdir().unwrap();
    let master = MasterKey::new([7; 32]);
    let store = Store::open(Open::folder(folder.path(), master.clone()).through("lossy")).await.unwrap();
    let (answered, over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let clients: Vec<_> = (0..8_u32)
        .map(|client| {
            let (store, answered, over) = (store.clone(), Arc::clone(&answered), Arc::clone(&over));
            tokio::spawn(async move {
                for i in 0..120 {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let n = client * 120 + i;
                    store.append(filing(file(n), "刘伟")).await.unwrap();
                    answered.lock().unwrap().push(n);
                }
            })
        })
        .collect();
    let mut most = 0;
    for seed in 0..24 {
        tokio::time::sleep(Duration::from_millis(4 + seed % 7)).await;
        let left = tempfile::tempdir().unwrap();
        // First what was answered, then the cut: whatever was answered by now must be in it.
        let answered = answered.lock().unwrap().clone();
        let mut coin = coin(seed);
        disk.cut(left.path(), || seed % 2 == 1 && coin());
        let after = Store::open(Open::folder(left.path(), master.clone())).await.unwrap();
        for n in &answered {
            let events = after.events(&file(*n), &Sight::Nobody).await;
            assert_eq!(events.map(|e| e.len()), Ok(1), "seed {seed}: file {n} was answered for and is gone");
        }
        let keys = after.list_keys(&city(), None, 1000).await.unwrap().len() as u64;
        // Nor is a number lost or given twice: the next is one more than there are files.
        assert_eq!(
            after.append(filing(file(1000), "刘伟")).await.unwrap().numbers,
            [keys + 1],
            "seed {seed}"
        );
        most = answered.len();
        after.close().await;
        let sound = Connection::open(left.path().join("xiezhi.db")).unwrap();
        let sound: String = sound.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok", "seed {seed}");
    }
    over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    assert!(most > 50, "the cuts fell among {most} answers only");
    assert!(disk.syncs() > 24);
}

#[test]
fn a_store_that_answered_before_its_sync_would_be_caught() {
    let disk = Disk::new("lossy-control");
    for (mode, survives) in [("OFF", false), ("NORMAL", false), ("FULL", true)] {
        let folder = tempfile::tempdir().unwrap();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let path = folder.path().join(format!("{mode}.db"));
        let connection = Connection::open_with_flags_and_vfs(&path, flags, "lossy-control").unwrap();
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n);")
            .unwrap();
        connection.execute_batch(&format!("PRAGMA synchronous = {mode}; INSERT INTO t VALUES (1);")).unwrap();
        let left = tempfile::tempdir().unwrap();
        disk.cut(left.path(), || false);
        let after = Connection::open(left.path().join(format!("{mode}.db"))).unwrap();
        let rows: i64 = after.query_row("SELECT COUNT(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows == 1, survives, "{mode}");
    }
}
