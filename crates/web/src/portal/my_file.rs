//! A party's own file (我的案卷).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/my_file.html")]
pub struct MyFilePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::MyFile,
}

impl MyFilePage {
    fn title(&self) -> String {
        self.view.file.number.as_ref().map_or_else(|| self.frame.t("file-unnumbered"), |n| n.0.clone())
    }
}
