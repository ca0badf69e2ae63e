//! An act of the definition: judged whole, from where it may be done to what it leaves.

use jiff::civil::Date;

use super::{
    BLANK, Draft, Ground, Missing, Step,
    form::{self, FormFault},
    stand::{self, Stands, Why},
};
use crate::{
    event::{Capacity, CountRef, Done, Given, Lifted, Moved, PartyEntry, Request, Values, What},
    expr::{Fault, Scope, Was},
    facts,
    file::File,
    id::{ActorId, FieldId, PersonId, PostId, RoleId, RuleId, StateId},
    key::Seq,
    model::{Act, Asked, From, Give, Strength, To, Who},
    number,
    value::Value,
    world::Actor,
};

/// Somebody does an act, or puts it up for approval.
pub(super) fn draft(step: &mut Step<'_, '_>, draft: &Draft) {
    let ground = step.ground;
    let Some(act) = ground.def.acts.get(&*draft.act) else {
        step.fault(None, Missing::NoAct);
        return;
    };
    let Some(capacity) = capacity(act, step.file(), &draft.given.parties, step.actor) else {
        let refusal = not_by(ground, act);
        step.refuse(refusal);
        return;
    };
    let steps = chain(ground, step.file(), act, &draft.given, step.actor, step.today);
    let approved = !act.approve.is_empty();
    let lifted = lifts(ground, draft, &step.actor.id);
    let attempt = attempt(
        ground,
        step.file(),
        &Wish {
            act,
            capacity: &capacity,
            given: &draft.given,
            actor: step.actor,
            today: step.today,
            offline_on: draft.offline_on.filter(|_| act.offline),
            back_dated: !approved,
            request: None,
            cause: None,
        },
    );
    step.decision.broken.extend(attempt.broken.clone());
    step.decision.faults.extend(attempt.faults.clone());
    let steps = steps.unwrap_or_default();
    let mut kept = Vec::new();
    for stands in &attempt.stands {
        let how = settle_standing(stands, &lifted, draft, step.actor, &steps);
        match how {
            Standing::InTheWay => step.refuse(stands.clone()),
            // A step of the chain lifts a hold by approving.
            Standing::Warns | Standing::ForTheChain => step.decision.warnings.push(stands.clone()),
            Standing::Lifted(l) => kept.push(l),
        }
    }
    if !step.decision.done() {
        return;
    }
    if steps.is_empty() {
        let mut done = attempt.done;
        done.lifted = kept;
        finish(step, act, done, attempt.on);
    } else {
        let request =
            Request { act: draft.act.clone(), by: capacity, given: draft.given.clone(), steps, lifted: kept };
        step.push(step.today, None, What::Asked(Box::new(request)));
    }
}

/// Records an act that was judged: papers with their facts, numbers still blank.
pub(super) fn finish(step: &mut Step<'_, '_>, act: &Act, mut done: Done, on: Date) {
    let ground = step.ground;
    let opening = step.file().opened_on.is_none();
    if opening && let Some(pattern) = &ground.def.number {
        let number = number::series(pattern, ground, step.file(), &done, None, on);
        draw(step, &number);
        done.number = Some(number);
    }
    if !act.papers.is_empty() {
        let mut papers = facts::issue(ground, step.file(), act, &done, on, step.now, &step.actor.id);
        // What a party brings about is issued, and numbered, by a post of its seal.
        let by_party = matches!(done.by, Capacity::Party(..) | Capacity::Public);
        for paper in &mut papers {
            match &paper.number {
                Some(_) if by_party => paper.number = None,
                Some(number) => draw(step, number),
                None => {}
            }
        }
        done.papers = papers;
    }
    step.push(on, None, What::Act(Box::new(done)));
}

/// Asks for the next number of a series; a pattern without a running number is its own number.
pub(super) fn draw(step: &mut Step<'_, '_>, series: &str) {
    if series.contains(BLANK) {
        step.decision.series.push(series.to_owned());
    }
}

