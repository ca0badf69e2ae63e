//! What citizens see (门户).

use jiff::{Timestamp, civil::Date};

use super::{
    Basis, Block, Document, FileHead, Link, Pair, Reason, Zh,
    clock::{Clock, LimitRule},
    file::{Blocked, Entry, Look, Offer, PartyRow},
    form::Form,
};

/// The cities that this server serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cities {
    /// Each with its bureau's name and home page.
    pub cities: Vec<Link>,
}

/// The bureau's card: how to reach it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BureauCard {
    /// Its name.
    pub name: String,
    /// Its telephone number, as dialled within the country.
    pub phone: String,
    /// The number as a `tel:` address takes it.
    pub tel: String,
    /// Where it is.
    pub address: String,
    /// When it is open, a line each.
    pub hours: Vec<String>,
    /// Whether it is open at this moment.
    pub open: bool,
    /// Until when it is open, or when it opens next.
    pub open_note: String,
    /// What it is charged with, in short.
    pub about: String,
}

/// A city's home page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// How to reach the bureau.
    pub card: BureauCard,
    /// What one may ask of it.
    pub services: Vec<Service>,
    /// The first question of "which road is open", where there are such questions.
    pub road: Option<String>,
}

/// A service in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// What it is for, in a sentence.
    pub what: String,
    /// By which law.
    pub law: Zh,
    /// Its guide.
    pub guide: String,
    /// How long it takes, and what it costs, in a few words each.
    pub marks: Vec<String>,
}

/// The guide of a matter, generated from its definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    /// The matter.
    pub name: String,
    /// The law that governs it.
    pub law: Zh,
    /// What it is, for somebody who has never heard of it: the matter's own guide text.
    pub text: Vec<Block>,
    /// Who takes part, and who may apply.
    pub who: Vec<GuideItem>,
    /// Under which conditions.
    pub conditions: Vec<GuideItem>,
    /// What is asked for and what must be handed in.
    pub materials: Vec<GuideItem>,
    /// What happens, in order.
    pub steps: Vec<GuideItem>,
    /// How long each thing takes.
    pub limits: Vec<LimitRule>,
    /// What it costs.
    pub cost: Option<GuideItem>,
    /// What one may do against the outcome.
    pub remedies: Vec<GuideItem>,
    /// The papers that are issued.
    pub papers: Vec<String>,
    /// The first question of "which road is open"; none where the matter has no such questions.
    pub road: Option<String>,
    /// Where the application starts.
    pub start: Option<String>,
    /// A draft that this reader has not sent yet.
    pub draft: Option<String>,
}

/// An entry of a guide with its ground.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuideItem {
    /// The words.
    pub name: String,
    /// More about it.
    pub note: Option<String>,
    /// Whether it is asked for in every case.
    pub required: bool,
    /// The articles.
    pub bases: Vec<Basis>,
}

/// A question of "which road is open", asked before anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Road {
    /// Which question this is.
    pub n: u32,
    /// The question and its answers; sent by GET, so that nothing is kept.
    pub form: Form,
    /// The question before, or the page from which one came.
    pub back: String,
}

/// Where the road leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoadEnd {
    /// Which road it is: `申请行政复议`, `向人民法院起诉`.
    pub title: String,
    /// Why, a sentence each with its articles.
    pub why: Vec<GuideItem>,
    /// Until when, where the answers tell.
    pub until: Option<Clock>,
    /// What to do next, a sentence each with its articles.
    pub next: Vec<GuideItem>,
    /// Where it starts, where the bureau carries it.
    pub start: Option<Link>,
    /// Its guide.
    pub guide: Option<Link>,
    /// The other roads, and when they are the right ones.
    pub others: Vec<GuideItem>,
    /// What was answered.
    pub answers: Vec<Pair>,
    /// The day on which it was asked: dates and roads are of that day.
    pub today: Option<Date>,
    /// The last question.
    pub back: String,
    /// The first question.
    pub again: String,
}

/// One question, or the whole, of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apply {
    /// The matter.
    pub matter: String,
    /// Which page this is; nought for the whole form on one page.
    pub n: u32,
    /// Of how many.
    pub of: u32,
    /// The fields.
    pub form: Form,
    /// The page before.
    pub back: String,
    /// The whole form on one page, or one question a page.
    pub other_way: String,
    /// What is kept, until when, and how to come back to it.
    pub draft: Option<DraftNote>,
    /// Refusals and warnings that the answers so far already tell.
    pub reasons: Vec<Reason>,
}

/// What is kept of a form that was not sent yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftNote {
    /// When it was last kept.
    pub saved_at: Timestamp,
    /// The last day on which it is kept.
    pub until: Date,
    /// The page at which it goes on.
    pub href: String,
}

/// All answers before they are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckAnswers {
    /// The matter.
    pub matter: String,
    /// The answers, by parts of the form.
    pub sections: Vec<AnswerSection>,
    /// What follows once it is sent, a sentence each.
    pub follows: Vec<String>,
    /// What stands in the way or must be confirmed.
    pub reasons: Vec<Reason>,
    /// The form with the last word: it sends the application.
    pub form: Form,
    /// The page before.
    pub back: String,
}

/// Answers under a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerSection {
    /// The heading.
    pub title: String,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// An answer, with the page where it may be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The question and what was answered.
    pub pair: Pair,
    /// Where it may be changed.
    pub change: String,
}

