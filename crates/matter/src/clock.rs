//! Counts of limits: how they start, stand still, are met and run out. Each is a pure function of the
//! file's events and the calendar.

use jiff::civil::{Date, DateTime};
use xiezhi_calendar::{Calendar, Due, Length, Period, Roll, Stop, before, before_date};

use crate::{
    event::{Capacity, CountRef, PaperRef, Values, What},
    expr::{Scope, Was},
    file::{Count, End, File, Origin},
    id::{ActId, ChildId, FieldId, PaperId, PersonId, RuleId, StateId},
    key::Seq,
    model::{Binds, Definition, Limit, Mark, Measure, Measured},
    value::Value,
};

/// What an event sets off.
#[derive(Clone, Debug)]
pub(crate) enum Trigger {
    Act(ActId),
    Asked(ActId),
    Enter(StateId),
    Served { paper: PaperId, at: PaperRef, to: PersonId },
    Child { kind: ChildId, state: StateId, ended: bool },
}

/// Marks what ran out before `now`, and starts what that starts, until nothing more follows.
///
/// A limit ends with its last civil day (P-7), so it has run out from the next day on.
pub(crate) fn advance(def: &Definition, file: &mut File, now: DateTime, calendar: &Calendar) {
    loop {
        let out = |c: &Count| {
            c.running()
                && match c.due_at {
                    Some(at) => at < now,
                    None => c.due.is_some_and(|due| due < now.date()),
                }
        };
        let next = file.counts.iter().enumerate().filter(|(_, c)| out(c)).min_by_key(|(_, c)| c.due);
        let Some((at, _)) = next else {
            return;
        };
        let Some(count) = file.counts.get_mut(at) else {
            return;
        };
        count.expired = count.due;
        let (limit, due) = (count.limit.clone(), count.due);
        let root = count.name().event;
        let Some(due) = due else {
            return;
        };
        for (rule, follower) in def.limits.iter().enumerate() {
            if follower.starts.contains(&Mark::Expiry(limit.clone())) {
                start(def, file, rule, Origin::Expiry(limit.clone(), root), due, None, None);
            }
        }
        refresh(def, file, due, calendar);
    }
}

/// Everything an event does to the counts.
pub(crate) fn take(
    def: &Definition,
    file: &mut File,
    n: Seq,
    on: Date,
    recorded: DateTime,
    triggers: &[Trigger],
    calendar: &Calendar,
) {
    follow_fields(def, file, on);
    for (rule, limit) in def.limits.iter().enumerate() {
        for trigger in triggers {
            for mark in &limit.starts {
                if let Some(whose) = starts(file, limit, mark, trigger) {
                    let person = match whose {
                        Theirs::File => None,
                        Theirs::Person(person) => Some(person),
                    };
                    start(def, file, rule, Origin::Event(n), on, Some(recorded), person);
                }
            }
        }
    }
    stop_and_go(def, file, on);
    refresh(def, file, on, calendar);
    advance(def, file, recorded, calendar);
    for trigger in triggers {
        meet(def, file, n, on, trigger);
    }
    finish(def, file, n);
}

/// Adds to the running count of a limit.
pub(crate) fn extend(file: &mut File, limit: &RuleId, by: Length) {
    if let Some(count) = file.counts.iter_mut().rev().find(|c| c.limit == *limit && c.open() && c.awake) {
        count.extensions.push(by);
    }
}

/// The counts that an undone event started end.
pub(crate) fn drop_started_by(file: &mut File, event: Seq, n: Seq) {
    for count in &mut file.counts {
        if count.end.is_none() && count.origin == Origin::Event(event) {
            count.end = Some(End::Dropped(n));
        }
    }
}

/// Drops what runs for somebody who is in the file no more.
pub(crate) fn drop_of(file: &mut File, person: &str, n: Seq) {
    for count in &mut file.counts {
        if count.end.is_none() && count.person.as_ref().is_some_and(|p| *p == *person) {
            count.end = Some(End::Dropped(n));
        }
    }
}

/// Whose a count is.
enum Theirs {
    /// The file's.
    File,
    /// The person's who was served.
    Person(PersonId),
}

