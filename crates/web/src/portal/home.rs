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

/// `GET /{city}/`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    let city = cx.bureau.city(&cx.city)?;
    let services = cx.bureau.services(&cx.city, cx.now)?;
    let view = view::portal::Home {
        card: wire::portal::card(&cx.frame, &city.bureau, &cx.bureau.calendar(&cx.city), cx.now),
        services: wire::portal::services(&cx.frame, &services),
        road: super::road::first(&cx, None)?,
    };
    Ok(show(&HomePage { frame: Frame { section: Section::Home, ..cx.frame }, view }))
}
