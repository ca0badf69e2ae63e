//! Leading references to the words they mean, in the right version.

use std::{fmt, ops::Range};

use jiff::civil::Date;

use super::{Cited, Definition, Reference, Spot, definitions, scan};
use crate::{
    citation::{ArticleNumber, Place},
    library::{Library, Text},
    tree::{Missing, Tree, Unit},
};

/// What came of resolving a reference.
#[derive(Debug)]
pub struct Finding<'a> {
    /// The reference as it stands.
    pub reference: Reference,
    /// The text that it leads to; none where the library has it not.
    pub text: Option<&'a Text>,
    /// The words of each target in [`Text::source`], in the order of the targets.
    pub words: Vec<Vec<Range<usize>>>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// What may be wrong with a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The library has no instrument of this name. It may have another name, or not be law of the land.
    UnknownLaw(String),
    /// No version of it was in force on the day of the citing text.
    NotInForce {
        /// When the earliest version came into force.
        from: Date,
    },
    /// The instrument has been repealed.
    Repealed(String),
    /// The instrument has no such article, paragraph, item, point or division.
    Dangling(Spot),
    /// A range ends before it begins.
    Backwards {
        /// Where it begins.
        from: Spot,
        /// Where it ends.
        to: Spot,
    },
    /// 前款 in a first paragraph, 前条 in a first article, 前项 in a first item.
    Astray,
    /// 本节第三条, and the article stands in another section.
    Outside {
        /// The article.
        article: ArticleNumber,
        /// The division that it is said to stand in.
        division: Spot,
    },
    /// The words exist, but under another number in the newest version.
    Renumbered {
        /// The place cited.
        spot: Spot,
        /// Where its words stand now.
        now: ArticleNumber,
    },
}

impl Library {
    /// Finds the references of a text and resolves each in the version that was in force when the text
    /// came into force (or in the newest, where that day is not known).
    pub fn references<'a>(&'a self, text: &'a Text) -> Vec<Finding<'a>> {
        let names = definitions(text.source(), text.tree());
        let known = |name: &str| self.knows(name);
        scan(text.source(), text.tree(), known)
            .into_iter()
            .map(|reference| self.resolve(text, &names, reference))
            .collect()
    }

    fn resolve<'a>(&'a self, citing: &'a Text, names: &[Definition], reference: Reference) -> Finding<'a> {
        let mut problems = Vec::new();
        if reference.astray {
            problems.push(Problem::Astray);
        }
        let on = citing.from();
        let texts = match &reference.cited {
            Cited::This => vec![citing],
            Cited::Unclear => Vec::new(),
            Cited::Other(name) => {
                let defined = names.iter().find(|d| d.name == *name).and_then(|d| d.title.as_deref());
                let name = defined.unwrap_or(name);
                let found = self.find(name, on);
                if found.is_empty() {
                    problems.push(match self.earliest(name) {
                        Some(from) => Problem::NotInForce { from },
                        None => Problem::UnknownLaw(name.to_owned()),
                    });
                } else if found.iter().all(|text| text.repealed) {
                    problems.push(Problem::Repealed(name.to_owned()));
                }
                found
            }
        };
        let mut words = Vec::new();
        // Of the parts of a code the one that has the articles answers.
        let text = texts
            .iter()
            .copied()
            .find(|text| {
                reference
                    .targets
                    .iter()
                    .all(|target| target.from.article.is_none_or(|n| text.tree().find_article(n).is_some()))
            })
            .or_else(|| texts.first().copied());
        if let Some(text) = text {
            for target in &reference.targets {
                let (spans, faults) = within(text.source(), text.tree(), &target.from, target.to.as_ref());
                words.push(spans);
                problems.extend(faults);
                if let Cited::Other(name) = &reference.cited
                    && let Some(now) = self.find(name, None).first().filter(|now| now.dated != text.dated)
                {
                    problems.extend(renumbered(text, now, &target.from));
                }
            }
        }
        Finding { reference, text, words, problems }
    }
}

