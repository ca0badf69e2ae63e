//! A matter as it was defined (`matter.toml`), read, merged with its fragments and resolved: groups are
//! expanded, defaults are laid in, conditions are parsed. What each key means is in `docs/matters.md`.

mod act;
mod limit;
mod party;
mod shared;

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use xiezhi_calendar::Length;

pub use self::{
    act::{About, Act, Asked, Extends, From, Give, Next, Step, To, TrackMove, Who},
    limit::{Before, Binds, Expiry, Limit, Mark, Measure, Measured, Refusal, Span, Strength},
    party::{PartyKind, Role, Seat},
    shared::{
        Approval, LawShort, OfficeKind, Parameter, ParameterValue, Post, Seal, ServiceMode, ServiceRules,
        Shared, Workdays,
    },
};
use crate::{
    expr::Expr,
    id::{
        ActId, ChildId, DefineId, FieldId, ItemId, LawId, ListId, LookupId, MatterId, MeasureId,
        OfficeKindId, PaperId, RoleId, RuleId, SealId, SeatId, ServiceRulesId, StateId, TrackId,
    },
    text::Text,
};

/// A matter (事项): a kind of business the bureau does, in one version.
#[derive(Debug)]
pub struct Definition {
    /// Its name for ever.
    pub id: MatterId,
    /// What its pages open on.
    pub kind: Kind,
    /// Its name for people.
    pub name: Text,
    /// The law that a bare article is of.
    pub law: LawId,
    /// Its number among the versions of this matter.
    pub version: u32,
    /// The first day on which an application falls under it.
    pub from: Date,
    /// The last day, where there is one.
    pub until: Option<Date>,
    /// The kind of office in charge.
    pub office: OfficeKindId,
    /// The matter of which a file of this one is a child.
    pub parent: Option<MatterId>,
    /// How a file is numbered; none: not at all.
    pub number: Option<Pattern>,
    /// How its papers are numbered, unless a paper says otherwise.
    pub paper_number: Option<Pattern>,
    /// The rules by which papers are served.
    pub service: ServiceRulesId,
    /// Named conditions and figures.
    pub defines: IndexMap<DefineId, Define>,
    /// The main track.
    pub states: IndexMap<StateId, State>,
    /// What runs beside it.
    pub tracks: IndexMap<TrackId, Track>,
    /// Who takes part.
    pub parties: IndexMap<RoleId, Role>,
    /// Which officers have a seat in a file.
    pub officers: IndexMap<SeatId, Seat>,
    /// Its own lists of options; those of `shared.toml` are found through [`Library`](crate::Library).
    pub options: IndexMap<ListId, Options>,
    /// What is asked, found and kept.
    pub fields: IndexMap<FieldId, Field>,
    /// What may be done.
    pub acts: IndexMap<ActId, Act>,
    /// Time limits, in the order written; several of one id are dated rules.
    pub limits: Vec<Limit>,
    /// What may not be done, in the order written; several of one id are dated rules or name other acts.
    pub refusals: Vec<Refusal>,
    /// Searches in other files.
    pub lookups: IndexMap<LookupId, Lookup>,
    /// Kinds of child files.
    pub children: IndexMap<ChildId, Child>,
    /// Papers.
    pub papers: IndexMap<PaperId, Paper>,
    /// The list of all files.
    pub register: Register,
    /// Figures.
    pub measures: IndexMap<MeasureId, MeasureDef>,
    /// How long it is kept.
    pub retention: Vec<Retention>,
    /// Who may read it.
    pub access: Access,
    /// What becomes of files under the version before.
    pub transition: Option<Transition>,
    /// What a citizen is told beyond what the definition says by itself: `guide.zh.md`, `guide.en.md`.
    pub guide: IndexMap<String, Arc<str>>,
    /// SHA-256 over all that defines it: the files of its folder, its fragments and `shared.toml`, each
    /// after its name. An event names the definition it was made under by this.
    pub hash: [u8; 32],
}

/// What a matter's pages open on: a case on its clock, a register on its list, the others on progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words are the field's own")]
pub enum Kind {
    Case,
    Register,
    Plan,
    Project,
    Campaign,
}

/// On what a rule stands (依据).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// An article of a law, with the words relied on where they are given.
    Law {
        /// Short name or title.
        law: LawId,
        /// Article with paragraph and item, as in 第三十条第一款第七项.
        article: String,
        /// The exact words.
        quote: Option<String>,
        /// Whether the source is other than the promulgated text.
        unverified: bool,
    },
    /// A rule below law.
    Local {
        /// What it is.
        words: String,
        /// Whether it has been seen.
        unverified: bool,
    },
    /// The law is silent: what was chosen, and why.
    Choice {
        /// Why.
        words: String,
        /// Whether it may turn out otherwise.
        unverified: bool,
    },
}

