//! One account (账号): its posts with their days, its lock, its password.

use jiff::civil::Date;
use xiezhi_bureau::{AccountShown, PostHeld};
use xiezhi_matter::time;

use crate::{
    page::prelude::*,
    portal::sign_in::not_entered,
    workbench::{accounts, small},
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/account.html")]
pub struct AccountPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::AccountPage,
}

impl AccountPageHtml {
    fn title(&self) -> String {
        self.view.row.name.0.clone()
    }
}

/// `GET /{city}/accounts/{account}`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    cx.officer()?;
    let account = find(&cx, &id).await?;
    Ok(show(&sheet(&cx, &account, None, None, Vec::new()).await?))
}

/// `POST /{city}/accounts/{account}`: what `do` says: lock, unlock, reset, give-post, end-post.
pub async fn post(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    cx.officer()?;
    let account = find(&cx, &id).await?;
    let officer = account.officer.as_ref().map(|(id, _)| id.as_str());
    let (who, city, bureau) = (&cx.who, &cx.city, &cx.bureau);
    let mut code = None;
    let done = match (posted.text("do").as_str(), officer) {
        ("lock", _) => bureau.set_account(who, city, &account.id, false).await,
        ("unlock", _) => bureau.set_account(who, city, &account.id, true).await,
        ("reset", _) => match bureau.reset_account(who, city, &account.id, cx.now).await {
            Ok(made) => {
                code = Some(made);
                Ok(())
            }
            Err(why) => Err(why),
        },
        ("give-post", Some(officer)) => match given(&posted) {
            Ok((post, office, from, until)) => {
                bureau.give_post(who, city, officer, (&post, &office), (from, until)).await
            }
            Err(why) => Err(why),
        },
        ("end-post", Some(officer)) => match ended(&posted) {
            Ok((post, office, from, until)) => {
                bureau.end_post(who, city, officer, (&post, &office, from), until).await
            }
            Err(why) => Err(why),
        },
        _ => return Err(Fault::Unreadable),
    };
    match done {
        // The code is shown this once, so the page is the answer itself.
        Ok(()) if code.is_some() => {
            let account = find(&cx, &id).await?;
            Ok(show(&sheet(&cx, &account, code, None, Vec::new()).await?))
        }
        Ok(()) => Ok(Redirect::to(&cx.to(&format!("/accounts/{id}"))).into_response()),
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(EnterError::Forbidden("set_account")) if account_is_mine(&cx, &account) => {
            let errors = vec![cx.frame.t("account-own")];
            let page = sheet(&cx, &account, None, Some(&posted), errors).await?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(why) => {
            let errors = vec![not_entered(&cx.frame, &why)];
            let page = sheet(&cx, &account, None, Some(&posted), errors).await?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// The page of an account just made, with the code with which its holder begins.
pub(crate) async fn begun(cx: &Context, login: &str) -> Result<Response, Fault> {
    let code = cx.bureau.setup_code(&cx.who, &cx.city, login.trim(), cx.now).await?;
    let all = cx.bureau.accounts(&cx.who, &cx.city, cx.now).await?;
    let account = all.into_iter().find(|a| a.login == login.trim()).ok_or(Fault::NotFound)?;
    Ok(show(&sheet(cx, &account, Some(code), None, Vec::new()).await?))
}

async fn find(cx: &Context, id: &str) -> Result<AccountShown, Fault> {
    let all = cx.bureau.accounts(&cx.who, &cx.city, cx.now).await?;
    all.into_iter().find(|a| a.id.to_string() == id).ok_or(Fault::NotFound)
}

fn account_is_mine(cx: &Context, account: &AccountShown) -> bool {
    cx.who.signed_in().is_some_and(|one| one.account == account.id)
}

type Holding = (String, String, Date, Option<Date>);

fn given(posted: &Posted) -> Result<Holding, EnterError> {
    let date = |name: &str| posted.text(name).parse::<Date>().map_err(|_| EnterError::Unfit("day"));
    let until = if posted.text("until").is_empty() { None } else { Some(date("until")?) };
    Ok((posted.text("post"), posted.text("office"), date("from")?, until))
}

fn ended(posted: &Posted) -> Result<(String, String, Date, Date), EnterError> {
    let unfit = || EnterError::Unfit("post");
    let named = posted.text("post");
    let mut parts = named.splitn(3, '/');
    let (from, post, office) = (parts.next(), parts.next(), parts.next());
    let from = from.and_then(|f| f.parse().ok()).ok_or_else(unfit)?;
    let until = posted.text("until").parse().map_err(|_| EnterError::Unfit("day"))?;
    Ok((post.ok_or_else(unfit)?.to_owned(), office.ok_or_else(unfit)?.to_owned(), from, until))
}

async fn sheet(
    cx: &Context,
    account: &AccountShown,
    code: Option<String>,
    posted: Option<&Posted>,
    errors: Vec<String>,
) -> Result<AccountPageHtml, Fault> {
    let frame = cx.frame.clone();
    let today = time::day(cx.now);
    let posts = match &account.officer {
        Some((officer, _)) => cx.bureau.posts_held(&cx.who, &cx.city, officer, cx.now).await?,
        None => Vec::new(),
    };
    let names =
        cx.bureau.posts(&cx.who, &cx.city)?.into_iter().map(|(id, name)| (id, frame.said(&name))).collect();
    let day = |id: &str, words: &str, value: String, required| Field {
        id: id.into(),
        label: frame.t(words),
        required,
        kind: FieldKind::Date { value },
        ..Field::default()
    };
    let mut fields = vec![
        small::choice(&frame, "post", "account-post", names),
        small::choice(&frame, "office", "account-office-of-post", accounts::offices(cx)?),
        day("from", "account-from", today.to_string(), true),
        day("until", "account-until", String::new(), false),
    ];
    let gives = posted.filter(|p| p.get("do") == Some("give-post"));
    if let Some(posted) = gives {
        for field in &mut fields {
            small::keep(field, posted);
        }
    }
    let form = Form {
        action: cx.to(&format!("/accounts/{}", account.id)),
        sections: vec![FormSection {
            title: Some(frame.t("account-give-post")),
            fields,
            ..FormSection::default()
        }],
        errors,
        submit: frame.t("account-give-post-do"),
        hidden: vec![("do".into(), "give-post".into())],
        ..Form::default()
    };
    let view = view::desk::AccountPage {
        row: accounts::row(&frame, cx, account),
        action: form.action.clone(),
        code: code.map(Into::into),
        code_href: format!("{}/{}/setup", cx.base, cx.city),
        own: account_is_mine(cx, account),
        officer: account.officer.is_some(),
        posts: rows(&frame, posts, today),
        form,
    };
    Ok(AccountPageHtml { frame, view })
}

/// Those that are held or to come first, those that have ended last.
fn rows(frame: &Frame, mut posts: Vec<PostHeld>, today: Date) -> Vec<view::desk::PostRow> {
    let over = |held: &PostHeld| held.until.is_some_and(|until| until < today);
    posts.sort_by_key(|held| (over(held), std::cmp::Reverse(held.from)));
    posts
        .into_iter()
        .map(|held| view::desk::PostRow {
            end: (!over(&held)).then(|| format!("{}/{}/{}", held.from, held.post.0, held.office.0)),
            post: frame.said(&held.post.1),
            office: frame.said(&held.office.1),
            from: Some(held.from),
            until: held.until,
            today: held.today,
        })
        .collect()
}
