//! A paper (文书): its words, its documents, the place for its seal.

use xiezhi_matter::event::PaperRef;

use crate::{
    page::prelude::*,
    workbench::{file::key, small},
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/paper.html")]
pub struct PaperPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::PaperPage,
}

impl PaperPageHtml {
    fn title(&self) -> String {
        self.view.text.title.0.clone()
    }
}

/// A paper in an address: the number of its event and its place there.
pub(crate) fn paper_ref(text: &str) -> Result<PaperRef, Fault> {
    let (n, at) = text.split_once('.').ok_or(Fault::NotFound)?;
    let number = |text: &str| text.parse::<u32>().map_err(|_| Fault::NotFound);
    Ok(PaperRef { n: Seq(number(n)?), at: number(at)? })
}

/// `GET /{city}/files/{id}/papers/{paper}`
pub async fn get(
    cx: Context,
    Path((_, id, paper)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    let page = cx.bureau.read(&cx.who, &key, cx.now).await?;
    Ok(show(&sheet(&cx, &key, &page, paper_ref(&paper)?, Vec::new()).await?))
}

/// `POST /{city}/files/{id}/papers/{paper}`: puts in the scan of the paper with its seal.
pub async fn post(
    cx: Context,
    Path((_, id, paper)): Path<(String, String, String)>,
    mut posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let at = paper_ref(&paper)?;
    let seen = small::seen(&posted, &page);
    let Some((_, name, scan)) = posted.documents.pop() else {
        let sheet = sheet(&cx, &key, &page, at, vec![cx.frame.t("paper-seal-none")]).await?;
        return Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet));
    };
    match cx.bureau.seal(&cx.who, &key, at, &name, scan, seen, cx.now).await {
        Ok(_) => Ok(Redirect::to(&wire::text::file_href(&key)).into_response()),
        Err(ActError::Attachment(why)) => {
            let why = crate::portal::apply::not_taken(&cx.frame, &why);
            let sheet =
                sheet(&cx, &key, &page, at, vec![format!("{name}{} {why}", cx.frame.t("colon"))]).await?;
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &sheet))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /{city}/files/{id}/papers/{paper}/pdf`
pub async fn pdf(
    cx: Context,
    Path((_, id, paper)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    Ok(answers::download(cx.bureau.paper_pdf(&cx.who, &key, paper_ref(&paper)?, cx.now).await?))
}

/// `GET /{city}/files/{id}/papers/{paper}/docx`
pub async fn docx(
    cx: Context,
    Path((_, id, paper)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    Ok(answers::download(cx.bureau.paper_docx(&cx.who, &key, paper_ref(&paper)?, cx.now).await?))
}

async fn sheet(
    cx: &Context,
    key: &FileKey,
    page: &xiezhi_bureau::view::FilePage,
    at: PaperRef,
    errors: Vec<String>,
) -> Result<PaperPageHtml, Fault> {
    let frame = cx.frame.clone();
    let paper = page.papers.iter().find(|p| p.at == at).ok_or(Fault::NotFound)?;
    let preview = cx.bureau.paper_html(&cx.who, key, at, cx.now).await?;
    // A paper that waits for its number is not made yet.
    let made = paper.state != xiezhi_bureau::view::PaperState::ToNumber;
    let href = wire::text::paper_href(key, at);
    let name = |kind: &str| {
        format!("{}.{kind}", paper.number.as_deref().unwrap_or(frame.said(&paper.name).as_str()))
    };
    let mut documents = if made {
        vec![
            view::Document {
                name: name("pdf").into(),
                href: format!("{href}/pdf"),
                kind: "PDF".into(),
                size: 0,
            },
            view::Document {
                name: name("docx").into(),
                href: format!("{href}/docx"),
                kind: "DOCX".into(),
                size: 0,
            },
        ]
    } else {
        Vec::new()
    };
    if let Some(original) = &paper.original {
        documents.insert(0, wire::text::document(key, original));
    }
    let seal = (made && page.may.contains(&"seal") && paper.original.is_none()).then(|| Form {
        action: href.clone(),
        sections: vec![FormSection {
            fields: vec![Field {
                id: "scan".into(),
                label: frame.t("paper-seal-title"),
                required: true,
                kind: FieldKind::Attachment {
                    held: Vec::new(),
                    upload: view::form::Upload {
                        href: None,
                        accept: "application/pdf,image/jpeg,image/png".into(),
                        kinds: "PDF, JPEG, PNG".into(),
                        most_bytes: crate::limits::DOCUMENT_BYTES,
                        most: 1,
                    },
                },
                ..Field::default()
            }],
            ..FormSection::default()
        }],
        errors,
        submit: frame.t("paper-seal-do"),
        hidden: vec![("seen".into(), page.seen.to_string())],
        ..Form::default()
    });
    let view = view::file::PaperPage {
        file: wire::text::head(&frame, &page.head),
        text: wire::file::preview(&preview, false),
        documents,
        check: paper
            .check
            .as_ref()
            .map(|code| view::Link { name: code.clone(), href: format!("/check/{code}") }),
        issue: paper.issue.then(|| format!("{href}/issue")),
        seal,
    };
    Ok(PaperPageHtml { frame, view })
}
