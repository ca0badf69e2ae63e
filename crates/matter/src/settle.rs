//! What the law does by itself when limits run out. It needs no timer to be right: every read and every
//! act first settles what has expired, in the order of the last days.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use crate::{
    apply, clock,
    decide::{Attempt, Ground, Wish, attempt, where_it_may_be_done},
    event::{Capacity, Event, Given, Moved, RanOut, Values, What},
    expr::{Scope, Was},
    file::{Count, File, Origin},
    id::{ActorId, FieldId},
    model::{Expiry, From, Give, Limit},
    time,
    world::Actor,
};

/// The law's own acts up to now, and the file as they leave it.
pub fn settle(ground: &Ground<'_>, file: File, now: Timestamp) -> (Vec<Event>, File) {
    let mut file = file;
    let mut events = Vec::new();
    clock::advance(ground.def, &mut file, time::civil(now), ground.calendar);
    // Each round answers one running out; a definition has no more of them than counts, and a law's act may
    // start new counts that have run out too.
    for _ in 0..1000 {
        let Some(what) = next(ground, &file, now) else {
            break;
        };
        let event = Event {
            n: file.last().next(),
            happened_on: what.happened_on,
            recorded_at: now,
            effective_on: what.effective_on,
            actor: ActorId::law(),
            what: what.what,
        };
        events.push(event.clone());
        file = apply(ground.def, file, Arc::new(event), ground.calendar);
        clock::advance(ground.def, &mut file, time::civil(now), ground.calendar);
    }
    (events, file)
}

struct Answer {
    happened_on: Date,
    effective_on: Option<Date>,
    what: What,
}

fn next(ground: &Ground<'_>, file: &File, now: Timestamp) -> Option<Answer> {
    // A request whose act the state no longer allows has lapsed.
    let lapsed = file.requests.iter().find(|p| {
        let act = ground.def.acts.get(&*p.request.act);
        act.is_some_and(|a| {
            !a.from.iter().any(|f| match (f, file.state()) {
                (From::New, None) => true,
                (From::State(s), Some(state)) => s == state,
                _ => false,
            })
        })
    });
    if let Some(pending) = lapsed {
        let what = What::Lapsed { request: pending.n };
        return Some(Answer { happened_on: time::day(now), effective_on: None, what });
    }
    let mut due: Vec<&Count> = file.counts.iter().filter(|c| c.ran_out() && !c.answered).collect();
    // Ties stay as written.
    due.sort_by_key(|c| (c.expired, c.rule));
    due.into_iter().find_map(|count| answer(ground, file, count, now))
}

fn answer(ground: &Ground<'_>, file: &File, count: &Count, now: Timestamp) -> Option<Answer> {
    let limit = ground.def.limits.get(count.rule)?;
    let last = count.expired?;
    let today = time::day(now);
    let told = |propose, tell| Answer {
        happened_on: last.saturating_add(jiff::Span::new().days(1)).min(today).max(opened(file)),
        effective_on: Some(last),
        what: What::RanOut(RanOut {
            limit: limit.id.clone(),
            count: count.name(),
            due: last,
            propose,
            tell,
            would_have: Vec::new(),
        }),
    };
    match limit.on_expiry.as_ref()? {
        Expiry::Tell(posts) => Some(told(None, posts.clone())),
        Expiry::Propose { act, with } => {
            let done = file.doings(act).next().is_some() && count.end.is_some();
            (!done).then(|| told(Some((act.clone(), given(ground, file, with, last))), Vec::new()))
        }
        Expiry::Act { act, deemed, dated_last_day, with } => {
            let act = ground.def.acts.get(&**act)?;
            if limit.unverified || !where_it_may_be_done(ground, file, act).is_empty() {
                return None;
            }
            let happened_on = legal_date(file, count, limit, *dated_last_day, last);
            let given = Given { values: given(ground, file, with, happened_on), ..Given::default() };
            let law = Actor::law();
            let Attempt { mut done, faults, stands, .. } = attempt(
                ground,
                file,
                &Wish {
                    act,
                    capacity: &Capacity::Law,
                    given: &given,
                    actor: &law,
                    today: happened_on,
                    offline_on: None,
                    back_dated: false,
                    request: None,
                    cause: Some(count.name()),
                },
            );
            // From, track, `when` and required fields are asked of the law; refusals are not.
            let barred = stands.iter().any(|s| {
                matches!(
                    s.why,
                    crate::decide::Why::From | crate::decide::Why::Track | crate::decide::Why::When
                )
            });
            if barred || !faults.is_empty() {
                return None;
            }
            done.deemed = *deemed;
            if !act.papers.is_empty() {
                done.papers =
                    crate::facts::issue(ground, file, act, &done, happened_on, now, &ActorId::law());
                for paper in &mut done.papers {
                    // Numbered when a post of its seal issues it.
                    paper.number = None;
                }
            }
            debug_assert!(!matches!(done.to, Moved::Back), "the law does not lead back out of a side state");
            Some(Answer { happened_on, effective_on: Some(last), what: What::Act(Box::new(done)) })
        }
    }
}

fn opened(file: &File) -> Date {
    file.opened_on.unwrap_or(Date::MIN)
}

/// The last day or the next, as `dated` says, but not before the event that opened or woke the count, or
/// let the act in.
fn legal_date(file: &File, count: &Count, limit: &Limit, last_day: bool, last: Date) -> Date {
    let day = if last_day { last } else { last.saturating_add(jiff::Span::new().days(1)) };
    let opened = match &count.origin {
        Origin::Event(n) => file.said(*n).map(|(on, _)| on),
        Origin::Field(_) => file.opened_on,
        Origin::Expiry(..) => None,
    };
    let woke = limit.when.is_some().then_some(count.woke).flatten();
    [opened, woke, file.since].into_iter().flatten().fold(day, Date::max)
}

/// What an act of the law, or a proposal, is given.
fn given(ground: &Ground<'_>, file: &File, with: &[(FieldId, Give)], on: Date) -> Values {
    let scope = Scope {
        def: ground.def,
        shared: Some(ground.shared),
        file,
        values: &file.values,
        parties: &file.parties,
        was: Was::Same,
        own: None,
        actor: None,
        world: Some(ground.world),
        row: None,
        on,
        calendar: ground.calendar,
    };
    with.iter()
        .filter_map(|(field, give)| {
            let value = match give {
                Give::Value(value) => value.clone(),
                Give::Cel(expr) => expr.value(&scope).ok()?,
            };
            Some((field.clone(), value))
        })
        .collect()
}
