//! Reading one file.

use xiezhi_matter::key::{City, FileKey, Seq};

use crate::{
    BlindRow, Direction, Fault, FileLine, Filter, Hash, Order, Projection, Query, ReadError, Sight, Store,
    StoredEvent,
    crypto::Secret,
    engine::{Row, Tx, params, work},
    envelope::Envelope,
    keys::CityKeys,
    look, projection,
};

/// A file as its page needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileView {
    /// The last event of it.
    pub n: Seq,
    /// Its projection, opened; `blind` is empty, since a keyed hash can't be undone.
    pub projection: Projection,
}

impl Store {
    /// The events of a file, in order, opened and checked; the look is recorded first.
    pub async fn events(&self, key: &FileKey, sight: &Sight) -> Result<Vec<StoredEvent>, ReadError> {
        let keys = self.city_keys(&key.city).await?;
        look::first(self, key, sight).await?;
        let key = key.clone();
        self.read(work!([keys, key], |tx| {
            let rows = tx
                .query(
                    "SELECT e.n, e.envelope, e.hash, l.position FROM event e
                     LEFT JOIN log_entry l ON l.city = e.city AND l.file = e.file AND l.n = e.n
                     WHERE e.city = $1 AND e.file = $2 ORDER BY e.n",
                    params![&key.city, &key.id],
                )
                .await?;
            if rows.is_empty() {
                return Err(ReadError::NoFile(key));
            }
            let mut opening = Opening { keys: &keys, key: &key, secrets: Vec::new() };
            let mut events = Vec::with_capacity(rows.len());
            for mut row in rows {
                events.push(opening.event(tx, &mut row).await?);
            }
            Ok(events)
        }))
        .await
    }

    /// The events after one that the caller has read before, named by its number and hash, in order, opened and
    /// checked. `None` where the file does not hold that event any more, or anything of it was erased: then what
    /// was read before is worth nothing. What is shown to somebody is recorded apart.
    pub async fn events_since(
        &self,
        key: &FileKey,
        known: Seq,
        hash: Hash,
    ) -> Result<Option<Vec<StoredEvent>>, ReadError> {
        let keys = self.city_keys(&key.city).await?;
        let key = key.clone();
        self.read(work!([keys, key], |tx| {
            let rows = tx
                .query(
                    "SELECT e.n, e.envelope, e.hash, l.position FROM event e
                     LEFT JOIN log_entry l ON l.city = e.city AND l.file = e.file AND l.n = e.n
                     WHERE e.city = $1 AND e.file = $2 AND e.n >= $3 AND NOT EXISTS (
                         SELECT 1 FROM erased_key x WHERE x.city = $1 AND x.kind = 'file' AND x.owner = $2)
                     ORDER BY e.n",
                    params![&key.city, &key.id, known],
                )
                .await?;
            let mut rows = rows.into_iter();
            let Some(mut first) = rows.next() else { return Ok(None) };
            let (n, _, found) = (first.seq()?, first.bytes()?, first.hash()?);
            if (n, found) != (known, hash) {
                return Ok(None);
            }
            let mut opening = Opening { keys: &keys, key: &key, secrets: Vec::new() };
            let mut events = Vec::new();
            for mut row in rows {
                events.push(opening.event(tx, &mut row).await?);
            }
            Ok(Some(events))
        }))
        .await
    }

    /// The clear headers of a file's events, in order: what is left to say of an erased file.
    pub async fn headers(&self, key: &FileKey, sight: &Sight) -> Result<Vec<crate::Header>, ReadError> {
        look::first(self, key, sight).await?;
        let key = key.clone();
        self.read(work!([key], |tx| {
            let rows = tx
                .query(
                    "SELECT envelope FROM event WHERE city = $1 AND file = $2 ORDER BY n",
                    params![&key.city, &key.id],
                )
                .await?;
            if rows.is_empty() {
                return Err(ReadError::NoFile(key));
            }
            let mut headers = Vec::with_capacity(rows.len());
            for mut row in rows {
                let envelope = Envelope::parse(&row.bytes()?);
                let envelope =
                    envelope.map_err(|e| Fault::Damaged(format!("an event of file {key}: {e}")))?;
                headers.push(envelope.header);
            }
            Ok(headers)
        }))
        .await
    }

