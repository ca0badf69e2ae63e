//! Names of the things a definition holds: one type for each noun, so that a state is never taken for an
//! act. All are cheap to clone.

use std::{borrow::Borrow, fmt, ops::Deref, sync::Arc};

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes a text for a name; whether it names anything is for the definition to say.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}

ids! {
    /// A matter (事项).
    MatterId,
    /// A state (状态) of the main track or of a parallel one; no two of a matter share an id.
    StateId,
    /// A parallel track.
    TrackId,
    /// A role that a party (当事人) takes.
    RoleId,
    /// A seat that an officer (人员) has in one file: the officer in charge, the second officer.
    SeatId,
    /// A field of a form.
    FieldId,
    /// A list of options.
    ListId,
    /// An item of a list of options.
    ItemId,
    /// An act (行为).
    ActId,
    /// A rule of law by its stable key, such as `R-R06`: the id of a limit (期限) or of a refusal (不予).
    RuleId,
    /// A search in other files.
    LookupId,
    /// A kind of child file.
    ChildId,
    /// A kind of paper (文书).
    PaperId,
    /// A post (岗位).
    PostId,
    /// A kind of office (机构).
    OfficeKindId,
    /// A seal (印章).
    SealId,
    /// A condition or figure named in `[define]`.
    DefineId,
    /// A parameter whose value is loaded with its source and its dates.
    ParameterId,
    /// A set of rules of service (送达).
    ServiceRulesId,
    /// A law by its short name in `shared.toml`, or by its title.
    LawId,
    /// A person or organisation, in the store of people.
    PersonId,
    /// Whoever acts: an account, an officer, or `law`.
    ActorId,
    /// A figure of the statistics.
    MeasureId,
}

impl ActorId {
    /// The law itself, which acts when a limit runs out.
    pub fn law() -> Self {
        Self::new("law")
    }
}
