//! Limits (期限) and refusals (不予).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use xiezhi_calendar::Length;

use super::{Basis, Give, Who};
use crate::{
    expr::Expr,
    id::{ActId, ChildId, FieldId, PaperId, ParameterId, PostId, RoleId, RuleId, StateId},
    text::Text,
};

/// A statutory time limit: from an event, so long, met by an act, with a consequence.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the language")]
pub struct Limit {
    /// Its stable key.
    pub id: RuleId,
    /// For people.
    pub name: Text,
    /// Whom it binds.
    pub binds: Vec<Binds>,
    /// What starts a count.
    pub starts: Vec<Mark>,
    /// How it is counted.
    pub measure: Measure,
    /// A count sleeps while this is false.
    pub when: Option<Expr>,
    /// What meets a count.
    pub met_by: Vec<Mark>,
    /// What drops a count, even an expired one.
    pub ends: Vec<Mark>,
    /// What follows when it runs out.
    pub on_expiry: Option<Expiry>,
    /// How long before the due day to remind.
    pub remind: Vec<Length>,
    /// Whether the last day rolls forward off a rest day.
    pub rolls: bool,
    /// A new start replaces the running count.
    pub again_restart: bool,
    /// Goes on, and may start, in a final state.
    pub keeps: bool,
    /// When the rule is law.
    pub in_force: Span,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// Whom a limit binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binds {
    /// The office in charge.
    Office,
    /// Whoever was served.
    Served,
    /// A post, a seat, a role.
    Who(Who),
}

impl Binds {
    /// Whether it binds a party or the public, against whom the law never acts by itself (P-13).
    pub fn person(&self) -> bool {
        matches!(self, Self::Served | Self::Who(Who::Party(_) | Who::Public))
    }
}

/// How a limit is counted.
#[derive(Debug)]
pub enum Measure {
    /// On the last of so many days; of several lengths, and of a field, the earliest.
    Within {
        /// Lengths.
        lengths: Vec<Measured>,
        /// The date in this field.
        until: Option<FieldId>,
    },
    /// So many clear days before the date in a field.
    Before(Before),
    /// A waiting period.
    After(Measured),
}

/// See [`Measure::Before`].
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Before {
    pub clear: Measured,
    pub of: FieldId,
}

/// A length that may stand in a field or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measured {
    /// As written.
    Fixed(Length),
    /// So many of the unit as the field says: `{extra_days} days`.
    Field(FieldId, Length),
    /// So many as the parameter says: `{param:supplement-days} days`; the length is its value, laid in for
    /// the city when the definition is read.
    Parameter(ParameterId, Length),
}

/// An event that starts, meets or ends a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// An act.
    Act(ActId),
    /// The service of a paper.
    Service {
        /// Which papers.
        papers: Vec<PaperId>,
        /// On whom; empty: on all whom the paper names and who are in the file.
        to: Vec<RoleId>,
    },
    /// The date that a field holds.
    Field(FieldId),
    /// The file came into a state.
    Enter(StateId),
    /// A limit ran out, on its last day.
    Expiry(RuleId),
    /// A child came into a state; without one: ended.
    Child(ChildId, Option<StateId>),
    /// An act was put up for approval.
    Asked(ActId),
}

/// What follows when a limit runs out.
#[derive(Debug)]
pub enum Expiry {
    /// The law itself acts.
    Act {
        /// Which act.
        act: ActId,
        /// Records and papers say 视为.
        deemed: bool,
        /// Its legal date is the last day, not the day after.
        dated_last_day: bool,
        /// What it is given.
        with: Vec<(FieldId, Give)>,
    },
    /// A named officer is asked to act.
    Propose {
        /// Which act.
        act: ActId,
        /// What it is prefilled with.
        with: Vec<(FieldId, Give)>,
    },
    /// Posts are told.
    Tell(Vec<PostId>),
}

/// When a rule is law: first and last day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Span {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Span {
    /// Whether `day` is within it.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|f| f <= day) && self.until.is_none_or(|u| day <= u)
    }
}

/// Why an act may not be done.
#[derive(Debug)]
pub struct Refusal {
    /// Its stable key.
    pub id: RuleId,
    /// Which acts it stands against.
    pub acts: Vec<ActId>,
    /// If.
    pub when: Expr,
    /// What it says.
    pub says: Text,
    /// How strong it is.
    pub strength: Strength,
    /// Who may lift a hold.
    pub lift: Vec<Who>,
    /// When the rule is law.
    pub in_force: Span,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// How strong a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// It asks to confirm.
    Warn,
    /// The named power lifts it, with a reason, for this once.
    Hold,
    /// Nobody can lift it.
    Block,
}
