//! The holiday notices in use, and a new one (放假通知).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/holidays.html")]
pub struct HolidaysPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Holidays,
}

impl HolidaysPage {
    fn title(&self) -> String {
        self.frame.t("holidays-title")
    }
}
