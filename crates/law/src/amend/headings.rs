//! Headings while a text is amended: where no sentence says otherwise, a heading stays before the article
//! that it stood before.

use std::collections::HashMap;

use super::{HeadingOp, Which, Why, doc::Heading, doc::word};
use crate::{citation::ArticleNumber, numeral, tree::Unit};

/// A heading, where it stood, and where it goes.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) heading: Heading,
    /// The index of the old article behind it.
    pub(super) before: usize,
    /// The first article under it in the new text, where a sentence says so.
    first: Option<ArticleNumber>,
    deleted: bool,
}

impl Placed {
    pub(super) fn new(heading: Heading, before: usize) -> Self {
        Self { heading, before, first: None, deleted: false }
    }
}

/// The full path of each heading that has a number.
fn paths(headings: &[Placed]) -> Vec<Vec<(Unit, u32)>> {
    let mut open: Vec<(Unit, u32)> = Vec::new();
    headings
        .iter()
        .map(|placed| {
            let heading = &placed.heading;
            open.retain(|(unit, _)| *unit < heading.unit);
            let Some(number) = heading.number else { return Vec::new() };
            open.push((heading.unit, number));
            open.clone()
        })
        .collect()
}

/// Finds a heading by its old path; a path may leave out what lies around (第三章 for 第一编第三章) if only
/// one heading fits.
pub(super) fn find(headings: &[Placed], which: &Which) -> Result<usize, Why> {
    let fits: Vec<usize> = match which {
        Which::Named(name) => {
            let named = |placed: &Placed| placed.heading.printed() == *name || placed.heading.title == *name;
            headings.iter().enumerate().filter(|(_, placed)| named(placed)).map(|(at, _)| at).collect()
        }
        Which::Path(path) => {
            let all = paths(headings);
            let whole: Vec<usize> = (0..all.len()).filter(|at| all.get(*at) == Some(path)).collect();
            let ends = |at: &usize| all.get(*at).is_some_and(|full| full.ends_with(path));
            if whole.is_empty() { (0..all.len()).filter(ends).collect() } else { whole }
        }
    };
    match fits.as_slice() {
        [at] => Ok(*at),
        [] => Err(Why::NoSuchPlace(which.to_string())),
        [..] => Err(Why::NotUnique(which.to_string())),
    }
}

/// Carries out the sentences on headings. Places are those of the old text, so all are found first.
pub(super) fn apply<'a>(
    headings: &mut Vec<Placed>,
    ops: impl Iterator<Item = &'a HeadingOp>,
) -> Result<(), (usize, Why)> {
    let old = headings.clone();
    for (n, op) in ops.enumerate() {
        match op {
            HeadingOp::Change { which, number, title, first } => {
                let at = find(&old, which).map_err(|why| (n, why))?;
                let Some(placed) = headings.get_mut(at) else { continue };
                if let Some(title) = title {
                    placed.heading.title.clone_from(title);
                }
                if number.is_some() {
                    placed.heading.number = *number;
                }
                placed.first = first.or(placed.first);
            }
            HeadingOp::Delete(which) => {
                let at = find(&old, which).map_err(|why| (n, why))?;
                if let Some(placed) = headings.get_mut(at) {
                    placed.deleted = true;
                }
            }
            HeadingOp::Add { number, title, first } => {
                let unit = number.map_or(Unit::Chapter, |(unit, _)| unit);
                let level = old.iter().find(|placed| placed.heading.unit == unit);
                let heading = Heading {
                    unit,
                    number: number.map(|(_, number)| number),
                    title: title.clone(),
                    level: level.map_or(2, |placed| placed.heading.level),
                    lines: Vec::new(),
                };
                headings.push(Placed { first: *first, ..Placed::new(heading, usize::MAX) });
            }
        }
    }
    Ok(())
}

/// Where each heading goes: before which of the new articles.
///
/// `new_of_old` gives the new index of each old article that stayed in order; `numbers` the new index of
/// each number.
pub(super) fn place(
    headings: Vec<Placed>,
    new_of_old: &[Option<usize>],
    numbers: &HashMap<ArticleNumber, usize>,
    end: usize,
) -> Result<Vec<(usize, Heading)>, Why> {
    let mut out = Vec::new();
    for placed in headings.into_iter().filter(|placed| !placed.deleted) {
        let at = match placed.first {
            Some(first) => *numbers.get(&first).ok_or_else(|| Why::NoSuchPlace(first.to_string()))?,
            None => {
                let behind = new_of_old.get(placed.before..).unwrap_or_default();
                behind.iter().flatten().next().copied().unwrap_or(end)
            }
        };
        out.push((at, placed.heading));
    }
    // Of headings before one article the outer one comes first; the sort keeps the order of equals.
    out.sort_by_key(|(at, heading)| (*at, heading.unit));
    Ok(out)
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Path(path) => {
                path.iter().try_for_each(|(unit, n)| write!(f, "第{}{}", numeral::write(*n), word(*unit)))
            }
        }
    }
}
