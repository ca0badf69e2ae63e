//! PostgreSQL, and what speaks its protocol and dialect.
//!
//! Transactions are READ COMMITTED, and every race is decided by a row: ON CONFLICT or UPDATE waits for
//! the other transaction and then sees what it left, so nothing hangs on how the engine detects conflicts. A deadlock
//! or serialisation failure, which distributed engines give more freely, is tried again three times.

use std::{path::Path, sync::Arc, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime};
use tokio_postgres::{
    Config, Error, NoTls,
    error::SqlState,
    types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use super::{Row, Tallying, Tx, Value, Work};
use crate::{Fault, OpenError};

mod tls;

pub use tls::DatabaseTlsError;

/// Connections of one node. A database serves many nodes with some hundred connections in all.
const CONNECTIONS: usize = 16;
/// How long a piece of work may take. A server behind a network that swallows packets never answers.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a transaction is tried again after a conflict.
const RETRIES: u32 = 3;

/// The engine.
pub(crate) struct Postgres {
    pool: Pool,
    tally: Arc<Tallying>,
}

/// A connection within a transaction. Dropped before its end, it is taken out of the pool and closed, which rolls the
/// transaction back.
pub(crate) struct Link {
    connection: Option<Object>,
    ended: bool,
}

impl Drop for Link {
    fn drop(&mut self) {
        if !self.ended
            && let Some(connection) = self.connection.take()
        {
            drop(Object::take(connection));
        }
    }
}

impl Link {
    fn connection(&self) -> Result<&Object, Fault> {
        self.connection.as_ref().ok_or_else(|| Fault::Away("the connection is gone".into()))
    }

    pub(super) async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let connection = self.connection()?;
        let statement = connection.prepare_cached(sql).await.map_err(|e| fault(&e))?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        connection.execute(&statement, &values).await.map_err(|e| fault(&e))
    }

    /// Sends all statements before it waits for the first: one journey for all.
    pub(super) async fn execute_all(&self, queue: &[super::Later]) -> Result<Vec<u64>, Fault> {
        /// Beyond this `try_join_all` no longer polls in order.
        const AT_ONCE: usize = 24;
        let connection = self.connection()?;
        let mut done = Vec::with_capacity(queue.len());
        for queue in queue.chunks(AT_ONCE) {
            let mut ready = Vec::with_capacity(queue.len());
            for later in queue {
                let statement = connection.prepare_cached(&later.sql).await.map_err(|e| fault(&e))?;
                let values: Vec<&(dyn ToSql + Sync)> =
                    later.values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
                ready.push((statement, values));
            }
            let running = ready.iter().map(|(statement, values)| connection.execute(statement, values));
            done.extend(futures::future::try_join_all(running).await.map_err(|e| fault(&e))?);
        }
        Ok(done)
    }

    pub(super) async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let connection = self.connection()?;
        let statement = connection.prepare_cached(sql).await.map_err(|e| fault(&e))?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let rows = connection.query(&statement, &values).await.map_err(|e| fault(&e))?;
        rows.iter().map(row).collect()
    }

    pub(super) async fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.connection()?.batch_execute(sql).await.map_err(|e| fault(&e))
    }
}

impl Postgres {
    pub(crate) fn open(url: &str, ca: Option<&Path>) -> Result<Self, OpenError> {
        let mut config: Config = url.parse().map_err(|e: Error| OpenError::Address(e.to_string()))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        // An answer is given after the commit is on disk, whatever the server's default.
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(format!("{options} -c synchronous_commit=on").trim_start().to_owned());
        config.application_name("xiezhi");
        // A dead peer is found within a minute, not after the two hours that are usual.
        config.keepalives_idle(Duration::from_secs(30));
        config.keepalives_interval(Duration::from_secs(10));
        config.tcp_user_timeout(Duration::from_secs(30));
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match tls::connector(&mut config, ca)? {
            Some(tls) => Manager::from_config(config, tls, recycling),
            None => Manager::from_config(config, NoTls, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(30)))
            .create_timeout(Some(Duration::from_secs(10)))
            .build()
            .map_err(|e| OpenError::Address(e.to_string()))?;
        Ok(Self { pool, tally: Arc::default() })
    }