impl Basis {
    /// Whether its source is other than the promulgated text.
    pub fn unverified(&self) -> bool {
        match self {
            Self::Law { unverified, .. }
            | Self::Local { unverified, .. }
            | Self::Choice { unverified, .. } => *unverified,
        }
    }
}

/// A named condition or figure.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Define {
    pub cel: Expr,
    pub name: Text,
    pub basis: Vec<Basis>,
}

/// Where a file stands (状态).
#[derive(Clone, Debug)]
pub struct State {
    /// For people.
    pub name: Text,
    /// Nothing with a `to` leaves it.
    pub is_final: bool,
    /// It remembers where the file came from.
    pub side: bool,
    /// Limits that stand still while the file is in it.
    pub stops: Vec<RuleId>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// What runs beside the main track; `off` is no state of it but its being off.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Track {
    pub name: Text,
    pub states: IndexMap<StateId, State>,
}

/// A closed list, its items in order.
pub type Options = IndexMap<ItemId, OptionItem>;

/// An item of a list; several dated ones of one id are refused at load.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct OptionItem {
    pub name: Text,
    pub basis: Vec<Basis>,
    pub in_force: Span,
}

/// Where a choice's items stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionsRef {
    /// In the matter.
    Own(ListId),
    /// In `shared.toml`.
    Shared(ListId),
}

/// How closed a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Anybody may read it.
    Public,
    /// The office's own.
    Internal,
    /// About a person.
    Personal,
    /// Sensitive personal data (个人信息保护法 第二十八条).
    Sensitive,
    /// The highest class: only who is named.
    Restricted,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the language")]
pub enum FieldType {
    Text,
    Long,
    Integer,
    Number,
    Money,
    YesNo,
    Date,
    Time,
    Choice,
    Choices,
    Person,
    Officer,
    File,
    Files,
    Place,
    Citation,
    Citations,
    LawText,
    IdNumber,
    Account,
    Photo,
    Attachment,
    Record,
    List,
}

/// A field.
#[derive(Debug)]
pub struct Field {
    /// For people: the question.
    pub name: Text,
    /// What it holds.
    pub ty: FieldType,
    /// How closed it is.
    pub class: Class,
    /// The list of a choice.
    pub options: Option<OptionsRef>,
    /// The fields of a list.
    pub of_fields: Vec<FieldId>,
    /// The matter whose files a `file` or `files` names.
    pub of_matter: Option<MatterId>,
    /// Asked only if.
    pub when: Option<Expr>,
    /// Taken at the opening act where nothing was given.
    pub default: Option<Give>,
    /// Offered, may be changed.
    pub prefill: Option<Expr>,
    /// Worked out, never typed.
    pub value: Option<Expr>,
    /// Least and most.
    pub range: Option<(i64, i64)>,
    /// A date that has come: the day of entry at the latest.
    pub past: bool,
    /// Asked about parties of this kind alone: only an organisation has a legal representative.
    pub only: Option<PartyKind>,
    /// No two files of the matter hold the same.
    pub unique: bool,
    /// Found by a keyed hash.
    pub blind: bool,
    /// Stays with the event, asked anew each time.
    pub scope_act: bool,
    /// What helps to answer.
    pub help: Option<Text>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

impl Field {
    /// Whether it is asked about a party of some kind.
    #[must_use]
    pub fn asked_of(&self, kind: PartyKind) -> bool {
        self.only.is_none_or(|only| only == kind)
    }
}

/// A number with blanks: `{city.short}政复〔{year}〕{n}号`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As written.
    pub source: Arc<str>,
    /// Its parts in order.
    pub parts: Arc<[PatternPart]>,
}

/// A part of a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each blank is named as it is written")]
pub enum PatternPart {
    Words(Arc<str>),
    CityShort,
    CityCode,
    CityLetters,
    Year,
    N,
    Letter,
    Field(FieldId),
    /// A fact of the first party in a role: `{entity.serial}`.
    PartyField(RoleId, Arc<str>),
}

