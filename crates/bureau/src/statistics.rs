//! The figures of a matter over a period, beside those of the period before and of the year before: counted from the files,
//! never typed.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    Text,
    key::City,
    measure::{Figure, Tally},
    model::{Column, MeasureDef},
    time,
};
use xiezhi_store::{Counted, Filter, Span};

use crate::{
    Bureau, CityCard, LookError, ReportPeriod, Who,
    functions::Bound,
    lists::{choices_of, column_name},
    show::{Shower, as_is},
    view::{AxisShown, Cell, Cells, FigureShown, MeasuredQuery, StatisticsPage, Trend},
};

/// So many periods stand in a chart, the last of them the one that is shown.
const IN_A_CHART: usize = 8;

impl Bureau {
    /// The figures of a matter.
    pub async fn statistics(
        &self,
        who: &Who,
        city: &City,
        matter: &str,
        period: ReportPeriod,
        now: Timestamp,
    ) -> Result<StatisticsPage, LookError> {
        self.gate_at("statistics", who, city)?;
        let bound = self.reads_matter(who, city, matter)?;
        let today = time::day(now);
        let compared = [period, period.before(), period.year_ago()];
        let mut charted = vec![period];
        while charted.len() < IN_A_CHART {
            let before = charted.last().map_or(period, ReportPeriod::before);
            charted.push(before);
        }
        charted.reverse();
        // Each figure over each period, in one reading of the store.
        let mut asked = Vec::new();
        for (id, measure) in &bound.def.measures {
            for period in compared.iter().chain(&charted) {
                let span = span(measure, *period, today);
                asked.push((matter.to_owned(), id.to_string(), measure.axes.len(), span));
            }
        }
        let counted = self.store().count_measured(city, &asked).await?;
        let (shower, card) = (Shower::new(&bound), self.city(city)?);
        let each = compared.len() + charted.len();
        let mut figures = Vec::new();
        for ((id, measure), counted) in bound.def.measures.iter().zip(counted.chunks(each)) {
            let (now, charts) = counted.split_at(compared.len());
            for kind in &measure.figures {
                figures.push(FigureShown {
                    measure: id.to_string(),
                    kind: kind.clone(),
                    name: measure.name.clone(),
                    stock: measure.dated.is_none(),
                    all: cells(now, measure, kind, |_| true),
                    axes: (0..measure.axes.len())
                        .map(|at| axis(&shower, &card, measure, kind, now, at))
                        .collect(),
                    trend: Trend {
                        periods: charted.iter().map(ReportPeriod::name).collect(),
                        figures: charts.iter().map(|rows| tally(rows, |_| true).figure(kind)).collect(),
                    },
                });
            }
        }
        Ok(StatisticsPage {
            matter: (bound.def.id.to_string(), bound.def.name.clone()),
            periods: compared,
            unfinished: period.last() > today,
            figures,
        })
    }

    /// The filter that finds the files behind a figure.
    pub(crate) async fn behind_figure(
        &self,
        city: &City,
        bound: &Bound,
        query: &MeasuredQuery,
        now: Timestamp,
    ) -> Result<Option<Filter>, LookError> {
        let Some(measure) = bound.def.measures.get(query.measure.as_str()) else { return Ok(None) };
        let matter = bound.def.id.to_string();
        let span = span(measure, query.period, time::day(now));
        let wanted: Vec<(usize, Option<&str>)> = query
            .axes
            .iter()
            .filter_map(|(axis, value)| {
                let at = measure.axes.iter().position(|a| a == axis)?;
                Some((at, Some(value.as_str()).filter(|v| !v.is_empty())))
            })
            .collect();
        let mut axes = Vec::new();
        if !wanted.is_empty() {
            let asked = [(matter.clone(), query.measure.clone(), measure.axes.len(), span)];
            let counted = self.store().count_measured(city, &asked).await?;
            let fits = |row: &Counted| {
                wanted.iter().all(|(at, value)| row.axes.get(*at).map(Option::as_deref) == Some(*value))
            };
            axes.extend(counted.into_iter().flatten().filter(|row| row.chosen && fits(row)).map(|r| r.axes));
            axes.dedup();
            if axes.is_empty() {
                // Nothing fits: no file either.
                return Ok(Some(Filter::States(Vec::new())));
            }
        }
        Ok(Some(Filter::Measured(matter, query.measure.clone(), span, axes)))
    }
}

