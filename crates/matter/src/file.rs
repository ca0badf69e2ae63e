//! A file (案卷) as its events leave it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::{Date, DateTime};
use xiezhi_calendar::{Length, Stop};

use crate::{
    event::{CountRef, Done, Entry, Event, Issued, PaperRef, PartyEntry, Request, Served, Values, What},
    id::{ActId, ActorId, ChildId, FieldId, MatterId, PersonId, RoleId, RuleId, SeatId, StateId, TrackId},
    key::{FileId, FileKey, Seq},
    value::{Blob, Value},
};

/// A file: what its events say, put together. Made by [`apply`](crate::apply) alone.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// City and id.
    pub key: FileKey,
    /// Its number, once it has one.
    pub number: Option<String>,
    /// The day of its opening act.
    pub opened_on: Option<Date>,
    /// Where it stands on the main track, under any side state; none: no file yet.
    pub base: Option<StateId>,
    /// Side states that lie on it, the last on top.
    pub sides: Vec<StateId>,
    /// Parallel tracks that are not off.
    pub tracks: BTreeMap<TrackId, StateId>,
    /// Values of its fields.
    pub values: Values,
    /// Who takes part, in the order in which they came.
    pub parties: Vec<PartyEntry>,
    /// Who has a seat in it.
    pub officers: BTreeMap<SeatId, Vec<ActorId>>,
    /// All that happened, in order.
    pub events: Vec<Arc<Event>>,
    /// Events that count as undone, with the one that undid them.
    pub undone: BTreeMap<Seq, Seq>,
    /// Events that were amended: the amendment, and what stands in their place.
    pub amended: BTreeMap<Seq, (Seq, Option<Entry>)>,
    /// Counts of limits, in the order in which they began.
    pub counts: Vec<Count>,
    /// Papers issued.
    pub papers: Vec<FilePaper>,
    /// Acts that wait for approval.
    pub requests: Vec<Pending>,
    /// Acts that wait for an officer to do or to dismiss them.
    pub proposals: Vec<Proposal>,
    /// Child files.
    pub children: Vec<ChildFile>,
    /// Events that rest on an amended one and wait to be confirmed or annulled.
    pub questions: BTreeSet<Seq>,
    /// The day on which it came into the state it is in.
    pub since: Option<Date>,
    /// Whether the law brought it there.
    pub since_by_law: bool,
}

/// A count (计算) of a limit: a budget and a ledger of stops, never only a date.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The limit.
    pub limit: RuleId,
    /// Which of the definition's limits, since dated rules share an id.
    pub rule: usize,
    /// What started it.
    pub origin: Origin,
    /// The day it started.
    pub start: Date,
    /// The minute, where it goes by minutes.
    pub start_at: Option<DateTime>,
    /// Whose it is, where it started by service.
    pub person: Option<PersonId>,
    /// When it stood still.
    pub stops: Vec<Stop>,
    /// What was added to it.
    pub extensions: Vec<Length>,
    /// Whether its condition holds; a count sleeps while not.
    pub awake: bool,
    /// The day from which it has been awake, where it woke later than it started.
    pub woke: Option<Date>,
    /// The last day, as far as can be said.
    pub due: Option<Date>,
    /// The last minute, where it goes by minutes.
    pub due_at: Option<DateTime>,
    /// Whether it touches a year whose holidays are not announced.
    pub provisional: bool,
    /// How it ended.
    pub end: Option<End>,
    /// Its last day, once that has passed without its being met by then.
    pub expired: Option<Date>,
    /// Whether its running out has had its consequence.
    pub answered: bool,
}

/// What started a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An event.
    Event(Seq),
    /// The date in a field.
    Field(FieldId),
    /// The running out of a count of this limit, which that event had started.
    Expiry(RuleId, Seq),
}

/// How a count ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It was met.
    Met {
        /// On this day.
        on: Date,
        /// By this event.
        by: Seq,
        /// After its last day.
        late: bool,
    },
    /// Something else ended it, or its file.
    Dropped(Seq),
}

impl Count {
    /// Its name.
    pub fn name(&self) -> CountRef {
        let (event, after) = match &self.origin {
            Origin::Event(n) => (*n, None),
            Origin::Field(_) => (Seq::default(), None),
            Origin::Expiry(limit, n) => (*n, Some(limit.clone())),
        };
        CountRef { limit: self.limit.clone(), event, after, person: self.person.clone() }
    }

    /// Ran out before it was met, if it was: not met at all, or met by the very act that opened the file,
    /// as when an application comes too late.
    pub fn ran_out(&self) -> bool {
        self.expired.is_some()
            && match self.end {
                None => true,
                Some(End::Met { by, .. }) => by == Seq(1),
                Some(End::Dropped(_)) => false,
            }
    }

    /// Open: neither met nor dropped nor run out.
    pub fn open(&self) -> bool {
        self.end.is_none() && self.expired.is_none()
    }

    /// Standing still.
    pub fn stopped(&self) -> bool {
        self.stops.iter().any(|s| s.until.is_none())
    }

    /// Open, neither stopped nor asleep.
    pub fn running(&self) -> bool {
        self.open() && self.awake && !self.stopped()
    }
}

/// A paper of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FilePaper {
    /// The event that issued it, and its place there.
    pub at: PaperRef,
    /// What was issued.
    pub issued: Issued,
    /// The day it bears.
    pub on: Date,
    /// The PDF, once made.
    pub pdf: Option<Blob>,
    /// The sealed original, once there.
    pub original: Option<Blob>,
    /// Its services: on whom, the day that counts, the event.
    pub services: Vec<Service>,
}

