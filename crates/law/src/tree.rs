//! The text of a law as a tree (条款项目) over byte spans of its source.
//!
//! The tree is a row of [`Leaf`]s without gap or overlap, so that their concatenation is the source, byte
//! for byte; the articles are ranges of that row. What the source has wrong is kept and noted, never
//! repaired: a missing number, a number twice, a stray sign inside a number.

use std::{fmt, ops::Range};

use crate::citation::{ArticleNumber, Place};

/// What a stretch of the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The name of the instrument (标题).
    Title,
    /// A line of history below the name (题注): who passed, amended, promulgated it, and when.
    History,
    /// 编, 分编, 章, 节, 附件: a heading; the number is how many `#` it has, none in plain text.
    Heading(u8),
    /// 第…条, with the white space around it.
    ArticleMark,
    /// The words of a paragraph (款).
    Paragraph,
    /// An item (项) with its （一）.
    Item(u32),
    /// A point (目) with its 1.
    Point(u32),
    /// A row of a table.
    Row,
    /// Words outside all articles: a preamble, an annex, a text that is not cut into articles.
    Other,
    /// White space, blank lines, the mark that ends the head.
    Blank,
}

/// A stretch of the source: the smallest part of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the source, in bytes.
    pub span: Range<usize>,
}

/// An article (条) and the leaves it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its number.
    pub number: ArticleNumber,
    /// Its leaves in [`Tree::leaves`], its mark first.
    pub leaves: Range<usize>,
    /// The innermost of [`Tree::divisions`] that it stands in.
    pub division: Option<usize>,
}

/// What a heading opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 编.
    Part,
    /// 分编.
    Subpart,
    /// 章; also a heading without number on the level of chapters (附则, 序言).
    Chapter,
    /// 节.
    Section,
    /// 附件, 附录, 附表: what follows the text. Its articles are not those of the body.
    Annex,
}

/// A part of a text under a heading (编, 分编, 章, 节, 附件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// What it is.
    pub unit: Unit,
    /// Its number; none where the heading has none (附则).
    pub number: Option<u32>,
    /// The division around it, in [`Tree::divisions`].
    pub parent: Option<usize>,
    /// Its leaves in [`Tree::leaves`], its heading first.
    pub leaves: Range<usize>,
    /// The articles in it and in the divisions below it, in [`Tree::articles`].
    pub articles: Range<usize>,
}

/// Something in the source that a reader should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands in the source, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub fault: Fault,
}

/// What may be wrong with a source; nothing of it is repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Between two articles a number is missing; it may hide in the text of the one before.
    Gap {
        /// The article before the gap.
        after: ArticleNumber,
        /// The article behind it.
        next: ArticleNumber,
    },
    /// An article number occurs twice: an annex or an embedded text counts anew.
    Twice(ArticleNumber),
    /// The mark of an article is misspelt, and was read all the same.
    Misspelt(ArticleNumber),
    /// The items of a paragraph do not count on from one.
    ItemJump {
        /// The item expected.
        expected: u32,
        /// The item found.
        found: u32,
    },
    /// The text is cut into articles or divisions of its own, but has no line of history.
    NoHistory,
    /// （…） and (…) both number items.
    MixedItemMarks,
    /// A line ends in the middle of a sentence; the next one goes on with it.
    BrokenLine,
    /// A character that fonts do not have: a glyph lost on the way. See the gazette.
    LostGlyph(char),
    /// A character without width, which nobody sees and every search stumbles over.
    Invisible(char),
    /// An article that was deleted and kept its number (（删去）).
    Deleted(ArticleNumber),
    /// The brackets of a line do not pair.
    UnpairedBracket,
}

/// The text of a law, cut into leaves and articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) articles: Vec<Article>,
    pub(crate) divisions: Vec<Division>,
    /// Sorted by number. Nearly every article is put at the end, so that this is quicker than a map.
    pub(crate) by_number: Vec<(ArticleNumber, usize)>,
}

/// How a place was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// There is no such article.
    Article,
    /// The article has no such paragraph, item or point.
    Part,
}

impl Tree {
    /// All leaves; their concatenation is the source.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// All articles, as they stand in the source.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// All divisions, as their headings stand in the source.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The divisions that an article stands in, the outermost first.
    pub fn path(&self, article: &Article) -> Vec<&Division> {
        let mut path = Vec::new();
        let mut at = article.division;
        while let Some(division) = at.and_then(|at| self.divisions.get(at)) {
            path.push(division);
            at = division.parent;
        }
        path.reverse();
        path
    }

    /// The division of this kind and number; `within` names one that must stand around it.
    pub fn find_division(&self, unit: Unit, number: u32, within: Option<usize>) -> Option<usize> {
        self.divisions.iter().position(|division| {
            division.unit == unit
                && division.number == Some(number)
                && within.is_none_or(|within| self.lies_in(division.parent, within))
        })
    }

