//! The JSON Schema of the format, for editors; made from the tables of keys.

use serde_json::{Map, Value, json};

use super::{
    keys,
    shape::{Need, Shape, Table},
};

/// The JSON Schema of `matter.toml`, in which an entry of a split file or a fragment may lack keys that
/// the finished definition has from elsewhere, so nothing is required.
pub fn schema() -> Value {
    let mut root = table(&keys::MATTER, false);
    if let Value::Object(map) = &mut root {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("title".to_owned(), json!("The definition of a matter (matter.toml)"));
        map.insert("$defs".to_owned(), json!({ "shared.toml": table(&keys::SHARED, true) }));
    }
    root
}

fn table(table: &Table, required: bool) -> Value {
    let mut properties = Map::new();
    for key in table.keys.iter().filter(|k| !matches!(k.shape, Shape::Later)) {
        let mut schema = shape(key.shape, required);
        if let Value::Object(map) = &mut schema {
            map.insert("description".to_owned(), json!(key.says));
        }
        properties.insert(key.name.to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if required && let Value::Object(map) = &mut schema {
        let musts: Vec<&str> = table.keys.iter().filter(|k| k.need == Need::Must).map(|k| k.name).collect();
        if !musts.is_empty() {
            map.insert("required".to_owned(), json!(musts));
        }
    }
    schema
}

fn shape(of: Shape, required: bool) -> Value {
    let one = |of: &Shape| shape(*of, required);
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
            "pattern": r"^(\d+|\{[a-z0-9_:-]+\}) (workday|day|month|year|hour)s?$",
        }),
        Shape::List(inner) => json!({ "type": "array", "items": one(inner) }),
        Shape::Many(inner) => {
            json!({ "anyOf": [one(inner), { "type": "array", "items": one(inner) }] })
        }
        Shape::Table(inner) => table(inner, required),
        Shape::Entries(inner) => json!({ "type": "object", "additionalProperties": one(inner) }),
        Shape::By(_, inner) => json!({ "type": "object", "additionalProperties": one(inner) }),
        Shape::Or(shapes) => json!({ "anyOf": shapes.iter().map(one).collect::<Vec<_>>() }),
        Shape::Event => json!({ "anyOf": [{ "type": "string" }, table(&keys::EVENT, required)] }),
        Shape::Basis => {
            let one = json!({ "anyOf": [{ "type": "string" }, table(&keys::BASIS_TABLE, required)] });
            json!({ "anyOf": [one, { "type": "array", "items": one }] })
        }
        Shape::Give | Shape::Any | Shape::Later => json!({}),
        _ => json!({ "type": "string" }),
    }
}
