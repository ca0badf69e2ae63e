//! The figures (统计指标) of a matter: what each file gives to them, and what comes of many.
//!
//! A figure is never typed in: each file says for itself which rows it gives ([`given`]), the rows of many files are
//! counted by what they are broken down by, and the figure is worked out of the counts ([`Tally`]). So every figure
//! leads back to its files.

use std::{cmp::Ordering, collections::BTreeMap};

use jiff::civil::Date;
use xiezhi_calendar::Calendar;

use crate::{
    apply,
    event::Values,
    expr::{Scope, Was, eval},
    file::File,
    id::{FieldId, MeasureId},
    model::{Definition, MeasureDef, PartyKind, Shared},
    value::{Decimal, Value},
};

/// Over which days a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// It happened on a day: it counts in the period in which that lies.
    On(Date),
    /// It stood from a day on until before another: it counts in every stock that is taken in between.
    Stood {
        /// The first day.
        from: Date,
        /// The first day on which it no longer stood; none while it stands.
        until: Option<Date>,
    },
}

/// A row that a file gives to a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Which figure.
    pub measure: MeasureId,
    /// When.
    pub when: When,
    /// What it is broken down by, in the order of the figure's `axes`; none where the file does not say.
    pub axes: Vec<Option<String>>,
    /// Whether it is chosen by `where`; the others are of the whole of a share.
    pub chosen: bool,
    /// The value in ten-thousandths; nought where the figure only counts.
    pub value: i64,
}

/// What a file gives to the figures of its matter.
///
/// Where a condition reads something that the file does not have, the row is not chosen; where a value does, there is no
/// row. What was put right counts as it was put right.
pub fn given(def: &Definition, shared: &Shared, file: &File, calendar: &Calendar) -> Vec<Row> {
    let mut rows = Vec::new();
    for (id, measure) in &def.measures {
        let gives = Gives { def, shared, calendar, id, measure };
        if let Some(act) = &measure.dated {
            gives.dated(act, file, &mut rows);
        }
    }
    let stocks: Vec<Gives<'_>> = def
        .measures
        .iter()
        .filter(|(_, m)| m.dated.is_none())
        .map(|(id, measure)| Gives { def, shared, calendar, id, measure })
        .collect();
    if !stocks.is_empty() {
        let mut spells: Vec<Spells> = stocks.iter().map(|_| Spells::default()).collect();
        apply::over(def, file, calendar, |on, then| {
            for (gives, spells) in stocks.iter().zip(&mut spells) {
                spells.now(on, gives.rows(then, on));
            }
        });
        for (gives, spells) in stocks.iter().zip(spells) {
            rows.extend(spells.end().into_iter().map(|(when, cell)| gives.row(when, cell)));
        }
    }
    rows.sort();
    rows
}

/// What a row says besides its day.
type Cell = (Vec<Option<String>>, bool, i64);

/// A figure and the file's surroundings.
struct Gives<'a> {
    def: &'a Definition,
    shared: &'a Shared,
    calendar: &'a Calendar,
    id: &'a MeasureId,
    measure: &'a MeasureDef,
}

