//! The edges: stale pages, strangers, recusal, requests sent back, deemed acceptance, entries put right.

use xiezhi_bureau::{
    ActError, AmendPut, Amending, LookError, Relation, Who,
    view::{Standing, View},
};
use xiezhi_matter::{
    decide::Serving,
    event::Values,
    key::{FileKey, Seq},
    value::Value,
};

use crate::bed::{Bed, PASSWORD, answers, day, on, on_both, refused, text, told};

on_both!(
    of_two_officers_at_once_the_second_is_told,
    a_stranger_is_told_that_there_is_no_file,
    whoever_is_related_stands_back,
    a_request_goes_back_with_reasons_and_comes_again,
    time_runs_out_and_the_file_counts_as_accepted_on_the_last_day,
    a_wrong_day_of_service_is_put_right_by_two,
    electronic_service_needs_consent,
    an_officer_sees_what_is_to_be_done_today,
    a_child_file_is_opened_and_ends_into_its_parent,
);

async fn of_two_officers_at_once_the_second_is_told(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let (lead, second) = (bed.who("lead", now).await, bed.who("second", now).await);
    let seen = bed.page(&lead, &key, now).await.seen;
    let check = answers("check-identity", &[("identity_ok", Value::YesNo(true))]);
    bed.bureau.act(&lead, &key, &check, seen, Some("a"), now).await.unwrap();
    // The same click again is answered as the first time.
    let again = bed.bureau.act(&lead, &key, &check, seen, Some("a"), now).await.unwrap();
    assert!(again.repeated);
    let Err(ActError::Stale(stale)) = bed.bureau.act(&lead, &key, &check, seen, Some("b"), now).await else {
        panic!("the page was stale");
    };
    assert_eq!(stale.changed.len(), 1);
    assert!(stale.changed[0].zh().contains("陈承办") && stale.changed[0].zh().contains("核对身份"));
    // A note makes nobody wait.
    bed.bureau.note(&second, &key, "电话联系了申请人", None, now).await.unwrap();
}

async fn a_stranger_is_told_that_there_is_no_file(bed: Bed) {
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let key = receipt.head.key;
    let nobody = bed.who("nobody", now).await;
    for who in [&nobody, &Who::Anonymous(xiezhi_bureau::BrowserToken::random())] {
        assert!(matches!(bed.bureau.read(who, &key, now).await, Err(LookError::NoFile(_))));
        let act = bed.bureau.act(who, &key, &answers("accept", &[]), Seq(1), None, now).await;
        assert!(matches!(act, Err(ActError::NoFile(_))));
    }
    // A foreign id looks the same as one that never was.
    let none = FileKey { city: bed.city.clone(), id: "aaaaaaaaaaaaaaaa".parse().unwrap() };
    let lead = bed.who("lead", now).await;
    assert!(matches!(bed.bureau.read(&lead, &none, now).await, Err(LookError::NoFile(_))));
    let number = bed.bureau.find_number(&nobody, &bed.city, "兰政复〔2026〕1号").await;
    assert!(matches!(number, Err(LookError::Unknown(_))));
    let found = bed.bureau.find_number(&lead, &bed.city, "兰政复[2026]1号").await.unwrap();
    assert_eq!(found, key);
    // Every look is on record, those that were refused are none.
    bed.bureau.read(&lead, &key, now).await.unwrap();
    let page = bed.page(&lead, &key, now).await;
    assert!(page.looks.iter().all(|l| l.who == "陈承办"), "{:?}", page.looks);
}

async fn whoever_is_related_stands_back(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    let relation = Relation { person: "market-bureau".to_owned(), kind: "原工作单位".to_owned() };
    bed.bureau.declare_relation(&lead, &bed.city, &"lead".into(), &relation).await.unwrap();
    let accept = answers("accept", &[("procedure", text("ordinary"))]);
    assert_eq!(refused(bed.try_act(&lead, &key, &accept, now).await), ["R-R40"]);
    let page = bed.page(&lead, &key, now).await;
    let offer = page.offers.iter().find(|o| o.act == *"accept").unwrap();
    assert!(!offer.open && offer.reasons[0].basis.len() == 2);
}

