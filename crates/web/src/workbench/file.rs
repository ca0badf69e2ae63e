//! The page of a file (案卷).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/file.html")]
pub struct FilePageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::FilePage,
}

impl FilePageHtml {
    fn title(&self) -> String {
        self.view.file.number.as_ref().map_or_else(|| self.frame.t("file-unnumbered"), |n| n.0.clone())
    }
}

/// The key of the file in an address.
pub(crate) fn key(cx: &Context, id: &str) -> Result<FileKey, Fault> {
    Ok(FileKey { city: cx.city.clone(), id: id.parse().map_err(|_| Fault::NotFound)? })
}

/// `GET /{city}/files/{id}`: one address, two faces: an officer's and a party's.
pub async fn get(cx: Context, Path((_, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let key = key(&cx, &id)?;
    cx.signed_in()?;
    let page = cx.bureau.read(&cx.who, &key, cx.now).await?;
    if matches!(page.view, xiezhi_bureau::view::View::Officer) {
        let view = wire::file::file(&cx.frame, &page);
        return Ok(show(&FilePageHtml { frame: cx.frame, view }));
    }
    let inbox = cx.bureau.inbox(&cx.who, &key, cx.now).await.ok();
    let frame = Frame { section: Section::Follow, ..cx.frame };
    let view = wire::file::my_file(&frame, &page, inbox.as_ref());
    Ok(show(&crate::portal::my_file::MyFilePage { frame, view }))
}
