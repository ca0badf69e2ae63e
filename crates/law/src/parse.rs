//! Cutting a text into its tree, in one pass over its lines.

use std::ops::Range;

use memchr::{memchr, memchr2_iter, memmem};

use crate::{
    citation::ArticleNumber,
    numeral,
    tree::{Article, Division, Fault, Kind, Leaf, Note, Tree, Unit},
    words::is_space,
};

/// Cuts the text of a law into its tree, and notes what its numbers have wrong.
///
/// Any text gives a tree: what is no law is one without articles. What is wrong in the characters and
/// not in the numbers is found by [`survey`](crate::survey), which takes its time.
pub fn parse(source: &str) -> (Tree, Vec<Note>) {
    let headed = memmem::find(source.as_bytes(), END_OF_HEAD.as_bytes()).is_some();
    let mut parser = Parser {
        in_head: headed,
        plain: !headed,
        tree: Tree { leaves: Vec::with_capacity(source.len() / 48), ..Tree::default() },
        notes: Vec::new(),
        titled: false,
        open: Vec::new(),
        ranks: [3; 8],
        items: 0,
        in_annex: false,
    };
    let mut at = 0;
    while at < source.len() {
        let rest = source.get(at..).unwrap_or_default();
        let len = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        parser.line(rest.get(..len).unwrap_or(rest), at);
        at += len;
    }
    parser.finish()
}

/// Where name and history end in the files of the collection.
pub(crate) const END_OF_HEAD: &str = "<!-- INFO END -->";

struct Parser {
    tree: Tree,
    notes: Vec<Note>,
    in_head: bool,
    /// No mark ends the head: the name is the first line, the history a line in brackets below it.
    plain: bool,
    titled: bool,
    /// The divisions that are open, each with its rank; the innermost last.
    open: Vec<(u8, usize)>,
    /// The rank that numbered headings of each Markdown level had: 附则 has no number and takes theirs.
    ranks: [u8; 8],
    /// The number of the last item of the paragraph; 0 before the first.
    items: u32,
    in_annex: bool,
}

/// A mark at the front of a line: how many bytes it takes with the white space behind it.
pub(crate) struct Mark<T> {
    pub(crate) number: T,
    pub(crate) len: usize,
    misspelt: bool,
}

impl Parser {
    fn line(&mut self, line: &str, at: usize) {
        // Most lines begin with a Chinese character, which no space shares its first byte with.
        let first = line.bytes().next().unwrap_or_default();
        let words = if matches!(first, 0xe4..=0xe9) { line } else { line.trim_start_matches(is_space) };
        let start = at + line.len() - words.len();
        let words = words.trim_end_matches(is_space);
        let end = start + words.len();
        self.leaf(Kind::Blank, at..start);
        self.words(words, start);
        self.leaf(Kind::Blank, end..at + line.len());
    }

    /// A line without the white space around it.
    fn words(&mut self, words: &str, at: usize) {
        let span = at..at + words.len();
        let Some(first) = words.bytes().next() else { return };
        if first == b'<' && words == END_OF_HEAD {
            self.in_head = false;
            return self.leaf(Kind::Blank, span);
        }
        if first == b'#' {
            let level = words.bytes().take_while(|b| *b == b'#').count();
            if level == 1 && !self.titled {
                self.titled = true;
                return self.leaf(Kind::Title, span);
            }
            return self.heading(words, span, level);
        }
        if self.in_head {
            return self.leaf(Kind::History, span);
        }
        if first == b'|' {
            return self.leaf(Kind::Row, span);
        }
        if words.starts_with('第') {
            if let Some(mark) = self.article_mark(words) {
                self.begin_article(&mark, at);
                let (_, rest) = words.split_at_checked(mark.len).unwrap_or((words, ""));
                return self.paragraph(rest, at + mark.len);
            }
            if plain_heading(words) {
                return self.heading(words, span, 0);
            }
        } else if words.starts_with('附') && plain_annex(words) && !self.tree.articles.is_empty() {
            return self.heading(words, span, 0);
        }
        if self.plain && self.tree.articles.is_empty() && self.tree.divisions.is_empty() {
            if !self.titled && words.chars().count() <= 80 && !words.ends_with(['。', '：', '；']) {
                self.titled = true;
                return self.leaf(Kind::Title, span);
            }
            if self.titled && words.starts_with(['（', '(']) && words.contains('年') {
                return self.leaf(Kind::History, span);
            }
        }
        if self.tree.articles.is_empty() {
            return self.leaf(Kind::Other, span);
        }
        self.paragraph(words, at);
    }