/// What happened in the period, or what stood at its end; of a period that goes on, today.
fn span(measure: &MeasureDef, period: ReportPeriod, today: Date) -> Span {
    match measure.dated {
        Some(_) => Span::Happened(period.first(), period.last()),
        None => Span::StoodAt(period.last().min(today)),
    }
}

fn tally(rows: &[Counted], which: impl Fn(&Counted) -> bool) -> Tally {
    let mut tally = Tally::default();
    for row in rows.iter().filter(|row| which(row)) {
        tally.add(row.value, row.chosen, row.rows);
    }
    tally
}

/// A figure in the three periods that are compared.
fn cells(
    counted: &[Vec<Counted>],
    measure: &MeasureDef,
    kind: &str,
    which: impl Fn(&Counted) -> bool,
) -> Cells {
    let cell = |at: usize| {
        let tally = tally(counted.get(at).map_or(&[] as &[_], Vec::as_slice), &which);
        let few = measure.suppress.is_some_and(|least| (1..u64::from(least)).contains(&tally.count()));
        if few { Cell::TooFew } else { tally.figure(kind).map_or(Cell::Nothing, Cell::Figure) }
    };
    Cells { now: cell(0), before: cell(1), year_ago: cell(2) }
}

/// How much a figure changed, in ten-thousandths of the earlier one; none where that is nought.
pub fn change(now: &Figure, earlier: &Figure) -> Option<i128> {
    let (now, earlier) = (now.size(), earlier.size());
    (earlier != 0).then(|| (now - earlier) * 10_000 / earlier)
}

/// A figure broken down by one of its axes.
fn axis(
    shower: &Shower<'_>,
    card: &CityCard,
    measure: &MeasureDef,
    kind: &str,
    counted: &[Vec<Counted>],
    at: usize,
) -> AxisShown {
    let id = measure.axes.get(at).cloned().unwrap_or_default();
    let here = |row: &Counted| row.axes.get(at).cloned().flatten();
    let values: BTreeSet<Option<String>> = counted.iter().flatten().map(here).collect();
    let (name, order) = axis_of(shower, &id);
    let mut rows: Vec<(Option<String>, Cells)> = values
        .into_iter()
        .map(|value| {
            let cells = cells(counted, measure, kind, |row| here(row) == value);
            (value, cells)
        })
        .collect();
    // In the order in which the definition names them; what is not said stands last.
    let place = |value: &Option<String>| match value {
        Some(value) => order.iter().position(|(id, _)| id == value).unwrap_or(usize::MAX - 1),
        None => usize::MAX,
    };
    rows.sort_by_key(|(value, _)| (place(value), value.clone()));
    let named = |value: &str| {
        let known = order.iter().find(|(id, _)| id == value).map(|(_, name)| name.clone());
        known.or_else(|| card.office_name(value).cloned()).unwrap_or_else(|| as_is(value))
    };
    AxisShown {
        name,
        rows: rows.into_iter().map(|(value, cells)| (value.as_deref().map(named), value, cells)).collect(),
        id,
    }
}

/// The name of an axis, and the values that may stand on it with their names.
fn axis_of(shower: &Shower<'_>, id: &str) -> (Text, Vec<(String, Text)>) {
    let id = id.strip_prefix("each.").unwrap_or(id);
    let column = match id {
        "state" => Column::State,
        role if shower.def().parties.contains_key(role) => Column::Role(role.into()),
        field => Column::Field(field.into()),
    };
    (column_name(shower, &column), choices_of(shower, &column))
}
