//! The mechanisms every file knows, each shown on a real definition: approvals, holds, services, entries
//! put right, what the law does and what becomes of it.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Decision, Doing, Draft, Ground, apply, decide,
    decide::{Missing, Putting, Serving, Why},
    event::{Event, PartyEntry, What},
    file::{End, File},
    id::{PersonId, PostId, StateId},
    key::{FileId, FileKey, Seq},
    load::Library,
    model::PartyKind,
    offers, time,
    value::{Blob, Value},
    world::{Actor, CityFacts, Person, World},
};

use crate::common::library;

/// A desk at which one file lies.
struct Desk {
    library: &'static Library,
    calendar: Calendar,
    world: World,
    file: File,
    numbers: BTreeMap<String, u64>,
}

impl Desk {
    fn new() -> Self {
        let key = FileKey { city: "620100".parse().unwrap(), id: FileId::from_random([3; 16]) };
        let city = CityFacts {
            short: "某".into(),
            code: "620100".into(),
            letters: "MM".into(),
            name: "某市".into(),
        };
        let mut world = World { city, ..World::default() };
        for id in ["m", "r"] {
            let person = Person { name: id.to_owned(), ..Person::default() };
            world.persons.insert(PersonId::from(id), person);
        }
        let library = library();
        for lookup in library.current("reconsideration").unwrap().lookups.keys() {
            world.lookups.insert(lookup.clone(), Vec::new());
        }
        Self { library, calendar: Calendar::builtin(), world, file: File::new(key), numbers: BTreeMap::new() }
    }

    /// Does something on a day at nine, and takes what it leaves.
    fn does(&mut self, on: Date, actor: &Actor, doing: &Doing) -> Decision {
        let decision = self.tries(time::instant(on.at(9, 0, 0, 0)), actor, doing);
        let draw = |series: &String| {
            let n = self.numbers.entry(series.clone()).or_default();
            *n += 1;
            *n
        };
        let numbers: Vec<u64> = decision.series.iter().map(draw).collect();
        let def = self.library.current("reconsideration").unwrap();
        for event in decision.fill(&numbers) {
            self.file = apply(def, self.file.clone(), event, &self.calendar);
        }
        decision
    }

    fn tries(&self, now: Timestamp, actor: &Actor, doing: &Doing) -> Decision {
        let def = self.library.current("reconsideration").unwrap();
        let (shared, world, calendar) = (&self.library.shared, &self.world, &self.calendar);
        decide(&Ground { def, shared, world, calendar }, &self.file, doing, actor, now)
    }

    /// A file opened on the day, with both seats taken.
    fn opened(on: Date) -> Self {
        let mut desk = Self::new();
        let mut draft = Draft::of("apply");
        for (role, person, kind) in
            [("applicant", "m", PartyKind::Person), ("respondent", "r", PartyKind::Office)]
        {
            let role_needs = &desk.library.current("reconsideration").unwrap().parties[role].needs;
            let needs = role_needs.iter().filter(|n| n.required).map(|n| (n.field.clone(), Value::from("…")));
            draft.given.parties.push(PartyEntry {
                role: role.into(),
                person: person.into(),
                kind,
                acts_for: None,
                needs: needs.collect(),
            });
        }
        let values: [(&str, Value); 8] = [
            ("act_kind", "penalty".into()),
            ("on_the_spot", false.into()),
            ("act_learned_on", date(2026, 1, 15).into()),
            ("rights_told", true.into()),
            ("sum", 2_000_000_i64.into()),
            ("sued", false.into()),
            ("requests", Value::List(vec!["quash".into()])),
            ("facts", "…".into()),
        ];
        draft.given.values = values.into_iter().map(|(k, v)| (k.into(), v)).collect();
        let decision = desk.does(on, &citizen(), &Doing::Act(draft));
        assert!(decision.done(), "{:?} {:?}", decision.faults, decision.refusals);
        for (seat, who) in [("lead", "a"), ("second", "b")] {
            let doing = Doing::Assign { seat: seat.into(), officer: who.into(), instead_of: None };
            let decision = desk.does(on, &head("head"), &doing);
            assert!(decision.done(), "{:?}", decision.refusals);
        }
        desk
    }

