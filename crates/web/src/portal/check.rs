//! Comparing a paper in hand with what was issued (文书核对). It never says merely “genuine”.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/check.html")]
pub struct CheckPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Check,
}

impl CheckPage {
    fn title(&self) -> String {
        self.frame.t("check-title")
    }
}
