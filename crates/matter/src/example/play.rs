//! Playing an example.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use jiff::{Timestamp, civil::Date};
use toml::Value as Toml;
use xiezhi_calendar::Calendar;

use super::{
    Played,
    read::{Example, Step, pour},
};
use crate::{
    apply,
    decide::{Decision, Doing, Draft, Ground, Missing, Serving, Stands, decide},
    event::{Event, PartyEntry, Values, What},
    file::{End, File},
    id::{ActId, ActorId, FieldId, LookupId, PersonId, PostId, RuleId, SeatId},
    key::{City, FileId, FileKey},
    model::{Definition, FieldType, PartyKind, Shared, Strength, Who},
    offer::offers,
    value::{Blob, Decimal, Value},
    world::{Actor, CityFacts, Parent, Person, World},
};

/// Plays an example and its variants.
pub fn play(def: &Definition, shared: &Shared, example: &Example, calendar: &Calendar) -> Played {
    let mut played = Played::default();
    run(def, shared, example, calendar, &mut played);
    for variant in &example.variant {
        let v = variant.clone();
        let mut whole = example.clone();
        whole.title = v.title;
        let steps = whole.steps.into_iter().take(v.upto.unwrap_or(0).min(example.steps.len()));
        // Without `upto` a variant of an example that is like another begins where that one left off.
        whole.steps = steps.chain(v.steps).collect();
        whole.officers = pour(whole.officers, v.officers.unwrap_or_default());
        whole.parties = pour(whole.parties, v.parties.unwrap_or_default());
        whole.lookups = pour(whole.lookups, v.lookups.unwrap_or_default());
        whole.parent = v.parent.or(whole.parent);
        whole.given = pour(whole.given, v.given);
        run(def, shared, &whole, calendar, &mut played);
    }
    played
}

/// The file, the world and the next instant that an example without its variants leaves: for benches.
pub fn leave(
    def: &Definition,
    shared: &Shared,
    example: &Example,
    calendar: &Calendar,
) -> (File, World, Timestamp) {
    let mut played = Played::default();
    let mut left = run(def, shared, example, calendar, &mut played);
    let now = left.now(example.steps.last().map_or(Date::MIN, |s| s.on));
    (left.file, left.world, now)
}

struct Run<'a> {
    def: &'a Definition,
    shared: &'a Shared,
    calendar: &'a Calendar,
    example: &'a Example,
    world: World,
    file: File,
    minute: i64,
    numbers: BTreeMap<String, u64>,
    played: &'a mut Played,
    children: u8,
}

fn run<'a>(
    def: &'a Definition,
    shared: &'a Shared,
    example: &'a Example,
    calendar: &'a Calendar,
    played: &'a mut Played,
) -> Run<'a> {
    let _ = writeln!(played.out, "# {}", example.title);
    let key = FileKey { city: City::national(), id: FileId::from_random([0; 16]) };
    let mut run = Run {
        def,
        shared,
        calendar,
        example,
        world: World {
            city: CityFacts {
                short: "某".to_owned(),
                code: "000000".to_owned(),
                letters: "XX".to_owned(),
                name: "某市".to_owned(),
            },
            ..World::default()
        },
        file: File::new(key),
        minute: 0,
        numbers: BTreeMap::new(),
        played,
        children: 0,
    };
    run.lookups(&example.lookups);
    run.parent(example.parent.as_ref());
    for (at, step) in example.steps.iter().enumerate() {
        run.step(at + 1, step);
    }
    for count in &run.file.counts {
        if count.expired.is_some() || matches!(count.end, Some(End::Met { .. })) {
            run.played.rules.insert(count.limit.clone());
        }
    }
    let _ = writeln!(run.played.out);
    run
}

