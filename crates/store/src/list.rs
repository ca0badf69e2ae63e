//! Lists: registers, tasks and counts, a page at a time by cursor.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use xiezhi_matter::key::{City, FileId, FileKey, Seq};

use crate::{
    FactValue, Fault, FileRow, OfficeId, OfficerId, PersonId, PostId, ReadError, Store, TaskRow,
    crypto::Secret,
    engine::{Row, Tx, Value, params, work},
    keys::CityKeys,
    measured::{self, Span},
    projection::{self, FILE_COLUMNS, TASK_COLUMNS},
};

/// A place in a list, to go on from. Opaque; it holds no plaintext of a closed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
}

/// Which files, in which order.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The tenant.
    pub city: City,
    /// Of which matter; of all when none is named.
    pub matter: Option<String>,
    /// All of these must hold.
    pub filters: Vec<Filter>,
    /// Sorted by what; the file's id decides between equals.
    pub order: Order,
    /// Which way.
    pub direction: Direction,
    /// From where on.
    pub after: Option<Cursor>,
    /// At most so many; 1 to 1000.
    pub limit: u32,
}

/// A condition on a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// In one of these states.
    States(Vec<String>),
    /// Not yet in a final state.
    Open,
    /// In a final state.
    Closed,
    /// In charge is one of these offices.
    Offices(Vec<OfficeId>),
    /// In charge is this officer.
    Officer(OfficerId),
    /// With this number.
    Number(String),
    /// Opened on this day or later.
    OpenedFrom(Date),
    /// Opened on this day or earlier.
    OpenedUntil(Date),
    /// Its next limit ends on this day or later.
    DueFrom(Date),
    /// Its next limit ends on this day or earlier.
    DueUntil(Date),
    /// A child of this file.
    Parent(FileId),
    /// This file alone.
    Is(FileId),
    /// Any file but this one.
    Not(FileId),
    /// A fact passes a test; with a list, any member of it.
    Fact(String, Test),
    /// A closed value, already normalised, is among its keyed hashes of this kind.
    Blind(String, String),
    /// This person is in it, in this role or in any; parties that left do not count.
    Person(Option<String>, PersonId),
    /// This office is a party in it, in this role or in any.
    OfficeParty(Option<String>, OfficeId),
    /// It gives a chosen row to a figure (matter, figure) within a span, with one of these sets of axes; of any, where none
    /// is named.
    Measured(String, String, Span, Vec<Vec<Option<String>>>),
    /// The span between two date facts touches this one: (from field, until field, from, until).
    Overlaps(String, String, Date, Date),
}

/// A test of a fact. A [`FactValue::Closed`] passes none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Equal.
    Is(FactValue),
    /// Equal to one of these.
    AnyOf(Vec<FactValue>),
    /// This or later, this or more.
    From(FactValue),
    /// This or earlier, this or less.
    Until(FactValue),
    /// There at all.
    Set,
    /// Not there.
    Unset,
}

/// What a list of files is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// The next due date; files without one last.
    Due,
    /// The day of opening.
    Opened,
    /// The case number; files without one first.
    Number,
    /// The instant of the last event.
    Changed,
    /// A text, number or date fact; files without it last.
    Fact(String),
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest, earliest first.
    Up,
    /// Largest, latest first.
    Down,
}

/// A line of a list of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// Which file.
    pub key: FileKey,
    /// Its last event.
    pub n: Seq,
    /// The row, with `card` opened; an erased file's card is empty.
    pub row: FileRow,
    /// Whether its key was destroyed.
    pub erased: bool,
}

/// Whose tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskFor {
    /// An officer's: named ones, and those of any of these posts in one of these offices. A task
    /// without an office is for the post in any office.
    Officer {
        /// Who.
        officer: OfficerId,
        /// The posts held now.
        posts: Vec<(PostId, OfficeId)>,
    },
    /// A party's.
    Person(PersonId),
    /// Everything an office has to do.
    Office(OfficeId),
    /// Everything in the city.
    All,
}

/// A line of a task list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// The file it is in, with its card.
    pub file: FileLine,
    /// The task, with its reason opened.
    pub task: TaskRow,
}

