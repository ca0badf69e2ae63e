//! From rendered Markdown to blocks. Values come out of their envelopes here, after the Markdown has been
//! taken apart and not before.

use std::iter::Peekable;

use pulldown_cmark::{Alignment, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use crate::layout::Lang;
use crate::template::{CLOSE, OPEN};
use crate::text::{Block, Face, Run, Set};
use crate::words;

/// A line end of the source inside a paragraph: a space or nothing, as its neighbours ask.
const SOFT: char = '\u{FDD2}';
/// A line end inside a value: it begins a new paragraph.
const PARAGRAPH: char = '\u{2029}';

/// What Markdown can say and a paper cannot.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) at: usize,
    pub(crate) what: &'static str,
    pub(crate) hint: &'static str,
}

/// Takes Markdown apart. With `numbered`, headings get 一、（一）1.（1）.
pub(crate) fn blocks(source: &str, lang: Lang, numbered: bool) -> Result<Vec<Block>, Refused> {
    let events = Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter().peekable();
    let mut blocks = Reader { events, lang }.sequence()?;
    if numbered {
        number(&mut blocks, lang);
    }
    Ok(blocks)
}

/// Takes values out of their envelopes, for text that is not Markdown.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find([OPEN, CLOSE]) {
        let (before, from) = rest.split_at(at);
        clean(before, &mut out);
        let inner = from.strip_prefix(OPEN).and_then(|inner| inner.split_once(CLOSE));
        match inner.and_then(|(code, after)| Some((unhex(code)?, after))) {
            Some((value, after)) => {
                clean(&value, &mut out);
                rest = after;
            }
            // A stray noncharacter from the facts: it stands for nothing.
            None => rest = from.get(OPEN.len_utf8()..).unwrap_or_default(),
        }
    }
    clean(rest, &mut out);
    out
}

fn unhex(code: &str) -> Option<String> {
    let bytes = code
        .as_bytes()
        .chunks(2)
        .map(|pair| {
            std::str::from_utf8(pair)
                .ok()
                .filter(|s| s.len() == 2)
                .and_then(|s| u8::from_str_radix(s, 16).ok())
        })
        .collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok()
}

/// Leaves out what no reader can see and an output could stumble over: control characters and
/// noncharacters (XML forbids them), and the marks that turn the direction of writing, with which a name
/// could reorder the fixed words beside it.
fn clean(value: &str, out: &mut String) {
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            '\n' | SOFT => out.push(c),
            '\u{200E}'
            | '\u{200F}'
            | '\u{061C}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{FDD0}'..='\u{FDEF}' => {}
            c if c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE => {}
            c => out.push(c),
        }
    }
}

struct Reader<'a> {
    events: Peekable<OffsetIter<'a>>,
    lang: Lang,
}

