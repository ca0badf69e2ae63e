//! A new version of a definition: what is under way goes on under the old one.

use std::fs;

use xiezhi_bureau::{ActError, Who};
use xiezhi_matter::{
    decide::Missing,
    key::{FileKey, Seq},
    value::Value,
};

use crate::bed::{Bed, answers, day, on, text, told};

const OLD: &str = include_str!("bookings/matter.toml");

/// The matter in its second version: in force from March on, with a longer limit, and with a purpose to be named.
fn new_version() -> String {
    let new = OLD
        .replace("version = 1\nfrom = 2020-01-01", "version = 2\nfrom = 2026-03-01")
        .replace("within = \"5 days\"", "within = \"20 days\"")
        .replace("fields = [\"room!\",", "fields = [\"purpose!\", \"room!\",")
        .replace(
            "[act]",
            "purpose = { name = [\"用途\", \"Purpose\"], type = \"text\", class = \"public\" }\n\n[act]",
        );
    assert!(new.contains("version = 2") && new.contains("20 days") && new.contains("purpose!"));
    new
}

async fn wanted(bed: &Bed, day: &str, once: &str) -> FileKey {
    let lead = bed.who("lead", on(day)).await;
    let want = answers("want", &[("seats", Value::Integer(2))]);
    let filed = bed.bureau.file_new(&lead, &bed.city, "bookings", None, &want, once, on(day)).await;
    filed.unwrap_or_else(|e| panic!("{}", told(&e))).head.key
}

async fn version(bed: &Bed, key: &FileKey) -> u32 {
    bed.page(&Who::Program, key, on("2026-03-05")).await.version
}

/// Books without naming a purpose, and has it approved.
async fn book(bed: &Bed, key: &FileKey, room: &str, seen: Seq) -> Result<(), ActError> {
    let now = on("2026-03-05");
    let (lead, head) = (bed.who("lead", now).await, bed.who("head", now).await);
    let book = answers("book", &[("room", text(room)), ("first", Value::Date(day("2026-03-10")))]);
    let asked = bed.bureau.act(&lead, key, &book, seen, None, now).await?;
    bed.bureau.approve(&head, key, asked.last, &[], asked.last, now).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_on_under_the_version_it_was_opened_under() {
    let bed = Bed::with_bookings(&[]).await;
    let running = [wanted(&bed, "2026-02-27", "a").await, wanted(&bed, "2026-02-27", "b").await];
    let due = bed.due(&running[0], "B-1", on("2026-02-27")).await;
    assert_eq!(due, Some(day("2026-03-04")));

    // The second version comes, the text of the first moves to `versions/`.
    fs::create_dir_all(bed.bookings().join("versions")).unwrap();
    fs::write(bed.bookings().join("versions/1.toml"), OLD).unwrap();
    fs::write(bed.bookings().join("matter.toml"), new_version()).unwrap();
    bed.bureau.reload().unwrap();
    assert_eq!(version(&bed, &running[0]).await, 1);
    assert_eq!(bed.due(&running[0], "B-1", on("2026-02-27")).await, due);
    let seen = bed.page(&Who::Program, &running[0], on("2026-03-05")).await.seen;
    book(&bed, &running[0], "一号", seen).await.unwrap_or_else(|e| panic!("{}", told(&e)));

    // What is opened from then on falls under the second; what was applied for before it under the first.
    let late = wanted(&bed, "2026-03-05", "c").await;
    assert_eq!(version(&bed, &late).await, 2);
    assert_eq!(bed.due(&late, "B-1", on("2026-03-05")).await, Some(day("2026-03-25")));
    let seen = bed.page(&Who::Program, &late, on("2026-03-05")).await.seen;
    let Err(ActError::NotDone(not_done)) = book(&bed, &late, "二号", seen).await else {
        panic!("no purpose was named");
    };
    assert_eq!(not_done.faults.len(), 1);
    assert_eq!(not_done.faults[0].missing, Missing::Required);
    assert_eq!(wanted_version(&bed, "2026-02-28").await, 1);
    // A lookup of a file under the second finds one under the first.
    let mut with_purpose =
        answers("book", &[("room", text("一号")), ("first", Value::Date(day("2026-03-10")))]);
    with_purpose.values.insert("purpose".into(), text("听证"));
    with_purpose.values.insert("last".into(), Value::Date(day("2026-03-11")));
    let lead = bed.who("lead", on("2026-03-05")).await;
    let seen = bed.page(&Who::Program, &late, on("2026-03-05")).await.seen;
    let refused = bed.bureau.act(&lead, &late, &with_purpose, seen, None, on("2026-03-05")).await;
    assert_eq!(crate::bed::refused(refused), ["TAKEN"]);

    // A repair within the first reaches its files at once.
    fs::write(bed.bookings().join("versions/1.toml"), OLD.replace("预订期限", "预订的期限")).unwrap();
    bed.bureau.reload().unwrap();
    let page = bed.page(&Who::Program, &running[1], on("2026-03-05")).await;
    assert!(page.clocks.iter().any(|c| c.name.zh() == "预订的期限"), "{:?}", page.clocks);

    // Its text taken away altogether, a file is still read and acted in under the text that was kept.
    fs::remove_dir_all(bed.bookings().join("versions")).unwrap();
    bed.bureau.reload().unwrap();
    assert_eq!(version(&bed, &running[1]).await, 1);
    let seen = bed.page(&Who::Program, &running[1], on("2026-03-05")).await.seen;
    book(&bed, &running[1], "三号", seen).await.unwrap_or_else(|e| panic!("{}", told(&e)));
    let before = bed.bureau.store().dump_projections(&bed.city).await.unwrap();
    bed.bureau.rebuild(&bed.city).await.unwrap();
    assert!(before == bed.bureau.store().dump_projections(&bed.city).await.unwrap());

    // A version with mistakes is refused, and what was in use goes on.
    fs::write(bed.bookings().join("matter.toml"), OLD.replace("[\"wanted\"]", "[\"nowhere\"]")).unwrap();
    assert!(bed.bureau.reload().is_err());
    assert_eq!(version(&bed, &late).await, 2);
}

/// The version under which a file falls that is opened on a day.
async fn wanted_version(bed: &Bed, day: &str) -> u32 {
    let key = wanted(bed, day, day).await;
    version(bed, &key).await
}
