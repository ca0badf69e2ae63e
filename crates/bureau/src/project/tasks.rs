//! What is to be done in a file (待办), by whom, and why by that date.

use jiff::civil::Date;
use xiezhi_matter::{
    Text,
    event::What,
    file::{Count, File, FilePaper},
    id::{ActId, ActorId},
    model::{Act, Binds, Definition, From, Limit, Mark, PaperNumber, Shared, Who},
};
use xiezhi_store::{OfficeId, TaskRow};

use super::{Grounds, is_ended, paper_id};
use crate::record;

/// A reason kept with a task.
fn why(zh: &str, en: &str) -> Vec<u8> {
    record::write(&Text::new([zh, en]))
}

/// All tasks of a file.
pub(crate) fn tasks(grounds: &Grounds<'_>, file: &File) -> Vec<TaskRow> {
    let mut tasks = Vec::new();
    seats(grounds, file, &mut tasks);
    clocks(grounds, file, &mut tasks);
    requests(grounds, file, &mut tasks);
    proposals(grounds, file, &mut tasks);
    papers(grounds, file, &mut tasks);
    questions(grounds, file, &mut tasks);
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    tasks.dedup_by(|a, b| a.id == b.id);
    tasks
}

fn blank(id: String, kind: &str, since: Date) -> TaskRow {
    TaskRow {
        id,
        kind: kind.to_owned(),
        act: None,
        seat: None,
        post: None,
        office: None,
        officer: None,
        person: None,
        since,
        due_on: None,
        limit: None,
        provisional: false,
        reason: Vec::new(),
    }
}

/// Gives a task to whoever is in charge: the officer in the first seat; else the holders of its post.
fn for_lead(grounds: &Grounds<'_>, file: &File, task: &mut TaskRow) {
    task.office = grounds.office.map(OfficeId::from);
    if let Some((id, seat)) = (&grounds.def.officers).into_iter().next() {
        task.seat = Some(id.to_string());
        match file.officers.get(id).and_then(|o| o.first()) {
            Some(officer) => task.officer = Some(officer.as_str().into()),
            None => task.post = Some(seat.post.as_str().into()),
        }
        return;
    }
    task.post = grounds.def.access.read.first().map(|p| p.as_str().into());
}

/// Gives a task to whoever may do an act: the officer in its seat, else the holders of its post.
fn for_act(grounds: &Grounds<'_>, file: &File, act: &Act, task: &mut TaskRow) {
    task.office = grounds.office.map(OfficeId::from);
    for who in &act.by {
        match who {
            Who::Officer(seat) => {
                if let Some(officer) = file.officers.get(seat).and_then(|o| o.first()) {
                    task.seat = Some(seat.to_string());
                    task.officer = Some(officer.as_str().into());
                    return;
                }
            }
            Who::Post(post) => {
                task.post = Some(post.as_str().into());
                return;
            }
            _ => {}
        }
    }
    for_lead(grounds, file, task);
}

/// Seats that must be filled and are empty.
fn seats(grounds: &Grounds<'_>, file: &File, tasks: &mut Vec<TaskRow>) {
    if is_ended(grounds.def, file) {
        return;
    }
    let Some(since) = file.opened_on else { return };
    let posts: Vec<&str> = built_in_posts(grounds.shared, "assign");
    let due = file.counts.iter().filter(|c| c.running()).filter(|c| binds_office(grounds.def, c));
    let first = due.filter_map(|c| Some((c.due?, c))).min_by_key(|(due, c)| (*due, c.rule));
    for (id, seat) in &grounds.def.officers {
        let there = file.officers.get(id).map_or(0, Vec::len);
        if there >= usize::try_from(seat.min).unwrap_or(usize::MAX) {
            continue;
        }
        let mut task = blank(format!("assign/{id}"), "assign", since);
        task.act = Some("assign".to_owned());
        task.seat = Some(id.to_string());
        task.post = posts.first().map(|p| (*p).into());
        task.office = grounds.office.map(OfficeId::from);
        if let Some((due, count)) = first {
            task.due_on = Some(due);
            task.limit = Some(count.limit.to_string());
            task.provisional = count.provisional;
        }
        task.reason = why(
            &format!("尚未指定{}", seat.name.zh()),
            &format!("No {} has been assigned yet", seat.name.get(xiezhi_matter::Lang::En)),
        );
        tasks.push(task);
    }
}

