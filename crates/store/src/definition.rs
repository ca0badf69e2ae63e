//! Definitions that have opened a file, and holiday notices: kept for ever, by what they are.

use jiff::Timestamp;
use xiezhi_matter::key::City;

use crate::{
    Fault, Hash, Store,
    engine::{Row, params, work},
};

/// A definition of a matter, as it was when it opened a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The matter's id.
    pub matter: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the bytes.
    pub hash: Hash,
    /// The bytes, in the caller's format.
    pub bytes: Vec<u8>,
}

/// A version of a year's holiday notice (放假通知).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year.
    pub year: i16,
    /// Its version: 1, 2 … a later one replaces an earlier.
    pub version: u32,
    /// The bytes, in the caller's format.
    pub bytes: Vec<u8>,
    /// When it was loaded.
    pub loaded: Timestamp,
}

impl Store {
    /// Keeps a definition under the hash of its bytes; the same again does nothing.
    pub async fn put_definition(
        &self,
        city: &City,
        matter: &str,
        version: &str,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<Hash, Fault> {
        let hash = Hash::of(bytes);
        let (city, matter, version, bytes) =
            (city.clone(), matter.to_owned(), version.to_owned(), bytes.to_vec());
        self.write(work!([city, matter, version, bytes], |tx| {
            tx.execute(
                "INSERT INTO definition (city, hash, matter, version, bytes, at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (city, hash) DO NOTHING",
                params![&city, hash, &matter, &version, bytes, now],
            )
            .await?;
            Ok(hash)
        }))
        .await
    }

    /// The definition of this hash.
    pub async fn find_definition(&self, city: &City, hash: &Hash) -> Result<Option<Definition>, Fault> {
        let (city, hash) = (city.clone(), *hash);
        self.read(work!([city], |tx| {
            let row = tx
                .query_opt(
                    "SELECT matter, version, hash, bytes FROM definition WHERE city = $1 AND hash = $2",
                    params![&city, hash],
                )
                .await?;
            row.map(definition).transpose()
        }))
        .await
    }

    /// All definitions kept, in the order in which they came.
    pub async fn list_definitions(&self, city: &City) -> Result<Vec<Definition>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let rows = tx
                .query(
                    "SELECT matter, version, hash, bytes FROM definition WHERE city = $1 ORDER BY at, hash",
                    params![&city],
                )
                .await?;
            rows.into_iter().map(definition).collect()
        }))
        .await
    }

    /// Keeps a holiday notice as the next version of its year, and says which; the same bytes as the
    /// latest version do nothing.
    pub async fn put_notice(
        &self,
        city: &City,
        year: i16,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<u32, Fault> {
        let (city, bytes) = (city.clone(), bytes.to_vec());
        self.write(work!([city, bytes], |tx| {
            let latest = tx
                .query_opt(
                    "SELECT version, bytes FROM calendar_notice WHERE city = $1 AND year = $2 ORDER BY version DESC LIMIT 1",
                    params![&city, i64::from(year)],
                )
                .await?;
            let version = match latest {
                Some(mut row) => {
                    let version = row.u32()?;
                    if row.bytes()? == bytes {
                        return Ok(version);
                    }
                    version + 1
                }
                None => 1,
            };
            let done = tx
                .execute(
                    "INSERT INTO calendar_notice (city, year, version, bytes, at) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (city, year, version) DO NOTHING",
                    params![&city, i64::from(year), version, bytes, now],
                )
                .await?;
            if done == 1 { Ok(version) } else { Err(Fault::Contended) }
        }))
        .await
    }

    /// All versions of all years, in order.
    pub async fn list_notices(&self, city: &City) -> Result<Vec<Notice>, Fault> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let rows = tx
                .query(
                    "SELECT year, version, bytes, at FROM calendar_notice WHERE city = $1 ORDER BY year, version",
                    params![&city],
                )
                .await?;
            let notices = rows.into_iter().map(|mut row| {
                let year = i16::try_from(row.int()?).map_err(|_| Fault::Damaged("the year of a notice".into()))?;
                Ok(Notice { year, version: row.u32()?, bytes: row.bytes()?, loaded: row.time()? })
            });
            notices.collect()
        }))
        .await
    }
}

fn definition(mut row: Row) -> Result<Definition, Fault> {
    Ok(Definition { matter: row.text()?, version: row.text()?, hash: row.hash()?, bytes: row.bytes()? })
}
