//! Which road is open: answers and where they lead, with the articles that say so.

use std::sync::Arc;

use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Source, load,
    roads::{Next, NoAnswer, Roads},
};

use crate::common::{library, sources};

fn roads() -> Arc<Roads> {
    Arc::clone(library().roads.as_ref().expect("there is a roads.toml"))
}

/// `about=act before=none` on a day, told as one line: the road, its articles, its last day.
fn walk(roads: &Roads, today: &str, answers: &str) -> String {
    let given: Vec<(&str, &str)> = answers.split_whitespace().filter_map(|a| a.split_once('=')).collect();
    let answer = |id: &str| given.iter().find(|(q, _)| *q == id).map(|(_, a)| (*a).to_owned());
    let walked = roads.walk(&answer, today.parse().expect("a day"), &Calendar::builtin()).expect("a road");
    match walked.next {
        Next::Question { id, fault, .. } => match fault {
            Some(fault) => format!("? {id} {fault:?}"),
            None => format!("? {id}"),
        },
        Next::Road(end) => {
            assert_eq!(walked.given.len(), given.len(), "an answer that was not asked for: {answers}");
            let articles: Vec<String> = end
                .why
                .iter()
                .flat_map(|w| &w.basis)
                .filter_map(|b| match b {
                    xiezhi_matter::model::Basis::Law { law, article, .. } => Some(format!("{law}{article}")),
                    _ => None,
                })
                .collect();
            let until = end.until.map(|(_, due)| format!(" until {}", due.on)).unwrap_or_default();
            let starts = end.road.matter.as_ref().map(|m| format!(" starts {m}")).unwrap_or_default();
            format!("{}{starts}{until}: {}", end.id, articles.join("、"))
        }
    }
}

/// Each line: answers, the road to which they lead, its last day, the articles for it.
#[test]
fn answers_lead_to_the_road_that_the_law_opens() {
    let roads = roads();
    let ways = [
        "",
        "about=act",
        "about=nonsense",
        "about=want-information",
        "about=staff",
        "about=document",
        "about=civil",
        "about=criminal",
        "about=state-act",
        "about=petition",
        "about=act before=court",
        "about=act before=pending",
        "about=information before=decided",
        "about=refused before=unanswered",
        "about=act before=withdrawn",
        "about=act before=none kind=other organ=city-department learned=2026-01-15",
        "about=act before=none kind=on-the-spot organ=district learned=2026-01-15",
        "about=act before=none kind=natural organ=city-body learned=2026-01-15",
        "about=act before=none kind=foreigner organ=city-department learned=2026-01-15",
        "about=act before=none kind=tax learned=2026-01-15",
        "about=act before=none kind=other organ=bureau learned=2026-01-15",
        "about=act before=none kind=other organ=vertical learned=2026-01-15",
        "about=act before=none kind=other organ=district-below learned=2026-01-15",
        "about=act before=none kind=other organ=city-government learned=2026-01-15",
        "about=act before=none kind=other organ=province-state learned=2026-01-15",
        "about=information before=none organ=city-department learned=2026-01-15",
        "about=refused before=none organ=district learned=2026-01-15",
        "about=silence before=none organ=city-department ended=2026-03-01",
        "about=silence before=none organ=city-department ended=2026-01-20",
        "about=silence before=none organ=city-department ended=2025-10-01 excuse=no",
        "about=silence before=none organ=city-department ended=2025-06-01 excuse=yes",
        "about=act before=none kind=other organ=city-department learned=2025-11-01 told=no made=no",
        "about=act before=none kind=other organ=city-department learned=2025-11-01 told=yes excuse=no",
        "about=act before=none kind=on-the-spot organ=city-department learned=2025-11-01 told=yes excuse=no",
        "about=act before=none kind=other organ=city-department learned=2025-11-01 told=yes excuse=yes made=no",
        "about=act before=none kind=other organ=city-department learned=2025-04-01 told=yes excuse=no",
        "about=act before=none kind=other organ=city-department learned=2025-04-01 told=no made=no",
        "about=act before=none kind=other organ=city-department learned=2024-01-01 excuse=no",
        "about=act before=none kind=other organ=city-department learned=2025-04-01 told=no made=yes",
        "about=act before=none kind=other organ=city-department learned=2024-01-01 excuse=yes made=yes",
        "about=act before=none kind=other organ=city-department learned=2026-02-12",
        "about=act before=none kind=other organ=city-department learned=yesterday",
    ];
    let told: Vec<String> =
        ways.iter().map(|way| format!("{way}\n    {}", walk(&roads, "2026-02-11", way))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// 行政复议法 第二十条第一款, 民事诉讼法 第八十五条: the sixtieth day that is a rest day rolls to the next
/// working day, and whoever comes on it is in time. 16 December 2025 and sixty days: Saturday, 14 February
/// 2026, a make-up working day.
#[test]
fn whoever_comes_on_the_last_day_is_in_time() {
    let roads = roads();
    let way = "about=act before=none kind=other organ=city-department learned=2025-12-16";
    assert!(walk(&roads, "2026-02-14", way).starts_with("reconsideration starts"));
    assert_eq!(walk(&roads, "2026-02-15", way), "? told");
    // Sixty days from 17 December end in the Spring Festival, which rests until the 23rd.
    let way = "about=act before=none kind=other organ=city-department learned=2025-12-17";
    assert!(walk(&roads, "2026-02-24", way).starts_with("reconsideration starts"));
    assert_eq!(walk(&roads, "2026-02-25", way), "? told");
}

/// A date that is still to come is no answer, but where the question waits for it.
#[test]
fn a_day_to_come_is_told_as_a_mistake() {
    let roads = roads();
    let answer = |id: &str| match id {
        "about" => Some("information".to_owned()),
        "before" => Some("none".to_owned()),
        "organ" => Some("district".to_owned()),
        "learned" => Some("2026-02-12".to_owned()),
        _ => None,
    };
    let walked = roads.walk(&answer, "2026-02-11".parse().unwrap(), &Calendar::builtin()).unwrap();
    assert!(
        matches!(walked.next, Next::Question { id: "learned", fault: Some(NoAnswer::Ahead), .. }),
        "{walked:?}"
    );
}

/// Every mistake in the roads is told at once, each with its place.
#[test]
fn mistakes_in_the_roads_are_told_with_their_places() {
    let mut sources = sources();
    sources.retain(|s| !s.path.ends_with("roads.toml"));
    let with = |text: &str| {
        let mut all = sources.clone();
        all.push(Source { path: "00-portal/roads.toml".into(), text: text.into() });
        load(&all).err().map(|report| report.to_string()).unwrap_or_default()
    };
    insta::assert_snapshot!("roads_with_unknown_names", with(include_str!("roads/names.toml")));
    insta::assert_snapshot!("roads_with_ways_that_lead_nowhere", with(include_str!("roads/ways.toml")));
}
