//! A database server that goes away, in mid-work too, and comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use xiezhi_store::{Append, AppendError, Fault, Once, ReadError, Sight, testing::Cluster};

use crate::bed::{Bed, at_once, city, file, filed, filing, once};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_and_comes_back_has_lost_nothing() {
    let cluster = Cluster::new();
    let bed = Bed::on(Some(cluster.database())).await;
    // The server's own defaults would answer before the log is on disk.
    bed.tamper("ALTER SYSTEM SET synchronous_commit = off");
    bed.tamper("ALTER SYSTEM SET wal_writer_delay = '10s'");
    bed.tamper("SELECT pg_reload_conf()");
    filed(&bed, 1, "刘伟").await;
    cluster.stop();
    let away = bed.store.append(Append { once: once("form-2"), ..filing(file(2), "王芳") }).await;
    assert!(matches!(away, Err(AppendError::Fault(Fault::Away(_)))), "{away:?}");
    let away = bed.store.events(&file(1), &Sight::Nobody).await;
    assert!(matches!(away, Err(ReadError::Fault(Fault::Away(_)))), "{away:?}");
    cluster.start();
    assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await.unwrap().len(), 1);
    let again = bed.store.append(Append { once: once("form-2"), ..filing(file(2), "王芳") }).await.unwrap();
    assert_eq!((again.numbers, again.repeated), (vec![2], false));

    // Now it goes while sixteen are writing. What was acknowledged is there; what was not is sent again under its
    // key, and is there once.
    let stopping = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..16_u32)
        .map(|w| {
            let (store, stopping) = (bed.store.clone(), Arc::clone(&stopping));
            tokio::spawn(async move {
                let mut answers = Vec::new();
                for i in 0..40 {
                    let n = 10 + w * 40 + i;
                    let once = Some(Once { by: "w".into(), id: n.to_string() });
                    let answer = store.append(Append { once, ..filing(file(n), "李强") }).await;
                    let lost = answer.is_err();
                    answers.push((n, answer));
                    if lost || stopping.load(Ordering::Relaxed) {
                        break;
                    }
                }
                answers
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(150)).await;
    cluster.stop();
    stopping.store(true, Ordering::Relaxed);
    let mut answers = Vec::new();
    for writer in writers {
        answers.extend(writer.await.unwrap());
    }
    cluster.start();
    for (n, answer) in &answers {
        match answer {
            Ok(_) => assert_eq!(bed.store.events(&file(*n), &Sight::Nobody).await.unwrap().len(), 1),
            Err(e) => assert!(matches!(e, AppendError::Fault(Fault::Away(_))), "{e}"),
        }
    }
    let again = answers.iter().map(|(n, _)| {
        let once = Some(Once { by: "w".into(), id: n.to_string() });
        Append { once, ..filing(file(*n), "李强") }
    });
    let again = at_once(&bed.store, again.collect()).await;
    for ((n, first), second) in answers.iter().zip(&again) {
        let second = second.as_ref().unwrap();
        assert!(first.is_err() || second.repeated);
        assert_eq!(bed.store.events(&file(*n), &Sight::Nobody).await.unwrap().len(), 1);
    }
    let keys = bed.store.list_keys(&city(), None, 1000).await.unwrap();
    assert_eq!(keys.len(), answers.len() + 2);
    let mut numbers: Vec<u64> = again.iter().flatten().flat_map(|a| a.numbers.clone()).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(3..=keys.len() as u64));
    drop(bed);
}
