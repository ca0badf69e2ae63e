//! Writing the decision (修改决定) that turns one version of a text into another.
//!
//! Each article that changed gets the smallest sentence that says it: words, a paragraph, or the whole.
//! Equal changes of words in several articles are one sentence. Articles that only move up or down because
//! others came or went get none: 条文顺序作相应调整 covers them.

use crate::{
    amend::doc::{Article, Doc, paragraphs},
    citation::ArticleNumber,
    compare::{Fate, Side, Version, changes, compare},
    numeral,
    parse::parse,
};

mod structure;
#[cfg(test)]
mod tests;
mod write;

pub use write::Style;

/// A decision, and whether it was proven: applied to the old text it gives the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The decision, ready to be edited by those who make it.
    pub text: String,
    /// What stands between the old text with the decision applied and the new text, if anything.
    pub unproven: Option<Unproven>,
}

/// Why a decision does not give the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// It does not apply: the reason, with the sentence.
    Refused(String),
    /// It applies, and the first line that differs is this.
    Differs {
        /// What came out.
        got: String,
        /// What should have.
        wanted: String,
    },
}

/// Writes the decision that turns `old` into `new`, and proves it by applying it.
pub fn decide(old: &str, new: &str, style: &Style) -> Draft {
    let ((old_tree, _), (new_tree, _)) = (parse(old), parse(new));
    let (was, is) = (Doc::new(old, &old_tree), Doc::new(new, &new_tree));
    let pairs = compare(Version { source: old, tree: &old_tree }, Version { source: new, tree: &new_tree });
    let mut clauses = Clauses::default();
    let olds: Vec<&Article> = was.articles().collect();
    let news: Vec<&Article> = is.articles().collect();
    // Who became whom; a part that split off is written as a new article, one that was merged as deleted.
    let mut mate_of_new: Vec<Option<usize>> = vec![None; news.len()];
    for pair in &pairs {
        if let (Some(o), Some(n), Fate::Same | Fate::Changed) = (pair.old, pair.new, pair.fate)
            && o < olds.len()
            && let Some(slot) = mate_of_new.get_mut(n)
        {
            *slot = Some(o);
        }
    }
    if was.title != is.title {
        clauses.push(format!("将名称修改为{}。", quoted(std::slice::from_ref(&is.title))));
    }
    structure::preamble(&was, &is, &mut clauses);
    let numbering = Numbering::of(&mate_of_new, &olds, &news);
    let staying = in_order(&mate_of_new, &olds, &news, numbering);
    let mut moved = Vec::new();
    for (n, article) in news.iter().enumerate() {
        let mate = mate_of_new.get(n).copied().flatten();
        let Some((o, before)) = mate.and_then(|o| Some((o, *olds.get(o)?))) else {
            let (number, lines) = (article.number, quoted(&article.lines));
            clauses.push(format!("增加一条，作为{number}：{lines}"));
            continue;
        };
        let stays = staying.contains(&o);
        if !stays {
            moved.push((before.number, article.number));
        }
        if before.lines != article.lines {
            clauses.article(before, article, (!stays).then_some(article.number));
        } else if !stays {
            clauses.push(format!("将{}改为{}。", before.number, article.number));
        }
    }
    for (o, article) in olds.iter().enumerate() {
        if !mate_of_new.contains(&Some(o)) {
            clauses.push(format!("删去{}。", article.number));
        }
    }
    let anchors = structure::Anchors::new(&mate_of_new, &staying);
    structure::headings(&was, &is, &anchors, &mut clauses);
    if was.tail != is.tail {
        let tail: Vec<String> = is.tail.clone();
        clauses.push(if tail.is_empty() {
            "将附件修改为“”。".to_owned()
        } else {
            format!("将附件修改为：{}", quoted(&tail))
        });
    }
    let text = style.text(&was.title, clauses.finish(), numbering == Numbering::Anew);
    let unproven = prove(old, &text, &is);
    Draft { text, unproven }
}

/// Applies a decision and compares what comes out with what should.
fn prove(old: &str, decision: &str, wanted: &Doc) -> Option<Unproven> {
    let amended = match crate::amend(old, decision) {
        Ok(text) => text,
        Err(refusal) => return Some(Unproven::Refused(refusal.to_string())),
    };
    let (tree, _) = parse(&amended);
    let (got, wanted) = (Doc::new(&amended, &tree).words(), wanted.words());
    if got == wanted {
        return None;
    }
    let at = got.iter().zip(&wanted).position(|(a, b)| a != b).unwrap_or(got.len().min(wanted.len()));
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    Some(Unproven::Differs { got: line(&got), wanted: line(&wanted) })
}

/// How the numbers of the new text come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// From one on without a gap, whatever the old ones were.
    Anew,
    /// Old articles keep theirs; new ones are put in as 第…条之一 or come last.
    Kept,
}

