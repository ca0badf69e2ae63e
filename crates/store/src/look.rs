//! Looks (查阅记录): who looked at a file, recorded before the answer is sent.

use jiff::Timestamp;
use xiezhi_matter::key::FileKey;

use crate::{
    Cursor, Fault, Page, ReadError, Store, crypto,
    engine::{Tx, params, work},
    list::MOST,
};

/// A person's look at a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Who: the id of an officer or an account.
    pub who: String,
    /// What they saw: `file`, `events`, `paper:…`, `blob:…`.
    pub what: String,
    /// On what ground: a post, a role, a task.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// Who sees what is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A person: recorded first, and without a record there is no answer.
    Person(Look),
    /// Nobody: the program reads for itself (settling what has expired, rebuild, a worker that makes
    /// a paper) and shows it to no one.
    Nobody,
}

/// A recorded look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// The file looked at.
    pub key: FileKey,
    /// The look.
    pub look: Look,
}

impl Store {
    /// Records a look that no reading function of the store records by itself (a line in a list, a paper
    /// made from facts already read).
    pub async fn record_look(&self, key: &FileKey, look: Look) -> Result<(), ReadError> {
        let key = key.clone();
        self.write(work!([key, look], |tx| Ok(write(tx, &key, &look).await?))).await
    }

    /// Who looked at a file, latest first.
    pub async fn list_looks(
        &self,
        key: &FileKey,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<LookRow>, ReadError> {
        let place =
            after.map(Cursor::read::<(i64, String)>).transpose()?.unwrap_or((i64::MAX, String::new()));
        let (key, limit) = (key.clone(), limit.clamp(1, MOST));
        self.read(work!([key, place], |tx| {
            let rows = tx
                .query(
                    "SELECT at, id, who, what, why FROM look
                     WHERE city = $1 AND file = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5",
                    params![&key.city, &key.id, place.0, &place.1, limit + 1],
                )
                .await?;
            let mut looks = Vec::with_capacity(rows.len());
            for mut row in rows {
                let (at, id) = (row.time()?, row.text()?);
                let look = Look { at, who: row.text()?, what: row.text()?, why: row.text()? };
                looks.push(((at.as_microsecond(), id), LookRow { key: key.clone(), look }));
            }
            Ok(Page::cut(looks, limit))
        }))
        .await
    }
}

/// Records the look that a reading is, before anything is read. No record, no look.
pub(crate) async fn first(store: &Store, key: &FileKey, sight: &Sight) -> Result<(), ReadError> {
    let Sight::Person(look) = sight else { return Ok(()) };
    let (key, look) = (key.clone(), look.clone());
    store
        .write(work!([key, look], |tx| {
            let there = tx
                .query_opt(
                    "SELECT 1 FROM event WHERE city = $1 AND file = $2 AND n = 1",
                    params![&key.city, &key.id],
                )
                .await?;
            if there.is_none() {
                return Err(ReadError::NoFile(key));
            }
            Ok(write(tx, &key, &look).await?)
        }))
        .await
}

async fn write(tx: &mut Tx, key: &FileKey, look: &Look) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO look (city, file, at, id, who, what, why) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![&key.city, &key.id, look.at, crypto::random_id(), &look.who, &look.what, &look.why],
    )
    .await?;
    Ok(())
}
