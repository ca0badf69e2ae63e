//! The calendar of working days: which days are worked, and how surely we know.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::notice::{HolidayName, Notice, NoticeError, Rest, statutory};
use crate::number::{self, is_weekend};
use crate::{Due, Length};

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// An ordinary working day (工作日).
    Workday,
    /// A Saturday or Sunday that is worked (调休上班): it counts, and it stops the roll (P-4).
    MakeUp,
    /// A Saturday or Sunday (休息日).
    Weekend,
    /// A day off by the notice (放假), a moved rest day (调休) too. Where the law leaves open
    /// whether a moved day is 法定休假日 we chose that it is (P-4).
    Holiday,
}

impl DayKind {
    /// Whether offices work on such a day.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp)
    }
}

/// A day as the calendar sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// Its kind.
    pub kind: DayKind,
    /// No notice of that year is loaded: judged by weekday and, where computed, by the
    /// statutory days (P-4).
    pub provisional: bool,
    /// The holiday in Chinese.
    pub name: Option<&'a str>,
    /// The holiday in English.
    pub name_en: Option<&'a str>,
}

/// The calendar of working days (工作日历), built from the yearly notices. Cheap to clone.
///
/// ```
/// use jiff::civil::date;
/// use xiezhi_calendar::{Calendar, DayKind};
///
/// let calendar = Calendar::builtin();
/// assert_eq!(calendar.version(), "2024.1+2025.1+2026.1");
/// assert_eq!(calendar.day(date(2026, 2, 14)).kind, DayKind::MakeUp);
/// assert_eq!(calendar.day(date(2026, 2, 16)).name, Some("春节"));
/// assert_eq!(calendar.roll(date(2026, 6, 20)), date(2026, 6, 22));
/// assert!(calendar.day(date(2027, 3, 1)).provisional);
/// ```
#[derive(Clone)]
pub struct Calendar(Arc<Inner>);

struct Inner {
    /// The first day of the table.
    first: i32,
    /// One cell a day, without a gap.
    table: Box<[Cell]>,
    names: Vec<Arc<HolidayName>>,
    notices: BTreeMap<i16, Notice>,
    version: Arc<str>,
}

/// What the table keeps of a day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) kind: DayKind,
    pub(crate) provisional: bool,
    /// The place of the holiday's name.
    name: u16,
}

const NO_NAME: u16 = u16::MAX;

const fn by_weekday(day: i32) -> Cell {
    let kind = if is_weekend(day) { DayKind::Weekend } else { DayKind::Workday };
    Cell { kind, provisional: true, name: NO_NAME }
}

impl Calendar {
    /// The calendar with the notices of 2024, 2025 and 2026.
    ///
    /// It reads its data anew: keep the result and clone it.
    pub fn builtin() -> Self {
        // A test holds that all three are well formed.
        let notices = [
            include_str!("../data/2024.toml"),
            include_str!("../data/2025.toml"),
            include_str!("../data/2026.toml"),
        ]
        .into_iter()
        .filter_map(|text| Notice::parse(text).ok())
        .map(|notice| (notice.year, notice))
        .collect();
        Self::build(notices)
    }

    /// The calendar with one notice more, or with a later version of a year it has.
    ///
    /// Open counts are made again with [`Calendar::changes`] and [`Due::affected_by`].
    pub fn with_notice(&self, notice: Notice) -> Result<Self, NoticeError> {
        if let Some(has) = self.0.notices.get(&notice.year) {
            if *has == notice {
                return Ok(self.clone());
            }
            if has.version > notice.version {
                return Err(NoticeError::Older {
                    year: notice.year,
                    has: has.version,
                    given: notice.version,
                });
            }
            if has.version == notice.version {
                return Err(NoticeError::Differs { year: notice.year, version: notice.version });
            }
        }
        let mut notices = self.0.notices.clone();
        notices.insert(notice.year, notice);
        Ok(Self::build(notices))
    }

