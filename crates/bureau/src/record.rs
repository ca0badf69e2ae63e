//! What is written into the store, in bytes: the bodies of events, the records of persons, the cards of
//! officers and of lines in lists. CBOR of ordered maps, so that the same thing is the same bytes.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use xiezhi_matter::{
    event::{Event, Values, What},
    id::FieldId,
    value::Value,
    world::Person,
};
use xiezhi_store::{Fault, StoredEvent};

/// Bytes of a thing.
pub(crate) fn write<T: Serialize + ?Sized>(thing: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory fails only for a map of unknown length, and there is none.
    let _written = ciborium::into_writer(thing, &mut bytes);
    bytes
}

/// A thing from its bytes; `what` names it where it is damaged.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, Fault> {
    ciborium::from_reader(bytes).map_err(|e| Fault::Damaged(format!("{what}: {e}")))
}

/// An event from its envelope.
pub(crate) fn event(stored: &StoredEvent) -> Result<Arc<Event>, Fault> {
    let header = &stored.header;
    let what: What = read(&stored.body, "the body of an event")?;
    Ok(Arc::new(Event {
        n: header.n,
        happened_on: header.happened_on,
        recorded_at: header.recorded_at,
        effective_on: header.effective_on,
        actor: header.actor.as_str().into(),
        what,
    }))
}

/// A person or organisation as it is kept under its own key: who it is and how to reach it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// The name.
    pub name: String,
    /// The day of birth, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// Address, telephone, e-mail, identity number …, by field.
    #[serde(default)]
    pub facts: Values,
}

impl PersonRecord {
    /// As conditions and papers see it.
    pub(crate) fn person(&self) -> Person {
        Person { name: self.name.clone(), born: self.born, more: self.facts.clone(), ..Person::default() }
    }

    /// A text fact.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.facts.get(field).and_then(Value::as_text)
    }
}

/// What else is known of an officer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerCard {
    /// Whether they look after accounts, offices and holiday notices.
    #[serde(default)]
    pub administrator: bool,
    /// Where notices go.
    #[serde(default)]
    pub email: Option<String>,
    /// Persons and bodies they are related to: they stand back where one of these takes part.
    #[serde(default)]
    pub relations: Vec<Relation>,
}

/// A declared relation of an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The person or office.
    pub person: String,
    /// What they are to each other.
    pub kind: String,
}

/// What a line of a list shows of a file, and what lookups of other files read of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    /// Parties by role: names.
    pub(crate) parties: Vec<(String, String)>,
    /// Words on what it is about.
    pub(crate) about: Option<String>,
    /// Values that are public or internal.
    pub(crate) values: BTreeMap<FieldId, Value>,
    /// Tracks that are not off.
    pub(crate) tracks: BTreeMap<String, String>,
    /// Officers by seat: ids.
    pub(crate) officers: BTreeMap<String, Vec<String>>,
    /// Open counts: rule and day.
    pub(crate) due: BTreeMap<String, Date>,
}

/// A closed value as it is compared: without spaces, in small letters, half-width, brackets alike.
pub(crate) fn normal(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '〔' | '（' | '[' | '【' | '［' => '(',
            '〕' | '）' | ']' | '】' | '］' => ')',
            c => match u32::from(c) {
                code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
                _ => c,
            },
        })
        .flat_map(char::to_lowercase)
        .collect()
}
