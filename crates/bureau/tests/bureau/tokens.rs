//! Tokens: a part of an account's rights, in one city, until they end; and what another system may not do twice.

use xiezhi_bureau::{ActError, Answers, EnterError, LookError, Scope, TokenWanted, Who};
use xiezhi_matter::{key::Seq, value::Value};

use crate::bed::{Bed, PASSWORD, answers, on, on_both, text};

on_both!(
    a_token_is_a_part_of_its_account_and_ends_with_it,
    another_wish_under_the_same_key_is_refused_and_a_made_up_state_is_stale,
);

fn wanted(scopes: &[Scope], matters: &[&str]) -> TokenWanted {
    TokenWanted {
        name: "账务系统".to_owned(),
        scopes: scopes.to_vec(),
        matters: matters.iter().map(|m| (*m).to_owned()).collect(),
        days: 30,
    }
}

async fn through(bed: &Bed, who: &Who, scopes: &[Scope], day: &str) -> Who {
    let (secret, _) =
        bed.bureau.new_token(who, &bed.city, &wanted(scopes, &[]), on("2026-02-11")).await.unwrap();
    bed.bureau.who_by_token(&bed.city, &secret, on(day)).await.unwrap().unwrap()
}

async fn a_token_is_a_part_of_its_account_and_ends_with_it(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key.clone();
    let lead = bed.who("lead", now).await;
    let (secret, shown) =
        bed.bureau.new_token(&lead, &bed.city, &wanted(&[Scope::Read], &[]), now).await.unwrap();
    let by_token = bed.bureau.who_by_token(&bed.city, &secret, now).await.unwrap().unwrap();

    // It reads, under its maker's name and its own.
    bed.bureau.read(&by_token, &key, now).await.unwrap();
    let page = bed.page(&lead, &key, now).await;
    let named =
        |l: &xiezhi_bureau::view::LookShown| l.who == "陈承办" && l.why.zh().contains("令牌：账务系统");
    assert!(page.looks.iter().any(named), "{:?}", page.looks);

    // It does nothing else, and makes no token of its own.
    let none = Answers::to("accept");
    let act = bed.bureau.act(&by_token, &key, &none, page.seen, Some("k"), now).await;
    assert!(matches!(act, Err(ActError::Forbidden("act"))), "{act:?}");
    let more = bed.bureau.new_token(&by_token, &bed.city, &wanted(&[Scope::Act], &[]), now).await;
    assert!(matches!(more, Err(EnterError::Forbidden("new_token"))), "{more:?}");

    // One of a matter knows of no file of another.
    let narrow = wanted(&[Scope::Read], &["no-such-matter"]);
    let unknown = bed.bureau.new_token(&lead, &bed.city, &narrow, now).await;
    assert!(matches!(unknown, Err(EnterError::Unfit("matters"))), "{unknown:?}");
    let others = bed.bureau.services(&bed.city, now).unwrap();
    if let Some(other) = others.iter().find(|s| s.matter != "reconsideration") {
        let narrow = wanted(&[Scope::Read], &[&other.matter]);
        let (narrow, _) = bed.bureau.new_token(&lead, &bed.city, &narrow, now).await.unwrap();
        let narrow = bed.bureau.who_by_token(&bed.city, &narrow, now).await.unwrap().unwrap();
        let read = bed.bureau.read(&narrow, &key, now).await;
        assert!(matches!(read, Err(LookError::NoFile(_))), "a file of a matter it does not reach");
    }

    // It is worth nothing in another city, after its end, and after a new password.
    let other = "000001".parse().unwrap();
    assert!(bed.bureau.who_by_token(&other, &secret, now).await.unwrap().is_none());
    assert!(bed.bureau.who_by_token(&bed.city, &secret, shown.expires).await.unwrap().is_none());
    let tokens = bed.bureau.tokens(&lead, &bed.city).await.unwrap();
    assert!(tokens.iter().any(|t| t.granted.id == shown.granted.id && t.used == Some(now)));
    let changed =
        bed.bureau.change_password(&lead, PASSWORD, "另一个够长的口令 2026", "192.0.2.1", now).await;
    changed.unwrap();
    assert!(bed.bureau.who_by_token(&bed.city, &secret, now).await.unwrap().is_none());
}

async fn another_wish_under_the_same_key_is_refused_and_a_made_up_state_is_stale(bed: Bed) {
    let now = on("2026-02-11");
    let key = bed.filed(now).await.head.key.clone();
    bed.seated(&key, now).await;
    let lead = through(&bed, &bed.who("lead", now).await, &[Scope::Act], "2026-02-11").await;
    let seen = bed.page(&Who::Program, &key, now).await.seen;
    let accept = answers("accept", &[("procedure", text("ordinary")), ("complex", Value::YesNo(true))]);

    let ahead = bed.bureau.act(&lead, &key, &accept, Seq(seen.0 + 1), Some("k-0"), now).await;
    assert!(matches!(ahead, Err(ActError::Stale(_))), "{ahead:?}");

    let first = bed.bureau.act(&lead, &key, &accept, seen, Some("k-1"), now).await.unwrap();
    assert!(!first.repeated);
    let again = bed.bureau.act(&lead, &key, &accept, seen, Some("k-1"), now).await.unwrap();
    assert!(again.repeated && again.last == first.last);
    let other = answers("accept", &[("procedure", text("ordinary")), ("complex", Value::YesNo(false))]);
    let other = bed.bureau.act(&lead, &key, &other, seen, Some("k-1"), now).await;
    assert!(matches!(other, Err(ActError::OtherWish)), "{other:?}");
}
