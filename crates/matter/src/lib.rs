//! The definition of a matter (事项), its checks, and the interpreter: `decide(file, act) -> events |
//! refusal`, `apply(file, event) -> file`.
//!
//! Invariant: no I/O, no clock, no randomness, no global state: the time, the calendar and what was
//! fetched come in as arguments.
//!
//! Invariant: no matter is named here. A rule of law is data in `functions/`.

mod apply;
pub mod check;
pub mod clock;
pub mod decide;
pub mod event;
pub mod example;
pub mod expr;
pub mod facts;
pub mod file;
pub mod id;
pub mod key;
pub mod load;
mod lookup;
pub mod measure;
pub mod model;
mod number;
mod offer;
pub mod roads;
mod settle;
mod text;
pub mod time;
pub mod value;
pub mod world;

pub use self::{
    apply::{apply, replay},
    decide::{Decision, Doing, Draft, Ground, decide},
    load::{Library, Source, load},
    offer::{Offer, offers},
    settle::settle,
    text::{Lang, Text},
};
