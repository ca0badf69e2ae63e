//! The API (接口): the same use cases as the pages, for other systems, as JSON under `/api/v1/{city}/`.
//!
//! A handler parses, calls the use case and writes what it gives back. Who may is asked where it is asked for
//! people; a token only narrows it. Whatever goes wrong is a [`Fault`], and [`dress`] makes a problem of it.
//!
//! Invariant: takes no cookie and gives none, so that no page of another origin can use a reader's sign-in.
//! Invariant: everything under `/api/` answers in JSON or in the bytes of a document, errors too.

mod caller;
mod files;
mod given;
mod matters;
mod openapi;
mod problem;
mod shown;
mod tokens;

use axum::{
    Router, middleware,
    routing::{any, delete, get, post},
};

use crate::{fault::Fault, server::App};

use self::problem::dress;

/// Everything under `/api/`.
pub fn routes() -> Router<App> {
    let city = Router::new()
        .route("/openapi.json", get(openapi::get))
        .route("/tokens", get(tokens::list).post(tokens::make))
        .route("/tokens/{token}", delete(tokens::end))
        .route("/matters", get(matters::list))
        .route("/matters/{matter}", get(matters::get))
        .route("/matters/{matter}/acts/{act}", get(matters::form))
        .route("/drafts", post(files::draft))
        .route("/files", get(files::list).post(files::file))
        .route("/files/{id}", get(files::read))
        .route("/files/{id}/acts/{act}", get(files::form).post(files::act))
        .route("/files/{id}/attachments", post(files::attach))
        .route("/files/{id}/documents/{hash}", get(files::document))
        .route("/files/{id}/papers", get(files::papers))
        .route("/files/{id}/papers/{paper}", get(files::paper))
        .method_not_allowed_fallback(async || Fault::WrongMethod);
    Router::new()
        .nest("/api/v1/{city}", city)
        .route("/api/{*rest}", any(async || Fault::NotFound))
        .layer(middleware::from_fn(dress))
}