/// The words of a target, or what is wrong with it.
pub(crate) fn within(
    source: &str,
    tree: &Tree,
    from: &Spot,
    to: Option<&Spot>,
) -> (Vec<Range<usize>>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut spans = Vec::new();
    match one(source, tree, from) {
        Ok(found) => spans = found,
        Err(problem) => problems.push(*problem),
    }
    let Some(to) = to else { return (spans, problems) };
    if order(to) < order(from) {
        problems.push(Problem::Backwards { from: from.clone(), to: to.clone() });
        return (spans, problems);
    }
    match one(source, tree, to) {
        // A range is everything between the first word of its first place and the last of its last.
        Ok(last) => {
            if let (Some(first), Some(last)) = (spans.first(), last.last()) {
                spans = std::iter::once(first.start..last.end).collect();
            }
        }
        Err(problem) => problems.push(*problem),
    }
    (spans, problems)
}

fn order(spot: &Spot) -> (Option<ArticleNumber>, Option<u32>, Option<u32>, Option<u32>) {
    (spot.article, spot.paragraph, spot.item, spot.point)
}

fn one(source: &str, tree: &Tree, spot: &Spot) -> Result<Vec<Range<usize>>, Box<Problem>> {
    let dangling = || Box::new(Problem::Dangling(spot.clone()));
    let mut within = None;
    if let Some(name) = &spot.named {
        let named = tree.divisions().iter().position(|division| {
            let heading = tree.leaves().get(division.leaves.start);
            heading.and_then(|leaf| source.get(leaf.span.clone())).is_some_and(|title| {
                let bare: String = title.chars().filter(|c| !crate::words::is_space(*c)).collect();
                bare.ends_with(name.as_str()) || (name == "附件" && division.unit == Unit::Annex)
            })
        });
        // 附件 may be meant by a text that is one.
        if named.is_none() && name != "附件" {
            return Err(dangling());
        }
        within = named;
    }
    for (unit, number) in &spot.divisions {
        within = Some(tree.find_division(*unit, *number, within).ok_or_else(dangling)?);
    }
    let Some(place) = spot.place() else {
        let division = within.and_then(|at| tree.divisions().get(at));
        let leaves = division.and_then(|d| tree.leaves().get(d.leaves.clone())).unwrap_or_default();
        let ends = leaves.first().zip(leaves.last());
        return Ok(ends.map(|(a, b)| a.span.start..b.span.end).into_iter().collect());
    };
    if let (Some(at), Some(index)) = (within, tree.articles().iter().position(|a| a.number == place.article))
        && tree.divisions().get(at).is_some_and(|division| !division.articles.contains(&index))
    {
        let division = Spot { article: None, paragraph: None, item: None, point: None, ..spot.clone() };
        return Err(Box::new(Problem::Outside { article: place.article, division }));
    }
    // 第一款 of an article with one paragraph is that paragraph; anything beyond is missing.
    tree.find(place).map_err(|missing| match missing {
        Missing::Article => {
            Box::new(Problem::Dangling(Spot { article: Some(place.article), ..Spot::default() }))
        }
        Missing::Part => dangling(),
    })
}

/// Whether the newest version has the cited article's words under another number.
fn renumbered(then: &Text, now: &Text, spot: &Spot) -> Option<Problem> {
    let article = spot.article?;
    let words = then.words(Place::article(article)).ok()?;
    if now.words(Place::article(article)).is_ok_and(|same| same == words) {
        return None;
    }
    let moved = now.tree().articles().iter().find(|other| {
        other.number != article && now.words(Place::article(other.number)).is_ok_and(|w| w == words)
    })?;
    Some(Problem::Renumbered { spot: spot.clone(), now: moved.number })
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownLaw(name) => {
                write!(f, "法律库中没有《{name}》 (the library has no such instrument)")
            }
            Self::NotInForce { from } => {
                write!(f, "当时尚未施行，自{from}起施行 (not in force then, but from {from} on)")
            }
            Self::Repealed(name) => write!(f, "《{name}》已废止 (it has been repealed)"),
            Self::Dangling(spot) => write!(f, "没有{spot} (there is no such place)"),
            Self::Backwards { from, to } => write!(f, "{from}在{to}之后 (the range runs backwards)"),
            Self::Astray => f.write_str("前面没有所指的条、款、项 (nothing stands before)"),
            Self::Outside { article, division } => {
                write!(f, "{article}不在{division} (the article stands in another division)")
            }
            Self::Renumbered { spot, now } => {
                write!(f, "{spot}的内容现为{now} (the words now stand in {now})")
            }
        }
    }
}
