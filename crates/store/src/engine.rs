//! Two engines behind one transaction type.
//!
//! A piece of work is a function of a [`Tx`] that may run again. On SQLite it runs on the one writer
//! thread, with others in its group and apart from them; on PostgreSQL in a transaction of its
//! own. Its answer goes out after the commit that covers it.
//!
//! The work is asynchronous for PostgreSQL's sake. On SQLite no step is ever pending, so one poll runs it
//! to its end.

mod postgres;
mod sqlite;
mod value;

use std::{
    ops::Range,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures::future::BoxFuture;

pub use postgres::DatabaseTlsError;
pub(crate) use postgres::Postgres;
pub(crate) use sqlite::Sqlite;
pub(crate) use value::{Row, Value, params};

use crate::{Fault, OpenError};

/// What an engine has written since it was opened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Commits.
    pub(crate) commits: u64,
    /// Pieces of work that these cover.
    pub(crate) writes: u64,
    /// Bytes in the rows written.
    pub(crate) bytes: u64,
}

/// The tally as it is being kept.
#[derive(Default)]
struct Tallying {
    commits: AtomicU64,
    writes: AtomicU64,
    bytes: AtomicU64,
    /// The statements of each piece of work, while they are recorded.
    record: Mutex<Option<Vec<Vec<Later>>>>,
}

impl Tallying {
    fn is_recording(&self) -> bool {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn keep(&self, work: Vec<Later>) {
        if let Some(record) = &mut *self.record.lock().unwrap_or_else(PoisonError::into_inner) {
            record.push(work);
        }
    }

    fn add(&self, writes: u64, bytes: u64) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.writes.fetch_add(writes, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn read(&self) -> Tally {
        Tally {
            commits: self.commits.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }
}

/// A transaction under way.
pub(crate) struct Tx {
    link: Link,
    /// Bytes in the rows written by this transaction.
    bytes: u64,
    /// Whether this piece of work has written anything.
    wrote: bool,
    /// What this piece of work has written, while that is recorded.
    record: Option<Vec<Later>>,
    /// Statements put off.
    queue: Vec<Later>,
    /// The first fault of a statement: it dooms the work, whatever the work answers.
    fault: Option<Fault>,
}

/// A statement put off, or recorded.
#[derive(Clone)]
pub(crate) struct Later {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
    pub(crate) rows: Option<u64>,
}

enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Link),
}

impl Tx {
    fn new(link: Link) -> Self {
        Self { link, bytes: 0, wrote: false, record: None, queue: Vec::new(), fault: None }
    }

    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        self.note(sql, values, None);
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, sql, values),
            Link::Postgres(link) => link.execute(sql, values).await,
        };
        self.noted(done)
    }

    /// Runs a statement and gives its rows.
    pub(crate) async fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        if !sql.starts_with("SELECT") {
            self.note(sql, values, None);
        }
        let rows = match &mut self.link {
            Link::Sqlite(connection) => sqlite::query(connection, sql, values),
            Link::Postgres(link) => link.query(sql, values).await,
        };
        self.noted(rows)
    }

    /// Runs a statement and gives its first row, if any.
    pub(crate) async fn query_opt(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>, Fault> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    /// Runs statements without values.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), Fault> {
        self.wrote = true;
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::batch(connection, sql),
            Link::Postgres(link) => link.batch(sql).await,
        };
        self.noted(done)
    }

    /// Puts a statement off to the next [`flush`](Self::flush), at the latest the end of the work. What is put off
    /// goes to PostgreSQL in one journey. `rows` is how many it must touch. Gives its place among those put off.
    pub(crate) fn later(&mut self, sql: impl Into<String>, values: &[Value], rows: Option<u64>) -> usize {
        self.queue.push(Later { sql: sql.into(), values: values.to_vec(), rows });
        self.queue.len() - 1
    }

    /// Puts off the insertion of rows, many to a statement: `head` ends before VALUES, `tail` follows the rows. Each row
    /// must go in. Gives the places of the statements.
    pub(crate) fn insert(&mut self, head: &str, rows: Vec<Vec<Value>>, tail: &str) -> Range<usize> {
        /// Keeps the number of values of a statement far below SQLite's 32,766 and PostgreSQL's 65,535.
        const AT_ONCE: usize = 64;
        let first = self.queue.len();
        let mut all = rows.into_iter().peekable();
        while all.peek().is_some() {
            let rows: Vec<Vec<Value>> = all.by_ref().take(AT_ONCE).collect();
            let mut sql = String::with_capacity(head.len() + tail.len() + 16 * rows.len());
            sql.push_str(head);
            sql.push_str(" VALUES ");
            let mut n = 0;
            for (i, row) in rows.iter().enumerate() {
                sql.push_str(if i == 0 { "(" } else { ", (" });
                for j in 0..row.len() {
                    n += 1;
                    sql.push_str(if j == 0 { "$" } else { ", $" });
                    sql.push_str(&n.to_string());
                }
                sql.push(')');
            }
            if !tail.is_empty() {
                sql.push(' ');
                sql.push_str(tail);
            }
            let count = rows.len() as u64;
            let values = rows.into_iter().flatten().collect();
            self.queue.push(Later { sql, values, rows: Some(count) });
        }
        first..self.queue.len()
    }

    /// Runs what was put off, in order. Gives the place of the first statement that touched another number of rows than
    /// it must: to be understood by whoever put it off, or the work is to be rolled back.
    pub(crate) async fn flush(&mut self) -> Result<Option<usize>, Fault> {
        let queue = std::mem::take(&mut self.queue);
        if queue.is_empty() {
            return Ok(None);
        }
        for later in &queue {
            self.note(&later.sql, &later.values, later.rows);
        }
        let done = match &mut self.link {
            Link::Sqlite(connection) => {
                queue.iter().map(|later| sqlite::execute(connection, &later.sql, &later.values)).collect()
            }
            Link::Postgres(link) => link.execute_all(&queue).await,
        };
        let done: Vec<u64> = self.noted(done)?;
        Ok(queue.iter().zip(done).position(|(later, done)| later.rows.is_some_and(|rows| rows != done)))
    }

    /// The end of a piece of work: runs what is still put off. A fault that the work passed over dooms it.
    async fn finish(&mut self) -> Result<(), Fault> {
        let flushed = self.flush().await;
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        match flushed? {
            None => Ok(()),
            Some(_) => Err(Fault::Failed("two rows of one key in one piece of work".into())),
        }
    }

    /// Ready for the next piece of work.
    fn reset(&mut self) {
        self.fault = None;
        self.wrote = false;
        self.queue.clear();
        if let Some(record) = &mut self.record {
            record.clear();
        }
    }

    /// Takes note of a statement that writes.
    fn note(&mut self, sql: &str, values: &[Value], rows: Option<u64>) {
        self.wrote = true;
        self.bytes += values.iter().map(Value::size).sum::<u64>();
        if let Some(record) = &mut self.record {
            record.push(Later { sql: sql.to_owned(), values: values.to_vec(), rows });
        }
    }

    fn noted<T>(&mut self, result: Result<T, Fault>) -> Result<T, Fault> {
        if let Err(fault) = &result
            && self.fault.is_none()
        {
            self.fault = Some(fault.clone());
        }
        result
    }
}

