//! Counts statutory periods (期间): working days, days, months, years and hours, forwards and
//! backwards, with stops, extensions and the roll off rest days, and explains each count.
//!
//! Invariant: reads no clock, no file and no network; holds no global state. The same period and
//! the same notices give the same answer, always.
//! Invariant: guesses no holiday. A year whose notice is not out gives a provisional answer.
//! Invariant: never fails and never panics on a count; what is too far away stops at the year 9999.
//!
//! Rule ids (P-1 … P-14) are those of `docs/calendar.md`.
//!
//! To add a year, write its notice as TOML, as in `data/2026.toml`, and load it:
//!
//! ```
//! use jiff::civil::date;
//! use xiezhi_calendar::{Calendar, Length, Notice, Period};
//!
//! let calendar = Calendar::builtin();
//! let period = Period::new(date(2026, 2, 13), Length::Workdays(3));
//! assert_eq!(period.within(&calendar).on, date(2026, 2, 25));
//!
//! let notice = Notice::parse(include_str!("../data/2026.toml"))?;
//! assert_eq!(calendar.with_notice(notice)?, calendar); // it is there already
//! # Ok::<(), xiezhi_calendar::NoticeError>(())
//! ```

mod calendar;
mod due;
mod explain;
mod laws;
mod length;
mod notice;
mod number;
mod period;

pub use calendar::{Calendar, Changes, Day, DayKind};
pub use due::{Due, Step, StepKind, Way};
pub use explain::{Lang, day as day_in_words, explain, headline, notes, rows};
pub use laws::{Law, Laws, Reading};
pub use length::{Length, LengthError};
pub use notice::{Fault, HolidayName, Notice, NoticeError, Rest};
pub use period::{Period, Roll, Stop, before, before_date};
