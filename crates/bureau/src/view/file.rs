//! A file (案卷) as one who may see it sees it.

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    Text,
    event::PaperRef,
    id::{ActId, ActorId, PaperId, PersonId, PostId, RoleId, SeatId},
    key::{FileId, Seq},
    model::{Basis, Class, PartyKind},
    value::Blob,
};

use super::{Clock, FileHead, Plain, Reason, Shown};

/// How much of a file somebody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// As an officer who may read it.
    Officer,
    /// As a party: the person and its roles; all of the file, or what it sent and what was served on it.
    Party {
        /// Who.
        person: PersonId,
        /// In which roles.
        roles: Vec<RoleId>,
        /// Whether the whole file is open to it.
        all: bool,
    },
}

/// The page of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FilePage {
    /// The file.
    pub head: FileHead,
    /// Its last event: sent back with every form.
    pub seen: Seq,
    /// How much of it this is.
    pub view: View,
    /// The version of the definition.
    pub version: u32,
    /// The day it was opened.
    pub opened_on: Option<Date>,
    /// Since when it stands where it stands.
    pub since: Option<Date>,
    /// Where its tracks stand.
    pub tracks: Vec<(Text, Text)>,
    /// Who works on it.
    pub seats: Vec<SeatShown>,
    /// All acts: open to whoever looks, or why not.
    pub offers: Vec<OfferShown>,
    /// Acts that wait for an officer to do or dismiss them.
    pub proposals: Vec<ProposalShown>,
    /// Acts that wait for approval.
    pub requests: Vec<RequestShown>,
    /// Events that rest on an amended one and wait to be confirmed or annulled.
    pub questions: Vec<QuestionShown>,
    /// Its counts: open ones first, by due date.
    pub clocks: Vec<Clock>,
    /// What is on file.
    pub facts: Vec<Shown>,
    /// What happened, the newest first.
    pub timeline: Vec<Entry>,
    /// Who takes part.
    pub parties: Vec<PartyShown>,
    /// Its papers, the newest first.
    pub papers: Vec<PaperShown>,
    /// Its child files.
    pub children: Vec<ChildShown>,
    /// The file it is a child of.
    pub parent: Option<FileId>,
    /// Who looked, the newest first; the last fifty.
    pub looks: Vec<LookShown>,
    /// What else whoever looks may do here: `assign`, `serve`, `note`, `attach`, `amend`, `dismiss`, `invite`,
    /// `seal`.
    pub may: Vec<&'static str>,
}

/// A seat and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SeatShown {
    pub seat: SeatId,
    pub name: Text,
    pub officers: Vec<(ActorId, String)>,
    /// Officers of its post who could have it.
    pub could: Vec<(ActorId, String)>,
}

/// An act on offer, or not.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferShown {
    /// Which.
    pub act: ActId,
    /// Its name.
    pub name: Text,
    /// Whether the form may be opened.
    pub open: bool,
    /// Whether it is for whoever looks at all (their post, seat or role).
    pub theirs: bool,
    /// What stands in its way, or is to be confirmed or lifted.
    pub reasons: Vec<Reason>,
    /// A request for it is under way.
    pub asked: bool,
    /// It is proposed.
    pub proposed: bool,
    /// Who approves it, in order.
    pub approve: Vec<Text>,
    /// The earliest day that it meets, and of which limit.
    pub due: Option<(Date, Text)>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// An act that an officer is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposalShown {
    /// Which.
    pub act: ActId,
    /// Its name.
    pub name: Text,
    /// Since when.
    pub on: Date,
    /// Why: the limits that ran out, or the child that ended.
    pub why: Text,
    /// What its form is prefilled with.
    pub with: Vec<Shown>,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// An act that waits for approval.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestShown {
    /// The event that asked.
    pub n: Seq,
    /// Which act.
    pub act: ActId,
    /// Its name.
    pub name: Text,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What is asked.
    pub facts: Vec<Shown>,
    /// The chain.
    pub chain: Chain,
    /// Whether it is the turn of whoever looks.
    pub my_turn: bool,
    /// Whether whoever looks asked for it, and so may take it back.
    pub mine: bool,
    /// Refusals lifted or confirmed so far.
    pub lifted: Vec<(String, String)>,
    /// On what the act rests.
    pub basis: Vec<Basis>,
    /// The earliest day that it meets.
    pub due: Option<(Date, Text)>,
}

/// A chain of approvals.
pub type Chain = Vec<ChainStep>;

