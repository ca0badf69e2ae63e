//! Events (记录): what an act left behind, immutable and numbered in its file.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    id::{
        ActId, ActorId, ChildId, FieldId, MatterId, PaperId, PersonId, PostId, RoleId, RuleId, SeatId,
        StateId, TrackId,
    },
    key::{FileId, Seq},
    value::{Blob, Value},
};

/// Values by field.
pub type Values = BTreeMap<FieldId, Value>;

/// An event of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number in the file.
    pub n: Seq,
    /// The civil date that counts in law; it may lie in the past, with its proof.
    pub happened_on: Date,
    /// The instant it was recorded.
    pub recorded_at: Timestamp,
    /// For an act of the law: the last day of the limit.
    pub effective_on: Option<Date>,
    /// Who did it; `law` for the law's own.
    pub actor: ActorId,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// An act was done.
    Act(Box<Done>),
    /// An act was put up for approval.
    Asked(Box<Request>),
    /// A step of the chain approved a request.
    Approved(Approved),
    /// A step sent a request back.
    Returned {
        /// The event that asked.
        request: Seq,
        /// Why.
        why: String,
    },
    /// A step handed its task to another officer of that post.
    Delegated {
        /// The event that asked.
        request: Seq,
        /// Who decides instead.
        to: ActorId,
        /// Why.
        why: String,
    },
    /// The asker took a request back.
    TakenBack {
        /// The event that asked.
        request: Seq,
    },
    /// A request lapsed: the state no longer allows its act.
    Lapsed {
        /// The event that asked.
        request: Seq,
    },
    /// A paper was served on a party.
    Served(Served),
    /// A limit ran out, and an officer is asked to act, or posts are told.
    RanOut(RanOut),
    /// A proposal was dismissed.
    Dismissed {
        /// The act that was proposed.
        act: ActId,
        /// Why.
        why: String,
    },
    /// A seat was given to an officer, or taken over by another.
    Assigned {
        /// The seat.
        seat: SeatId,
        /// Its officer from now on.
        officer: ActorId,
        /// Whom it relieves.
        instead_of: Option<ActorId>,
    },
    /// A note.
    Noted {
        /// The words.
        text: String,
    },
    /// Papers were added.
    Attached {
        /// What they are.
        text: String,
        /// The papers.
        papers: Vec<Blob>,
    },
    /// Somebody joined the file in a role after it was opened, through an act or an invitation.
    Joined(PartyEntry),
    /// A mistaken entry was answered by another, or by none.
    Amended(Box<Amended>),
    /// An act that rested on an amended entry was confirmed, or annulled.
    Settled {
        /// The event in question.
        n: Seq,
        /// Whether it stands.
        stands: bool,
        /// Why.
        why: String,
    },
    /// A paper that the law or a party had brought about was issued by a post of its seal, and numbered.
    Numbered {
        /// Which paper.
        paper: PaperRef,
        /// Its number.
        number: String,
    },
    /// The PDF of a paper was made; its hash is fixed before it is sealed or served.
    PaperMade {
        /// Which paper.
        paper: PaperRef,
        /// The PDF.
        pdf: Blob,
    },
    /// A paper was sealed: by hand and scanned back, or by a signing service.
    Sealed {
        /// Which paper.
        paper: PaperRef,
        /// The original: the scan, or the signed PDF.
        original: Blob,
    },
    /// Due dates moved because a holiday notice came.
    Recounted(Recounted),
    /// A child file was opened.
    ChildOpened {
        /// Which kind.
        child: ChildId,
        /// Its matter.
        matter: MatterId,
        /// Its file.
        file: FileId,
    },
    /// A child file came into a state.
    ChildReached {
        /// Its file.
        file: FileId,
        /// Its state.
        state: StateId,
        /// Whether that state is final.
        ended: bool,
        /// Fields the parent sees.
        up: Values,
    },
}

