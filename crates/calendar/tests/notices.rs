//! The notices of 2024 to 2026 against the table they were checked with, and bad notices.

use std::fmt::Write as _;

use insta::assert_snapshot;
use jiff::civil::{Date, date};
use xiezhi_calendar::{Calendar, DayKind, Length, Notice, NoticeError, Period};

/// Days off, first and last, and make-up days.
const TABLE: [(&str, &str, &str, &str); 19] = [
    ("元旦", "2024-01-01", "2024-01-01", ""),
    ("春节", "2024-02-10", "2024-02-17", "2024-02-04 2024-02-18"),
    ("清明节", "2024-04-04", "2024-04-06", "2024-04-07"),
    ("劳动节", "2024-05-01", "2024-05-05", "2024-04-28 2024-05-11"),
    ("端午节", "2024-06-10", "2024-06-10", ""),
    ("中秋节", "2024-09-15", "2024-09-17", "2024-09-14"),
    ("国庆节", "2024-10-01", "2024-10-07", "2024-09-29 2024-10-12"),
    ("元旦", "2025-01-01", "2025-01-01", ""),
    ("春节", "2025-01-28", "2025-02-04", "2025-01-26 2025-02-08"),
    ("清明节", "2025-04-04", "2025-04-06", ""),
    ("劳动节", "2025-05-01", "2025-05-05", "2025-04-27"),
    ("端午节", "2025-05-31", "2025-06-02", ""),
    ("国庆节、中秋节", "2025-10-01", "2025-10-08", "2025-09-28 2025-10-11"),
    ("元旦", "2026-01-01", "2026-01-03", "2026-01-04"),
    ("春节", "2026-02-15", "2026-02-23", "2026-02-14 2026-02-28"),
    ("清明节", "2026-04-04", "2026-04-06", ""),
    ("劳动节", "2026-05-01", "2026-05-05", "2026-05-09"),
    ("端午节", "2026-06-19", "2026-06-21", ""),
    ("国庆节", "2026-10-01", "2026-10-07", "2026-09-20 2026-10-10"),
];
const MID_AUTUMN_2026: (&str, &str, &str, &str) = ("中秋节", "2026-09-25", "2026-09-27", "");

fn days(from: Date, until: Date) -> Vec<Date> {
    std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= until).collect()
}

#[test]
fn all_89_days_off_and_19_makeup_days_stand() {
    let calendar = Calendar::builtin();
    let (mut off, mut makeup) = (0, 0);
    for (name, from, until, made_up) in TABLE.into_iter().chain([MID_AUTUMN_2026]) {
        for day in days(from.parse().unwrap(), until.parse().unwrap()) {
            let is = calendar.day(day);
            assert_eq!((is.kind, is.name, is.provisional), (DayKind::Holiday, Some(name), false), "{day}");
            off += 1;
        }
        for day in made_up.split_whitespace() {
            let is = calendar.day(day.parse().unwrap());
            assert_eq!((is.kind, is.provisional), (DayKind::MakeUp, false), "{day}");
            makeup += 1;
        }
    }
    assert_eq!((off, makeup), (89, 19));
}

