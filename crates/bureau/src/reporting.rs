//! The periods over which a bureau reports (统计期): a year, a half, a quarter, a month.

use std::{fmt, str::FromStr};

use jiff::{ToSpan as _, civil::Date};
use xiezhi_matter::Text;

/// A period of a calendar year, written `2026`, `2026-H1`, `2026-Q3` or `2026-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportPeriod {
    year: i16,
    /// In how many parts the year is cut: 1, 2, 4 or 12.
    parts: i8,
    /// Which of them, from 1.
    part: i8,
}

/// A text that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no period: write 2026, 2026-H1, 2026-Q3 or 2026-07")]
pub struct NotAPeriod(pub String);

impl ReportPeriod {
    /// The period of a kind in which a day lies: `month`, `quarter`, `half-year`, else the year.
    pub fn around(day: Date, kind: &str) -> Self {
        let parts = match kind {
            "month" => 12,
            "quarter" => 4,
            "half-year" => 2,
            _ => 1,
        };
        Self { year: day.year(), parts, part: (day.month() - 1) / (12 / parts) + 1 }
    }

    /// Its first day.
    pub fn first(&self) -> Date {
        Date::new(self.year, (self.part - 1) * (12 / self.parts) + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last(&self) -> Date {
        let month = Date::new(self.year, self.part * (12 / self.parts), 1).unwrap_or_default();
        month.last_of_month()
    }

    /// The one before.
    #[must_use]
    pub fn before(&self) -> Self {
        let eve = self.first().saturating_sub(1.day());
        Self { year: eve.year(), part: if self.part == 1 { self.parts } else { self.part - 1 }, ..*self }
    }

    /// The one after.
    #[must_use]
    pub fn after(&self) -> Self {
        let next = self.last().saturating_add(1.day());
        Self { year: next.year(), part: self.part % self.parts + 1, ..*self }
    }

    /// The same of the year before.
    #[must_use]
    pub fn year_ago(&self) -> Self {
        Self { year: self.year - 1, ..*self }
    }

    /// What kind it is: `year`, `half-year`, `quarter`, `month`.
    pub fn kind(&self) -> &'static str {
        match self.parts {
            12 => "month",
            4 => "quarter",
            2 => "half-year",
            _ => "year",
        }
    }

    /// Its name.
    pub fn name(&self) -> Text {
        let (year, part) = (self.year, self.part);
        let quarter = ["一", "二", "三", "四"].get(usize::try_from(part - 1).unwrap_or(0)).unwrap_or(&"");
        let (zh, en) = match self.parts {
            12 => (format!("{year}年{part}月"), format!("{year}-{part:02}")),
            4 => (format!("{year}年第{quarter}季度"), format!("Q{part} {year}")),
            2 if part == 1 => (format!("{year}年上半年"), format!("First half of {year}")),
            2 => (format!("{year}年下半年"), format!("Second half of {year}")),
            _ => (format!("{year}年"), year.to_string()),
        };
        Text::new([zh.as_str(), en.as_str()])
    }
}

impl fmt::Display for ReportPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts {
            12 => write!(f, "{}-{:02}", self.year, self.part),
            4 => write!(f, "{}-Q{}", self.year, self.part),
            2 => write!(f, "{}-H{}", self.year, self.part),
            _ => write!(f, "{}", self.year),
        }
    }
}

impl FromStr for ReportPeriod {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let wrong = || NotAPeriod(text.to_owned());
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let year: i16 = year.parse().ok().filter(|y| (1950..=9000).contains(y)).ok_or_else(wrong)?;
        let (parts, part) = match rest {
            None => (1, "1"),
            Some(rest) => match (rest.strip_prefix('H'), rest.strip_prefix('Q')) {
                (Some(half), _) => (2, half),
                (_, Some(quarter)) => (4, quarter),
                _ => (12, rest),
            },
        };
        let part: i8 = part.parse().ok().filter(|p| (1..=parts).contains(p)).ok_or_else(wrong)?;
        Ok(Self { year, parts, part })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn period(text: &str) -> ReportPeriod {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_written_as_it_is_read() {
        for text in ["2026", "2026-H1", "2026-H2", "2026-Q3", "2026-07", "2026-12"] {
            assert_eq!(period(text).to_string(), text);
        }
        for wrong in ["", "26", "2026-H3", "2026-Q0", "2026-13", "2026-", "20260", "9999999"] {
            assert!(wrong.parse::<ReportPeriod>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_period_ends_where_the_next_begins() {
        assert_eq!(
            (period("2026-H1").first(), period("2026-H1").last()),
            (date(2026, 1, 1), date(2026, 6, 30))
        );
        assert_eq!(
            (period("2024-02").first(), period("2024-02").last()),
            (date(2024, 2, 1), date(2024, 2, 29))
        );
        assert_eq!(period("2026-Q4").last(), date(2026, 12, 31));
        assert_eq!(period("2026-H1").before(), period("2025-H2"));
        assert_eq!(period("2026-01").before(), period("2025-12"));
        assert_eq!(period("2025-H2").after(), period("2026-H1"));
        assert_eq!(period("2026-Q3").year_ago(), period("2025-Q3"));
        assert_eq!(ReportPeriod::around(date(2026, 7, 1), "half-year"), period("2026-H2"));
        assert_eq!(ReportPeriod::around(date(2026, 6, 30), "quarter"), period("2026-Q2"));
    }
}
