//! Checks on the definition as a whole: states that can be reached and left, acts that somebody may do,
//! limits that start and end, papers that are issued, fields that are asked.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::civil::Date;
use xiezhi_calendar::Length;

use super::{
    View,
    sure::{Sure, targets},
};
use crate::{
    expr::Read,
    id::{ActId, FieldId, StateId},
    load::{
        report::{At, Sink},
        shape::Noun,
        tree::Node,
    },
    model::{
        Act, Basis, Binds, Expiry, FieldType, From, Limit, Mark, Measure, Measured, Span, Strength, ThenWhat,
        To, Who, Workdays,
    },
};

impl View<'_> {
    /// Where an entry is defined.
    pub(super) fn at(&self, noun: Noun, id: &str) -> At {
        self.names.at(noun, id).unwrap_or(At::top(self.file))
    }

    /// Where a key of an entry stands; else the entry.
    pub(super) fn key(&self, noun: Noun, id: &str, key: &str) -> At {
        let entry = self.tree.get(noun.table()).and_then(|t| t.get(id));
        entry.and_then(|e| e.entry(key)).map_or_else(|| self.at(noun, id), |e| e.at)
    }

    /// A word in a list of an entry: `fields = ["sum!"]`.
    pub(super) fn word(&self, noun: Noun, id: &str, key: &str, word: &str) -> At {
        let list = self.tree.get(noun.table()).and_then(|t| t.get(id)).and_then(|e| e.get(key));
        let words = list.map(Node::words).unwrap_or_default();
        let found = words.into_iter().find(|(w, _)| w.trim_end_matches('!') == word);
        found.map_or_else(|| self.key(noun, id, key), |(_, at)| at)
    }
}

/// States: each can be reached, none is a dead end, every side state has a way back.
pub(super) fn states(view: &View<'_>, sure: &Sure<'_>, sink: &mut Sink) {
    let def = view.def;
    let reached: BTreeSet<&StateId> = sure.reached().collect();
    let opens = def.acts.values().any(|a| a.from.contains(&From::New));
    if !opens {
        sink.error("no-opening", At::top(view.file), "no act opens a file")
            .hint("Some act needs from = [\"new\"].");
        return;
    }
    for (id, state) in &def.states {
        let at = view.at(Noun::State, id);
        if !reached.contains(id) {
            sink.error("unreachable", at, format!("no act leads to the state `{id}`"));
            continue;
        }
        let leaving = || def.acts.values().filter(|a| a.from.contains(&From::State(id.clone())));
        if state.is_final {
            for act in leaving().filter(|a| !matches!(a.to, To::Stay)) {
                let name = act_id(view, act);
                let place = view.word(Noun::Act, &name, "from", id);
                sink.error("from-final", place, format!("`{id}` is final: no act with a `to` leaves it"));
            }
        } else if !leaving().any(|a| matches!(a.to, To::Back) || targets(a).iter().any(|t| t != id)) {
            sink.error("dead-end", at, format!("no act leaves the state `{id}`"))
                .hint("Say final = true, or let an act lead on.");
        }
        if state.side && !leaving().any(|a| matches!(a.to, To::Back)) {
            sink.error("no-way-back", at, format!("no act leads back from the side state `{id}`"))
                .hint("Some act from it needs to = \"back\".");
        }
        if state.side && state.is_final {
            sink.error("bad-state", at, format!("`{id}` can't be both a side state and final"));
        }
    }
    // From every state some way leads to an end, or the file can never be closed.
    let mut ends: BTreeSet<&StateId> =
        def.states.iter().filter(|(_, s)| s.is_final).map(|(id, _)| id).collect();
    if ends.is_empty() && def.kind == crate::model::Kind::Case {
        sink.error("no-end", At::top(view.file), "a case needs a final state")
            .hint("Say final = true in one.");
        return;
    }
    let mut queue: VecDeque<&StateId> = ends.iter().copied().collect();
    while let Some(end) = queue.pop_front() {
        for act in def.acts.values() {
            let leads = targets(act).contains(end)
                || (matches!(act.to, To::Back) && !def.states.get(end).is_some_and(|s| s.side));
            if leads {
                for from in &act.from {
                    if let From::State(state) = from
                        && let Some((state, _)) = def.states.get_key_value(state)
                        && ends.insert(state)
                    {
                        queue.push_back(state);
                    }
                }
            }
        }
    }
    if def.kind == crate::model::Kind::Case {
        for id in def.states.keys().filter(|id| reached.contains(id) && !ends.contains(id)) {
            sink.error(
                "dead-end",
                view.at(Noun::State, id),
                format!("from the state `{id}` no way leads to an end"),
            );
        }
    }
    for (track, states) in &def.tracks {
        let moves: Vec<_> =
            def.acts.values().filter_map(|a| a.track.as_ref()).filter(|m| m.track == *track).collect();
        for id in states.states.keys() {
            let at = view.at(Noun::Track, track);
            if !moves.iter().any(|m| m.to.as_ref() == Some(id)) {
                sink.error("unreachable", at, format!("no act brings the track `{track}` to `{id}`"));
            } else if !moves.iter().any(|m| {
                m.from.as_ref().is_none_or(|f| f.contains(&Some(id.clone()))) && m.to.as_ref() != Some(id)
            }) {
                sink.error("dead-end", at, format!("no act takes the track `{track}` out of `{id}`"));
            }
        }
    }
}