async fn a_request_goes_back_with_reasons_and_comes_again(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let (lead, head) = (bed.who("lead", now).await, bed.who("head", now).await);
    let accept = answers("accept", &[("procedure", text("ordinary"))]);
    let seen = bed.page(&lead, &key, now).await.seen;
    let asked = bed.bureau.act(&lead, &key, &accept, seen, None, now).await.unwrap();
    assert!(asked.asked && asked.papers.is_empty());
    let request = asked.last;
    // Nobody approves what they asked for; the leader waits for the head.
    for login in ["lead", "leader"] {
        let who = bed.who(login, now).await;
        let approved = bed.bureau.approve(&who, &key, request, &[], asked.last, now).await;
        assert!(approved.is_err(), "{login}");
    }
    let tasks = bed.bureau.today(&head, None, 50, now).await.unwrap().tasks;
    let task = tasks.iter().find(|t| t.kind == "approve").unwrap();
    assert_eq!((task.n, task.due), (Some(request), Some(day("2026-02-25"))));
    bed.bureau.send_back(&head, &key, request, "请补充受理理由", asked.last, now).await.unwrap();
    let tasks = bed.bureau.today(&lead, None, 50, now).await.unwrap().tasks;
    let task = tasks.iter().find(|t| t.kind == "returned").unwrap();
    assert!(task.why.zh().contains("请补充受理理由"));
    bed.act(&lead, &key, &accept, now).await;
    let tasks = bed.bureau.today(&lead, None, 50, now).await.unwrap().tasks;
    assert!(!tasks.iter().any(|t| t.kind == "returned"));
    let page = bed.page(&lead, &key, now).await;
    assert_eq!(
        page.papers[0].number.as_deref(),
        Some("兰政复受〔2026〕1号"),
        "what came back used no number"
    );
}

async fn time_runs_out_and_the_file_counts_as_accepted_on_the_last_day(bed: Bed) {
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let key = receipt.head.key;
    let applicant = bed.by_code(&receipt.code.unwrap(), now).await;
    // The last day is usable.
    let page = bed.page(&applicant, &key, on("2026-02-25")).await;
    assert_eq!(page.head.state.id, *"screening");
    let page = bed.page(&applicant, &key, on("2026-02-26")).await;
    assert_eq!(page.head.state.id, *"accepted");
    let entry = page.timeline.iter().find(|e| e.deemed).unwrap();
    assert_eq!((entry.on, entry.effective_on), (day("2026-02-25"), Some(day("2026-02-25"))));
    assert!(entry.by_law);
    assert_eq!(page.due("R-R29"), Some(day("2026-04-27")));
    // Read again, nothing happens twice.
    let again = bed.page(&applicant, &key, on("2026-02-27")).await;
    assert_eq!(again.seen, page.seen);
    // The applicant is told.
    let letters = bed.bureau.letters(&bed.city, None, 10).await.unwrap().rows;
    assert!(letters.iter().any(|l| l.subject.contains("视为受理") && l.address == "ma@example.com"));
    // The sweep finds what nobody looked at.
    let other = bed
        .bureau
        .file_new(
            &Who::Anonymous(xiezhi_bureau::BrowserToken::random()),
            &bed.city,
            "reconsideration",
            None,
            &bed.application(),
            "other",
            on("2026-03-02"),
        )
        .await
        .unwrap();
    let swept = bed.bureau.sweep(&bed.city, on("2026-03-10")).await.unwrap();
    assert!(swept.events >= 1, "{swept:?}");
    assert_eq!(bed.page(&Who::Program, &other.head.key, on("2026-03-10")).await.head.state.id, *"accepted");
    // A clock that went back a day settles nothing.
    assert!(bed.bureau.sweep(&bed.city, on("2026-03-09")).await.is_err());
    assert!(bed.bureau.sweep(&bed.city, on("2026-05-09")).await.is_err());
}

async fn a_wrong_day_of_service_is_put_right_by_two(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let now = on("2026-02-13");
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("ask-correction", &[("missing_items", text("决定书"))]), now).await;
    let now = on("2026-02-25");
    bed.served(&key, "correction-notice", "applicant", now).await;
    assert_eq!(bed.due(&key, "R-R09", now).await, Some(day("2026-03-10")));
    let page = bed.page(&lead, &key, now).await;
    let served = page.timeline.iter().find(|e| e.word == "served").unwrap().n;
    let amending = |second: &str, password: &str| Amending {
        n: served,
        put: Some(AmendPut { on: day("2026-02-14"), values: Values::new() }),
        why: "送达回证上的日期是十四日".to_owned(),
        second: (second.to_owned(), password.to_owned()),
    };
    let amend = |second: &'static str, password: &'static str, seen| {
        let (bureau, lead, key, amending) =
            (bed.bureau.clone(), lead.clone(), key.clone(), amending(second, password));
        async move { bureau.amend(&lead, &key, &amending, "192.0.2.1", seen, now).await }
    };
    // A wrong password, oneself, or somebody without the power do not count as a second.
    assert!(matches!(amend("second", "falsch-falsch", page.seen).await, Err(ActError::Forbidden(_))));
    assert!(matches!(amend("lead", PASSWORD, page.seen).await, Err(ActError::NotDone(_))));
    assert!(matches!(amend("nobody", PASSWORD, page.seen).await, Err(ActError::Forbidden(_))));
    amend("second", PASSWORD, page.seen).await.unwrap_or_else(|e| panic!("{}", told(&e)));
    assert_eq!(bed.due(&key, "R-R09", now).await, Some(day("2026-03-06")));
    let page = bed.page(&lead, &key, now).await;
    let entry = page.timeline.iter().find(|e| e.n == served).unwrap();
    assert!(entry.amended_by.is_some(), "the mistaken entry stays, struck through");
}

