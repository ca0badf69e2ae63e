//! A TOML text as a tree that knows where everything stands.
//!
//! Our own tree and not serde: a definition is read to the end and all its mistakes are told at once,
//! each at its place, also where one file completes another.

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::report::{At, Sink};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) at: At,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Str(String),
    Int(i64),
    Float(String),
    Bool(bool),
    Date(Date),
    /// A time, or a date that is none.
    Other,
    Array(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) at: At,
    pub(crate) value: Node,
}

/// Reads a file; what is no TOML is told and left out.
pub(crate) fn parse(file: usize, sink: &mut Sink) -> Node {
    let text = sink.text(file);
    let (table, errors) = DeTable::parse_recoverable(&text);
    // What follows a first mistake is mostly its echo.
    if let Some(e) = errors.into_iter().next() {
        let span = e.span().unwrap_or(0..0);
        let at = At { file, start: span.start, end: span.end.max(span.start) };
        let message = e.message().replace('\n', "; ");
        sink.error("toml", at, format!("this is no TOML: {message}"));
    }
    let at = At::top(file);
    Node { at, kind: Kind::Table(entries(file, table.get_ref(), sink)) }
}

fn entries(file: usize, table: &DeTable<'_>, sink: &mut Sink) -> Vec<Entry> {
    let mut entries: Vec<(usize, &Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)> =
        table.iter().map(|(k, v)| (k.span().start, k, v)).collect();
    entries.sort_by_key(|(start, _, _)| *start);
    entries
        .into_iter()
        .map(|(_, key, value)| {
            let span = key.span();
            let at = At { file, start: span.start, end: span.end };
            Entry { key: key.get_ref().to_string(), at, value: node(file, value, sink) }
        })
        .collect()
}

fn node(file: usize, value: &Spanned<DeValue<'_>>, sink: &mut Sink) -> Node {
    let span = value.span();
    let at = At { file, start: span.start, end: span.end };
    let kind = match value.get_ref() {
        DeValue::String(s) => Kind::Str(s.to_string()),
        DeValue::Integer(n) => {
            let read = i64::from_str_radix(n.as_str(), n.radix());
            if read.is_err() {
                sink.error("number", at, "this number is too large");
            }
            read.map_or(Kind::Other, Kind::Int)
        }
        DeValue::Float(n) => Kind::Float(n.as_str().to_owned()),
        DeValue::Boolean(b) => Kind::Bool(*b),
        DeValue::Datetime(d) => match (d.date, d.time, d.offset) {
            (Some(d), None, None) => {
                let day = i8::try_from(d.day).ok().zip(i8::try_from(d.month).ok());
                let year = i16::try_from(d.year).ok();
                match year.zip(day).and_then(|(y, (d, m))| Date::new(y, m, d).ok()) {
                    Some(date) => Kind::Date(date),
                    None => Kind::Other,
                }
            }
            _ => Kind::Other,
        },
        DeValue::Array(items) => Kind::Array(items.iter().map(|item| node(file, item, sink)).collect()),
        DeValue::Table(table) => Kind::Table(entries(file, table, sink)),
    };
    Node { at, kind }
}

impl Node {
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn entries_mut(&mut self) -> Option<&mut Vec<Entry>> {
        match &mut self.kind {
            Kind::Table(entries) => Some(entries),
            _ => None,
        }
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key == key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|e| &e.value)
    }

    pub(crate) fn str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Str(s) => Some(s),
            _ => None,
        }
    }

    pub(crate) fn int(&self) -> Option<i64> {
        match self.kind {
            Kind::Int(n) => Some(n),
            _ => None,
        }
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(b) => Some(b),
            _ => None,
        }
    }

    pub(crate) fn date(&self) -> Option<Date> {
        match self.kind {
            Kind::Date(d) => Some(d),
            _ => None,
        }
    }

    /// The items of a list; of anything else, itself: `starts = x` is `starts = [x]`.
    pub(crate) fn many(&self) -> &[Self] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The words of a list, with their places.
    pub(crate) fn words(&self) -> Vec<(&str, At)> {
        self.many().iter().filter_map(|n| Some((n.str()?, n.at))).collect()
    }

    /// What it is, for people.
    pub(crate) fn what(&self) -> &'static str {
        match self.kind {
            Kind::Str(_) => "a text",
            Kind::Int(_) => "a whole number",
            Kind::Float(_) => "a number with a fraction",
            Kind::Bool(_) => "true or false",
            Kind::Date(_) => "a date",
            Kind::Other => "a time",
            Kind::Array(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }
}

/// Reads several files as one: what stands in two of them is told, at both places.
pub(crate) fn join(into: &mut Node, from: Node, depth: u8, sink: &mut Sink) {
    let Kind::Table(from) = from.kind else { return };
    let Some(entries) = into.entries_mut() else { return };
    for entry in from {
        match entries.iter_mut().find(|e| e.key == entry.key) {
            None => entries.push(entry),
            Some(there) => {
                let both_tables =
                    matches!(there.value.kind, Kind::Table(_)) && matches!(entry.value.kind, Kind::Table(_));
                if depth == 0 && both_tables {
                    join(&mut there.value, entry.value, 1, sink);
                } else {
                    let first = sink.place(there.at);
                    sink.error("twice", entry.at, format!("`{}` is defined twice", entry.key))
                        .also(first)
                        .hint("The files of a matter are read as one. Keep one of the two.");
                }
            }
        }
    }
}

/// Lays a fragment, or a default, under a definition: key by key down to the keys of an entry
/// (`act` → `accept` → `papers`), and there the definition's own value wins whole.
pub(crate) fn under(own: &mut Node, below: &Node, depth: u8) {
    let Kind::Table(below) = &below.kind else { return };
    let Some(entries) = own.entries_mut() else { return };
    for entry in below {
        match entries.iter_mut().find(|e| e.key == entry.key) {
            None => entries.push(entry.clone()),
            Some(there) if depth > 0 => under(&mut there.value, &entry.value, depth - 1),
            Some(_) => {}
        }
    }
}

/// Where byte `offset` of a string's value stands in the file, past quotation marks and escapes.
pub(crate) fn inside(text: &str, at: At, offset: usize) -> usize {
    let raw = text.get(at.start..at.end).unwrap_or_default();
    let multi = raw.starts_with("\"\"\"") || raw.starts_with("'''");
    let quote = if multi { 3 } else { 1 };
    let literal = raw.starts_with('\'');
    let mut pos = quote;
    if multi {
        let rest = raw.get(pos..).unwrap_or_default();
        pos += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut value = 0;
    while value < offset {
        let Some(c) = raw.get(pos..).and_then(|r| r.chars().next()) else { break };
        if c != '\\' || literal {
            pos += c.len_utf8();
            value += c.len_utf8();
            continue;
        }
        let rest = raw.get(pos + 1..).unwrap_or_default();
        match rest.chars().next() {
            Some('u') => pos += 6,
            Some('U') => pos += 10,
            Some('x') => pos += 4,
            Some(c) if c.is_whitespace() => {
                // A line that is continued: all space up to the next word is left out.
                pos += 1 + rest.len() - rest.trim_start().len();
                continue;
            }
            _ => pos += 2,
        }
        value += 1;
    }
    at.start + pos
}
