//! Sets a form: from what a use case asks, what was answered, and what was wrong with it.

use xiezhi_bureau::{
    Answers, NotDone, PartyWho,
    view::{AskedField, Form as Asked, PartyForm},
};
use xiezhi_matter::{
    decide::{FormFault, Missing},
    model::{Class, FieldType, PartyKind},
    value::{Blob, Value},
};

use super::{answers, text};
use crate::{
    frame::Frame,
    limits,
    posted::Posted,
    view::{
        Document,
        form::{Button, Choice, Field, FieldKind, Fold, Form, FormSection, Held, ShownIf, Upload, Warning},
    },
};

/// What a form is set from besides what it asks.
#[derive(Clone, Copy, Default)]
pub struct Given<'a> {
    /// What was typed, where the form came back.
    pub posted: Option<&'a Posted>,
    /// What was answered before.
    pub answers: Option<&'a Answers>,
    /// Faults by the name of their control.
    pub faults: &'a [(String, String)],
    /// What stands in the way.
    pub not_done: Option<&'a NotDone>,
    /// Where documents are sent at once.
    pub upload: Option<&'a str>,
    /// Only this question.
    pub only: Option<&'a str>,
    /// Documents that came with the form just sent.
    pub taken: &'a [(String, Blob)],
    /// What is rarely needed is folded away: for whoever fills in the same form many times a day.
    pub fold: bool,
}

/// The questions of a form, by the names that stand in addresses.
pub fn questions(form: &Asked) -> Vec<String> {
    let parties = form.parties.iter().map(|p| format!("party.{}", p.role));
    let fields = form.fields.iter().filter(|f| f.shown && f.computed.is_none()).map(|f| f.id.to_string());
    parties.chain(fields).collect()
}

/// The parts of a form.
pub fn sections(frame: &Frame, form: &Asked, given: &Given<'_>) -> Vec<FormSection> {
    let asked = |id: &str| given.only.is_none_or(|o| o == id);
    let mut sections: Vec<FormSection> = form
        .parties
        .iter()
        .filter(|p| asked(&format!("party.{}", p.role)))
        .map(|p| party(frame, p, given))
        .collect();
    let mut fields = Vec::new();
    if given.only.is_none() {
        fields.extend(about(frame, form, given));
    }
    let (rare, usual): (Vec<&AskedField>, Vec<&AskedField>) =
        form.fields.iter().filter(|f| asked(&f.id)).partition(|f| given.fold && rarely_answered(f));
    fields.extend(usual.into_iter().map(|f| field(frame, f, &f.id, given)));
    if given.only.is_none() {
        fields.extend(signers(frame, form, given));
    }
    if !fields.is_empty() {
        let title = (!sections.is_empty()).then(|| frame.said(&form.name));
        sections.push(FormSection { title, fields, ..FormSection::default() });
    }
    if !rare.is_empty() {
        let fields: Vec<Field> = rare.into_iter().map(|f| field(frame, f, &f.id, given)).collect();
        let says = fields.iter().map(|f| f.label.as_str()).collect::<Vec<_>>().join(" · ");
        let open = fields.iter().any(|f| !f.faults().is_empty());
        let title = Some(frame.t("form-further"));
        sections.push(FormSection {
            title,
            fields,
            fold: Some(Fold { says, open }),
            ..FormSection::default()
        });
    }
    sections
}

/// What need not be answered, because the definition answers it where nothing is said.
fn rarely_answered(field: &AskedField) -> bool {
    !field.required && field.computed.is_none() && field.value.is_some() && !field.on_file
}

/// What is wrong with the form as a whole.
pub fn errors(frame: &Frame, form: &Asked, given: &Given<'_>) -> Vec<String> {
    let Some(not_done) = given.not_done else { return Vec::new() };
    let known: Vec<String> = form
        .fields
        .iter()
        .map(|f| f.id.to_string())
        .chain(form.parties.iter().map(|p| p.role.to_string()))
        .collect();
    not_done
        .faults
        .iter()
        .filter(|fault| fault.field.as_ref().is_none_or(|id| !known.iter().any(|k| k == &**id)))
        .map(|fault| missing(frame, &fault.missing))
        .collect()
}

