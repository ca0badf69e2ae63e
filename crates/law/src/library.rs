//! The library (法律库): many texts, found by title and day, in which a quotation is proven.

use std::{collections::HashMap, path::Path, sync::OnceLock};

use jiff::civil::Date;

use crate::{
    citation::{Citation, Place},
    history::date_in,
    parse::parse,
    tree::{Kind, Missing, Note, Tree},
    words::{Quote, folded, is_space},
};

/// The texts of laws, each cut into its tree only when it is asked for.
#[derive(Debug, Default)]
pub struct Library {
    texts: Vec<Text>,
    /// By title in the form of [`key`].
    by_title: HashMap<String, Vec<usize>>,
    /// What `index.csv` of the collection knows, by title and date of the version.
    dates: HashMap<(String, Date), Indexed>,
}

/// A row of the index of the collection.
#[derive(Clone, Copy, Debug)]
struct Indexed {
    from: Date,
    repealed: bool,
}

/// One text of an instrument in one version.
#[derive(Debug)]
pub struct Text {
    /// Where the caller read it.
    pub path: String,
    /// Its name as it stands in it, or else in the path.
    pub title: String,
    /// The date of the version that the path carries: when it was passed or promulgated.
    pub dated: Option<Date>,
    /// Whether the index of the collection says that this version no longer holds.
    pub repealed: bool,
    source: String,
    indexed: Option<Date>,
    parsed: OnceLock<(Tree, Vec<Note>)>,
}

/// What came of looking up a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The words stand where they were said to.
    Found {
        /// The words of the cited place, whole; its parts are separated by line ends.
        text: String,
    },
    /// The place exists, but its words are others.
    WordsNotThere {
        /// The words of the cited place.
        text: String,
        /// Where in the same instrument the words stand, or else stand most nearly.
        nearest: Option<Nearest>,
    },
    /// The instrument has no such article.
    NoSuchArticle,
    /// The article has no such paragraph, item or point.
    NoSuchItem {
        /// The words of the article.
        text: String,
    },
    /// The library has no instrument of this name.
    NoSuchLaw,
    /// The library has the instrument, but no version of it was in force on that day.
    NotInForce {
        /// When the earliest version came into force.
        from: Date,
    },
}

/// The passage that was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Where it stands.
    pub place: Place,
    /// Its words.
    pub text: String,
    /// Whether it has the words asked for, all of them.
    pub exact: bool,
}

impl Library {
    /// Builds a library of what the caller has read: the path of each file and its text.
    ///
    /// A path may lead to a Markdown text, its name carrying the date of the version,
    /// `行政复议法(2023-09-01).md`, or to the `index.csv` of the collection, which knows when versions
    /// came into force. Everything else is passed over.
    pub fn build(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut library = Self::default();
        for (path, source) in files {
            if path.ends_with("index.csv") {
                library.index(&source);
            } else if Path::new(&path).extension().is_some_and(|e| e.eq_ignore_ascii_case("md")) {
                library.add(path, source);
            }
        }
        for text in &mut library.texts {
            let row = text.dated.and_then(|dated| library.dates.get(&(key(&text.title), dated)));
            text.indexed = row.map(|row| row.from);
            text.repealed = row.is_some_and(|row| row.repealed);
        }
        library
    }

    fn add(&mut self, path: String, source: String) {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(&path);
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let (stem, dated) = split_date(stem);
        // A README has no head of its own kind, and is no law.
        let headed = source.contains("<!-- INFO END -->");
        let title = source
            .lines()
            .map(|line| line.trim_matches(is_space))
            .find(|line| !line.is_empty())
            .and_then(|line| line.strip_prefix('#'))
            .map(|line| line.trim_start_matches('#').trim_matches(is_space).to_owned())
            .filter(|title| !title.is_empty());
        if !headed && dated.is_none() {
            return;
        }
        let title = title.unwrap_or_else(|| stem.to_owned());
        let at = self.texts.len();
        let mut keys = vec![key(&title)];
        if key(stem) != key(&title) {
            keys.push(key(stem));
        }
        for key in keys {
            self.by_title.entry(key).or_default().push(at);
        }
        let (indexed, repealed, parsed) = (None, false, OnceLock::new());
        self.texts.push(Text { path, title, dated, repealed, source, indexed, parsed });
    }

