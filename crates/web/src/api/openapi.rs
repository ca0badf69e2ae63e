//! The description of the API (接口说明) in OpenAPI 3.1, made from the definitions: each form of each matter has a
//! schema of its own, with its words, its articles and its options.

use std::collections::BTreeMap;

use axum::Json;
use serde_json::{Map, Value, json};
use xiezhi_bureau::Scope;
use xiezhi_matter::{
    Lang, decide,
    model::{Act, Asked, Basis, Definition, Field, FieldType, From, PartyKind, Role, Shared, Who},
};

use super::caller::Caller;
use crate::fault::Fault;

/// The description for the city in the address.
pub(super) async fn get(caller: Caller) -> Result<Json<Value>, Fault> {
    let definitions = caller.bureau.definitions(&caller.city)?;
    let all: Vec<_> = definitions.iter().map(|(def, shared)| (&**def, &**shared)).collect();
    Ok(Json(describe(&caller.city.to_string(), &all)))
}

/// The description of a city's API.
fn describe(city: &str, definitions: &[(&Definition, &Shared)]) -> Value {
    let mut schemas = common();
    let mut filings = Vec::new();
    let mut acts: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (def, shared) in definitions {
        for (id, act) in def.acts.iter().filter(|(_, act)| !act.by.iter().all(|by| matches!(by, Who::Law))) {
            let name = format!("{}.{id}", def.id);
            let link = json!({ "$ref": format!("#/components/schemas/{name}") });
            schemas.insert(name.clone(), form(def, shared, act));
            if act.from.iter().any(|from| matches!(from, From::State(_))) {
                acts.entry(id).or_default().push(link.clone());
            }
            if act.from.contains(&From::New) {
                schemas.insert(format!("{name}.filing"), filing(&def.id, id, &link));
                filings.push(json!({ "$ref": format!("#/components/schemas/{name}.filing") }));
            }
        }
    }
    schemas.insert("filing".to_owned(), json!({ "oneOf": filings }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Xiezhi",
            "version": "1",
            "description": "What the bureau does, for other systems. Every refusal names its rule and its article.",
        },
        "servers": [{ "url": format!("/api/v1/{city}") }],
        "security": [{ "token": [] }],
        "paths": paths(&acts),
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "password": { "type": "http", "scheme": "basic" },
            },
            "schemas": schemas,
        },
    })
}

fn filing(matter: &str, act: &str, form: &Value) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["matter", "act"],
        "properties": {
            "matter": { "const": matter },
            "act": { "const": act },
            "draft": { "type": "string", "description": "The draft under which documents were sent before." },
            "with": form,
        },
    })
}

/// The form of an act.
fn form(def: &Definition, shared: &Shared, act: &Act) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for asked in act.fields.iter().chain(act.fields_for.iter().flat_map(|(_, asked)| asked)) {
        let Some(field) = def.fields.get(&*asked.field).filter(|f| f.value.is_none()) else { continue };
        properties.insert(asked.field.to_string(), schema(def, shared, field));
        let always = act.fields.iter().any(|a| a.field == asked.field) && field.when.is_none();
        // A field with a condition, a default or an answer on file need not be sent.
        if asked.required && always && field.default.is_none() && act.from.iter().all(|f| *f == From::New) {
            required.push(asked.field.to_string());
        }
    }
    let values = json!({
        "type": "object", "additionalProperties": false, "properties": properties, "required": required,
    });
    let parties: Vec<Value> = act
        .parties
        .iter()
        .filter_map(|(id, _)| def.parties.get(&**id).map(|role| party(def, shared, id, role)))
        .collect();
    let mut form = Map::new();
    form.insert("values".to_owned(), values);
    if !parties.is_empty() {
        form.insert("parties".to_owned(), json!({ "type": "array", "items": { "anyOf": parties } }));
    }
    if act.about.is_some() {
        let about = "The earlier event that this answers.";
        form.insert("about".to_owned(), json!({ "type": "integer", "minimum": 1, "description": about }));
    }
    form.insert("for_party".to_owned(), json!({ "type": "string" }));
    if act.sign.is_some() {
        form.insert("signed".to_owned(), json!({ "type": "array", "items": { "type": "string" } }));
    }
    let reasons = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    form.insert("lifts".to_owned(), reasons);
    form.insert("confirmed".to_owned(), json!({ "type": "array", "items": { "type": "string" } }));
    json!({
        "type": "object",
        "title": format!("{} · {}", def.name.get(Lang::En), act.name.get(Lang::En)),
        "description": words(act.name.zh(), None, &act.basis),
        "additionalProperties": false,
        "properties": form,
    })
}

