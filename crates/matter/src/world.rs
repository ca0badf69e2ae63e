//! What is fetched before an act is decided, and who does it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    event::Values,
    id::{ActId, ActorId, FieldId, LookupId, PersonId, PostId, StateId, TrackId},
    value::Value,
};

/// Whoever acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account or officer.
    pub id: ActorId,
    /// The person or organisation that this is, where it may be a party.
    pub person: Option<PersonId>,
    /// Posts held today, of the office in charge.
    pub posts: Vec<PostId>,
    /// The office.
    pub office: Option<String>,
}

impl Actor {
    /// The law.
    pub fn law() -> Self {
        Self { id: ActorId::law(), person: None, posts: Vec::new(), office: None }
    }

    /// Somebody without a post.
    pub fn person(id: impl Into<ActorId>, person: impl Into<PersonId>) -> Self {
        Self { id: id.into(), person: Some(person.into()), posts: Vec::new(), office: None }
    }

    /// An officer.
    pub fn officer(id: impl Into<ActorId>, posts: impl IntoIterator<Item = PostId>) -> Self {
        Self { id: id.into(), person: None, posts: posts.into_iter().collect(), office: None }
    }

    /// Whether this is the law.
    pub fn is_law(&self) -> bool {
        self.id == "law"
    }
}

/// A person or organisation as conditions and papers see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "docs/matters.md lists them")]
pub struct Person {
    pub name: String,
    pub born: Option<Date>,
    pub office: Option<String>,
    pub level: Option<String>,
    pub field: Option<String>,
    /// Whatever else is known: address, telephone, an office's code; the facts of its file where the role
    /// is picked from a register.
    pub more: BTreeMap<FieldId, Value>,
}

impl Person {
    /// All that is known, by name.
    pub fn facts(&self) -> BTreeMap<FieldId, Value> {
        let mut facts = self.more.clone();
        facts.insert("name".into(), Value::Text(self.name.clone()));
        if let Some(born) = self.born {
            facts.insert("born".into(), Value::Date(born));
        }
        for (key, value) in [("office", &self.office), ("level", &self.level), ("field", &self.field)] {
            if let Some(value) = value {
                facts.insert(key.into(), Value::Text(value.clone()));
            }
        }
        facts
    }
}

/// What was fetched before deciding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// Who takes part, with those whom the act would enter.
    pub persons: BTreeMap<PersonId, Person>,
    /// Rows that lookups found.
    pub lookups: BTreeMap<LookupId, Vec<BTreeMap<FieldId, Value>>>,
    /// The parent file.
    pub parent: Option<Parent>,
    /// The city, for numbers and papers.
    pub city: CityFacts,
    /// Names of officers, for papers.
    pub names: BTreeMap<ActorId, String>,
}

/// A parent file as its child sees it.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "docs/matters.md lists them")]
pub struct Parent {
    pub state: Option<StateId>,
    pub values: Values,
    pub done: Vec<ActId>,
    pub events: BTreeMap<ActId, Vec<BTreeMap<FieldId, Value>>>,
    pub tracks: BTreeMap<TrackId, StateId>,
}

/// What numbers take from a city.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the blanks in a number")]
pub struct CityFacts {
    pub short: String,
    pub code: String,
    pub letters: String,
    pub name: String,
}
