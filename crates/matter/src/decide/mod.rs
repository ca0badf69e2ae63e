//! `decide(file, act) -> events | refusal`: what the law makes of what somebody wants to do.

mod act;
mod desk;
mod form;
mod request;
mod serve;
mod stand;

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use xiezhi_calendar::Calendar;

pub(crate) use self::{
    act::{Attempt, Wish, attempt, capacity, not_by, where_it_may_be_done},
    stand::stands,
};
pub use self::{
    desk::Putting,
    form::{FormFault, Missing, asked, fits, options},
    serve::Serving,
    stand::{Stands, Why},
};
use crate::{
    apply,
    event::{Event, Given, PaperRef, PartyEntry, What},
    file::File,
    id::{ActId, ActorId, FieldId, RuleId, SeatId},
    key::Seq,
    model::{Definition, Shared},
    settle::settle,
    time,
    value::Blob,
    world::{Actor, World},
};

/// What a decision rests on besides the file.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The definition that binds the file.
    pub def: &'a Definition,
    /// What all matters share.
    pub shared: &'a Shared,
    /// What was fetched.
    pub world: &'a World,
    /// The working days.
    pub calendar: &'a Calendar,
}

/// What somebody wants to do.
#[derive(Clone, Debug)]
pub enum Doing {
    /// An act of the definition.
    Act(Draft),
    /// Approve a request.
    Approve {
        /// The event that asked.
        request: Seq,
        /// Warnings confirmed.
        confirmed: Vec<RuleId>,
    },
    /// Send a request back.
    Return {
        /// The event that asked.
        request: Seq,
        /// Why.
        why: String,
    },
    /// Let another officer of the post decide.
    Delegate {
        /// The event that asked.
        request: Seq,
        /// Who.
        to: ActorId,
        /// Why.
        why: String,
    },
    /// Take a request back.
    TakeBack {
        /// The event that asked.
        request: Seq,
    },
    /// Record a service.
    Serve(Serving),
    /// Give a seat to an officer.
    Assign {
        /// Which.
        seat: SeatId,
        /// To whom.
        officer: ActorId,
        /// Whom it relieves.
        instead_of: Option<ActorId>,
    },
    /// Write a note.
    Note(String),
    /// Add papers.
    Attach {
        /// What they are.
        text: String,
        /// The papers.
        papers: Vec<Blob>,
    },
    /// Issue and number a paper that the law or a party had brought about.
    Issue(PaperRef),
    /// Take part, by an invitation.
    Join(PartyEntry),
    /// Dismiss a proposal.
    Dismiss {
        /// The act that was proposed.
        act: ActId,
        /// Why.
        why: String,
    },
    /// Put a mistaken entry right.
    Amend(Putting),
    /// Confirm or annul what rested on an amended entry.
    Settle {
        /// Which event.
        n: Seq,
        /// Whether it stands.
        stands: bool,
        /// Why.
        why: String,
    },
    /// Record what the program itself did: a paper was made or sealed, a child opened or moved, dates were
    /// recounted.
    Record(What),
    /// Nothing: let the law take its course.
    Nothing,
}

/// An act of the definition, as its doer fills it in.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which.
    pub act: ActId,
    /// What is given.
    pub given: Given,
    /// Holds lifted, with reasons.
    pub lifts: Vec<(RuleId, String)>,
    /// Warnings confirmed.
    pub confirmed: Vec<RuleId>,
    /// The day the device recorded it, for an act that may be filled in without a network.
    pub offline_on: Option<Date>,
}

impl Draft {
    /// An act with nothing given yet.
    pub fn of(act: impl Into<ActId>) -> Self {
        Self {
            act: act.into(),
            given: Given::default(),
            lifts: Vec::new(),
            confirmed: Vec::new(),
            offline_on: None,
        }
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Events to append, in order; numbers are still blank, see [`Decision::fill`]. What the law did on its
    /// own comes first. When there are refusals only the law's own events are here, or the return of a
    /// request to its asker.
    pub events: Vec<Event>,
    /// The series that numbers are drawn from, in the order of [`Decision::fill`].
    pub series: Vec<String>,
    /// Warnings that were confirmed, or stand to be.
    pub warnings: Vec<Stands>,
    /// Why it may not be done: all of it, not the first.
    pub refusals: Vec<Stands>,
    /// What is wrong with the form.
    pub faults: Vec<FormFault>,
    /// The file as these events leave it, numbers still blank.
    pub file: File,
    /// A fault in the definition that a condition ran into: for the log and the office.
    pub broken: Vec<String>,
}

impl Decision {
    /// Whether what was wanted was done, or asked for.
    pub fn done(&self) -> bool {
        self.refusals.is_empty() && self.faults.is_empty()
    }

