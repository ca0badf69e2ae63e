//! What a desk does besides cases: posts and passwords, invitations, what is alike and what came in last.

use xiezhi_bureau::{
    BrowserToken, EnterError, Who,
    view::{Cell, MeasuredQuery, RegisterQuery},
};
use xiezhi_matter::measure::Figure;
use xiezhi_store::AccountId;

use crate::{
    bed::{Bed, PASSWORD, day, on, on_both},
    filing::over_the_counter,
};

on_both!(
    a_post_is_held_once_at_a_time_and_ended_not_erased,
    a_password_taken_away_is_chosen_anew_with_a_code,
    an_invitation_is_listed_and_can_be_withdrawn,
    a_second_filing_about_the_same_act_is_found_by_whoever_may_open_the_first,
    masked_facts_are_opened_for_a_reason_that_stays_on_record,
    a_figure_is_counted_from_the_files_and_leads_to_them,
);

const UNIT: (&str, &str) = ("case-officer", "reconsideration-unit");

async fn a_post_is_held_once_at_a_time_and_ended_not_erased(bed: Bed) {
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-02-11"));
    bed.officer("newcomer", "新来人", &[], "reconsideration-unit", now).await;
    let head = bed.who("head", now).await;
    let give = async |from: &str, until: Option<&str>| {
        b.give_post(&head, city, "newcomer", UNIT, (day(from), until.map(day))).await
    };
    give("2026-03-01", None).await.unwrap();
    assert!(matches!(give("2026-05-01", None).await, Err(EnterError::Unfit("held"))));
    assert!(matches!(give("2026-05-01", Some("2026-04-01")).await, Err(EnterError::Unfit("until"))));
    let strange = b.give_post(&head, city, "newcomer", ("no-post", UNIT.1), (day("2026-03-01"), None)).await;
    assert!(matches!(strange, Err(EnterError::Unfit("post"))));

    let end = async |until: &str| {
        b.end_post(&head, city, "newcomer", (UNIT.0, UNIT.1, day("2026-03-01")), day(until)).await
    };
    end("2026-06-30").await.unwrap();
    assert!(matches!(end("2026-07-31").await, Err(EnterError::Unfit("until"))));
    give("2026-07-01", None).await.unwrap();

    let held = b.posts_held(&head, city, "newcomer", on("2026-04-01")).await.unwrap();
    let told: Vec<(String, Option<String>, bool)> =
        held.iter().map(|h| (h.from.to_string(), h.until.map(|u| u.to_string()), h.today)).collect();
    assert_eq!(
        told,
        [
            ("2026-03-01".to_owned(), Some("2026-06-30".to_owned()), true),
            ("2026-07-01".to_owned(), None, false)
        ]
    );
}

async fn a_password_taken_away_is_chosen_anew_with_a_code(bed: Bed) {
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-02-11"));
    let head = bed.who("head", now).await;
    let all = b.accounts(&head, city, now).await.unwrap();
    let clerk = all.iter().find(|a| a.login == "clerk").unwrap();
    let code = b.reset_account(&head, city, &clerk.id, now).await.unwrap();
    let old = b.sign_in(city, "clerk", PASSWORD, "192.0.2.7", now).await;
    assert!(matches!(old, Err(EnterError::Wrong)));
    b.set_up(city, &code, "ganz-neu-gewaehlt-7", "192.0.2.7", now).await.unwrap();
    let again = b.set_up(city, &code, "ganz-neu-gewaehlt-8", "192.0.2.7", now).await;
    assert!(matches!(again, Err(EnterError::Used)));
    b.sign_in(city, "clerk", "ganz-neu-gewaehlt-7", "192.0.2.7", now).await.unwrap();
    let nobody = b.reset_account(&head, city, &AccountId::from("nobody"), now).await;
    assert!(matches!(nobody, Err(EnterError::Wrong)));
}

async fn an_invitation_is_listed_and_can_be_withdrawn(bed: Bed) {
    let (b, now) = (&bed.bureau, on("2026-02-11"));
    let key = bed.filed(now).await.head.key;
    let clerk = bed.who("clerk", now).await;
    let made = b.invite(&clerk, &key, &"third-party".into(), None, now).await.unwrap();
    let listed = b.invitations(&clerk, &key, now).await.unwrap();
    // The code of the receipt is one as well.
    let mine = listed.iter().find(|i| i.role.zh() == "第三人").unwrap();
    assert!(mine.open && mine.used.is_none() && mine.name.is_none());
    assert_ne!(mine.id, made.code, "a code is shown once");
    b.withdraw_invitation(&clerk, &key, &mine.id, now).await.unwrap();
    assert!(b.withdraw_invitation(&clerk, &key, &mine.id, now).await.is_err());
    let later = on("2026-02-12");
    let gone = b.invitation(&bed.city, &made.code, "192.0.2.8", later).await;
    assert!(matches!(gone, Err(EnterError::Expired(_))), "{gone:?}");
}

