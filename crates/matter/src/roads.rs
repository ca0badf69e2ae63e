//! Which road is open (救济途径): questions asked before anything is asked for, and where the answers lead.
//!
//! It is a decision table: questions in order, each asked only where its condition holds; roads in order, of
//! which the first whose condition holds is the answer. Nothing is kept: the answers come in whole, each time.

use indexmap::IndexMap;
use jiff::civil::Date;
use xiezhi_calendar::{Calendar, Due, Length, Period};

use crate::{id::MatterId, model::Basis, text::Text};

/// The questions and the roads (`roads.toml`).
#[derive(Clone, Debug, Default)]
pub struct Roads {
    /// The questions, in the order in which they are asked.
    pub questions: IndexMap<String, Question>,
    /// Sentences that roads say.
    pub says: IndexMap<String, Say>,
    /// Periods that roads tell.
    pub terms: IndexMap<String, Term>,
    /// The roads, the narrower before the wider.
    pub roads: IndexMap<String, Road>,
}

/// A question.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Question {
    pub asks: Text,
    pub help: Option<Text>,
    /// Asked only if.
    pub when: When,
    /// A date is asked for, and the answer follows from it.
    pub date: bool,
    pub answers: IndexMap<String, Answer>,
    pub basis: Vec<Basis>,
}

/// An answer that may be given; of a date, one that may follow from it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Answer {
    pub name: Text,
    pub help: Option<Text>,
    /// Of a date: it follows if today is within this length of the date. The first that fits is taken.
    pub within: Option<Length>,
    /// Of a date: it follows if the date is still to come. Without such an answer that is a mistake.
    pub ahead: bool,
    /// What the answer tells, for conditions that don't ask how it became known.
    pub marks: Vec<String>,
    pub basis: Vec<Basis>,
}

/// Where answers lead.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Road {
    pub name: Text,
    pub when: When,
    /// The matter that starts here, where the road is one that the bureau carries.
    pub matter: Option<MatterId>,
    /// Why it is this road: ids of sentences.
    pub why: Vec<String>,
    /// Until when: ids of periods, of which the first whose condition holds is told.
    pub until: Vec<String>,
    /// What to do next: ids of sentences.
    pub next: Vec<String>,
    /// Other roads that are open as well: ids of sentences.
    pub other: Vec<String>,
}

/// A sentence with its ground, said only if.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Say {
    pub says: Text,
    pub when: When,
    pub basis: Vec<Basis>,
}

/// A period that runs from a date that was given.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Term {
    pub name: Text,
    /// The question whose date it runs from.
    pub from: String,
    pub within: Length,
    pub when: When,
    pub basis: Vec<Basis>,
}

/// A condition: any of its cases holds; without a case it always does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When(pub Vec<Case>);

/// A case of a condition: everything in it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// For each question: the answer given is one of these.
    pub answers: Vec<(String, Vec<String>)>,
    /// These marks have been set.
    pub has: Vec<String>,
    /// These have not.
    pub lacks: Vec<String>,
}

impl When {
    /// Whether it holds after these answers.
    pub fn holds(&self, given: &[Given<'_>]) -> bool {
        self.0.is_empty() || self.0.iter().any(|case| case.holds(given))
    }
}

impl Case {
    fn holds(&self, given: &[Given<'_>]) -> bool {
        let marked = |mark: &String| given.iter().any(|g| g.answer.marks.contains(mark));
        self.answers.iter().all(|(question, answers)| {
            given.iter().any(|g| g.id == question && answers.iter().any(|a| a == g.answer_id))
        }) && self.has.iter().all(marked)
            && !self.lacks.iter().any(marked)
    }
}

/// An answer that was given, and its question.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Given<'a> {
    pub id: &'a str,
    pub question: &'a Question,
    pub answer_id: &'a str,
    pub answer: &'a Answer,
    /// Of a date: the date.
    pub date: Option<Date>,
}

/// Where the answers have led so far.
#[derive(Clone, Debug)]
pub struct Walked<'a> {
    /// What was answered, in order. An answer to what was not asked is left out.
    pub given: Vec<Given<'a>>,
    /// What is next.
    pub next: Next<'a>,
}

