//! Keys (密钥) of files and persons: wrapped, in a table of their own, and destroyed when retention ends.
//!
//! The master key wraps the city's, that wraps one for each file and class of retention in it, and one for each person.
//! A key is found or made in the transaction that first closes something under it.

use std::sync::Arc;

use jiff::Timestamp;
use xiezhi_matter::key::{City, FileId, FileKey};

use crate::{
    Fault, MasterKey, PersonId, Store,
    crypto::Secret,
    engine::{Tx, params, work},
};

/// The retention class of whatever the definition gives no other.
pub(crate) const MAIN: &str = "main";

/// The keys of a city, unwrapped.
pub(crate) struct CityKeys {
    /// Wraps the keys of files and persons.
    pub(crate) wrap: Secret,
    /// Makes the keyed hashes by which closed values are found.
    pub(crate) blind: Secret,
    /// Closes mail that belongs to no file.
    pub(crate) mail: Secret,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Master,
    City,
    File,
    Person,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::City => "city",
            Self::File => "file",
            Self::Person => "person",
        }
    }
}

/// A wrapped key is bound to what it is for, so that rows can't be swapped.
fn bound(city: &City, kind: Kind, owner: &str, retention: &str) -> Vec<u8> {
    format!("xiezhi key\n{city}\n{}\n{owner}\n{retention}", kind.as_str()).into_bytes()
}

fn unwrap(wrap: &Secret, bound: &[u8], wrapped: &[u8]) -> Result<Secret, Fault> {
    let plain = wrap.open(bound, wrapped).map(zeroize::Zeroizing::new);
    let plain =
        plain.map_err(|_| Fault::Damaged("a wrapped key does not open under the key above it".into()))?;
    let bytes = <[u8; 32]>::try_from(plain.as_slice());
    bytes.map(|b| Secret(b.into())).map_err(|_| Fault::Damaged("a key has not 32 bytes".into()))
}

async fn find(
    tx: &mut Tx,
    wrap: &Secret,
    city: &City,
    kind: Kind,
    owner: &str,
    retention: &str,
) -> Result<Option<Secret>, Fault> {
    let row = tx
        .query_opt(
            "SELECT wrapped FROM wrapped_key WHERE city = $1 AND kind = $2 AND owner = $3 AND retention = $4",
            params![city, kind.as_str(), owner, retention],
        )
        .await?;
    row.map(|mut row| unwrap(wrap, &bound(city, kind, owner, retention), &row.bytes()?)).transpose()
}

/// The key, made if there was never one; nothing when it was destroyed.
async fn find_or_make(
    tx: &mut Tx,
    wrap: &Secret,
    city: &City,
    kind: Kind,
    owner: &str,
    retention: &str,
) -> Result<Option<Secret>, Fault> {
    if let Some(found) = find(tx, wrap, city, kind, owner, retention).await? {
        return Ok(Some(found));
    }
    let made = Secret::random();
    let wrapped = wrap.seal(&bound(city, kind, owner, retention), &*made.0);
    let done = tx
        .execute(
            "INSERT INTO wrapped_key (city, kind, owner, retention, wrapped)
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), $5
             WHERE NOT EXISTS (SELECT 1 FROM erased_key e
                 WHERE e.city = $1 AND e.kind = $2 AND e.owner = $3 AND e.retention = $4)
             ON CONFLICT (city, kind, owner, retention) DO NOTHING",
            params![city, kind.as_str(), owner, retention, wrapped],
        )
        .await?;
    if done == 0 {
        // It was destroyed, or another node made it at the same moment.
        return find(tx, wrap, city, kind, owner, retention).await;
    }
    Ok(Some(made))
}

impl CityKeys {
    /// The key of a file's retention class; nothing when it was destroyed (or never was).
    pub(crate) async fn find_file(
        &self,
        tx: &mut Tx,
        city: &City,
        file: &FileId,
        retention: &str,
    ) -> Result<Option<Secret>, Fault> {
        find(tx, &self.wrap, city, Kind::File, file.as_str(), retention).await
    }

    /// The key of a file's retention class, made if there was never one; nothing when it was destroyed.
    pub(crate) async fn file(
        &self,
        tx: &mut Tx,
        city: &City,
        file: &FileId,
        retention: &str,
    ) -> Result<Option<Secret>, Fault> {
        find_or_make(tx, &self.wrap, city, Kind::File, file.as_str(), retention).await
    }

    /// A key read with other rows by a join.
    pub(crate) fn unwrap_file(
        &self,
        city: &City,
        file: &FileId,
        retention: &str,
        wrapped: &[u8],
    ) -> Result<Secret, Fault> {
        unwrap(&self.wrap, &bound(city, Kind::File, file.as_str(), retention), wrapped)
    }

    /// A person's key, made if there was never one; nothing when it was destroyed.
    pub(crate) async fn person(
        &self,
        tx: &mut Tx,
        city: &City,
        person: &PersonId,
    ) -> Result<Option<Secret>, Fault> {
        find_or_make(tx, &self.wrap, city, Kind::Person, person.as_str(), "").await
    }

    /// A person's key read by a join.
    pub(crate) fn unwrap_person(
        &self,
        city: &City,
        person: &PersonId,
        wrapped: &[u8],
    ) -> Result<Secret, Fault> {
        unwrap(&self.wrap, &bound(city, Kind::Person, person.as_str(), ""), wrapped)
    }

