//! Appending to a file: everything that one act leaves behind, in one transaction.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use rand::RngExt as _;
use xiezhi_matter::key::{FileKey, Seq};

use crate::{
    DefinitionRef, DraftOwner, Fault, Guard, Hash, Header, NewCheckCode, NewInvite, NewMail, Person,
    Projection, ReadError, Store, check_code,
    crypto::Secret,
    draft,
    engine::{Tx, params, work},
    envelope, guard, invite,
    keys::{CityKeys, MAIN},
    mail, person, projection,
};

/// Makes the events once the numbers are known. It may run again when two transactions got in each
/// other's way, so it must be a pure function of its numbers.
pub type Build = Arc<dyn Fn(&[u64]) -> Result<Built, Refused> + Send + Sync>;

/// A wish to append.
pub struct Append {
    /// To which file. A first event opens it.
    pub key: FileKey,
    /// The last event that the decision rests on; `Seq(0)` for a new file.
    pub seen: Seq,
    /// The instant of recording.
    pub now: Timestamp,
    /// A client-made id under which a repeat gets the first answer.
    pub once: Option<Once>,
    /// The series from which numbers are drawn, in the order in which `build` gets them. A series is
    /// the pattern with all but its running number filled in.
    pub series: Vec<String>,
    /// Lookups that must still give what the decision saw.
    pub guards: Vec<Guard>,
    /// Makes what is to be recorded.
    pub build: Build,
}

/// An idempotency key: whose, and which. Double clicks, retries after a crash and forms sent from a
/// phone that lost its network come back under the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Account, officer or anonymous token hash: another's key never answers.
    pub by: String,
    /// The id the client made.
    pub id: String,
}

/// What an act leaves behind, beside its numbers.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The events, in order; numbered on from `seen`.
    pub events: Vec<NewEvent>,
    /// The whole projection of the file after these events.
    pub projection: Projection,
    /// Persons to write, new or changed.
    pub people: Vec<Person>,
    /// Messages to send.
    pub mail: Vec<NewMail>,
    /// Check codes of papers issued.
    pub check_codes: Vec<NewCheckCode>,
    /// Invitations to take part.
    pub invites: Vec<NewInvite>,
    /// The file's draft by this owner goes with this append.
    pub drop_draft: Option<DraftOwner>,
    /// What a repeat under the same `once` gets to see; kept under the file's key.
    pub answer: Vec<u8>,
}

/// An event to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What was done.
    pub act: String,
    /// Under which definition.
    pub definition: DefinitionRef,
    /// The class of retention whose key closes the body; `main` unless the matter says otherwise.
    pub retention: String,
    /// The civil date that counts in law.
    pub happened_on: Date,
    /// For an act of the law: the last day of the limit.
    pub effective_on: Option<Date>,
    /// Who did it: an id.
    pub actor: String,
    /// Blobs attached; each must have been put before.
    pub blobs: Vec<Hash>,
    /// The body, deterministic bytes of the caller's own format.
    pub body: Vec<u8>,
}

/// `build` would not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// What was appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The file (of the first answer, when repeated).
    pub key: FileKey,
    /// The first event's number.
    pub first: Seq,
    /// The last event's number.
    pub last: Seq,
    /// The numbers drawn, in the order of `series`.
    pub numbers: Vec<u64>,
    /// The hashes of the events.
    pub hashes: Vec<Hash>,
    /// The caller's answer.
    pub answer: Vec<u8>,
    /// Whether this is the answer of an earlier append under the same key.
    pub repeated: bool,
}

/// Why nothing was appended. In every case nothing was written and no number was used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Another acted first: decide again on the new state; the reader keeps what was typed.
    #[error("file {file} has moved on: the decision saw event {seen}, the last is {found}")]
    Moved {
        /// Which file.
        file: FileKey,
        /// The event the decision rested on.
        seen: Seq,
        /// The event found.
        found: Seq,
    },
    /// A guarded lookup no longer gives what the decision saw: look up and decide again.
    #[error("what guard {guard} looks up has changed since the decision")]
    Guard {
        /// Which of the guards, by its place in [`Append::guards`].
        guard: usize,
    },
    /// `build` would not go on.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// An attached blob was never put, or belongs to another file.
    #[error("no blob {0} was put for this file")]
    NoBlob(Hash),
    /// The file's key was destroyed: nothing can be added to it.
    #[error("the file was erased when its retention ran out")]
    Erased,
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Store {
    /// Appends to a file in one transaction: idempotency key, guards in sorted order, optimistic
    /// concurrency on (city, file, n), numbers, events, outbox, projection, persons, mail, codes and
    /// invites. The answer comes when it is on disk.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let keys = self.city_keys(&append.key.city).await?;
        let append = Arc::new(append);
        self.write(work!([append, keys], |tx| transact(tx, &keys, &append).await)).await
    }
}

