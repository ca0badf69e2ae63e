//! Filling in an application (申请表), a question a page or all at once.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/apply.html")]
pub struct ApplyPage {
    /// What is around it.
    pub frame: Frame,
    /// Which step this is, written out.
    n: String,
    /// Of how many.
    of: String,
    /// What it shows.
    pub view: view::portal::Apply,
}

impl ApplyPage {
    /// Sets the page.
    pub fn new(frame: Frame, view: view::portal::Apply) -> Self {
        Self { n: view.n.to_string(), of: view.of.to_string(), frame, view }
    }

    fn title(&self) -> String {
        self.view.matter.clone()
    }
}