    /// The keyed hash of a normalised value.
    pub(crate) fn blind(&self, kind: &str, value: &str) -> Vec<u8> {
        self.blind.mac(&[kind.as_bytes(), value.as_bytes()]).to_vec()
    }
}

/// Destroys keys, remembers that they were, and says how many there were.
async fn destroy(
    tx: &mut Tx,
    city: &City,
    kind: Kind,
    owner: &str,
    retention: Option<&str>,
    now: Timestamp,
) -> Result<u64, Fault> {
    let keys = tx
        .query(
            "SELECT retention FROM wrapped_key WHERE city = $1 AND kind = $2 AND owner = $3 ORDER BY retention",
            params![city, kind.as_str(), owner],
        )
        .await?;
    let mut gone = 0;
    for mut key in keys {
        let class = key.text()?;
        if retention.is_some_and(|r| r != class) {
            continue;
        }
        gone += tx
            .execute(
                "DELETE FROM wrapped_key WHERE city = $1 AND kind = $2 AND owner = $3 AND retention = $4",
                params![city, kind.as_str(), owner, &class],
            )
            .await?;
        tx.execute(
            "INSERT INTO erased_key (city, kind, owner, retention, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (city, kind, owner, retention) DO NOTHING",
            params![city, kind.as_str(), owner, &class, now],
        )
        .await?;
    }
    Ok(gone)
}

/// Destroys the key of a file's retention class, or all its keys.
pub(crate) async fn destroy_file(
    tx: &mut Tx,
    key: &FileKey,
    retention: Option<&str>,
    now: Timestamp,
) -> Result<u64, Fault> {
    destroy(tx, &key.city, Kind::File, key.id.as_str(), retention, now).await
}

/// What the check of the master key closes: opening it again proves that the key is the same.
const NATIONAL: &str = "000000";

/// Says whether this is the master key that the data were written under, and remembers it in new data.
pub(crate) async fn check_master(tx: &mut Tx, master: &Secret) -> Result<bool, Fault> {
    let city: City = NATIONAL.parse().map_err(|_| Fault::Failed("no national code".into()))?;
    match find_or_make(tx, master, &city, Kind::Master, "", "").await {
        Ok(_) => Ok(true),
        Err(Fault::Damaged(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

impl Store {
    /// The city's keys, made at its first use. Kept in memory once they are durable: they are never destroyed.
    pub(crate) async fn city_keys(&self, city: &City) -> Result<Arc<CityKeys>, Fault> {
        if let Some(keys) = self.cached_keys(city) {
            return Ok(keys);
        }
        let (of, master) = (city.clone(), self.master());
        let secret: Secret = self
            .write(work!([of, master], |tx| {
                find_or_make(tx, &master, &of, Kind::City, "", "")
                    .await?
                    .ok_or_else(|| Fault::Damaged("the city's key is gone".into()))
            }))
            .await?;
        let keys = Arc::new(CityKeys {
            wrap: secret.purpose("wrap"),
            blind: secret.purpose("blind"),
            mail: secret.purpose("mail"),
        });
        self.cache_keys(city, &keys);
        Ok(keys)
    }

    /// Destroys the key of a file's retention class, or all its keys: what it closed can't be read any more by
    /// anyone. Keyed hashes of the file go at once. Says how many keys went.
    pub async fn erase_file(
        &self,
        key: &FileKey,
        retention: Option<&str>,
        now: Timestamp,
    ) -> Result<u64, Fault> {
        let (key, retention) = (key.clone(), retention.map(str::to_owned));
        self.write(work!([key, retention], |tx| {
            tx.execute("DELETE FROM blind WHERE city = $1 AND file = $2", params![&key.city, &key.id])
                .await?;
            destroy_file(tx, &key, retention.as_deref(), now).await
        }))
        .await
    }

    /// Destroys a person's key: who it was can't be read any more. Says whether there was one.
    pub async fn erase_person(&self, city: &City, id: &PersonId, now: Timestamp) -> Result<bool, Fault> {
        let (city, id) = (city.clone(), id.clone());
        self.write(work!([city, id], |tx| {
            Ok(destroy(tx, &city, Kind::Person, id.as_str(), None, now).await? > 0)
        }))
        .await
    }

    /// Wraps the keys of all cities anew under another master key. No event is encrypted again. The store is to be
    /// opened with the new key from then on.
    pub async fn rewrap(&self, new: &MasterKey) -> Result<(), Fault> {
        let (old, new) = (self.master(), new.clone());
        self.write(work!([old, new], |tx| {
            let rows = tx
                .query("SELECT city, kind, wrapped FROM wrapped_key WHERE kind = 'city' OR kind = 'master' ORDER BY city, kind", &[])
                .await?;
            for mut row in rows {
                let (city, kind, wrapped) = (row.city()?, row.text()?, row.bytes()?);
                let of = if kind == "city" { Kind::City } else { Kind::Master };
                let bound = bound(&city, of, "", "");
                let secret = unwrap(&old, &bound, &wrapped)?;
                tx.execute(
                    "UPDATE wrapped_key SET wrapped = $1 WHERE city = $2 AND kind = $3 AND owner = '' AND retention = ''",
                    params![new.0.seal(&bound, &*secret.0), &city, kind],
                )
                .await?;
            }
            Ok(())
        }))
        .await
    }
}
