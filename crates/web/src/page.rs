//! What every page is made with.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use crate::fault::Fault;

/// What a page's file begins with: the nouns of pages and of handlers.
pub mod prelude {
    pub use askama::Template;
    pub use axum::{
        Extension, Json,
        extract::{Path, Query, State},
        http::{StatusCode, header},
        response::{IntoResponse, Redirect, Response},
    };
    pub use serde::Deserialize;
    pub use serde_json::json;
    pub use xiezhi_bureau::{
        ActError, Answers, AttachmentError, EnterError, LookError, NotDone, view::Form as Asked,
    };
    pub use xiezhi_matter::{
        decide::FormFault,
        key::{FileKey, Seq},
        value::Blob,
    };
    pub use xiezhi_store::SessionToken;

    // A template names these in its conditions whether or not this page's file does.
    pub use crate::{
        context::Context,
        fault::Fault,
        frame::{Frame, Reader, Section},
        lang::{Lang, TextSize, Theme},
        page::{show, show_as},
        posted::Posted,
        server::App,
        view,
        view::clock::StepStanding,
        view::form::{Button, Field, FieldKind, Form, FormSection},
        wire,
        wire::{
            answers,
            form::{self, Given},
        },
    };
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
