//! Which road is open (救济途径): one question, before anything is asked for.

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/road.html")]
pub struct RoadPage {
    /// What is around it.
    pub frame: Frame,
    /// Which step this is, written out.
    n: String,
    /// Of how many.
    of: String,
    /// What it shows.
    pub view: view::portal::Road,
}

impl RoadPage {
    /// Sets the page.
    pub fn new(frame: Frame, view: view::portal::Road) -> Self {
        Self { n: view.n.to_string(), of: view.of.to_string(), frame, view }
    }

    fn title(&self) -> String {
        self.frame.t("road-title")
    }
}
