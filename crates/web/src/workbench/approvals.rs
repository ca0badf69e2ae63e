//! The acts that wait for this officer (待审批).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/approvals.html")]
pub struct ApprovalsPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Approvals,
}

impl ApprovalsPage {
    fn title(&self) -> String {
        self.frame.t("approvals")
    }
}
