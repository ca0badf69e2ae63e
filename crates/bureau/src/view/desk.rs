//! What an officer has on the desk.

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    Text,
    event::PaperRef,
    id::{ActId, RuleId},
    key::{FileKey, Seq},
    model::Column,
};
use xiezhi_store::{Cursor, TaskCounts};

use super::{FileHead, MeasuredQuery, Plain};

/// What must I do today?
#[derive(Clone, Debug, PartialEq)]
pub struct Today {
    /// The day.
    pub date: Date,
    /// Whether it is a working day.
    pub workday: bool,
    /// The day's name, where it is a holiday or a make-up workday.
    pub day_name: Option<Text>,
    /// How many, by how near they are.
    pub counts: TaskCounts,
    /// Approvals that wait.
    pub approvals: u64,
    /// The tasks, by due date.
    pub tasks: Vec<TaskShown>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskShown {
    /// Its id in the file.
    pub id: String,
    /// `limit`, `approve`, `confirm`, `seal`, `serve`, `returned`, `question`, `assign`.
    pub kind: String,
    /// What to do, in words.
    pub name: Text,
    /// The file.
    pub file: FileHead,
    /// The act that does it.
    pub act: Option<ActId>,
    /// The request, of `approve` and `returned`; the event, of `question`.
    pub n: Option<Seq>,
    /// The paper, of `seal` and `serve`.
    pub paper: Option<PaperRef>,
    /// On whom, of `serve`.
    pub person: Option<String>,
    /// Since when.
    pub since: Date,
    /// By when.
    pub due: Option<Date>,
    /// Days from today to then; negative when it has passed.
    pub left: Option<i32>,
    /// By which limit.
    pub limit: Option<(RuleId, Text)>,
    /// Why, and why by that date.
    pub why: Text,
    /// Whether the day rests on a year whose holidays are not announced.
    pub provisional: bool,
}

/// Which files of a matter, in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisterQuery {
    /// Filters by column, as the page writes it (`state`, `act_kind`, `officer:lead`) with the values taken.
    pub filters: Vec<(String, Vec<String>)>,
    /// A number, or a name matched whole.
    pub words: Option<String>,
    /// Opened on this day or later, or earlier.
    pub opened: (Option<Date>, Option<Date>),
    /// Due on this day or later, or earlier.
    pub due: (Option<Date>, Option<Date>),
    /// Only files that have not ended.
    pub open_only: bool,
    /// Only the files behind a figure.
    pub measured: Option<MeasuredQuery>,
    /// The column to sort by; none: by due date.
    pub order: Option<String>,
    /// Largest, latest first.
    pub down: bool,
    /// From where on.
    pub after: Option<Cursor>,
    /// At most so many; nought: fifty.
    pub limit: u32,
}

/// A page of a register.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterPage {
    /// The matter's id and name.
    pub matter: (String, Text),
    /// Its columns.
    pub columns: Vec<RegisterColumn>,
    /// Its filters with what they take.
    pub filters: Vec<RegisterFilter>,
    /// The figure whose files these are, with its period.
    pub figure: Option<(Text, Text)>,
    /// The files.
    pub rows: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// How many there are in each state.
    pub counts: Vec<Count>,
}

/// A column of a register.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterColumn {
    /// As the page writes it: `number`, `state`, `due:R-R06`.
    pub id: String,
    /// What it is.
    pub column: Column,
    /// Its name.
    pub name: Text,
    /// Whether the register can be sorted by it.
    pub sorts: bool,
}

/// A filter of a register.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterFilter {
    /// As the page writes it.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The values to choose from: id and name.
    pub choices: Vec<(String, Text)>,
}

/// A file in a register.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The file.
    pub head: FileHead,
    /// The next due date, with its limit.
    pub due: Option<(Text, Date)>,
    /// The values, one a column.
    pub cells: Vec<LineCell>,
    /// Whether its contents were erased.
    pub erased: bool,
}

/// A value in a register.
pub type LineCell = Option<Plain>;

/// How many files stand somewhere.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Count {
    pub id: String,
    pub name: Text,
    pub count: u64,
}

/// A due date that a holiday notice moved.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shift {
    pub file: FileKey,
    pub number: Option<String>,
    pub limit: Text,
    pub was: Date,
    pub now: Date,
    pub told: Vec<String>,
    pub at: Timestamp,
}