/// Whether a trigger starts a count, and whose.
fn starts(file: &File, limit: &Limit, mark: &Mark, trigger: &Trigger) -> Option<Theirs> {
    match (mark, trigger) {
        (Mark::Act(a), Trigger::Act(b)) | (Mark::Asked(a), Trigger::Asked(b)) => {
            (a == b).then_some(Theirs::File)
        }
        (Mark::Enter(a), Trigger::Enter(b)) => (a == b).then_some(Theirs::File),
        (Mark::Child(kind, state), Trigger::Child { kind: k, state: s, ended }) => {
            (kind == k && state.as_ref().map_or(*ended, |state| state == s)).then_some(Theirs::File)
        }
        (Mark::Service { papers, to }, Trigger::Served { paper, at, to: person }) => {
            let theirs = to.is_empty() || file.roles_of(person).any(|r| to.contains(r));
            // From the first valid service of that paper on them.
            let again = file.counts.iter().any(|c| {
                c.limit == limit.id && c.person.as_ref() == Some(person) && file.paper_of(c) == Some(*at)
            });
            (papers.contains(paper) && theirs && !again).then(|| Theirs::Person(person.clone()))
        }
        _ => None,
    }
}

fn start(
    def: &Definition,
    file: &mut File,
    rule: usize,
    origin: Origin,
    on: Date,
    at: Option<DateTime>,
    person: Option<PersonId>,
) {
    let Some(limit) = def.limits.get(rule) else {
        return;
    };
    let ended = file.state().and_then(|s| def.states.get(&**s)).is_some_and(|s| s.is_final);
    if !limit.in_force.holds(on) || (ended && !limit.keeps) {
        return;
    }
    if limit.again_restart {
        let by = file.last();
        for count in file.counts.iter_mut().filter(|c| c.limit == limit.id && c.open()) {
            count.end = Some(End::Dropped(by));
        }
    }
    file.counts.push(Count {
        limit: limit.id.clone(),
        rule,
        origin,
        start: on,
        start_at: at,
        person,
        stops: Vec::new(),
        extensions: Vec::new(),
        awake: true,
        woke: None,
        due: None,
        due_at: None,
        provisional: false,
        end: None,
        expired: None,
        answered: false,
    });
}

/// Counts that start with the date in a field follow it; a count `before` a date that was changed is to be
/// met again.
fn follow_fields(def: &Definition, file: &mut File, on: Date) {
    for (rule, limit) in def.limits.iter().enumerate() {
        let by_field = limit.starts.iter().filter_map(|m| match m {
            Mark::Field(f) => Some((f, false)),
            _ => None,
        });
        let before = match &limit.measure {
            Measure::Before(b) if limit.starts.is_empty() => Some((&b.of, true)),
            _ => None,
        };
        for (field, is_before) in by_field.chain(before) {
            let Some(day) = file.values.get(field).and_then(Value::as_date) else {
                continue;
            };
            let origin = Origin::Field(field.clone());
            let there = file.counts.iter().rposition(|c| c.rule == rule && c.origin == origin);
            match there.and_then(|at| file.counts.get_mut(at)) {
                None => {
                    let from = if is_before { on } else { day };
                    start(def, file, rule, origin, from, None, None);
                    if is_before && let Some(count) = file.counts.last_mut() {
                        count.woke = Some(day);
                    }
                }
                Some(count) if is_before => {
                    // `woke` keeps the date it was counted back from.
                    if count.woke != Some(day) {
                        count.woke = Some(day);
                        if !matches!(count.end, Some(End::Dropped(_))) {
                            count.end = None;
                            count.expired = None;
                        }
                    }
                }
                // An expired count is not revived by a later date.
                Some(count) if count.open() => count.start = day,
                Some(_) => {}
            }
        }
    }
}

/// What stands still in a side state that lies there, or in a track, stops; what does not, goes on. The
/// day of suspension does not run, the day of resumption does (P-9).
fn stop_and_go(def: &Definition, file: &mut File, on: Date) {
    let main = file.base.iter().chain(&file.sides).filter_map(|s| def.states.get(&**s));
    let beside = file.tracks.iter().filter_map(|(t, s)| def.tracks.get(&**t)?.states.get(&**s));
    let stopped: Vec<RuleId> = main.chain(beside).flat_map(|s| s.stops.iter().cloned()).collect();
    for count in file.counts.iter_mut().filter(|c| c.open()) {
        let open = count.stops.iter_mut().find(|s| s.until.is_none());
        match (stopped.contains(&count.limit), open) {
            (true, None) => count.stops.push(Stop { from: on.max(count.start), until: None }),
            (false, Some(stop)) => stop.until = Some(on.max(stop.from)),
            _ => {}
        }
    }
}

