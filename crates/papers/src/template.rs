//! The text of a paper as a lawyer writes it: Markdown with placeholders.
//!
//! A placeholder's value must reach the reader as it is. So the value is put into the Markdown as
//! hexadecimal digits between two characters that no text may contain, and comes out again only when
//! the Markdown has been taken apart: there is nothing in it that Markdown could read.

use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, UndefinedBehavior};
use serde::Deserialize;

use crate::filters;
use crate::layout::{Format, Lang};
use crate::markdown;
use crate::text::Text;

/// Opens a value in the rendered Markdown. U+FDD0 and U+FDD1 are noncharacters: Unicode keeps them for
/// a program's own use, and no input method writes them.
pub(crate) const OPEN: char = '\u{FDD0}';
/// Closes a value.
pub(crate) const CLOSE: char = '\u{FDD1}';

/// The text of a kind of paper, with its placeholders (文书模板).
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
    source: String,
    head: Head,
    env: Environment<'static>,
    parts: Vec<(Part, String)>,
}

/// A name that a template uses: what the loader of a definition looks up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placeholder {
    /// The name with its members, `party.applicant.name`.
    pub path: String,
    /// Where it first stands, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

/// A template that cannot be read. Shown to the author of the definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}:{line}:{column}: {what} ({hint})")]
pub struct TemplateError {
    /// The template.
    pub name: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

/// A text that cannot be filled with these facts. The act that needs the paper is held until the fact
/// is there or the template is put right; nothing is ever left blank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}:{line}:{column}: {placeholder}: {what} ({hint})")]
pub struct FillError {
    /// The template.
    pub name: String,
    /// The placeholder as written, or the words around the fault.
    pub placeholder: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

/// The front matter: what a template says of the paper as a whole.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Head {
    title: String,
    layout: Format,
    lang: Lang,
    to: Option<String>,
    copies: Vec<String>,
    attachments: Vec<String>,
    note: Option<String>,
    numbered: bool,
}

/// What is rendered apart from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    To,
    Copy,
    Attachment,
    Note,
    Body,
}

impl Template {
    /// Reads a template: front matter between two lines of `+++`, then Markdown with placeholders.
    /// `docs/papers.md` is the reference.
    pub fn parse(name: &str, source: &str) -> Result<Self, TemplateError> {
        let source = source.strip_prefix('\u{FEFF}').unwrap_or(source).replace("\r\n", "\n");
        let fault = |at: usize, what: String, hint: &str| {
            let (line, column) = position(&source, at);
            TemplateError { name: name.to_owned(), line, column, what, hint: hint.to_owned() }
        };
        if let Some(at) = source.find([OPEN, CLOSE]) {
            return Err(fault(
                at,
                "the noncharacters U+FDD0 and U+FDD1 cannot stand in a text".into(),
                "take it out",
            ));
        }
        let (front, body) = split_front(&source).ok_or_else(|| {
            fault(
                0,
                "the front matter is not closed".to_owned(),
                "end it with a line of three plus signs, +++",
            )
        })?;
        let head: Head = toml::from_str(source.get(front.clone()).unwrap_or_default()).map_err(|error| {
            let at = front.start + error.span().map_or(0, |span| span.start);
            fault(
                at,
                error.message().to_owned(),
                "keys: title, layout (document, letter, plain), lang (zh, en), to, copies, attachments, note, numbered",
            )
        })?;

        let mut env = environment(head.lang);
        let mut parts = Vec::new();
        let mut add = |part: Part, id: String, text: String, env: &mut Environment<'static>| {
            env.add_template_owned(id.clone(), text).map_err(|error| {
                let at = if part == Part::Body {
                    error_place(&error, &source)
                } else {
                    find_key(&source, &front, part)
                };
                fault_of(name, &source, at, &error)
            })?;
            parts.push((part, id));
            Ok(())
        };
        add(Part::Title, "title".into(), head.title.clone(), &mut env)?;
        if let Some(to) = &head.to {
            add(Part::To, "to".into(), to.clone(), &mut env)?;
        }
        for (n, copy) in head.copies.iter().enumerate() {
            add(Part::Copy, format!("copies.{n}"), copy.clone(), &mut env)?;
        }
        for (n, one) in head.attachments.iter().enumerate() {
            add(Part::Attachment, format!("attachments.{n}"), one.clone(), &mut env)?;
        }
        if let Some(note) = &head.note {
            add(Part::Note, "note".into(), note.clone(), &mut env)?;
        }
        add(Part::Body, "body".into(), keep_line_ends(&blank(&source, body.start)), &mut env)?;