    /// Opens a division; those that it ends are closed.
    fn heading(&mut self, words: &str, span: Range<usize>, level: usize) {
        self.end_article();
        let title = words.get(level..).unwrap_or(words).trim_start_matches(is_space);
        let (unit, number) = division(title);
        let known = self.ranks.get(level).copied().unwrap_or(3);
        let rank = match unit {
            Some(unit) => rank(unit),
            None => known,
        };
        if let (Some(_), Some(slot)) = (number, self.ranks.get_mut(level)) {
            *slot = rank;
        }
        let first = self.tree.leaves.len();
        while self.open.last().is_some_and(|(open, _)| *open >= rank) {
            self.close(first);
        }
        self.in_annex |= unit == Some(Unit::Annex) && !self.tree.articles.is_empty();
        let index = self.tree.divisions.len();
        let article = self.tree.articles.len();
        self.tree.divisions.push(Division {
            unit: unit.unwrap_or(if rank >= 4 { Unit::Section } else { Unit::Chapter }),
            number,
            parent: self.open.last().map(|(_, at)| *at),
            leaves: first..first,
            articles: article..article,
        });
        self.open.push((rank, index));
        self.leaf(Kind::Heading(u8::try_from(level).unwrap_or(u8::MAX)), span);
    }

    /// Closes the innermost division before the leaf `end`.
    fn close(&mut self, end: usize) {
        let articles = self.tree.articles.len();
        if let Some((_, at)) = self.open.pop()
            && let Some(division) = self.tree.divisions.get_mut(at)
        {
            division.leaves.end = end;
            division.articles.end = articles;
        }
    }