fn act_id(view: &View<'_>, act: &Act) -> String {
    let found = view.def.acts.iter().find(|(_, a)| std::ptr::eq(*a, act));
    found.map_or_else(String::new, |(id, _)| id.to_string())
}

/// Acts: somebody may do each, an approval has an office behind it, what the law does it can do alone.
pub(super) fn acts(view: &View<'_>, sink: &mut Sink) {
    let def = view.def;
    let by_law = taken_by_law(view);
    for (id, act) in &def.acts {
        let at = view.at(Noun::Act, id);
        if act.by.is_empty() {
            sink.error("nobody", at, format!("nobody may do `{id}`"))
                .hint("`by` names posts, seats or roles.");
        }
        if let Some(field) = &act.leaves {
            let place = view.key(Noun::Act, id, "leaves");
            let is_person = def.fields.get(field).is_some_and(|f| f.ty == FieldType::Person);
            if !is_person || !act.fields.iter().any(|a| a.field == *field) {
                sink.error("bad-act", place, format!("`{field}` names nobody who could leave by `{id}`"))
                    .hint("`leaves` is a field of type person that the act asks.");
            }
            if act.parties.is_empty() {
                sink.error("bad-act", place, format!("`{id}` asks no role that somebody could leave"))
                    .hint("Whoever leaves is in one of its `parties`.");
            }
        }
        if act.from.is_empty() {
            sink.error("nowhere", at, format!("`{id}` may be done in no state"));
        }
        if act.from.contains(&From::New) && act.from.len() > 1 {
            sink.error(
                "bad-act",
                view.key(Noun::Act, id, "from"),
                format!("`{id}` opens a file and acts in one"),
            )
            .hint("Make two acts of it.");
        }
        if act.from.contains(&From::New) && matches!(act.to, To::Stay | To::Back) {
            sink.error("bad-act", at, format!("`{id}` opens a file and leads to no state"))
                .hint("Give it a `to`.");
        }
        if matches!(act.to, To::Back) {
            for from in &act.from {
                if let From::State(state) = from
                    && !def.states.get(state).is_some_and(|s| s.side)
                {
                    let place = view.word(Noun::Act, id, "from", state);
                    sink.error(
                        "bad-act",
                        place,
                        format!("`{state}` is no side state: there is no way back from it"),
                    );
                }
            }
        }
        if let To::States(next) = &act.to
            && next.len() > 1
            && let Some((last, init)) = next.split_last()
        {
            let place = view.key(Noun::Act, id, "to");
            if last.when.is_some() {
                sink.warn(
                    "bad-act",
                    place,
                    format!("where no condition of `{id}` holds, the file stays where it is"),
                )
                .hint("Let the last entry of `to` stand without `when`.");
            }
            if init.iter().any(|n| n.when.is_none()) {
                sink.error("bad-act", place, "what comes after an entry without `when` is never reached");
            }
        }
        if !act.approve.is_empty() && !act.dated.is_empty() {
            sink.error(
                "bad-act",
                view.key(Noun::Act, id, "dated"),
                format!("`{id}` is approved, so it can't be dated"),
            )
            .hint("An office does not date its decisions back.");
        }
        for field in &act.dated {
            let date = def.fields.get(field).is_some_and(|f| {
                matches!(f.ty, crate::model::FieldType::Date | crate::model::FieldType::Time)
            });
            if !date {
                let place = view.word(Noun::Act, id, "dated", field);
                sink.error("wrong-kind", place, format!("`{field}` is no date"));
            }
        }
        for (who, _) in &act.fields_for {
            if !act.by.contains(who) {
                let place = view.key(Noun::Act, id, "fields_for");
                sink.error(
                    "nobody",
                    place,
                    format!("`{}` may not do `{id}`, so it is asked nothing", who.written()),
                );
            }
        }
        for step in &act.approve {
            if act.by.len() == 1 && act.by.first() == Some(&Who::Post(step.post.clone())) {
                sink.warn(
                    "same-person",
                    view.key(Noun::Act, id, "approve"),
                    format!("`{}` asks for `{id}` and approves it", step.post),
                )
                .hint("Nobody approves what they asked for: it takes two who hold the post.");
            }
        }
        if act.sign == Some(0) || act.sign == Some(1) {
            sink.warn("bad-act", view.key(Noun::Act, id, "sign"), "the doer alone signs anyway");
        }
        let named = act.by.contains(&Who::Law);
        let used = by_law.get(id);
        if named && used.is_none() {
            let place = view.word(Noun::Act, id, "by", "law");
            sink.error("nobody", place, format!("no limit and no child lets the law do `{id}`"));
        }
        if let Some(places) = used {
            if !named {
                let mistake = sink.error(
                    "law-not-named",
                    *places.first().map_or(&at, |(p, _)| p),
                    format!("the law does `{id}`, but its `by` does not name `law`"),
                );
                mistake.hint("An act that the law takes must name it.");
            }
            for (place, with) in places {
                for asked in act.fields.iter().filter(|a| a.required) {
                    let field = def.fields.get(&asked.field);
                    let given = with.contains(&asked.field)
                        || act.set.iter().any(|(f, _)| *f == asked.field)
                        || field.is_some_and(|f| f.default.is_some() || f.value.is_some());
                    if !given {
                        sink.error(
                            "law-lacks",
                            *place,
                            format!("the law does `{id}` without its required `{}`", asked.field),
                        )
                        .hint("Give it in `with`, or give the field a default.");
                    }
                }
            }
        }
        if act.about.as_ref().is_some_and(|a| a.acts.contains(id)) {
            sink.error("bad-act", view.key(Noun::Act, id, "about"), format!("`{id}` can't be about itself"));
        }
    }
    for (id, child) in &def.children {
        if !def.acts.values().any(|a| a.opens.as_ref() == Some(id)) {
            sink.error("unused", view.at(Noun::Child, id), format!("no act opens a `{id}`"));
        }
        other_matter(view, id, child, sink);
    }
}