/// A service of a paper on one person.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Service {
    pub to: PersonId,
    pub on: Date,
    pub n: Seq,
    pub how: Served,
}

impl FilePaper {
    /// The first day on which it was served on somebody.
    pub fn served_on(&self, person: &str) -> Option<Date> {
        self.services.iter().filter(|s| s.to == *person).map(|s| s.on).min()
    }
}

/// An act that waits for approval.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The event that asked.
    pub n: Seq,
    /// Who asked.
    pub asked_by: ActorId,
    /// On which day.
    pub on: Date,
    /// What was asked.
    pub request: Request,
    /// Who approved so far, step by step.
    pub approved_by: Vec<ActorId>,
    /// To whom the present step was delegated.
    pub delegated_to: Option<ActorId>,
    /// Holds lifted so far.
    pub lifted: Vec<crate::event::Lifted>,
}

impl Pending {
    /// The post whose turn it is.
    pub fn turn(&self) -> Option<&crate::id::PostId> {
        self.request.steps.get(self.approved_by.len())
    }
}

/// An act that an officer is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Which.
    pub act: ActId,
    /// What its form is prefilled with.
    pub with: Values,
    /// The counts that propose it.
    pub counts: Vec<CountRef>,
    /// The child whose end proposes it.
    pub child: Option<FileId>,
    /// Since when.
    pub on: Date,
}

/// A child file.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ChildFile {
    pub kind: ChildId,
    pub matter: MatterId,
    pub file: FileId,
    pub state: Option<StateId>,
    pub ended: bool,
    pub up: Values,
}

impl File {
    /// A file to be: it has its id and nothing else.
    pub fn new(key: FileKey) -> Self {
        Self {
            key,
            number: None,
            opened_on: None,
            base: None,
            sides: Vec::new(),
            tracks: BTreeMap::new(),
            values: Values::new(),
            parties: Vec::new(),
            officers: BTreeMap::new(),
            events: Vec::new(),
            undone: BTreeMap::new(),
            amended: BTreeMap::new(),
            counts: Vec::new(),
            papers: Vec::new(),
            requests: Vec::new(),
            proposals: Vec::new(),
            children: Vec::new(),
            questions: BTreeSet::new(),
            since: None,
            since_by_law: false,
        }
    }

    /// Where it stands: the side state on top, else the main one.
    pub fn state(&self) -> Option<&StateId> {
        self.sides.last().or(self.base.as_ref())
    }

    /// The number of its last event.
    pub fn last(&self) -> Seq {
        self.events.last().map_or(Seq::default(), |e| e.n)
    }

    /// An event by its number.
    pub fn event(&self, n: Seq) -> Option<&Arc<Event>> {
        let at = usize::try_from(n.0.checked_sub(1)?).ok()?;
        self.events.get(at)
    }

    /// What an event says as amended: itself, what was put in its place, or nothing.
    pub fn said(&self, n: Seq) -> Option<(Date, &What)> {
        match self.amended.get(&n) {
            Some((_, put)) => put.as_ref().map(|p| (p.happened_on, &p.what)),
            None => self.event(n).map(|e| (e.happened_on, &e.what)),
        }
    }

    /// The doings of an act, undone and amended ones left out, in order.
    pub fn doings<'a>(&'a self, act: &'a str) -> impl DoubleEndedIterator<Item = (Seq, Date, &'a Done)> {
        self.events.iter().filter_map(move |e| {
            if self.undone.contains_key(&e.n) {
                return None;
            }
            match self.said(e.n)? {
                (on, What::Act(done)) if done.act == *act => Some((e.n, on, &**done)),
                _ => None,
            }
        })
    }

    /// The value of a field.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.values.get(field)
    }

    /// Who has a role.
    pub fn in_role<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a PartyEntry> {
        self.parties.iter().filter(move |p| p.role == *role)
    }

    /// The roles that a person has.
    pub fn roles_of<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a RoleId> {
        self.parties.iter().filter(move |p| p.person == *person).map(|p| &p.role)
    }

    /// A paper by its place.
    pub fn paper(&self, at: PaperRef) -> Option<&FilePaper> {
        self.papers.iter().find(|p| p.at == at)
    }

    /// A count by its name.
    pub fn count(&self, name: &CountRef) -> Option<&Count> {
        self.counts.iter().rev().find(|c| c.name() == *name)
    }

    /// The latest started count of a limit; one that sleeps only if there is no other.
    pub fn latest(&self, limit: &str) -> Option<&Count> {
        let of = || self.counts.iter().filter(|c| c.limit == *limit);
        of().rfind(|c| c.awake).or_else(|| of().next_back())
    }

    /// The counts that one paper started with the latest: one for each person it was served on.
    pub fn latest_each(&self, limit: &str) -> Vec<&Count> {
        let Some(latest) = self.latest(limit) else {
            return Vec::new();
        };
        let of = |c: &Count| self.paper_of(c);
        match (latest.person.is_some(), of(latest)) {
            (true, Some(paper)) => {
                self.counts.iter().filter(|c| c.limit == *limit && of(c) == Some(paper)).collect()
            }
            _ => vec![latest],
        }
    }

    /// The paper whose service started a count.
    pub(crate) fn paper_of(&self, count: &Count) -> Option<PaperRef> {
        match &count.origin {
            Origin::Event(n) => match self.said(*n)? {
                (_, What::Served(s)) => Some(s.paper),
                _ => None,
            },
            _ => None,
        }
    }
}
