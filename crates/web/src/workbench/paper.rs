//! A paper (文书): its words, its documents, the place for its seal.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/paper.html")]
pub struct PaperPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::PaperPage,
}

impl PaperPageHtml {
    fn title(&self) -> String {
        self.view.text.title.0.clone()
    }
}
