//! Who takes part in a file.

use serde::{Deserialize, Serialize};

use super::{Asked, Basis};
use crate::{
    id::{FieldId, MatterId, PostId, RoleId},
    text::Text,
};

/// What kind of party a role takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words of the language")]
pub enum PartyKind {
    Person,
    Organisation,
    Office,
    Any,
}

/// A role.
#[derive(Debug)]
pub struct Role {
    /// For people.
    pub name: Text,
    /// Who can have it.
    pub kind: PartyKind,
    /// At least so many.
    pub min: u32,
    /// At most.
    pub max: Option<u32>,
    /// Whoever has it acts for that role.
    pub acts_for: Option<RoleId>,
    /// What is asked about each.
    pub needs: Vec<Asked>,
    /// The matter one is picked from.
    pub register: Option<MatterId>,
    /// What it never sees.
    pub hides: Vec<FieldId>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// A seat that an officer has in a file.
#[derive(Debug)]
pub struct Seat {
    /// For people.
    pub name: Text,
    /// Who can have it.
    pub post: PostId,
    /// At least so many.
    pub min: u32,
    /// On what it rests.
    pub basis: Vec<Basis>,
}
