//! The form of an act: what is asked of whom, and whether what was given will do.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    event::{Capacity, Values},
    expr::Scope,
    id::FieldId,
    model::{Act, Asked, Definition, Field, FieldType, OptionItem, OptionsRef, Shared, Who},
    value::Value,
};

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFault {
    /// The field, or a role; none: the form as a whole.
    pub field: Option<FieldId>,
    /// The row, in a list or of several parties.
    pub row: Option<usize>,
    /// What is wrong.
    pub missing: Missing,
}

/// What is wrong with a field. `web` has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// It is required.
    Required,
    /// It is not of the kind asked for.
    Kind,
    /// It is not among the options.
    Option,
    /// It is out of range.
    Range(i64, i64),
    /// It is longer than so many characters.
    TooLong(usize),
    /// An identity number whose check digit does not fit.
    CheckDigit,
    /// It is not asked here.
    NotAsked,
    /// A day later than today.
    Future,
    /// At least so many are needed.
    AtLeast(u32),
    /// At most so many are possible.
    AtMost(u32),
    /// So many must sign, the doer among them.
    Signatures(u32),
    /// Which of several earlier acts is meant must be said.
    About,
    /// For which of several parties it is recorded must be said.
    ForParty,
    /// There is no such act.
    NoAct,
    /// There is no such thing in this file.
    NotHere,
}

/// Characters of a one-line text.
const LINE: usize = 500;
/// Characters of a long text.
const LONG: usize = 50_000;

/// What an act asks of whoever does it in this capacity, in order.
pub fn asked<'a>(act: &'a Act, capacity: &'a Capacity) -> impl Iterator<Item = &'a Asked> {
    let mine = move |who: &Who| match (who, capacity) {
        (Who::Post(a), Capacity::Post(b)) => a == b,
        (Who::Officer(a), Capacity::Seat(b)) => a == b,
        (Who::Party(a), Capacity::Party(b, _)) => a == b,
        (Who::Matter(a), Capacity::Matter(b)) => a == b,
        (Who::Public, Capacity::Public) | (Who::Law, Capacity::Law) => true,
        _ => false,
    };
    let besides = act.fields_for.iter().filter(move |(who, _)| mine(who)).flat_map(|(_, asked)| asked);
    act.fields.iter().chain(besides)
}

/// A field of the definition, or one of the short list every form shares.
pub(crate) fn field<'a>(def: &'a Definition, id: &FieldId) -> Option<&'a Field> {
    def.fields.get(&**id)
}

/// The items of a choice.
pub fn options<'a>(
    def: &'a Definition,
    shared: &'a Shared,
    field: &Field,
) -> Option<&'a crate::model::Options> {
    match field.options.as_ref()? {
        OptionsRef::Own(list) => def.options.get(&**list),
        OptionsRef::Shared(list) => shared.options.get(&**list),
    }
}

/// Sorts what was given into values of the file and values of the act, and drops what is not asked because
/// its condition does not hold. What is wrong goes into `faults`; fields asked no more into `unset`.
pub(crate) struct Sorted {
    pub(crate) values: Values,
    pub(crate) own: Values,
    pub(crate) unset: Vec<FieldId>,
    pub(crate) faults: Vec<FormFault>,
}

/// See [`Sorted`]. `base` is what a condition sees before the form: its values are the file's own.
pub(crate) fn sort(shared: &Shared, asked: &[&Asked], given: &Values, base: &Scope<'_>) -> Sorted {
    let (def, before, today) = (base.def, base.values, base.on);
    let mut sorted =
        Sorted { values: Values::new(), own: Values::new(), unset: Vec::new(), faults: Vec::new() };
    let fault = |field: &FieldId, missing| FormFault { field: Some(field.clone()), row: None, missing };
    for (id, value) in given {
        match field(def, id) {
            Some(field) if asked.iter().any(|a| a.field == *id) => {
                let into = if field.scope_act { &mut sorted.own } else { &mut sorted.values };
                into.insert(id.clone(), value.clone());
            }
            _ => sorted.faults.push(fault(id, Missing::NotAsked)),
        }
    }
    // Conditions are judged on the file as the form would leave it; one condition may hang on another.
    let mut all: Values = before.clone();
    all.extend(sorted.values.clone());
    let mut asleep: Vec<&FieldId> = Vec::new();
    loop {
        let fell = asked.iter().find(|a| {
            !asleep.contains(&&a.field)
                && field(def, &a.field).and_then(|f| f.when.as_ref()).is_some_and(|w| {
                    let own = base.actor.map(|a| (&sorted.own, &a.id));
                    !w.holds(&Scope { values: &all, own, ..*base }).unwrap_or(false)
                })
        });
        let Some(fell) = fell else {
            break;
        };
        asleep.push(&fell.field);
        sorted.values.remove(&fell.field);
        sorted.own.remove(&fell.field);
        if all.remove(&fell.field).is_some() && before.contains_key(&fell.field) {
            sorted.unset.push(fell.field.clone());
        }
    }
    for a in asked {
        let Some(field) = field(def, &a.field) else {
            continue;
        };
        if asleep.contains(&&a.field) || field.value.is_some() {
            continue;
        }
        let value = sorted.own.get(&a.field).or_else(|| sorted.values.get(&a.field));
        match value {
            Some(value) => {
                if let Err(missing) = fits(def, shared, field, value, today) {
                    sorted.faults.push(fault(&a.field, missing));
                }
            }
            // What the file already knows is not asked twice.
            None if a.required && (field.scope_act || !before.contains_key(&a.field)) => {
                sorted.faults.push(fault(&a.field, Missing::Required));
            }
            None => {}
        }
    }
    sorted
}

