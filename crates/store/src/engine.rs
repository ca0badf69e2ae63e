//! Two engines behind one transaction type.
//!
//! A piece of work is a function of a [`Tx`] that may run again. On SQLite it runs on the one writer
//! thread, with others in its group, each within a savepoint; on PostgreSQL in a transaction of its
//! own. Its answer goes out after the commit that covers it.
//!
//! The work is asynchronous for PostgreSQL's sake. On SQLite no step is ever pending, so one poll runs it
//! to its end.

mod postgres;
mod sqlite;
mod value;

use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use futures::future::BoxFuture;

pub(crate) use postgres::Postgres;
pub(crate) use sqlite::Sqlite;
pub(crate) use value::{Row, Value, params};

use crate::Fault;

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
#[derive(Debug, Default)]
struct Tallying {
    commits: AtomicU64,
    writes: AtomicU64,
    bytes: AtomicU64,
}

impl Tallying {
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
    /// The first fault of a statement: it dooms the work, whatever the work answers.
    fault: Option<Fault>,
}

enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Link),
}

impl Tx {
    fn new(link: Link) -> Self {
        Self { link, bytes: 0, fault: None }
    }

    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        self.bytes += values.iter().map(Value::size).sum::<u64>();
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, sql, values),
            Link::Postgres(link) => link.execute(sql, values).await,
        };
        self.noted(done)
    }

    /// Runs a statement and gives its rows.
    pub(crate) async fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
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
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::batch(connection, sql),
            Link::Postgres(link) => link.batch(sql).await,
        };
        self.noted(done)
    }

    /// Inserts many rows with few statements: `head` ends before VALUES, `tail` follows the rows.
    pub(crate) async fn insert(
        &mut self,
        head: &str,
        rows: Vec<Vec<Value>>,
        tail: &str,
    ) -> Result<u64, Fault> {
        /// Keeps the number of values of a statement far below SQLite's 32,766 and PostgreSQL's 65,535.
        const AT_ONCE: usize = 64;
        let mut done = 0;
        for rows in rows.chunks(AT_ONCE) {
            let mut sql = String::from(head);
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
            sql.push(' ');
            sql.push_str(tail);
            let values: Vec<Value> = rows.iter().flatten().cloned().collect();
            done += self.execute(sql.trim_end(), &values).await?;
        }
        Ok(done)
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

    /// Opens a pool of connections to PostgreSQL.
    pub(crate) fn postgres(url: &str) -> Result<Self, String> {
        Postgres::open(url).map(Self::Postgres)
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
            Self::Sqlite(engine) => engine.tally(),
            Self::Postgres(engine) => engine.tally(),
        }
    }

    /// Whether this is SQLite: for DDL and what an operator does to a file.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}
