//! What can go wrong in a use case, by what the reader can do about it.

use jiff::Timestamp;
use xiezhi_matter::{Text, decide::FormFault, key::FileKey, key::Seq};
use xiezhi_store::{AppendError, BlobError, Fault, ReadError};

use crate::view::Reason;

/// Why an act did not go through.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The law does not allow it, or the form will not do. Not a fault: the page shows each reason with its
    /// article and each mistake at its field, and what was typed is kept.
    #[error("not done: {} refusals, {} faults in the form", .0.refusals.len(), .0.faults.len())]
    NotDone(Box<NotDone>),
    /// Somebody else acted first, and what they did changes this. The page shows what changed.
    #[error("file {} has moved on to event {}", .0.key, .0.found)]
    Stale(Box<Stale>),
    /// There is no such file, or whoever asks may not know of it.
    #[error("no file {0}")]
    NoFile(FileKey),
    /// Whoever asks may know of the file, or needs none, but this is not theirs to do.
    #[error("{0} is not theirs to do")]
    Forbidden(&'static str),
    /// There is no such thing: a matter, an act, a paper, a code.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// The contents were erased when retention ran out.
    #[error("the contents were erased when their retention ran out")]
    Erased,
    /// Another system sent something else under a key that it used before.
    #[error("this key was used before, for something else")]
    OtherWish,
    /// Too often from one address.
    #[error("too often: wait {0:#}")]
    TooOften(jiff::SignedDuration),
    /// What was sent in will not do.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// A paper could not be made. The office is told; the reader is asked to try later.
    #[error("the paper could not be made: {0}")]
    Paper(String),
    /// The store failed; nothing was written, what was typed is kept, and a repeat is safe.
    #[error("the store failed: {0}")]
    Fault(#[from] Fault),
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// There is no such file, or whoever asks may not know of it.
    #[error("no file {0}")]
    NoFile(FileKey),
    /// It is not theirs to see.
    #[error("{0} is not theirs to see")]
    Forbidden(&'static str),
    /// There is no such thing: a city, a matter, an act, a paper, a code.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// The contents were erased when retention ran out.
    #[error("the contents were erased when their retention ran out")]
    Erased,
    /// A place in a list that no list gave.
    #[error("this place in the list is not one that the list gave")]
    BadCursor,
    /// Too often from one address.
    #[error("too often: wait {0:#}")]
    TooOften(jiff::SignedDuration),
    /// A paper could not be made.
    #[error("the paper could not be made: {0}")]
    Paper(String),
    /// The store failed.
    #[error("the store failed: {0}")]
    Fault(#[from] Fault),
}

/// Why an attachment was not taken. Each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    /// Too large.
    #[error("{size} bytes, at most {most} are taken")]
    TooLarge {
        /// Its size.
        size: u64,
        /// The most.
        most: u64,
    },
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// Its content is of no kind that is taken.
    #[error("its content is of no kind that is taken")]
    Kind,
    /// Its name says one thing and its content another.
    #[error("its name says {said}, its content is {found}")]
    Mislabelled {
        /// What the name says.
        said: String,
        /// What it is.
        found: String,
    },
    /// More than a draft holds.
    #[error("a draft holds at most {0} attachments")]
    TooMany(u32),
}

/// All that stands in the way of an act.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotDone {
    /// Refusals: all of them, not the first. A warning among them is waiting to be confirmed.
    pub refusals: Vec<Reason>,
    /// Warnings that would be confirmed or are left to the chain.
    pub warnings: Vec<Reason>,
    /// What is wrong with the form.
    pub faults: Vec<FormFault>,
}

/// What happened since the reader looked.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// The file.
    pub key: FileKey,
    /// The event the reader had seen.
    pub seen: Seq,
    /// The last event now.
    pub found: Seq,
    /// What changed, a sentence each: who did what when.
    pub changed: Vec<Text>,
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Login or password are wrong, or the account is closed; or the code is not known.
    #[error("login, password or code are wrong")]
    Wrong,
    /// Too many failures.
    #[error("too many failed attempts: try again after {0}")]
    LockedOut(Timestamp),
    /// The code ran out.
    #[error("the code ran out on {0}")]
    Expired(Timestamp),
    /// The code was used by somebody else.
    #[error("the code was used before")]
    Used,
    /// The login is taken.
    #[error("the login is taken")]
    Taken,
    /// The login is too short or too long, or holds spaces.
    #[error("a login has 3 to 64 characters without spaces")]
    Login,
    /// The password is too short or too common.
    #[error("a password has at least {0} characters")]
    Weak(usize),
    /// Too often from one address.
    #[error("too often: wait {0:#}")]
    TooOften(jiff::SignedDuration),
    /// Something given about an account or a post does not fit: `name`, `office`, `post`, `until`, `held`.
    #[error("the {0} given does not fit")]
    Unfit(&'static str),
    /// Whoever asks may not do this.
    #[error("{0} is not theirs to do")]
    Forbidden(&'static str),
    /// The store failed.
    #[error("the store failed: {0}")]
    Fault(#[from] Fault),
}

impl From<ReadError> for ActError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NoFile(key) => Self::NoFile(key),
            ReadError::Erased => Self::Erased,
            ReadError::BadCursor => Self::Unknown("place"),
            ReadError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<ReadError> for LookError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NoFile(key) => Self::NoFile(key),
            ReadError::Erased => Self::Erased,
            ReadError::BadCursor => Self::BadCursor,
            ReadError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<ReadError> for EnterError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Fault(fault) => Self::Fault(fault),
            _ => Self::Wrong,
        }
    }
}

impl From<LookError> for ActError {
    fn from(error: LookError) -> Self {
        match error {
            LookError::NoFile(key) => Self::NoFile(key),
            LookError::Forbidden(what) => Self::Forbidden(what),
            LookError::Unknown(what) => Self::Unknown(what),
            LookError::Erased => Self::Erased,
            LookError::BadCursor => Self::Unknown("place"),
            LookError::TooOften(wait) => Self::TooOften(wait),
            LookError::Paper(why) => Self::Paper(why),
            LookError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<AppendError> for ActError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Fault(fault) => Self::Fault(fault),
            AppendError::Erased => Self::Erased,
            AppendError::NoBlob(_) => Self::Unknown("attachment"),
            AppendError::Refused(refused) => Self::Fault(Fault::Failed(refused.to_string())),
            // Retried before; when they come here, others were quicker time and again.
            AppendError::Moved { .. } | AppendError::Guard { .. } => Self::Fault(Fault::Contended),
        }
    }
}

impl From<BlobError> for ActError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::TooLarge { size } => Self::Attachment(AttachmentError::TooLarge {
                size: size as u64,
                most: xiezhi_store::MAX_BLOB as u64,
            }),
            BlobError::Read(read) => read.into(),
        }
    }
}

impl From<BlobError> for LookError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::TooLarge { .. } => Self::Unknown("attachment"),
            BlobError::Read(read) => read.into(),
        }
    }
}
