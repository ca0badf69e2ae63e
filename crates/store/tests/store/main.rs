//! The store, the same propositions on SQLite and on PostgreSQL.

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
mod unsynced;
