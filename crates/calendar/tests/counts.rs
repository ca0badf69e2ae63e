//! Every worked count of `vectors.toml`, by name.

use jiff::civil::{Date, date};
use serde::Deserialize;
use toml::value::Datetime;
use xiezhi_calendar::{Calendar, Due, Length, Period, Roll, Step, StepKind, Stop, before, before_date};

#[derive(Deserialize)]
struct Vectors {
    vector: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    row: String,
    from: Datetime,
    #[serde(default)]
    within: Vec<Length>,
    after: Option<Length>,
    before: Option<Length>,
    #[serde(default)]
    binds_person: bool,
    until: Option<Datetime>,
    #[serde(default)]
    stop: Vec<Vec<Datetime>>,
    #[serde(default)]
    extend: Vec<Length>,
    roll: Option<Roll>,
    due: Datetime,
    nominal: Option<Datetime>,
    lenient: Option<Datetime>,
    power: Option<Datetime>,
    counted: Option<Vec<Datetime>>,
    #[serde(default)]
    provisional: bool,
    #[serde(default)]
    stopped: bool,
}

fn civil(value: &Datetime) -> Date {
    value.to_string().parse().unwrap()
}

fn counted(steps: &[Step]) -> Vec<Date> {
    let counts = |step: &&Step| matches!(step.what, StepKind::Workday(_) | StepKind::MakeUp(_));
    steps.iter().filter(counts).map(|step| step.day).collect()
}

/// The due date with its steps, and without.
fn count(vector: &Vector, calendar: &Calendar) -> (Due, Due) {
    let from = civil(&vector.from);
    if let Some(clear) = &vector.before {
        let person = vector.binds_person;
        return (before(from, clear, person, calendar), before_date(from, clear, person, calendar));
    }
    let period = Period {
        lengths: vector.after.iter().chain(&vector.within).copied().collect(),
        until: vector.until.as_ref().map(civil),
        stops: vector
            .stop
            .iter()
            .map(|stop| Stop { from: civil(&stop[0]), until: stop.get(1).map(civil) })
            .collect(),
        extensions: vector.extend.clone(),
        roll: vector.roll.unwrap_or_default(),
        ..Period::new(from, Length::Days(0))
    };
    if vector.after.is_some() {
        (period.after(calendar), period.after_date(calendar))
    } else {
        (period.within(calendar), period.within_date(calendar))
    }
}

