//! Blobs (附件): closed under the key of their file, named by the hash of the ciphertext.

use bytes::Bytes;
use jiff::Timestamp;
use object_store::{ObjectStoreExt as _, path::Path};
use serde::{Deserialize, Serialize};
use xiezhi_matter::key::FileKey;

use crate::{
    Fault, Hash, ReadError, Sight, Store,
    crypto::Secret,
    engine::{params, work},
    keys::MAIN,
    look,
};

/// The largest blob: 50 MB, which a photographed file of some hundred pages does not reach.
pub const MAX_BLOB: usize = 50_000_000;

/// A blob as an event's body refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// SHA-256 of the ciphertext: its name.
    pub hash: Hash,
    /// The size of the plaintext in bytes.
    pub size: u64,
    /// Its media type.
    pub media: String,
    /// The name it was given by the sender. Personal: it belongs in a body, never in a header.
    pub name: String,
}

/// Why a blob was not kept or not given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// Larger than [`MAX_BLOB`].
    #[error("the attachment has {size} bytes, more than the {MAX_BLOB} that are taken: send it in parts")]
    TooLarge {
        /// Its size.
        size: usize,
    },
    /// Not read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<Fault> for BlobError {
    fn from(fault: Fault) -> Self {
        Self::Read(fault.into())
    }
}

/// So much plaintext is closed at a time, each piece bound to its place and to whether it is the last.
const PIECE: usize = 1 << 20;
/// What a piece grows by: nonce and tag.
const GROWS: usize = 28;

impl Store {
    /// Keeps a blob for a file (or a draft, whose file is to be): encrypted, written and synced when
    /// this returns, so that an event may name it.
    pub async fn put_blob(
        &self,
        key: &FileKey,
        media: &str,
        name: &str,
        bytes: Bytes,
        now: Timestamp,
    ) -> Result<BlobRef, BlobError> {
        let size = bytes.len();
        if size > MAX_BLOB {
            return Err(BlobError::TooLarge { size });
        }
        let keys = self.city_keys(&key.city).await?;
        let of = key.clone();
        let secret: Secret = self
            .write(work!([keys, of], |tx| {
                keys.file(tx, &of.city, &of.id, MAIN).await?.ok_or(ReadError::Erased)
            }))
            .await?;
        let of = key.clone();
        let sealed = apart(move || close(&secret, &of, &bytes)).await?;
        let hash = Hash::of(&sealed);
        self.blobs().put(&path(key, &hash)?, sealed.into()).await.map_err(|e| fault(&e))?;
        let (of, kept) = (key.clone(), media.to_owned());
        self.write::<_, Fault>(work!([of, kept], |tx| {
            tx.execute(
                "INSERT INTO blob (city, hash, file, media, size, retention, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                params![&of.city, hash, &of.id, &kept, size as u64, MAIN, now],
            )
            .await?;
            Ok(())
        }))
        .await?;
        Ok(BlobRef { hash, size: size as u64, media: media.to_owned(), name: name.to_owned() })
    }

    /// A blob's plaintext, checked; the look is recorded first.
    pub async fn get_blob(&self, key: &FileKey, hash: &Hash, sight: &Sight) -> Result<Bytes, BlobError> {
        let keys = self.city_keys(&key.city).await?;
        look::first(self, key, sight).await?;
        let (of, hash) = (key.clone(), *hash);
        let secret: Secret = self
            .read(work!([keys, of], |tx| {
                let row = tx
                    .query_opt(
                        "SELECT retention FROM blob WHERE city = $1 AND hash = $2 AND file = $3",
                        params![&of.city, hash, &of.id],
                    )
                    .await?;
                let class = row.ok_or_else(|| ReadError::NoFile(of.clone()))?.text()?;
                keys.find_file(tx, &of.city, &of.id, &class).await?.ok_or(ReadError::Erased)
            }))
            .await?;
        let got = self.blobs().get(&path(key, &hash)?).await.map_err(|e| fault(&e))?;
        let sealed = got.bytes().await.map_err(|e| fault(&e))?;
        let of = key.clone();
        let plain =
            apart(move || if Hash::of(&sealed) == hash { open(&secret, &of, &sealed) } else { None }).await?;
        Ok(plain.ok_or_else(|| Fault::Damaged(format!("blob {hash} of file {key}")))?.into())
    }

    /// Deletes blobs whose key is gone: a hash that no event names any more.
    pub(crate) async fn delete_blobs(&self, key: &FileKey, hashes: &[Hash]) {
        for hash in hashes {
            let Ok(path) = path(key, hash) else { continue };
            if let Err(cause) = self.blobs().delete(&path).await {
                // Unreadable already, so all it costs is room.
                tracing::warn!("Blob {hash} could not be deleted: {cause}");
            }
        }
    }
}

fn path(key: &FileKey, hash: &Hash) -> Result<Path, Fault> {
    let name = hash.to_string();
    Path::parse(format!("{}/{}/{name}", key.city, name.get(..2).unwrap_or_default()))
        .map_err(|e| Fault::Failed(e.to_string()))
}

/// Encrypting 50 MB takes tens of milliseconds: not on a thread that serves others.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Failed("a piece of work panicked".into()))
}

fn bound(key: &FileKey, piece: usize, last: bool) -> Vec<u8> {
    format!("xiezhi blob\n{key}\n{piece}\n{last}").into_bytes()
}

fn close(secret: &Secret, key: &FileKey, plain: &[u8]) -> Vec<u8> {
    let secret = secret.purpose("blob");
    let pieces = plain.len().div_ceil(PIECE).max(1);
    let mut sealed = Vec::with_capacity(plain.len() + pieces * GROWS);
    for i in 0..pieces {
        let piece = plain.chunks(PIECE).nth(i).unwrap_or_default();
        sealed.extend(secret.seal(&bound(key, i, i + 1 == pieces), piece));
    }
    sealed
}

fn open(secret: &Secret, key: &FileKey, sealed: &[u8]) -> Option<Vec<u8>> {
    let secret = secret.purpose("blob");
    let pieces = sealed.len().div_ceil(PIECE + GROWS);
    let mut plain = Vec::with_capacity(sealed.len());
    for (i, piece) in sealed.chunks(PIECE + GROWS).enumerate() {
        plain.extend(secret.open(&bound(key, i, i + 1 == pieces), piece).ok()?);
    }
    (pieces > 0).then_some(plain)
}

fn fault(error: &object_store::Error) -> Fault {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return Fault::Damaged("a blob that was kept is missing".into());
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && matches!(io.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
        {
            return Fault::Full;
        }
        cause = error.source();
    }
    Fault::Io(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_open_in_their_order_and_number_only() {
        let key =
            FileKey { city: "620100".parse().unwrap(), id: xiezhi_matter::key::FileId::from_random([3; 16]) };
        let secret = Secret::random();
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5] {
            let plain: Vec<u8> = (0..size).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let sealed = close(&secret, &key, &plain);
            assert_eq!(open(&secret, &key, &sealed), Some(plain));
            let shorter = sealed.len().saturating_sub(PIECE + GROWS);
            assert_eq!(open(&secret, &key, &sealed[..shorter]), None);
        }
    }
}
