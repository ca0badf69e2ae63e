//! Appending: at once, repeated, guarded, rolled back, rebuilt.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use xiezhi_matter::key::Seq;
use xiezhi_store::{
    Append, AppendError, Built, Fact, FactValue, Filter, Guard, Hash, NewEvent, Refused, Sight, Test,
};

use crate::bed::{act, at, at_once, city, event, file, filed, filing, on_both, once, projection};

on_both! {
    async fn an_event_reads_back_as_it_was_written(bed) {
        let appended = filed(bed, 1, "刘伟").await;
        let events = bed.store.events(&file(1), &Sight::Nobody).await.unwrap();
        assert_eq!(events.len(), 1);
        let read = &events[0];
        assert_eq!(read.body, "刘伟 applies".as_bytes());
        assert_eq!(vec![read.hash], appended.hashes);
        assert_eq!((read.header.n, read.header.act.as_str()), (Seq(1), "apply"));
        assert_eq!((read.header.recorded_at, read.position), (at(0), None));
        let envelope = bed.store.find_envelope(&file(1), Seq(1)).await.unwrap().unwrap();
        assert_eq!(Hash::of(&envelope), read.hash);
        let view = bed.store.file(&file(1), &Sight::Nobody).await.unwrap();
        let mut expected = projection("刘伟", Some(1));
        expected.blind.clear();
        expected.file.retention = "main".into();
        assert_eq!((view.n, view.projection), (Seq(1), expected));
    }

    async fn of_two_officers_at_once_the_second_is_told(bed) {
        filed(bed, 1, "刘伟").await;
        let both = vec![act(&file(1), Seq(1), "accept", "by Li"), act(&file(1), Seq(1), "refuse", "by Wang")];
        let answers = at_once(&bed.store, both).await;
        let won = answers.iter().filter(|a| a.is_ok()).count();
        let told = AppendError::Moved { file: file(1), seen: Seq(1), found: Seq(2) };
        assert_eq!(won, 1);
        assert!(answers.contains(&Err(told)));
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await.unwrap().len(), 2);
        // What was told is enough to act again, with what was typed.
        let again = bed.store.append(act(&file(1), Seq(2), "refuse", "by Wang")).await.unwrap();
        assert_eq!(again.last, Seq(3));
    }

    async fn numbers_come_without_gaps_and_never_twice(bed) {
        let mut appends = Vec::new();
        for n in 0..60 {
            let mut append = filing(file(n), "刘伟");
            if n % 3 == 0 {
                // Every third is refused after its number was drawn.
                append.build = Arc::new(|numbers| {
                    assert_eq!(numbers.len(), 1);
                    Err(Refused("the paper could not be made".into()))
                });
            }
            appends.push(append);
        }
        let answers = at_once(&bed.store, appends).await;
        let refused = answers.iter().filter(|a| matches!(a, Err(AppendError::Refused(_)))).count();
        let numbers: BTreeSet<u64> = answers.iter().flatten().flat_map(|a| a.numbers.clone()).collect();
        assert_eq!((refused, answers.iter().flatten().count()), (20, 40));
        assert_eq!(numbers, (1..=40).collect());
    }

    async fn a_job_that_is_rolled_back_leaves_its_group_alone(bed) {
        let ran = Arc::new(AtomicU32::new(0));
        let mut appends = Vec::new();
        for n in 0..40 {
            let mut append = filing(file(n), "刘伟");
            if n % 2 == 1 {
                let ran = Arc::clone(&ran);
                append.build = Arc::new(move |_| {
                    ran.fetch_add(1, Ordering::Relaxed);
                    Err(Refused("no".into()))
                });
            }
            appends.push(append);
        }
        let answers = at_once(&bed.store, appends).await;
        // Each ran, and a group that was begun again ran some of them again.
        assert!(ran.load(Ordering::Relaxed) >= 20);
        for (n, answer) in (0..).zip(answers) {
            let events = bed.store.events(&file(n), &Sight::Nobody).await;
            assert_eq!((answer.is_ok(), events.is_ok()), (n % 2 == 0, n % 2 == 0));
        }
    }

    async fn a_work_that_panics_fails_alone(bed) {
        let mut bad = filing(file(1), "刘伟");
        bad.build = Arc::new(|_| panic!("a fault in a definition"));
        let answers = at_once(&bed.store, vec![filing(file(2), "王芳"), bad, filing(file(3), "李强")]).await;
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 2);
        let numbers: BTreeSet<u64> = answers.iter().flatten().flat_map(|a| a.numbers.clone()).collect();
        assert_eq!(numbers, (1..=2).collect());
    }

    async fn a_double_click_files_once(bed) {
        let clicks = (0..8).map(|n| Append { once: once("form-1"), ..filing(file(n), "刘伟") }).collect();
        let answers = at_once(&bed.store, clicks).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|a| !a.repeated).count(), 1);
        let first = answers.iter().find(|a| !a.repeated).unwrap();
        for answer in &answers {
            assert_eq!((&answer.key, &answer.numbers, &answer.hashes), (&first.key, &first.numbers, &first.hashes));
            assert_eq!(answer.answer, "received from 刘伟".as_bytes());
        }
        assert_eq!(bed.store.list_keys(&city(), None, 100).await.unwrap(), std::slice::from_ref(&first.key));
        // Nor does a retry after a restart file again; another's key of the same name is another.
        bed.again().await;
        let retry = bed.store.append(Append { once: once("form-1"), ..filing(file(20), "刘伟") }).await.unwrap();
        assert!(retry.repeated);
        let mut other = once("form-1");
        other.as_mut().unwrap().by = "account-2".into();
        let other = bed.store.append(Append { once: other, ..filing(file(21), "刘伟") }).await.unwrap();
        assert!(!other.repeated);
        assert_eq!(other.numbers, [2]);
    }

    async fn a_refused_filing_does_not_use_its_key_up(bed) {
        let mut refused = filing(file(1), "刘伟");
        refused.once = once("form-1");
        refused.build = Arc::new(|_| Err(Refused("no".into())));
        assert!(bed.store.append(refused).await.is_err());
        let filed = bed.store.append(Append { once: once("form-1"), ..filing(file(1), "刘伟") }).await.unwrap();
        assert!(!filed.repeated);
    }

    async fn of_two_filings_about_the_same_act_exactly_one_passes(bed) {
        let guard = || Guard {
            matter: "reconsideration".into(),
            values: vec!["刘伟".into(), "甘公交决字1号".into()],
            filters: vec![
                Filter::Blind("name".into(), "刘伟".into()),
                Filter::Fact("act_number".into(), Test::Is(FactValue::Text("甘公交决字1号".into()))),
                Filter::States(vec!["screening".into(), "accepted".into()]),
            ],
            seen: vec![],
        };
        let appends = (0..12).map(|n| Append { guards: vec![guard()], ..filing(file(n), "刘伟") }).collect();
        let answers = at_once(&bed.store, appends).await;
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
        assert_eq!(answers.iter().filter(|a| **a == Err(AppendError::Guard { guard: 0 })).count(), 11);
        // The loser looks again, sees the winner, and may file beside it if the law lets it.
        let won = answers.iter().flatten().next().unwrap();
        let mut seen = guard();
        seen.seen = vec![(won.key.id.clone(), Seq(1))];
        let mut second = filing(file(30), "刘伟");
        second.guards = vec![seen];
        assert_eq!(bed.store.append(second).await.unwrap().numbers, [2]);
    }

    async fn guards_that_cross_each_other_do_not_lock_up(bed) {
        let appends = (0..24).map(|n| {
            let mut append = filing(file(n), &format!("person {n}"));
            let mut values = vec!["car-1".to_owned(), "car-2".to_owned(), "car-3".to_owned()];
            values.rotate_left(usize::try_from(n % 3).unwrap());
            append.guards = vec![Guard {
                matter: "vehicles".into(),
                values,
                filters: vec![],
                seen: vec![],
            }];
            append.series = if n % 2 == 0 { vec!["a".into(), "b".into()] } else { vec!["b".into(), "a".into()] };
            append
        });
        let answers = at_once(&bed.store, appends.collect()).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        for series in 0..2 {
            let drawn = answers.iter().flatten().zip(0..).map(|(a, n)| a.numbers[if n % 2 == 0 { series } else { 1 - series }]);
            assert_eq!(drawn.collect::<BTreeSet<u64>>(), (1..=24).collect());
        }
    }

    async fn a_series_goes_on_where_paper_left_it(bed) {
        bed.store.start_series(&city(), "兰司复〔2025〕*号", 136).await.unwrap();
        assert_eq!(filed(bed, 1, "刘伟").await.numbers, [137]);
        // It never goes back.
        bed.store.start_series(&city(), "兰司复〔2025〕*号", 5).await.unwrap();
        assert_eq!(filed(bed, 2, "王芳").await.numbers, [138]);
    }

    async fn rebuild_gives_the_same_bytes(bed) {
        for n in 0..5 {
            filed(bed, n, &format!("刘伟 {n}")).await;
        }
        bed.store.append(act(&file(2), Seq(1), "accept", "by Li")).await.unwrap();
        let before = bed.store.dump_projections(&city()).await.unwrap();
        bed.tamper("DELETE FROM fact; DELETE FROM task; DELETE FROM limit_due; UPDATE file SET state = 'lost';");
        assert_ne!(bed.store.dump_projections(&city()).await.unwrap(), before);
        for key in bed.store.list_keys(&city(), None, 100).await.unwrap() {
            // What an interpreter would make of the events; here each filing says its name.
            let events = bed.store.events(&key, &Sight::Nobody).await.unwrap();
            let name = String::from_utf8(events[0].body.clone()).unwrap();
            let name = name.strip_suffix(" applies").unwrap().to_owned();
            let number = bed.store.file(&key, &Sight::Nobody).await.unwrap().projection.file.number.unwrap();
            let number = number.trim_start_matches("兰司复〔2025〕").trim_end_matches("号").parse().unwrap();
            let made = if events.len() == 2 { projection("刘伟", Some(1)) } else { projection(&name, Some(number)) };
            bed.store.replace_projection(&key, made).await.unwrap();
        }
        assert_eq!(bed.store.dump_projections(&city()).await.unwrap(), before);
    }

    async fn many_facts_go_in_and_come_out_in_order(bed) {
        let mut filing = filing(file(1), "刘伟");
        filing.build = Arc::new(|_| {
            let mut projection = projection("刘伟", None);
            projection.facts =
                (0..200).map(|i| Fact { field: "list".into(), i, value: FactValue::Int(i64::from(i)) }).collect();
            Ok(Built { events: vec![event("apply", "x")], projection, ..Built::default() })
        });
        bed.store.append(filing).await.unwrap();
        let facts = bed.store.file(&file(1), &Sight::Nobody).await.unwrap().projection.facts;
        assert!(facts.iter().zip(0..200).all(|(f, i)| f.i == i && f.value == FactValue::Int(i64::from(i))));
        assert_eq!(facts.len(), 200);
    }

    async fn several_events_of_one_act_stand_together(bed) {
        let mut filing = filing(file(1), "刘伟");
        filing.build = Arc::new(|_| {
            let events: Vec<NewEvent> = ["apply", "serve", "note"].map(|a| event(a, a)).to_vec();
            Ok(Built { events, projection: projection("刘伟", None), ..Built::default() })
        });
        let appended = bed.store.append(filing).await.unwrap();
        assert_eq!((appended.first, appended.last, appended.hashes.len()), (Seq(1), Seq(3), 3));
        let acts: Vec<String> =
            bed.store.events(&file(1), &Sight::Nobody).await.unwrap().into_iter().map(|e| e.header.act).collect();
        assert_eq!(acts, ["apply", "serve", "note"]);
    }
}
