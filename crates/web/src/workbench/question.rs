//! Confirming or annulling what rested on a mistaken entry (确认或者撤销).

use crate::{
    page::prelude::*,
    workbench::small::{self, Small, choice, long},
};

fn small(cx: &Context, page: &xiezhi_bureau::view::FilePage, n: u32) -> Result<Small, Fault> {
    let question = page.questions.iter().find(|q| q.n == Seq(n)).ok_or(Fault::NotFound)?;
    let frame = &cx.frame;
    let options =
        vec![("stands".into(), frame.t("question-stands")), ("annul".into(), frame.t("question-annul"))];
    Ok(Small {
        name: frame.t1("question-of", "act", frame.said(&question.name)),
        says: vec![frame.t1("question-says", "day", frame.date(&question.on))],
        fields: vec![choice(frame, "answer", "question-answer", options), long(frame, "why", "field-why")],
        submit: frame.t("record"),
        path: format!("questions/{n}"),
    })
}

/// `GET /{city}/files/{id}/questions/{n}`
pub async fn get(cx: Context, Path((_, id, n)): Path<(String, String, u32)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    Ok(small::ask(&cx, &page, small(&cx, &page, n)?))
}

/// `POST /{city}/files/{id}/questions/{n}`
pub async fn post(
    cx: Context,
    Path((_, id, n)): Path<(String, String, u32)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let asked = small(&cx, &page, n)?;
    let stands = match posted.get("answer") {
        Some("stands") => true,
        Some("annul") => false,
        _ => return Ok(small::again(&cx, &page, asked, &posted, &[cx.frame.t("missing-option")])),
    };
    let why = posted.text("why");
    let seen = small::seen(&posted, &page);
    let done = cx.bureau.settle_question(&cx.who, &key, Seq(n), stands, &why, seen, cx.now);
    Box::pin(small::answer(&cx, &page, asked, &posted, done)).await
}
