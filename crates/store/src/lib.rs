//! The store: events, files, parties, keys, blobs, outbox, and who may sign in.
//!
//! One schema and one set of statements on two engines, SQLite and PostgreSQL (`docs/decisions` and
//! DESIGN section 6). What an act left behind is an *event*: bytes that never change, a clear header
//! and one ciphertext. Everything else about a file is a *projection* that can be made again.
//!
//! - Invariant: reads no clock. Every function that needs the time takes `now`.
//! - Invariant: decides nothing about the law. It knows files, events and numbers, and no matter.
//! - Invariant: writes nothing personal in clear: closed values go in as plaintext and lie as
//!   ciphertext under the key of their file or person; what is looked up lies as a keyed hash.
//! - Invariant: answers no write before it is durable, and no look at a file before it is recorded.
//!
//! **To add a table**: a migration in `schema.rs` (the first release may edit the first one; later ones
//! only add), one file for the noun with its statements written out (`$1` ascending in first use, primary
//! key beginning with `city`, typed columns for what is filtered or sorted), and a test in `tests/store`,
//! which runs it on both engines.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use xiezhi_store::{MasterKey, Open, Store};
//! let folder = std::path::Path::new("data");
//! let store = Store::open(Open::folder(folder, MasterKey::load_or_make(folder)?)).await?;
//! let city = "620100".parse()?;
//! store.set_setting(&city, "name", "兰州市司法局").await?;
//! # Ok(()) }
//! ```

mod account;
mod append;
mod bench;
mod blob;
mod check_code;
mod crypto;
mod definition;
mod draft;
mod engine;
mod envelope;
mod error;
mod guard;
mod hashing;
mod id;
mod invite;
mod keys;
mod list;
mod log;
mod look;
mod mail;
mod measured;
mod office;
mod open;
mod person;
mod projection;
mod rate;
mod read;
mod schema;
mod session;
mod setting;
#[cfg(feature = "testing")]
pub mod testing;
mod token;

pub use account::{Account, AccountStatus, NewAccount, SignInError};
pub use append::{Append, AppendError, Appended, Build, Built, NewEvent, Once, Refused};
pub use bench::{FilingBench, bench_filings};
pub use blob::{BlobError, BlobRef, MAX_BLOB};
pub use check_code::{CheckCode, CheckedPaper, NewCheckCode};
pub use crypto::{MasterKey, MasterKeyError};
pub use definition::{Definition, Notice};
pub use draft::{Draft, DraftOwner, NewDraft};
pub use engine::DatabaseTlsError;
pub use envelope::{DefinitionRef, EnvelopeError, Header, StoredEvent};
pub use error::{Fault, ReadError};
pub use guard::Guard;
pub use id::{AccountId, Hash, OfficeId, OfficerId, PersonId, PostId};
pub use invite::{Invite, InviteError, InviteLine, NewInvite};
pub use list::{
    Cursor, Direction, FileLine, Filter, Order, Page, Query, StateCount, TaskCounts, TaskFor, TaskLine, Test,
};
pub use log::{LogEntry, Sequenced};
pub use look::{Look, LookRow, Sight};
pub use mail::{Mail, MailState, NewMail};
pub use measured::{Counted, Span};
pub use office::{Office, Officer, PostHolder};
pub use open::{Open, OpenError, Store};
pub use person::Person;
pub use projection::{BlindRow, Fact, FactValue, FileRow, LimitRow, PaperRow, PartyRow, Projection, TaskRow};
pub use rate::TooMany;
pub use read::FileView;
pub use session::{NewSession, Session, SessionToken};
pub use setting::CityRow;
pub use token::{NewToken, Token, TokenSecret};
