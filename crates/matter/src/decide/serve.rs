//! Service (送达), by the modes of the matter's rules: it is what starts most clocks, so each has its
//! precondition and its proof.

use jiff::civil::Date;
use xiezhi_calendar::Period;

use super::{
    Missing, Step,
    desk::may,
    stand::{Stands, Why},
};
use crate::{
    event::{PaperRef, Served, What},
    id::{PersonId, RuleId},
    value::{Blob, Value},
};

/// A service to be recorded.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Which paper.
    pub paper: PaperRef,
    /// On whom.
    pub to: PersonId,
    /// How: `direct`, `leaving`, `electronic`, `post`, `relay`, `announcement`.
    pub mode: String,
    /// The day on the proof: signed, delivered, put up.
    pub on: Date,
    /// Who took it.
    pub taken_by: Option<String>,
    /// Reasons and steps, where the mode asks for them.
    pub reasons: Option<String>,
    /// The proof.
    pub proof: Vec<Blob>,
}

/// The need of a party, or the field of a file, that says electronic service was agreed to.
const CONSENT: &str = "e_service";

pub(super) fn serve(step: &mut Step<'_, '_>, serving: &Serving) {
    if !may(step, "serve") {
        return;
    }
    let ground = step.ground;
    let rules = ground.shared.services.get(&*ground.def.service);
    let Some(mode) = rules.and_then(|r| r.modes.get(&serving.mode)).cloned() else {
        step.fault(Some("mode".into()), Missing::Option);
        return;
    };
    let Some(paper) = step.file().paper(serving.paper).cloned() else {
        step.fault(Some("paper".into()), Missing::NotHere);
        return;
    };
    if !paper.issued.to.contains(&serving.to) {
        step.fault(Some("to".into()), Missing::NotHere);
        return;
    }
    let refuse = |step: &mut Step<'_, '_>, zh: &str, en: &str| {
        step.refuse(Stands::built_in(Why::Rule(RuleId::new(&*mode.rule)), zh, en, &mode.basis));
    };
    let sealed = ground.def.papers.get(&*paper.issued.paper).is_some_and(|p| p.seal.is_some());
    if sealed && paper.original.is_none() {
        refuse(step, "文书尚未用印，不能送达", "The paper is not sealed yet and cannot be served");
    } else if !sealed && paper.pdf.is_none() {
        refuse(step, "文书尚未生成，不能送达", "The paper has not been made yet and cannot be served");
    }
    if mode.needs_consent && !consents(step, &serving.to) {
        refuse(
            step,
            "未经受送达人同意，不得电子送达",
            "Electronic service needs the consent of whoever is served",
        );
    }
    if mode.needs_proof && serving.proof.is_empty() {
        step.fault(Some("proof".into()), Missing::Required);
    }
    if mode.needs_reasons && serving.reasons.as_deref().is_none_or(|r| r.trim().is_empty()) {
        step.fault(Some("reasons".into()), Missing::Required);
    }
    if serving.on > step.today {
        step.fault(Some("on".into()), Missing::Future);
    }
    if serving.on < paper.on {
        refuse(step, "送达日期早于文书日期", "The day of service is before the date of the paper");
    }
    let on = match mode.after {
        Some(after) => Period::new(serving.on, after).after_date(ground.calendar).on,
        None => serving.on,
    };
    if on > step.today && serving.on <= step.today {
        refuse(
            step,
            &format!("公告期未满，{on} 期满后方视为送达"),
            &format!("The announcement runs until {on}; only then does it count as served"),
        );
    }
    if !step.decision.done() {
        return;
    }
    let served = Served {
        paper: serving.paper,
        to: serving.to.clone(),
        mode: serving.mode.clone(),
        taken_by: serving.taken_by.clone(),
        reasons: serving.reasons.clone(),
        proof: serving.proof.clone(),
        begun_on: mode.after.map(|_| serving.on),
    };
    step.push(on, None, What::Served(served));
}

/// Whether a party agreed to electronic service: itself, whoever acts for it, or the file's own form for
/// the one who filed it.
fn consents(step: &Step<'_, '_>, person: &PersonId) -> bool {
    let yes = |v: Option<&Value>| v.and_then(Value::as_yes_no) == Some(true);
    let file = step.file();
    let own = file
        .parties
        .iter()
        .filter(|p| p.person == *person || p.acts_for.as_ref() == Some(person))
        .any(|p| yes(p.needs.get(CONSENT)));
    let known = step.ground.world.persons.get(person).is_some_and(|p| yes(p.more.get(CONSENT)));
    let first = file.parties.first().is_some_and(|p| p.person == *person);
    own || known || (first && yes(file.value(CONSENT)))
}
