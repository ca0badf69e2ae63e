//! What a key may hold. The tables of keys ([`super::keys`]) are written in these words; the walk over a
//! definition, the JSON Schema and the reference page are all made from them.

/// The kind of thing that an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Noun {
    State,
    Track,
    Role,
    Seat,
    Field,
    List,
    Act,
    Limit,
    Refusal,
    Lookup,
    Child,
    Paper,
    Define,
    Measure,
    // shared.toml
    Law,
    Post,
    Office,
    Seal,
    Approval,
    Parameter,
    Service,
    // the library
    Matter,
}

impl Noun {
    /// The table that defines it.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Track => "track",
            Self::Role => "party",
            Self::Seat => "officer",
            Self::Field => "field",
            Self::List => "options",
            Self::Act => "act",
            Self::Limit => "limit",
            Self::Refusal => "refusal",
            Self::Lookup => "lookup",
            Self::Child => "child",
            Self::Paper => "paper",
            Self::Define => "define",
            Self::Measure => "measure",
            Self::Law => "law",
            Self::Post => "post",
            Self::Office => "office",
            Self::Seal => "seal",
            Self::Approval => "approval",
            Self::Parameter => "parameter",
            Self::Service => "service",
            Self::Matter => "matter",
        }
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Seat => "seat",
            Self::List => "list of options",
            Self::Office => "kind of office",
            Self::Approval => "chain of approval",
            Self::Service => "set of rules of service",
            Self::Child => "kind of child file",
            other => other.table(),
        }
    }
}

/// Which lengths a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lengths {
    /// `"5 workdays"`.
    Written,
    /// Also `"{extra_days} days"` and `"{param:supplement-days} days"`.
    Measured,
}

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Words for people, in every language.
    Text,
    /// Any words.
    Words,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// A day, without quotation marks.
    Date,
    /// A length.
    Length(Lengths),
    /// A condition or figure in CEL.
    Cel,
    /// A literal, or CEL after `=`.
    Give,
    /// A pattern of numbers.
    Pattern,
    /// The id of such a thing.
    Ref(Noun),
    /// The same, or `@group`.
    RefOrGroup(Noun),
    /// The same with `new`.
    From,
    /// An id that may end in `!`.
    Asked(Noun),
    /// Where an act leads: a state or `back`.
    Target,
    /// A state of a track, `off` or `any`.
    OnTrack,
    /// A post, `officer:x`, `party:x`, `matter:x`, `public`, `law`.
    Who,
    /// The same, `office` and `party`.
    Bound,
    /// A matter, or `relations`.
    Searched,
    /// A list of the matter, or `shared:x`.
    ListRef,
    /// A column of a register.
    Column,
    /// What a measure runs over.
    Rows,
    /// What a measure is broken down by.
    Axis,
    /// The act of an event.
    Event,
    /// On what a rule rests.
    Basis,
    /// A list of these.
    List(&'static Shape),
    /// One, or a list.
    Many(&'static Shape),
    /// A table of these keys.
    Table(&'static Table),
    /// A table whose keys are ids that this defines.
    Entries(&'static Shape),
    /// A table whose keys are ids of such things.
    By(&'static Shape, &'static Shape),
    /// The first of these that fits what stands there.
    Or(&'static [Shape]),
    /// Whatever stands there.
    Any,
    /// A word of the language that is not built yet.
    Later,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Must,
    May,
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) need: Need,
    pub(crate) shape: Shape,
    /// What it means, for the schema and the reference.
    pub(crate) says: &'static str,
}

/// A table and its keys.
#[derive(Debug)]
pub(crate) struct Table {
    /// As the reference calls it.
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [Key],
}

pub(crate) const fn must(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, need: Need::Must, shape, says }
}

pub(crate) const fn may(name: &'static str, shape: Shape, says: &'static str) -> Key {
    Key { name, need: Need::May, shape, says }
}

pub(crate) const fn later(name: &'static str) -> Key {
    Key { name, need: Need::May, shape: Shape::Later, says: "not understood by this version yet" }
}
