//! The yearly holiday notice (国务院办公厅关于部分节假日安排的通知) as versioned data.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use crate::number;

/// What a holiday is called, in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayName {
    /// In Chinese, as in the notice.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Days off (放假), the moved ones (调休) among them, from the first to the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// The holiday.
    pub name: HolidayName,
    /// The first day off.
    pub from: Date,
    /// The last day off.
    pub until: Date,
}

/// One year's notice, or a later version of it.
///
/// Days are filed under the year of the notice. A range that runs into January may begin in
/// December, and a make-up day before it may lie there: such notices have been given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The year it orders.
    pub year: i16,
    /// Its number, as 国办发明电〔2025〕7号.
    pub notice_no: String,
    /// The day it was issued.
    pub issued: Date,
    /// 1, and more each time that it is changed: notices have been changed in mid-year.
    pub version: u32,
    /// The days off. Other Saturdays and Sundays need not be listed.
    pub rest: Vec<Rest>,
    /// The Saturdays and Sundays that are worked (调休上班).
    pub makeup: Vec<Date>,
}

/// One mistake in the text of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n  hint: {}", self.line, self.column, self.what, self.hint)
    }
}

/// Why a notice is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// The text has mistakes: all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Text(Vec<Fault>),
    /// The calendar has a later version of that year.
    #[error(
        "The calendar holds version {has} of {year}, this notice is version {given}.\n  \
         hint: give a changed notice the version {}",
        has + 1
    )]
    Older {
        /// The year of the notice.
        year: i16,
        /// The version in the calendar.
        has: u32,
        /// The version that was given.
        given: u32,
    },
    /// The calendar has that version, and it says something else.
    #[error(
        "The calendar holds another version {version} of {year}.\n  \
         hint: what was published is never edited; give the changed notice the version {}",
        version + 1
    )]
    Differs {
        /// The year of the notice.
        year: i16,
        /// The version of both.
        version: u32,
    },
}

