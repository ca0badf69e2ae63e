//! How fast the store files, against a bare loop that writes the same bytes.
//!
//! A ratio and not a time: both run in turns in the same run, so that a busy machine slows both.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::date};
use rand::RngExt as _;
use xiezhi_matter::key::{City, FileId, FileKey, Seq};

use crate::{
    Append, BlindRow, Built, DefinitionRef, Fact, FactValue, Fault, FileRow, Hash, LimitRow, NewEvent, Once,
    Open, OpenError, PaperRow, PartyRow, Person, PersonId, Projection, Store, TaskRow,
    engine::{Engine, params, work},
    open::Place,
};

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct FilingBench {
    /// Which engine: `SQLite` or `PostgreSQL`.
    pub engine: &'static str,
    /// How many clients filed at once.
    pub clients: u32,
    /// How many filings they made.
    pub filings: u32,
    /// Durable filings a second.
    pub per_second: f64,
    /// Bytes written by a filing, in all its rows.
    pub bytes: u64,
    /// Filings in a commit, on average.
    pub group: f64,
    /// What the bare loop did: rows of as many bytes, in commits of as many rows, in a second.
    pub bare_per_second: f64,
}

impl FilingBench {
    /// Filings for each row of the bare loop.
    pub fn ratio(&self) -> f64 {
        self.per_second / self.bare_per_second
    }
}

impl std::fmt::Display for FilingBench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {:.0} durable filings a second with {} clients ({} bytes each, {:.1} in a commit); \
             a bare loop writes {:.0} a second; ratio {:.2}",
            self.engine,
            self.per_second,
            self.clients,
            self.bytes,
            self.group,
            self.bare_per_second,
            self.ratio()
        )
    }
}

/// Rounds in which store and bare loop take turns.
const ROUNDS: u32 = 5;

/// Measures durable filings into an empty store against a bare loop on the same engine and disk: one row of as many
/// bytes for each filing, in commits of as many rows, with the same durability.
pub async fn bench_filings(open: Open, clients: u32, filings: u32) -> Result<FilingBench, OpenError> {
    let bare = match &open.place {
        Place::Folder(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| Fault::Io(e.to_string()))?;
            bare_sqlite(&folder.join("bare.db"))?
        }
        Place::Postgres(url) => Engine::postgres(url).map_err(OpenError::Address)?,
    };
    let table = if bare.is_sqlite() {
        "CREATE TABLE bare (city TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (city, n)) STRICT"
    } else {
        "CREATE TABLE bare (city TEXT NOT NULL, n BIGINT NOT NULL, bytes BYTEA NOT NULL, PRIMARY KEY (city, n))"
    };
    bare.write::<_, Fault>(work!([], |tx| tx.batch(table).await)).await?;
    let engine = if bare.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    let store = Store::open(open).await?;
    let (clients, each) = (clients.max(1), (filings / ROUNDS / clients.max(1)).max(1));

    // Prepared statements, the city's key, the first pages.
    file(&store, clients, 4).await?;
    let (mut filed, mut looped) = (Duration::ZERO, Duration::ZERO);
    let (mut bytes, mut group, mut n) = (0, 1.0, 0);
    for _ in 0..ROUNDS {
        let before = store.tally();
        let start = Instant::now();
        file(&store, clients, each).await?;
        filed += start.elapsed();
        let after = store.tally();
        #[expect(clippy::cast_precision_loss, reason = "a mean of counts far below 2^52")]
        let mean = (after.writes - before.writes) as f64 / (after.commits - before.commits).max(1) as f64;
        group = mean;
        bytes = (after.bytes - before.bytes) / (after.writes - before.writes).max(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a group is 1 to 128")]
        let size = group.round().max(1.0) as u32;
        let start = Instant::now();
        n = bare_loop(&bare, n, clients * each, size, bytes).await?;
        looped += start.elapsed();
    }
    store.close().await;
    bare.close().await;
    let done = clients * each * ROUNDS;
    Ok(FilingBench {
        engine,
        clients,
        filings: done,
        per_second: f64::from(done) / filed.as_secs_f64(),
        bytes,
        group,
        bare_per_second: f64::from(done) / looped.as_secs_f64(),
    })
}

fn bare_sqlite(path: &Path) -> Result<Engine, Fault> {
    Engine::sqlite(path, None)
}

