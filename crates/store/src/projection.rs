//! Projections: what lists, tasks and pages read, made from the events and made again by `rebuild`.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::{
    key::{City, FileId, FileKey, Seq},
    measure,
};

use crate::{
    AppendError, Fault, Hash, OfficeId, OfficerId, PersonId, PostId, ReadError, Store, append,
    crypto::Secret,
    engine::{Row, Tx, Value, params, work},
    keys::{CityKeys, MAIN},
    measured,
};

/// The projection of one file: the whole of it, every time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    /// The file itself.
    pub file: FileRow,
    /// Its facts that lists filter or sort by, or that lookups match.
    pub facts: Vec<Fact>,
    /// Its counts.
    pub limits: Vec<LimitRow>,
    /// What is to be done in it.
    pub tasks: Vec<TaskRow>,
    /// Who is in it.
    pub parties: Vec<PartyRow>,
    /// Its papers.
    pub papers: Vec<PaperRow>,
    /// Keyed hashes by which it is found.
    pub blind: Vec<BlindRow>,
    /// What it gives to the figures of its matter. Public or internal.
    pub measured: Vec<measure::Row>,
}

/// A file (案卷) as lists see it. `card` is closed; the rest must be of class public or internal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRow {
    /// The matter's id.
    pub matter: String,
    /// The definition's version.
    pub version: String,
    /// The definition's hash.
    pub definition: Option<Hash>,
    /// The state of the main track, the innermost side state where one lies on it.
    pub state: String,
    /// The case number, once given.
    pub number: Option<String>,
    /// The day it was opened, in law.
    pub opened_on: Option<Date>,
    /// The day it reached a final state.
    pub closed_on: Option<Date>,
    /// The office in charge.
    pub office: Option<OfficeId>,
    /// The officer in charge.
    pub officer: Option<OfficerId>,
    /// The parent, for a child file.
    pub parent: Option<FileId>,
    /// The limit that runs out first.
    pub next_limit: Option<String>,
    /// And when.
    pub next_due: Option<Date>,
    /// Whether that day rests on a calendar year not announced.
    pub provisional: bool,
    /// The retention class of `card` and of the closed values of this projection; `main` as a rule.
    pub retention: String,
    /// What a line of a list shows (names and so on), in the caller's format. Closed.
    pub card: Vec<u8>,
}

/// A fact (事实) in a typed column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The field's id, or any name the caller matches by (`party:applicant`, `lead`, `track:x`).
    pub field: String,
    /// The place within a list; 0 for a single value.
    pub i: u32,
    /// The value.
    pub value: FactValue,
}

/// A value by which a list filters or sorts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactValue {
    /// A text, a choice, an id. Public or internal.
    Text(String),
    /// A number or whole fen. Public or internal.
    Int(i64),
    /// A civil date. Public or internal.
    Date(Date),
    /// Anything personal or above: kept as ciphertext under the file's key, neither matched nor sorted.
    Closed(Vec<u8>),
}

/// A count of a limit (期限).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// The limit's rule id.
    pub limit: String,
    /// Which count of it, in the order of their start events; 0 for the first.
    pub count: u32,
    /// The event it runs from: the day that counts.
    pub from: Date,
    /// The last day, when it can be said.
    pub due_on: Option<Date>,
    /// `running`, `stopped`, `met`, `late`, `expired`, `ended`: the interpreter's word.
    pub state: String,
    /// The day of that state, where it has one.
    pub state_on: Option<Date>,
    /// Whether `due_on` rests on a calendar year not announced.
    pub provisional: bool,
    /// For whom, where it runs on one person.
    pub person: Option<PersonId>,
}

/// Something to be done (待办), and why by that date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Stable within the file: the same task keeps its id through a rebuild.
    pub id: String,
    /// `act`, `approve`, `confirm`, `serve` …: the caller's word.
    pub kind: String,
    /// The act that would do it.
    pub act: Option<String>,
    /// The seat in the file whose holder should.
    pub seat: Option<String>,
    /// The post whose holders should.
    pub post: Option<PostId>,
    /// The office in which that post is meant.
    pub office: Option<OfficeId>,
    /// The officer who should.
    pub officer: Option<OfficerId>,
    /// The party who should.
    pub person: Option<PersonId>,
    /// Since when it lies there.
    pub since: Date,
    /// By when.
    pub due_on: Option<Date>,
    /// By which limit.
    pub limit: Option<String>,
    /// Whether the day rests on a calendar year not announced.
    pub provisional: bool,
    /// Why, and why by that date, in the caller's format. Closed.
    pub reason: Vec<u8>,
}

