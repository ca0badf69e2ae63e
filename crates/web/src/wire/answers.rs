//! Reads what a form sent into answers: each text into a value of its field's type.
//!
//! A text that is no such value is a fault at its field, and the text is kept as it was typed: the
//! page is set from the [`Posted`] form, not from the answers.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use xiezhi_bureau::{
    Answers, Document, PartyGiven, PartyWho,
    view::{AskedField, Form, PartyForm},
};
use xiezhi_matter::{
    id::FieldId,
    model::{FieldType, PartyKind},
    value::{Blob, Decimal, Value},
};

use crate::{frame::Frame, limits, posted::Posted};

/// How many parties in one role a form offers at most.
const MOST_PARTIES: usize = 20;
/// How many rows of a list are read.
const MOST_ROWS: usize = 200;

/// What was read, and what was wrong with it.
#[derive(Clone, Debug)]
pub struct Read {
    /// The answers.
    pub answers: Answers,
    /// The name of a control, and what is wrong, in the reader's language.
    pub faults: Vec<(String, String)>,
}

/// Reads the answers to a form. `before` is what was answered on earlier pages; what this form does
/// not ask stays. `blobs` are the documents just taken, by field.
pub fn read(
    frame: &Frame,
    form: &Form,
    posted: &Posted,
    before: Answers,
    blobs: &[(String, Blob)],
    only: Option<&str>,
) -> Read {
    let mut read = Read { answers: before, faults: Vec::new() };
    let asked = |id: &str| only.is_none_or(|o| o == id);
    for field in form.fields.iter().filter(|f| f.computed.is_none() && asked(&f.id)) {
        match value(frame, field, &field.id, posted, blobs) {
            Ok(Some(value)) => {
                read.answers.values.insert(field.id.clone(), value);
            }
            Ok(None) => {
                read.answers.values.remove(&field.id);
            }
            Err(fault) => {
                read.answers.values.remove(&field.id);
                read.faults.push(fault);
            }
        }
    }
    for role in form.parties.iter().filter(|p| asked(&format!("party.{}", p.role))) {
        read.answers.parties.retain(|p| p.role != role.role);
        parties(frame, role, posted, blobs, &mut read);
    }
    if only.is_none() {
        read.answers.about = posted.get("about").and_then(|n| n.parse().ok()).map(xiezhi_matter::key::Seq);
        read.answers.for_party = posted.get("for_party").filter(|p| !p.is_empty()).map(Into::into);
        read.answers.signed =
            posted.all("signed").into_iter().filter(|s| !s.is_empty()).map(Into::into).collect();
        read.answers.lifts = posted
            .under("lift.")
            .filter(|(_, why)| !why.trim().is_empty())
            .map(|(rule, why)| (rule.into(), why.trim().to_owned()))
            .collect();
    }
    if only.is_none() || posted.has("confirm") {
        read.answers.confirmed = posted.all("confirm").into_iter().map(Into::into).collect();
    }
    read
}