/// Writes rows in groups, each group one commit; gives the number to go on from.
async fn bare_loop(engine: &Engine, first: u64, rows: u32, group: u32, bytes: u64) -> Result<u64, Fault> {
    let end = first + u64::from(rows);
    let mut n = first;
    while n < end {
        let until = (n + u64::from(group)).min(end);
        engine
            .write::<_, Fault>(work!([], |tx| {
                for n in n..until {
                    let row: Vec<u8> = std::iter::repeat_with(rand::random)
                        .take(usize::try_from(bytes).unwrap_or(0))
                        .collect();
                    tx.execute(
                        "INSERT INTO bare (city, n, bytes) VALUES ($1, $2, $3)",
                        params!["620100", n, row],
                    )
                    .await?;
                }
                Ok(())
            }))
            .await?;
        n = until;
    }
    Ok(end)
}

/// Files from many clients at once.
async fn file(store: &Store, clients: u32, each: u32) -> Result<(), OpenError> {
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..each {
                    let filing = filing(client).map_err(|_| Fault::Failed("no city code".into()))?;
                    store.append(filing).await.map_err(|e| Fault::Failed(e.to_string()))?;
                }
                Ok::<_, Fault>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.map_err(|e| Fault::Failed(e.to_string()))??;
    }
    Ok(())
}

/// A filing as reconsideration makes them: an application of some two kilobytes, a number, a receipt, a task, a
/// clock, two parties of whom one is new, under an idempotency key.
fn filing(client: u32) -> Result<Append, xiezhi_matter::key::KeyError> {
    let city: City = "620100".parse()?;
    let day = date(2025, 10, 9);
    let (person, body) = (PersonId::random(), vec![b'x'; 2000]);
    let id = FileId::from_random(rand::rng().random());
    let once = Once { by: format!("account-{client}"), id: id.to_string() };
    let build = move |numbers: &[u64]| {
        let number = numbers.first().map(|n| format!("兰司复〔2025〕{n}号"));
        let event = NewEvent {
            act: "apply".into(),
            definition: DefinitionRef {
                matter: "measured".into(),
                version: "2024".into(),
                hash: Hash([1; 32]),
            },
            retention: String::new(),
            happened_on: day,
            effective_on: None,
            actor: "citizen".into(),
            blobs: vec![],
            body: body.clone(),
        };
        let party = |role: &str, person: Option<PersonId>| PartyRow {
            role: role.into(),
            i: 0,
            person,
            office: None,
            since: day,
            until: None,
            acts_for: None,
            shown: vec![b'x'; 40],
        };
        let projection = Projection {
            file: FileRow {
                matter: "measured".into(),
                version: "2024".into(),
                definition: Some(Hash([1; 32])),
                state: "screening".into(),
                number: number.clone(),
                opened_on: Some(day),
                office: Some("bureau".into()),
                next_limit: Some("R-R06".into()),
                next_due: Some(day),
                card: vec![b'x'; 200],
                ..FileRow::default()
            },
            facts: ["act_number", "act_kind", "channel", "organ"]
                .map(|field| Fact { field: field.into(), i: 0, value: FactValue::Text(format!("{field}-1")) })
                .to_vec(),
            limits: vec![LimitRow {
                limit: "R-R06".into(),
                count: 0,
                from: day,
                due_on: Some(day),
                state: "running".into(),
                state_on: None,
                provisional: false,
                person: None,
            }],
            tasks: vec![TaskRow {
                id: "accept".into(),
                kind: "act".into(),
                act: Some("accept".into()),
                seat: None,
                post: Some("reviewer".into()),
                office: Some("bureau".into()),
                officer: None,
                person: None,
                since: day,
                due_on: Some(day),
                limit: Some("R-R06".into()),
                provisional: false,
                reason: vec![b'x'; 200],
            }],
            parties: vec![party("applicant", Some(person.clone())), party("respondent", None)],
            papers: vec![PaperRow {
                id: "receipt-1".into(),
                paper: "receipt".into(),
                n: 1,
                number,
                state: "issued".into(),
                issued_on: Some(day),
                pdf: None,
                original: None,
                facts: vec![b'x'; 200],
            }],
            blind: vec![BlindRow { kind: "name".into(), value: person.0.clone() }],
        };
        Ok(Built {
            events: vec![event],
            projection,
            people: vec![Person { id: person.clone(), record: vec![b'x'; 200] }],
            answer: vec![b'x'; 40],
            ..Built::default()
        })
    };
    Ok(Append {
        key: FileKey { city, id },
        seen: Seq(0),
        now: Timestamp::UNIX_EPOCH,
        once: Some(once),
        series: vec!["兰司复〔2025〕*号".into()],
        guards: vec![],
        build: Arc::new(build),
    })
}
