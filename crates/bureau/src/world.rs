//! What is fetched before a decision: persons, rows of lookups, the parent, names.

use std::collections::{BTreeMap, BTreeSet};

use xiezhi_matter::{
    event::{PartyEntry, Values},
    expr::{Expr, Fault as CelFault, Read, Scope, Was},
    id::{DefineId, LookupId, PersonId},
    key::{City, FileKey},
    model::{Act, Class, Definition, From, Give, Lookup, LookupOf, To},
    time,
    value::Value,
    world::{Actor, Parent, Person, World},
};
use xiezhi_store::{Direction, Fault, FileLine, Filter, Guard, Order, Query, ReadError, Test};

use crate::{
    Bureau, PersonRecord,
    load::Loaded,
    project::fact_value,
    record::{self, Card, normal},
};

/// What a decision is about, as far as fetching goes.
pub(crate) struct Wanted<'a> {
    pub(crate) actor: &'a Actor,
    /// Lookups of this act; of every act of the definition, where none is named.
    pub(crate) act: Option<&'a str>,
    /// Values given.
    pub(crate) values: &'a Values,
    /// Parties that the act enters.
    pub(crate) entering: &'a [PartyEntry],
    /// Records of those who are new.
    pub(crate) people: &'a BTreeMap<PersonId, PersonRecord>,
    pub(crate) now: jiff::Timestamp,
}

impl Bureau {
    /// Fetches what a decision needs, and the guards under which it holds.
    pub(crate) async fn world(
        &self,
        loaded: &Loaded,
        wanted: &Wanted<'_>,
    ) -> Result<(World, Vec<Guard>), ReadError> {
        let city = &loaded.key.city;
        let card = self.city(city).map_err(|_| ReadError::NoFile(loaded.key.clone()))?;
        let mut world = World { city: card.facts(), ..World::default() };
        let mut ids: BTreeSet<PersonId> = loaded.file.parties.iter().map(|p| p.person.clone()).collect();
        ids.extend(wanted.entering.iter().map(|p| p.person.clone()));
        ids.extend(wanted.actor.person.clone());
        // Those whom an act waiting for approval would bring in are judged again at each step.
        ids.extend(
            loaded.file.requests.iter().flat_map(|r| &r.request.given.parties).map(|p| p.person.clone()),
        );
        world.persons = self.persons(city, ids, wanted.people).await?;
        let officers = self.store().list_officers(city).await?;
        for officer in &officers {
            world.names.insert(officer.id.as_str().into(), officer.name.clone());
        }
        world.parent = self.parent(loaded).await?;

        let mut guards = Vec::new();
        let def = &loaded.bound.def;
        let after = After::of(loaded, wanted);
        for id in lookups_of(def, wanted.act) {
            let Some(lookup) = def.lookups.get(&*id) else { continue };
            let matches = matches_of(lookup, &after.scope(loaded, &world, wanted));
            let found = match (&lookup.of, matches) {
                // Something it would match by is unset: nothing is found.
                (_, None) => Vec::new(),
                (LookupOf::Relations, Some(matches)) => relations(&officers, &matches)?,
                (LookupOf::Matter(matter), Some(matches)) => {
                    let (rows, held) = self.look_up(city, matter, lookup, &matches).await?;
                    if lookup.guard {
                        guards.extend(held);
                    }
                    rows
                }
            };
            match taken(lookup, found, &after.scope(loaded, &world, wanted)) {
                Ok(rows) => {
                    world.lookups.insert(id, rows);
                }
                // It is left out, so that whatever reads it fails closed and says so.
                Err(fault) => {
                    tracing::error!(file = %loaded.key, "Lookup {id} of {} is broken: {fault}", def.id);
                }
            }
        }
        Ok((world, guards))
    }

    /// Persons and offices by id, as conditions and papers see them.
    pub(crate) async fn persons(
        &self,
        city: &City,
        ids: impl IntoIterator<Item = PersonId>,
        fresh: &BTreeMap<PersonId, PersonRecord>,
    ) -> Result<BTreeMap<PersonId, Person>, Fault> {
        let card = self.city(city).map_err(|_| Fault::Failed("no such city".to_owned()))?;
        let mut persons = BTreeMap::new();
        let mut wanted = Vec::new();
        for id in ids {
            if let Some(office) = card.as_party(&id) {
                persons.insert(id, office);
            } else {
                wanted.push(xiezhi_store::PersonId::from(id.as_str()));
            }
        }
        for kept in self.store().list_people(city, &wanted).await? {
            let record: PersonRecord = record::read(&kept.record, "the record of a person")?;
            persons.insert(kept.id.as_str().into(), record.person());
        }
        for (id, record) in fresh {
            persons.insert(id.clone(), record.person());
        }
        Ok(persons)
    }

