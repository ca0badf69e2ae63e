//! A file (案卷) as lists see it: its projection, a pure function of its events, its definition and who
//! its parties are, so that making it again gives the same bytes.

mod tasks;

use std::collections::BTreeMap;

use jiff::civil::Date;
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    event::PaperRef,
    file::{Count, End, File},
    id::{ActorId, FieldId, PersonId, RoleId},
    measure,
    model::{Binds, Class, Column, Definition, FieldType, Limit, Mark, PartyKind, Shared},
    value::Value,
    world::Person,
};
use xiezhi_store::{
    BlindRow, Fact, FactValue, FileRow, Hash, LimitRow, OfficeId, PaperRow, PartyRow, Projection,
};

use crate::{
    load::parent_of,
    record::{self, Card, normal},
    view::Standing,
};

/// What a projection rests on besides the file.
#[derive(Clone, Copy)]
pub(crate) struct Grounds<'a> {
    pub(crate) def: &'a Definition,
    pub(crate) shared: &'a Shared,
    /// How the last event names the definition.
    pub(crate) definition: Hash,
    pub(crate) persons: &'a BTreeMap<PersonId, Person>,
    /// The office in charge.
    pub(crate) office: Option<&'a str>,
    pub(crate) calendar: &'a Calendar,
}

/// Makes the projection of a file.
pub(crate) fn project(grounds: &Grounds<'_>, file: &File) -> Projection {
    let def = grounds.def;
    let ended = is_ended(def, file);
    let next = next_due(def, file, ended);
    let lead = def.officers.keys().find_map(|seat| file.officers.get(seat)?.first());
    Projection {
        file: FileRow {
            matter: def.id.to_string(),
            version: def.version.to_string(),
            definition: Some(grounds.definition),
            state: file.state().map(ToString::to_string).unwrap_or_default(),
            number: file.number.clone(),
            opened_on: file.opened_on,
            closed_on: file.since.filter(|_| ended),
            office: grounds.office.map(OfficeId::from),
            officer: lead.map(|o| o.as_str().into()),
            parent: parent_of(file),
            next_limit: next.as_ref().map(|(count, _)| count.limit.to_string()),
            next_due: next.as_ref().map(|(_, due)| *due),
            provisional: next.as_ref().is_some_and(|(count, _)| count.provisional),
            retention: "main".to_owned(),
            card: record::write(&card(grounds, file)),
        },
        facts: facts(def, file),
        limits: limits(file),
        tasks: tasks::tasks(grounds, file),
        parties: parties(grounds, file),
        papers: papers(def, file),
        blind: blind(grounds, file),
        measured: measure::given(def, grounds.shared, file, grounds.calendar),
    }
}

pub(crate) fn is_ended(def: &Definition, file: &File) -> bool {
    file.state().and_then(|s| def.states.get(&**s)).is_some_and(|s| s.is_final)
}

/// The count that runs out first, of those whose running out matters: something follows, or the office is
/// bound and the file is open.
fn next_due<'a>(def: &Definition, file: &'a File, ended: bool) -> Option<(&'a Count, Date)> {
    let matters = |count: &Count| {
        let Some(limit) = def.limits.get(count.rule) else {
            return false;
        };
        limit.on_expiry.is_some() || follows(def, limit) || (!ended && !limit.binds.iter().any(Binds::person))
    };
    file.counts
        .iter()
        .filter(|c| c.running() && matters(c))
        .filter_map(|c| Some((c, c.due?)))
        .min_by_key(|(c, due)| (*due, c.rule))
}

/// Whether the running out of a limit starts another.
fn follows(def: &Definition, limit: &Limit) -> bool {
    def.limits.iter().any(|l| l.starts.iter().any(|m| matches!(m, Mark::Expiry(id) if *id == limit.id)))
}

/// Where a count stands.
pub(crate) fn standing(count: &Count) -> Standing {
    match &count.end {
        Some(End::Met { late: false, .. }) => Standing::Met,
        Some(End::Met { late: true, .. }) => Standing::MetLate,
        Some(End::Dropped(_)) => Standing::Ended,
        None if count.expired.is_some() => Standing::Expired,
        None if count.stopped() => Standing::Stopped,
        None if !count.awake => Standing::Asleep,
        None => Standing::Running,
    }
}

