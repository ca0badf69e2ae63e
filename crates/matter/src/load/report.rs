//! What a load found wrong: every mistake at once, each with its places and a hint.

use std::{fmt, sync::Arc};

use serde::Serialize;

use super::Source;

/// How grave a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The definitions are refused.
    Error,
    /// They are taken; a person should look.
    Warning,
}

/// Where something stands in a file. Lines and columns count from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
    /// How many characters are meant; at least one.
    pub len: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A mistake in a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// Whether it refuses the definitions.
    pub severity: Severity,
    /// Its kind, fixed for programs: `unknown-key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Every place involved, the mistake itself first.
    pub places: Vec<Place>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// All mistakes of one load, in the order of their places.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The mistakes; errors and warnings together.
    pub mistakes: Vec<Mistake>,
    sources: Vec<Source>,
}

impl Report {
    /// Mistakes in the order of their places, errors first, with the files they are in.
    pub fn new(mut mistakes: Vec<Mistake>, sources: Vec<Source>) -> Self {
        mistakes.sort_by(|a, b| (a.severity, a.places.first()).cmp(&(b.severity, b.places.first())));
        mistakes.dedup();
        Self { mistakes, sources }
    }

    /// Whether anything in it refuses the definitions.
    pub fn is_refusal(&self) -> bool {
        self.mistakes.iter().any(|m| m.severity == Severity::Error)
    }

    /// How many errors and how many warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.mistakes.iter().filter(|m| m.severity == Severity::Error).count();
        (errors, self.mistakes.len() - errors)
    }

    /// The mistakes as JSON: `[{severity, code, message, places: [{file, line, column, len}], hint}]`.
    pub fn json(&self) -> serde_json::Value {
        serde_json::to_value(&self.mistakes).unwrap_or_default()
    }

    /// The line of a source that a place is in.
    fn line(&self, place: &Place) -> Option<&str> {
        let source = self.sources.iter().find(|s| s.path == place.file)?;
        source.text.lines().nth(place.line.checked_sub(1)? as usize)
    }
}

/// Each mistake with the lines it is about, a caret under the words meant.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, mistake) in self.mistakes.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            let severity = match mistake.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            writeln!(f, "{severity}[{}]: {}", mistake.code, mistake.message)?;
            for place in &mistake.places {
                writeln!(f, "  --> {place}")?;
                let Some(line) = self.line(place) else { continue };
                let before: String = line.chars().take(place.column.saturating_sub(1) as usize).collect();
                let meant: String =
                    line.chars().skip(before.chars().count()).take(place.len.max(1) as usize).collect();
                let carets = "^".repeat(width(&meant).max(1));
                let (shown, indent) = window(line, &before);
                writeln!(f, "{:>5} | {shown}", place.line)?;
                writeln!(f, "      | {}{carets}", " ".repeat(indent))?;
            }
            if let Some(hint) = &mistake.hint {
                writeln!(f, "  = {hint}")?;
            }
        }
        Ok(())
    }
}

/// The line, cut in front where the words meant stand far to the right, and how far in they then stand.
fn window<'a>(line: &'a str, before: &str) -> (std::borrow::Cow<'a, str>, usize) {
    const MOST: usize = 100;
    let full = width(before);
    if full <= MOST {
        let shown: String = cut(line, MOST + 60);
        return (shown.into(), full);
    }
    let mut start = 0;
    let mut dropped = 0;
    for c in before.chars() {
        if full - dropped <= 60 {
            break;
        }
        start += c.len_utf8();
        dropped += char_width(c);
    }
    let rest = line.get(start..).unwrap_or_default();
    (format!("… {}", cut(rest, MOST + 20)).into(), full - dropped + 2)
}

fn cut(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut wide = 0;
    for c in text.chars() {
        wide += char_width(c);
        if wide > most {
            shown.push('…');
            break;
        }
        shown.push(c);
    }
    shown
}

fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Two columns for Han characters, full-width signs and the brackets of Chinese typesetting.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// A span of bytes in one of the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct At {
    pub(crate) file: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl At {
    /// The top of a file.
    pub(crate) fn top(file: usize) -> Self {
        Self { file, start: 0, end: 0 }
    }
}

/// Where mistakes are gathered.
pub(crate) struct Sink {
    pub(crate) sources: Vec<Source>,
    pub(crate) mistakes: Vec<Mistake>,
}

impl Sink {
    pub(crate) fn new(sources: &[Source]) -> Self {
        Self { sources: sources.to_vec(), mistakes: Vec::new() }
    }

    pub(crate) fn text(&self, file: usize) -> Arc<str> {
        self.sources.get(file).map_or_else(|| Arc::from(""), |s| Arc::clone(&s.text))
    }

    pub(crate) fn place(&self, at: At) -> Place {
        let Some(source) = self.sources.get(at.file) else {
            return Place { file: String::new(), line: 1, column: 1, len: 1 };
        };
        let text = &source.text;
        let start = floor(text, at.start);
        let end = floor(text, at.end).max(start);
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let meant = text.get(start..end).unwrap_or_default();
        let len = meant.lines().next().unwrap_or_default().chars().count().max(1);
        Place { file: source.path.clone(), line: small(line), column: small(column), len: small(len) }
    }

    pub(crate) fn error(&mut self, code: &'static str, at: At, message: impl Into<String>) -> &mut Mistake {
        self.add(Severity::Error, code, at, message.into())
    }

    pub(crate) fn warn(&mut self, code: &'static str, at: At, message: impl Into<String>) -> &mut Mistake {
        self.add(Severity::Warning, code, at, message.into())
    }

    fn add(&mut self, severity: Severity, code: &'static str, at: At, message: String) -> &mut Mistake {
        let place = self.place(at);
        let at = self.mistakes.len();
        self.mistakes.push(Mistake { severity, code, message, places: vec![place], hint: None });
        #[expect(clippy::indexing_slicing, reason = "it was pushed on the line above")]
        &mut self.mistakes[at]
    }

    pub(crate) fn finish(self) -> Report {
        Report::new(self.mistakes, self.sources)
    }
}

impl Mistake {
    pub(crate) fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn also(&mut self, place: Place) -> &mut Self {
        self.places.push(place);
        self
    }

    /// Points at the nearest of what there is, if one is near.
    pub(crate) fn nearest<'a>(&mut self, word: &str, all: impl IntoIterator<Item = &'a str>) -> &mut Self {
        if let Some(near) = nearest(word, all) {
            self.hint = Some(format!("Did you mean `{near}`?"));
        }
        self
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The one of `all` that is most like `word`, if any is like enough for a slip of the pen.
pub(crate) fn nearest<'a>(word: &str, all: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    all.into_iter()
        .map(|other| (distance(word, other), other))
        .filter(|(d, other)| *d <= most && *other != word)
        .min()
        .map(|(_, other)| other)
}

/// Slips between two words: letters put in, left out, changed, or two exchanged.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let get = |r: usize, c: usize| rows.get(r).and_then(|r| r.get(c)).copied().unwrap_or(usize::MAX);
            let mut least = (get(i, j) + usize::from(x != y))
                .min(get(i, j + 1) + 1)
                .min(row.last().copied().unwrap_or(0) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(get(i - 1, j - 1) + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last().and_then(|r| r.last()).copied().unwrap_or(0)
}
