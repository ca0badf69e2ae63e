//! The one place where instants become civil days of the city.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz,
};

/// The civil minute of an instant in China: UTC+8 throughout, since summer time ended in 1991.
pub fn civil(at: Timestamp) -> DateTime {
    tz::offset(8).to_datetime(at)
}

/// The civil day of an instant.
pub fn day(at: Timestamp) -> Date {
    civil(at).date()
}

/// The instant of a civil minute in China.
pub fn instant(at: DateTime) -> Timestamp {
    tz::offset(8).to_timestamp(at).unwrap_or(Timestamp::MAX)
}