/// Judges anew which counts are awake, and on which day each is due.
pub(crate) fn refresh(def: &Definition, file: &mut File, on: Date, calendar: &Calendar) {
    let awake: Vec<bool> = {
        let scope = Scope {
            def,
            shared: None,
            file,
            values: &file.values,
            parties: &file.parties,
            was: Was::Same,
            own: None,
            actor: None,
            world: None,
            row: None,
            on,
            calendar,
        };
        let awake = |c: &Count| {
            let when = def.limits.get(c.rule).and_then(|l| l.when.as_ref());
            // A condition that cannot be judged draws no consequence.
            !c.open() || when.is_none_or(|w| w.holds(&scope).unwrap_or(false))
        };
        file.counts.iter().map(awake).collect()
    };
    let values = std::mem::take(&mut file.values);
    for (count, awake) in file.counts.iter_mut().zip(awake) {
        if !count.open() {
            continue;
        }
        count.awake = awake;
        let due = def.limits.get(count.rule).and_then(|l| due_of(l, count, &values, calendar));
        count.due = due.as_ref().map(|d| d.on);
        count.due_at = due.as_ref().and_then(|d| d.at);
        count.provisional = due.is_some_and(|d| d.provisional);
    }
    file.values = values;
}

/// When a count is due, with every day counted, for people; none while a field it needs is unset.
pub fn explain(limit: &Limit, count: &Count, values: &Values, calendar: &Calendar) -> Option<Due> {
    match asked_for(limit, count, values)? {
        Asked::Within(period) => Some(period.within(calendar)),
        Asked::After(period) => Some(period.after(calendar)),
        Asked::Before(day, clear, person) => Some(before(day, &clear, person, calendar)),
    }
}

/// When a count is due, without the steps.
fn due_of(limit: &Limit, count: &Count, values: &Values, calendar: &Calendar) -> Option<Due> {
    match asked_for(limit, count, values)? {
        Asked::Within(period) => Some(period.within_date(calendar)),
        Asked::After(period) => Some(period.after_date(calendar)),
        Asked::Before(day, clear, person) => Some(before_date(day, &clear, person, calendar)),
    }
}

/// What is to be counted.
enum Asked {
    Within(Period),
    After(Period),
    Before(Date, Length, bool),
}

fn asked_for(limit: &Limit, count: &Count, values: &Values) -> Option<Asked> {
    let period = |lengths: Vec<Length>, until: Option<&Value>| Period {
        start: count.start,
        start_at: count.start_at,
        lengths,
        until: until.and_then(Value::as_date),
        until_at: until.and_then(|v| match v {
            Value::Time(at) => Some(*at),
            _ => None,
        }),
        stops: count.stops.clone(),
        extensions: count.extensions.clone(),
        roll: if limit.rolls { Roll::Forward } else { Roll::No },
    };
    match &limit.measure {
        Measure::Within { lengths, until } => {
            let lengths: Vec<Length> = lengths.iter().filter_map(|l| measured(l, values)).collect();
            let until = until.as_ref().and_then(|f| values.get(f));
            let something = !lengths.is_empty() || until.is_some();
            something.then(|| Asked::Within(period(lengths, until)))
        }
        Measure::After(length) => Some(Asked::After(period(vec![measured(length, values)?], None))),
        Measure::Before(b) => {
            let day = values.get(&b.of).and_then(Value::as_date)?;
            Some(Asked::Before(day, measured(&b.clear, values)?, limit.binds.iter().any(Binds::person)))
        }
    }
}

/// A length as the file's values make it.
pub(crate) fn measured(length: &Measured, values: &Values) -> Option<Length> {
    match length {
        Measured::Fixed(length) => Some(*length),
        Measured::Field(field, unit) => Some(of_unit(*unit, field_number(values, field)?)),
        Measured::Parameter(_, unit) => Some(*unit),
    }
}

fn field_number(values: &Values, field: &FieldId) -> Option<u32> {
    u32::try_from(values.get(field)?.as_integer()?).ok()
}

fn of_unit(unit: Length, n: u32) -> Length {
    match unit {
        Length::Workdays(_) => Length::Workdays(n),
        Length::Days(_) => Length::Days(n),
        Length::Months(_) => Length::Months(n),
        Length::Years(_) => Length::Years(n),
        Length::Hours(_) => Length::Hours(n),
    }
}

