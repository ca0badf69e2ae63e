//! What holds whatever anybody does: replay gives the state, no count runs backwards, no number comes
//! twice, and deciding never panics.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Doing, Draft, Ground, apply, decide,
    event::{Event, PartyEntry, What},
    file::File,
    id::{ActorId, PersonId},
    key::{FileId, FileKey},
    load::Library,
    model::{Definition, PartyKind},
    replay, time,
    value::{Blob, Value},
    world::{Actor, CityFacts, Person, World},
};

use crate::common::library;

/// One thing that somebody tries: which act, by whom, how many hours later, with which values.
#[derive(Clone, Debug)]
struct Try {
    kind: u8,
    act: usize,
    who: usize,
    hours: i64,
    value: u8,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0..10_u8, 0..64_usize, 0..8_usize, 0..900_i64, any::<u8>())
        .prop_map(|(kind, act, who, hours, value)| Try { kind, act, who, hours, value });
    prop::collection::vec(one, 1..40)
}

struct Play<'a> {
    library: &'a Library,
    def: &'a Definition,
    calendar: Calendar,
    world: World,
    file: File,
    now: Timestamp,
    numbers: BTreeMap<String, u64>,
    given: Vec<String>,
    refused: String,
}

impl Play<'_> {
    fn actor(&self, who: usize) -> Actor {
        let posts = self.library.shared.posts.keys().cloned();
        match who {
            0 => Actor::person("m", "m"),
            1 => Actor::person("r", "r"),
            2 => Actor::officer("a", posts),
            3 => Actor::officer("b", posts),
            4 => Actor::officer("head", posts),
            5 => Actor::officer("leader", posts),
            6 => Actor::officer("nobody", []),
            _ => Actor::person("stranger", "stranger"),
        }
    }

    fn draft(&self, t: &Try) -> Option<Draft> {
        let (id, act) = self.def.acts.get_index(t.act % self.def.acts.len())?;
        let mut draft = Draft::of(id.as_str());
        let asked = act.fields.iter().chain(act.fields_for.iter().flat_map(|(_, f)| f));
        for (at, asked) in asked.enumerate() {
            let seed = usize::from(t.value).wrapping_mul(31).wrapping_add(at);
            if !asked.required && seed.is_multiple_of(3) {
                continue;
            }
            if let Some(value) = self.value(&asked.field, seed) {
                draft.given.values.insert(asked.field.clone(), value);
            }
        }
        for (role, _) in &act.parties {
            let define = self.def.parties.get(role)?;
            let person = if define.kind == PartyKind::Office { "r" } else { "m" };
            let kind = if person == "r" { PartyKind::Office } else { PartyKind::Person };
            let asked = |field: &str| self.def.fields.get(field).is_none_or(|f| f.asked_of(kind));
            let needs = define
                .needs
                .iter()
                .filter(|n| asked(&n.field))
                .filter_map(|n| Some((n.field.clone(), self.value(&n.field, 1)?)));
            let entry = PartyEntry {
                role: role.clone(),
                person: person.into(),
                kind,
                acts_for: None,
                needs: needs.collect(),
            };
            draft.given.parties.push(entry);
        }
        let signers = act.sign.unwrap_or(0);
        draft.given.signed = (0..signers).map(|n| ActorId::from(format!("signer-{n}"))).collect();
        draft.confirmed = self.def.refusals.iter().map(|r| r.id.clone()).collect();
        Some(draft)
    }

    fn value(&self, field: &str, seed: usize) -> Option<Value> {
        use xiezhi_matter::model::FieldType as T;
        let define = self.def.fields.get(field)?;
        let pick = || {
            let list = decide::options(self.def, &self.library.shared, define)?;
            list.get_index(seed % list.len().max(1)).map(|(i, _)| Value::Text(i.to_string()))
        };
        let blob = || {
            Value::Blob(Blob { hash: [1; 32], size: 1, media: "application/pdf".into(), name: "…".into() })
        };
        Some(match define.ty {
            T::Integer => Value::Integer(i64::try_from(seed % 40).ok()?),
            T::Money => Value::Integer(i64::try_from(seed * 1000).ok()?),
            T::YesNo => Value::YesNo(seed.is_multiple_of(2)),
            T::Date => {
                let back = i64::try_from(seed % 90).ok()?;
                Value::Date(time::day(self.now).saturating_sub(jiff::Span::new().days(back)))
            }
            T::Choice => pick()?,
            T::Choices => Value::List(vec![pick()?]),
            T::Attachment | T::Photo => blob(),
            T::List => {
                let row = define.of_fields.iter().filter_map(|f| Some((f.clone(), self.value(f, seed)?)));
                Value::List(vec![Value::Record(row.collect()); 1 + seed % 3])
            }
            T::IdNumber => Value::Text("11010519491231002X".into()),
            _ => Value::Text(format!("words {seed} <b>*#{{}}")),
        })
    }

    fn doing(&self, t: &Try) -> Option<Doing> {
        let requests = &self.file.requests;
        let request = requests.get(t.act % requests.len().max(1)).map(|p| p.n);
        Some(match (t.kind, request) {
            (0, Some(request)) => Doing::Return { request, why: "…".into() },
            (1 | 2, Some(request)) => Doing::Approve { request, confirmed: Vec::new() },
            (3, _) => Doing::Assign {
                seat: self.def.officers.get_index(t.act % self.def.officers.len().max(1))?.0.clone(),
                officer: if t.value.is_multiple_of(2) { "a".into() } else { "b".into() },
                instead_of: None,
            },
            (4, _) => {
                let paper = self.file.papers.get(t.act % self.file.papers.len().max(1))?;
                let blob =
                    Blob { hash: [2; 32], size: 1, media: "application/pdf".into(), name: "…".into() };
                if paper.original.is_none() {
                    return Some(Doing::Record(What::Sealed { paper: paper.at, original: blob }));
                }
                Doing::Serve(decide::Serving {
                    paper: paper.at,
                    to: paper.issued.to.first()?.clone(),
                    mode: "direct".into(),
                    on: time::day(self.now),
                    taken_by: None,
                    reasons: Some("…".into()),
                    proof: vec![blob],
                })
            }
            (5, _) => Doing::Amend(decide::Putting {
                n: xiezhi_matter::key::Seq(1 + u32::try_from(t.act).ok()? % self.file.last().0.max(1)),
                put: None,
                why: "…".into(),
                second: "b".into(),
            }),
            _ => Doing::Act(self.draft(t)?),
        })
    }

    fn attempt(&mut self, t: &Try) {
        self.now = self.now.saturating_add(SignedDuration::from_hours(t.hours)).unwrap_or(self.now);
        let Some(mut doing) = self.doing(t) else { return };
        let actor = match (&doing, self.file.requests.first().and_then(|p| p.turn())) {
            (Doing::Approve { .. } | Doing::Return { .. }, Some(post)) => {
                Actor::officer(format!("holder-{post}").as_str(), [post.clone()])
            }
            _ => self.actor(t.who),
        };
        let ground = Ground {
            def: self.def,
            shared: &self.library.shared,
            world: &self.world,
            calendar: &self.calendar,
        };
        let mut decision = decide(&ground, &self.file, &doing, &actor, self.now);
        // A form shows only what is asked of whoever fills it in.
        if let Doing::Act(draft) = &mut doing {
            for fault in decision.faults.iter().filter(|f| f.missing == decide::Missing::NotAsked) {
                draft.given.values.retain(|k, _| Some(k) != fault.field.as_ref());
            }
            decision = decide(&ground, &self.file, &doing, &actor, self.now);
        }
        if self.file.events.is_empty() && self.refused.is_empty() {
            self.refused = format!("{:?} {:?}", decision.faults, decision.refusals);
        }
        assert!(decision.broken.is_empty(), "a condition broke: {:?} at {doing:?}", decision.broken);
        let numbers: Vec<u64> = decision
            .series
            .iter()
            .map(|series| {
                let n = self.numbers.entry(series.clone()).or_default();
                *n += 1;
                *n
            })
            .collect();
        for event in decision.fill(&numbers) {
            if let Some(done) = event.done() {
                self.given.extend(done.number.clone());
                self.given.extend(done.papers.iter().filter_map(|p| p.number.clone()));
            }
            self.take(event);
        }
    }

    fn take(&mut self, event: Arc<Event>) {
        let before = self.file.clone();
        self.file = apply(self.def, before.clone(), event, &self.calendar);
        for (was, is) in before.counts.iter().zip(&self.file.counts) {
            // Only a date in a field, or an entry put right, may bring a due day forward.
            let same = was.start == is.start && was.origin == is.origin && was.limit == is.limit;
            let by_field = self.def.limits[is.rule].starts.is_empty();
            if same && !by_field && self.file.amended.len() == before.amended.len() {
                assert!(was.due <= is.due || is.due.is_none(), "{} ran backwards", is.limit);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_anybody_does_replay_gives_the_state_and_no_number_comes_twice(tries in tries()) {
        let library = library();
        let def = library.current("reconsideration").unwrap();
        let key = FileKey { city: "620100".parse().unwrap(), id: FileId::from_random([7; 16]) };
        let mut world = World {
            city: CityFacts { short: "某".into(), code: "620100".into(), letters: "MM".into(), name: "某市".into() },
            ..World::default()
        };
        for (id, office) in [("m", None), ("r", Some("r"))] {
            let office: Option<&str> = office;
            let person = Person { name: format!("<{id}>"), office: office.map(str::to_owned), ..Person::default() };
            world.persons.insert(PersonId::from(id), person);
        }
        for lookup in def.lookups.keys() {
            world.lookups.insert(lookup.clone(), Vec::new());
        }
        let mut play = Play {
            library,
            def,
            calendar: Calendar::builtin(),
            world,
            file: File::new(key.clone()),
            now: time::instant(date(2026, 2, 11).at(9, 0, 0, 0)),
            numbers: BTreeMap::new(),
            given: Vec::new(),
            refused: String::new(),
        };
        // A file to begin with, so that most tries meet one.
        let opening = def.acts.get_index_of("apply").unwrap_or(0);
        play.attempt(&Try { kind: 9, act: opening, who: 0, hours: 0, value: 1 });
        for t in &tries {
            play.attempt(t);
        }
        prop_assert!(!play.file.events.is_empty(), "no file was opened: {:?}", play.refused);
        let again = replay(def, key, play.file.events.clone(), &play.calendar);
        prop_assert_eq!(&again.state(), &play.file.state());
        prop_assert_eq!(again.values, play.file.values);
        prop_assert_eq!(again.counts, play.file.counts);
        prop_assert_eq!(again.requests, play.file.requests);
        prop_assert_eq!(again.proposals, play.file.proposals);
        let mut given = play.given.clone();
        given.sort();
        given.dedup();
        prop_assert_eq!(given.len(), play.given.len(), "a number came twice");
        for (at, event) in play.file.events.iter().enumerate() {
            prop_assert_eq!(usize::try_from(event.n.0).unwrap(), at + 1);
        }
    }
}
