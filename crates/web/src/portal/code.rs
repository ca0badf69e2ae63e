//! Coming in with a code (代码): of a receipt, which opens that file alone, or of an invitation.

use crate::{
    page::prelude::*,
    portal::sign_in::{SignInPage, entered, not_entered},
};

/// A code in the address, as the QR code of a receipt or a link in a letter has it.
#[derive(Debug, Default, Deserialize)]
pub struct Code {
    /// The code.
    #[serde(default)]
    pub(super) code: String,
}

/// `GET /{city}/code`
pub async fn get(cx: Context, Query(code): Query<Code>) -> Response {
    show(&page(&cx, &code.code, Vec::new()))
}

/// `POST /{city}/code`: the file of a receipt; or the page of an invitation.
pub async fn post(cx: Context, posted: Posted) -> Result<Response, Fault> {
    let code = posted.text("code");
    match cx.bureau.enter_by_code(&cx.city, &code, &cx.address, cx.now).await {
        Ok((token, _, _, key)) => return Ok(entered(&cx, &token, &wire::text::file_href(&key))),
        Err(EnterError::Fault(cause)) => return Err(Fault::unavailable(&cause)),
        Err(EnterError::Wrong) => {}
        Err(why) => return Ok(refused(&cx, &code, &why)),
    }
    match cx.bureau.invitation(&cx.city, &code, &cx.address, cx.now).await {
        Ok(_) => {
            Ok(Redirect::to(&cx.to(&format!("/invitations/{}", wire::desk::escape(&code)))).into_response())
        }
        Err(EnterError::Fault(cause)) => Err(Fault::unavailable(&cause)),
        Err(why) => Ok(refused(&cx, &code, &why)),
    }
}

fn refused(cx: &Context, code: &str, why: &EnterError) -> Response {
    let why = match why {
        EnterError::Wrong => cx.frame.t("enter-wrong-code"),
        other => not_entered(&cx.frame, other),
    };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(cx, code, vec![why]))
}

fn page(cx: &Context, code: &str, errors: Vec<String>) -> SignInPage {
    let frame = Frame { section: Section::Follow, ..cx.frame.clone() };
    let field = Field {
        id: "code".into(),
        label: frame.t("code-field"),
        hint: Some(frame.t("code-hint")),
        required: true,
        kind: FieldKind::Known { value: code.into(), input: "text".into(), autocomplete: "off".into() },
        ..Field::default()
    };
    let form = Form {
        action: cx.to("/code"),
        sections: vec![FormSection { title: None, fields: vec![field], ..FormSection::default() }],
        errors,
        submit: frame.t("code-go"),
        ..Form::default()
    };
    let view = view::portal::SignIn {
        form,
        by_code: true,
        other: view::Link { name: frame.t("code-other"), href: cx.to("/sign-in") },
        demo: None,
    };
    SignInPage { frame, view }
}
