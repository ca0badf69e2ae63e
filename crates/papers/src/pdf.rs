//! The PDF of a paper: PDF/A-2a for keeping, PDF/UA-1 for those who read with their ears.
//!
//! The layout is a fixed program (`paper.typ`) that reads the paper as data (`paper.json`). Every text in
//! it is a string there, so nothing that a person typed is ever source.

use std::{fmt::Write as _, sync::LazyLock};

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::Fonts;
use crate::layout::{Lang, Layout, Seal, Words};
use crate::qr::Modules;
use crate::text::{Block, Face, Run, Set, Text, column_widths, item_label};
use crate::{PaperError, check};

const PROGRAM: &str = include_str!("paper.typ");

/// How many makings a cached piece of layout outlives. The layout program stays warm; the words of a paper
/// do not pile up in memory.
const CACHE_AGE: usize = 8;

/// Makes the PDF of a paper (PDF/A-2a and PDF/UA-1).
///
/// The same text, layout and fonts give the same bytes: its time stamp is the paper's date.
pub fn pdf(text: &Text, layout: &Layout, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    check(layout)?;
    let layout = &layout.cleaned();
    let qr = layout.check.as_ref().map(|check| Modules::of(&check.url)).transpose()?;
    let qr = qr.as_ref().map(Modules::svg);
    // A cluster of characters that only several fonts together could set is found out when it is set. A paper
    // must come out all the same: at the second attempt such characters are named by their numbers.
    let made = set(layout, fonts, &data(text, layout, fonts, Care::Usual).to_string(), qr.as_deref())
        .or_else(|error| {
            set(layout, fonts, &data(text, layout, fonts, Care::Great).to_string(), qr.as_deref())
                .map_err(|_| error)
        });
    typst::comemo::evict(CACHE_AGE);
    fonts.give_back();
    made
}

fn set(layout: &Layout, fonts: &Fonts, data: &str, qr: Option<&str>) -> Result<Vec<u8>, PaperError> {
    let world = Desk::new(fonts, data, qr)?;
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|errors| fault(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| PaperError::Typesetting(error.message().to_string()))?;
    let (year, month, day) = (layout.date.year(), layout.date.month(), layout.date.day());
    let midnight = Datetime::from_ymd_hms(i32::from(year), month.unsigned_abs(), day.unsigned_abs(), 0, 0, 0);
    let options = PdfOptions {
        ident: Smart::Custom(data.to_owned()),
        creator: Smart::Custom(Some("Xiezhi".to_owned())),
        // Midnight in China, where the date is meant.
        timestamp: midnight.and_then(|midnight| Timestamp::new_local(midnight, 8 * 60)),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| fault(&errors))
}

/// How much is trusted to the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// Every character that some font has.
    Usual,
    /// Only characters that stand by themselves and that both families of every paper have.
    Great,
}

/// Empties the typesetter's caches, so that a measurement can begin cold.
pub fn forget() {
    typst::comemo::evict(0);
}

/// The characters of a paper that no font has, in order, each once. They are printed by their numbers.
///
/// A person's rare name is among the reasons to look before a paper is approved.
pub fn missing_glyphs(text: &Text, layout: &Layout, fonts: &Fonts) -> Vec<char> {
    let layout = &layout.cleaned();
    let words = Words::new(text, layout);
    let around = [Some(&layout.organ), Some(&layout.signer), Some(&layout.title), layout.number.as_ref()];
    let more = [words.addressee.as_ref(), words.copies.as_ref(), words.printed.as_ref().map(|(by, _)| by)];
    let all = around
        .into_iter()
        .chain(more)
        .flatten()
        .map(String::as_str)
        .chain([text.plain().as_str()])
        .collect::<String>();
    let mut missing: Vec<char> =
        all.chars().filter(|c| *c != '\n' && !is_invisible(*c) && !fonts.has_glyph(*c)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Joiners and selectors: they have no picture of their own, and are left out where no font has them.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xAD | 0x34F | 0x180B..=0x180F | 0x200B..=0x200D | 0x2060..=0x2064 | 0x206A..=0x206F
        | 0xFE00..=0xFE0F | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x3164 | 0xFFA0)
}

/// Whether a character never joins another in one cluster: no combining mark, no Jamo, no script that joins.
fn stands_alone(c: char) -> bool {
    !matches!(u32::from(c), 0x300..=0x36F | 0x483..=0x489 | 0x590..=0x1DFF | 0x20D0..=0x20FF | 0x2CEF..=0x2CF1
        | 0x302A..=0x302F | 0x3099 | 0x309A | 0xA66F..=0xA67D | 0xA800..=0xABFF | 0xD7B0..=0xD7FF | 0xFB1D..=0xFDFF
        | 0xFE20..=0xFE2F | 0xFE70..=0xFEFF | 0x10000..=0x1FFFF)
}

fn fault(errors: &[SourceDiagnostic]) -> PaperError {
    PaperError::Typesetting(
        errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "),
    )
}

