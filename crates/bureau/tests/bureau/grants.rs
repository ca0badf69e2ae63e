//! Every use case against every post: who may is written in one table, and this is what it comes to.

use std::fmt::Write as _;

use xiezhi_bureau::{
    ActError, Amending, Answers, BrowserToken, EnterError, LookError, NewOfficer, Relation, USE_CASES, Who,
};
use xiezhi_matter::{
    decide::Serving,
    event::{PaperRef, Values},
    key::{FileKey, Seq},
};
use xiezhi_store::Hash;

use crate::bed::{Bed, PASSWORD, on, on_both};

on_both!(each_use_case_is_open_to_those_it_names_and_to_nobody_else);

/// What the gate said: `yes`; `no` where the use case is not theirs; `-` where there is no file for them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    Yes,
    No,
    NoFile,
}

fn act<T>(result: Result<T, ActError>) -> Said {
    match result {
        Err(ActError::NoFile(_)) => Said::NoFile,
        Err(ActError::Forbidden("second officer")) => Said::Yes,
        Err(ActError::Forbidden(_)) => Said::No,
        _ => Said::Yes,
    }
}

fn look<T>(result: Result<T, LookError>) -> Said {
    match result {
        Err(LookError::NoFile(_)) => Said::NoFile,
        Err(LookError::Forbidden(_)) => Said::No,
        _ => Said::Yes,
    }
}

fn enter<T>(result: Result<T, EnterError>) -> Said {
    match result {
        Err(EnterError::Forbidden(_)) => Said::No,
        _ => Said::Yes,
    }
}

