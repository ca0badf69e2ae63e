//! Coming in: accounts, codes, invitations, lock-out.

use xiezhi_bureau::{ActError, EnterError, LookError, Who};
use xiezhi_matter::{event::Values, model::PartyKind, value::Value};

use crate::bed::{Bed, PASSWORD, answers, on, on_both, text};

on_both!(
    a_code_opens_its_own_file_and_no_other,
    a_code_becomes_an_account_once,
    an_invited_third_party_sees_its_own,
    somebody_new_makes_an_account_with_a_code_and_takes_their_place,
    guessing_is_stopped,
    a_password_is_changed_by_whoever_knows_it,
);

async fn a_code_opens_its_own_file_and_no_other(bed: Bed) {
    let now = on("2026-02-11");
    let first = bed.filed(now).await;
    let who = bed.by_code(&first.code.unwrap(), now).await;
    let other = bed
        .bureau
        .file_new(
            &Who::Anonymous(xiezhi_bureau::BrowserToken::random()),
            &bed.city,
            "reconsideration",
            None,
            &bed.application(),
            "other",
            now,
        )
        .await
        .unwrap();
    assert!(bed.bureau.read(&who, &first.head.key, now).await.is_ok());
    assert!(matches!(bed.bureau.read(&who, &other.head.key, now).await, Err(LookError::NoFile(_))));
    assert_eq!(bed.bureau.my_files(&who, now).await.unwrap().len(), 1);
    // What is the office's own stays there.
    let page = bed.bureau.read(&who, &first.head.key, now).await.unwrap();
    assert!(page.facts.iter().any(|f| f.field == *"facts"));
    assert!(
        !page
            .facts
            .iter()
            .any(|f| f.field == *"channel" && f.class == xiezhi_matter::model::Class::Restricted)
    );
    assert!(page.requests.is_empty() && page.seats.iter().all(|s| s.could.is_empty()));
}

async fn a_code_becomes_an_account_once(bed: Bed) {
    let now = on("2026-02-11");
    let receipt = bed.filed(now).await;
    let code = receipt.code.unwrap();
    let up = |login: &'static str, password: &'static str| {
        let (bureau, city, code) = (bed.bureau.clone(), bed.city.clone(), code.clone());
        async move { bureau.sign_up(&city, &code, login, password, "192.0.2.3", now).await }
    };
    assert!(matches!(up("ma", PASSWORD).await, Err(EnterError::Login)));
    assert!(matches!(up("ma.jianguo", "kurz").await, Err(EnterError::Weak(_))));
    let (_, _, who) = up("ma.jianguo", PASSWORD).await.unwrap();
    assert_eq!(who.signed_in().unwrap().name, "马建国");
    assert!(bed.bureau.read(&who, &receipt.head.key, now).await.is_ok());
    assert!(matches!(up("somebody.else", PASSWORD).await, Err(EnterError::Used)));
}

async fn an_invited_third_party_sees_its_own(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key;
    bed.seated(&key, now).await;
    let lead = bed.who("lead", now).await;
    let invited = bed.bureau.invite(&lead, &key, &"third-party".into(), None, now).await.unwrap();
    let shown = bed.bureau.invitation(&bed.city, &invited.code, "192.0.2.4", now).await.unwrap();
    assert!(shown.head.title.starts_with("马*"), "{}", shown.head.title);
    bed.bureau
        .new_person_account(&Who::Program, &bed.city, "邻居甲", &Values::new(), "neighbour", PASSWORD, now)
        .await
        .unwrap();
    let who = bed.who("neighbour", now).await;
    assert!(matches!(bed.bureau.read(&who, &key, now).await, Err(LookError::NoFile(_))));
    let facts =
        Values::from([("phone".into(), text("13800000000")), ("e_service".into(), Value::YesNo(true))]);
    let joined = bed
        .bureau
        .take_up(&who, &bed.city, &invited.code, PartyKind::Person, "邻居甲", &facts, now)
        .await
        .unwrap();
    assert_eq!(joined, key);
    let page = bed.page(&who, &key, now).await;
    assert!(page.parties.iter().any(|p| p.me && p.role == *"third-party"));
    // Of the application it sees neither words nor attachments.
    assert!(!page.facts.iter().any(|f| f.field == *"facts"));
    assert!(page.offers.iter().any(|o| o.act == *"third-evidence" && o.theirs));
    // An officer's act is not theirs.
    let act = bed
        .bureau
        .act(&who, &key, &answers("accept", &[("procedure", text("ordinary"))]), page.seen, None, now)
        .await;
    assert!(matches!(act, Err(ActError::NotDone(n)) if n.refusals[0].rule == "by"));
}

async fn guessing_is_stopped(bed: Bed) {
    let now = on("2026-02-11");
    for _ in 0..5 {
        let wrong = bed.bureau.sign_in(&bed.city, "lead", "falsch-falsch", "192.0.2.66", now).await;
        assert!(matches!(wrong, Err(EnterError::Wrong)));
    }
    let locked = bed.bureau.sign_in(&bed.city, "lead", PASSWORD, "192.0.2.66", now).await;
    assert!(matches!(locked, Err(EnterError::LockedOut(_))));
    bed.who("lead", now).await;
    let mut stopped = false;
    for n in 0..20 {
        let code = xiezhi_store::CheckCode::random().0;
        match bed.bureau.enter_by_code(&bed.city, &code, "192.0.2.67", now).await {
            Err(EnterError::Wrong) => {}
            Err(EnterError::TooOften(_)) => stopped = true,
            other => panic!("{n}: {other:?}"),
        }
    }
    assert!(stopped);
    let checked = bed.bureau.check_paper(&bed.city, "no code", "192.0.2.68", now).await;
    assert!(matches!(checked, Err(LookError::Unknown("code"))));
}

async fn a_password_is_changed_by_whoever_knows_it(bed: Bed) {
    let now = on("2026-02-11");
    let lead = bed.who("lead", now).await;
    let wrong =
        bed.bureau.change_password(&lead, "falsch-falsch", "一个新的口令 2026", "192.0.2.1", now).await;
    assert!(matches!(wrong, Err(EnterError::Wrong)));
    bed.bureau.change_password(&lead, PASSWORD, "一个新的口令 2026", "192.0.2.1", now).await.unwrap();
    assert!(bed.bureau.sign_in(&bed.city, "lead", PASSWORD, "192.0.2.2", now).await.is_err());
    assert!(bed.bureau.sign_in(&bed.city, "lead", "一个新的口令 2026", "192.0.2.3", now).await.is_ok());
}

async fn somebody_new_makes_an_account_with_a_code_and_takes_their_place(bed: Bed) {
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-02-11"));
    let key = bed.filed(now).await.head.key;
    let clerk = bed.who("clerk", now).await;
    let code = b.invite(&clerk, &key, &"third-party".into(), None, now).await.unwrap().code;
    let (_, _, who) = b.sign_up(city, &code, "third.zhao", PASSWORD, "192.0.2.3", now).await.unwrap();
    // An account alone opens nothing.
    assert!(matches!(b.read(&who, &key, now).await, Err(LookError::NoFile(_))));
    let take = async || b.take_up(&who, city, &code, PartyKind::Person, "赵某", &Values::new(), now).await;
    assert_eq!(take().await.unwrap(), key);
    assert!(b.read(&who, &key, now).await.is_ok());
    assert!(take().await.is_err(), "a code is good once");
    let again = b.sign_up(city, &code, "third.qian", PASSWORD, "192.0.2.3", now).await;
    assert!(matches!(again, Err(EnterError::Used)), "nobody else comes in by it");
}
