//! Periods (期间) and how they are counted.
//!
//! One algorithm gives the date and the count: it is written over [`Trace`], which keeps steps or
//! drops them. Order: nominal last day, plus each stop (P-9), plus extensions (P-10), then the
//! roll off rest days (P-2).

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::Length;
use crate::calendar::{Calendar, Cell, DayKind};
use crate::due::{Due, Step, StepKind, Way};
use crate::number::{self, LAST};

/// Whether a last day on rest days moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// To the first working day after (P-2).
    #[default]
    Forward,
    /// Not at all: custody, terms, printed dates.
    No,
}

/// A time in which a period stands still (中止, 扣除).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stop {
    /// The day of suspension, which does not run (P-9).
    pub from: Date,
    /// The day of resumption, which runs; `None` while it lasts.
    pub until: Option<Date>,
}

/// A period: what is counted.
///
/// ```
/// use jiff::civil::date;
/// use xiezhi_calendar::{Calendar, Length, Period, Stop};
///
/// // 行政复议法 第六十二条第一款: sixty days from acceptance, suspended in between.
/// let mut period = Period::new(date(2026, 3, 10), Length::Days(60));
/// let calendar = Calendar::builtin();
/// assert_eq!(period.within(&calendar).on, date(2026, 5, 9));
/// period.stops.push(Stop { from: date(2026, 3, 25), until: Some(date(2026, 4, 20)) });
/// assert_eq!(period.within(&calendar).on, date(2026, 6, 4));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The day of the event, left out (P-1): 「期间开始的时和日，不计算在期间内」.
    pub start: Date,
    /// The minute of the event: only hours run from it, on the day it names. Without it hours
    /// run from the beginning of `start`, so that nobody gains by what was not recorded.
    pub start_at: Option<DateTime>,
    /// How long it is. Of several the earliest end holds; without any (and without `until`)
    /// the period ends on the day it starts.
    pub lengths: Vec<Length>,
    /// A date on which it ends. Of it and the lengths the earliest holds.
    pub until: Option<Date>,
    /// A minute at which it ends; such an end does not roll.
    pub until_at: Option<DateTime>,
    /// When it stood still, in any order, overlapping or not: a day is stopped once.
    pub stops: Vec<Stop>,
    /// By how much it was extended (延期), each counted from the last day before the roll (P-10).
    pub extensions: Vec<Length>,
    /// Whether a last day on rest days moves.
    pub roll: Roll,
}

impl Period {
    /// A period of one length from an event, which rolls.
    pub fn new(start: Date, length: Length) -> Self {
        Self {
            start,
            start_at: None,
            lengths: vec![length],
            until: None,
            until_at: None,
            stops: Vec::new(),
            extensions: Vec::new(),
            roll: Roll::Forward,
        }
    }

    /// Until when it is to be done, with the count.
    pub fn within(&self, calendar: &Calendar) -> Due {
        self.count::<Vec<Step>>(calendar, Way::Within)
    }

    /// As [`Period::within`], without the steps.
    pub fn within_date(&self, calendar: &Calendar) -> Due {
        self.count::<()>(calendar, Way::Within)
    }

    /// Until when is to be waited, with the count. The end never rolls; the power arises on the
    /// day after, [`Due::power_from`] (P-12): 「中止行政复议满六十日」 (行政复议法 第四十一条第五项).
    pub fn after(&self, calendar: &Calendar) -> Due {
        self.count::<Vec<Step>>(calendar, Way::After)
    }

    /// As [`Period::after`], without the steps.
    pub fn after_date(&self, calendar: &Calendar) -> Due {
        self.count::<()>(calendar, Way::After)
    }

    fn ends(&self) -> impl Iterator<Item = End> {
        let lengths = self.lengths.iter().map(|length| End::Length(*length));
        lengths.chain(self.until.map(End::Date)).chain(self.until_at.map(End::At))
    }

