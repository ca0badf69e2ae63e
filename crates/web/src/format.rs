//! Dates, times, numbers and money (日期、数字、金额) as the reader's language writes them.
//!
//! Instants become civil times of the city here and nowhere else in this crate.

use jiff::{Timestamp, civil::Date, civil::DateTime, tz};

use crate::lang::Lang;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The civil time in China: one zone, eight hours ahead, without summer time since 1991.
pub fn civil(instant: Timestamp) -> DateTime {
    instant.to_zoned_datetime(tz::TimeZone::fixed(tz::offset(8))).datetime()
}

/// `2026年3月5日`, `5 March 2026`.
pub fn date(lang: Lang, d: Date) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", d.year(), d.month(), d.day()),
        Lang::En => format!("{} {} {}", d.day(), month(d), d.year()),
    }
}

/// With the day of the week: `2026年3月5日 星期四`, `Thu 5 March 2026`.
pub fn date_long(lang: Lang, d: Date) -> String {
    match lang {
        Lang::Zh => format!("{} 星期{}", date(lang, d), weekday(lang, d)),
        Lang::En => format!("{} {}", weekday(lang, d), date(lang, d)),
    }
}

/// For tables, in either language: `2026-03-05`.
pub fn date_iso(d: Date) -> String {
    d.to_string()
}

/// For narrow places, without the year: `3月5日 周四`, `Thu 5 Mar`.
pub fn date_short(lang: Lang, d: Date) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日 周{}", d.month(), d.day(), weekday(lang, d)),
        Lang::En => format!("{} {} {}", weekday(lang, d), d.day(), month(d).get(..3).unwrap_or_default()),
    }
}

/// The instant as date and minute: `2026年3月5日 14:05`.
pub fn instant(lang: Lang, t: Timestamp) -> String {
    let t = civil(t);
    match lang {
        Lang::Zh => format!("{} {:02}:{:02}", date(lang, t.date()), t.hour(), t.minute()),
        Lang::En => format!("{}, {:02}:{:02}", date(lang, t.date()), t.hour(), t.minute()),
    }
}

/// For tables: `2026-03-05 14:05`.
pub fn instant_iso(t: Timestamp) -> String {
    let t = civil(t);
    format!("{} {:02}:{:02}", t.date(), t.hour(), t.minute())
}

/// For `datetime` attributes: with the offset.
pub fn instant_machine(t: Timestamp) -> String {
    format!("{}+08:00", civil(t))
}

/// A whole number with its thousands parted.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    if n < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Money is whole fen: `20,000.00 元`, `CNY 20,000.00`.
pub fn money(lang: Lang, fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let yuan = i64::try_from(fen.unsigned_abs() / 100).unwrap_or(i64::MAX);
    let text = format!("{sign}{}.{:02}", number(yuan), fen.unsigned_abs() % 100);
    match lang {
        Lang::Zh => format!("{text} 元"),
        Lang::En => format!("CNY {text}"),
    }
}

/// A size of a document: `1.4 MB`.
pub fn bytes(n: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * 1024;
    if n < KB {
        format!("{n} B")
    } else if n < MB {
        format!("{} KB", n.div_ceil(KB))
    } else {
        format!("{}.{} MB", n / MB, n % MB * 10 / MB)
    }
}

fn month(d: Date) -> &'static str {
    usize::try_from(d.month() - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default()
}

fn weekday(lang: Lang, d: Date) -> &'static str {
    let names = match lang {
        Lang::Zh => &DAYS_ZH,
        Lang::En => &DAYS_EN,
    };
    usize::try_from(d.weekday().to_monday_zero_offset())
        .ok()
        .and_then(|n| names.get(n))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn each_language_writes_dates_its_own_way() {
        let d = day(2026, 3, 5);
        assert_eq!(date_long(Lang::Zh, d), "2026年3月5日 星期四");
        assert_eq!(date_long(Lang::En, d), "Thu 5 March 2026");
        assert_eq!(date_short(Lang::En, d), "Thu 5 Mar");
    }

    #[test]
    fn an_instant_is_shown_in_the_time_of_the_city() {
        let t: Timestamp = "2026-03-05T16:30:00Z".parse().unwrap();
        assert_eq!(instant(Lang::Zh, t), "2026年3月6日 00:30");
        assert_eq!(instant_machine(t), "2026-03-06T00:30:00+08:00");
    }

    #[test]
    fn money_is_whole_fen() {
        assert_eq!(money(Lang::Zh, 2_000_000), "20,000.00 元");
        assert_eq!(money(Lang::En, -105), "CNY -1.05");
        assert_eq!(bytes(1_500_000), "1.4 MB");
    }
}
