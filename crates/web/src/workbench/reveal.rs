//! Opening what a page masks (查看隐去的内容): for a reason, which is recorded with the look before anything is
//! shown, and which the person concerned can read.

use xiezhi_matter::id::PersonId;

use crate::{
    page::prelude::*,
    workbench::small::{self, Small},
};

/// The page that shows them, once.
#[derive(Debug, Template)]
#[template(path = "workbench/reveal.html")]
pub struct RevealPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::Reveal,
}

impl RevealPage {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}

/// In the address of what the file itself says, in the place of a person.
const FILE: &str = "file";

fn small(cx: &Context, page: &xiezhi_bureau::view::FilePage, of: &str) -> Result<Small, Fault> {
    let frame = &cx.frame;
    Ok(Small {
        name: name(frame, page, of)?,
        says: vec![frame.t("reveal-says")],
        fields: vec![Field {
            id: "why".into(),
            label: frame.t("reveal-why"),
            hint: Some(frame.t("reveal-why-hint")),
            required: true,
            ..Field::default()
        }],
        submit: frame.t("reveal-do"),
        path: format!("reveal/{of}"),
    })
}

fn name(frame: &Frame, page: &xiezhi_bureau::view::FilePage, of: &str) -> Result<String, Fault> {
    if of == FILE {
        return Ok(frame.t("reveal-title"));
    }
    let party = page.parties.iter().find(|p| *p.person == *of).ok_or(Fault::NotFound)?;
    Ok(frame.t1("reveal-title-of", "role", frame.said(&party.role_name)))
}

/// `GET /{city}/files/{id}/reveal/{of}`: asks for the reason; nothing is shown yet.
pub async fn get(cx: Context, Path((_, id, of)): Path<(String, String, String)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    let small = small(&cx, &page, &of)?;
    Ok(small::ask(&cx, &page, small))
}

/// `POST /{city}/files/{id}/reveal/{of}`: records the look and shows the values.
pub async fn post(
    cx: Context,
    Path((_, id, of)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let why = posted.text("why");
    if why.is_empty() {
        let errors = [cx.frame.t("reveal-why-missing")];
        return Ok(small::again(&cx, &page, small(&cx, &page, &of)?, &posted, &errors));
    }
    let name = name(&cx.frame, &page, &of)?;
    let person = (of != FILE).then(|| PersonId::from(of.as_str()));
    let facts = cx.bureau.reveal(&cx.who, &key, person.as_ref(), &why, cx.now).await?;
    let frame = cx.frame.clone();
    let view = view::file::Reveal {
        file: wire::text::head(&frame, &page.head),
        name,
        of: page.parties.iter().find(|p| *p.person == *of).map(|p| wire::text::plain(&frame, &p.name).into()),
        why: why.as_str().into(),
        at: Some(cx.now),
        facts: wire::text::pairs(&frame, Some(&key), &facts),
    };
    Ok(show(&RevealPage { frame, view }))
}
