//! What a file is called in a heading or a list.

use std::collections::BTreeMap;

use xiezhi_matter::{id::PersonId, model::Column, value::Value, world::Person};

use crate::{
    load::Loaded,
    project::shown_roles,
    record::Card,
    show::{Shower, Sight, masked, person_name},
    view::{FileHead, Plain},
};

/// Between the parts of a file's title.
const DOT: &str = " · ";
/// A file in a heading: the parties that the register shows, and what it is about.
pub(crate) fn head_of(loaded: &Loaded, persons: &BTreeMap<PersonId, Person>, open: bool) -> FileHead {
    let def = &loaded.bound.def;
    let shower = Shower::new(&loaded.bound);
    let file = &loaded.file;
    let mut parts = Vec::new();
    for role in shown_roles(def) {
        let names: Vec<String> = file
            .in_role(role)
            .map(|p| match person_name(persons, &p.person, open) {
                Plain::Typed(name) | Plain::Masked(name) => name,
                _ => String::new(),
            })
            .collect();
        if !names.is_empty() {
            parts.push(names.join("、"));
        }
    }
    let about = def.register.columns.iter().find_map(|c| match c {
        Column::Field(field) => Some((field, file.value(field)?)),
        _ => None,
    });
    if let Some((field, value)) = about
        && let Plain::Text(words) = shower.plain(field, value, Sight::All)
    {
        parts.push(words.zh().to_owned());
    }
    FileHead {
        key: loaded.key.clone(),
        matter: (def.id.to_string(), def.name.clone()),
        number: file.number.clone(),
        title: parts.join(DOT),
        state: shower.state(file.state().map_or("", |s| s)),
    }
}

/// The same from what a list knows.
pub(crate) fn head_of_line(
    bound: &crate::functions::Bound,
    line: &xiezhi_store::FileLine,
    card: &Card,
    open: bool,
) -> FileHead {
    let shower = Shower::new(bound);
    let mut parts: Vec<String> = Vec::new();
    for (role, name) in &card.parties {
        let office = bound
            .def
            .parties
            .get(role.as_str())
            .is_some_and(|r| r.kind == xiezhi_matter::model::PartyKind::Office);
        parts.push(if open || office { name.clone() } else { masked(name) });
    }
    let field = bound.def.register.columns.iter().find_map(|c| match c {
        Column::Field(field) => Some(field),
        _ => None,
    });
    if let (Some(field), Some(about)) = (field, &card.about)
        && let Plain::Text(words) = shower.plain(field, &Value::Text(about.clone()), Sight::All)
    {
        parts.push(words.zh().to_owned());
    }
    FileHead {
        key: line.key.clone(),
        matter: (bound.def.id.to_string(), bound.def.name.clone()),
        number: line.row.number.clone(),
        title: parts.join(DOT),
        state: shower.state(&line.row.state),
    }
}
