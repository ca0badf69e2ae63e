//! The text of a law as a tree (条款项目) over byte spans of its source.
//!
//! The tree is a row of [`Leaf`]s without gap or overlap, so that their concatenation is the source, byte
//! for byte; the articles are ranges of that row. What the source has wrong is kept and noted, never
//! repaired: a missing number, a number twice, a stray sign inside a number.

use std::{collections::HashMap, fmt, ops::Range};

use crate::{
    citation::{ArticleNumber, Place},
    numeral,
    words::is_space,
};

/// What a stretch of the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The name of the instrument (标题).
    Title,
    /// A line of history below the name (题注): who passed, amended, promulgated it, and when.
    History,
    /// 编, 章, 节: a heading; the number is how many `#` it has.
    Heading(u8),
    /// 第…条, with the white space around it.
    ArticleMark,
    /// The words of a paragraph (款).
    Paragraph,
    /// An item (项) with its （一）.
    Item(u32),
    /// A point (目) with its 1.
    Point(u32),
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
}

/// The text of a law, cut into leaves and articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    leaves: Vec<Leaf>,
    articles: Vec<Article>,
    by_number: HashMap<ArticleNumber, usize>,
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

    /// The first article of this number.
    pub fn find_article(&self, number: ArticleNumber) -> Option<&Article> {
        self.by_number.get(&number).and_then(|at| self.articles.get(*at))
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

/// Cuts the text of a law into its tree, and notes what looks wrong in it.
///
/// Any text gives a tree: what is no law is one without articles.
pub fn parse(source: &str) -> (Tree, Vec<Note>) {
    let mut parser = Parser {
        in_head: source.contains(END_OF_HEAD),
        tree: Tree::default(),
        notes: Vec::new(),
        titled: false,
        items: 0,
    };
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        parser.line(line, at);
        at += line.len();
    }
    parser.finish()
}

/// Where name and history end in the files of the collection.
const END_OF_HEAD: &str = "<!-- INFO END -->";

struct Parser {
    tree: Tree,
    notes: Vec<Note>,
    in_head: bool,
    titled: bool,
    /// The number of the last item of the paragraph; 0 before the first.
    items: u32,
}

/// A mark at the front of a line: how many bytes it takes with the white space behind it.
struct Mark<T> {
    number: T,
    len: usize,
    misspelt: bool,
}

impl Parser {
    fn line(&mut self, line: &str, at: usize) {
        let words = line.trim_matches(is_space);
        let start = at + line.find(words).unwrap_or(0);
        let end = start + words.len();
        self.leaf(Kind::Blank, at..start);
        self.words(words, start);
        self.leaf(Kind::Blank, end..at + line.len());
    }

    /// A line without the white space around it.
    fn words(&mut self, words: &str, at: usize) {
        let span = at..at + words.len();
        if words.is_empty() {
            return;
        }
        if words == END_OF_HEAD {
            self.in_head = false;
            return self.leaf(Kind::Blank, span);
        }
        let level = words.bytes().take_while(|b| *b == b'#').count();
        if level > 0 {
            if level == 1 && !self.titled {
                self.titled = true;
                return self.leaf(Kind::Title, span);
            }
            self.end_article();
            return self.leaf(Kind::Heading(u8::try_from(level).unwrap_or(u8::MAX)), span);
        }
        if self.in_head {
            return self.leaf(Kind::History, span);
        }
        if let Some(mark) = self.article_mark(words) {
            self.begin_article(&mark, at);
            let (_, rest) = words.split_at_checked(mark.len).unwrap_or((words, ""));
            return self.paragraph(rest, at + mark.len);
        }
        if self.tree.articles.is_empty() {
            return self.leaf(Kind::Other, span);
        }
        self.paragraph(words, at);
    }

    /// The words of one line of an article: an item, a point, or a paragraph that may hold its items in
    /// the same line.
    fn paragraph(&mut self, words: &str, at: usize) {
        if words.is_empty() {
            return;
        }
        let span = at..at + words.len();
        if !self.in_article() {
            return self.leaf(Kind::Other, span);
        }
        if let Some(mark) = item_mark(words) {
            self.item(mark.number, at..at + mark.len);
            let end = inline_item(words, mark.len, mark.number + 1);
            return self.split(words, at, end);
        }
        if let Some(mark) = point_mark(words) {
            return self.leaf(Kind::Point(mark.number), span);
        }
        self.items = 0;
        self.split(words, at, inline_item(words, 0, 1));
    }

    /// Lays `words` down up to an item that follows in the same line, and goes on with that item.
    fn split(&mut self, words: &str, at: usize, item_at: Option<usize>) {
        let kind = if self.items == 0 { Kind::Paragraph } else { Kind::Item(self.items) };
        let end = item_at.unwrap_or(words.len());
        self.leaf(kind, at..at + end);
        if let Some(rest) = words.get(end..) {
            self.paragraph(rest, at + end);
        }
    }

