//! The cities that this server serves (城市).

use crate::page::prelude::*;

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/cities.html")]
pub struct CitiesPage {
    /// What is around it.
    pub frame: Frame,
    /// What it shows.
    pub view: view::portal::Cities,
}

impl CitiesPage {
    fn title(&self) -> String {
        self.frame.t("cities-title")
    }
}

/// `GET /`: the only city, or a choice of cities.
pub async fn get(State(app): State<App>, Extension(frame): Extension<Frame>) -> Response {
    let cities = app.bureau.cities();
    if let [(only, _)] = cities.as_slice() {
        return Redirect::to(&format!("/{only}/")).into_response();
    }
    let cities = cities
        .iter()
        .map(|(code, card)| view::Link { name: frame.said(&card.bureau.name), href: format!("/{code}/") })
        .collect();
    show(&CitiesPage { frame, view: view::portal::Cities { cities } })
}
