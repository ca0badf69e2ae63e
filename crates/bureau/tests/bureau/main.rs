//! The use cases, played by all who take part, the same propositions on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that finds something else than it expects is to fail there"
)]

mod bed;
mod coming_in;
mod demonstration;
mod desk;
mod edges;
mod filing;
mod fresh;
mod grants;
mod holidays;
mod lookups;
mod smtp;
mod t1;
mod tokens;
mod versions;
