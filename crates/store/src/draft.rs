//! Drafts (草稿): a form not yet sent. No event, no number, no clock; its writer alone sees it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use xiezhi_matter::key::{City, FileKey};

use crate::{
    AccountId, BlobRef, Fault, Hash, ReadError, Store,
    crypto::Secret,
    engine::{Row, Tx, params, work},
    keys::{self, MAIN},
};

/// Whose draft it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftOwner {
    /// An account's.
    Account(AccountId),
    /// Of one without an account: who brings this token. Only its SHA-256 is stored.
    Token(String),
}

/// A draft to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// The file it would act in; for an opening act, the file that is to be.
    pub key: FileKey,
    /// Whose.
    pub owner: DraftOwner,
    /// The matter.
    pub matter: String,
    /// The act it would do.
    pub act: String,
    /// What was typed so far, in the caller's format. Closed under the file's key.
    pub body: Vec<u8>,
    /// What was attached so far.
    pub attachments: Vec<BlobRef>,
}

/// A draft as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What was written.
    pub draft: NewDraft,
    /// When last.
    pub updated: Timestamp,
    /// When it goes.
    pub expires: Timestamp,
}

impl DraftOwner {
    /// As stored: a token only by its hash.
    fn stored(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Token(token) => format!("token:{}", Hash::of(token.as_bytes())),
        }
    }
}

/// What is closed of a draft.
#[derive(Serialize, Deserialize)]
struct Closed {
    body: Vec<u8>,
    attachments: Vec<BlobRef>,
}

fn bound(key: &FileKey, owner: &str) -> Vec<u8> {
    format!("xiezhi draft\n{key}\n{owner}").into_bytes()
}

const COLUMNS: &str = "d.file, d.matter, d.act, d.updated, d.expires, d.body";

impl Store {
    /// Writes a draft over the one of the same file and owner; it goes `keep` after the last writing.
    pub async fn put_draft(
        &self,
        draft: &NewDraft,
        keep: SignedDuration,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        let keys = self.city_keys(&draft.key.city).await?;
        let draft = draft.clone();
        let expires = now.saturating_add(keep).unwrap_or(Timestamp::MAX);
        self.write(work!([keys, draft], |tx| {
            let (key, owner) = (&draft.key, draft.owner.stored());
            let secret = keys.file(tx, &key.city, &key.id, MAIN).await?.ok_or(ReadError::Erased)?;
            let mut plain = Vec::new();
            let closed = Closed { body: draft.body, attachments: draft.attachments };
            // Writing texts and bytes to memory does not fail.
            let _written = ciborium::into_writer(&closed, &mut plain);
            let body = secret.purpose("draft").seal(&bound(key, &owner), &plain);
            tx.execute(
                "INSERT INTO draft (city, file, owner, matter, act, updated, expires, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (city, file, owner) DO UPDATE SET matter = excluded.matter, act = excluded.act,
                     updated = excluded.updated, expires = excluded.expires, body = excluded.body",
                params![&key.city, &key.id, owner, &draft.matter, &draft.act, now, expires, body],
            )
            .await?;
            Ok(())
        }))
        .await
    }