/// The warnings that wait to be confirmed.
pub fn warnings(frame: &Frame, given: &Given<'_>) -> Vec<Warning> {
    use xiezhi_matter::model::Strength;
    let Some(not_done) = given.not_done else { return Vec::new() };
    let confirmed = |rule: &str| {
        given.answers.is_some_and(|a| a.confirmed.iter().any(|r| &**r == rule))
            || given.posted.is_some_and(|p| p.all("confirm").contains(&rule))
    };
    not_done
        .refusals
        .iter()
        .chain(&not_done.warnings)
        .filter(|r| r.strength == Strength::Warn && r.mine)
        .map(|r| Warning {
            reason: text::reason(frame, r),
            confirmed: confirmed(&r.rule),
            missing: given.posted.is_some() && !confirmed(&r.rule),
        })
        .collect()
}

fn about(frame: &Frame, form: &Asked, given: &Given<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    let typed = |name: &str| given.posted.map(|p| p.text(name)).unwrap_or_default();
    if form.about.len() > 1 {
        let choices = form.about.iter().map(|(n, name)| Choice {
            chosen: typed("about") == n.to_string(),
            value: n.to_string(),
            label: format!("№ {n} {}", frame.said(name)),
            ..Choice::default()
        });
        fields.push(Field {
            id: "about".into(),
            label: frame.t("form-about"),
            required: true,
            error: fault_of(frame, given, "about", &|m| matches!(m, Missing::About)),
            kind: FieldKind::Choice { choices: choices.collect() },
            ..Field::default()
        });
    }
    if !form.for_party.is_empty() {
        let alone = form.for_party.len() == 1;
        let choices = form.for_party.iter().map(|(id, name)| Choice {
            chosen: alone || typed("for_party") == id.to_string(),
            value: id.to_string(),
            label: name.clone(),
            ..Choice::default()
        });
        fields.push(Field {
            id: "for_party".into(),
            label: frame.t("form-for-party"),
            required: true,
            error: fault_of(frame, given, "for_party", &|m| matches!(m, Missing::ForParty)),
            kind: FieldKind::Choice { choices: choices.collect() },
            ..Field::default()
        });
    }
    fields
}

fn signers(frame: &Frame, form: &Asked, given: &Given<'_>) -> Option<Field> {
    let sign = form.sign.filter(|n| *n > 1)?;
    let chosen = given.posted.map(|p| p.all("signed")).unwrap_or_default();
    let choices = form.signers.iter().map(|(id, name)| Choice {
        chosen: chosen.contains(&id.as_str()),
        value: id.clone(),
        label: name.clone(),
        ..Choice::default()
    });
    Some(Field {
        id: "signed".into(),
        label: frame.t("form-signed"),
        hint: Some(frame.tn("form-signed-says", sign)),
        required: true,
        error: fault_of(frame, given, "signed", &|m| matches!(m, Missing::Signatures(_))),
        kind: FieldKind::Choices { choices: choices.collect() },
        ..Field::default()
    })
}

fn fault_of(frame: &Frame, given: &Given<'_>, _id: &str, is: &dyn Fn(&Missing) -> bool) -> Option<String> {
    let fault = given.not_done?.faults.iter().find(|f| is(&f.missing))?;
    Some(missing(frame, &fault.missing))
}

