//! What a test lies on: a store of its own, on either engine, and filings to put into it.

use std::{path::Path, sync::Arc};

use jiff::{Timestamp, civil::Date};
use tempfile::TempDir;
use xiezhi_matter::key::{City, FileId, FileKey, Seq};
use xiezhi_store::{
    Append, AppendError, Appended, BlindRow, Built, DefinitionRef, Fact, FactValue, FileRow, Hash, LimitRow,
    MasterKey, NewEvent, Once, Open, PaperRow, PartyRow, Person, PersonId, Projection, Store, TaskRow,
    testing::Database,
};

/// Makes of each proposition two tests, one on each engine.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($bed:ident) $body:block)*) => {
        mod propositions {
            use super::*;
            $($(#[$doc])* pub(super) async fn $name($bed: &mut $crate::bed::Bed) $body)*
        }
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::propositions::$name(&mut $crate::bed::Bed::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::propositions::$name(&mut $crate::bed::Bed::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// A store and all it lies on.
pub(crate) struct Bed {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    pub(crate) database: Option<Database>,
    pub(crate) master: MasterKey,
}

impl Bed {
    pub(crate) async fn sqlite() -> Self {
        Self::on(None).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::on(Some(Database::new())).await
    }

    pub(crate) async fn on(database: Option<Database>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let master = MasterKey::new([7; 32]);
        let store = Store::open(place(folder.path(), database.as_ref(), &master)).await.unwrap();
        Self { store, folder, database, master }
    }

    /// What to open to get the same store once more.
    pub(crate) fn place(&self) -> Open {
        place(self.folder.path(), self.database.as_ref(), &self.master)
    }

    /// Closes the store and opens it again.
    pub(crate) async fn again(&mut self) {
        self.store.close().await;
        self.store = Store::open(self.place()).await.unwrap();
    }

    /// Everything that lies on disk: each file of the folder, and the database.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        gather(self.folder.path(), &mut bytes);
        if let Some(database) = &self.database {
            bytes.extend(database.dump());
        }
        bytes
    }

    /// Runs a statement past the store, as one who tampers would.
    pub(crate) fn tamper(&self, sql: &str) {
        if let Some(database) = &self.database {
            database.run(&sql.replace("X'", "'\\x"));
            return;
        }
        let connection = rusqlite::Connection::open(self.folder.path().join("xiezhi.db")).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        connection.execute_batch(sql).unwrap();
    }
}

fn place(folder: &Path, database: Option<&Database>, master: &MasterKey) -> Open {
    match database {
        Some(database) => Open::postgres(&database.url, &folder.join("blobs"), master.clone()),
        None => Open::folder(folder, master.clone()),
    }
}

fn gather(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, bytes);
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
}

/// Whether bytes hold these bytes.
pub(crate) fn holds(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted.as_bytes())
}

pub(crate) fn city() -> City {
    "620100".parse().unwrap()
}

pub(crate) fn file(n: u32) -> FileKey {
    let mut bytes = [9; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes().map(|b| b & 31));
    bytes[4] = u8::try_from(n & 31).unwrap();
    bytes[5] = u8::try_from((n >> 5) & 31).unwrap();
    FileKey { city: city(), id: FileId::from_random(bytes) }
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn event(act: &str, body: &str) -> NewEvent {
    NewEvent {
        act: act.into(),
        definition: DefinitionRef {
            matter: "reconsideration".into(),
            version: "2024".into(),
            hash: Hash([1; 32]),
        },
        retention: String::new(),
        happened_on: day("2025-10-09"),
        effective_on: None,
        actor: "officer-li".into(),
        blobs: vec![],
        body: body.as_bytes().to_vec(),
    }
}

/// A projection with a row of everything.
pub(crate) fn projection(name: &str, number: Option<u64>) -> Projection {
    Projection {
        file: FileRow {
            matter: "reconsideration".into(),
            version: "2024".into(),
            definition: Some(Hash([1; 32])),
            state: "screening".into(),
            number: number.map(|n| format!("兰司复〔2025〕{n}号")),
            opened_on: Some(day("2025-10-09")),
            office: Some("bureau".into()),
            next_limit: Some("R-R06".into()),
            next_due: Some(day("2025-10-16")),
            card: format!("card of {name}").into_bytes(),
            ..FileRow::default()
        },
        facts: vec![
            Fact { field: "act_number".into(), i: 0, value: FactValue::Text("甘公交决字1号".into()) },
            Fact { field: "amount".into(), i: 0, value: FactValue::Int(20_000) },
            Fact {
                field: "claim".into(),
                i: 0,
                value: FactValue::Closed(format!("claim of {name}").into_bytes()),
            },
            Fact { field: "learned_on".into(), i: 0, value: FactValue::Date(day("2025-09-30")) },
        ],
        limits: vec![LimitRow {
            limit: "R-R06".into(),
            count: 0,
            from: day("2025-10-09"),
            due_on: Some(day("2025-10-16")),
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
            since: day("2025-10-09"),
            due_on: Some(day("2025-10-16")),
            limit: Some("R-R06".into()),
            provisional: false,
            reason: format!("reason of {name}").into_bytes(),
        }],
        parties: vec![PartyRow {
            role: "applicant".into(),
            i: 0,
            person: Some(PersonId("person-1".into())),
            office: None,
            since: day("2025-10-09"),
            until: None,
            acts_for: None,
            shown: name.as_bytes().to_vec(),
        }],
        papers: vec![PaperRow {
            id: "receipt-1".into(),
            paper: "receipt".into(),
            n: 1,
            number: number.map(|n| format!("兰司复收〔2025〕{n}号")),
            state: "issued".into(),
            issued_on: Some(day("2025-10-09")),
            pdf: None,
            original: None,
            facts: format!("facts of {name}").into_bytes(),
        }],
        measured: Vec::new(),
        blind: vec![BlindRow { kind: "name".into(), value: name.into() }],
    }
}

/// A filing by this person: one event, the whole projection, one number.
pub(crate) fn filing(key: FileKey, name: &str) -> Append {
    let name = name.to_owned();
    Append {
        key,
        seen: Seq(0),
        now: at(0),
        once: None,
        series: vec!["兰司复〔2025〕*号".into()],
        guards: vec![],
        build: Arc::new(move |numbers| {
            Ok(Built {
                events: vec![event("apply", &format!("{name} applies"))],
                projection: projection(&name, numbers.first().copied()),
                people: vec![Person { id: PersonId("person-1".into()), record: name.clone().into_bytes() }],
                answer: format!("received from {name}").into_bytes(),
                ..Built::default()
            })
        }),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands in a field that is an option")]
pub(crate) fn once(id: &str) -> Option<Once> {
    Some(Once { by: "account-1".into(), id: id.into() })
}

/// One more event in a file that stands at `seen`.
pub(crate) fn act(key: &FileKey, seen: Seq, act: &str, body: &str) -> Append {
    let (act, body) = (act.to_owned(), body.to_owned());
    Append {
        key: key.clone(),
        seen,
        now: at(60),
        once: None,
        series: vec![],
        guards: vec![],
        build: Arc::new(move |_| {
            Ok(Built {
                events: vec![event(&act, &body)],
                projection: projection("刘伟", Some(1)),
                ..Built::default()
            })
        }),
    }
}

pub(crate) async fn filed(bed: &Bed, n: u32, name: &str) -> Appended {
    bed.store.append(filing(file(n), name)).await.unwrap()
}

/// Many appends at once; all the answers.
pub(crate) async fn at_once(store: &Store, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>> {
    let tasks: Vec<_> = appends
        .into_iter()
        .map(|append| {
            let store = store.clone();
            tokio::spawn(async move { store.append(append).await })
        })
        .collect();
    let mut answers = Vec::with_capacity(tasks.len());
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