impl Gives<'_> {
    /// Rows that an act places in time: of the file once, of `each` act by its own day.
    fn dated(&self, act: &str, file: &File, rows: &mut Vec<Row>) {
        if self.measure.each == format!("act:{act}") {
            for (n, on, _) in file.doings(act) {
                let scope = self.scope(file, &file.values, on, None);
                let each = scope.event(n, act);
                let scope = Scope { row: each.as_ref(), ..scope };
                rows.extend(self.cell(&scope).map(|cell| self.row(When::On(on), cell)));
            }
            return;
        }
        let Some((_, on, _)) = file.doings(act).next_back() else { return };
        rows.extend(self.rows(file, on).into_iter().map(|cell| self.row(When::On(on), cell)));
    }

    /// The rows of the file as it is.
    fn rows(&self, file: &File, on: Date) -> Vec<Cell> {
        let scope = self.scope(file, &file.values, on, None);
        let each: Vec<cel::Value> = match self.measure.each.split_once(':') {
            Some(("act", act)) => file.doings(act).filter_map(|(n, _, _)| scope.event(n, act)).collect(),
            Some(("child", kind)) => scope.children(kind, |_| true).collect(),
            Some(("party", role)) => file.in_role(role).map(|p| scope.party(p)).collect(),
            _ => return self.cell(&scope).into_iter().collect(),
        };
        each.iter().filter_map(|row| self.cell(&Scope { row: Some(row), ..scope })).collect()
    }

    fn cell(&self, scope: &Scope<'_>) -> Option<Cell> {
        let measure = self.measure;
        let holds =
            |e: &Option<crate::expr::Expr>| e.as_ref().is_none_or(|e| e.holds(scope).unwrap_or(false));
        let chosen = holds(&measure.filter);
        let in_whole = measure.figures.iter().any(|f| f == "share") && holds(&measure.whole);
        if !chosen && !in_whole {
            return None;
        }
        let value = match &measure.value {
            None => 0,
            Some(value) => match value.value(scope).ok()? {
                Value::Integer(n) => n.saturating_mul(10_000),
                Value::Number(d) => d.ten_thousandths(),
                _ => return None,
            },
        };
        Some((measure.axes.iter().map(|axis| self.axis(scope, axis)).collect(), chosen, value))
    }

    /// What stands on an axis: a field of the file or of the row, or the office in a role. A person never does.
    fn axis(&self, scope: &Scope<'_>, axis: &str) -> Option<String> {
        if let Some(field) = axis.strip_prefix("each.") {
            let cel::Value::Map(map) = scope.row? else { return None };
            let key = cel::objects::Key::from(field.to_owned());
            return words(&eval::from_cel(map.get(&key)?)?);
        }
        if self.def.parties.contains_key(axis) {
            let party = scope.file.in_role(axis).find(|p| p.kind == PartyKind::Office)?;
            return Some(party.person.to_string());
        }
        match axis {
            "state" => scope.file.state().map(ToString::to_string),
            _ => words(scope.values.get(&FieldId::from(axis))?),
        }
    }

    fn scope<'s>(
        &'s self,
        file: &'s File,
        values: &'s Values,
        on: Date,
        row: Option<&'s cel::Value>,
    ) -> Scope<'s> {
        Scope {
            def: self.def,
            shared: Some(self.shared),
            file,
            values,
            parties: &file.parties,
            was: Was::Same,
            own: None,
            actor: None,
            world: None,
            row,
            on,
            calendar: self.calendar,
        }
    }

    fn row(&self, when: When, (axes, chosen, value): Cell) -> Row {
        Row { measure: self.id.clone(), when, axes, chosen, value }
    }
}

/// A value as it stands on an axis; of several, all together.
fn words(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(s) => s.clone(),
        Value::Integer(n) => n.to_string(),
        Value::YesNo(b) => b.to_string(),
        Value::Date(d) => d.to_string(),
        Value::List(items) => items.iter().filter_map(words).collect::<Vec<_>>().join("+"),
        Value::Number(_) | Value::Time(_) | Value::Record(_) | Value::Blob(_) => return None,
    })
}

/// Rows that come and go as a file goes on.
#[derive(Default)]
struct Spells {
    open: Vec<(Date, Cell)>,
    ended: Vec<(When, Cell)>,
    last: Option<Date>,
}

impl Spells {
    fn now(&mut self, on: Date, mut cells: Vec<Cell>) {
        // What is recorded late with an earlier day does not turn the time back.
        let on = self.last.map_or(on, |last| last.max(on));
        self.last = Some(on);
        for (from, cell) in std::mem::take(&mut self.open) {
            match cells.iter().position(|c| *c == cell) {
                Some(at) => {
                    cells.swap_remove(at);
                    self.open.push((from, cell));
                }
                // What came and went on one day stood at no day's end.
                None if from == on => {}
                None => self.ended.push((When::Stood { from, until: Some(on) }, cell)),
            }
        }
        self.open.extend(cells.into_iter().map(|cell| (on, cell)));
    }

    fn end(self) -> Vec<(When, Cell)> {
        let open = self.open.into_iter().map(|(from, cell)| (When::Stood { from, until: None }, cell));
        self.ended.into_iter().chain(open).collect()
    }
}

/// Rows counted: how often each value came, chosen or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    values: BTreeMap<i64, u64>,
    chosen: u64,
    whole: u64,
}

/// A figure worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// So many.
    Count(u64),
    /// A sum, mean, median or percentile.
    Value(Decimal),
    /// A part of a whole.
    Share {
        /// The part.
        part: u64,
        /// The whole.
        whole: u64,
    },
}

impl Tally {
    /// Takes in rows that are alike.
    pub fn add(&mut self, value: i64, chosen: bool, rows: u64) {
        self.whole += rows;
        if chosen {
            self.chosen += rows;
            *self.values.entry(value).or_default() += rows;
        }
    }

    /// Takes in another.
    pub fn merge(&mut self, other: &Self) {
        self.whole += other.whole;
        self.chosen += other.chosen;
        for (value, rows) in &other.values {
            *self.values.entry(*value).or_default() += rows;
        }
    }