/// The questions about those who take part in a role.
fn party(frame: &Frame, asked: &PartyForm, given: &Given<'_>) -> FormSection {
    let role = &asked.role;
    let rows = given
        .answers
        .map(|a| a.parties.iter().filter(|p| p.role == *role).collect::<Vec<_>>())
        .unwrap_or_default();
    let typed_rows = given.posted.map_or(0, |p| {
        (0..answers_most(asked)).filter(|n| p.under(&format!("party.{role}.{n}.")).next().is_some()).count()
    });
    let add = format!("party.{role}");
    let more = usize::from(given.posted.is_some_and(|p| p.get("add") == Some(&add)));
    let most = answers_most(asked);
    let count = (rows.len().max(typed_rows).max(1) + more).min(most.max(1));
    let mut fields = Vec::new();
    for n in 0..count {
        let at = |what: &str| format!("party.{role}.{n}.{what}");
        let known = rows.get(n).copied();
        let text = |what: &str, kept: String| match given.posted {
            Some(posted) if posted.has(&at("shown")) || posted.has(&at(what)) => posted.text(&at(what)),
            _ => kept,
        };
        let label = |name: &str| {
            if count > 1 { format!("{} {}: {name}", frame.said(&asked.name), n + 1) } else { name.to_owned() }
        };
        let error = |what: &str| {
            let name = at(what);
            given.faults.iter().find(|(id, _)| *id == name).map(|(_, e)| e.clone())
        };
        let role_error = given.not_done.and_then(|d| {
            let fault = d.faults.iter().find(|f| names(f, role) && f.row.is_none_or(|row| row == n))?;
            Some(missing(frame, &fault.missing))
        });
        if !asked.offices.is_empty() {
            let chosen = text(
                "office",
                match known.map(|k| &k.who) {
                    Some(PartyWho::Office(id)) => id.clone(),
                    _ => String::new(),
                },
            );
            let choices = asked.offices.iter().map(|(id, name)| Choice {
                chosen: chosen == *id,
                value: id.clone(),
                label: frame.said(name),
                ..Choice::default()
            });
            fields.push(Field {
                id: at("office"),
                label: label(&frame.said(&asked.name)),
                required: asked.required && n == 0,
                error: error("office").or_else(|| role_error.clone()),
                kind: FieldKind::Officer { choices: choices.collect() },
                ..Field::default()
            });
            if asked.kind == PartyKind::Office {
                continue;
            }
        }
        // Whoever fills it in is at most one of them, and is asked about first.
        let me = asked.may_be_me && n == 0;
        let kinds = kinds(frame, asked, me);
        if kinds.len() > 1 {
            let first = if asked.required { kinds.first().map_or("", |(value, _)| *value) } else { "" };
            let now = text(
                "kind",
                match known.map(|k| &k.who) {
                    Some(PartyWho::Me) => "me".into(),
                    Some(PartyWho::MyOrganisation) => "my-organisation".into(),
                    Some(PartyWho::New(PartyKind::Organisation)) => "organisation".into(),
                    Some(_) => "person".into(),
                    None => first.into(),
                },
            );
            let choices = kinds.into_iter().map(|(value, label)| Choice {
                chosen: now == value,
                value: value.into(),
                label,
                ..Choice::default()
            });
            fields.push(Field {
                id: at("kind"),
                label: label(&if me {
                    frame.t1("party-who", "role", frame.said(&asked.name))
                } else {
                    frame.t("party-kind")
                }),
                required: asked.required && n == 0,
                kind: FieldKind::Choice { choices: choices.collect() },
                ..Field::default()
            });
        }
        let mine = asked.me.as_ref().filter(|_| me && asked.required && rows.is_empty());
        fields.push(Field {
            id: at("name"),
            label: label(&frame.t("party-name")),
            required: asked.required && n == 0,
            error: error("name").or_else(|| role_error.clone().filter(|_| asked.offices.is_empty())),
            kind: FieldKind::Known {
                value: text(
                    "name",
                    known
                        .map(|k| k.name.clone())
                        .or_else(|| mine.map(|(name, _)| name.clone()))
                        .unwrap_or_default(),
                ),
                input: "text".into(),
                autocomplete: "name".into(),
            },
            ..Field::default()
        });
        let may_be = |only: PartyKind| asked.kind == PartyKind::Any || asked.kind == only;
        for need in asked.needs.iter().filter(|need| need.only.is_none_or(may_be)) {
            let facts = known.map(|k| &k.facts).or(mine.map(|(_, facts)| facts));
            let kept = facts.and_then(|f| f.get(&need.id));
            let mut one = control(frame, need, &at(&need.id), kept, given);
            one.label = label(&one.label);
            if let Some(only) = need.only.filter(|_| asked.kind == PartyKind::Any) {
                one.shown_if = Some(of_kind(frame, asked, me, at("kind"), only));
            }
            fields.push(one);
        }
    }
    let add = (count < most).then(|| Button {
        name: "add".into(),
        value: add,
        label: frame.t1("party-add", "role", frame.said(&asked.name)),
    });
    // A role that nobody has yet and nobody must have.
    let typed = given.posted.is_some_and(|p| {
        p.under(&format!("party.{role}."))
            .any(|(what, said)| !what.ends_with(".kind") && !said.trim().is_empty())
    });
    let rare = given.fold && !asked.required && rows.is_empty() && !typed && more == 0;
    let fold = rare.then(|| Fold { says: frame.t("form-fold-none"), open: false });
    FormSection { title: given.only.is_none().then(|| frame.said(&asked.name)), fields, add, fold }
}

