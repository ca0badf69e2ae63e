//! What a paper states: facts fixed in the event that issues it, so that the same paper comes out of it
//! for ever.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::{
    apply,
    decide::Ground,
    event::{Done, Event, Issued, What},
    file::File,
    id::{ActorId, FieldId, PersonId},
    model::{Act, Basis, FieldType, OptionsRef, Paper},
    number,
    value::Value,
    world::Person,
};

/// The papers of an act, their numbers still blank.
pub(crate) fn issue(
    ground: &Ground<'_>,
    file: &File,
    act: &Act,
    done: &Done,
    on: Date,
    now: Timestamp,
    actor: &ActorId,
) -> Vec<Issued> {
    // Due dates are those that hold once the act is done.
    let event = Event {
        n: file.last().next(),
        happened_on: on,
        recorded_at: now,
        effective_on: None,
        actor: actor.clone(),
        what: What::Act(Box::new(done.clone())),
    };
    let after = apply(ground.def, file.clone(), Arc::new(event), ground.calendar);
    let scope_values = &after.values;
    act.papers
        .iter()
        .filter_map(|id| {
            let paper = ground.def.papers.get(&**id)?;
            let issued_if = paper.when.as_ref().is_none_or(|when| {
                let scope = crate::expr::Scope {
                    def: ground.def,
                    shared: Some(ground.shared),
                    file,
                    values: scope_values,
                    parties: &after.parties,
                    was: crate::expr::Was::Before(&file.values),
                    own: Some((&done.own, actor)),
                    actor: None,
                    world: Some(ground.world),
                    row: None,
                    on,
                    calendar: ground.calendar,
                };
                when.holds(&scope).unwrap_or(true)
            });
            if !issued_if {
                return None;
            }
            let to: Vec<PersonId> = paper
                .to
                .iter()
                .flat_map(|role| after.in_role(role).map(|p| p.person.clone()).collect::<Vec<_>>())
                .collect();
            Some(Issued {
                paper: id.clone(),
                number: number::of_paper(paper, ground, file, done, on),
                to,
                facts: Arc::new(facts(ground, &after, paper, act, done, on)),
                text: Sha256::digest(paper.text.as_bytes()).into(),
            })
        })
        .collect()
}

fn facts(ground: &Ground<'_>, file: &File, paper: &Paper, act: &Act, done: &Done, on: Date) -> Json {
    let mut values = Map::new();
    let mut raw = Map::new();
    for (id, value) in &file.values {
        values.insert(id.to_string(), Json::String(words(ground, id, value)));
        raw.insert(id.to_string(), plain(value));
    }
    values.insert("number".into(), json!(file.number));
    values.insert("opened_on".into(), json!(file.opened_on.map(day)));
    let of_act: Map<String, Json> = done
        .values
        .iter()
        .chain(&done.own)
        .map(|(id, value)| (id.to_string(), Json::String(words(ground, id, value))))
        .chain([("on".to_owned(), Json::String(day(on)))])
        .collect();
    let mut parties = Map::new();
    let mut party = Map::new();
    for role in ground.def.parties.keys() {
        let each: Vec<Json> = file
            .in_role(role)
            .map(|entry| {
                let facts = ground.world.persons.get(&entry.person).map(Person::facts).unwrap_or_default();
                let facts = facts.iter().chain(&entry.needs);
                Json::Object(facts.map(|(k, v)| (k.to_string(), Json::String(words(ground, k, v)))).collect())
            })
            .collect();
        let key = role.replace('-', "_");
        if let Some(first) = each.first() {
            party.insert(key.clone(), first.clone());
        }
        parties.insert(key, Json::Array(each));
    }
    let officers: Map<String, Json> = ground
        .def
        .officers
        .keys()
        .map(|seat| {
            let names = file.officers.get(seat).into_iter().flatten();
            let names = names.map(|o| ground.world.names.get(o).cloned().unwrap_or_else(|| o.to_string()));
            (seat.replace('-', "_"), Json::Array(names.map(Json::String).collect()))
        })
        .collect();
    let due: Map<String, Json> = ground
        .def
        .limits
        .iter()
        .filter_map(|limit| {
            let due = file.latest(&limit.id).filter(|c| c.open() && c.awake)?.due?;
            Some((limit.id.replace('-', "_"), Json::String(day(due))))
        })
        .collect();
    let basis: Vec<Json> = act
        .basis
        .iter()
        .chain(&paper.basis)
        .map(|b| match b {
            Basis::Law { law, article, quote, .. } => {
                let title = ground.shared.laws.get(&**law).map_or(law.as_str(), |l| &l.title);
                json!({ "law": title, "article": article, "quote": quote })
            }
            Basis::Local { words, .. } | Basis::Choice { words, .. } => {
                json!({ "law": words, "article": "", "quote": null })
            }
        })
        .collect();
    let city = &ground.world.city;
    json!({
        "file": values,
        "raw": raw,
        "act": of_act,
        "party": party,
        "parties": parties,
        "officers": officers,
        "due": due,
        "paper": { "title": paper.name.zh(), "number": null, "date": day(on) },
        "city": { "name": city.name, "short": city.short, "code": city.code },
        "basis": basis,
    })
}

