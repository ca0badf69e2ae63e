//! Looks: recorded before the answer, or there is no answer.

use bytes::Bytes;
use xiezhi_store::{Look, ReadError, Sight};

use crate::bed::{at, file, filed, on_both};

fn look(who: &str, second: i64) -> Look {
    Look { who: who.into(), what: "file".into(), why: "post:reviewer".into(), at: at(second) }
}

on_both! {
    async fn every_look_is_on_record_and_the_program_s_own_reading_is_not(bed) {
        filed(bed, 1, "刘伟").await;
        bed.store.events(&file(1), &Sight::Nobody).await.unwrap();
        bed.store.file(&file(1), &Sight::Person(look("li", 1))).await.unwrap();
        bed.store.events(&file(1), &Sight::Person(look("wang", 2))).await.unwrap();
        bed.store.headers(&file(1), &Sight::Person(look("zhao", 3))).await.unwrap();
        let blob = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
        bed.store.get_blob(&file(1), &blob.hash, &Sight::Person(look("sun", 4))).await.unwrap();
        bed.store.record_look(&file(1), look("qian", 5)).await.unwrap();
        let first = bed.store.list_looks(&file(1), None, 3).await.unwrap();
        let rest = bed.store.list_looks(&file(1), first.next.as_ref(), 3).await.unwrap();
        let who: Vec<_> = first.rows.iter().chain(&rest.rows).map(|l| l.look.who.as_str()).collect();
        assert_eq!(who, ["qian", "sun", "zhao", "wang", "li"]);
        assert_eq!(rest.next, None);
        assert_eq!(first.rows[2].look, look("zhao", 3));
    }

    async fn without_a_record_there_is_no_answer(bed) {
        filed(bed, 1, "刘伟").await;
        bed.tamper("ALTER TABLE look RENAME TO looked");
        let seen = Sight::Person(look("li", 1));
        assert!(matches!(bed.store.file(&file(1), &seen).await, Err(ReadError::Fault(_))));
        assert!(matches!(bed.store.events(&file(1), &seen).await, Err(ReadError::Fault(_))));
        bed.tamper("ALTER TABLE looked RENAME TO look");
        assert!(bed.store.file(&file(1), &seen).await.is_ok());
    }

    async fn a_file_that_is_not_there_is_not_looked_at(bed) {
        let seen = Sight::Person(look("li", 1));
        assert_eq!(bed.store.file(&file(7), &seen).await, Err(ReadError::NoFile(file(7))));
        assert_eq!(bed.store.events(&file(7), &Sight::Nobody).await, Err(ReadError::NoFile(file(7))));
        assert_eq!(bed.store.list_looks(&file(7), None, 9).await.unwrap().rows, []);
    }
}