    fn build(notices: BTreeMap<i16, Notice>) -> Self {
        let computed: BTreeMap<i16, Vec<Rest>> =
            statutory().into_iter().filter(|(year, _)| !notices.contains_key(year)).collect();
        let years = || notices.keys().chain(computed.keys()).copied();
        let span = years().min().zip(years().max()).and_then(|(low, high)| {
            // A notice may reach into December before.
            Some((Date::new(low - 1, 12, 1).ok()?, Date::new(high, 12, 31).ok()?))
        });
        let (first, last) = span.map_or((0, -1), |(low, high)| (number::number(low), number::number(high)));
        let mut table: Vec<Cell> = (first..=last).map(by_weekday).collect();
        let mut names: Vec<Arc<HolidayName>> = Vec::new();
        let mut mark = |days: std::ops::RangeInclusive<i32>, change: &dyn Fn(&mut Cell)| {
            for day in days {
                let place = usize::try_from(day - first).ok();
                if let Some(cell) = place.and_then(|place| table.get_mut(place)) {
                    change(cell);
                }
            }
        };
        let mut name_of = |name: &HolidayName| {
            let place = names.iter().position(|known| **known == *name).unwrap_or_else(|| {
                names.push(Arc::new(name.clone()));
                names.len() - 1
            });
            u16::try_from(place).unwrap_or(NO_NAME)
        };
        for rest in computed.values().flatten() {
            let name = name_of(&rest.name);
            mark(number::number(rest.from)..=number::number(rest.until), &|cell| {
                (cell.kind, cell.name) = (DayKind::Holiday, name);
            });
        }
        for notice in notices.values() {
            if let (Ok(low), Ok(high)) = (Date::new(notice.year, 1, 1), Date::new(notice.year, 12, 31)) {
                mark(number::number(low)..=number::number(high), &|cell| cell.provisional = false);
            }
            for rest in &notice.rest {
                let name = name_of(&rest.name);
                mark(number::number(rest.from)..=number::number(rest.until), &|cell| {
                    *cell = Cell { kind: DayKind::Holiday, provisional: false, name };
                });
            }
            for day in &notice.makeup {
                let day = number::number(*day);
                mark(day..=day, &|cell| {
                    *cell = Cell { kind: DayKind::MakeUp, provisional: false, name: NO_NAME };
                });
            }
        }
        let version: Vec<String> =
            notices.values().map(|notice| format!("{}.{}", notice.year, notice.version)).collect();
        Self(Arc::new(Inner {
            first,
            table: table.into_boxed_slice(),
            names,
            version: version.join("+").into(),
            notices,
        }))
    }

    /// Year and version of each notice, as `"2024.1+2025.1+2026.1"`: a count keeps it (P-14).
    pub fn version(&self) -> &str {
        &self.0.version
    }

    pub(crate) fn version_arc(&self) -> &Arc<str> {
        &self.0.version
    }

