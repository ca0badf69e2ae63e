//! What only the fictional city shows (演示).

pub mod clock;
pub mod mail;
pub mod people;
