//! The list of all files of a matter (登记簿).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/register.html")]
pub struct RegisterPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Register,
}

impl RegisterPage {
    fn title(&self) -> String {
        self.view.name.clone()
    }
}
