//! Every use case against every post: who may is written in one table, and this is what it comes to.

use std::fmt::Write as _;

use xiezhi_bureau::{ActError, Answers, BrowserToken, EnterError, LookError, USE_CASES, Who};
use xiezhi_matter::{
    decide::Serving,
    event::{PaperRef, Values},
    key::{FileKey, Seq},
};
use xiezhi_store::Hash;

use crate::bed::{Bed, on, on_both};

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

async fn said(bed: &Bed, name: &str, who: &Who, key: &FileKey) -> Option<Said> {
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-02-11"));
    let (none, seen, ghost) = (Answers::to("accept"), Seq(999), PaperRef { n: Seq(1), at: 0 });
    let apply = Answers::to("apply");
    let m = "reconsideration";
    Some(match name {
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
        "my_files" => look(b.my_tasks(who, now).await),
        "today" => look(b.today(who, None, 1, now).await),
        "register" => look(
            b.register(who, city, "no-such-matter", &xiezhi_bureau::view::RegisterQuery::default(), now)
                .await,
        ),
        "find_number" => look(b.find_number(who, city, "x").await),
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
        _ => return None,
    })
}

async fn each_use_case_is_open_to_those_it_names_and_to_nobody_else(bed: Bed) {
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let key = receipt.head.key.clone();
    bed.officer("elsewhere", "别处人", &["case-officer"], "market-bureau", now).await;
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
    ];
    let mut table = format!("{:<20}", "");
    for (name, _) in &callers {
        write!(table, " {name:>10}").unwrap();
    }
    table.push('\n');
    let mut walked = Vec::new();
    for case in USE_CASES {
        let mut line = format!("{:<20}", case.name);
        let mut any = false;
        for (_, who) in &callers {
            let Some(said) = said(&bed, case.name, who, &key).await else { break };
            any = true;
            let word = match said {
                Said::Yes => "yes",
                Said::No => "no",
                Said::NoFile => "-",
            };
            write!(line, " {word:>10}").unwrap();
        }
        if any {
            walked.push(case.name);
            table.push_str(line.trim_end());
            table.push('\n');
        }
    }
    insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, description => "yes; no: not theirs; -: told that there is no such file" }, {
        insta::assert_snapshot!("grants", table);
    });
    // What is not walked here needs a code, a password or a paper, and is asked in the tests of its noun.
    let rest: Vec<&str> = USE_CASES.iter().map(|c| c.name).filter(|n| !walked.contains(n)).collect();
    insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("grants-rest", rest.join(" "));
    });
}