/// A party (当事人), agent or representative in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRow {
    /// The role's id.
    pub role: String,
    /// Its place among those of the role, for ever: a party that left keeps it.
    pub i: u32,
    /// The person or organisation.
    pub person: Option<PersonId>,
    /// The office, when it is one (a respondent).
    pub office: Option<OfficeId>,
    /// Since when.
    pub since: Date,
    /// Until when, for one that left.
    pub until: Option<Date>,
    /// For whom, where the role acts for another: role and place.
    pub acts_for: Option<(String, u32)>,
    /// What pages show of it, in the caller's format. Closed.
    pub shown: Vec<u8>,
}

/// A paper (文书) in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Stable within the file.
    pub id: String,
    /// The paper's id in the definition.
    pub paper: String,
    /// The event that issued it.
    pub n: u32,
    /// Its number.
    pub number: Option<String>,
    /// `draft`, `issued`, `sealed`, `served` …: the caller's word.
    pub state: String,
    /// The day of issue.
    pub issued_on: Option<Date>,
    /// The blob of the PDF, once its hash is an event.
    pub pdf: Option<Hash>,
    /// The blob of the sealed original (the scan), once there is one.
    pub original: Option<Hash>,
    /// Facts and whatever else pages need, in the caller's format. Closed.
    pub facts: Vec<u8>,
}

/// A keyed hash by which a closed value is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlindRow {
    /// What kind of value: `name`, `id-number`, `phone`, a field's id.
    pub kind: String,
    /// The value, already normalised; only its keyed hash is stored.
    pub value: String,
}

impl Store {
    /// Replaces the projection of a file by one made again from its events; `rebuild` does so for all.
    pub async fn replace_projection(&self, key: &FileKey, projection: Projection) -> Result<(), AppendError> {
        let (keys, key) = (self.city_keys(&key.city).await?, key.clone());
        self.write(work!([keys, key, projection], |tx| {
            let (n, at) = append::last(tx, &key).await?;
            let secret =
                keys.file(tx, &key.city, &key.id, class(&projection)).await?.ok_or(AppendError::Erased)?;
            write(tx, &keys, &secret, &key, Standing { n, at, fresh: false }, &projection);
            Ok(())
        }))
        .await
    }

    /// All projections of a city as deterministic bytes, ciphertext included, so that two can be
    /// compared byte for byte.
    pub async fn dump_projections(&self, city: &City) -> Result<Vec<u8>, ReadError> {
        let city = city.clone();
        self.read(work!([city], |tx| {
            let mut dump = Vec::new();
            for (table, order) in TABLES {
                let sql = format!("SELECT * FROM {table} WHERE city = $1 ORDER BY {order}");
                for row in tx.query(&sql, params![&city]).await? {
                    dump.extend_from_slice(table.as_bytes());
                    row.write_to(&mut dump);
                }
            }
            Ok(dump)
        }))
        .await
    }
}

/// The tables of a projection and the order that makes a dump of each the same on both engines.
const TABLES: [(&str, &str); 8] = [
    ("file", "id"),
    ("fact", "file, field, i"),
    ("limit_due", "file, rule, count"),
    ("task", "file, id"),
    ("party", "file, role, i"),
    ("paper", "file, id"),
    ("blind", "file, kind, value"),
    ("measured", "file, i"),
];

/// Where a file stands in its own log.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) n: Seq,
    pub(crate) at: Timestamp,
    /// Whether nothing was projected before.
    pub(crate) fresh: bool,
}

/// The retention class of a projection.
pub(crate) fn class(projection: &Projection) -> &str {
    if projection.file.retention.is_empty() { MAIN } else { &projection.file.retention }
}

/// What a closed value of a projection is bound to: its table and its place there.
fn bound(key: &FileKey, place: &str) -> Vec<u8> {
    format!("xiezhi projection\n{key}\n{place}").into_bytes()
}

fn close(secret: &Secret, key: &FileKey, place: &str, plain: &[u8]) -> Vec<u8> {
    secret.seal_same(&bound(key, place), plain)
}

fn unclose(secret: &Secret, key: &FileKey, place: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    secret
        .open_same(&bound(key, place), sealed)
        .map_err(|_| Fault::Damaged(format!("{place} in the projection of file {key}")))
}

const CARD: &str = "card";

