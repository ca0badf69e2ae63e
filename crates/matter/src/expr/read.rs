//! What an expression can read.

use std::{fmt, sync::Arc};

use crate::id::{DefineId, FieldId, LookupId};

/// A variable that is a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// The file as the act would leave it.
    File,
    /// The file before the act.
    Was,
    /// The act: `on`, `by`, the fields it asks.
    Act,
    /// Who acts: `id`, `posts`, `office`.
    Actor,
    /// The parent file.
    Parent,
    /// The row of a list, in `where`, `each`, `does` and measures.
    Each,
    /// The child, in `then`.
    Child,
}

impl Root {
    /// By its name in an expression.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "file" => Self::File,
            "was" => Self::Was,
            "act" => Self::Act,
            "actor" => Self::Actor,
            "parent" => Self::Parent,
            "each" => Self::Each,
            "child" => Self::Child,
            _ => return None,
        })
    }

    /// Its name in an expression.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Was => "was",
            Self::Act => "act",
            Self::Actor => "actor",
            Self::Parent => "parent",
            Self::Each => "each",
            Self::Child => "child",
        }
    }
}

/// A function that asks the file, or its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "docs/matters.md lists them")]
pub enum Func {
    Done,
    Count,
    On,
    By,
    Events,
    Due,
    Running,
    Expired,
    Late,
    Served,
    ServedOn,
    Party,
    Parties,
    HasParty,
    Officer,
    Track,
    Children,
    OpenChildren,
    CountChildren,
    Param,
    ParentDone,
    ParentEvents,
    ParentTrack,
}

impl Func {
    /// All, by name; the last three are asked of `parent`.
    pub const ALL: [(&'static str, Self); 23] = [
        ("done", Self::Done),
        ("count", Self::Count),
        ("on", Self::On),
        ("by", Self::By),
        ("events", Self::Events),
        ("due", Self::Due),
        ("running", Self::Running),
        ("expired", Self::Expired),
        ("late", Self::Late),
        ("served", Self::Served),
        ("served_on", Self::ServedOn),
        ("party", Self::Party),
        ("parties", Self::Parties),
        ("has_party", Self::HasParty),
        ("officer", Self::Officer),
        ("track", Self::Track),
        ("children", Self::Children),
        ("open_children", Self::OpenChildren),
        ("count_children", Self::CountChildren),
        ("param", Self::Param),
        ("done", Self::ParentDone),
        ("events", Self::ParentEvents),
        ("track", Self::ParentTrack),
    ];

    /// By its name in an expression.
    pub fn named(name: &str, of_parent: bool) -> Option<Self> {
        Self::ALL
            .iter()
            .filter(|(_, f)| {
                of_parent == matches!(f, Self::ParentDone | Self::ParentEvents | Self::ParentTrack)
            })
            .find(|(n, _)| *n == name)
            .map(|(_, f)| *f)
    }

    /// Its name in an expression.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, f)| *f == self).map_or("", |(n, _)| n)
    }

    /// The least and the most ids it takes.
    pub fn arity(self) -> (usize, usize) {
        match self {
            Self::Served | Self::ServedOn | Self::CountChildren => (1, 2),
            Self::Parties => (0, 1),
            _ => (1, 1),
        }
    }
}

/// Something that an expression reads; ids are as written and are checked at load.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    /// `file.sum`
    Member(Root, FieldId),
    /// `has(file.sum)`
    Has(Root, FieldId),
    /// `lookup.same_act`
    Lookup(LookupId),
    /// A record as a whole, as in `each == x`.
    Whole(Root),
    /// A name of `[define]`.
    Define(DefineId),
    /// `done('accept')`
    Call(Func, Vec<Arc<str>>),
    /// `has(party('applicant').born)`
    HasFact(Func, Vec<Arc<str>>, Arc<str>),
}

impl Read {
    pub(super) fn ident(name: &str) -> Self {
        match Root::named(name) {
            Some(root) => Self::Whole(root),
            None => Self::Define(DefineId::from(name)),
        }
    }

    pub(super) fn member(root: Root, member: String) -> Self {
        Self::Member(root, member.into())
    }

    pub(super) fn has(root: Root, member: String) -> Self {
        Self::Has(root, member.into())
    }
}

impl fmt::Display for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |args: &[Arc<str>]| args.iter().map(|a| format!("'{a}'")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Member(root, member) => write!(f, "{}.{member}", root.name()),
            Self::Has(root, member) => write!(f, "has({}.{member})", root.name()),
            Self::Lookup(id) => write!(f, "lookup.{id}"),
            Self::Whole(root) => f.write_str(root.name()),
            Self::Define(id) => id.fmt(f),
            Self::Call(func, args) => write!(f, "{}({})", func.name(), quoted(args)),
            Self::HasFact(func, args, fact) => write!(f, "has({}({}).{fact})", func.name(), quoted(args)),
        }
    }
}
