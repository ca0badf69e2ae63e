//! Inviting parties and their agents by a code (邀请).

use crate::{page::prelude::*, workbench::small};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/invite.html")]
pub struct InvitePageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::InvitePage,
}

impl InvitePageHtml {
    fn title(&self) -> String {
        self.frame.t("invite-title")
    }
}

/// `GET /{city}/files/{id}/invite`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    Ok(show(&sheet(&cx, &page, None, Vec::new())))
}

/// `POST /{city}/files/{id}/invite`: the code is shown this once.
pub async fn post(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let chosen = posted.text("whom");
    let (role, person) = match chosen.split_once(':') {
        Some((role, person)) => (role.to_owned(), Some(person.into())),
        None => (chosen, None),
    };
    if role.is_empty() {
        let page = sheet(&cx, &page, None, vec![cx.frame.t("missing-option")]);
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    match cx.bureau.invite(&cx.who, &key, &role.as_str().into(), person.as_ref(), cx.now).await {
        Ok(invitation) => Ok(show(&sheet(&cx, &page, Some(invitation.code), Vec::new()))),
        Err(ActError::NotDone(not_done)) => {
            let mut errors: Vec<String> = not_done.refusals.iter().map(|r| cx.frame.said(&r.says)).collect();
            errors.extend(not_done.faults.iter().map(|f| form::missing(&cx.frame, &f.missing)));
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet(&cx, &page, None, errors)))
        }
        Err(other) => Err(other.into()),
    }
}

fn sheet(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    code: Option<String>,
    errors: Vec<String>,
) -> InvitePageHtml {
    let frame = cx.frame.clone();
    let mut options: Vec<(String, String)> = page
        .parties
        .iter()
        .map(|p| {
            let name = wire::text::plain(&frame, &p.name);
            (
                format!("{}:{}", p.role, p.person),
                format!("{}{} {name}", frame.said(&p.role_name), frame.t("colon")),
            )
        })
        .collect();
    if let Some(def) = cx.bureau.definition(&page.head.matter.0) {
        let roles = def
            .parties
            .iter()
            .map(|(id, role)| (id.to_string(), frame.t1("invite-new", "role", frame.said(&role.name))));
        options.extend(roles);
    }
    let form = Form {
        action: format!("{}/invite", wire::text::file_href(&page.head.key)),
        sections: vec![FormSection {
            title: None,
            fields: vec![small::choice(&frame, "whom", "invite-whom", options)],
            ..FormSection::default()
        }],
        errors,
        submit: frame.t("invite-go"),
        ..Form::default()
    };
    let view = view::file::InvitePage {
        file: wire::text::head(&frame, &page.head),
        rows: Vec::new(),
        form,
        code: code.map(Into::into),
    };
    InvitePageHtml { frame, view }
}