/// Writes a projection over what stood before, with the next flush. A row that is already there is passed over, so that an
/// append that lost its race is told so by its event and not by an error here.
pub(crate) fn write(
    tx: &mut Tx,
    keys: &CityKeys,
    secret: &Secret,
    key: &FileKey,
    standing: Standing,
    projection: &Projection,
) {
    let (city, id) = (&key.city, &key.id);
    // The subkey once, not once a value.
    let secret = &secret.purpose("projection");
    if !standing.fresh {
        for (table, _) in TABLES.iter().skip(1) {
            tx.later(format!("DELETE FROM {table} WHERE city = $1 AND file = $2"), params![city, id], None);
        }
    }
    let file = &projection.file;
    tx.later(
        "INSERT INTO file (city, id, n, at, matter, version, definition, state, number, opened_on, closed_on, office,
             officer, parent, next_limit, next_due, provisional, retention, card)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         ON CONFLICT (city, id) DO UPDATE SET n = excluded.n, at = excluded.at, matter = excluded.matter,
             version = excluded.version, definition = excluded.definition, state = excluded.state,
             number = excluded.number, opened_on = excluded.opened_on, closed_on = excluded.closed_on,
             office = excluded.office, officer = excluded.officer, parent = excluded.parent,
             next_limit = excluded.next_limit, next_due = excluded.next_due, provisional = excluded.provisional,
             retention = excluded.retention, card = excluded.card",
        params![
            city,
            id,
            standing.n,
            standing.at,
            &file.matter,
            &file.version,
            file.definition,
            &file.state,
            file.number.as_deref(),
            file.opened_on,
            file.closed_on,
            file.office.as_ref(),
            file.officer.as_ref(),
            file.parent.as_ref(),
            file.next_limit.as_deref(),
            file.next_due,
            file.provisional,
            class(projection),
            close(secret, key, CARD, &file.card),
        ],
        Some(1),
    );
    let facts = projection.facts.iter().map(|fact| {
        let (mut text, mut int, mut day, mut closed) = (None, None, None, None);
        match &fact.value {
            FactValue::Text(v) => text = Some(v.as_str()),
            FactValue::Int(v) => int = Some(*v),
            FactValue::Date(v) => day = Some(*v),
            FactValue::Closed(v) => {
                closed = Some(close(secret, key, &format!("fact {} {}", fact.field, fact.i), v));
            }
        }
        params![city, id, &fact.field, fact.i, text, int, day, closed].to_vec()
    });
    tx.insert(
        "INSERT INTO fact (city, file, field, i, text, int, day, closed)",
        facts.collect(),
        "ON CONFLICT DO NOTHING",
    );
    let limits = projection.limits.iter().map(|l| {
        params![
            city,
            id,
            &l.limit,
            l.count,
            l.from,
            l.due_on,
            &l.state,
            l.state_on,
            l.provisional,
            l.person.as_ref(),
        ]
        .to_vec()
    });
    tx.insert(
        "INSERT INTO limit_due (city, file, rule, count, from_on, due_on, state, state_on, provisional, person)",
        limits.collect(),
        "ON CONFLICT DO NOTHING",
    );
    let tasks = projection.tasks.iter().map(|t| {
        params![
            city,
            id,
            &t.id,
            &t.kind,
            t.act.as_deref(),
            t.seat.as_deref(),
            t.post.as_ref(),
            t.office.as_ref(),
            t.officer.as_ref(),
            t.person.as_ref(),
            t.since,
            t.due_on,
            t.limit.as_deref(),
            t.provisional,
            close(secret, key, &format!("task {}", t.id), &t.reason),
        ]
        .to_vec()
    });
    tx.insert(
        "INSERT INTO task (city, file, id, kind, act, seat, post, office, officer, person, since, due_on, rule,
             provisional, reason)",
        tasks.collect(),
        "ON CONFLICT DO NOTHING",
    );
    let parties = projection.parties.iter().map(|p| {
        let (for_role, for_i) = p.acts_for.as_ref().map(|(role, i)| (role.as_str(), *i)).unzip();
        let shown = close(secret, key, &format!("party {} {}", p.role, p.i), &p.shown);
        params![
            city,
            id,
            &p.role,
            p.i,
            p.person.as_ref(),
            p.office.as_ref(),
            p.since,
            p.until,
            for_role,
            for_i,
            shown
        ]
        .to_vec()
    });
    tx.insert(
        "INSERT INTO party (city, file, role, i, person, office, since, until, for_role, for_i, shown)",
        parties.collect(),
        "ON CONFLICT DO NOTHING",
    );
    let papers = projection.papers.iter().map(|p| {
        let facts = close(secret, key, &format!("paper {}", p.id), &p.facts);
        params![
            city,
            id,
            &p.id,
            &p.paper,
            p.n,
            p.number.as_deref(),
            &p.state,
            p.issued_on,
            p.pdf,
            p.original,
            facts,
        ]
        .to_vec()
    });
    tx.insert(
        "INSERT INTO paper (city, file, id, paper, n, number, state, issued_on, pdf, original, facts)",
        papers.collect(),
        "ON CONFLICT DO NOTHING",
    );
    // Two spellings of one name may be the same once normalised.
    let blind: BTreeSet<&BlindRow> = projection.blind.iter().collect();
    let blind = blind.into_iter().map(|b| params![city, &b.kind, keys.blind(&b.kind, &b.value), id].to_vec());
    tx.insert("INSERT INTO blind (city, kind, value, file)", blind.collect(), "ON CONFLICT DO NOTHING");
    measured::write(tx, key, &file.matter, &projection.measured);
}

