//! Putting a mistaken entry right (更正).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/amend.html")]
pub struct AmendPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::AmendPage,
}

impl AmendPageHtml {
    fn title(&self) -> String {
        self.frame.t("amend-title")
    }
}
