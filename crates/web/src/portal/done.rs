//! A page that says one thing and leads on.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/done.html")]
pub struct DonePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Done,
}

impl DonePage {
    fn title(&self) -> String {
        self.view.title.clone()
    }
}
