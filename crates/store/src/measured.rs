//! Rows of figures: what each file gives, as a projection, and the counting of them.

use jiff::civil::Date;
use xiezhi_matter::{
    key::{City, FileKey},
    measure::{Row, When},
};

use crate::{
    Fault, ReadError, Store,
    engine::{Tx, Value, params, work},
};

/// The day until which that stands which stands still.
const FOR_EVER: &str = "9999-12-31";
/// Between the values of the axes of a row.
const BETWEEN: char = '\u{1f}';
/// For an axis of which the file says nothing. No value of a field is this character alone: forms take no control characters.
const NOTHING: &str = "\u{1e}";

/// Which rows of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Of what happened, from the first day to the last.
    Happened(Date, Date),
    /// Of what stood at the end of a day.
    StoodAt(Date),
}

/// Rows that are alike, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What they are broken down by.
    pub axes: Vec<Option<String>>,
    /// Whether they are chosen, or only of the whole.
    pub chosen: bool,
    /// Their value in ten-thousandths.
    pub value: i64,
    /// How many there are.
    pub rows: u64,
}

/// Axes as one text.
pub(crate) fn joined(axes: &[Option<String>]) -> String {
    let words: Vec<&str> = axes.iter().map(|a| a.as_deref().unwrap_or(NOTHING)).collect();
    words.join(&BETWEEN.to_string())
}

fn parted(axes: &str, many: usize) -> Vec<Option<String>> {
    if many == 0 {
        return Vec::new();
    }
    axes.split(BETWEEN).map(|a| (a != NOTHING).then(|| a.to_owned())).collect()
}

/// Writes the rows of a file with the next flush.
pub(crate) fn write(tx: &mut Tx, key: &FileKey, matter: &str, rows: &[Row]) {
    let rows = (0_i64..).zip(rows).map(|(i, row)| {
        let (on, until) = match row.when {
            When::On(on) => (on, None),
            When::Stood { from, until } => {
                (from, Some(until.map_or_else(|| FOR_EVER.to_owned(), |d| d.to_string())))
            }
        };
        let measure = format!("{matter}/{}", row.measure);
        params![&key.city, &key.id, i, measure, on, until, joined(&row.axes), row.chosen, row.value].to_vec()
    });
    tx.insert(
        "INSERT INTO measured (city, file, i, measure, on_day, until, axes, chosen, value)",
        rows.collect(),
        "ON CONFLICT DO NOTHING",
    );
}

/// The condition of a span on `m`, after AND, from the next `$n` on; with its values.
pub(crate) fn condition(span: Span, next: usize) -> (String, Vec<Value>) {
    match span {
        Span::Happened(from, to) => (
            format!("m.until IS NULL AND m.on_day >= ${next} AND m.on_day <= ${}", next + 1),
            vec![from.into(), to.into()],
        ),
        Span::StoodAt(day) => {
            (format!("m.until IS NOT NULL AND m.until > ${next} AND m.on_day <= ${next}"), vec![day.into()])
        }
    }
}

impl Store {
    /// Counts the rows of figures, each over its span: `figures` names matter, figure, its number of axes and the span.
    pub async fn count_measured(
        &self,
        city: &City,
        figures: &[(String, String, usize, Span)],
    ) -> Result<Vec<Vec<Counted>>, ReadError> {
        let (city, figures) = (city.clone(), figures.to_vec());
        self.read(work!([city, figures], |tx| {
            let mut all = Vec::with_capacity(figures.len());
            for (matter, measure, axes, span) in &figures {
                let (condition, values) = condition(*span, 3);
                let sql = format!(
                    "SELECT m.axes, m.chosen, m.value, COUNT(*) FROM measured m
                     WHERE m.city = $1 AND m.measure = $2 AND {condition}
                     GROUP BY m.axes, m.chosen, m.value ORDER BY m.axes, m.chosen, m.value"
                );
                let mut given = params![&city, format!("{matter}/{measure}")].to_vec();
                given.extend(values);
                let mut counted = Vec::new();
                for mut row in tx.query(&sql, &given).await? {
                    counted.push(Counted {
                        axes: parted(&row.text()?, *axes),
                        chosen: row.flag()?,
                        value: row.int()?,
                        rows: row.u64()?,
                    });
                }
                all.push(counted);
            }
            Ok::<_, Fault>(all)
        }))
        .await
        .map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_come_back_as_they_went() {
        for axes in
            [vec![], vec![None], vec![Some(String::new())], vec![Some("a".into()), None, Some("b+c".into())]]
        {
            assert_eq!(parted(&joined(&axes), axes.len()), axes);
        }
    }
}
