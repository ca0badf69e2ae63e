//! What every file knows: seats, notes, papers handed in, proposals dismissed, entries put right.

use jiff::civil::Date;

use super::{
    Missing, Step,
    act::draw,
    stand::{Stands, Why},
};
use crate::{
    event::{Amended, Entry, PaperRef, PartyEntry, What},
    id::{ActId, ActorId, SeatId},
    key::Seq,
    model::Who,
    number,
    value::Blob,
};

/// The right entry in place of a mistaken one.
#[derive(Clone, Debug)]
pub struct Putting {
    /// The mistaken event.
    pub n: Seq,
    /// What it should have said; none: it should not be there.
    pub put: Option<(Date, What)>,
    /// Why.
    pub why: String,
    /// The second officer, who has confirmed it under their own sign-in.
    pub second: ActorId,
}

/// Whether whoever acts may do a built-in act: the posts stand in `shared.toml`; whoever has a seat in the
/// file may, where it names none.
pub(super) fn may(step: &mut Step<'_, '_>, act: &str) -> bool {
    let actor = step.actor;
    let seated = step.file().officers.values().flatten().any(|o| *o == actor.id);
    let define = step.ground.shared.acts.get(act);
    let named = define.is_some_and(|a| {
        a.by.iter().any(|who| match who {
            Who::Post(post) => actor.posts.contains(post),
            Who::Officer(seat) => step.file().officers.get(seat).is_some_and(|o| o.contains(&actor.id)),
            Who::Law => actor.is_law(),
            _ => false,
        })
    });
    if named || (seated && define.is_none_or(|a| a.by.is_empty())) {
        return true;
    }
    let basis = define.map(|a| a.basis.clone()).unwrap_or_default();
    step.refuse(Stands::built_in(
        Why::By,
        "您没有办理这一事项的岗位",
        "You hold no post that may do this",
        &basis,
    ));
    false
}

pub(super) fn assign(
    step: &mut Step<'_, '_>,
    seat: &SeatId,
    officer: &ActorId,
    instead_of: Option<&ActorId>,
) {
    if !may(step, "assign") {
        return;
    }
    if !step.ground.def.officers.contains_key(&**seat) {
        step.fault(Some("seat".into()), Missing::NotHere);
        return;
    }
    let other = step.file().officers.iter().any(|(s, o)| s != seat && o.contains(officer));
    if other {
        step.refuse(Stands::built_in(
            Why::By,
            "该人员在本案已有另一席位，须由两人分别担任",
            "This officer already has another seat in the file: two persons are needed",
            &step.ground.def.officers.get(&**seat).map(|s| s.basis.clone()).unwrap_or_default(),
        ));
        return;
    }
    let today = step.today;
    let what =
        What::Assigned { seat: seat.clone(), officer: officer.clone(), instead_of: instead_of.cloned() };
    step.push(today, None, what);
}

pub(super) fn note(step: &mut Step<'_, '_>, text: &str) {
    if !may(step, "note") {
        return;
    }
    if text.trim().is_empty() {
        step.fault(Some("text".into()), Missing::Required);
        return;
    }
    let today = step.today;
    step.push(today, None, What::Noted { text: text.to_owned() });
}

pub(super) fn attach(step: &mut Step<'_, '_>, text: &str, papers: &[Blob]) {
    let party = step.actor.person.as_ref().is_some_and(|p| step.file().roles_of(p).next().is_some());
    if !party && !may(step, "attach") {
        return;
    }
    if papers.is_empty() {
        step.fault(Some("papers".into()), Missing::Required);
        return;
    }
    let today = step.today;
    step.push(today, None, What::Attached { text: text.to_owned(), papers: papers.to_vec() });
}

