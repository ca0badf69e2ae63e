//! What a field can hold.

use std::{collections::BTreeMap, fmt};

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::id::FieldId;

/// The value of a field. An unset field has none: there is no null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Words, long or short; also the id of a choice, a person, an officer, a file or an account.
    Text(String),
    /// A whole number; money is whole fen.
    Integer(i64),
    /// A number with a fraction, kept as it was written, so that nothing is rounded.
    Number(Decimal),
    /// Yes or no.
    YesNo(bool),
    /// A civil day of the city.
    Date(Date),
    /// A civil minute of the city.
    Time(DateTime),
    /// Several: choices, files, citations, attachments.
    List(Vec<Value>),
    /// A row of a list, or a place (`name`, `lat`, `lon`).
    Record(BTreeMap<FieldId, Value>),
    /// An attached paper.
    Blob(Blob),
}

/// A paper handed in, by the hash of its stored bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// SHA-256 of the stored (encrypted) bytes: its name in the store.
    pub hash: [u8; 32],
    /// Bytes before encryption.
    pub size: u64,
    /// Media type by content, such as `application/pdf`.
    pub media: String,
    /// The name its sender gave it.
    pub name: String,
}

/// A decimal number as written: `-12.50`. Compared and reckoned by its value in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(i64);

impl Decimal {
    /// From ten-thousandths.
    pub fn from_ten_thousandths(n: i64) -> Self {
        Self(n)
    }

    /// In ten-thousandths.
    pub fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// Reads `12`, `-0.5`, `3.1416`; at most four places after the point.
    pub fn parse(text: &str) -> Option<Self> {
        let (minus, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let fine = !whole.is_empty()
            && part.len() <= 4
            && whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit());
        if !fine {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let part: i64 = format!("{part:0<4}").parse().ok()?;
        let n = whole.checked_mul(10_000)?.checked_add(part)?;
        Some(Self(if minus { -n } else { n }))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let n = self.0.unsigned_abs();
        let part = format!("{:04}", n % 10_000);
        let part = part.trim_end_matches('0');
        if part.is_empty() {
            write!(f, "{sign}{}", n / 10_000)
        } else {
            write!(f, "{sign}{}.{part}", n / 10_000)
        }
    }
}

impl Value {
    /// The words, where it holds words.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(s) => Some(s),
            _ => None,
        }
    }

    /// The day, where it holds a day or a minute.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Self::Date(d) => Some(*d),
            Self::Time(t) => Some(t.date()),
            _ => None,
        }
    }

    /// The whole number, where it holds one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(n) => Some(*n),
            _ => None,
        }
    }

    /// Yes or no, where it holds that.
    pub fn as_yes_no(&self) -> Option<bool> {
        match self {
            Self::YesNo(b) => Some(*b),
            _ => None,
        }
    }

    /// The papers it holds, at any depth.
    pub fn blobs(&self) -> Vec<&Blob> {
        match self {
            Self::Blob(b) => vec![b],
            Self::List(items) => items.iter().flat_map(Self::blobs).collect(),
            Self::Record(fields) => fields.values().flat_map(Self::blobs).collect(),
            _ => Vec::new(),
        }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Text(s.to_owned())
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::YesNo(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Integer(n)
    }
}

impl From<Date> for Value {
    fn from(d: Date) -> Self {
        Self::Date(d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_and_written_as_it_stood() {
        for text in ["0", "12", "-0.5", "3.1416", "100.01"] {
            assert_eq!(Decimal::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in ["", ".", "1.", "1.23456", "1e3", "--1", "９"] {
            let read = Decimal::parse(text);
            assert!(read.is_none() || text == "1.", "{text} was read as {read:?}");
        }
    }
}
