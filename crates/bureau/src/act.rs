//! Doing an act: load, fetch, decide, append; again when somebody was quicker and it still holds.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use xiezhi_matter::{
    Decision, Doing, Draft, apply, decide,
    decide::{FormFault, Missing},
    event::{Event, Given, PaperRef, PartyEntry, What},
    file::File,
    id::PersonId,
    key::{FileId, FileKey, Seq},
    model::PartyKind,
    value::Value,
    world::{Actor, World},
};
use xiezhi_store::{
    Append, AppendError, Appended, Built, CheckCode, DefinitionRef, DraftOwner, Fault, Guard, Hash,
    NewCheckCode, NewEvent, NewInvite, NewMail, Once, Refused,
};

use crate::{
    ActError, Acted, Answers, Bureau, NotDone, PartyGiven, PartyWho, PersonRecord, Stale, Who,
    functions::Bound,
    load::{Loaded, PARENT},
    mail,
    project::{Grounds, paper_id, project},
    record,
    show::Shower,
    world::Wanted,
};

/// How often a decision is made anew before the reader is told that too many act at once.
const TRIES: usize = 6;

/// Characters of a name.
const NAME: usize = 200;

/// Who enters the file by an act, and what is written about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entering {
    pub(crate) entries: Vec<PartyEntry>,
    pub(crate) people: BTreeMap<PersonId, PersonRecord>,
    pub(crate) faults: Vec<FormFault>,
}

/// What goes along with an append.
#[derive(Clone, Debug, Default)]
pub(crate) struct Along {
    pub(crate) once: Option<Once>,
    pub(crate) people: BTreeMap<PersonId, PersonRecord>,
    pub(crate) invites: Vec<NewInvite>,
    pub(crate) drop_draft: Option<DraftOwner>,
    pub(crate) parent: Option<FileId>,
    pub(crate) answer: Vec<u8>,
}

/// What a repeat under the same key gets to see.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) asked: bool,
    pub(crate) code: Option<String>,
    /// The SHA-256 of what was sent, where another system sent it.
    #[serde(default)]
    pub(crate) of: Option<Hash>,
}

impl Answer {
    /// Whether a repeat under the same key sends the same again. A page sends a key of its own each time it is
    /// opened; another system makes its keys itself, and one that is used twice would lose the second wish.
    pub(crate) fn same(bytes: &[u8], of: Option<Hash>) -> Result<Self, ActError> {
        let kept: Self =
            if bytes.is_empty() { Self::default() } else { record::read(bytes, "a kept answer")? };
        match (kept.of, of) {
            (Some(first), Some(now)) if first != now => Err(ActError::OtherWish),
            _ => Ok(kept),
        }
    }
}

/// What another system sends, by its hash; nothing for a page.
pub(crate) fn wish(who: &Who, place: &str, answers: &Answers) -> Option<Hash> {
    who.token()?;
    let mut bytes = place.as_bytes().to_vec();
    bytes.extend(record::write(answers));
    Some(Hash::of(&bytes))
}

impl Bureau {
    /// Does an act, or puts it up for approval. `seen` is the last event of the page that the form was on; the
    /// same `once` again gives the first answer.
    pub async fn act(
        &self,
        who: &Who,
        key: &FileKey,
        answers: &Answers,
        seen: Seq,
        once: Option<&str>,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        let answers = cleaned(answers);
        let loaded = self.load(key).await?;
        self.gate_in("act", who, &loaded)?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let mut entering = self.entering(who, &loaded, &actor, &answers.parties).await?;
        entering.faults.extend(self.signing(who, &loaded, &answers, now).await?);
        if !entering.faults.is_empty() {
            return Err(ActError::NotDone(Box::new(NotDone {
                faults: entering.faults,
                ..NotDone::default()
            })));
        }
        let of = wish(who, &format!("{key} {seen}"), &answers);
        let along = Along {
            once: self.once(who, once),
            people: entering.people.clone(),
            drop_draft: draft_owner(who),
            answer: of
                .map(|of| record::write(&Answer { of: Some(of), ..Answer::default() }))
                .unwrap_or_default(),
            ..Along::default()
        };
        let draft = draft_of(&answers, entering.entries);
        self.carry_out(who, loaded, &actor, &Doing::Act(draft), Some(seen), along, now).await
    }

