//! Hashing passwords, on threads of its own that each hash in one piece of memory for ever.
//!
//! A hash takes 19 MiB. Taken from the allocator and given back each time, it is not given back to the system: what
//! is small settles in between, the next hash finds no room, and after forty sign-ins a server holds half a gigabyte.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use tokio::sync::oneshot;

use crate::Fault;

/// How many passwords are hashed at once: each takes 19 MiB and a core.
const THREADS: usize = 2;

/// argon2id with 19 MiB, two passes, one lane: the least that OWASP's Password Storage Cheat Sheet takes.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// What a thread hashes in.
pub(crate) type Memory = Vec<Block>;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads; they end when this is dropped.
pub(crate) struct Hashing(mpsc::Sender<Job>);

impl Hashing {
    pub(crate) fn start() -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..THREADS {
            let receiver = Arc::clone(&receiver);
            let work = move || {
                let mut memory = Memory::new();
                loop {
                    let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { break };
                    // Whoever waits for a job that panicked is told by the answer that never comes.
                    let _told = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
                }
            };
            thread::Builder::new().name("store-hashing".to_owned()).spawn(work)?;
        }
        Ok(Self(sender))
    }

    /// Does a piece of hashing when its turn comes.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            // Nobody waits any more for what nobody takes.
            let _taken = reply.send(work(memory));
        });
        self.0.send(job).map_err(|_| Fault::Away("the store was closed".into()))?;
        answer.await.map_err(|_| Fault::Failed("hashing panicked".into()))
    }
}

/// Hashes a password, with a salt of its own.
pub(crate) fn hash(memory: &mut Memory, password: &[u8]) -> Result<String, Fault> {
    let failed = |e: String| Fault::Failed(format!("hashing: {e}"));
    let (m, t, p) = COST;
    let params = Params::new(m, t, p, None).map_err(|e| failed(e.to_string()))?;
    let salt: [u8; 16] = rand::random();
    let written = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|e| failed(e.to_string()))?,
        salt: Some(Salt::new(&salt).map_err(|e| failed(e.to_string()))?),
        hash: Some(worked_out(memory, params, password, &salt).map_err(failed)?),
    };
    Ok(written.to_string())
}

/// Whether a password is the one that was hashed.
pub(crate) fn verify(memory: &mut Memory, password: &[u8], hash: &str) -> Result<bool, Fault> {
    let damaged = |e: String| Fault::Damaged(format!("a password hash: {e}"));
    let hash = PasswordHash::new(hash).map_err(|e| damaged(e.to_string()))?;
    let params = Params::try_from(&hash).map_err(|e| damaged(e.to_string()))?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Err(damaged("it has no salt or no hash".to_owned()));
    };
    let found = worked_out(memory, params, password, salt).map_err(damaged)?;
    // Of these the comparison takes as long wherever they differ.
    Ok(found == *expected)
}

fn worked_out(memory: &mut Memory, params: Params, password: &[u8], salt: &[u8]) -> Result<Output, String> {
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    memory.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let done = argon2.hash_password_into_with_memory(password, salt, &mut out, &mut *memory);
    // Nothing that came of a password is left lying.
    memory.fill(Block::default());
    done.map_err(|e| e.to_string())?;
    Output::new(&out).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_and_another_is_not() {
        let mut memory = Memory::new();
        let hashed = hash(&mut memory, "一个够长的口令 2026".as_bytes()).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify(&mut memory, "一个够长的口令 2026".as_bytes(), &hashed).unwrap());
        assert!(!verify(&mut memory, "一个够长的口令 2027".as_bytes(), &hashed).unwrap());
        assert_ne!(hashed, hash(&mut memory, "一个够长的口令 2026".as_bytes()).unwrap());
        // The same one as any other program makes of argon2id: kept hashes stay good.
        let kept = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert!(verify(&mut memory, b"password", kept).unwrap());
        assert!(memory.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }
}