    /// The notices, by year.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.0.notices.values()
    }

    /// What kind of day it is.
    pub fn day(&self, date: Date) -> Day<'_> {
        let cell = self.cell(number::number(date));
        let name = self.name(cell);
        Day {
            kind: cell.kind,
            provisional: cell.provisional,
            name: name.map(|name| name.zh.as_str()),
            name_en: name.map(|name| name.en.as_str()),
        }
    }

    #[inline]
    pub(crate) fn cell(&self, day: i32) -> Cell {
        let place = usize::try_from(day - self.0.first).ok();
        place.and_then(|place| self.0.table.get(place)).copied().unwrap_or_else(|| by_weekday(day))
    }

    pub(crate) fn name(&self, cell: Cell) -> Option<&Arc<HolidayName>> {
        self.0.names.get(usize::from(cell.name))
    }

    #[inline]
    fn works(&self, day: i32) -> bool {
        self.cell(day).kind.is_working()
    }

    /// Whether offices work on that day.
    pub fn is_workday(&self, date: Date) -> bool {
        self.works(number::number(date))
    }

    /// The day itself if it is worked, else the first working day after it (P-2).
    ///
    /// 「以法定休假日后的第一日为期间届满的日期」 (民事诉讼法 第八十五条第三款).
    pub fn roll(&self, date: Date) -> Date {
        let mut day = number::number(date);
        while day < number::LAST && !self.works(day) {
            day += 1;
        }
        number::date(day)
    }

    /// How many working days lie after `a` up to and with `b`; less than 0 where `b` is before `a`.
    ///
    /// The day of the event is left out (P-1), so it is the number with which [`Calendar::plus`]
    /// comes from `a` to `b`, if `b` is a working day.
    pub fn workdays_between(&self, a: Date, b: Date) -> i64 {
        let (a, b) = (number::number(a), number::number(b));
        let count = |from: i32, until: i32| {
            i64::try_from((from + 1..=until).filter(|day| self.works(*day)).count()).unwrap_or(i64::MAX)
        };
        if a <= b { count(a, b) } else { -count(b, a) }
    }

    /// A date a length later, or earlier if `negative`: plain addition without a roll.
    ///
    /// Hours go by whole days, rounded up.
    pub fn plus(&self, date: Date, length: &Length, negative: bool) -> Date {
        let sign = if negative { -1 } else { 1 };
        let from = number::number(date);
        let n = i64::from(length.number());
        number::date(match length {
            Length::Days(_) => number::later(from, sign * n),
            Length::Hours(_) => number::later(from, sign * (n + 23).div_euclid(24)),
            Length::Months(_) => number::months_later(from, sign * n).0,
            Length::Years(_) => number::months_later(from, sign * n * 12).0,
            Length::Workdays(n) => {
                let (mut day, mut left) = (from, *n);
                while left > 0 {
                    let next = number::later(day, sign);
                    if next == day {
                        break;
                    }
                    day = next;
                    left -= u32::from(self.works(day));
                }
                day
            }
        })
    }

    /// The days that another calendar judges differently, be it that their kind is another or
    /// that it is no longer provisional. With [`Due::affected_by`] it tells which open counts
    /// are to be made again when a notice comes (P-4).
    pub fn changes(&self, newer: &Self) -> Changes {
        let end = |calendar: &Self| {
            calendar.0.first.saturating_add(i32::try_from(calendar.0.table.len()).unwrap_or(i32::MAX))
        };
        let days = self.0.first.min(newer.0.first)..end(self).max(end(newer));
        let differ = |day: &i32| {
            let (old, new) = (self.cell(*day), newer.cell(*day));
            (old.kind, old.provisional) != (new.kind, new.provisional)
        };
        Changes { days: days.filter(differ).collect() }
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calendar({})", self.0.version)
    }
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.0.notices == other.0.notices
    }
}

impl Eq for Calendar {}

/// The days on which two calendars differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    days: Vec<i32>,
}

impl Changes {
    /// Whether the calendars agree on every day.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The days, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.days.iter().copied().map(number::date)
    }

    fn touch(&self, from: Date, until: Date) -> bool {
        let from = number::number(from);
        let place = self.days.partition_point(|day| *day < from);
        self.days.get(place).is_some_and(|day| *day <= number::number(until))
    }
}

impl Due {
    /// Whether the count read a day that changed, so that it has to be made again (P-4).
    ///
    /// ```
    /// use jiff::civil::date;
    /// use xiezhi_calendar::{Calendar, Length, Notice, Period};
    ///
    /// let calendar = Calendar::builtin();
    /// let text = include_str!("../data/2026.toml")
    ///     .replace("version = 1", "version = 2")
    ///     .replace("until = 2026-05-05", "until = 2026-05-06");
    /// let notice = Notice::parse(&text)?;
    /// let newer = calendar.with_notice(notice)?;
    /// let period = Period::new(date(2026, 4, 16), Length::Days(15));
    /// let due = period.within(&calendar);
    /// assert_eq!(due.on, date(2026, 5, 6));
    /// assert!(due.affected_by(&calendar.changes(&newer)));
    /// assert_eq!(period.within(&newer).on, date(2026, 5, 7));
    /// # Ok::<(), xiezhi_calendar::NoticeError>(())
    /// ```
    pub fn affected_by(&self, changes: &Changes) -> bool {
        self.read.is_some_and(|(from, until)| changes.touch(from, until))
    }

    /// The years whose calendar the count read, `None` if it read none.
    pub fn years(&self) -> Option<std::ops::RangeInclusive<i16>> {
        self.read.map(|(from, until)| from.year()..=until.year())
    }
}
