//! Mail to be sent (待发邮件). A message to the outside goes at least once, under a stable id by which
//! the receiver drops a repeat.

use jiff::{SignedDuration, Timestamp};
use xiezhi_matter::key::{City, FileId};

use crate::{
    Cursor, Fault, Page, ReadError, Store,
    crypto::Secret,
    engine::{Row, Tx, params, work},
    keys::{CityKeys, MAIN},
    list::MOST,
};

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Its id for ever, for example `{file}.{n}.{k}`: the same id again is the same message.
    pub id: String,
    /// About which file; its key closes the message. Without one, the city's mail key does.
    pub file: Option<FileId>,
    /// Address, subject and text, in the caller's format. Closed.
    pub message: Vec<u8>,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// Waiting to go.
    Waiting,
    /// Gone.
    Sent,
    /// Given up after the last try.
    Failed,
}

/// A message as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: String,
    /// About which file.
    pub file: Option<FileId>,
    /// The message, opened; empty when its key was destroyed.
    pub message: Vec<u8>,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub tries: u32,
    /// Since when it waits.
    pub created: Timestamp,
}

impl MailState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// The longest wait between two tries, in minutes: after an outage of days mail goes the same day.
const LONGEST: i64 = 6 * 60;

const COLUMNS: &str = "id, file, message, state, tries, created";

impl Store {
    /// Writes a message outside an append; the same id again does nothing.
    pub async fn put_mail(&self, city: &City, mail: &NewMail, now: Timestamp) -> Result<(), ReadError> {
        let (keys, city, mail) = (self.city_keys(city).await?, city.clone(), mail.clone());
        self.write(work!([keys, city, mail], |tx| write(tx, &keys, &city, &mail, now).await)).await
    }

    /// Takes waiting messages whose time has come and puts off their next try by `tries` minutes
    /// squared, at most six hours, so that a sender that dies loses none and two senders rarely send the same.
    pub async fn take_mail(&self, city: &City, max: u32, now: Timestamp) -> Result<Vec<Mail>, ReadError> {
        let (keys, city) = (self.city_keys(city).await?, city.clone());
        self.write(work!([keys, city], |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM mail WHERE city = $1 AND state = 'waiting' AND due <= $2 ORDER BY due, id LIMIT $3"
            );
            let rows = tx.query(&sql, params![&city, now, max]).await?;
            let mut taken = Vec::new();
            for mut row in rows {
                let mut mail = read(tx, &keys, &city, &mut row).await?;
                let tries = mail.tries + 1;
                let wait = SignedDuration::from_mins((i64::from(tries) * i64::from(tries)).min(LONGEST));
                let done = tx
                    .execute(
                        "UPDATE mail SET tries = $1, due = $2 WHERE city = $3 AND id = $4 AND state = 'waiting' AND tries = $5",
                        params![tries, now.saturating_add(wait).unwrap_or(Timestamp::MAX), &city, &mail.id, mail.tries],
                    )
                    .await?;
                if done == 1 {
                    mail.tries = tries;
                    taken.push(mail);
                }
            }
            Ok(taken)
        }))
        .await
    }

    /// Says how it went.
    pub async fn settle_mail(&self, city: &City, id: &str, state: MailState) -> Result<(), Fault> {
        let (city, id) = (city.clone(), id.to_owned());
        self.write(work!([city, id], |tx| {
            tx.execute(
                "UPDATE mail SET state = $1 WHERE city = $2 AND id = $3",
                params![state.as_str(), &city, &id],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// All messages, latest first.
    pub async fn list_mail(
        &self,
        city: &City,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Mail>, ReadError> {
        let place =
            after.map(Cursor::read::<(i64, String)>).transpose()?.unwrap_or((i64::MAX, String::new()));
        let (keys, city, limit) = (self.city_keys(city).await?, city.clone(), limit.clamp(1, MOST));
        self.read(work!([keys, city, place], |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM mail WHERE city = $1 AND (created, id) < ($2, $3)
                 ORDER BY created DESC, id DESC LIMIT $4"
            );
            let rows = tx.query(&sql, params![&city, place.0, &place.1, limit + 1]).await?;
            let mut mails = Vec::with_capacity(rows.len());
            for mut row in rows {
                let mail = read(tx, &keys, &city, &mut row).await?;
                mails.push(((mail.created.as_microsecond(), mail.id.clone()), mail));
            }
            Ok(Page::cut(mails, limit))
        }))
        .await
    }
}

fn bound(city: &City, id: &str) -> Vec<u8> {
    format!("xiezhi mail\n{city}\n{id}").into_bytes()
}

pub(crate) async fn write(
    tx: &mut Tx,
    keys: &CityKeys,
    city: &City,
    mail: &NewMail,
    now: Timestamp,
) -> Result<(), ReadError> {
    let secret: Secret = match &mail.file {
        Some(file) => keys.file(tx, city, file, MAIN).await?.ok_or(ReadError::Erased)?.purpose("mail"),
        None => keys.mail.clone(),
    };
    tx.later(
        "INSERT INTO mail (city, id, file, message, state, tries, due, created) VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6)
         ON CONFLICT (city, id) DO NOTHING",
        params![city, &mail.id, mail.file.as_ref(), secret.seal(&bound(city, &mail.id), &mail.message), now, now],
        None,
    );
    Ok(())
}

async fn read(tx: &mut Tx, keys: &CityKeys, city: &City, row: &mut Row) -> Result<Mail, Fault> {
    let (id, file, sealed) = (row.text()?, row.opt_file()?, row.bytes()?);
    let secret = match &file {
        Some(file) => keys.find_file(tx, city, file, MAIN).await?.map(|s| s.purpose("mail")),
        None => Some(keys.mail.clone()),
    };
    let message = match secret {
        Some(secret) => {
            secret.open(&bound(city, &id), &sealed).map_err(|_| Fault::Damaged(format!("message {id}")))?
        }
        None => Vec::new(),
    };
    let state = match row.text()?.as_str() {
        "waiting" => MailState::Waiting,
        "sent" => MailState::Sent,
        _ => MailState::Failed,
    };
    Ok(Mail { id, file, message, state, tries: row.u32()?, created: row.time()? })
}
