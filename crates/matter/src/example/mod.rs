//! Worked examples: how a lawyer tests a definition without Rust. Acts with dates in; states, due dates,
//! papers and refusals out. `docs/matters.md` has the keys.

mod play;
mod read;

use std::collections::BTreeSet;

pub use self::{
    play::{leave, play},
    read::{Example, ExampleError, read},
};
use crate::id::RuleId;

/// What came of an example and each of its variants.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// What each step left behind, to be compared in full with what lies beside the example.
    pub out: String,
    /// Claims that did not come true.
    pub failures: Vec<String>,
    /// Rules that it exercised: limits that were met, ran out or whose day was claimed, refusals that stood.
    pub rules: BTreeSet<RuleId>,
    /// Acts that it did.
    pub acts: BTreeSet<crate::id::ActId>,
}
