//! The law's own course (届满): every read and every act first settles what has expired; a sweep makes it
//! prompt.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use xiezhi_matter::{
    Doing, Draft, decide,
    event::{Event, Given, What},
    expr::{Scope, Was},
    id::{ActorId, ChildId},
    key::{City, FileId, FileKey, Seq},
    model::{Child, Give, Who as By},
    settle, time,
    value::Value,
    world::{Actor, World},
};
use xiezhi_store::{AppendError, Direction, Filter, NewMail, Once, Order, Query};

use crate::{
    ActError, Bureau, LookError, Who,
    act::Along,
    load::Loaded,
    mail::{self, EMAIL, Words},
    project::is_ended,
    record,
    world::Wanted,
};

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files looked at.
    pub files: u64,
    /// Events of the law recorded.
    pub events: u64,
    /// Reminders written.
    pub mail: u64,
    /// Drafts that went.
    pub drafts: u64,
}

/// What a round of work did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// Events that got their position in the log.
    pub sequenced: u64,
    /// Papers made.
    pub papers: u64,
    /// Messages handed over.
    pub mail: u64,
}

/// The program, as whoever acts.
pub(crate) fn program() -> Actor {
    Actor { id: ActorId::from("program"), person: None, posts: Vec::new(), office: None }
}

/// By so much may the clock run ahead of the last sweep: a node that slept for longer is looked at first.
const JUMP: SignedDuration = SignedDuration::from_hours(24 * 20);
/// By so little may it run behind.
const BACK: SignedDuration = SignedDuration::from_mins(5);
/// The setting that holds the instant of the last sweep.
const LAST: &str = "last-sweep";
/// Who follows the log for children and papers.
const FOLLOWER: &str = "work";

impl Bureau {
    /// The file after what has expired was settled and recorded.
    pub(crate) async fn settled(&self, mut loaded: Loaded, now: Timestamp) -> Result<Loaded, LookError> {
        for _ in 0..6 {
            let world = self.bare_world(&loaded).await?;
            let (events, after) = settle(&loaded.ground(&world), loaded.file.clone(), now);
            if events.is_empty() {
                // Counts that have run out are marked, though nothing follows from it.
                loaded.file = after;
                return Ok(loaded);
            }
            let actor = Actor::law();
            let decision = decide(&loaded.ground(&world), &loaded.file, &Doing::Nothing, &actor, now);
            match self.append(&loaded, decision, &world, Vec::new(), Along::default(), now).await {
                Ok((_, events)) => {
                    let key = loaded.key.clone();
                    self.after(&key, &loaded, &events, now).await;
                    loaded = self.load(&key).await?;
                }
                Err(AppendError::Moved { .. }) => loaded = self.load(&loaded.key).await?,
                Err(AppendError::Erased) => return Err(LookError::Erased),
                Err(AppendError::Fault(fault)) => return Err(fault.into()),
                Err(other) => {
                    return Err(xiezhi_store::Fault::Failed(other.to_string()).into());
                }
            }
        }
        Err(xiezhi_store::Fault::Contended.into())
    }

    /// What the law's own acts need: persons and the city, no lookups.
    pub(crate) async fn bare_world(&self, loaded: &Loaded) -> Result<World, LookError> {
        let (values, people) = (xiezhi_matter::event::Values::new(), BTreeMap::new());
        let actor = Actor::law();
        let wanted = Wanted {
            actor: &actor,
            act: Some(""),
            values: &values,
            entering: &[],
            people: &people,
            now: Timestamp::MIN,
        };
        Ok(self.world(loaded, &wanted).await?.0)
    }

