//! The mail that would have been sent (演示邮箱).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "demo/mail.html")]
pub struct MailPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::demo::Mailbox,
}

impl MailPage {
    fn title(&self) -> String {
        self.frame.t("mail-title")
    }
}
