//! Taking up an invitation (接受邀请): a third party or an agent joins a file.

use crate::{
    page::prelude::*,
    portal::sign_in::{entered, not_entered},
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/invited.html")]
pub struct InvitedPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Invited,
}

impl InvitedPage {
    fn title(&self) -> String {
        self.frame.t("invited-title")
    }
}

/// `GET /{city}/invitations/{code}`
pub async fn get(cx: Context, Path((_, code)): Path<(String, String)>) -> Result<Response, Fault> {
    match cx.bureau.invitation(&cx.city, &code, &cx.address, cx.now).await {
        Ok(invited) => Ok(show(&page(&cx, &code, &invited, Vec::new()))),
        Err(EnterError::Wrong) => Err(Fault::NotFound),
        Err(other) => Err(Fault::Forbidden { why: Some(not_entered(&cx.frame, &other)) }),
    }
}

/// `POST /{city}/invitations/{code}`: joins with the account of whoever asks, or makes one first.
pub async fn post(
    cx: Context,
    Path((_, code)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let invited = cx.bureau.invitation(&cx.city, &code, &cx.address, cx.now).await?;
    let mut token = None;
    let who = if cx.who.signed_in().is_some() {
        cx.who.clone()
    } else {
        let (login, password) = (posted.text("login"), posted.get("password").unwrap_or_default());
        match cx.bureau.sign_up(&cx.city, &code, &login, password, &cx.address, cx.now).await {
            // The code of somebody who is in the file already is used up by their account.
            Ok((new, ..)) if invited.name.is_some() => {
                return Ok(entered(&cx, &new, &wire::text::file_href(&invited.head.key)));
            }
            Ok((new, _, who)) => {
                token = Some(new);
                who
            }
            Err(EnterError::Fault(cause)) => return Err(Fault::unavailable(&cause)),
            Err(why) => {
                let errors = vec![not_entered(&cx.frame, &why)];
                return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&cx, &code, &invited, errors)));
            }
        }
    };
    let name = posted.text("name");
    let facts = xiezhi_matter::event::Values::new();
    let kind = xiezhi_matter::model::PartyKind::Person;
    let key = cx.bureau.take_up(&who, &cx.city, &code, kind, &name, &facts, cx.now).await?;
    let href = wire::text::file_href(&key);
    Ok(match token {
        Some(token) => entered(&cx, &token, &href),
        None => Redirect::to(&href).into_response(),
    })
}

fn page(cx: &Context, code: &str, invited: &xiezhi_bureau::Invited, errors: Vec<String>) -> InvitedPage {
    let frame = cx.frame.clone();
    let name = Field::known("name", frame.t("party-name"), "", "text", "name");
    let fields = if cx.who.signed_in().is_some() {
        vec![name]
    } else {
        vec![
            name,
            Field::known("login", frame.t("sign-in-login"), "", "text", "username"),
            Field::known("password", frame.t("sign-in-password"), "", "password", "new-password"),
        ]
    };
    let form = Form {
        action: cx.to(&format!("/invitations/{}", wire::desk::escape(code))),
        sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
        errors,
        submit: frame.t("invited-join"),
        ..Form::default()
    };
    let view = view::portal::Invited {
        file: wire::text::head(&frame, &invited.head),
        role: frame.said(&invited.role.1),
        name: invited.name.as_deref().map(Into::into),
        form,
    };
    InvitedPage { frame, view }
}