/// An act that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which.
    pub act: ActId,
    /// In which capacity.
    pub by: Capacity,
    /// The event that asked, for an approved act.
    pub request: Option<Seq>,
    /// Values of the file that it gave, set or worked out.
    pub values: Values,
    /// Values that stay with this event.
    pub own: Values,
    /// Fields that it unset, because they are asked no more.
    pub unset: Vec<FieldId>,
    /// Parties it entered.
    pub parties: Vec<PartyEntry>,
    /// Who left which role, and with them whoever acted for them alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<(RoleId, PersonId)>,
    /// Where the file stands then.
    pub to: Moved,
    /// What it did to a track; `None` is `off`.
    pub track: Option<(TrackId, Option<StateId>)>,
    /// The file's own number, given by the opening act.
    pub number: Option<String>,
    /// Papers it issued.
    pub papers: Vec<Issued>,
    /// The event it answers.
    pub about: Option<Seq>,
    /// Whom a clerk recorded it for.
    pub for_party: Option<PersonId>,
    /// Who signed besides the doer.
    pub signed: Vec<ActorId>,
    /// What it added to a limit.
    pub extended: Option<(RuleId, xiezhi_calendar::Length)>,
    /// The count whose running out let the law act.
    pub cause: Option<CountRef>,
    /// Whether records and papers say 视为.
    pub deemed: bool,
    /// Refusals that were lifted or confirmed for this act.
    pub lifted: Vec<Lifted>,
}

/// In which capacity somebody acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// As holder of a post.
    Post(PostId),
    /// As the officer in a seat.
    Seat(SeatId),
    /// As a party in a role; the person is the party, or whom it is done for.
    Party(RoleId, PersonId),
    /// As another matter's act.
    Matter(MatterId),
    /// As anybody.
    Public,
    /// As the law.
    Law,
}

/// Where a file moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moved {
    /// Nowhere.
    #[default]
    Stayed,
    /// Back out of a side state.
    Back,
    /// Into a state.
    To(StateId),
}

/// The name of a count (计算) of a limit: it stays the same when another entry is amended away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CountRef {
    /// The limit.
    pub limit: RuleId,
    /// The event that started it; 0 where a field did. Of a count that another's running out started, that
    /// of the other.
    pub event: Seq,
    /// The limit whose running out started it.
    pub after: Option<RuleId>,
    /// Whose it is, where it started by service.
    pub person: Option<PersonId>,
}

/// A paper of a file: the event that issued it and its place among that event's papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PaperRef {
    pub n: Seq,
    pub at: u32,
}

/// A paper that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Which.
    pub paper: PaperId,
    /// Its number.
    pub number: Option<String>,
    /// Whom it is for.
    pub to: Vec<PersonId>,
    /// The facts it states, fixed: same facts, same bytes.
    pub facts: Arc<serde_json::Value>,
    /// SHA-256 of the text it was filled from.
    pub text: [u8; 32],
}

/// A refusal that stood no longer in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// Its key.
    pub rule: RuleId,
    /// Who lifted or confirmed it.
    pub by: ActorId,
    /// Why; empty for a warning that was confirmed.
    pub why: String,
}

/// A party entered into the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyEntry {
    /// In which role.
    pub role: RoleId,
    /// Who: name and contact stand with the person, under the person's own key.
    pub person: PersonId,
    /// Person, organisation or office.
    pub kind: crate::model::PartyKind,
    /// For whom an agent acts.
    pub acts_for: Option<PersonId>,
    /// What the role needs to be known: authority, consent to electronic service.
    pub needs: Values,
}

/// An act put up for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which.
    pub act: ActId,
    /// In which capacity it was asked.
    pub by: Capacity,
    /// What was given.
    pub given: Given,
    /// The posts that must approve, in order: steps whose condition is false have fallen away.
    pub steps: Vec<PostId>,
    /// Refusals that were lifted or confirmed at asking.
    pub lifted: Vec<Lifted>,
}

/// What the doer of an act gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Values by field.
    pub values: Values,
    /// Parties.
    pub parties: Vec<PartyEntry>,
    /// The event it answers.
    pub about: Option<Seq>,
    /// Whom a clerk records it for.
    pub for_party: Option<PersonId>,
    /// Who signs besides the doer.
    pub signed: Vec<ActorId>,
}