/// A paper that the law or a party had brought about gets its number and its date from whoever may have
/// its seal set.
pub(super) fn issue(step: &mut Step<'_, '_>, at: PaperRef) {
    let ground = step.ground;
    let Some(paper) = step.file().paper(at).cloned() else {
        step.fault(Some("paper".into()), Missing::NotHere);
        return;
    };
    let define = ground.def.papers.get(&*paper.issued.paper);
    let seal = define.and_then(|p| p.seal.as_ref()).and_then(|s| ground.shared.seals.get(&**s));
    let mine = seal.is_some_and(|s| s.posts.iter().any(|p| step.actor.posts.contains(p)));
    if !mine {
        step.refuse(Stands::built_in(
            Why::By,
            "制发文书须由有权用印的岗位办理",
            "A paper is issued by a post that may have its seal set",
            &define.map(|p| p.basis.clone()).unwrap_or_default(),
        ));
        return;
    }
    let done = step.file().event(at.n).and_then(|e| e.done()).cloned();
    let today = step.today;
    let series = match (define, &done) {
        (Some(define), Some(done)) if paper.issued.number.is_none() => {
            number::of_paper(define, ground, step.file(), done, today)
        }
        _ => None,
    };
    match series {
        Some(series) => {
            draw(step, &series);
            step.push(today, None, What::Numbered { paper: at, number: series });
        }
        None => step.fault(Some("paper".into()), Missing::NotHere),
    }
}

pub(super) fn join(step: &mut Step<'_, '_>, entry: &PartyEntry) {
    if !step.ground.def.parties.contains_key(&*entry.role) {
        step.fault(Some("role".into()), Missing::NotHere);
        return;
    }
    let today = step.today;
    step.push(today, None, What::Joined(entry.clone()));
}

pub(super) fn dismiss(step: &mut Step<'_, '_>, act: &ActId, why: &str) {
    if !may(step, "dismiss") {
        return;
    }
    if !step.file().proposals.iter().any(|p| p.act == *act) {
        step.fault(Some("act".into()), Missing::NotHere);
    } else if why.trim().is_empty() {
        step.fault(Some("why".into()), Missing::Required);
    } else {
        let today = step.today;
        step.push(today, None, What::Dismissed { act: act.clone(), why: why.to_owned() });
    }
}

/// A mistaken entry is answered by the right one, with its reason and a second officer; nothing is edited.
pub(super) fn amend(step: &mut Step<'_, '_>, putting: &Putting) {
    if !may(step, "amend") {
        return;
    }
    let entry = step.file().event(putting.n).cloned();
    let Some(entry) = entry.filter(|e| !step.file().amended.contains_key(&e.n)) else {
        step.fault(Some("n".into()), Missing::NotHere);
        return;
    };
    if matches!(entry.what, What::Amended(_) | What::Settled { .. } | What::PaperMade { .. }) {
        step.refuse(Stands::built_in(
            Why::From,
            "这一记录不能更正",
            "This entry is not one that can be put right",
            &[],
        ));
    }
    if putting.second == step.actor.id {
        step.refuse(Stands::built_in(
            Why::Chain,
            "更正须由另一名人员确认",
            "A second officer must confirm that an entry is put right",
            &[],
        ));
    }
    if putting.why.trim().is_empty() {
        step.fault(Some("why".into()), Missing::Required);
    }
    if let Some((on, what)) = &putting.put {
        if *on > step.today {
            step.fault(Some("on".into()), Missing::Future);
        }
        // The right entry is of the same kind: another act is done, not amended into the record.
        let same = match (&entry.what, what) {
            (What::Act(a), What::Act(b)) => a.act == b.act,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        if !same {
            step.fault(Some("put".into()), Missing::Kind);
        }
    } else if entry.n == Seq(1) {
        step.refuse(Stands::built_in(
            Why::From,
            "开卷记录不能删去，只能更正",
            "The entry that opened the file can be corrected but not taken out",
            &[],
        ));
    }
    if !step.decision.done() {
        return;
    }
    let put = putting.put.clone().map(|(happened_on, what)| Entry { happened_on, what });
    let amended = Amended { n: putting.n, put, why: putting.why.clone(), second: putting.second.clone() };
    let today = step.today;
    step.push(today, None, What::Amended(Box::new(amended)));
}

/// What rested on an amended entry is confirmed or annulled by a named officer.
pub(super) fn settle_question(step: &mut Step<'_, '_>, n: Seq, stands: bool, why: &str) {
    if !may(step, "amend") {
        return;
    }
    if !step.file().questions.contains(&n) {
        step.fault(Some("n".into()), Missing::NotHere);
    } else if why.trim().is_empty() {
        step.fault(Some("why".into()), Missing::Required);
    } else {
        let today = step.today;
        step.push(today, None, What::Settled { n, stands, why: why.to_owned() });
    }
}
