//! What use cases give back, as JSON. Words come in every language: a client chooses, not the server.

use serde_json::{Map, Value as Json, json};
use xiezhi_bureau::view::{
    AskedField, Clock, Entry, FileHead, FilePage, Form, Guide, GuideItem, GuideLimit, OfferShown, PaperShown,
    PaperState, PartyShown, Plain, Reason, Receipt, ServiceShown, Shown,
};
use xiezhi_matter::{
    Lang, Text,
    event::PaperRef,
    model::{Basis, Class, FieldType, PartyKind, Strength},
    value::{Blob, Value},
};

/// The entity tag of a file's state: its last event.
pub(super) fn tag(seq: u32) -> String {
    format!("\"{seq}\"")
}

/// Words.
pub(super) fn text(text: &Text) -> Json {
    json!({ "zh": text.zh(), "en": text.get(Lang::En) })
}

/// Grounds: instrument, article and the words relied on; or our own choice, called one.
pub(super) fn articles(basis: &[Basis]) -> Json {
    let one = |b: &Basis| match b {
        Basis::Law { law, article, quote, unverified } => json!({
            "law": law.to_string(), "article": article, "quote": quote.as_deref(),
            "unverified": unverified,
        }),
        Basis::Local { words, unverified } => json!({ "local": words, "unverified": unverified }),
        Basis::Choice { words, unverified } => {
            json!({ "choice": words, "unverified": unverified })
        }
    };
    basis.iter().map(one).collect()
}

/// Why something may not be done.
pub(super) fn reason(reason: &Reason) -> Json {
    json!({
        "rule": reason.rule,
        "says": text(&reason.says),
        "strength": match reason.strength {
            Strength::Block => "block",
            Strength::Hold => "hold",
            Strength::Warn => "warn",
        },
        "article": articles(&reason.basis),
        "facts": facts(&reason.facts),
        "who_may_lift": reason.lift.iter().map(text).collect::<Json>(),
        "unverified": reason.unverified,
    })
}

fn facts(facts: &[Shown]) -> Json {
    let one =
        |f: &Shown| json!({ "field": f.field.to_string(), "name": text(&f.name), "value": plain(&f.value) });
    facts.iter().map(one).collect()
}

/// A value as the caller may see it. What is masked says so, so that nobody takes it for the whole.
fn plain(plain: &Plain) -> Json {
    match plain {
        Plain::Text(words) => text(words),
        Plain::Typed(words) | Plain::Number(words) => json!(words),
        Plain::Masked(words) => json!({ "masked": words }),
        Plain::Date(day) => json!(day.to_string()),
        Plain::Time(time) => json!(time.to_string()),
        Plain::Money(n) | Plain::Integer(n) => json!(n),
        Plain::YesNo(yes) => json!(yes),
        Plain::Blob(kept) => blob(kept),
        Plain::List(items) => items.iter().map(self::plain).collect(),
        Plain::Record(row) => facts(row),
    }
}

/// A document, as it is sent back in a value.
pub(super) fn blob(blob: &Blob) -> Json {
    json!({ "hash": hex::encode(blob.hash), "size": blob.size, "media": blob.media, "name": blob.name })
}

/// A value as it is sent.
fn value(of: &Value) -> Json {
    match of {
        Value::Text(words) => json!(words),
        Value::Integer(n) => json!(n),
        Value::Number(n) => json!(n.to_string()),
        Value::YesNo(yes) => json!(yes),
        Value::Date(day) => json!(day.to_string()),
        Value::Time(time) => json!(time.to_string()),
        Value::List(items) => items.iter().map(value).collect(),
        Value::Record(row) => Json::Object(row.iter().map(|(k, v)| (k.to_string(), value(v))).collect()),
        Value::Blob(kept) => blob(kept),
    }
}

/// A file in a heading or a list.
pub(super) fn head(head: &FileHead) -> Json {
    json!({
        "id": head.key.id.to_string(),
        "matter": head.matter.0,
        "matter_name": text(&head.matter.1),
        "number": head.number,
        "title": head.title,
        "state": head.state.id.to_string(),
        "state_name": text(&head.state.name),
        "ended": head.state.is_final,
    })
}

