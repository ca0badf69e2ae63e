//! `apply(file, event) -> file`: what an event makes of a file. It judges nothing: what was recorded is
//! taken as it was recorded.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::Date;
use xiezhi_calendar::Calendar;

use crate::{
    clock::{self, Trigger},
    event::{Done, Entry, Event, Moved, PaperRef, RanOut, What},
    file::{ChildFile, File, FilePaper, Origin, Pending, Proposal, Service},
    id::{FieldId, StateId},
    key::{FileKey, Seq},
    model::{Definition, Mark, ThenWhat},
    time,
};

/// The file as one more event leaves it.
#[must_use]
pub fn apply(def: &Definition, mut file: File, event: Arc<Event>, calendar: &Calendar) -> File {
    if matches!(event.what, What::Amended(_) | What::Settled { stands: false, .. }) {
        let key = file.key.clone();
        let mut events = std::mem::take(&mut file.events);
        events.push(event);
        return replay(def, key, events, calendar);
    }
    take(def, &mut file, event, calendar);
    file
}

/// The file as all its events leave it.
#[must_use]
pub fn replay(def: &Definition, key: FileKey, events: Vec<Arc<Event>>, calendar: &Calendar) -> File {
    let mut file = File::new(key);
    put_right(&mut file, &events);
    for event in events {
        take(def, &mut file, event, calendar);
    }
    file
}

/// The file after each of its events, as it stood then by all that is known now; with the day of the event.
pub(crate) fn over(def: &Definition, file: &File, calendar: &Calendar, mut seen: impl FnMut(Date, &File)) {
    let mut then = File::new(file.key.clone());
    put_right(&mut then, &file.events);
    for event in &file.events {
        let on = file.said(event.n).map_or(event.happened_on, |(on, _)| on);
        take(def, &mut then, Arc::clone(event), calendar);
        seen(on, &then);
    }
}

/// Marks what was amended beforehand, so that each event is taken as if it had always read so.
fn put_right(file: &mut File, events: &[Arc<Event>]) {
    for event in events {
        match &event.what {
            What::Amended(a) => {
                file.amended.insert(a.n, (event.n, a.put.clone()));
            }
            // What rested on it and was annulled is taken out like it.
            What::Settled { n, stands: false, .. } => {
                file.amended.insert(*n, (event.n, None));
            }
            _ => {}
        }
    }
}

fn take(def: &Definition, file: &mut File, event: Arc<Event>, calendar: &Calendar) {
    let n = event.n;
    let recorded = time::civil(event.recorded_at);
    clock::advance(def, file, recorded, calendar);
    let said = match file.amended.get(&n) {
        Some((_, None)) => None,
        Some((_, Some(Entry { happened_on, what }))) => Some((*happened_on, what.clone())),
        None => Some((event.happened_on, event.what.clone())),
    };
    let by_law = event.actor == "law";
    let actor = event.actor.clone();
    file.events.push(event);
    let Some((on, what)) = said else {
        return;
    };
    let mut triggers = Vec::new();
    match what {
        What::Act(done) => act(def, file, n, on, by_law, *done, &mut triggers),
        What::Asked(request) => {
            triggers.push(Trigger::Asked(request.act.clone()));
            file.requests.push(Pending {
                n,
                asked_by: actor,
                on,
                lifted: request.lifted.clone(),
                request: *request,
                approved_by: Vec::new(),
                delegated_to: None,
            });
        }
        What::Approved(approved) => {
            if let Some(pending) = file.requests.iter_mut().find(|p| p.n == approved.request) {
                pending.approved_by.push(actor);
                pending.delegated_to = None;
                pending.lifted.extend(approved.lifted);
            }
        }
        What::Delegated { request, to, .. } => {
            if let Some(pending) = file.requests.iter_mut().find(|p| p.n == request) {
                pending.delegated_to = Some(to);
            }
        }
        What::Returned { request, .. } | What::TakenBack { request } | What::Lapsed { request } => {
            file.requests.retain(|p| p.n != request);
        }
        What::Served(served) => {
            if let Some(paper) = file.papers.iter_mut().find(|p| p.at == served.paper) {
                triggers.push(Trigger::Served {
                    paper: paper.issued.paper.clone(),
                    at: served.paper,
                    to: served.to.clone(),
                });
                paper.services.push(Service { to: served.to.clone(), on, n, how: served });
            }
        }
        What::RanOut(ran_out) => take_ran_out(file, on, ran_out),
        What::Dismissed { act, .. } => file.proposals.retain(|p| p.act != act),
        What::Assigned { seat, officer, instead_of } => {
            let seat = file.officers.entry(seat).or_default();
            seat.retain(|o| Some(o) != instead_of.as_ref() && *o != officer);
            seat.push(officer);
        }
        What::Joined(entry) => enter(file, entry),
        What::Amended(amended) => {
            let resting = resting_on(def, file, amended.n, n);
            file.questions.extend(resting);
        }
        What::Settled { n, .. } => {
            file.questions.remove(&n);
        }
        What::Numbered { paper, number } => {
            if let Some(there) = file.papers.iter_mut().find(|p| p.at == paper) {
                there.issued.facts = Arc::new(numbered(&there.issued.facts, &number, on));
                there.issued.number = Some(number);
                there.on = on;
            }
        }
        What::PaperMade { paper, pdf } => {
            if let Some(paper) = file.papers.iter_mut().find(|p| p.at == paper) {
                paper.pdf = Some(pdf);
            }
        }
        What::Sealed { paper, original } => {
            if let Some(paper) = file.papers.iter_mut().find(|p| p.at == paper) {
                paper.original = Some(original);
            }
        }
        What::ChildOpened { child, matter, file: id } => {
            let up = crate::event::Values::new();
            file.children.push(ChildFile { kind: child, matter, file: id, state: None, ended: false, up });
        }
        What::ChildReached { file: id, state, ended, up } => {
            if let Some(child) = file.children.iter_mut().find(|c| c.file == id) {
                child.state = Some(state.clone());
                child.ended = ended;
                child.up = up;
                triggers.push(Trigger::Child { kind: child.kind.clone(), state, ended });
                propose_after_child(def, file, &id, on, ended);
            }
        }
        What::Noted { .. } | What::Attached { .. } | What::Recounted(_) => {}
    }
    clock::take(def, file, n, on, recorded, &triggers, calendar);
    tidy(def, file);
}