    /// Reads `name,level,published,in_force_from,repealed,…`; a line that is not so is passed over.
    fn index(&mut self, csv: &str) {
        for line in csv.lines() {
            let mut cells = line.split(',');
            let (Some(name), Some(published), Some(from)) = (cells.next(), cells.nth(1), cells.next()) else {
                continue;
            };
            if let (Ok(published), Ok(from)) = (published.parse(), from.parse()) {
                let repealed = cells.next() == Some("1");
                self.dates.insert((key(name), published), Indexed { from, repealed });
            }
        }
    }

    /// All texts, as they came.
    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    /// The texts of an instrument that make up the version in force on a day, or the newest one.
    ///
    /// There is more than one only where the collection keeps the parts of a code in files of their own.
    pub fn find(&self, title: &str, on: Option<Date>) -> Vec<&Text> {
        let all = self.versions(title);
        let newest =
            all.iter().rev().find(|text| on.is_none_or(|on| text.from().is_none_or(|from| from <= on)));
        let Some(newest) = newest else { return Vec::new() };
        let day = newest.from();
        all.iter().copied().filter(|text| text.from() == day && text.dated == newest.dated).collect()
    }

    /// Whether the library has an instrument of this name.
    pub fn knows(&self, title: &str) -> bool {
        self.by_title.contains_key(&key(title))
    }

    /// When the earliest version of an instrument came into force.
    pub(crate) fn earliest(&self, title: &str) -> Option<Date> {
        self.versions(title).iter().find_map(|text| text.from())
    }

    /// Every version of an instrument, the oldest first.
    pub fn versions(&self, title: &str) -> Vec<&Text> {
        let found = self.by_title.get(&key(title)).map(Vec::as_slice).unwrap_or_default();
        let mut all: Vec<_> = found.iter().filter_map(|at| self.texts.get(*at)).collect();
        all.sort_by_key(|text| (text.from(), text.dated));
        all
    }

    /// Looks up a quotation in the place it is said to stand, in the version in force on a day (or in
    /// the newest).
    ///
    /// White space, the width of signs and the shape of quotation marks do not matter, and `…` in the
    /// quotation is a gap. An empty quotation asks only whether the place exists, and gives its words.
    ///
    /// `citation` is read as by [`Citation::parse`]; a law that it names is left to the caller, who knows
    /// the short names and gives the `title`. A text that is no citation has no such article.
    pub fn prove(&self, title: &str, citation: &str, quote: &str, on: Option<Date>) -> Proof {
        let texts = self.find(title, on);
        if texts.is_empty() {
            return match self.versions(title).iter().find_map(|text| text.from()) {
                Some(from) => Proof::NotInForce { from },
                None => Proof::NoSuchLaw,
            };
        }
        let Some(Citation { place, .. }) = Citation::parse(citation) else {
            return Proof::NoSuchArticle;
        };
        let quote = Quote::new(quote);
        let mut answer = Proof::NoSuchArticle;
        // Of the parts of a code the first that has the article answers.
        for text in &texts {
            match text.words(place) {
                Ok(words) if quote.stands_in(&folded(&words)) => return Proof::Found { text: words },
                Ok(words) => {
                    let nearest = nearest(&texts, &quote);
                    return Proof::WordsNotThere { text: words, nearest };
                }
                Err(Missing::Part) => {
                    let article = Place::article(place.article);
                    answer = Proof::NoSuchItem { text: text.words(article).unwrap_or_default() };
                }
                Err(Missing::Article) => {}
            }
        }
        answer
    }
}