fn clock(clock: &Clock) -> Json {
    json!({
        "rule": clock.rule.to_string(),
        "name": text(&clock.name),
        "standing": clock.standing.word(),
        "start": clock.start.to_string(),
        "due": clock.due.map(|d| d.to_string()),
        "lenient": clock.lenient.map(|d| d.to_string()),
        "provisional": clock.provisional,
        "met_on": clock.met_on.map(|d| d.to_string()),
        "headline": text(&clock.headline),
        "count": clock.rows.iter().map(|(when, what)| json!([text(when), text(what)])).collect::<Json>(),
        "article": articles(&clock.basis),
    })
}

fn offer(offer: &OfferShown) -> Json {
    json!({
        "act": offer.act.to_string(),
        "name": text(&offer.name),
        "open": offer.open,
        "asked": offer.asked,
        "proposed": offer.proposed,
        "reasons": offer.reasons.iter().map(reason).collect::<Json>(),
        "due": offer.due.as_ref().map(|(day, _)| day.to_string()),
        "article": articles(&offer.basis),
    })
}

fn entry(entry: &Entry) -> Json {
    json!({
        "seq": entry.n.0,
        "kind": entry.word,
        "name": text(&entry.name),
        "happened_on": entry.on.to_string(),
        "effective_on": entry.effective_on.map(|d| d.to_string()),
        "recorded_at": entry.at.to_string(),
        "by": text(&entry.by),
        "by_law": entry.by_law,
        "facts": facts(&entry.facts),
        "words": entry.words,
        "papers": entry.papers.iter().map(|(at, ..)| paper_id(*at)).collect::<Vec<_>>(),
        "documents": entry.blobs.iter().map(blob).collect::<Json>(),
        "amended_by": entry.amended_by.map(|n| n.0),
        "amends": entry.amends.map(|n| n.0),
        "article": articles(&entry.basis),
        "hash": entry.hash,
    })
}

fn party(party: &PartyShown) -> Json {
    json!({
        "role": party.role.to_string(),
        "role_name": text(&party.role_name),
        "person": party.person.to_string(),
        "kind": kind(party.kind),
        "name": plain(&party.name),
        "facts": facts(&party.facts),
    })
}

fn kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Person => "person",
        PartyKind::Organisation => "organisation",
        PartyKind::Office => "office",
        PartyKind::Any => "any",
    }
}

fn paper_id(at: PaperRef) -> String {
    format!("{}.{}", at.n, at.at)
}

/// A paper of a file.
pub(super) fn paper(paper: &PaperShown) -> Json {
    let service = |s: &ServiceShown| {
        json!({
            "to": s.to.to_string(), "role": text(&s.role), "mode": s.mode.as_ref().map(|(id, _)| id),
            "on": s.on.map(|d| d.to_string()),
        })
    };
    json!({
        "id": paper_id(paper.at),
        "paper": paper.paper.to_string(),
        "name": text(&paper.name),
        "number": paper.number,
        "on": paper.on.to_string(),
        "state": match paper.state {
            PaperState::ToNumber => "to-number",
            PaperState::Issued => "issued",
            PaperState::ToSeal => "to-seal",
            PaperState::ToServe => "to-serve",
            PaperState::Done => "done",
        },
        "check": paper.check,
        "services": paper.services.iter().map(service).collect::<Json>(),
    })
}

/// A whole file.
pub(super) fn file(page: &FilePage) -> Json {
    let mut file = head(&page.head);
    let more = json!({
        "seq": page.seen.0,
        "version": page.version,
        "opened_on": page.opened_on.map(|d| d.to_string()),
        "since": page.since.map(|d| d.to_string()),
        "offers": page.offers.iter().filter(|o| o.theirs).map(offer).collect::<Json>(),
        "limits": page.clocks.iter().map(clock).collect::<Json>(),
        "facts": facts(&page.facts),
        "parties": page.parties.iter().map(party).collect::<Json>(),
        "papers": page.papers.iter().map(paper).collect::<Json>(),
        "timeline": page.timeline.iter().map(entry).collect::<Json>(),
        "parent": page.parent.as_ref().map(ToString::to_string),
        "children": page.children.iter().map(|c| c.file.to_string()).collect::<Vec<_>>(),
    });
    if let (Some(file), Json::Object(more)) = (file.as_object_mut(), more) {
        file.extend(more);
    }
    file
}