/// A date as papers write it: 2026年3月1日.
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A value as papers write it.
pub fn words(ground: &Ground<'_>, id: &FieldId, value: &Value) -> String {
    let field = ground.def.fields.get(&**id);
    let option = |item: &str| {
        let list = match field.and_then(|f| f.options.as_ref()) {
            Some(OptionsRef::Own(list)) => ground.def.options.get(&**list),
            Some(OptionsRef::Shared(list)) => ground.shared.options.get(&**list),
            None => None,
        };
        list.and_then(|l| l.get(item)).map_or_else(|| item.to_owned(), |o| o.name.zh().to_owned())
    };
    match value {
        // An officer is known to the reader by name, not by account.
        Value::Text(s) if field.is_some_and(|f| f.ty == FieldType::Officer) => {
            ground.world.names.get(s.as_str()).cloned().unwrap_or_else(|| s.clone())
        }
        Value::Text(s) if field.is_some_and(|f| f.ty == FieldType::Person) => {
            let person = ground.world.persons.get(s.as_str());
            person.map_or_else(|| s.clone(), |p| p.name.clone())
        }
        Value::Text(s) => option(s),
        Value::Integer(fen) if field.is_some_and(|f| f.ty == FieldType::Money) => money(*fen),
        Value::Integer(n) => n.to_string(),
        Value::Number(d) => d.to_string(),
        Value::YesNo(true) => "是".to_owned(),
        Value::YesNo(false) => "否".to_owned(),
        Value::Date(d) => day(*d),
        Value::Time(t) => format!("{}{}时{:02}分", day(t.date()), t.hour(), t.minute()),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|i| words(ground, id, i)).collect();
            items.join(if items.iter().any(|i| i.contains('、') || i.len() > 60) { "\n" } else { "、" })
        }
        Value::Record(fields) => {
            let fields: Vec<String> = fields.iter().map(|(k, v)| words(ground, k, v)).collect();
            fields.join("：")
        }
        Value::Blob(b) => b.name.clone(),
    }
}

fn money(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    if fen.is_multiple_of(100) {
        format!("{sign}{}元", fen / 100)
    } else {
        format!("{sign}{}.{:02}元", fen / 100, fen % 100)
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Text(s) => json!(s),
        Value::Integer(n) => json!(n),
        Value::Number(d) => json!(d.to_string()),
        Value::YesNo(b) => json!(b),
        Value::Date(d) => json!(d.to_string()),
        Value::Time(t) => json!(t.to_string()),
        Value::List(items) => Json::Array(items.iter().map(plain).collect()),
        Value::Record(fields) => {
            Json::Object(fields.iter().map(|(k, v)| (k.to_string(), plain(v))).collect())
        }
        Value::Blob(b) => json!(b.name),
    }
}
