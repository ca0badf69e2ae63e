//! What things are called: cities, files, and their numbers in a log.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

/// A city (城市): the tenant, by its six-digit GB/T 2260 code; Lanzhou is `620100`.
/// National data stands under `000000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct City(Arc<str>);

impl City {
    /// Where national data stands: `000000`.
    pub fn national() -> Self {
        Self(Arc::from("000000"))
    }

    /// The code as written: six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for City {
    type Err = KeyError;

    fn from_str(code: &str) -> Result<Self, KeyError> {
        if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(code.into()))
        } else {
            Err(KeyError::City(code.to_owned()))
        }
    }
}

/// The name of a file (案卷) for ever: 16 random lower-case letters and digits, given with the first
/// draft. A case number is a fact in the file, not its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileId(Arc<str>);

impl FileId {
    /// Letters and digits that are not mistaken for each other when read aloud or typed from paper.
    pub const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

    /// Makes an id of 16 random bytes; the caller owns the randomness, so that replay is exact.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let id: String = bytes
            .iter()
            .map(|b| char::from(*Self::ALPHABET.get(usize::from(b & 31)).unwrap_or(&b'a')))
            .collect();
        Self(id.into())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileId {
    type Err = KeyError;

    fn from_str(id: &str) -> Result<Self, KeyError> {
        if id.len() == 16 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            Ok(Self(id.into()))
        } else {
            Err(KeyError::File(id.to_owned()))
        }
    }
}

/// The key of a file: its city and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileKey {
    /// The tenant.
    pub city: City,
    /// The file within it.
    pub id: FileId,
}

/// The number of an event within its file: 1, 2, 3 … without a gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u32);

impl Seq {
    /// The number after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// A text that names no city or no file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not six digits.
    #[error("“{0}” is not a city code: give the six digits of GB/T 2260, for example 620100")]
    City(String),
    /// Not sixteen letters and digits.
    #[error("“{0}” is not the id of a file: sixteen lower-case letters and digits")]
    File(String),
}

macro_rules! text {
    ($($t:ty),*) => {$(
        impl fmt::Display for $t {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $t {
            type Error = KeyError;
            fn try_from(s: String) -> Result<Self, KeyError> {
                s.parse()
            }
        }
        impl From<$t> for String {
            fn from(t: $t) -> String {
                t.0.as_ref().to_owned()
            }
        }
    )*};
}
text!(City, FileId);

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.city, self.id)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
