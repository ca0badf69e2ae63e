//! Small acts (小行为) in a file, alike in their pages: one or two fields and a button.

use std::future::Future;

use xiezhi_bureau::Acted;

use crate::{page::prelude::*, workbench::file::key};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/small.html")]
pub struct SmallPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::SmallPage,
}

impl SmallPageHtml {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}

/// What a small act asks, before anything is typed.
pub(crate) struct Small {
    /// What is done.
    pub(crate) name: String,
    /// What it does.
    pub(crate) says: Vec<String>,
    /// The fields; what was typed is laid over them.
    pub(crate) fields: Vec<Field>,
    /// The words of the button.
    pub(crate) submit: String,
    /// Where it is sent, below the file.
    pub(crate) path: String,
}

/// The file of a small act, as the page of the file gives it.
pub(crate) async fn file(cx: &Context, id: &str) -> Result<(FileKey, xiezhi_bureau::view::FilePage), Fault> {
    let key = key(cx, id)?;
    cx.officer()?;
    let page = cx.bureau.read(&cx.who, &key, cx.now).await?;
    Ok((key, page))
}

/// Shows a small act.
pub(crate) fn ask(cx: &Context, page: &xiezhi_bureau::view::FilePage, small: Small) -> Response {
    show(&sheet(cx, page, small, page.seen, None, &[], &[]))
}

/// Does a small act, or shows why not, with everything typed.
pub(crate) async fn answer(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    small: Small,
    posted: &Posted,
    done: impl Future<Output = Result<Acted, ActError>>,
) -> Result<Response, Fault> {
    let seen = seen(posted, page);
    match done.await {
        Ok(_) => Ok(Redirect::to(&wire::text::file_href(&page.head.key)).into_response()),
        Err(ActError::NotDone(not_done)) => Ok(show_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &sheet(cx, page, small, seen, Some((posted, &not_done)), &[], &[]),
        )),
        Err(ActError::Stale(stale)) => {
            let changed: Vec<String> = stale.changed.iter().map(|t| cx.frame.said(t)).collect();
            let nothing = NotDone::default();
            let page = sheet(cx, page, small, stale.found, Some((posted, &nothing)), &changed, &[]);
            Ok(show_as(StatusCode::CONFLICT, &page))
        }
        Err(other) => Err(other.into()),
    }
}

/// Shows a small act again, with what the page itself found wrong.
pub(crate) fn again(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    small: Small,
    posted: &Posted,
    errors: &[String],
) -> Response {
    let nothing = NotDone::default();
    let sheet = sheet(cx, page, small, seen(posted, page), Some((posted, &nothing)), &[], errors);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet)
}

/// The last event that the reader had seen.
pub(crate) fn seen(posted: &Posted, page: &xiezhi_bureau::view::FilePage) -> Seq {
    posted.get("seen").and_then(|n| n.parse().ok()).map_or(page.seen, Seq)
}

fn sheet(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    small: Small,
    seen: Seq,
    back: Option<(&Posted, &NotDone)>,
    changed: &[String],
    errors: &[String],
) -> SmallPageHtml {
    let frame = cx.frame.clone();
    let mut fields = small.fields;
    let mut errors = errors.to_vec();
    let mut reasons = Vec::new();
    if let Some((posted, not_done)) = back {
        for field in &mut fields {
            keep(field, posted);
            let fault = not_done.faults.iter().find(|f| f.field.as_ref().is_some_and(|id| **id == *field.id));
            field.error = fault.map(|f| form::missing(&frame, &f.missing));
        }
        let unplaced = not_done
            .faults
            .iter()
            .filter(|f| !fields.iter().any(|field| f.field.as_ref().is_some_and(|id| **id == *field.id)));
        errors.extend(unplaced.map(|f| form::missing(&frame, &f.missing)));
        reasons = wire::text::reasons(&frame, &not_done.refusals);
    }
    let view = view::file::SmallPage {
        file: wire::text::head(&frame, &page.head),
        name: small.name,
        says: small.says,
        reasons,
        changed: changed.to_vec(),
        form: Form {
            action: format!("{}/{}", wire::text::file_href(&page.head.key), small.path),
            sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
            errors,
            submit: small.submit,
            hidden: vec![("seen".into(), seen.to_string())],
            ..Form::default()
        },
    };
    SmallPageHtml { frame, view }
}

/// Lays what was typed over a field.
pub(crate) fn keep(field: &mut Field, posted: &Posted) {
    let id = field.id.clone();
    match &mut field.kind {
        FieldKind::Text { value }
        | FieldKind::Long { value, .. }
        | FieldKind::Date { value }
        | FieldKind::Time { value }
        | FieldKind::Known { value, .. }
            if posted.has(&id) && !id.contains("password") =>
        {
            *value = posted.text(&id);
        }
        FieldKind::Choice { choices } | FieldKind::Choices { choices } | FieldKind::Officer { choices } => {
            let chosen = posted.all(&id);
            for choice in choices {
                choice.chosen = chosen.contains(&choice.value.as_str());
            }
        }
        FieldKind::YesNo { value } => *value = posted.get(&id).map(|v| v == "yes"),
        _ => {}
    }
}

/// A field of several lines.
pub(crate) fn long(frame: &Frame, id: &str, words: &str) -> Field {
    Field {
        id: id.into(),
        label: frame.t(words),
        required: true,
        kind: FieldKind::Long { value: String::new(), rows: 4 },
        ..Field::default()
    }
}

/// A field with one of a list.
pub(crate) fn choice(frame: &Frame, id: &str, words: &str, options: Vec<(String, String)>) -> Field {
    let choices = options.into_iter().map(|(value, label)| view::form::Choice {
        value,
        label,
        ..view::form::Choice::default()
    });
    Field {
        id: id.into(),
        label: frame.t(words),
        required: true,
        kind: FieldKind::Choice { choices: choices.collect() },
        ..Field::default()
    }
}
