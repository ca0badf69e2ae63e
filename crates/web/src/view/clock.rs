//! A limit (期限) as a reader sees it: the day, and the whole count that leads to it.

use jiff::civil::Date;

use super::{Basis, Zh};

/// One count of one limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The rule's id: `R-R06`.
    pub rule: String,
    /// What the limit is called.
    pub name: String,
    /// Whom it binds, in the reader's language.
    pub binds: String,
    /// Where the count stands.
    pub standing: Standing,
    /// The due day; none while it is not known.
    pub due: Option<Date>,
    /// Where two readings of the law exist: the later day, on which a citizen may rely.
    pub lenient: Option<Date>,
    /// Days from today to the due day, negative when it has passed.
    pub left: Option<i32>,
    /// Counted over a year whose holiday notice is not out.
    pub provisional: bool,
    /// How it was counted, a sentence each: from which event, by which rule.
    pub explained: Vec<String>,
    /// The count, step by step.
    pub rows: Vec<CountRow>,
    /// Below it: provisional, standing still, on which version of the holiday calendar.
    pub notes: Vec<String>,
    /// What follows when the day passes.
    pub consequence: Option<String>,
    /// The articles.
    pub bases: Vec<Basis>,
}

/// Where a count stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It runs, with days to spare.
    #[default]
    Running,
    /// It falls due within three days.
    Soon,
    /// It falls due today.
    Today,
    /// The day has passed and it is not met.
    Overdue,
    /// What it asks for was done in time.
    Met,
    /// It was done, but after the day.
    MetLate,
    /// It stands still: suspended.
    Stopped,
    /// It sleeps: its condition does not hold now.
    Asleep,
    /// It ended without being met.
    Ended,
    /// Its waiting is over.
    Over,
}

impl Standing {
    /// For the message `clock-…` and the class of the row.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Soon => "soon",
            Self::Today => "today",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::MetLate => "met-late",
            Self::Stopped => "stopped",
            Self::Asleep => "asleep",
            Self::Ended => "ended",
            Self::Over => "over",
        }
    }

    /// Whether the vermilion is for it: something is due.
    pub fn due(self) -> bool {
        matches!(self, Self::Soon | Self::Today | Self::Overdue)
    }

    /// Whether the jade is for it: it is done.
    pub fn done(self) -> bool {
        matches!(self, Self::Met | Self::Over)
    }
}

/// One step of a count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountRow {
    /// The day, or the days.
    pub when: String,
    /// What it is in the count: `第 3 日`, a rest day, a stop, an extension.
    pub what: String,
}

/// A limit as a guide tells it, before there is a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitRule {
    /// The rule's id.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// Whom it binds.
    pub binds: String,
    /// How long: `5 个工作日`.
    pub length: String,
    /// From which event.
    pub from: String,
    /// What follows when it runs out.
    pub consequence: Option<String>,
    /// The articles.
    pub bases: Vec<Basis>,
}

/// A step of a chain of approvals (审批).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainStep {
    /// The post.
    pub post: String,
    /// Who took it, or who is asked.
    pub who: Option<Zh>,
    /// Where it stands.
    pub standing: StepStanding,
    /// When it was taken.
    pub at: Option<jiff::Timestamp>,
    /// What was said.
    pub note: Option<Zh>,
}

/// Where a step of a chain, or of any progress, stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepStanding {
    /// Not yet.
    #[default]
    Waiting,
    /// Now.
    Now,
    /// Done.
    Done,
    /// Sent back.
    Returned,
}

impl StepStanding {
    /// For the message `step-…` and the class of the row.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Now => "now",
            Self::Done => "done",
            Self::Returned => "returned",
        }
    }
}