async fn electronic_service_needs_consent(bed: Bed) {
    let now = on("2026-02-11");
    let who = Who::Anonymous(xiezhi_bureau::BrowserToken::random());
    let mut application = bed.application();
    application.parties[0].facts.insert("e_service".into(), Value::YesNo(false));
    let receipt =
        bed.bureau.file_new(&who, &bed.city, "reconsideration", None, &application, "1", now).await.unwrap();
    let key = receipt.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("accept", &[("procedure", text("ordinary"))]), now).await;
    let at = bed.sealed(&key, "acceptance-notice", now).await;
    let page = bed.page(&lead, &key, now).await;
    let to = page.parties.iter().find(|p| p.role == *"applicant").unwrap().person.clone();
    let serving = Serving {
        paper: at,
        to,
        mode: "electronic".to_owned(),
        on: day("2026-02-11"),
        taken_by: None,
        reasons: None,
        proof: Vec::new(),
    };
    let served = bed.bureau.serve(&lead, &key, &serving, page.seen, None, now).await;
    assert_eq!(refused(served), ["S-3"]);
    // Until it is served, the applicant sees nothing of the paper.
    let applicant = bed.by_code(&receipt.code.unwrap(), now).await;
    let page = bed.page(&applicant, &key, now).await;
    assert!(!page.papers.iter().any(|p| p.at == at));
    assert!(matches!(bed.bureau.paper_pdf(&applicant, &key, at, now).await, Err(LookError::Unknown(_))));
}

async fn an_officer_sees_what_is_to_be_done_today(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    let head = bed.who("head", now).await;
    let today = bed.bureau.today(&head, None, 50, now).await.unwrap();
    let assign: Vec<_> = today.tasks.iter().filter(|t| t.kind == "assign").collect();
    assert_eq!(assign.len(), 2);
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    let today = bed.bureau.today(&lead, None, 50, now).await.unwrap();
    let task = today.tasks.iter().find(|t| t.kind == "limit").unwrap();
    assert_eq!(task.due, Some(day("2026-02-25")));
    assert_eq!(task.left, Some(14));
    assert_eq!(task.file.title, "马建国 · 兰州市市场监督管理局 · 行政处罚");
    let register = bed
        .bureau
        .register(&lead, &bed.city, "reconsideration", &xiezhi_bureau::view::RegisterQuery::default(), now)
        .await
        .unwrap();
    assert_eq!(register.rows.len(), 1);
    assert_eq!(register.columns.len(), register.rows[0].cells.len());
    let nobody = bed.who("nobody", now).await;
    assert!(bed.bureau.today(&nobody, None, 50, now).await.unwrap().tasks.is_empty());
    let page = bed.page(&lead, &key, now).await;
    assert_eq!(page.view, View::Officer);
    assert!(page.clocks.iter().any(|c| c.rule == *"R-R01" && c.standing == Standing::Met));
}

async fn a_child_file_is_opened_and_ends_into_its_parent(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("accept", &[("procedure", text("ordinary"))]), now).await;
    let review = answers(
        "ask-review",
        &[
            ("review_document", text("某某办法")),
            ("review_clause", text("第三条")),
            ("why", text("处罚依据该条")),
        ],
    );
    bed.act(&lead, &key, &review, now).await;
    let page = bed.page(&lead, &key, now).await;
    assert_eq!(page.head.state.id, *"suspended");
    assert_eq!(page.children.len(), 1, "the child was opened with the act");
    let child = FileKey { city: bed.city.clone(), id: page.children[0].file.clone() };
    let shown = bed.page(&lead, &child, now).await;
    assert_eq!(shown.parent.as_ref(), Some(&key.id));
    // The round of work finds everything done already.
    bed.bureau.work(&bed.city, now).await.unwrap();
    assert_eq!(bed.page(&lead, &key, now).await.children.len(), 1);
}
