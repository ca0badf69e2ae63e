//! Blobs, and the drafts they are first put for.

use std::sync::Arc;

use bytes::Bytes;
use jiff::SignedDuration;
use xiezhi_store::{
    AccountId, AppendError, BlobError, Built, DraftOwner, Fault, Hash, MAX_BLOB, NewDraft, ReadError, Sight,
};

use crate::bed::{at, city, event, file, filing, on_both, projection};

fn draft(n: u32, owner: &DraftOwner) -> NewDraft {
    NewDraft {
        key: file(n),
        owner: owner.clone(),
        matter: "reconsideration".into(),
        act: "apply".into(),
        body: b"typed so far".to_vec(),
        attachments: vec![],
    }
}

fn blob_files(bed: &crate::bed::Bed) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&bed.folder.path().join("blobs"))
}

on_both! {
    async fn a_blob_comes_back_as_it_was_and_for_its_file_only(bed) {
        let large: Bytes = (0..3_000_000_u32).map(|i| u8::try_from(i % 251).unwrap()).collect::<Vec<_>>().into();
        for (i, bytes) in [Bytes::new(), Bytes::from("scan"), large].into_iter().enumerate() {
            let put = bed.store.put_blob(&file(1), "image/jpeg", "照片.jpg", bytes.clone(), at(1)).await.unwrap();
            assert_eq!((put.size, put.media.as_str(), put.name.as_str()), (bytes.len() as u64, "image/jpeg", "照片.jpg"));
            assert_eq!(bed.store.get_blob(&file(1), &put.hash, &Sight::Nobody).await.unwrap(), bytes);
            let other = bed.store.get_blob(&file(2), &put.hash, &Sight::Nobody).await;
            assert_eq!(other, Err(BlobError::Read(ReadError::NoFile(file(2)))));
            assert_eq!(blob_files(bed), i + 1);
        }
    }

    async fn what_is_too_large_is_told_its_size(bed) {
        let bytes = Bytes::from(vec![0; MAX_BLOB + 1]);
        let put = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", bytes, at(1)).await;
        assert_eq!(put, Err(BlobError::TooLarge { size: MAX_BLOB + 1 }));
    }

    async fn an_event_names_only_blobs_that_are_there(bed) {
        let put = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
        let with = |n: u32, hash: Hash| {
            let mut append = filing(file(n), "刘伟");
            append.build = Arc::new(move |_| {
                let mut event = event("apply", "x");
                event.blobs = vec![hash];
                Ok(Built { events: vec![event], projection: projection("刘伟", None), ..Built::default() })
            });
            append
        };
        assert_eq!(bed.store.append(with(1, Hash([5; 32]))).await, Err(AppendError::NoBlob(Hash([5; 32]))));
        assert_eq!(bed.store.append(with(2, put.hash)).await, Err(AppendError::NoBlob(put.hash)));
        bed.store.append(with(1, put.hash)).await.unwrap();
        assert_eq!(bed.store.events(&file(1), &Sight::Nobody).await.unwrap()[0].header.blobs, [put.hash]);
    }

    async fn a_blob_whose_bytes_changed_is_refused(bed) {
        let put = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
        let name = put.hash.to_string();
        let path = bed.folder.path().join("blobs/620100").join(&name[..2]).join(&name);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[20] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let damaged = |read| matches!(read, Err(BlobError::Read(ReadError::Fault(Fault::Damaged(_)))));
        assert!(damaged(bed.store.get_blob(&file(1), &put.hash, &Sight::Nobody).await));
        std::fs::remove_file(&path).unwrap();
        assert!(damaged(bed.store.get_blob(&file(1), &put.hash, &Sight::Nobody).await));
    }

    async fn a_draft_is_its_writer_s_alone_and_keeps_what_was_typed(bed) {
        let mine = DraftOwner::Account(AccountId("account-1".into()));
        let theirs = DraftOwner::Token("a token".into());
        let hour = SignedDuration::from_hours(1);
        bed.store.put_draft(&draft(1, &mine), hour, at(0)).await.unwrap();
        let put = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
        let more = NewDraft { body: b"typed more".to_vec(), attachments: vec![put], ..draft(1, &mine) };
        bed.store.put_draft(&more, hour, at(5)).await.unwrap();
        bed.store.put_draft(&draft(2, &mine), hour, at(6)).await.unwrap();
        bed.again().await;
        let found = bed.store.find_draft(&file(1), &mine, at(10)).await.unwrap().unwrap();
        assert_eq!((found.draft, found.updated), (more, at(5)));
        assert_eq!(bed.store.find_draft(&file(1), &theirs, at(10)).await.unwrap(), None);
        let listed = bed.store.list_drafts(&city(), &mine, at(10)).await.unwrap();
        assert_eq!(listed.iter().map(|d| &d.draft.key).collect::<Vec<_>>(), [&file(2), &file(1)]);
        assert_eq!(bed.store.list_drafts(&city(), &theirs, at(10)).await.unwrap(), []);
        assert_eq!(bed.store.find_draft(&file(1), &mine, at(3700)).await.unwrap(), None);
    }

    async fn filing_takes_the_draft_and_leaves_its_attachments(bed) {
        let mine = DraftOwner::Account(AccountId("account-1".into()));
        let put = bed.store.put_blob(&file(1), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
        bed.store.put_draft(&draft(1, &mine), SignedDuration::from_hours(1), at(0)).await.unwrap();
        let (mut append, owner, hash) = (filing(file(1), "刘伟"), mine.clone(), put.hash);
        append.build = Arc::new(move |_| {
            let mut event = event("apply", "x");
            event.blobs = vec![hash];
            Ok(Built {
                events: vec![event],
                projection: projection("刘伟", None),
                drop_draft: Some(owner.clone()),
                ..Built::default()
            })
        });
        bed.store.append(append).await.unwrap();
        assert_eq!(bed.store.find_draft(&file(1), &mine, at(10)).await.unwrap(), None);
        assert_eq!(bed.store.sweep_drafts(&city(), at(9000)).await, Ok(0));
        assert_eq!(bed.store.get_blob(&file(1), &put.hash, &Sight::Nobody).await.unwrap(), "scan");
    }

    async fn a_draft_that_ran_out_goes_with_all_that_was_attached(bed) {
        let mine = DraftOwner::Account(AccountId("account-1".into()));
        for n in 1..=2 {
            bed.store.put_blob(&file(n), "image/jpeg", "a.jpg", Bytes::from("scan"), at(1)).await.unwrap();
            bed.store.put_draft(&draft(n, &mine), SignedDuration::from_hours(i64::from(n)), at(0)).await.unwrap();
        }
        assert_eq!(blob_files(bed), 2);
        assert_eq!(bed.store.sweep_drafts(&city(), at(3601)).await, Ok(1));
        assert_eq!(blob_files(bed), 1);
        bed.store.drop_draft(&file(2), &mine, at(3602)).await.unwrap();
        assert_eq!(blob_files(bed), 0);
        assert_eq!(bed.store.list_drafts(&city(), &mine, at(0)).await.unwrap(), []);
    }
}