/// How many files of a matter stand in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The matter.
    pub matter: String,
    /// The state.
    pub state: String,
    /// How many.
    pub count: u64,
}

/// Tasks by how near they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    /// Due before today.
    pub overdue: u64,
    /// Due today.
    pub today: u64,
    /// Due within the seven days after today.
    pub week: u64,
    /// Due later.
    pub later: u64,
    /// Without a due date.
    pub undated: u64,
}

/// The longest page.
pub(crate) const MOST: u32 = 1000;

impl Cursor {
    /// A place: the sort values and the id of the last row given.
    pub(crate) fn write<T: Serialize>(place: &T) -> Self {
        let mut bytes = Vec::new();
        // Writing numbers and texts to memory does not fail.
        let _written = ciborium::into_writer(place, &mut bytes);
        Self(hex::encode(bytes))
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, ReadError> {
        let bytes = hex::decode(&self.0).map_err(|_| ReadError::BadCursor)?;
        ciborium::from_reader(bytes.as_slice()).map_err(|_| ReadError::BadCursor)
    }
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` rows from one more, each with its place.
    pub(crate) fn cut<P: Serialize>(mut rows: Vec<(P, T)>, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(place, _)| Cursor::write(place));
        Self { rows: rows.into_iter().map(|(_, row)| row).collect(), next }
    }
}

/// A statement being written: each value gets the next `$n`, so they ascend in first use.
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// The text may name the values given as `$1` …
    fn new(text: &str, values: &[Value]) -> Self {
        Self { text: text.to_owned(), values: values.to_vec() }
    }

    fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let n = self.values.len();
        self.text.push('$');
        self.text.push_str(&n.to_string());
        self
    }

    /// `IN (…)`; with nothing to be in, false.
    fn among<V: Into<Value>>(&mut self, column: &str, values: impl IntoIterator<Item = V>) -> &mut Self {
        let mut any = false;
        for value in values {
            self.push(if any { ", " } else { column }).push(if any { "" } else { " IN (" }).value(value);
            any = true;
        }
        self.push(if any { ")" } else { "1 = 0" })
    }
}

/// Writes the conditions of filters on `f`, a file of city `$1`, each after AND.
fn conditions(sql: &mut Sql, keys: &CityKeys, filters: &[Filter]) {
    for filter in filters {
        sql.push(" AND ");
        match filter {
            Filter::States(states) => sql.among("f.state", states),
            Filter::Open => sql.push("f.closed_on IS NULL"),
            Filter::Closed => sql.push("f.closed_on IS NOT NULL"),
            Filter::Offices(offices) => sql.among("f.office", offices),
            Filter::Officer(officer) => sql.push("f.officer = ").value(officer),
            Filter::Number(number) => sql.push("f.number = ").value(number),
            Filter::OpenedFrom(day) => sql.push("f.opened_on >= ").value(*day),
            Filter::OpenedUntil(day) => sql.push("f.opened_on <= ").value(*day),
            Filter::DueFrom(day) => sql.push("f.next_due >= ").value(*day),
            Filter::DueUntil(day) => {
                sql.push("f.next_due IS NOT NULL AND COALESCE(f.next_due, '9999-12-31') <= ").value(*day)
            }
            Filter::Parent(parent) => sql.push("f.parent = ").value(parent),
            Filter::Is(file) => sql.push("f.id = ").value(file),
            Filter::Not(file) => sql.push("f.id <> ").value(file),
            Filter::Fact(field, test) => fact(sql, field, test),
            Filter::Blind(kind, value) => sql
                .push("f.id IN (SELECT b.file FROM blind b WHERE b.city = $1 AND b.kind = ")
                .value(kind)
                .push(" AND b.value = ")
                .value(keys.blind(kind, value))
                .push(")"),
            Filter::Person(role, person) => party(sql, "p.person = ", person.as_str(), role.as_deref()),
            Filter::OfficeParty(role, office) => party(sql, "p.office = ", office.as_str(), role.as_deref()),
            Filter::Measured(matter, measure, span, axes) => {
                sql.push("f.id IN (SELECT m.file FROM measured m WHERE m.city = $1 AND m.chosen = 1 AND m.measure = ")
                    .value(format!("{matter}/{measure}"))
                    .push(" AND ");
                let (condition, values) = measured::condition(*span, sql.values.len() + 1);
                sql.push(&condition).values.extend(values);
                if !axes.is_empty() {
                    sql.push(" AND ").among("m.axes", axes.iter().map(|a| measured::joined(a)));
                }
                sql.push(")")
            }
            Filter::Overlaps(from_field, until_field, from, until) => sql
                .push("f.id IN (SELECT x.file FROM fact x WHERE x.city = $1 AND x.field = ")
                .value(from_field)
                .push(" AND x.day <= ")
                .value(*until)
                // A span without an end goes on.
                .push(") AND f.id NOT IN (SELECT x.file FROM fact x WHERE x.city = $1 AND x.field = ")
                .value(until_field)
                .push(" AND x.day < ")
                .value(*from)
                .push(")"),
        };
    }
}

fn fact<'a>(sql: &'a mut Sql, field: &str, test: &Test) -> &'a mut Sql {
    let there = if *test == Test::Unset { "f.id NOT IN " } else { "f.id IN " };
    sql.push(there).push("(SELECT x.file FROM fact x WHERE x.city = $1 AND x.field = ").value(field);
    match test {
        Test::Set | Test::Unset => {}
        Test::Is(value) => compared(sql, " = ", value),
        Test::From(value) => compared(sql, " >= ", value),
        Test::Until(value) => compared(sql, " <= ", value),
        Test::AnyOf(values) => {
            sql.push(" AND (1 = 0");
            for value in values {
                sql.push(" OR (1 = 1");
                compared(sql, " = ", value);
                sql.push(")");
            }
            sql.push(")");
        }
    }
    sql.push(")")
}

fn compared(sql: &mut Sql, how: &str, value: &FactValue) {
    match value {
        FactValue::Text(v) => sql.push(" AND x.text").push(how).value(v),
        FactValue::Int(v) => sql.push(" AND x.int").push(how).value(*v),
        FactValue::Date(v) => sql.push(" AND x.day").push(how).value(*v),
        FactValue::Closed(_) => sql.push(" AND 1 = 0"),
    };
}

fn party<'a>(sql: &'a mut Sql, column: &str, who: &str, role: Option<&str>) -> &'a mut Sql {
    sql.push("f.id IN (SELECT p.file FROM party p WHERE p.city = $1 AND p.until IS NULL AND ")
        .push(column)
        .value(who);
    if let Some(role) = role {
        sql.push(" AND p.role = ").value(role);
    }
    sql.push(")")
}

/// What a guard looks up again: the files and their last events.
pub(crate) async fn look_up(
    tx: &mut Tx,
    keys: &CityKeys,
    city: &City,
    matter: &str,
    filters: &[Filter],
) -> Result<BTreeSet<(FileId, Seq)>, Fault> {
    let mut sql =
        Sql::new("SELECT f.id, f.n FROM file f WHERE f.city = $1 AND f.matter = $2", params![city, matter]);
    conditions(&mut sql, keys, filters);
    let rows = tx.query(&sql.text, &sql.values).await?;
    rows.into_iter().map(|mut row| Ok((row.file()?, row.seq()?))).collect()
}

/// A place in a list of files: a text and a number to sort by, and the id.
type Place = (String, i64, String);

/// Greater than any text: the last character of all, four bytes that no name begins with.
const LAST: &str = "\u{10FFFF}";

/// The expressions that a list is sorted by before the id: a text, a number, or both. Written so that the index on
/// them is used.
fn sorted(order: &Order, direction: Direction) -> (Option<String>, Option<String>) {
    let up = direction == Direction::Up;
    let (text, int) = match order {
        Order::Due if up => ("COALESCE(f.next_due, '9999-12-31')".to_owned(), None),
        Order::Due => ("COALESCE(f.next_due, '')".to_owned(), None),
        Order::Opened => ("COALESCE(f.opened_on, '9999-12-31')".to_owned(), None),
        Order::Number => ("COALESCE(f.number, '')".to_owned(), None),
        Order::Changed => return (None, Some("f.at".to_owned())),
        Order::Fact(_) => {
            let (text, int) = if up { (LAST, i64::MAX) } else { ("", -i64::MAX) };
            (format!("COALESCE(s.text, s.day, '{text}')"), Some(format!("COALESCE(s.int, {int})")))
        }
    };
    (Some(text), int)
}

/// The key of each file that a list shows, by a join, so that a page costs one query.
const KEYS: &str = " LEFT JOIN wrapped_key k ON k.city = f.city AND k.kind = 'file' AND k.owner = f.id AND k.retention = f.retention";

/// Reads `f.id, f.n, k.wrapped` and the columns of a file, and opens its card.
fn line(row: &mut Row, keys: &CityKeys, city: &City) -> Result<(FileLine, Option<Secret>), Fault> {
    let (id, n, wrapped) = (row.file()?, row.seq()?, row.opt_bytes()?);
    let mut file = projection::file_row(row)?;
    let secret = wrapped.map(|w| keys.unwrap_file(city, &id, &file.retention, &w)).transpose()?;
    let key = FileKey { city: city.clone(), id };
    match &secret {
        Some(secret) => projection::open_card(secret, &key, &mut file)?,
        None => file.card.clear(),
    }
    Ok((FileLine { key, n, row: file, erased: secret.is_none() }, secret))
}

impl Store {
    /// A page of files.
    pub async fn list_files(&self, query: &Query) -> Result<Page<FileLine>, ReadError> {
        let keys = self.city_keys(&query.city).await?;
        let (first, second) = sorted(&query.order, query.direction);
        let by: Vec<&str> =
            [&first, &second].into_iter().flatten().map(String::as_str).chain(["f.id"]).collect();
        let limit = query.limit.clamp(1, MOST);
        let mut sql = Sql::new("", params![&query.city]);
        sql.push(&format!(
            "SELECT f.id, f.n, k.wrapped, {FILE_COLUMNS}, {}, {} FROM file f{KEYS} AND k.city = $1",
            first.as_deref().unwrap_or("''"),
            second.as_deref().unwrap_or("CAST(0 AS BIGINT)")
        ));
        if let Order::Fact(field) = &query.order {
            sql.push(" LEFT JOIN fact s ON s.city = f.city AND s.file = f.id AND s.i = 0 AND s.field = ")
                .value(field);
        }
        sql.push(" WHERE f.city = $1");
        if let Some(matter) = &query.matter {
            sql.push(" AND f.matter = ").value(matter);
        }
        conditions(&mut sql, &keys, &query.filters);
        let (than, way) = match query.direction {
            Direction::Up => (">", "ASC"),
            Direction::Down => ("<", "DESC"),
        };
        if let Some(after) = &query.after {
            let (text, int, id) = after.read::<Place>()?;
            sql.push(&format!(" AND ({}) {than} (", by.join(", ")));
            if first.is_some() {
                sql.value(text).push(", ");
            }
            if second.is_some() {
                sql.value(int).push(", ");
            }
            sql.value(id).push(")");
        }
        let by: Vec<String> = by.into_iter().map(|by| format!("{by} {way}")).collect();
        sql.push(&format!(" ORDER BY {} LIMIT ", by.join(", "))).value(limit + 1);
        let (city, text, values) = (query.city.clone(), sql.text, sql.values);
        self.read(work!([keys, city, text, values], |tx| {
            let mut lines = Vec::new();
            for mut row in tx.query(&text, &values).await? {
                let (line, _) = line(&mut row, &keys, &city)?;
                let place: Place = (row.text()?, row.int()?, line.key.id.as_str().to_owned());
                lines.push((place, line));
            }
            Ok(Page::cut(lines, limit))
        }))
        .await
    }

    /// A page of tasks by due date, those without one last.
    pub async fn list_tasks(
        &self,
        city: &City,
        whose: &TaskFor,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<TaskLine>, ReadError> {
        let keys = self.city_keys(city).await?;
        let limit = limit.clamp(1, MOST);
        let mut sql = Sql::new("", params![city]);
        sql.push(&format!(
            "SELECT f.id, f.n, k.wrapped, {FILE_COLUMNS}, {TASK_COLUMNS} FROM task t
             JOIN file f ON f.city = t.city AND f.id = t.file{KEYS} WHERE t.city = $1"
        ));
        belonging(&mut sql, whose);
        if let Some(after) = after {
            let (due, file, id) = after.read::<(String, String, String)>()?;
            sql.push(" AND (COALESCE(t.due_on, '9999-12-31'), t.file, t.id) > (")
                .value(due)
                .push(", ")
                .value(file);
            sql.push(", ").value(id).push(")");
        }
        sql.push(" ORDER BY COALESCE(t.due_on, '9999-12-31'), t.file, t.id LIMIT ").value(limit + 1);
        let (city, text, values) = (city.clone(), sql.text, sql.values);
        self.read(work!([keys, city, text, values], |tx| {
            let mut lines = Vec::new();
            for mut row in tx.query(&text, &values).await? {
                let (file, secret) = line(&mut row, &keys, &city)?;
                let mut task = projection::task_row(&mut row)?;
                match &secret {
                    Some(secret) => projection::open_reason(secret, &file.key, &mut task)?,
                    None => task.reason.clear(),
                }
                let due = task.due_on.map_or("9999-12-31".to_owned(), |d| d.to_string());
                lines
                    .push(((due, file.key.id.as_str().to_owned(), task.id.clone()), TaskLine { file, task }));
            }
            Ok(Page::cut(lines, limit))
        }))
        .await
    }

    /// How many tasks, by how near they are.
    pub async fn count_tasks(
        &self,
        city: &City,
        whose: &TaskFor,
        today: Date,
    ) -> Result<TaskCounts, ReadError> {
        let week = today.saturating_add(jiff::Span::new().days(7));
        let mut sql = Sql::new("", params![city]);
        // `$1` has to come first in the text.
        sql.push("SELECT COUNT(CASE WHEN $1 = t.city AND t.due_on < ").value(today);
        sql.push(" THEN 1 END), COUNT(CASE WHEN t.due_on = ").value(today);
        sql.push(" THEN 1 END), COUNT(CASE WHEN t.due_on > ")
            .value(today)
            .push(" AND t.due_on <= ")
            .value(week);
        sql.push(" THEN 1 END), COUNT(CASE WHEN t.due_on > ").value(week);
        sql.push(" THEN 1 END), COUNT(CASE WHEN t.due_on IS NULL THEN 1 END) FROM task t WHERE t.city = $1");
        belonging(&mut sql, whose);
        let (text, values) = (sql.text, sql.values);
        self.read(work!([text, values], |tx| {
            let Some(mut row) = tx.query_opt(&text, &values).await? else {
                return Ok(TaskCounts::default());
            };
            Ok(TaskCounts {
                overdue: row.u64()?,
                today: row.u64()?,
                week: row.u64()?,
                later: row.u64()?,
                undated: row.u64()?,
            })
        }))
        .await
    }

    /// How many files stand in each state, of one office or of all.
    pub async fn count_files(
        &self,
        city: &City,
        office: Option<&OfficeId>,
    ) -> Result<Vec<StateCount>, ReadError> {
        let mut sql =
            Sql::new("SELECT f.matter, f.state, COUNT(*) FROM file f WHERE f.city = $1", params![city]);
        if let Some(office) = office {
            sql.push(" AND f.office = ").value(office);
        }
        sql.push(" GROUP BY f.matter, f.state ORDER BY f.matter, f.state");
        let (text, values) = (sql.text, sql.values);
        self.read(work!([text, values], |tx| {
            let rows = tx.query(&text, &values).await?;
            let counts = rows
                .into_iter()
                .map(|mut row| Ok(StateCount { matter: row.text()?, state: row.text()?, count: row.u64()? }));
            counts.collect()
        }))
        .await
    }
}

/// Writes the condition that a task `t` is theirs, after AND.
fn belonging(sql: &mut Sql, whose: &TaskFor) {
    match whose {
        TaskFor::Officer { officer, posts } => {
            sql.push(" AND (t.officer = ").value(officer);
            for (post, office) in posts {
                sql.push(" OR (t.officer IS NULL AND t.post = ").value(post);
                sql.push(" AND (t.office IS NULL OR t.office = ").value(office).push("))");
            }
            sql.push(")");
        }
        TaskFor::Person(person) => {
            sql.push(" AND t.person = ").value(person);
        }
        TaskFor::Office(office) => {
            sql.push(" AND t.office = ").value(office);
        }
        TaskFor::All => {}
    }
}
