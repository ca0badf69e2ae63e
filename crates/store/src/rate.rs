//! Rates (限流): token buckets, kept in the store so that many nodes share them.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::key::City;

use crate::{
    Fault, Store,
    engine::{params, work},
};

/// Too many requests.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    /// Ask again after so long.
    #[error("too many requests: try again in {0:#}")]
    Wait(SignedDuration),
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Store {
    /// Takes a token from the bucket of this key (`check-code/ADDRESS`), which holds `capacity` and
    /// gains one every `every`.
    pub async fn take_token(
        &self,
        city: &City,
        key: &str,
        capacity: u32,
        every: SignedDuration,
        now: Timestamp,
    ) -> Result<(), TooMany> {
        // An address is personal: only its keyed hash lies in the table.
        let keys = self.city_keys(city).await?;
        let (city, who) = (city.clone(), hex::encode(keys.blind("rate", key)));
        self.write(work!([city, who], |tx| {
            let row = tx
                .query_opt(
                    "INSERT INTO rate (city, who, at) VALUES ($1, $2, $3)
                     ON CONFLICT (city, who) DO UPDATE SET at = rate.at RETURNING at",
                    params![&city, &who, now],
                )
                .await?;
            // The instant at which the bucket is full again. Each token taken puts it off.
            let full = row.ok_or_else(|| Fault::Failed("a rate gave no row".into()))?.time()?.max(now);
            let next = full.saturating_add(every).unwrap_or(Timestamp::MAX);
            let over = next.duration_since(now) - every * i32::try_from(capacity).unwrap_or(i32::MAX);
            if over.is_positive() {
                return Err(TooMany::Wait(over));
            }
            tx.execute("UPDATE rate SET at = $1 WHERE city = $2 AND who = $3", params![next, &city, &who])
                .await?;
            Ok(())
        }))
        .await
    }
}
