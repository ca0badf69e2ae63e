//! The first sign-in of an officer (首次登录): with a code that works once they choose their password.

use crate::{
    page::prelude::*,
    portal::{
        code::Code,
        sign_in::{entered, home_of, not_entered},
    },
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/setup.html")]
pub struct SetupPage {
    /// What is around it.
    pub frame: Frame,
    /// What it asks.
    pub form: Form,
}

impl SetupPage {
    fn title(&self) -> String {
        self.frame.t("setup-title")
    }
}

/// `GET /{city}/setup?code=…`
pub async fn get(cx: Context, Query(code): Query<Code>) -> Response {
    show(&page(&cx, &code.code, Vec::new()))
}

/// `POST /{city}/setup`: sets the password and signs in.
pub async fn post(cx: Context, posted: Posted) -> Result<Response, Fault> {
    let (code, password) = (posted.text("code"), posted.get("password").unwrap_or_default());
    match cx.bureau.set_up(&cx.city, &code, password, &cx.address, cx.now).await {
        Ok((token, _, who)) => Ok(entered(&cx, &token, &home_of(&cx, &who))),
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(why) => {
            let why = match why {
                EnterError::Wrong => cx.frame.t("enter-wrong-code"),
                other => not_entered(&cx.frame, &other),
            };
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&cx, &code, vec![why])))
        }
    }
}

fn page(cx: &Context, code: &str, errors: Vec<String>) -> SetupPage {
    let frame = Frame { section: Section::SignIn, ..cx.frame.clone() };
    let fields = vec![
        Field::known("code", frame.t("setup-code"), code, "text", "off"),
        Field::known("password", frame.t("setup-password"), "", "password", "new-password"),
    ];
    let form = Form {
        action: cx.to("/setup"),
        sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
        errors,
        submit: frame.t("setup-go"),
        ..Form::default()
    };
    SetupPage { frame, form }
}