/// The condition under which something is asked about parties of one kind alone.
fn of_kind(frame: &Frame, asked: &PartyForm, me: bool, field: String, only: PartyKind) -> ShownIf {
    let of = |value: &str| match value {
        "me" | "person" => PartyKind::Person,
        _ => PartyKind::Organisation,
    };
    let (values, words): (Vec<&str>, Vec<String>) =
        kinds(frame, asked, me).into_iter().filter(|(value, _)| of(value) == only).unzip();
    let says = frame.t2("form-only-if", "field", frame.t("party-kind"), "values", words.join(" / "));
    ShownIf { field, values: values.into_iter().map(ToOwned::to_owned).collect(), says }
}

/// What a party can be, and the words for it: whoever fills in the form, a person, an organisation.
fn kinds(frame: &Frame, asked: &PartyForm, me: bool) -> Vec<(&'static str, String)> {
    let people = matches!(asked.kind, PartyKind::Person | PartyKind::Any);
    let organisations = matches!(asked.kind, PartyKind::Organisation | PartyKind::Any);
    let mut kinds = Vec::new();
    if me && people {
        kinds.push(("me", frame.t("party-myself")));
    }
    if me && organisations {
        kinds.push(("my-organisation", frame.t("party-my-organisation")));
    }
    let other = |mine: &str, kind| if me { frame.t(mine) } else { text::party_kind(frame, kind) };
    if people {
        kinds.push(("person", other("party-other-person", PartyKind::Person)));
    }
    if organisations {
        kinds.push(("organisation", other("party-other-organisation", PartyKind::Organisation)));
    }
    kinds
}

fn answers_most(asked: &PartyForm) -> usize {
    asked.max.and_then(|m| usize::try_from(m).ok()).unwrap_or(20).min(20)
}

fn names(fault: &FormFault, role: &str) -> bool {
    fault.field.as_ref().is_some_and(|f| &**f == role)
}

/// A field of the act.
fn field(frame: &Frame, asked: &AskedField, name: &str, given: &Given<'_>) -> Field {
    let kept = given.answers.and_then(|a| a.values.get(&asked.id)).or(asked.value.as_ref());
    control(frame, asked, name, kept, given)
}

fn control(frame: &Frame, asked: &AskedField, name: &str, kept: Option<&Value>, given: &Given<'_>) -> Field {
    let typed = given.posted.filter(|p| p.has(name)).map(|p| p.text(name));
    let line = || typed.clone().unwrap_or_else(|| kept.map(plain).unwrap_or_default());
    let own = given.faults.iter().find(|(id, _)| id == name).map(|(_, e)| e.clone());
    let judged = || {
        let fault =
            given.not_done?.faults.iter().find(|f| f.field.as_ref() == Some(&asked.id) && f.row.is_none())?;
        Some(missing(frame, &fault.missing))
    };
    let known = |input: &str, autocomplete: &str| FieldKind::Known {
        value: line(),
        input: input.into(),
        autocomplete: autocomplete.into(),
    };
    let kind = if let Some(shown) = &asked.computed {
        FieldKind::Fixed { value: text::value(frame, None, &shown.value) }
    } else {
        match asked.ty {
            FieldType::Long => FieldKind::Long { value: line(), rows: 6 },
            FieldType::LawText => FieldKind::LawText { value: line() },
            FieldType::Integer | FieldType::Number => FieldKind::Number { value: line(), unit: None },
            FieldType::Money => FieldKind::Money {
                value: typed.clone().unwrap_or_else(|| {
                    kept.and_then(Value::as_integer)
                        .map(|fen| format!("{}.{:02}", fen / 100, fen % 100))
                        .unwrap_or_default()
                }),
            },
            FieldType::YesNo => FieldKind::YesNo {
                value: match typed.as_deref() {
                    Some("yes") => Some(true),
                    Some("no") => Some(false),
                    Some(_) => None,
                    None => kept.and_then(Value::as_yes_no),
                },
            },
            FieldType::Date => FieldKind::Date { value: line() },
            FieldType::Time => FieldKind::Time { value: line().chars().take(16).collect() },
            FieldType::Choice | FieldType::Choices => {
                let chosen = chosen(given.posted, name, kept);
                let choices = asked.options.iter().map(|o| Choice {
                    chosen: chosen.contains(&o.id),
                    value: o.id.clone(),
                    label: frame.said(&o.name),
                    hint: None,
                    basis: o.basis.first().map(text::basis),
                });
                let choices = choices.collect();
                if asked.ty == FieldType::Choice {
                    FieldKind::Choice { choices }
                } else {
                    FieldKind::Choices { choices }
                }
            }
            FieldType::Officer | FieldType::Person if !asked.options.is_empty() => {
                let now = line();
                let choices = asked.options.iter().map(|o| Choice {
                    chosen: now == o.id,
                    value: o.id.clone(),
                    label: frame.said(&o.name),
                    ..Choice::default()
                });
                FieldKind::Officer { choices: choices.collect() }
            }
            FieldType::File => FieldKind::File { value: line(), found: None },
            FieldType::Files => FieldKind::Files { value: line() },
            FieldType::Place => FieldKind::Place { name: line() },
            FieldType::Citation => {
                let part =
                    |what: &str| given.posted.map(|p| p.text(&format!("{name}.{what}"))).unwrap_or_default();
                FieldKind::Citation { instrument: part("instrument"), article: part("article") }
            }
            FieldType::Citations => FieldKind::Citations { value: line() },
            FieldType::IdNumber => FieldKind::IdNumber { value: line() },
            FieldType::Account => FieldKind::Account { value: line() },
            FieldType::Photo | FieldType::Attachment => {
                let held = held(name, kept, given);
                let upload = upload(frame, given, asked.ty == FieldType::Photo);
                if asked.ty == FieldType::Photo {
                    FieldKind::Photo { held, upload }
                } else {
                    FieldKind::Attachment { held, upload }
                }
            }
            FieldType::List => list(frame, asked, name, kept, given),
            _ if asked.id.contains("phone") => known("tel", "tel"),
            _ if asked.id.contains("email") => known("email", "email"),
            _ => FieldKind::Text { value: line() },
        }
    };
    Field {
        id: name.to_owned(),
        label: frame.said(&asked.name),
        required: asked.required,
        hint: asked.help.as_ref().map(|h| frame.said(h)),
        error: own.or_else(judged),
        basis: asked.basis.first().map(text::basis),
        shown_if: asked.shown_if.as_ref().filter(|_| given.only.is_none()).map(|s| ShownIf {
            field: s.field.to_string(),
            values: s
                .values
                .iter()
                .map(|v| match v.as_str() {
                    "true" => "yes".to_owned(),
                    "false" => "no".to_owned(),
                    other => other.to_owned(),
                })
                .collect(),
            says: frame.t2("form-only-if", "field", frame.said(&s.name), "values", frame.said_all(&s.words)),
        }),
        privacy: matches!(asked.class, Class::Sensitive | Class::Restricted).then(|| frame.t("form-private")),
        kind,
    }
}