/// That the child's matter lets this one open it.
fn other_matter(view: &View<'_>, id: &str, child: &crate::model::Child, sink: &mut Sink) {
    let Some(theirs) = view.library.current(&child.of) else { return };
    let own = Who::Matter(view.def.id.clone());
    let opens = theirs.acts.values().find(|a| a.from.contains(&From::New) && a.by.contains(&own));
    let place = view.key(Noun::Child, id, "of");
    match opens {
        None => {
            sink.error(
                "disagree",
                place,
                format!("no act of `{}` lets `{}` open a file", child.of, view.def.id),
            )
            .hint(format!("Its opening act needs by = [\"matter:{}\"].", view.def.id));
        }
        Some(act) => {
            let fills = |name: &str| child.fill.iter().any(|(f, _)| f == name);
            for asked in act.fields.iter().filter(|a| a.required && !fills(&a.field)) {
                let field = theirs.fields.get(&asked.field);
                let known = field.is_some_and(|f| f.default.is_some() || f.when.is_some());
                if !known {
                    sink.warn(
                        "disagree",
                        place,
                        format!("the child's required `{}` is not filled", asked.field),
                    )
                    .hint("`fill` gives it; else the form of the act that opens the child asks it.");
                }
            }
        }
    }
    if theirs.parent.as_ref() != Some(&view.def.id) {
        sink.error("disagree", place, format!("`{}` does not say parent = \"{}\"", child.of, view.def.id));
    }
}