    fn asks_correction(&mut self, on: Date) {
        let mut draft = Draft::of("ask-correction");
        draft.given.values.insert("missing_items".into(), self.rows("missing_items"));
        let decision = self.does(on, &officer("a"), &Doing::Act(draft));
        assert!(decision.done(), "{:?} {:?}", decision.faults, decision.refusals);
    }

    /// A value of a field that asks for words or for rows.
    fn rows(&self, field: &str) -> Value {
        let def = self.library.current("reconsideration").unwrap();
        match def.fields[field].ty {
            xiezhi_matter::model::FieldType::List => {
                let row = def.fields[field].of_fields.iter().map(|f| (f.clone(), Value::from("…")));
                Value::List(vec![Value::Record(row.collect())])
            }
            _ => "…".into(),
        }
    }

    fn due(&self, limit: &str) -> Option<Date> {
        self.file.latest(limit).and_then(|c| c.due)
    }
}

fn citizen() -> Actor {
    Actor::person("m", "m")
}

fn officer(id: &str) -> Actor {
    Actor::officer(id, [PostId::from("case-officer")])
}

fn head(id: &str) -> Actor {
    Actor::officer(id, [PostId::from("reconsideration-head")])
}

fn leader(id: &str) -> Actor {
    Actor::officer(id, [PostId::from("city-leader")])
}

fn scan() -> Blob {
    Blob { hash: [9; 32], size: 10, media: "application/pdf".into(), name: "scan.pdf".into() }
}

fn approve(request: Seq) -> Doing {
    Doing::Approve { request, confirmed: Vec::new() }
}

fn whys(decision: &Decision) -> Vec<&str> {
    decision.refusals.iter().map(|r| r.why.word()).collect()
}

#[test]
fn nobody_approves_what_they_asked_for_or_takes_two_steps() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    desk.asks_correction(date(2026, 2, 12));
    let request = desk.file.requests[0].n;
    let mut asker = officer("a");
    asker.posts.push("reconsideration-head".into());
    assert_eq!(whys(&desk.does(date(2026, 2, 12), &asker, &approve(request))), ["chain"]);
    assert!(desk.does(date(2026, 2, 12), &head("h"), &approve(request)).done());
    let mut both = leader("h");
    both.posts.push("reconsideration-head".into());
    assert_eq!(whys(&desk.does(date(2026, 2, 13), &both, &approve(request))), ["chain"]);
    assert_eq!(whys(&desk.does(date(2026, 2, 13), &head("h2"), &approve(request))), ["by"]);
    assert!(desk.does(date(2026, 2, 13), &leader("l"), &approve(request)).done());
    assert_eq!(desk.file.state().map(StateId::as_str), Some("correcting"));
    let paper = &desk.file.papers.last().unwrap().issued;
    assert_eq!(paper.number.as_deref(), Some("某政复补〔2026〕1号"));
    assert_eq!(paper.facts["paper"]["number"], "某政复补〔2026〕1号");
}

#[test]
fn a_request_that_waits_stops_no_clock_and_lapses_when_the_law_acts_first() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    desk.asks_correction(date(2026, 2, 12));
    let request = desk.file.requests[0].n;
    // The screening ends on Wednesday 25 February; the approval comes a day late.
    let decision = desk.does(date(2026, 2, 26), &head("h"), &approve(request));
    assert_eq!(whys(&decision), ["chain"]);
    let words: Vec<&str> = decision.events.iter().map(Event::word).collect();
    assert_eq!(words, ["accept", "lapsed"]);
    assert_eq!(decision.events[0].happened_on, date(2026, 2, 25));
    assert_eq!(decision.events[0].effective_on, Some(date(2026, 2, 25)));
    assert_eq!(desk.file.state().map(StateId::as_str), Some("accepted"));
    assert_eq!(desk.due("R-R29"), Some(date(2026, 4, 27)));
}

#[test]
fn a_paper_of_the_law_is_numbered_by_a_post_of_its_seal() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    desk.does(date(2026, 2, 26), &Actor::law(), &Doing::Nothing);
    let paper = desk.file.papers.iter().find(|p| p.issued.paper == "acceptance-notice").unwrap();
    let (at, number) = (paper.at, paper.issued.number.clone());
    assert_eq!(number, None);
    assert_eq!(whys(&desk.does(date(2026, 2, 26), &citizen(), &Doing::Issue(at))), ["by"]);
    assert!(desk.does(date(2026, 2, 27), &leader("l"), &Doing::Issue(at)).done());
    let issued = desk.file.paper(at).unwrap();
    assert_eq!(issued.issued.number.as_deref(), Some("某政复受〔2026〕1号"));
    assert_eq!(issued.issued.facts["paper"]["date"], "2026年2月27日");
    assert!(!desk.does(date(2026, 2, 27), &leader("l"), &Doing::Issue(at)).done(), "a second number");
}

