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
