//! Signing in, or giving the code of an invitation or a receipt (登录).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/sign_in.html")]
pub struct SignInPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::SignIn,
}

impl SignInPage {
    fn title(&self) -> String {
        if self.view.by_code { self.frame.t("code-title") } else { self.frame.t("sign-in-title") }
    }
}

/// Where a sign-in leads afterwards.
#[derive(Debug, Default, Deserialize)]
pub struct To {
    /// The page that asked for it.
    #[serde(default)]
    to: String,
}

/// `GET /{city}/sign-in`
pub async fn get(cx: Context, Query(to): Query<To>) -> Response {
    show(&page(&cx, &to.to, "", Vec::new()))
}

/// `POST /{city}/sign-in`
pub async fn post(cx: Context, posted: Posted) -> Result<Response, Fault> {
    let (login, password) = (posted.text("login"), posted.get("password").unwrap_or_default());
    let to = posted.text("to");
    match cx.bureau.sign_in(&cx.city, &login, password, &cx.address, cx.now).await {
        Ok((token, _, who)) => {
            let to = if inside(&cx, &to) { to } else { home_of(&cx, &who) };
            Ok(entered(&cx, &token, &to))
        }
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(why) => {
            let errors = vec![not_entered(&cx.frame, &why)];
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&cx, &to, &login, errors)))
        }
    }
}

/// `POST /{city}/sign-out`
pub async fn sign_out(cx: Context, _posted: Posted) -> Result<Response, Fault> {
    if let Some(token) = &cx.session {
        cx.bureau.sign_out(&cx.city, token).await?;
    }
    let mut response = Redirect::to(&cx.to("/")).into_response();
    response.headers_mut().append(header::SET_COOKIE, cx.no_session_cookie());
    Ok(response)
}

/// Whether an address lies in this city, so that a sign-in can't be made to lead away from here.
fn inside(cx: &Context, to: &str) -> bool {
    to.starts_with(&format!("/{}/", cx.city)) && !to.contains(['\\', '\r', '\n'])
}

/// The page on which somebody begins who has just come in.
pub(crate) fn home_of(cx: &Context, who: &xiezhi_bureau::Who) -> String {
    cx.to(if matches!(who, xiezhi_bureau::Who::Officer(_)) { "/work" } else { "/files" })
}

/// The answer that begins a session.
pub(crate) fn entered(cx: &Context, token: &SessionToken, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().append(header::SET_COOKIE, cx.session_cookie(token));
    response
}

/// Why somebody is not let in, in words.
pub(crate) fn not_entered(frame: &Frame, why: &EnterError) -> String {
    match why {
        EnterError::LockedOut(until) => frame.t1("enter-locked", "until", frame.instant(until)),
        EnterError::Expired(on) => frame.t1("enter-expired", "on", frame.instant(on)),
        EnterError::Used => frame.t("enter-used"),
        EnterError::Taken => frame.t("enter-taken"),
        EnterError::Login => frame.t("enter-login"),
        EnterError::Weak(n) => frame.tn("enter-weak", *n),
        EnterError::TooOften(wait) => frame.tn("enter-too-often", wait.as_secs().max(1)),
        EnterError::Unfit(what) => frame.t(format!("unfit-{what}")),
        EnterError::Forbidden(_) => frame.t("fault-forbidden-why"),
        EnterError::Wrong | EnterError::Fault(_) => frame.t("enter-wrong"),
    }
}

fn page(cx: &Context, to: &str, login: &str, errors: Vec<String>) -> SignInPage {
    let frame = Frame { section: Section::SignIn, ..cx.frame.clone() };
    let fields = vec![
        Field::known("login", frame.t("sign-in-login"), login, "text", "username"),
        Field::known("password", frame.t("sign-in-password"), "", "password", "current-password"),
    ];
    let form = Form {
        action: cx.to("/sign-in"),
        sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
        errors,
        submit: frame.t("sign-in-title"),
        hidden: vec![("to".into(), to.to_owned())],
        ..Form::default()
    };
    let view = view::portal::SignIn {
        form,
        by_code: false,
        other: view::Link { name: frame.t("sign-in-other"), href: cx.to("/code") },
        demo: frame.demo.then(|| view::Link { name: frame.t("people-title"), href: "/demo".into() }),
    };
    SignInPage { frame, view }
}
