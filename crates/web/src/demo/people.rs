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
    Ok(show(&page(&app, frame, None)))
}

/// The page, with why the clock was not moved.
pub(crate) fn page(app: &App, frame: Frame, error: Option<(String, String)>) -> PeoplePage {
    let now = (app.clock)();
    let clock = app.demo_clock.is_some().then(|| {
        let today = crate::format::civil(now).date();
        let step = |days: i32, words: &str| {
            let to = today.saturating_add(jiff::Span::new().days(days));
            (to.to_string(), frame.t1(words, "day", frame.date_short(&to)))
        };
        let (to, error) = error.map_or((String::new(), None), |(to, why)| (to, Some(why)));
        view::demo::DemoTime {
            now,
            steps: vec![step(1, "clock-next-day"), step(7, "clock-next-week"), step(30, "clock-next-month")],
            to,
            error,
        }
    });
    let view = crate::server::people(app, &frame, clock);
    PeoplePage { frame, view }
}