impl Reader<'_> {
    /// Blocks up to the end of what surrounds them.
    fn sequence(&mut self) -> Result<Vec<Block>, Refused> {
        let mut out = Vec::new();
        while let Some((event, range)) = self.events.peek() {
            let at = range.start;
            match event {
                Event::End(_) => break,
                Event::Start(Tag::Paragraph) => {
                    self.events.next();
                    let raw = self.inline()?;
                    self.events.next();
                    self.paragraphs(raw, &mut out);
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = *level as u8;
                    if level > 4 {
                        return Err(Refused {
                            at,
                            what: "papers have four levels of headings",
                            hint: "一、 is #, （一） is ##, 1. is ###, （1） is ####",
                        });
                    }
                    self.events.next();
                    let raw = self.inline()?;
                    self.events.next();
                    let runs = on_one_line(decode_runs(raw, self.lang), " ");
                    if !runs.is_empty() {
                        out.push(Block::Heading { level, runs });
                    }
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    self.events.next();
                    let blocks = self.sequence()?;
                    self.events.next();
                    out.push(Block::Quote { blocks });
                }
                Event::Start(Tag::List(first)) => {
                    let first = *first;
                    self.events.next();
                    let mut items = Vec::new();
                    while let Some((Event::Start(Tag::Item), _)) = self.events.peek() {
                        self.events.next();
                        items.push(self.sequence()?);
                        self.events.next();
                    }
                    self.events.next();
                    out.push(Block::List { first, items });
                }
                Event::Start(Tag::Table(alignments)) => {
                    let columns = alignments
                        .iter()
                        .map(|alignment| match alignment {
                            Alignment::None => Set::Indent,
                            Alignment::Left => Set::Left,
                            Alignment::Center => Set::Centre,
                            Alignment::Right => Set::Right,
                        })
                        .collect();
                    self.events.next();
                    out.push(self.table(columns)?);
                }
                Event::Rule => {
                    self.events.next();
                    out.push(Block::Line);
                }
                event if is_inline(event) => {
                    let raw = self.inline()?;
                    self.paragraphs(raw, &mut out);
                }
                event => return Err(refusal(event, at)),
            }
        }
        Ok(out)
    }

    fn table(&mut self, columns: Vec<Set>) -> Result<Block, Refused> {
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    row.push(on_one_line(decode_runs(self.inline()?, self.lang), "\n"));
                    self.events.next();
                }
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        Ok(Block::Table { columns, head, rows })
    }

    /// A paragraph, or several where a value has several lines.
    fn paragraphs(&self, mut raw: Vec<Run>, out: &mut Vec<Block>) {
        // The arrow is looked for before values come out, so that no value can bring one.
        let mut set = if self.lang == Lang::En { Set::Left } else { Set::Indent };
        if let Some(first) = raw.first_mut() {
            for (arrow, to) in [('←', Set::Left), ('→', Set::Right), ('↔', Set::Centre)] {
                if let Some(rest) = first.text.strip_prefix(arrow) {
                    (set, first.text) = (to, rest.trim_start().to_owned());
                    break;
                }
            }
        }
        let mut runs: Vec<Run> = Vec::new();
        let mut close = |runs: &mut Vec<Run>| {
            let runs = trimmed(std::mem::take(runs));
            if !runs.is_empty() {
                out.push(Block::Paragraph { set, runs });
            }
        };
        for run in decode_runs(raw, self.lang) {
            for (n, piece) in run.text.split(PARAGRAPH).enumerate() {
                if n > 0 {
                    close(&mut runs);
                }
                push(&mut runs, piece, run.face);
            }
        }
        close(&mut runs);
    }

    /// The words up to the end of the block, values still in their envelopes.
    fn inline(&mut self) -> Result<Vec<Run>, Refused> {
        let mut runs: Vec<Run> = Vec::new();
        let mut faces = vec![Face::Plain];
        while let Some((event, range)) = self.events.peek() {
            let at = range.start;
            let face = faces.last().copied().unwrap_or_default();
            match event {
                Event::Text(text) | Event::Code(text) => push(&mut runs, text, face),
                Event::SoftBreak => push(&mut runs, SOFT.encode_utf8(&mut [0; 4]), face),
                Event::HardBreak => push(&mut runs, "\n", face),
                Event::Start(Tag::Strong) => faces.push(Face::Strong),
                Event::Start(Tag::Emphasis) => faces.push(Face::Stress),
                Event::End(TagEnd::Strong | TagEnd::Emphasis) => {
                    faces.pop();
                }
                Event::End(_)
                | Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::Paragraph | Tag::Table(_)) => break,
                event => return Err(refusal(event, at)),
            }
            self.events.next();
        }
        Ok(runs)
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Start(Tag::Strong | Tag::Emphasis)
    )
}

fn refusal(event: &Event<'_>, at: usize) -> Refused {
    let (what, hint) = match event {
        Event::Start(Tag::CodeBlock(_)) => (
            "a block indented by four spaces, or fenced, is code, and papers hold none",
            "begin the line at the edge: the first line of a paragraph is indented by the layout",
        ),
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
            ("a paper on a desk has no links and no images", "write the address as plain text")
        }
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
            ("papers hold no HTML", "write 《》 for titles, or put \\ before <")
        }
        _ => ("papers do not hold this kind of Markdown", "see docs/papers.md"),
    };
    Refused { at, what, hint }
}

