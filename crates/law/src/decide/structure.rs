//! Sentences on the preamble and on headings.

use std::collections::HashSet;

use super::{Clauses, quoted};
use crate::{
    amend::doc::{Block, Doc, Heading, word},
    numeral,
    tree::Unit,
};

/// Which old article each new one comes from, if it stayed in order: headings hold on to those.
pub(super) struct Anchors {
    old_of_new: Vec<Option<usize>>,
}

impl Anchors {
    pub(super) fn new(mates: &[Option<usize>], staying: &HashSet<usize>) -> Self {
        Self { old_of_new: mates.iter().map(|mate| mate.filter(|o| staying.contains(o))).collect() }
    }

    /// Before which new article a heading lands that stood before old article `before`.
    fn lands(&self, before: usize) -> usize {
        let at = self.old_of_new.iter().position(|old| old.is_some_and(|old| old >= before));
        at.unwrap_or(self.old_of_new.len())
    }
}

struct Placed<'a> {
    heading: &'a Heading,
    before: usize,
    path: String,
}

/// The headings of a text, each with its path and the index of the article behind it.
fn headings_of(doc: &Doc) -> Vec<Placed<'_>> {
    let mut out = Vec::new();
    let mut open: Vec<(Unit, u32)> = Vec::new();
    let mut articles = 0;
    for block in &doc.body {
        match block {
            Block::Article(_) => articles += 1,
            Block::Heading(heading) => {
                open.retain(|(unit, _)| *unit < heading.unit);
                let path = match heading.number {
                    Some(number) => {
                        open.push((heading.unit, number));
                        crate::amend::Which::Path(open.clone()).to_string()
                    }
                    None => heading.title.clone(),
                };
                out.push(Placed { heading, before: articles, path });
            }
        }
    }
    out
}

/// How a sentence names a heading: by its path, or by its words.
fn called(placed: &Placed<'_>) -> String {
    match placed.heading.number {
        Some(_) => placed.path.clone(),
        None => format!("标题{}", quoted(std::slice::from_ref(&placed.heading.title))),
    }
}

/// 包括第三十条至第三十五条.
fn including(doc: &Doc, news: &[Placed<'_>], at: usize) -> String {
    let Some(placed) = news.get(at) else { return String::new() };
    let end = news
        .iter()
        .skip(at + 1)
        .find(|other| other.heading.unit <= placed.heading.unit)
        .map_or(usize::MAX, |other| other.before);
    let mut inside = doc.articles().enumerate().filter(|(n, _)| (placed.before..end).contains(n));
    let Some((_, first)) = inside.next() else { return String::new() };
    match inside.last() {
        Some((_, last)) => format!("，包括{}至{}", first.number, last.number),
        None => format!("，包括{}", first.number),
    }
}

/// Sentences that turn the headings of one text into those of another.
pub(super) fn headings(was: &Doc, is: &Doc, anchors: &Anchors, clauses: &mut Clauses) {
    let (olds, news) = (headings_of(was), headings_of(is));
    let mut mate_of_new: Vec<Option<usize>> = vec![None; news.len()];
    let mut taken = vec![false; olds.len()];
    // The same words first, then the same number.
    for by_words in [true, false] {
        for (n, new) in news.iter().enumerate() {
            if mate_of_new.get(n).copied().flatten().is_some() {
                continue;
            }
            let fits = |old: &Placed<'_>| {
                let kind = old.heading.unit == new.heading.unit
                    && old.heading.number.is_some() == new.heading.number.is_some();
                kind && if by_words { old.heading.title == new.heading.title } else { old.path == new.path }
            };
            let found =
                olds.iter().enumerate().position(|(o, old)| taken.get(o) == Some(&false) && fits(old));
            if let Some(o) = found
                && let (Some(slot), Some(taken)) = (mate_of_new.get_mut(n), taken.get_mut(o))
            {
                (*slot, *taken) = (Some(o), true);
            }
        }
    }
    for (n, new) in news.iter().enumerate() {
        let unit = word(new.heading.unit);
        let title = quoted(std::slice::from_ref(&new.heading.title));
        let number = new.heading.number.map(|n| format!("第{}{unit}", numeral::write(n)));
        let Some(old) = mate_of_new.get(n).copied().flatten().and_then(|o| olds.get(o)) else {
            let what = match number {
                Some(number) => format!("增加一{unit}，作为{number}"),
                None => "增加标题".to_owned(),
            };
            clauses.push(format!("{what}{title}{}。", including(is, &news, n)));
            continue;
        };
        let mut said = Vec::new();
        if old.heading.number != new.heading.number
            && let Some(number) = number
        {
            said.push(format!("改为{number}"));
        }
        if old.heading.title != new.heading.title {
            said.push(format!("{unit}名修改为{title}"));
        }
        if anchors.lands(old.before) != new.before {
            said.push(including(is, &news, n).trim_start_matches('，').to_owned());
        }
        if !said.is_empty() {
            clauses.push(format!("将{}{}。", called(old), said.join("，")));
        }
    }
    for (old, _) in olds.iter().zip(taken).filter(|(_, taken)| !taken) {
        let what = if old.heading.number.is_some() { word(old.heading.unit) } else { "" };
        let what = if what.is_empty() { String::new() } else { format!("{what}名") };
        clauses.push(format!("删去{}{what}。", called(old)));
    }
}

/// Sentences on the unnumbered paragraphs before the articles.
pub(super) fn preamble(was: &Doc, is: &Doc, clauses: &mut Clauses) {
    let lines = |doc: &Doc| -> Vec<String> {
        let under = doc.body.iter().find_map(|block| match block {
            Block::Heading(heading) if heading.is_preamble() => Some(heading.lines.clone()),
            _ => None,
        });
        under.unwrap_or_else(|| doc.front.clone())
    };
    let (old, new) = (lines(was), lines(is));
    let place =
        |n: usize| format!("序言第{}自然段", numeral::write(u32::try_from(n + 1).unwrap_or(u32::MAX)));
    for (n, line) in new.iter().enumerate() {
        match old.get(n) {
            Some(same) if same == line => {}
            Some(_) => clauses.push(format!("将{}修改为：{}", place(n), quoted(std::slice::from_ref(line)))),
            None => clauses.push(format!(
                "序言增加一个自然段，作为{}：{}",
                place(n).trim_start_matches("序言"),
                quoted(std::slice::from_ref(line))
            )),
        }
    }
    for n in new.len()..old.len() {
        clauses.push(format!("删去{}。", place(n)));
    }
}