#[test]
fn the_years_have_251_248_and_248_working_days() {
    let calendar = Calendar::builtin();
    for (year, working, off, makeup) in [(2024, 251, 28, 8), (2025, 248, 28, 5), (2026, 248, 33, 6)] {
        let all = days(date(year, 1, 1), date(year, 12, 31));
        let of = |kind| all.iter().filter(|day| calendar.day(**day).kind == kind).count();
        assert_eq!(all.iter().filter(|day| calendar.is_workday(**day)).count(), working, "{year}");
        assert_eq!((of(DayKind::Holiday), of(DayKind::MakeUp)), (off, makeup), "{year}");
        let last = (date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!(calendar.workdays_between(last.0, last.1), i64::try_from(working).unwrap());
    }
}

/// 《全国年节及纪念日放假办法》 第三条: half-day holidays leave a day a working day.
#[test]
fn half_day_holidays_are_working_days() {
    let calendar = Calendar::builtin();
    for day in
        [date(2024, 3, 8), date(2026, 5, 4).saturating_add(jiff::Span::new().days(3)), date(2024, 8, 1)]
    {
        assert!(calendar.is_workday(day), "{day}");
    }
}

/// New Year's Eve of 2024 was no day off, only recommended.
#[test]
fn the_eve_of_spring_festival_2024_was_worked() {
    assert_eq!(Calendar::builtin().day(date(2024, 2, 9)).kind, DayKind::Workday);
}

#[test]
fn a_year_without_notice_has_its_statutory_days_and_is_provisional() {
    let calendar = Calendar::builtin();
    let off: Vec<String> = days(date(2027, 1, 1), date(2027, 12, 31))
        .into_iter()
        .filter(|day| {
            assert!(calendar.day(*day).provisional);
            calendar.day(*day).kind == DayKind::Holiday
        })
        .map(|day| day.strftime("%m-%d").to_string())
        .collect();
    assert_eq!(
        off.join(" "),
        "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"
    );
    assert!(calendar.day(date(2023, 5, 1)).provisional);
    assert!(calendar.day(date(2040, 5, 1)).provisional);
    assert!(!calendar.day(date(2026, 12, 31)).provisional);
}

fn notice_2027() -> Notice {
    Notice::parse(
        r#"
year = 2027
version = 1
notice_no = "国办发明电〔2026〕99号"
issued = 2026-11-20
makeup = [2026-12-27, 2027-02-20, 2027-10-09]
rest = [
    { name = ["元旦", "New Year's Day"], from = 2026-12-31, until = 2027-01-02 },
    { name = ["春节", "Spring Festival"], from = 2027-02-05, until = 2027-02-12 },
    { name = ["清明节", "Tomb-Sweeping Day"], from = 2027-04-03, until = 2027-04-05 },
    { name = ["劳动节", "Labour Day"], from = 2027-05-01, until = 2027-05-04 },
    { name = ["端午节", "Dragon Boat Festival"], from = 2027-06-09, until = 2027-06-09 },
    { name = ["中秋节", "Mid-Autumn Festival"], from = 2027-09-15, until = 2027-09-15 },
    { name = ["国庆节", "National Day"], from = 2027-10-01, until = 2027-10-07 },
]
"#,
    )
    .unwrap()
}

#[test]
fn a_notice_settles_the_counts_that_read_its_year() {
    let calendar = Calendar::builtin();
    let newer = calendar.with_notice(notice_2027()).unwrap();
    assert_eq!(newer.version(), "2024.1+2025.1+2026.1+2027.1");
    let changes = calendar.changes(&newer);

    let spring = Period::new(date(2026, 12, 1), Length::Days(70));
    let due = spring.within(&calendar);
    assert_eq!((due.on, due.provisional), (date(2027, 2, 9), true));
    assert_eq!(due.years(), Some(2027..=2027));
    assert!(due.affected_by(&changes));
    let again = spring.within(&newer);
    assert_eq!(
        (again.on, again.provisional),
        (date(2027, 2, 13).tomorrow().unwrap().tomorrow().unwrap(), false)
    );

    // A notice may order days of December before it.
    let december = Period::new(date(2026, 12, 24), Length::Workdays(3)).within(&calendar);
    assert_eq!((december.on, december.provisional), (date(2026, 12, 29), false));
    assert!(december.affected_by(&changes));
    assert_eq!(newer.day(date(2026, 12, 27)).kind, DayKind::MakeUp);

    let settled = Period::new(date(2026, 3, 10), Length::Days(60)).within(&calendar);
    assert!(!settled.affected_by(&changes));
    assert!(calendar.changes(&calendar).is_empty());
}

#[test]
fn a_published_version_is_never_edited() {
    let calendar = Calendar::builtin().with_notice(notice_2027()).unwrap();
    assert_eq!(calendar.with_notice(notice_2027()).unwrap(), calendar);
    let mut other = notice_2027();
    other.makeup.pop();
    assert!(matches!(
        calendar.with_notice(other.clone()),
        Err(NoticeError::Differs { year: 2027, version: 1 })
    ));
    other.version = 2;
    let second = calendar.with_notice(other).unwrap();
    assert_eq!(second.version(), "2024.1+2025.1+2026.1+2027.2");
    let old = second.with_notice(notice_2027()).unwrap_err();
    assert_snapshot!(old.in_file("2027.toml"), @r"
    2027.toml: The calendar holds version 2 of 2027, this notice is version 1.
      hint: give a changed notice the version 3
    ");
}

#[test]
fn each_bad_notice_is_told_with_line_column_and_hint() {
    let text = include_str!("bad-notices.toml");
    let mut told = String::new();
    for case in text.split("#### ").skip(1) {
        let (title, notice) = case.split_once('\n').unwrap();
        let error = Notice::parse(notice).expect_err(title);
        let _ = writeln!(told, "#### {title}\n{}", error.in_file("notice.toml"));
    }
    assert_snapshot!(told);
}

#[test]
fn the_notice_in_the_book_is_the_one_of_2026() {
    let book = include_str!("../../../docs/calendar.md");
    let text = book.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let calendar = Calendar::builtin();
    assert_eq!(Notice::parse(text).as_ref().ok(), calendar.notices().last());
}