    /// How many rows were chosen.
    pub fn count(&self) -> u64 {
        self.chosen
    }

    /// A figure of the kind that the language names; none where nothing is there to work it out of.
    pub fn figure(&self, kind: &str) -> Option<Figure> {
        let decimal =
            |n: i128| Figure::Value(Decimal::from_ten_thousandths(i64::try_from(n).unwrap_or(i64::MAX)));
        let sum = || self.values.iter().map(|(v, n)| i128::from(*v) * i128::from(*n)).sum::<i128>();
        match kind {
            "count" => Some(Figure::Count(self.chosen)),
            "share" => (self.whole > 0).then_some(Figure::Share { part: self.chosen, whole: self.whole }),
            "sum" => Some(decimal(sum())),
            _ if self.chosen == 0 => None,
            "mean" => Some(decimal(sum() / i128::from(self.chosen))),
            "median" => Some(decimal(self.middle())),
            // The nearest rank: of ten values the ninth.
            "p90" => Some(decimal(i128::from(self.at((self.chosen * 9).div_ceil(10))))),
            _ => None,
        }
    }

    fn middle(&self) -> i128 {
        let (lower, upper) = (self.at(self.chosen.div_ceil(2)), self.at(self.chosen / 2 + 1));
        i128::midpoint(i128::from(lower), i128::from(upper))
    }

    /// The value at a rank, from 1.
    fn at(&self, rank: u64) -> i64 {
        let mut seen = 0;
        for (value, rows) in &self.values {
            seen += rows;
            if seen >= rank {
                return *value;
            }
        }
        0
    }
}

impl Figure {
    /// How it stands to the same figure of another period: more or less.
    pub fn against(&self, other: &Self) -> Ordering {
        self.size().cmp(&other.size())
    }

    /// Its size in ten-thousandths: of a share, of its quotient.
    pub fn size(&self) -> i128 {
        match self {
            Self::Count(n) => i128::from(*n) * 10_000,
            Self::Value(d) => i128::from(d.ten_thousandths()),
            Self::Share { part, whole } => i128::from(*part) * 10_000 / i128::from((*whole).max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(values: &[i64]) -> Tally {
        let mut tally = Tally::default();
        for value in values {
            tally.add(*value * 10_000, true, 1);
        }
        tally
    }

    fn value(tally: &Tally, kind: &str) -> i64 {
        match tally.figure(kind) {
            Some(Figure::Value(d)) => d.ten_thousandths(),
            other => panic!("{kind}: {other:?}"),
        }
    }

    #[test]
    fn figures_of_ten_values() {
        let ten = tally(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
        assert_eq!(value(&ten, "median"), 550_000);
        assert_eq!(value(&ten, "p90"), 900_000);
        assert_eq!(value(&ten, "mean"), 550_000);
        assert_eq!(value(&ten, "sum"), 5_500_000);
        assert_eq!(ten.figure("count"), Some(Figure::Count(10)));
        assert_eq!(value(&tally(&[7]), "median"), 70_000);
        assert_eq!(value(&tally(&[7, 9, 100]), "median"), 90_000);
    }

    #[test]
    fn of_nothing_there_is_a_count_and_no_mean() {
        let none = Tally::default();
        assert_eq!(none.figure("count"), Some(Figure::Count(0)));
        assert_eq!(none.figure("median"), None);
        assert_eq!(none.figure("share"), None);
    }

    #[test]
    fn a_share_is_of_its_whole() {
        let mut tally = Tally::default();
        tally.add(0, true, 3);
        tally.add(0, false, 9);
        assert_eq!(tally.figure("share"), Some(Figure::Share { part: 3, whole: 12 }));
        assert_eq!(tally.figure("share").unwrap().size(), 2_500);
    }

    #[test]
    fn a_stock_is_counted_over_the_days_on_which_it_stood() {
        let day = |d: i8| jiff::civil::date(2026, 3, d);
        let cell = |a: &str| (vec![Some(a.to_owned())], true, 0);
        let mut spells = Spells::default();
        spells.now(day(2), vec![cell("a")]);
        spells.now(day(4), vec![cell("a")]);
        spells.now(day(9), vec![cell("b")]);
        // Recorded late, with an earlier day.
        spells.now(day(5), vec![]);
        spells.now(day(12), vec![cell("c")]);
        let stood = |from, until| When::Stood { from: day(from), until };
        assert_eq!(spells.end(), [(stood(2, Some(day(9))), cell("a")), (stood(12, None), cell("c"))]);
    }
}
