//! Figures of a matter (统计), each leading to its files.

use super::Link;

/// The figures of a matter over a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The matter.
    pub matter: String,
    /// The period, the one before, and the same of the year before.
    pub periods: [String; 3],
    /// The period before and after, as pages.
    pub back: String,
    /// The next one, where it has begun.
    pub next: Option<String>,
    /// Month, quarter, half and year; the chosen one is marked.
    pub kinds: Vec<(Link, bool)>,
    /// Whether the period still goes on.
    pub unfinished: bool,
    /// The figures.
    pub figures: Vec<Figure>,
    /// XLSX.
    pub exports: Vec<Link>,
    /// The register.
    pub register: Link,
}

/// A figure with its comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// For the address within the page.
    pub id: String,
    /// Its name, with what is worked out.
    pub name: String,
    /// Its values.
    pub cells: Cells,
    /// Its last periods, the earliest first.
    pub bars: Vec<Bar>,
    /// What the chart shows, in one sentence for those who do not see it.
    pub told: String,
    /// Broken down.
    pub axes: Vec<Axis>,
}

/// A figure in three periods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// Now.
    pub now: String,
    /// The files behind it.
    pub files: Option<String>,
    /// In the period before.
    pub before: String,
    /// How much more or less.
    pub change: String,
    /// In the same period of the year before.
    pub year_ago: String,
    /// How much more or less.
    pub year_change: String,
    /// Its size against the greatest beside it, 0 to 100.
    pub size: u8,
}

/// A column of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// The period.
    pub name: String,
    /// The figure.
    pub words: String,
    /// Its place from the left, in units of the picture.
    pub x: u32,
    /// Its height and its top, 0 to 60.
    pub height: u32,
    /// Where it begins from above.
    pub y: u32,
}

/// A figure broken down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    /// By what.
    pub name: String,
    /// The rows.
    pub rows: Vec<(String, Cells)>,
}