    /// The draft of a file by this owner.
    pub async fn find_draft(
        &self,
        key: &FileKey,
        owner: &DraftOwner,
        now: Timestamp,
    ) -> Result<Option<Draft>, ReadError> {
        let (keys, key, owner) = (self.city_keys(&key.city).await?, key.clone(), owner.clone());
        self.read(work!([keys, key, owner], |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM draft d WHERE d.city = $1 AND d.file = $2 AND d.owner = $3 AND d.expires > $4"
            );
            let row = tx.query_opt(&sql, params![&key.city, &key.id, owner.stored(), now]).await?;
            let Some(mut row) = row else { return Ok(None) };
            let secret = keys.find_file(tx, &key.city, &key.id, MAIN).await?.ok_or(ReadError::Erased)?;
            Ok(Some(open(&mut row, &key.city, &owner, &secret)?))
        }))
        .await
    }

    /// All drafts of an owner, latest first.
    pub async fn list_drafts(
        &self,
        city: &City,
        owner: &DraftOwner,
        now: Timestamp,
    ) -> Result<Vec<Draft>, ReadError> {
        let (keys, city, owner) = (self.city_keys(city).await?, city.clone(), owner.clone());
        self.read(work!([keys, city, owner], |tx| {
            let sql = format!(
                "SELECT k.owner, k.wrapped, {COLUMNS} FROM draft d
                 JOIN wrapped_key k ON k.city = d.city AND k.kind = 'file' AND k.owner = d.file AND k.retention = 'main'
                 WHERE d.city = $1 AND d.owner = $2 AND d.expires > $3 ORDER BY d.updated DESC, d.file LIMIT 200"
            );
            let mut drafts = Vec::new();
            for mut row in tx.query(&sql, params![&city, owner.stored(), now]).await? {
                let (file, wrapped) = (row.file()?, row.bytes()?);
                let secret = keys.unwrap_file(&city, &file, MAIN, &wrapped)?;
                drafts.push(open(&mut row, &city, &owner, &secret)?);
            }
            Ok(drafts)
        }))
        .await
    }

    /// Throws a draft away; with the last one of a file that never came to be go its key and blobs.
    pub async fn drop_draft(&self, key: &FileKey, owner: &DraftOwner, now: Timestamp) -> Result<(), Fault> {
        let (of, owner) = (key.clone(), owner.clone());
        let blobs = self
            .write(work!([of, owner], |tx| {
                delete(tx, &of, &owner);
                tx.flush().await?;
                forget(tx, &of, now).await
            }))
            .await?;
        self.delete_blobs(key, &blobs).await;
        Ok(())
    }

    /// Throws away what has expired, and the keys and blobs of files that never came to be. Gives how many
    /// drafts went.
    pub async fn sweep_drafts(&self, city: &City, now: Timestamp) -> Result<u64, Fault> {
        let of = city.clone();
        let (gone, forgotten) = self
            .write(work!([of], |tx| {
                let rows = tx
                    .query(
                        "SELECT DISTINCT file FROM draft WHERE city = $1 AND expires <= $2 ORDER BY file",
                        params![&of, now],
                    )
                    .await?;
                let gone = tx
                    .execute("DELETE FROM draft WHERE city = $1 AND expires <= $2", params![&of, now])
                    .await?;
                let mut forgotten = Vec::new();
                for mut row in rows {
                    let key = FileKey { city: of.clone(), id: row.file()? };
                    let blobs = forget(tx, &key, now).await?;
                    forgotten.push((key, blobs));
                }
                Ok::<_, Fault>((gone, forgotten))
            }))
            .await?;
        for (key, blobs) in forgotten {
            self.delete_blobs(&key, &blobs).await;
        }
        Ok(gone)
    }
}

pub(crate) fn delete(tx: &mut Tx, key: &FileKey, owner: &DraftOwner) {
    tx.later(
        "DELETE FROM draft WHERE city = $1 AND file = $2 AND owner = $3",
        params![&key.city, &key.id, owner.stored()],
        None,
    );
}

/// Destroys the key of a file without event or draft, and gives the blobs to delete once that is durable.
async fn forget(tx: &mut Tx, key: &FileKey, now: Timestamp) -> Result<Vec<Hash>, Fault> {
    let kept = tx
        .query_opt(
            "SELECT 1 FROM event WHERE city = $1 AND file = $2
             UNION SELECT 1 FROM draft WHERE city = $1 AND file = $2 LIMIT 1",
            params![&key.city, &key.id],
        )
        .await?;
    if kept.is_some() {
        return Ok(Vec::new());
    }
    keys::destroy_file(tx, key, None, now).await?;
    let rows = tx
        .query("DELETE FROM blob WHERE city = $1 AND file = $2 RETURNING hash", params![&key.city, &key.id])
        .await?;
    rows.into_iter().map(|mut row| row.hash()).collect()
}

fn open(row: &mut Row, city: &City, owner: &DraftOwner, secret: &Secret) -> Result<Draft, Fault> {
    let key = FileKey { city: city.clone(), id: row.file()? };
    let (matter, act, updated, expires) = (row.text()?, row.text()?, row.time()?, row.time()?);
    let damaged = || Fault::Damaged(format!("a draft of file {key}"));
    let plain =
        secret.purpose("draft").open(&bound(&key, &owner.stored()), &row.bytes()?).map_err(|_| damaged())?;
    let Closed { body, attachments } = ciborium::from_reader(plain.as_slice()).map_err(|_| damaged())?;
    Ok(Draft {
        draft: NewDraft { key, owner: owner.clone(), matter, act, body, attachments },
        updated,
        expires,
    })
}
