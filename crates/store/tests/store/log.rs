//! Outbox, sequencer, followers.

use xiezhi_matter::key::Seq;
use xiezhi_store::{Sequenced, Sight};

use crate::bed::{act, at, city, file, filed, on_both};

on_both! {
    async fn positions_are_dense_and_keep_the_order_of_each_file(bed) {
        for n in 0..10 {
            filed(bed, n, "刘伟").await;
        }
        for n in 0..10 {
            bed.store.append(act(&file(n), Seq(1), "accept", "x")).await.unwrap();
            // The clock of another node is behind: the file's own order holds all the same.
            let mut late = act(&file(n), Seq(2), "decide", "x");
            late.now = at(-500);
            bed.store.append(late).await.unwrap();
        }
        assert_eq!(bed.store.sequence(&city(), 7, at(100)).await.unwrap(), Sequenced { from: 0, to: 7 });
        assert_eq!(bed.store.sequence(&city(), 100, at(101)).await.unwrap(), Sequenced { from: 7, to: 30 });
        assert_eq!(bed.store.sequence(&city(), 100, at(102)).await.unwrap(), Sequenced { from: 30, to: 30 });
        let log = bed.store.list_log(&city(), 0, 100).await.unwrap();
        assert!(log.iter().map(|e| e.position).eq(0..30));
        assert_eq!(bed.store.log_size(&city()).await, Ok(30));
        for n in 0..10 {
            let of_file: Vec<Seq> = log.iter().filter(|e| e.key == file(n)).map(|e| e.n).collect();
            assert_eq!(of_file, [Seq(1), Seq(2), Seq(3)]);
            for event in bed.store.events(&file(n), &Sight::Nobody).await.unwrap() {
                let entry = &log[usize::try_from(event.position.unwrap()).unwrap()];
                assert_eq!((&entry.key, entry.n, entry.hash), (&file(n), event.header.n, event.hash));
            }
        }
    }

    async fn of_many_sequencers_each_event_gets_one_position(bed) {
        for n in 0..40 {
            filed(bed, n, "刘伟").await;
        }
        let mut rounds = Vec::new();
        for _ in 0..8 {
            let store = bed.store.clone();
            rounds.push(tokio::spawn(async move {
                for second in 0..10 {
                    store.sequence(&city(), 5, at(second)).await.unwrap();
                }
            }));
        }
        for round in rounds {
            round.await.unwrap();
        }
        let log = bed.store.list_log(&city(), 0, 1000).await.unwrap();
        assert!(log.iter().map(|e| e.position).eq(0..40));
        let mut files: Vec<_> = log.into_iter().map(|e| e.key).collect();
        files.sort();
        files.dedup();
        assert_eq!(files.len(), 40);
    }

    async fn a_follower_moves_on_once(bed) {
        assert_eq!(bed.store.cursor(&city(), "notices").await, Ok(0));
        assert_eq!(bed.store.advance(&city(), "notices", 0, 5).await, Ok(true));
        assert_eq!(bed.store.advance(&city(), "notices", 0, 5).await, Ok(false));
        assert_eq!(bed.store.cursor(&city(), "notices").await, Ok(5));
        assert_eq!(bed.store.cursor(&city(), "search").await, Ok(0));
    }
}
