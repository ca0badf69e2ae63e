//! Reading an example.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Value as Toml;

/// An example as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "docs/matters.md lists the keys")]
pub struct Example {
    pub title: String,
    #[serde(default, deserialize_with = "calendar")]
    pub calendar: Option<String>,
    #[serde(default)]
    pub officers: BTreeMap<String, Toml>,
    #[serde(default)]
    pub parties: BTreeMap<String, BTreeMap<String, Toml>>,
    #[serde(default)]
    pub lookups: BTreeMap<String, Vec<BTreeMap<String, Toml>>>,
    pub parent: Option<BTreeMap<String, Toml>>,
    #[serde(default)]
    pub params: BTreeMap<String, Toml>,
    #[serde(default)]
    pub given: BTreeMap<String, Toml>,
    pub like: Option<String>,
    pub upto: Option<usize>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub variant: Vec<Variant>,
}

/// A variant: whatever it names differs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    pub title: String,
    pub upto: Option<usize>,
    #[serde(default, deserialize_with = "calendar")]
    pub calendar: Option<String>,
    pub officers: Option<BTreeMap<String, Toml>>,
    pub parties: Option<BTreeMap<String, BTreeMap<String, Toml>>>,
    pub lookups: Option<BTreeMap<String, Vec<BTreeMap<String, Toml>>>>,
    pub parent: Option<BTreeMap<String, Toml>>,
    #[serde(default)]
    pub given: BTreeMap<String, Toml>,
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[serde(deserialize_with = "day")]
    pub on: Date,
    pub act: Option<String>,
    pub serve: Option<String>,
    pub approve: Option<String>,
    #[serde(rename = "return")]
    pub send_back: Option<String>,
    #[serde(default)]
    pub clock: bool,
    pub child: Option<String>,
    pub reaches: Option<String>,
    pub which: Option<usize>,
    #[serde(default)]
    pub up: BTreeMap<String, Toml>,
    pub by: Option<String>,
    pub to: Option<String>,
    pub mode: Option<String>,
    pub children: Option<usize>,
    #[serde(default)]
    pub with: BTreeMap<String, Toml>,
    #[serde(default)]
    pub asked: bool,
    #[serde(default)]
    pub lift: BTreeMap<String, String>,
    #[serde(default)]
    pub confirm: Vec<String>,
    #[serde(default, deserialize_with = "maybe_day")]
    pub dated: Option<Date>,
    pub lookups: Option<BTreeMap<String, Vec<BTreeMap<String, Toml>>>>,
    pub parent: Option<BTreeMap<String, Toml>>,
    // to be true after it
    pub state: Option<String>,
    #[serde(default)]
    pub track: BTreeMap<String, String>,
    #[serde(default)]
    pub due: BTreeMap<String, Toml>,
    pub papers: Option<Vec<String>>,
    pub refused: Option<OneOrMany>,
    pub law: Option<String>,
    pub opens: Option<String>,
    pub proposed: Option<Vec<String>>,
    #[serde(default)]
    pub open: Vec<String>,
}

/// A word or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    /// As a list.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::One(s) => vec![s],
            Self::Many(all) => all.iter().map(String::as_str).collect(),
        }
    }
}

fn calendar<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(Some(match Toml::deserialize(d)? {
        Toml::String(s) => s,
        other => other.to_string(),
    }))
}

fn day<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Date, D::Error> {
    let day = toml::value::Datetime::deserialize(d)?;
    day.to_string().parse().map_err(serde::de::Error::custom)
}

fn maybe_day<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
    day(d).map(Some)
}

/// An example that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ExampleError(pub String);

/// Reads an example; `like` finds another of the same matter, whose text it is given.
pub fn read(text: &str, like: &dyn Fn(&str) -> Option<String>) -> Result<Example, ExampleError> {
    let mut example: Example = toml::from_str(text).map_err(|e| ExampleError(e.to_string()))?;
    if let Some(name) = example.like.take() {
        let base =
            like(&name).ok_or_else(|| ExampleError(format!("there is no example “{name}” to be like")))?;
        let base = read(&base, like)?;
        let steps = base.steps.into_iter().take(example.upto.unwrap_or(usize::MAX));
        example.upto = None;
        example.steps = steps.chain(std::mem::take(&mut example.steps)).collect();
        example.calendar = example.calendar.or(base.calendar);
        example.officers = pour(base.officers, example.officers);
        example.parties = pour(base.parties, example.parties);
        example.lookups = pour(base.lookups, example.lookups);
        example.parent = example.parent.or(base.parent);
        example.given = pour(base.given, example.given);
    }
    Ok(example)
}

/// Lays the second over the first.
pub(super) fn pour<T>(mut base: BTreeMap<String, T>, over: BTreeMap<String, T>) -> BTreeMap<String, T> {
    base.extend(over);
    base
}
