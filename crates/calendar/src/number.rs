//! Days as numbers, so that a count is plain arithmetic and never fails.
//!
//! Day 0 is 1970-01-01. Everything saturates at the first and the last day that
//! [`jiff::civil::Date`] can hold.

use jiff::civil::Date;

/// The last day of the year 9999.
pub(crate) const LAST: i32 = from_parts(9999, 12, 31);
const FIRST: i32 = from_parts(-9999, 1, 1);

const fn from_parts(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The number of a date.
pub(crate) fn number(date: Date) -> i32 {
    from_parts(i32::from(date.year()), i32::from(date.month()), i32::from(date.day()))
}

/// The date of a number, the nearest there is.
pub(crate) fn date(number: i32) -> Date {
    let shifted = number.clamp(FIRST, LAST) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(Date::MAX),
        _ => Date::MAX,
    }
}

/// Whether a day is a Saturday or a Sunday.
pub(crate) const fn is_weekend(number: i32) -> bool {
    // 1970-01-01 was a Thursday; Monday is 0.
    (number + 3).rem_euclid(7) >= 5
}

/// A number of days later, the last day there is at most.
pub(crate) fn later(number: i32, days: i64) -> i32 {
    let sum = i64::from(number).saturating_add(days).clamp(i64::from(FIRST), i64::from(LAST));
    i32::try_from(sum).unwrap_or(LAST)
}

/// A number of months later (P-6): the same day of the month or, where that month
/// has no such day, its last. Tells whether the day had to give way.
pub(crate) fn months_later(number: i32, months: i64) -> (i32, bool) {
    let from = date(number);
    let month = i64::from(from.year()) * 12 + i64::from(from.month()) - 1;
    let month = month.saturating_add(months);
    let (Ok(year), Ok(month)) = (i16::try_from(month.div_euclid(12)), i8::try_from(month.rem_euclid(12) + 1))
    else {
        return (if months < 0 { FIRST } else { LAST }, false);
    };
    match Date::new(year, month, 1) {
        Ok(first) => {
            let day = from.day().min(first.days_in_month());
            let of = from_parts(i32::from(year), i32::from(month), i32::from(day));
            (of, day != from.day())
        }
        Err(_) => (if months < 0 { FIRST } else { LAST }, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_ten_thousand_years_comes_back() {
        for n in (FIRST..=LAST).step_by(17) {
            assert_eq!(number(date(n)), n);
        }
        assert_eq!(number(jiff::civil::date(1970, 1, 1)), 0);
        assert_eq!(date(LAST + 9), Date::MAX);
        assert_eq!(date(FIRST - 9), Date::MIN);
    }

    #[test]
    fn weekends_agree_with_jiff() {
        for n in 0..20_000 {
            let weekday = date(n).weekday().to_monday_zero_offset();
            assert_eq!(is_weekend(n), weekday >= 5);
        }
    }

    /// 民法典 第二百零二条: 没有对应日的，月末日为期间的最后一日.
    #[test]
    fn a_month_without_the_day_ends_on_its_last() {
        let n = number(jiff::civil::date(2025, 12, 31));
        assert_eq!(months_later(n, 2), (number(jiff::civil::date(2026, 2, 28)), true));
        assert_eq!(months_later(n, -10), (number(jiff::civil::date(2025, 2, 28)), true));
        assert_eq!(months_later(n, i64::MAX), (LAST, false));
    }
}