/// Acts that the law takes: where, and what it gives them.
fn taken_by_law(view: &View<'_>) -> BTreeMap<ActId, Vec<(At, Vec<FieldId>)>> {
    let mut taken: BTreeMap<ActId, Vec<(At, Vec<FieldId>)>> = BTreeMap::new();
    for limit in &view.def.limits {
        if let Some(Expiry::Act { act, with, .. }) = &limit.on_expiry {
            let at = view.key(Noun::Limit, &limit.id, "on_expiry");
            let given = with.iter().map(|(f, _)| f.clone()).collect();
            taken.entry(act.clone()).or_default().push((at, given));
        }
    }
    for (id, child) in &view.def.children {
        if let Some(then) = &child.then
            && let ThenWhat::Act(act) = &then.what
        {
            let given = then.with.iter().map(|(f, _)| f.clone()).collect();
            taken.entry(act.clone()).or_default().push((view.key(Noun::Child, id, "then"), given));
        }
    }
    taken
}

/// Limits: each has a start and something that meets, ends or follows it; none acts against a person.
pub(super) fn limits(view: &View<'_>, sink: &mut Sink) {
    let def = view.def;
    for limit in &def.limits {
        let at = view.at(Noun::Limit, &limit.id);
        let id = &limit.id;
        let before = matches!(limit.measure, Measure::Before(_));
        if limit.starts.is_empty() && !before {
            sink.error("no-start", at, format!("nothing starts the limit `{id}`"))
                .hint("`starts` names an event.");
        }
        if before && !limit.starts.is_empty() {
            sink.error(
                "bad-limit",
                view.key(Noun::Limit, id, "starts"),
                "a limit `before` a date starts with that date",
            );
        }
        let started =
            def.limits.iter().flat_map(|l| &l.starts).any(|m| matches!(m, Mark::Expiry(r) if r == id));
        let read = reads_limit(view, id);
        let waits = matches!(limit.measure, Measure::After(_)) && (read || started);
        let follows = limit.on_expiry.is_some() || started || (read && !limit.met_by.is_empty());
        if limit.met_by.is_empty() && limit.ends.is_empty() && !follows && !waits && !limit.keeps {
            sink.error("no-end", at, format!("nothing meets, ends or follows the limit `{id}`"))
                .hint("Name what meets it in `met_by`, or what follows in `on_expiry`.");
        }
        if limit.binds.iter().any(Binds::person)
            && let Some(Expiry::Act { act, .. }) = &limit.on_expiry
        {
            sink.error(
                "against-person",
                view.key(Noun::Limit, id, "on_expiry"),
                format!("`{id}` binds a person, so the law may not do `{act}` by itself"),
            )
            .hint("Propose it: a named officer confirms what burdens a person (P-13).");
        }
        let unverified =
            limit.unverified || (!limit.basis.is_empty() && limit.basis.iter().all(Basis::unverified));
        if unverified && matches!(limit.on_expiry, Some(Expiry::Act { .. })) {
            sink.error(
                "unverified-acts",
                view.key(Noun::Limit, id, "on_expiry"),
                format!("`{id}` is unverified, so the law may not act on it"),
            )
            .hint("Propose it, or tell somebody.");
        }
        if let Some(Expiry::Propose { act, .. }) = &limit.on_expiry
            && let Some(proposed) = def.acts.get(act)
            && proposed
                .by
                .iter()
                .all(|w| matches!(w, Who::Law | Who::Public | Who::Party(_) | Who::Matter(_)))
        {
            sink.error(
                "nobody",
                view.key(Noun::Limit, id, "on_expiry"),
                format!("`{act}` is proposed, but no officer may do it"),
            );
        }
        marks(view, limit, sink);
        lengths(view, limit, sink);
    }
    for (id, state) in def.states.iter().chain(def.tracks.values().flat_map(|t| &t.states)) {
        for rule in &state.stops {
            if let Some(limit) = def.limits.iter().find(|l| l.id == *rule)
                && matches!(limit.measure, Measure::Before(_))
            {
                sink.warn(
                    "bad-limit",
                    view.word(Noun::State, id, "stops", rule),
                    format!("`{rule}` counts back from a date: it can't stand still"),
                );
            }
        }
    }
}