/// What one holds in hand after sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The matter.
    pub matter: String,
    /// The file.
    pub file: FileHead,
    /// When it came in.
    pub received_at: Timestamp,
    /// The day that counts in law.
    pub counts_on: Date,
    /// Why that day, where it is another than the day of receipt.
    pub counts_why: Option<String>,
    /// The limit that runs from now, with its count: deemed acceptance.
    pub clock: Option<Clock>,
    /// What the law does when that day passes, as a heading: `2026年2月25日起视为受理`.
    pub deemed: Option<String>,
    /// The code by which the file is followed without an account; shown this once.
    pub code: Option<Zh>,
    /// The picture that leads to the file, as SVG without style.
    pub qr: Option<Svg>,
    /// What happens next, a sentence each.
    pub next: Vec<String>,
    /// The receipt as a paper.
    pub paper: Option<Document>,
    /// What was sent.
    pub answers: Vec<AnswerSection>,
}

/// A drawing that we made ourselves: it goes into the page as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Svg(pub String);

impl std::fmt::Display for Svg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

// Made by `qr` from a text that the QR code encodes, never from markup.
impl askama::filters::HtmlSafe for Svg {}

/// A party's own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MyFile {
    /// The file.
    pub file: FileHead,
    /// The matter.
    pub matter: String,
    /// In which role this reader takes part.
    pub role: String,
    /// Since when it stands where it stands.
    pub since: Option<Date>,
    /// The main stages, and where it is.
    pub stages: Vec<Stage>,
    /// What is next and who must do it, a sentence each.
    pub next: Vec<String>,
    /// The clocks that concern this reader.
    pub clocks: Vec<Clock>,
    /// What this reader may do now.
    pub may: Vec<Offer>,
    /// What not, and why.
    pub may_not: Vec<Blocked>,
    /// Papers served on this reader.
    pub inbox: Vec<InboxPaper>,
    /// What happened.
    pub timeline: Vec<Entry>,
    /// Who takes part.
    pub parties: Vec<PartyRow>,
    /// Who looked at this reader's data.
    pub looks: Vec<Look>,
    /// The receipt.
    pub receipt: Option<String>,
}

/// A stage of the way that most files of a matter take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub standing: super::clock::StepStanding,
    /// When it was reached.
    pub on: Option<Date>,
}

/// A paper in a party's inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxPaper {
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: Option<Zh>,
    /// The paper.
    pub document: Document,
    /// The day on which it counts as served; none while that is still open.
    pub served_on: Option<Date>,
    /// How it was served.
    pub mode: String,
    /// Whether it was opened before.
    pub read: bool,
    /// What begins with its service, a sentence.
    pub starts: Option<String>,
    /// Where its receipt is confirmed, where that is asked.
    pub confirm: Option<String>,
}

/// The inbox as a page of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbox {
    /// The file.
    pub file: FileHead,
    /// The papers.
    pub papers: Vec<InboxPaper>,
    /// Whether papers are served here, or on paper: what the reader has agreed to.
    pub e_service: Option<bool>,
    /// Where that is changed.
    pub e_service_href: Option<String>,
}

/// Signing in, or giving a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The form.
    pub form: Form,
    /// Whether the form is for a code instead of an account.
    pub by_code: bool,
    /// The other way in.
    pub other: Link,
    /// Sign-ins of the fictional city.
    pub demo: Option<Link>,
}

/// The files of a reader who has several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MyFiles {
    /// The files.
    pub files: Vec<MyFileRow>,
}

/// A file in a party's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MyFileRow {
    /// The file.
    pub file: FileHead,
    /// The matter.
    pub matter: String,
    /// In which role.
    pub role: String,
    /// What falls due next, for this reader.
    pub due: Option<Clock>,
    /// How many papers were not opened yet.
    pub unread: u32,
}

/// Comparing a paper in hand with what was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// The code was asked for with this form.
    pub form: Form,
    /// What was issued under the code.
    pub found: Option<Checked>,
    /// A code was given and nothing was issued under it.
    pub unknown: bool,
}

/// What was issued under a check code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The organ that issued it.
    pub organ: Zh,
    /// Its number.
    pub number: Zh,
    /// Its date.
    pub date: Option<Date>,
    /// Its title.
    pub title: Zh,
    /// The parties, masked.
    pub parties: Vec<Pair>,
    /// What it decides, where it decides.
    pub holding: Option<String>,
    /// The versions that there are: the original with its seal, the text as issued.
    pub versions: Vec<Version>,
    /// It was replaced or annulled since.
    pub replaced: Option<String>,
}

/// A version of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Which it is.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Said of a file that is this version.
    pub same: String,
}

/// A page that says one thing and leads on: done, sent, signed out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// What has been done.
    pub title: String,
    /// More about it.
    pub says: Vec<String>,
    /// Where next.
    pub next: Vec<Link>,
}

/// Before the first question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Begin {
    /// The matter.
    pub matter: String,
    /// Where the button leads.
    pub action: String,
    /// A draft that was not sent yet.
    pub draft: Option<DraftNote>,
    /// The guide.
    pub guide: String,
    /// The first question of "which road is open", where one of the roads leads here.
    pub road: Option<String>,
}

/// An invitation, before it is taken up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invited {
    /// The file; nothing of its page.
    pub file: FileHead,
    /// In which role.
    pub role: String,
    /// The name that the office gave, masked.
    pub name: Option<Zh>,
    /// The form: with an account to be made, for one who has none.
    pub form: Form,
}
