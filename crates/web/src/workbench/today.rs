//! What must I do today? (今日待办)

use xiezhi_store::Cursor;

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "workbench/today.html")]
pub struct TodayPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::desk::Today,
}

impl TodayPage {
    fn title(&self) -> String {
        self.frame.t("today-title")
    }
}

/// Which tasks.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

/// How many tasks a page shows.
const A_PAGE: u32 = 100;

/// `GET /{city}/work`
pub async fn get(cx: Context, Query(which): Query<Which>) -> Result<Response, Fault> {
    cx.officer()?;
    let after = (!which.after.is_empty()).then(|| Cursor(which.after.clone()));
    let today = cx.bureau.today(&cx.who, after.as_ref(), A_PAGE, cx.now).await?;
    let kind = (!which.kind.is_empty()).then_some(which.kind.as_str());
    let frame = Frame { section: Section::Today, ..cx.frame };
    let view = wire::desk::today(&frame, &today, kind);
    Ok(show(&TodayPage { frame, view }))
}