async fn said(bed: &Bed, name: &str, (caller, who): (usize, &Who), key: &FileKey) -> Said {
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-02-11"));
    let (none, seen, ghost) = (Answers::to("accept"), Seq(999), PaperRef { n: Seq(998), at: 0 });
    let address = "192.0.2.99";
    let pdf = || bytes::Bytes::from_static(b"%PDF-1.7\nx");
    let me = who.signed_in().and_then(|one| one.officer.clone()).unwrap_or_else(|| "lead".into());
    let apply = Answers::to("apply");
    let m = "reconsideration";
    match name {
        "services" => look(b.services(city, now)),
        "guide" => look(b.guide(city, m, now)),
        "roads" => look(b.roads(city)),
        "check_paper" => look(b.check_paper(city, "x", address, now).await),
        "sign_in" => enter(b.sign_in(city, "nobody-here", "falsch-falsch", address, now).await),
        "enter_by_code" => enter(b.enter_by_code(city, "x", address, now).await),
        "sign_up" => enter(b.sign_up(city, "x", "nobody-here", PASSWORD, address, now).await),
        "invitation" => enter(b.invitation(city, "x", address, now).await),
        "set_up" => enter(b.set_up(city, "x", PASSWORD, address, now).await),
        "setup_code" => enter(b.setup_code(who, city, "nobody-here", now).await),
        "find_draft" => look(b.find_draft(who, key, now).await),
        "drafts" => look(b.drafts(who, city, now).await),
        "drop_draft" => act(b.drop_draft(who, key, now).await),
        "new_token" => {
            let wanted = xiezhi_bureau::TokenWanted {
                name: "账务系统".to_owned(),
                scopes: vec![xiezhi_bureau::Scope::Read],
                matters: Vec::new(),
                days: 1,
            };
            enter(b.new_token(who, city, &wanted, now).await)
        }
        "tokens" => enter(b.tokens(who, city).await),
        "end_token" => enter(b.end_token(who, city, "no-such").await),
        "set_language" => enter(b.set_language(who, "zh").await),
        "my_tasks" => look(b.my_tasks(who, now).await),
        "registers" => look(b.registers(who, city)),
        "try_notice" => match b.try_notice(who, city, "") {
            Err(xiezhi_bureau::TakeError::Act(error)) => act::<()>(Err(error)),
            _ => Said::Yes,
        },
        "new_officer" => {
            let new = NewOfficer {
                id: format!("new-{caller}"),
                name: "新来人".to_owned(),
                office: "reconsideration-unit".to_owned(),
                posts: Vec::new(),
                administrator: false,
                email: None,
                login: format!("new-{caller}"),
                password: PASSWORD.to_owned(),
            };
            enter(b.new_officer(who, city, &new, now).await)
        }
        "set_account" => enter(b.set_account(who, city, &xiezhi_store::AccountId("x".into()), true).await),
        "declare_relation" => {
            let relation = Relation { person: "nobody-here".to_owned(), kind: "亲属".to_owned() };
            enter(b.declare_relation(who, city, &me, &relation).await)
        }
        "form" => look(b.form(who, key, &none, now).await),
        "attach" => act(b.attach(who, key, "x.pdf", pdf(), now).await),
        "preview_request" => act(b.preview_request(who, key, seen, now).await),
        "amend" => {
            let second = ("second".to_owned(), PASSWORD.to_owned());
            let amending = Amending { n: seen, put: None, why: "x".to_owned(), second };
            act(b.amend(who, key, &amending, address, seen, now).await)
        }
        "paper_pdf" => look(b.paper_pdf(who, key, ghost, now).await),
        "paper_docx" => look(b.paper_docx(who, key, ghost, now).await),
        "paper_html" => look(b.paper_html(who, key, ghost, now).await),
        "issue" => act(b.issue(who, key, ghost, seen, now).await),
        "seal" => act(b.seal(who, key, ghost, "x.pdf", pdf(), seen, now).await),
        "opening_form" => look(b.opening_form(who, city, m, &apply, now).await),
        "judge_new" => act(b.judge_new(who, city, m, &apply, now).await),
        "file_new" => act(b.file_new(who, city, m, None, &apply, "", now).await),
        "keep_draft" => act(b.keep_draft(who, city, None, m, &apply, now).await),
        "take_up" => act(b
            .take_up(who, city, "x", xiezhi_matter::model::PartyKind::Person, "", &Values::new(), now)
            .await),
        "change_password" => {
            enter(b.change_password(who, "falsch-falsch-1", "noch-falscher-2", "192.0.2.99", now).await)
        }
        "my_files" => look(b.my_files(who, now).await),
        "today" => look(b.today(who, None, 1, now).await),
        "register" => look(
            b.register(who, city, "no-such-matter", &xiezhi_bureau::view::RegisterQuery::default(), now)
                .await,
        ),
        "register_lines" => {
            let all = xiezhi_bureau::view::RegisterQuery::default();
            look(b.register_lines(who, city, "no-such-matter", &all, now).await)
        }
        "statistics" => {
            look(b.statistics(who, city, "no-such-matter", "2026-H1".parse().unwrap(), now).await)
        }
        "find_number" => look(b.find_number(who, city, "x").await),
        "alike" => act(b.alike(who, city, m, &apply, now).await),
        "recently_filed" => look(b.recently_filed(who, city, "no-such-matter").await),
        "holidays" => look(b.holidays(who, city)),
        "load_notice" => match b.load_notice(who, city, "", ("x", "y"), "192.0.2.99", now).await {
            Err(xiezhi_bureau::TakeError::Act(error)) => act::<()>(Err(error)),
            _ => Said::Yes,
        },
        "new_office_account" => enter(b.new_office_account(who, city, "market-bureau", "x", "y", now).await),
        "new_person_account" => {
            enter(b.new_person_account(who, city, "某", &Values::new(), "x", "y", now).await)
        }
        "accounts" => look(b.accounts(who, city, now).await),
        "posts" => look(b.posts(who, city)),
        "posts_held" => look(b.posts_held(who, city, "lead", now).await),
        "give_post" => {
            let day = "2026-02-11".parse().unwrap();
            enter(b.give_post(who, city, "lead", ("no-post", "x"), (day, None)).await)
        }
        "end_post" => {
            let day = "2026-02-11".parse().unwrap();
            enter(b.end_post(who, city, "lead", ("no-post", "x", day), day).await)
        }
        "reset_account" => enter(b.reset_account(who, city, &"no-account".into(), now).await),
        "read" => look(b.read(who, key, now).await),
        "receipt" => look(b.receipt(who, key, now).await),
        "document" => look(b.document(who, key, &Hash([0; 32]), now).await),
        "reveal" => look(b.reveal(who, key, None, "核对", now).await),
        "inbox" => look(b.inbox(who, key, now).await),
        "judge" => act(b.judge(who, key, &none, now).await),
        "act" => act(b.act(who, key, &none, seen, None, now).await),
        "preview" => act(b.preview(who, key, &none, now).await),
        "approve" => act(b.approve(who, key, seen, &[], seen, now).await),
        "send_back" => act(b.send_back(who, key, seen, "x", seen, now).await),
        "delegate" => act(b.delegate(who, key, seen, &"lead".into(), "x", seen, now).await),
        "take_back" => act(b.take_back(who, key, seen, seen, now).await),
        "assign" => act(b.assign(who, key, &"no-seat".into(), &"lead".into(), None, seen, now).await),
        "serve" => {
            let serving = Serving {
                paper: ghost,
                to: "x".into(),
                mode: "x".to_owned(),
                on: "2026-02-11".parse().unwrap(),
                taken_by: None,
                reasons: None,
                proof: Vec::new(),
            };
            act(b.serve(who, key, &serving, seen, None, now).await)
        }
        "note" => act(b.note(who, key, "", None, now).await),
        "put_in" => act(b.put_in(who, key, "", &[], None, now).await),
        "dismiss" => act(b.dismiss(who, key, &"x".into(), "x", seen, now).await),
        "settle_question" => act(b.settle_question(who, key, seen, true, "x", seen, now).await),
        "invite" => act(b.invite(who, key, &"no-role".into(), None, now).await),
        "invitations" => look(b.invitations(who, key, now).await),
        "withdraw_invitation" => look(b.withdraw_invitation(who, key, "no-such", now).await),
        other => panic!("{other} is walked by nobody: say here how it is asked"),
    }
}