/// A step of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainStep {
    /// The post.
    pub post: PostId,
    /// Its name.
    pub name: Text,
    /// Who took it.
    pub who: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// To whom it was delegated.
    pub delegated_to: Option<String>,
    /// Whether it is its turn.
    pub now: bool,
}

/// An event that rests on an amended one.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct QuestionShown {
    pub n: Seq,
    pub name: Text,
    pub on: Date,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub n: Seq,
    /// The word of its kind: an act's id, or `asked`, `served`, `ran-out` …
    pub word: String,
    /// The day that counts in law.
    pub on: Date,
    /// For an act of the law: the last day of the limit.
    pub effective_on: Option<Date>,
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened, in words.
    pub name: Text,
    /// Who did it.
    pub by: Text,
    /// In which capacity.
    pub capacity: Option<Text>,
    /// It was the law itself.
    pub by_law: bool,
    /// Records say 视为.
    pub deemed: bool,
    /// What was said in it.
    pub facts: Vec<Shown>,
    /// Words that belong to it: reasons, a note.
    pub words: Option<String>,
    /// Where the file stood after it, if it moved.
    pub state: Option<Text>,
    /// The papers it issued.
    pub papers: Vec<(PaperRef, Text, Option<String>)>,
    /// Papers handed in or kept with it.
    pub blobs: Vec<Blob>,
    /// Refusals that were lifted or confirmed: rule, by whom, why.
    pub lifted: Vec<(String, String, String)>,
    /// The entry that put this one right.
    pub amended_by: Option<Seq>,
    /// The entry that this one puts right.
    pub amends: Option<Seq>,
    /// The entry that undid it.
    pub undone_by: Option<Seq>,
    /// By which articles.
    pub basis: Vec<Basis>,
    /// SHA-256 of its envelope, in hex: what a receipt proves.
    pub hash: String,
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct PartyShown {
    /// In which role.
    pub role: RoleId,
    /// The role's name.
    pub role_name: Text,
    /// Who.
    pub person: PersonId,
    /// Person, organisation or office.
    pub kind: PartyKind,
    /// The name, as the viewer may see it.
    pub name: Plain,
    /// Contact and whatever else is known, as the viewer may see it.
    pub facts: Vec<Shown>,
    /// For whom they act.
    pub acts_for: Option<String>,
    /// Whether they agreed to electronic service.
    pub e_service: Option<bool>,
    /// Whether this is whoever looks.
    pub me: bool,
}

/// A paper of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperShown {
    /// Its place.
    pub at: PaperRef,
    /// Which.
    pub paper: PaperId,
    /// Its title.
    pub name: Text,
    /// Its number.
    pub number: Option<String>,
    /// The day it bears.
    pub on: Date,
    /// Where it stands.
    pub state: PaperState,
    /// Whether whoever looks may issue and number it.
    pub issue: bool,
    /// Whose seal it takes.
    pub seal: Option<Text>,
    /// The PDF, once made.
    pub pdf: Option<Blob>,
    /// The sealed original.
    pub original: Option<Blob>,
    /// The check code printed on it.
    pub check: Option<String>,
    /// To whom it goes, and how that stands.
    pub services: Vec<ServiceShown>,
    /// Whether it is to be served at all.
    pub serve: bool,
    /// How closed it is.
    pub class: Class,
}

/// Where a paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperState {
    /// Brought about by the law or a party: a post of its seal issues and numbers it.
    ToNumber,
    /// Issued; the PDF is not made yet.
    Issued,
    /// The PDF is made, a seal is to be set.
    ToSeal,
    /// Ready to be served.
    ToServe,
    /// All have it, or nobody is to have it.
    Done,
}

/// The service of a paper on one of those whom it is for.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ServiceShown {
    pub to: PersonId,
    pub name: Plain,
    pub role: Text,
    pub mode: Option<(String, Text)>,
    pub on: Option<Date>,
    pub taken_by: Option<String>,
    pub proof: Vec<Blob>,
}

/// A child file.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ChildShown {
    pub file: FileId,
    pub matter: Text,
    pub state: Option<Text>,
    pub ended: bool,
}

/// A look.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LookShown {
    pub who: String,
    pub what: Text,
    pub why: Text,
    pub at: Timestamp,
}

impl FilePage {
    /// The last day of the latest count of a limit, for tests and for pages that show one day.
    pub fn due(&self, rule: &str) -> Option<Date> {
        let of = || self.clocks.iter().filter(|c| c.rule == *rule);
        let open = of().find(|c| matches!(c.standing, super::Standing::Running | super::Standing::Stopped));
        open.or_else(|| of().max_by_key(|c| c.start)).and_then(|c| c.due)
    }
}
