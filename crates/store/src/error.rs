//! What can go wrong below the use cases, by what the caller does about it.

use xiezhi_matter::key::FileKey;

/// The store could not do its work. The cause goes to the log and never to a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No room on the disk: nothing of the request was written, everything before it is safe.
    /// The reader is asked to try later; the operator to make room.
    #[error("the disk is full: nothing of this request was written; make room and try again")]
    Full,
    /// The database can't be reached, or went away during the request. Nothing is known to be
    /// written; a repeat under the same idempotency key is safe either way.
    #[error("the database can't be reached: {0}")]
    Away(String),
    /// Others got in the way four times running; a repeat is safe.
    #[error("too many writers at once: try again")]
    Contended,
    /// Stored bytes are not what was written: their seal does not fit. Never passed over.
    #[error("stored bytes are damaged or were changed: {0}")]
    Damaged(String),
    /// The operating system refused a read or a write.
    #[error("the operating system refused: {0}")]
    Io(String),
    /// A fault of this program or of the schema.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file. (Whoever may not know of it gets the same answer, from `bureau`.)
    #[error("no file {0}")]
    NoFile(FileKey),
    /// The key was destroyed when retention ran out: only hashes and headers are left.
    #[error("the contents were erased when their retention ran out")]
    Erased,
    /// A cursor that this store did not give.
    #[error("this page's address is not one that the list gave: go back to its first page")]
    BadCursor,
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}