        let masked = mask_tags(&blank(&source, body.start));
        if let Err(refused) = markdown::blocks(&masked, head.lang, false) {
            return Err(fault(refused.at, refused.what.to_owned(), refused.hint));
        }
        let template = Self { name: name.to_owned(), source, head, env, parts };
        template.check_filters()?;
        Ok(template)
    }

    /// The template's name, as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which of the official layouts it asks for.
    pub fn format(&self) -> Format {
        self.head.layout
    }

    /// The language of its text.
    pub fn lang(&self) -> Lang {
        self.head.lang
    }

    /// Every name that the text may look up in the facts, wherever it stands (conditions and loops too),
    /// in order of the alphabet. Names that the text itself brings (`loop`, `for x in …`) are not among them.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let mut paths: Vec<String> = self
            .parts
            .iter()
            .filter_map(|(_, id)| self.env.get_template(id).ok())
            .flat_map(|template| template.undeclared_variables(true))
            .filter(|path| !GLOBALS.contains(&path.as_str()))
            .collect();
        paths.sort();
        paths.dedup();
        paths
            .into_iter()
            .map(|path| {
                let (line, column) = position(&self.source, find_path(&self.source, &path));
                Placeholder { path, line, column }
            })
            .collect()
    }

    /// A filter or function that nobody knows shows only when the line is reached: look for it at once.
    fn check_filters(&self) -> Result<(), TemplateError> {
        for (at, word) in filter_names(&self.source) {
            if !filters::is_known(word) {
                let (line, column) = position(&self.source, at);
                return Err(TemplateError {
                    name: self.name.clone(),
                    line,
                    column,
                    what: format!("there is no filter {word}"),
                    hint: format!("filters: {}", filters::OURS.join(", ")),
                });
            }
        }
        Ok(())
    }
}

/// Fills a template with the facts of a file.
///
/// A value is a text node in every output. A placeholder without a value is a mistake that names it,
/// never a blank.
pub fn fill(template: &Template, facts: &serde_json::Value) -> Result<Text, FillError> {
    let facts = filters::value_of(facts);
    let head = &template.head;
    let mut text = Text {
        title: String::new(),
        format: head.layout,
        lang: head.lang,
        to: None,
        copies: Vec::new(),
        attachments: Vec::new(),
        note: None,
        blocks: Vec::new(),
    };
    for (part, id) in &template.parts {
        let rendered = template
            .env
            .get_template(id)
            .and_then(|found| found.render(facts.clone()))
            .map_err(|error| fill_error(template, *part, &error))?;
        let line = || one_line(&markdown::decode(&rendered));
        match part {
            // A title may be set on several lines by hand: the organ, then the kind of paper.
            Part::Title => text.title = lines(&markdown::decode(&rendered)).join("\n"),
            Part::To => text.to = Some(line()).filter(|line| !line.is_empty()),
            Part::Copy => text.copies.extend(Some(line()).filter(|line| !line.is_empty())),
            Part::Attachment => text.attachments.extend(Some(line()).filter(|line| !line.is_empty())),
            Part::Note => text.note = Some(line()).filter(|line| !line.is_empty()),
            Part::Body => {
                text.blocks =
                    markdown::blocks(&rendered, head.lang, head.numbered).map_err(|refused| FillError {
                        name: template.name.clone(),
                        placeholder: around(&rendered, refused.at),
                        line: 0,
                        column: 0,
                        what: refused.what.to_owned(),
                        hint: refused.hint.to_owned(),
                    })?;
            }
        }
    }
    Ok(text)
}

/// Names that the template language brings itself.
const GLOBALS: [&str; 5] = ["range", "dict", "debug", "namespace", "loop"];

