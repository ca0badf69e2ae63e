//! Opening a store.

use std::{
    collections::HashMap,
    fs::{File, TryLockError},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use object_store::local::LocalFileSystem;
use xiezhi_matter::key::City;

use crate::{
    Fault, MasterKey, MasterKeyError,
    crypto::Secret,
    engine::{DatabaseTlsError, Engine, Later, Tally, Work, work},
    hashing::Hashing,
    keys::{self, CityKeys},
    schema,
};

/// What to open.
pub struct Open {
    pub(crate) place: Place,
    pub(crate) blobs: PathBuf,
    pub(crate) master: MasterKey,
    pub(crate) vfs: Option<String>,
}

pub(crate) enum Place {
    Folder(PathBuf),
    Postgres { url: String, ca: Option<PathBuf> },
}

impl Open {
    /// SQLite in a folder: `xiezhi.db`, `blobs/`, `xiezhi.lock`.
    pub fn folder(folder: &Path, master: MasterKey) -> Self {
        Self { place: Place::Folder(folder.to_owned()), blobs: folder.join("blobs"), master, vfs: None }
    }

    /// PostgreSQL, or what speaks its protocol, with blobs in a folder that all nodes share.
    pub fn postgres(url: &str, blobs: &Path, master: MasterKey) -> Self {
        let place = Place::Postgres { url: url.to_owned(), ca: None };
        Self { place, blobs: blobs.to_owned(), master, vfs: None }
    }

    /// Checks the database server's certificate against those in a file (PEM) instead of the machine's.
    #[must_use]
    pub fn trusting(mut self, file: Option<&Path>) -> Self {
        if let Place::Postgres { ca, .. } = &mut self.place {
            *ca = file.map(Path::to_owned);
        }
        self
    }

    /// Through a file layer registered with SQLite under this name: the tests that drop unsynced writes bring their own.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn through(mut self, vfs: &str) -> Self {
        self.vfs = Some(vfs.to_owned());
        self
    }
}

/// Why a store could not be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server has the folder.
    #[error(
        "{folder} is in use by process {pid}: one server a folder; stop that one, or give another folder with --data"
    )]
    InUse {
        /// The folder.
        folder: PathBuf,
        /// Who has it.
        pid: String,
    },
    /// A newer program wrote it.
    #[error(
        "the data were written by a newer version (schema {found}; this program knows {known}): use that version"
    )]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Another master key than the one the data were written under.
    #[error(
        "the master key is not the one these data were written under: put the right master.key in its place"
    )]
    WrongMasterKey,
    /// PostgreSQL would sort by language.
    #[error(
        "the database sorts by {0}, not by bytes: create it with LC_COLLATE 'C' TEMPLATE template0 and encoding UTF8"
    )]
    Collation(String),
    /// The address of the database can't be read.
    #[error("the database address can't be read ({0}): give postgres://user@host/name")]
    Address(String),
    /// The database's certificate could not be checked.
    #[error(transparent)]
    DatabaseTls(#[from] DatabaseTlsError),
    /// The master key can't be read or made.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The store. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    engine: Engine,
    master: Secret,
    keys: RwLock<HashMap<City, Arc<CityKeys>>>,
    blobs: Arc<LocalFileSystem>,
    /// Hashes passwords.
    hashing: Hashing,
    /// Held for as long as the store is open: one server a folder.
    lock: Mutex<Option<File>>,
}

impl Store {
    /// Opens a store: takes the folder's lock, makes or migrates the schema, checks master key and
    /// collation.
    pub async fn open(open: Open) -> Result<Self, OpenError> {
        let Open { place, blobs, master, vfs } = open;
        let (engine, lock) = match place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(&folder).map_err(|e| io(&folder, &e))?;
                let lock = lock(&folder)?;
                (Engine::sqlite(&folder.join("xiezhi.db"), vfs.as_deref())?, Some(lock))
            }
            Place::Postgres { url, ca } => (Engine::postgres(&url, ca.as_deref())?, None),
        };
        std::fs::create_dir_all(&blobs).map_err(|e| io(&blobs, &e))?;
        let blobs = LocalFileSystem::new_with_prefix(&blobs).map_err(|e| Fault::Io(e.to_string()))?;
        let sqlite = engine.is_sqlite();
        let secret = master.0.clone();
        engine
            .write(work!([secret], |tx| {
                if !sqlite {
                    schema::check_collation(tx).await?;
                }
                schema::migrate(tx, sqlite).await?;
                if keys::check_master(tx, &secret).await? { Ok(()) } else { Err(OpenError::WrongMasterKey) }
            }))
            .await?;
        Ok(Self(Arc::new(Inner {
            engine,
            master: master.0,
            keys: RwLock::default(),
            blobs: Arc::new(blobs.with_fsync(true)),
            hashing: Hashing::start().map_err(|e| Fault::Failed(e.to_string()))?,
            lock: Mutex::new(lock),
        })))
    }

    /// Whether reads and writes go through now; for `/readyz`.
    pub async fn check(&self) -> Result<(), Fault> {
        self.write(work!([], |tx| {
            tx.execute("UPDATE schema_version SET version = version WHERE city = '000000'", &[]).await?;
            Ok(())
        }))
        .await
    }

    /// Waits for what is under way and closes the database; later requests give [`Fault::Away`].
    pub async fn close(&self) {
        self.0.engine.close().await;
        drop(self.0.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    pub(crate) async fn write<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.engine.write(work).await
    }

    pub(crate) async fn read<T, E>(&self, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.0.engine.read(work).await
    }

    pub(crate) fn record(&self) -> Vec<Vec<Later>> {
        self.0.engine.record()
    }

    pub(crate) fn tally(&self) -> Tally {
        self.0.engine.tally()
    }

    pub(crate) fn master(&self) -> Secret {
        self.0.master.clone()
    }

    pub(crate) fn blobs(&self) -> &Arc<LocalFileSystem> {
        &self.0.blobs
    }

    pub(crate) fn hashing(&self) -> &Hashing {
        &self.0.hashing
    }

    pub(crate) fn cached_keys(&self, city: &City) -> Option<Arc<CityKeys>> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner).get(city).cloned()
    }

    pub(crate) fn cache_keys(&self, city: &City, keys: &Arc<CityKeys>) {
        self.0.keys.write().unwrap_or_else(PoisonError::into_inner).insert(city.clone(), Arc::clone(keys));
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.engine.is_sqlite() { "Store(SQLite)" } else { "Store(PostgreSQL)" })
    }
}

/// Takes the folder's lock and writes our process id into it. The system gives it back when the process ends, however it ends.
fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join("xiezhi.lock");
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|e| io(&path, &e))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            // A lock without a readable id is still a lock.
            let _read = file.read_to_string(&mut pid);
            return Err(OpenError::InUse { folder: folder.to_owned(), pid: pid.trim().to_owned() });
        }
        Err(TryLockError::Error(e)) => return Err(io(&path, &e).into()),
    }
    let written =
        file.set_len(0).and_then(|()| file.write_all(format!("{}\n", std::process::id()).as_bytes()));
    // On a full disk the store still opens for reading; the id is a courtesy.
    if let Err(e) = written {
        tracing::warn!("The process id could not be written into {}: {e}", path.display());
    }
    Ok(file)
}

fn io(path: &Path, cause: &std::io::Error) -> Fault {
    if cause.kind() == std::io::ErrorKind::StorageFull {
        Fault::Full
    } else {
        Fault::Io(format!("{}: {cause}", path.display()))
    }
}