pub(crate) use tasks::paper_state as tasks_state;

/// The roles whose parties stand in a line of a list: those that the register shows; all, where it shows none.
pub(crate) fn shown_roles(def: &Definition) -> impl Iterator<Item = &RoleId> {
    let shown: Vec<&RoleId> = def
        .register
        .columns
        .iter()
        .filter_map(|c| match c {
            Column::Role(role) => Some(role),
            _ => None,
        })
        .collect();
    def.parties.keys().filter(move |role| shown.is_empty() || shown.contains(role))
}

fn card(grounds: &Grounds<'_>, file: &File) -> Card {
    let def = grounds.def;
    let mut card = Card::default();
    for role in shown_roles(def) {
        for entry in file.in_role(role) {
            let name = grounds.persons.get(&entry.person).map(|p| p.name.clone()).unwrap_or_default();
            card.parties.push((role.to_string(), name));
        }
    }
    card.about = def.register.columns.iter().find_map(|c| match c {
        Column::Field(field) => file.value(field).and_then(Value::as_text).map(str::to_owned),
        _ => None,
    });
    card.values = file
        .values
        .iter()
        .filter(|(id, _)| def.fields.get(&***id).is_some_and(|f| f.class <= Class::Internal))
        .map(|(id, v)| (id.clone(), v.clone()))
        .collect();
    card.tracks = file.tracks.iter().map(|(t, s)| (t.to_string(), s.to_string())).collect();
    card.officers = file
        .officers
        .iter()
        .map(|(seat, who)| (seat.to_string(), who.iter().map(ToString::to_string).collect()))
        .collect();
    for limit in &def.limits {
        if let Some(count) = file.latest(&limit.id).filter(|c| c.open() && c.awake)
            && let Some(due) = count.due
        {
            card.due.insert(limit.id.to_string(), due);
        }
    }
    card
}

/// A value as a fact, where lists can filter or sort by it.
pub(crate) fn fact_value(value: &Value) -> Option<FactValue> {
    Some(match value {
        Value::Text(s) => FactValue::Text(s.clone()),
        Value::Integer(n) => FactValue::Int(*n),
        Value::Number(d) => FactValue::Int(d.ten_thousandths()),
        Value::YesNo(b) => FactValue::Text(b.to_string()),
        Value::Date(d) => FactValue::Date(*d),
        Value::Time(t) => FactValue::Date(t.date()),
        Value::List(_) | Value::Record(_) | Value::Blob(_) => return None,
    })
}

fn facts(def: &Definition, file: &File) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut put = |field: String, values: Vec<FactValue>| {
        for (i, value) in (0_u32..).zip(values) {
            facts.push(Fact { field: field.clone(), i, value });
        }
    };
    for (id, value) in &file.values {
        let Some(field) = def.fields.get(&**id) else { continue };
        let long = matches!(
            field.ty,
            FieldType::Long | FieldType::LawText | FieldType::Attachment | FieldType::Photo | FieldType::List
        );
        if field.class > Class::Internal || long {
            continue;
        }
        let values = match value {
            Value::List(items) => items.iter().filter_map(fact_value).collect(),
            one => fact_value(one).into_iter().collect(),
        };
        put(id.to_string(), values);
    }
    // Who registered it, so that an officer finds what they took in.
    if let Some(opened) = file.events.first().filter(|e| e.actor != ActorId::law()) {
        put(OPENED_BY.to_owned(), vec![FactValue::Text(opened.actor.to_string())]);
    }
    for (track, state) in &file.tracks {
        put(format!("track:{track}"), vec![FactValue::Text(state.to_string())]);
    }
    for (seat, officers) in &file.officers {
        let who = officers.iter().map(|o| FactValue::Text(o.to_string())).collect();
        put(format!("officer:{seat}"), who);
    }
    for limit in &def.limits {
        let due = file.latest(&limit.id).filter(|c| c.open() && c.awake).and_then(|c| c.due);
        if let Some(due) = due {
            put(format!("due:{}", limit.id), vec![FactValue::Date(due)]);
        }
    }
    facts.sort_by(|a, b| (&a.field, a.i).cmp(&(&b.field, b.i)));
    facts.dedup_by(|a, b| a.field == b.field && a.i == b.i);
    facts
}