fn party(def: &Definition, shared: &Shared, id: &str, role: &Role) -> Value {
    let needs = |asked: &Asked| {
        def.fields.get(&*asked.field).map(|field| (asked.field.to_string(), schema(def, shared, field)))
    };
    let facts: Map<String, Value> = role.needs.iter().filter_map(needs).collect();
    let mut who = vec![json!({ "enum": ["me", "my-organisation"] })];
    if matches!(role.kind, PartyKind::Person | PartyKind::Any) {
        who.push(json!({ "const": "person" }));
    }
    if matches!(role.kind, PartyKind::Organisation | PartyKind::Any) {
        who.push(json!({ "const": "organisation" }));
    }
    for kind in ["office", "known"] {
        who.push(json!({
            "type": "object", "additionalProperties": false, "required": [kind],
            "properties": { kind: { "type": "string" } },
        }));
    }
    json!({
        "type": "object",
        "description": words(role.name.zh(), None, &role.basis),
        "additionalProperties": false,
        "required": ["role", "who"],
        "properties": {
            "role": { "const": id },
            "who": { "anyOf": who },
            "name": { "type": "string", "maxLength": 200 },
            "facts": { "type": "object", "additionalProperties": false, "properties": facts },
            "acts_for": { "type": "integer", "minimum": 0 },
        },
    })
}

/// What a field takes.
fn schema(def: &Definition, shared: &Shared, field: &Field) -> Value {
    let options: Option<Vec<String>> =
        decide::options(def, shared, field).map(|o| o.keys().map(ToString::to_string).collect());
    let choice = options.map_or_else(|| json!({ "type": "string" }), |ids| json!({ "enum": ids }));
    let document = json!({ "$ref": "#/components/schemas/document" });
    let mut schema = match field.ty {
        FieldType::Integer => json!({ "type": "integer" }),
        FieldType::Money => json!({ "type": "integer", "format": "int64" }),
        FieldType::Number => json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,4})?$" }),
        FieldType::YesNo => json!({ "type": "boolean" }),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        FieldType::Time => json!({ "type": "string" }),
        FieldType::Choice => choice,
        FieldType::Choices => json!({ "type": "array", "items": choice }),
        FieldType::Files | FieldType::Citations => json!({ "type": "array", "items": { "type": "string" } }),
        FieldType::Place | FieldType::Citation | FieldType::Record => {
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        }
        FieldType::Photo | FieldType::Attachment => {
            json!({ "anyOf": [document, { "type": "array", "items": document }] })
        }
        FieldType::List => {
            let row = field.of_fields.iter().filter_map(|id| {
                def.fields.get(&**id).map(|inner| (id.to_string(), self::schema(def, shared, inner)))
            });
            let row: Map<String, Value> = row.collect();
            json!({
                "type": "array",
                "items": { "type": "object", "additionalProperties": false, "properties": row },
            })
        }
        _ => json!({ "type": "string" }),
    };
    if let Some(members) = schema.as_object_mut() {
        let help = field.help.as_ref().map(xiezhi_matter::Text::zh);
        members.insert("title".to_owned(), json!(field.name.get(Lang::En)));
        members.insert("description".to_owned(), json!(words(field.name.zh(), help, &field.basis)));
        if let (Some((least, most)), FieldType::Integer | FieldType::Money) = (field.range, field.ty) {
            members.insert("minimum".to_owned(), json!(least));
            members.insert("maximum".to_owned(), json!(most));
        }
    }
    schema
}