    /// What would stand in the way of an act: nothing is recorded.
    pub async fn judge(
        &self,
        who: &Who,
        key: &FileKey,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<NotDone, ActError> {
        let answers = cleaned(answers);
        let loaded = self.load(key).await?;
        self.gate_in("judge", who, &loaded)?;
        let actor = self.actor(&key.city, &loaded.bound.def, who)?;
        let (decision, _, faults) = self.would(who, &loaded, &actor, &answers, now).await?;
        Ok(self.not_done(&loaded, &actor, &decision, faults))
    }

    /// What an act would come to, with the world it was judged in.
    pub(crate) async fn would(
        &self,
        who: &Who,
        loaded: &Loaded,
        actor: &Actor,
        answers: &Answers,
        now: Timestamp,
    ) -> Result<(Decision, World, Vec<FormFault>), ActError> {
        let mut entering = self.entering(who, loaded, actor, &answers.parties).await?;
        entering.faults.extend(self.signing(who, loaded, answers, now).await?);
        let draft = draft_of(answers, entering.entries.clone());
        let wanted = Wanted {
            actor,
            act: Some(&answers.act),
            values: &draft.given.values,
            entering: &entering.entries,
            people: &entering.people,
            now,
        };
        let (world, _) = self.world(loaded, &wanted).await?;
        let decision = decide(&loaded.ground(&world), &loaded.file, &Doing::Act(draft), actor, now);
        Ok((decision, world, entering.faults))
    }

    pub(crate) fn not_done(
        &self,
        loaded: &Loaded,
        actor: &Actor,
        decision: &Decision,
        mut faults: Vec<FormFault>,
    ) -> NotDone {
        for broken in &decision.broken {
            tracing::error!(file = %loaded.key, "A condition of {} is broken: {broken}", loaded.bound.def.id);
        }
        let shower = Shower::new(&loaded.bound);
        for fault in &decision.faults {
            if !faults.contains(fault) {
                faults.push(fault.clone());
            }
        }
        NotDone {
            refusals: decision.refusals.iter().map(|s| shower.reason(s, actor)).collect(),
            warnings: decision.warnings.iter().map(|s| shower.reason(s, actor)).collect(),
            faults,
        }
    }

    /// Decides and appends. When somebody was quicker it is decided again on what they left, as long as only the
    /// law or the program came between.
    #[expect(clippy::too_many_arguments, reason = "an act hangs on all of these, and on nothing more")]
    pub(crate) async fn carry_out(
        &self,
        who: &Who,
        mut loaded: Loaded,
        actor: &Actor,
        doing: &Doing,
        seen: Option<Seq>,
        along: Along,
        now: Timestamp,
    ) -> Result<Acted, ActError> {
        for _ in 0..TRIES {
            if let Some(seen) = seen
                && let Some(stale) = self.stale(&loaded, seen).await?
            {
                return match self.repeat(&loaded, &along, now).await? {
                    Some(acted) => Ok(acted),
                    None => Err(ActError::Stale(Box::new(stale))),
                };
            }
            let given = given_of(&loaded.file, doing);
            let wanted = Wanted {
                actor,
                act: act_of(&loaded.file, doing),
                values: &given.values,
                entering: &given.parties,
                people: &along.people,
                now,
            };
            let (world, guards) = self.world(&loaded, &wanted).await?;
            let decision = decide(&loaded.ground(&world), &loaded.file, doing, actor, now);
            let done = decision.done();
            if !done && let Some(acted) = self.repeat(&loaded, &along, now).await? {
                return Ok(acted);
            }
            let along = if done { along.clone() } else { Along::default() };
            let of = Answer::same(&along.answer, None)?.of;
            let answer =
                if done { self.not_done(&loaded, actor, &decision, Vec::new()) } else { NotDone::default() };
            let refused = (!done).then(|| self.not_done(&loaded, actor, &decision, Vec::new()));
            if decision.events.is_empty() {
                return match refused {
                    Some(refused) => Err(ActError::NotDone(Box::new(refused))),
                    None => Ok(unchanged(&loaded)),
                };
            }
            let guards = if done { guards } else { Vec::new() };
            match self.append(&loaded, decision, &world, guards, along, now).await {
                Ok((appended, events)) => {
                    if appended.repeated {
                        Answer::same(&appended.answer, of)?;
                    }
                    self.after(&appended.key, &loaded, &events, now).await;
                    return match refused {
                        Some(refused) => Err(ActError::NotDone(Box::new(refused))),
                        None => Ok(acted(&appended, events, answer)),
                    };
                }
                Err(AppendError::Moved { .. } | AppendError::Guard { .. }) => {
                    loaded = self.load(&loaded.key).await?;
                    self.gate_in("act", who, &loaded)?;
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(ActError::Fault(Fault::Contended))
    }

    /// Appends what was decided.
    pub(crate) async fn append(
        &self,
        loaded: &Loaded,
        decision: Decision,
        world: &World,
        guards: Vec<Guard>,
        along: Along,
        now: Timestamp,
    ) -> Result<(Appended, Vec<Arc<Event>>), AppendError> {
        let city = self.city(&loaded.key.city).map_err(|_| Fault::Failed("no such city".to_owned()))?;
        let definition = self.keep(&loaded.key.city, &loaded.bound.def, now).await?;
        let papers = decision.events.iter().filter_map(|e| e.done()).map(|d| d.papers.len()).sum();
        let made = Made {
            letters: self.to_signers(loaded, &decision, world).await?,
            bound: loaded.bound.clone(),
            before: loaded.file.clone(),
            series: decision.series.clone(),
            decision,
            definition,
            office: city.in_charge(&loaded.bound.def.office).map(str::to_owned),
            persons: world.persons.clone(),
            codes: (0..papers).map(|_| xiezhi_papers::CheckCode::from_random(rand::random())).collect(),
            calendar: loaded.calendar.clone(),
            along,
            left: Mutex::new(Vec::new()),
        };
        let made = Arc::new(made);
        let build = Arc::clone(&made);
        let append = Append {
            key: loaded.key.clone(),
            seen: loaded.file.last(),
            now,
            once: made.along.once.clone(),
            series: made.series.clone(),
            guards,
            build: Arc::new(move |numbers| Ok(build.built(numbers))),
        };
        let appended = self.store().append(append).await?;
        let events = if appended.repeated {
            Vec::new()
        } else {
            made.left.lock().unwrap_or_else(PoisonError::into_inner).clone()
        };
        Ok((appended, events))
    }

    /// The answer that stands under an idempotency key, if there is one.
    async fn repeat(
        &self,
        loaded: &Loaded,
        along: &Along,
        now: Timestamp,
    ) -> Result<Option<Acted>, ActError> {
        let Some(once) = &along.once else { return Ok(None) };
        let Some(first) = self.repeated(&loaded.key, once, now).await? else { return Ok(None) };
        let mine = Answer::same(&along.answer, None)?;
        Answer::same(&first.answer, mine.of)?;
        Ok(Some(acted(&first, Vec::new(), NotDone::default())))
    }

    /// Asks the store for the answer under a key, writing nothing.
    pub(crate) async fn repeated(
        &self,
        key: &FileKey,
        once: &Once,
        now: Timestamp,
    ) -> Result<Option<Appended>, Fault> {
        let append = Append {
            key: key.clone(),
            seen: Seq::default(),
            now,
            once: Some(once.clone()),
            series: Vec::new(),
            guards: Vec::new(),
            build: Arc::new(|_| Err(Refused("asked only".to_owned()))),
        };
        match self.store().append(append).await {
            Ok(appended) if appended.repeated => Ok(Some(appended)),
            Err(AppendError::Fault(fault)) => Err(fault),
            _ => Ok(None),
        }
    }

    pub(crate) fn once(&self, who: &Who, id: Option<&str>) -> Option<Once> {
        id.filter(|id| !id.is_empty()).map(|id| Once { by: who.once_by(), id: id.to_owned() })
    }

    /// Whether somebody other than the law and the program acted since a page was seen.
    pub(crate) async fn stale(&self, loaded: &Loaded, seen: Seq) -> Result<Option<Stale>, ActError> {
        let between: Vec<&Arc<Event>> = loaded.file.events.iter().filter(|e| e.n > seen).collect();
        // Nobody has seen what is not there yet: such a number was made up.
        if between.is_empty() && seen > loaded.file.last() {
            return Ok(Some(Stale {
                key: loaded.key.clone(),
                seen,
                found: loaded.file.last(),
                changed: Vec::new(),
            }));
        }
        if between.iter().all(|e| by_itself(e)) {
            return Ok(None);
        }
        let names = self.officer_names(&loaded.key.city).await?;
        let shower = Shower::new(&loaded.bound);
        let changed = between.iter().filter(|e| !by_itself(e)).map(|e| shower.sentence(e, &names)).collect();
        Ok(Some(Stale { key: loaded.key.clone(), seen, found: loaded.file.last(), changed }))
    }

    /// Who enters the file by an act.
    pub(crate) async fn entering(
        &self,
        who: &Who,
        loaded: &Loaded,
        actor: &Actor,
        given: &[PartyGiven],
    ) -> Result<Entering, ActError> {
        let city = self.city(&loaded.key.city)?;
        let mut entering = Entering::default();
        let mut ids: Vec<Option<PersonId>> = Vec::new();
        for (row, one) in given.iter().enumerate() {
            let fault =
                |field: &str, missing| FormFault { field: Some(field.into()), row: Some(row), missing };
            let role = loaded.bound.def.parties.get(&*one.role);
            let (id, kind) = match &one.who {
                PartyWho::Me | PartyWho::MyOrganisation => match &actor.person {
                    Some(me) => {
                        let office =
                            who.signed_in().is_some_and(|s| s.office.is_some() && s.officer.is_none());
                        let organisation = one.who == PartyWho::MyOrganisation
                            || role.is_some_and(|r| r.kind == PartyKind::Organisation);
                        let given = if organisation { PartyKind::Organisation } else { PartyKind::Person };
                        (me.clone(), if office { PartyKind::Office } else { given })
                    }
                    None => {
                        entering.faults.push(fault(&one.role, Missing::NotAsked));
                        ids.push(None);
                        continue;
                    }
                },
                PartyWho::New(kind) => (PersonId::from(xiezhi_store::PersonId::random().as_str()), *kind),
                PartyWho::Known(id) => {
                    let known = loaded.file.parties.iter().find(|p| p.person == *id);
                    match known {
                        Some(entry) => (id.clone(), entry.kind),
                        None => return Err(ActError::Unknown("party")),
                    }
                }
                PartyWho::Office(id) => {
                    if city.as_party(id).is_none() {
                        entering.faults.push(fault(&one.role, Missing::Option));
                        ids.push(None);
                        continue;
                    }
                    (PersonId::from(id.as_str()), PartyKind::Office)
                }
            };
            if role.is_some_and(|r| r.kind != PartyKind::Any && r.kind != kind) {
                entering.faults.push(fault(&one.role, Missing::Kind));
            }
            let mut needs = one.facts.clone();
            if kind != PartyKind::Office {
                let (about, stays) = apart(&loaded.bound, &one.facts);
                needs = stays;
                let mut record = self.record_of(loaded, &id).await?;
                let name = one.name.trim();
                if !name.is_empty() {
                    name.clone_into(&mut record.name);
                }
                if record.name.is_empty() {
                    entering.faults.push(fault("name", Missing::Required));
                } else if record.name.chars().count() > NAME {
                    entering.faults.push(fault("name", Missing::TooLong(NAME)));
                }
                record.facts.extend(about);
                entering.people.insert(id.clone(), record);
            }
            for (field, value) in &one.facts {
                let Some(define) = loaded.bound.def.fields.get(&**field) else {
                    entering.faults.push(fault(field, Missing::NotAsked));
                    continue;
                };
                let today = jiff::civil::Date::MAX;
                if let Err(missing) =
                    decide::fits(&loaded.bound.def, &loaded.bound.shared, define, value, today)
                {
                    entering.faults.push(fault(field, missing));
                }
            }
            entering.entries.push(PartyEntry {
                role: one.role.clone(),
                person: id.clone(),
                kind,
                acts_for: None,
                needs,
            });
            ids.push(Some(id));
        }
        // For whom agents act, now that all are known.
        let roles: Vec<(xiezhi_matter::id::RoleId, PersonId)> = loaded
            .file
            .parties
            .iter()
            .chain(&entering.entries)
            .map(|p| (p.role.clone(), p.person.clone()))
            .collect();
        let mut entry = entering.entries.iter_mut();
        for (one, id) in given.iter().zip(&ids) {
            if id.is_none() {
                continue;
            }
            let Some(entry) = entry.next() else { break };
            let Some(role) = loaded.bound.def.parties.get(&*one.role).and_then(|r| r.acts_for.as_ref())
            else {
                continue;
            };
            let named = one.acts_for.and_then(|at| ids.get(at).cloned().flatten());
            entry.acts_for = named.or_else(|| roles.iter().find(|(r, _)| r == role).map(|(_, p)| p.clone()));
        }
        Ok(entering)
    }

    pub(crate) async fn record_of(&self, loaded: &Loaded, id: &PersonId) -> Result<PersonRecord, Fault> {
        let ids = [xiezhi_store::PersonId::from(id.as_str())];
        let kept = self.store().list_people(&loaded.key.city, &ids).await?;
        match kept.first() {
            Some(kept) => record::read(&kept.record, "the record of a person"),
            None => Ok(PersonRecord::default()),
        }
    }
}

/// What is appended, made anew for each set of numbers.
struct Made {
    bound: Bound,
    before: File,
    decision: Decision,
    series: Vec<String>,
    definition: DefinitionRef,
    office: Option<String>,
    persons: BTreeMap<PersonId, xiezhi_matter::world::Person>,
    codes: Vec<xiezhi_papers::CheckCode>,
    calendar: xiezhi_calendar::Calendar,
    along: Along,
    letters: Vec<NewMail>,
    left: Mutex<Vec<Arc<Event>>>,
}

impl Made {
    fn built(&self, numbers: &[u64]) -> Built {
        let mut codes = self.codes.iter();
        let mut check_codes = Vec::new();
        let mut first = self.before.last() == Seq::default();
        let mut events = Vec::new();
        for event in self.decision.fill(numbers) {
            let mut event = Arc::unwrap_or_clone(event);
            let n = event.n;
            if let What::Act(done) = &mut event.what {
                if let Some(parent) = self.along.parent.as_ref().filter(|_| std::mem::take(&mut first)) {
                    done.own.insert(PARENT.into(), Value::Text(parent.as_str().to_owned()));
                }
                for (at, issued) in (0_u32..).zip(&mut done.papers) {
                    let Some(code) = codes.next() else { continue };
                    let mut facts = (*issued.facts).clone();
                    // The code that leads from the paper to its record is one of its facts.
                    if let Some(paper) = facts.get_mut("paper").and_then(|p| p.as_object_mut()) {
                        paper.insert("check".to_owned(), code.compact().into());
                    }
                    issued.facts = Arc::new(facts);
                    let paper = paper_id(PaperRef { n, at });
                    check_codes.push(NewCheckCode { code: CheckCode(code.compact()), paper });
                }
            }
            events.push(Arc::new(event));
        }
        let mut file = self.before.clone();
        for event in &events {
            file = apply(&self.bound.def, file, Arc::clone(event), &self.calendar);
        }
        let grounds = Grounds {
            calendar: &self.calendar,
            def: &self.bound.def,
            shared: &self.bound.shared,
            definition: self.definition.hash,
            persons: &self.persons,
            office: self.office.as_deref(),
        };
        let mut mail: Vec<NewMail> = mail::letters(&self.bound, &file, &events, &self.persons);
        mail.extend(self.letters.iter().cloned());
        let built = Built {
            events: events.iter().map(|e| self.new_event(e)).collect(),
            projection: project(&grounds, &file),
            people: self
                .along
                .people
                .iter()
                .map(|(id, record)| xiezhi_store::Person {
                    id: id.as_str().into(),
                    record: record::write(record),
                })
                .collect(),
            mail,
            check_codes,
            invites: self.along.invites.clone(),
            drop_draft: self.along.drop_draft.clone(),
            answer: self.along.answer.clone(),
        };
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = events;
        built
    }

    fn new_event(&self, event: &Event) -> NewEvent {
        NewEvent {
            act: event.word().to_owned(),
            definition: self.definition.clone(),
            retention: String::new(),
            happened_on: event.happened_on,
            effective_on: event.effective_on,
            actor: event.actor.to_string(),
            blobs: event.blobs().into_iter().map(|b| Hash(b.hash)).collect(),
            body: record::write(&event.what),
        }
    }
}

/// What the law or the program did: it makes no page stale.
fn by_itself(event: &Event) -> bool {
    // What the program records under its own name follows from what was there: papers made, and in a fictional
    // city sealed; children opened; dates counted again.
    matches!(event.actor.as_str(), "law" | "program")
        || matches!(
            event.what,
            What::Recounted(_)
                | What::PaperMade { .. }
                | What::RanOut(_)
                | What::Lapsed { .. }
                | What::ChildOpened { .. }
                | What::ChildReached { .. }
        )
}

fn unchanged(loaded: &Loaded) -> Acted {
    Acted {
        key: loaded.key.clone(),
        first: loaded.file.last(),
        last: loaded.file.last(),
        events: Vec::new(),
        asked: false,
        warnings: Vec::new(),
        papers: Vec::new(),
        repeated: false,
    }
}

fn acted(appended: &Appended, events: Vec<Arc<Event>>, found: NotDone) -> Acted {
    let papers = events
        .iter()
        .filter_map(|e| Some((e.n, e.done()?.papers.len())))
        .flat_map(|(n, count)| (0..u32::try_from(count).unwrap_or(0)).map(move |at| PaperRef { n, at }))
        .collect();
    Acted {
        key: appended.key.clone(),
        first: appended.first,
        last: appended.last,
        asked: events.iter().any(|e| matches!(e.what, What::Asked(_))),
        events,
        warnings: found.warnings,
        papers,
        repeated: appended.repeated,
    }
}

/// What a role needs to be known, apart: what describes the person goes to the person's record; what was
/// handed in or said in this file stays in it.
fn apart(
    bound: &Bound,
    facts: &xiezhi_matter::event::Values,
) -> (xiezhi_matter::event::Values, xiezhi_matter::event::Values) {
    use xiezhi_matter::model::FieldType as T;
    facts.clone().into_iter().partition(|(id, _)| {
        let ty = bound.def.fields.get(&**id).map(|f| f.ty);
        !matches!(
            ty,
            Some(T::Attachment | T::Photo | T::YesNo | T::Record | T::List | T::File | T::Files) | None
        )
    })
}

pub(crate) fn draft_of(answers: &Answers, entries: Vec<PartyEntry>) -> Draft {
    Draft {
        act: answers.act.clone(),
        given: Given {
            values: answers.values.clone(),
            parties: entries,
            about: answers.about,
            for_party: answers.for_party.clone(),
            signed: answers.signed.clone(),
        },
        lifts: answers.lifts.clone(),
        confirmed: answers.confirmed.clone(),
        offline_on: answers.offline_on,
    }
}

/// What the act is judged on: of an approval, what was put up for it.
fn given_of(file: &File, doing: &Doing) -> Given {
    match doing {
        Doing::Act(draft) => draft.given.clone(),
        Doing::Approve { request, .. } => {
            let pending = file.requests.iter().find(|p| p.n == *request);
            pending.map(|p| p.request.given.clone()).unwrap_or_default()
        }
        Doing::Join(entry) => Given { parties: vec![entry.clone()], ..Given::default() },
        _ => Given::default(),
    }
}

/// The act whose conditions will be judged.
fn act_of<'a>(file: &'a File, doing: &'a Doing) -> Option<&'a str> {
    match doing {
        Doing::Act(draft) => Some(draft.act.as_str()),
        Doing::Approve { request, .. } => {
            file.requests.iter().find(|p| p.n == *request).map(|p| p.request.act.as_str())
        }
        // Nothing of the definition is judged; a name that is no act fetches nothing.
        _ => Some(""),
    }
}

/// The draft that goes with what was sent.
pub(crate) fn draft_owner(who: &Who) -> Option<DraftOwner> {
    match who {
        Who::Officer(one) | Who::Person(one) => Some(DraftOwner::Account(one.account.clone())),
        Who::Anonymous(token) => Some(DraftOwner::Token(token.0.clone())),
        Who::Program => None,
    }
}

/// Answers without what no output can hold: control characters, and words that are only spaces.
pub(crate) fn cleaned(answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    clean_all(&mut answers.values);
    for party in &mut answers.parties {
        party.name = clean_text(&party.name);
        clean_all(&mut party.facts);
    }
    for (_, why) in &mut answers.lifts {
        *why = clean_text(why);
    }
    answers
}

fn clean_all(values: &mut xiezhi_matter::event::Values) {
    values.retain(|_, value| {
        clean(value);
        !matches!(value, Value::Text(s) if s.is_empty()) && !matches!(value, Value::List(l) if l.is_empty())
    });
}

fn clean(value: &mut Value) {
    match value {
        Value::Text(s) => *s = clean_text(s),
        Value::List(items) => items.iter_mut().for_each(clean),
        Value::Record(fields) => {
            fields.retain(|_, v| {
                clean(v);
                !matches!(v, Value::Text(s) if s.is_empty())
            });
        }
        Value::Blob(b) => b.name = clean_text(&b.name),
        _ => {}
    }
}

pub(crate) fn clean_text(text: &str) -> String {
    let fine = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").chars().filter(fine).collect::<String>().trim().to_owned()
}
