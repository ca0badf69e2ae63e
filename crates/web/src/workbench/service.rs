//! Recording a service (送达) with its proof.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/service.html")]
pub struct ServicePageHtml {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::file::ServicePage,
}

impl ServicePageHtml {
    fn title(&self) -> String {
        self.frame.t("service-title")
    }
}
