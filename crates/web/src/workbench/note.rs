//! Writing a note into a file (备注).

use crate::{
    page::prelude::*,
    workbench::small::{self, Small, long},
};

fn small(cx: &Context) -> Small {
    Small {
        name: cx.frame.t("do-note"),
        says: vec![cx.frame.t("note-says")],
        fields: vec![long(&cx.frame, "text", "note-text")],
        submit: cx.frame.t("record"),
        path: "note".into(),
    }
}

/// `GET /{city}/files/{id}/note`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let (_, page) = small::file(&cx, &id).await?;
    Ok(small::ask(&cx, &page, small(&cx)))
}

/// `POST /{city}/files/{id}/note`
pub async fn post(
    cx: Context,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let (key, page) = small::file(&cx, &id).await?;
    let text = posted.text("text");
    let done = cx.bureau.note(&cx.who, &key, &text, None, cx.now);
    Box::pin(small::answer(&cx, &page, small(&cx), &posted, done)).await
}
