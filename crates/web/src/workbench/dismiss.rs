//! Dismissing what a clock proposes (不予办理), with reasons.

use crate::{
    page::prelude::*,
    workbench::small::{self, Small, long},
};

fn small(cx: &Context, page: &xiezhi_bureau::view::FilePage, act: &str) -> Result<Small, Fault> {
    let proposal = page.proposals.iter().find(|p| *p.act == *act).ok_or(Fault::NotFound)?;
    let frame = &cx.frame;
    Ok(Small {
        name: frame.t1("dismiss-title", "act", frame.said(&proposal.name)),
        says: vec![frame.said(&proposal.why)],
        fields: vec![long(frame, "why", "field-why")],
        submit: frame.t("proposal-dismiss"),
        path: format!("dismiss/{act}"),
    })
}

/// `GET /{city}/files/{id}/dismiss/{act}`
pub async fn get(cx: Context, Path((_, id, act)): Path<(String, String, String)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    Ok(small::ask(&cx, &page, small(&cx, &page, &act)?))
}

/// `POST /{city}/files/{id}/dismiss/{act}`
pub async fn post(
    cx: Context,
    Path((_, id, act)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let asked = small(&cx, &page, &act)?;
    let (act, why) = (act.as_str().into(), posted.text("why"));
    let done = cx.bureau.dismiss(&cx.who, &key, &act, &why, small::seen(&posted, &page), cx.now);
    Box::pin(small::answer(&cx, &page, asked, &posted, done)).await
}