/// What somebody wishes to do, with all that it rests on.
pub(crate) struct Wish<'a> {
    pub(crate) act: &'a Act,
    pub(crate) capacity: &'a Capacity,
    pub(crate) given: &'a Given,
    pub(crate) actor: &'a Actor,
    pub(crate) today: Date,
    pub(crate) offline_on: Option<Date>,
    pub(crate) back_dated: bool,
    pub(crate) request: Option<Seq>,
    pub(crate) cause: Option<CountRef>,
}

/// An act as judged.
pub(crate) struct Attempt {
    pub(crate) done: Done,
    pub(crate) on: Date,
    pub(crate) stands: Vec<Stands>,
    pub(crate) faults: Vec<FormFault>,
    pub(crate) broken: Vec<String>,
}

/// Judges an act whole.
pub(crate) fn attempt(ground: &Ground<'_>, file: &File, wish: &Wish<'_>) -> Attempt {
    let Wish { act, capacity, given, .. } = *wish;
    let id = act_id(ground, act);
    let by_law = matches!(capacity, Capacity::Law);
    let mut stands = Vec::new();
    let mut faults = Vec::new();
    let mut broken = Vec::new();
    stands.extend(where_it_may_be_done(ground, file, act));

    let about = about(file, act, given, &mut stands, &mut faults);
    let for_party = for_party(file, act, capacity, given, &mut faults);

    // The form.
    let opening = file.opened_on.is_none();
    let mut parties = parties(ground, file, act, given, &mut faults);
    let asked: Vec<&Asked> = form::asked(act, capacity).collect();
    let mut given_values = given.values.clone();
    if opening {
        for (field, define) in &ground.def.fields {
            if let (Some(Give::Value(value)), false) = (&define.default, define.scope_act)
                && !given_values.contains_key(field)
                && asked.iter().any(|a| a.field == *field)
            {
                given_values.insert(field.clone(), value.clone());
            }
        }
    }
    let today = wish.today;
    let empty = Values::new();
    let before: &Values = if opening { &empty } else { &file.values };
    let base = Scope {
        def: ground.def,
        shared: Some(ground.shared),
        file,
        values: before,
        parties: &[],
        was: Was::Before(before),
        own: None,
        actor: Some(wish.actor),
        world: Some(ground.world),
        row: None,
        on: today,
        calendar: ground.calendar,
    };
    let sorted = form::sort(ground.shared, &asked, &given_values, &Scope { parties: &parties, ..base });
    let left = leaving(act, &sorted, &parties, &mut faults);
    parties.retain(|p| !left.iter().any(|(role, person)| p.role == *role && p.person == *person));
    how_many(ground, act, &parties, opening, &mut faults);
    let base = Scope { parties: &parties, ..base };
    // Of the law only what is required is asked.
    faults.extend(sorted.faults.into_iter().filter(|f| !by_law || f.missing == Missing::Required));
    let on = dated(act, capacity, &sorted.values, &sorted.own, wish, file, &mut stands, &mut faults);

    // What the act sets, then what is worked out.
    let mut done_values = sorted.values;
    let mut own = sorted.own;
    let mut after: Values = before.clone();
    for field in &sorted.unset {
        after.remove(field);
    }
    after.extend(done_values.clone());
    if opening {
        for (field, define) in &ground.def.fields {
            if let Some(give) = &define.default
                && !define.scope_act
                && !after.contains_key(field)
                && let Ok(value) = give_value(give, &Scope { values: &after, on, ..base })
            {
                after.insert(field.clone(), value.clone());
                done_values.insert(field.clone(), value);
            }
        }
    }
    for (field, give) in &act.set {
        let scope = Scope { values: &after, own: Some((&own, &wish.actor.id)), on, ..base };
        match give_value(give, &scope) {
            Ok(value) => {
                if ground.def.fields.get(&**field).is_some_and(|f| f.scope_act) {
                    own.insert(field.clone(), value);
                } else {
                    after.insert(field.clone(), value.clone());
                    done_values.insert(field.clone(), value);
                }
            }
            Err(Fault::Unset(_)) => {}
            Err(fault) => broken.push(format!("{id}: set {field}: {fault}")),
        }
    }
    let mut unset = sorted.unset;
    work_out(ground, &base, on, &mut after, &mut done_values, &mut unset, &mut broken);

    // Conditions, limits, refusals.
    let scope = Scope { values: &after, own: Some((&own, &wish.actor.id)), on, ..base };
    if let Some(when) = &act.when {
        match when.holds(&scope) {
            Ok(true) => {}
            Ok(false) | Err(Fault::Unset(_)) => stands.push(Stands::built_in(
                Why::When,
                &format!("不具备“{}”的条件", act.name.zh()),
                &format!("The conditions of “{}” are not met", act.name.get(crate::Lang::En)),
                &act.basis,
            )),
            Err(fault) => broken.push(format!("{id}: when: {fault}")),
        }
    }
    let extended = extension(ground, file, act, &after, &mut stands, &own);
    // Where the form is not whole, or the act not in its place, what a refusal reads may be missing.
    let looking_ahead = !faults.is_empty() || !stands.is_empty();
    stands.extend(stand::stands(ground.def, &id, capacity, &scope, &mut broken, looking_ahead));
    sign(act, given, wish.actor, &mut faults);

    // Where it leads.
    let to = to(act, &scope, file, &mut broken);
    let done = Done {
        act: id,
        by: capacity.clone(),
        request: wish.request,
        values: done_values,
        own,
        unset,
        parties: given.parties.clone(),
        left,
        to,
        track: act.track.as_ref().map(|t| (t.track.clone(), t.to.clone())),
        number: None,
        papers: Vec::new(),
        about,
        for_party,
        signed: given.signed.clone(),
        extended,
        cause: wish.cause.clone(),
        deemed: false,
        lifted: Vec::new(),
    };
    Attempt { done, on, stands, faults, broken }
}

