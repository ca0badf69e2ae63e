//! The page of a file, for officers and for parties.

use xiezhi_bureau::view as bureau;
use xiezhi_matter::{key::FileKey, model::Strength};

use super::{
    desk::act_href,
    portal,
    text::{self, bases, document, file_href, head, pair, pairs, paper_href},
};
use crate::{
    frame::Frame,
    view::{
        Document, Link, Pair, Value,
        clock::{ChainStep, StepStanding},
        file::{Blocked, Entry, FilePage, Look, Offer, PaperRow, PartyRow, PendingAct, Proposal, ServiceRow},
        portal::MyFile,
    },
};

/// The page as an officer sees it.
pub fn file(frame: &Frame, page: &bureau::FilePage) -> FilePage {
    let key = &page.head.key;
    let may = |what: &str| page.may.contains(&what);
    let mut offers = offers(frame, key, page);
    for (what, path) in [("assign", "assign"), ("note", "note")] {
        if may(what) {
            offers.push(Offer {
                name: frame.t(format!("do-{what}")),
                href: format!("{}/{path}", file_href(key)),
                ..Offer::default()
            });
        }
    }
    FilePage {
        file: head(frame, &page.head),
        matter: frame.said(&page.head.matter.1),
        version: frame.tn("file-version", page.version),
        opened_on: page.opened_on,
        since: page.since,
        tracks: page
            .tracks
            .iter()
            .map(|(name, state)| Pair { name: frame.said(name), value: Value::Text(frame.said(state)) })
            .collect(),
        seats: page
            .seats
            .iter()
            .map(|seat| {
                let names: Vec<&str> = seat.officers.iter().map(|(_, n)| n.as_str()).collect();
                let value = if names.is_empty() { Value::None } else { Value::Zh(names.join("、").into()) };
                Pair { name: frame.said(&seat.name), value }
            })
            .collect(),
        may: offers,
        may_not: blocked(frame, key, page),
        proposals: page.proposals.iter().map(|p| proposal(frame, key, p)).collect(),
        pending: pending(frame, key, page),
        clocks: text::clocks(frame, &page.clocks),
        facts: pairs(frame, Some(key), &page.facts),
        reveal: masks(&page.facts).then(|| format!("{}/reveal/file", file_href(key))),
        timeline: page.timeline.iter().map(|e| entry(frame, key, e, may("amend"))).collect(),
        parties: page.parties.iter().map(|p| party(frame, key, p)).collect(),
        invite: may("invite").then(|| format!("{}/invite", file_href(key))),
        papers: page.papers.iter().map(|p| paper(frame, key, p, page)).collect(),
        looks: page.looks.iter().map(|l| look(frame, l)).collect(),
    }
}

/// What whoever looks may do.
fn offers(frame: &Frame, key: &FileKey, page: &bureau::FilePage) -> Vec<Offer> {
    page.offers
        .iter()
        .filter(|o| o.open && o.theirs && !o.asked)
        .map(|o| Offer {
            name: frame.said(&o.name),
            href: act_href(key, &o.act),
            basis: o.basis.first().map(text::basis),
            due: o.due.as_ref().map(|(day, _)| *day),
            urgent: o.due.as_ref().is_some_and(|(day, _)| near(page, *day)),
            approve: (!o.approve.is_empty()).then(|| frame.said_all(&o.approve)),
            reasons: text::reasons(frame, &o.reasons),
        })
        .collect()
}

/// Whether a clock that ends on a day is near its end.
fn near(page: &bureau::FilePage, day: jiff::civil::Date) -> bool {
    page.clocks.iter().any(|c| c.due == Some(day) && c.left.is_some_and(|left| left <= 3))
}

/// What whoever looks may not do now, though it is theirs, and why.
fn blocked(frame: &Frame, key: &FileKey, page: &bureau::FilePage) -> Vec<Blocked> {
    page.offers
        .iter()
        .filter(|o| !o.open && o.theirs && !o.reasons.is_empty())
        .map(|o| Blocked {
            name: frame.said(&o.name),
            reasons: text::reasons(frame, &o.reasons),
            href: o
                .reasons
                .iter()
                .any(|r| r.strength == Strength::Hold && r.mine)
                .then(|| act_href(key, &o.act)),
        })
        .collect()
}