fn built_in_posts<'a>(shared: &'a Shared, act: &str) -> Vec<&'a str> {
    let by = shared.acts.get(act).map(|a| a.by.as_slice()).unwrap_or_default();
    by.iter()
        .filter_map(|w| match w {
            Who::Post(post) => Some(post.as_str()),
            _ => None,
        })
        .collect()
}

fn limit_of<'a>(def: &'a Definition, count: &Count) -> Option<&'a Limit> {
    def.limits.get(count.rule)
}

fn binds_office(def: &Definition, count: &Count) -> bool {
    limit_of(def, count).is_some_and(|l| !l.binds.iter().any(Binds::person))
}

/// Whether an act may be done where the file stands.
fn from_here(file: &File, act: &Act) -> bool {
    act.from.iter().any(|f| matches!((f, file.state()), (From::State(s), Some(state)) if s == state))
}

/// Running counts: what meets them is to be done by whoever they bind.
fn clocks(grounds: &Grounds<'_>, file: &File, tasks: &mut Vec<TaskRow>) {
    let def = grounds.def;
    let mut nth = std::collections::BTreeMap::<&str, u32>::new();
    for count in &file.counts {
        let place = nth.entry(&count.limit).or_default();
        let k = *place;
        *place += 1;
        let overdue = count.end.is_none() && count.expired.is_some() && count.awake;
        if !count.running() && !overdue {
            continue;
        }
        let Some(limit) = limit_of(def, count) else { continue };
        // The running out itself had its consequence: what is left is a proposal, or the state it led to.
        if overdue && (count.answered || !binds_office(def, count)) {
            continue;
        }
        let meets: Vec<&ActId> = limit
            .met_by
            .iter()
            .filter_map(|m| match m {
                Mark::Act(act) | Mark::Asked(act) => Some(act),
                _ => None,
            })
            .collect();
        let open = meets.iter().find_map(|id| {
            let act = def.acts.get(&***id)?;
            from_here(file, act).then_some((*id, act))
        });
        let first = meets.first().and_then(|id| Some((*id, def.acts.get(&***id)?)));
        let asked = meets.iter().any(|id| file.requests.iter().any(|p| p.request.act == **id));
        if asked {
            // Its approval is a task of its own.
            continue;
        }
        let mut task = blank(format!("limit/{}/{k}", count.limit), "limit", count.start);
        task.limit = Some(count.limit.to_string());
        task.due_on = count.due;
        task.provisional = count.provisional;
        task.act = open.or(first).map(|(id, _)| id.to_string());
        task.reason = why(limit.name.zh(), limit.name.get(xiezhi_matter::Lang::En));
        let served_only = meets.is_empty() && limit.met_by.iter().any(|m| matches!(m, Mark::Service { .. }));
        let persons = bound_persons(file, limit, count);
        if !persons.is_empty() {
            if open.is_none() {
                // Nothing that this person could do here would meet it: a day to know, not a task.
                continue;
            }
            for person in persons {
                let mut one = task.clone();
                one.id = format!("{}/{person}", task.id);
                one.person = Some(person.as_str().into());
                tasks.push(one);
            }
            continue;
        }
        if limit.binds.iter().any(Binds::person) || (meets.is_empty() && !served_only) {
            continue;
        }
        // The definition names first what is meant to happen; while that cannot be done yet, the limit itself is
        // what there is to know.
        task.act = first.filter(|(_, act)| from_here(file, act)).map(|(id, _)| id.to_string());
        match open.or(first) {
            Some((_, act)) => for_act(grounds, file, act, &mut task),
            None => for_lead(grounds, file, &mut task),
        }
        for binds in &limit.binds {
            if let Binds::Who(Who::Post(post)) = binds {
                task.officer = None;
                task.seat = None;
                task.post = Some(post.as_str().into());
            }
        }
        tasks.push(task);
    }
}

