//! SQLite: one writer with group commit, several readers.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::JoinHandle,
};

use futures::executor::block_on;
use rusqlite::{
    Connection, Error, ErrorCode, OpenFlags, ToSql,
    config::DbConfig,
    params_from_iter,
    types::{ToSqlOutput, ValueRef},
};
use tokio::sync::{Semaphore, oneshot};

use super::{Link, Row, Tallying, Tx, Value, Work};
use crate::Fault;

/// How many pieces of work one commit may cover. Beyond this a sync is no longer what costs.
const GROUP: usize = 128;
/// How many connections read at once.
const READERS: usize = 4;

/// The engine.
pub(crate) struct Sqlite {
    writer: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    readers: Arc<Mutex<Vec<Tx>>>,
    free: Arc<Semaphore>,
    tally: Arc<Tallying>,
}

/// Work on its way through the writer.
trait Job: Send {
    /// Runs it; says whether what it wrote is to stay.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Answers: with the fault when there is one, with what the work gave otherwise.
    fn answer(self: Box<Self>, fault: Option<Fault>);
}

struct Pending<W, T, E> {
    work: W,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Job for Pending<W, T, E>
where
    W: Work<T, E>,
    T: Send,
    E: From<Fault> + Send,
{
    fn run(&mut self, tx: &mut Tx) -> bool {
        self.result = Some(run(&self.work, tx));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, fault: Option<Fault>) {
        let answer = match (fault, self.result) {
            (Some(fault), _) => Err(fault.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Fault::Failed("the work did not run".into()).into()),
        };
        // Whoever asked may have gone; what was written stays written.
        let _gone = self.reply.send(answer);
    }
}

/// Runs work to its end: no step of it waits. A panic fails this work and no other.
fn run<T, E: From<Fault>>(work: &impl Work<T, E>, tx: &mut Tx) -> Result<T, E> {
    tx.reset();
    let result = catch_unwind(AssertUnwindSafe(|| block_on(work(tx))));
    let value = result.unwrap_or_else(|_| Err(Fault::Failed("a piece of work panicked".into()).into()))?;
    block_on(tx.finish())?;
    Ok(value)
}

impl Sqlite {
    pub(crate) fn open(file: &Path, vfs: Option<&str>) -> Result<Self, Fault> {
        let writer = connect(file, vfs)?;
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA fullfsync = ON;
                 PRAGMA checkpoint_fullfsync = ON;
                 PRAGMA wal_autocheckpoint = 8000;
                 PRAGMA secure_delete = ON;
                 PRAGMA temp_store = MEMORY;
                 PRAGMA cache_size = -16000;",
            )
            .map_err(|e| fault(&e))?;
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let reader = connect(file, vfs)?;
            reader
                .execute_batch(
                    "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000;",
                )
                .map_err(|e| fault(&e))?;
            readers.push(Tx::new(Link::Sqlite(reader)));
        }
        let (sender, receiver) = mpsc::channel::<Box<dyn Job>>();
        let tally = Arc::new(Tallying::default());
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn({
                let tally = Arc::clone(&tally);
                move || write_on(Tx::new(Link::Sqlite(writer)), &receiver, &tally)
            })
            .map_err(|e| Fault::Io(e.to_string()))?;
        Ok(Self {
            writer: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
            readers: Arc::new(Mutex::new(readers)),
            free: Arc::new(Semaphore::new(READERS)),
            tally,
        })
    }

    pub(crate) async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Pending { work, result: None, reply });
        {
            let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let sent = writer.as_ref().map(|w| w.send(job));
            if !matches!(sent, Some(Ok(()))) {
                return Err(closed().into());
            }
        }
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    pub(crate) async fn read<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.free).acquire_owned().await else { return Err(closed().into()) };
        let readers = Arc::clone(&self.readers);
        let reading = tokio::task::spawn_blocking(move || {
            let reader = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut tx) = reader else { return Err(closed().into()) };
            let result = match block_on(tx.batch("BEGIN")) {
                Ok(()) => run(&work, &mut tx),
                Err(fault) => Err(fault.into()),
            };
            // Ends the reading; nothing was written. A connection whose transaction is gone says so, and is fine.
            let _ended = block_on(tx.batch("ROLLBACK"));
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(tx);
            drop(permit);
            result
        });
        match reading.await {
            Ok(result) => result,
            Err(_) => Err(Fault::Failed("a reader was stopped".into()).into()),
        }
    }

    pub(super) fn tallying(&self) -> &Tallying {
        &self.tally
    }

    pub(crate) async fn close(&self) {
        drop(self.writer.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The writer finishes what it was given, then ends.
            let _ended = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        self.free.close();
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Drop for Sqlite {
    /// Waits for the writer, so that whoever opens the folder next finds all that was acknowledged and nobody writing.
    fn drop(&mut self) {
        drop(self.writer.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ended = thread.join();
        }
    }
}

fn connect(file: &Path, vfs: Option<&str>) -> Result<Connection, Fault> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(file, flags, vfs),
        None => Connection::open_with_flags(file, flags),
    }
    .map_err(|e| fault(&e))?;
    connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(|e| fault(&e))?;
    connection.set_prepared_statement_cache_capacity(256);
    // Plans do not depend on the values bound, so that binding never prepares a statement anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(|e| fault(&e))?;
    Ok(connection)
}

fn closed() -> Fault {
    Fault::Away("the store was closed".into())
}

