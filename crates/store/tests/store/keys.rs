//! What is closed stays closed: erased keys, tampered bytes, no plaintext on disk.

use std::sync::Arc;

use bytes::Bytes;
use xiezhi_matter::key::Seq;
use xiezhi_store::{
    AppendError, BlindRow, Built, DraftOwner, Fault, MasterKey, NewDraft, NewMail, OpenError, Person,
    PersonId, ReadError, Sight, Store,
};

use crate::bed::{act, at, city, event, file, filed, filing, holds, on_both, once, projection};

on_both! {
    async fn nothing_personal_lies_in_clear(bed) {
        let name = "欧阳修远PLANTED";
        let mut append = filing(file(1), name);
        append.once = once("form-1");
        append.build = Arc::new(move |_| {
            Ok(Built {
                events: vec![event("apply", name)],
                projection: projection(name, Some(1)),
                people: vec![Person { id: PersonId("person-1".into()), record: name.as_bytes().to_vec() }],
                mail: vec![
                    NewMail { id: "a".into(), file: Some(file(1).id), message: name.as_bytes().to_vec() },
                    NewMail { id: "b".into(), file: None, message: name.as_bytes().to_vec() },
                ],
                answer: name.as_bytes().to_vec(),
                ..Built::default()
            })
        });
        bed.store.append(append).await.unwrap();
        let blob = bed.store.put_blob(&file(1), "text/plain", name, Bytes::from(name), at(1)).await.unwrap();
        let draft = NewDraft {
            key: file(1),
            owner: DraftOwner::Token(name.into()),
            matter: "reconsideration".into(),
            act: "withdraw".into(),
            body: name.as_bytes().to_vec(),
            attachments: vec![blob],
        };
        bed.store.put_draft(&draft, jiff::SignedDuration::from_hours(1), at(1)).await.unwrap();
        let wait = jiff::SignedDuration::from_secs(1);
        bed.store.take_token(&city(), name, 3, wait, at(1)).await.unwrap();
        assert!(bed.store.sign_in(&city(), "li", "no", name, at(1)).await.is_err());
        let found = bed.store.find_blind(&city(), &BlindRow { kind: "name".into(), value: name.into() }).await.unwrap();
        assert_eq!(found.len(), 1);
        for when in ["while open", "after a restart"] {
            let bytes = bed.bytes();
            assert!(holds(&bytes, "officer-li") || bed.database.is_some(), "the search finds what is in clear");
            for part in [name, "PLANTED", "欧阳修远"] {
                assert!(!holds(&bytes, part), "{part} lies in clear {when}");
                assert!(!holds(&bytes, &hex::encode(part)), "{part} lies in clear {when}");
            }
            bed.again().await;
        }
    }

    async fn an_erased_file_says_so_and_keeps_its_place(bed) {
        let first = filed(bed, 1, "刘伟").await;
        filed(bed, 2, "王芳").await;
        let blob = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
        bed.store.sequence(&city(), 10, at(2)).await.unwrap();
        assert_eq!(bed.store.erase_file(&file(1), None, at(100)).await, Ok(1));
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await, Err(ReadError::Erased));
        assert_eq!(bed.store.file(&file(1), &Sight::Nobody).await, Err(ReadError::Erased));
        let read = bed.store.get_blob(&file(1), &blob.hash, &Sight::Nobody).await;
        assert_eq!(read, Err(xiezhi_store::BlobError::Read(ReadError::Erased)));
        let append = bed.store.append(act(&file(1), Seq(1), "note", "x")).await;
        assert_eq!(append, Err(AppendError::Erased));
        // Keyed hashes go at once; header, hash and position stay provable; another file is untouched.
        let name = |n: &str| BlindRow { kind: "name".into(), value: n.into() };
        assert_eq!(bed.store.find_blind(&city(), &name("刘伟")).await.unwrap(), []);
        assert_eq!(bed.store.find_blind(&city(), &name("王芳")).await.unwrap().len(), 1);
        assert_eq!(bed.store.headers(&file(1), &Sight::Nobody).await.unwrap().len(), 1);
        assert_eq!(bed.store.list_log(&city(), 0, 10).await.unwrap()[0].hash, first.hashes[0]);
        assert!(bed.store.events(&file(2), &Sight::Nobody).await.is_ok());
        // It stays in the register as an erased line, and stays erased.
        let lines = bed.store.list_files(&crate::lists::all()).await.unwrap().rows;
        assert_eq!(lines.iter().map(|l| (l.erased, l.row.card.is_empty())).collect::<Vec<_>>(), [(true, true), (false, false)]);
        bed.again().await;
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await, Err(ReadError::Erased));
        assert_eq!(bed.store.erase_file(&file(1), None, at(100)).await, Ok(0));
    }

    async fn one_class_of_retention_ends_without_the_others(bed) {
        let mut append = filing(file(1), "刘伟");
        append.build = Arc::new(|_| {
            let mut medical = event("report", "a diagnosis");
            medical.retention = "medical".into();
            Ok(Built {
                events: vec![event("apply", "x"), medical],
                projection: projection("刘伟", None),
                ..Built::default()
            })
        });
        bed.store.append(append).await.unwrap();
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await.unwrap()[1].body, b"a diagnosis");
        assert_eq!(bed.store.erase_file(&file(1), Some("medical"), at(1)).await, Ok(1));
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await, Err(ReadError::Erased));
        assert!(bed.store.file(&file(1), &Sight::Nobody).await.is_ok());
    }

    async fn an_erased_person_is_gone_from_every_file(bed) {
        filed(bed, 1, "刘伟").await;
        let person = PersonId("person-1".into());
        let people = bed.store.list_people(&city(), &[person.clone(), PersonId("nobody".into())]).await.unwrap();
        assert_eq!(people, [Person { id: person.clone(), record: "刘伟".as_bytes().to_vec() }]);
        assert_eq!(bed.store.erase_person(&city(), &person, at(1)).await, Ok(true));
        assert_eq!(bed.store.list_people(&city(), std::slice::from_ref(&person)).await.unwrap(), []);
        let again = Person { id: person.clone(), record: vec![1] };
        assert_eq!(bed.store.put_person(&city(), again, at(2)).await, Err(ReadError::Erased));
        assert_eq!(bed.store.erase_person(&city(), &person, at(3)).await, Ok(false));
    }

    async fn changed_bytes_are_refused(bed) {
        filed(bed, 1, "刘伟").await;
        filed(bed, 2, "王芳").await;
        bed.store.append(act(&file(1), Seq(1), "accept", "by Li")).await.unwrap();
        let (one, two) = (file(1).id, file(2).id);
        let damaged = |read: Result<Vec<_>, ReadError>| matches!(read, Err(ReadError::Fault(Fault::Damaged(_))));
        // Another file's event in this one's place, with its hash.
        bed.tamper(&format!(
            "UPDATE event SET envelope = (SELECT e.envelope FROM event e WHERE e.file = '{two}'),
                 hash = (SELECT e.hash FROM event e WHERE e.file = '{two}') WHERE file = '{one}' AND n = 2"
        ));
        assert!(damaged(bed.store.events(&file(1), &Sight::Nobody).await));
        // A hash that was changed.
        let zero = "00".repeat(32);
        bed.tamper(&format!("UPDATE event SET hash = X'{zero}' WHERE file = '{two}'"));
        assert!(damaged(bed.store.events(&file(2), &Sight::Nobody).await));
        // A card moved to another file's row, and a wrapped key put to another's.
        filed(bed, 3, "李强").await;
        filed(bed, 4, "赵敏").await;
        let (three, four) = (file(3).id, file(4).id);
        bed.tamper(&format!("UPDATE file SET card = (SELECT f.card FROM file f WHERE f.id = '{three}') WHERE id = '{four}'"));
        assert!(matches!(bed.store.file(&file(4), &Sight::Nobody).await, Err(ReadError::Fault(Fault::Damaged(_)))));
        bed.tamper(&format!(
            "UPDATE wrapped_key SET wrapped = (SELECT k.wrapped FROM wrapped_key k WHERE k.owner = '{four}') WHERE owner = '{three}'"
        ));
        assert!(damaged(bed.store.events(&file(3), &Sight::Nobody).await));
    }

    async fn another_master_key_opens_nothing(bed) {
        filed(bed, 1, "刘伟").await;
        bed.store.close().await;
        let right = bed.master.clone();
        bed.master = MasterKey::new([8; 32]);
        assert!(matches!(Store::open(bed.place()).await, Err(OpenError::WrongMasterKey)));
        bed.master = right;
        bed.again().await;
        assert!(bed.store.events(&file(1), &Sight::Nobody).await.is_ok());
    }

    async fn a_new_master_key_wraps_the_old_keys_and_changes_no_event(bed) {
        filed(bed, 1, "刘伟").await;
        let before = bed.store.find_envelope(&file(1), Seq(1)).await.unwrap();
        let new = MasterKey::new([9; 32]);
        bed.store.rewrap(&new).await.unwrap();
        bed.store.close().await;
        assert!(matches!(Store::open(bed.place()).await, Err(OpenError::WrongMasterKey)));
        bed.master = new;
        bed.again().await;
        assert_eq!(bed.store.find_envelope(&file(1), Seq(1)).await.unwrap(), before);
        assert!(bed.store.events(&file(1), &Sight::Nobody).await.is_ok());
        let row = BlindRow { kind: "name".into(), value: "刘伟".into() };
        assert_eq!(bed.store.find_blind(&city(), &row).await.unwrap().len(), 1);
    }
}
