//! Guards: lookups where only one may win.

use std::collections::BTreeSet;

use xiezhi_matter::key::{FileId, FileKey, Seq};

use crate::{
    AppendError, Filter,
    engine::{Tx, params},
    keys::CityKeys,
    list,
};

/// A guarded lookup. The store takes a row per (city, matter, match value) in the transaction that
/// appends, in sorted order, and looks again: when the files found, and the last event of each, are
/// not those the decision saw, it gives [`AppendError::Guard`](crate::AppendError::Guard).
#[derive(Clone, Debug, PartialEq)]
pub struct Guard {
    /// The matter looked up.
    pub matter: String,
    /// The match values, one lock for each, of any spelling that is equal when they are; only a
    /// keyed hash is stored.
    pub values: Vec<String>,
    /// The lookup itself, as it was made before deciding.
    pub filters: Vec<Filter>,
    /// What it gave: the files and their last events, in any order.
    pub seen: Vec<(FileId, Seq)>,
}

/// Takes the rows of the guards, all of them in one order, then looks again.
pub(crate) async fn hold(
    tx: &mut Tx,
    keys: &CityKeys,
    key: &FileKey,
    guards: &[Guard],
) -> Result<(), AppendError> {
    let rows: BTreeSet<(&str, Vec<u8>)> = guards
        .iter()
        .flat_map(|guard| {
            guard.values.iter().map(|value| (guard.matter.as_str(), keys.blind("guard", value)))
        })
        .collect();
    for (matter, value) in rows {
        // The other transaction that holds this row is waited for; then each statement sees what it left.
        tx.execute(
            "INSERT INTO guard (city, matter, value, n) VALUES ($1, $2, $3, 1)
             ON CONFLICT (city, matter, value) DO UPDATE SET n = guard.n + 1",
            params![&key.city, matter, value],
        )
        .await?;
    }
    for (i, guard) in guards.iter().enumerate() {
        let found = list::look_up(tx, keys, &key.city, &guard.matter, &guard.filters).await?;
        let seen: BTreeSet<(FileId, Seq)> = guard.seen.iter().cloned().collect();
        if found != seen {
            return Err(AppendError::Guard { guard: i });
        }
    }
    Ok(())
}
