//! The list of services (服务事项).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/services.html")]
pub struct ServicesPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: Vec<view::portal::Service>,
}

impl ServicesPage {
    fn title(&self) -> String {
        self.frame.t("nav-services")
    }
}

/// `GET /{city}/services`
pub async fn get(cx: Context) -> Result<Response, Fault> {
    let services = cx.bureau.services(&cx.city, cx.now)?;
    let view = wire::portal::services(&cx.frame, &services);
    Ok(show(&ServicesPage { frame: Frame { section: Section::Services, ..cx.frame }, view }))
}