fn act_id(ground: &Ground<'_>, act: &Act) -> crate::id::ActId {
    let found = ground.def.acts.iter().find(|(_, a)| std::ptr::eq(*a, act));
    found.map_or_else(|| crate::id::ActId::new(""), |(id, _)| id.clone())
}

/// In which capacity somebody may do an act: the first of its `by` that fits.
pub(crate) fn capacity(act: &Act, file: &File, entering: &[PartyEntry], actor: &Actor) -> Option<Capacity> {
    let opening = file.opened_on.is_none();
    act.by.iter().find_map(|who| match who {
        Who::Post(post) => actor.posts.contains(post).then(|| Capacity::Post(post.clone())),
        Who::Officer(seat) => {
            let mine = file.officers.get(seat).is_some_and(|o| o.contains(&actor.id));
            mine.then(|| Capacity::Seat(seat.clone()))
        }
        Who::Party(role) => {
            let person = actor.person.as_ref()?;
            let parties = if opening { entering } else { &file.parties };
            let mine = parties.iter().any(|p| p.role == *role && p.person == *person);
            mine.then(|| Capacity::Party(role.clone(), person.clone()))
        }
        Who::Public => Some(Capacity::Public),
        Who::Law => actor.is_law().then_some(Capacity::Law),
        Who::Matter(matter) => {
            (*actor.id == format!("matter:{matter}")).then(|| Capacity::Matter(matter.clone()))
        }
    })
}

/// The steps of the chain whose condition holds.
pub(super) fn chain(
    ground: &Ground<'_>,
    file: &File,
    act: &Act,
    given: &Given,
    actor: &Actor,
    today: Date,
) -> Option<Vec<PostId>> {
    if act.approve.is_empty() {
        return None;
    }
    let mut values = file.values.clone();
    values.extend(given.values.clone());
    let scope = Scope {
        def: ground.def,
        shared: Some(ground.shared),
        file,
        values: &values,
        parties: &file.parties,
        was: Was::Before(&file.values),
        own: Some((&given.values, &actor.id)),
        actor: Some(actor),
        world: Some(ground.world),
        row: None,
        on: today,
        calendar: ground.calendar,
    };
    // A condition that cannot be judged asks for the approval.
    let stays = |when: &crate::expr::Expr| when.holds(&scope).unwrap_or(true);
    Some(act.approve.iter().filter(|s| s.when.as_ref().is_none_or(stays)).map(|s| s.post.clone()).collect())
}