    pub(crate) async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (pool, tally) = (self.pool.clone(), Arc::clone(&self.tally));
        // A task of its own: when whoever asked goes away in the middle, the work still comes to its end.
        apart(async move {
            let mut tried = 0;
            loop {
                let mut tx = begin(&pool, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
                tx.record = tally.is_recording().then(Vec::new);
                let result = work(&mut tx).await;
                let result = match result {
                    Ok(value) => match settle(&mut tx).await {
                        Ok(()) => Ok(value),
                        Err(fault) => Err((E::from(fault.clone()), Some(fault))),
                    },
                    Err(error) => Err((error, tx.fault.take())),
                };
                match result {
                    Ok(value) => {
                        tally.add(1, tx.bytes);
                        if let Some(record) = tx.record.take() {
                            tally.keep(record);
                        }
                        end(tx);
                        return Ok(value);
                    }
                    Err((error, fault)) => {
                        if tx.batch("ROLLBACK").await.is_ok() {
                            end(tx);
                        }
                        if fault != Some(Fault::Contended) || tried == RETRIES {
                            return Err(error);
                        }
                        tried += 1;
                    }
                }
            }
        })
        .await
    }

    pub(crate) async fn read<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let pool = self.pool.clone();
        apart(async move {
            let mut tx = begin(&pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
            let result = work(&mut tx).await;
            let result = match (result, tx.fault.take()) {
                (Ok(_), Some(fault)) => Err(fault.into()),
                (result, _) => result,
            };
            if tx.batch("ROLLBACK").await.is_ok() {
                end(tx);
            }
            result
        })
        .await
    }

    pub(super) fn tallying(&self) -> &Tallying {
        &self.tally
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// Runs what was put off and commits.
async fn settle(tx: &mut Tx) -> Result<(), Fault> {
    tx.finish().await?;
    tx.batch("COMMIT").await
}

async fn apart<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    match tokio::spawn(tokio::time::timeout(PATIENCE, work)).await {
        Ok(Ok(result)) => result,
        // Its connection is closed with it, and the server rolls back what was not committed.
        Ok(Err(_)) => Err(Fault::Away(format!("no answer within {} seconds", PATIENCE.as_secs())).into()),
        Err(_) => Err(Fault::Failed("a piece of work panicked".into()).into()),
    }
}

/// Begins a transaction. A pooled connection may have died unseen (the server was restarted): nothing was
/// done on it yet, so another is tried, as many times as the pool may hold dead ones.
async fn begin(pool: &Pool, how: &str) -> Result<Tx, Fault> {
    let mut last = Fault::Away("no connection".into());
    for _ in 0..=CONNECTIONS {
        let connection = pool.get().await.map_err(|e| match e {
            PoolError::Backend(e) => fault(&e),
            other => Fault::Away(other.to_string()),
        })?;
        let link = Link { connection: Some(connection), ended: false };
        match link.batch(how).await {
            Ok(()) => return Ok(Tx::new(super::Link::Postgres(link))),
            Err(fault @ Fault::Away(_)) => last = fault,
            Err(fault) => return Err(fault),
        }
    }
    Err(last)
}

/// The transaction is over: the connection may go back to the pool.
fn end(mut tx: Tx) {
    if let super::Link::Postgres(link) = &mut tx.link {
        link.ended = true;
    }
}

fn row(row: &tokio_postgres::Row) -> Result<Row, Fault> {
    let mut cells = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i).map(Value::from),
            Type::INT4 => row.try_get::<_, Option<i32>>(i).map(|v| Value::from(v.map(i64::from))),
            Type::BOOL => row.try_get::<_, Option<bool>>(i).map(Value::from),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i).map(Value::from),
            _ => row.try_get::<_, Option<String>>(i).map(Value::from),
        };
        cells.push(cell.map_err(|e| fault(&e))?);
    }
    Ok(Row::new(cells))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(v) if *ty == Type::INT4 => i32::try_from(*v)?.to_sql(ty, out),
            Self::Int(v) => v.to_sql(ty, out),
            Self::Text(v) => v.to_sql(ty, out),
            Self::Bytes(v) => v.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn fault(error: &Error) -> Fault {
    let Some(code) = error.code() else {
        // The driver's own words name only what it was doing.
        let cause = std::error::Error::source(error);
        let lost =
            error.is_closed() || cause.is_some_and(<dyn std::error::Error + 'static>::is::<std::io::Error>);
        let said = cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
        return if lost { Fault::Away(said) } else { Fault::Failed(said) };
    };
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        Fault::Contended
    } else if *code == SqlState::DISK_FULL {
        Fault::Full
    } else if code.code().starts_with("08") || code.code().starts_with("57P") || code.code().starts_with("53")
    {
        Fault::Away(error.to_string())
    } else if code.code().starts_with("XX") {
        Fault::Damaged(error.to_string())
    } else {
        Fault::Failed(format!("{error}: {}", error.as_db_error().map_or("", |e| e.message())))
    }
}