fn act(
    def: &Definition,
    file: &mut File,
    n: Seq,
    on: Date,
    by_law: bool,
    done: Done,
    triggers: &mut Vec<Trigger>,
) {
    triggers.push(Trigger::Act(done.act.clone()));
    if file.opened_on.is_none() {
        file.opened_on = Some(on);
    }
    if let Some(number) = done.number {
        file.number = Some(number);
    }
    for field in &done.unset {
        file.values.remove(field);
    }
    file.values.extend(done.values);
    for entry in done.parties {
        enter(file, entry);
    }
    for (role, person) in &done.left {
        file.parties.retain(|p| !(p.role == *role && p.person == *person));
    }
    for (_, person) in done.left {
        if file.roles_of(&person).next().is_none() {
            clock::drop_of(file, &person, n);
        }
    }
    for (at, issued) in (0_u32..).zip(done.papers) {
        let at = PaperRef { n, at };
        file.papers.push(FilePaper { at, issued, on, pdf: None, original: None, services: Vec::new() });
    }
    if let Some(request) = done.request {
        file.requests.retain(|p| p.n != request);
    }
    if let Some(cause) = &done.cause {
        answer(file, cause);
    }
    if let Some(about) = done.about
        && def.acts.get(&*done.act).and_then(|a| a.about.as_ref()).is_some_and(|a| a.undoes)
    {
        file.undone.insert(about, n);
        clock::drop_started_by(file, about, n);
    }
    match done.to {
        Moved::Stayed => {}
        Moved::Back => {
            file.sides.pop();
            moved(file, on, by_law);
        }
        Moved::To(state) => {
            if def.states.get(&*state).is_some_and(|s| s.side) {
                file.sides.push(state.clone());
            } else {
                file.sides.clear();
                file.base = Some(state.clone());
            }
            moved(file, on, by_law);
            triggers.push(Trigger::Enter(state));
        }
    }
    if let Some((track, to)) = done.track {
        match to {
            Some(state) => {
                file.tracks.insert(track, state.clone());
                triggers.push(Trigger::Enter(state));
            }
            None => {
                file.tracks.remove(&track);
            }
        }
    }
    if let Some((limit, length)) = done.extended {
        clock::extend(file, &limit, length);
    }
    file.proposals.retain(|p| p.act != done.act);
}

fn moved(file: &mut File, on: Date, by_law: bool) {
    file.since = Some(on);
    file.since_by_law = by_law;
}