    fn count<T: Trace>(&self, calendar: &Calendar, way: Way) -> Due {
        let stops = Stops::of(self);
        let roll = if way == Way::After { Roll::No } else { self.roll };
        let mut ends = self.ends();
        let (first, second) = (ends.next(), ends.next());
        let Some(first) = first else {
            return self.count_end::<T>(calendar, way, roll, &stops, End::Date(self.start));
        };
        if second.is_none() {
            return self.count_end::<T>(calendar, way, roll, &stops, first);
        }
        // The earliest holds; of two alike the one written first.
        let mut all: Vec<(End, Due)> =
            self.ends().map(|end| (end, self.count_end::<()>(calendar, way, roll, &stops, end))).collect();
        all.sort_by_key(|(_, due)| {
            (due.on, due.at.map_or((true, due.nominal.at(0, 0, 0, 0)), |at| (false, at)))
        });
        let mut others = all.into_iter();
        let winner = others.next().map_or(first, |(end, _)| end);
        let mut due = self.count_end::<T>(calendar, way, roll, &stops, winner);
        for (end, other) in others {
            due.read = match (due.read, other.read) {
                (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                (a, b) => a.or(b),
            };
            if T::KEEPS {
                let what = StepKind::Later(end.length());
                due.steps.push(Step { day: other.on, last: other.on, what, provisional: other.provisional });
            }
        }
        due
    }

    fn count_end<T: Trace>(&self, calendar: &Calendar, way: Way, roll: Roll, stops: &Stops, end: End) -> Due {
        let mut count = Count::<T>::new(calendar);
        let start = number::number(self.start);
        let ledger = &stops.closed;
        let mut next = 0;
        let mut minute = None;
        let mut last = match end {
            End::Length(Length::Hours(n)) => {
                let at = self.start_at.unwrap_or_else(|| self.start.at(0, 0, 0, 0));
                let of_day = i64::from(at.hour()) * 60 + i64::from(at.minute());
                let sum = of_day + i64::from(n) * 60;
                let day = number::later(number::number(at.date()), sum.div_euclid(DAY));
                minute = Some(sum.rem_euclid(DAY));
                count.step(start, || StepKind::StartAt(minutes(at.date(), of_day)));
                count.step(day, || StepKind::Hours(Length::Hours(n)));
                day
            }
            End::Length(length) => {
                count.step(start, || StepKind::Start);
                count.length(start, length, ledger, &mut next)
            }
            End::Date(date) => {
                let day = number::number(date);
                count.step(day, || StepKind::Given);
                day
            }
            End::At(at) => {
                let day = number::number(at.date());
                minute = Some(i64::from(at.hour()) * 60 + i64::from(at.minute()));
                count.step(day, || StepKind::GivenAt(at));
                day
            }
        };
        last = count.stops(last, ledger, &mut next);
        for extension in &self.extensions {
            last = match (extension, minute) {
                (Length::Hours(n), Some(of_day)) => {
                    let sum = of_day + i64::from(*n) * 60;
                    minute = Some(sum.rem_euclid(DAY));
                    number::later(last, sum.div_euclid(DAY))
                }
                (Length::Hours(n), None) => number::later(last, i64::from(n.div_ceil(24))),
                (extension, _) => count.length(last, *extension, ledger, &mut next),
            };
            count.step(last, || StepKind::Extended(*extension));
            last = count.stops(last, ledger, &mut next);
        }
        let roll = if minute.is_some() { Roll::No } else { roll };
        let mut on;
        loop {
            on = if roll == Roll::Forward { count.roll(last) } else { last };
            // A stop in the days of the roll: the day of resumption at least is left.
            let Some(stop) = ledger.get(next).filter(|stop| stop.from <= on) else { break };
            next += 1;
            last = count.stop(last, *stop).max(stop.until);
            count.step(last, || StepKind::Resumed);
        }
        for stop in ledger.iter().skip(next) {
            count.span(stop.from, stop.until - 1, || StepKind::TooLate);
        }
        let stopped = stops.open.is_some_and(|open| open <= on);
        if let Some(open) = stops.open {
            count.step(open, || if stopped { StepKind::StandsStill } else { StepKind::TooLate });
        }
        Due {
            way,
            start: self.start,
            length: end.length(),
            on: number::date(on),
            at: minute.map(|of_day| minutes(number::date(on), of_day)),
            lenient: None,
            provisional: count.provisional,
            stopped,
            nominal: number::date(last),
            read: count.read(),
            steps: count.trace.steps(),
            calendar: calendar.version_arc().clone(),
        }
    }
}

/// Until when something is to be done before an event (P-8), with the count.
///
/// Strict: so many full days strictly between that day and the event. Without a working day at
/// the end it goes earlier, never forward. The other reading, one day later, is
/// [`Due::lenient`]; where the limit `binds_person`, a citizen's, it is the one that holds.
/// `"0 days"` is the day before the event, for everyone.
///
/// ```
/// use jiff::civil::date;
/// use xiezhi_calendar::{before, Calendar, Length};
///
/// // 行政复议法 第五十一条第一款: 「应当于举行听证的五日前」.
/// let due = before(date(2026, 4, 22), &Length::Workdays(5), false, &Calendar::builtin());
/// assert_eq!(due.on, date(2026, 4, 14));
/// assert_eq!(due.lenient, Some(date(2026, 4, 15)));
/// ```
pub fn before(event: Date, clear: &Length, binds_person: bool, calendar: &Calendar) -> Due {
    count_before::<Vec<Step>>(event, *clear, binds_person, calendar)
}

/// As [`before`], without the steps.
pub fn before_date(event: Date, clear: &Length, binds_person: bool, calendar: &Calendar) -> Due {
    count_before::<()>(event, *clear, binds_person, calendar)
}

fn count_before<T: Trace>(event: Date, clear: Length, binds_person: bool, calendar: &Calendar) -> Due {
    let mut count = Count::<T>::new(calendar);
    let from = number::number(event);
    count.step(from, || StepKind::Event);
    let n = i64::from(clear.number());
    let mut at = None;
    // The earliest of the clear days: on it the lenient reading still acts.
    let first_clear = match clear {
        Length::Workdays(n) => count.workdays_back(from, n),
        Length::Days(n) => {
            let first = number::later(from, -i64::from(n));
            count.days(first, from - 1);
            first
        }
        Length::Months(_) => number::months_later(from, -n).0,
        Length::Years(_) => number::months_later(from, -n * 12).0,
        Length::Hours(n) => {
            let sum = -i64::from(n) * 60;
            let day = number::later(from, sum.div_euclid(DAY));
            at = Some(minutes(number::date(day), sum.rem_euclid(DAY)));
            day
        }
    };
    let strict = if at.is_some() { first_clear } else { number::later(first_clear, -1) };
    count.step(strict, || StepKind::Clear(clear));
    let exact = at.is_some() || n == 0;
    let earlier = if exact || binds_person { strict } else { count.roll_back(strict) };
    let lenient = (!exact).then_some(first_clear);
    if let Some(day) = lenient {
        count.step(day, || StepKind::Lenient);
    }
    let on = lenient.filter(|_| binds_person).unwrap_or(earlier);
    Due {
        way: Way::Before,
        start: event,
        length: Some(clear),
        on: number::date(on),
        at,
        lenient: lenient.map(number::date),
        provisional: count.provisional,
        stopped: false,
        nominal: number::date(strict),
        read: count.read(),
        steps: count.trace.steps(),
        calendar: calendar.version_arc().clone(),
    }
}

/// Minutes of a day.
const DAY: i64 = 24 * 60;

fn minutes(date: Date, of_day: i64) -> DateTime {
    let hour = i8::try_from(of_day / 60).unwrap_or(0);
    let minute = i8::try_from(of_day % 60).unwrap_or(0);
    date.to_datetime(jiff::civil::Time::new(hour, minute, 0, 0).unwrap_or(jiff::civil::Time::MIN))
}

/// What a period may end by.
#[derive(Clone, Copy)]
enum End {
    Length(Length),
    Date(Date),
    At(DateTime),
}

impl End {
    const fn length(self) -> Option<Length> {
        match self {
            Self::Length(length) => Some(length),
            Self::Date(_) | Self::At(_) => None,
        }
    }
}

/// A stop that has ended: the days from `from` up to the one before `until`.
#[derive(Clone, Copy)]
struct Closed {
    from: i32,
    until: i32,
}

/// The ledger of stops: merged, in order, none before the start.
struct Stops {
    closed: Vec<Closed>,
    /// The day from which it stands still, nobody knows until when.
    open: Option<i32>,
}

impl Stops {
    fn of(period: &Period) -> Self {
        let start = number::number(period.start);
        let mut open: Option<i32> = None;
        let mut all: Vec<Closed> = Vec::new();
        for stop in &period.stops {
            let from = number::number(stop.from).max(start);
            match stop.until.map(number::number) {
                Some(until) if from < until => all.push(Closed { from, until }),
                Some(_) => {}
                None => open = Some(open.map_or(from, |open| open.min(from))),
            }
        }
        all.sort_by_key(|stop| stop.from);
        let mut closed: Vec<Closed> = Vec::with_capacity(all.len());
        for stop in all {
            match closed.last_mut() {
                Some(last) if stop.from <= last.until => last.until = last.until.max(stop.until),
                _ => closed.push(stop),
            }
        }
        Self { closed, open }
    }
}

/// Keeps the steps of a count, or drops them.
trait Trace: Default {
    /// Whether steps are kept.
    const KEEPS: bool;
    fn push(&mut self, step: Step);
    /// Whether the last step says already that this make-up day counts.
    fn counted(&self, day: i32) -> bool;
    fn steps(self) -> Vec<Step>;
}

impl Trace for () {
    const KEEPS: bool = false;
    fn push(&mut self, _: Step) {}
    fn counted(&self, _: i32) -> bool {
        true
    }
    fn steps(self) -> Vec<Step> {
        Vec::new()
    }
}

impl Trace for Vec<Step> {
    const KEEPS: bool = true;
    fn push(&mut self, step: Step) {
        self.push(step);
    }
    fn counted(&self, day: i32) -> bool {
        let last = self.last();
        last.is_some_and(|last| matches!(last.what, StepKind::MakeUp(_)) && last.day == number::date(day))
    }
    fn steps(self) -> Vec<Step> {
        self
    }
}

/// A count under way.
struct Count<'a, T> {
    calendar: &'a Calendar,
    trace: T,
    provisional: bool,
    low: i32,
    high: i32,
}

