//! T1 of the law pages (section 6 of functions/05-11): an ordinary reconsideration with a correction, a
//! hearing, an extension, quashed with a new act ordered; through the use cases, by all who take part.

use xiezhi_bureau::view::{PaperState, Standing, View};
use xiezhi_matter::value::Value;

use crate::bed::{Bed, answers, day, on, on_both, refused, text};

on_both!(t1_is_played_to_the_day_by_all_who_take_part);

#[expect(clippy::unnecessary_wraps, reason = "compared with due dates, which may be unset")]
fn dates(date: &str) -> Option<jiff::civil::Date> {
    Some(day(date))
}

async fn t1_is_played_to_the_day_by_all_who_take_part(bed: Bed) {
    // T1-1: filed online on Wednesday 11 February.
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let key = receipt.head.key.clone();
    assert_eq!(receipt.head.number.as_deref(), Some("兰政复〔2026〕1号"));
    assert_eq!(receipt.on, day("2026-02-11"));
    let code = receipt.code.clone().expect("somebody without an account gets a code");
    assert_eq!(bed.due(&key, "R-R01", now).await, dates("2026-03-16"));
    // T1-2: else deemed accepted on this day.
    assert_eq!(bed.due(&key, "R-R06", now).await, dates("2026-02-25"));
    bed.seated(&key, now).await;

    let now = on("2026-02-13");
    let lead = bed.who("lead", now).await;
    let missing = answers("ask-correction", &[("missing_items", text("请补交决定书的复印件。"))]);
    let acted = bed.act(&lead, &key, &missing, now).await;
    assert_eq!(acted.papers.len(), 1);
    assert_eq!(bed.page(&lead, &key, now).await.head.state.id, *"correcting");

    // T1-3: received on the make-up Saturday.
    let now = on("2026-02-14");
    bed.served(&key, "correction-notice", "applicant", now).await;
    assert_eq!(bed.due(&key, "R-R09", now).await, dates("2026-03-06"));

    let now = on("2026-03-04");
    let applicant = bed.by_code(&code, now).await;
    let page = bed.page(&applicant, &key, now).await;
    assert!(matches!(page.view, View::Party { all: false, .. }));
    let inbox = bed.bureau.inbox(&applicant, &key, now).await.unwrap();
    assert_eq!(inbox.papers.len(), 1, "the notice was served on the applicant");
    assert_eq!(inbox.papers[0].starts[0].due, dates("2026-03-06"));
    let copy = bed.paper(&applicant, &key, "决定书", now).await;
    let correct = answers("correct", &[("corrected_words", text("现补交。")), ("corrected_items", copy)]);
    bed.act(&applicant, &key, &correct, now).await;
    // T1-4: the screening begins anew.
    assert_eq!(bed.due(&key, "R-R10", now).await, dates("2026-03-11"));

    let now = on("2026-03-05");
    let lead = bed.who("lead", now).await;
    assert_eq!(refused(bed.try_act(&lead, &key, &missing, now).await), ["R-R42"]);

    // T1-5 and T1-8: accepted on Tuesday 10 March.
    let now = on("2026-03-10");
    let lead = bed.who("lead", now).await;
    let accept = answers("accept", &[("procedure", text("ordinary")), ("complex", Value::YesNo(true))]);
    bed.act(&lead, &key, &accept, now).await;
    assert_eq!(bed.due(&key, "R-R12", now).await, dates("2026-03-19"));
    // Saturday 9 May is worked, so nothing rolls.
    assert_eq!(bed.due(&key, "R-R29", now).await, dates("2026-05-09"));

    let now = on("2026-03-16");
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("send-copy", &[]), now).await;
    // T1-6.
    let now = on("2026-03-18");
    bed.served(&key, "reply-notice", "respondent", now).await;
    assert_eq!(bed.due(&key, "R-R13", now).await, dates("2026-04-01"));

    let now = on("2026-03-31");
    let market = bed.respondent(now).await;
    let paper = bed.paper(&market, &key, "答复书", now).await;
    let evidence = Value::List(vec![Value::Record(
        [("evidence_name".into(), text("现场检查笔录")), ("evidence_proves".into(), text("违法事实"))].into(),
    )]);
    let reply = answers("reply", &[("reply_paper", paper), ("reply_evidence", evidence)]);
    bed.act(&market, &key, &reply, now).await;

    // T1-7: the hearing, with five clear working days of notice.
    let now = on("2026-04-09");
    let lead = bed.who("lead", now).await;
    let officer = |id: &str| Value::Record([("hearing_officer".into(), text(id))].into());
    let hearing = answers(
        "set-hearing",
        &[
            ("hearing_on", Value::Date(day("2026-04-22"))),
            ("hearing_at", text("九时，第一听证室")),
            ("hearing_matters", text("处罚决定认定的事实")),
            ("presiding", text("lead")),
            ("hearing_officers", Value::List(vec![officer("second"), officer("third")])),
            ("recorder", text("fourth")),
        ],
    );
    bed.act(&lead, &key, &hearing, now).await;
    assert_eq!(bed.due(&key, "R-R21", now).await, dates("2026-04-14"));
    bed.served(&key, "hearing-notice", "applicant", on("2026-04-13")).await;
    bed.served(&key, "hearing-notice", "respondent", on("2026-04-14")).await;

    let now = on("2026-04-22");
    let lead = bed.who("lead", now).await;
    let record = bed.paper(&lead, &key, "听证笔录", now).await;
    let mut held = answers("hold-hearing", &[("head_attends", Value::YesNo(true)), ("record", record)]);
    held.signed = ["second", "third", "fourth"].map(Into::into).to_vec();
    bed.act(&lead, &key, &held, now).await;

    let now = on("2026-04-23");
    let lead = bed.who("lead", now).await;
    let mut heard = answers(
        "hear-parties",
        &[("heard_who", text("申请人")), ("heard_how", text("face")), ("heard_what", text("坚持申请"))],
    );
    heard.signed = vec!["second".into()];
    bed.act(&lead, &key, &heard, now).await;

    // T1-9: thirty days from the nominal day.
    let now = on("2026-05-08");
    let lead = bed.who("lead", now).await;
    let extend = answers("extend", &[("extra_days", Value::Integer(30)), ("why", text("案情复杂"))]);
    bed.act(&lead, &key, &extend, now).await;
    assert_eq!(bed.due(&key, "R-R29", now).await, dates("2026-06-08"));
    assert_eq!(bed.due(&key, "R-R30", now).await, dates("2026-05-09"));
    bed.served(&key, "extension-notice", "applicant", now).await;
    bed.served(&key, "extension-notice", "respondent", on("2026-05-09")).await;

    let now = on("2026-05-19");
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("committee", &[("opinion", text("建议撤销"))]), now).await;
    let now = on("2026-05-20");
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("draft", &[]), now).await;

    let now = on("2026-06-04");
    let lead = bed.who("lead", now).await;
    let decision = |values: &[(&str, Value)]| {
        let mut all = vec![
            ("facts_found", text("查明处罚决定主要事实不清。")),
            ("law_applied", text("行政复议法第六十四条第一款第一项")),
            ("ruling", text("撤销该处罚决定。")),
            ("court", text("兰州铁路运输中级法院")),
            ("why", text("主要事实不清、证据不足。")),
        ];
        all.extend(values.iter().cloned());
        answers("decide", &all)
    };
    let worse = decision(&[
        ("holding", text("change")),
        ("holding_ground", text("improper")),
        ("old_sum", Value::Integer(2_000_000)),
        ("new_sum", Value::Integer(2_500_000)),
    ]);
    assert_eq!(refused(bed.try_act(&lead, &key, &worse, now).await), ["R-R47"]);
    let quash = decision(&[
        ("holding", text("quash")),
        ("holding_ground", text("facts")),
        ("redo", Value::YesNo(true)),
    ]);
    let previews = bed.bureau.preview(&lead, &key, &quash, now).await.unwrap();
    assert_eq!(previews.len(), 1);
    assert!(previews[0].html.contains("马建国") && previews[0].html.contains("待编号"));
    bed.act(&lead, &key, &quash, now).await;
    let page = bed.page(&lead, &key, now).await;
    assert_eq!(page.head.state.id, *"performing");
    assert_eq!(page.papers[0].number.as_deref(), Some("兰政复决〔2026〕1号"));

    // T1-10 and T1-11.
    let now = on("2026-06-05");
    bed.served(&key, "decision", "applicant", now).await;
    assert_eq!(bed.due(&key, "R-R34", now).await, dates("2026-06-22"));
    bed.served(&key, "decision", "respondent", now).await;
    assert_eq!(bed.due(&key, "R-R36", now).await, dates("2026-08-04"));
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("advise", &[("advice", text("规范现场检查。"))]), now).await;
    let now = on("2026-06-08");
    bed.served(&key, "opinion-paper", "respondent", now).await;
    assert_eq!(bed.due(&key, "R-R37", now).await, dates("2026-08-07"));

    let now = on("2026-06-10");
    let lead = bed.who("lead", now).await;
    bed.act(&lead, &key, &answers("notify-superior", &[("superior", text("省市场监督管理局"))]), now).await;
    let now = on("2026-06-12");
    let second = bed.who("second", now).await;
    bed.act(&second, &key, &answers("publish", &[("redacted_text", text("某某不服处罚一案。"))]), now).await;

    let now = on("2026-07-01");
    let market = bed.respondent(now).await;
    let paper = bed.paper(&market, &key, "新决定", now).await;
    let same = answers("redo", &[("same_as_before", Value::YesNo(true)), ("record", paper)]);
    assert_eq!(refused(bed.try_act(&market, &key, &same, now).await), ["R-R54"]);
    let now = on("2026-07-10");
    let market = bed.respondent(now).await;
    let paper = bed.paper(&market, &key, "新决定", now).await;
    let other = answers("redo", &[("same_as_before", Value::YesNo(false)), ("record", paper)]);
    bed.act(&market, &key, &other, now).await;
    let now = on("2026-08-06");
    let market = bed.respondent(now).await;
    let paper = bed.paper(&market, &key, "反馈", now).await;
    bed.act(&market, &key, &answers("answer-advice", &[("record", paper)]), now).await;

    // The file is closed; every count is shown with how it ended.
    let lead = bed.who("lead", now).await;
    let page = bed.page(&lead, &key, now).await;
    assert!(page.head.state.is_final);
    let met = page.clocks.iter().find(|c| c.rule == *"R-R29").unwrap();
    assert_eq!((met.standing, met.met_on), (Standing::Met, dates("2026-06-04")));
    assert!(met.headline.zh().contains("2026-06-08"), "{}", met.headline.zh());
    let decision = page.papers.iter().find(|p| p.paper == *"decision").unwrap();
    assert_eq!(decision.state, PaperState::Done);

    // The code on the decision leads to its public facts, and to the hash of what was sealed.
    let check = decision.check.clone().unwrap();
    let checked = bed.bureau.check_paper(&bed.city, &check.to_lowercase(), "192.0.2.7", now).await.unwrap();
    assert_eq!(checked.organ, "兰州市人民政府");
    assert_eq!(checked.number.as_deref(), Some("兰政复决〔2026〕1号"));
    assert_eq!(checked.versions.len(), 2);
    assert!(checked.parties.iter().any(|(_, name)| name == "马*"));
    assert!(checked.parties.iter().any(|(_, name)| name == "兰州市市场监督管理局"));

    // Every projection made again is the same to the byte.
    let before = bed.bureau.store().dump_projections(&bed.city).await.unwrap();
    assert_eq!(bed.bureau.rebuild(&bed.city).await.unwrap(), 1);
    let after = bed.bureau.store().dump_projections(&bed.city).await.unwrap();
    assert!(before == after, "the projections differ after a rebuild");
}