pub(crate) fn not_by(ground: &Ground<'_>, act: &Act) -> Stands {
    let names = |lang| {
        let name = |who: &Who| match who {
            Who::Post(p) => ground.shared.posts.get(&**p).map(|p| p.name.get(lang).to_owned()),
            Who::Officer(s) => ground.def.officers.get(&**s).map(|s| s.name.get(lang).to_owned()),
            Who::Party(r) => ground.def.parties.get(&**r).map(|r| r.name.get(lang).to_owned()),
            _ => None,
        };
        let names: Vec<String> = act.by.iter().filter_map(name).collect();
        names.join(if lang == crate::Lang::Zh { "、" } else { ", " })
    };
    Stands::built_in(
        Why::By,
        &format!("“{}”只能由{}办理", act.name.zh(), names(crate::Lang::Zh)),
        &format!("“{}” is for: {}", act.name.get(crate::Lang::En), names(crate::Lang::En)),
        &act.basis,
    )
}

/// From which state and track.
pub(crate) fn where_it_may_be_done(ground: &Ground<'_>, file: &File, act: &Act) -> Vec<Stands> {
    let mut stands = Vec::new();
    let fits = match file.state() {
        None => act.from.contains(&From::New),
        Some(state) => act.from.iter().any(|f| matches!(f, From::State(s) if s == state)),
    };
    if !fits {
        let state = file.state().and_then(|s| ground.def.states.get(&**s)).map(|s| &s.name);
        let (zh, en) = match state {
            Some(name) => (
                format!("案卷现处于“{}”，不能办理“{}”", name.zh(), act.name.zh()),
                format!(
                    "The file stands at “{}”: “{}” is not open there",
                    name.get(crate::Lang::En),
                    act.name.get(crate::Lang::En)
                ),
            ),
            None => (
                format!("“{}”须在已有的案卷中办理", act.name.zh()),
                format!("“{}” needs a file that was opened before", act.name.get(crate::Lang::En)),
            ),
        };
        stands.push(Stands::built_in(Why::From, &zh, &en, &act.basis));
    }
    if let Some(moves) = &act.track
        && let Some(from) = &moves.from
        && !from.contains(&file.tracks.get(&moves.track).cloned())
    {
        let track = ground.def.tracks.get(&*moves.track).map(|t| t.name.clone()).unwrap_or_default();
        stands.push(Stands::built_in(
            Why::Track,
            &format!("“{}”的进度不允许办理“{}”", track.zh(), act.name.zh()),
            &format!(
                "“{}” does not stand where “{}” may be done",
                track.get(crate::Lang::En),
                act.name.get(crate::Lang::En)
            ),
            &act.basis,
        ));
    }
    stands
}

fn about(
    file: &File,
    act: &Act,
    given: &Given,
    stands: &mut Vec<Stands>,
    faults: &mut Vec<FormFault>,
) -> Option<Seq> {
    let about = act.about.as_ref()?;
    let open: Vec<Seq> =
        about.acts.iter().flat_map(|a| file.doings(a).map(|(n, _, _)| n).collect::<Vec<_>>()).collect();
    match (given.about, open.as_slice()) {
        (Some(n), open) if open.contains(&n) => Some(n),
        (None, [only]) => Some(*only),
        (_, []) => {
            stands.push(Stands::built_in(
                Why::About,
                &format!("没有可供“{}”的事项", act.name.zh()),
                &format!("There is nothing that “{}” could answer", act.name.get(crate::Lang::En)),
                &act.basis,
            ));
            None
        }
        _ => {
            faults.push(FormFault { field: None, row: None, missing: Missing::About });
            None
        }
    }
}

