//! Cryptography: AES-256-GCM for what is closed, HMAC-SHA-256 for what is found again.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use rand::RngExt as _;
use sha2::Sha256;
use xiezhi_matter::key::FileId;
use zeroize::Zeroizing;

/// The master key: 32 random bytes that stand outside the database. It wraps the keys of the cities,
/// which wrap all others.
#[derive(Clone)]
pub struct MasterKey(pub(crate) Secret);

impl MasterKey {
    /// From 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Secret(Zeroizing::new(bytes)))
    }

    /// Reads `master.key` in a folder, or makes it (with the folder) at the first start: readable by
    /// its owner alone, and synced before it wraps anything.
    pub fn load_or_make(folder: &Path) -> Result<Self, MasterKeyError> {
        let path = folder.join("master.key");
        let io = |cause| MasterKeyError::Io { path: path.clone(), cause };
        match fs::File::open(&path) {
            Ok(file) => Self::load(&file, &path),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder).map_err(io)?;
                match Self::make(folder, &path) {
                    // Another process made it at the same moment.
                    Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                        Self::load(&fs::File::open(&path).map_err(io)?, &path)
                    }
                    made => made.map_err(io),
                }
            }
            Err(e) => Err(io(e)),
        }
    }

    fn load(mut file: &fs::File, path: &Path) -> Result<Self, MasterKeyError> {
        let io = |cause| MasterKeyError::Io { path: path.to_owned(), cause };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if file.metadata().map_err(io)?.permissions().mode() & 0o077 != 0 {
                return Err(MasterKeyError::Open(path.to_owned()));
            }
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(64));
        file.read_to_end(&mut bytes).map_err(io)?;
        let bytes = <[u8; 32]>::try_from(bytes.as_slice());
        bytes.map(Self::new).map_err(|_| MasterKeyError::Malformed(path.to_owned()))
    }

    /// Written beside its place and linked into it, so that a crash leaves a whole key or none.
    fn make(folder: &Path, path: &Path) -> io::Result<Self> {
        let secret = Secret::random();
        let beside = folder.join(format!(".master.key.{}", random_id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(&beside)?;
        file.write_all(&*secret.0)?;
        file.sync_all()?;
        let linked = fs::hard_link(&beside, path);
        fs::remove_file(&beside)?;
        linked?;
        fs::File::open(folder)?.sync_all()?;
        Ok(Self(secret))
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// Others on this machine can read it.
    #[error("{0} can be read by others: chmod 600 it, and think whether it is still secret")]
    Open(PathBuf),
    /// Not 32 bytes.
    #[error("{0} is not a master key of 32 bytes: put back the right one from its backup")]
    Malformed(PathBuf),
    /// The operating system refused.
    #[error("{path}: {cause}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// A key of 32 bytes, wiped when dropped.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) Zeroizing<[u8; 32]>);

/// The seal does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsealed;

const NONCE: usize = 12;

impl Secret {
    /// A new key.
    pub(crate) fn random() -> Self {
        Self(Zeroizing::new(rand::rng().random()))
    }

    /// A key for one purpose, so that no two uses share a key.
    pub(crate) fn purpose(&self, purpose: &str) -> Self {
        Self(Zeroizing::new(self.mac(&[b"xiezhi purpose", purpose.as_bytes()])))
    }

    /// A keyed hash over parts, each with its length, so that no two lists of parts run together.
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = hmac(&*self.0);
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Closes bytes: a random nonce, then the ciphertext.
    pub(crate) fn seal(&self, bound: &[u8], plain: &[u8]) -> Vec<u8> {
        self.seal_under(rand::rng().random(), bound, plain)
    }

    /// Closes bytes so that the same bytes in the same place give the same ciphertext, which `rebuild` needs:
    /// the nonce is a keyed hash of place and plaintext, so it repeats only where both do.
    pub(crate) fn seal_same(&self, bound: &[u8], plain: &[u8]) -> Vec<u8> {
        let hash = self.purpose("nonce").mac(&[bound, plain]);
        let mut nonce = [0; NONCE];
        nonce.iter_mut().zip(hash).for_each(|(n, h)| *n = h);
        self.purpose("same").seal_under(nonce, bound, plain)
    }

    fn seal_under(&self, nonce: [u8; NONCE], bound: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut sealed = nonce.to_vec();
        let cipher = Aes256Gcm::new(&(*self.0).into());
        // AES-GCM fails only beyond 64 GB, which no caller comes near; the empty answer would not open again.
        let ciphertext = cipher.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: bound });
        sealed.extend(ciphertext.unwrap_or_default());
        sealed
    }

    /// Opens what [`seal`](Self::seal) closed.
    pub(crate) fn open(&self, bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealed> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(Unsealed)?;
        let cipher = Aes256Gcm::new(&(*self.0).into());
        cipher.decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad: bound }).map_err(|_| Unsealed)
    }

    /// Opens what [`seal_same`](Self::seal_same) closed.
    pub(crate) fn open_same(&self, bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealed> {
        self.purpose("same").open(bound, sealed)
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length, so this can't fail")]
fn hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// 16 random letters and digits: 80 bits.
pub(crate) fn random_id() -> String {
    FileId::from_random(rand::rng().random()).as_str().to_owned()
}

/// 32 random bytes in hex.
pub(crate) fn random_token() -> String {
    hex::encode(rand::rng().random::<[u8; 32]>())
}
