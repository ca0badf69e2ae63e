//! Where the road leads (救济途径).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/road_end.html")]
pub struct RoadEndPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::RoadEnd,
}

impl RoadEndPage {
    fn title(&self) -> String {
        self.view.title.clone()
    }
}
