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