/// The whole of an append. Locks are taken in one order, so that no two appends wait for each other: idempotency
/// key, guards, counters, events.
async fn transact(tx: &mut Tx, keys: &CityKeys, append: &Append) -> Result<Appended, AppendError> {
    let key = &append.key;
    if let Some(once) = &append.once
        && let Some(first) = claim(tx, keys, once, append).await?
    {
        return Ok(first);
    }
    guard::hold(tx, keys, key, &append.guards).await?;
    let (found, at) = last(tx, key).await?;
    if found != append.seen {
        return Err(AppendError::Moved { file: key.clone(), seen: append.seen, found });
    }
    let mut closing = Closing { keys, key, classes: Vec::new() };
    closing.secret(tx, MAIN).await?;
    // As late as can be: on PostgreSQL whoever draws from the same series waits from here to our commit.
    let numbers = draw(tx, key, &append.series).await?;
    let built = (append.build)(&numbers)?;

    // The column that orders the outbox never runs backwards in a file, even when a clock did.
    let at = at.max(append.now);
    let sealed = seal(tx, &mut closing, append, &built.events).await?;
    let hashes: Vec<Hash> = sealed.iter().map(|(_, bytes)| Hash::of(bytes)).collect();
    let last = sealed.last().map_or(append.seen, |(n, _)| *n);
    let outbox = sealed.iter().zip(&hashes);
    let outbox = outbox.map(|((n, _), hash)| params![&key.city, at, &key.id, *n, hash].to_vec()).collect();
    let events = sealed.into_iter().zip(&hashes);
    let events = events.map(|((n, bytes), hash)| params![&key.city, &key.id, n, at, hash, bytes].to_vec());
    let events = tx.insert(
        "INSERT INTO event (city, file, n, at, hash, envelope)",
        events.collect(),
        "ON CONFLICT (city, file, n) DO NOTHING",
    );
    tx.insert("INSERT INTO outbox (city, at, file, n, hash)", outbox, "ON CONFLICT DO NOTHING");

    let standing = projection::Standing { n: last, at, fresh: append.seen == Seq(0) };
    let secret = closing.secret(tx, projection::class(&built.projection)).await?;
    projection::write(tx, keys, &secret, key, standing, &built.projection);
    for person in &built.people {
        person::write(tx, keys, &key.city, person, append.now).await.map_err(erased)?;
    }
    for message in &built.mail {
        mail::write(tx, keys, &key.city, message, append.now).await.map_err(erased)?;
    }
    check_code::write(tx, keys, key, &built.check_codes);
    invite::write(tx, keys, key, &built.invites);
    if let Some(owner) = &built.drop_draft {
        draft::delete(tx, key, owner);
    }

    let appended = Appended {
        key: key.clone(),
        first: append.seen.next(),
        last,
        numbers,
        hashes,
        answer: built.answer,
        repeated: false,
    };
    if let Some(once) = &append.once {
        let secret = closing.secret(tx, MAIN).await?;
        remember(tx, &secret, once, &appended);
    }
    match tx.flush().await? {
        None => Ok(appended),
        Some(place) if events.contains(&place) => {
            let (found, _) = self::last(tx, key).await?;
            Err(AppendError::Moved { file: key.clone(), seen: append.seen, found })
        }
        Some(_) => Err(Fault::Failed(format!("two rows of one key in what file {key} is to hold")).into()),
    }
}

fn erased(error: ReadError) -> AppendError {
    match error {
        ReadError::Fault(fault) => AppendError::Fault(fault),
        _ => AppendError::Erased,
    }
}

/// The last event of a file and its place in time; nothing yet is event 0 at the beginning of time.
pub(crate) async fn last(tx: &mut Tx, key: &FileKey) -> Result<(Seq, Timestamp), Fault> {
    let row = tx
        .query_opt(
            "SELECT n, at FROM event WHERE city = $1 AND file = $2 ORDER BY n DESC LIMIT 1",
            params![&key.city, &key.id],
        )
        .await?;
    row.map_or(Ok((Seq(0), Timestamp::MIN)), |mut row| Ok((row.seq()?, row.time()?)))
}

/// The keys of a file's retention classes, each found or made once in a transaction.
struct Closing<'a> {
    keys: &'a CityKeys,
    key: &'a FileKey,
    classes: Vec<(String, Secret)>,
}

impl Closing<'_> {
    async fn secret(&mut self, tx: &mut Tx, class: &str) -> Result<Secret, AppendError> {
        if let Some((_, secret)) = self.classes.iter().find(|(c, _)| c == class) {
            return Ok(secret.clone());
        }
        let secret =
            self.keys.file(tx, &self.key.city, &self.key.id, class).await?.ok_or(AppendError::Erased)?;
        self.classes.push((class.to_owned(), secret.clone()));
        Ok(secret)
    }
}

