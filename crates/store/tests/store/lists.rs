//! Lists, tasks and counts.

use std::sync::Arc;

use xiezhi_matter::{
    key::FileKey,
    measure::{Row, When},
};
use xiezhi_store::{
    BlindRow, Built, Cursor, Direction, Fact, FactValue, Filter, OfficeId, OfficerId, Order, PersonId,
    PostId, Projection, Query, ReadError, Span, StateCount, TaskCounts, TaskFor, Test,
};

use crate::bed::{Bed, city, day, event, file, filing, on_both, projection};

/// Every file, by the day it was opened.
pub(crate) fn all() -> Query {
    Query {
        city: city(),
        matter: Some("reconsideration".into()),
        filters: vec![],
        order: Order::Opened,
        direction: Direction::Up,
        after: None,
        limit: 100,
    }
}

/// No file.
const NONE: [u32; 0] = [];

/// Twelve files that differ in everything lists look at.
async fn twelve(bed: &Bed) {
    for n in 0..12_u32 {
        let mut append = filing(file(n), "刘伟");
        append.build = Arc::new(move |_| {
            let mut p = projection(&format!("person {n}"), (n % 4 != 3).then(|| u64::from(n)));
            p.file.state = if n % 2 == 0 { "screening".into() } else { "decided".into() };
            p.file.opened_on = Some(day(&format!("2025-10-{:02}", 1 + n)));
            p.file.closed_on = (n % 2 == 1).then(|| day("2025-11-01"));
            p.file.office = Some(OfficeId(format!("office-{}", n % 3)));
            p.file.officer = (n % 3 == 0).then(|| OfficerId("li".into()));
            p.file.next_due = (n % 3 != 2).then(|| day(&format!("2025-10-{:02}", 30 - n)));
            p.file.parent = (n == 5).then(|| file(4).id);
            p.facts = vec![
                Fact { field: "kind".into(), i: 0, value: FactValue::Text(format!("k{}", n % 3)) },
                Fact { field: "kind".into(), i: 1, value: FactValue::Text("also".into()) },
                Fact { field: "amount".into(), i: 0, value: FactValue::Int(i64::from(n) * 100 - 300) },
                Fact {
                    field: "from".into(),
                    i: 0,
                    value: FactValue::Date(day(&format!("2025-12-{:02}", 1 + n))),
                },
            ];
            if n != 11 {
                let until = FactValue::Date(day(&format!("2025-12-{:02}", 3 + n)));
                p.facts.push(Fact { field: "until".into(), i: 0, value: until });
            }
            if n % 2 == 0 {
                p.facts.push(Fact { field: "urgent".into(), i: 0, value: FactValue::Text("yes".into()) });
            }
            let due = [Some("2025-10-08"), Some("2025-10-09"), Some("2025-10-12"), Some("2025-12-01"), None];
            let due = due[usize::try_from(n % 5).unwrap()].map(day);
            p.tasks[0].due_on = due;
            p.tasks[0].office = Some(OfficeId(format!("office-{}", n % 3)));
            p.tasks[0].officer = (n == 7).then(|| OfficerId("wang".into()));
            p.parties[0].person = Some(PersonId(format!("person-{}", n % 6)));
            p.parties[0].until = (n == 6).then(|| day("2025-11-01"));
            Ok(Built { events: vec![event("apply", "x")], projection: p, ..Built::default() })
        });
        bed.store.append(append).await.unwrap();
    }
}

async fn found(bed: &Bed, filters: Vec<Filter>) -> Vec<u32> {
    let page = bed.store.list_files(&Query { filters, ..all() }).await.unwrap();
    page.rows.iter().map(|line| number(&line.key)).collect()
}

fn number(key: &FileKey) -> u32 {
    (0..64).find(|n| file(*n) == *key).unwrap()
}

fn text(t: &str) -> FactValue {
    FactValue::Text(t.into())
}