#[test]
fn what_rested_on_an_amended_entry_stands_until_it_is_annulled() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    desk.does(date(2026, 2, 26), &Actor::law(), &Doing::Nothing);
    let accepted = desk.file.last();
    assert_eq!(desk.file.state().map(StateId::as_str), Some("accepted"));
    // The application had come in a week later than was entered.
    let What::Act(mut entry) = desk.file.event(Seq(1)).unwrap().what.clone() else { panic!("no act") };
    entry.values.insert("came_in_on".into(), date(2026, 2, 24).into());
    let put = Some((date(2026, 2, 11), What::Act(entry)));
    let alone = Putting { n: Seq(1), put: put.clone(), why: "…".into(), second: "a".into() };
    assert_eq!(whys(&desk.does(date(2026, 2, 26), &officer("a"), &Doing::Amend(alone))), ["chain"]);
    let putting = Putting { n: Seq(1), put, why: "收到日期录错".into(), second: "b".into() };
    let amended = desk.does(date(2026, 2, 26), &officer("a"), &Doing::Amend(putting));
    assert!(amended.done(), "{:?} {:?}", amended.refusals, amended.faults);
    assert_eq!(desk.file.state().map(StateId::as_str), Some("accepted"), "it stands for now");
    let doing = Doing::Settle { n: accepted, stands: false, why: "尚未届满".into() };
    if desk.file.questions.contains(&accepted) {
        assert!(desk.does(date(2026, 2, 26), &officer("a"), &doing).done());
        assert_eq!(desk.file.state().map(StateId::as_str), Some("screening"));
        assert_eq!(desk.due("R-R06"), Some(date(2026, 3, 2)));
    } else {
        panic!("the deemed acceptance should be laid before an officer");
    }
}

#[test]
fn no_paper_is_served_unsealed_nor_electronically_without_consent_nor_before_its_date() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    desk.asks_correction(date(2026, 2, 12));
    let request = desk.file.requests[0].n;
    desk.does(date(2026, 2, 12), &head("h"), &approve(request));
    desk.does(date(2026, 2, 13), &leader("l"), &approve(request));
    let at = desk.file.papers.last().unwrap().at;
    let serving = |mode: &str, on: Date| {
        Doing::Serve(Serving {
            paper: at,
            to: "m".into(),
            mode: mode.into(),
            on,
            taken_by: None,
            reasons: Some("下落不明".into()),
            proof: vec![scan()],
        })
    };
    let day = date(2026, 2, 14);
    assert_eq!(whys(&desk.does(day, &officer("a"), &serving("direct", day))), ["S-1"]);
    desk.does(day, &officer("a"), &Doing::Record(What::PaperMade { paper: at, pdf: scan() }));
    desk.does(day, &officer("a"), &Doing::Record(What::Sealed { paper: at, original: scan() }));
    assert_eq!(whys(&desk.does(day, &officer("a"), &serving("electronic", day))), ["S-3"]);
    assert_eq!(whys(&desk.does(day, &officer("a"), &serving("direct", date(2026, 2, 12)))), ["S-1"]);
    let tomorrow = desk.does(day, &officer("a"), &serving("direct", date(2026, 2, 15)));
    assert!(tomorrow.faults.iter().any(|f| f.missing == Missing::Future));
    assert_eq!(whys(&desk.does(day, &officer("a"), &serving("announcement", day))), ["S-6"]);
    assert_eq!(desk.due("R-R09"), None, "no due date springs from what was not served");
    assert!(desk.does(day, &officer("a"), &serving("direct", day)).done());
    assert_eq!(desk.due("R-R09"), Some(date(2026, 3, 6)));
    // A second service does not start a second count.
    assert!(desk.does(date(2026, 2, 27), &officer("a"), &serving("post", date(2026, 2, 27))).done());
    assert_eq!(desk.due("R-R09"), Some(date(2026, 3, 6)));
}

