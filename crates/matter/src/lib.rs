//! The definition of a matter (事项), its checks, and the interpreter.
//!
//! Invariant: no I/O, no clock, no randomness, no global state: all of it comes in as arguments.

pub mod key;