fn enter(file: &mut File, entry: crate::event::PartyEntry) {
    match file.parties.iter_mut().find(|p| p.role == entry.role && p.person == entry.person) {
        Some(there) => *there = entry,
        None => file.parties.push(entry),
    }
}

fn answer(file: &mut File, count: &crate::event::CountRef) {
    if let Some(count) = file.counts.iter_mut().rev().find(|c| c.name() == *count) {
        count.answered = true;
    }
}

fn take_ran_out(file: &mut File, on: Date, ran_out: RanOut) {
    answer(file, &ran_out.count);
    let Some((act, with)) = ran_out.propose else {
        return;
    };
    match file.proposals.iter_mut().find(|p| p.act == act) {
        Some(proposal) => proposal.counts.push(ran_out.count),
        None => file.proposals.push(Proposal { act, with, counts: vec![ran_out.count], child: None, on }),
    }
}

fn propose_after_child(def: &Definition, file: &mut File, child: &crate::key::FileId, on: Date, ended: bool) {
    let kind = file.children.iter().find(|c| c.file == *child).map(|c| c.kind.clone());
    let then = kind.and_then(|k| def.children.get(&*k)).and_then(|c| c.then.as_ref());
    if let Some(ThenWhat::Propose(act)) = then.map(|t| &t.what)
        && ended
        && !file.proposals.iter().any(|p| p.act == *act)
    {
        let child = Some(child.clone());
        let with = crate::event::Values::new();
        file.proposals.push(Proposal { act: act.clone(), with, counts: Vec::new(), child, on });
    }
}

/// What no longer has a ground falls away: proposals behind which no count has run out unmet, everything
/// that waits in a final state.
fn tidy(def: &Definition, file: &mut File) {
    let is_final = |s: &StateId| def.states.get(&**s).is_some_and(|s| s.is_final);
    if file.state().is_some_and(is_final) {
        file.tracks.clear();
        file.proposals.clear();
        return;
    }
    let counts = &file.counts;
    file.proposals.retain(|p| {
        p.child.is_some()
            || p.counts.iter().any(|name| counts.iter().any(|c| c.name() == *name && c.ran_out()))
    });
}

/// The facts of a paper with its number and its date, which it got when it was issued.
fn numbered(facts: &serde_json::Value, number: &str, on: Date) -> serde_json::Value {
    let mut facts = facts.clone();
    if let Some(paper) = facts.get_mut("paper").and_then(|p| p.as_object_mut()) {
        paper.insert("number".to_owned(), number.into());
        paper.insert("date".to_owned(), crate::facts::day(on).into());
    }
    facts
}

/// Later events that rest on an amended one: what the law did when a count it had started ran out, what
/// was done about it, and what an officer did to meet such a count.
fn resting_on(def: &Definition, file: &File, amended: Seq, before: Seq) -> Vec<Seq> {
    // Counts that began with a date rest on the entry that gave the date.
    let gave = |what: &What, field: &FieldId| match what {
        What::Act(done) => done.values.contains_key(field),
        _ => false,
    };
    let said =
        file.event(amended).map(|e| &e.what).into_iter().chain(file.said(amended).map(|(_, what)| what));
    let said: Vec<&What> = said.collect();
    let dated = |field: &FieldId| said.iter().any(|what| gave(what, field));
    let by_field = |limit: &str| {
        let starts = def.limits.iter().filter(|l| l.id == *limit).flat_map(|l| &l.starts);
        starts.into_iter().any(|mark| matches!(mark, Mark::Field(field) if dated(field)))
    };
    let mut from = BTreeSet::from([amended]);
    let mut resting = Vec::new();
    for event in file.events.iter().filter(|e| e.n > amended && e.n < before) {
        let Some(done) = event.done() else {
            continue;
        };
        let by_count = done.cause.as_ref().is_some_and(|c| {
            from.contains(&c.event)
                || (c.event == Seq::default() && by_field(c.after.as_ref().unwrap_or(&c.limit)))
        });
        let about = done.about.is_some_and(|a| from.contains(&a));
        let met = file.counts.iter().any(|c| {
            matches!(&c.end, Some(crate::file::End::Met { by, .. }) if *by == event.n)
                && match &c.origin {
                    Origin::Event(n) | Origin::Expiry(_, n) => from.contains(n),
                    Origin::Field(field) => dated(field) && event.n > amended,
                }
        });
        if by_count || about || met {
            from.insert(event.n);
            resting.push(event.n);
        }
    }
    resting
}
