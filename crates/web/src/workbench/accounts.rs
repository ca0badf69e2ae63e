//! Accounts (账号): who may sign in, and officers and offices to be.

use xiezhi_bureau::AccountShown;

use crate::{
    page::prelude::*,
    portal::sign_in::not_entered,
    workbench::{account, small},
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/accounts.html")]
pub struct AccountsPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Accounts,
}

impl AccountsPage {
    fn title(&self) -> String {
        self.frame.t("accounts")
    }
}

/// The page that makes an account.
#[derive(Debug, Template)]
#[template(path = "workbench/account_new.html")]
pub struct NewAccountPage {
    /// What is around it.
    pub frame: Frame,
    /// What it makes.
    pub name: String,
    /// What it asks.
    pub form: Form,
    /// The page before.
    pub back: String,
}

impl NewAccountPage {
    fn title(&self) -> String {
        self.name.clone()
    }
}

/// `GET /{city}/accounts`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    cx.officer()?;
    let frame = cx.frame.clone();
    let all = cx.bureau.accounts(&cx.who, &cx.city, cx.now).await?;
    let (officers, offices): (Vec<_>, Vec<_>) = all.iter().partition(|a| a.officer.is_some());
    let rows = |accounts: Vec<&AccountShown>| accounts.into_iter().map(|a| row(&frame, &cx, a)).collect();
    let view = view::desk::Accounts {
        officers: rows(officers),
        offices: rows(offices),
        new_officer: cx.to("/accounts/new"),
        new_office: cx.to("/accounts/new-office"),
    };
    Ok(show(&AccountsPage { frame: frame.clone(), view }))
}

/// An account in the list.
pub(crate) fn row(frame: &Frame, cx: &Context, account: &AccountShown) -> view::desk::AccountRow {
    let posts: Vec<String> = account
        .posts
        .iter()
        .map(|(post, office)| {
            frame.t2("account-post-in", "post", frame.said(post), "office", frame.said(office))
        })
        .collect();
    let name = match (&account.officer, &account.office) {
        (Some((_, name)), _) => name.clone(),
        (None, Some((office, _))) => office.zh().to_owned(),
        (None, None) => account.login.clone(),
    };
    view::desk::AccountRow {
        name: name.into(),
        login: account.login.clone(),
        posts: posts.join(if frame.english() { "; " } else { "；" }),
        active: account.active,
        href: cx.to(&format!("/accounts/{}", account.id)),
        id: account.id.to_string(),
    }
}

/// The city's offices: the organ, the bureau, then the others.
pub(crate) fn offices(cx: &Context) -> Result<Vec<(String, String)>, Fault> {
    let card = cx.bureau.city(&cx.city)?;
    let own = [(&card.bureau.id, &card.bureau.name), (&card.organ.id, &card.organ.name)];
    let mut all: Vec<(String, String)> = Vec::new();
    for (id, name) in own.into_iter().chain(card.office.iter().map(|(id, office)| (id, &office.name))) {
        if !all.iter().any(|(other, _)| other == id) {
            all.push((id.clone(), cx.frame.said(name)));
        }
    }
    Ok(all)
}

/// `GET /{city}/accounts/new`
pub async fn new(cx: Context) -> Result<Response, Fault> {
    administrator(&cx)?;
    Ok(show(&officer_page(&cx, None, Vec::new())?))
}

