//! How fast the store files, against a bare loop that writes the same bytes.
//!
//! A ratio and not a time: both run in turns in the same run, so that a busy machine slows both.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::date};
use rand::RngExt as _;
use xiezhi_matter::key::{City, FileId, FileKey, Seq};

use crate::{
    Append, BlindRow, Built, DefinitionRef, Fact, FactValue, Fault, FileRow, Hash, LimitRow, NewEvent, Once,
    Open, OpenError, PaperRow, PartyRow, Person, PersonId, Projection, Store, TaskRow,
    engine::{Engine, Later, params, work},
    open::Place,
    schema,
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
    /// What a bare loop did that writes the same rows into the same tables, in commits of as many filings, with no
    /// store before it: no keys, no numbers drawn, nothing looked up, nobody answered.
    pub bare_per_second: f64,
    /// What a bare loop did that writes for each filing one row of as many bytes into one table: the floor that the
    /// disk sets, with no register to keep.
    pub blank_per_second: f64,
}

impl FilingBench {
    /// Filings for each of the bare loop's.
    pub fn ratio(&self) -> f64 {
        self.per_second / self.bare_per_second
    }

    /// Filings for each blank row.
    pub fn blank_ratio(&self) -> f64 {
        self.per_second / self.blank_per_second
    }
}

impl std::fmt::Display for FilingBench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {:.0} durable filings a second with {} clients ({} bytes each, {:.1} in a commit); \
             a bare loop that writes the same rows {:.0}, ratio {:.2}; \
             one blank row of as many bytes {:.0}, ratio {:.2}",
            self.engine,
            self.per_second,
            self.clients,
            self.bytes,
            self.group,
            self.bare_per_second,
            self.ratio(),
            self.blank_per_second,
            self.blank_ratio(),
        )
    }
}

/// Rounds in which store and bare loops take turns.
const ROUNDS: u32 = 5;

/// Measures durable filings into an empty store against bare loops on the same engine and disk, in commits of as many
/// filings and with the same durability. `bare` is the address of a second, empty database for them; on SQLite a
/// file beside the store's.
pub async fn bench_filings(
    open: Open,
    bare: Option<&str>,
    clients: u32,
    filings: u32,
) -> Result<FilingBench, OpenError> {
    let bare = match (&open.place, bare) {
        (Place::Folder(folder), _) => {
            std::fs::create_dir_all(folder).map_err(|e| Fault::Io(e.to_string()))?;
            Engine::sqlite(&folder.join("bare.db"), None)?
        }
        (Place::Postgres { ca, .. }, Some(url)) => Engine::postgres(url, ca.as_deref())?,
        (Place::Postgres { .. }, None) => {
            return Err(OpenError::Address("of the database for the bare loop".into()));
        }
    };
    let sqlite = bare.is_sqlite();
    let table = if sqlite {
        "CREATE TABLE blank (city TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (city, n)) STRICT"
    } else {
        "CREATE TABLE blank (city TEXT NOT NULL, n BIGINT NOT NULL, bytes BYTEA NOT NULL, PRIMARY KEY (city, n))"
    };
    bare.write::<_, OpenError>(work!([], |tx| {
        schema::migrate(tx, sqlite).await?;
        Ok(tx.batch(table).await?)
    }))
    .await?;
    let store = Store::open(open).await?;
    let (clients, each) = (clients.max(1), (filings / ROUNDS / clients.max(1)).max(1));
    let mut took = [Duration::ZERO; 3];
    let (mut group, mut bytes, mut n) = (1.0, 0, 0);
    // The first round is not counted: it prepares statements, makes the city's key and the first pages.
    for round in 0..=ROUNDS {
        store.record();
        let before = store.tally();
        let start = Instant::now();
        file(&store, clients, each).await?;
        let filed = start.elapsed();
        let after = store.tally();
        let same = store.record();
        #[expect(clippy::cast_precision_loss, reason = "a mean of counts far below 2^52")]
        let mean = (after.writes - before.writes) as f64 / (after.commits - before.commits).max(1) as f64;
        group = mean;
        bytes = (after.bytes - before.bytes) / (after.writes - before.writes).max(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a group is 1 to 128")]
        let size = group.round().max(1.0) as usize;

        let groups: Vec<Vec<Vec<Later>>> = same.chunks(size).map(<[_]>::to_vec).collect();
        let start = Instant::now();
        for group in groups {
            write_same(&bare, group).await?;
        }
        let same = start.elapsed();

        let blank: Arc<[Vec<u8>]> = (0..clients * each).map(|_| noise(bytes)).collect();
        let start = Instant::now();
        for group in blank.chunks(size) {
            n = write_blank(&bare, n, group.to_vec()).await?;
        }
        let blank = start.elapsed();
        if round > 0 {
            took = [took[0] + filed, took[1] + same, took[2] + blank];
        }
    }
    store.close().await;
    bare.close().await;
    let done = clients * each * ROUNDS;
    let [per_second, bare_per_second, blank_per_second] =
        took.map(|took| f64::from(done) / took.as_secs_f64());
    Ok(FilingBench {
        engine: if sqlite { "SQLite" } else { "PostgreSQL" },
        clients,
        filings: done,
        per_second,
        bytes,
        group,
        bare_per_second,
        blank_per_second,
    })
}

fn noise(bytes: u64) -> Vec<u8> {
    let mut noise = vec![0; usize::try_from(bytes).unwrap_or(0)];
    rand::rng().fill(noise.as_mut_slice());
    noise
}

/// Writes what the store wrote for a group of filings, in one commit.
async fn write_same(engine: &Engine, group: Vec<Vec<Later>>) -> Result<(), Fault> {
    let group = Arc::new(group);
    engine
        .write(work!([group], |tx| {
            for later in group.iter().flatten() {
                // What the store draws from a counter it reads as well; here nobody does.
                tx.later(later.sql.trim_end_matches(" RETURNING n"), &later.values, None);
            }
            Ok(())
        }))
        .await
}

/// Writes a group of blank rows in one commit; gives the number to go on from.
async fn write_blank(engine: &Engine, first: u64, group: Vec<Vec<u8>>) -> Result<u64, Fault> {
    let (next, group) = (first + group.len() as u64, Arc::new(group));
    engine
        .write::<_, Fault>(work!([group], |tx| {
            for (n, row) in (first..).zip(group.iter()) {
                let sql = "INSERT INTO blank (city, n, bytes) VALUES ($1, $2, $3)";
                tx.later(sql, params!["620100", n, row.as_slice()], None);
            }
            Ok(())
        }))
        .await?;
    Ok(next)
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
            measured: Vec::new(),
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
