//! A full disk: told as such, nothing lost, and all goes on once there is room.

use xiezhi_store::{Append, AppendError, Fault, MasterKey, Open, Sight, Store};

use crate::{
    bed::{at_once, city, file, filing, once},
    lossy::Disk,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_loses_nothing() {
    let disk = Disk::new("full");
    let folder = tempfile::tempdir().unwrap();
    let open = || Open::folder(folder.path(), MasterKey::new([7; 32])).through("full");
    let store = Store::open(open()).await.unwrap();
    disk.leave_room(Some(600_000));
    let wish = |n: u32| Append { once: once(&n.to_string()), ..filing(file(n), "刘伟") };
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for round in 0..20 {
        let numbers = round * 16..(round + 1) * 16;
        let answers = at_once(&store, numbers.clone().map(wish).collect()).await;
        for (n, answer) in numbers.zip(answers) {
            match answer {
                Ok(_) => kept.push(n),
                Err(error) => {
                    assert_eq!(error, AppendError::Fault(Fault::Full));
                    refused.push(n);
                }
            }
        }
    }
    assert!(!kept.is_empty() && !refused.is_empty(), "{} kept, {} refused", kept.len(), refused.len());
    for n in &kept {
        assert_eq!(store.events(&file(*n), &Sight::Nobody).await.unwrap().len(), 1);
    }
    assert_eq!(store.list_keys(&city(), None, 1000).await.unwrap().len(), kept.len());
    disk.leave_room(None);
    let again = at_once(&store, refused.iter().copied().map(wish).collect()).await;
    let mut numbers: Vec<u64> = again.into_iter().flat_map(|a| a.unwrap().numbers).collect();
    numbers.sort_unstable();
    let first = kept.len() as u64 + 1;
    assert!(numbers.into_iter().eq(first..first + refused.len() as u64), "a refused filing used no number");
    store.close().await;
    let store = Store::open(open()).await.unwrap();
    assert_eq!(store.list_keys(&city(), None, 1000).await.unwrap().len(), 320);
}
