//! What one holds in hand after sending (回执).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/receipt.html")]
pub struct ReceiptPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Receipt,
}

impl ReceiptPage {
    fn title(&self) -> String {
        self.frame.t("receipt-title")
    }
}