    fn item(&mut self, number: u32, span: Range<usize>) {
        let expected = self.items + 1;
        if number != expected {
            self.notes.push(Note { span, fault: Fault::ItemJump { expected, found: number } });
        }
        self.items = number;
    }

    fn article_mark(&self, words: &str) -> Option<Mark<ArticleNumber>> {
        let mark = article_mark(words)?;
        let behind = words.get(mark.len..)?;
        let spaced = behind.is_empty() || words.get(..mark.len)?.ends_with(is_space);
        // Without white space behind it, 第三条规定的… is a reference, unless it counts on.
        let last = self.tree.articles.last().map(|a| a.number);
        let counts_on = last.map_or(mark.number.main == 1, |last| {
            mark.number == ArticleNumber { main: last.main + 1, inserted: 0 }
                || mark.number == ArticleNumber { main: last.main, inserted: last.inserted + 1 }
        });
        (spaced || counts_on).then_some(mark)
    }

    fn begin_article(&mut self, mark: &Mark<ArticleNumber>, at: usize) {
        self.end_article();
        let span = at..at + mark.len;
        if mark.misspelt {
            self.notes.push(Note { span: span.clone(), fault: Fault::Misspelt(mark.number) });
        }
        if let Some(last) = self.tree.articles.last().map(|a| a.number)
            && mark.number.main > last.main + 1
        {
            let fault = Fault::Gap { after: last, next: mark.number };
            self.notes.push(Note { span: span.clone(), fault });
        }
        let index = self.tree.articles.len();
        if *self.tree.by_number.entry(mark.number).or_insert(index) != index {
            self.notes.push(Note { span: span.clone(), fault: Fault::Twice(mark.number) });
        }
        self.items = 0;
        let first = self.tree.leaves.len();
        // An open range, closed by `end_article`: `usize::MAX` marks that its end is not yet known.
        self.tree.articles.push(Article { number: mark.number, leaves: first..usize::MAX });
        self.leaf(Kind::ArticleMark, span);
    }

    fn in_article(&self) -> bool {
        self.tree.articles.last().is_some_and(|article| article.leaves.end == usize::MAX)
    }

    fn end_article(&mut self) {
        let end = self.tree.leaves.len();
        if let Some(article) = self.tree.articles.last_mut()
            && article.leaves.end == usize::MAX
        {
            article.leaves.end = end;
        }
    }

    /// Adds a leaf, or lengthens the last one where the kind goes on (white space, a split item).
    fn leaf(&mut self, kind: Kind, span: Range<usize>) {
        if span.is_empty() {
            return;
        }
        if kind == Kind::Blank
            && let Some(last) = self.tree.leaves.last_mut()
            && last.kind == Kind::Blank
        {
            last.span.end = span.end;
            return;
        }
        self.tree.leaves.push(Leaf { kind, span });
    }

    fn finish(mut self) -> (Tree, Vec<Note>) {
        self.end_article();
        (self.tree, self.notes)
    }
}

/// 第二十条 or 第二十条之一 at the front, with the white space behind it.
fn article_mark(words: &str) -> Option<Mark<ArticleNumber>> {
    let after = words.strip_prefix('第')?;
    let (raw, behind) = after.split_once('条')?;
    // Sixteen characters hold every number and the stray signs of the collection.
    if raw.is_empty() || raw.chars().count() > 16 {
        return None;
    }
    // 第三十－条 for 第三十一条, and 第一百二十八 条, occur in the collection.
    let number: String = raw
        .chars()
        .filter(|c| !is_space(*c))
        .map(|c| if matches!(c, '－' | '—' | '-') { '一' } else { c })
        .collect();
    let main = numeral::parse(&number)?;
    let (mut inserted, mut rest) = (0, behind);
    if let Some(after) = behind.strip_prefix('之') {
        let end = after.find(|c| !numeral::is_numeral(c)).unwrap_or(after.len());
        // 第三条之规定 is a reference.
        inserted = numeral::parse(after.get(..end)?)?;
        rest = after.get(end..)?;
    }
    let rest = rest.trim_start_matches(is_space);
    Some(Mark {
        number: ArticleNumber { main, inserted },
        len: words.len() - rest.len(),
        misspelt: number != raw,
    })
}

/// （一） at the front.
fn item_mark(words: &str) -> Option<Mark<u32>> {
    let after = words.strip_prefix(['（', '('])?;
    let (number, rest) = after.split_once(['）', ')'])?;
    if number.is_empty() || !number.chars().all(|c| numeral::is_numeral(c) && !c.is_ascii_digit()) {
        return None;
    }
    Some(Mark { number: numeral::parse(number)?, len: words.len() - rest.len(), misspelt: false })
}

/// `1.` or （1） at the front.
fn point_mark(words: &str) -> Option<Mark<u32>> {
    let bracketed = words.starts_with(['（', '(']);
    let after = words.trim_start_matches(['（', '(']);
    let end = after.find(|c: char| !matches!(c, '0'..='9' | '０'..='９'))?;
    let (number, behind) = after.split_at_checked(end)?;
    let rest = if bracketed {
        behind.strip_prefix(['）', ')'])?
    } else {
        behind.strip_prefix(['.', '．', '、'])?
    };
    Some(Mark { number: numeral::parse(number)?, len: words.len() - rest.len(), misspelt: false })
}

