//! Accounts, sessions, lock-out, offices, invitations, mail, settings, codes, rates.

use jiff::SignedDuration;
use xiezhi_store::{
    Account, AccountId, AccountStatus, CheckCode, CityRow, Invite, InviteError, MailState, NewAccount,
    NewCheckCode, NewInvite, NewMail, NewSession, Office, OfficeId, Officer, OfficerId, PersonId, PostHolder,
    PostId, SessionToken, SignInError, TooMany,
};

use crate::bed::{Bed, at, city, day, file, filed, on_both};

fn account(login: &str) -> Account {
    Account {
        id: AccountId(format!("account-{login}")),
        login: login.into(),
        person: None,
        officer: Some(OfficerId(login.into())),
        office: None,
        status: AccountStatus::Active,
        language: "zh".into(),
    }
}

async fn made(bed: &Bed, login: &str) -> Account {
    let new = NewAccount { account: account(login), password: "right horse".into() };
    assert!(bed.store.new_account(&city(), new, at(0)).await.unwrap());
    account(login)
}

async fn tried(
    bed: &Bed,
    login: &str,
    password: &str,
    address: &str,
    second: i64,
) -> Result<Account, SignInError> {
    bed.store.sign_in(&city(), login, password, address, at(second)).await
}

const TIMES: NewSession =
    NewSession { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(8) };

