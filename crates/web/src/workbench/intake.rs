//! Registering what came in (收件): counter, post, oral, other organ.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/intake.html")]
pub struct IntakePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Intake,
}

impl IntakePage {
    fn title(&self) -> String {
        self.frame.t1("intake-title", "matter", &self.view.matter)
    }
}