    /// The events with their numbers, drawn from [`Decision::series`] in that order.
    pub fn fill(&self, numbers: &[u64]) -> Vec<Arc<Event>> {
        let mut numbers = numbers.iter();
        let mut put = |blank: &mut Option<String>| -> Option<String> {
            let pattern = blank.as_ref()?;
            if pattern.contains(BLANK) {
                let n = numbers.next()?;
                *blank = Some(pattern.replacen(BLANK, &n.to_string(), 1));
            }
            blank.clone()
        };
        let mut file_number = self.file.number.clone().filter(|n| !n.contains(BLANK));
        self.events
            .iter()
            .cloned()
            .map(|mut event| {
                if let What::Numbered { number, .. } = &mut event.what {
                    let mut blank = Some(std::mem::take(number));
                    *number = put(&mut blank).unwrap_or_default();
                }
                if let What::Act(done) = &mut event.what {
                    if let Some(number) = put(&mut done.number) {
                        file_number = Some(number);
                    }
                    for issued in &mut done.papers {
                        let number = put(&mut issued.number);
                        let mut facts = (*issued.facts).clone();
                        set(&mut facts, "paper", "number", number.as_deref());
                        set(&mut facts, "file", "number", file_number.as_deref());
                        issued.facts = Arc::new(facts);
                    }
                }
                Arc::new(event)
            })
            .collect()
    }
}

fn set(facts: &mut serde_json::Value, group: &str, name: &str, value: Option<&str>) {
    if let (Some(group), Some(value)) = (facts.get_mut(group).and_then(|g| g.as_object_mut()), value) {
        group.insert(name.to_owned(), value.into());
    }
}

/// Where the running number goes.
pub(crate) const BLANK: &str = "{n}";

/// Decides.
///
/// The law's own acts whose day has passed are taken first, in order. Then the doing is judged on what
/// they leave: where it may be done, by whom, on which form; then what is set and worked out; then
/// conditions, limits and refusals, all of which are reported.
pub fn decide(ground: &Ground<'_>, file: &File, doing: &Doing, actor: &Actor, now: Timestamp) -> Decision {
    let (events, file) = settle(ground, file.clone(), now);
    let mut decision = Decision {
        events,
        series: Vec::new(),
        warnings: Vec::new(),
        refusals: Vec::new(),
        faults: Vec::new(),
        file,
        broken: Vec::new(),
    };
    let mut step = Step { ground, actor, now, today: time::day(now), decision: &mut decision };
    match doing {
        Doing::Act(draft) => act::draft(&mut step, draft),
        Doing::Approve { request, confirmed } => request::approve(&mut step, *request, confirmed),
        Doing::Return { request, why } => request::send_back(&mut step, *request, why),
        Doing::Delegate { request, to, why } => request::delegate(&mut step, *request, to, why),
        Doing::TakeBack { request } => request::take_back(&mut step, *request),
        Doing::Serve(serving) => serve::serve(&mut step, serving),
        Doing::Assign { seat, officer, instead_of } => {
            desk::assign(&mut step, seat, officer, instead_of.as_ref());
        }
        Doing::Note(text) => desk::note(&mut step, text),
        Doing::Attach { text, papers } => desk::attach(&mut step, text, papers),
        Doing::Issue(paper) => desk::issue(&mut step, *paper),
        Doing::Join(entry) => desk::join(&mut step, entry),
        Doing::Dismiss { act, why } => desk::dismiss(&mut step, act, why),
        Doing::Amend(putting) => desk::amend(&mut step, putting),
        Doing::Settle { n, stands, why } => desk::settle_question(&mut step, *n, *stands, why),
        Doing::Record(what) => step.push(step.today, None, what.clone()),
        Doing::Nothing => {}
    }
    // What this made possible for the law, it does at once: a count that had run out before the file was.
    if decision.done() {
        let (more, file) = settle(ground, decision.file.clone(), now);
        decision.events.extend(more);
        decision.file = file;
    }
    decision
}

/// A decision under way.
pub(crate) struct Step<'a, 'b> {
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) actor: &'a Actor,
    pub(crate) now: Timestamp,
    pub(crate) today: Date,
    pub(crate) decision: &'b mut Decision,
}

impl Step<'_, '_> {
    /// Adds an event by the actor.
    fn push(&mut self, happened_on: Date, effective_on: Option<Date>, what: What) {
        let event = Event {
            n: self.decision.file.last().next(),
            happened_on,
            recorded_at: self.now,
            effective_on,
            actor: self.actor.id.clone(),
            what,
        };
        let blank = File::new(self.decision.file.key.clone());
        let file = std::mem::replace(&mut self.decision.file, blank);
        self.decision.file = apply(self.ground.def, file, Arc::new(event.clone()), self.ground.calendar);
        self.decision.events.push(event);
    }

    fn file(&self) -> &File {
        &self.decision.file
    }

    fn refuse(&mut self, stands: Stands) {
        self.decision.refusals.push(stands);
    }

    fn fault(&mut self, field: Option<FieldId>, missing: Missing) {
        self.decision.faults.push(FormFault { field, row: None, missing });
    }
}