    /// The words of one line of an article: an item, a point, or a paragraph that may hold its items in
    /// the same line.
    fn paragraph(&mut self, words: &str, at: usize) {
        let (mut words, mut at) = (words, at);
        while !words.is_empty() {
            if !self.in_article() {
                return self.leaf(Kind::Other, at..at + words.len());
            }
            let mut end = words.len();
            if let Some(mark) = item_mark(words) {
                self.item(mark.number, at..at + mark.len);
                end = inline_item(words, mark.len, mark.number + 1).unwrap_or(end);
            } else if let Some(mark) = point_mark(words) {
                return self.leaf(Kind::Point(mark.number), at..at + words.len());
            } else {
                self.items = 0;
                end = inline_item(words, 0, 1).unwrap_or(end);
            }
            let kind = if self.items == 0 { Kind::Paragraph } else { Kind::Item(self.items) };
            self.leaf(kind, at..at + end);
            words = words.get(end..).unwrap_or_default();
            at += end;
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
        // The articles of an annex count for themselves: 第三十条 must not be found in it when the body
        // ends with 第二十条.
        if !self.in_annex && !self.tree.number(mark.number, index) {
            self.notes.push(Note { span: span.clone(), fault: Fault::Twice(mark.number) });
        }
        self.items = 0;
        let first = self.tree.leaves.len();
        // An open range, closed by `end_article`: `usize::MAX` marks that its end is not yet known.
        self.tree.articles.push(Article {
            number: mark.number,
            leaves: first..usize::MAX,
            division: self.open.last().map(|(_, at)| *at),
        });
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

    /// Adds a leaf, or lengthens the last one where white space goes on.
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
        let end = self.tree.leaves.len();
        while !self.open.is_empty() {
            self.close(end);
        }
        (self.tree, self.notes)
    }
}

/// How deep a unit lies; an annex stands beside everything.
fn rank(unit: Unit) -> u8 {
    match unit {
        Unit::Annex => 0,
        Unit::Part => 1,
        Unit::Subpart => 2,
        Unit::Chapter => 3,
        Unit::Section => 4,
    }
}

/// What a heading opens, by its words: 第三章 …, 附件一, or a heading that does not say.
pub(crate) fn division(title: &str) -> (Option<Unit>, Option<u32>) {
    if let Some(after) = title.strip_prefix('第') {
        let end = after.find(|c| !numeral::is_numeral(c) && !is_space(c)).unwrap_or(after.len());
        if let Some((number, behind)) = after.split_at_checked(end) {
            let number: String = number.chars().filter(|c| !is_space(*c)).collect();
            let unit =
                [("分编", Unit::Subpart), ("编", Unit::Part), ("章", Unit::Chapter), ("节", Unit::Section)]
                    .into_iter()
                    .find(|(word, _)| behind.starts_with(word))
                    .map(|(_, unit)| unit);
            if let (Some(unit), Some(number)) = (unit, numeral::parse(&number)) {
                return (Some(unit), Some(number));
            }
        }
    }
    for word in ["附件", "附录", "附表", "附图", "附："] {
        if let Some(after) = title.strip_prefix(word) {
            let end = after.find(|c| !numeral::is_numeral(c)).unwrap_or(after.len());
            return (Some(Unit::Annex), after.get(..end).and_then(numeral::parse));
        }
    }
    (None, None)
}

/// 第三章 总则 as a line of plain text. It is short, has white space behind the number and ends no
/// sentence; everything else that begins so is a reference.
fn plain_heading(words: &str) -> bool {
    let (unit, _) = division(words);
    unit.is_some()
        && words.len() <= 120
        && words.contains(is_space)
        && !words.ends_with(['。', '；', '：', '，', '”'])
}

/// 附件, 附件一：…, 附： as a line of plain text.
fn plain_annex(words: &str) -> bool {
    let (unit, _) = division(words);
    unit == Some(Unit::Annex) && words.len() <= 120 && !words.ends_with(['。', '；', '，'])
}

/// 第二十条 or 第二十条之一 at the front, with the white space behind it.
pub(crate) fn article_mark(words: &str) -> Option<Mark<ArticleNumber>> {
    let after = words.strip_prefix('第')?;
    // Sixteen characters hold every number and the stray signs of the collection.
    let (at, _) = after.char_indices().take(17).find(|(_, c)| *c == '条')?;
    let (raw, behind) = after.split_at_checked(at)?;
    let behind = behind.strip_prefix('条')?;
    let main = match numeral::parse(raw) {
        Some(main) => Some(main),
        // 第三十－条 for 第三十一条, and 第一百二十八 条, occur in the collection.
        None => numeral::parse(
            &raw.chars()
                .filter(|c| !is_space(*c))
                .map(|c| if matches!(c, '－' | '—' | '-') { '一' } else { c })
                .collect::<String>(),
        ),
    }?;
    let misspelt = numeral::parse(raw).is_none();
    let (mut inserted, mut rest) = (0, behind);
    if let Some(after) = behind.strip_prefix('之') {
        let end = after.find(|c| !numeral::is_numeral(c)).unwrap_or(after.len());
        // 第三条之规定 is a reference.
        inserted = numeral::parse(after.get(..end)?)?;
        rest = after.get(end..)?;
    }
    let rest = rest.trim_start_matches(is_space);
    Some(Mark { number: ArticleNumber { main, inserted }, len: words.len() - rest.len(), misspelt })
}

/// （一） at the front.
pub(crate) fn item_mark(words: &str) -> Option<Mark<u32>> {
    let after = words.strip_prefix(['（', '('])?;
    let (number, rest) = after.split_once(['）', ')'])?;
    if number.is_empty() || !number.chars().all(|c| numeral::is_numeral(c) && !c.is_ascii_digit()) {
        return None;
    }
    Some(Mark { number: numeral::parse(number)?, len: words.len() - rest.len(), misspelt: false })
}

/// `1.` or （1） at the front.
pub(crate) fn point_mark(words: &str) -> Option<Mark<u32>> {
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
    let bytes = tail.as_bytes();
    // Both brackets are rare, and so is the last byte of the wide one: most lines are done with here.
    let mut brackets = memchr2_iter(b'(', 0x88, bytes);
    if !brackets.any(|at| bytes.get(..=at).is_some_and(|b| b.ends_with(b"(") || b.ends_with("（".as_bytes())))
    {
        return None;
    }
    tail.match_indices(['（', '(']).map(|(at, _)| at + from).find(|at| {
        let before = words.get(..*at).unwrap_or_default().trim_end_matches(is_space);
        before.ends_with(['：', ':', '；', ';', '。'])
            && words.get(*at..).and_then(item_mark).is_some_and(|mark| mark.number == n)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{citation::Place, tree::Missing};

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

    #[test]
    fn divisions_nest_and_an_annex_counts_for_itself() {
        let source = "# 某法（虚构）\n\n某年通过\n\n<!-- INFO END -->\n\n## 第一编 甲\n\n### 第一章 乙\n\n\
            第一条 一。\n\n#### 第一节 丙\n\n第二条 二。\n\n### 第二章 丁\n\n第三条 三。\n\n## 第二编 戊\n\n\
            第四条 四。\n\n## 附则\n\n第五条 五。\n\n## 附件一\n\n第一条 附一。\n\n第九条 附九。\n";
        let (tree, _) = parse(source);
        let path = |number| {
            let article = tree.find_article(ArticleNumber { main: number, inserted: 0 }).unwrap();
            tree.path(article)
                .iter()
                .map(|division| {
                    source[tree.leaves()[division.leaves.start].span.clone()].trim_start_matches(['#', ' '])
                })
                .collect::<Vec<_>>()
                .join("/")
        };
        assert_eq!(path(1), "第一编 甲/第一章 乙");
        assert_eq!(path(2), "第一编 甲/第一章 乙/第一节 丙");
        assert_eq!(path(3), "第一编 甲/第二章 丁");
        assert_eq!(path(4), "第二编 戊");
        assert_eq!(path(5), "附则");
        assert!(tree.find_article(ArticleNumber { main: 9, inserted: 0 }).is_none(), "it is in the annex");
        assert_eq!(tree.articles().len(), 7);
        let part = tree.find_division(Unit::Part, 1, None).unwrap();
        assert_eq!(tree.divisions()[part].articles, 0..3);
        assert!(tree.find_division(Unit::Section, 1, Some(part)).is_some());
    }

    #[test]
    fn plain_text_has_its_title_history_and_headings_too() {
        let source = "某市办法（虚构）\n（2026年1月1日通过）\n第一章 总则\n第一条 为了某事，制定本办法。\n\
            第二章规定的除外。\n附件\n|甲|乙|\n";
        let (tree, _) = parse(source);
        let kinds: Vec<_> =
            tree.leaves().iter().map(|leaf| leaf.kind).filter(|kind| *kind != Kind::Blank).collect();
        assert_eq!(
            kinds,
            [
                Kind::Title,
                Kind::History,
                Kind::Heading(0),
                Kind::ArticleMark,
                Kind::Paragraph,
                Kind::Paragraph,
                Kind::Heading(0),
                Kind::Row
            ]
        );
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