    /// The bytes of an event's envelope, closed as they lie: what a receipt's hash is the hash of.
    pub async fn find_envelope(&self, key: &FileKey, n: Seq) -> Result<Option<Vec<u8>>, ReadError> {
        let key = key.clone();
        self.read(work!([key], |tx| {
            let row = tx
                .query_opt(
                    "SELECT envelope FROM event WHERE city = $1 AND file = $2 AND n = $3",
                    params![&key.city, &key.id, n],
                )
                .await?;
            Ok(row.map(|mut row| row.bytes()).transpose()?)
        }))
        .await
    }

    /// The projection of a file; the look is recorded first.
    pub async fn file(&self, key: &FileKey, sight: &Sight) -> Result<FileView, ReadError> {
        let keys = self.city_keys(&key.city).await?;
        look::first(self, key, sight).await?;
        let key = key.clone();
        self.read(work!([keys, key], |tx| {
            let (n, projection) = projection::read(tx, &keys, &key).await?;
            Ok(FileView { n, projection })
        }))
        .await
    }

    /// The file with this case number, or one of whose papers bears it.
    pub async fn find_by_number(&self, city: &City, number: &str) -> Result<Option<FileKey>, ReadError> {
        let (city, number) = (city.clone(), number.to_owned());
        self.read(work!([city, number], |tx| {
            let row = tx
                .query_opt(
                    "SELECT id FROM file WHERE city = $1 AND number = $2
                     UNION SELECT file FROM paper WHERE city = $1 AND number = $2 ORDER BY 1 LIMIT 1",
                    params![&city, &number],
                )
                .await?;
            let id = row.map(|mut row| row.file()).transpose()?;
            Ok(id.map(|id| FileKey { city, id }))
        }))
        .await
    }

    /// The files that a closed value leads to.
    pub async fn find_blind(&self, city: &City, row: &BlindRow) -> Result<Vec<FileLine>, ReadError> {
        let query = Query {
            city: city.clone(),
            matter: None,
            filters: vec![Filter::Blind(row.kind.clone(), row.value.clone())],
            order: Order::Opened,
            direction: Direction::Up,
            after: None,
            limit: 1000,
        };
        Ok(self.list_files(&query).await?.rows)
    }

    /// The keys of all files of a city in order, for rebuild and sweeps.
    pub async fn list_keys(
        &self,
        city: &City,
        after: Option<&FileKey>,
        limit: u32,
    ) -> Result<Vec<FileKey>, ReadError> {
        let (city, after) = (city.clone(), after.map_or(String::new(), |key| key.id.as_str().to_owned()));
        self.read(work!([city, after], |tx| {
            let rows = tx
                .query(
                    "SELECT file FROM event WHERE city = $1 AND file > $2 AND n = 1 ORDER BY file LIMIT $3",
                    params![&city, &after, limit],
                )
                .await?;
            rows.into_iter().map(|mut row| Ok(FileKey { city: city.clone(), id: row.file()? })).collect()
        }))
        .await
    }
}

/// Opens the events of a file; the key of each retention class is found once.
struct Opening<'a> {
    keys: &'a CityKeys,
    key: &'a FileKey,
    secrets: Vec<(String, Secret)>,
}

impl Opening<'_> {
    /// Reads `n, envelope, hash, position`, checks that it is what was put there, and opens it.
    async fn event(&mut self, tx: &mut Tx, row: &mut Row) -> Result<StoredEvent, ReadError> {
        let (keys, key) = (self.keys, self.key);
        let (n, bytes, hash, position) = (row.seq()?, row.bytes()?, row.hash()?, row.opt_int()?);
        let damaged = |why: &str| Fault::Damaged(format!("event {n} of file {key}: {why}"));
        if Hash::of(&bytes) != hash {
            return Err(damaged("its hash is another").into());
        }
        let envelope = Envelope::parse(&bytes).map_err(|e| damaged(&e.to_string()))?;
        if envelope.header.key() != *key || envelope.header.n != n {
            return Err(damaged("it was put in another\u{2019}s place").into());
        }
        let class = &envelope.header.retention;
        let known = self.secrets.iter().find(|(c, _)| c == class).map(|(_, secret)| secret.clone());
        let secret = if let Some(secret) = known {
            secret
        } else {
            let found = keys.find_file(tx, &key.city, &key.id, class).await?.ok_or(ReadError::Erased)?;
            self.secrets.push((class.clone(), found.clone()));
            found
        };
        let body = envelope.open(&secret).map_err(|e| damaged(&e.to_string()))?;
        let position = position.map(u64::try_from).transpose().map_err(|_| damaged("its position"))?;
        Ok(StoredEvent { header: envelope.header, body, hash, position })
    }
}