/// Whom a clerk records an act for: the only person who could have done it, or the one named.
fn for_party(
    file: &File,
    act: &Act,
    capacity: &Capacity,
    given: &Given,
    faults: &mut Vec<FormFault>,
) -> Option<crate::id::PersonId> {
    if !matches!(capacity, Capacity::Post(_) | Capacity::Seat(_)) || file.opened_on.is_none() {
        return None;
    }
    let could: Vec<&crate::id::PersonId> = act
        .by
        .iter()
        .filter_map(|w| match w {
            Who::Party(role) => Some(file.in_role(role).map(|p| &p.person)),
            _ => None,
        })
        .flatten()
        .collect();
    match (&given.for_party, could.as_slice()) {
        (Some(person), could) if could.contains(&person) => Some(person.clone()),
        (None, [only]) => Some((*only).clone()),
        (None, []) => None,
        _ => {
            faults.push(FormFault { field: None, row: None, missing: Missing::ForParty });
            None
        }
    }
}

/// The parties as the act would leave them.
fn parties(
    ground: &Ground<'_>,
    file: &File,
    act: &Act,
    given: &Given,
    faults: &mut Vec<FormFault>,
) -> Vec<PartyEntry> {
    let mut parties = file.parties.clone();
    for (row, entry) in given.parties.iter().enumerate() {
        let asked = act.parties.iter().any(|(role, _)| *role == entry.role);
        let role = FieldId::from(entry.role.as_str());
        let Some(define) = ground.def.parties.get(&*entry.role).filter(|_| asked) else {
            faults.push(FormFault { field: Some(role), row: Some(row), missing: Missing::NotAsked });
            continue;
        };
        for need in &define.needs {
            let value = entry.needs.get(&need.field);
            if !ground.def.fields.get(&*need.field).is_none_or(|f| f.asked_of(entry.kind)) {
                if value.is_some() {
                    faults.push(FormFault {
                        field: Some(need.field.clone()),
                        row: Some(row),
                        missing: Missing::NotAsked,
                    });
                }
                continue;
            }
            let person = ground.world.persons.get(&entry.person);
            let known = value.is_some() || person.is_some_and(|p| p.more.contains_key(&need.field));
            if need.required && !known {
                faults.push(FormFault {
                    field: Some(need.field.clone()),
                    row: Some(row),
                    missing: Missing::Required,
                });
            }
        }
        parties.retain(|p| !(p.role == entry.role && p.person == entry.person));
        parties.push(entry.clone());
    }
    parties
}

/// Who leaves which role by an act that says so: whoever its field names, and those who acted for them alone.
fn leaving(
    act: &Act,
    sorted: &form::Sorted,
    parties: &[PartyEntry],
    faults: &mut Vec<FormFault>,
) -> Vec<(RoleId, PersonId)> {
    let Some(field) = &act.leaves else {
        return Vec::new();
    };
    let Some(Value::Text(person)) = sorted.own.get(field).or_else(|| sorted.values.get(field)) else {
        return Vec::new();
    };
    let of_act = |p: &&PartyEntry| act.parties.iter().any(|(role, _)| *role == p.role);
    let mut left: Vec<(RoleId, PersonId)> = parties
        .iter()
        .filter(of_act)
        .filter(|p| p.person == *person.as_str())
        .map(|p| (p.role.clone(), p.person.clone()))
        .collect();
    if left.is_empty() {
        faults.push(FormFault { field: Some(field.clone()), row: None, missing: Missing::NotHere });
    }
    let agents = parties.iter().filter(|p| p.acts_for.as_ref().is_some_and(|a| *a == *person.as_str()));
    left.extend(agents.map(|p| (p.role.clone(), p.person.clone())));
    left
}

/// As many in each role as it needs and may have, once everybody has come and gone.
fn how_many(
    ground: &Ground<'_>,
    act: &Act,
    parties: &[PartyEntry],
    opening: bool,
    faults: &mut Vec<FormFault>,
) {
    for (role, required) in &act.parties {
        let n = u32::try_from(parties.iter().filter(|p| p.role == *role).count()).unwrap_or(u32::MAX);
        let define = ground.def.parties.get(&**role);
        let least = define.map_or(0, |r| r.min).max(u32::from(*required));
        let field = Some(FieldId::from(role.as_str()));
        if n < least && (opening || *required) {
            faults.push(FormFault { field: field.clone(), row: None, missing: Missing::AtLeast(least) });
        }
        if let Some(most) = define.and_then(|r| r.max)
            && n > most
        {
            faults.push(FormFault { field, row: None, missing: Missing::AtMost(most) });
        }
    }
}

