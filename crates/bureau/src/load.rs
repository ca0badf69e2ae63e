//! A file as its events leave it, with the definition that binds it.

use std::sync::Arc;

use jiff::Timestamp;
use xiezhi_calendar::Calendar;
use xiezhi_matter::{
    Ground, apply,
    event::{Event, What},
    file::File,
    id::{ActorId, PersonId},
    key::{FileId, FileKey, Seq},
    replay,
    value::Value,
    world::World,
};
use xiezhi_store::{DefinitionRef, Hash, Look, ReadError, Sight, StoredEvent};

use crate::{Bureau, LookError, Who, functions::Bound, record, token};

/// A file, loaded.
#[derive(Clone)]
pub(crate) struct Loaded {
    pub(crate) key: FileKey,
    pub(crate) bound: Bound,
    pub(crate) file: File,
    /// Under which definition each event was made.
    pub(crate) under: Vec<DefinitionRef>,
    /// The hash of each event's envelope.
    pub(crate) hashes: Vec<Hash>,
    /// How many bytes the bodies of its events have in the store.
    pub(crate) bytes: usize,
    pub(crate) calendar: Calendar,
}

/// Events as they come from the store, read.
#[derive(Default)]
struct Since {
    events: Vec<Arc<Event>>,
    under: Vec<DefinitionRef>,
    hashes: Vec<Hash>,
    bytes: usize,
}

impl Since {
    fn extend(&mut self, stored: &[StoredEvent]) -> Result<(), xiezhi_store::Fault> {
        for one in stored {
            self.events.push(record::event(one)?);
            self.under.push(one.header.definition.clone());
            self.hashes.push(one.hash);
            self.bytes += one.body.len();
        }
        Ok(())
    }
}

/// Of an opening event of a child: the value that names its parent.
pub(crate) const PARENT: &str = "parent";

impl Loaded {
    /// A file to be.
    pub(crate) fn fresh(key: FileKey, bound: Bound, calendar: Calendar) -> Self {
        let file = File::new(key.clone());
        Self { key, bound, file, under: Vec::new(), hashes: Vec::new(), bytes: 0, calendar }
    }

    pub(crate) fn ground<'a>(&'a self, world: &'a World) -> Ground<'a> {
        Ground { def: &self.bound.def, shared: &self.bound.shared, world, calendar: &self.calendar }
    }

    /// The parent, of a child.
    pub(crate) fn parent(&self) -> Option<FileId> {
        parent_of(&self.file)
    }

    /// The person and those it acts for.
    pub(crate) fn behind(&self, person: &PersonId) -> Vec<PersonId> {
        let mut behind = vec![person.clone()];
        for entry in self.file.parties.iter().filter(|p| p.person == *person) {
            behind.extend(entry.acts_for.clone());
            // A representative, or an agent of the role as a whole.
            let role = self.bound.def.parties.get(&*entry.role).and_then(|r| r.acts_for.as_ref());
            if let (None, Some(role)) = (&entry.acts_for, role) {
                behind.extend(self.file.in_role(role).map(|p| p.person.clone()));
            }
        }
        behind.dedup();
        behind
    }
}

/// The parent that the opening event of a child names.
pub(crate) fn parent_of(file: &File) -> Option<FileId> {
    let (_, what) = file.said(Seq(1))?;
    match what {
        What::Act(done) => done.own.get(PARENT).and_then(Value::as_text)?.parse().ok(),
        _ => None,
    }
}

impl Bureau {
    /// Loads a file for the program's own eyes: what is shown of it is recorded apart.
    pub(crate) async fn load(&self, key: &FileKey) -> Result<Loaded, ReadError> {
        if let Some(known) = self.0.cache.find(key) {
            match self.newer(&known).await {
                Ok(Some(loaded)) => return Ok(loaded),
                // Another file by now, or another definition or calendar: it is read whole.
                Ok(None) => self.0.cache.forget(key),
                Err(error) => {
                    self.0.cache.forget(key);
                    return Err(error);
                }
            }
        }
        let stored = self.store().events(key, &Sight::Nobody).await?;
        let mut read = Since::default();
        read.extend(&stored)?;
        let named = read.under.last().ok_or_else(|| ReadError::NoFile(key.clone()))?;
        let bound = self.bound(&key.city, named).await?;
        let calendar = self.calendar(&key.city);
        let file = replay(&bound.def, key.clone(), read.events, &calendar);
        let (under, hashes, bytes) = (read.under, read.hashes, read.bytes);
        let loaded = Arc::new(Loaded { key: key.clone(), bound, file, under, hashes, bytes, calendar });
        self.0.cache.keep(&loaded);
        Ok(Arc::unwrap_or_clone(loaded))
    }

    /// A file known from before with what came since; none where it has to be read whole.
    async fn newer(&self, known: &Arc<Loaded>) -> Result<Option<Loaded>, ReadError> {
        let (Some(hash), Some(named)) = (known.hashes.last(), known.under.last()) else { return Ok(None) };
        let stored = self.store().events_since(&known.key, known.file.last(), *hash).await?;
        let Some(stored) = stored else { return Ok(None) };
        let mut read = Since::default();
        read.extend(&stored)?;
        let named = read.under.last().unwrap_or(named);
        let bound = self.bound(&known.key.city, named).await?;
        let calendar = self.calendar(&known.key.city);
        let same =
            Arc::ptr_eq(&bound.def, &known.bound.def) && Arc::ptr_eq(&bound.shared, &known.bound.shared);
        if !same || calendar.version() != known.calendar.version() {
            return Ok(None);
        }
        let mut loaded = Loaded::clone(known);
        if read.events.is_empty() {
            return Ok(Some(loaded));
        }
        let blank = File::new(known.key.clone());
        loaded.file =
            read.events.into_iter().fold(std::mem::replace(&mut loaded.file, blank), |file, event| {
                apply(&bound.def, file, event, &calendar)
            });
        loaded.under.extend(read.under);
        loaded.hashes.extend(read.hashes);
        loaded.bytes += read.bytes;
        let loaded = Arc::new(loaded);
        self.0.cache.keep(&loaded);
        Ok(Some(Arc::unwrap_or_clone(loaded)))
    }

    /// Records that somebody looks, before anything is shown. No record, no look.
    pub(crate) async fn look(
        &self,
        who: &Who,
        key: &FileKey,
        what: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), LookError> {
        if matches!(who, Who::Program) {
            return Ok(());
        }
        let look =
            Look { who: who.id().to_string(), what: what.to_owned(), why: token::why(who, why), at: now };
        Ok(self.store().record_look(key, look).await?)
    }

    /// The names of officers and offices' accounts, for timelines.
    pub(crate) async fn officer_names(
        &self,
        city: &xiezhi_matter::key::City,
    ) -> Result<std::collections::BTreeMap<ActorId, String>, xiezhi_store::Fault> {
        let officers = self.store().list_officers(city).await?;
        Ok(officers.into_iter().map(|o| (ActorId::from(o.id.as_str()), o.name)).collect())
    }
}
