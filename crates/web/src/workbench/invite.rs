//! Inviting parties and their agents by a code (邀请).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/invite.html")]
pub struct InvitePageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::InvitePage,
}

impl InvitePageHtml {
    fn title(&self) -> String {
        self.frame.t("invite-title")
    }
}
