//! What use cases give back to be shown: data, in both languages, with nothing of a page in it.

mod desk;
mod file;
mod form;
mod portal;
mod statistics;

use jiff::civil::{Date, DateTime};
use xiezhi_matter::{
    Text,
    event::CountRef,
    id::{FieldId, RuleId, StateId},
    key::FileKey,
    model::{Basis, Class, Strength},
    value::Blob,
};

pub use self::{
    desk::{
        Count, Line, LineCell, RegisterColumn, RegisterFilter, RegisterPage, RegisterQuery, Shift, TaskShown,
        Today,
    },
    file::{
        Chain, ChainStep, ChildShown, Entry, FilePage, LookShown, OfferShown, PaperShown, PaperState,
        PartyShown, ProposalShown, QuestionShown, RequestShown, SeatShown, ServiceShown, View,
    },
    form::{Answerer, AskedField, Choice, Form, PartyForm, ShownIf},
    portal::{
        Checked, CheckedVersion, Guide, GuideItem, GuideLimit, Inbox, InboxPaper, MyFile, Receipt,
        ServiceShownAt,
    },
    statistics::{AxisShown, Cell, Cells, FigureShown, MeasuredQuery, StatisticsPage, Trend},
};

/// Why something may not be done: rule, words, article, the facts read, and who may lift it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The rule's key, or `from`, `track`, `by`, `when`, `date`, `about`, `chain`, `broken`.
    pub rule: String,
    /// What it says.
    pub says: Text,
    /// How strong it is here.
    pub strength: Strength,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// The facts it read.
    pub facts: Vec<Shown>,
    /// Who may lift it, by name.
    pub lift: Vec<Text>,
    /// Whether whoever asks may lift it, or confirm it where it only warns.
    pub mine: bool,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// A fact with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The field.
    pub field: FieldId,
    /// Its name.
    pub name: Text,
    /// How closed it is.
    pub class: Class,
    /// What it holds, as the viewer may see it.
    pub value: Plain,
}

/// A value as somebody may see it.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// Words in both languages: an option.
    Text(Text),
    /// Words as they were typed.
    Typed(String),
    /// Masked: 赵*.
    Masked(String),
    /// A civil day.
    Date(Date),
    /// A civil minute.
    Time(DateTime),
    /// Whole fen.
    Money(i64),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, as it was written.
    Number(String),
    /// Yes or no.
    YesNo(bool),
    /// An attached paper.
    Blob(Blob),
    /// Several.
    List(Vec<Plain>),
    /// A row: facts with their names.
    Record(Vec<Shown>),
}

/// Where a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateShown {
    /// Its id.
    pub id: StateId,
    /// Its name.
    pub name: Text,
    /// Whether that is an end.
    pub is_final: bool,
    /// On what it rests.
    pub basis: Vec<Basis>,
}

/// A file in a heading or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHead {
    /// Which.
    pub key: FileKey,
    /// The matter's id and name.
    pub matter: (String, Text),
    /// Its number.
    pub number: Option<String>,
    /// What it is called: who against whom about what, names masked where the viewer is no reader of it.
    pub title: String,
    /// Where it stands.
    pub state: StateShown,
}

/// A count of a limit, with the whole of it to be checked by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The rule.
    pub rule: RuleId,
    /// Which count of it.
    pub count: CountRef,
    /// Its name.
    pub name: Text,
    /// Whom it binds.
    pub binds: Vec<Text>,
    /// Whether it binds whoever looks.
    pub mine: bool,
    /// Where the count stands.
    pub standing: Standing,
    /// The day it started.
    pub start: Date,
    /// What started it.
    pub from: Text,
    /// The last day.
    pub due: Option<Date>,
    /// The last minute, where it goes by minutes.
    pub due_at: Option<DateTime>,
    /// Where two readings exist, the later one, which a citizen may rely on.
    pub lenient: Option<Date>,
    /// Days from today to the last day; negative when it has passed.
    pub left: Option<i32>,
    /// Counted over a year whose holidays are not announced.
    pub provisional: bool,
    /// The sentence that says what was counted and where it ends.
    pub headline: Text,
    /// The count, step by step: when, and what it is in the count.
    pub rows: Vec<(Text, Text)>,
    /// Below it: provisional, standing still, the calendar.
    pub notes: Vec<Text>,
    /// What follows when it runs out.
    pub consequence: Option<Text>,
    /// The day on which it was met.
    pub met_on: Option<Date>,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// Whether its source is other than the promulgated text.
    pub unverified: bool,
}

/// Where a count stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It runs.
    Running,
    /// It stands still.
    Stopped,
    /// Its condition does not hold now.
    Asleep,
    /// Met in time.
    Met,
    /// Met after its last day.
    MetLate,
    /// Ran out.
    Expired,
    /// Ended by something else.
    Ended,
}

impl Standing {
    /// Its word in lists.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Asleep => "asleep",
            Self::Met => "met",
            Self::MetLate => "late",
            Self::Expired => "expired",
            Self::Ended => "ended",
        }
    }
}
