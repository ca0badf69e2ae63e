//! A holiday notice moves open due dates, each shift an event in its file.

use xiezhi_bureau::TakeError;

use crate::bed::{Bed, PASSWORD, day, on, on_both};

on_both!(a_new_notice_moves_what_is_open_and_tells_the_officers);

/// The notice of 2026 with one more day of rest after the Spring Festival.
fn changed() -> String {
    include_str!("../../../calendar/data/2026.toml")
        .replace("version = 1", "version = 2")
        .replace("until = 2026-02-23", "until = 2026-02-24")
}

async fn a_new_notice_moves_what_is_open_and_tells_the_officers(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    assert_eq!(bed.due(&key, "R-R06", now).await, Some(day("2026-02-25")));
    let now = on("2026-02-12");
    let (head, lead) = (bed.who("head", now).await, bed.who("lead", now).await);
    let text = changed();
    let load = |who: &xiezhi_bureau::Who, second: &'static str| {
        let (bureau, city, who, text) = (bed.bureau.clone(), bed.city.clone(), who.clone(), text.clone());
        async move { bureau.load_notice(&who, &city, &text, (second, PASSWORD), "192.0.2.1", now).await }
    };
    assert!(matches!(load(&lead, "head").await, Err(TakeError::Act(_))), "no administrator");
    assert!(matches!(load(&head, "head").await, Err(TakeError::Second)), "oneself");
    assert!(matches!(load(&head, "lead").await, Err(TakeError::Second)), "no second administrator");
    let holed = text.replace("until = 2026-10-07", "until = 2026-09-30");
    assert!(bed.bureau.try_notice(&head, &bed.city, &holed).is_err(), "a notice with a hole");

    let taken = load(&head, "leader").await.unwrap();
    let shift = taken.shifts.iter().find(|s| s.limit.zh() == "审查期限").unwrap();
    assert_eq!((shift.was, shift.now), (day("2026-02-25"), day("2026-02-26")));
    assert_eq!(shift.told, ["陈承办", "孙协办"]);
    assert_eq!(bed.due(&key, "R-R06", now).await, Some(day("2026-02-26")));
    let page = bed.page(&lead, &key, now).await;
    assert!(page.timeline.iter().any(|e| e.word == "recounted"));
    let letters = bed.bureau.letters(&bed.city, None, 10).await.unwrap().rows;
    assert!(letters.iter().any(|l| l.address == "lead@example.gov.cn"));
    let before = bed.bureau.store().dump_projections(&bed.city).await.unwrap();
    bed.bureau.rebuild(&bed.city).await.unwrap();
    assert!(before == bed.bureau.store().dump_projections(&bed.city).await.unwrap());
}
