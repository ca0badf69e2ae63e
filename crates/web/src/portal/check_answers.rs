//! All answers before they are sent (核对).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/check_answers.html")]
pub struct CheckAnswersPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::CheckAnswers,
}

impl CheckAnswersPage {
    fn title(&self) -> String {
        self.frame.t("check-answers")
    }
}
