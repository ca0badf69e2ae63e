//! A file (案卷) as the workbench shows it, and the pages of what is done in it.

use jiff::{Timestamp, civil::Date};

use super::{
    Basis, Block, Document, FileHead, Link, Pair, Reason, Value, Zh,
    clock::{ChainStep, Clock},
    form::{Field, Form},
};

/// The page of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilePage {
    /// The file.
    pub file: FileHead,
    /// The matter.
    pub matter: String,
    /// Under which version of the definition it runs.
    pub version: String,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// Since when it stands where it stands.
    pub since: Option<Date>,
    /// Where its tracks stand, name and state.
    pub tracks: Vec<Pair>,
    /// Who works on it.
    pub seats: Vec<Pair>,
    /// What may be done now.
    pub may: Vec<Offer>,
    /// What may not, and why.
    pub may_not: Vec<Blocked>,
    /// What the law or a clock proposes.
    pub proposals: Vec<Proposal>,
    /// Acts that wait for approval.
    pub pending: Vec<PendingAct>,
    /// The clocks, those that run first.
    pub clocks: Vec<Clock>,
    /// What is on file.
    pub facts: Vec<Pair>,
    /// Where what is masked of it may be opened.
    pub reveal: Option<String>,
    /// What happened, the newest first.
    pub timeline: Vec<Entry>,
    /// Who takes part.
    pub parties: Vec<PartyRow>,
    /// Where invitations are made.
    pub invite: Option<String>,
    /// The papers.
    pub papers: Vec<PaperRow>,
    /// Who looked.
    pub looks: Vec<Look>,
}

/// An act that may be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub name: String,
    /// Its form.
    pub href: String,
    /// By which article.
    pub basis: Option<Basis>,
    /// The earliest day that it meets.
    pub due: Option<Date>,
    /// Whether that day is near or has passed.
    pub urgent: bool,
    /// Who approves it, in a few words.
    pub approve: Option<String>,
    /// What must be confirmed or lifted on the way.
    pub reasons: Vec<Reason>,
}

/// An act that may not be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    /// What it is called.
    pub name: String,
    /// Why not.
    pub reasons: Vec<Reason>,
    /// Where a hold is lifted, for one who may.
    pub href: Option<String>,
}

/// What the law or a clock proposes and a named officer confirms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The act.
    pub name: String,
    /// Why it is proposed.
    pub why: String,
    /// The form that confirms it.
    pub href: String,
    /// The form that dismisses it.
    pub dismiss: String,
    /// The articles.
    pub bases: Vec<Basis>,
}

/// An act that was asked for and waits for its chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PendingAct {
    /// The act.
    pub name: String,
    /// Who asked.
    pub by: Zh,
    /// When.
    pub at: Timestamp,
    /// The chain.
    pub chain: Vec<ChainStep>,
    /// The page where it is approved, for those who may, or seen.
    pub href: String,
    /// Where the asker takes it back.
    pub take_back: Option<String>,
}

/// An entry of the timeline (记录): who did what, when, and what it left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the file.
    pub n: u32,
    /// The day that counts in law.
    pub on: Date,
    /// When it was recorded.
    pub at: Timestamp,
    /// The act.
    pub name: String,
    /// Who did it.
    pub by: Zh,
    /// It was the law itself.
    pub by_law: bool,
    /// What was said in it.
    pub facts: Vec<Pair>,
    /// Where the file stood after it, if it moved.
    pub state: Option<String>,
    /// By which articles.
    pub bases: Vec<Basis>,
    /// The entry that put this one right, if it was mistaken: it is struck through.
    pub amended_by: Option<u32>,
    /// The entry that this one puts right.
    pub amends: Option<u32>,
    /// The papers that it issued.
    pub papers: Vec<Link>,
    /// Where it is put right, for one who may.
    pub amend: Option<String>,
}

/// Somebody who takes part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyRow {
    /// In which role.
    pub role: String,
    /// Their name, as the reader may see it.
    pub name: Zh,
    /// Whether the name is masked, and where it may be opened (which is recorded).
    pub open: Option<String>,
    /// How they are reached, as the reader may see it.
    pub contact: Option<Zh>,
    /// For whom they act.
    pub acts_for: Option<Zh>,
    /// Whether they follow the file here: invited, joined.
    pub access: Option<String>,
    /// Whether they agreed to electronic service.
    pub e_service: Option<bool>,
}

/// A paper in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperRow {
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: Option<Zh>,
    /// Its date.
    pub date: Option<Date>,
    /// Where it stands: to be sealed, sealed, served.
    pub standing: String,
    /// Whether all have it.
    pub done: bool,
    /// The preview.
    pub preview: String,
    /// To download: PDF, docx, the sealed scan.
    pub documents: Vec<Document>,
    /// Where it is issued and numbered, which it must be before it is made.
    pub issue: Option<String>,
    /// Where its sealed scan is put in.
    pub seal: Option<String>,
    /// To whom it goes and how that stands.
    pub services: Vec<ServiceRow>,
}

