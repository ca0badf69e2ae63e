//! What somebody may do in a file now, what not, and why not.

use jiff::Timestamp;

use crate::{
    decide::{Ground, Stands, Why, capacity, not_by, stands, where_it_may_be_done},
    event::Capacity,
    expr::{Fault, Scope, Was},
    file::{File, Pending},
    id::ActId,
    model::{Act, From, Who},
    time,
    world::Actor,
};

/// An act as it is on offer, or not.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Which.
    pub act: ActId,
    /// In which capacity whoever asks would do it; none: it is not theirs.
    pub capacity: Option<Capacity>,
    /// What stands in the way already, before anything is filled in: refusals that would read the form are
    /// left open.
    pub stands: Vec<Stands>,
    /// A request for it is under way.
    pub asked: bool,
    /// It is proposed.
    pub proposed: bool,
}

impl Offer {
    /// Whether the form may be opened.
    pub fn open(&self) -> bool {
        self.capacity.is_some()
            && !self.stands.iter().any(|s| {
                matches!(s.why, Why::From | Why::Track | Why::By | Why::When | Why::About)
                    || s.strength == crate::model::Strength::Block
            })
    }
}

/// All acts of the definition with what stands in the way of each, for whoever asks. The law's own acts
/// and opening acts of a file that is there are left out.
pub fn offers(ground: &Ground<'_>, file: &File, actor: &Actor, now: Timestamp) -> Vec<Offer> {
    let mut offers = Vec::new();
    for (id, act) in &ground.def.acts {
        let opening_only = act.from.iter().all(|f| *f == From::New);
        let law_only = act.by.iter().all(|w| matches!(w, Who::Law | Who::Matter(_)));
        if law_only || (opening_only && file.opened_on.is_some()) {
            continue;
        }
        offers.push(offer(ground, file, id, act, actor, now));
    }
    offers
}

fn offer(ground: &Ground<'_>, file: &File, id: &ActId, act: &Act, actor: &Actor, now: Timestamp) -> Offer {
    let mut found = where_it_may_be_done(ground, file, act);
    let capacity = capacity(act, file, &[], actor);
    let own = crate::event::Values::new();
    let scope = Scope {
        def: ground.def,
        shared: Some(ground.shared),
        file,
        values: &file.values,
        parties: &file.parties,
        was: Was::Same,
        own: Some((&own, &actor.id)),
        actor: Some(actor),
        world: Some(ground.world),
        row: None,
        on: time::day(now),
        calendar: ground.calendar,
    };
    if let Some(when) = &act.when {
        match when.holds(&scope) {
            Ok(true) | Err(Fault::Failed(_)) => {}
            Ok(false) | Err(Fault::Unset(_)) => found.push(Stands::built_in(
                Why::When,
                &format!("不具备“{}”的条件", act.name.zh()),
                &format!("The conditions of “{}” are not met", act.name.get(crate::Lang::En)),
                &act.basis,
            )),
        }
    }
    if let Some(about) = &act.about
        && !about.acts.iter().any(|a| file.doings(a).next().is_some())
    {
        found.push(Stands::built_in(
            Why::About,
            &format!("没有可供“{}”的事项", act.name.zh()),
            &format!("There is nothing that “{}” could answer", act.name.get(crate::Lang::En)),
            &act.basis,
        ));
    }
    match &capacity {
        Some(capacity) => {
            let mut broken = Vec::new();
            found.extend(stands(ground.def, id, capacity, &scope, &mut broken, true));
        }
        None => found.push(not_by(ground, act)),
    }
    let asked = file.requests.iter().any(|p: &Pending| p.request.act == *id);
    let proposed = file.proposals.iter().any(|p| p.act == *id);
    Offer { act: id.clone(), capacity, stands: found, asked, proposed }
}