/// The act's legal date: the first of its date fields that has a value, for what an officer records; else
/// the day it arrives.
#[expect(clippy::too_many_arguments, reason = "a date hangs on all of these, and on nothing more")]
fn dated(
    act: &Act,
    capacity: &Capacity,
    values: &Values,
    own: &Values,
    wish: &Wish<'_>,
    file: &File,
    stands: &mut Vec<Stands>,
    faults: &mut Vec<FormFault>,
) -> Date {
    let officer = matches!(capacity, Capacity::Post(_) | Capacity::Seat(_));
    let given = act
        .dated
        .iter()
        .find_map(|f| own.get(f).or_else(|| values.get(f)).and_then(Value::as_date).map(|d| (f, d)));
    let (field, on) = match given {
        Some((field, on)) if officer && wish.back_dated => (Some(field), on),
        _ => (None, wish.offline_on.unwrap_or(wish.today)),
    };
    if on > wish.today {
        faults.push(FormFault { field: field.cloned(), row: None, missing: Missing::Future });
        return wish.today;
    }
    if let Some(since) = file.since
        && !file.since_by_law
        && on < since
    {
        stands.push(Stands::built_in(
            Why::Date,
            &format!("日期 {on} 早于案卷进入现状态之日 {since}"),
            &format!("{on} is before {since}, when the file came into its present state"),
            &act.basis,
        ));
    }
    on
}

fn give_value(give: &Give, scope: &Scope<'_>) -> Result<Value, Fault> {
    match give {
        Give::Value(value) => Ok(value.clone()),
        Give::Cel(expr) => expr.value(scope),
    }
}

/// Computed values, worked out at every act; unset where something they read is.
fn work_out(
    ground: &Ground<'_>,
    base: &Scope<'_>,
    on: Date,
    after: &mut Values,
    done: &mut Values,
    unset: &mut Vec<FieldId>,
    broken: &mut Vec<String>,
) {
    // One may read another; `check` has seen that they have no cycle.
    let computed = || ground.def.fields.iter().filter_map(|(id, f)| Some((id, f.value.as_ref()?)));
    for _ in 0..computed().count() {
        let mut changed = false;
        for (field, expr) in computed() {
            let value = match expr.value(&Scope { values: after, on, ..*base }) {
                Ok(value) => Some(value),
                Err(Fault::Unset(_)) => None,
                Err(fault) => {
                    broken.push(format!("{field}: {fault}"));
                    None
                }
            };
            if after.get(field) != value.as_ref() {
                changed = true;
                if let Some(value) = value {
                    after.insert(field.clone(), value.clone());
                    done.insert(field.clone(), value);
                } else {
                    after.remove(field);
                    done.remove(field);
                    unset.push(field.clone());
                }
            }
        }
        if !changed {
            return;
        }
    }
}

/// What the act adds to a running count, refused where none runs or it would be too much.
fn extension(
    ground: &Ground<'_>,
    file: &File,
    act: &Act,
    after: &Values,
    stands: &mut Vec<Stands>,
    own: &Values,
) -> Option<(RuleId, xiezhi_calendar::Length)> {
    let extends = act.extends.as_ref()?;
    let mut values = after.clone();
    values.extend(own.clone());
    let by = crate::clock::measured(&extends.by, &values)?;
    let count = file.latest(&extends.limit).filter(|c| c.running());
    let size = |l: &xiezhi_calendar::Length| number::size(*l);
    let so_far: u32 = count.map_or(0, |c| c.extensions.iter().map(size).sum());
    let times = count.map_or(0, |c| c.extensions.len());
    let over = |most: &Option<crate::model::Measured>, n: u32| {
        most.as_ref().and_then(|m| crate::clock::measured(m, &values)).is_some_and(|m| n > size(&m))
    };
    let too_much = over(&extends.most, so_far.saturating_add(size(&by)))
        || over(&extends.each, size(&by))
        || extends.times.is_some_and(|t| times >= usize::try_from(t).unwrap_or(usize::MAX));
    let limit = ground.def.limits.iter().find(|l| l.id == extends.limit);
    let name = limit.map(|l| l.name.clone()).unwrap_or_default();
    let rule = extends.refusal.clone().unwrap_or_else(|| extends.limit.clone());
    if count.is_none() {
        stands.push(Stands::built_in(
            Why::Rule(rule),
            &format!("“{}”没有正在计算的期限，不能延长", name.zh()),
            &format!("No count of “{}” is running that could be extended", name.get(crate::Lang::En)),
            &act.basis,
        ));
    } else if too_much {
        stands.push(Stands::built_in(
            Why::Rule(rule),
            &format!("“{}”的延长超过法定上限", name.zh()),
            &format!("“{}” would be extended by more than the law allows", name.get(crate::Lang::En)),
            &act.basis,
        ));
    }
    Some((extends.limit.clone(), by))
}

