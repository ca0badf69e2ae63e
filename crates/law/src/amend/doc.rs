//! A text as it is amended: its lines, by what they are.

use crate::{
    citation::ArticleNumber,
    compare::Version,
    parse::{division, item_mark, point_mark},
    tree::{Kind, Tree, Unit},
    words::is_space,
};

/// A text in pieces that can be moved about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Doc {
    pub(crate) title: String,
    pub(crate) history: Vec<String>,
    /// What stands before the first heading and article.
    pub(crate) front: Vec<String>,
    pub(crate) body: Vec<Block>,
    /// What stands behind the articles: annexes.
    pub(crate) tail: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Heading(Heading),
    Article(Article),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) unit: Unit,
    pub(crate) number: Option<u32>,
    /// The words behind the number.
    pub(crate) title: String,
    /// How many `#` it has.
    pub(crate) level: usize,
    /// Lines below it that are no article (a preamble).
    pub(crate) lines: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) number: ArticleNumber,
    pub(crate) lines: Vec<String>,
}

impl Doc {
    pub(crate) fn new(source: &str, tree: &Tree) -> Self {
        let version = Version { source, tree };
        let mut doc = Self::default();
        let mut articles = tree.articles().iter();
        let mut divisions = tree.divisions().iter();
        let mut annexed = false;
        let mut skip_to = 0;
        for (at, leaf) in tree.leaves().iter().enumerate() {
            if at < skip_to {
                continue;
            }
            let words = source.get(leaf.span.clone()).unwrap_or_default();
            match leaf.kind {
                Kind::Blank => {}
                Kind::Title => words.trim_start_matches(['#', ' ']).clone_into(&mut doc.title),
                Kind::History => doc.history.push(words.to_owned()),
                Kind::Heading(_) => {
                    let unit = divisions.next().map_or(Unit::Chapter, |division| division.unit);
                    let text = words.trim_start_matches(['#', ' ']);
                    annexed |= unit == Unit::Annex && !doc.body.is_empty();
                    if annexed {
                        doc.tail.push(words.to_owned());
                    } else {
                        let level = words.len() - words.trim_start_matches('#').len();
                        doc.body.push(Block::Heading(Heading::new(text, unit, level)));
                    }
                }
                Kind::ArticleMark => {
                    let Some(article) = articles.next() else { continue };
                    skip_to = article.leaves.end;
                    let (number, lines) = (article.number, version.lines(article));
                    if annexed {
                        doc.tail.extend(Article { number, lines }.printed());
                    } else {
                        doc.body.push(Block::Article(Article { number, lines }));
                    }
                }
                // The collection marks page breaks so; they are no words of the law.
                _ if words.starts_with("<!--") => {}
                _ if annexed => doc.tail.push(words.to_owned()),
                _ => match doc.body.last_mut() {
                    None => doc.front.push(words.to_owned()),
                    Some(Block::Heading(heading)) => heading.lines.push(words.to_owned()),
                    Some(Block::Article(article)) => article.lines.push(words.to_owned()),
                },
            }
        }
        doc
    }

    pub(crate) fn articles(&self) -> impl Iterator<Item = &Article> {
        self.body.iter().filter_map(|block| match block {
            Block::Article(article) => Some(article),
            Block::Heading(_) => None,
        })
    }

    /// The whole text, as the collection writes texts.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![format!("# {}", self.title)];
        lines.extend(self.history.iter().cloned());
        lines.push(crate::parse::END_OF_HEAD.to_owned());
        lines.extend(self.body_lines(true));
        lines.join("\n\n") + "\n"
    }

    /// The words without head and markup, a line each: what two versions must have in common to be one.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut lines = vec![self.title.clone()];
        lines.extend(self.body_lines(false));
        lines
    }

    fn body_lines(&self, marked: bool) -> Vec<String> {
        let mut lines = self.front.clone();
        for block in &self.body {
            match block {
                Block::Heading(heading) => {
                    let marks = if marked && heading.level > 0 {
                        "#".repeat(heading.level) + " "
                    } else {
                        String::new()
                    };
                    lines.push(marks + &heading.printed());
                    lines.extend(heading.lines.iter().cloned());
                }
                Block::Article(article) => lines.extend(article.printed()),
            }
        }
        for line in &self.tail {
            lines.push(if marked { line.clone() } else { line.trim_start_matches(['#', ' ']).to_owned() });
        }
        lines
    }
}

impl Heading {
    pub(crate) fn new(text: &str, unit: Unit, level: usize) -> Self {
        let number = division(text).1;
        let title = match number {
            Some(_) => text
                .split_once(word(unit))
                .map_or(text, |(_, title)| title)
                .trim_start_matches(is_space)
                .to_owned(),
            None => text.to_owned(),
        };
        Self { unit, number, title, level, lines: Vec::new() }
    }

    /// Whether the lines below it are paragraphs without number (序言第七自然段).
    pub(crate) fn is_preamble(&self) -> bool {
        self.title.contains("序言") || self.title.contains("前言")
    }

    pub(crate) fn printed(&self) -> String {
        match self.number {
            Some(n) => format!("第{}{} {}", crate::numeral::write(n), word(self.unit), self.title),
            None => self.title.clone(),
        }
    }
}

impl Article {
    pub(crate) fn printed(&self) -> Vec<String> {
        let mut lines = self.lines.clone();
        match lines.first_mut() {
            Some(first) => *first = format!("{} {first}", self.number),
            None => lines.push(self.number.to_string()),
        }
        lines
    }
}

/// The paragraphs of an article: each a line with the items and points below it. A line that ends in ，
/// or ： goes on in the next one, as the lists of offices in the constitution do.
pub(crate) fn paragraphs(lines: &[String]) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = Vec::new();
    for line in lines {
        let goes_on = |before: &Vec<String>| before.last().is_some_and(|line| line.ends_with(['，', '：']));
        let below =
            item_mark(line).is_some() || point_mark(line).is_some() || out.last().is_some_and(goes_on);
        match out.last_mut() {
            Some(last) if below => last.push(line.clone()),
            _ => out.push(vec![line.clone()]),
        }
    }
    out
}

/// What a unit is called.
pub(crate) fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Part => "编",
        Unit::Subpart => "分编",
        Unit::Chapter => "章",
        Unit::Section => "节",
        Unit::Annex => "附件",
    }
}