/// The columns of a [`FileRow`] but `card`, for a query in which `file` is `f`.
pub(crate) const FILE_COLUMNS: &str = "f.matter, f.version, f.definition, f.state, f.number, f.opened_on, f.closed_on, \
     f.office, f.officer, f.parent, f.next_limit, f.next_due, f.provisional, f.retention, f.card";

/// Reads [`FILE_COLUMNS`]; the card comes closed.
pub(crate) fn file_row(row: &mut Row) -> Result<FileRow, Fault> {
    Ok(FileRow {
        matter: row.text()?,
        version: row.text()?,
        definition: row.opt_hash()?,
        state: row.text()?,
        number: row.opt_text()?,
        opened_on: row.opt_date()?,
        closed_on: row.opt_date()?,
        office: row.opt_text()?.map(OfficeId),
        officer: row.opt_text()?.map(OfficerId),
        parent: row.opt_file()?,
        next_limit: row.opt_text()?,
        next_due: row.opt_date()?,
        provisional: row.flag()?,
        retention: row.text()?,
        card: row.bytes()?,
    })
}

/// Opens the card of a row.
pub(crate) fn open_card(secret: &Secret, key: &FileKey, row: &mut FileRow) -> Result<(), Fault> {
    row.card = unclose(&secret.purpose("projection"), key, CARD, &row.card)?;
    Ok(())
}

/// The columns of a [`TaskRow`], for a query in which `task` is `t`.
pub(crate) const TASK_COLUMNS: &str = "t.id, t.kind, t.act, t.seat, t.post, t.office, t.officer, t.person, t.since, t.due_on, \
     t.rule, t.provisional, t.reason";

/// Reads [`TASK_COLUMNS`]; the reason comes closed.
pub(crate) fn task_row(row: &mut Row) -> Result<TaskRow, Fault> {
    Ok(TaskRow {
        id: row.text()?,
        kind: row.text()?,
        act: row.opt_text()?,
        seat: row.opt_text()?,
        post: row.opt_text()?.map(PostId),
        office: row.opt_text()?.map(OfficeId),
        officer: row.opt_text()?.map(OfficerId),
        person: row.opt_text()?.map(PersonId),
        since: row.date()?,
        due_on: row.opt_date()?,
        limit: row.opt_text()?,
        provisional: row.flag()?,
        reason: row.bytes()?,
    })
}

/// Opens the reason of a task.
pub(crate) fn open_reason(secret: &Secret, key: &FileKey, task: &mut TaskRow) -> Result<(), Fault> {
    task.reason = unclose(&secret.purpose("projection"), key, &format!("task {}", task.id), &task.reason)?;
    Ok(())
}

