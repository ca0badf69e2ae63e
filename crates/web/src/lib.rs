//! The face of Xiezhi: portal, workbench and what browsers need around them.
//!
//! Pages are server-rendered HTML that works without JavaScript. A page is a typed view
//! ([`view`]), a template, and a handler that reads like a sentence: who, what, do it, where next.
//!
//! Invariant: no rule of law, no date and no condition on today is in a template.
//! Invariant: nothing is loaded from another origin, and nothing inline is run or styled.
//! Invariant: no matter is named here; what is special to one comes in as data.
//!
//! # To add a page
//!
//! Its view goes into `src/view/`, its template into `templates/portal/` or `templates/workbench/`,
//! its file (struct, handler, tests) into the folder of the same name under `src/`, its samples into
//! `src/samples/`, and its words into both files of `locales/`.

pub mod api;
pub mod assets;
pub mod context;
pub mod demo;
pub mod fault;
pub mod format;
pub mod frame;
pub mod headers;
pub mod lang;
pub mod limits;
pub mod page;
pub mod parts;
pub mod portal;
pub mod posted;
pub mod qr;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
pub mod server;
pub mod sheet;
pub mod tls;
pub mod view;
pub mod wire;
pub mod words;
pub mod workbench;