/// Makes a piece of work of a block: `work!([a, b], |tx| …)` gives the block its own clones of `a` and `b` each time it runs.
macro_rules! work {
    ([$($name:ident),* $(,)?], |$tx:ident| $body:expr) => {
        move |$tx: &mut $crate::engine::Tx| {
            $(let $name = $name.clone();)*
            Box::pin(async move { $body })
        }
    };
}
pub(crate) use work;

/// A piece of work.
pub(crate) trait Work<T, E>:
    for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static
{
}
impl<T, E, F> Work<T, E> for F where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static
{
}

/// The engine of an open store.
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Engine {
    /// Opens SQLite on a file.
    pub(crate) fn sqlite(file: &Path, vfs: Option<&str>) -> Result<Self, Fault> {
        Sqlite::open(file, vfs).map(Self::Sqlite)
    }

    /// Opens a pool of connections to PostgreSQL, its certificate checked against those in a file.
    pub(crate) fn postgres(url: &str, ca: Option<&Path>) -> Result<Self, OpenError> {
        Postgres::open(url, ca).map(Self::Postgres)
    }

    /// Does work that writes; the answer comes when it is durable.
    pub(crate) async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        match self {
            Self::Sqlite(engine) => engine.write(work).await,
            Self::Postgres(engine) => engine.write(work).await,
        }
    }

    /// Does work that only reads, on one state of the database.
    pub(crate) async fn read<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        match self {
            Self::Sqlite(engine) => engine.read(work).await,
            Self::Postgres(engine) => engine.read(work).await,
        }
    }

    /// Finishes what is under way and closes.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(engine) => engine.close().await,
            Self::Postgres(engine) => engine.close(),
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        match self {
            Self::Sqlite(engine) => engine.tallying().read(),
            Self::Postgres(engine) => engine.tallying().read(),
        }
    }

    /// Records from now on what each piece of work writes, and gives what was recorded so far: for the benchmark, which
    /// lets a bare loop write the same.
    pub(crate) fn record(&self) -> Vec<Vec<Later>> {
        let tallying = match self {
            Self::Sqlite(engine) => engine.tallying(),
            Self::Postgres(engine) => engine.tallying(),
        };
        tallying.record.lock().unwrap_or_else(PoisonError::into_inner).replace(Vec::new()).unwrap_or_default()
    }

    /// Whether this is SQLite: for DDL and what an operator does to a file.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}
