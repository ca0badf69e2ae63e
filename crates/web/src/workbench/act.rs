//! The form of an act (行为).

use xiezhi_matter::model::Strength;

use crate::{
    page::prelude::*,
    portal::apply::{posted_blobs, take},
    workbench::file::key,
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/act.html")]
pub struct ActPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::form::ActPage,
}

impl ActPageHtml {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}

/// The button that asks to see the papers before anybody is asked to approve them.
const PREVIEW: &str = "preview";

/// The form of an act, sent back or fresh.
struct Sheet<'a> {
    asked: &'a Asked,
    posted: Option<&'a Posted>,
    read: Option<&'a answers::Read>,
    not_done: Option<&'a NotDone>,
    changed: Vec<String>,
    previews: Vec<view::file::PaperText>,
    seen: Seq,
}

/// `GET /{city}/files/{id}/acts/{act}`
pub async fn get(cx: Context, Path((_, id, act)): Path<(String, String, String)>) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    let asked = cx.bureau.form(&cx.who, &key, &Answers::to(act.as_str()), cx.now).await?;
    let sheet = Sheet {
        asked: &asked,
        posted: None,
        read: None,
        not_done: None,
        changed: Vec::new(),
        previews: Vec::new(),
        seen: asked.seen,
    };
    Ok(page(&cx, &key, &sheet, StatusCode::OK))
}

