//! The people as whom one may sign in (演示账号).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "demo/people.html")]
pub struct PeoplePage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::demo::SignIns,
}

impl PeoplePage {
    fn title(&self) -> String {
        self.frame.t("people-title")
    }
}

/// `GET /demo`; there is none in a real bureau.
pub async fn get(State(app): State<App>, Extension(frame): Extension<Frame>) -> Result<Response, Fault> {
    if !app.bureau.demo() {
        return Err(Fault::NotFound);
    }
    let view = crate::server::people(&app, &frame);
    Ok(show(&PeoplePage { frame, view }))
}