/// `POST /{city}/accounts/new`: makes the officer and shows the code with which they choose a password.
pub async fn make(cx: Context, posted: Posted) -> Result<Response, Fault> {
    administrator(&cx)?;
    let (office, login) = (posted.text("office"), posted.text("login"));
    // An id stands in papers and logs for ever; a login may be anything without spaces.
    let id: String = login.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let post = posted.text("post");
    let new = xiezhi_bureau::NewOfficer {
        id: id.to_ascii_lowercase(),
        name: posted.text("name"),
        posts: if post.is_empty() { Vec::new() } else { vec![(post, office.clone())] },
        office,
        administrator: posted.get("administrator") == Some("yes"),
        email: Some(posted.text("email")).filter(|e| !e.is_empty()),
        login: login.clone(),
        password: String::new(),
    };
    match cx.bureau.new_officer(&cx.who, &cx.city, &new, cx.now).await {
        Ok(()) => account::begun(&cx, &login).await,
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(why) => {
            let page = officer_page(&cx, Some(&posted), vec![not_entered(&cx.frame, &why)])?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// `GET /{city}/accounts/new-office`
pub async fn new_office(cx: Context) -> Result<Response, Fault> {
    administrator(&cx)?;
    Ok(show(&office_page(&cx, None, Vec::new())?))
}

/// `POST /{city}/accounts/new-office`
pub async fn make_office(cx: Context, posted: Posted) -> Result<Response, Fault> {
    administrator(&cx)?;
    let (office, login) = (posted.text("office"), posted.text("login"));
    match cx.bureau.new_office_account(&cx.who, &cx.city, &office, &login, "", cx.now).await {
        Ok(()) => account::begun(&cx, &login).await,
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(why) => {
            let page = office_page(&cx, Some(&posted), vec![not_entered(&cx.frame, &why)])?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// Whoever looks after accounts; the use cases ask again.
fn administrator(cx: &Context) -> Result<(), Fault> {
    if cx.officer()?.administrator { Ok(()) } else { Err(Fault::Forbidden { why: None }) }
}

fn optional(field: Field) -> Field {
    Field { required: false, ..field }
}

fn officer_page(cx: &Context, posted: Option<&Posted>, errors: Vec<String>) -> Result<NewAccountPage, Fault> {
    let frame = &cx.frame;
    let posts =
        cx.bureau.posts(&cx.who, &cx.city)?.into_iter().map(|(id, name)| (id, frame.said(&name))).collect();
    let fields = vec![
        Field::known("name", frame.t("account-name"), "", "text", "off"),
        Field {
            hint: Some(frame.t("account-login-hint")),
            ..Field::known("login", frame.t("sign-in-login"), "", "text", "off")
        },
        optional(Field::known("email", frame.t("account-email"), "", "email", "off")),
        small::choice(frame, "office", "account-office", offices(cx)?),
        Field {
            hint: Some(frame.t("account-first-post-hint")),
            ..optional(small::choice(frame, "post", "account-first-post", posts))
        },
        optional(Field {
            id: "administrator".into(),
            label: frame.t("account-administrator"),
            hint: Some(frame.t("account-administrator-hint")),
            kind: FieldKind::YesNo { value: Some(false) },
            ..Field::default()
        }),
    ];
    Ok(page(cx, "account-new", "/accounts/new", fields, posted, errors))
}

fn office_page(cx: &Context, posted: Option<&Posted>, errors: Vec<String>) -> Result<NewAccountPage, Fault> {
    let frame = &cx.frame;
    let fields = vec![
        small::choice(frame, "office", "account-for-office", offices(cx)?),
        Field {
            hint: Some(frame.t("account-login-hint")),
            ..Field::known("login", frame.t("sign-in-login"), "", "text", "off")
        },
    ];
    Ok(page(cx, "account-new-office", "/accounts/new-office", fields, posted, errors))
}

fn page(
    cx: &Context,
    name: &str,
    path: &str,
    mut fields: Vec<Field>,
    posted: Option<&Posted>,
    errors: Vec<String>,
) -> NewAccountPage {
    if let Some(posted) = posted {
        for field in &mut fields {
            small::keep(field, posted);
        }
    }
    let form = Form {
        action: cx.to(path),
        sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
        errors,
        submit: cx.frame.t("account-make"),
        ..Form::default()
    };
    NewAccountPage { name: cx.frame.t(name), form, back: cx.to("/accounts"), frame: cx.frame.clone() }
}
