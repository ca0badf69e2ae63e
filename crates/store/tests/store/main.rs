//! The store, the same propositions on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects is to fail there"
)]

mod append;
mod away;
mod bed;
mod blobs;
mod full;
mod identity;
mod keys;
mod kill;
mod lists;
mod log;
mod looks;
mod lossy;
mod open;
mod tls;
mod unsynced;
