//! The form of an act (行为).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/act.html")]
pub struct ActPageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::form::ActPage,
}

impl ActPageHtml {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}
