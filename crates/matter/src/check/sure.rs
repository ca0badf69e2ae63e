//! What is set for sure where an expression is run.
//!
//! A field is set for sure in a state if every way there, from the act that opens a file on, asked for it
//! or set it. The same is found for acts that were done and for roles that somebody has.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    id::{ActId, StateId},
    model::{Act, Definition, From, To, Who},
};

/// Facts, as the checker writes them: `file.sum`, `act.why`, `party:applicant`, `done:accept`.
pub(crate) type Facts = BTreeSet<String>;

/// What is set for sure.
pub(crate) struct Sure<'a> {
    def: &'a Definition,
    /// In each state of the main track that can be reached.
    by_state: BTreeMap<StateId, Facts>,
    /// In every state.
    pub(crate) everywhere: Facts,
}

impl<'a> Sure<'a> {
    pub(crate) fn of(def: &'a Definition) -> Self {
        let mut sure = Self { def, by_state: BTreeMap::new(), everywhere: Facts::new() };
        // Every round can only take facts away or reach a state, so it ends.
        loop {
            let mut changed = false;
            for (id, act) in &def.acts {
                for before in sure.befores(act) {
                    let after = sure.after(id, act, &before);
                    for to in targets(act) {
                        let now = match sure.by_state.get(&to) {
                            Some(there) => there.intersection(&after).cloned().collect(),
                            None => after.clone(),
                        };
                        if sure.by_state.get(&to) != Some(&now) {
                            sure.by_state.insert(to, now);
                            changed = true;
                        }
                    }
                }
            }
            if !changed {
                break;
            }
        }
        sure.everywhere = common(sure.by_state.values().cloned());
        sure
    }

    /// States that some way leads to.
    pub(crate) fn reached(&self) -> impl Iterator<Item = &StateId> {
        self.by_state.keys()
    }

    /// What is sure before an act, for each place it may be done from.
    pub(crate) fn befores(&self, act: &Act) -> Vec<Facts> {
        act.from
            .iter()
            .filter_map(|from| match from {
                From::New => Some(self.opening()),
                From::State(state) => self.by_state.get(state).cloned(),
            })
            .collect()
    }

    /// That a field is set; with a `?`, if its `when` holds, since without it the field reads as unset.
    fn fact(&self, root: &str, field: &crate::id::FieldId) -> String {
        let asked_if = self.def.fields.get(field).is_some_and(|f| f.when.is_some());
        format!("{}{root}.{field}", if asked_if { "?" } else { "" })
    }

    /// What every file has from the start: defaults.
    fn opening(&self) -> Facts {
        let fields = self.def.fields.iter();
        fields.filter(|(_, f)| f.default.is_some()).map(|(id, _)| self.fact("file", id)).collect()
    }

    /// What is sure once the act is done.
    fn after(&self, id: &ActId, act: &Act, before: &Facts) -> Facts {
        let mut facts = before.clone();
        facts.extend(self.gives(act).into_iter().filter(|f| !f.starts_with("act.")));
        facts.insert(format!("done:{id}"));
        // What was set stays set; that something had a value does not last.
        facts.extend(self.condition(act).into_iter().filter(|f| !f.starts_with('=')));
        facts
    }

    /// What an act's own condition says.
    fn condition(&self, act: &Act) -> Facts {
        let guards = super::guard::Guards { def: self.def, sure: self };
        act.when.as_ref().map(|when| guards.facts(when.tree(), true)).unwrap_or_default()
    }

    /// What the act itself gives, as conditions on it see it.
    pub(crate) fn gives(&self, act: &Act) -> Facts {
        let mut facts = Facts::new();
        let people: Vec<&Who> = act.by.iter().filter(|w| **w != Who::Law).collect();
        let by_all = |field: &crate::id::FieldId| {
            !people.is_empty()
                && people.iter().all(|who| {
                    let asked = act.fields_for.iter().filter(|(w, _)| w == *who).flat_map(|(_, a)| a);
                    asked.into_iter().any(|a| a.required && a.field == *field)
                })
        };
        let for_some = act.fields_for.iter().flat_map(|(_, asked)| asked).filter(|a| a.required);
        let required = act.fields.iter().filter(|a| a.required).map(|a| &a.field);
        let required = required.chain(for_some.map(|a| &a.field).filter(|f| by_all(f)));
        for field in required {
            if !self.def.fields.get(field).is_some_and(|f| f.scope_act) {
                facts.insert(self.fact("file", field));
            }
            facts.insert(self.fact("act", field));
        }
        // That what is set is worked out from what is set itself is seen where it is worked out.
        for (field, _) in &act.set {
            facts.insert(self.fact("file", field));
        }
        for (role, required) in &act.parties {
            if *required {
                facts.insert(format!("party:{role}"));
            }
        }
        facts
    }

    /// What is sure where a condition on one of these acts is run; `past_when`: its own has held already.
    pub(crate) fn in_acts(&self, acts: &[ActId], past_when: bool) -> Facts {
        let each = acts.iter().filter_map(|id| self.def.acts.get(id)).map(|act| {
            let mut facts = common(self.befores(act));
            facts.extend(self.gives(act));
            // Refusals come after `when`; what is in `when` itself is judged without it.
            if past_when {
                facts.extend(self.condition(act));
            }
            facts
        });
        common(each)
    }

    /// What is sure after one of these acts, whichever it was.
    pub(crate) fn after_acts(&self, acts: &[ActId]) -> Facts {
        let each = acts.iter().filter_map(|id| Some((id, self.def.acts.get(id)?)));
        common(each.map(|(id, act)| self.after(id, act, &common(self.befores(act)))))
    }
}

/// States of the main track that an act leads to.
pub(crate) fn targets(act: &Act) -> Vec<StateId> {
    match &act.to {
        To::Stay | To::Back => Vec::new(),
        To::States(next) => next.iter().map(|n| n.state.clone()).collect(),
    }
}

pub(crate) fn common(all: impl IntoIterator<Item = Facts>) -> Facts {
    all.into_iter().reduce(|a, b| a.intersection(&b).cloned().collect()).unwrap_or_default()
}