fn chosen(posted: Option<&Posted>, name: &str, kept: Option<&Value>) -> Vec<String> {
    if let Some(posted) = posted {
        return posted.all(name).into_iter().map(ToOwned::to_owned).collect();
    }
    match kept {
        Some(Value::List(items)) => items.iter().map(plain).collect(),
        Some(one) => vec![plain(one)],
        None => Vec::new(),
    }
}

fn held(name: &str, kept: Option<&Value>, given: &Given<'_>) -> Vec<Held> {
    let mut blobs: Vec<Blob> = match given.posted {
        Some(posted) => posted.all(&format!("{name}.held")).into_iter().filter_map(answers::unname).collect(),
        None => kept.map(|v| v.blobs().into_iter().cloned().collect()).unwrap_or_default(),
    };
    blobs.extend(given.taken.iter().filter(|(field, _)| field == name).map(|(_, b)| b.clone()));
    blobs
        .into_iter()
        .map(|blob| Held {
            id: answers::name(&blob),
            document: Document {
                name: blob.name.clone().into(),
                href: String::new(),
                size: blob.size,
                kind: text::kind(&blob.media),
            },
            error: None,
        })
        .collect()
}

fn upload(frame: &Frame, given: &Given<'_>, photo: bool) -> Upload {
    Upload {
        href: given.upload.map(ToOwned::to_owned),
        accept: if photo { "image/jpeg,image/png" } else { "application/pdf,image/jpeg,image/png" }.into(),
        kinds: frame.t(if photo { "kinds-photo" } else { "kinds-document" }),
        most_bytes: limits::DOCUMENT_BYTES,
        most: if photo { 1 } else { 20 },
    }
}

