//! What every page is made with.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use crate::fault::Fault;

/// What a page's file begins with.
pub mod prelude {
    // A template names these in its conditions whether or not this page's file does.
    pub use crate::{
        frame::{Frame, Reader, Section},
        lang::{Lang, TextSize, Theme},
        view,
        view::clock::StepStanding,
    };
    pub use askama::Template;
}

/// Sets a page.
pub fn show(page: &impl Template) -> Response {
    show_as(StatusCode::OK, page)
}

/// Sets a page under another status: a rejected form is a 422.
pub fn show_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(cause) => Fault::internal(&cause).into_response(),
    }
}
