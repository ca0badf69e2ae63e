//! Papers served on this reader (收件箱).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/inbox.html")]
pub struct InboxPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Inbox,
}

impl InboxPage {
    fn title(&self) -> String {
        self.frame.t("inbox")
    }
}