/// What is the same for every paper, read once in a process: the layout program as a tree, and the typesetter's own
/// names. Both are asked for their hash again and again, which they then remember.
struct House {
    library: LazyHash<Library>,
    main: Source,
}

static HOUSE: LazyLock<House> =
    LazyLock::new(|| House { library: LazyHash::new(Library::default()), main: Source::detached(PROGRAM) });

/// What the typesetter sees of the world: one program, one paper, one picture, the fonts; no clock.
struct Desk<'a> {
    fonts: &'a Fonts,
    paper: (FileId, Bytes),
    qr: Option<(FileId, Bytes)>,
}

impl<'a> Desk<'a> {
    fn new(fonts: &'a Fonts, data: &str, qr: Option<&str>) -> Result<Self, PaperError> {
        let id = |name: &str| -> Result<FileId, PaperError> {
            let path = VirtualPath::new(name)
                .map_err(|_| PaperError::Typesetting(format!("no such path {name}")))?;
            Ok(RootedPath::new(VirtualRoot::Project, path).intern())
        };
        Ok(Self {
            fonts,
            paper: (id("paper.json")?, Bytes::from_string(data.to_owned())),
            qr: qr
                .map(|svg| Ok::<_, PaperError>((id("qr.svg")?, Bytes::from_string(svg.to_owned()))))
                .transpose()?,
        })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &HOUSE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.0.book
    }

