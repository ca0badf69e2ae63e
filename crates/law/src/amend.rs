//! Amending (修改): reading a decision sentence by sentence, and applying it to the text it amends.
//!
//! A decision names places by the numbers of the old text and gives new ones by those of the new text:
//! 将第三条修改为…, 增加一条，作为第五条. So articles that a sentence gives a number take that number, and all
//! others fill the numbers left, in their old order. The same holds for the paragraphs of an article and
//! the items of a paragraph.
//!
//! A decision that does not fit its target changes nothing: the [`Refusal`] says which sentence, and why.

use std::fmt;

use crate::{citation::ArticleNumber, cite::Spot, parse::parse, tree::Unit};

mod apply;
mod article;
pub(crate) mod doc;
mod headings;
pub(crate) mod read;
#[cfg(test)]
mod tests;

pub use read::read;

/// One thing that a decision orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The sentence that orders it, as it stands.
    pub sentence: String,
    /// What it orders.
    pub op: Op,
}

/// What a sentence does to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// 将名称修改为….
    Rename(String),
    /// 将第三条中的“甲”修改为“乙”; deleting words gives them nothing in their stead.
    Words {
        /// Where the words stand.
        at: Spot,
        /// The old words, which must stand there exactly once.
        old: String,
        /// The new words.
        new: String,
    },
    /// 将第三条修改为：“…”, and with `becomes` 将第三条改为第五条，修改为：“…”.
    Replace {
        /// What is replaced.
        at: Spot,
        /// The number it has from now on, if the sentence gives one.
        becomes: Option<ArticleNumber>,
        /// The new lines.
        lines: Vec<String>,
    },
    /// 将第三条改为第五条.
    Move {
        /// The article.
        article: ArticleNumber,
        /// Its new number.
        to: ArticleNumber,
    },
    /// 删去第三条.
    Delete(Spot),
    /// 增加一条，作为第五条：“…”.
    AddArticle {
        /// Its number in the new text.
        number: ArticleNumber,
        /// Its lines.
        lines: Vec<String>,
    },
    /// 第三条增加一款，作为第二款：“…”; without a number it comes last.
    AddParagraph {
        /// The article.
        article: ArticleNumber,
        /// The number of the paragraph in the new text.
        number: Option<u32>,
        /// Its lines.
        lines: Vec<String>,
    },
    /// 第三条增加一项，作为第二项：“…”.
    AddItem {
        /// The article, and the paragraph if it is named.
        at: Spot,
        /// The number of the item in the new text.
        number: Option<u32>,
        /// Its lines.
        lines: Vec<String>,
    },
    /// 将第六条、第七条合并，作为第六条，修改为：“…”.
    Merge {
        /// The articles.
        articles: Vec<ArticleNumber>,
        /// The number of what they become; else that of the first.
        becomes: Option<ArticleNumber>,
        /// The new lines.
        lines: Vec<String>,
    },
    /// A sentence on a heading.
    Heading(HeadingOp),
    /// A sentence on an unnumbered paragraph of the preamble (序言第七自然段), counted from one.
    Preamble {
        /// Which.
        paragraph: u32,
        /// What is done to it.
        edit: Edit,
    },
    /// 将附件修改为：“…”: everything behind the articles.
    Annex(Vec<String>),
}

/// A heading, by its path (第三章第一节) or, where it has no number, by its words (附则).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By numbers, from the outside in; the innermost is meant.
    Path(Vec<(Unit, u32)>),
    /// By its words.
    Named(String),
}

/// What is done to a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadingOp {
    /// 将第三章章名修改为“…”, 将第三章改为第四章, each with or without 包括第三十条至第三十五条.
    Change {
        /// The heading in the old text.
        which: Which,
        /// Its new number.
        number: Option<u32>,
        /// Its new words, without the number.
        title: Option<String>,
        /// The first article under it in the new text.
        first: Option<ArticleNumber>,
    },
    /// 增加一章，作为第四章“…”，包括第三十条至第三十五条.
    Add {
        /// Its kind and number; none where it has no number.
        number: Option<(Unit, u32)>,
        /// Its words, without the number.
        title: String,
        /// The first article under it in the new text.
        first: Option<ArticleNumber>,
    },
    /// 删去第四章章名.
    Delete(Which),
}

/// What is done to an unnumbered paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Other words for some of its words.
    Words {
        /// The old words.
        old: String,
        /// The new words.
        new: String,
    },
    /// Words behind its last.
    Append(String),
    /// All its words.
    Replace(String),
    /// A new paragraph of this number.
    Add(String),
    /// Nothing is left of it.
    Delete,
}

/// A decision as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What it orders, in its order.
    pub orders: Vec<Order>,
    /// It says that the articles are numbered anew (条文顺序作相应调整).
    pub renumbers: bool,
    /// The line that it adds to the history of the text.
    pub history: Option<String>,
}

/// Why a decision was not applied. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}: {sentence}")]
pub struct Refusal {
    /// The sentence.
    pub sentence: String,
    /// Why it cannot be carried out.
    pub why: Why,
}

/// What a sentence lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its words order nothing that is understood.
    NotUnderstood,
    /// The text has no such place.
    NoSuchPlace(String),
    /// The old words do not stand there.
    WordsNotThere(String),
    /// The old words stand there several times.
    NotUnique(String),
    /// What it adds is there already, or two sentences want the same number.
    NumberTaken(String),
    /// A number lies beyond the end: between it and the last one nothing would stand.
    NumberBeyondEnd(String),
    /// It announces another number of texts than it gives.
    CountDiffers {
        /// Numbers announced.
        announced: usize,
        /// Texts given.
        given: usize,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUnderstood => f.write_str("不能理解该句 (the sentence is not understood)"),
            Self::NoSuchPlace(place) => write!(f, "没有{place} (there is no such place)"),
            Self::WordsNotThere(words) => write!(f, "该处没有“{words}” (the words do not stand there)"),
            Self::NotUnique(words) => write!(f, "“{words}”不止一处 (the words stand there several times)"),
            Self::NumberTaken(number) => write!(f, "{number}已经存在 (the number is taken)"),
            Self::NumberBeyondEnd(number) => write!(f, "{number}之前有空缺 (the number lies beyond the end)"),
            Self::CountDiffers { announced, given } => {
                write!(f, "称增加{announced}处，实有{given}处 (announces {announced}, gives {given})")
            }
        }
    }
}

/// Applies a decision to the text that it amends, and gives the consolidated text with its new line of
/// history. All or nothing.
///
/// ```
/// let law = "# 某法（虚构）\n\n2001年1月1日 某会通过\n\n<!-- INFO END -->\n\n第一条 应当在五日内答复。\n";
/// let decision = "一、将第一条中的“五日”修改为“三日”。";
/// let amended = xiezhi_law::amend(law, decision).unwrap();
/// assert!(amended.contains("第一条 应当在三日内答复。"));
/// assert!(xiezhi_law::amend(law, "一、将第二条中的“五日”修改为“三日”。").is_err());
/// ```
pub fn amend(law: &str, decision: &str) -> Result<String, Refusal> {
    carry_out(law, &read(decision)?)
}

/// Applies a decision that has been read.
pub fn carry_out(law: &str, decision: &Decision) -> Result<String, Refusal> {
    let (tree, _) = parse(law);
    let mut doc = doc::Doc::new(law, &tree);
    apply::apply(&mut doc, decision)?;
    doc.history.extend(decision.history.clone());
    Ok(doc.text())
}
