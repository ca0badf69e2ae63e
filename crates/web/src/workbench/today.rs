//! What must I do today? (今日待办)

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/today.html")]
pub struct TodayPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Today,
}

impl TodayPage {
    fn title(&self) -> String {
        self.frame.t("today-title")
    }
}