/// The question, what helps to answer it, and on what it rests.
fn words(name: &str, help: Option<&str>, basis: &[Basis]) -> String {
    let mut lines = vec![name.to_owned()];
    lines.extend(help.map(str::to_owned));
    lines.extend(basis.iter().map(|b| match b {
        Basis::Law { law, article, .. } => format!("《{law}》{article}"),
        Basis::Local { words, .. } | Basis::Choice { words, .. } => words.clone(),
    }));
    lines.join("\n")
}

/// Schemas that no matter makes.
fn common() -> Map<String, Value> {
    let document = json!({
        "type": "object",
        "description": "A document as it was told when it came in.",
        "required": ["hash", "size", "media", "name"],
        "properties": {
            "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "size": { "type": "integer", "minimum": 0 },
            "media": { "type": "string" },
            "name": { "type": "string" },
        },
    });
    let problem = json!({
        "type": "object",
        "description": "What went wrong (RFC 9457): with the rule, its article, and who may lift it.",
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string" }, "instance": { "type": "string" }, "code": { "type": "string" },
            "rule": { "type": "string" }, "article": { "type": "array" }, "field": { "type": "string" },
            "who_may_lift": { "type": "array" }, "refusals": { "type": "array" }, "warnings": { "type": "array" },
            "faults": { "type": "array" }, "changed": { "type": "array" }, "seq": { "type": "integer" },
        },
    });
    let token = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "scopes"],
        "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 60 },
            "scopes": { "type": "array", "minItems": 1, "items": { "enum": Scope::ALL.map(Scope::word) } },
            "matters": { "type": "array", "items": { "type": "string" } },
            "days": { "type": "integer", "minimum": 1, "maximum": 366 },
        },
    });
    let all = [("document", document), ("problem", problem), ("token", token)];
    all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn paths(acts: &BTreeMap<&str, Vec<Value>>) -> Value {
    let mut paths = Map::new();
    let mut put = |path: &str, operations: Value| {
        paths.insert(path.to_owned(), operations);
    };
    let password = json!([{ "password": [] }]);
    let id = || parameter("path", "id", true);
    let link = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    put("/openapi.json", json!({ "get": open(operation("This description", &[], "200")) }));
    let mut tokens = json!({
        "get": operation("The tokens of an account", &[], "200"),
        "post": sends(operation("Make a token", &[], "201"), &link("token")),
    });
    let mut end = json!({ "delete": operation("End a token", &[parameter("path", "token", true)], "204") });
    for operation in
        tokens.as_object_mut().into_iter().chain(end.as_object_mut()).flat_map(|o| o.values_mut())
    {
        put_in(operation, "security", password.clone());
    }
    put("/tokens", tokens);
    put("/tokens/{token}", end);
    let matter = || parameter("path", "matter", true);
    put("/matters", json!({ "get": open(operation("The services of the city", &[], "200")) }));
    put("/matters/{matter}", json!({ "get": open(operation("The guide of a matter", &[matter()], "200")) }));
    let opening = operation("The form of an opening act", &[matter(), parameter("path", "act", true)], "200");
    put("/matters/{matter}/acts/{act}", json!({ "get": open(opening) }));
    let drafted = sends(operation("A place for documents before a filing", &[], "201"), &link("filing"));
    put("/drafts", json!({ "post": drafted }));
    let asked = ["matter", "state", "number", "after", "limit"].map(|name| parameter("query", name, false));
    let key = || parameter("header", "Idempotency-Key", true);
    put(
        "/files",
        json!({
            "get": operation("Files of a matter, or one's own", &asked, "200"),
            "post": sends(operation("Open a file", &[key()], "201"), &link("filing")),
        }),
    );
    put("/files/{id}", json!({ "get": operation("A file; its ETag is its last event", &[id()], "200") }));
    let named = [id(), parameter("query", "name", true)];
    let mut attach = operation("Send a document in", &named, "201");
    put_in(
        &mut attach,
        "requestBody",
        json!({
            "required": true, "content": { "application/octet-stream": { "schema": {} } },
        }),
    );
    put("/files/{id}/attachments", json!({ "post": attach }));
    let document = operation("A document", &[id(), parameter("path", "hash", true)], "200");
    put("/files/{id}/documents/{hash}", json!({ "get": document }));
    put("/files/{id}/papers", json!({ "get": operation("The papers of a file", &[id()], "200") }));
    let paper = operation("A paper as PDF", &[id(), parameter("path", "paper", true)], "200");
    put("/files/{id}/papers/{paper}", json!({ "get": paper }));
    for (act, forms) in acts {
        let does = [id(), key(), parameter("header", "If-Match", true)];
        let form = json!({ "anyOf": forms });
        put(
            &format!("/files/{{id}}/acts/{act}"),
            json!({
                "get": operation(&format!("What {act} asks"), &[id()], "200"),
                "post": sends(operation(&format!("Do {act}"), &does, "200"), &form),
            }),
        );
    }
    Value::Object(paths)
}

