//! What a lookup takes of the rows that were found by what they match: those whose days overlap ours and of
//! whom its `where` holds.

use jiff::civil::{DateTime, Time};

use crate::{
    event::Values,
    expr::{Fault, Scope, row},
    model::Lookup,
    value::Value,
};

impl Lookup {
    /// Whether a row is one of those that conditions get to see. The scope is that of the act about to be done.
    ///
    /// A span without an end goes on, theirs and ours. Where the first day of either side is unset, nothing is
    /// found, as of a match on an unset value; a row of which `where` reads something unset is none of those meant.
    pub fn takes(&self, found: &Values, scope: &Scope<'_>) -> Result<bool, Fault> {
        if let Some((from, until, first, last)) = &self.overlaps {
            let theirs = |field: &str, end| found.get(field).and_then(|v| moment(v, end));
            let Some(from) = theirs(from, false) else { return Ok(false) };
            let until = theirs(until, true).unwrap_or(DateTime::MAX);
            let ours = |expr: &crate::expr::Expr, end| match expr.value(scope) {
                Ok(value) => Ok(moment(&value, end)),
                Err(Fault::Unset(_)) => Ok(None),
                Err(fault) => Err(fault),
            };
            let Some(first) = ours(first, false)? else { return Ok(false) };
            let last = ours(last, true)?.unwrap_or(DateTime::MAX);
            if from > last || first > until {
                return Ok(false);
            }
        }
        let Some(filter) = &self.filter else { return Ok(true) };
        let row = row(found);
        match filter.holds(&Scope { row: Some(&row), ..*scope }) {
            Err(Fault::Unset(_)) => Ok(false),
            other => other,
        }
    }
}

/// The minute at which a day begins or ends; of a `time`, itself.
fn moment(value: &Value, end: bool) -> Option<DateTime> {
    match value {
        Value::Date(day) if end => Some(day.to_datetime(Time::MAX)),
        Value::Date(day) => Some(day.to_datetime(Time::MIN)),
        Value::Time(at) => Some(*at),
        // CEL has no dates of its own: what it works out is words.
        Value::Text(words) => words.parse().ok(),
        _ => None,
    }
}
