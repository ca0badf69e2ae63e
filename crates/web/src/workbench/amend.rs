//! Putting a mistaken entry right (更正).

use xiezhi_bureau::{AmendPut, Amending};

use crate::{page::prelude::*, workbench::small};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/amend.html")]
pub struct AmendPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::AmendPage,
}

impl AmendPageHtml {
    fn title(&self) -> String {
        self.frame.t("amend-title")
    }
}

/// `GET /{city}/files/{id}/entries/{n}/amend`
pub async fn get(cx: Context, Path((_, id, n)): Path<(String, String, u32)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    Ok(show(&sheet(&cx, &page, n, None, Vec::new())?))
}

/// `POST /{city}/files/{id}/entries/{n}/amend`: under the sign-ins of two officers.
pub async fn post(
    cx: Context,
    Path((_, id, n)): Path<(String, String, u32)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let entry = page.timeline.iter().find(|e| e.n == Seq(n)).ok_or(Fault::NotFound)?;
    let bad = |words: &str| {
        let sheet = sheet(&cx, &page, n, Some(&posted), vec![cx.frame.t(words)])?;
        Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet))
    };
    let put = match posted.get("what") {
        Some("drop") => None,
        Some("date") => {
            let Ok(on) = posted.text("on").parse() else { return bad("missing-date") };
            Some(AmendPut { on, values: xiezhi_matter::event::Values::new() })
        }
        _ => return bad("missing-option"),
    };
    let _ = entry;
    let amending = Amending {
        n: Seq(n),
        put,
        why: posted.text("why"),
        second: (posted.text("second_login"), posted.get("second_password").unwrap_or_default().to_owned()),
    };
    let seen = small::seen(&posted, &page);
    match cx.bureau.amend(&cx.who, &key, &amending, &cx.address, seen, cx.now).await {
        Ok(_) => Ok(Redirect::to(&wire::text::file_href(&key)).into_response()),
        Err(ActError::NotDone(not_done)) => {
            let mut errors: Vec<String> =
                not_done.faults.iter().map(|f| form::missing(&cx.frame, &f.missing)).collect();
            errors.extend(not_done.refusals.iter().map(|r| cx.frame.said(&r.says)));
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet(&cx, &page, n, Some(&posted), errors)?))
        }
        Err(ActError::Forbidden(_)) => bad("amend-second-wrong"),
        Err(other) => Err(other.into()),
    }
}

fn sheet(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    n: u32,
    posted: Option<&Posted>,
    errors: Vec<String>,
) -> Result<AmendPageHtml, Fault> {
    let frame = cx.frame.clone();
    let entry = page.timeline.iter().find(|e| e.n == Seq(n)).ok_or(Fault::NotFound)?;
    let options =
        vec![("date".to_owned(), frame.t("amend-date")), ("drop".to_owned(), frame.t("amend-drop"))];
    let known = |id: &str, words: &str, input: &str| Field {
        id: id.into(),
        label: frame.t(words),
        required: true,
        kind: FieldKind::Known { value: String::new(), input: input.into(), autocomplete: "off".into() },
        ..Field::default()
    };
    let mut fields = vec![
        small::choice(&frame, "what", "amend-what", options),
        Field {
            id: "on".into(),
            label: frame.t("amend-on"),
            required: true,
            shown_if: Some(view::form::ShownIf {
                field: "what".into(),
                values: vec!["date".into()],
                says: frame.t("amend-on-if"),
            }),
            kind: FieldKind::Date { value: entry.on.to_string() },
            ..Field::default()
        },
        small::long(&frame, "why", "field-why"),
    ];
    let mut second = vec![
        known("second_login", "amend-second-login", "text"),
        known("second_password", "amend-second-password", "password"),
    ];
    if let Some(posted) = posted {
        for field in fields.iter_mut().chain(&mut second) {
            small::keep(field, posted);
        }
    }
    let form = Form {
        action: format!("{}/entries/{n}/amend", wire::text::file_href(&page.head.key)),
        sections: vec![
            FormSection { title: None, fields, ..FormSection::default() },
            FormSection { title: Some(frame.t("amend-second")), fields: second, ..FormSection::default() },
        ],
        errors,
        submit: frame.t("amend-go"),
        hidden: vec![("seen".into(), page.seen.to_string())],
        ..Form::default()
    };
    let view = view::file::AmendPage {
        file: wire::text::head(&frame, &page.head),
        entry: wire::file::entry(&frame, &page.head.key, entry, false),
        rests: Vec::new(),
        form,
    };
    Ok(AmendPageHtml { frame, view })
}