    fn main(&self) -> FileId {
        HOUSE.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == HOUSE.main.id() { Ok(HOUSE.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        std::iter::once(&self.paper)
            .chain(&self.qr)
            .find(|(known, _)| *known == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.0.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The paper as the layout program reads it.
fn data(text: &Text, layout: &Layout, fonts: &Fonts, care: Care) -> Value {
    let words = Words::new(text, layout);
    let pen = Pen { fonts, lang: text.lang, care };
    let seal = match &layout.seal {
        Seal::Place => json!({ "kind": "place", "name": words.seal_place }),
        Seal::Specimen { name } => json!({ "kind": "specimen", "name": pen.shown(name) }),
        Seal::None => json!({ "kind": "none", "name": "" }),
    };
    json!({
        "lang": if layout.lang == Lang::Zh { "zh" } else { "en" },
        "format": layout.format,
        "organ": pen.shown(&layout.organ),
        "number": layout.number.as_ref().map(|number| pen.pieces(number)),
        "name": pen.shown(&name(layout)),
        "title": title_lines(&pen.shown(&layout.title), layout.lang),
        "addressee": words.addressee.as_ref().map(|to| pen.pieces(to)),
        "blocks": pen.blocks(&text.blocks, 0, &mut 0),
        "attachments": words.attachments.iter().map(|(lead, name)| json!([lead, pen.pieces(name)])).collect::<Vec<_>>(),
        "signer": pen.shown(&layout.signer),
        "date": words.date,
        "seal": seal,
        "note": words.note.as_ref().map(|note| pen.pieces(note)),
        "copies": words.copies.as_ref().map(|copies| pen.pieces(copies)),
        "printed": words.printed.as_ref().map(|(by, on)| json!([pen.pieces(by), on])),
        "check": words.check_url.as_ref().map(|url| json!({
            "lead": words.check_lead,
            "url": pen.pieces(url),
            "alt": pen.shown(url),
            "label": words.check_code.as_ref().map(|(label, _)| label),
            "code": words.check_code.as_ref().map(|(_, code)| code),
        })),
        "banner": words.banner,
        "fonts": fonts.0.roles,
    })
}

/// What a reader's list of files shows. PDF/UA asks for one, so a paper without a title goes by its number.
fn name(layout: &Layout) -> String {
    let title = layout.title.replace('\n', if layout.lang == Lang::Zh { "" } else { " " });
    let other = if layout.lang == Lang::Zh { "文书" } else { "Paper" };
    [title.as_str(), layout.number.as_deref().unwrap_or_default(), &layout.organ, other]
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or(other)
        .to_owned()
}

/// Writes texts so that they can be set.
struct Pen<'a> {
    fonts: &'a Fonts,
    lang: Lang,
    care: Care,
}

impl Pen<'_> {
    /// A text in which every character has a glyph; one that has none is named by its number.
    fn shown(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let known = match self.care {
                Care::Usual => self.fonts.has_glyph(c),
                Care::Great => stands_alone(c) && self.fonts.have_in_common(c),
            };
            if c == '\n' || known && !is_invisible(c) {
                out.push(c);
            } else if is_invisible(c) {
                // A joiner inside an emoji belongs to it; elsewhere it shows nothing.
                if matches!(c, '\u{200D}' | '\u{FE0F}') && known {
                    out.push(c);
                }
            } else {
                let _ = write!(out, "〔U+{:04X}〕", u32::from(c));
            }
        }
        out
    }

    /// A text cut where a line may break although its writing gives no place for it: a Latin word longer
    /// than a line would run off the page.
    fn pieces(&self, text: &str) -> Vec<String> {
        const LONGEST: usize = 20;
        let mut out = vec![String::new()];
        let mut word = 0;
        for c in self.shown(text).chars() {
            if c == '\n' {
                out.extend(["\n".to_owned(), String::new()]);
                word = 0;
                continue;
            }
            word = if c.is_whitespace() || crate::words::is_wide(c) { 0 } else { word + 1 };
            if word > LONGEST {
                out.push(String::new());
            }
            if let Some(last) = out.last_mut() {
                last.push(c);
            }
        }
        out.retain(|piece| !piece.is_empty());
        out
    }

    fn runs(&self, runs: &[Run]) -> Vec<Value> {
        runs.iter()
            .map(|run| {
                let face = match run.face {
                    Face::Plain => "plain",
                    Face::Strong => "strong",
                    Face::Stress => "stress",
                };
                json!({ "face": face, "pieces": self.pieces(&run.text) })
            })
            .collect()
    }

    /// `outline` is the level of the last heading: PDF/UA allows no level to be skipped.
    fn blocks(&self, blocks: &[Block], depth: usize, outline: &mut u8) -> Vec<Value> {
        blocks
            .iter()
            .map(|block| match block {
                Block::Heading { level, runs } => {
                    *outline = (*level).min(*outline + 1);
                    json!({ "kind": "heading", "level": level, "outline": *outline, "runs": self.runs(runs) })
                }
                Block::Paragraph { set, runs } => json!({ "kind": "paragraph", "set": set, "runs": self.runs(runs) }),
                Block::List { first, items } => {
                    let items: Vec<Value> = items
                        .iter()
                        .enumerate()
                        .map(|(n, item)| {
                            json!({ "label": item_label(*first, n, depth, self.lang), "blocks": self.blocks(item, depth + 1, outline) })
                        })
                        .collect();
                    json!({ "kind": "list", "items": items })
                }
                Block::Table { columns, head, rows } => {
                    let cells = |row: &[Vec<Run>]| row.iter().map(|cell| self.runs(cell)).collect::<Vec<_>>();
                    json!({
                        "kind": "table",
                        "columns": columns.iter().zip(column_widths(head, rows)).map(|(set, width)| json!({
                            "set": if *set == Set::Indent { Set::Left } else { *set }, "width": width,
                        })).collect::<Vec<_>>(),
                        "head": cells(head),
                        "rows": rows.iter().map(|row| cells(row)).collect::<Vec<_>>(),
                    })
                }
                Block::Quote { blocks } => json!({ "kind": "quote", "blocks": self.blocks(blocks, depth, outline) }),
                Block::Line => json!({ "kind": "line" }),
            })
            .collect()
    }
}

/// Cuts a long title into lines of like length, at places where the sense allows it: 「回行时，要做到词意完整，
/// 排列对称，长短适宜，间距恰当」 (GB/T 9704-2012 7.3.1).
fn title_lines(title: &str, lang: Lang) -> Vec<String> {
    const LONGEST: usize = 19;
    let mut out = Vec::new();
    for line in title.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        let chars: Vec<char> = line.chars().collect();
        if lang == Lang::En || chars.len() <= LONGEST {
            out.push(line.to_owned());
            continue;
        }
        let mut start = 0;
        let mut left = chars.len().div_ceil(LONGEST);
        while left > 1 {
            let ideal = start + (chars.len() - start).div_ceil(left);
            let cost = |at: usize| -> usize {
                let before = at.checked_sub(1).and_then(|n| chars.get(n)).copied().unwrap_or(' ');
                let after = chars.get(at).copied().unwrap_or(' ');
                let good = matches!(before, '的' | '、' | '》' | '”' | '）' | '〕' | '和' | '与')
                    || matches!(after, '《' | '“' | '（');
                let bad = matches!(
                    after,
                    '的' | '、' | '》' | '”' | '）' | '〕' | '，' | '。' | '和' | '与' | '等'
                ) || matches!(before, '《' | '“' | '（' | '〔')
                    || before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
                at.abs_diff(ideal) * 2 + if good { 0 } else { 5 } + if bad { 50 } else { 0 }
            };
            let (from, to) = (
                ideal.saturating_sub(4).max(start + 1),
                (ideal + 3).min(chars.len() - 1).min(start + LONGEST),
            );
            let cut = (from..=to).min_by_key(|at| cost(*at)).unwrap_or(ideal);
            out.push(chars.iter().skip(start).take(cut - start).collect());
            start = cut;
            left -= 1;
        }
        out.push(chars.iter().skip(start).collect());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_breaks_into_lines_of_like_length_where_the_sense_allows() {
        let title = "兰州市人民政府关于不予受理张三不服兰州市市场监督管理局行政处罚决定的行政复议申请的决定";
        assert_eq!(
            title_lines(title, Lang::Zh).join("\n"),
            "兰州市人民政府关于不予受理张三\n不服兰州市市场监督管理局行政\n处罚决定的行政复议申请的决定"
        );
        assert_eq!(title_lines("甲\n乙", Lang::Zh), ["甲", "乙"]);
    }
}