fn environment(lang: Lang) -> Environment<'static> {
    let mut env = Environment::new();
    // An unset field is false in a condition and a mistake where it should be printed. A misspelt name in
    // a condition is found when the definition is loaded, by `placeholders`.
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    env.set_debug(true);
    env.set_recursion_limit(50);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    if let Ok(syntax) = syntax.build() {
        env.set_syntax(syntax);
    }
    env.set_formatter(move |out, _, value| encode(out, value, lang));
    filters::add(&mut env, lang);
    env
}

/// Writes a value as hexadecimal digits between the two noncharacters.
fn encode(out: &mut Output, value: &Value, lang: Lang) -> Result<(), Error> {
    use std::fmt::Write;
    if value.is_undefined() {
        // As strict as the engine's own formatter is.
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = markdown::decode(&filters::shown(value, lang)?);
    let mut code = String::with_capacity(text.len() * 2 + 6);
    code.push(OPEN);
    for byte in text.bytes() {
        let _ = write!(code, "{byte:02x}");
    }
    code.push(CLOSE);
    out.write_str(&code).map_err(Error::from)
}

/// The byte ranges of front matter (inside its fences) and body; none when the fence is left open.
fn split_front(source: &str) -> Option<(Range<usize>, Range<usize>)> {
    let Some(rest) = source.strip_prefix("+++\n") else {
        return Some((0..0, 0..source.len()));
    };
    let start = source.len() - rest.len();
    let mut at = start;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((start..at, at + line.len()..source.len()));
        }
        at += line.len();
    }
    None
}

/// Puts spaces in the place of the front matter, so that a place in the body is a place in the source.
fn blank(source: &str, upto: usize) -> String {
    source
        .char_indices()
        .map(|(at, c)| {
            if at < upto && c != '\n' {
                String::from_utf8(vec![b' '; c.len_utf8()]).unwrap_or_default()
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// The engine swallows the line end after a tag, which is right for a tag that has its line to itself and
/// wrong for one at the end of a sentence: a space after the latter keeps the line end.
fn keep_line_ends(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 16);
    for line in body.split_inclusive('\n') {
        let words = line.trim_end_matches('\n');
        if words.ends_with("%}") && !only_tags(words) {
            out.push_str(words);
            out.push_str(" \n");
        } else {
            out.push_str(line);
        }
    }
    out
}

fn only_tags(line: &str) -> bool {
    let mut rest = line.trim();
    while let Some(inner) = rest.strip_prefix("{%") {
        match inner.find("%}") {
            Some(end) => rest = inner.get(end + 2..).unwrap_or_default().trim_start(),
            None => return false,
        }
    }
    rest.is_empty()
}

/// Puts letters in the place of tags, so that the Markdown around them can be checked at its places.
fn mask_tags(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let close = match tag.get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            _ => "#}",
        };
        let end = tag.find(close).map_or(tag.len(), |end| end + 2);
        let (tag, after) = tag.split_at(end);
        out.extend(tag.bytes().map(|b| if b == b'\n' { '\n' } else { 'x' }));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The words after a `|` inside tags, with their places; strings are passed over.
fn filter_names(source: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let bytes = source.as_bytes();
    let (mut at, mut inside) = (0, None::<u8>);
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied();
        match inside {
            None => {
                if byte == b'{' && matches!(next, Some(b'{' | b'%')) {
                    inside = next.map(|b| if b == b'{' { b'}' } else { b'%' });
                    at += 1;
                } else if byte == b'{' && next == Some(b'#') {
                    at += source.get(at..).and_then(|rest| rest.find("#}")).unwrap_or(1);
                }
            }
            Some(close) if byte == close && next == Some(b'}') => {
                inside = None;
                at += 1;
            }
            Some(_) if byte == b'"' || byte == b'\'' => {
                at += 1;
                while let Some(b) = bytes.get(at).copied().filter(|b| *b != byte) {
                    at += if b == b'\\' { 2 } else { 1 };
                }
            }
            Some(_) if byte == b'|' => {
                let rest = source.get(at + 1..).unwrap_or_default();
                let start = at + 1 + rest.len() - rest.trim_start().len();
                let word = source.get(start..).unwrap_or_default();
                let end = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
                if let Some(word) = word.get(..end).filter(|word| !word.is_empty()) {
                    found.push((start, word));
                }
            }
            Some(_) => {}
        }
        at += 1;
    }
    found
}

/// Line and column, counted from 1, in characters.
fn position(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at.min(source.len())).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Where a path is first written as a whole word inside the source.
fn find_path(source: &str, path: &str) -> usize {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    source
        .match_indices(path)
        .find(|(at, _)| {
            let before = source.get(..*at).and_then(|s| s.chars().next_back());
            let after = source.get(at + path.len()..).and_then(|s| s.chars().next());
            !before.is_some_and(part_of_name) && !after.is_some_and(|c| part_of_name(c) && c != '.')
        })
        .or_else(|| source.match_indices(path).next())
        .map_or(0, |(at, _)| at)
}

fn find_key(source: &str, front: &Range<usize>, part: Part) -> usize {
    let key = match part {
        Part::Title => "title",
        Part::To => "to",
        Part::Copy => "copies",
        Part::Attachment => "attachments",
        Part::Note => "note",
        Part::Body => return front.end,
    };
    let mut at = front.start;
    for line in source.get(front.clone()).unwrap_or_default().split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return at;
        }
        at += line.len();
    }
    front.start
}

