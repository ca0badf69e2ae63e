//! The files of a reader who has several (我的案卷).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/my_files.html")]
pub struct MyFilesPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::MyFiles,
}

impl MyFilesPage {
    fn title(&self) -> String {
        self.frame.t("nav-follow")
    }
}

/// `GET /{city}/files`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    if cx.who.signed_in().is_none() {
        return Ok(Redirect::to(&cx.to("/code")).into_response());
    }
    let today = crate::format::civil(cx.now).date();
    let files = cx.bureau.my_files(&cx.who, cx.now).await?;
    let frame = Frame { section: Section::Follow, ..cx.frame };
    let view = view::portal::MyFiles {
        files: files.iter().map(|f| wire::portal::my_file(&frame, f, today)).collect(),
    };
    Ok(show(&MyFilesPage { frame, view }))
}
