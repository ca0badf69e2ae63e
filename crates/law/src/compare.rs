//! Two versions of a text, article by article (新旧对照).
//!
//! Articles are matched by their words and not by their numbers, so that renumbering, moving, splitting
//! and merging are seen as what they are.

use std::collections::{HashMap, HashSet};

use similar::{Algorithm, ChangeTag, capture_diff_slices};

use crate::{
    citation::ArticleNumber,
    tree::{Article, Kind, Tree},
    words::folded,
};

mod table;

pub use table::{Cell, Row, table, to_html};

/// A text and its tree, ready to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The text.
    pub source: &'a str,
    /// Its tree.
    pub tree: &'a Tree,
}

/// What became of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The index of the article in the old tree; none where it is new.
    pub old: Option<usize>,
    /// The index of the article in the new tree; none where it was deleted.
    pub new: Option<usize>,
    /// What became of it.
    pub fate: Fate,
}

/// How an article went from one version to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Same words (the number may be another).
    Same,
    /// Other words.
    Changed,
    /// New.
    Added,
    /// Gone.
    Deleted,
    /// A part of an old article that has become an article of its own.
    SplitOff,
    /// Taken into an article that another one has become.
    MergedInto,
}

/// A stretch of words that both versions have, or only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which version has it.
    pub side: Side,
    /// The words.
    pub words: String,
}

/// Which version has some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Both.
    Both,
    /// Only the old one.
    Old,
    /// Only the new one.
    New,
}

impl Version<'_> {
    /// The words of an article without its mark, a line for each paragraph, item and point.
    pub fn lines(&self, article: &Article) -> Vec<String> {
        let leaves = self.tree.leaves().get(article.leaves.clone()).unwrap_or_default();
        let mut lines: Vec<String> = Vec::new();
        let mut broken = true;
        for leaf in leaves {
            let words = self.source.get(leaf.span.clone()).unwrap_or_default();
            match leaf.kind {
                Kind::ArticleMark => broken = true,
                Kind::Blank => broken |= words.contains('\n'),
                // Items may stand in one line with their paragraph: only a line end begins a line.
                _ if broken => {
                    lines.push(words.to_owned());
                    broken = false;
                }
                _ => {
                    if let Some(last) = lines.last_mut() {
                        last.push_str(words);
                    }
                }
            }
        }
        lines
    }
}

/// An article as it is matched.
struct Known {
    number: ArticleNumber,
    folded: String,
    /// Its pairs of neighbouring characters, each by its number, sorted and each once.
    grams: Vec<u32>,
}

fn known(version: Version<'_>, names: &mut HashMap<u64, u32>) -> Vec<Known> {
    let articles = version.tree.articles().iter();
    articles
        .map(|article| {
            let folded = folded(&version.lines(article).concat());
            let chars: Vec<u64> = folded.chars().map(|c| u64::from(u32::from(c))).collect();
            let pair = |w: &[u64]| w.iter().fold(0, |all, c| all << 32 | c);
            let mut grams: Vec<u32> = chars
                .windows(chars.len().clamp(1, 2))
                .map(|pair_of| {
                    let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
                    *names.entry(pair(pair_of)).or_insert(next)
                })
                .collect();
            grams.sort_unstable();
            grams.dedup();
            Known { number: article.number, folded, grams }
        })
        .collect()
}

/// Two articles are one if they share at least this part of their pairs of neighbouring characters.
const ALIKE: f64 = 0.42;
/// A part of an article has gone into another if that one has at least this part of its pairs.
const CONTAINED: f64 = 0.8;