/// Reads a file's projection, opened.
pub(crate) async fn read(
    tx: &mut Tx,
    keys: &CityKeys,
    key: &FileKey,
) -> Result<(Seq, Projection), ReadError> {
    let (city, id) = (&key.city, &key.id);
    let row = tx
        .query_opt(
            &format!("SELECT f.n, {FILE_COLUMNS} FROM file f WHERE f.city = $1 AND f.id = $2"),
            params![city, id],
        )
        .await?;
    let mut row = row.ok_or_else(|| ReadError::NoFile(key.clone()))?;
    let (n, mut file) = (row.seq()?, file_row(&mut row)?);
    let secret = keys.find_file(tx, city, id, &file.retention).await?.ok_or(ReadError::Erased)?;
    open_card(&secret, key, &mut file)?;
    let inner = secret.purpose("projection");

    let mut facts = Vec::new();
    for mut row in tx
        .query(
            "SELECT field, i, text, int, day, closed FROM fact WHERE city = $1 AND file = $2 ORDER BY field, i",
            params![city, id],
        )
        .await?
    {
        let (field, i) = (row.text()?, row.u32()?);
        let value = match (row.opt_text()?, row.opt_int()?, row.opt_date()?, row.opt_bytes()?) {
            (Some(v), ..) => FactValue::Text(v),
            (_, Some(v), ..) => FactValue::Int(v),
            (_, _, Some(v), _) => FactValue::Date(v),
            (.., Some(v)) => FactValue::Closed(unclose(&inner, key, &format!("fact {field} {i}"), &v)?),
            _ => return Err(Fault::Damaged(format!("fact {field} of file {key} is empty")).into()),
        };
        facts.push(Fact { field, i, value });
    }
    let mut limits = Vec::new();
    for mut row in tx
        .query(
            "SELECT rule, count, from_on, due_on, state, state_on, provisional, person FROM limit_due
             WHERE city = $1 AND file = $2 ORDER BY rule, count",
            params![city, id],
        )
        .await?
    {
        limits.push(LimitRow {
            limit: row.text()?,
            count: row.u32()?,
            from: row.date()?,
            due_on: row.opt_date()?,
            state: row.text()?,
            state_on: row.opt_date()?,
            provisional: row.flag()?,
            person: row.opt_text()?.map(PersonId),
        });
    }
    let mut tasks = Vec::new();
    let sql = format!(
        "SELECT {TASK_COLUMNS} FROM task t WHERE t.city = $1 AND t.file = $2
         ORDER BY COALESCE(t.due_on, '9999-12-31'), t.id"
    );
    for mut row in tx.query(&sql, params![city, id]).await? {
        let mut task = task_row(&mut row)?;
        open_reason(&secret, key, &mut task)?;
        tasks.push(task);
    }
    let mut parties = Vec::new();
    for mut row in tx
        .query(
            "SELECT role, i, person, office, since, until, for_role, for_i, shown FROM party
             WHERE city = $1 AND file = $2 ORDER BY role, i",
            params![city, id],
        )
        .await?
    {
        let (role, i) = (row.text()?, row.u32()?);
        parties.push(PartyRow {
            person: row.opt_text()?.map(PersonId),
            office: row.opt_text()?.map(OfficeId),
            since: row.date()?,
            until: row.opt_date()?,
            acts_for: match (row.opt_text()?, row.opt_int()?) {
                (Some(role), Some(i)) => u32::try_from(i).ok().map(|i| (role, i)),
                _ => None,
            },
            shown: unclose(&inner, key, &format!("party {role} {i}"), &row.bytes()?)?,
            role,
            i,
        });
    }
    let mut papers = Vec::new();
    for mut row in tx
        .query(
            "SELECT id, paper, n, number, state, issued_on, pdf, original, facts FROM paper
             WHERE city = $1 AND file = $2 ORDER BY n, id",
            params![city, id],
        )
        .await?
    {
        let paper_id = row.text()?;
        papers.push(PaperRow {
            paper: row.text()?,
            n: row.u32()?,
            number: row.opt_text()?,
            state: row.text()?,
            issued_on: row.opt_date()?,
            pdf: row.opt_hash()?,
            original: row.opt_hash()?,
            facts: unclose(&inner, key, &format!("paper {paper_id}"), &row.bytes()?)?,
            id: paper_id,
        });
    }
    Ok((
        n,
        Projection { file, facts, limits, tasks, parties, papers, blind: Vec::new(), measured: Vec::new() },
    ))
}

impl Row {
    /// Writes all cells, each with its kind and length, so that no two rows look alike.
    fn write_to(mut self, dump: &mut Vec<u8>) {
        while let Ok(value) = self.value() {
            let (kind, bytes) = match value {
                Value::Null => (0, Vec::new()),
                Value::Int(v) => (1, v.to_be_bytes().to_vec()),
                Value::Text(v) => (2, v.into_bytes()),
                Value::Bytes(v) => (3, v),
            };
            dump.push(kind);
            dump.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            dump.extend_from_slice(&bytes);
        }
    }
}