impl Numbering {
    fn of(mates: &[Option<usize>], olds: &[&Article], news: &[&Article]) -> Self {
        let anew = |articles: &[&Article]| {
            articles.iter().enumerate().all(|(at, article)| {
                article.number.inserted == 0 && usize::try_from(article.number.main) == Ok(at + 1)
            })
        };
        let stays = |n: usize, mate: &Option<usize>| {
            let old = mate.and_then(|o| olds.get(o));
            old.is_none_or(|old| news.get(n).is_some_and(|new| new.number == old.number))
        };
        let same = mates.iter().enumerate().all(|(n, mate)| stays(n, mate))
            && mates.iter().flatten().count() == olds.len();
        if anew(news) && !same { Self::Anew } else { Self::Kept }
    }
}

/// The old articles that need no sentence on their number.
fn in_order(
    mates: &[Option<usize>],
    olds: &[&Article],
    news: &[&Article],
    numbering: Numbering,
) -> std::collections::HashSet<usize> {
    let pairs = || mates.iter().enumerate().filter_map(|(n, mate)| Some(((*mate)?, n)));
    match numbering {
        Numbering::Kept => pairs()
            .filter(|(o, n)| olds.get(*o).map(|a| a.number) == news.get(*n).map(|a| a.number))
            .map(|(o, _)| o)
            .collect(),
        // The longest row of old articles whose order stayed; all others are moved by name.
        Numbering::Anew => longest_rising(&pairs().map(|(o, _)| o).collect::<Vec<_>>()).into_iter().collect(),
    }
}

/// The longest rising row within a row of distinct numbers.
fn longest_rising(row: &[usize]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; row.len()];
    for (at, value) in row.iter().enumerate() {
        let place = ends.partition_point(|end| row.get(*end).is_some_and(|other| other < value));
        if let Some(slot) = before.get_mut(at) {
            *slot = place.checked_sub(1).and_then(|p| ends.get(p)).copied();
        }
        match ends.get_mut(place) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut out = Vec::new();
    let mut at = ends.last().copied();
    while let Some(here) = at {
        out.extend(row.get(here));
        at = before.get(here).copied().flatten();
    }
    out.reverse();
    out
}

/// The sentences so far.
#[derive(Debug, Default)]
pub(crate) struct Clauses {
    done: Vec<String>,
    /// Changes of words, so that equal ones become one sentence: old, new, places.
    words: Vec<(String, String, Vec<String>, usize)>,
}

impl Clauses {
    pub(crate) fn push(&mut self, clause: String) {
        self.done.push(clause);
    }

    /// The sentence on one article whose lines changed; `to` is its new number if it must be said.
    fn article(&mut self, old: &Article, new: &Article, to: Option<ArticleNumber>) {
        let (a, b) = (paragraphs(&old.lines), paragraphs(&new.lines));
        let moves = |clauses: &mut Self| {
            if let Some(to) = to {
                clauses.push(format!("将{}改为{to}。", old.number));
            }
        };
        let differing: Vec<usize> = (0..a.len().max(b.len())).filter(|n| a.get(*n) != b.get(*n)).collect();
        if let Some(edits) = few_words(&old.lines, &new.lines) {
            moves(self);
            for (was, is) in edits {
                self.reword(&old.number.to_string(), was, is);
            }
        } else if a.len() == b.len() && a.len() > 1 && differing.len() == 1 {
            moves(self);
            let n = differing.first().copied().unwrap_or_default();
            let lines = quoted(b.get(n).map_or(&[], Vec::as_slice));
            self.push(format!("将{}{}修改为：{lines}", old.number, nth(n, '款')));
        } else if let Some((at, count)) = inserted(&a, &b) {
            moves(self);
            let lines: Vec<String> = b.iter().skip(at).take(count).flatten().cloned().collect();
            let places: Vec<String> = (at..at + count).map(|n| nth(n, '款')).collect();
            let (many, places) = (numeral::write(u32::try_from(count).unwrap_or(0)), places.join("、"));
            let many = if count == 2 { "两" } else { many.as_str() };
            self.push(format!("{}增加{many}款，作为{places}：{}", old.number, quoted(&lines)));
        } else if let Some((at, count)) = inserted(&b, &a) {
            moves(self);
            let places: Vec<String> =
                (at..at + count).map(|n| format!("{}{}", old.number, nth(n, '款'))).collect();
            self.push(format!("删去{}。", places.join("、")));
        } else {
            let to = to.map(|to| format!("改为{to}，")).unwrap_or_default();
            self.push(format!("将{}{to}修改为：{}", old.number, quoted(&new.lines)));
        }
    }

    /// Words for words; the same words in another article join the sentence.
    fn reword(&mut self, place: &str, old: String, new: String) {
        let same = self
            .words
            .iter_mut()
            .find(|(a, b, places, _)| *a == old && *b == new && !places.iter().any(|other| other == place));
        match same {
            Some((_, _, places, _)) => places.push(place.to_owned()),
            None => {
                self.words.push((old, new, vec![place.to_owned()], self.done.len()));
                // Its sentence stands where the first of its articles does.
                self.done.push(String::new());
            }
        }
    }