#[test]
fn what_burdens_a_person_is_proposed_and_an_officer_may_dismiss_it_with_reasons() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    desk.asks_correction(date(2026, 2, 12));
    let request = desk.file.requests[0].n;
    desk.does(date(2026, 2, 12), &head("h"), &approve(request));
    desk.does(date(2026, 2, 13), &leader("l"), &approve(request));
    let at = desk.file.papers.last().unwrap().at;
    let day = date(2026, 2, 14);
    desk.does(day, &officer("a"), &Doing::Record(What::PaperMade { paper: at, pdf: scan() }));
    desk.does(day, &officer("a"), &Doing::Record(What::Sealed { paper: at, original: scan() }));
    let serving = Serving {
        paper: at,
        to: "m".into(),
        mode: "direct".into(),
        on: day,
        taken_by: None,
        reasons: None,
        proof: vec![scan()],
    };
    assert!(desk.does(day, &officer("a"), &Doing::Serve(serving)).done());
    desk.does(date(2026, 3, 6), &Actor::law(), &Doing::Nothing);
    assert!(desk.file.proposals.is_empty(), "the last day is still a day");
    desk.does(date(2026, 3, 7), &Actor::law(), &Doing::Nothing);
    assert_eq!(desk.file.state().map(StateId::as_str), Some("correcting"), "the law does not bar a citizen");
    assert_eq!(desk.file.proposals.len(), 1);
    assert_eq!(desk.file.proposals[0].act, "abandon");
    let silent = Doing::Dismiss { act: "abandon".into(), why: " ".into() };
    assert!(!desk.does(date(2026, 3, 9), &officer("a"), &silent).done());
    let dismiss = Doing::Dismiss { act: "abandon".into(), why: "申请人住院，有正当理由".into() };
    assert!(desk.does(date(2026, 3, 9), &officer("a"), &dismiss).done());
    desk.does(date(2026, 3, 20), &Actor::law(), &Doing::Nothing);
    assert!(desk.file.proposals.is_empty(), "it does not come back");
}

#[test]
fn the_postmark_meets_a_limit_though_the_letter_came_later() {
    let desk = Desk::opened(date(2026, 2, 11));
    let count = desk.file.latest("R-R01").unwrap();
    assert!(matches!(count.end, Some(End::Met { late: false, .. })));
    // 60 days from 15 January end on Monday 16 March; the day after is late.
    let late = Desk::opened(date(2026, 3, 17));
    let count = late.file.latest("R-R01").unwrap();
    assert!(matches!(count.end, Some(End::Met { late: true, .. })));
    assert_eq!(count.expired, Some(date(2026, 3, 16)));
    assert!(late.file.proposals.iter().any(|p| p.act == "not-accept"), "found at once, and only proposed");
    assert_eq!(late.file.state().map(StateId::as_str), Some("screening"));
}

#[test]
fn one_officer_cannot_take_both_seats() {
    let mut desk = Desk::opened(date(2026, 2, 11));
    let doing = Doing::Assign { seat: "second".into(), officer: "a".into(), instead_of: Some("b".into()) };
    assert_eq!(whys(&desk.does(date(2026, 2, 12), &head("head"), &doing)), ["by"]);
}

#[test]
fn a_stranger_is_offered_nothing_and_told_whose_it_is() {
    let desk = Desk::opened(date(2026, 2, 11));
    let def = desk.library.current("reconsideration").unwrap();
    let (shared, world, calendar) = (&desk.library.shared, &desk.world, &desk.calendar);
    let ground = Ground { def, shared, world, calendar };
    let now = time::instant(date(2026, 2, 12).at(9, 0, 0, 0));
    let stranger = Actor::person("x", "x");
    let all = offers(&ground, &desk.file, &stranger, now);
    assert!(all.iter().all(|o| !o.open()));
    let accept = all.iter().find(|o| o.act == "accept").unwrap();
    assert!(accept.stands.iter().any(|s| s.why == Why::By && s.says.zh().contains("承办人")));
    let lead = offers(&ground, &desk.file, &officer("a"), now);
    assert!(lead.iter().any(|o| o.act == "accept" && o.open()));
    assert!(Arc::strong_count(&desk.library.shared) > 0);
}

