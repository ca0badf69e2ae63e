//! The values that both engines take and give.

use jiff::{Timestamp, civil::Date};
use xiezhi_matter::key::{City, FileId, Seq};

use crate::{AccountId, Fault, Hash, OfficeId, OfficerId, PersonId, PostId};

/// A value of a column. Dates are ISO texts, instants microseconds, yes and no 1 and 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// How many bytes it has to write.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Null => 0,
            Self::Int(_) => 8,
            Self::Text(v) => v.len() as u64,
            Self::Bytes(v) => v.len() as u64,
        }
    }
}

macro_rules! from {
    ($($t:ty, $v:ident => $e:expr;)*) => {$(
        impl From<$t> for Value {
            fn from($v: $t) -> Self {
                $e
            }
        }
    )*};
}

from! {
    i64, v => Self::Int(v);
    u32, v => Self::Int(v.into());
    // Counters and sizes stay far below 2^63; beyond it there is nothing sensible to store.
    u64, v => Self::Int(i64::try_from(v).unwrap_or(i64::MAX));
    bool, v => Self::Int(v.into());
    Seq, v => Self::Int(v.0.into());
    String, v => Self::Text(v);
    &str, v => Self::Text(v.to_owned());
    &String, v => Self::Text(v.clone());
    &City, v => Self::Text(v.as_str().to_owned());
    &FileId, v => Self::Text(v.as_str().to_owned());
    &PersonId, v => Self::Text(v.0.clone());
    &AccountId, v => Self::Text(v.0.clone());
    &OfficerId, v => Self::Text(v.0.clone());
    &OfficeId, v => Self::Text(v.0.clone());
    &PostId, v => Self::Text(v.0.clone());
    Date, v => Self::Text(v.to_string());
    Timestamp, v => Self::Int(v.as_microsecond());
    Vec<u8>, v => Self::Bytes(v);
    &[u8], v => Self::Bytes(v.to_vec());
    Hash, v => Self::Bytes(v.0.to_vec());
    &Hash, v => Self::Bytes(v.0.to_vec());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement, in the order of `$1`, `$2` …
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::engine::Value::from($value)),*] };
}
pub(crate) use params;

/// A row, read column by column from the left.
#[derive(Debug)]
pub(crate) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    pub(crate) fn value(&mut self) -> Result<Value, Fault> {
        self.0.next().ok_or_else(|| Fault::Failed("a row has too few columns".into()))
    }

    pub(crate) fn opt_int(&mut self) -> Result<Option<i64>, Fault> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Int(v) => Ok(Some(v)),
            other => Err(unfit("a number", &other)),
        }
    }

    pub(crate) fn opt_text(&mut self) -> Result<Option<String>, Fault> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Text(v) => Ok(Some(v)),
            other => Err(unfit("a text", &other)),
        }
    }

    pub(crate) fn opt_bytes(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Bytes(v) => Ok(Some(v)),
            other => Err(unfit("bytes", &other)),
        }
    }

    pub(crate) fn int(&mut self) -> Result<i64, Fault> {
        self.opt_int()?.ok_or_else(|| unfit("a number", &Value::Null))
    }

    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        self.opt_text()?.ok_or_else(|| unfit("a text", &Value::Null))
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, Fault> {
        self.opt_bytes()?.ok_or_else(|| unfit("bytes", &Value::Null))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Fault> {
        u64::try_from(self.int()?).map_err(|_| Fault::Damaged("a count is negative".into()))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Fault> {
        u32::try_from(self.int()?).map_err(|_| Fault::Damaged("a count is out of its range".into()))
    }

    pub(crate) fn seq(&mut self) -> Result<Seq, Fault> {
        self.u32().map(Seq)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Fault> {
        Ok(self.int()? != 0)
    }

    pub(crate) fn hash(&mut self) -> Result<Hash, Fault> {
        self.opt_hash()?.ok_or_else(|| unfit("a hash", &Value::Null))
    }

    pub(crate) fn opt_hash(&mut self) -> Result<Option<Hash>, Fault> {
        self.opt_bytes()?
            .map(|b| Hash::from_slice(&b).ok_or_else(|| Fault::Damaged("a hash has not 32 bytes".into())))
            .transpose()
    }

    pub(crate) fn opt_date(&mut self) -> Result<Option<Date>, Fault> {
        self.opt_text()?.map(|t| t.parse().map_err(|_| Fault::Damaged("a date is none".into()))).transpose()
    }

    pub(crate) fn date(&mut self) -> Result<Date, Fault> {
        self.opt_date()?.ok_or_else(|| unfit("a date", &Value::Null))
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp, Fault> {
        Timestamp::from_microsecond(self.int()?)
            .map_err(|_| Fault::Damaged("an instant is out of its range".into()))
    }

    pub(crate) fn opt_time(&mut self) -> Result<Option<Timestamp>, Fault> {
        self.opt_int()?
            .map(|n| {
                Timestamp::from_microsecond(n)
                    .map_err(|_| Fault::Damaged("an instant is out of its range".into()))
            })
            .transpose()
    }

    pub(crate) fn file(&mut self) -> Result<FileId, Fault> {
        self.text()?.parse().map_err(|_| Fault::Damaged("the id of a file is none".into()))
    }

    pub(crate) fn opt_file(&mut self) -> Result<Option<FileId>, Fault> {
        self.opt_text()?
            .map(|t| t.parse().map_err(|_| Fault::Damaged("the id of a file is none".into())))
            .transpose()
    }

    pub(crate) fn city(&mut self) -> Result<City, Fault> {
        self.text()?.parse().map_err(|_| Fault::Damaged("a city code is none".into()))
    }
}

fn unfit(wanted: &str, found: &Value) -> Fault {
    let found = match found {
        Value::Null => "nothing",
        Value::Int(_) => "a number",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "bytes",
    };
    Fault::Failed(format!("a column holds {found}, not {wanted}"))
}
