//! Stale pages: whoever acted between makes a page stale, the law and the program do not.

use bytes::Bytes;
use xiezhi_bureau::{ActError, LookError, Who};
use xiezhi_matter::value::Value;

use crate::bed::{Bed, answers, on, on_both, text, told};

on_both!(
    a_scan_is_not_put_in_from_a_page_on_which_somebody_acted_since,
    reminders_lead_to_the_page_of_the_file,
    whoever_is_named_as_having_signed_works_here_and_is_told,
    a_page_shows_what_another_node_recorded_a_moment_ago,
    an_erased_file_is_erased_for_whoever_read_it_a_moment_ago,
);

async fn a_scan_is_not_put_in_from_a_page_on_which_somebody_acted_since(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("accept", &[("procedure", text("ordinary"))]), now).await;
    let page = bed.page(&lead, &key, now).await;
    let at = page.papers.iter().find(|p| p.paper == *"acceptance-notice").unwrap().at;
    let seal = async |seen| {
        let scan = Bytes::from_static(b"%PDF-1.7\nscan");
        bed.bureau.seal(&lead, &key, at, "扫描件.pdf", scan, seen, now).await
    };
    // The worker makes the paper: nobody's page grows stale by that.
    bed.bureau.work(&bed.city, now).await.unwrap();
    let second = bed.who("second", now).await;
    bed.bureau.note(&second, &key, "请先核对印章", None, now).await.unwrap();
    let Err(ActError::Stale(stale)) = seal(page.seen).await else { panic!("the page was stale") };
    assert!(stale.changed[0].zh().contains("孙协办"), "{:?}", stale.changed);
    let page = bed.page(&lead, &key, now).await;
    seal(page.seen).await.unwrap_or_else(|e| panic!("{}", told(&e)));
    // Sealed by somebody meanwhile: the second scan is of a page that was stale.
    assert!(matches!(seal(page.seen).await, Err(ActError::Stale(_))));
}

async fn reminders_lead_to_the_page_of_the_file(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("ask-correction", &[("missing_items", text("决定书"))]), now).await;
    bed.served(&key, "correction-notice", "applicant", now).await;
    let due = bed.due(&key, "R-R09", now).await.unwrap();
    let mut day = now;
    for _ in 0..30 {
        if xiezhi_matter::time::day(day) >= due {
            break;
        }
        bed.bureau.sweep(&bed.city, day).await.unwrap();
        day = day.checked_add(jiff::SignedDuration::from_hours(24)).unwrap();
    }
    let letters = bed.bureau.letters(&bed.city, None, 50).await.unwrap().rows;
    let reminder = letters.iter().find(|l| l.subject.contains("届满")).expect("a reminder was written");
    assert_eq!(reminder.link.as_deref(), Some(format!("/620100/files/{}", key.id).as_str()));
    let page = format!("/620100/files/{}", key.id);
    assert!(letters.iter().all(|l| l.link.as_deref().is_none_or(|link| link == page)), "{letters:?}");
}

async fn whoever_is_named_as_having_signed_works_here_and_is_told(bed: Bed) {
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let key = receipt.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("accept", &[("procedure", text("ordinary"))]), now).await;
    let mut investigate = answers("investigate", &[("ids_shown", Value::YesNo(true)), ("why", text("核实"))]);
    investigate.values.insert("record".into(), bed.paper(&lead, &key, "笔录", now).await);
    for stranger in ["nobody-here", "anonymous", "program"] {
        investigate.signed = vec![stranger.into()];
        let Err(ActError::NotDone(not_done)) = bed.try_act(&lead, &key, &investigate, now).await else {
            panic!("{stranger} signed");
        };
        assert!(not_done.faults.iter().any(|f| f.field.as_deref() == Some("signed")), "{not_done:?}");
    }
    // The doer alone is one, however often named.
    investigate.signed = vec!["lead".into(), "lead".into()];
    assert!(bed.try_act(&lead, &key, &investigate, now).await.is_err());
    investigate.signed = vec!["second".into()];
    bed.act(&lead, &key, &investigate, now).await;
    let letters = bed.bureau.letters(&bed.city, None, 50).await.unwrap().rows;
    let told: Vec<&str> =
        letters.iter().filter(|l| l.subject.contains("签名")).map(|l| l.address.as_str()).collect();
    assert_eq!(told, ["second@example.gov.cn"]);
    // A party names no officer.
    let applicant = bed.by_code(&receipt.code.unwrap(), now).await;
    let mut withdraw = answers("withdraw", &[("why", text("不再申请"))]);
    withdraw.signed = vec!["lead".into()];
    let Err(ActError::NotDone(not_done)) = bed.try_act(&applicant, &key, &withdraw, now).await else {
        panic!("a party named an officer");
    };
    assert!(not_done.faults.iter().any(|f| f.field.as_deref() == Some("signed")), "{not_done:?}");
}

/// In a fictional city the worker sets the specimen seal itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_opened_before_the_worker_made_and_sealed_the_paper_is_still_good() {
    let bed = Bed::sqlite("000001").await;
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    let seen = bed.page(&lead, &key, now).await.seen;
    bed.bureau.work(&bed.city, now).await.unwrap();
    let page = bed.page(&lead, &key, now).await;
    assert!(page.papers.iter().any(|p| p.original.is_some()), "the worker set the specimen seal");
    assert!(page.seen > seen);
    let check = answers("check-identity", &[("identity_ok", Value::YesNo(true))]);
    let acted = bed.bureau.act(&lead, &key, &check, seen, None, now).await;
    acted.unwrap_or_else(|e| panic!("{}", told(&e)));
    assert_eq!(bed.page(&Who::Program, &key, now).await.papers.len(), page.papers.len());
}

async fn a_page_shows_what_another_node_recorded_a_moment_ago(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    let seen = bed.page(&lead, &key, now).await.seen;
    let other = bed.other_node().await.unwrap_or_else(|| bed.bureau.clone());
    let there = other.sign_in(&bed.city, "second", crate::bed::PASSWORD, "192.0.2.1", now).await.unwrap().2;
    assert_eq!(other.read(&there, &key, now).await.unwrap().seen, seen);
    bed.bureau.note(&lead, &key, "电话联系了申请人", None, now).await.unwrap();
    let page = other.read(&there, &key, now).await.unwrap();
    assert_eq!(page.seen, seen.next());
    assert!(page.timeline.iter().any(|e| e.n == page.seen), "{:?}", page.timeline.last());
    // And back: the first node takes up what the second added, and both know the same file.
    other.note(&there, &key, "已转告承办人", None, now).await.unwrap();
    let (here, there) = (bed.page(&lead, &key, now).await, other.read(&there, &key, now).await.unwrap());
    assert_eq!(here.seen, seen.next().next());
    assert_eq!((here.timeline, here.clocks), (there.timeline, there.clocks));
}

async fn an_erased_file_is_erased_for_whoever_read_it_a_moment_ago(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    let lead = bed.who("lead", now).await;
    bed.page(&lead, &key, now).await;
    assert!(bed.bureau.store().erase_file(&key, None, now).await.unwrap() > 0);
    assert!(matches!(bed.bureau.read(&lead, &key, now).await, Err(LookError::Erased)));
    assert!(matches!(bed.bureau.note(&lead, &key, "还在吗", None, now).await, Err(ActError::Erased)));
}