#[test]
fn every_worked_count_comes_out() {
    let vectors: Vectors = toml::from_str(include_str!("vectors.toml")).unwrap();
    let calendar = Calendar::builtin();
    let mut wrong = Vec::new();
    for vector in &vectors.vector {
        let (due, plain) = count(vector, &calendar);
        let mut expect = |what: &str, is: String, should: String| {
            if is != should {
                wrong.push(format!("{}: {what} is {is}, should be {should}", vector.row));
            }
        };
        let text = |value: &Option<Datetime>| value.as_ref().map(|value| civil(value).to_string());
        expect("due", due.on.to_string(), civil(&vector.due).to_string());
        expect("provisional", due.provisional.to_string(), vector.provisional.to_string());
        expect("stopped", due.stopped.to_string(), vector.stopped.to_string());
        expect(
            "lenient",
            format!("{:?}", due.lenient.map(|d| d.to_string())),
            format!("{:?}", text(&vector.lenient)),
        );
        if let Some(nominal) = text(&vector.nominal) {
            expect("nominal", due.nominal.to_string(), nominal);
        }
        if let Some(power) = text(&vector.power) {
            expect("power", due.power_from().to_string(), power);
        }
        if let Some(days) = &vector.counted {
            let days: Vec<Date> = days.iter().map(civil).collect();
            expect("count", format!("{:?}", counted(&due.steps)), format!("{days:?}"));
        }
        expect("date alone", format!("{plain:?}"), format!("{:?}", Due { steps: Vec::new(), ..due }));
    }
    assert!(vectors.vector.len() >= 95, "{} vectors", vectors.vector.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn vectors_are_named_once() {
    let vectors: Vectors = toml::from_str(include_str!("vectors.toml")).unwrap();
    let mut rows: Vec<_> = vectors.vector.iter().map(|vector| &vector.row).collect();
    rows.sort();
    let before = rows.len();
    rows.dedup();
    assert_eq!(rows.len(), before);
}

/// 民法典 第二百零一条第二款: hours run from the minute, through nights and holidays.
#[test]
fn art_201_hours_run_through_nights_and_holidays() {
    let mut period = Period::new(date(2026, 2, 14), Length::Hours(24));
    period.start_at = Some(date(2026, 2, 14).at(16, 45, 30, 0));
    let due = period.within(&Calendar::builtin());
    assert_eq!(due.at, Some(date(2026, 2, 15).at(16, 45, 0, 0)));
    assert_eq!(due.on, date(2026, 2, 15));
    assert!(!due.provisional);
    period.stops.push(Stop { from: date(2026, 2, 15), until: Some(date(2026, 2, 17)) });
    assert_eq!(period.within(&Calendar::builtin()).at, Some(date(2026, 2, 17).at(16, 45, 0, 0)));
    period.extensions.push(Length::Hours(12));
    assert_eq!(period.within(&Calendar::builtin()).at, Some(date(2026, 2, 18).at(4, 45, 0, 0)));
}

#[test]
fn without_a_minute_hours_run_from_the_beginning_of_the_day() {
    let due = Period::new(date(2026, 2, 14), Length::Hours(36)).within(&Calendar::builtin());
    assert_eq!(due.at, Some(date(2026, 2, 15).at(12, 0, 0, 0)));
}

#[test]
fn a_time_given_is_the_end_to_the_minute() {
    let mut period = Period::new(date(2026, 4, 16), Length::Days(15));
    period.until_at = Some(date(2026, 5, 2).at(9, 30, 0, 0));
    let due = period.within(&Calendar::builtin());
    assert_eq!(due.at, Some(date(2026, 5, 2).at(9, 30, 0, 0)));
    assert_eq!(due.on, date(2026, 5, 2));
}

/// A rest of two working days before the last day, as for an internal cut-off (T3-2).
#[test]
fn plus_goes_back_by_working_days() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.plus(date(2026, 5, 6), &Length::Workdays(2), true), date(2026, 4, 29));
    assert_eq!(calendar.plus(date(2026, 5, 6), &Length::Workdays(0), true), date(2026, 5, 6));
    assert_eq!(calendar.plus(date(2026, 3, 31), &Length::Months(1), true), date(2026, 2, 28));
    assert_eq!(calendar.plus(date(2024, 2, 29), &Length::Years(1), false), date(2025, 2, 28));
    assert_eq!(calendar.plus(date(2026, 1, 1), &Length::Hours(25), false), date(2026, 1, 3));
}

/// A leave over 02-14 … 02-24 of 2026 takes two working days, Saturday 02-14 and Tuesday 02-24.
#[test]
fn a_leave_over_spring_festival_takes_two_working_days() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.workdays_between(date(2026, 2, 13), date(2026, 2, 24)), 2);
    assert_eq!(calendar.workdays_between(date(2026, 2, 24), date(2026, 2, 13)), -2);
}

#[test]
fn a_length_longer_than_time_stops_at_its_end() {
    let calendar = Calendar::builtin();
    for length in [
        Length::Days(u32::MAX),
        Length::Months(u32::MAX),
        Length::Years(u32::MAX),
        Length::Workdays(u32::MAX),
    ] {
        assert_eq!(Period::new(date(2026, 1, 1), length).within_date(&calendar).on, Date::MAX);
        assert_eq!(calendar.plus(date(2026, 1, 1), &length, true), Date::MIN);
    }
    assert_eq!(Period::new(date(2026, 1, 1), Length::Hours(u32::MAX)).within_date(&calendar).on.year(), 9999);
}

#[test]
fn what_rolls_not_reads_no_calendar() {
    let due = Period { roll: Roll::No, ..Period::new(date(2026, 11, 5), Length::Years(5)) }
        .within(&Calendar::builtin());
    assert_eq!((due.on, due.provisional, due.years()), (date(2031, 11, 5), false, None));
}
