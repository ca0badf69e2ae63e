//! Files that were read a moment ago, so that a file is not read and applied whole for each page and each act.
//!
//! Invariant: nothing is taken from here unasked. The store says in one cheap query whether the last event known
//! is still there and what came after it; only that is read and applied. So a page shows what is, whoever wrote it
//! on whichever node, and the expected position of an append guards what is written all the same.
//! Invariant: whoever may see a file is asked after it was loaded, never here.
//! Invariant: a file of which anything was erased is not served from here, and each sweep forgets all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use xiezhi_matter::key::FileKey;

use crate::load::Loaded;

/// At most so many files …
const FILES: usize = 256;
/// … and at most so many bytes of event bodies, as they lie in the store. Applied they take several times as much
/// memory: with this, some eight megabytes.
const BYTES: usize = 1 << 20;

/// The files, with the ones that were used last kept longest.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    files: HashMap<FileKey, Entry>,
    bytes: usize,
    turn: u64,
}

struct Entry {
    loaded: Arc<Loaded>,
    used: u64,
}

impl Cache {
    /// The file as it was when it was last read.
    pub(crate) fn find(&self, key: &FileKey) -> Option<Arc<Loaded>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.turn += 1;
        let turn = kept.turn;
        let entry = kept.files.get_mut(key)?;
        entry.used = turn;
        Some(Arc::clone(&entry.loaded))
    }

    /// Keeps a file, unless a later state of it is kept already.
    pub(crate) fn keep(&self, loaded: &Arc<Loaded>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let later = kept.files.get(&loaded.key).is_some_and(|e| e.loaded.file.last() > loaded.file.last());
        if later || loaded.bytes > BYTES {
            return;
        }
        kept.remove(&loaded.key);
        kept.turn += 1;
        kept.bytes += loaded.bytes;
        let entry = Entry { loaded: Arc::clone(loaded), used: kept.turn };
        kept.files.insert(loaded.key.clone(), entry);
        while kept.files.len() > FILES || kept.bytes > BYTES {
            let oldest = kept.files.iter().min_by_key(|(_, e)| e.used).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            kept.remove(&oldest);
        }
    }

    /// Forgets a file.
    pub(crate) fn forget(&self, key: &FileKey) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Forgets all.
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

impl Kept {
    fn remove(&mut self, key: &FileKey) {
        if let Some(entry) = self.files.remove(key) {
            self.bytes = self.bytes.saturating_sub(entry.loaded.bytes);
        }
    }
}
