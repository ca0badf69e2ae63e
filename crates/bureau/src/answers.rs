//! What somebody gives when they do an act: the answers to its form.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use xiezhi_matter::{
    event::{Event, PaperRef, Values},
    id::{ActId, ActorId, PersonId, RoleId, RuleId},
    key::{FileKey, Seq},
    model::PartyKind,
};

use crate::view::Reason;

/// The answers to a form. What was typed is kept whole, so that a rejected form comes back as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The act.
    pub act: ActId,
    /// Values by field.
    #[serde(default)]
    pub values: Values,
    /// Parties that the act enters.
    #[serde(default)]
    pub parties: Vec<PartyGiven>,
    /// The earlier event it answers.
    #[serde(default)]
    pub about: Option<Seq>,
    /// Whom a clerk records it for.
    #[serde(default)]
    pub for_party: Option<PersonId>,
    /// Who signed besides the doer.
    ///
    /// What holds: a record that several sign is signed on paper, and this is the doer's word, under the doer's
    /// sign-in, that they did. It is never a sign-in of theirs: it approves nothing, lifts nothing, and is no
    /// second officer of an amendment or a notice, who confirm with their own password. Only officers in service
    /// in the city can be named, only by an officer, and only where the act asks for signatures; the doer counts
    /// once. Each of them is told by a letter that leaves with the event, so that nobody's name stands in a file
    /// without their knowing of it, and whoever did not sign has the entry put right.
    #[serde(default)]
    pub signed: Vec<ActorId>,
    /// Holds lifted, with reasons.
    #[serde(default)]
    pub lifts: Vec<(RuleId, String)>,
    /// Warnings confirmed.
    #[serde(default)]
    pub confirmed: Vec<RuleId>,
    /// The day a device recorded it without a network.
    #[serde(default)]
    pub offline_on: Option<Date>,
}

/// A party as a form gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyGiven {
    /// In which role.
    pub role: RoleId,
    /// Who.
    pub who: PartyWho,
    /// The name; of an office, nothing is needed.
    #[serde(default)]
    pub name: String,
    /// What the role needs to be known.
    #[serde(default)]
    pub facts: Values,
    /// For whom an agent acts: the place of that party in the form; none: the first it can be.
    #[serde(default)]
    pub acts_for: Option<usize>,
}

/// Who a party is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyWho {
    /// Whoever fills in the form.
    Me,
    /// An organisation (法人或者非法人组织) for which whoever fills in the form acts, as the person in charge of it.
    MyOrganisation,
    /// Somebody new.
    New(PartyKind),
    /// A person who is in the file already.
    Known(PersonId),
    /// An office of the city, by id.
    Office(String),
}

impl PartyWho {
    /// Whether whoever fills in the form is, or stands for, this party.
    pub fn is_mine(&self) -> bool {
        matches!(self, Self::Me | Self::MyOrganisation)
    }
}

impl Answers {
    /// Nothing given yet.
    pub fn to(act: impl Into<ActId>) -> Self {
        Self {
            act: act.into(),
            values: Values::new(),
            parties: Vec::new(),
            about: None,
            for_party: None,
            signed: Vec::new(),
            lifts: Vec::new(),
            confirmed: Vec::new(),
            offline_on: None,
        }
    }
}

/// What an act left behind.
#[derive(Clone, Debug)]
pub struct Acted {
    /// The file.
    pub key: FileKey,
    /// The first event of it.
    pub first: Seq,
    /// The last event now.
    pub last: Seq,
    /// The events, the law's own among them; empty for a repeat under the same key.
    pub events: Vec<std::sync::Arc<Event>>,
    /// Whether it was put up for approval instead of done.
    pub asked: bool,
    /// Warnings that were confirmed, or are left to the chain.
    pub warnings: Vec<Reason>,
    /// Papers that were issued.
    pub papers: Vec<PaperRef>,
    /// Whether this is the answer of an earlier request under the same key.
    pub repeated: bool,
}

/// The right entry in place of a mistaken one, as a form gives it.
#[derive(Clone, Debug)]
pub struct Amending {
    /// The mistaken event.
    pub n: Seq,
    /// What it should have said; none: it should not be there.
    pub put: Option<AmendPut>,
    /// Why.
    pub why: String,
    /// The second officer's sign-in.
    pub second: (String, String),
}

/// See [`Amending::put`].
#[derive(Clone, Debug)]
pub struct AmendPut {
    /// The day that counts in law.
    pub on: Date,
    /// Values that read otherwise: of the file or of the act. Of a service: `mode`, `taken_by`.
    pub values: Values,
}

/// A document that comes in or goes out.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name, with its ending.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: bytes::Bytes,
}
