//! Lookups in other files: what they match, what `overlaps` and `where` leave of it, and guards.

use xiezhi_bureau::{ActError, Acted, Answers, Who};
use xiezhi_matter::{
    key::{FileKey, Seq},
    value::Value,
};

use crate::bed::{Bed, answers, day, on, refused, text, told};

/// A file of somebody who wants a room for so many.
async fn wanted(bed: &Bed, who: &Who, seats: i64, once: &str) -> FileKey {
    let want = answers("want", &[("seats", Value::Integer(seats))]);
    let receipt = bed.bureau.file_new(who, &bed.city, "bookings", None, &want, once, on("2026-02-11")).await;
    receipt.unwrap_or_else(|e| panic!("{}", told(&e))).head.key
}

fn booking(room: &str, first: &str, last: &str) -> Answers {
    let mut booking = answers("book", &[("room", text(room)), ("first", Value::Date(day(first)))]);
    if !last.is_empty() {
        booking.values.insert("last".into(), Value::Date(day(last)));
    }
    booking
}

async fn ask(bed: &Bed, who: &Who, key: &FileKey, booking: &Answers) -> Result<Acted, ActError> {
    let now = on("2026-02-11");
    let seen = bed.page(&Who::Program, key, now).await.seen;
    bed.bureau.act(who, key, booking, seen, None, now).await
}

async fn approve(bed: &Bed, key: &FileKey, request: Seq) -> Result<Acted, ActError> {
    let now = on("2026-02-11");
    let head = bed.who("head", now).await;
    bed.bureau.approve(&head, key, request, &[], request, now).await
}

async fn state(bed: &Bed, key: &FileKey) -> String {
    bed.page(&Who::Program, key, on("2026-02-11")).await.head.state.id.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_put_up_for_approval_is_looked_up_again_at_the_approval() {
    let bed = Bed::with_bookings(&[]).await;
    let lead = bed.who("lead", on("2026-02-11")).await;
    let (a, b) = (wanted(&bed, &lead, 2, "a").await, wanted(&bed, &lead, 2, "b").await);
    let booking = booking("一号", "2026-03-02", "2026-03-04");
    let first = ask(&bed, &lead, &a, &booking).await.unwrap();
    let second = ask(&bed, &lead, &b, &booking).await.unwrap();
    approve(&bed, &a, first.last).await.unwrap_or_else(|e| panic!("{}", told(&e)));
    assert_eq!(refused(approve(&bed, &b, second.last).await), ["TAKEN"]);
    assert_eq!((state(&bed, &a).await, state(&bed, &b).await), ("booked".to_owned(), "wanted".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_approved_at_once_one_gets_the_room() {
    let bed = Bed::with_bookings(&[]).await;
    let lead = bed.who("lead", on("2026-02-11")).await;
    let (a, b) = (wanted(&bed, &lead, 2, "a").await, wanted(&bed, &lead, 2, "b").await);
    let booking = booking("一号", "2026-03-02", "");
    let first = ask(&bed, &lead, &a, &booking).await.unwrap();
    let second = ask(&bed, &lead, &b, &booking).await.unwrap();
    let (one, other) = tokio::join!(approve(&bed, &a, first.last), approve(&bed, &b, second.last));
    assert_ne!(one.is_ok(), other.is_ok());
    let states = [state(&bed, &a).await, state(&bed, &b).await];
    assert_eq!(states.iter().filter(|s| *s == "booked").count(), 1, "{states:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_rows_of_whom_where_holds_and_whose_days_overlap_stand_in_the_way() {
    let bed = Bed::with_bookings(&[]).await;
    let lead = bed.who("lead", on("2026-02-11")).await;
    let book = async |seats, once: &'static str, booking: Answers| {
        let key = wanted(&bed, &lead, seats, once).await;
        let asked = ask(&bed, &lead, &key, &booking).await?;
        approve(&bed, &key, asked.last).await
    };
    let there = booking("一号", "2026-03-02", "2026-03-04");
    book(2, "a", there.clone()).await.unwrap();
    // Another room, other days.
    book(2, "b", booking("二号", "2026-03-02", "2026-03-04")).await.unwrap();
    book(2, "c", booking("一号", "2026-03-05", "2026-03-06")).await.unwrap();
    // The last day of one is the first of the other.
    assert_eq!(refused(book(2, "d", booking("一号", "2026-03-04", "2026-03-04")).await), ["TAKEN"]);
    // Whoever is alone in a room is in nobody's way: `where`.
    book(1, "e", booking("三号", "2026-03-02", "")).await.unwrap();
    book(2, "f", booking("三号", "2026-03-03", "")).await.unwrap();
    // A span without an end goes on.
    assert_eq!(refused(book(2, "g", booking("三号", "2027-01-01", "2027-01-02")).await), ["TAKEN"]);
}
