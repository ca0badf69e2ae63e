//! The answer of a count, with the count itself.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::{HolidayName, Length};

/// Which way was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A period within which something is to be done.
    Within,
    /// A waiting period (P-12): what waits for it may be done from the day after.
    After,
    /// Backwards from an event, so many clear days between (P-8).
    Before,
}

/// When something is due, and how it was counted (P-14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Which way was counted.
    pub way: Way,
    /// The day of the event, which is left out (P-1), or the event counted back from.
    pub start: Date,
    /// The length that held; `None` where a fixed date did.
    pub length: Option<Length>,
    /// The last day: it ends at 24:00, at a counter with the close of business (P-7). Of a
    /// waiting period the last day of waiting.
    pub on: Date,
    /// The minute, where hours or a time were counted.
    pub at: Option<DateTime>,
    /// Of a count backwards: one day later than the strict date, as the other reading has it (P-8).
    pub lenient: Option<Date>,
    /// A day was read whose year has no notice yet: counted again when it comes (P-4).
    pub provisional: bool,
    /// The period stands still and nobody knows until when; `on` leaves the open stop out.
    pub stopped: bool,
    /// The last day before the roll: an extension is counted from here (P-10).
    pub nominal: Date,
    /// The first and last day whose kind was read from the calendar.
    pub read: Option<(Date, Date)>,
    /// The count. Empty if it was not asked for.
    pub steps: Vec<Step>,
    /// The version of the calendar.
    pub calendar: Arc<str>,
}

impl Due {
    /// Of a waiting period: the first day on which what waited may be done (P-12).
    pub fn power_from(&self) -> Date {
        self.on.saturating_add(jiff::Span::new().days(1))
    }
}

/// One step of a count: a day, or a span of days judged alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The first day.
    pub day: Date,
    /// The last day, `day` itself for one day.
    pub last: Date,
    /// What it is in the count.
    pub what: StepKind,
    /// Judged without that year's notice (P-4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// What a day, or a span of days, is in a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The day of the event, left out (P-1).
    Start,
    /// The minute from which hours run.
    StartAt(DateTime),
    /// The event before which days are counted back (P-8).
    Event,
    /// The n-th working day.
    Workday(u32),
    /// The n-th working day, a Saturday or Sunday that is made up (P-4).
    MakeUp(u32),
    /// A Saturday or Sunday, left out.
    Weekend,
    /// A day off, left out.
    Holiday(Option<Arc<HolidayName>>),
    /// Calendar days: how many in this span, how many so far.
    Days {
        /// In this span.
        days: u32,
        /// With those before.
        sum: u32,
    },
    /// The corresponding day of a count by months or years (P-6).
    Corresponding {
        /// The length counted.
        length: Length,
        /// The month has no such day, so it is its last.
        month_end: bool,
    },
    /// The minute at which hours end.
    Hours(Length),
    /// A date that was given, not counted.
    Given,
    /// A time that was given, not counted.
    GivenAt(DateTime),
    /// Days on which the period stood still (P-9): how many they move the end.
    Stopped(u32),
    /// The last day after the stop before it.
    Resumed,
    /// From this day the period stands still, nobody knows until when (P-9).
    StandsStill,
    /// A stop after the period had run out: it changes nothing.
    TooLate,
    /// The last day after an extension, counted from the last day before the roll (P-10).
    Extended(Length),
    /// The last day is a Saturday or Sunday that is made up: it stands (P-4).
    EndsOnMakeUp,
    /// The first working day after a last day on rest days (P-2).
    Rolled,
    /// A last day for acting is no rest day: the working day before it (P-8).
    Earlier,
    /// The last day with so many clear days between it and the event (P-8).
    Clear(Length),
    /// One day later, as the other reading has it (P-8).
    Lenient,
    /// What another length would have given: the earliest holds. `None` is a date given.
    Later(Option<Length>),
}
