//! Issuing a paper (编号印发) that the law or a party brought about: a post of its seal gives it its number.

use crate::{
    page::prelude::*,
    workbench::{
        paper::paper_ref,
        small::{self, Small},
    },
};

fn small(
    cx: &Context,
    page: &xiezhi_bureau::view::FilePage,
    at: xiezhi_matter::event::PaperRef,
) -> Result<Small, Fault> {
    use xiezhi_bureau::view::PaperState;
    let paper = page.papers.iter().find(|p| p.at == at && p.state == PaperState::ToNumber);
    let paper = paper.ok_or(Fault::NotFound)?;
    let frame = &cx.frame;
    let name = frame.said(&paper.name);
    let mut says = vec![
        frame.t2("issue-says", "name", &name, "day", frame.date(&paper.on)),
        frame.t("issue-number-says"),
    ];
    says.extend(paper.seal.as_ref().map(|seal| frame.t1("issue-seal-says", "seal", frame.said(seal))));
    Ok(Small {
        name: frame.t1("issue-title", "name", &name),
        says,
        fields: Vec::new(),
        submit: frame.t("issue-do"),
        path: format!("papers/{}.{}/issue", at.n, at.at),
    })
}

/// `GET /{city}/files/{id}/papers/{paper}/issue`
pub async fn get(
    cx: Context,
    Path((_, id, paper)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    let small = small(&cx, &page, paper_ref(&paper)?)?;
    Ok(small::ask(&cx, &page, small))
}

/// `POST /{city}/files/{id}/papers/{paper}/issue`
pub async fn post(
    cx: Context,
    Path((_, id, paper)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let at = paper_ref(&paper)?;
    let small = small(&cx, &page, at)?;
    let seen = small::seen(&posted, &page);
    let done = cx.bureau.issue(&cx.who, &key, at, seen, cx.now);
    Box::pin(small::answer(&cx, &page, small, &posted, done)).await
}