fn proposal(frame: &Frame, key: &FileKey, proposal: &bureau::ProposalShown) -> Proposal {
    Proposal {
        name: frame.said(&proposal.name),
        why: frame.said(&proposal.why),
        href: act_href(key, &proposal.act),
        dismiss: format!("{}/dismiss/{}", file_href(key), proposal.act),
        bases: bases(&proposal.basis),
    }
}

fn pending(frame: &Frame, key: &FileKey, page: &bureau::FilePage) -> Vec<PendingAct> {
    let requests = page.requests.iter().map(|r| PendingAct {
        name: frame.said(&r.name),
        by: r.by.as_str().into(),
        at: r.at,
        chain: chain(frame, &r.chain),
        href: format!("{}/requests/{}", file_href(key), r.n),
        take_back: None,
    });
    let questions = page.questions.iter().map(|q| PendingAct {
        name: frame.t1("question-of", "act", frame.said(&q.name)),
        href: format!("{}/questions/{}", file_href(key), q.n),
        at: page.timeline.first().map(|e| e.at).unwrap_or_default(),
        ..PendingAct::default()
    });
    requests.chain(questions).collect()
}

/// A chain of approvals.
pub fn chain(frame: &Frame, chain: &bureau::Chain) -> Vec<ChainStep> {
    chain
        .iter()
        .map(|step| ChainStep {
            post: frame.said(&step.name),
            who: step.who.as_deref().or(step.delegated_to.as_deref()).map(Into::into),
            standing: match (step.at, step.now) {
                (Some(_), _) => StepStanding::Done,
                (None, true) => StepStanding::Now,
                (None, false) => StepStanding::Waiting,
            },
            at: step.at,
            note: None,
        })
        .collect()
}

/// An entry of the timeline.
pub fn entry(frame: &Frame, key: &FileKey, entry: &bureau::Entry, amend: bool) -> Entry {
    let mut facts = pairs(frame, Some(key), &entry.facts);
    if let Some(words) = &entry.words {
        facts.push(Pair { name: frame.t("entry-words"), value: Value::Zh(words.as_str().into()) });
    }
    if !entry.blobs.is_empty() {
        let documents = entry.blobs.iter().map(|b| Value::Document(document(key, b))).collect();
        facts.push(Pair { name: frame.t("entry-documents"), value: Value::List(documents) });
    }
    for (rule, by, why) in &entry.lifted {
        facts.push(Pair { name: rule.clone(), value: Value::Zh(format!("{by} {why}").into()) });
    }
    let by = match &entry.capacity {
        Some(capacity) => format!("{}（{}）", frame.said(&entry.by), frame.said(capacity)),
        None => frame.said(&entry.by),
    };
    Entry {
        n: entry.n.0,
        on: entry.effective_on.unwrap_or(entry.on),
        at: entry.at,
        name: frame.said(&entry.name),
        by: by.into(),
        by_law: entry.by_law,
        facts,
        state: entry.state.as_ref().map(|s| frame.said(s)),
        bases: bases(&entry.basis),
        amended_by: entry.amended_by.or(entry.undone_by).map(|n| n.0),
        amends: entry.amends.map(|n| n.0),
        papers: entry
            .papers
            .iter()
            .map(|(at, name, number)| Link {
                name: match number {
                    Some(number) => format!("{} {number}", frame.said(name)),
                    None => frame.said(name),
                },
                href: paper_href(key, *at),
            })
            .collect(),
        amend: (amend && entry.amended_by.is_none() && !entry.by_law)
            .then(|| format!("{}/entries/{}/amend", file_href(key), entry.n)),
    }
}

/// Whether something among these is masked.
fn masks(facts: &[bureau::Shown]) -> bool {
    facts.iter().any(|f| matches!(f.value, bureau::Plain::Masked(_)))
}

fn party(frame: &Frame, key: &FileKey, party: &bureau::PartyShown) -> PartyRow {
    let facts = party.facts.iter().filter(|f| f.field.as_str() != "e_service");
    let contact: Vec<String> =
        facts.map(|f| format!("{} {}", frame.said(&f.name), text::plain(frame, &f.value))).collect();
    PartyRow {
        role: frame.said(&party.role_name),
        name: text::plain(frame, &party.name).into(),
        open: masks(&party.facts).then(|| format!("{}/reveal/{}", file_href(key), party.person)),
        contact: (!contact.is_empty()).then(|| contact.join("　").into()),
        acts_for: party.acts_for.as_deref().map(Into::into),
        access: party.me.then(|| frame.t("party-me")),
        e_service: party.e_service,
    }
}

