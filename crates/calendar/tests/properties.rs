//! What must hold for every count.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use xiezhi_calendar::{Calendar, Length, Period, Roll, Stop, before};

fn day() -> impl Strategy<Value = Date> {
    (0_i64..4_000).prop_map(|n| date(2020, 1, 1).saturating_add(jiff::Span::new().days(n)))
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (0_u32..100).prop_map(Length::Workdays),
        (0_u32..800).prop_map(Length::Days),
        (0_u32..30).prop_map(Length::Months),
        (0_u32..6).prop_map(Length::Years),
        (0_u32..500).prop_map(Length::Hours),
    ]
}

fn stop() -> impl Strategy<Value = Stop> {
    (day(), prop::option::weighted(0.9, 0_i64..200)).prop_map(|(from, days)| Stop {
        from,
        until: days.map(|n| from.saturating_add(jiff::Span::new().days(n))),
    })
}

prop_compose! {
    fn period()(
        start in day(),
        lengths in prop::collection::vec(length(), 1..3),
        stops in prop::collection::vec(stop(), 0..4),
        extensions in prop::collection::vec(length(), 0..3),
        roll in prop_oneof![Just(Roll::Forward), Just(Roll::No)],
    ) -> Period {
        Period { lengths, stops, extensions, roll, ..Period::new(start, Length::Days(0)) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_length_reads_as_it_is_written(length in length()) {
        prop_assert_eq!(length.to_string().parse::<Length>(), Ok(length));
    }

    #[test]
    fn no_text_upsets_the_parser(text in "\\PC*") {
        let _ = text.parse::<Length>();
        let _ = xiezhi_calendar::Notice::parse(&text);
    }

    #[test]
    fn the_date_is_the_same_with_and_without_the_count(period in period()) {
        let calendar = Calendar::builtin();
        let mut due = period.within(&calendar);
        prop_assert!(!due.steps.is_empty());
        due.steps.clear();
        prop_assert_eq!(due, period.within_date(&calendar));
    }

    #[test]
    fn a_later_start_never_gives_an_earlier_due_date(
        start in day(),
        length in length(),
        stops in prop::collection::vec(stop(), 0..4),
        extension in prop::option::of((0_u32..90).prop_map(Length::Days)),
        days in 0_i64..60,
    ) {
        let calendar = Calendar::builtin();
        let later = start.saturating_add(jiff::Span::new().days(days));
        let extensions: Vec<Length> = extension.into_iter().collect();
        // Months differ in length, so that of two counts by months, cut short by the end of a month
        // (P-6) and stopped alike (P-9), the later may end a day or two before the other.
        let months = matches!(length, Length::Months(_) | Length::Years(_));
        let stops = if months { Vec::new() } else { stops };
        let due = |start| {
            let period = Period { stops: stops.clone(), extensions: extensions.clone(), ..Period::new(start, length) };
            period.within_date(&calendar).on
        };
        prop_assert!(due(start) <= due(later));
    }

    #[test]
    fn a_stop_never_shortens(period in period(), stop in stop()) {
        let calendar = Calendar::builtin();
        let mut more = period.clone();
        more.stops.push(stop);
        prop_assert!(period.within_date(&calendar).on <= more.within_date(&calendar).on);
    }

    #[test]
    fn an_extension_never_shortens(period in period(), by in length()) {
        let calendar = Calendar::builtin();
        let mut more = period.clone();
        more.extensions.push(by);
        prop_assert!(period.within_date(&calendar).on <= more.within_date(&calendar).on);
    }

    #[test]
    fn no_period_ends_while_it_stands_still(period in period()) {
        let calendar = Calendar::builtin();
        let due = period.within_date(&calendar);
        for stop in &period.stops {
            if let Some(until) = stop.until {
                prop_assert!(!(stop.from <= due.on && due.on < until && !due.stopped && due.on > period.start)
                    , "{} lies in {:?}", due.on, stop);
            }
        }
    }

    #[test]
    fn the_roll_lands_on_a_working_day_and_passes_none(day in day()) {
        let calendar = Calendar::builtin();
        let rolled = calendar.roll(day);
        prop_assert!(calendar.is_workday(rolled));
        prop_assert!(rolled >= day);
        prop_assert_eq!(calendar.workdays_between(day.yesterday().unwrap(), rolled), 1);
    }

    #[test]
    fn what_rolls_ends_on_a_working_day(period in period()) {
        let calendar = Calendar::builtin();
        let due = Period { roll: Roll::Forward, ..period }.within_date(&calendar);
        prop_assert!(due.at.is_some() || calendar.is_workday(due.on));
    }

    #[test]
    fn waiting_never_rolls(period in period()) {
        let calendar = Calendar::builtin();
        let wait = period.after_date(&calendar);
        prop_assert_eq!(wait.on, wait.nominal);
        prop_assert!(wait.on <= period.within_date(&calendar).on);
    }

    #[test]
    fn working_days_are_monotone_and_counted_back(day in day(), n in 1_u32..120) {
        let calendar = Calendar::builtin();
        let one = calendar.plus(day, &Length::Workdays(n), false);
        let next = calendar.plus(day, &Length::Workdays(n + 1), false);
        prop_assert!(one < next);
        prop_assert_eq!(calendar.workdays_between(day, one), i64::from(n));
        prop_assert_eq!(Period::new(day, Length::Workdays(n)).within_date(&calendar).on, one);
        let back = calendar.plus(one, &Length::Workdays(n), true);
        prop_assert!(back <= day || !calendar.is_workday(day));
    }

    #[test]
    fn so_many_working_days_lie_clear_between(event in day(), n in 1_u32..60) {
        let calendar = Calendar::builtin();
        let due = before(event, &Length::Workdays(n), false, &calendar);
        let clear = |day: Date| calendar.workdays_between(day, event.yesterday().unwrap());
        prop_assert!(clear(due.on) >= i64::from(n));
        prop_assert_eq!(clear(due.nominal), i64::from(n));
        prop_assert!(calendar.is_workday(due.on));
        prop_assert_eq!(due.lenient, Some(due.nominal.tomorrow().unwrap()));
    }

    #[test]
    fn a_count_that_read_no_change_stays(period in period()) {
        let calendar = Calendar::builtin();
        let mut notice = calendar.notices().last().unwrap().clone();
        notice.version += 1;
        notice.makeup.retain(|day| day.month() != 5);
        let newer = calendar.with_notice(notice).unwrap();
        let due = period.within_date(&calendar);
        if !due.affected_by(&calendar.changes(&newer)) {
            prop_assert_eq!(due.on, period.within_date(&newer).on);
        }
    }
}