async fn a_second_filing_about_the_same_act_is_found_by_whoever_may_open_the_first(bed: Bed) {
    let first = bed.filed(on("2026-02-11")).await.head.key;
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-02-12"));
    let mut answers = over_the_counter(&bed);
    let clerk = bed.who("clerk", now).await;
    let alike = b.alike(&clerk, city, "reconsideration", &answers, now).await.unwrap();
    assert_eq!(alike.iter().map(|a| &a.head.key).collect::<Vec<_>>(), [&first]);
    let nobody = bed.who("nobody", now).await;
    assert!(b.alike(&nobody, city, "reconsideration", &answers, now).await.unwrap().is_empty());

    // Filed all the same: whoever registered it finds it among the last.
    answers.confirmed = vec!["SAME-FILING".into()];
    let filed = b.file_new(&clerk, city, "reconsideration", None, &answers, "once-2", now).await;
    let second = filed.unwrap_or_else(|e| panic!("{}", crate::bed::told(&e))).head.key;
    let recent = b.recently_filed(&clerk, city, "reconsideration").await.unwrap();
    assert_eq!(recent.iter().map(|r| &r.head.key).collect::<Vec<_>>(), [&second]);
}

async fn masked_facts_are_opened_for_a_reason_that_stays_on_record(bed: Bed) {
    let (b, now) = (&bed.bureau, on("2026-02-11"));
    let receipt = bed.filed(now).await;
    let key = receipt.head.key.clone();
    let clerk = bed.who("clerk", now).await;
    let page = bed.page(&clerk, &key, now).await;
    let applicant = page.parties.iter().find(|p| *p.role == *"applicant").unwrap();
    let masked: Vec<_> = applicant
        .facts
        .iter()
        .filter(|f| matches!(f.value, xiezhi_bureau::view::Plain::Masked(_)))
        .map(|f| f.field.clone())
        .collect();
    let opened = b.reveal(&clerk, &key, Some(&applicant.person), "核对证件", now).await.unwrap();
    assert_eq!(opened.iter().map(|f| f.field.clone()).collect::<Vec<_>>(), masked);
    assert!(opened.iter().all(|f| !matches!(f.value, xiezhi_bureau::view::Plain::Masked(_))));
    let me = bed.by_code(&receipt.code.unwrap(), now).await;
    let looks = bed.page(&me, &key, now).await.looks;
    assert!(looks.iter().any(|l| l.why.zh() == "核对证件"), "{looks:?}");
}

async fn a_figure_is_counted_from_the_files_and_leads_to_them(bed: Bed) {
    let (b, city, now) = (&bed.bureau, &bed.city, on("2026-07-02"));
    let first = bed.filed(on("2026-02-11")).await.head.key;
    let receipt = b
        .file_new(
            &Who::Anonymous(BrowserToken::random()),
            city,
            "reconsideration",
            None,
            &bed.application(),
            "second",
            on("2026-07-01"),
        )
        .await
        .unwrap();
    let clerk = bed.who("clerk", now).await;
    let of = async |period: &str| {
        b.statistics(&clerk, city, "reconsideration", period.parse().unwrap(), now).await.unwrap()
    };
    let page = of("2026-H1").await;
    let received = page.figures.iter().find(|f| f.measure == "received").unwrap();
    let count = |n: u64| Cell::Figure(Figure::Count(n));
    assert_eq!(
        (received.all.now, received.all.before, received.all.year_ago),
        (count(1), count(0), count(0))
    );
    assert!(!page.unfinished && of("2026-H2").await.unfinished);
    let second = of("2026-07").await;
    let received = second.figures.iter().find(|f| f.measure == "received").unwrap();
    assert_eq!((received.all.now, received.all.before), (count(1), count(0)));
    // Broken down, each row leads to its files.
    let axis = received.axes.iter().find(|a| a.id == "act_kind").unwrap();
    let [(name, Some(kind), cells)] = axis.rows.as_slice() else { panic!("{:?}", axis.rows) };
    assert_eq!((name.as_ref().map(xiezhi_matter::Text::zh), cells.now), (Some("行政处罚"), count(1)));
    let behind = async |period: &str, kind: &str| {
        let measured = MeasuredQuery {
            measure: "received".to_owned(),
            period: period.parse().unwrap(),
            axes: vec![("act_kind".to_owned(), kind.to_owned())],
        };
        let query = RegisterQuery { measured: Some(measured), ..RegisterQuery::default() };
        let page = b.register(&clerk, city, "reconsideration", &query, now).await.unwrap();
        page.rows.into_iter().map(|line| line.head.key).collect::<Vec<_>>()
    };
    assert_eq!(behind("2026-07", kind).await, [receipt.head.key]);
    assert_eq!(behind("2026-H1", kind).await, [first]);
    assert_eq!(behind("2026", "licence").await, []);
    assert_eq!(behind("2026", kind).await.len(), 2);
}