    /// Settles what has expired in every file with a due date behind it, reminds of what falls due, throws old
    /// drafts away. Refuses when the clock has jumped.
    pub async fn sweep(&self, city: &City, now: Timestamp) -> Result<Swept, ActError> {
        self.city(city)?;
        self.check_clock(city, now).await?;
        let today = time::day(now);
        let yesterday = today.saturating_sub(jiff::Span::new().days(1));
        // What was erased since the last sweep is to be in no memory either.
        self.0.cache.clear();
        let mut swept = Swept::default();
        let mut after = None;
        loop {
            let query = Query {
                city: city.clone(),
                matter: None,
                filters: vec![Filter::DueUntil(yesterday)],
                order: Order::Due,
                direction: Direction::Up,
                after,
                limit: 200,
            };
            let page = self.store().list_files(&query).await?;
            for line in &page.rows {
                if line.erased {
                    continue;
                }
                swept.files += 1;
                let loaded = self.load(&line.key).await?;
                let before = loaded.file.last();
                let loaded = self.settled(loaded, now).await?;
                swept.events += u64::from(loaded.file.last().0.saturating_sub(before.0));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        swept.mail = self.remind(city, now).await?;
        swept.drafts = self.store().sweep_drafts(city, now).await?;
        self.store().sweep(city, now).await?;
        self.store().set_setting(city, LAST, &now.to_string()).await?;
        Ok(swept)
    }

    /// Refuses to go on when time jumped: what the law would do by itself can't be taken back.
    async fn check_clock(&self, city: &City, now: Timestamp) -> Result<(), ActError> {
        let Some(last) = self.store().setting(city, LAST).await? else { return Ok(()) };
        let Ok(last) = last.parse::<Timestamp>() else { return Ok(()) };
        let gone = now.duration_since(last);
        if gone < -BACK || gone > JUMP {
            tracing::error!(
                city = %city,
                "The clock says {now}, the last sweep was at {last}: nothing is settled until an administrator confirms the time"
            );
            return Err(ActError::Fault(xiezhi_store::Fault::Failed(format!(
                "the clock says {now}, the last sweep was at {last}"
            ))));
        }
        Ok(())
    }

    /// Confirms that the clock is right after it seemed to have jumped.
    pub async fn confirm_clock(&self, city: &City, now: Timestamp) -> Result<(), ActError> {
        Ok(self.store().set_setting(city, LAST, &now.to_string()).await?)
    }

    /// Reminders to parties of what falls due today or in as many days as the limit says.
    async fn remind(&self, city: &City, now: Timestamp) -> Result<u64, ActError> {
        let today = time::day(now);
        let until = today.saturating_add(jiff::Span::new().days(31));
        let query = Query {
            city: city.clone(),
            matter: None,
            filters: vec![Filter::DueFrom(today), Filter::DueUntil(until)],
            order: Order::Due,
            direction: Direction::Up,
            after: None,
            limit: 1000,
        };
        let calendar = self.calendar(city);
        let mut written = 0;
        for line in self.store().list_files(&query).await?.rows {
            let Some(bound) = self.in_use().version(&line.row.matter, line.row.version.parse().unwrap_or(0))
            else {
                continue;
            };
            let (Some(rule), Some(due)) = (&line.row.next_limit, line.row.next_due) else { continue };
            let Some(limit) = bound.def.limits.iter().find(|l| l.id == rule.as_str()) else { continue };
            let today_is_one = limit.remind.iter().any(|before| calendar.plus(due, before, true) == today);
            if line.erased || !today_is_one {
                continue;
            }
            let loaded = self.load(&line.key).await?;
            let ids = loaded.file.parties.iter().map(|p| p.person.clone());
            let persons = self.persons(city, ids, &BTreeMap::new()).await?;
            for binds in &limit.binds {
                let xiezhi_matter::model::Binds::Who(By::Party(role)) = binds else { continue };
                for entry in loaded.file.in_role(role) {
                    let Some(person) = persons.get(&entry.person) else { continue };
                    let Some(address) = person.more.get(EMAIL).and_then(Value::as_text) else { continue };
                    let words = Words {
                        to: person.name.clone(),
                        address: address.to_owned(),
                        subject: format!("{}：{}将于{due}届满", bound.def.name.zh(), limit.name.zh()),
                        text: vec![
                            format!("您的{}至{due}止，请按时办理。", limit.name.zh()),
                            format!("案号：{}", loaded.file.number.clone().unwrap_or_default()),
                        ],
                        link: Some(mail::link(&loaded.key)),
                    };
                    let mail = NewMail {
                        id: format!("{}.remind.{rule}.{today}.{}", loaded.key.id, entry.person),
                        file: Some(loaded.key.id.clone()),
                        message: record::write(&words),
                    };
                    self.store().put_mail(city, &mail, now).await?;
                    written += 1;
                }
            }
        }
        Ok(written)
    }

    /// A round of the program's own work: gives events their positions in the log and follows them, opening
    /// children, telling parents, making papers; hands mail over.
    pub async fn work(&self, city: &City, now: Timestamp) -> Result<Worked, ActError> {
        let sequenced = self.store().sequence(city, 500, now).await?;
        let mut worked = Worked { sequenced: sequenced.to - sequenced.from, ..Worked::default() };
        let from = self.store().cursor(city, FOLLOWER).await?;
        let entries = self.store().list_log(city, from, 500).await?;
        let to = from + entries.len() as u64;
        let mut keys: Vec<FileKey> = entries.into_iter().map(|e| e.key).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            match self.effects(&key, now).await {
                Ok(()) | Err(ActError::Erased) => {}
                Err(other) => return Err(other),
            }
            worked.papers += self.make_papers(&key, now).await?;
        }
        if to > from {
            self.store().advance(city, FOLLOWER, from, to).await?;
        }
        worked.mail = self.send_mail(city, now).await?;
        Ok(worked)
    }

    /// What follows an act in other files, at once; what fails here is done again by the next round of work.
    pub(crate) async fn after(
        &self,
        key: &FileKey,
        before: &Loaded,
        events: &[std::sync::Arc<Event>],
        now: Timestamp,
    ) {
        let opens = events
            .iter()
            .filter_map(|e| e.done())
            .any(|done| before.bound.def.acts.get(&*done.act).is_some_and(|a| a.opens.is_some()));
        let child = before.parent().is_some() || before.bound.def.parent.is_some();
        if (opens || child)
            && let Err(cause) = Box::pin(self.effects(key, now)).await
        {
            tracing::warn!(file = %key, "Effects of file {key} on others are put off: {cause}");
        }
    }

    /// Opens children that an act asked for and tells the parent where its child stands: each once, whoever
    /// does it.
    pub(crate) async fn effects(&self, key: &FileKey, now: Timestamp) -> Result<(), ActError> {
        let mut loaded = self.load(key).await?;
        let wanted: Vec<(Seq, ChildId)> = loaded
            .bound
            .def
            .acts
            .iter()
            .filter_map(|(id, act)| Some((id, act.opens.clone()?)))
            .flat_map(|(id, child)| {
                loaded.file.doings(id).map(|(n, _, _)| (n, child.clone())).collect::<Vec<_>>()
            })
            .collect();
        for (n, child) in wanted {
            let id = child_id(key, n, &child);
            if loaded.file.children.iter().any(|c| c.file == id) {
                continue;
            }
            self.open_child(&loaded, n, &child, &id, now).await?;
            let Some(define) = loaded.bound.def.children.get(&*child) else { continue };
            let what = What::ChildOpened { child: child.clone(), matter: define.of.clone(), file: id };
            self.record(loaded, what, now).await?;
            loaded = self.load(key).await?;
        }
        self.tell_parent(&loaded, now).await
    }

    async fn open_child(
        &self,
        parent: &Loaded,
        n: Seq,
        child: &ChildId,
        id: &FileId,
        now: Timestamp,
    ) -> Result<(), ActError> {
        let Some(define) = parent.bound.def.children.get(&**child) else { return Ok(()) };
        let city = &parent.key.city;
        let bound = self.in_use().on(&define.of, time::day(now)).ok_or(ActError::Unknown("matter"))?;
        let from_here = |w: &By| matches!(w, By::Matter(m) if *m == parent.bound.def.id);
        let opening =
            bound.def.acts.iter().find(|(_, a)| crate::world::opens_only(a) && a.by.iter().any(from_here));
        let Some((act, _)) = opening else { return Err(ActError::Unknown("act")) };
        let mut draft = Draft::of(act.clone());
        draft.given = fill(parent, define, now);
        let key = FileKey { city: city.clone(), id: id.clone() };
        let loaded = Loaded::fresh(key, bound.clone(), self.calendar(city));
        let actor = Actor {
            id: ActorId::from(format!("matter:{}", parent.bound.def.id)),
            person: None,
            posts: Vec::new(),
            office: None,
        };
        let mut world = self.bare_world(&loaded).await?;
        world.parent = Some(crate::world::as_parent(parent));
        let decision = decide(&loaded.ground(&world), &loaded.file, &Doing::Act(draft), &actor, now);
        if !decision.done() {
            let not_done = self.not_done(&loaded, &actor, &decision, Vec::new());
            tracing::error!(file = %parent.key, "The child {child} of file {} could not be opened: {not_done:?}", parent.key);
            return Err(ActError::NotDone(Box::new(not_done)));
        }
        let along = Along {
            once: Some(Once { by: "program".to_owned(), id: format!("child/{}/{n}", parent.key.id) }),
            parent: Some(parent.key.id.clone()),
            ..Along::default()
        };
        match self.append(&loaded, decision, &world, Vec::new(), along, now).await {
            // Opened by another node a moment ago.
            Ok(_) | Err(AppendError::Moved { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    async fn tell_parent(&self, child: &Loaded, now: Timestamp) -> Result<(), ActError> {
        let (Some(id), Some(state)) = (child.parent(), child.file.state().cloned()) else { return Ok(()) };
        let parent = self.load(&FileKey { city: child.key.city.clone(), id }).await?;
        let Some(known) = parent.file.children.iter().find(|c| c.file == child.key.id) else { return Ok(()) };
        if known.state.as_ref() == Some(&state) {
            return Ok(());
        }
        let up = parent.bound.def.children.get(&*known.kind).map(|c| c.up.clone()).unwrap_or_default();
        let up = up.into_iter().filter_map(|f| Some((f.clone(), child.file.value(&f)?.clone()))).collect();
        let ended = is_ended(&child.bound.def, &child.file);
        let what = What::ChildReached { file: child.key.id.clone(), state, ended, up };
        self.record(parent, what, now).await
    }

    /// Records what the program itself did.
    pub(crate) async fn record(&self, loaded: Loaded, what: What, now: Timestamp) -> Result<(), ActError> {
        let actor = program();
        self.carry_out(&Who::Program, loaded, &actor, &Doing::Record(what), None, Along::default(), now)
            .await?;
        Ok(())
    }
}

/// The id of a child, the same whoever opens it.
fn child_id(parent: &FileKey, n: Seq, child: &ChildId) -> FileId {
    let hash = Sha256::digest(format!("xiezhi child\n{parent}\n{n}\n{child}").as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash.iter()) {
        *to = *from;
    }
    FileId::from_random(bytes)
}

/// What is given to the opening act of a child.
fn fill(parent: &Loaded, child: &Child, now: Timestamp) -> Given {
    let scope = Scope {
        def: &parent.bound.def,
        shared: Some(&parent.bound.shared),
        file: &parent.file,
        values: &parent.file.values,
        parties: &parent.file.parties,
        was: Was::Same,
        own: None,
        actor: None,
        world: None,
        row: None,
        on: time::day(now),
        calendar: &parent.calendar,
    };
    let mut given = Given::default();
    for (field, give) in &child.fill {
        let value = match give {
            Give::Value(value) => Some(value.clone()),
            Give::Cel(expr) => expr.value(&scope).ok(),
        };
        if let Some(value) = value {
            given.values.insert(field.as_str().into(), value);
        }
    }
    given
}
