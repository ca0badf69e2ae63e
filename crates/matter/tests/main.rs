//! Tests of the language and its interpreter, from outside.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod common;
mod desk;
mod examples;
mod load;
mod properties;
mod roads;
