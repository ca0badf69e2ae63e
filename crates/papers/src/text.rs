//! The text of a paper once its placeholders are filled: blocks of plain runs, and nothing that could
//! be taken for markup again.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::layout::{Format, Lang};
use crate::words::is_wide;

/// The text of one paper (文书正文): what [`crate::fill`] makes and what every output is made from.
///
/// It can be stored: the same text and the same [`crate::Layout`] always give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The paper's title (标题), from the front matter; empty when the front matter has none.
    pub title: String,
    /// The layout that the template asks for.
    pub format: Format,
    /// The language of the text.
    pub lang: Lang,
    /// To whom the paper is addressed (主送机关), without the colon.
    pub to: Option<String>,
    /// Who gets a copy (抄送).
    pub copies: Vec<String>,
    /// The names of the attachments (附件说明), in order.
    pub attachments: Vec<String>,
    /// The note in brackets below the date (附注).
    pub note: Option<String>,
    /// The body.
    pub blocks: Vec<Block>,
}

/// One block of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Block {
    /// A heading inside the text (层次序数): level 1 is 一、, 2 is （一）, 3 is 1., 4 is （1）.
    Heading {
        /// From 1 to 4.
        level: u8,
        /// The words, with the number if the template asked for numbers.
        runs: Vec<Run>,
    },
    /// A paragraph.
    Paragraph {
        /// How its lines stand.
        set: Set,
        /// The words; a `\n` is a line break inside the paragraph.
        runs: Vec<Run>,
    },
    /// A list.
    List {
        /// The first number, or nothing when the items bear a dash.
        first: Option<u64>,
        /// Each item is a sequence of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A table. Every row has as many cells as the head.
    Table {
        /// How each column stands.
        columns: Vec<Set>,
        /// The header row.
        head: Vec<Vec<Run>>,
        /// The other rows.
        rows: Vec<Vec<Vec<Run>>>,
    },
    /// Words quoted, of the law for example.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A thin line across the page.
    Line,
}

/// How a paragraph or a column stands (段落位置).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Set {
    /// The first line two characters in: the usual paragraph, and the usual column.
    Indent,
    /// Flush with the left edge (顶格).
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// A stretch of plain text in one face.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The characters themselves: every output escapes them in its own way.
    pub text: String,
    /// The face.
    #[serde(default, skip_serializing_if = "Face::is_plain")]
    pub face: Face,
}

/// The face of a run (字体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Face {
    /// 仿宋, that of the body.
    #[default]
    Plain,
    /// 黑体, for `**strong**` words.
    Strong,
    /// 楷体, for `*stressed*` words.
    Stress,
}

impl Face {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

impl Run {
    /// A run in the face of the body.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Plain }
    }
}

impl Text {
    /// The words alone, a line a paragraph: for a golden file, for searching, for a reader who wants
    /// no layout.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for line in [Some(&self.title), self.to.as_ref()].into_iter().flatten() {
            if !line.is_empty() {
                out.push_str(line);
                out.push('\n');
            }
        }
        write_blocks(&self.blocks, 0, self.lang, &mut out);
        for (n, name) in self.attachments.iter().enumerate() {
            let _ = writeln!(out, "附件 {}. {name}", n + 1);
        }
        if let Some(note) = &self.note {
            let _ = writeln!(out, "（{note}）");
        }
        out
    }
}

/// The words of some runs.
pub(crate) fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn write_blocks(blocks: &[Block], depth: usize, lang: Lang, out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { runs, .. } | Block::Paragraph { runs, .. } => {
                out.push_str(&words(runs));
                out.push('\n');
            }
            Block::List { first, items } => {
                for (index, item) in items.iter().enumerate() {
                    out.push_str(&item_label(*first, index, depth, lang));
                    write_blocks(item, depth + 1, lang, out);
                }
            }
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| words(cell)).collect();
                    out.push_str(&cells.join(" | "));
                    out.push('\n');
                }
            }
            Block::Quote { blocks } => write_blocks(blocks, depth, lang, out),
            Block::Line => out.push_str("———\n"),
        }
    }
}

/// The number or dash of a list's item (层次序数 1. and （1）), which stands at the head of its text.
pub(crate) fn item_label(first: Option<u64>, index: usize, depth: usize, lang: Lang) -> String {
    let n = first.map(|first| first.saturating_add(u64::try_from(index).unwrap_or(u64::MAX)));
    match (n, depth, lang) {
        (None, _, Lang::Zh) => "——".to_owned(),
        (None, _, Lang::En) => "– ".to_owned(),
        (Some(n), 0, Lang::Zh) => format!("{n}."),
        (Some(n), 0, Lang::En) => format!("{n}. "),
        (Some(n), _, Lang::Zh) => format!("（{n}）"),
        (Some(n), _, Lang::En) => format!("({n}) "),
    }
}

/// How wide each column should be, in characters: enough for its longest cell, within limits, so that a
/// short column of numbers does not take the room of the words.
pub(crate) fn column_widths(head: &[Vec<Run>], rows: &[Vec<Vec<Run>>]) -> Vec<u64> {
    let width = |cell: &[Run]| -> u64 {
        let text = words(cell);
        let widest =
            text.lines().map(|line| line.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum::<u64>());
        widest.max().unwrap_or(0)
    };
    head.iter()
        .enumerate()
        .map(|(n, cell)| {
            let below = rows.iter().filter_map(|row| row.get(n)).map(|cell| width(cell)).max().unwrap_or(0);
            width(cell).max(below).clamp(4, 40) + 2
        })
        .collect()
}
