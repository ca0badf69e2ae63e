//! Filing: drafts, attachments, double clicks, duplicates.

use bytes::Bytes;
use xiezhi_bureau::{ActError, Answers, AttachmentError, BrowserToken, LookError, PartyGiven, PartyWho, Who};
use xiezhi_matter::{decide::Missing, event::Values, key::FileKey, model::PartyKind, value::Value};

use crate::bed::{Bed, day, on, on_both, text};

on_both!(
    a_double_click_files_once_and_shows_the_same_code,
    a_draft_is_taken_up_on_another_device_by_its_code,
    what_is_wrong_with_a_form_is_told_at_its_field,
    the_clerk_is_warned_of_a_second_filing_and_may_go_on,
    a_form_says_what_is_asked_and_when,
);

async fn a_double_click_files_once_and_shows_the_same_code(bed: Bed) {
    let now = on("2026-02-11");
    let who = Who::Anonymous(BrowserToken::random());
    let answers = bed.application();
    let file = || bed.bureau.file_new(&who, &bed.city, "reconsideration", None, &answers, "click", now);
    let (first, second) = tokio::join!(file(), file());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.head.key, second.head.key);
    assert_eq!(first.code, second.code);
    assert_eq!(first.head.number.as_deref(), Some("兰政复〔2026〕1号"));
    // Sent again the next day, it is still the same.
    let again = bed
        .bureau
        .file_new(&who, &bed.city, "reconsideration", None, &answers, "click", on("2026-02-12"))
        .await
        .unwrap();
    assert_eq!((again.head.key, again.hash), (first.head.key, first.hash));
    // Another browser's key of the same name is another's.
    let other = Who::Anonymous(BrowserToken::random());
    let new = bed
        .bureau
        .file_new(&other, &bed.city, "reconsideration", None, &answers, "click", now)
        .await
        .unwrap();
    assert_eq!(new.head.number.as_deref(), Some("兰政复〔2026〕2号"));
}

async fn a_draft_is_taken_up_on_another_device_by_its_code(bed: Bed) {
    let now = on("2026-02-10");
    let who = Who::Anonymous(BrowserToken::random());
    let mut answers = Answers::to("apply");
    answers.values.insert("facts".into(), text("处罚决定认定事实不清。"));
    let draft = bed.bureau.keep_draft(&who, &bed.city, None, "reconsideration", &answers, now).await.unwrap();
    let copy = bed.blob(&who, &draft.key, "决定书", now).await;
    let code = draft.code.clone().unwrap();

    let typed = code.to_lowercase().replace('-', " ");
    let other = Who::Anonymous(BrowserToken::typed(&typed).unwrap());
    let found = bed.bureau.drafts(&other, &bed.city, on("2026-02-11")).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].answers, answers);
    assert_eq!(found[0].attachments, std::slice::from_ref(&copy));

    let stranger = Who::Anonymous(BrowserToken::random());
    assert!(bed.bureau.find_draft(&stranger, &draft.key, now).await.unwrap().is_none());
    let stolen = bed
        .bureau
        .keep_draft(&stranger, &bed.city, Some(draft.key.id.clone()), "reconsideration", &answers, now)
        .await;
    assert!(matches!(stolen, Err(ActError::NoFile(_))));

    // Filed, it becomes the file under the same id, with what was attached.
    let mut whole = bed.application();
    whole.values.insert("act_copy".into(), Value::List(vec![Value::Blob(copy)]));
    let id = Some(draft.key.id.clone());
    let receipt = bed
        .bureau
        .file_new(&other, &bed.city, "reconsideration", id, &whole, "once", on("2026-02-11"))
        .await
        .unwrap();
    assert_eq!(receipt.head.key, draft.key);
    assert!(bed.bureau.drafts(&other, &bed.city, on("2026-02-11")).await.unwrap().is_empty());
}

async fn what_is_wrong_with_a_form_is_told_at_its_field(bed: Bed) {
    let now = on("2026-02-11");
    let who = Who::Anonymous(BrowserToken::random());
    let mut answers = bed.application();
    answers.values.remove("facts");
    answers.values.insert("act_learned_on".into(), Value::Date(day("2026-02-11")));
    "  ".clone_into(&mut answers.parties[0].name);
    answers.parties[0].facts.insert("id_number".into(), text("620102199001010010"));
    let wrong = bed.bureau.judge_new(&who, &bed.city, "reconsideration", &answers, now).await.unwrap();
    let at =
        |field: &str| wrong.faults.iter().find(|f| f.field.as_deref() == Some(field)).map(|f| &f.missing);
    assert_eq!(at("facts"), Some(&Missing::Required));
    assert_eq!(at("name"), Some(&Missing::Required));
    assert_eq!(at("id_number"), Some(&Missing::CheckDigit));
    let filed = bed.bureau.file_new(&who, &bed.city, "reconsideration", None, &answers, "x", now).await;
    assert!(matches!(filed, Err(ActError::NotDone(_))));

    let key =
        bed.bureau.keep_draft(&who, &bed.city, None, "reconsideration", &answers, now).await.unwrap().key;
    for (name, bytes, want) in [
        ("a.pdf", &b"PK\x03\x04 readme"[..], AttachmentError::Kind),
        ("a.zip", b"PK\x03\x04 readme", AttachmentError::Kind),
        ("a.pdf", b"", AttachmentError::Empty),
    ] {
        let taken = bed.bureau.attach(&who, &key, name, Bytes::from_static(bytes), now).await;
        assert!(matches!(taken, Err(ActError::Attachment(found)) if found == want), "{name}");
    }
    let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n....");
    let taken = bed.bureau.attach(&who, &key, "照片.pdf", png, now).await;
    assert!(matches!(taken, Err(ActError::Attachment(AttachmentError::Mislabelled { .. }))));
    let large = Bytes::from(vec![b'%'; 50_000_001]);
    let taken = bed.bureau.attach(&who, &key, "大.pdf", large, now).await;
    assert!(matches!(taken, Err(ActError::Attachment(AttachmentError::TooLarge { .. }))));
    let nowhere = FileKey { city: bed.city.clone(), id: "aaaaaaaaaaaaaaaa".parse().unwrap() };
    let taken = bed.bureau.attach(&who, &nowhere, "a.txt", Bytes::from_static(b"x"), now).await;
    assert!(matches!(taken, Err(ActError::NoFile(_))));
}

