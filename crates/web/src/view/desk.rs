//! What an officer has on the desk (工作台): today, registers, intake, holidays.

use jiff::{Timestamp, civil::Date};

use super::{
    FileHead, Link, Pair, Reason, Value, Zh,
    clock::Clock,
    form::{Choice, Form},
};

/// What must I do today?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub date: Date,
    /// Whether it is a working day, in words.
    pub day_note: String,
    /// The tasks in groups: overdue, today, this week, later, without a day.
    pub groups: Vec<TaskGroup>,
    /// The filters.
    pub filters: Vec<Filter>,
    /// How many there are in all.
    pub total: u32,
    /// The counts at the top: overdue, due today, waiting for approval.
    pub counts: Vec<Count>,
    /// The next page.
    pub next: Option<String>,
}

/// A figure with its words and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub name: String,
    /// How many.
    pub n: u32,
    /// The list of them.
    pub href: String,
    /// Whether the vermilion is for it.
    pub due: bool,
}

/// Tasks of one kind of day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskGroup {
    /// The heading.
    pub name: String,
    /// Whether the vermilion is for it.
    pub due: bool,
    /// The tasks.
    pub tasks: Vec<Task>,
}

/// Something to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub name: String,
    /// In which file.
    pub file: FileHead,
    /// The matter.
    pub matter: String,
    /// Where it is done.
    pub href: String,
    /// The clock that makes it due, with its count.
    pub clock: Option<Clock>,
    /// Why it is here, where no clock runs: returned with reasons, a proposal.
    pub why: Option<String>,
    /// Who else may do it.
    pub shared_with: Option<String>,
}

/// A filter of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The name of the value in the address.
    pub id: String,
    /// What is filtered.
    pub name: String,
    /// What it can be.
    pub kind: FilterKind,
}

/// What a filter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterKind {
    /// One of a list.
    Choice(Vec<Choice>),
    /// A word or number, matched whole.
    Text(String),
    /// A span of days.
    Span {
        /// From this day.
        from: String,
        /// To this day.
        to: String,
    },
}

impl Default for FilterKind {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// The list of all files of a matter (登记簿).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The matter.
    pub name: String,
    /// This page's address without filters.
    pub href: String,
    /// A word or number to look for.
    pub query: String,
    /// The filters.
    pub filters: Vec<Filter>,
    /// The filters that are set, each with the link that takes it away.
    pub set: Vec<Link>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The files.
    pub rows: Vec<RegisterRow>,
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// The page before and the next.
    pub back: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// XLSX and CSV.
    pub exports: Vec<Link>,
    /// The figures of the matter.
    pub figures: Link,
    /// What a change of the filters keeps.
    pub hidden: Vec<(String, String)>,
    /// Where a new file is registered.
    pub new: Option<Link>,
}

/// A column of a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The link that sorts by it.
    pub sort: Option<String>,
    /// How it is sorted now: `ascending`, `descending`.
    pub sorted: Option<&'static str>,
    /// Numbers stand to the right.
    pub number: bool,
}

/// A row of a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterRow {
    /// The file's page.
    pub href: String,
    /// The values, one a column; the first leads to the file.
    pub cells: Vec<Value>,
    /// Whether something in it is due: days and words.
    pub due: bool,
}

/// Registering what came in (收件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The matter.
    pub matter: String,
    /// How it came in; each leads to this page with it chosen.
    pub channels: Vec<Channel>,
    /// What stands in the way.
    pub reasons: Vec<Reason>,
    /// The form.
    pub form: Form,
    /// Files that may be the same case.
    pub duplicates: Vec<Duplicate>,
    /// What was registered last, with its receipt.
    pub recent: Vec<Recent>,
}

/// A way in which something comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// What it is called.
    pub name: String,
    /// This page with it chosen.
    pub href: String,
    /// It is chosen.
    pub chosen: bool,
}

/// A file that may be the same case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicate {
    /// The file.
    pub file: FileHead,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// What agrees.
    pub why: String,
}

/// Something registered a moment ago.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// The file.
    pub file: FileHead,
    /// When.
    pub at: Timestamp,
    /// The receipt, to print.
    pub receipt: String,
}

/// The acts that wait for this officer's approval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approvals {
    /// Those that wait.
    pub rows: Vec<ApprovalRow>,
}

/// An act that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalRow {
    /// The act.
    pub name: String,
    /// The file.
    pub file: FileHead,
    /// Who asked, and when.
    pub why: String,
    /// The clock that hangs on it.
    pub clock: Option<Clock>,
    /// Its page.
    pub href: String,
}

/// The holiday notices (放假通知) in use, and a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// The years known.
    pub years: Vec<HolidayYear>,
    /// The form that takes a notice.
    pub form: Form,
    /// What the last notice moved.
    pub report: Option<HolidayReport>,
    /// What is wrong with the notice given, a line each.
    pub faults: Vec<String>,
}

/// A year of the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayYear {
    /// The year.
    pub year: i16,
    /// The notice.
    pub title: Zh,
    /// Which version of it.
    pub version: String,
    /// How many days off.
    pub off: u32,
    /// How many make-up workdays.
    pub make_up: u32,
    /// The holidays, name and days.
    pub spans: Vec<Pair>,
}

/// What a new notice moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayReport {
    /// When it was taken.
    pub at: Timestamp,
    /// How many due dates were counted again.
    pub counted: u64,
    /// Those that moved.
    pub shifts: Vec<Shift>,
}

/// A due date that moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// The file.
    pub file: FileHead,
    /// The limit.
    pub limit: String,
    /// The day before.
    pub from: Option<Date>,
    /// The day now.
    pub to: Option<Date>,
    /// Who was told.
    pub told: Zh,
}

/// Who may sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Accounts of officers.
    pub officers: Vec<AccountRow>,
    /// Accounts of offices that take part in files.
    pub offices: Vec<AccountRow>,
    /// Where an officer is added.
    pub new_officer: String,
    /// Where an account for an office is made.
    pub new_office: String,
}

/// One account, with what may be done about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountPage {
    /// The account.
    pub row: AccountRow,
    /// Where its forms are sent.
    pub action: String,
    /// The code with which its holder chooses a password; shown this once.
    pub code: Option<Zh>,
    /// Where the code is given.
    pub code_href: String,
    /// Whether it is the reader's own: nobody locks themselves out.
    pub own: bool,
    /// Whether it is an officer's: they hold posts.
    pub officer: bool,
    /// The posts, held and to come, then those that ended.
    pub posts: Vec<PostRow>,
    /// The form that gives a post.
    pub form: Form,
}

/// A post that an officer holds, held or will hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostRow {
    /// The post.
    pub post: String,
    /// In which office.
    pub office: String,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Whether it is held today.
    pub today: bool,
    /// What names it in the form that ends it; none where it has ended.
    pub end: Option<String>,
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRow {
    /// Its id.
    pub id: String,
    /// The name to sign in with.
    pub login: String,
    /// Whose.
    pub name: Zh,
    /// Posts held today, or the office that it is for.
    pub posts: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Its page.
    pub href: String,
}
