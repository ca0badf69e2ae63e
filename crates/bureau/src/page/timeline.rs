//! The timeline of a file, as whoever looks may see it.

use super::{Capacity, Entry, Event, FieldId, Page, Plain, Text, View, What, as_is, person_name};

impl Page<'_> {
    pub(super) fn timeline(&self) -> Vec<Entry> {
        self.loaded.file.events.iter().rev().filter_map(|e| self.entry(e)).collect()
    }

    fn entry(&self, event: &Event) -> Option<Entry> {
        let file = &self.loaded.file;
        let ours = self.whole() || self.ours(event);
        let moved = match &event.what {
            What::Act(done) => done.to != xiezhi_matter::event::Moved::Stayed,
            _ => false,
        };
        // Of what the office does, a party is told where its file moves, not why.
        if !ours && !moved {
            return None;
        }
        let said = event;
        let sight = self.sight();
        let done = said.done();
        // What the definition computes was said by nobody.
        let hidden =
            |id: &FieldId| self.hidden(id) || id.as_str() == crate::load::PARENT || self.shower.computed(id);
        let facts = match done {
            Some(done) if ours => done
                .values
                .iter()
                .chain(&done.own)
                .filter(|(id, _)| !hidden(id))
                .map(|(id, v)| self.shower.shown(id, v, sight))
                .collect(),
            _ => match &said.what {
                What::Asked(request) if ours => {
                    let given = request.given.values.iter().filter(|(id, _)| !hidden(id));
                    given.map(|(id, v)| self.shower.shown(id, v, sight)).collect()
                }
                _ => Vec::new(),
            },
        };
        let index = usize::try_from(event.n.0).ok().and_then(|n| n.checked_sub(1));
        let hash = index.and_then(|at| self.loaded.hashes.get(at));
        let by_law = event.actor.as_str() == "law";
        let capacity = done.map(|d| self.shower.capacity(&d.by));
        let by = match (&done.map(|d| &d.by), self.names.get(&event.actor)) {
            _ if by_law => Text::new(["法律规定", "The law"]),
            (_, Some(name)) => as_is(name),
            (Some(Capacity::Party(_, person)), None) => {
                let open = self.whole() || self.us().contains(person);
                match person_name(self.persons, person, open) {
                    Plain::Typed(name) | Plain::Masked(name) => as_is(&name),
                    _ => Text::default(),
                }
            }
            _ if event.actor.as_str() == "program" => Text::new(["系统", "The system"]),
            _ => Text::new(["当事人", "A party"]),
        };
        let papers = done
            .filter(|_| ours)
            .map(|d| {
                (0_u32..)
                    .zip(&d.papers)
                    .map(|(at, p)| {
                        let at = xiezhi_matter::event::PaperRef { n: event.n, at };
                        (at, self.shower.paper_name(&p.paper), p.number.clone())
                    })
                    .filter(|(at, _, _)| file.paper(*at).is_some_and(|p| self.sees_paper(p)))
                    .collect()
            })
            .unwrap_or_default();
        Some(Entry {
            n: event.n,
            word: event.word().to_owned(),
            on: event.happened_on,
            effective_on: event.effective_on,
            at: event.recorded_at,
            name: self.shower.event_name(&said.what),
            by,
            capacity,
            by_law,
            deemed: done.is_some_and(|d| d.deemed),
            facts,
            words: if ours { self.words(&said.what) } else { None },
            state: done.filter(|_| moved).and_then(|d| match &d.to {
                xiezhi_matter::event::Moved::To(state) => Some(self.shower.state(state).name),
                xiezhi_matter::event::Moved::Back => {
                    Some(Text::new(["回到原状态", "Back to where it stood"]))
                }
                xiezhi_matter::event::Moved::Stayed => None,
            }),
            papers,
            blobs: if ours { event.blobs().into_iter().cloned().collect() } else { Vec::new() },
            lifted: done
                .filter(|_| self.view == &View::Officer)
                .map(|d| {
                    d.lifted
                        .iter()
                        .map(|l| (l.rule.to_string(), self.officer(&l.by), l.why.clone()))
                        .collect()
                })
                .unwrap_or_default(),
            amended_by: file.amended.get(&event.n).map(|(by, _)| *by),
            amends: match &event.what {
                What::Amended(a) => Some(a.n),
                _ => None,
            },
            undone_by: file.undone.get(&event.n).copied(),
            basis: done.and_then(|d| self.shower.act(&d.act)).map(|a| a.basis.clone()).unwrap_or_default(),
            hash: hash.map(ToString::to_string).unwrap_or_default(),
        })
    }

    fn words(&self, what: &What) -> Option<String> {
        match what {
            What::Returned { why, .. }
            | What::Dismissed { why, .. }
            | What::Settled { why, .. }
            | What::Delegated { why, .. } => Some(why.clone()),
            What::Noted { text } | What::Attached { text, .. } => Some(text.clone()),
            What::Amended(a) => Some(a.why.clone()),
            What::Served(s) => {
                let to = self.persons.get(&s.to).map(|p| p.name.clone()).unwrap_or_default();
                let taken = s.taken_by.as_ref().map(|t| format!("（{t}签收）")).unwrap_or_default();
                Some(format!("{to}{taken}"))
            }
            What::Assigned { officer, .. } => Some(self.officer(officer)),
            What::Recounted(r) => {
                let one = |s: &xiezhi_matter::event::Shift| {
                    format!("{}：{} → {}", self.shower.limit_name(&s.limit).zh(), s.was, s.now)
                };
                Some(r.shifts.iter().map(one).collect::<Vec<_>>().join("；"))
            }
            _ => None,
        }
    }
}