/// `POST /{city}/files/{id}/acts/{act}`: does it, or puts it up for approval.
pub async fn post(
    cx: Context,
    Path((_, id, act)): Path<(String, String, String)>,
    mut posted: Posted,
) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    let asked = cx.bureau.form(&cx.who, &key, &Answers::to(act.as_str()), cx.now).await?;
    let (blobs, bad) = take(&cx, &key, &mut posted).await?;
    let mut read = answers::read(&cx.frame, &asked, &posted, Answers::to(act.as_str()), &blobs, None);
    read.faults.extend(bad);
    posted_blobs(&mut posted, &blobs);
    let seen = posted.get("seen").and_then(|n| n.parse().ok()).map_or(asked.seen, Seq);
    let again = |not_done: Option<&NotDone>, changed: Vec<String>, seen: Seq, status| {
        let previews = Vec::new();
        let sheet = Sheet {
            asked: &asked,
            posted: Some(&posted),
            read: Some(&read),
            not_done,
            changed,
            previews,
            seen,
        };
        Ok(page(&cx, &key, &sheet, status))
    };
    if posted.has("add") {
        return again(None, Vec::new(), seen, StatusCode::OK);
    }
    if !read.faults.is_empty() {
        return again(None, Vec::new(), seen, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if posted.has(PREVIEW) {
        return match cx.bureau.preview(&cx.who, &key, &read.answers, cx.now).await {
            Ok(papers) => {
                let sheet = Sheet {
                    asked: &asked,
                    posted: Some(&posted),
                    read: Some(&read),
                    not_done: None,
                    changed: Vec::new(),
                    previews: papers.iter().map(|p| wire::file::preview(p, true)).collect(),
                    seen,
                };
                Ok(page(&cx, &key, &sheet, StatusCode::OK))
            }
            Err(ActError::NotDone(not_done)) => {
                again(Some(&not_done), Vec::new(), seen, StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(other) => Err(other.into()),
        };
    }
    let once = posted.get("once").filter(|o| !o.is_empty());
    match cx.bureau.act(&cx.who, &key, &read.answers, seen, once, cx.now).await {
        Ok(_) => Ok(Redirect::to(&wire::text::file_href(&key)).into_response()),
        Err(ActError::NotDone(not_done)) => {
            again(Some(&not_done), Vec::new(), seen, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(ActError::Stale(stale)) => {
            let changed = stale.changed.iter().map(|t| cx.frame.said(t)).collect();
            again(None, changed, stale.found, StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /{city}/files/{id}/uploads`: one document, sent by the island while a form is open.
pub async fn upload(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    cx.signed_in()?;
    let key = key(&cx, &id)?;
    crate::portal::apply::upload_to(&cx, &key, posted).await
}

fn page(cx: &Context, key: &FileKey, sheet: &Sheet<'_>, status: StatusCode) -> Response {
    let (frame, asked) = (&cx.frame, sheet.asked);
    let upload = format!("{}/uploads", wire::text::file_href(key));
    let empty = Answers::to(&*asked.act);
    let mut prefilled = empty;
    prefilled.values.clone_from(&asked.given);
    let given = Given {
        posted: sheet.posted,
        answers: Some(sheet.read.map_or(&prefilled, |r| &r.answers)),
        faults: sheet.read.map_or(&[], |r| r.faults.as_slice()),
        not_done: sheet.not_done,
        upload: Some(&upload),
        only: None,
        taken: &[],
        fold: false,
    };
    let party = !matches!(asked.answerer, xiezhi_bureau::view::Answerer::Officer(_));
    let submit = if asked.chain.is_empty() { frame.said(&asked.name) } else { frame.t("put-up") };
    let mut form = form::posting(
        frame,
        asked,
        &given,
        format!("{}/acts/{}", wire::text::file_href(key), asked.act),
        submit,
    );
    if !party && !asked.papers.is_empty() {
        form.second = Some(view::form::Button {
            name: PREVIEW.into(),
            value: "yes".into(),
            label: frame.t("act-preview"),
        });
    }
    form.hidden.push(("seen".into(), sheet.seen.to_string()));
    let once = sheet.posted.map(|p| p.text("once")).filter(|o| !o.is_empty()).unwrap_or_else(once);
    form.hidden.push(("once".into(), once));
    // A hold is lifted on the same form, by a reason in its own field.
    let refusals = sheet.not_done.map_or(&asked.reasons, |d| &d.refusals);
    let holds: Vec<Field> = refusals
        .iter()
        .filter(|r| r.strength == Strength::Hold && r.mine)
        .map(|r| Field {
            id: format!("lift.{}", r.rule),
            label: frame.t1("lift-why", "says", frame.said(&r.says)),
            kind: FieldKind::Long {
                value: sheet.posted.map(|p| p.text(&format!("lift.{}", r.rule))).unwrap_or_default(),
                rows: 2,
            },
            ..Field::default()
        })
        .collect();
    if !holds.is_empty() {
        form.sections.push(FormSection {
            title: Some(frame.t("lift-title")),
            fields: holds,
            ..FormSection::default()
        });
    }
    let blocked = !asked.open && sheet.posted.is_none();
    let view = view::form::ActPage {
        file: asked.file.as_ref().map(|f| wire::text::head(frame, f)).unwrap_or_default(),
        name: frame.said(&asked.name),
        bases: wire::text::bases(&asked.basis),
        leads_to: (!asked.leads_to.is_empty())
            .then(|| frame.t1("leads-to", "state", frame.said_all(&asked.leads_to))),
        refusals: refusals
            .iter()
            .filter(|r| r.strength != Strength::Warn)
            .map(|r| wire::text::reason(frame, r))
            .collect(),
        lift: None,
        chain: wire::file::chain(frame, &asked.chain),
        papers: asked.papers.iter().map(|p| frame.said(p)).collect(),
        previews: sheet.previews.clone(),
        clocks: wire::text::clocks(frame, &asked.clocks),
        changed: sheet.changed.clone(),
        form: (!blocked).then_some(form),
        party,
    };
    let frame = frame.clone();
    if party {
        let frame = Frame { section: Section::Follow, ..frame };
        show_as(status, &crate::portal::act::PartyActPage { frame, view })
    } else {
        show_as(status, &ActPageHtml { frame, view })
    }
}

/// A key under which a second press of the button does nothing new.
pub(crate) fn once() -> String {
    use rand::Rng as _;
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}
