//! The cities that this server serves (城市).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/cities.html")]
pub struct CitiesPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Cities,
}

impl CitiesPage {
    fn title(&self) -> String {
        self.frame.t("cities-title")
    }
}