/// The service of a paper on one party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceRow {
    /// Who.
    pub to: Zh,
    /// In which role.
    pub role: String,
    /// How, once it was done.
    pub mode: Option<String>,
    /// The day that counts.
    pub on: Option<Date>,
    /// The proof.
    pub proof: Option<Document>,
    /// Where it is recorded, while it is open.
    pub href: Option<String>,
}

/// A look (查看): who saw personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Who.
    pub who: Zh,
    /// In which post or role.
    pub post: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: String,
    /// Why: on which ground, or the reason that was typed.
    pub why: Option<Value>,
}

/// An act put up for approval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalPage {
    /// The file.
    pub file: FileHead,
    /// The act.
    pub name: String,
    /// By which articles.
    pub bases: Vec<Basis>,
    /// Who asked.
    pub by: Zh,
    /// When.
    pub at: Timestamp,
    /// What is asked, name and value.
    pub facts: Vec<Pair>,
    /// The papers that would be issued, as drafted.
    pub papers: Vec<PaperText>,
    /// The chain.
    pub chain: Vec<ChainStep>,
    /// The clocks that hang on it.
    pub clocks: Vec<Clock>,
    /// What stands in its way, or was lifted or confirmed.
    pub reasons: Vec<Reason>,
    /// The form: approve, return, delegate. None for one who only looks.
    pub form: Option<Form>,
}

/// The words of a paper (文书), as it would be or was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperText {
    /// The organ that issues it.
    pub organ: Zh,
    /// Its title.
    pub title: Zh,
    /// Its number; none before it is issued.
    pub number: Option<Zh>,
    /// The text, in Chinese.
    pub blocks: Vec<Block>,
    /// The whole paper as the typesetter's preview, in place of all above.
    pub ready: Option<super::Ready>,
    /// Whose seal it takes.
    pub seal: Option<Zh>,
    /// Not issued yet.
    pub draft: bool,
}

/// The preview of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperPage {
    /// The file.
    pub file: FileHead,
    /// The paper.
    pub text: PaperText,
    /// To download.
    pub documents: Vec<Document>,
    /// Where it is checked by outsiders: the code.
    pub check: Option<Link>,
    /// Where it is issued and numbered, which it must be before it is made.
    pub issue: Option<String>,
    /// The form by which the sealed scan is put in.
    pub seal: Option<Form>,
}

/// What was masked, opened once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reveal {
    /// The file.
    pub file: FileHead,
    /// What the page is called.
    pub name: String,
    /// Whose.
    pub of: Option<Zh>,
    /// For which reason, as it was recorded.
    pub why: Zh,
    /// When.
    pub at: Option<Timestamp>,
    /// The values.
    pub facts: Vec<Pair>,
}

/// Recording the service of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServicePage {
    /// The file.
    pub file: FileHead,
    /// The paper.
    pub title: String,
    /// Its number.
    pub number: Option<Zh>,
    /// On whom.
    pub to: Zh,
    /// In which role.
    pub role: String,
    /// How they may be reached, and what they agreed to.
    pub contact: Vec<Pair>,
    /// The modes that the law knows.
    pub modes: Vec<ServiceMode>,
    /// The form of the mode chosen.
    pub form: Option<Form>,
    /// What begins with the service.
    pub starts: Vec<String>,
}

/// A mode of service (送达方式), S-1 … S-6.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceMode {
    /// The rule's id.
    pub rule: String,
    /// What it is called.
    pub name: String,
    /// Which day counts.
    pub counts: String,
    /// What must be proven.
    pub proof: String,
    /// The articles.
    pub bases: Vec<Basis>,
    /// This page with it chosen.
    pub href: String,
    /// It is chosen.
    pub chosen: bool,
    /// Why it is not open here.
    pub blocked: Option<Reason>,
}

/// Inviting parties and their agents by a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvitePage {
    /// The file.
    pub file: FileHead,
    /// Who was invited.
    pub rows: Vec<InviteRow>,
    /// The form.
    pub form: Form,
    /// The code just made; shown this once.
    pub code: Option<Zh>,
}

/// An invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteRow {
    /// Who.
    pub name: Zh,
    /// In which role.
    pub role: String,
    /// Until when the code is good.
    pub until: Option<Date>,
    /// How it stands.
    pub standing: String,
    /// By what it is withdrawn, while it is open.
    pub withdraw: Option<String>,
}

/// A fact of a file for one who wants to put an entry right: the old entry and the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AmendPage {
    /// The file.
    pub file: FileHead,
    /// The mistaken entry.
    pub entry: Entry,
    /// What rests on it and must be confirmed or annulled.
    pub rests: Vec<Pair>,
    /// The form.
    pub form: Form,
}

/// A fact with the field that changes it; used where a page mixes both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The label.
    pub name: String,
    /// The value now.
    pub value: Value,
    /// The control.
    pub field: Option<Field>,
}

/// A small act with a form of one or two fields: a note, a dismissal, a seat given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmallPage {
    /// The file.
    pub file: FileHead,
    /// What is done.
    pub name: String,
    /// What it does, a sentence each.
    pub says: Vec<String>,
    /// What stands in its way.
    pub reasons: Vec<Reason>,
    /// What has changed since the reader opened the page.
    pub changed: Vec<String>,
    /// The form.
    pub form: Form,
}
