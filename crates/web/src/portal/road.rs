//! Which road is open (救济途径): a question a page, before anything is asked for. The answers stand in the
//! address and nowhere else.

use axum::extract::RawQuery;
use jiff::civil::Date;
use xiezhi_bureau::Bureau;
use xiezhi_calendar as calendar;
use xiezhi_matter::{
    key::City,
    roads::{End, Given as Answered, Next, NoAnswer, Question, Roads, Say, Term},
    time,
};

use crate::{
    page::prelude::*,
    portal::road_end::RoadEndPage,
    view::{
        Pair, Value,
        clock::{Clock, CountRow, Standing},
        form::Choice,
        portal::{GuideItem, Road, RoadEnd},
    },
};

/// The page.
#[derive(Debug, Template)]
#[template(path = "portal/road.html")]
pub struct RoadPage {
    /// What is around it.
    pub frame: Frame,
    /// Which question this is, written out.
    n: String,
    /// What it shows.
    pub view: Road,
}

impl RoadPage {
    /// Sets the page.
    pub fn new(frame: Frame, view: Road) -> Self {
        Self { n: view.n.to_string(), frame, view }
    }

    fn title(&self) -> String {
        self.frame.t("road-title")
    }
}

/// Names that are no question: which one the form asked, and what was answered before going back.
const ASKED: &str = "asked";
const WAS: &str = "was";

/// `GET /{city}/road?about=…`: the next question, or where the answers lead.
pub async fn get(cx: Context, RawQuery(raw): RawQuery) -> Result<Response, Fault> {
    let roads = cx.bureau.roads(&cx.city)?.ok_or(Fault::NotFound)?;
    let pairs = crate::posted::decode(raw.unwrap_or_default().as_bytes())?;
    let said = |id: &str| pairs.iter().find(|(name, _)| name == id).map(|(_, answer)| answer.clone());
    // Buttons of which none was pressed send nothing, so the form says what it asked.
    let asked = said(ASKED);
    let answer = |id: &str| said(id).or_else(|| (asked.as_deref() == Some(id)).then(String::new));
    let today = time::day(cx.now);
    let walked = roads.walk(&answer, today, &cx.bureau.calendar(&cx.city)).ok_or(Fault::NotFound)?;
    let frame = Frame { section: Section::Services, ..cx.frame.clone() };
    let from = cx.to("/road");
    let back = before(&from, &walked.given).unwrap_or_else(|| cx.to("/"));
    match walked.next {
        Next::Question { id, question, fault } => {
            let typed = said(id).or_else(|| said(WAS)).unwrap_or_default();
            let form = ask(&frame, &from, &walked.given, (id, question), &typed, fault);
            let n = u32::try_from(walked.given.len() + 1).unwrap_or(u32::MAX);
            let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            Ok(show_as(status, &RoadPage::new(frame, Road { n, form, back })))
        }
        Next::Road(end) => {
            let starts = start(&cx.bureau, &cx.city, &end, cx.now)?;
            let view = reached(&frame, &walked.given, &end, starts.as_deref(), today, back, from);
            Ok(show(&RoadEndPage { frame, view }))
        }
    }
}

/// The first question, where one of the roads leads to this matter; of any matter, where there are questions.
pub(crate) fn first(cx: &Context, matter: Option<&str>) -> Result<Option<String>, Fault> {
    let roads = cx.bureau.roads(&cx.city)?;
    let leads = |roads: &Roads| {
        matter.is_none_or(|id| roads.roads.values().any(|r| r.matter.as_ref().is_some_and(|m| **m == *id)))
    };
    Ok(roads.filter(|r| leads(r)).map(|_| cx.to("/road")))
}

/// The matter that starts at the end of a road, where the city carries it.
fn start(bureau: &Bureau, city: &City, end: &End<'_>, now: jiff::Timestamp) -> Result<Option<String>, Fault> {
    let Some(matter) = &end.road.matter else { return Ok(None) };
    let services = bureau.services(city, now)?;
    Ok(services.into_iter().map(|s| s.matter).find(|id| *id == **matter))
}