impl NoticeError {
    /// The report with the file's name before every place: `FILE:LINE:COLUMN: …`.
    pub fn in_file(&self, file: &str) -> String {
        match self {
            Self::Text(faults) => {
                faults.iter().map(|fault| format!("{file}:{fault}")).collect::<Vec<_>>().join("\n")
            }
            other => format!("{file}: {other}"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeText {
    year: Spanned<i16>,
    notice_no: Spanned<String>,
    issued: Spanned<Datetime>,
    version: Spanned<u32>,
    rest: Vec<RestText>,
    #[serde(default)]
    makeup: Vec<Spanned<Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestText {
    name: Spanned<Vec<String>>,
    from: Spanned<Datetime>,
    until: Spanned<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatutoryText {
    year: Vec<StatutoryYear>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatutoryYear {
    year: i16,
    rest: Vec<RestText>,
}

/// Statutory days by computation of the years whose notice is not out (P-4).
pub(crate) fn statutory() -> BTreeMap<i16, Vec<Rest>> {
    let text: StatutoryText =
        toml::from_str(include_str!("../data/statutory.toml")).unwrap_or(StatutoryText { year: Vec::new() });
    text.year.into_iter().map(|year| (year.year, year.rest.iter().filter_map(rest).collect())).collect()
}

fn rest(text: &RestText) -> Option<Rest> {
    let [zh, en] = text.name.get_ref().as_slice() else { return None };
    Some(Rest {
        name: HolidayName { zh: zh.clone(), en: en.clone() },
        from: civil(text.from.get_ref())?,
        until: civil(text.until.get_ref())?,
    })
}

fn civil(value: &Datetime) -> Option<Date> {
    let date = value.date.filter(|_| value.time.is_none() && value.offset.is_none())?;
    let (year, month, day) =
        (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(year, month, day).ok()
}

impl Notice {
    /// Reads a notice from its TOML, and tells all mistakes at once.
    ///
    /// ```
    /// use xiezhi_calendar::Notice;
    ///
    /// let text = include_str!("../data/2026.toml").replace("2026-01-04", "2026-01-05");
    /// assert_eq!(
    ///     Notice::parse(&text).unwrap_err().in_file("2026.toml"),
    ///     "2026.toml:7:5: 2026-01-05 is a Monday, so it can't be a make-up day.\n  \
    ///      hint: only a Saturday or Sunday is made up; compare with the notice",
    /// );
    /// ```
    pub fn parse(text: &str) -> Result<Self, NoticeError> {
        let parsed: NoticeText = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(error) => {
                let mut faults = Faults { text, list: Vec::new() };
                let span = error.span().unwrap_or(0..0);
                let message = error.message().trim_end_matches('\n');
                faults.add(&span, format!("{message}."), hint_for(message));
                return Err(NoticeError::Text(faults.list));
            }
        };
        let mut faults = Faults { text, list: Vec::new() };
        let notice = parsed.check(&mut faults);
        if faults.list.is_empty() {
            Ok(notice)
        } else {
            faults.list.sort_by_key(|fault| (fault.line, fault.column));
            Err(NoticeError::Text(faults.list))
        }
    }
}

impl FromStr for Notice {
    type Err = NoticeError;

    fn from_str(text: &str) -> Result<Self, NoticeError> {
        Self::parse(text)
    }
}

fn hint_for(message: &str) -> &'static str {
    if message.contains("missing field") {
        "a notice has year, version, notice_no, issued and rest, and makeup where days are made up"
    } else if message.contains("expected a TOML datetime") {
        "write a date without quotation marks: 2026-02-15"
    } else if message.contains("unknown field") {
        "a notice has year, version, notice_no, issued, rest and makeup; \
         each rest has name, from and until"
    } else {
        "docs/calendar.md shows a whole notice"
    }
}

struct Faults<'a> {
    text: &'a str,
    list: Vec<Fault>,
}

impl Faults<'_> {
    fn add(&mut self, span: &Range<usize>, what: String, hint: impl Into<String>) {
        let (line, column) = place(self.text, span.start);
        self.list.push(Fault { line, column, what, hint: hint.into() });
    }

    fn date(&mut self, value: &Spanned<Datetime>) -> Option<Date> {
        let date = civil(value.get_ref());
        if date.is_none() {
            self.add(
                &value.span(),
                format!("{} is no date.", value.get_ref()),
                "write the day alone, for example 2026-02-15",
            );
        }
        date
    }
}

/// Line and column, in characters and from 1, of a byte of a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

impl NoticeText {
    fn check(self, faults: &mut Faults<'_>) -> Notice {
        let year = *self.year.get_ref();
        let issued = faults.date(&self.issued).unwrap_or(Date::MIN);
        if *self.version.get_ref() == 0 {
            faults.add(&self.version.span(), "Version 0 does not exist.".into(), "the first version is 1");
        }
        if self.notice_no.get_ref().trim().is_empty() {
            faults.add(
                &self.notice_no.span(),
                "The notice has no number.".into(),
                "give it as it is printed, for example 国办发明电〔2025〕7号",
            );
        }
        if !(1949..=9998).contains(&year) {
            faults.add(&self.year.span(), format!("{year} is no year of a notice."), "write four digits");
        }
        let mut seen: BTreeMap<i32, (usize, usize)> = BTreeMap::new();
        let mut all = Vec::new();
        for text in &self.rest {
            let [zh, en] = text.name.get_ref().as_slice() else {
                faults.add(
                    &text.name.span(),
                    "A holiday has two names.".into(),
                    "write name = [\"春节\", \"Spring Festival\"]",
                );
                continue;
            };
            let name = HolidayName { zh: zh.clone(), en: en.clone() };
            let (Some(from), Some(until)) = (faults.date(&text.from), faults.date(&text.until)) else {
                continue;
            };
            if until < from {
                faults.add(
                    &text.until.span(),
                    format!("The days off of {zh} end on {until}, before they begin on {from}."),
                    "from is the first and until the last day off",
                );
                continue;
            }
            if until.year() != year
                || (from.year() != year && !(from.year() + 1 == year && from.month() == 12))
            {
                let span = if until.year() == year { text.from.span() } else { text.until.span() };
                faults.add(
                    &span,
                    format!("The days off of {zh}, {from} to {until}, lie outside {year}."),
                    "days off belong to the notice of their year; only a range that ends in January \
                     may begin in December before",
                );
                continue;
            }
            if number::number(until) - number::number(from) > 30 {
                faults.add(
                    &text.until.span(),
                    format!("The days off of {zh}, {from} to {until}, are more than a month."),
                    "compare the two dates with the notice",
                );
                continue;
            }
            for day in number::number(from)..=number::number(until) {
                twice(faults, &mut seen, day, &text.from.span());
            }
            all.push(Rest { name, from, until });
        }
        let makeup = self.makeup(year, faults, &mut seen);
        self.holes(year, faults, &all);
        Notice {
            year,
            notice_no: self.notice_no.into_inner(),
            issued,
            version: self.version.into_inner(),
            rest: all,
            makeup,
        }
    }

    fn makeup(
        &self,
        year: i16,
        faults: &mut Faults<'_>,
        seen: &mut BTreeMap<i32, (usize, usize)>,
    ) -> Vec<Date> {
        let mut all = Vec::new();
        for value in &self.makeup {
            let Some(day) = faults.date(value) else { continue };
            if day.year() != year && !(day.year() + 1 == year && day.month() == 12) {
                faults.add(
                    &value.span(),
                    format!("The make-up day {day} lies outside {year}."),
                    "make-up days belong to the notice of their year, or lie in December before",
                );
                continue;
            }
            if !number::is_weekend(number::number(day)) {
                faults.add(
                    &value.span(),
                    format!("{day} is a {:?}, so it can't be a make-up day.", day.weekday()),
                    "only a Saturday or Sunday is made up; compare with the notice",
                );
                continue;
            }
            twice(faults, seen, number::number(day), &value.span());
            all.push(day);
        }
        all.sort();
        all
    }

    /// A holiday that is not named, or a statutory day (《全国年节及纪念日放假办法》 第二条) that
    /// stays a working day, is a hole: the day would be counted as worked.
    fn holes(&self, year: i16, faults: &mut Faults<'_>, all: &[Rest]) {
        // A mistake in a date makes holes of its own; they are told when it is mended.
        if !faults.list.is_empty() {
            return;
        }
        // The second day of Labour Day came with the revision of 2024.
        let labour = if year < 2025 { 1 } else { 2 };
        let fixed = [("元旦", 1, 1, 1), ("劳动节", 5, 1, labour), ("国庆节", 10, 1, 3)];
        let fixed = fixed.into_iter().flat_map(|(name, month, first, last)| {
            let dates = (first..=last).filter_map(move |day| Date::new(year, month, day).ok());
            dates.map(move |date| (date, name.to_owned()))
        });
        let computed = statutory().remove(&year).unwrap_or_default().into_iter().flat_map(|rest| {
            let days = number::number(rest.from)..=number::number(rest.until);
            days.map(move |day| (number::date(day), rest.name.zh.clone()))
        });
        let mut must: Vec<(Date, String)> = fixed.chain(computed).collect();
        must.sort();
        must.dedup();
        let is_off = |day: Date| {
            number::is_weekend(number::number(day))
                || all.iter().any(|rest| rest.from <= day && day <= rest.until)
        };
        let open: Vec<String> = must
            .iter()
            .filter(|(day, _)| !is_off(*day))
            .map(|(day, name)| format!("{day} ({name})"))
            .collect();
        if !open.is_empty() {
            faults.add(
                &self.year.span(),
                format!("The notice has a hole: it leaves working days {}.", open.join(", ")),
                "statutory days are off; add them to rest",
            );
        }
        let named = |name: &&str| all.iter().any(|rest| rest.name.zh.contains(*name));
        let unnamed: Vec<&str> = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
            .into_iter()
            .filter(|name| !named(name))
            .collect();
        if !unnamed.is_empty() {
            faults.add(
                &self.year.span(),
                format!("The notice has a hole: it does not name {}.", unnamed.join(", ")),
                "a notice orders all seven holidays; two that coincide share a name, 国庆节、中秋节",
            );
        }
    }
}

fn twice(faults: &mut Faults<'_>, seen: &mut BTreeMap<i32, (usize, usize)>, day: i32, span: &Range<usize>) {
    let here = place(faults.text, span.start);
    if let Some((line, column)) = seen.insert(day, here) {
        faults.add(
            span,
            format!("{} stands twice, first in line {line}, column {column}.", number::date(day)),
            "a day is either off or made up, and is listed once",
        );
    }
}