    /// The parent file as its child sees it.
    async fn parent(&self, loaded: &Loaded) -> Result<Option<Parent>, ReadError> {
        let Some(id) = loaded.parent() else {
            return Ok(None);
        };
        let key = FileKey { city: loaded.key.city.clone(), id };
        // A parent's events are read without its own parents: one step up is what a child may see.
        let parent = Box::pin(self.load(&key)).await?;
        Ok(Some(as_parent(&parent)))
    }

    /// The files that a lookup matches, in the order of their ids, and what must still be so when the act is
    /// recorded. All of them: how many a condition gets to see is cut only after `where`.
    async fn look_up(
        &self,
        city: &City,
        matter: &str,
        lookup: &Lookup,
        matches: &[(String, Value)],
    ) -> Result<(Vec<Found>, Vec<Guard>), ReadError> {
        let theirs = self.definition(matter);
        let mut found = BTreeMap::new();
        let mut guards = Vec::new();
        for way in ways(matches) {
            let mut filters: Vec<Filter> =
                way.iter().map(|(left, value)| filter_of(theirs.as_deref(), left, value)).collect();
            if !lookup.states.is_empty() {
                filters.push(Filter::States(lookup.states.iter().map(ToString::to_string).collect()));
            }
            let lines = self.lines(city, matter, filters.clone()).await?;
            let seen = lines.iter().map(|l| (l.key.id.clone(), l.n)).collect();
            let words: Vec<String> =
                way.iter().map(|(left, v)| format!("{left}={}", normal(&plain(v)))).collect();
            guards.push(Guard { matter: matter.to_owned(), values: vec![words.join("\n")], filters, seen });
            for line in lines {
                let row = row_of(&line)?;
                let days = self.closed_days(theirs.as_deref(), lookup, &line).await?;
                found.insert(line.key.id, Found { row, days });
            }
        }
        Ok((found.into_values().collect(), guards))
    }

    /// The days of an `overlaps` that no list holds, from the file itself.
    async fn closed_days(
        &self,
        theirs: Option<&Definition>,
        lookup: &Lookup,
        line: &FileLine,
    ) -> Result<Values, ReadError> {
        let days = lookup.overlaps.iter().flat_map(|(from, until, _, _)| [from, until]);
        let closed: Vec<&String> = days.filter(|day| is_closed(theirs, day)).collect();
        if closed.is_empty() || line.erased {
            return Ok(Values::new());
        }
        let file = Box::pin(self.load(&line.key)).await?.file;
        let value = |day: &String| Some((day.as_str().into(), file.values.get(day.as_str())?.clone()));
        Ok(closed.into_iter().filter_map(value).collect())
    }

    async fn lines(
        &self,
        city: &City,
        matter: &str,
        filters: Vec<Filter>,
    ) -> Result<Vec<FileLine>, ReadError> {
        let mut query = Query {
            city: city.clone(),
            matter: Some(matter.to_owned()),
            filters,
            order: Order::Opened,
            direction: Direction::Up,
            after: None,
            limit: 1000,
        };
        let mut lines = Vec::new();
        loop {
            let page = self.store().list_files(&query).await?;
            lines.extend(page.rows);
            query.after = page.next;
            if query.after.is_none() {
                return Ok(lines);
            }
        }
    }
}

/// A file that a lookup matched.
struct Found {
    /// What a condition sees of it.
    row: Values,
    /// Days that only `overlaps` sees.
    days: Values,
}

/// The rows that conditions get to see, at most so many as the lookup says.
fn taken(lookup: &Lookup, found: Vec<Found>, scope: &Scope<'_>) -> Result<Vec<Values>, CelFault> {
    let most = lookup.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for one in found {
        let takes = if one.days.is_empty() {
            lookup.takes(&one.row, scope)?
        } else {
            let mut whole = one.row.clone();
            whole.extend(one.days);
            lookup.takes(&whole, scope)?
        };
        if takes && rows.len() < most {
            rows.push(one.row);
        }
    }
    Ok(rows)
}

