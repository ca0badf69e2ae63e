//! Reads what a client sent into answers: each JSON value into a value of its field's type.
//!
//! Nothing is guessed: a number in quotes is words, and a field that the form does not ask is a fault.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value as Json};
use xiezhi_bureau::{
    Answers, PartyGiven, PartyWho,
    view::{AskedField, Form},
};
use xiezhi_matter::{
    event::Values,
    id::FieldId,
    key::Seq,
    model::{FieldType, PartyKind},
    value::{Blob, Decimal, Value},
};

use super::shown::type_word;
use crate::{fault::Fault, frame::Frame, limits};

/// Parties of one form at most.
const MOST_PARTIES: usize = 200;

/// What a client sends with an act.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    /// Values by field.
    #[serde(default)]
    pub(super) values: Map<String, Json>,
    /// Parties that enter.
    #[serde(default)]
    pub(super) parties: Vec<SentParty>,
    /// The earlier event it answers.
    pub(super) about: Option<u32>,
    /// For which party it is recorded.
    pub(super) for_party: Option<String>,
    /// Who signed besides the doer.
    #[serde(default)]
    pub(super) signed: Vec<String>,
    /// Holds lifted: rule and reason.
    #[serde(default)]
    pub(super) lifts: BTreeMap<String, String>,
    /// Warnings confirmed.
    #[serde(default)]
    pub(super) confirmed: Vec<String>,
}

/// A party as a client gives it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SentParty {
    role: String,
    /// Who: a new person or organisation, whoever calls, or an office of the city by its id.
    who: SentWho,
    #[serde(default)]
    name: String,
    #[serde(default)]
    facts: Map<String, Json>,
    acts_for: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SentWho {
    Me,
    MyOrganisation,
    Person,
    Organisation,
    Known(String),
    Office(String),
}

/// Reads them by the form.
pub(super) fn read(frame: &Frame, form: &Form, sent: Sent) -> Result<Answers, Fault> {
    let mut answers = Answers::to(form.act.clone());
    answers.values = values(frame, &form.fields, sent.values, "")?;
    if sent.parties.len() > MOST_PARTIES {
        return Err(Fault::TooLarge { most: limits::BODY_BYTES });
    }
    for (at, party) in sent.parties.into_iter().enumerate() {
        let Some(role) = form.parties.iter().find(|r| *r.role == *party.role) else {
            return Err(misread(frame, &format!("parties.{at}.role"), "missing-not-asked"));
        };
        let facts = values(frame, &role.needs, party.facts, &format!("parties.{at}.facts."))?;
        let who = match party.who {
            SentWho::Me => PartyWho::Me,
            SentWho::MyOrganisation => PartyWho::MyOrganisation,
            SentWho::Person => PartyWho::New(PartyKind::Person),
            SentWho::Organisation => PartyWho::New(PartyKind::Organisation),
            SentWho::Known(id) => PartyWho::Known(id.as_str().into()),
            SentWho::Office(id) => PartyWho::Office(id),
        };
        let (role, name, acts_for) = (role.role.clone(), party.name, party.acts_for);
        answers.parties.push(PartyGiven { role, who, name, facts, acts_for });
    }
    answers.about = sent.about.map(Seq);
    answers.for_party = sent.for_party.as_deref().map(Into::into);
    answers.signed = sent.signed.iter().map(|s| s.as_str().into()).collect();
    answers.lifts = sent.lifts.into_iter().map(|(rule, why)| (rule.as_str().into(), why)).collect();
    answers.confirmed = sent.confirmed.iter().map(|rule| rule.as_str().into()).collect();
    Ok(answers)
}

fn misread(frame: &Frame, field: &str, words: &str) -> Fault {
    Fault::Misread { field: field.to_owned(), why: frame.t(words) }
}

fn values(
    frame: &Frame,
    asked: &[AskedField],
    sent: Map<String, Json>,
    under: &str,
) -> Result<Values, Fault> {
    let mut values = Values::new();
    for (name, json) in sent {
        let place = format!("{under}{name}");
        let field = asked.iter().find(|f| *f.id == *name && f.computed.is_none());
        let field = field.ok_or_else(|| misread(frame, &place, "missing-not-asked"))?;
        values.insert(field.id.clone(), value(frame, field, json, &place)?);
    }
    Ok(values)
}

fn value(frame: &Frame, field: &AskedField, json: Json, place: &str) -> Result<Value, Fault> {
    let wrong = || Fault::Misread {
        field: place.to_owned(),
        why: frame.t1("missing-json", "kind", type_word(field.ty)),
    };
    let of_text = |json: Json| match json {
        Json::String(words) if words.len() <= limits::TEXT_BYTES => Ok(words),
        _ => Err(wrong()),
    };
    match field.ty {
        FieldType::Integer | FieldType::Money => json.as_i64().map(Value::Integer).ok_or_else(wrong),
        FieldType::Number => {
            // In quotes: a fraction does not survive the floating point of most clients.
            Decimal::parse(&of_text(json)?).map(Value::Number).ok_or_else(wrong)
        }
        FieldType::YesNo => json.as_bool().map(Value::YesNo).ok_or_else(wrong),
        FieldType::Date => of_text(json)?.parse().map(Value::Date).map_err(|_| wrong()),
        FieldType::Time => of_text(json)?.parse().map(Value::Time).map_err(|_| wrong()),
        FieldType::Choices | FieldType::Files | FieldType::Citations => match json {
            Json::Array(items) => items
                .into_iter()
                .map(|i| of_text(i).map(Value::Text))
                .collect::<Result<_, _>>()
                .map(Value::List),
            _ => Err(wrong()),
        },
        FieldType::Photo | FieldType::Attachment => match json {
            Json::Array(items) => {
                let blobs = items.into_iter().map(|i| blob(i).map(Value::Blob).ok_or_else(wrong));
                blobs.collect::<Result<_, _>>().map(Value::List)
            }
            one => blob(one).map(Value::Blob).ok_or_else(wrong),
        },
        FieldType::Place | FieldType::Citation | FieldType::Record => match json {
            Json::Object(parts) => {
                let part =
                    |(name, json)| Ok((FieldId::from(String::as_str(&name)), Value::Text(of_text(json)?)));
                parts.into_iter().map(part).collect::<Result<_, _>>().map(Value::Record)
            }
            _ => Err(wrong()),
        },
        FieldType::List => match json {
            Json::Array(rows) if rows.len() <= limits::FIELDS => {
                let row = |(at, row)| match row {
                    Json::Object(row) => {
                        let row = values(frame, &field.of, row, &format!("{place}.{at}."))?;
                        Ok(Value::Record(row.into_iter().collect()))
                    }
                    _ => Err(wrong()),
                };
                rows.into_iter().enumerate().map(row).collect::<Result<_, _>>().map(Value::List)
            }
            _ => Err(wrong()),
        },
        FieldType::IdNumber => Ok(Value::Text(of_text(json)?.to_uppercase().replace(' ', ""))),
        _ => of_text(json).map(Value::Text),
    }
}

/// A document as it was told when it came in. The store has it under this file or refuses the act.
fn blob(json: Json) -> Option<Blob> {
    #[derive(Deserialize)]
    struct Sent {
        hash: String,
        size: u64,
        media: String,
        name: String,
    }
    let sent: Sent = serde_json::from_value(json).ok()?;
    let hash = hex::decode(sent.hash).ok()?.try_into().ok()?;
    Some(Blob { hash, size: sent.size, media: sent.media, name: sent.name })
}