/// 行政复议法 第十四条第二款: an heir takes the place of an applicant who died. The agent's authority ends with
/// whoever gave it, what ran for the one who left is dropped, and the last one can't leave an empty place.
#[test]
fn whoever_leaves_takes_their_agents_along_and_leaves_no_place_empty() {
    let mut desk = Desk::opened(date(2026, 3, 16));
    for id in ["h", "l"] {
        let person = Person { name: id.to_owned(), ..Person::default() };
        desk.world.persons.insert(PersonId::from(id), person);
    }
    let entry = |role: &str, person: &str, acts_for: Option<&str>, needs: &[(&str, Value)]| PartyEntry {
        role: role.into(),
        person: person.into(),
        kind: PartyKind::Person,
        acts_for: acts_for.map(PersonId::from),
        needs: needs.iter().map(|(k, v)| ((*k).into(), v.clone())).collect(),
    };
    let reached =
        [("address", Value::from("…")), ("phone", Value::from("1")), ("e_service", Value::YesNo(false))];
    let mut agent = Draft::of("appoint-agent");
    let of_agent = [
        ("agent_kind", Value::from("lawyer")),
        ("authority", Value::Blob(scan())),
        ("phone", Value::from("2")),
    ];
    agent.given.parties = vec![entry("agent", "l", Some("m"), &of_agent)];
    assert!(desk.does(date(2026, 3, 17), &citizen(), &Doing::Act(agent)).done());

    let mut succeed = Draft::of("succeed");
    let values =
        [("predecessor", Value::from("m")), ("record", Value::Blob(scan())), ("why", Value::from("…"))];
    succeed.given.values = values.map(|(k, v)| (k.into(), v)).into();
    let alone = desk.does(date(2026, 3, 18), &officer("a"), &Doing::Act(succeed.clone()));
    assert!(alone.faults.iter().any(|f| f.missing == Missing::AtLeast(1)), "{:?}", alone.faults);

    succeed.given.parties = vec![entry("applicant", "h", None, &reached)];
    let asked = desk.does(date(2026, 3, 18), &officer("a"), &Doing::Act(succeed));
    assert!(asked.done(), "{:?} {:?}", asked.faults, asked.refusals);
    let request = desk.file.requests.last().unwrap().n;
    assert!(desk.does(date(2026, 3, 19), &head("head"), &approve(request)).done());
    let who: Vec<(&str, &str)> =
        desk.file.parties.iter().map(|p| (p.role.as_str(), p.person.as_str())).collect();
    assert_eq!(who, [("respondent", "r"), ("applicant", "h")]);
}

/// R-R51, 行政复议法 第六十一条第一款, 第七十三条第一款, 第七十五条第一款: what bears the City's seal is approved by its
/// leader, and nobody of the unit may have that seal set.
#[test]
fn the_unit_alone_seals_no_decision_of_the_city() {
    let library = library();
    let leader = PostId::from("city-leader");
    assert_eq!(library.shared.seals["city"].posts, std::slice::from_ref(&leader));
    let mut sealed = 0;
    for matter in ["reconsideration", "collateral-review"] {
        let def = library.current(matter).unwrap();
        for (id, act) in &def.acts {
            let city = |p: &&xiezhi_matter::id::PaperId| {
                def.papers[p.as_str()].seal.as_ref().is_some_and(|s| *s == *"city")
            };
            if act.papers.iter().any(|p| city(&p)) {
                let last = act.approve.last().unwrap_or_else(|| panic!("{matter}: {id} has no chain"));
                assert!(last.post == leader && last.when.is_none(), "{matter}: {id} ends with {}", last.post);
                sealed += 1;
            }
        }
    }
    assert!(sealed >= 10, "only {sealed} acts issue a paper under the City's seal");
}

/// R-R58, 行政复议法 第八十七条: no form asks anybody for money to be paid to the office. Sums are those of the act
/// that is contested and of the compensation.
#[test]
fn no_form_of_reconsideration_asks_for_a_fee() {
    let def = library().current("reconsideration").unwrap();
    let money = def.fields.iter().filter(|(_, f)| f.ty == xiezhi_matter::model::FieldType::Money);
    let mut sums: Vec<&str> = money.map(|(id, _)| id.as_str()).collect();
    sums.sort_unstable();
    assert_eq!(sums, ["awarded", "claim_sum", "new_sum", "old_sum", "sum"]);
    for (id, field) in &def.fields {
        assert!(!field.name.zh().contains("费"), "{id} is about a fee");
    }
}
