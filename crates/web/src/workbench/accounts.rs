//! Accounts (账号): who may sign in, and officers to be.

use crate::{page::prelude::*, workbench::small};

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

/// `GET /{city}/accounts`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    cx.officer()?;
    sheet(&cx, None, Vec::new()).await
}

/// `POST /{city}/accounts`: opens or closes one, or makes an officer.
pub async fn post(cx: Context, posted: Posted) -> Result<Response, Fault> {
    cx.officer()?;
    if let Some(id) = posted.get("account") {
        let active = posted.get("active") == Some("yes");
        cx.bureau.set_account(&cx.who, &cx.city, &id.into(), active).await?;
        return Ok(Redirect::to(&cx.to("/accounts")).into_response());
    }
    let office = posted.text("office");
    let new = xiezhi_bureau::NewOfficer {
        id: posted.text("login"),
        name: posted.text("name"),
        office: office.clone(),
        posts: posted.all("post").into_iter().map(|p| (p.to_owned(), office.clone())).collect(),
        administrator: posted.get("administrator") == Some("yes"),
        email: Some(posted.text("email")).filter(|e| !e.is_empty()),
        login: posted.text("login"),
        password: posted.get("password").unwrap_or_default().to_owned(),
    };
    match cx.bureau.new_officer(&cx.who, &cx.city, &new, cx.now).await {
        Ok(()) => Ok(Redirect::to(&cx.to("/accounts")).into_response()),
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(why) => {
            let errors = vec![crate::portal::sign_in::not_entered(&cx.frame, &why)];
            sheet(&cx, Some(&posted), errors).await
        }
    }
}

async fn sheet(cx: &Context, posted: Option<&Posted>, errors: Vec<String>) -> Result<Response, Fault> {
    let accounts = cx.bureau.accounts(&cx.who, &cx.city, cx.now).await?;
    let frame = cx.frame.clone();
    let card = cx.bureau.city(&cx.city)?;
    let offices: Vec<(String, String)> =
        std::iter::once((card.bureau.id.clone(), frame.said(&card.bureau.name)))
            .chain(card.office.iter().map(|(id, o)| (id.clone(), frame.said(&o.name))))
            .collect();
    let known = |id: &str, words: &str, input: &str, required: bool| Field {
        id: id.into(),
        label: frame.t(words),
        required,
        kind: FieldKind::Known { value: String::new(), input: input.into(), autocomplete: "off".into() },
        ..Field::default()
    };
    let mut fields = vec![
        known("name", "party-name", "text", true),
        known("login", "sign-in-login", "text", true),
        known("password", "sign-in-password", "password", true),
        known("email", "account-email", "email", false),
        small::choice(&frame, "office", "account-office", offices),
    ];
    if let Some(posted) = posted {
        for field in &mut fields {
            small::keep(field, posted);
        }
    }
    let failed = !errors.is_empty();
    let form = Form {
        action: cx.to("/accounts"),
        sections: vec![FormSection { title: Some(frame.t("account-new")), fields, ..FormSection::default() }],
        errors,
        submit: frame.t("account-make"),
        ..Form::default()
    };
    let rows = accounts
        .into_iter()
        .map(|a| view::desk::AccountRow {
            id: a.id.to_string(),
            name: a.officer.map(|(_, name)| name).or(a.office).unwrap_or_else(|| a.login.clone()).into(),
            login: a.login,
            posts: a.posts.into_iter().map(|(post, _)| post).collect::<Vec<_>>().join(", "),
            active: a.active,
        })
        .collect();
    let view = view::desk::Accounts { rows, form, action: cx.to("/accounts") };
    let status = if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show_as(status, &AccountsPage { frame, view }))
}