/// Where an error lies in the body's source. The engine gives bytes of what it was given, which differs
/// from the source only by spaces at line ends, so line and column are taken from there.
fn error_place(error: &Error, source: &str) -> usize {
    let Some(given) = error.template_source() else {
        return line_start(source, error.line().unwrap_or(1));
    };
    let Some(range) = whole_name(error, given) else {
        return line_start(source, error.line().unwrap_or(1));
    };
    let (line, column) = position(given, range.start);
    let start = line_start(source, line);
    let rest = source.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at)
}

/// The engine points at the member that is missing; a reader looks for the name from its beginning.
fn whole_name(error: &Error, given: &str) -> Option<Range<usize>> {
    let range = error.range()?;
    let before = given.get(..range.start)?;
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '"' | '\'');
    let start = before.trim_end_matches(part_of_name).len();
    Some(start..range.end)
}

fn line_start(source: &str, line: usize) -> usize {
    source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

fn fault_of(name: &str, source: &str, at: usize, error: &Error) -> TemplateError {
    let (line, column) = position(source, at);
    TemplateError {
        name: name.to_owned(),
        line,
        column,
        what: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned),
        hint: "{{ name }} prints a value, {% if name %} … {% endif %} is a condition, {% for x in names %} … {% endfor %} a loop"
            .to_owned(),
    }
}

fn fill_error(template: &Template, part: Part, error: &Error) -> FillError {
    let (at, placeholder) = if part == Part::Body {
        let at = error_place(error, &template.source);
        let given = error.template_source().unwrap_or_default();
        let words =
            whole_name(error, given).and_then(|range| given.get(range)).unwrap_or_default().to_owned();
        (at, words)
    } else {
        let front = split_front(&template.source).map_or(0..0, |(front, _)| front);
        let given = error.template_source().unwrap_or_default();
        let words =
            whole_name(error, given).and_then(|range| given.get(range)).unwrap_or_default().to_owned();
        (find_key(&template.source, &front, part), words)
    };
    let (line, column) = position(&template.source, at);
    let unset = error.kind() == ErrorKind::UndefinedError;
    FillError {
        name: template.name.clone(),
        placeholder,
        line,
        column,
        what: if unset {
            "has no value in this file".to_owned()
        } else {
            error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
        },
        hint: if unset {
            "enter the fact first, or let the text ask {% if … %} whether it is there".to_owned()
        } else {
            "see the filters and names in docs/papers.md".to_owned()
        },
    }
}

fn around(rendered: &str, at: usize) -> String {
    let from = rendered.get(at..).unwrap_or_default();
    markdown::decode(from.lines().next().unwrap_or_default()).chars().take(40).collect()
}