/// Where item `n` begins inside a line, from byte `from` on: behind ： or ；, never inside 第（一）项.
fn inline_item(words: &str, from: usize, n: u32) -> Option<usize> {
    let tail = words.get(from..)?;
    tail.match_indices(['（', '(']).map(|(at, _)| at + from).find(|at| {
        let before = words.get(..*at).unwrap_or_default().trim_end_matches(is_space);
        before.ends_with(['：', ':', '；', ';', '。'])
            && words.get(*at..).and_then(item_mark).is_some_and(|mark| mark.number == n)
    })
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
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LAW: &str = "# 中华人民共和国某法\n\n2023年9月1日 某会通过\n\n<!-- INFO END -->\n\n## 第一章 总 则\n\n\u{200b}\n\
        第一条 为了某事，制定本法。\n\n第二条 有下列情形之一的，可以申请：\n\n（一）甲；\n\n(二)乙：\n\n1.乙之一；\n2.乙之二。\n\n\
        前款不含丙。第二条规定的除外。\n\n第二条之一 增加的一条。\n\n## 第二章 附则\n\n第三条 内含：（一）丁；（二）戊，依照第（一）项。\n\n第四条施行。\n";

    fn words(source: &str, place: &str) -> Result<String, Missing> {
        let (tree, _) = parse(source);
        let spans = tree.find(Place::parse(place).unwrap())?;
        Ok(spans.into_iter().map(|span| &source[span]).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn articles_paragraphs_items_and_points_are_told_apart() {
        for (place, expected) in [
            ("第一条", "为了某事，制定本法。"),
            ("第二条第一项", "（一）甲；"),
            ("第二条第一款第二项", "(二)乙：|1.乙之一；|2.乙之二。"),
            ("第二条第一款第二项第二目", "2.乙之二。"),
            ("第二条第二款", "前款不含丙。第二条规定的除外。"),
            ("第二条之一", "增加的一条。"),
            ("第三条", "内含：|（一）丁；|（二）戊，依照第（一）项。"),
            ("第三条第二项", "（二）戊，依照第（一）项。"),
            ("第四条", "施行。"),
        ] {
            assert_eq!(words(LAW, place).as_deref(), Ok(expected), "{place}");
        }
        assert_eq!(words(LAW, "第五条"), Err(Missing::Article));
        assert_eq!(words(LAW, "第二条第三项"), Err(Missing::Part));
        assert_eq!(words(LAW, "第一条第二款"), Err(Missing::Part));
    }

    #[test]
    fn what_is_wrong_in_the_source_is_noted_and_not_repaired() {
        let source = "第一条 甲。\n第三十 条乙。\n第三十－条 丙：\n（一）一；\n（三）三。\n第三十一条 又。\n";
        let (tree, notes) = parse(source);
        let first = ArticleNumber { main: 1, inserted: 0 };
        let thirty_one = ArticleNumber { main: 31, inserted: 0 };
        let faults: Vec<_> = notes.into_iter().map(|note| note.fault).collect();
        assert_eq!(
            faults,
            [
                Fault::Misspelt(thirty_one),
                Fault::Gap { after: first, next: thirty_one },
                Fault::ItemJump { expected: 2, found: 3 },
                Fault::Twice(thirty_one),
            ]
        );
        assert_eq!(tree.articles().len(), 3);
    }

    #[test]
    fn the_place_of_words_is_found() {
        let (tree, _) = parse(LAW);
        let at = |text: &str| tree.place_at(LAW.find(text).unwrap()).map(|place| place.to_string());
        assert_eq!(at("乙之二").as_deref(), Some("第二条第一款第二项第二目"));
        assert_eq!(at("前款").as_deref(), Some("第二条第二款"));
        assert_eq!(at("丁").as_deref(), Some("第三条第一项"));
        assert_eq!(at("总 则"), None);
    }

    proptest! {
        #[test]
        fn leaves_concatenate_to_the_source_and_nothing_panics(
            text in "(\\PC{0,6}|[第条之款项（）()一二十0-9.：；。# \\n\u{3000}\u{200b}－]{0,20}|<!-- INFO END -->|\\n第[一二三]条 ){0,12}"
        ) {
            let (tree, notes) = parse(&text);
            let mut at = 0;
            for leaf in tree.leaves() {
                prop_assert_eq!(leaf.span.start, at);
                prop_assert!(text.get(leaf.span.clone()).is_some());
                at = leaf.span.end;
            }
            prop_assert_eq!(at, text.len());
            for article in tree.articles() {
                prop_assert!(tree.leaves().get(article.leaves.clone()).is_some());
                let _ = tree.find(Place::article(article.number));
            }
            for note in notes {
                prop_assert!(text.get(note.span.clone()).is_some());
            }
        }
    }
}