/// Adds text to the last run when the face is the same.
fn push(runs: &mut Vec<Run>, text: &str, face: Face) {
    if text.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(last) if last.face == face => last.text.push_str(text),
        _ => runs.push(Run { text: text.to_owned(), face }),
    }
}

/// Takes values out of their envelopes and settles soft line ends. Line ends of values become
/// [`PARAGRAPH`]; those that the author set by hand stay `\n`.
fn decode_runs(raw: Vec<Run>, lang: Lang) -> Vec<Run> {
    let mut runs = Vec::new();
    for run in raw {
        // Author's text first, values between: only a value's line ends are marked.
        let mut rest = run.text.as_str();
        while let Some((before, from)) = rest.split_once(OPEN) {
            push(&mut runs, before, run.face);
            let Some((code, after)) = from.split_once(CLOSE) else {
                rest = from;
                continue;
            };
            if let Some(value) = unhex(code) {
                let mut cleaned = String::new();
                clean(&value, &mut cleaned);
                let cleaned: String = cleaned
                    .chars()
                    .filter(|c| *c != SOFT)
                    .map(|c| if c == '\n' { PARAGRAPH } else { c })
                    .collect();
                push(&mut runs, &cleaned, run.face);
            }
            rest = after;
        }
        push(&mut runs, rest, run.face);
    }
    settle(runs, lang)
}

/// A line end in the source is a space between Latin words and nothing beside a Chinese character, except
/// in an English text, where a Chinese name is a word among others.
fn settle(runs: Vec<Run>, lang: Lang) -> Vec<Run> {
    let all: Vec<char> = runs.iter().flat_map(|run| run.text.chars()).collect();
    let mut at = 0_usize;
    let mut out = Vec::new();
    for run in runs {
        let mut text = String::with_capacity(run.text.len());
        for c in run.text.chars() {
            if c == SOFT {
                let before = at.checked_sub(1).and_then(|n| all.get(n)).copied();
                let after = all.get(at + 1).copied();
                let wide = before.is_some_and(words::is_wide) || after.is_some_and(words::is_wide);
                if !wide || lang == Lang::En {
                    text.push(' ');
                }
            } else {
                text.push(c);
            }
            at += 1;
        }
        push(&mut out, &text, run.face);
    }
    out
}

fn on_one_line(runs: Vec<Run>, gap: &str) -> Vec<Run> {
    let mut out = Vec::new();
    for run in runs {
        push(&mut out, &run.text.replace(PARAGRAPH, gap), run.face);
    }
    trimmed(out)
}

fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    // An ideographic space is an author's indent by hand; the layout indents.
    if let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = runs.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// Puts numbers before headings (层次序数, GB/T 9704-2012 7.3.3: 「依次可以用“一、”“（一）”“1.”“（1）”标注」).
fn number(blocks: &mut [Block], lang: Lang) {
    let mut counts = [0_u64; 4];
    for block in blocks {
        let Block::Heading { level, runs } = block else { continue };
        let depth = usize::from(*level).saturating_sub(1);
        for (n, count) in counts.iter_mut().enumerate() {
            if n == depth {
                *count += 1;
            } else if n > depth {
                *count = 0;
            }
        }
        let n = counts.get(depth).copied().unwrap_or(1);
        let label = match (lang, depth) {
            (Lang::En, _) => {
                let path: Vec<String> = counts.iter().take(depth + 1).map(u64::to_string).collect();
                format!("{}. ", path.join("."))
            }
            (Lang::Zh, 0) => format!("{}、", words::numeral(n)),
            (Lang::Zh, 1) => format!("（{}）", words::numeral(n)),
            (Lang::Zh, 2) => format!("{n}."),
            (Lang::Zh, _) => format!("（{n}）"),
        };
        match runs.first_mut() {
            Some(first) if first.face == Face::Plain => first.text.insert_str(0, &label),
            _ => runs.insert(0, Run::plain(label)),
        }
    }
}
