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

/// `GET /{city}/guides/{matter}`
pub async fn get(cx: Context, Path((_, matter)): Path<(String, String)>) -> Result<Response, Fault> {
    let guide = cx.bureau.guide(&cx.city, &matter, cx.now)?;
    let drafts = cx.bureau.drafts(&cx.who, &cx.city, cx.now).await?;
    let draft = drafts.iter().find(|d| d.matter == matter).map(|d| cx.to(&format!("/drafts/{}", d.key.id)));
    let mut view = wire::portal::guide(&cx.frame, &guide, draft);
    view.road = super::road::first(&cx, Some(&matter))?;
    Ok(show(&GuidePage { frame: Frame { section: Section::Services, ..cx.frame }, view }))
}