fn bound_persons<'a>(
    file: &'a File,
    limit: &'a Limit,
    count: &'a Count,
) -> Vec<&'a xiezhi_matter::id::PersonId> {
    if let Some(person) = &count.person {
        return if limit.binds.iter().any(Binds::person) { vec![person] } else { Vec::new() };
    }
    let mut persons = Vec::new();
    for binds in &limit.binds {
        if let Binds::Who(Who::Party(role)) = binds {
            persons.extend(file.in_role(role).map(|p| &p.person));
        }
    }
    persons
}

/// The earliest day that an act meets.
fn meets_by(def: &Definition, file: &File, act: &str) -> Option<(Date, String, bool)> {
    file.counts
        .iter()
        .filter(|c| c.running())
        .filter(|c| {
            limit_of(def, c).is_some_and(|l| l.met_by.iter().any(|m| matches!(m, Mark::Act(a) if *a == *act)))
        })
        .filter_map(|c| Some((c.due?, c.limit.to_string(), c.provisional)))
        .min()
}

fn dated(def: &Definition, file: &File, act: &str, task: &mut TaskRow) {
    if let Some((due, limit, provisional)) = meets_by(def, file, act) {
        task.due_on = Some(due);
        task.limit = Some(limit);
        task.provisional = provisional;
    }
}

/// Requests, for whose turn it is; and those that were sent back, for whoever asked.
fn requests(grounds: &Grounds<'_>, file: &File, tasks: &mut Vec<TaskRow>) {
    let def = grounds.def;
    for pending in &file.requests {
        let Some(turn) = pending.turn() else { continue };
        let act = &pending.request.act;
        let mut task = blank(format!("approve/{}", pending.n), "approve", pending.on);
        task.act = Some(act.to_string());
        match &pending.delegated_to {
            Some(officer) => task.officer = Some(officer.as_str().into()),
            None => task.post = Some(turn.as_str().into()),
        }
        task.office = grounds.office.map(OfficeId::from);
        dated(def, file, act, &mut task);
        let name = def.acts.get(&**act).map(|a| a.name.clone()).unwrap_or_default();
        task.reason = why(
            &format!("“{}”报请批准", name.zh()),
            &format!("“{}” waits for approval", name.get(xiezhi_matter::Lang::En)),
        );
        tasks.push(task);
    }
    if is_ended(def, file) {
        return;
    }
    for event in &file.events {
        let What::Returned { request, why: words } = &event.what else { continue };
        let Some((asked_by, act)) = asked(file, *request) else { continue };
        let again = file.events.iter().filter(|e| e.n > event.n).any(|e| match &e.what {
            What::Asked(r) => r.act == act,
            What::Act(d) => d.act == act,
            _ => false,
        });
        let possible = def.acts.get(&*act).is_some_and(|a| from_here(file, a));
        if again || !possible {
            continue;
        }
        let mut task = blank(format!("returned/{request}"), "returned", event.happened_on);
        task.act = Some(act.to_string());
        task.officer = Some(asked_by.as_str().into());
        task.office = grounds.office.map(OfficeId::from);
        dated(def, file, &act, &mut task);
        task.reason = why(&format!("退回：{words}"), &format!("Sent back: {words}"));
        tasks.push(task);
    }
}

fn asked(file: &File, request: xiezhi_matter::key::Seq) -> Option<(ActorId, ActId)> {
    let event = file.event(request)?;
    match &event.what {
        What::Asked(r) => Some((event.actor.clone(), r.act.clone())),
        _ => None,
    }
}

/// Proposals that a named officer confirms or dismisses.
fn proposals(grounds: &Grounds<'_>, file: &File, tasks: &mut Vec<TaskRow>) {
    for proposal in &file.proposals {
        if file.requests.iter().any(|p| p.request.act == proposal.act) {
            continue;
        }
        let mut task = blank(format!("confirm/{}", proposal.act), "confirm", proposal.on);
        task.act = Some(proposal.act.to_string());
        let act = grounds.def.acts.get(&*proposal.act);
        match act {
            Some(act) => for_act(grounds, file, act, &mut task),
            None => for_lead(grounds, file, &mut task),
        }
        dated(grounds.def, file, &proposal.act, &mut task);
        let name = act.map(|a| a.name.clone()).unwrap_or_default();
        task.reason = why(
            &format!("建议“{}”，请核实后决定", name.zh()),
            &format!("“{}” is proposed: look into it and decide", name.get(xiezhi_matter::Lang::En)),
        );
        tasks.push(task);
    }
}

