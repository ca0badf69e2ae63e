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
    Ok(show(&sheet(&cx, &page, None, Vec::new()).await?))
}

/// `POST /{city}/files/{id}/invite`: the code is shown this once.
pub async fn post(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    if let Some(id) = posted.get("withdraw") {
        cx.bureau.withdraw_invitation(&cx.who, &key, id, cx.now).await?;
        return Ok(Redirect::to(&format!("{}/invite", wire::text::file_href(&key))).into_response());
    }
    let chosen = posted.text("whom");
    let (role, person) = match chosen.split_once(':') {
        Some((role, person)) => (role.to_owned(), Some(person.into())),
        None => (chosen, None),
    };
    if role.is_empty() {
        let page = sheet(&cx, &page, None, vec![cx.frame.t("missing-option")]).await?;
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    match cx.bureau.invite(&cx.who, &key, &role.as_str().into(), person.as_ref(), cx.now).await {
        Ok(invitation) => Ok(show(&sheet(&cx, &page, Some(invitation.code), Vec::new()).await?)),
        Err(ActError::NotDone(not_done)) => {
            let mut errors: Vec<String> = not_done.refusals.iter().map(|r| cx.frame.said(&r.says)).collect();
            errors.extend(not_done.faults.iter().map(|f| form::missing(&cx.frame, &f.missing)));
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet(&cx, &page, None, errors).await?))
        }
        Err(other) => Err(other.into()),
    }
}

async fn sheet(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    code: Option<String>,
    errors: Vec<String>,
) -> Result<InvitePageHtml, Fault> {
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
        rows: rows(cx, &page.head.key).await?,
        form,
        code: code.map(Into::into),
    };
    Ok(InvitePageHtml { frame, view })
}

/// The invitations made before, the newest first.
async fn rows(cx: &Context, key: &FileKey) -> Result<Vec<view::file::InviteRow>, Fault> {
    let frame = &cx.frame;
    let made = cx.bureau.invitations(&cx.who, key, cx.now).await?;
    Ok(made
        .into_iter()
        .rev()
        .map(|one| view::file::InviteRow {
            role: frame.said(&one.role),
            name: one.name.map(Into::into).unwrap_or_default(),
            standing: match (&one.used, one.open) {
                (Some(at), _) => frame.t1("invite-used", "at", frame.instant(at)),
                (None, true) => frame.t("invite-open"),
                (None, false) => frame.t("invite-over"),
            },
            until: one.open.then(|| crate::format::civil(one.expires).date()),
            withdraw: one.open.then_some(one.id),
        })
        .collect())
}