fn parties(frame: &Frame, role: &PartyForm, posted: &Posted, blobs: &[(String, Blob)], read: &mut Read) {
    for n in 0..MOST_PARTIES {
        let at = |what: &str| format!("party.{}.{n}.{what}", role.role);
        let kind = posted.text(&at("kind"));
        let name = posted.text(&at("name"));
        let office = posted.text(&at("office"));
        // A role that need not be given is given by a name; the kind alone says nothing.
        let started = posted.under(&at("")).any(|(what, said)| what != "kind" && !said.trim().is_empty());
        if !started && (kind.is_empty() || !role.required || n > 0) {
            continue;
        }
        let who = if kind == "me" {
            PartyWho::Me
        } else if kind == "my-organisation" {
            PartyWho::MyOrganisation
        } else if !office.is_empty() {
            PartyWho::Office(office)
        } else if let Some(known) = kind.strip_prefix("known:") {
            PartyWho::Known(known.into())
        } else {
            PartyWho::New(match (kind.as_str(), role.kind) {
                ("organisation", _) | (_, PartyKind::Organisation) => PartyKind::Organisation,
                ("office", _) | (_, PartyKind::Office) => PartyKind::Office,
                _ => PartyKind::Person,
            })
        };
        if matches!(who, PartyWho::New(_) | PartyWho::Me | PartyWho::MyOrganisation) && name.is_empty() {
            read.faults.push((at("name"), frame.t("missing-name")));
        }
        let mut facts = BTreeMap::new();
        let kind = match &who {
            PartyWho::Me => Some(PartyKind::Person),
            PartyWho::MyOrganisation => Some(PartyKind::Organisation),
            PartyWho::Office(_) => Some(PartyKind::Office),
            PartyWho::New(kind) => Some(*kind),
            PartyWho::Known(_) => None,
        };
        // What was typed for another kind, before the kind was changed, is not an answer.
        let asked = |need: &&AskedField| need.only.is_none_or(|only| kind.is_none_or(|kind| only == kind));
        for need in role.needs.iter().filter(asked) {
            match value(frame, need, &at(&need.id), posted, blobs) {
                Ok(Some(value)) => {
                    facts.insert(need.id.clone(), value);
                }
                Ok(None) => {}
                Err(fault) => read.faults.push(fault),
            }
        }
        read.answers.parties.push(PartyGiven { role: role.role.clone(), who, name, facts, acts_for: None });
    }
}

/// The value of a field under a name; none where nothing was given.
fn value(
    frame: &Frame,
    field: &AskedField,
    name: &str,
    posted: &Posted,
    blobs: &[(String, Blob)],
) -> Result<Option<Value>, (String, String)> {
    let text = posted.text(name);
    let wrong = |id: &str| (name.to_owned(), frame.t(id));
    if text.len() > limits::TEXT_BYTES {
        return Err(wrong("missing-long"));
    }
    let some = |value: Value| Ok(Some(value));
    match field.ty {
        FieldType::Photo | FieldType::Attachment => return Ok(documents(name, posted, blobs)),
        FieldType::Choices => {
            let chosen: Vec<Value> =
                posted.all(name).into_iter().filter(|c| !c.is_empty()).map(Value::from).collect();
            return Ok((!chosen.is_empty()).then_some(Value::List(chosen)));
        }
        FieldType::List => return rows(frame, field, name, posted, blobs),
        FieldType::Citation => {
            let part = |what: &str| posted.text(&format!("{name}.{what}"));
            let (instrument, article) = (part("instrument"), part("article"));
            if instrument.is_empty() && article.is_empty() {
                return Ok(None);
            }
            return some(record([("instrument", instrument), ("article", article)]));
        }
        _ => {}
    }
    if text.is_empty() {
        return Ok(None);
    }
    match field.ty {
        FieldType::Integer => {
            text.parse().map(|n| Some(Value::Integer(n))).map_err(|_| wrong("missing-integer"))
        }
        FieldType::Number => {
            Decimal::parse(&text).map(|d| Some(Value::Number(d))).ok_or_else(|| wrong("missing-number"))
        }
        FieldType::Money => {
            money(&text).map(|fen| Some(Value::Integer(fen))).ok_or_else(|| wrong("missing-money"))
        }
        FieldType::YesNo => match text.as_str() {
            "yes" => some(Value::YesNo(true)),
            "no" => some(Value::YesNo(false)),
            _ => Err(wrong("missing-yes-no")),
        },
        FieldType::Date => text.parse().map(|d| Some(Value::Date(d))).map_err(|_| wrong("missing-date")),
        FieldType::Time => text.parse().map(|t| Some(Value::Time(t))).map_err(|_| wrong("missing-time")),
        FieldType::Place => some(record([("name", text)])),
        FieldType::Files | FieldType::Citations => some(Value::List(
            text.lines().map(str::trim).filter(|l| !l.is_empty()).map(Value::from).collect(),
        )),
        FieldType::IdNumber => some(Value::Text(text.to_uppercase().replace(' ', ""))),
        // A browser sends the end of a line as two characters.
        FieldType::Long | FieldType::LawText => some(Value::Text(text.replace("\r\n", "\n"))),
        _ => some(Value::Text(text)),
    }
}