/// Whether some expression asks for a limit, or a state stops for it.
fn reads_limit(view: &View<'_>, id: &str) -> bool {
    let asks = |e: &crate::expr::Expr| {
        e.reads().iter().any(|r| match r {
            Read::Call(_, args) => args.iter().any(|a| **a == *id),
            _ => false,
        })
    };
    let def = view.def;
    def.refusals.iter().any(|r| asks(&r.when))
        || def.defines.values().any(|d| asks(&d.cel))
        || def.acts.values().filter_map(|a| a.when.as_ref()).any(asks)
        || def.limits.iter().filter_map(|l| l.when.as_ref()).any(asks)
}

/// Events that can never happen.
fn marks(view: &View<'_>, limit: &Limit, sink: &mut Sink) {
    let def = view.def;
    for (key, marks) in [("starts", &limit.starts), ("met_by", &limit.met_by), ("ends", &limit.ends)] {
        let at = view.key(Noun::Limit, &limit.id, key);
        for mark in marks {
            match mark {
                Mark::Service { papers, to } => {
                    for paper in papers {
                        let Some(issued) = def.papers.get(paper) else { continue };
                        if !issued.serve {
                            sink.error("never-served", at, format!("the paper `{paper}` is not served"))
                                .hint("Say serve = true, or start from the act.");
                        }
                        for role in to.iter().filter(|r| !issued.to.contains(r)) {
                            sink.error(
                                "never-served",
                                at,
                                format!("the paper `{paper}` does not go to `{role}`"),
                            );
                        }
                    }
                }
                Mark::Field(field) => {
                    let date = def.fields.get(field).is_some_and(|f| {
                        matches!(f.ty, crate::model::FieldType::Date | crate::model::FieldType::Time)
                    });
                    if !date {
                        sink.error("wrong-kind", at, format!("`{field}` is no date"));
                    } else if def.fields.get(field).is_some_and(|f| f.scope_act) {
                        sink.error(
                            "cel-scope",
                            at,
                            format!("`{field}` stays with its act: a limit can't start from it"),
                        )
                        .hint("Let the act set a field of the file.");
                    }
                }
                Mark::Child(child, Some(state)) => {
                    let theirs = def.children.get(child).and_then(|c| view.all.matters.get(c.of.as_str()));
                    if theirs.is_some_and(|t| !t.has(Noun::State, state)) {
                        sink.error("unknown", at, format!("a `{child}` has no state `{state}`"));
                    }
                }
                Mark::Asked(act) if def.acts.get(act).is_some_and(|a| a.approve.is_empty()) => {
                    sink.error("bad-limit", at, format!("`{act}` needs no approval, so it is never asked"));
                }
                Mark::Expiry(rule) if *rule == limit.id && key == "starts" => {
                    sink.error("bad-limit", at, format!("`{rule}` can't start from its own end"));
                }
                _ => {}
            }
        }
    }
}

