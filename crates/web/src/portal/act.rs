//! An act that a party does: correct, withdraw, agree to electronic service, ask to read the file.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/act.html")]
pub struct PartyActPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::form::ActPage,
}

impl PartyActPage {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}