fn sign(act: &Act, given: &Given, actor: &Actor, faults: &mut Vec<FormFault>) {
    let Some(needed) = act.sign else {
        return;
    };
    let mut who: Vec<&ActorId> = given.signed.iter().chain([&actor.id]).collect();
    who.sort();
    who.dedup();
    if who.len() < usize::try_from(needed).unwrap_or(usize::MAX) {
        faults.push(FormFault { field: None, row: None, missing: Missing::Signatures(needed) });
    }
}

fn to(act: &Act, scope: &Scope<'_>, file: &File, broken: &mut Vec<String>) -> Moved {
    match &act.to {
        To::Stay => Moved::Stayed,
        To::Back => {
            if file.sides.is_empty() {
                Moved::Stayed
            } else {
                Moved::Back
            }
        }
        To::States(states) => {
            let holds = |next: &&crate::model::Next| match next.when.as_ref().map(|w| w.holds(scope)) {
                None | Some(Ok(true)) => true,
                Some(Ok(false) | Err(Fault::Unset(_))) => false,
                Some(Err(fault)) => {
                    broken.push(format!("to {}: {fault}", next.state));
                    false
                }
            };
            let state: Option<StateId> = states.iter().find(holds).map(|n| n.state.clone());
            state.map_or(Moved::Stayed, Moved::To)
        }
    }
}

/// Holds lifted by the doer where the power is the doer's own.
fn lifts(ground: &Ground<'_>, draft: &Draft, by: &ActorId) -> Vec<Lifted> {
    let known = |rule: &RuleId| ground.def.refusals.iter().any(|r| r.id == *rule);
    draft
        .lifts
        .iter()
        .filter(|(rule, why)| known(rule) && !why.trim().is_empty())
        .map(|(rule, why)| Lifted { rule: rule.clone(), by: by.clone(), why: why.clone() })
        .collect()
}

enum Standing {
    InTheWay,
    Warns,
    ForTheChain,
    Lifted(Lifted),
}

fn settle_standing(
    stands: &Stands,
    lifted: &[Lifted],
    draft: &Draft,
    actor: &Actor,
    chain: &[PostId],
) -> Standing {
    let Why::Rule(rule) = &stands.why else {
        return Standing::InTheWay;
    };
    match stands.strength {
        Strength::Block => Standing::InTheWay,
        Strength::Warn if draft.confirmed.contains(rule) => {
            Standing::Lifted(Lifted { rule: rule.clone(), by: actor.id.clone(), why: String::new() })
        }
        Strength::Warn => {
            // An unconfirmed warning asks first.
            if stands.unverified && actor.person.is_some() { Standing::Warns } else { Standing::InTheWay }
        }
        Strength::Hold => {
            let may = actor.posts.iter().any(|p| stands.lift.iter().any(|l| l == p.as_str()));
            match lifted.iter().find(|l| l.rule == *rule) {
                Some(l) if may => Standing::Lifted(l.clone()),
                _ if chain.iter().any(|p| stands.lift.iter().any(|l| l == p.as_str())) => {
                    Standing::ForTheChain
                }
                _ => Standing::InTheWay,
            }
        }
    }
}