/// Numbers and closes the events.
async fn seal(
    tx: &mut Tx,
    closing: &mut Closing<'_>,
    append: &Append,
    events: &[NewEvent],
) -> Result<Vec<(Seq, Vec<u8>)>, AppendError> {
    let key = &append.key;
    let mut sealed = Vec::with_capacity(events.len());
    let mut n = append.seen;
    for event in events {
        n = n.next();
        for blob in &event.blobs {
            let row = tx
                .query_opt(
                    "SELECT 1 FROM blob WHERE city = $1 AND hash = $2 AND file = $3",
                    params![&key.city, blob, &key.id],
                )
                .await?;
            row.ok_or(AppendError::NoBlob(*blob))?;
        }
        let class = if event.retention.is_empty() { MAIN } else { &event.retention };
        let header = Header {
            city: key.city.clone(),
            file: key.id.clone(),
            n,
            act: event.act.clone(),
            definition: event.definition.clone(),
            retention: class.to_owned(),
            happened_on: event.happened_on,
            recorded_at: append.now,
            effective_on: event.effective_on,
            actor: event.actor.clone(),
            random: rand::rng().random(),
            blobs: event.blobs.clone(),
        };
        let secret = closing.secret(tx, class).await?;
        sealed.push((n, envelope::seal(&header, &event.body, &secret)));
    }
    Ok(sealed)
}

/// Draws the next number of each series. The counters are taken in the order of their names and the numbers
/// given in the order asked.
async fn draw(tx: &mut Tx, key: &FileKey, series: &[String]) -> Result<Vec<u64>, Fault> {
    let mut wanted = BTreeMap::<&str, u64>::new();
    for one in series {
        *wanted.entry(one).or_default() += 1;
    }
    let mut next = BTreeMap::<&str, u64>::new();
    for (one, count) in wanted {
        let row = tx
            .query_opt(
                "INSERT INTO counter (city, series, n) VALUES ($1, $2, $3)
                 ON CONFLICT (city, series) DO UPDATE SET n = counter.n + excluded.n RETURNING n",
                params![&key.city, one, count],
            )
            .await?;
        let last = row.ok_or_else(|| Fault::Failed("a counter gave no number".into()))?.u64()?;
        next.insert(one, last + 1 - count);
    }
    let mut numbers = Vec::with_capacity(series.len());
    for one in series {
        if let Some(n) = next.get_mut(one.as_str()) {
            numbers.push(*n);
            *n += 1;
        }
    }
    Ok(numbers)
}

/// Takes an idempotency key, or gives the answer that stands under it. A second request under way at the same
/// moment waits here until the first is committed.
async fn claim(
    tx: &mut Tx,
    keys: &CityKeys,
    once: &Once,
    append: &Append,
) -> Result<Option<Appended>, AppendError> {
    let city = &append.key.city;
    let done = tx
        .execute(
            "INSERT INTO once (city, who, id, file, at, first, last, numbers, retention, answer)
             VALUES ($1, $2, $3, $4, $5, 0, 0, '', $6, $7) ON CONFLICT (city, who, id) DO NOTHING",
            params![city, &once.by, &once.id, &append.key.id, append.now, MAIN, Vec::<u8>::new()],
        )
        .await?;
    if done == 1 {
        return Ok(None);
    }
    let mut row = tx
        .query_opt(
            "SELECT file, first, last, numbers, answer FROM once WHERE city = $1 AND who = $2 AND id = $3",
            params![city, &once.by, &once.id],
        )
        .await?
        .ok_or(Fault::Contended)?;
    let key = FileKey { city: city.clone(), id: row.file()? };
    let (first, last, numbers, answer) = (row.seq()?, row.seq()?, row.text()?, row.bytes()?);
    let secret = keys.find_file(tx, city, &key.id, MAIN).await?.ok_or(AppendError::Erased)?;
    let answer = secret
        .purpose("answer")
        .open(&bound_answer(once), &answer)
        .map_err(|_| Fault::Damaged("an answer kept for a repeat".into()))?;
    let rows = tx
        .query(
            "SELECT hash FROM event WHERE city = $1 AND file = $2 AND n >= $3 AND n <= $4 ORDER BY n",
            params![city, &key.id, first, last],
        )
        .await?;
    let hashes = rows.into_iter().map(|mut row| row.hash()).collect::<Result<_, _>>()?;
    let numbers = numbers.split_terminator(',').map(str::parse).collect::<Result<_, _>>();
    let numbers = numbers.map_err(|_| Fault::Damaged("numbers kept for a repeat".into()))?;
    Ok(Some(Appended { key, first, last, numbers, hashes, answer, repeated: true }))
}

/// Writes the answer under its idempotency key.
fn remember(tx: &mut Tx, secret: &Secret, once: &Once, appended: &Appended) {
    let numbers: Vec<String> = appended.numbers.iter().map(u64::to_string).collect();
    tx.later(
        "UPDATE once SET first = $1, last = $2, numbers = $3, answer = $4 WHERE city = $5 AND who = $6 AND id = $7",
        params![
            appended.first,
            appended.last,
            numbers.join(","),
            secret.purpose("answer").seal(&bound_answer(once), &appended.answer),
            &appended.key.city,
            &once.by,
            &once.id,
        ],
        Some(1),
    );
}

fn bound_answer(once: &Once) -> Vec<u8> {
    format!("xiezhi answer\n{}\n{}", once.by, once.id).into_bytes()
}
