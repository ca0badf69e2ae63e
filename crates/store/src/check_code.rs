//! Check codes (查验码): 80 random bits on a paper that lead to its public facts.

use jiff::civil::Date;
use xiezhi_matter::key::{City, FileId, FileKey};

use crate::{
    Fault, Hash, ReadError, Store, crypto,
    engine::{Tx, params, work},
    keys::CityKeys,
};

/// A code as printed: 16 letters and digits that are not mistaken for each other, 80 random bits. Only its
/// keyed hash is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckCode(pub String);

/// A check code to be written with an append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCheckCode {
    /// The code.
    pub code: CheckCode,
    /// The paper's id in the file.
    pub paper: String,
}

/// What a code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedPaper {
    /// The file.
    pub file: FileId,
    /// The paper's id in the file.
    pub paper: String,
    /// Its number.
    pub number: Option<String>,
    /// Its day of issue.
    pub issued_on: Option<Date>,
    /// The blob of its PDF.
    pub pdf: Option<Hash>,
    /// The blob of the sealed original.
    pub original: Option<Hash>,
}

impl CheckCode {
    /// A new code of 80 random bits.
    pub fn random() -> Self {
        Self(crypto::random_id())
    }
}

/// A code as it is compared: without the spaces and dashes that print or fingers put in, in lower case.
pub(crate) fn normal(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn hashed(keys: &CityKeys, code: &str) -> Vec<u8> {
    keys.blind("check-code", &normal(code))
}

impl Store {
    /// Writes a check code outside an append.
    pub async fn put_check_code(&self, key: &FileKey, code: &NewCheckCode) -> Result<(), Fault> {
        let (keys, key, codes) = (self.city_keys(&key.city).await?, key.clone(), vec![code.clone()]);
        self.write(work!([keys, key, codes], |tx| {
            write(tx, &keys, &key, &codes);
            Ok(())
        }))
        .await
    }

    /// The paper a code leads to. Ask [`Store::take_token`] first: the page is rate-limited.
    pub async fn find_check_code(&self, city: &City, code: &str) -> Result<Option<CheckedPaper>, ReadError> {
        let (keys, city) = (self.city_keys(city).await?, city.clone());
        let code = hashed(&keys, code);
        self.read(work!([city, code], |tx| {
            let row = tx
                .query_opt(
                    "SELECT c.file, c.paper, p.number, p.issued_on, p.pdf, p.original FROM check_code c
                     LEFT JOIN paper p ON p.city = c.city AND p.file = c.file AND p.id = c.paper
                     WHERE c.city = $1 AND c.code = $2",
                    params![&city, code],
                )
                .await?;
            let Some(mut row) = row else { return Ok(None) };
            Ok(Some(CheckedPaper {
                file: row.file()?,
                paper: row.text()?,
                number: row.opt_text()?,
                issued_on: row.opt_date()?,
                pdf: row.opt_hash()?,
                original: row.opt_hash()?,
            }))
        }))
        .await
    }
}

pub(crate) fn write(tx: &mut Tx, keys: &CityKeys, key: &FileKey, codes: &[NewCheckCode]) {
    let rows = codes.iter().map(|c| params![&key.city, hashed(keys, &c.code.0), &key.id, &c.paper].to_vec());
    tx.insert("INSERT INTO check_code (city, code, file, paper)", rows.collect(), "");
}
