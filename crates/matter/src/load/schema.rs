//! The JSON Schema of the format, for editors, and the tables of its reference; both made from the tables
//! of keys.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{
    keys,
    shape::{Lengths, Need, Shape, Table},
};

/// The JSON Schema of `matter.toml`, and under `$defs` that of `shared.toml`. A split file or a fragment may
/// lack keys that the finished definition has from elsewhere, so none is required.
pub fn schema() -> Value {
    let mut tables = Map::new();
    let mut waiting: Vec<&'static Table> =
        vec![&keys::MATTER, &keys::SHARED, &keys::ROADS, &keys::RULES, &keys::EVENT, &keys::BASIS_TABLE];
    while let Some(table) = waiting.pop() {
        if tables.contains_key(table.name) {
            continue;
        }
        tables.insert(table.name.to_owned(), properties(table));
        table.keys.iter().for_each(|key| inside(key.shape, &mut waiting));
    }
    tables.sort_keys();
    let one = json!({ "anyOf": [{ "type": "string" }, refers(&keys::BASIS_TABLE)] });
    tables.insert("bases".to_owned(), json!({ "anyOf": [one, { "type": "array", "items": one }] }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The definition of a matter (matter.toml)",
        "$ref": "#/$defs/matter",
        "$defs": tables,
    })
}

fn properties(table: &Table) -> Value {
    let mut properties = Map::new();
    for key in table.keys.iter().filter(|k| !matches!(k.shape, Shape::Later)) {
        let mut schema = shape(key.shape);
        if let Value::Object(map) = &mut schema {
            map.insert("description".to_owned(), json!(key.says));
        }
        properties.insert(key.name.to_owned(), schema);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn refers(table: &Table) -> Value {
    json!({ "$ref": format!("#/$defs/{}", table.name) })
}

fn shape(of: Shape) -> Value {
    match of {
        Shape::Text => {
            json!({ "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1 })
        }
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Int => json!({ "type": "integer" }),
        Shape::Bool => json!({ "type": "boolean" }),
        // Editors hand a TOML date to the schema as a text.
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Length(_) => json!({
            "type": "string",
            "pattern": r"^(\d+|\{[a-zA-Z0-9_:-]+\}) (workday|day|month|year|hour)s?$",
        }),
        Shape::List(inner) => json!({ "type": "array", "items": shape(*inner) }),
        Shape::Many(inner) => {
            json!({ "anyOf": [shape(*inner), { "type": "array", "items": shape(*inner) }] })
        }
        Shape::Table(table) => refers(table),
        Shape::Entries(inner) | Shape::By(_, inner) => {
            json!({ "type": "object", "additionalProperties": shape(*inner) })
        }
        Shape::Or(shapes) => json!({ "anyOf": shapes.iter().map(|s| shape(*s)).collect::<Vec<_>>() }),
        Shape::Event => json!({ "anyOf": [{ "type": "string" }, refers(&keys::EVENT)] }),
        Shape::Basis => json!({ "$ref": "#/$defs/bases" }),
        Shape::Give | Shape::Any | Shape::Later => json!({}),
        _ => json!({ "type": "string" }),
    }
}

/// The tables of keys as `docs/matters.md` shows them.
pub fn reference() -> String {
    let mut out = String::new();
    let mut told: Vec<&str> = Vec::new();
    let mut waiting: Vec<&'static Table> =
        vec![&keys::RULES, &keys::ROADS, &keys::BASIS_TABLE, &keys::EVENT, &keys::SHARED, &keys::MATTER];
    while let Some(table) = waiting.pop() {
        if told.contains(&table.name) {
            continue;
        }
        told.push(table.name);
        let _ = write!(out, "### {}\n\n| key | holds | meaning |\n|---|---|---|\n", table.name);
        let mut inner = Vec::new();
        for key in table.keys {
            let name = match key.need {
                Need::Must => format!("**{}**", key.name),
                Need::May => key.name.to_owned(),
            };
            let _ = writeln!(out, "| {name} | {} | {} |", holds(key.shape), key.says.replace('|', "\\|"));
            inside(key.shape, &mut inner);
        }
        out.push('\n');
        waiting.extend(inner.into_iter().rev());
    }
    out
}

/// Tables within what a key holds.
fn inside(shape: Shape, into: &mut Vec<&'static Table>) {
    match shape {
        Shape::Table(table) => into.push(table),
        Shape::List(inner) | Shape::Many(inner) | Shape::Entries(inner) | Shape::By(_, inner) => {
            inside(*inner, into);
        }
        Shape::Or(shapes) => shapes.iter().for_each(|s| inside(*s, into)),
        _ => {}
    }
}

fn holds(shape: Shape) -> String {
    let noun = |noun: super::shape::Noun| format!("a {}", noun.name());
    match shape {
        Shape::Text => "words in each language".to_owned(),
        Shape::Words => "words".to_owned(),
        Shape::OneOf(words) => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" "),
        Shape::Int => "a whole number".to_owned(),
        Shape::Bool => "true or false".to_owned(),
        Shape::Date => "a date".to_owned(),
        Shape::Length(Lengths::Written) => "a length".to_owned(),
        Shape::Length(Lengths::Measured) => "a length, also `{field}` or `{param:x}`".to_owned(),
        Shape::Cel => "CEL".to_owned(),
        Shape::Give => "a literal, or `= CEL`".to_owned(),
        Shape::Pattern => "a number with blanks".to_owned(),
        Shape::Ref(n) => noun(n),
        Shape::RefOrGroup(n) => format!("{}, or `@group`", noun(n)),
        Shape::From => "a state, `@group` or `new`".to_owned(),
        Shape::Asked(n) => format!("{}, `!` if required", noun(n)),
        Shape::Target => "a state, or `back`".to_owned(),
        Shape::OnTrack => "a state of the track, `off` or `any`".to_owned(),
        Shape::Who => "who".to_owned(),
        Shape::Bound => "who, `office` or `party`".to_owned(),
        Shape::Searched => "a matter, or `relations`".to_owned(),
        Shape::ListRef => "a list, or `shared:x`".to_owned(),
        Shape::Column => "a column".to_owned(),
        Shape::Rows => "`file`, `act:x`, `child:x` or `party:x`".to_owned(),
        Shape::Axis => "a field or role".to_owned(),
        Shape::Event => "an event".to_owned(),
        Shape::Basis => "a basis, or several".to_owned(),
        Shape::List(inner) => format!("a list: {}", holds(*inner)),
        Shape::Many(inner) => format!("{}; or a list", holds(*inner)),
        Shape::Table(table) => format!("the keys of `{}`", table.name),
        Shape::Entries(inner) => format!("entries: {}", holds(*inner)),
        Shape::By(key, inner) => format!("for {}: {}", holds(*key), holds(*inner)),
        Shape::Or(shapes) => shapes.iter().map(|s| holds(*s)).collect::<Vec<_>>().join("; or "),
        Shape::Any => "as it may be".to_owned(),
        Shape::Later => "—".to_owned(),
    }
}