/// "5 days" under a law whose five days are working days.
fn lengths(view: &View<'_>, limit: &Limit, sink: &mut Sink) {
    let (key, found): (&str, Vec<&Measured>) = match &limit.measure {
        Measure::Within { lengths, .. } => ("within", lengths.iter().collect()),
        Measure::Before(before) => ("before", vec![&before.clear]),
        Measure::After(after) => ("after", vec![after]),
    };
    let law = limit.basis.iter().find_map(|b| match b {
        Basis::Law { law, .. } => Some(law),
        _ => None,
    });
    let Some(short) = law.and_then(|l| view.shared.laws.get(l)) else { return };
    for length in found {
        let Measured::Fixed(length) = length else { continue };
        let at = view.key(Noun::Limit, &limit.id, key);
        let working = |n: u32| match &short.workdays {
            Some(Workdays::All) => true,
            Some(Workdays::Numbers(numbers)) => numbers.contains(&n),
            None => false,
        };
        match length {
            Length::Days(n) if working(*n) => {
                sink.error("not-workdays", at, format!("under this law {n} days are working days"))
                    .hint(format!("Write \"{n} workdays\"."));
            }
            Length::Workdays(n) if short.workdays.is_some() && !working(*n) => {
                sink.warn("not-days", at, format!("under this law {n} days are calendar days"))
                    .hint(format!("Write \"{n} days\", unless the basis says otherwise."));
            }
            _ => {}
        }
    }
}

/// Refusals: a hold can be lifted, an unverified one doesn't block a party, dated rules join.
pub(super) fn refusals(view: &View<'_>, sink: &mut Sink) {
    let def = view.def;
    for refusal in &def.refusals {
        let id = &refusal.id;
        let at = view.at(Noun::Refusal, id);
        match refusal.strength {
            Strength::Hold if refusal.lift.is_empty() => {
                sink.error("no-lift", at, format!("the hold `{id}` says nobody who may lift it"))
                    .hint("`lift` names a post.");
            }
            Strength::Block | Strength::Warn if !refusal.lift.is_empty() => {
                let place = view.key(Noun::Refusal, id, "lift");
                sink.error("no-lift", place, format!("only a hold is lifted; `{id}` is none"))
                    .hint("Say strength = \"hold\".");
            }
            _ => {}
        }
        let unverified =
            refusal.unverified || (!refusal.basis.is_empty() && refusal.basis.iter().all(Basis::unverified));
        if unverified && refusal.strength == Strength::Block {
            for act in refusal.acts.iter().filter_map(|a| def.acts.get(a).map(|act| (a, act))) {
                if act.1.by.iter().all(|w| matches!(w, Who::Party(_) | Who::Public)) {
                    sink.error(
                        "unverified-blocks",
                        at,
                        format!(
                            "`{id}` is unverified, so it can't block `{}`, which only a party does",
                            act.0
                        ),
                    )
                    .hint("Say strength = \"warn\".");
                }
            }
        }
    }
    let spans = |table: &str| -> Vec<(String, Vec<(At, Span)>)> {
        let entries = view.tree.get(table).map(Node::entries).unwrap_or_default();
        entries
            .iter()
            .map(|e| {
                let each = e.value.many().iter().map(|n| {
                    let at = n.entry("in_force").map_or(e.at, |f| f.at);
                    (at, crate::load::build::Build::in_force(n))
                });
                (e.key.clone(), each.collect())
            })
            .collect()
    };
    for (rule, dated) in spans("limit").into_iter().chain(spans("refusal")) {
        joined(&rule, dated, sink);
    }
}

/// Dated rules of one id: neither overlap nor gap.
fn joined(rule: &str, mut dated: Vec<(At, Span)>, sink: &mut Sink) {
    for (at, span) in &dated {
        if let (Some(from), Some(until)) = (span.from, span.until)
            && until < from
        {
            sink.error("bad-dates", *at, format!("`{rule}` ends before it begins"));
        }
    }
    dated.sort_by_key(|(_, span)| span.from);
    for pair in dated.windows(2) {
        let [(first_at, first), (next_at, next)] = pair else { continue };
        let first_place = sink.place(*first_at);
        let begins = next.from;
        match (first.until, begins) {
            (Some(until), Some(begins)) if until.tomorrow().is_ok_and(|next: Date| next == begins) => {}
            (Some(until), Some(begins)) if until < begins => {
                sink.error("gap", *next_at, format!("between {until} and {begins} no `{rule}` is law"))
                    .also(first_place);
            }
            _ => {
                sink.error("overlap", *next_at, format!("two of `{rule}` are law on the same day"))
                    .also(first_place)
                    .hint(
                        "Give each in_force = { from, until }, the last day of one the day before the next.",
                    );
            }
        }
    }
}