/// Every way in which a lookup can match: a list on our side matches by any member of it.
fn ways(matches: &[(String, Value)]) -> Vec<Vec<(String, Value)>> {
    let mut ways = vec![Vec::new()];
    for (left, value) in matches {
        let members = match value {
            Value::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        ways = ways
            .iter()
            .flat_map(|way: &Vec<(String, Value)>| {
                members.iter().map(|member| {
                    way.iter().cloned().chain([(left.clone(), member.clone())]).collect::<Vec<_>>()
                })
            })
            .collect();
    }
    ways
}

/// The condition that a file of theirs has this value.
fn filter_of(theirs: Option<&Definition>, left: &str, value: &Value) -> Filter {
    // No file is in no state at all.
    let nothing = || Filter::States(Vec::new());
    // A role is written with `_` where CEL would read a minus.
    let dashed = left.replace('_', "-");
    let role = [left, &dashed].into_iter().find(|r| theirs.is_some_and(|d| d.parties.contains_key(*r)));
    match (left, value) {
        ("id", Value::Text(id)) => id.parse().map_or_else(|_| nothing(), Filter::Is),
        ("parent", Value::Text(id)) => id.parse().map_or_else(|_| nothing(), Filter::Parent),
        ("number", Value::Text(number)) => Filter::Number(number.clone()),
        ("state", Value::Text(state)) => Filter::States(vec![state.clone()]),
        (_, Value::Text(person)) if role.is_some() => {
            Filter::Person(role.map(str::to_owned), person.as_str().into())
        }
        (field, Value::Text(text)) if is_closed(theirs, field) => {
            Filter::Blind(field.to_owned(), normal(text))
        }
        (field, value) => {
            fact_value(value).map_or_else(nothing, |fact| Filter::Fact(field.to_owned(), Test::Is(fact)))
        }
    }
}

/// Whether a field of theirs is in no list, and found by its keyed hash alone.
fn is_closed(theirs: Option<&Definition>, field: &str) -> bool {
    theirs.and_then(|d| d.fields.get(field)).is_some_and(|f| f.blind || f.class > Class::Internal)
}

/// A row of a lookup: what a list knows of a file.
fn row_of(line: &FileLine) -> Result<Values, Fault> {
    let mut row = Values::new();
    if !line.row.card.is_empty() {
        let card: Card = record::read(&line.row.card, "the card of a file")?;
        row.extend(card.values);
        for (track, state) in card.tracks {
            row.insert(track.into(), Value::Text(state));
        }
    }
    row.insert("id".into(), Value::Text(line.key.id.as_str().to_owned()));
    row.insert("state".into(), Value::Text(line.row.state.clone()));
    if let Some(number) = &line.row.number {
        row.insert("number".into(), Value::Text(number.clone()));
    }
    if let Some(on) = line.row.opened_on {
        row.insert("opened_on".into(), Value::Date(on));
    }
    if let Some(parent) = &line.row.parent {
        row.insert("parent".into(), Value::Text(parent.as_str().to_owned()));
    }
    Ok(row)
}

/// The declared relations of officers that match.
fn relations(officers: &[xiezhi_store::Officer], matches: &[(String, Value)]) -> Result<Vec<Found>, Fault> {
    let mut rows = Vec::new();
    for officer in officers {
        for relation in crate::who::read_card(&officer.card)?.relations {
            let row = Values::from([
                ("officer".into(), Value::Text(officer.id.as_str().to_owned())),
                ("person".into(), Value::Text(relation.person)),
                ("kind".into(), Value::Text(relation.kind)),
            ]);
            let is = |left: &str, value: &Value| match value {
                Value::List(any) => row.get(left).is_some_and(|own| any.contains(own)),
                one => row.get(left) == Some(one),
            };
            if matches.iter().all(|(left, value)| is(left, value)) {
                rows.push(Found { row, days: Values::new() });
            }
        }
    }
    Ok(rows)
}

/// The file as the act would leave it, which is what lookups match by.
struct After {
    values: Values,
    parties: Vec<PartyEntry>,
}

impl After {
    fn of(loaded: &Loaded, wanted: &Wanted<'_>) -> Self {
        let mut values = loaded.file.values.clone();
        values.extend(wanted.values.clone());
        let mut parties = loaded.file.parties.clone();
        parties.extend(wanted.entering.iter().cloned());
        Self { values, parties }
    }

    fn scope<'a>(&'a self, loaded: &'a Loaded, world: &'a World, wanted: &'a Wanted<'a>) -> Scope<'a> {
        Scope {
            def: &loaded.bound.def,
            shared: Some(&loaded.bound.shared),
            file: &loaded.file,
            values: &self.values,
            parties: &self.parties,
            was: Was::Before(&loaded.file.values),
            own: Some((wanted.values, &wanted.actor.id)),
            actor: Some(wanted.actor),
            world: Some(world),
            row: None,
            on: time::day(wanted.now),
            calendar: &loaded.calendar,
        }
    }
}