fn list(frame: &Frame, asked: &AskedField, name: &str, kept: Option<&Value>, given: &Given<'_>) -> FieldKind {
    let kept: Vec<&Value> = match kept {
        Some(Value::List(rows)) => rows.iter().collect(),
        _ => Vec::new(),
    };
    let typed = given.posted.map_or(0, |p| {
        (0..200).rfind(|n| p.under(&format!("{name}.{n}.")).next().is_some()).map_or(0, |n| n + 1)
    });
    let more = usize::from(given.posted.is_some_and(|p| p.get("add") == Some(name)));
    let count = kept.len().max(typed).max(1) + more;
    let row = |n: usize| {
        let values = match kept.get(n) {
            Some(Value::Record(values)) => Some(values),
            _ => None,
        };
        asked
            .of
            .iter()
            .map(|inner| {
                let kept = values.and_then(|v| v.get(&inner.id));
                control(frame, inner, &format!("{name}.{n}.{}", inner.id), kept, given)
            })
            .collect()
    };
    FieldKind::List { rows: (0..count).map(row).collect(), add: frame.t("form-add") }
}

/// A value as a control holds it.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(n) => n.to_string(),
        Value::Number(d) => d.to_string(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join("\n"),
        Value::Record(parts) => parts.values().map(plain).collect::<Vec<_>>().join(" "),
        Value::Blob(blob) => blob.name.clone(),
    }
}

/// The words of what is wrong with a field.
pub fn missing(frame: &Frame, missing: &Missing) -> String {
    match missing {
        Missing::Required => frame.t("missing-required"),
        Missing::Kind => frame.t("missing-kind"),
        Missing::Option => frame.t("missing-option"),
        Missing::Range(least, most) => {
            frame.t2("missing-range", "least", least.to_string(), "most", most.to_string())
        }
        Missing::TooLong(most) => frame.t1("missing-too-long", "most", most.to_string()),
        Missing::CheckDigit => frame.t("missing-check-digit"),
        Missing::NotAsked => frame.t("missing-not-asked"),
        Missing::Future => frame.t("missing-future"),
        Missing::AtLeast(n) => frame.tn("missing-at-least", *n),
        Missing::AtMost(n) => frame.tn("missing-at-most", *n),
        Missing::Signatures(n) => frame.tn("missing-signatures", *n),
        Missing::About => frame.t("missing-about"),
        Missing::ForParty => frame.t("missing-for-party"),
        Missing::NoAct => frame.t("missing-no-act"),
        Missing::NotHere => frame.t("missing-not-here"),
    }
}

/// A form to be posted.
pub fn posting(frame: &Frame, asked: &Asked, given: &Given<'_>, action: String, submit: String) -> Form {
    Form {
        action,
        sections: sections(frame, asked, given),
        errors: errors(frame, asked, given),
        submit,
        second: None,
        warnings: warnings(frame, given),
        one_question: false,
        hidden: Vec::new(),
    }
}

/// A value that was given, in words.
pub fn shown(frame: &Frame, asked: &AskedField, value: &Value) -> crate::view::Value {
    use crate::view::{Pair, Value as Shown};
    let option = |id: &str| {
        let found = asked.options.iter().find(|o| o.id == id);
        found.map_or_else(|| Shown::Zh(id.into()), |o| Shown::Text(frame.said(&o.name)))
    };
    match value {
        Value::Text(id) if matches!(asked.ty, FieldType::Choice | FieldType::Officer | FieldType::Person) => {
            option(id)
        }
        Value::Text(words) => Shown::Zh(words.as_str().into()),
        Value::Integer(fen) if asked.ty == FieldType::Money => Shown::Money(*fen),
        Value::Integer(n) => Shown::Number(*n),
        Value::Number(d) => Shown::Text(d.to_string()),
        Value::YesNo(yes) => Shown::Text(frame.t(if *yes { "yes" } else { "no" })),
        Value::Date(date) => Shown::Date(*date),
        Value::Time(time) => Shown::Text(time.to_string().replace('T', " ")),
        Value::Blob(blob) => Shown::Zh(blob.name.as_str().into()),
        Value::List(items) => Shown::List(
            items
                .iter()
                .map(|item| match item {
                    Value::Text(id) if asked.ty == FieldType::Choices => option(id),
                    other => shown(frame, asked, other),
                })
                .collect(),
        ),
        Value::Record(parts) => Shown::Record(
            parts
                .iter()
                .map(|(id, part)| {
                    let inner = asked.of.iter().find(|f| f.id == *id);
                    Pair {
                        name: inner.map_or_else(String::new, |f| frame.said(&f.name)),
                        value: inner.map_or_else(|| Shown::Zh(plain(part).into()), |f| shown(frame, f, part)),
                    }
                })
                .collect(),
        ),
    }
}
