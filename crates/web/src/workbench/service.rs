//! Recording a service (送达) with its proof.

use xiezhi_matter::{decide::Serving, event::PaperRef};

use crate::{
    page::prelude::*,
    workbench::{paper::paper_ref, small},
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/service.html")]
pub struct ServicePageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::ServicePage,
}

impl ServicePageHtml {
    fn title(&self) -> String {
        self.frame.t("service-title")
    }
}

/// The modes in the order of the rules, with the word by which `bureau` knows each.
const MODES: [(&str, &str); 6] = [
    ("S-1", "direct"),
    ("S-2", "leaving"),
    ("S-3", "electronic"),
    ("S-4", "post"),
    ("S-5", "relay"),
    ("S-6", "announcement"),
];

/// Which mode is chosen.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    mode: String,
}

/// `GET /{city}/files/{id}/papers/{paper}/serve/{person}`
pub async fn get(
    cx: Context,
    Path((_, id, paper, person)): Path<(String, String, String, String)>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let at = paper_ref(&paper)?;
    Ok(show(&sheet(&cx, &key, &page, at, &person, &chosen.mode, None, None)?))
}

/// `POST /{city}/files/{id}/papers/{paper}/serve/{person}`
pub async fn post(
    cx: Context,
    Path((_, id, paper, person)): Path<(String, String, String, String)>,
    mut posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let at = paper_ref(&paper)?;
    let mode = posted.text("mode");
    let (blobs, mut faults) = crate::portal::apply::take(&cx, &key, &mut posted).await?;
    let mut proof: Vec<Blob> = posted.all("proof.held").into_iter().filter_map(answers::unname).collect();
    proof.extend(blobs.iter().map(|(_, b)| b.clone()));
    crate::portal::apply::posted_blobs(&mut posted, &blobs);
    let on = posted.text("on").parse();
    if on.is_err() {
        faults.push(("on".into(), cx.frame.t("missing-date")));
    }
    let (Ok(on), true) = (on, faults.is_empty()) else {
        let sheet = sheet(&cx, &key, &page, at, &person, &mode, Some((&posted, &faults)), None)?;
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet));
    };
    let some = |name: &str| Some(posted.text(name)).filter(|t| !t.is_empty());
    let serving = Serving {
        paper: at,
        to: person.as_str().into(),
        mode: mode.clone(),
        on,
        taken_by: some("taken_by"),
        reasons: some("reasons"),
        proof,
    };
    let seen = small::seen(&posted, &page);
    let once = posted.get("once").filter(|o| !o.is_empty());
    match cx.bureau.serve(&cx.who, &key, &serving, seen, once, cx.now).await {
        Ok(_) => Ok(Redirect::to(&wire::text::file_href(&key)).into_response()),
        Err(ActError::NotDone(not_done)) => {
            let sheet = sheet(&cx, &key, &page, at, &person, &mode, Some((&posted, &[])), Some(&not_done))?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet))
        }
        Err(other) => Err(other.into()),
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page, used in this file alone")]
fn sheet(
    cx: &Context,
    key: &FileKey,
    page: &xiezhi_bureau::view::FilePage,
    at: PaperRef,
    person: &str,
    mode: &str,
    back: Option<(&Posted, &[(String, String)])>,
    not_done: Option<&NotDone>,
) -> Result<ServicePageHtml, Fault> {
    let frame = cx.frame.clone();
    let paper = page.papers.iter().find(|p| p.at == at).ok_or(Fault::NotFound)?;
    let service = paper.services.iter().find(|s| *s.to == *person).ok_or(Fault::NotFound)?;
    let party = page.parties.iter().find(|p| *p.person == *person);
    let href = format!("{}/serve/{person}", wire::text::paper_href(key, at));
    let modes = MODES
        .iter()
        .map(|(rule, word)| view::file::ServiceMode {
            rule: (*rule).to_owned(),
            name: frame.t(format!("mode-{word}")),
            counts: frame.t(format!("mode-{word}-counts")),
            proof: frame.t(format!("mode-{word}-proof")),
            bases: Vec::new(),
            href: format!("{href}?mode={word}"),
            chosen: *word == mode,
            blocked: (*word == mode)
                .then(|| not_done.and_then(|d| d.refusals.first()))
                .flatten()
                .map(|r| wire::text::reason(&frame, r)),
        })
        .collect();
    let known = MODES.iter().any(|(_, word)| *word == mode);
    let form = known.then(|| {
        let today = crate::format::civil(cx.now).date().to_string();
        let mut fields = vec![
            Field {
                id: "on".into(),
                label: frame.t(format!("mode-{mode}-on")),
                required: true,
                kind: FieldKind::Date { value: today },
                ..Field::default()
            },
            Field {
                id: "taken_by".into(),
                label: frame.t("service-taken-by"),
                required: matches!(mode, "direct"),
                kind: FieldKind::Text { value: String::new() },
                ..Field::default()
            },
            Field {
                required: matches!(mode, "leaving" | "post" | "announcement"),
                ..small::long(&frame, "reasons", "service-reasons")
            },
            Field {
                id: "proof".into(),
                label: frame.t("service-proof"),
                required: mode != "electronic",
                kind: FieldKind::Attachment {
                    held: Vec::new(),
                    upload: view::form::Upload {
                        href: Some(format!("{}/uploads", wire::text::file_href(key))),
                        accept: "application/pdf,image/jpeg,image/png".into(),
                        kinds: frame.t("kinds-document"),
                        most_bytes: crate::limits::DOCUMENT_BYTES,
                        most: 10,
                    },
                },
                ..Field::default()
            },
        ];
        let mut errors = Vec::new();
        if let Some((posted, faults)) = back {
            for field in &mut fields {
                small::keep(field, posted);
                field.error = faults.iter().find(|(id, _)| *id == field.id).map(|(_, e)| e.clone());
            }
        }
        if let Some(not_done) = not_done {
            for fault in &not_done.faults {
                let words = form::missing(&frame, &fault.missing);
                match fields.iter_mut().find(|f| fault.field.as_ref().is_some_and(|id| **id == *f.id)) {
                    Some(field) => field.error = Some(words),
                    None => errors.push(words),
                }
            }
        }
        let once =
            back.map(|(p, _)| p.text("once")).filter(|o| !o.is_empty()).unwrap_or_else(super::act::once);
        Form {
            action: href.clone(),
            sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
            errors,
            submit: frame.t("serve-do"),
            hidden: vec![
                ("mode".into(), mode.to_owned()),
                ("seen".into(), page.seen.to_string()),
                ("once".into(), once),
            ],
            ..Form::default()
        }
    });
    let view = view::file::ServicePage {
        file: wire::text::head(&frame, &page.head),
        title: frame.said(&paper.name),
        number: paper.number.as_deref().map(Into::into),
        to: wire::text::plain(&frame, &service.name).into(),
        role: frame.said(&service.role),
        contact: party.map(|p| wire::text::pairs(&frame, Some(key), &p.facts)).unwrap_or_default(),
        modes,
        form,
        starts: Vec::new(),
    };
    Ok(ServicePageHtml { frame, view })
}