async fn each_use_case_is_open_to_those_it_names_and_to_nobody_else(bed: Bed) {
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let key = receipt.head.key.clone();
    bed.officer("elsewhere", "别处人", &["case-officer"], "market-bureau", now).await;
    let other: xiezhi_matter::key::City = "000001".parse().unwrap();
    let new = NewOfficer {
        id: "stranger".to_owned(),
        name: "外市人".to_owned(),
        office: "reconsideration-unit".to_owned(),
        posts: vec![("reconsideration-head".to_owned(), "reconsideration-unit".to_owned())],
        administrator: true,
        email: None,
        login: "stranger".to_owned(),
        password: PASSWORD.to_owned(),
    };
    bed.bureau.new_officer(&Who::Program, &other, &new, now).await.unwrap();
    let stranger = bed.bureau.sign_in(&other, "stranger", PASSWORD, "192.0.2.1", now).await.unwrap().2;
    let callers = [
        ("anonymous", Who::Anonymous(BrowserToken::random())),
        ("party", bed.by_code(&receipt.code.clone().unwrap(), now).await),
        ("respondent", bed.respondent(now).await),
        ("no post", bed.who("nobody", now).await),
        ("elsewhere", bed.who("elsewhere", now).await),
        ("clerk", bed.who("clerk", now).await),
        ("officer", bed.who("lead", now).await),
        ("head", bed.who("head", now).await),
        ("leader", bed.who("leader", now).await),
        // Administrator and head, of another city.
        ("other city", stranger),
    ];
    let mut table = format!("{:<20}", "");
    for (name, _) in &callers {
        write!(table, " {name:>10}").unwrap();
    }
    table.push('\n');
    for case in USE_CASES {
        let mut line = format!("{:<20}", case.name);
        for (caller, (_, who)) in callers.iter().enumerate() {
            let word = match said(&bed, case.name, (caller, who), &key).await {
                Said::Yes => "yes",
                Said::No => "no",
                Said::NoFile => "-",
            };
            write!(line, " {word:>10}").unwrap();
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, description => "yes; no: not theirs; -: told that there is no such file" }, {
        insta::assert_snapshot!("grants", table);
    });
}

/// What no person asks for: opening, settings, the program's own rounds, and a browser's own session.
const OWN: &[&str] = &[
    "open",
    "reload",
    "cities",
    "city",
    "fictional",
    "demo",
    "calendar",
    "store",
    "definition",
    "definitions",
    "letters",
    "send_mail",
    "open_session",
    "who",
    "who_by_token",
    "who_by_password",
    "sign_out",
    "sweep",
    "work",
    "confirm_clock",
    "rebuild",
];

/// Default deny begins with nothing being left out: a method that anybody can call is in the table.
#[test]
fn every_use_case_stands_in_the_table() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut missing = Vec::new();
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let bodies = text.split("\nimpl Bureau {").skip(1).map(|rest| rest.split("\n}").next().unwrap());
        for line in bodies.flat_map(str::lines) {
            let line = line.strip_prefix("    pub ").unwrap_or_default();
            let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) else {
                continue;
            };
            let name = rest.split(['(', '<']).next().unwrap();
            if !OWN.contains(&name) && !USE_CASES.iter().any(|case| case.name == name) {
                missing.push(format!("{name} in {}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "not in USE_CASES: {missing:?}");
}
