//! What all matters and all cities share: `functions/shared.toml`.

use indexmap::IndexMap;
use jiff::civil::Date;

use super::{Act, Basis, FieldType, Options, Pattern, Step};
use crate::{
    id::{ActId, LawId, ListId, OfficeKindId, ParameterId, PostId, SealId, ServiceRulesId},
    text::Text,
    value::Value,
};

/// `shared.toml`.
#[derive(Debug)]
pub struct Shared {
    /// Tags of the languages, in the order in which texts give them.
    pub languages: Vec<String>,
    /// How papers are numbered where a matter does not say.
    pub paper_number: Option<Pattern>,
    /// Days after which a draft goes.
    pub draft_days: u32,
    /// Laws by short name.
    pub laws: IndexMap<LawId, LawShort>,
    /// Posts.
    pub posts: IndexMap<PostId, Post>,
    /// Kinds of office.
    pub offices: IndexMap<OfficeKindId, OfficeKind>,
    /// Seals.
    pub seals: IndexMap<SealId, Seal>,
    /// Chains of approval.
    pub approvals: IndexMap<String, Approval>,
    /// Parameters.
    pub parameters: IndexMap<ParameterId, Parameter>,
    /// Lists of options.
    pub options: IndexMap<ListId, Options>,
    /// Rules of service.
    pub services: IndexMap<ServiceRulesId, ServiceRules>,
    /// Posts and bases of the built-in acts: `assign`, `serve`, `note` …
    pub acts: IndexMap<ActId, Act>,
}

/// A law by its short name.
#[derive(Clone, Debug)]
pub struct LawShort {
    /// Its title.
    pub title: String,
    /// Which of its days are working days.
    pub workdays: Option<Workdays>,
    /// Where it says so.
    pub basis: Vec<Basis>,
    /// Whether every basis in it is unverified.
    pub unverified: bool,
}

/// Which numbers of days are working days under a law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Workdays {
    /// These.
    Numbers(Vec<u32>),
    /// All.
    All,
}

/// A post.
#[derive(Clone, Debug)]
pub struct Post {
    /// For people.
    pub name: Text,
    /// Of another organisation.
    pub outside: bool,
    /// Never delegated.
    pub alone: bool,
}

/// A kind of office.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct OfficeKind {
    pub name: Text,
}

/// A seal, and who may have it set.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Seal {
    pub name: Text,
    pub posts: Vec<PostId>,
}

/// A chain of approval.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Approval {
    pub steps: Vec<Step>,
}

/// A figure that is loaded, not written into a rule.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Parameter {
    pub name: Text,
    /// None: a length.
    pub ty: Option<FieldType>,
    pub by: Option<String>,
    pub values: Vec<ParameterValue>,
}

/// A dated value of a parameter.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct ParameterValue {
    pub from: Date,
    pub value: Value,
    pub source: Option<String>,
    /// First digits of a city's code.
    pub area: Option<String>,
    pub unverified: bool,
}

/// Rules of service (送达): one entry a mode.
#[derive(Clone, Debug)]
pub struct ServiceRules {
    /// For people.
    pub name: Text,
    /// Modes by id: `direct`, `leaving`, `electronic`, `post`, `relay`, `announcement`.
    pub modes: IndexMap<String, ServiceMode>,
}

/// A mode of service.
#[derive(Clone, Debug)]
pub struct ServiceMode {
    /// Its stable key, S-1 … S-6.
    pub rule: crate::id::RuleId,
    /// For people.
    pub name: Text,
    /// What must be attached or said as proof, for people.
    pub proof: Text,
    /// Whether a proof must be attached.
    pub needs_proof: bool,
    /// Only where the party has agreed to it.
    pub needs_consent: bool,
    /// Only with reasons, which stay in the file.
    pub needs_reasons: bool,
    /// Days after which it counts as done (announcement: thirty); none: at once.
    pub after: Option<xiezhi_calendar::Length>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

impl Parameter {
    /// The value in force on a day in a city: the longest area that fits, then the latest start.
    pub fn at(&self, day: Date, city: &str) -> Option<&ParameterValue> {
        self.values
            .iter()
            .filter(|v| v.from <= day && v.area.as_deref().is_none_or(|a| city.starts_with(a)))
            .max_by_key(|v| (v.area.as_deref().map_or(0, str::len), v.from))
    }
}