fn one_line(text: &str) -> String {
    lines(text).join(" ")
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// What a value is called in a message.
pub(crate) fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Seq | ValueKind::Iterable => "a list",
        ValueKind::Map => "a group of facts",
        ValueKind::Number => "a number",
        ValueKind::Bool => "yes or no",
        ValueKind::String => "a text",
        _ => "nothing that can be printed",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(source: &str, facts: &serde_json::Value) -> String {
        match fill(&Template::parse("t", source).unwrap(), facts) {
            Ok(text) => text.plain(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_value_is_never_read_as_anything() {
        for hostile in [
            "*a*",
            "**b**",
            "# c",
            "#import \"x\"",
            "<script>alert(1)</script>",
            "]]>",
            "&amp;",
            "{{x}}",
            "{% if %}",
            "$x$",
            "[a](b)",
            "![a](b)",
            "| a | b |",
            "> q",
            "- i",
            "1. i",
            "`c`",
            "~~~",
            "---",
            "\\",
            "_a_",
            "→ a",
            "<!--",
            "&#x41;",
        ] {
            let facts = json!({ "file": { "name": hostile, "list": [hostile, hostile] } });
            assert_eq!(text("{{ file.name }}", &facts), format!("{hostile}\n"));
            assert_eq!(text("甲{{ file.name }}乙", &facts), format!("甲{hostile}乙\n"));
            assert_eq!(text("{{ file.list }}", &facts), format!("{hostile}、{hostile}\n"));
            assert_eq!(text("# {{ file.name }}", &facts), format!("{hostile}\n"));
            assert_eq!(text("|a|b|\n|-|-|\n|{{ file.name }}|c|", &facts), format!("a | b\n{hostile} | c\n"));
            assert_eq!(text("+++\ntitle = \"{{ file.name }}\"\n+++\n", &facts), format!("{hostile}\n"));
            assert_eq!(text("{% set a %}{{ file.name }}{% endset %}{{ a }}", &facts), format!("{hostile}\n"));
        }
    }

    #[test]
    fn a_forged_envelope_is_opened_but_never_read() {
        let facts = json!({ "x": format!("{OPEN}232061{CLOSE}b{OPEN}zz{CLOSE}") });
        assert_eq!(text("a {{ x }}", &facts), "a # abzz\n");
    }

    #[test]
    fn marks_that_turn_the_writing_and_control_characters_are_left_out() {
        let facts = json!({ "x": "a\u{202E}b\u{200F}c\u{0}d\u{1B}e\u{FFFE}f\tg" });
        assert_eq!(text("{{ x }}", &facts), "abcdef g\n");
    }

    #[test]
    fn each_line_of_a_value_is_a_paragraph() {
        let facts = json!({ "x": "一\r\n# 二\n\n三" });
        assert_eq!(text("理由：{{ x }}。", &facts), "理由：一\n# 二\n三。\n");
        assert_eq!(text("# 甲{{ x }}", &facts), "甲一 # 二  三\n");
    }

    #[test]
    fn a_name_without_a_value_is_a_mistake_that_names_it() {
        insta::assert_snapshot!(text("+++\ntitle = \"t\"\n+++\n第一行\n第二行{{ file.absent }}", &json!({ "file": {} })),
            @"t:5:7: file.absent: has no value in this file (enter the fact first, or let the text ask {% if … %} whether it is there)");
        insta::assert_snapshot!(text("{{ file.absent }}", &json!({ "file": { "absent": null } })),
            @"t:1:4: file.absent: has no value in this file (enter the fact first, or let the text ask {% if … %} whether it is there)");
        insta::assert_snapshot!(text("+++\nto = \"{{ party.a.name }}\"\n+++\n", &json!({ "party": {} })),
            @"t:2:1: party.a.name: has no value in this file (enter the fact first, or let the text ask {% if … %} whether it is there)");
        insta::assert_snapshot!(text("{{ x | date }}", &json!({ "x": "soon" })),
            @"t:1:8: date: date wants a day such as 2026-03-01, this is a text (see the filters and names in docs/papers.md)");
        insta::assert_snapshot!(text("{{ x }}", &json!({ "x": { "a": 1 } })),
            @"t:1:4: x: is a group of facts: say which of them, as in party.applicant.name (see the filters and names in docs/papers.md)");
    }

    #[test]
    fn in_a_condition_an_unset_name_is_false() {
        assert_eq!(text("甲{% if file.a %}乙{% endif %}", &json!({ "file": {} })), "甲\n");
    }

    #[test]
    fn a_tag_at_the_end_of_a_line_keeps_the_paragraphs_apart() {
        let facts = json!({ "a": true, "list": ["x", "y"] });
        assert_eq!(text("甲{% if a %}乙{% endif %}\n\n丙", &facts), "甲乙\n丙\n");
        assert_eq!(text("{% if a %}\n甲\n{% endif %}\n\n丙", &facts), "甲\n丙\n");
        assert_eq!(text("|n|\n|-|\n{% for x in list %}\n|{{ x }}|\n{% endfor %}\n", &facts), "n\nx\ny\n");
        assert_eq!(text("{% for x in list %}\n1. {{ x }}\n{% endfor %}", &facts), "1.x\n2.y\n");
    }

    #[test]
    fn lines_join_without_a_space_in_chinese_and_with_one_in_english() {
        assert_eq!(text("甲\n乙\nab\ncd，\nef", &json!({})), "甲乙ab cd，ef\n");
        assert_eq!(text("甲{{ x }}\n乙", &json!({ "x": "丙" })), "甲丙乙\n");
    }

    #[test]
    fn headings_are_numbered_if_asked() {
        let source = "+++\nnumbered = true\n+++\n# a\n## b\n## c\n### d\n#### e\n# f\n## g";
        assert_eq!(text(source, &json!({})), "一、a\n（一）b\n（二）c\n1.d\n（1）e\n二、f\n（一）g\n");
    }

    #[test]
    fn placeholders_name_everything_that_is_looked_up() {
        let source = "+++\ntitle = \"{{ organ }}\"\n+++\n{% if file.a and due.R_R29 %}{{ party.applicant.name }}{% endif %}\n{% for p in parties.applicant %}{{ p.name }}{{ loop.index }}{% endfor %}{{ raw.x | money }}";
        let found: Vec<String> = Template::parse("t", source)
            .unwrap()
            .placeholders()
            .into_iter()
            .map(|p| format!("{} {}:{}", p.path, p.line, p.column))
            .collect();
        insta::assert_snapshot!(found.join("\n"), @r"
        due.R_R29 4:18
        file.a 4:7
        organ 2:13
        parties.applicant 5:13
        party.applicant.name 4:33
        raw.x 5:76
        ");
    }

    #[test]
    fn what_a_paper_cannot_hold_is_refused_at_load_with_its_place() {
        let refused: Vec<String> = [
            "a\n\n<b>x</b>",
            "a\n\n    b",
            "[a](http://b)",
            "##### a",
            "+++\ntitel = \"x\"\n+++\n",
            "+++\ntitle = \"x\"\n",
            "a {{ b",
            "{% if a %}b",
            "a {{ b | upper }}",
            "x\u{FDD0}",
        ]
        .into_iter()
        .map(|source| Template::parse("t", source).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(refused.join("\n"));
    }

    #[test]
    fn filters_write_as_papers_do() {
        let facts = json!({
            "day": "2026-03-01", "written": "2026年3月1日", "fen": 2_000_000, "names": ["张三", "李四", "王五"],
            "people": [{ "name": "张小三" }, { "name": "李四" }], "long": "a\n\n b ", "yes": true, "n": 12,
        });
        for (source, gives) in [
            ("{{ day | date }}", "2026年3月1日"),
            ("{{ written | date }}", "2026年3月1日"),
            ("{{ day | date('numeral') }}", "二〇二六年三月一日"),
            ("{{ fen | money }}", "20000元"),
            ("{{ fen | money('capital') }}", "人民币贰万元整"),
            ("{{ names }}", "张三、李四、王五"),
            ("{{ names | list('和') }}", "张三、李四和王五"),
            ("{{ names | list(with='；') }}", "张三；李四；王五"),
            ("{{ people }}", "张小三、李四"),
            ("{{ people | mask }}", "张某某、李某"),
            ("{{ people[0] | mask }}", "张某某"),
            ("{% for l in long | lines %}<{{ l }}\\>{% endfor %}", "<a><b>"),
            ("{{ yes }}", "是"),
            ("{{ n | numeral }}", "十二"),
        ] {
            assert_eq!(text(source, &facts).trim_end(), gives, "{source}");
        }
    }
}