/// Where the words stand, or stand most nearly, in the leaves of all articles.
fn nearest(texts: &[&Text], quote: &Quote) -> Option<Nearest> {
    let mut best: Option<(usize, Nearest)> = None;
    for text in texts {
        let places = text.tree().articles().iter().map(|article| Place::article(article.number));
        for place in places {
            let Ok(words) = text.words(place) else { continue };
            let exact = quote.stands_in(&folded(&words));
            let score = if exact { usize::MAX } else { quote.likeness(&folded(&words)) };
            if score > best.as_ref().map_or(0, |(score, _)| *score) {
                let (place, text) = text.narrowed(place, quote).unwrap_or((place, words));
                best = Some((score, Nearest { place, text, exact }));
            }
        }
    }
    best.map(|(_, nearest)| nearest)
}

impl Text {
    /// The text as it was read.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its tree.
    pub fn tree(&self) -> &Tree {
        &self.parsed().0
    }

    /// What looks wrong in it.
    pub fn notes(&self) -> &[Note] {
        &self.parsed().1
    }

    fn parsed(&self) -> &(Tree, Vec<Note>) {
        self.parsed.get_or_init(|| parse(&self.source))
    }

    /// When this version came into force, as far as the collection says: by its index, a line
    /// `2007年8月1日 施行` of the head, or the article `自2024年1月1日起施行`, if that is not before the
    /// version's own date; else the version's own date.
    pub fn from(&self) -> Option<Date> {
        self.indexed.or_else(|| self.commencement()).or(self.dated)
    }

    fn commencement(&self) -> Option<Date> {
        let fits = |date: &Date| self.dated.is_none_or(|dated| *date >= dated);
        let history = self.source.split("<!-- INFO END -->").next().unwrap_or_default();
        let of_head = history.lines().filter(|line| line.contains("施行")).filter_map(date_in).rfind(fits);
        of_head.or_else(|| {
            let at = self.source.rfind("起施行")?;
            let before = self.source.get(..at)?;
            date_in(before.get(before.rfind('自')?..)?).filter(fits)
        })
    }

    /// The words of a place; its parts are separated by line ends.
    pub fn words(&self, place: Place) -> Result<String, Missing> {
        let mut words = String::new();
        for span in self.tree().find(place)? {
            if !words.is_empty() {
                words.push('\n');
            }
            words.push_str(self.source.get(span).unwrap_or_default());
        }
        Ok(words)
    }

    /// The smallest part of an article that has all the words of a quotation.
    fn narrowed(&self, place: Place, quote: &Quote) -> Option<(Place, String)> {
        let article = self.tree().find_article(place.article)?;
        let leaves = self.tree().leaves().get(article.leaves.clone())?;
        leaves
            .iter()
            .filter(|leaf| matches!(leaf.kind, Kind::Paragraph | Kind::Item(_) | Kind::Point(_)))
            .find_map(|leaf| {
                let words = self.source.get(leaf.span.clone())?;
                quote
                    .stands_in(&folded(words))
                    .then(|| Some((self.tree().place_at(leaf.span.start)?, words.to_owned())))?
            })
    }
}

/// A title in the form in which titles are compared: folded, without 《》 and without 中华人民共和国 in front.
fn key(title: &str) -> String {
    let folded = folded(title);
    let bare = folded.trim_start_matches('《').trim_end_matches('》');
    bare.strip_prefix("中华人民共和国").unwrap_or(bare).to_owned()
}

/// `行政复议法(2023-09-01)` into name and date.
fn split_date(stem: &str) -> (&str, Option<Date>) {
    let cut = stem.rfind(['(', '（']);
    let date = cut.and_then(|at| stem.get(at..)).map(|tail| tail.trim_matches(['(', ')', '（', '）']));
    match (cut.and_then(|at| stem.get(..at)), date.and_then(|date| date.parse().ok())) {
        (Some(name), Some(date)) => (name, Some(date)),
        _ => (stem, None),
    }
}

