//! An act put up for approval (审批), fit for a phone.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/approval.html")]
pub struct ApprovalPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::ApprovalPage,
}

impl ApprovalPageHtml {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}