fn parameter(place: &str, name: &str, required: bool) -> Value {
    json!({ "in": place, "name": name, "required": required, "schema": { "type": "string" } })
}

fn operation(what: &str, parameters: &[Value], good: &str) -> Value {
    let problem = json!({ "$ref": "#/components/schemas/problem" });
    let mut responses = Map::new();
    responses.insert(good.to_owned(), json!({ "description": what }));
    let told = json!({
        "description": "What went wrong", "content": { "application/problem+json": { "schema": problem } },
    });
    responses.insert("default".to_owned(), told);
    json!({ "summary": what, "parameters": parameters, "responses": responses })
}

fn sends(mut operation: Value, schema: &Value) -> Value {
    put_in(
        &mut operation,
        "requestBody",
        json!({ "required": true, "content": { "application/json": { "schema": schema } } }),
    );
    operation
}

fn put_in(operation: &mut Value, member: &str, value: Value) {
    if let Some(members) = operation.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

/// Open to whoever calls, without a token.
fn open(mut operation: Value) -> Value {
    put_in(&mut operation, "security", json!([{}, { "token": [] }]));
    operation
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use xiezhi_bureau::Functions;

    use super::*;

    fn links<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(members) => {
                into.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|v| links(v, into));
            }
            Value::Array(items) => items.iter().for_each(|v| links(v, into)),
            _ => {}
        }
    }

    /// Every form of every matter is there, every link leads somewhere, and every blank of a path is explained.
    #[test]
    fn the_description_is_whole() {
        let library = xiezhi_matter::load(&Functions::BuiltIn.read().unwrap()).unwrap();
        let newest: Vec<_> = library.matters.values().filter_map(|v| v.last()).collect();
        let all: Vec<_> = newest.iter().map(|def| (&***def, &*library.shared)).collect();
        let described = describe("620100", &all);
        let schemas = described["components"]["schemas"].as_object().unwrap();
        for def in &newest {
            for (id, act) in &def.acts {
                let by_law_alone = act.by.iter().all(|by| matches!(by, Who::Law));
                assert_eq!(
                    schemas.contains_key(&format!("{}.{id}", def.id)),
                    !by_law_alone,
                    "{} {id}",
                    def.id
                );
            }
        }
        let mut found = BTreeSet::new();
        links(&described, &mut found);
        for link in found {
            let name = link.strip_prefix("#/components/schemas/").unwrap();
            assert!(schemas.contains_key(name), "{link} leads nowhere");
        }
        for (path, operations) in described["paths"].as_object().unwrap() {
            let blanks = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            for blank in blanks {
                for (method, operation) in operations.as_object().unwrap() {
                    let explained = operation["parameters"].as_array().unwrap().iter();
                    let explained = explained.filter(|p| p["in"] == "path" && p["name"] == blank).count();
                    assert_eq!(explained, 1, "{method} {path}: {blank}");
                }
            }
        }
    }
}