pub(crate) fn over_the_counter(bed: &Bed) -> Answers {
    let mut answers = bed.application();
    answers.values.extend(Values::from([
        ("channel".into(), text("post")),
        ("received_on".into(), Value::Date(day("2026-02-12"))),
        ("posted_on".into(), Value::Date(day("2026-02-10"))),
    ]));
    answers.parties[0] = PartyGiven {
        role: "applicant".into(),
        who: PartyWho::New(PartyKind::Person),
        ..answers.parties[0].clone()
    };
    answers
}

async fn the_clerk_is_warned_of_a_second_filing_and_may_go_on(bed: Bed) {
    bed.filed(on("2026-02-11")).await;
    let now = on("2026-02-12");
    let clerk = bed.who("clerk", now).await;
    let mut answers = over_the_counter(&bed);
    let file = |answers: Answers, once: &'static str| {
        let (bureau, city, clerk) = (bed.bureau.clone(), bed.city.clone(), clerk.clone());
        async move { bureau.file_new(&clerk, &city, "reconsideration", None, &answers, once, now).await }
    };
    let Err(ActError::NotDone(not_done)) = file(answers.clone(), "one").await else {
        panic!("the clerk is warned first");
    };
    assert_eq!(not_done.refusals[0].rule, "SAME-FILING");
    assert!(not_done.refusals[0].mine);
    answers.confirmed.push("SAME-FILING".into());
    let receipt = file(answers, "two").await.unwrap();
    // In time by the postmark; the screening runs from the day it came in.
    assert_eq!(receipt.on, day("2026-02-10"));
    let due = receipt.clocks.iter().find(|c| c.rule == *"R-R06").unwrap().due;
    assert_eq!(due, Some(day("2026-02-26")));
    assert!(receipt.code.is_some(), "the receipt that is printed carries the applicant's code");
}

async fn a_form_says_what_is_asked_and_when(bed: Bed) {
    let now = on("2026-02-11");
    let who = Who::Anonymous(BrowserToken::random());
    let mut answers = Answers::to("apply");
    answers.values.insert("act_kind".into(), text("penalty"));
    let form = bed.bureau.opening_form(&who, &bed.city, "reconsideration", &answers, now).await.unwrap();
    let field =
        |id: &str| form.fields.iter().find(|f| f.id == *id).unwrap_or_else(|| panic!("{id} is asked"));
    assert!(field("on_the_spot").shown && !field("no_answer").shown);
    let if_ = field("on_the_spot").shown_if.clone().unwrap();
    assert_eq!((if_.field.as_str(), if_.values), ("act_kind", vec!["penalty".to_owned()]));
    let if_ = field("rights_learned_on").shown_if.clone().unwrap();
    assert_eq!((if_.field.as_str(), if_.values), ("rights_told", vec!["false".to_owned()]));
    assert!(
        !form.fields.iter().any(|f| f.id == *"channel"),
        "a clerk is asked how it came, a citizen is not"
    );
    assert_eq!(field("evidence").of.len(), 3);
    let applicant = form.parties.iter().find(|p| p.role == *"applicant").unwrap();
    assert!(applicant.may_be_me && applicant.required);
    let respondent = form.parties.iter().find(|p| p.role == *"respondent").unwrap();
    assert!(respondent.offices.iter().any(|(id, _)| id == "market-bureau"));

    let clerk = bed.who("clerk", now).await;
    let form = bed.bureau.opening_form(&clerk, &bed.city, "reconsideration", &answers, now).await.unwrap();
    assert!(form.fields.iter().any(|f| f.id == *"channel"));
    let unknown = bed.bureau.opening_form(&clerk, &bed.city, "no-such", &answers, now).await;
    assert!(matches!(unknown, Err(LookError::Unknown("matter"))));

    let guide = bed.bureau.guide(&bed.city, "reconsideration", now).unwrap();
    assert!(
        guide.limits.iter().any(|l| l.rule == "R-R06" && l.length.zh() == "5个工作日"),
        "{:?}",
        guide.limits[0].length
    );
    assert!(guide.remedies.iter().any(|l| l.rule == "R-R34"));
    assert!(!guide.materials.is_empty() && !guide.conditions.is_empty() && !guide.text.zh().is_empty());
    assert_eq!(bed.bureau.services(&bed.city, now).unwrap().len(), 1);
}