on_both! {
    async fn each_filter_finds_what_it_says(bed) {
        twelve(bed).await;
        let even = [0, 2, 4, 6, 8, 10];
        assert_eq!(found(bed, vec![]).await, (0..12).collect::<Vec<_>>());
        assert_eq!(found(bed, vec![Filter::States(vec!["screening".into(), "x".into()])]).await, even);
        assert_eq!(found(bed, vec![Filter::States(vec![])]).await, NONE);
        assert_eq!(found(bed, vec![Filter::Open]).await, even);
        assert_eq!(found(bed, vec![Filter::Closed, Filter::Officer(OfficerId("li".into()))]).await, [3, 9]);
        let offices = Filter::Offices(vec![OfficeId("office-0".into()), OfficeId("office-2".into())]);
        assert_eq!(found(bed, vec![offices, Filter::Open]).await, [0, 2, 6, 8]);
        assert_eq!(found(bed, vec![Filter::Number("兰司复〔2025〕4号".into())]).await, [4]);
        let opened = vec![Filter::OpenedFrom(day("2025-10-03")), Filter::OpenedUntil(day("2025-10-05"))];
        assert_eq!(found(bed, opened).await, [2, 3, 4]);
        let due = vec![Filter::DueFrom(day("2025-10-21")), Filter::DueUntil(day("2025-10-24"))];
        assert_eq!(found(bed, due).await, [6, 7, 9]);
        assert_eq!(found(bed, vec![Filter::Parent(file(4).id)]).await, [5]);
        assert_eq!(found(bed, vec![Filter::Not(file(0).id), Filter::Open]).await, even[1..]);
        assert_eq!(found(bed, vec![Filter::Blind("name".into(), "person 3".into())]).await, [3]);
        assert_eq!(found(bed, vec![Filter::Blind("phone".into(), "person 3".into())]).await, NONE);
        let person = |role: Option<&str>| Filter::Person(role.map(str::to_owned), PersonId("person-0".into()));
        assert_eq!(found(bed, vec![person(None)]).await, [0]);
        assert_eq!(found(bed, vec![person(Some("applicant"))]).await, [0]);
        assert_eq!(found(bed, vec![person(Some("agent"))]).await, NONE);
        assert_eq!(found(bed, vec![Filter::OfficeParty(None, OfficeId("office-0".into()))]).await, NONE);
    }

    async fn facts_are_tested_by_their_type(bed) {
        twelve(bed).await;
        let fact = |field: &str, test: Test| vec![Filter::Fact(field.into(), test)];
        assert_eq!(found(bed, fact("kind", Test::Is(text("k1")))).await, [1, 4, 7, 10]);
        assert_eq!(found(bed, fact("kind", Test::Is(text("also")))).await.len(), 12);
        assert_eq!(found(bed, fact("kind", Test::AnyOf(vec![text("k0"), text("k1")]))).await.len(), 8);
        assert_eq!(found(bed, fact("kind", Test::AnyOf(vec![]))).await, NONE);
        assert_eq!(found(bed, fact("amount", Test::Until(FactValue::Int(-100)))).await, [0, 1, 2]);
        assert_eq!(found(bed, fact("amount", Test::From(FactValue::Int(800)))).await, [11]);
        assert_eq!(found(bed, fact("amount", Test::Is(text("800")))).await, NONE);
        assert_eq!(found(bed, fact("from", Test::Until(FactValue::Date(day("2025-12-02"))))).await, [0, 1]);
        assert_eq!(found(bed, fact("urgent", Test::Unset)).await, [1, 3, 5, 7, 9, 11]);
        assert_eq!(found(bed, fact("urgent", Test::Set)).await, [0, 2, 4, 6, 8, 10]);
        assert_eq!(found(bed, fact("kind", Test::Is(FactValue::Closed(vec![1])))).await, NONE);
        // Spans of three days from the 1st, 2nd … on; the last has no end.
        let overlaps = Filter::Overlaps("from".into(), "until".into(), day("2025-12-05"), day("2025-12-06"));
        assert_eq!(found(bed, vec![overlaps]).await, [2, 3, 4, 5]);
        let late = Filter::Overlaps("from".into(), "until".into(), day("2026-03-01"), day("2026-03-02"));
        assert_eq!(found(bed, vec![late]).await, [11]);
    }

    async fn pages_join_without_gap_or_repeat_in_every_order(bed) {
        twelve(bed).await;
        let orders = [
            Order::Due,
            Order::Opened,
            Order::Number,
            Order::Changed,
            Order::Fact("kind".into()),
            Order::Fact("amount".into()),
            Order::Fact("until".into()),
            Order::Fact("urgent".into()),
        ];
        for order in orders {
            for direction in [Direction::Up, Direction::Down] {
                let whole = Query { order: order.clone(), direction, ..all() };
                let whole = bed.store.list_files(&whole).await.unwrap();
                assert_eq!((whole.rows.len(), whole.next), (12, None));
                let (mut joined, mut after) = (Vec::new(), None);
                for _ in 0..4 {
                    let part = Query { order: order.clone(), direction, after, limit: 3, ..all() };
                    let part = bed.store.list_files(&part).await.unwrap();
                    joined.extend(part.rows);
                    after = part.next;
                }
                assert_eq!(joined, whole.rows, "{order:?} {direction:?}");
                assert_eq!(after, None);
            }
        }
    }

    async fn what_has_no_value_comes_where_the_order_says(bed) {
        twelve(bed).await;
        let sorted = async |order: Order, direction| {
            let page = bed.store.list_files(&Query { order, direction, ..all() }).await.unwrap();
            page.rows.iter().map(|l| number(&l.key)).collect::<Vec<_>>()
        };
        let undated = [2, 5, 8, 11];
        let up = sorted(Order::Due, Direction::Up).await;
        assert_eq!(up[..8], [10, 9, 7, 6, 4, 3, 1, 0]);
        assert!(undated.iter().all(|n| up[8..].contains(n)));
        let down = sorted(Order::Due, Direction::Down).await;
        assert_eq!(down[..8], [0, 1, 3, 4, 6, 7, 9, 10]);
        assert_eq!(sorted(Order::Fact("until".into()), Direction::Down).await[..2], [10, 9]);
        assert_eq!(sorted(Order::Fact("until".into()), Direction::Up).await[11], 11);
        assert_eq!(sorted(Order::Fact("amount".into()), Direction::Down).await[0], 11);
    }

    async fn tasks_come_to_those_whose_they_are_by_date(bed) {
        twelve(bed).await;
        let officer = |officer: &str, offices: &[&str]| TaskFor::Officer {
            officer: OfficerId(officer.into()),
            posts: offices.iter().map(|o| (PostId("reviewer".into()), OfficeId((*o).into()))).collect(),
        };
        let listed = async |whose: TaskFor| {
            let page = bed.store.list_tasks(&city(), &whose, None, 100).await.unwrap();
            page.rows.iter().map(|l| number(&l.file.key)).collect::<Vec<_>>()
        };
        assert_eq!(listed(TaskFor::All).await.len(), 12);
        // Number 7 is Wang's by name, so not the post's.
        assert_eq!(listed(officer("li", &["office-1"])).await, [10, 1, 4]);
        assert_eq!(listed(officer("wang", &[])).await, [7]);
        assert_eq!(listed(officer("wang", &["office-1"])).await, [10, 1, 7, 4]);
        assert_eq!(listed(officer("sun", &[])).await, NONE);
        assert_eq!(listed(TaskFor::Office(OfficeId("office-1".into()))).await, [10, 1, 7, 4]);
        let (mut joined, mut after) = (Vec::new(), None);
        loop {
            let page = bed.store.list_tasks(&city(), &TaskFor::All, after.as_ref(), 5).await.unwrap();
            joined.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(joined, bed.store.list_tasks(&city(), &TaskFor::All, None, 100).await.unwrap().rows);
        assert_eq!(joined[0].task.reason, b"reason of person 0");
        assert_eq!(joined[0].file.row.card, b"card of person 0");
        let counts = bed.store.count_tasks(&city(), &TaskFor::All, day("2025-10-09")).await.unwrap();
        assert_eq!(counts, TaskCounts { overdue: 3, today: 3, week: 2, later: 2, undated: 2 });
        let counts = bed.store.count_tasks(&city(), &officer("wang", &[]), day("2025-10-09")).await.unwrap();
        assert_eq!(counts, TaskCounts { week: 1, ..TaskCounts::default() });
    }

    async fn files_are_counted_by_state(bed) {
        twelve(bed).await;
        let count = |state: &str, count| StateCount { matter: "reconsideration".into(), state: state.into(), count };
        let counts = bed.store.count_files(&city(), None).await.unwrap();
        assert_eq!(counts, [count("decided", 6), count("screening", 6)]);
        let counts = bed.store.count_files(&city(), Some(&OfficeId("office-0".into()))).await.unwrap();
        assert_eq!(counts, [count("decided", 2), count("screening", 2)]);
    }

    async fn a_number_leads_to_its_file(bed) {
        twelve(bed).await;
        let find = async |number: &str| bed.store.find_by_number(&city(), number).await.unwrap();
        assert_eq!(find("兰司复〔2025〕8号").await, Some(file(8)));
        assert_eq!(find("兰司复收〔2025〕9号").await, Some(file(9)));
        assert_eq!(find("兰司复〔2025〕99号").await, None);
        assert_eq!(find("").await, None);
        let row = BlindRow { kind: "name".into(), value: "person 3".into() };
        assert_eq!(number(&bed.store.find_blind(&city(), &row).await.unwrap()[0].key), 3);
    }

    async fn a_cursor_from_elsewhere_is_refused(bed) {
        for bad in ["", "zz", "00", "83616101"] {
            let query = Query { after: Some(Cursor(bad.into())), ..all() };
            assert_eq!(bed.store.list_files(&query).await, Err(ReadError::BadCursor));
        }
    }

    async fn another_city_sees_nothing(bed) {
        twelve(bed).await;
        let other = "620200".parse().unwrap();
        assert_eq!(bed.store.list_files(&Query { city: other, ..all() }).await.unwrap().rows, []);
        let other = "620200".parse().unwrap();
        assert_eq!(bed.store.list_tasks(&other, &TaskFor::All, None, 9).await.unwrap().rows, []);
        assert_eq!(bed.store.list_keys(&other, None, 9).await.unwrap(), []);
    }

    async fn rows_of_figures_are_counted_and_lead_to_their_files(bed) {
        let row = |when: When, axis: Option<&str>, value: i64| Row {
            measure: "days".into(),
            when,
            axes: vec![axis.map(str::to_owned), None],
            chosen: true,
            value,
        };
        let given = [
            vec![row(When::On(day("2026-01-05")), Some("police"), 10), row(When::On(day("2026-01-06")), None, 10)],
            vec![row(When::On(day("2026-02-01")), Some("police"), 10)],
            vec![row(When::Stood { from: day("2026-01-10"), until: Some(day("2026-02-10")) }, Some("police"), 0)],
            vec![row(When::Stood { from: day("2026-01-20"), until: None }, Some("police"), 0)],
        ];
        for (n, rows) in (0..).zip(given) {
            let mut append = filing(file(n), "刘伟");
            append.build = Arc::new(move |_| {
                let measured = rows.clone();
                let p = Projection { measured, ..projection("x", None) };
                Ok(Built { events: vec![event("apply", "x")], projection: p, ..Built::default() })
            });
            bed.store.append(append).await.unwrap();
        }
        let (matter, figure) = (projection("x", None).file.matter, "days".to_owned());
        let happened = Span::Happened(day("2026-01-01"), day("2026-01-31"));
        let asked = [
            (matter.clone(), figure.clone(), 2, happened),
            (matter.clone(), figure.clone(), 2, Span::StoodAt(day("2026-02-09"))),
            (matter.clone(), figure.clone(), 2, Span::StoodAt(day("2026-02-10"))),
            (matter.clone(), "other".to_owned(), 2, happened),
        ];
        let counted = bed.store.count_measured(&all().city, &asked).await.unwrap();
        let rows: Vec<Vec<(Option<&str>, u64)>> = counted
            .iter()
            .map(|rows| rows.iter().map(|r| (r.axes[0].as_deref(), r.rows)).collect())
            .collect();
        assert_eq!(rows[0], [(None, 1), (Some("police"), 1)]);
        assert_eq!(rows[1], [(Some("police"), 2)]);
        assert_eq!(rows[2], [(Some("police"), 1)]);
        assert_eq!(rows[3], []);
        let of = |span: Span, axes: Vec<Vec<Option<String>>>| {
            vec![Filter::Measured(matter.clone(), figure.clone(), span, axes)]
        };
        assert_eq!(found(bed, of(happened, vec![])).await, [0]);
        assert_eq!(found(bed, of(Span::StoodAt(day("2026-02-09")), vec![])).await, [2, 3]);
        let police = vec![vec![Some("police".to_owned()), None]];
        assert_eq!(found(bed, of(Span::Happened(day("2026-01-01"), day("2026-12-31")), police)).await, [0, 1]);
        assert_eq!(found(bed, of(happened, vec![vec![Some("tax".to_owned()), None]])).await, NONE);
    }
}