fn meet(def: &Definition, file: &mut File, n: Seq, on: Date, trigger: &Trigger) {
    let (about, whose, cause) = match file.said(n) {
        Some((_, What::Act(done))) => {
            let whose = match &done.by {
                Capacity::Party(_, person) => Some(person.clone()),
                _ => done.for_party.clone(),
            };
            (done.about, whose, done.cause.clone())
        }
        _ => (None, None, None),
    };
    let hits: Vec<(usize, bool)> = file
        .counts
        .iter()
        .enumerate()
        .filter_map(|(at, count)| {
            if count.end.is_some() || !(count.awake || count.expired.is_some()) {
                return None;
            }
            let limit = def.limits.get(count.rule)?;
            let mine = match (&count.person, &whose) {
                (Some(person), Some(whose)) => person == whose,
                _ => true,
            };
            let same = about.is_none_or(|about| answers(file, count, about));
            let hit = |mark: &Mark| mine && same && hits(file, mark, trigger, count);
            if limit.ends.iter().any(hit) {
                Some((at, false))
            } else if limit.met_by.iter().any(hit) {
                Some((at, true))
            } else {
                None
            }
        })
        .collect();
    for (at, met) in hits {
        let Some(count) = file.counts.get_mut(at) else {
            continue;
        };
        if met {
            // What the law does because a count ran out ends that count; it does not meet it in time.
            let by_law = cause.as_ref().is_some_and(|c| *c == count.name());
            let late = by_law || count.due.is_some_and(|due| due < on);
            if !late {
                // Dated in time though recorded later: the running out falls away.
                count.expired = None;
            } else if count.expired.is_none() {
                count.expired = count.due;
            }
            count.end = Some(End::Met { on, by: n, late });
        } else {
            count.end = Some(End::Dropped(n));
            count.expired = None;
        }
        if count.expired.is_none() {
            let name = count.name();
            fall_with(file, &name, n);
        }
    }
}

/// The counts that a running out had started fall with it.
fn fall_with(file: &mut File, name: &CountRef, n: Seq) {
    for count in &mut file.counts {
        if count.end.is_none() && count.origin == Origin::Expiry(name.limit.clone(), name.event) {
            count.end = Some(End::Dropped(n));
        }
    }
}

/// Whether an act about an event concerns a count: it started by that event, or by an act about the same.
fn answers(file: &File, count: &Count, about: Seq) -> bool {
    let Origin::Event(origin) = count.origin else {
        return true;
    };
    if origin == about {
        return true;
    }
    match file.said(origin) {
        Some((_, What::Act(done))) => done.about.is_none_or(|other| other == about),
        _ => true,
    }
}

fn hits(file: &File, mark: &Mark, trigger: &Trigger, count: &Count) -> bool {
    match (mark, trigger) {
        (Mark::Act(a), Trigger::Act(b)) | (Mark::Asked(a), Trigger::Asked(b)) => a == b,
        (Mark::Enter(a), Trigger::Enter(b)) => a == b,
        (Mark::Child(kind, state), Trigger::Child { kind: k, state: s, ended }) => {
            kind == k && state.as_ref().map_or(*ended, |state| state == s)
        }
        (Mark::Service { papers, to }, Trigger::Served { paper, at, to: person }) => {
            if !papers.contains(paper) {
                return false;
            }
            if let Some(whose) = &count.person {
                return whose == person;
            }
            let Some(issued) = file.paper(*at) else {
                return false;
            };
            // It meets when the last has it.
            let mut whom: Vec<&PersonId> = if to.is_empty() {
                let there = |p: &&PersonId| file.parties.iter().any(|e| e.person == **p);
                issued.issued.to.iter().filter(there).collect()
            } else {
                to.iter().flat_map(|r| file.in_role(r).map(|p| &p.person)).collect()
            };
            whom.dedup();
            whom.iter().all(|w| issued.served_on(w).is_some())
        }
        _ => false,
    }
}

/// A final state drops what runs, save what `keeps`.
fn finish(def: &Definition, file: &mut File, n: Seq) {
    let ended = file.state().and_then(|s| def.states.get(&**s)).is_some_and(|s| s.is_final);
    if !ended {
        return;
    }
    for count in file.counts.iter_mut().filter(|c| c.open()) {
        // What an expiry started goes on.
        let started_by_expiry = matches!(count.origin, Origin::Expiry(..));
        let keeps = def.limits.get(count.rule).is_some_and(|l| l.keeps);
        if !keeps && !started_by_expiry {
            count.end = Some(End::Dropped(n));
        }
    }
}
