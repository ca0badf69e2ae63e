//! Tests of the language and its interpreter, from outside.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod common;
mod desk;
mod examples;
mod load;
mod properties;