impl<'a, T: Trace> Count<'a, T> {
    fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, trace: T::default(), provisional: false, low: i32::MAX, high: i32::MIN }
    }

    fn read(&self) -> Option<(Date, Date)> {
        (self.low <= self.high).then(|| (number::date(self.low), number::date(self.high)))
    }

    fn step(&mut self, day: i32, what: impl FnOnce() -> StepKind) {
        self.span(day, day, what);
    }

    fn span(&mut self, day: i32, last: i32, what: impl FnOnce() -> StepKind) {
        if T::KEEPS {
            self.push(day, last, what(), false);
        }
    }

    fn push(&mut self, day: i32, last: i32, what: StepKind, provisional: bool) {
        self.trace.push(Step { day: number::date(day), last: number::date(last), what, provisional });
    }

    fn look(&mut self, day: i32) -> Cell {
        let cell = self.calendar.cell(day);
        self.low = self.low.min(day);
        self.high = self.high.max(day);
        self.provisional |= cell.provisional;
        cell
    }

    /// A working day gets its number, a rest day is left out. Tells whether it was worked.
    fn working_day(&mut self, day: i32, n: u32) -> bool {
        let cell = self.look(day);
        self.step_of(day, cell, n);
        cell.kind.is_working()
    }

    fn step_of(&mut self, day: i32, cell: Cell, n: u32) {
        if T::KEEPS {
            let what = match cell.kind {
                DayKind::Workday => StepKind::Workday(n),
                DayKind::MakeUp => StepKind::MakeUp(n),
                DayKind::Weekend => StepKind::Weekend,
                DayKind::Holiday => StepKind::Holiday(self.calendar.name(cell).cloned()),
            };
            self.push(day, day, what, cell.provisional);
        }
    }

    /// The last day of a length counted from a day that is left out.
    fn length(&mut self, from: i32, length: Length, ledger: &[Closed], next: &mut usize) -> i32 {
        let n = i64::from(length.number());
        match length {
            Length::Workdays(n) => self.workdays(from, n, ledger, next),
            Length::Days(_) => {
                let last = number::later(from, n);
                self.days(from + 1, last);
                last
            }
            Length::Months(_) | Length::Years(_) => {
                let months = if matches!(length, Length::Years(_)) { n * 12 } else { n };
                let (last, month_end) = number::months_later(from, months);
                self.step(last, || StepKind::Corresponding { length, month_end });
                last
            }
            Length::Hours(n) => number::later(from, i64::from(n.div_ceil(24))),
        }
    }

    /// Working days skip rest days and stopped days.
    fn workdays(&mut self, from: i32, n: u32, ledger: &[Closed], next: &mut usize) -> i32 {
        let mut day = from;
        let mut counted = 0;
        while counted < n && day < LAST {
            day += 1;
            if let Some(stop) = ledger.get(*next)
                && stop.from <= day
            {
                *next += 1;
                if stop.until > day {
                    self.span(day, stop.until - 1, || {
                        StepKind::Stopped(u32::try_from(stop.until - day).unwrap_or(0))
                    });
                    day = stop.until - 1;
                } else {
                    day -= 1;
                }
                continue;
            }
            counted += u32::from(self.working_day(day, counted + 1));
        }
        day
    }

    /// The n-th working day before an event.
    fn workdays_back(&mut self, event: i32, n: u32) -> i32 {
        let mut day = event;
        let mut counted = 0;
        while counted < n {
            let before = number::later(day, -1);
            if before == day {
                break;
            }
            day = before;
            counted += u32::from(self.working_day(day, counted + 1));
        }
        day
    }

    /// Calendar days as one counts them by hand: to the end of the month, then month by month;
    /// more than two years year by year.
    fn days(&mut self, first: i32, last: i32) {
        if !T::KEEPS || last < first {
            return;
        }
        let by_year = last - first > 731;
        let (mut from, mut sum) = (first, 0);
        while from <= last {
            let date = number::date(from);
            let until = if by_year { date.last_of_year() } else { date.last_of_month() };
            let until = number::number(until).min(last);
            let days = u32::try_from(until - from + 1).unwrap_or(0);
            sum += days;
            self.span(from, until, || StepKind::Days { days, sum });
            from = until + 1;
        }
    }

    /// Adds the stops that began before the last day was over (P-9).
    fn stops(&mut self, mut last: i32, ledger: &[Closed], next: &mut usize) -> i32 {
        let mut moved = false;
        while let Some(stop) = ledger.get(*next).filter(|stop| stop.from <= last) {
            *next += 1;
            last = self.stop(last, *stop);
            moved = true;
        }
        if moved {
            self.step(last, || StepKind::Resumed);
        }
        last
    }

    /// Day of resumption minus day of suspension, or minus the start if that is later (P-9).
    fn stop(&mut self, last: i32, stop: Closed) -> i32 {
        let days = stop.until - stop.from;
        self.span(stop.from, stop.until - 1, || StepKind::Stopped(u32::try_from(days).unwrap_or(0)));
        number::later(last, i64::from(days))
    }

    /// Forward off rest days (P-2); a make-up day stops it (P-4).
    fn roll(&mut self, last: i32) -> i32 {
        let mut day = last;
        loop {
            let cell = self.look(day);
            if cell.kind.is_working() || day >= LAST {
                if day != last {
                    self.step(day, || StepKind::Rolled);
                } else if cell.kind == DayKind::MakeUp && !self.trace.counted(day) {
                    self.step(day, || StepKind::EndsOnMakeUp);
                }
                return day;
            }
            self.step_of(day, cell, 0);
            day += 1;
        }
    }

    /// Back off rest days (P-8).
    fn roll_back(&mut self, last: i32) -> i32 {
        let mut day = last;
        loop {
            let cell = self.look(day);
            let before = number::later(day, -1);
            if cell.kind.is_working() || before == day {
                if day != last {
                    self.step(day, || StepKind::Earlier);
                }
                return day;
            }
            self.step_of(day, cell, 0);
            day = before;
        }
    }
}