/// Options whose ids are dated, papers, fields and the rest that nothing uses.
pub(super) fn used(view: &View<'_>, sink: &mut Sink) {
    let def = view.def;
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for act in def.acts.values() {
        asked.extend(act.fields.iter().map(|a| a.field.as_str()));
        asked.extend(act.fields_for.iter().flat_map(|(_, f)| f).map(|a| a.field.as_str()));
        asked.extend(act.set.iter().map(|(f, _)| f.as_str()));
    }
    asked.extend(def.parties.values().flat_map(|r| &r.needs).map(|a| a.field.as_str()));
    // A list that is asked asks the fields of its rows.
    for _ in 0..3 {
        let rows: Vec<&str> = def
            .fields
            .iter()
            .filter(|(id, _)| asked.contains(id.as_str()))
            .flat_map(|(_, f)| &f.of_fields)
            .map(FieldId::as_str)
            .collect();
        asked.extend(rows);
    }
    for (id, field) in &def.fields {
        if !asked.contains(id.as_str()) && field.value.is_none() {
            sink.error(
                "unasked",
                view.at(Noun::Field, id),
                format!("no act asks for `{id}`, sets it or works it out"),
            );
        }
        if field.value.is_some() && (field.default.is_some() || field.prefill.is_some()) {
            sink.error(
                "bad-field",
                view.at(Noun::Field, id),
                format!("`{id}` is worked out, so it is neither given nor prefilled"),
            );
        }
    }
    for (list, _) in &def.options {
        let used = def
            .fields
            .values()
            .any(|f| matches!(&f.options, Some(crate::model::OptionsRef::Own(l)) if l == list));
        if !used {
            sink.warn("unused", view.at(Noun::List, list), format!("no field uses the list `{list}`"));
        }
    }
    cycles(view, sink);
    for act in def.acts.values() {
        for (field, give) in &act.set {
            if let crate::model::Give::Value(crate::value::Value::Text(item)) = give
                && let Some(list) = def.fields.get(field).and_then(|f| f.options.as_ref())
            {
                let items = match list {
                    crate::model::OptionsRef::Own(l) => view.names.lists.get(l.as_str()),
                    crate::model::OptionsRef::Shared(l) => view.all.shared.lists.get(l.as_str()),
                };
                if items.is_some_and(|i| !i.contains(item)) {
                    let id = act_id(view, act);
                    sink.error(
                        "unknown",
                        view.key(Noun::Act, &id, "set"),
                        format!("`{field}` has no item `{item}`"),
                    );
                }
            }
        }
    }
}

/// Computed fields and definitions that lead back to themselves.
fn cycles(view: &View<'_>, sink: &mut Sink) {
    let def = view.def;
    let reads = |e: &crate::expr::Expr| -> Vec<String> {
        let each = e.reads().iter().filter_map(|r| match r {
            Read::Member(crate::expr::Root::File, f) | Read::Has(crate::expr::Root::File, f) => {
                def.fields.get(f).filter(|f| f.value.is_some()).map(|_| format!("field {f}"))
            }
            Read::Define(d) => Some(format!("define {d}")),
            _ => None,
        });
        each.collect()
    };
    let mut leads: BTreeMap<String, (At, Vec<String>)> = BTreeMap::new();
    for (id, field) in &def.fields {
        if let Some(value) = &field.value {
            leads.insert(format!("field {id}"), (view.key(Noun::Field, id, "value"), reads(value)));
        }
    }
    for (id, define) in &def.defines {
        leads.insert(format!("define {id}"), (view.key(Noun::Define, id, "cel"), reads(&define.cel)));
    }
    for (name, (at, first)) in &leads {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut queue: Vec<&str> = first.iter().map(String::as_str).collect();
        while let Some(next) = queue.pop() {
            if next == name {
                let id = name.split(' ').nth(1).unwrap_or_default();
                sink.error("cycle", *at, format!("`{id}` is worked out from itself"));
                break;
            }
            if seen.insert(next)
                && let Some((_, more)) = leads.get(next)
            {
                queue.extend(more.iter().map(String::as_str));
            }
        }
    }
}
