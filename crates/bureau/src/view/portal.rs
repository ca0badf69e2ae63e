//! What citizens see besides their file.

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    Text,
    event::PaperRef,
    id::{ActId, RoleId},
    key::{FileKey, Seq},
    model::{Basis, Kind},
    value::Blob,
};

use super::{Clock, FileHead, Shown};

/// A service that a city offers: a matter that can be opened by the people it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceShownAt {
    /// The matter.
    pub matter: String,
    /// Its name.
    pub name: Text,
    /// What its pages open on.
    pub kind: Kind,
    /// The law, by its title.
    pub law: String,
    /// What it is for: the first paragraph of its guide, in each language.
    pub what: Text,
    /// The opening acts that a citizen may do.
    pub opens: Vec<(ActId, Text)>,
}

/// The guide of a matter, made from its definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// The matter.
    pub matter: String,
    /// Its name.
    pub name: Text,
    /// The law, by its title.
    pub law: String,
    /// Its own words, Markdown, in each language.
    pub text: Text,
    /// Who takes part.
    pub who: Vec<GuideItem>,
    /// Who may open a file, and by which act.
    pub opens: Vec<GuideItem>,
    /// Under which conditions: refusals against the opening act and what follows it.
    pub conditions: Vec<GuideItem>,
    /// What is asked for.
    pub questions: Vec<GuideItem>,
    /// What must be handed in.
    pub materials: Vec<GuideItem>,
    /// What may happen, in the order in which it is defined.
    pub steps: Vec<GuideItem>,
    /// How long each thing takes.
    pub limits: Vec<GuideLimit>,
    /// Papers that are issued.
    pub papers: Vec<GuideItem>,
    /// What one may do against the outcome: limits that go on, or begin, when the file has ended.
    pub remedies: Vec<GuideLimit>,
}

/// An entry of a guide.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideItem {
    /// Its id.
    pub id: String,
    /// The words.
    pub name: Text,
    /// More about it.
    pub note: Option<Text>,
    /// Whether it is asked for in every case.
    pub required: bool,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// A limit as a guide tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideLimit {
    /// The rule.
    pub rule: String,
    /// Its name.
    pub name: Text,
    /// Whom it binds.
    pub binds: Vec<Text>,
    /// How long.
    pub length: Text,
    /// From what.
    pub from: Vec<Text>,
    /// What follows when it runs out.
    pub consequence: Option<Text>,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// What one holds in hand after filing.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The file.
    pub head: FileHead,
    /// The event.
    pub n: Seq,
    /// When it was recorded.
    pub at: Timestamp,
    /// The day that counts in law.
    pub on: Date,
    /// The limits that run from now.
    pub clocks: Vec<Clock>,
    /// The code by which the file is followed without an account, for a filer who has none; shown this
    /// once.
    pub code: Option<String>,
    /// The receipt as a paper.
    pub paper: Option<PaperRef>,
    /// What was sent.
    pub answers: Vec<Shown>,
    /// SHA-256 of the event's envelope, in hex.
    pub hash: String,
}

/// A party's file in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct MyFile {
    /// The file.
    pub head: FileHead,
    /// In which roles.
    pub roles: Vec<(RoleId, Text)>,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// What falls due next for this reader: the rule's name and the day.
    pub due: Option<(Text, Date)>,
    /// Papers served on this reader and not opened yet.
    pub unread: u32,
}

/// Papers served on a party.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbox {
    /// The file.
    pub head: FileHead,
    /// The papers, the newest first.
    pub papers: Vec<InboxPaper>,
    /// Whether this reader agreed to electronic service.
    pub e_service: Option<bool>,
}

/// A paper in an inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct InboxPaper {
    /// Its place.
    pub at: PaperRef,
    /// Its title.
    pub name: Text,
    /// Its number.
    pub number: Option<String>,
    /// The day that counts as service.
    pub served_on: Date,
    /// How.
    pub mode: Text,
    /// What is opened: the sealed original, else the PDF.
    pub document: Option<Blob>,
    /// Whether it was opened before.
    pub read: bool,
    /// The limits that its service started.
    pub starts: Vec<Clock>,
}

/// What a check code leads to, to be compared with the paper in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The file; its id opens nothing without the right.
    pub file: FileKey,
    /// The organ that issued it.
    pub organ: String,
    /// Its number.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Its title.
    pub title: String,
    /// The parties, masked: role and name.
    pub parties: Vec<(Text, String)>,
    /// What it decides, where it decides: the public facts of the register.
    pub holding: Vec<Shown>,
    /// The versions that hold, each with the SHA-256 of its PDF in hex.
    pub versions: Vec<CheckedVersion>,
}

/// A version of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedVersion {
    /// The text as issued, or the original with the seal.
    pub name: Text,
    /// SHA-256 of the document, in hex.
    pub sha256: String,
}