/// An approval of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The event that asked.
    pub request: Seq,
    /// Which step of the chain.
    pub step: u32,
    /// Holds that the approver lifted by approving.
    pub lifted: Vec<Lifted>,
}

/// A service (送达).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// Which paper.
    pub paper: PaperRef,
    /// On whom.
    pub to: PersonId,
    /// How: a mode of the matter's rules of service.
    pub mode: String,
    /// Who took it: the party, a family member, an agent.
    pub taken_by: Option<String>,
    /// Reasons and steps, where the mode asks for them.
    pub reasons: Option<String>,
    /// The proof.
    pub proof: Vec<Blob>,
    /// The day it was set going, where that is not the day it counts: an announcement is put up and
    /// counts thirty days later.
    pub begun_on: Option<Date>,
}

/// A limit that ran out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RanOut {
    /// The limit.
    pub limit: RuleId,
    /// Its count.
    pub count: CountRef,
    /// Its last day.
    pub due: Date,
    /// The act proposed, and what its form is prefilled with.
    pub propose: Option<(ActId, Values)>,
    /// Posts told.
    pub tell: Vec<PostId>,
    /// Refusals that would have stood against an act that the law did.
    pub would_have: Vec<RuleId>,
}

/// A mistaken entry and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// The mistaken event.
    pub n: Seq,
    /// What it should have said; none: it should not be there.
    pub put: Option<Entry>,
    /// Why.
    pub why: String,
    /// The second officer.
    pub second: ActorId,
}

/// The right entry in place of a mistaken one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Entry {
    pub happened_on: Date,
    pub what: What,
}

/// Due dates that a holiday notice moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recounted {
    /// The calendar they are counted on now.
    pub calendar: String,
    /// Each that moved.
    pub shifts: Vec<Shift>,
}

/// See [`Recounted`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shift {
    pub limit: RuleId,
    pub count: CountRef,
    pub was: Date,
    pub now: Date,
}

impl Event {
    /// The act, where the event is one.
    pub fn done(&self) -> Option<&Done> {
        match &self.what {
            What::Act(done) => Some(done),
            _ => None,
        }
    }

    /// The papers handed in with it, at any depth.
    pub fn blobs(&self) -> Vec<&Blob> {
        match &self.what {
            What::Act(d) => d
                .values
                .values()
                .chain(d.own.values())
                .flat_map(Value::blobs)
                .chain(d.parties.iter().flat_map(|p| p.needs.values().flat_map(Value::blobs)))
                .collect(),
            What::Asked(r) => r.given.values.values().flat_map(Value::blobs).collect(),
            What::Served(s) => s.proof.iter().collect(),
            What::Attached { papers, .. } => papers.iter().collect(),
            What::PaperMade { pdf, .. } => vec![pdf],
            What::Sealed { original, .. } => vec![original],
            What::Amended(a) => a
                .put
                .iter()
                .flat_map(|e| match &e.what {
                    What::Act(d) => d.values.values().chain(d.own.values()).flat_map(Value::blobs).collect(),
                    What::Served(s) => s.proof.iter().collect(),
                    _ => Vec::new(),
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A word for the header of its envelope: the act's id, or what kind of event it is.
    pub fn word(&self) -> &str {
        match &self.what {
            What::Act(d) => &d.act,
            What::Asked(_) => "asked",
            What::Approved(_) => "approved",
            What::Returned { .. } => "returned",
            What::Delegated { .. } => "delegated",
            What::TakenBack { .. } => "taken-back",
            What::Lapsed { .. } => "lapsed",
            What::Served(_) => "served",
            What::RanOut(_) => "ran-out",
            What::Dismissed { .. } => "dismissed",
            What::Assigned { .. } => "assigned",
            What::Noted { .. } => "noted",
            What::Attached { .. } => "attached",
            What::Joined(_) => "joined",
            What::Amended(_) => "amended",
            What::Settled { .. } => "settled",
            What::Numbered { .. } => "numbered",
            What::PaperMade { .. } => "paper-made",
            What::Sealed { .. } => "sealed",
            What::Recounted(_) => "recounted",
            What::ChildOpened { .. } => "child-opened",
            What::ChildReached { .. } => "child-reached",
        }
    }
}
