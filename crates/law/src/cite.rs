//! References (引用) in the running text of a law: found, read, and led to the words they mean.
//!
//! A text cites itself (本法第三条, 前款, 前两项), others by title (《…》第三条), by a known short name (刑法第三条)
//! or by one that it has defined (以下简称). What follows may be a list, a range, or a range of items and then
//! a paragraph; each part inherits what it leaves out from the part before it.
//!
//! To find what a text cites, [`scan`] it; to learn whether the targets exist, ask
//! [`Library::references`](crate::Library::references).

use std::{fmt, ops::Range};

use crate::{
    citation::{ArticleNumber, Place},
    numeral,
    tree::{Kind, Tree, Unit},
};

mod reader;
mod resolve;
#[cfg(test)]
mod tests;

pub use resolve::{Finding, Problem};

/// Which instrument a reference means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cited {
    /// The citing text itself.
    This,
    /// Another one, by its title or by the name that was resolved to it, without 《》.
    Other(String),
    /// Another one that cannot be made out: its name stands nowhere, or is known to nobody.
    Unclear,
}

/// A place as far as a reference names it; the levels that it leaves out are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    /// 编, 分编, 章, 节, from the outside in.
    pub divisions: Vec<(Unit, u32)>,
    /// A division called by its name: 总则, 附则, 附件.
    pub named: Option<String>,
    /// 条.
    pub article: Option<ArticleNumber>,
    /// 款.
    pub paragraph: Option<u32>,
    /// 项.
    pub item: Option<u32>,
    /// 目.
    pub point: Option<u32>,
    /// Only the exception behind 但是 (但书).
    pub proviso: bool,
}

/// One target of a reference: a place, or all from one place to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The place, or the first one.
    pub from: Spot,
    /// The last one of a range.
    pub to: Option<Spot>,
}

/// A reference in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands in the source, in bytes.
    pub span: Range<usize>,
    /// Where the words of the numbers begin in it (behind the name of the instrument).
    pub places: Range<usize>,
    /// What it cites.
    pub cited: Cited,
    /// Its targets; none where only the instrument is named.
    pub targets: Vec<Target>,
    /// The place that cites.
    pub at: Option<Place>,
    /// The words point before the beginning: 前款 in a first paragraph.
    pub astray: bool,
}

/// A short name that a text defines for itself (以下简称).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Where the definition stands.
    pub span: Range<usize>,
    /// The short name.
    pub name: String,
    /// The title it stands for, where it stands behind one.
    pub title: Option<String>,
}

/// Finds all references in a text, in its order.
///
/// `known` says whether a name without 《》 is one of an instrument; the names that the text itself
/// defines are known without it.
///
/// ```
/// use xiezhi_law::{cite, parse};
/// let source = "第一条 依照刑法第二百八十六条之一第一款第一项处罚。\n";
/// let (tree, _) = parse(source);
/// let found = cite::scan(source, &tree, |name| name == "刑法");
/// assert_eq!(found[0].to_string(), "刑法 第二百八十六条之一第一款第一项");
/// ```
pub fn scan(source: &str, tree: &Tree, known: impl Fn(&str) -> bool) -> Vec<Reference> {
    let names = definitions(source, tree);
    let mut found = Vec::new();
    for leaf in tree.leaves() {
        if matches!(leaf.kind, Kind::Paragraph | Kind::Item(_) | Kind::Point(_) | Kind::Other | Kind::Row)
            && let Some(words) = source.get(leaf.span.clone())
        {
            reader::Reader::new(words, leaf.span.start, tree, &names, &known).read(&mut found);
        }
    }
    found
}

/// Reads the list of places that stands at `at`, and where it ends; `base` is what the first one inherits.
pub(crate) fn places(words: &str, at: usize, base: Spot) -> (Vec<Target>, usize) {
    let tree = Tree::default();
    reader::Reader::new(words, 0, &tree, &[], &|_| false).chain(at, base)
}

/// Finds the short names that a text defines: （以下简称…）, （以下统称…）.
pub fn definitions(source: &str, tree: &Tree) -> Vec<Definition> {
    let mut found = Vec::new();
    for leaf in tree.leaves().iter().filter(|leaf| leaf.kind != Kind::Blank) {
        let words = source.get(leaf.span.clone()).unwrap_or_default();
        for word in ["以下简称", "以下统称", "下称"] {
            for (at, _) in words.match_indices(word) {
                let behind = words.get(at + word.len()..).unwrap_or_default();
                // 以下称 and 下称 lie in one another; only the longest is taken.
                if word == "下称"
                    && words.get(..at).is_some_and(|before| !before.ends_with(['（', '(', '以']))
                {
                    continue;
                }
                let end = behind.find(['）', ')', '，', '。', '；']).unwrap_or(behind.len());
                let name = behind.get(..end).unwrap_or_default();
                let name = name.trim_start_matches(['为', '：']).trim_matches(['“', '”', '《', '》', '"']);
                if name.is_empty() || name.chars().count() > 30 {
                    continue;
                }
                let before = words.get(..at).unwrap_or_default().trim_end_matches(['（', '(']);
                let title = before.ends_with('》').then(|| title_before(before)).flatten();
                let start = leaf.span.start + at;
                found.push(Definition {
                    span: start..start + word.len() + end,
                    name: name.to_owned(),
                    title: title.map(str::to_owned),
                });
            }
        }
    }
    found.sort_by_key(|definition| definition.span.start);
    found
}

/// The title in the 《》 that `text` ends with; 《》 inside it stay.
fn title_before(text: &str) -> Option<&str> {
    let mut depth = 0u32;
    for (at, c) in text.char_indices().rev() {
        match c {
            '》' => depth += 1,
            '《' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return text.get(at + c.len_utf8()..text.len() - '》'.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

impl Spot {
    /// The place, where an article is named.
    pub fn place(&self) -> Option<Place> {
        Some(Place { article: self.article?, paragraph: self.paragraph, item: self.item, point: self.point })
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.named {
            f.write_str(name)?;
        }
        for (unit, n) in &self.divisions {
            let word = match unit {
                Unit::Part => "编",
                Unit::Subpart => "分编",
                Unit::Chapter => "章",
                Unit::Section => "节",
                Unit::Annex => "附件",
            };
            write!(f, "第{}{word}", numeral::write(*n))?;
        }
        if let Some(article) = self.article {
            article.fmt(f)?;
        }
        for (n, unit) in [(self.paragraph, '款'), (self.item, '项'), (self.point, '目')] {
            if let Some(n) = n {
                write!(f, "第{}{unit}", numeral::write(n))?;
            }
        }
        if self.proviso { f.write_str("但书") } else { Ok(()) }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Cited::Other(name) = &self.cited {
            write!(f, "{name} ")?;
        }
        for (n, target) in self.targets.iter().enumerate() {
            if n > 0 {
                f.write_str("、")?;
            }
            target.from.fmt(f)?;
            if let Some(to) = &target.to {
                write!(f, "至{to}")?;
            }
        }
        Ok(())
    }
}