/// Matches the articles of two versions; in the order of the new one, deleted articles where they stood.
pub fn compare(old: Version<'_>, new: Version<'_>) -> Vec<Pair> {
    let mut names = HashMap::new();
    let (olds, news) = (known(old, &mut names), known(new, &mut names));
    let mut of_new: Vec<Option<usize>> = vec![None; news.len()];
    let mut of_old: Vec<Option<usize>> = vec![None; olds.len()];
    let mut marry = |o: usize, n: usize| {
        let (Some(a), Some(b)) = (of_old.get_mut(o), of_new.get_mut(n)) else { return };
        if a.is_none() && b.is_none() {
            (*a, *b) = (Some(n), Some(o));
        }
    };
    // First the same words, in order, so that articles of equal words keep their order.
    let mut by_words: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, article) in olds.iter().enumerate().rev() {
        by_words.entry(&article.folded).or_default().push(at);
    }
    for (at, article) in news.iter().enumerate() {
        if let Some(same) = by_words.get_mut(article.folded.as_str()).and_then(Vec::pop) {
            marry(same, at);
        }
    }
    // Then the most alike first. Only pairs that share a rare pair of characters are looked at.
    let scores = likenesses(&olds, &news, names.len());
    for (_, o, n) in &scores {
        marry(*o, *n);
    }
    let contained = |part: &Known, whole: &Known| {
        // What is shorter than the part of it that must be shared cannot hold it.
        let long = ratio(whole.grams.len(), part.grams.len()) >= CONTAINED;
        let is_in = |gram: &&u32| whole.grams.binary_search(gram).is_ok();
        part.grams.len() >= 8
            && long
            && ratio(part.grams.iter().filter(is_in).count(), part.grams.len()) >= CONTAINED
    };
    let mut pairs = Vec::new();
    for (n, article) in news.iter().enumerate() {
        let mate = of_new.get(n).copied().flatten();
        let (o, fate) = match mate.and_then(|o| Some((o, olds.get(o)?))) {
            Some((o, mate)) if mate.folded == article.folded => (Some(o), Fate::Same),
            Some((o, _)) => (Some(o), Fate::Changed),
            None => match olds.iter().position(|whole| contained(article, whole)) {
                Some(o) => (Some(o), Fate::SplitOff),
                None => (None, Fate::Added),
            },
        };
        pairs.push(Pair { old: o, new: Some(n), fate });
    }
    // A deleted article stands behind the one that it stood behind.
    for (o, article) in olds.iter().enumerate() {
        if of_old.get(o).copied().flatten().is_some() {
            continue;
        }
        let into = news.iter().position(|whole| contained(article, whole));
        let fate = if into.is_some() { Fate::MergedInto } else { Fate::Deleted };
        let before = pairs
            .iter()
            .rposition(|pair| pair.old.is_some_and(|other| other < o) && pair.fate != Fate::SplitOff);
        pairs.insert(before.map_or(0, |at| at + 1), Pair { old: Some(o), new: into, fate });
    }
    pairs
}

/// The pairs that are alike enough, the most alike first; of equals the one whose number stayed.
fn likenesses(olds: &[Known], news: &[Known], grams: usize) -> Vec<(f64, usize, usize)> {
    let olds_left: Vec<usize> = (0..olds.len()).collect();
    let words: HashSet<&str> = news.iter().map(|article| article.folded.as_str()).collect();
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); grams];
    for o in olds_left {
        let Some(article) = olds.get(o) else { continue };
        // What the new version has word for word is matched already.
        if words.contains(article.folded.as_str()) {
            continue;
        }
        for gram in &article.grams {
            if let Some(holders) = holders.get_mut(*gram as usize) {
                holders.push(o);
            }
        }
    }
    let taken: HashSet<&str> = olds.iter().map(|article| article.folded.as_str()).collect();
    let mut scores = Vec::new();
    let mut shared = vec![0usize; olds.len()];
    for (n, article) in news.iter().enumerate() {
        if taken.contains(article.folded.as_str()) {
            continue;
        }
        shared.fill(0);
        for o in article.grams.iter().filter_map(|gram| holders.get(*gram as usize)).flatten() {
            if let Some(count) = shared.get_mut(*o) {
                *count += 1;
            }
        }
        for (o, count) in shared.iter().enumerate().filter(|(_, count)| **count > 0) {
            let Some(other) = olds.get(o) else { continue };
            let alike = ratio(2 * count, article.grams.len() + other.grams.len());
            let bonus = if other.number == article.number { 0.05 } else { 0.0 };
            if alike + bonus >= ALIKE {
                scores.push((alike + bonus, o, n));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    scores
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters in an article are far below 2^52")]
fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

/// The differences between two stretches of words, character by character, small islands of agreement
/// taken into the change around them: 应当…可以 reads better whole than as pieces.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut out: Vec<Change> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        for change in op.iter_changes(&a, &b) {
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Old,
                ChangeTag::Insert => Side::New,
            };
            match out.last_mut() {
                Some(last) if last.side == side => last.words.push(change.value()),
                _ => out.push(Change { side, words: change.value().to_string() }),
            }
        }
    }
    joined(out)
}

/// Takes islands of one character between two changes into them.
fn joined(changes: Vec<Change>) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let flush = |gone: &mut String, come: &mut String, out: &mut Vec<Change>| {
        for (side, words) in [(Side::Old, gone), (Side::New, come)] {
            if !words.is_empty() {
                out.push(Change { side, words: std::mem::take(words) });
            }
        }
    };
    let last = changes.len().saturating_sub(1);
    for (at, change) in changes.into_iter().enumerate() {
        let island = at != 0
            && at != last
            && change.words.chars().count() == 1
            && change.words.chars().all(char::is_alphanumeric);
        match change.side {
            Side::Old => gone.push_str(&change.words),
            Side::New => come.push_str(&change.words),
            Side::Both if island && !(gone.is_empty() && come.is_empty()) => {
                gone.push_str(&change.words);
                come.push_str(&change.words);
            }
            Side::Both => {
                flush(&mut gone, &mut come, &mut out);
                out.push(change);
            }
        }
    }
    flush(&mut gone, &mut come, &mut out);
    out
}
