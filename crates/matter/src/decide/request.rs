//! Approvals (审批): a chain of posts, each of which approves, returns with reasons, or delegates.

use super::{
    Missing, Step,
    act::{Attempt, Wish, attempt, finish},
    stand::{Stands, Why},
};
use crate::{
    event::{Approved, Lifted, What},
    file::Pending,
    id::{ActorId, RuleId},
    key::Seq,
    model::Strength,
    world::Actor,
};

/// A step of the chain approves; the last does the act, on its own day.
pub(super) fn approve(step: &mut Step<'_, '_>, request: Seq, confirmed: &[RuleId]) {
    let Some(pending) = pending(step, request) else {
        return;
    };
    if !may_decide(step, &pending) {
        return;
    }
    let ground = step.ground;
    let Some(act) = ground.def.acts.get(&*pending.request.act) else {
        step.fault(None, Missing::NoAct);
        return;
    };
    // The asker's power and form are judged again, on the day of this step.
    let asker = Actor { id: pending.asked_by.clone(), person: None, posts: Vec::new(), office: None };
    let Attempt { mut done, on, stands, faults, broken } = attempt(
        ground,
        step.file(),
        &Wish {
            act,
            capacity: &pending.request.by,
            given: &pending.request.given,
            actor: &asker,
            today: step.today,
            offline_on: None,
            back_dated: false,
            request: Some(request),
            cause: None,
        },
    );
    step.decision.broken.extend(broken);
    let mut lifted: Vec<Lifted> = Vec::new();
    let mut in_the_way: Vec<Stands> = Vec::new();
    for stand in stands {
        let Why::Rule(rule) = &stand.why else {
            in_the_way.push(stand);
            continue;
        };
        let before = pending.lifted.iter().chain(&pending.request.lifted).any(|l| l.rule == *rule);
        let mine = step.actor.posts.iter().any(|p| stand.lift.iter().any(|l| l == p.as_str()));
        let lift = |why: &str| Lifted { rule: rule.clone(), by: step.actor.id.clone(), why: why.to_owned() };
        match stand.strength {
            Strength::Hold | Strength::Warn if before => {}
            Strength::Hold if mine => lifted.push(lift("批准")),
            Strength::Warn if confirmed.contains(rule) => lifted.push(lift("")),
            Strength::Warn => {
                lifted.push(lift(""));
                step.decision.warnings.push(stand);
            }
            // A later step of the chain may have the power.
            Strength::Hold if later_may(&pending, &stand) => step.decision.warnings.push(stand),
            Strength::Hold | Strength::Block => in_the_way.push(stand),
        }
    }
    if !in_the_way.is_empty() || !faults.is_empty() {
        // The step is not taken: the request goes back to the asker with the refusals, and no number is used.
        let zh: Vec<&str> = in_the_way.iter().map(|s| s.says.zh()).collect();
        let why = if zh.is_empty() { "表单已不完整".to_owned() } else { zh.join("；") };
        step.decision.refusals.extend(in_the_way);
        step.decision.faults.extend(faults);
        let today = step.today;
        step.push(today, None, What::Returned { request, why });
        return;
    }
    let at = u32::try_from(pending.approved_by.len()).unwrap_or(u32::MAX);
    let last = pending.approved_by.len() + 1 >= pending.request.steps.len();
    let today = step.today;
    step.push(today, None, What::Approved(Approved { request, step: at, lifted: lifted.clone() }));
    if last {
        done.lifted = pending.request.lifted.iter().chain(&pending.lifted).chain(&lifted).cloned().collect();
        finish(step, act, done, on);
    }
}

/// A step sends the request back, with reasons.
pub(super) fn send_back(step: &mut Step<'_, '_>, request: Seq, why: &str) {
    let Some(pending) = pending(step, request) else {
        return;
    };
    if !may_decide(step, &pending) {
        return;
    }
    if why.trim().is_empty() {
        step.fault(Some("why".into()), Missing::Required);
        return;
    }
    let today = step.today;
    step.push(today, None, What::Returned { request, why: why.to_owned() });
}

/// A step lets another officer of its post decide; a post that is `alone` does not.
pub(super) fn delegate(step: &mut Step<'_, '_>, request: Seq, to: &ActorId, why: &str) {
    let Some(pending) = pending(step, request) else {
        return;
    };
    if !may_decide(step, &pending) {
        return;
    }
    let alone = pending.turn().and_then(|p| step.ground.shared.posts.get(&**p)).is_some_and(|p| p.alone);
    if alone {
        step.refuse(Stands::built_in(
            Why::Chain,
            "该岗位的审批不得委托",
            "This post may not delegate its approval",
            &[],
        ));
    } else if *to == pending.asked_by || pending.approved_by.contains(to) {
        refuse_twice(step);
    } else if why.trim().is_empty() {
        step.fault(Some("why".into()), Missing::Required);
    } else {
        let today = step.today;
        step.push(today, None, What::Delegated { request, to: to.clone(), why: why.to_owned() });
    }
}

/// The asker takes the request back.
pub(super) fn take_back(step: &mut Step<'_, '_>, request: Seq) {
    let Some(pending) = pending(step, request) else {
        return;
    };
    if pending.asked_by != step.actor.id {
        step.refuse(Stands::built_in(
            Why::By,
            "只有提请人可以撤回",
            "Only whoever asked may take it back",
            &[],
        ));
        return;
    }
    let today = step.today;
    step.push(today, None, What::TakenBack { request });
}

fn pending(step: &mut Step<'_, '_>, request: Seq) -> Option<Pending> {
    let found = step.file().requests.iter().find(|p| p.n == request).cloned();
    if found.is_none() {
        step.refuse(Stands::built_in(
            Why::Chain,
            "该提请已经办结、退回或者失效",
            "This request was decided, sent back or has lapsed",
            &[],
        ));
    }
    found
}

/// Nobody approves what they asked for, or takes two steps of one chain.
fn may_decide(step: &mut Step<'_, '_>, pending: &Pending) -> bool {
    let me = &step.actor.id;
    let turn = match &pending.delegated_to {
        Some(to) => to == me,
        None => pending.turn().is_some_and(|post| step.actor.posts.contains(post)),
    };
    if !turn {
        let post = pending.turn().and_then(|p| step.ground.shared.posts.get(&**p)).map(|p| p.name.clone());
        let post = post.unwrap_or_default();
        step.refuse(Stands::built_in(
            Why::By,
            &format!("现由{}审批", post.zh()),
            &format!("It is the turn of: {}", post.get(crate::Lang::En)),
            &[],
        ));
        return false;
    }
    if pending.asked_by == *me || pending.approved_by.contains(me) {
        refuse_twice(step);
        return false;
    }
    true
}

fn refuse_twice(step: &mut Step<'_, '_>) {
    step.refuse(Stands::built_in(
        Why::Chain,
        "提请人不得审批自己的提请，同一人不得审批两个环节",
        "Nobody approves what they asked for, or takes two steps of one chain",
        &[],
    ));
}

fn later_may(pending: &Pending, stand: &Stands) -> bool {
    let later = pending.request.steps.iter().skip(pending.approved_by.len() + 1);
    later.into_iter().any(|p| stand.lift.iter().any(|l| l == p.as_str()))
}