impl Run<'_> {
    fn ground(&self) -> Ground<'_> {
        Ground { def: self.def, shared: self.shared, world: &self.world, calendar: self.calendar }
    }

    fn fail(&mut self, at: usize, step: &Step, what: &str) {
        let line = format!("“{}”, step {at} ({}): {what}", self.example.title, step.on);
        self.played.failures.push(line);
    }

    fn now(&mut self, on: Date) -> Timestamp {
        self.minute += 1;
        let start = crate::time::instant(on.at(9, 0, 0, 0));
        start.saturating_add(jiff::SignedDuration::from_mins(self.minute)).unwrap_or(start)
    }

    fn step(&mut self, at: usize, step: &Step) {
        if let Some(lookups) = &step.lookups {
            self.lookups(lookups);
        }
        self.parent(step.parent.as_ref());
        let now = self.now(step.on);
        let before = self.file.last();
        let decision = if let Some(act) = &step.act {
            self.act(step, act, now)
        } else if let Some(paper) = &step.serve {
            self.serve(at, step, paper, now)
        } else if let Some(act) = &step.approve {
            self.approve(act, now, true)
        } else if let Some(act) = &step.send_back {
            self.approve(act, now, false)
        } else if let Some(child) = &step.child {
            self.child(step, child, now)
        } else {
            let settled = decide(&self.ground(), &self.file, &Doing::Nothing, &Actor::law(), now);
            self.take(&settled);
            Some(settled)
        };
        let Some(decision) = decision else {
            self.fail(at, step, "nothing here to do it with");
            return;
        };
        self.judge(at, step, &decision, before.0, now);
    }

    fn act(&mut self, step: &Step, act: &str, now: Timestamp) -> Option<Decision> {
        let define = self.def.acts.get(act)?;
        self.played.acts.insert(act.into());
        let opening = self.file.opened_on.is_none();
        let mut draft = Draft::of(act);
        if opening {
            for (key, value) in self.example.given.clone() {
                self.give(&mut draft, &key, &value, define, step.on);
            }
        }
        for (key, value) in &step.with {
            self.give(&mut draft, key, value, define, step.on);
        }
        if let (Some(on), Some(field)) = (step.dated, define.dated.first()) {
            draft.given.values.insert(field.clone(), Value::Date(on));
        }
        draft.lifts = step.lift.iter().map(|(r, why)| (RuleId::from(r.as_str()), why.clone())).collect();
        draft.confirmed = step.confirm.iter().map(|r| RuleId::from(r.as_str())).collect();
        if define.sign.is_some() {
            draft.given.signed =
                (1..define.sign.unwrap_or(1)).map(|n| ActorId::from(format!("signer-{n}"))).collect();
        }
        let actor = self.actor(step.by.as_deref(), &define.by, &draft)?;
        // What the doer's capacity asks and the step leaves out counts as given.
        let mut decision = None;
        for _ in 0..6 {
            let tried = decide(&self.ground(), &self.file, &Doing::Act(draft.clone()), &actor, now);
            let mut more = false;
            for fault in &tried.faults {
                more |= self.repair(&mut draft, fault, define, step.on);
            }
            decision = Some(tried);
            if !more {
                break;
            }
        }
        let mut decision = decision?;
        // What the law did on its own stands, whatever becomes of the act.
        self.take(&decision);
        if decision.done() {
            if opening {
                self.seats(now);
            }
            // Nobody lifts a hold unless the step says so: the approver sends it back.
            let held = decision
                .warnings
                .iter()
                .filter(|w| w.strength == Strength::Hold && !step.lift.contains_key(w.why.word()));
            let held: Vec<Stands> = held.cloned().collect();
            if !held.is_empty() {
                self.approve(act, now, false);
                decision.refusals.extend(held);
            } else if !step.asked {
                while let Some(pending) = self.file.requests.iter().find(|p| p.request.act == *act).cloned() {
                    let next = self.approve(&pending.request.act.clone(), now, true)?;
                    let stuck = !next.done();
                    decision.refusals.extend(next.refusals.clone());
                    decision.events.extend(next.events.clone());
                    if stuck {
                        break;
                    }
                }
            }
            if let Some(child) = &define.opens
                && self.file.doings(act).next().is_some()
                && let Some(kind) = self.def.children.get(&**child)
            {
                for _ in 0..step.children.unwrap_or(1) {
                    self.children += 1;
                    let file = FileId::from_random([self.children; 16]);
                    let what = What::ChildOpened { child: child.clone(), matter: kind.of.clone(), file };
                    self.record(what, now);
                }
            }
        }
        Some(decision)
    }

    /// Gives a value or a party.
    fn give(&mut self, draft: &mut Draft, key: &str, value: &Toml, act: &crate::model::Act, on: Date) {
        if let Some(role) = self.def.parties.get(key) {
            let ids: Vec<String> = match value {
                Toml::Array(ids) => ids.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
                Toml::String(id) => vec![id.clone()],
                _ => Vec::new(),
            };
            if !act.parties.iter().any(|(r, _)| *r == *key) {
                return;
            }
            for id in ids {
                let facts = self.example.parties.get(&id).cloned().unwrap_or_default();
                let words = |name: &str| facts.get(name).and_then(Toml::as_str).map(str::to_owned);
                let kind = match (role.kind, words("kind").as_deref()) {
                    (PartyKind::Any, Some("organisation")) => PartyKind::Organisation,
                    (PartyKind::Any, Some("office")) => PartyKind::Office,
                    (PartyKind::Any, _) => PartyKind::Person,
                    (kind, _) => kind,
                };
                let mut needs = Values::new();
                for need in &role.needs {
                    let asked = self.def.fields.get(&*need.field).is_none_or(|f| f.asked_of(kind));
                    let given = facts.get(&*need.field);
                    let value = match given {
                        Some(v) => self.value(&need.field, v, on),
                        None if need.required && asked => self.sample(&need.field, on),
                        None => None,
                    };
                    if let Some(value) = value {
                        needs.insert(need.field.clone(), value);
                    }
                }
                let person = Person {
                    name: words("name").unwrap_or_else(|| id.clone()),
                    born: facts.get("born").and_then(date),
                    office: words("office"),
                    level: words("level"),
                    field: words("field"),
                    more: BTreeMap::new(),
                };
                self.world.persons.insert(PersonId::from(id.as_str()), person);
                let acts_for = role.acts_for.as_ref().and_then(|r| {
                    let draft = draft.given.parties.iter().find(|p| p.role == *r).map(|p| p.person.clone());
                    draft.or_else(|| self.file.in_role(r).next().map(|p| p.person.clone()))
                });
                draft.given.parties.push(PartyEntry {
                    role: key.into(),
                    person: id.as_str().into(),
                    kind,
                    acts_for,
                    needs,
                });
            }
            return;
        }
        if let Some(value) = self.value(&key.into(), value, on) {
            draft.given.values.insert(key.into(), value);
        }
    }

    /// Makes good what a step leaves out: a required field counts as given. Says whether it changed anything.
    fn repair(
        &self,
        draft: &mut Draft,
        fault: &crate::decide::FormFault,
        act: &crate::model::Act,
        on: Date,
    ) -> bool {
        let Some(field) = &fault.field else {
            return false;
        };
        match fault.missing {
            Missing::Required if fault.row.is_none() => match self.sample(field, on) {
                Some(value) => draft.given.values.insert(field.clone(), value).is_none(),
                None => false,
            },
            // Given for the whole example, but not asked of whoever does it this time.
            Missing::NotAsked if fault.row.is_none() && !act.parties.iter().any(|(r, _)| **r == **field) => {
                let given = self.example.given.contains_key(&**field);
                given && draft.given.values.remove(field).is_some()
            }
            _ => false,
        }
    }

    /// A value as an example writes it.
    fn value(&self, field: &FieldId, value: &Toml, on: Date) -> Option<Value> {
        let define = self.def.fields.get(&**field)?;
        Some(match (define.ty, value) {
            (FieldType::List | FieldType::Attachment | FieldType::Files, Toml::Integer(n)) => {
                let row =
                    if define.ty == FieldType::List { self.row(define, on) } else { Value::Blob(blob()) };
                Value::List(vec![row; usize::try_from(*n).ok()?])
            }
            (FieldType::Attachment | FieldType::Photo, Toml::String(_)) => Value::Blob(blob()),
            (FieldType::Number, Toml::Float(f)) => Value::Number(Decimal::parse(&format!("{f:.4}"))?),
            (FieldType::Number, Toml::Integer(n)) => Value::Number(Decimal::parse(&n.to_string())?),
            (FieldType::List, Toml::Array(rows)) => Value::List(
                rows.iter()
                    .map(|row| {
                        let row = row.as_table()?;
                        let fields = row.iter().map(|(k, v)| {
                            let id = FieldId::from(k.as_str());
                            Some((id.clone(), self.value(&id, v, on)?))
                        });
                        Some(Value::Record(fields.collect::<Option<_>>()?))
                    })
                    .collect::<Option<_>>()?,
            ),
            (_, Toml::String(s)) => Value::Text(s.clone()),
            (_, Toml::Integer(n)) => Value::Integer(*n),
            (_, Toml::Boolean(b)) => Value::YesNo(*b),
            (_, Toml::Datetime(_)) => Value::Date(date(value)?),
            (_, Toml::Array(items)) => Value::List(
                items.iter().map(|i| i.as_str().map(|s| Value::Text(s.to_owned()))).collect::<Option<_>>()?,
            ),
            _ => return None,
        })
    }

    fn sample(&self, field: &FieldId, on: Date) -> Option<Value> {
        let define = self.def.fields.get(&**field)?;
        let first = || {
            let list = crate::decide::options(self.def, self.shared, define)?;
            list.keys().next().map(|i| Value::Text(i.to_string()))
        };
        Some(match define.ty {
            FieldType::Integer | FieldType::Money => {
                Value::Integer(define.range.map_or(1, |(least, _)| least))
            }
            FieldType::Number => Value::Number(Decimal::from_ten_thousandths(10_000)),
            FieldType::YesNo => Value::YesNo(false),
            FieldType::Date => Value::Date(on),
            FieldType::Time => Value::Time(on.at(9, 0, 0, 0)),
            FieldType::Choice => first()?,
            FieldType::Choices => Value::List(vec![first()?]),
            FieldType::Files | FieldType::Citations => Value::List(vec![Value::Text("…".into())]),
            FieldType::Place | FieldType::Citation | FieldType::Record => Value::Record(BTreeMap::new()),
            FieldType::Photo | FieldType::Attachment => Value::Blob(blob()),
            FieldType::List => Value::List(vec![self.row(define, on)]),
            FieldType::IdNumber => Value::Text("11010519491231002X".into()),
            _ => Value::Text("…".into()),
        })
    }

    fn row(&self, list: &crate::model::Field, on: Date) -> Value {
        let fields = list.of_fields.iter().filter_map(|f| Some((f.clone(), self.sample(f, on)?)));
        Value::Record(fields.collect())
    }

    /// Whoever does a step: a person or a who; else the first that may.
    fn actor(&self, by: Option<&str>, may: &[Who], draft: &Draft) -> Option<Actor> {
        let of = |who: &Who| self.actor_of(who, draft);
        match by {
            None => may.iter().find_map(of),
            Some(word) => {
                let who = match word.split_once(':') {
                    Some(("officer", seat)) => Some(Who::Officer(seat.into())),
                    Some(("party", role)) => Some(Who::Party(role.into())),
                    _ if self.shared.posts.contains_key(word) => Some(Who::Post(word.into())),
                    _ => None,
                };
                match who {
                    Some(who) => of(&who),
                    None => Some(self.named(word)),
                }
            }
        }
    }

    fn actor_of(&self, who: &Who, draft: &Draft) -> Option<Actor> {
        match who {
            Who::Post(post) => Some(Actor::officer(format!("some-{post}").as_str(), [post.clone()])),
            Who::Officer(seat) => {
                let id = self.file.officers.get(seat)?.last()?;
                Some(self.named(id))
            }
            Who::Party(role) => {
                let there = self.file.in_role(role).next().map(|p| p.person.clone());
                let new = || draft.given.parties.iter().find(|p| p.role == *role).map(|p| p.person.clone());
                let person = there.or_else(new)?;
                Some(Actor::person(person.as_str(), person.clone()))
            }
            Who::Public => Some(Actor::person("anybody", "anybody")),
            Who::Matter(m) => Some(Actor::officer(format!("matter:{m}").as_str(), [])),
            Who::Law => None,
        }
    }

    /// An officer of the example, with the post of each seat held, or a person.
    fn named(&self, id: &str) -> Actor {
        let seats = self.example.officers.iter().filter(|(_, who)| {
            who.as_str() == Some(id)
                || who.as_array().is_some_and(|all| all.iter().any(|w| w.as_str() == Some(id)))
        });
        let posts: Vec<PostId> =
            seats.filter_map(|(seat, _)| self.def.officers.get(&**seat)).map(|s| s.post.clone()).collect();
        if posts.is_empty() && self.world.persons.contains_key(id) {
            Actor::person(id, id)
        } else {
            Actor::officer(id, posts)
        }
    }

    /// Everybody takes the seat that the example gives.
    fn seats(&mut self, now: Timestamp) {
        for (seat, who) in self.example.officers.clone() {
            let ids: Vec<String> = match who {
                Toml::Array(all) => all.into_iter().filter_map(|w| w.as_str().map(str::to_owned)).collect(),
                Toml::String(one) => vec![one],
                _ => Vec::new(),
            };
            for officer in ids {
                let seat = SeatId::from(seat.as_str());
                self.record(What::Assigned { seat, officer: ActorId::from(officer), instead_of: None }, now);
            }
        }
    }

    fn serve(&mut self, at: usize, step: &Step, paper: &str, now: Timestamp) -> Option<Decision> {
        let there = self.file.papers.iter().rev().find(|p| p.issued.paper == *paper)?;
        let (place, pdf, original) = (there.at, there.pdf.clone(), there.original.clone());
        let to = step.to.as_deref();
        let person = match to {
            Some(to) => self
                .file
                .in_role(to)
                .map(|p| p.person.clone())
                .next()
                .or_else(|| self.world.persons.contains_key(to).then(|| PersonId::from(to)))?,
            None => there.issued.to.first()?.clone(),
        };
        if pdf.is_none() {
            self.record(What::PaperMade { paper: place, pdf: blob() }, now);
        }
        if original.is_none() {
            self.record(What::Sealed { paper: place, original: blob() }, now);
        }
        let may = self.shared.acts.get("serve").map(|a| a.by.clone()).unwrap_or_default();
        let seated = self.file.officers.values().flatten().next().map(|o| self.named(o));
        let draft = Draft::of("serve");
        let actor = may.iter().find_map(|w| self.actor_of(w, &draft)).or(seated)?;
        let mode = step.mode.clone().unwrap_or_else(|| "direct".to_owned());
        let serving = Serving {
            paper: place,
            to: person,
            mode,
            on: step.dated.unwrap_or(step.on),
            taken_by: None,
            reasons: Some("…".to_owned()),
            proof: vec![blob()],
        };
        let mode = self.shared.services.get(&*self.def.service).and_then(|s| s.modes.get(&serving.mode));
        let rule = mode.map(|m| m.rule.clone());
        let decision = decide(&self.ground(), &self.file, &Doing::Serve(serving), &actor, now);
        self.take(&decision);
        if decision.done() {
            self.played.rules.extend(rule);
        }
        if !decision.done() && step.refused.is_none() {
            let why: Vec<&str> = decision.refusals.iter().map(|r| r.says.zh()).collect();
            let why = format!("not served: {} {:?}", why.join("; "), decision.faults);
            self.fail(at, step, &why);
        }
        Some(decision)
    }

    fn approve(&mut self, act: &str, now: Timestamp, approves: bool) -> Option<Decision> {
        let pending = self.file.requests.iter().find(|p| p.request.act == *act)?;
        let (n, post) = (pending.n, pending.turn()?.clone());
        let actor =
            Actor::officer(format!("holder-of-{post}-{}", pending.approved_by.len()).as_str(), [post]);
        let doing = if approves {
            Doing::Approve { request: n, confirmed: Vec::new() }
        } else {
            Doing::Return { request: n, why: "…".to_owned() }
        };
        let decision = decide(&self.ground(), &self.file, &doing, &actor, now);
        // A step that is refused sends the request back.
        self.take(&decision);
        Some(decision)
    }

    fn child(&mut self, step: &Step, child: &str, now: Timestamp) -> Option<Decision> {
        let kind = self.def.children.get(child)?;
        let of: Vec<FileId> =
            self.file.children.iter().filter(|c| c.kind == *child).map(|c| c.file.clone()).collect();
        let file = of.get(step.which.unwrap_or(1).checked_sub(1)?)?.clone();
        let state = step.reaches.as_deref()?;
        let up = step.up.iter().filter_map(|(k, v)| {
            let field = FieldId::from(k.as_str());
            let value = self.value(&field, v, step.on).or_else(|| v.as_str().map(Value::from))?;
            Some((field, value))
        });
        let _ = kind;
        let what = What::ChildReached { file, state: state.into(), ended: true, up: up.collect() };
        let decision = decide(&self.ground(), &self.file, &Doing::Record(what), &Actor::law(), now);
        self.take(&decision);
        Some(decision)
    }

    fn record(&mut self, what: What, now: Timestamp) {
        let actor = Actor::officer("program", []);
        let decision = decide(&self.ground(), &self.file, &Doing::Record(what), &actor, now);
        self.take(&decision);
    }

    /// Takes the events of a decision, numbers filled in.
    fn take(&mut self, decision: &Decision) {
        let numbers: Vec<u64> = decision
            .series
            .iter()
            .map(|series| {
                let n = self.numbers.entry(series.clone()).or_insert(0);
                *n += 1;
                *n
            })
            .collect();
        for event in decision.fill(&numbers) {
            let blank = File::new(self.file.key.clone());
            let file = std::mem::replace(&mut self.file, blank);
            self.file = apply(self.def, file, event, self.calendar);
        }
    }

    /// Looks at what a step claims.
    fn judge(&mut self, at: usize, step: &Step, decision: &Decision, before: u32, now: Timestamp) {
        for r in &decision.refusals {
            if let crate::decide::Why::Rule(rule) = &r.why {
                self.played.rules.insert(rule.clone());
            }
        }
        if let Some(refused) = &step.refused {
            for word in refused.all() {
                if !decision.refusals.iter().any(|r| r.why.word() == word) {
                    let got: Vec<&str> = decision.refusals.iter().map(|r| r.why.word()).collect();
                    let what = format!("{word} should have refused it; got {got:?}, {:?}", decision.faults);
                    self.fail(at, step, &what);
                }
            }
        } else if !decision.done() {
            let got: Vec<String> =
                decision.refusals.iter().map(|r| format!("{}: {}", r.why.word(), r.says.zh())).collect();
            self.fail(at, step, &format!("refused: {got:?} {:?}", decision.faults));
        }
        for broken in &decision.broken {
            self.fail(at, step, &format!("broken: {broken}"));
        }
        let events: Vec<Arc<Event>> = self.file.events.iter().filter(|e| e.n.0 > before).cloned().collect();
        self.write(step, decision, &events);
        if let Some(state) = &step.state
            && self.file.state().is_none_or(|s| s != state.as_str())
        {
            let found = self.file.state().map_or("none", |s| s).to_owned();
            self.fail(at, step, &format!("state should be {state}, is {found}"));
        }
        for (track, state) in &step.track {
            let found = self.file.tracks.get(&**track).map_or("off", |s| s).to_owned();
            if found != *state {
                self.fail(at, step, &format!("track {track} should be {state}, is {found}"));
            }
        }
        for (limit, claimed) in &step.due {
            self.played.rules.insert(limit.as_str().into());
            let found = self.found_due(limit, step.to.as_deref());
            let claimed = match claimed {
                Toml::Datetime(d) => d.to_string(),
                Toml::String(s) => s.clone(),
                other => other.to_string(),
            };
            if found != claimed {
                self.fail(at, step, &format!("{limit} should be {claimed}, is {found}"));
            }
        }
        if let Some(papers) = &step.papers {
            let mut issued: Vec<String> = events
                .iter()
                .filter_map(|e| e.done())
                .flat_map(|d| d.papers.iter().map(|p| p.paper.to_string()))
                .collect();
            let mut claimed = papers.clone();
            issued.sort();
            claimed.sort();
            if issued != claimed {
                self.fail(at, step, &format!("papers should be {claimed:?}, are {issued:?}"));
            }
        }
        if let Some(law) = &step.law {
            let acted =
                events.iter().find(|e| e.actor == "law" && e.done().is_some_and(|d| d.act == *law.as_str()));
            match (acted, step.dated) {
                (None, _) => self.fail(at, step, &format!("the law should have done {law}")),
                (Some(e), Some(on)) if e.happened_on != on => {
                    let on_found = e.happened_on;
                    self.fail(at, step, &format!("{law} should be dated {on}, is {on_found}"));
                }
                _ => {}
            }
        }
        if let Some(child) = &step.opens
            && !self.file.children.iter().any(|c| c.kind == *child.as_str())
        {
            self.fail(at, step, &format!("no child {child} was opened"));
        }
        if let Some(proposed) = &step.proposed {
            for act in proposed {
                if !self.file.proposals.iter().any(|p| p.act == *act.as_str()) {
                    self.fail(at, step, &format!("{act} should be proposed"));
                }
            }
        }
        for act in &step.open {
            let define = self.def.acts.get(act.as_str());
            let draft = Draft::of(act.as_str());
            let who = define.and_then(|a| a.by.iter().find_map(|w| self.actor_of(w, &draft)));
            let open = who.is_some_and(|who| {
                offers(&self.ground(), &self.file, &who, now)
                    .iter()
                    .any(|o| o.act == *act.as_str() && o.open())
            });
            if !open {
                self.fail(at, step, &format!("{act} should be on offer"));
            }
        }
    }

    fn found_due(&self, limit: &str, to: Option<&str>) -> String {
        let persons: Vec<&PersonId> = to.map_or_else(Vec::new, |to| {
            self.file.parties.iter().filter(|p| p.role == *to || p.person == *to).map(|p| &p.person).collect()
        });
        let mine = self
            .file
            .counts
            .iter()
            .rev()
            .find(|c| c.limit == *limit && c.person.as_ref().is_some_and(|p| persons.contains(&p)));
        match mine.or_else(|| self.file.latest(limit)) {
            None => "none".to_owned(),
            Some(c) if !c.awake || matches!(c.end, Some(End::Dropped(_))) => "none".to_owned(),
            Some(c) if c.end.is_none() && c.stopped() => "stopped".to_owned(),
            Some(c) => c.due.map_or_else(|| "none".to_owned(), |d| d.to_string()),
        }
    }

    /// What a step left behind, for the file beside the example.
    fn write(&mut self, step: &Step, decision: &Decision, events: &[Arc<Event>]) {
        let word = step.act.as_deref().or(step.serve.as_deref()).or(step.child.as_deref()).unwrap_or("clock");
        let state = self.file.state().map_or("-", |s| s);
        let tracks: Vec<String> = self.file.tracks.iter().map(|(t, s)| format!("{t}={s}")).collect();
        let mut out = format!("{} {word}: {state} {}\n", step.on, tracks.join(" "));
        for event in events {
            let _ = write!(out, "  {} {} {}", event.n, event.happened_on, event.word());
            if event.actor == "law" {
                out.push_str(" (law)");
            }
            if let Some(done) = event.done() {
                if let Some(number) = &done.number {
                    let _ = write!(out, " {number}");
                }
                for paper in &done.papers {
                    let _ = write!(out, " [{} {}]", paper.paper, paper.number.as_deref().unwrap_or("-"));
                }
            }
            out.push('\n');
        }
        for r in &decision.refusals {
            let _ = writeln!(out, "  refused {}: {}", r.why.word(), r.says.zh());
        }
        for count in self.file.counts.iter().filter(|c| c.open() && c.awake) {
            let due = count.due.map_or_else(|| "?".to_owned(), |d| d.to_string());
            let person = count.person.as_ref().map(|p| format!(" for {p}")).unwrap_or_default();
            let stopped = if count.stopped() { " stopped" } else { "" };
            let provisional = if count.provisional { " provisional" } else { "" };
            let _ = writeln!(out, "  due {} {due}{person}{stopped}{provisional}", count.limit);
        }
        for p in &self.file.proposals {
            let _ = writeln!(out, "  proposed {}", p.act);
        }
        self.played.out.push_str(&out);
    }

    fn lookups(&mut self, lookups: &BTreeMap<String, Vec<BTreeMap<String, Toml>>>) {
        for (id, rows) in lookups {
            let rows = rows
                .iter()
                .map(|row| row.iter().filter_map(|(k, v)| Some((k.as_str().into(), plain(v)?))).collect());
            self.world.lookups.insert(LookupId::from(id.as_str()), rows.collect());
        }
        for id in self.def.lookups.keys() {
            self.world.lookups.entry(id.clone()).or_default();
        }
    }

    fn parent(&mut self, parent: Option<&BTreeMap<String, Toml>>) {
        let Some(parent) = parent else {
            return;
        };
        let values: Values =
            parent.iter().filter_map(|(k, v)| Some((FieldId::from(k.as_str()), plain(v)?))).collect();
        let done = parent.get("done").and_then(Toml::as_array).into_iter().flatten();
        let done = done.filter_map(|a| a.as_str().map(ActId::from)).collect();
        self.world.parent = Some(Parent { values, done, ..Parent::default() });
    }
}

fn plain(value: &Toml) -> Option<Value> {
    Some(match value {
        Toml::String(s) => Value::Text(s.clone()),
        Toml::Integer(n) => Value::Integer(*n),
        Toml::Boolean(b) => Value::YesNo(*b),
        Toml::Datetime(_) => Value::Date(date(value)?),
        Toml::Array(items) => Value::List(items.iter().map(plain).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn date(value: &Toml) -> Option<Date> {
    value.as_datetime()?.to_string().parse().ok()
}

fn blob() -> Blob {
    Blob { hash: [0; 32], size: 1, media: "application/pdf".to_owned(), name: "….pdf".to_owned() }
}
