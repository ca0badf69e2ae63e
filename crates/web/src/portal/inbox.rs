//! Papers served on this reader (收件箱).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/inbox.html")]
pub struct InboxPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Inbox,
}

impl InboxPage {
    fn title(&self) -> String {
        self.frame.t("inbox")
    }
}

/// `GET /{city}/files/{id}/inbox`
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let key = FileKey { city: cx.city.clone(), id: id.parse().map_err(|_| Fault::NotFound)? };
    let inbox = cx.bureau.inbox(&cx.who, &key, cx.now).await?;
    let frame = Frame { section: Section::Follow, ..cx.frame };
    let view = wire::portal::inbox(&frame, &inbox);
    Ok(show(&InboxPage { frame, view }))
}