impl std::fmt::Display for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Found { text } => f.write_str(text),
            Self::WordsNotThere { text, nearest } => {
                write!(f, "所引文字不在该处，该处原文 (the words are not there; it says): {text}")?;
                match nearest {
                    Some(near) if near.exact => {
                        write!(f, "\n所引文字见 (they stand in) {}", near.place)
                    }
                    Some(near) => write!(f, "\n最相近 (nearest) {}: {}", near.place, near.text),
                    None => Ok(()),
                }
            }
            Self::NoSuchArticle => f.write_str("没有这一条 (there is no such article)"),
            Self::NoSuchItem { text } => {
                write!(f, "该条没有这一款、项、目，该条原文 (the article has no such part; it says): {text}")
            }
            Self::NoSuchLaw => f.write_str("法律库中没有这部法律 (the library has no such law)"),
            Self::NotInForce { from } => {
                write!(f, "该日尚未施行，自{from}起施行 (not in force on that day, but from {from} on)")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        let text = |body: &str| {
            format!("# 中华人民共和国试验法\n\n某年某日 某会通过\n\n<!-- INFO END -->\n\n{body}")
        };
        Library::build([
            (
                "法/试验法(2017-09-01).md".into(),
                text("第一条 旧文字，“三日”。\n\n第二条 自2018年1月1日起施行。"),
            ),
            (
                "法/试验法(2023-09-01).md".into(),
                text(
                    "第一条 新文字：\n\n（一）甲，不含乙；\n\n（二）丙。\n\n第二条 本法自2024年1月1日起施行。",
                ),
            ),
            (
                "index.csv".into(),
                "name,level,published,in_force_from,repealed\n试验法,法律,2017-09-01,2018-02-01,1\n".into(),
            ),
            ("README.md".into(), "about".into()),
            ("picture.png".into(), String::new()),
        ])
    }

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    #[test]
    fn the_version_in_force_on_the_day_is_found() {
        let library = library();
        assert_eq!(library.texts().len(), 2);
        let found = |on| library.find("试验法", on).first().and_then(|text| text.dated);
        assert_eq!(found(None), day("2023-09-01"));
        assert_eq!(found(day("2024-01-01")), day("2023-09-01"));
        assert_eq!(found(day("2023-12-31")), day("2017-09-01"));
        assert_eq!(found(day("2018-01-31")), None, "the index says February");
        assert_eq!(library.find("《中华人民共和国试验法》", None).len(), 1);
    }

    #[test]
    fn a_quotation_is_proven_or_the_fault_named() {
        let library = library();
        let prove = |place, quote, on| library.prove("试验法", place, quote, on);
        assert_eq!(
            prove("第一条第一项", "甲,不含 乙", None),
            Proof::Found { text: "（一）甲，不含乙；".into() }
        );
        assert_eq!(
            prove("第一条", "「三日」", day("2020-01-01")),
            Proof::Found { text: "旧文字，“三日”。".into() }
        );
        assert_eq!(
            prove("第一条", "新…丙", None),
            Proof::Found { text: "新文字：\n（一）甲，不含乙；\n（二）丙。".into() }
        );
        let Proof::WordsNotThere { nearest: Some(near), .. } = prove("第一条第二项", "不含乙", None)
        else {
            panic!("the words stand elsewhere");
        };
        assert_eq!((near.place.to_string().as_str(), near.exact), ("第一条第一项", true));
        assert!(matches!(prove("第一条第三项", "", None), Proof::NoSuchItem { .. }));
        assert_eq!(prove("第九条", "", None), Proof::NoSuchArticle);
        assert_eq!(library.prove("无此法", "第一条", "", None), Proof::NoSuchLaw);
        assert!(matches!(prove("第一条", "", day("1990-01-01")), Proof::NotInForce { .. }));
    }
}