    /// Whether the division `at`, or one around it, is `outer`.
    fn lies_in(&self, at: Option<usize>, outer: usize) -> bool {
        let mut at = at;
        while let Some(here) = at {
            if here == outer {
                return true;
            }
            at = self.divisions.get(here).and_then(|division| division.parent);
        }
        false
    }

    /// The first article of this number in the body; one of an annex is not meant.
    pub fn find_article(&self, number: ArticleNumber) -> Option<&Article> {
        let at = self.by_number.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.by_number.get(at).and_then(|(_, at)| self.articles.get(*at))
    }

    /// Enters an article under its number; false if an earlier one has it, which keeps it.
    pub(crate) fn number(&mut self, number: ArticleNumber, index: usize) -> bool {
        if self.by_number.last().is_none_or(|(last, _)| *last < number) {
            self.by_number.push((number, index));
            return true;
        }
        match self.by_number.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(_) => false,
            Err(at) => {
                self.by_number.insert(at, (number, index));
                true
            }
        }
    }

    /// The spans of the words of a place, in order: marks of articles and white space are left out.
    ///
    /// An item cited without its paragraph (第十一条第一项) is looked for in all paragraphs of the
    /// article, the first that has it counts. A paragraph includes its items, an item its points.
    pub fn find(&self, place: Place) -> Result<Vec<Range<usize>>, Missing> {
        let article = self.find_article(place.article).ok_or(Missing::Article)?;
        let (mut paragraph, mut item) = (0, None);
        let mut spans = Vec::new();
        for leaf in self.leaves.get(article.leaves.clone()).unwrap_or_default() {
            let point = match leaf.kind {
                Kind::Point(n) => Some(n),
                Kind::Item(_) | Kind::Paragraph => None,
                _ => continue,
            };
            match leaf.kind {
                Kind::Paragraph => (paragraph, item) = (paragraph + 1, None),
                Kind::Item(n) => item = Some(n),
                _ => {}
            }
            // An article may begin with its items, the paragraph's own words being lost.
            let paragraph = paragraph.max(1);
            let within = |asked: Option<u32>, here: Option<u32>| asked.is_none() || asked == here;
            if within(place.paragraph, Some(paragraph))
                && within(place.item, item)
                && within(place.point, point)
            {
                // Of items that bear the same number in several paragraphs the first counts.
                let first = spans.last().is_none_or(|(p, _)| *p == paragraph);
                if first || place.item.is_none() || place.paragraph.is_some() {
                    spans.push((paragraph, leaf.span.clone()));
                }
            }
        }
        if spans.is_empty() && place != Place::article(place.article) {
            return Err(Missing::Part);
        }
        Ok(spans.into_iter().map(|(_, span)| span).collect())
    }

    /// The smallest place that the byte at `at` belongs to, where it stands in an article.
    pub fn place_at(&self, at: usize) -> Option<Place> {
        let article = self.articles.iter().find(|article| {
            let leaves = self.leaves.get(article.leaves.clone()).unwrap_or_default();
            leaves.first().zip(leaves.last()).is_some_and(|(a, b)| (a.span.start..b.span.end).contains(&at))
        })?;
        let mut place = Place::article(article.number);
        let leaves = self.leaves.get(article.leaves.clone()).unwrap_or_default();
        for leaf in leaves.iter().take_while(|leaf| leaf.span.start <= at) {
            match leaf.kind {
                Kind::Paragraph => {
                    let n = place.paragraph.unwrap_or(0) + 1;
                    place = Place { paragraph: Some(n), item: None, point: None, ..place };
                }
                Kind::Item(n) => place = Place { item: Some(n), point: None, ..place },
                Kind::Point(n) => place.point = Some(n),
                _ => {}
            }
        }
        let paragraphs = leaves.iter().filter(|leaf| leaf.kind == Kind::Paragraph).count();
        if paragraphs < 2 {
            place.paragraph = None;
        }
        Some(place)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Gap { after, next } => write!(f, "{after}之后即为{next} ({after} is followed by {next})"),
            Fault::Twice(n) => write!(f, "{n}重复 ({n} occurs twice)"),
            Fault::Misspelt(n) => write!(f, "条号书写有误，读作{n} (misspelt, read as {n})"),
            Fault::ItemJump { expected, found } => {
                write!(f, "项号应为{expected}，实为{found} (item {found} where {expected} was expected)")
            }
            Fault::NoHistory => f.write_str("没有题注 (no line of history)"),
            Fault::MixedItemMarks => f.write_str("项号全角、半角括号混用 (items are marked in two styles)"),
            Fault::BrokenLine => f.write_str("句中断行 (a line ends within a sentence)"),
            Fault::LostGlyph(c) => {
                write!(f, "字形缺失 U+{:04X}，以公报为准 (a lost glyph; see the gazette)", u32::from(*c))
            }
            Fault::Invisible(c) => write!(f, "不可见字符 U+{:04X} (an invisible character)", u32::from(*c)),
            Fault::Deleted(n) => write!(f, "{n}已删去 ({n} was deleted)"),
            Fault::UnpairedBracket => f.write_str("括号不成对 (brackets do not pair)"),
        }
    }
}