/// The writer's life: takes what waits, writes it as one group, answers, until nobody can send more.
fn write_on(mut tx: Tx, receiver: &mpsc::Receiver<Box<dyn Job>>, tally: &Tallying) {
    while let Ok(first) = receiver.recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(job) = receiver.try_recv()
        {
            group.push(job);
        }
        write_group(&mut tx, group, tally);
    }
    // Leaves one file, not three, for whoever copies the folder next.
    let _left = block_on(tx.batch("PRAGMA wal_checkpoint(TRUNCATE)"));
}

/// How the jobs of a group are kept apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Apart {
    /// Not at all: if one fails after it wrote, the group is rolled back and begun again with savepoints. As a rule
    /// none fails, and savepoints cost a copy of every page touched.
    No,
    /// Each in its savepoint.
    Savepoints,
}

/// Why a group was not committed.
enum Undone {
    /// A job failed after it had written, and was not apart from the others.
    Mixed,
    /// The transaction as a whole failed.
    Fault(Fault),
}

/// Writes a group in one transaction. When the transaction as a whole fails (the disk is full), each is tried
/// alone, so that only those fail that can't be done.
fn write_group(tx: &mut Tx, mut group: Vec<Box<dyn Job>>, tally: &Tallying) {
    tx.bytes = 0;
    tx.record = tally.is_recording().then(Vec::new);
    let done = match attempt(tx, &mut group, Apart::No, tally) {
        Err(Undone::Mixed) => attempt(tx, &mut group, Apart::Savepoints, tally),
        done => done,
    };
    match done {
        Ok(()) => {
            tally.add(group.len() as u64, tx.bytes);
            for job in group {
                job.answer(None);
            }
        }
        Err(undone) => {
            let fault = match undone {
                Undone::Fault(fault) => fault,
                Undone::Mixed => Fault::Failed("jobs in savepoints are apart".into()),
            };
            tracing::warn!(jobs = group.len(), %fault, "A group of writes was rolled back: {fault}");
            let alone = group.len() == 1;
            for job in group {
                if alone {
                    job.answer(Some(fault.clone()));
                } else {
                    write_group(tx, vec![job], tally);
                }
            }
        }
    }
}

fn attempt(tx: &mut Tx, group: &mut [Box<dyn Job>], apart: Apart, tally: &Tallying) -> Result<(), Undone> {
    let done = attempt_open(tx, group, apart, tally);
    if done.is_err() && !is_autocommit(tx) {
        // The cause is told already; a rollback that fails leaves the transaction to the next BEGIN's fault.
        let _ended = block_on(tx.batch("ROLLBACK"));
    }
    done
}

fn attempt_open(
    tx: &mut Tx,
    group: &mut [Box<dyn Job>],
    apart: Apart,
    tally: &Tallying,
) -> Result<(), Undone> {
    command(tx, "BEGIN IMMEDIATE")?;
    for job in group {
        if apart == Apart::Savepoints {
            command(tx, "SAVEPOINT job")?;
        }
        let stays = job.run(tx);
        if is_autocommit(tx) {
            // SQLite itself rolled the whole transaction back: a full disk, a failed write.
            return Err(Undone::Fault(Fault::Full));
        }
        match apart {
            Apart::No if !stays && tx.wrote => return Err(Undone::Mixed),
            Apart::No => {}
            Apart::Savepoints => {
                if !stays {
                    command(tx, "ROLLBACK TO job")?;
                }
                command(tx, "RELEASE job")?;
            }
        }
        if let Some(record) = tx.record.as_ref().filter(|_| stays) {
            tally.keep(record.clone());
        }
    }
    Ok(command(tx, "COMMIT")?)
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A statement of the transaction itself, prepared once.
fn command(tx: &Tx, sql: &str) -> Result<(), Fault> {
    match &tx.link {
        Link::Sqlite(connection) => execute(connection, sql, &[]).map(drop),
        Link::Postgres(_) => Err(Fault::Failed("PostgreSQL on the writer of SQLite".into())),
    }
}

fn is_autocommit(tx: &Tx) -> bool {
    match &tx.link {
        Link::Sqlite(connection) => connection.is_autocommit(),
        Link::Postgres(_) => false,
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(v) => ValueRef::Integer(*v),
            Self::Text(v) => ValueRef::Text(v.as_bytes()),
            Self::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

pub(super) fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64, Fault> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| fault(&e))?;
    let done = statement.execute(params_from_iter(values)).map_err(|e| fault(&e))?;
    Ok(done as u64)
}

pub(super) fn query(connection: &Connection, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| fault(&e))?;
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values)).map_err(|e| fault(&e))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(|e| fault(&e))? {
        let mut cells = Vec::with_capacity(columns);
        for i in 0..columns {
            cells.push(match row.get_ref(i).map_err(|e| fault(&e))? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(v) => Value::Int(v),
                ValueRef::Real(_) => return Err(Fault::Failed("a column holds a fraction".into())),
                ValueRef::Text(v) => Value::Text(
                    String::from_utf8(v.to_vec())
                        .map_err(|_| Fault::Damaged("a text is not UTF-8".into()))?,
                ),
                ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
            });
        }
        found.push(Row::new(cells));
    }
    Ok(found)
}

pub(super) fn batch(connection: &Connection, sql: &str) -> Result<(), Fault> {
    connection.execute_batch(sql).map_err(|e| fault(&e))
}

fn fault(error: &Error) -> Fault {
    let Error::SqliteFailure(cause, _) = error else { return Fault::Failed(error.to_string()) };
    match cause.code {
        ErrorCode::DiskFull => Fault::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Contended,
        ErrorCode::CannotOpen => Fault::Away(error.to_string()),
        ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            Fault::Io(error.to_string())
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Fault::Damaged(error.to_string()),
        _ => Fault::Failed(error.to_string()),
    }
}
