//! Acts (行为): who may do what, from where, and what it leaves.

use std::sync::Arc;

use super::Basis;
use crate::{
    expr::Expr,
    id::{ActId, ChildId, FieldId, MatterId, PaperId, PostId, RoleId, RuleId, SeatId, StateId, TrackId},
    text::Text,
    value::Value,
};

/// An act.
#[derive(Debug)]
pub struct Act {
    /// For people.
    pub name: Text,
    /// Where it may be done.
    pub from: Vec<From>,
    /// Where the file stands afterwards.
    pub to: To,
    /// What it does to a parallel track.
    pub track: Option<TrackMove>,
    /// Who may do it.
    pub by: Vec<Who>,
    /// Only if.
    pub when: Option<Expr>,
    /// Who must approve it, in order; empty: nobody.
    pub approve: Vec<Step>,
    /// How many sign, the doer among them.
    pub sign: Option<u32>,
    /// Date fields: the first that has a value is the act's legal date.
    pub dated: Vec<FieldId>,
    /// Roles the form asks for.
    pub parties: Vec<(RoleId, bool)>,
    /// The field that names who leaves those roles.
    pub leaves: Option<FieldId>,
    /// What the form asks everybody.
    pub fields: Vec<Asked>,
    /// What it asks some besides.
    pub fields_for: Vec<(Who, Vec<Asked>)>,
    /// What it sets by itself, over the form.
    pub set: Vec<(FieldId, Give)>,
    /// Papers it issues.
    pub papers: Vec<PaperId>,
    /// A child file it opens.
    pub opens: Option<ChildId>,
    /// What it adds to a limit.
    pub extends: Option<Extends>,
    /// It answers an earlier event of one of these acts.
    pub about: Option<About>,
    /// One form, many files; or rows of a sheet.
    pub bulk: Option<Arc<str>>,
    /// May be filled in without a network.
    pub offline: bool,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// See [`Act::about`].
#[derive(Clone, Debug)]
pub struct About {
    /// The acts one of whose events is meant.
    pub acts: Vec<ActId>,
    /// That event then counts as undone.
    pub undoes: bool,
}

/// Where an act may be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// There is no file yet.
    New,
    /// The file stands here.
    State(StateId),
}

/// Where a file stands after an act.
#[derive(Debug)]
pub enum To {
    /// Where it stood.
    Stay,
    /// Where it came from before the side state it is in.
    Back,
    /// The first whose condition holds; where none does, the file stays.
    States(Vec<Next>),
}

/// See [`To::States`].
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Next {
    pub state: StateId,
    pub when: Option<Expr>,
}

/// What an act does to a parallel track. `None` is `off`.
#[derive(Clone, Debug)]
pub struct TrackMove {
    /// Which.
    pub track: TrackId,
    /// Where it must stand; the outer `None` is `any`, `off` too.
    pub from: Option<Vec<Option<StateId>>>,
    /// Where it stands then.
    pub to: Option<StateId>,
}

/// Who does or is bound.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever holds a post of the office in charge.
    Post(PostId),
    /// Whoever has a seat in this file.
    Officer(SeatId),
    /// A party, or whoever acts for that organisation or office.
    Party(RoleId),
    /// An act of a file of another matter.
    Matter(MatterId),
    /// Anybody, without signing in.
    Public,
    /// The law, on expiry or on schedule.
    Law,
}

impl Who {
    /// As a definition writes it.
    pub fn written(&self) -> String {
        match self {
            Self::Post(p) => p.to_string(),
            Self::Officer(s) => format!("officer:{s}"),
            Self::Party(r) => format!("party:{r}"),
            Self::Matter(m) => format!("matter:{m}"),
            Self::Public => "public".to_owned(),
            Self::Law => "law".to_owned(),
        }
    }
}

/// A step of a chain of approval.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Step {
    pub post: PostId,
    pub when: Option<Expr>,
}

/// A field on a form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Asked {
    pub field: FieldId,
    pub required: bool,
}

/// What a definition gives to a field.
#[derive(Debug)]
pub enum Give {
    /// As written.
    Value(Value),
    /// Worked out.
    Cel(Expr),
}

/// What an act adds to a running count.
#[derive(Debug)]
pub struct Extends {
    /// Which limit.
    pub limit: RuleId,
    /// By how much.
    pub by: super::Measured,
    /// In all.
    pub most: Option<super::Measured>,
    /// At once.
    pub each: Option<super::Measured>,
    /// How often.
    pub times: Option<u32>,
    /// Under which id too much is refused; without it, under the limit's own.
    pub refusal: Option<RuleId>,
}
