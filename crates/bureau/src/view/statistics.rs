//! Figures, as a page shows them.

use xiezhi_matter::{Text, measure::Figure};

use crate::ReportPeriod;

/// The figures of a matter over a period.
#[derive(Clone, Debug, PartialEq)]
pub struct StatisticsPage {
    /// The matter's id and name.
    pub matter: (String, Text),
    /// The period, the one before, and the same of the year before.
    pub periods: [ReportPeriod; 3],
    /// Whether the period still goes on.
    pub unfinished: bool,
    /// The figures, in the order of the definition.
    pub figures: Vec<FigureShown>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureShown {
    /// Its id in the definition.
    pub measure: String,
    /// What is worked out: `count`, `sum`, `share`, `mean`, `median`, `p90`.
    pub kind: String,
    /// Its name.
    pub name: Text,
    /// Whether it is what stood at the end of the period, and not what happened in it.
    pub stock: bool,
    /// Of all files.
    pub all: Cells,
    /// Broken down.
    pub axes: Vec<AxisShown>,
    /// Over the last periods.
    pub trend: Trend,
}

/// A figure in the periods that are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// In the period.
    pub now: Cell,
    /// In the one before.
    pub before: Cell,
    /// In the same of the year before.
    pub year_ago: Cell,
}

/// A figure in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// The figure.
    Figure(Figure),
    /// There is nothing of which to work it out.
    Nothing,
    /// So few that people could be told from it.
    TooFew,
}

/// A figure broken down by one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisShown {
    /// A field, a role, `state`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The value's name (none: not said), the value, and the figure of it.
    pub rows: Vec<(Option<Text>, Option<String>, Cells)>,
}

/// A figure over the last periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The periods' names, the earliest first.
    pub periods: Vec<Text>,
    /// The figure of each.
    pub figures: Vec<Option<Figure>>,
}

/// Which files stand behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredQuery {
    /// The figure.
    pub measure: String,
    /// The period.
    pub period: ReportPeriod,
    /// With these values on these axes; an empty value: not said.
    pub axes: Vec<(String, String)>,
}
