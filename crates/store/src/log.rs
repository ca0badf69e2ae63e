//! Outbox and sequencer (发件箱与排序): from committed events to dense positions in the city's log.

use jiff::Timestamp;
use xiezhi_matter::key::{City, FileKey, Seq};

use crate::{
    Fault, Hash, Store,
    engine::{Tx, params, work},
};

/// A leaf of the city's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its position: 0, 1, 2 … without a gap.
    pub position: u64,
    /// The file.
    pub key: FileKey,
    /// The event in it.
    pub n: Seq,
    /// SHA-256 of its envelope.
    pub hash: Hash,
}

/// What one round of the sequencer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequenced {
    /// The size of the log before.
    pub from: u64,
    /// And after.
    pub to: u64,
}

impl Store {
    /// Gives the next positions to at most `max` events of the outbox. Of several sequencers at once
    /// one wins each round by compare-and-swap on the head; the others do nothing.
    pub async fn sequence(&self, city: &City, max: u32, now: Timestamp) -> Result<Sequenced, Fault> {
        let city = city.clone();
        self.write(work!([city], |tx| {
            tx.execute(
                "INSERT INTO log_head (city, origin, size, root, at) VALUES ($1, $2, 0, NULL, $3) ON CONFLICT (city) DO NOTHING",
                params![&city, format!("xiezhi/{city}"), now],
            )
            .await?;
            let from = size(tx, &city).await?;
            let waiting = tx
                .query(
                    "SELECT at, file, n, hash FROM outbox WHERE city = $1 ORDER BY at, file, n LIMIT $2",
                    params![&city, max],
                )
                .await?;
            let to = from + waiting.len() as u64;
            let won = tx
                .execute(
                    "UPDATE log_head SET size = $1, at = $2 WHERE city = $3 AND size = $4",
                    params![to, now, &city, from],
                )
                .await?;
            if to == from || won == 0 {
                return Ok(Sequenced { from, to: from });
            }
            let mut entries = Vec::with_capacity(waiting.len());
            for (position, mut row) in (from..).zip(waiting) {
                let (at, file, n, hash) = (row.time()?, row.file()?, row.seq()?, row.hash()?);
                let gone = tx
                    .execute(
                        "DELETE FROM outbox WHERE city = $1 AND at = $2 AND file = $3 AND n = $4",
                        params![&city, at, &file, n],
                    )
                    .await?;
                if gone == 0 {
                    // Another sequencer was quicker between our two looks; this round is taken back.
                    return Err(Fault::Contended);
                }
                entries.push(params![&city, position, &file, n, hash].to_vec());
            }
            tx.insert("INSERT INTO log_entry (city, position, file, n, hash)", entries, "");
            Ok(Sequenced { from, to })
        }))
        .await
    }

    /// The log from a position on.
    pub async fn list_log(&self, city: &City, from: u64, limit: u32) -> Result<Vec<LogEntry>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let rows = tx
                .query(
                    "SELECT position, file, n, hash FROM log_entry WHERE city = $1 AND position >= $2 ORDER BY position LIMIT $3",
                    params![&city, from, limit],
                )
                .await?;
            let entries = rows.into_iter().map(|mut row| {
                let position = row.u64()?;
                let key = FileKey { city: city.clone(), id: row.file()? };
                Ok(LogEntry { position, key, n: row.seq()?, hash: row.hash()? })
            });
            entries.collect()
        }))
        .await
    }

    /// How many entries the log has.
    pub async fn log_size(&self, city: &City) -> Result<u64, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| size(tx, &city).await)).await
    }

    /// The position from which a follower (notices, search, effects on other files) reads on.
    pub async fn cursor(&self, city: &City, follower: &str) -> Result<u64, Fault> {
        let (city, follower) = (city.clone(), follower.to_owned());
        self.read(work!([city, follower], |tx| {
            let row = tx
                .query_opt(
                    "SELECT position FROM follower WHERE city = $1 AND name = $2",
                    params![&city, &follower],
                )
                .await?;
            row.map_or(Ok(0), |mut row| row.u64())
        }))
        .await
    }

    /// Moves a follower on, if it still stands at `from`; says whether it did.
    pub async fn advance(&self, city: &City, follower: &str, from: u64, to: u64) -> Result<bool, Fault> {
        let (city, follower) = (city.clone(), follower.to_owned());
        self.write(work!([city, follower], |tx| {
            tx.execute(
                "INSERT INTO follower (city, name, position) VALUES ($1, $2, 0) ON CONFLICT (city, name) DO NOTHING",
                params![&city, &follower],
            )
            .await?;
            let moved = tx
                .execute(
                    "UPDATE follower SET position = $1 WHERE city = $2 AND name = $3 AND position = $4",
                    params![to, &city, &follower, from],
                )
                .await?;
            Ok(moved == 1)
        }))
        .await
    }
}

async fn size(tx: &mut Tx, city: &City) -> Result<u64, Fault> {
    let row = tx.query_opt("SELECT size FROM log_head WHERE city = $1", params![city]).await?;
    row.map_or(Ok(0), |mut row| row.u64())
}