/// The values that a lookup matches by; none where one of them is unset.
fn matches_of(lookup: &Lookup, scope: &Scope<'_>) -> Option<Vec<(String, Value)>> {
    lookup.matches.iter().map(|(left, expr)| Some((left.clone(), expr.value(scope).ok()?))).collect()
}

/// The lookups that a condition reads.
pub(crate) fn read_in(def: &Definition, expr: &Expr) -> BTreeSet<LookupId> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    read_by(def, expr, &mut found, &mut seen);
    found
}

/// The lookups that the conditions of an act read, or of all acts.
fn lookups_of(def: &Definition, act: Option<&str>) -> BTreeSet<LookupId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for refusal in &def.refusals {
        if act.is_none_or(|act| refusal.acts.iter().any(|a| *a == *act)) {
            read_by(def, &refusal.when, &mut found, &mut seen);
        }
    }
    for (id, one) in &def.acts {
        if act.is_none_or(|act| *id == *act) {
            for expr in conditions(def, one) {
                read_by(def, expr, &mut found, &mut seen);
            }
        }
    }
    for field in def.fields.values() {
        for expr in field.value.iter().chain(&field.prefill) {
            read_by(def, expr, &mut found, &mut seen);
        }
    }
    found
}

fn conditions<'a>(def: &'a Definition, act: &'a Act) -> Vec<&'a Expr> {
    let mut all: Vec<&Expr> = act.when.iter().collect();
    if let To::States(next) = &act.to {
        all.extend(next.iter().filter_map(|n| n.when.as_ref()));
    }
    all.extend(act.approve.iter().filter_map(|s| s.when.as_ref()));
    all.extend(act.set.iter().filter_map(|(_, give)| match give {
        Give::Cel(expr) => Some(expr),
        Give::Value(_) => None,
    }));
    let asked = act.fields.iter().chain(act.fields_for.iter().flat_map(|(_, asked)| asked));
    all.extend(asked.filter_map(|a| def.fields.get(&*a.field)?.when.as_ref()));
    all.extend(act.papers.iter().filter_map(|p| def.papers.get(&**p)?.when.as_ref()));
    all
}

fn read_by(def: &Definition, expr: &Expr, found: &mut BTreeSet<LookupId>, seen: &mut BTreeSet<DefineId>) {
    for read in expr.reads() {
        match read {
            Read::Lookup(id) => {
                found.insert(id.clone());
            }
            Read::Define(id) if seen.insert(id.clone()) => {
                if let Some(define) = def.defines.get(&**id) {
                    read_by(def, &define.cel, found, seen);
                }
            }
            _ => {}
        }
    }
}

/// A file as its children see it.
pub(crate) fn as_parent(loaded: &Loaded) -> Parent {
    let file = &loaded.file;
    let mut parent = Parent {
        state: file.state().cloned(),
        values: file.values.clone(),
        tracks: file.tracks.clone(),
        ..Parent::default()
    };
    for act in loaded.bound.def.acts.keys() {
        let rows: Vec<Values> = file
            .doings(act)
            .map(|(n, on, done)| {
                let mut row: Values =
                    done.values.iter().chain(&done.own).map(|(k, v)| (k.clone(), v.clone())).collect();
                row.insert("n".into(), Value::Integer(i64::from(n.0)));
                row.insert("on".into(), Value::Date(on));
                row
            })
            .collect();
        if !rows.is_empty() {
            parent.done.push(act.clone());
            parent.events.insert(act.clone(), rows);
        }
    }
    parent
}

/// Whether an act opens a file and does nothing else.
pub(crate) fn opens_only(act: &Act) -> bool {
    act.from.iter().all(|f| *f == From::New)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(s) => s.clone(),
        Value::Integer(n) => n.to_string(),
        Value::Number(d) => d.to_string(),
        Value::YesNo(b) => b.to_string(),
        Value::Date(d) => d.to_string(),
        Value::Time(t) => t.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Record(_) | Value::Blob(_) => String::new(),
    }
}