/// The word of a paper's state in lists.
pub(crate) fn paper_state(def: &Definition, paper: &FilePaper) -> &'static str {
    let define = def.papers.get(&*paper.issued.paper);
    let sealed = define.is_some_and(|p| p.seal.is_some());
    let serve = define.is_some_and(|p| p.serve);
    let served = paper.issued.to.iter().all(|who| paper.served_on(who).is_some());
    let numbered = define.is_none_or(|p| p.number == PaperNumber::None) || paper.issued.number.is_some();
    match (paper.pdf.is_some(), paper.original.is_some()) {
        (false, _) if !numbered => "to-number",
        (false, _) => "issued",
        (true, false) if sealed => "to-seal",
        _ if serve && !served => "to-serve",
        _ => "done",
    }
}

/// Papers that wait for their seal, or to be served.
fn papers(grounds: &Grounds<'_>, file: &File, tasks: &mut Vec<TaskRow>) {
    for paper in &file.papers {
        let Some(define) = grounds.def.papers.get(&*paper.issued.paper) else { continue };
        let sealed = define.seal.is_some() && paper.original.is_none();
        let id = paper_id(paper.at);
        let (zh, en) = (define.name.zh(), define.name.get(xiezhi_matter::Lang::En));
        if paper_state(grounds.def, paper) == "to-number" {
            let mut task = blank(format!("issue/{id}"), "issue", paper.on);
            let seal = define.seal.as_ref().and_then(|s| grounds.shared.seals.get(&**s));
            task.office = grounds.office.map(OfficeId::from);
            match seal.and_then(|s| s.posts.first()) {
                Some(post) => task.post = Some(post.as_str().into()),
                None => for_lead(grounds, file, &mut task),
            }
            task.reason = why(&format!("{zh}待编号"), &format!("{en}: to be issued and numbered"));
            served_by(grounds.def, file, paper, &mut task);
            tasks.push(task);
            continue;
        }
        if sealed {
            let mut task = blank(format!("seal/{id}"), "seal", paper.on);
            for_lead(grounds, file, &mut task);
            task.reason = why(&format!("{zh}待用印"), &format!("{en}: to be sealed"));
            served_by(grounds.def, file, paper, &mut task);
            tasks.push(task);
            continue;
        }
        if !define.serve {
            continue;
        }
        for person in paper.issued.to.iter().filter(|p| paper.served_on(p).is_none()) {
            if !file.parties.iter().any(|e| e.person == *person) {
                continue;
            }
            let mut task = blank(format!("serve/{id}/{person}"), "serve", paper.on);
            for_lead(grounds, file, &mut task);
            let name = grounds.persons.get(person).map(|p| p.name.as_str()).unwrap_or_default();
            task.reason = why(&format!("{zh}待送达{name}"), &format!("{en}: to be served on {name}"));
            served_by(grounds.def, file, paper, &mut task);
            tasks.push(task);
        }
    }
}

/// The day by which a paper must be served.
fn served_by(def: &Definition, file: &File, paper: &FilePaper, task: &mut TaskRow) {
    let due = file
        .counts
        .iter()
        .filter(|c| c.running())
        .filter(|c| {
            limit_of(def, c).is_some_and(|l| {
                l.met_by.iter().any(
                    |m| matches!(m, Mark::Service { papers, .. } if papers.contains(&paper.issued.paper)),
                )
            })
        })
        .filter_map(|c| Some((c.due?, c.limit.to_string(), c.provisional)))
        .min();
    if let Some((due, limit, provisional)) = due {
        task.due_on = Some(due);
        task.limit = Some(limit);
        task.provisional = provisional;
    }
}

/// Events that rest on an amended one.
fn questions(grounds: &Grounds<'_>, file: &File, tasks: &mut Vec<TaskRow>) {
    for n in &file.questions {
        let Some(event) = file.event(*n) else { continue };
        let mut task = blank(format!("question/{n}"), "question", event.happened_on);
        for_lead(grounds, file, &mut task);
        task.reason = why(
            "所依据的记录已更正，请确认或者撤销",
            "The entry it rests on was put right: confirm or annul it",
        );
        tasks.push(task);
    }
}