/// Whether a value is one the field can hold.
pub fn fits(
    def: &Definition,
    shared: &Shared,
    field: &Field,
    value: &Value,
    today: Date,
) -> Result<(), Missing> {
    let kind = |fine: bool| if fine { Ok(()) } else { Err(Missing::Kind) };
    match (field.ty, value) {
        (
            FieldType::Text
            | FieldType::Account
            | FieldType::LawText
            | FieldType::Person
            | FieldType::Officer
            | FieldType::File,
            Value::Text(s),
        ) => text(s, LINE),
        (FieldType::Long, Value::Text(s)) => text(s, LONG),
        (FieldType::IdNumber, Value::Text(s)) => {
            if id_number(s) {
                Ok(())
            } else {
                Err(Missing::CheckDigit)
            }
        }
        (FieldType::Integer | FieldType::Money, Value::Integer(n)) => match field.range {
            Some((least, most)) if *n < least || *n > most => Err(Missing::Range(least, most)),
            None if field.ty == FieldType::Money && *n < 0 => Err(Missing::Range(0, i64::MAX)),
            _ => Ok(()),
        },
        (FieldType::Number, Value::Number(d)) => match field.range {
            Some((least, most))
                if d.ten_thousandths() < least.saturating_mul(10_000)
                    || d.ten_thousandths() > most.saturating_mul(10_000) =>
            {
                Err(Missing::Range(least, most))
            }
            _ => Ok(()),
        },
        (FieldType::Date, Value::Date(on)) if field.past && *on > today => Err(Missing::Future),
        (FieldType::YesNo, Value::YesNo(_))
        | (FieldType::Time, Value::Time(_))
        | (FieldType::Date, Value::Date(_))
        | (FieldType::Place | FieldType::Citation, Value::Record(_))
        | (FieldType::Attachment | FieldType::Photo, Value::Blob(_)) => Ok(()),
        (FieldType::Choice, Value::Text(item)) => option(def, shared, field, item, today),
        (FieldType::Choices, Value::List(items)) => items.iter().try_for_each(|item| match item {
            Value::Text(item) => option(def, shared, field, item, today),
            _ => Err(Missing::Kind),
        }),
        (FieldType::Files | FieldType::Citations, Value::List(items)) => {
            kind(items.iter().all(|i| matches!(i, Value::Text(_) | Value::Record(_))))
        }
        (FieldType::Attachment, Value::List(items)) => {
            kind(!items.is_empty() && items.iter().all(|i| matches!(i, Value::Blob(_))))
        }
        (FieldType::List, Value::List(rows)) => rows.iter().try_for_each(|row| match row {
            Value::Record(row) => row_fits(def, shared, field, row, today),
            _ => Err(Missing::Kind),
        }),
        _ => Err(Missing::Kind),
    }
}

fn row_fits(
    def: &Definition,
    shared: &Shared,
    list: &Field,
    row: &BTreeMap<FieldId, Value>,
    today: Date,
) -> Result<(), Missing> {
    for (id, value) in row {
        let known = list.of_fields.contains(id);
        let Some(field) = def.fields.get(&**id).filter(|_| known) else {
            return Err(Missing::NotAsked);
        };
        fits(def, shared, field, value, today)?;
    }
    Ok(())
}

fn text(s: &str, most: usize) -> Result<(), Missing> {
    if s.trim().is_empty() {
        Err(Missing::Required)
    } else if s.chars().count() > most {
        Err(Missing::TooLong(most))
    } else {
        Ok(())
    }
}

fn option(def: &Definition, shared: &Shared, field: &Field, item: &str, today: Date) -> Result<(), Missing> {
    let in_force = |o: &OptionItem| o.in_force.holds(today);
    match options(def, shared, field).and_then(|list| list.get(item)) {
        Some(o) if in_force(o) => Ok(()),
        _ => Err(Missing::Option),
    }
}

/// Whether an identity number's check digit fits (GB 11643-1999: weights 2^(17-i) mod 11).
pub(crate) fn id_number(s: &str) -> bool {
    let digits = s.as_bytes();
    let (Some(body), Some(check)) = (digits.get(..17), digits.get(17)) else {
        return false;
    };
    if digits.len() != 18 || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2_u32];
    let sum: u32 = body.iter().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
    let expected = b"10X98765432".get(usize::try_from(sum % 11).unwrap_or(0));
    expected == Some(&check.to_ascii_uppercase())
}