fn paper(frame: &Frame, key: &FileKey, paper: &bureau::PaperShown, page: &bureau::FilePage) -> PaperRow {
    use bureau::PaperState;
    let href = paper_href(key, paper.at);
    let mut documents =
        vec![Document { href: format!("{href}/pdf"), kind: "PDF".into(), ..Document::default() }];
    if matches!(page.view, bureau::View::Officer) {
        documents.push(Document { href: format!("{href}/docx"), kind: "DOCX".into(), ..Document::default() });
    }
    if let Some(original) = &paper.original {
        documents.insert(0, Document { kind: frame.t("paper-original"), ..document(key, original) });
    }
    let may = |what: &str| page.may.contains(&what);
    PaperRow {
        title: frame.said(&paper.name),
        number: paper.number.as_deref().map(Into::into),
        date: Some(paper.on),
        standing: frame.t(match paper.state {
            PaperState::ToNumber => "paper-to-number",
            PaperState::Issued => "paper-issued",
            PaperState::ToSeal => "paper-to-seal",
            PaperState::ToServe => "paper-to-serve",
            PaperState::Done => "paper-done",
        }),
        done: paper.state == PaperState::Done,
        preview: href.clone(),
        documents,
        issue: paper.issue.then(|| format!("{href}/issue")),
        seal: (may("seal") && paper.original.is_none() && paper.seal.is_some()).then(|| href.clone()),
        services: paper
            .services
            .iter()
            .map(|s| ServiceRow {
                to: text::plain(frame, &s.name).into(),
                role: frame.said(&s.role),
                mode: s.mode.as_ref().map(|(_, name)| frame.said(name)),
                on: s.on,
                proof: s.proof.first().map(|b| document(key, b)),
                href: (may("serve") && s.on.is_none()).then(|| format!("{href}/serve/{}", s.to)),
            })
            .collect(),
    }
}

fn look(frame: &Frame, look: &bureau::LookShown) -> Look {
    use xiezhi_matter::Lang;
    // What somebody typed is the same in every language; the program's own words are not.
    let typed = look.why.get(Lang::En) == look.why.zh();
    let why = if typed { Value::Zh(look.why.zh().into()) } else { Value::Text(frame.said(&look.why)) };
    Look {
        who: look.who.as_str().into(),
        post: String::new(),
        at: look.at,
        what: frame.said(&look.what),
        why: (!look.why.zh().is_empty()).then_some(why),
    }
}

/// The page as a party sees it.
pub fn my_file(frame: &Frame, page: &bureau::FilePage, inbox: Option<&bureau::Inbox>) -> MyFile {
    let key = &page.head.key;
    let me: Vec<_> = page.parties.iter().filter(|p| p.me).map(|p| p.role_name.clone()).collect();
    let (mut mine, mut others): (Vec<_>, Vec<_>) = page.clocks.iter().partition(|c| c.mine);
    mine.append(&mut others);
    let clocks = mine.into_iter().map(|c| text::clock(frame, c)).collect();
    MyFile {
        file: head(frame, &page.head),
        matter: frame.said(&page.head.matter.1),
        role: frame.said_all(&me),
        since: page.since,
        stages: Vec::new(),
        next: Vec::new(),
        clocks,
        may: offers(frame, key, page),
        may_not: blocked(frame, key, page),
        inbox: inbox.map(|i| portal::inbox_papers(frame, key, &i.papers)).unwrap_or_default(),
        timeline: page.timeline.iter().map(|e| entry(frame, key, e, false)).collect(),
        parties: page.parties.iter().map(|p| party(frame, key, p)).collect(),
        looks: page.looks.iter().map(|l| look(frame, l)).collect(),
        receipt: Some(format!("{}/receipt", file_href(key))),
    }
}

/// A fact of a request.
pub fn facts(frame: &Frame, key: &FileKey, all: &[bureau::Shown]) -> Vec<Pair> {
    all.iter().map(|f| pair(frame, Some(key), f)).collect()
}

/// A paper in its typesetter's preview.
pub fn preview(preview: &xiezhi_bureau::Preview, draft: bool) -> crate::view::file::PaperText {
    crate::view::file::PaperText {
        title: preview.title.as_str().into(),
        ready: Some(crate::view::Ready(preview.html.clone())),
        draft,
        ..crate::view::file::PaperText::default()
    }
}