/// A search in other files.
#[derive(Debug)]
pub struct Lookup {
    /// Where.
    pub of: LookupOf,
    /// Their field, role, `id` or `parent` on the left, equal to ours on the right.
    pub matches: IndexMap<String, Expr>,
    /// States they may be in; empty: any.
    pub states: Vec<StateId>,
    /// Theirs (from, to) and ours.
    pub overlaps: Option<(String, String, Expr, Expr)>,
    /// Filters the rows found.
    pub filter: Option<Expr>,
    /// At most so many rows.
    pub max: Option<u32>,
    /// Only one may win.
    pub guard: bool,
}

/// What a lookup searches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupOf {
    /// Files of a matter.
    Matter(MatterId),
    /// The declared relations of officers.
    Relations,
}

/// A kind of child file.
#[derive(Debug)]
pub struct Child {
    /// Its matter.
    pub of: MatterId,
    /// What is given to its opening act.
    pub fill: Vec<(String, Give)>,
    /// One child a row.
    pub each: Option<Expr>,
    /// One child only.
    pub unique: bool,
    /// At most so many.
    pub max: Option<u32>,
    /// Fields the parent sees.
    pub up: Vec<FieldId>,
    /// What follows here when it ends.
    pub then: Option<Then>,
}

/// What follows the end of a child.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Then {
    pub what: ThenWhat,
    pub when: Option<Expr>,
    pub with: Vec<(FieldId, Give)>,
}

/// See [`Then`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThenWhat {
    /// The law does it.
    Act(ActId),
    /// A named officer is asked to.
    Propose(ActId),
}

/// A paper (文书).
#[derive(Debug)]
pub struct Paper {
    /// Its name, which is its title.
    pub name: Text,
    /// How it is numbered.
    pub number: PaperNumber,
    /// Whose seal; none: not sealed.
    pub seal: Option<SealId>,
    /// Whom it is for.
    pub to: Vec<RoleId>,
    /// Whether it is served.
    pub serve: bool,
    /// Whether anybody may read it.
    pub public: bool,
    /// Issued only if.
    pub when: Option<Expr>,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Its text, `papers/<id>.md`.
    pub text: Arc<str>,
}

/// How a paper is numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperNumber {
    /// Not.
    None,
    /// By the matter's pattern with this letter.
    Letter(Arc<str>),
    /// By a pattern of its own.
    Own(Pattern),
}

/// The list of all files of a matter (登记簿).
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct Register {
    pub columns: Vec<Column>,
    pub filters: Vec<Column>,
    pub order: Vec<Column>,
    pub public: Option<Arc<PublicRegister>>,
}

/// What of a register anybody may read.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct PublicRegister {
    pub columns: Vec<Column>,
    pub papers: Vec<PaperId>,
    pub when: Option<Expr>,
}

/// A column of a register.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is what it names")]
pub enum Column {
    Number,
    State,
    OpenedOn,
    Field(FieldId),
    Role(RoleId),
    Track(TrackId),
    Officer(SeatId),
    Due(RuleId),
}

/// A figure of the statistics.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the key of the same name")]
pub struct MeasureDef {
    pub name: Text,
    pub figures: Vec<String>,
    pub each: String,
    pub dated: Option<ActId>,
    pub filter: Option<Expr>,
    pub value: Option<Expr>,
    pub whole: Option<Expr>,
    pub axes: Vec<String>,
    pub period: Option<String>,
    pub suppress: Option<u32>,
}

/// How long a file, or some of its fields, is kept.
#[derive(Debug)]
pub struct Retention {
    /// Its key.
    pub id: String,
    /// So long.
    pub keep: Length,
    /// From entering one of these.
    pub from_states: Vec<StateId>,
    /// Or from an event.
    pub from_event: Option<Mark>,
    /// What then: `archive`, `lock` or `erase`.
    pub then: String,
    /// These fields; empty: the whole file.
    pub fields: Vec<FieldId>,
    /// Only if.
    pub when: Option<Expr>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// Who may read.
#[derive(Debug, Default)]
pub struct Access {
    /// Posts of the office in charge.
    pub read: Vec<crate::id::PostId>,
    /// Only those with a seat in the file.
    pub of_file: bool,
    /// Who reads a field of the highest class.
    pub fields: IndexMap<FieldId, Vec<Who>>,
    /// What a party sees.
    pub parties: IndexMap<RoleId, Sees>,
}

/// What a party sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// What it sent and what was served on it.
    Own,
    /// The file, less what is hidden from it.
    All,
}

/// What becomes of files under the version before.
#[derive(Debug)]
pub struct Transition {
    /// `stay`, `move` or `next-act`.
    pub files: String,
    /// Old states to new.
    pub states: IndexMap<StateId, StateId>,
    /// Which files.
    pub when: Option<Expr>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}