    fn finish(mut self) -> Vec<String> {
        for (old, new, places, at) in std::mem::take(&mut self.words) {
            let places = places.join("、");
            let (old, new) = (turned(&old), turned(&new));
            if let Some(slot) = self.done.get_mut(at) {
                *slot = if new.is_empty() {
                    format!("删去{places}中的“{old}”。")
                } else {
                    format!("将{places}中的“{old}”修改为“{new}”。")
                };
            }
        }
        self.done
    }
}

fn nth(n: usize, unit: char) -> String {
    format!("第{}{unit}", numeral::write(u32::try_from(n + 1).unwrap_or(u32::MAX)))
}

/// Where `b` has paragraphs more than `a` in one row, and how many; the others are equal.
fn inserted(a: &[Vec<String>], b: &[Vec<String>]) -> Option<(usize, usize)> {
    let count = b.len().checked_sub(a.len()).filter(|count| *count > 0)?;
    let at = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (a.get(at..)? == b.get(at + count..)? && !a.is_empty()).then_some((at, count))
}

/// How many changes of words in one article are still easier to read than its new text.
const FEW: usize = 3;

/// The changes of words that turn the old lines into the new, if they are few, and each old stretch stands
/// exactly once in the article.
fn few_words(old: &[String], new: &[String]) -> Option<Vec<(String, String)>> {
    if old.len() != new.len() {
        return None;
    }
    let whole = old.join("\n");
    let mut edits = Vec::new();
    for (a, b) in old.iter().zip(new).filter(|(a, b)| a != b) {
        let all = changes(a, b);
        let mut at = 0;
        let mut last_end = 0;
        let mut n = 0;
        while let Some(change) = all.get(n) {
            if change.side == Side::Both {
                at += change.words.len();
                n += 1;
                continue;
            }
            let (mut gone, mut come) = (String::new(), String::new());
            while let Some(change) = all.get(n).filter(|change| change.side != Side::Both) {
                match change.side {
                    Side::Old => gone.push_str(&change.words),
                    _ => come.push_str(&change.words),
                }
                n += 1;
            }
            let end = at + gone.len();
            let (start, stop) = unique(&whole, a, at, end, last_end)?;
            let (left, right) = (a.get(start..at)?, a.get(end..stop)?);
            edits.push((a.get(start..stop)?.to_owned(), format!("{left}{come}{right}")));
            at = end;
            last_end = stop;
            // What is taken along on the right must not be changed again.
            if all.get(n).is_some_and(|next| next.words.len() < stop - end) {
                return None;
            }
        }
    }
    // A sentence on words that no longer stand there would be refused: each must survive those before it.
    let said: usize = edits.iter().map(|(a, b)| a.chars().count() + b.chars().count()).sum();
    let short = said * 2 < new.iter().map(|line| line.chars().count()).sum::<usize>() + 8;
    let mut trial = whole;
    for (a, b) in &edits {
        if a.contains(['\n', '“', '”', '‘', '’'])
            || b.contains(['“', '”', '‘', '’'])
            || trial.matches(a).count() != 1
        {
            return None;
        }
        trial = trial.replacen(a, b, 1);
    }
    (edits.len() <= FEW && short && trial == new.join("\n")).then_some(edits)
}

/// Widens a stretch of a line until it stands only once in the article: whole words read better than a
/// single character, so it is given some company in any case.
fn unique(whole: &str, line: &str, start: usize, end: usize, floor: usize) -> Option<(usize, usize)> {
    let (mut start, mut end) = (start, end);
    let mut company = 0;
    loop {
        let words = line.get(start..end)?;
        if words.chars().count() >= 2 && company >= 3 && whole.matches(words).count() == 1 {
            return Some((start, end));
        }
        company += 1;
        let left = line.get(floor..start)?.chars().next_back().filter(|c| !"，。；：".contains(*c));
        let right = line.get(end..)?.chars().next().filter(|c| !"，。；：".contains(*c));
        match (left, right) {
            (Some(c), _) if company % 2 == 1 || right.is_none() => start -= c.len_utf8(),
            (_, Some(c)) => end += c.len_utf8(),
            (Some(c), None) => start -= c.len_utf8(),
            (None, None) if words.chars().count() >= 2 && whole.matches(words).count() == 1 => {
                return Some((start, end));
            }
            (None, None) => return None,
        }
        if company > 24 {
            return None;
        }
    }
}

/// Lines as a quotation: each opens with “, the last one closes; marks within change their shape.
pub(crate) fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("“{}", turned(line))).collect();
    lines.join("\n\n") + "”"
}

fn turned(words: &str) -> String {
    words.chars().map(crate::amend::read::tokens::turned).collect()
}
