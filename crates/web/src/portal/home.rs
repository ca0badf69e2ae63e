//! A city's home page (首页): the bureau's card and its services.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/home.html")]
pub struct HomePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Home,
}

impl HomePage {
    fn title(&self) -> String {
        self.frame.t("nav-home")
    }
}