fn limits(file: &File) -> Vec<LimitRow> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    file.counts
        .iter()
        .map(|count| {
            let nth = seen.entry(&count.limit).or_default();
            let row = LimitRow {
                limit: count.limit.to_string(),
                count: *nth,
                from: count.start,
                due_on: count.due,
                state: standing(count).word().to_owned(),
                state_on: match &count.end {
                    Some(End::Met { on, .. }) => Some(*on),
                    _ => count.expired,
                },
                provisional: count.provisional,
                person: count.person.as_ref().map(|p| p.as_str().into()),
            };
            *nth += 1;
            row
        })
        .collect()
}

fn parties(grounds: &Grounds<'_>, file: &File) -> Vec<PartyRow> {
    let mut nth: BTreeMap<&str, u32> = BTreeMap::new();
    let mut rows: Vec<PartyRow> = Vec::new();
    for entry in &file.parties {
        let i = nth.entry(&entry.role).or_default();
        let place = *i;
        *i += 1;
        let acts_for = entry.acts_for.as_ref().and_then(|person| {
            let row =
                rows.iter().find(|r| r.person.as_ref().is_some_and(|p| p.as_str() == person.as_str()))?;
            Some((row.role.clone(), row.i))
        });
        let name = grounds.persons.get(&entry.person).map(|p| p.name.as_str()).unwrap_or_default();
        rows.push(PartyRow {
            role: entry.role.to_string(),
            i: place,
            person: Some(entry.person.as_str().into()),
            office: (entry.kind == PartyKind::Office).then(|| entry.person.as_str().into()),
            since: file.opened_on.unwrap_or_default(),
            until: None,
            acts_for,
            shown: record::write(name),
        });
    }
    rows
}

/// The fact that says who opened a file. No field can be called so.
pub(crate) const OPENED_BY: &str = "by:opened";

/// The id of a paper in its file.
pub(crate) fn paper_id(at: PaperRef) -> String {
    format!("{}.{}", at.n, at.at)
}

/// A paper's place, from its id.
pub(crate) fn paper_ref(id: &str) -> Option<PaperRef> {
    let (n, at) = id.split_once('.')?;
    Some(PaperRef { n: xiezhi_matter::key::Seq(n.parse().ok()?), at: at.parse().ok()? })
}

fn papers(def: &Definition, file: &File) -> Vec<PaperRow> {
    file.papers
        .iter()
        .map(|paper| PaperRow {
            id: paper_id(paper.at),
            paper: paper.issued.paper.to_string(),
            n: paper.at.n.0,
            number: paper.issued.number.clone(),
            state: tasks::paper_state(def, paper).to_owned(),
            issued_on: Some(paper.on),
            pdf: paper.pdf.as_ref().map(|b| Hash(b.hash)),
            original: paper.original.as_ref().map(|b| Hash(b.hash)),
            facts: Vec::new(),
        })
        .collect()
}

fn blind(grounds: &Grounds<'_>, file: &File) -> Vec<BlindRow> {
    let mut rows = Vec::new();
    let is_blind = |id: &FieldId| grounds.def.fields.get(&**id).is_some_and(|f| f.blind);
    let mut put = |kind: &str, value: &str| {
        rows.push(BlindRow { kind: kind.to_owned(), value: normal(value) });
    };
    for (id, value) in &file.values {
        if let (true, Value::Text(text)) = (is_blind(id), value) {
            put(id, text);
        }
    }
    for entry in &file.parties {
        let Some(person) = grounds.persons.get(&entry.person) else { continue };
        put("name", &person.name);
        for (id, value) in person.more.iter().chain(&entry.needs) {
            if let (true, Value::Text(text)) = (is_blind(id), value) {
                put(id, text);
            }
        }
    }
    rows.sort();
    rows.dedup();
    rows
}