/// What was answered, as it stands in an address.
fn query(given: &[Answered<'_>]) -> Vec<String> {
    given.iter().map(|g| format!("{}={}", wire::desk::escape(g.id), wire::desk::escape(&sent(g)))).collect()
}

/// What an answer was sent as.
fn sent(given: &Answered<'_>) -> String {
    given.date.map_or_else(|| given.answer_id.to_owned(), |date| date.to_string())
}

/// The question before, with its answer to be changed.
fn before(from: &str, given: &[Answered<'_>]) -> Option<String> {
    let (last, rest) = given.split_last()?;
    let mut pairs = query(rest);
    pairs.push(format!("{WAS}={}", wire::desk::escape(&sent(last))));
    Some(format!("{from}?{}", pairs.join("&")))
}

fn ask(
    frame: &Frame,
    action: &str,
    given: &[Answered<'_>],
    (id, question): (&str, &Question),
    typed: &str,
    fault: Option<NoAnswer>,
) -> Form {
    let choices = question.answers.iter().map(|(value, answer)| Choice {
        value: value.clone(),
        label: frame.said(&answer.name),
        hint: answer.help.as_ref().map(|h| frame.said(h)),
        basis: answer.basis.first().map(wire::text::basis),
        chosen: value == typed,
    });
    let error = fault.map(|fault| match fault {
        NoAnswer::Empty => frame.t(if question.date { "road-give-date" } else { "road-choose" }),
        NoAnswer::Unknown => frame.t(if question.date { "missing-date" } else { "road-choose" }),
        NoAnswer::Ahead => frame.t("missing-future"),
    });
    let field = Field {
        id: id.to_owned(),
        label: frame.said(&question.asks),
        required: true,
        hint: question.help.as_ref().map(|h| frame.said(h)),
        error,
        basis: question.basis.first().map(wire::text::basis),
        kind: if question.date {
            FieldKind::Date { value: typed.to_owned() }
        } else {
            FieldKind::Choice { choices: choices.collect() }
        },
        ..Field::default()
    };
    let mut hidden: Vec<(String, String)> = given.iter().map(|g| (g.id.to_owned(), sent(g))).collect();
    hidden.push((ASKED.to_owned(), id.to_owned()));
    Form {
        action: action.to_owned(),
        sections: vec![FormSection { title: None, fields: vec![field], ..FormSection::default() }],
        submit: frame.t("road-go-on"),
        one_question: true,
        hidden,
        ..Form::default()
    }
}

fn reached(
    frame: &Frame,
    given: &[Answered<'_>],
    end: &End<'_>,
    starts: Option<&str>,
    today: Date,
    back: String,
    again: String,
) -> RoadEnd {
    let link = |name: &str, path: &str| {
        starts.map(|matter| view::Link { name: frame.t(name), href: frame.to(&format!("/{path}/{matter}")) })
    };
    RoadEnd {
        title: frame.said(&end.road.name),
        why: said(frame, &end.why),
        until: end.until.as_ref().map(|(term, due)| clock(frame, term, due, today)),
        next: said(frame, &end.next),
        start: link("road-start", "apply"),
        guide: link("road-guide", "guides"),
        others: said(frame, &end.other),
        answers: given
            .iter()
            .map(|g| Pair {
                name: frame.said(&g.question.asks),
                value: g.date.map_or_else(|| Value::Text(frame.said(&g.answer.name)), Value::Date),
            })
            .collect(),
        today: Some(today),
        back,
        again,
    }
}

fn said(frame: &Frame, all: &[&Say]) -> Vec<GuideItem> {
    all.iter()
        .map(|say| GuideItem {
            name: frame.said(&say.says),
            note: None,
            required: false,
            bases: wire::text::bases(&say.basis),
        })
        .collect()
}

fn clock(frame: &Frame, term: &Term, due: &calendar::Due, today: Date) -> Clock {
    let lang = match frame.lang {
        Lang::Zh => calendar::Lang::Zh,
        Lang::En => calendar::Lang::En,
    };
    let left = today.until(due.on).ok().map(|span| span.get_days());
    Clock {
        name: frame.said(&term.name),
        standing: match left {
            Some(0) => Standing::Today,
            Some(days) if days < 0 => Standing::Overdue,
            Some(days) if days <= wire::text::SOON => Standing::Soon,
            _ => Standing::Running,
        },
        due: Some(due.on),
        left,
        provisional: due.provisional,
        explained: vec![calendar::headline(due, lang)],
        rows: calendar::rows(due, lang).into_iter().map(|(when, what)| CountRow { when, what }).collect(),
        notes: calendar::notes(due, lang),
        bases: wire::text::bases(&term.basis),
        ..Clock::default()
    }
}