on_both! {
    async fn the_right_password_signs_in_and_nothing_else_does(bed) {
        let li = made(bed, "li").await;
        assert_eq!(tried(bed, "li", "right horse", "a", 1).await, Ok(li.clone()));
        assert_eq!(tried(bed, "li", "Right horse", "a", 2).await, Err(SignInError::Wrong));
        assert_eq!(tried(bed, "li", "", "a", 3).await, Err(SignInError::Wrong));
        assert_eq!(tried(bed, "nobody", "right horse", "a", 4).await, Err(SignInError::Wrong));
        let taken = NewAccount { account: Account { id: AccountId("other".into()), ..li.clone() }, password: "x".into() };
        assert_eq!(bed.store.new_account(&city(), taken, at(5)).await, Ok(false));
        assert!(bed.store.set_password(&city(), &li.id, "another").await.unwrap());
        assert_eq!(tried(bed, "li", "right horse", "b", 6).await, Err(SignInError::Wrong));
        assert_eq!(tried(bed, "li", "another", "b", 7).await, Ok(li.clone()));
        bed.store.set_account_status(&city(), &li.id, AccountStatus::Closed).await.unwrap();
        assert_eq!(tried(bed, "li", "another", "b", 8).await, Err(SignInError::Wrong));
        assert_eq!(bed.store.list_accounts(&city()).await.unwrap()[0].status, AccountStatus::Closed);
    }

    async fn five_failures_lock_out_that_login_from_that_address(bed) {
        let li = made(bed, "li").await;
        for (login, second) in [("li", 0), ("nobody", 100)] {
            for n in 0..5 {
                assert_eq!(tried(bed, login, "wrong", "a", second + n).await, Err(SignInError::Wrong));
            }
            // The sixth is told so, with the right password too, and whether or not there is such an account.
            let until = at(second + 4 + 15 * 60);
            let locked = Err(SignInError::LockedOut { until });
            assert_eq!(tried(bed, login, "right horse", "a", second + 6).await, locked);
        }
        // From elsewhere the officer still gets in: nobody can lock another out of their work.
        assert_eq!(tried(bed, "li", "right horse", "b", 7).await, Ok(li.clone()));
        // And from there when the time is over.
        assert_eq!(tried(bed, "li", "right horse", "a", 15 * 60 + 5).await, Ok(li.clone()));
    }

    async fn many_guesses_at_once_do_not_slip_through(bed) {
        made(bed, "li").await;
        let guesses: Vec<_> = (0..12)
            .map(|_| {
                let store = bed.store.clone();
                tokio::spawn(async move { store.sign_in(&city(), "li", "wrong", "a", at(1)).await })
            })
            .collect();
        let mut looked_at = 0;
        for guess in guesses {
            looked_at += usize::from(guess.await.unwrap() == Err(SignInError::Wrong));
        }
        assert_eq!(looked_at, 5);
    }

    async fn failures_far_apart_do_not_add_up(bed) {
        let li = made(bed, "li").await;
        for n in 0..7 {
            assert_eq!(tried(bed, "li", "wrong", "a", n * 300).await, Err(SignInError::Wrong));
        }
        assert_eq!(tried(bed, "li", "right horse", "a", 2100).await, Ok(li));
    }

    async fn a_session_lives_while_used_and_ends_in_any_case(bed) {
        let li = made(bed, "li").await;
        let (token, opened) = bed.store.open_session(&city(), Some(&li.id), TIMES, at(0)).await.unwrap();
        let (other, _) = bed.store.open_session(&city(), None, TIMES, at(0)).await.unwrap();
        assert_ne!(token, other);
        let minutes = |m: i64| at(m * 60);
        let mut found = None;
        for m in (0..480).step_by(25) {
            found = bed.store.find_session(&city(), &token, minutes(m)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&opened));
        }
        assert_eq!(found.unwrap().account, Some(li.clone()));
        assert_eq!(bed.store.find_session(&city(), &token, minutes(480)).await.unwrap(), None);
        assert_eq!(bed.store.find_session(&city(), &other, minutes(30)).await.unwrap(), None);
        assert!(bed.store.find_session(&city(), &other, minutes(29)).await.unwrap().is_some());
        let forged = SessionToken(token.0.replace(['1', '2', '3'], "0"));
        assert_eq!(bed.store.find_session(&city(), &forged, minutes(1)).await.unwrap(), None);
        bed.store.end_session(&city(), &other).await.unwrap();
        assert_eq!(bed.store.find_session(&city(), &other, minutes(1)).await.unwrap(), None);
        bed.store.set_account_status(&city(), &li.id, AccountStatus::Closed).await.unwrap();
        assert_eq!(bed.store.find_session(&city(), &token, minutes(1)).await.unwrap(), None);
        assert!(!crate::bed::holds(&bed.bytes(), &token.0), "only the hash of a token is stored");
    }

    async fn the_sweep_takes_what_time_has_ended(bed) {
        made(bed, "li").await;
        let (token, _) = bed.store.open_session(&city(), None, TIMES, at(0)).await.unwrap();
        bed.store.sweep(&city(), at(60)).await.unwrap();
        assert!(bed.store.find_session(&city(), &token, at(60)).await.unwrap().is_some());
        bed.store.sweep(&city(), at(9 * 3600)).await.unwrap();
        assert_eq!(bed.store.find_session(&city(), &token, at(60)).await.unwrap(), None);
    }

    async fn offices_officers_and_posts_are_what_was_written_last(bed) {
        let office = Office {
            id: OfficeId("bureau".into()),
            kind: "bureau".into(),
            name: ("兰州市司法局".into(), "Lanzhou Municipal Bureau of Justice".into()),
            parent: None,
            card: vec![1],
        };
        let section = Office { id: OfficeId("section".into()), parent: Some(office.id.clone()), ..office.clone() };
        bed.store.put_office(&city(), &section).await.unwrap();
        bed.store.put_office(&city(), &office).await.unwrap();
        assert_eq!(bed.store.list_offices(&city()).await.unwrap(), [office, section]);
        let officer = Officer {
            id: OfficerId("li".into()),
            name: "李强".into(),
            office: OfficeId("section".into()),
            until: None,
            card: vec![],
        };
        bed.store.put_officer(&city(), &officer).await.unwrap();
        let left = Officer { until: Some(day("2025-12-31")), ..officer };
        bed.store.put_officer(&city(), &left).await.unwrap();
        assert_eq!(bed.store.list_officers(&city()).await.unwrap(), [left]);
        let holder = PostHolder {
            post: PostId("reviewer".into()),
            office: OfficeId("section".into()),
            officer: OfficerId("li".into()),
            from: day("2025-01-01"),
            until: None,
        };
        bed.store.put_post_holder(&city(), &holder).await.unwrap();
        let ended = PostHolder { until: Some(day("2025-06-30")), ..holder };
        bed.store.put_post_holder(&city(), &ended).await.unwrap();
        let post = [(ended.post.clone(), ended.office.clone())];
        for (on, posts) in [("2024-12-31", &[][..]), ("2025-01-01", &post), ("2025-06-30", &post), ("2025-07-01", &[])] {
            assert_eq!(bed.store.posts_of(&city(), &ended.officer, day(on)).await.unwrap(), posts);
            assert_eq!(bed.store.list_post_holders(&city(), day(on)).await.unwrap().len(), posts.len());
        }
    }

    async fn an_invitation_works_for_one_account_and_for_a_time(bed) {
        filed(bed, 1, "刘伟").await;
        let code = CheckCode::random().0;
        let new = NewInvite {
            code: code.clone(),
            role: "third-party".into(),
            i: 2,
            person: Some(PersonId("p".into())),
            expires: at(100),
        };
        bed.store.new_invite(&file(1), &new).await.unwrap();
        let invite = Invite { file: file(1).id, role: "third-party".into(), i: 2, person: Some(PersonId("p".into())) };
        let (zhang, sun) = (AccountId("zhang".into()), AccountId("sun".into()));
        // As printed, in groups and capitals.
        let typed = format!("{} {}", code[..8].to_uppercase(), &code[8..]);
        assert_eq!(bed.store.find_invite(&city(), &typed, at(1)).await, Ok(invite.clone()));
        assert_eq!(bed.store.find_invite(&city(), "abcdefghijkmnpqr", at(1)).await, Err(InviteError::Unknown));
        assert_eq!(bed.store.find_invite(&city(), &code, at(100)).await, Err(InviteError::Expired(at(100))));
        assert_eq!(bed.store.use_invite(&city(), &typed, &zhang, at(2)).await, Ok(invite.clone()));
        assert_eq!(bed.store.use_invite(&city(), &code, &zhang, at(200)).await, Ok(invite));
        assert_eq!(bed.store.use_invite(&city(), &code, &sun, at(3)).await, Err(InviteError::Used));
    }

    async fn mail_goes_at_least_once_under_one_id(bed) {
        filed(bed, 1, "刘伟").await;
        let mail = NewMail { id: "m1".into(), file: Some(file(1).id), message: b"to you".to_vec() };
        let plain = NewMail { id: "m2".into(), file: None, message: b"to all".to_vec() };
        for mail in [&mail, &mail, &plain] {
            bed.store.put_mail(&city(), mail, at(0)).await.unwrap();
        }
        let taken = bed.store.take_mail(&city(), 10, at(1)).await.unwrap();
        assert_eq!(taken.iter().map(|m| (&m.id[..], &m.message[..], m.tries)).collect::<Vec<_>>(), [
            ("m1", &b"to you"[..], 1),
            ("m2", b"to all", 1)
        ]);
        // The sender that took them died: they come again, after a minute.
        assert_eq!(bed.store.take_mail(&city(), 10, at(2)).await.unwrap(), []);
        assert_eq!(bed.store.take_mail(&city(), 1, at(62)).await.unwrap()[0].id, "m1");
        bed.store.settle_mail(&city(), "m1", MailState::Sent).await.unwrap();
        assert_eq!(bed.store.take_mail(&city(), 10, at(9999)).await.unwrap()[0].id, "m2");
        bed.store.settle_mail(&city(), "m2", MailState::Failed).await.unwrap();
        let first = bed.store.list_mail(&city(), None, 1).await.unwrap();
        let second = bed.store.list_mail(&city(), first.next.as_ref(), 1).await.unwrap();
        assert_eq!((first.rows[0].state, second.rows[0].state), (MailState::Failed, MailState::Sent));
        assert_eq!(second.next, None);
    }

    async fn a_check_code_leads_to_its_paper_however_it_is_typed(bed) {
        filed(bed, 1, "刘伟").await;
        let code = CheckCode::random();
        let new = NewCheckCode { code: code.clone(), paper: "receipt-1".into() };
        bed.store.put_check_code(&file(1), &new).await.unwrap();
        let typed = format!("{}-{}", &code.0[..4], code.0[4..].to_uppercase());
        let found = bed.store.find_check_code(&city(), &typed).await.unwrap().unwrap();
        assert_eq!((&found.file, found.paper.as_str()), (&file(1).id, "receipt-1"));
        assert_eq!((found.number.as_deref(), found.issued_on), (Some("兰司复收〔2025〕1号"), Some(day("2025-10-09"))));
        assert_eq!(bed.store.find_check_code(&city(), &CheckCode::random().0).await.unwrap(), None);
    }

    async fn a_bucket_gives_its_tokens_and_no_more(bed) {
        let every = SignedDuration::from_secs(10);
        let take = async |key: &str, second| bed.store.take_token(&city(), key, 3, every, at(second)).await;
        for _ in 0..3 {
            assert_eq!(take("a", 0).await, Ok(()));
        }
        assert_eq!(take("a", 0).await, Err(TooMany::Wait(SignedDuration::from_secs(10))));
        assert_eq!(take("a", 4).await, Err(TooMany::Wait(SignedDuration::from_secs(6))));
        assert_eq!(take("b", 4).await, Ok(()));
        assert_eq!(take("a", 10).await, Ok(()));
        assert!(take("a", 10).await.is_err());
        assert_eq!(take("a", 1000).await, Ok(()));
    }

    async fn settings_cities_definitions_and_notices_are_kept(bed) {
        assert_eq!(bed.store.setting(&city(), "demo").await.unwrap(), None);
        assert_eq!(bed.store.claim_setting(&city(), "demo", "yes").await.unwrap(), "yes");
        assert_eq!(bed.store.claim_setting(&city(), "demo", "no").await.unwrap(), "yes");
        bed.store.set_setting(&city(), "demo", "no").await.unwrap();
        assert_eq!(bed.store.setting(&city(), "demo").await.unwrap().as_deref(), Some("no"));
        let row = CityRow {
            city: city(),
            name: ("兰州市".into(), "Lanzhou".into()),
            short: "兰".into(),
            card: vec![1],
        };
        bed.store.put_city(&row, at(0)).await.unwrap();
        assert_eq!(bed.store.list_cities().await.unwrap(), [row]);
        let hash = bed.store.put_definition(&city(), "reconsideration", "1", b"toml", at(0)).await.unwrap();
        assert_eq!(bed.store.put_definition(&city(), "reconsideration", "1", b"toml", at(9)).await, Ok(hash));
        bed.store.put_definition(&city(), "reconsideration", "2", b"other", at(1)).await.unwrap();
        assert_eq!(bed.store.find_definition(&city(), &hash).await.unwrap().unwrap().bytes, b"toml");
        let versions: Vec<String> =
            bed.store.list_definitions(&city()).await.unwrap().into_iter().map(|d| d.version).collect();
        assert_eq!(versions, ["1", "2"]);
        assert_eq!(bed.store.put_notice(&city(), 2026, b"a", at(0)).await, Ok(1));
        assert_eq!(bed.store.put_notice(&city(), 2026, b"a", at(1)).await, Ok(1));
        assert_eq!(bed.store.put_notice(&city(), 2026, b"b", at(2)).await, Ok(2));
        assert_eq!(bed.store.put_notice(&city(), 2025, b"c", at(3)).await, Ok(1));
        let notices = bed.store.list_notices(&city()).await.unwrap();
        assert_eq!(notices.iter().map(|n| (n.year, n.version)).collect::<Vec<_>>(), [(2025, 1), (2026, 1), (2026, 2)]);
    }
}
