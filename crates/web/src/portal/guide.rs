//! The guide of a matter (办事指南), generated from its definition.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/guide.html")]
pub struct GuidePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Guide,
}

impl GuidePage {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}