fn record<const N: usize>(parts: [(&str, String); N]) -> Value {
    Value::Record(parts.into_iter().map(|(k, v)| (FieldId::from(k), Value::Text(v))).collect())
}

fn rows(
    frame: &Frame,
    field: &AskedField,
    name: &str,
    posted: &Posted,
    blobs: &[(String, Blob)],
) -> Result<Option<Value>, (String, String)> {
    let mut all = Vec::new();
    for n in 0..MOST_ROWS {
        let mut row = BTreeMap::new();
        for inner in &field.of {
            if let Some(value) = value(frame, inner, &format!("{name}.{n}.{}", inner.id), posted, blobs)? {
                row.insert(inner.id.clone(), value);
            }
        }
        if !row.is_empty() {
            all.push(Value::Record(row));
        }
    }
    Ok((!all.is_empty()).then_some(Value::List(all)))
}

/// Documents kept before and not dropped, and those that came with the form.
fn documents(name: &str, posted: &Posted, blobs: &[(String, Blob)]) -> Option<Value> {
    let dropped = posted.all(&format!("{name}.drop"));
    let held = posted.all(&format!("{name}.held"));
    let mut all: Vec<Blob> = held.into_iter().filter(|h| !dropped.contains(h)).filter_map(unname).collect();
    all.extend(blobs.iter().filter(|(field, _)| field == name).map(|(_, blob)| blob.clone()));
    let mut values: Vec<Value> = all.into_iter().map(Value::Blob).collect();
    match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(Value::List(values)),
    }
}

/// A document in a form's hidden field. It names what the store already holds for this very file,
/// so whoever changes it gains nothing.
pub fn name(blob: &Blob) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(blob).unwrap_or_default())
}

/// The other way round.
pub fn unname(name: &str) -> Option<Blob> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(name).ok()?).ok()
}

/// Yuan, with at most two places after the point, to whole fen; a thousands sign may stand in it.
pub fn money(text: &str) -> Option<i64> {
    let clean: String = text.chars().filter(|c| !matches!(c, ',' | '，' | '¥' | '￥' | ' ' | '元')).collect();
    let (minus, digits) = clean.strip_prefix('-').map_or((false, clean.as_str()), |rest| (true, rest));
    let (yuan, fen) = digits.split_once('.').unwrap_or((digits, ""));
    let fine =
        !yuan.is_empty() && fen.len() <= 2 && yuan.bytes().chain(fen.bytes()).all(|b| b.is_ascii_digit());
    if !fine {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    let sum = yuan.checked_mul(100)?.checked_add(fen)?;
    Some(if minus { -sum } else { sum })
}

/// The document of a download, with headers that keep it from doing anything in a page.
pub fn download(document: Document) -> axum::response::Response {
    use axum::{
        http::{HeaderValue, header},
        response::IntoResponse as _,
    };
    let shown = matches!(document.media.as_str(), "application/pdf" | "image/jpeg" | "image/png");
    let media = if shown { document.media.as_str() } else { "application/octet-stream" };
    let name: String = document
        .name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let how = if shown { "inline" } else { "attachment" };
    let mut response = document.bytes.into_response();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(media) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&format!("{how}; filename*=UTF-8''{name}")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    // A PDF is shown by the browser's own viewer, which older browsers keep from a sandbox or take for an object;
    // its kind is fixed and not guessed at (`nosniff`), so that nothing of it runs here. The rest is shut in.
    let policy = if media == "application/pdf" {
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    } else {
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_people_write_it() {
        assert_eq!(money("20,000"), Some(2_000_000));
        assert_eq!(money("¥3.5"), Some(350));
        assert_eq!(money("-1.05"), Some(-105));
        for bad in ["", ".", "1.234", "１", "x", "9999999999999999999"] {
            assert_eq!(money(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_document_goes_through_a_form_and_comes_back() {
        let blob =
            Blob { hash: [7; 32], size: 12, media: "application/pdf".into(), name: "处罚<b>.pdf".into() };
        assert_eq!(unname(&name(&blob)), Some(blob));
        assert_eq!(unname("%%%"), None);
    }
}
