//! How a fact becomes words: what a bare placeholder prints, and the filters a text may use.

use std::fmt::Display;

use jiff::civil::Date;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

use crate::layout::Lang;
use crate::markdown::decode;
use crate::template::kind_name;
use crate::words;

/// The filters that papers add. `docs/papers.md` shows each with an example.
pub(crate) const OURS: [&str; 6] = ["date", "money", "list", "mask", "lines", "numeral"];

/// The engine's own filters that make sense in a text.
const ENGINES: [&str; 25] = [
    "abs",
    "batch",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "groupby",
    "int",
    "items",
    "join",
    "last",
    "length",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "trim",
    "unique",
];

pub(crate) fn is_known(filter: &str) -> bool {
    OURS.contains(&filter) || ENGINES.contains(&filter)
}

/// Adds the filters in the language of the text.
pub(crate) fn add(env: &mut Environment<'static>, lang: Lang) {
    env.add_filter("date", move |value: &Value, how: Option<String>| date(value, how.as_deref(), lang));
    env.add_filter("money", move |value: &Value, how: Option<String>| money(value, how.as_deref(), lang));
    env.add_filter("list", move |value: &Value, last: Option<String>, options: Kwargs| {
        let with: Option<String> = options.get("with")?;
        options.assert_all_used()?;
        list(value, with.as_deref(), last.as_deref(), lang)
    });
    env.add_filter("mask", move |value: &Value| -> Result<Value, Error> {
        if let Some(items) = sequence(value) {
            return items.map(|one| Ok(Value::from(words::mask(&text_of(&one, lang)?)))).collect();
        }
        Ok(Value::from(words::mask(&text_of(value, lang)?)))
    });
    env.add_filter("lines", move |value: &Value| -> Result<Value, Error> {
        let text = text_of(value, lang)?;
        Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Value::from).collect())
    });
    env.add_filter("numeral", move |value: &Value| -> Result<String, Error> {
        let n = whole(value).and_then(|n| u64::try_from(n).ok());
        let n = n.ok_or_else(|| unfit("numeral", value, "a whole number"))?;
        Ok(if lang == Lang::Zh { words::numeral(n) } else { n.to_string() })
    });
}

/// The facts as values of the template engine.
pub(crate) fn value_of(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::from(()),
        serde_json::Value::Bool(b) => Value::from(*b),
        serde_json::Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(n), _) => Value::from(n),
            (None, Some(n)) => Value::from(n),
            (None, None) => Value::from(n.to_string()),
        },
        serde_json::Value::String(s) => Value::from(s.as_str()),
        serde_json::Value::Array(items) => items.iter().map(value_of).collect(),
        serde_json::Value::Object(map) => {
            // A member without a value is as good as absent: it is false in a condition and a mistake in print.
            Value::from_pairs(
                map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.as_str(), value_of(v))),
            )
        }
    }
}

/// What a bare placeholder prints: a text as it is, yes and no in words, the name of a party or an officer,
/// the items of a list joined.
pub(crate) fn shown(value: &Value, lang: Lang) -> Result<String, Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number => Ok(value.to_string()),
        ValueKind::Bool => Ok(match (value.is_true(), lang) {
            (true, Lang::Zh) => "是",
            (false, Lang::Zh) => "否",
            (true, Lang::En) => "yes",
            (false, Lang::En) => "no",
        }
        .to_owned()),
        ValueKind::Seq | ValueKind::Iterable => list(value, None, None, lang),
        ValueKind::Map => {
            let name = value.get_attr("name")?;
            if name.kind() == ValueKind::String {
                Ok(name.to_string())
            } else {
                Err(invalid("is a group of facts: say which of them, as in party.applicant.name"))
            }
        }
        ValueKind::Undefined | ValueKind::None => Err(Error::from(ErrorKind::UndefinedError)),
        other => Err(invalid(format!("is {}", kind_name(other)))),
    }
}

fn text_of(value: &Value, lang: Lang) -> Result<String, Error> {
    Ok(decode(&shown(value, lang)?))
}

fn sequence(value: &Value) -> Option<impl Iterator<Item = Value> + use<>> {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable).then(|| value.try_iter().ok()).flatten()
}

fn list(value: &Value, with: Option<&str>, last: Option<&str>, lang: Lang) -> Result<String, Error> {
    let Some(items) = sequence(value) else {
        return text_of(value, lang);
    };
    let items = items.map(|item| text_of(&item, lang)).collect::<Result<Vec<_>, _>>()?;
    let with = with.unwrap_or(if lang == Lang::Zh { "、" } else { ", " });
    Ok(match (last, items.as_slice()) {
        (Some(last), [head @ .., end]) if !head.is_empty() => {
            let gap = if lang == Lang::Zh { "" } else { " " };
            format!("{}{gap}{last}{gap}{end}", head.join(with))
        }
        _ => items.join(with),
    })
}

fn date(value: &Value, how: Option<&str>, lang: Lang) -> Result<String, Error> {
    let text = text_of(value, lang)?;
    let Some(day) = text.get(..10).and_then(|day| day.parse::<Date>().ok()) else {
        // A value that was already written for people stays as it is.
        return if text.contains('年') || lang == Lang::En && text.chars().any(char::is_alphabetic) {
            Ok(text)
        } else {
            Err(unfit("date", value, "a day such as 2026-03-01"))
        };
    };
    match how {
        None => Ok(words::date(day, lang)),
        Some("numeral" | "汉字") => Ok(words::date_in_numerals(day)),
        Some(other) => Err(invalid(format!("date knows no way {other:?}, only 'numeral'"))),
    }
}

fn money(value: &Value, how: Option<&str>, lang: Lang) -> Result<String, Error> {
    let fen = whole(value).ok_or_else(|| unfit("money", value, "a whole number of fen (raw.<field>)"))?;
    match how {
        None => Ok(words::money(fen, lang)),
        Some("capital" | "大写") => Ok(words::money_in_capitals(fen)),
        Some(other) => Err(invalid(format!("money knows no way {other:?}, only 'capital'"))),
    }
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| decode(value.as_str()?).trim().parse().ok())
}

fn unfit(filter: &str, value: &Value, wants: &str) -> Error {
    if value.is_undefined() || value.is_none() {
        return Error::from(ErrorKind::UndefinedError);
    }
    invalid(format!("{filter} wants {wants}, this is {}", kind_name(value.kind())))
}

fn invalid(detail: impl Display) -> Error {
    Error::new(ErrorKind::InvalidOperation, detail.to_string())
}