/// What is next.
#[derive(Clone, Debug)]
pub enum Next<'a> {
    /// A question.
    Question {
        /// Its id.
        id: &'a str,
        /// The question.
        question: &'a Question,
        /// What is wrong with the answer that came in.
        fault: Option<NoAnswer>,
    },
    /// The end of the walk.
    Road(End<'a>),
}

/// Why an answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// None was given.
    Empty,
    /// It is none of the answers, or no date.
    Unknown,
    /// The date is still to come.
    Ahead,
}

/// The road, with what of it holds after these answers.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct End<'a> {
    pub id: &'a str,
    pub road: &'a Road,
    pub why: Vec<&'a Say>,
    /// Until when, with its count.
    pub until: Option<(&'a Term, Due)>,
    pub next: Vec<&'a Say>,
    pub other: Vec<&'a Say>,
}

impl Roads {
    /// Follows answers, each under the id of its question, to the next question or to the end. None: no road
    /// is defined for them, which the loader does not let pass.
    pub fn walk<'a>(
        &'a self,
        answers: &dyn Fn(&str) -> Option<String>,
        today: Date,
        calendar: &Calendar,
    ) -> Option<Walked<'a>> {
        let mut given: Vec<Given<'a>> = Vec::new();
        for (id, question) in &self.questions {
            if !question.when.holds(&given) {
                continue;
            }
            let read = match answers(id).map(|a| a.trim().to_owned()) {
                None => Err(None),
                Some(text) if text.is_empty() => Err(Some(NoAnswer::Empty)),
                Some(text) => question.read(&text, today, calendar).map_err(Some),
            };
            match read {
                Ok((answer_id, answer, date)) => {
                    given.push(Given { id, question, answer_id, answer, date });
                }
                Err(fault) => return Some(Walked { given, next: Next::Question { id, question, fault } }),
            }
        }
        let end = self.end(&given, calendar)?;
        Some(Walked { given, next: Next::Road(end) })
    }

    /// The first road that is open after these answers.
    pub(crate) fn end<'a>(&'a self, given: &[Given<'a>], calendar: &Calendar) -> Option<End<'a>> {
        let (id, road) = self.roads.iter().find(|(_, r)| r.when.holds(given))?;
        let said = |ids: &[String]| {
            ids.iter().filter_map(|id| self.says.get(id)).filter(|s| s.when.holds(given)).collect()
        };
        let terms = road.until.iter().filter_map(|id| self.terms.get(id));
        let until = terms.filter(|t| t.when.holds(given)).find_map(|term| {
            let date = given.iter().find(|g| g.id == term.from)?.date?;
            Some((term, Period::new(date, term.within).within(calendar)))
        });
        Some(End { id, road, why: said(&road.why), until, next: said(&road.next), other: said(&road.other) })
    }
}

impl Question {
    fn read(
        &self,
        text: &str,
        today: Date,
        calendar: &Calendar,
    ) -> Result<(&str, &Answer, Option<Date>), NoAnswer> {
        if !self.date {
            let (id, answer) = self.answers.get_key_value(text).ok_or(NoAnswer::Unknown)?;
            return Ok((id, answer, None));
        }
        let date: Date = text.parse().map_err(|_| NoAnswer::Unknown)?;
        let fits = |answer: &Answer| match answer.within {
            _ if date > today => answer.ahead,
            // A citizen's limit, with its roll: who comes on the last day is in time.
            Some(length) => today <= Period::new(date, length).within_date(calendar).on,
            None => !answer.ahead,
        };
        let found = self.answers.iter().find(|(_, answer)| fits(answer));
        found.map(|(id, answer)| (id.as_str(), answer, Some(date))).ok_or(NoAnswer::Ahead)
    }
}