/// The receipt of a filing.
pub(super) fn receipt(receipt: &Receipt) -> Json {
    json!({
        "file": head(&receipt.head),
        "seq": receipt.n.0,
        "recorded_at": receipt.at.to_string(),
        "happened_on": receipt.on.to_string(),
        "limits": receipt.clocks.iter().map(clock).collect::<Json>(),
        "code": receipt.code,
        "paper": receipt.paper.map(paper_id),
        "hash": receipt.hash,
    })
}

/// The word of a type, as [`super::given`] reads it.
pub(super) fn type_word(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Integer => "integer",
        FieldType::Money => "fen",
        FieldType::Number => "decimal",
        FieldType::YesNo => "boolean",
        FieldType::Date => "date",
        FieldType::Time => "time",
        FieldType::Choice => "choice",
        FieldType::Choices => "choices",
        FieldType::Files | FieldType::Citations => "texts",
        FieldType::Place | FieldType::Citation | FieldType::Record => "record",
        FieldType::Photo | FieldType::Attachment => "document",
        FieldType::List => "list",
        _ => "text",
    }
}

fn asked(field: &AskedField) -> Json {
    json!({
        "field": field.id.to_string(),
        "name": text(&field.name),
        "help": field.help.as_ref().map(text),
        "type": type_word(field.ty),
        "restricted": field.class == Class::Restricted,
        "required": field.required,
        "asked": field.shown,
        "options": field.options.iter().map(|o| json!({ "id": o.id, "name": text(&o.name) })).collect::<Json>(),
        "of": field.of.iter().map(asked).collect::<Json>(),
        "value": field.value.as_ref().map(value),
        "article": articles(&field.basis),
    })
}

/// The form of an act.
pub(super) fn form(form: &Form) -> Json {
    let parties = form.parties.iter().map(|p| {
        json!({
            "role": p.role.to_string(), "name": text(&p.name), "kind": kind(p.kind), "min": p.min, "max": p.max,
            "required": p.required, "needs": p.needs.iter().map(asked).collect::<Json>(),
            "offices": p.offices.iter().map(|(id, name)| json!({ "id": id, "name": text(name) })).collect::<Json>(),
            "may_be_me": p.may_be_me,
        })
    });
    json!({
        "act": form.act.to_string(),
        "name": text(&form.name),
        "seq": form.seen.0,
        "open": form.open,
        "reasons": form.reasons.iter().map(reason).collect::<Json>(),
        "fields": form.fields.iter().filter(|f| f.computed.is_none()).map(asked).collect::<Json>(),
        "parties": parties.collect::<Json>(),
        "sign": form.sign,
        "about": form.about.iter().map(|(n, name)| json!({ "seq": n.0, "name": text(name) })).collect::<Json>(),
        "article": articles(&form.basis),
    })
}

/// The guide of a matter.
pub(super) fn guide(guide: &Guide) -> Json {
    let item = |i: &GuideItem| json!({ "id": i.id, "name": text(&i.name), "required": i.required, "article": articles(&i.basis) });
    let limit = |l: &GuideLimit| {
        json!({
            "rule": l.rule, "name": text(&l.name), "length": text(&l.length),
            "consequence": l.consequence.as_ref().map(text), "article": articles(&l.basis),
        })
    };
    let items = |all: &[GuideItem]| all.iter().map(item).collect::<Json>();
    let mut shown = Map::new();
    shown.insert("matter".into(), json!(guide.matter));
    shown.insert("name".into(), text(&guide.name));
    shown.insert("law".into(), json!(guide.law));
    for (name, all) in [
        ("opens", &guide.opens),
        ("conditions", &guide.conditions),
        ("questions", &guide.questions),
        ("materials", &guide.materials),
        ("steps", &guide.steps),
        ("papers", &guide.papers),
    ] {
        shown.insert(name.into(), items(all));
    }
    shown.insert("limits".into(), guide.limits.iter().map(limit).collect());
    Json::Object(shown)
}

/// A cell of a register.
pub(super) fn cell(cell: Option<&Plain>) -> Json {
    cell.map_or(Json::Null, plain)
}
