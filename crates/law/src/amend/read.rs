//! Reading the sentences of a decision.
//!
//! A clause (一、…) is words and quotations in turn. The words before a quotation say where it goes; what one
//! sentence leaves out (增加一款作为第四款) it takes from the one before.

use super::{Decision, Edit, HeadingOp, Op, Order, Refusal, Which, Why};
use crate::{
    citation::ArticleNumber,
    cite::{Spot, places},
    numeral,
    parse::{article_mark, division},
    tree::Kind,
    words::is_space,
};

pub(crate) mod tokens;

use tokens::{Token, clauses};

/// Reads a decision: text of a legislature or of the function `decide`.
///
/// What stands before the first order, and the sentences on commencement and publication, order nothing.
pub fn read(decision: &str) -> Result<Decision, Refusal> {
    let (tree, _) = crate::parse(decision);
    let of = |kind: Kind| {
        let leaf = tree.leaves().iter().find(|leaf| leaf.kind == kind)?;
        decision.get(leaf.span.clone())
    };
    let title = of(Kind::Title).map(|title| title.trim_start_matches(['#', ' ']));
    let mut out = Decision::default();
    if let (Some(title), Some(line)) = (title, of(Kind::History)) {
        let line = line.trim_end_matches(['）', ')']).trim_start_matches(['（', '(']);
        out.history = Some(format!("{line}的《{}》修正", title.replace('《', "〈").replace('》', "〉")));
    }
    let body = match decision.find(crate::parse::END_OF_HEAD) {
        Some(at) => decision.get(at + crate::parse::END_OF_HEAD.len()..).unwrap_or_default(),
        None => decision,
    };
    let mut reader = Reader::default();
    for clause in clauses(body) {
        reader.clause(&clause)?;
    }
    out.orders = reader.orders;
    out.renumbers = reader.renumbers;
    Ok(out)
}

/// What the sentences so far have named.
#[derive(Default)]
struct Reader {
    orders: Vec<Order>,
    renumbers: bool,
    sentence: String,
    /// Where the last sentence was.
    at: Vec<Spot>,
    /// The heading or the paragraph of the preamble that it was on.
    heading: Option<Which>,
    preamble: Option<u32>,
    title: bool,
    /// Words quoted and not yet used.
    held: Option<String>,
    deleting: bool,
    /// Numbers announced whose articles follow on lines of their own.
    awaited: Vec<ArticleNumber>,
}

impl Reader {
    fn clause(&mut self, tokens: &[Token]) -> Result<(), Refusal> {
        self.sentence = tokens::plain(tokens);
        (self.held, self.deleting) = (None, false);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            let Token::Words(words) = token else { continue };
            if self.on_its_own_line(words) {
                continue;
            }
            let mut pieces: Vec<&str> = words.split(['。', '；', ';']).collect();
            let last = pieces.pop().unwrap_or_default();
            for piece in pieces {
                self.piece(piece, None)?;
                self.held = None;
                self.deleting = false;
            }
            let mut quotes = Vec::new();
            while let Some(Token::Quote(lines)) = tokens.get(at) {
                quotes.extend(lines.iter().cloned());
                at += 1;
            }
            if !last.trim_matches(is_space).is_empty() || !quotes.is_empty() {
                self.piece(last, (!quotes.is_empty()).then_some(quotes))?;
            }
        }
        Ok(())
    }

    fn refuse<T>(&self, why: Why) -> Result<T, Refusal> {
        Err(Refusal { sentence: self.sentence.clone(), why })
    }

    fn order(&mut self, op: Op) {
        self.orders.push(Order { sentence: self.sentence.clone(), op });
    }

    /// An article announced before (内容如下) that stands on a line of its own, or the heading above it.
    fn on_its_own_line(&mut self, words: &str) -> bool {
        if self.awaited.is_empty() {
            return false;
        }
        if let Some(mark) = article_mark(words) {
            if self.awaited.contains(&mark.number) {
                let line = words.get(mark.len..).unwrap_or_default().to_owned();
                self.order(Op::AddArticle { number: mark.number, lines: vec![line] });
                return true;
            }
            self.awaited.clear();
            return false;
        }
        if division(words).0.is_some() && words.contains(is_space) {
            return true;
        }
        if words.contains("改为") {
            self.awaited.clear();
            return false;
        }
        if let Some(Order { op: Op::AddArticle { lines, .. }, .. }) = self.orders.last_mut() {
            lines.push(words.to_owned());
        }
        true
    }

    /// A piece of a sentence, with the quotation that it ends in.
    fn piece(&mut self, piece: &str, quote: Option<Vec<String>>) -> Result<(), Refusal> {
        let piece = piece.trim_matches(|c: char| is_space(c) || matches!(c, '，' | '、' | '：' | ':'));
        let first = quote.as_ref().and_then(|lines| lines.first()).cloned().unwrap_or_default();
        if quote.is_none() && self.closing(piece) {
            return Ok(());
        }
        // 第六十二条“全国人民代表大会行使下列职权”中增加一项: those words only say what the place is.
        if let Some(old) = self.held.take()
            && let Some(done) = self.held_words(&old, piece, quote.as_ref())
        {
            return done;
        }
        let verb = Verb::find(piece);
        if piece.ends_with("标题") && quote.is_some() {
            self.unnumbered(verb.as_ref(), first);
            return Ok(());
        }
        self.locate(piece, verb.as_ref().map_or(piece.len(), |verb| verb.at));
        match verb {
            Some(Verb { kind: Kinds::Add, at }) => self.add(piece, at, quote),
            Some(Verb { kind: Kinds::Delete, .. }) => {
                self.deleting = true;
                match quote {
                    Some(_) if self.heading.is_some() && !piece.ends_with('中') => self.delete_places(),
                    Some(_) => self.words(&first, ""),
                    None => self.delete_places(),
                }
            }
            Some(Verb { kind: Kinds::Merge, at }) => self.merge(piece, at, quote),
            Some(Verb { kind: Kinds::Change, at }) => self.change(piece, at, quote),
            None if quote.is_some() && self.deleting => self.words(&first, ""),
            None if quote.is_some() => {
                self.held = Some(first);
                Ok(())
            }
            None if self.orders.is_empty() || piece.is_empty() => Ok(()),
            None => self.refuse(Why::NotUnderstood),
        }
    }

    /// 标题“…”: a heading without number is named by its words.
    fn unnumbered(&mut self, verb: Option<&Verb>, title: String) {
        match verb.map(|verb| verb.kind) {
            Some(Kinds::Delete) => self.order(Op::Heading(HeadingOp::Delete(Which::Named(title)))),
            Some(Kinds::Add) => {
                self.order(Op::Heading(HeadingOp::Add { number: None, title, first: None }));
            }
            // 将标题“附则”…: what is done to it comes behind.
            _ => {
                let which = Which::Named(title);
                self.heading = Some(which.clone());
                let change = HeadingOp::Change { which, number: None, title: None, first: None };
                self.order(Op::Heading(change));
            }
        }
    }

    /// Sentences that order nothing: on commencement, publication and the order of articles.
    fn closing(&mut self, piece: &str) -> bool {
        if piece.contains("条文顺序") {
            self.renumbers = true;
            return true;
        }
        let formal = [
            "内容如下",
            "重新公布",
            "起施行",
            "作如下修改",
            "作出修改",
            "修改如下",
            "作以下修改",
            "予以公布",
        ];
        formal.iter().any(|word| piece.contains(word))
            || (self.orders.is_empty() && Verb::find(piece).is_none())
    }

    /// “甲”修改为“乙”, “甲”后增加“乙”: what follows words that were quoted.
    fn held_words(
        &mut self,
        old: &str,
        piece: &str,
        quote: Option<&Vec<String>>,
    ) -> Option<Result<(), Refusal>> {
        let new = quote.and_then(|lines| lines.first())?;
        let starts = |words: &[&str]| words.iter().any(|word| piece.starts_with(word));
        if starts(&["修改为", "改为", "调整为", "替换为"]) {
            return Some(self.words(old, new));
        }
        if starts(&["后增加", "后增写", "之后增加", "后面增加"]) && !piece.contains("作为") {
            return Some(self.words(old, &format!("{old}{new}")));
        }
        if starts(&["前增加", "前增写", "之前增加", "前面增加"]) && !piece.contains("作为") {
            return Some(self.words(old, &format!("{new}{old}")));
        }
        None
    }

    fn words(&mut self, old: &str, new: &str) -> Result<(), Refusal> {
        let (old, new) = (old.to_owned(), new.to_owned());
        if let Some(paragraph) = self.preamble {
            self.order(Op::Preamble { paragraph, edit: Edit::Words { old, new } });
            return Ok(());
        }
        if let Some(which) = self.heading.clone() {
            self.order(Op::Heading(HeadingOp::Change { which, number: None, title: Some(new), first: None }));
            return Ok(());
        }
        if self.title {
            self.order(Op::Words { at: Spot::default(), old: old.clone(), new: new.clone() });
        } else if self.at.is_empty() {
            return self.refuse(Why::NotUnderstood);
        }
        for at in self.at.clone() {
            self.order(Op::Words { at, old: old.clone(), new: new.clone() });
        }
        Ok(())
    }

    /// Takes the place from the words before the verb, if they name one.
    fn locate(&mut self, piece: &str, verb: usize) {
        let head = piece.get(..verb).unwrap_or(piece);
        if let Some(at) = head.find("自然段").and_then(|end| preamble_number(head.get(..end)?)) {
            (self.preamble, self.heading, self.title) = (Some(at), None, false);
            return;
        }
        // 这一条, 该条 is the article, 这一款, 该款 the place as it is.
        if head.contains("这一条") || head.contains("该条") {
            for at in &mut self.at {
                *at = Spot { article: at.article, ..Spot::default() };
            }
            return;
        }
        if head.contains("名称") {
            self.title = true;
            (self.heading, self.preamble) = (None, None);
            self.at.clear();
        }
        let Some(start) = head.find('第') else {
            if let Some(name) = named_heading(head) {
                (self.heading, self.preamble) = (Some(Which::Named(name)), None);
            }
            return;
        };
        let base = self.at.last().map_or_else(Spot::default, |at| Spot { item: None, ..at.clone() });
        let (targets, _) = places(head, start, base);
        let spots: Vec<Spot> = targets.iter().flat_map(expand).collect();
        let Some(one) = spots.first() else { return };
        self.preamble = None;
        if !head.contains("名称") {
            self.title = false;
        }
        if one.article.is_none() && !one.divisions.is_empty() {
            // 第七节 after a sentence on 第三章 is its section.
            let mut path = one.divisions.clone();
            if let (Some(Which::Path(around)), Some((unit, _))) = (&self.heading, path.first().copied()) {
                let around = around.iter().filter(|(outer, _)| *outer < unit);
                path = around.copied().chain(path).collect();
            }
            self.heading = Some(Which::Path(path));
        } else {
            self.heading = None;
            self.at = spots.into_iter().map(|spot| Spot { divisions: Vec::new(), ..spot }).collect();
        }
    }

    fn delete_places(&mut self) -> Result<(), Refusal> {
        if let Some(paragraph) = self.preamble {
            self.order(Op::Preamble { paragraph, edit: Edit::Delete });
            return Ok(());
        }
        if let Some(which) = self.heading.clone() {
            self.order(Op::Heading(HeadingOp::Delete(which)));
            return Ok(());
        }
        if self.at.is_empty() {
            return self.refuse(Why::NotUnderstood);
        }
        for at in self.at.clone() {
            self.order(Op::Delete(at));
        }
        Ok(())
    }

    /// 增加一条，作为第五条：“…”.
    fn add(&mut self, piece: &str, verb: usize, quote: Option<Vec<String>>) -> Result<(), Refusal> {
        let behind = piece.get(verb..).unwrap_or_default();
        let lines = quote.unwrap_or_default();
        // 增加一款作为第二款，将该条修改为：“…” gives the whole article, with what is added.
        if behind.contains("该条修改为") || behind.contains("该款修改为") {
            let article = self.at.first().and_then(|at| at.article);
            let paragraph = self.at.first().and_then(|at| at.paragraph).filter(|_| behind.contains("该款"));
            let at = Spot { article, paragraph, ..Spot::default() };
            self.order(Op::Replace { at, becomes: None, lines });
            return Ok(());
        }
        let Some((count, unit)) = counted(behind) else {
            if let (Some(paragraph), Some(words)) = (self.preamble, lines.first()) {
                self.order(Op::Preamble { paragraph, edit: Edit::Append(words.clone()) });
                return Ok(());
            }
            // 第十一条增加规定 adds a paragraph at the end.
            if let (true, Some(article)) = (
                behind.starts_with("增加规定") && !piece.contains("部分"),
                self.at.first().and_then(|at| at.article),
            ) {
                self.order(Op::AddParagraph { article, number: None, lines });
                return Ok(());
            }
            return self.refuse(Why::NotUnderstood);
        };
        let article = self.at.first().and_then(|at| at.article);
        let base = Spot { article, ..Spot::default() };
        let given: Vec<Spot> = match behind.find("作为").and_then(|at| behind.get(at..)) {
            Some(tail) if unit != "自然段" => {
                let start = tail.find('第').unwrap_or(tail.len());
                places(tail, start, base).0.iter().flat_map(expand).collect()
            }
            _ => Vec::new(),
        };
        match unit {
            "条" => {
                let numbers: Vec<ArticleNumber> = given.iter().filter_map(|spot| spot.article).collect();
                if lines.is_empty() {
                    self.awaited.clone_from(&numbers);
                    // A heading announced just before stands above them.
                    if let Some(Op::Heading(HeadingOp::Add { first, .. })) =
                        self.orders.last_mut().map(|order| &mut order.op)
                    {
                        *first = first.or(numbers.first().copied());
                    }
                    return if numbers.len() == count { Ok(()) } else { self.refuse(Why::NotUnderstood) };
                }
                let texts = articles(&lines, &numbers);
                if texts.len() != count || numbers.len() != count {
                    return self.refuse(Why::CountDiffers { announced: count, given: texts.len() });
                }
                for (number, lines) in numbers.into_iter().zip(texts) {
                    self.order(Op::AddArticle { number, lines });
                }
            }
            "款" => {
                let Some(article) = article else { return self.refuse(Why::NotUnderstood) };
                let texts = super::doc::paragraphs(&lines);
                if texts.len() != count {
                    return self.refuse(Why::CountDiffers { announced: count, given: texts.len() });
                }
                for (n, lines) in texts.into_iter().enumerate() {
                    let number = given.get(n).and_then(|spot| spot.paragraph);
                    self.order(Op::AddParagraph { article, number, lines });
                }
            }
            "项" => {
                if lines.len() != count {
                    return self.refuse(Why::CountDiffers { announced: count, given: lines.len() });
                }
                let paragraph = self.at.first().and_then(|at| at.paragraph);
                let at = Spot { article, paragraph, ..Spot::default() };
                for (n, line) in lines.into_iter().enumerate() {
                    let number = given.get(n).and_then(|spot| spot.item);
                    self.order(Op::AddItem { at: at.clone(), number, lines: vec![line] });
                }
            }
            "自然段" => {
                let number = behind.rfind("自然段").and_then(|end| preamble_number(behind.get(..end)?));
                let (Some(paragraph), Some(words)) = (number, lines.first()) else {
                    return self.refuse(Why::NotUnderstood);
                };
                self.order(Op::Preamble { paragraph, edit: Edit::Add(words.clone()) });
            }
            _ => {
                let number = given.first().and_then(|spot| spot.divisions.last().copied());
                let Some(title) = lines.first().cloned() else { return self.refuse(Why::NotUnderstood) };
                self.order(Op::Heading(HeadingOp::Add { number, title, first: None }));
            }
        }
        Ok(())
    }

    /// 将第六条、第七条合并，作为第六条，修改为：“…”.
    fn merge(&mut self, piece: &str, verb: usize, quote: Option<Vec<String>>) -> Result<(), Refusal> {
        let articles: Vec<ArticleNumber> = self.at.iter().filter_map(|at| at.article).collect();
        let (Some(lines), true) = (quote, articles.len() > 1) else {
            return self.refuse(Why::NotUnderstood);
        };
        let becomes = target(piece, verb).first().and_then(|spot| spot.article);
        self.order(Op::Merge { articles, becomes, lines });
        Ok(())
    }

    /// …修改为：“…”, …改为第五条, 包括第三十条至第三十五条.
    fn change(&mut self, piece: &str, verb: usize, quote: Option<Vec<String>>) -> Result<(), Refusal> {
        let targets = target(piece, verb);
        if let Some(paragraph) = self.preamble {
            let Some(words) = quote.and_then(|lines| lines.into_iter().next()) else { return Ok(()) };
            self.order(Op::Preamble { paragraph, edit: Edit::Replace(words) });
            return Ok(());
        }
        if self.title {
            let Some(words) = quote.and_then(|lines| lines.into_iter().next()) else {
                return self.refuse(Why::NotUnderstood);
            };
            self.order(Op::Rename(words));
            return Ok(());
        }
        if piece.starts_with("将附件") || piece.starts_with("附件") {
            self.order(Op::Annex(quote.unwrap_or_default()));
            return Ok(());
        }
        let including = piece.find("包括").map(|at| (at, target(piece, at)));
        if let Some((at, articles)) = &including
            && *at == verb
        {
            let first = articles.first().and_then(|spot| spot.article);
            return self.including(first, *at > 0);
        }
        if let Some(which) = self.heading.clone() {
            let number = targets.first().and_then(|spot| spot.divisions.last().map(|(_, n)| *n));
            let title = quote.and_then(|lines| lines.into_iter().next());
            let first = including.and_then(|(_, articles)| articles.first().and_then(|spot| spot.article));
            self.order(Op::Heading(HeadingOp::Change { which, number, title, first }));
            return Ok(());
        }
        let becomes: Vec<ArticleNumber> = targets
            .iter()
            .filter(|spot| spot.paragraph.is_none() && spot.item.is_none())
            .filter_map(|spot| spot.article)
            .collect();
        let Some(lines) = quote else { return self.renumber(&becomes) };
        let places = self.at.clone();
        match places.as_slice() {
            [] => return self.refuse(Why::NotUnderstood),
            [at] => {
                self.order(Op::Replace { at: at.clone(), becomes: becomes.first().copied(), lines });
            }
            several => {
                let texts = super::doc::paragraphs(&lines);
                if texts.len() != several.len() || several.iter().any(|at| at.paragraph.is_none()) {
                    let (announced, given) = (several.len(), texts.len());
                    return self.refuse(Why::CountDiffers { announced, given });
                }
                for (at, lines) in several.iter().zip(texts) {
                    self.order(Op::Replace { at: at.clone(), becomes: None, lines });
                }
            }
        }
        Ok(())
    }

    /// 第三条改为第五条, and for paragraphs and items, which follow by themselves, nothing.
    fn renumber(&mut self, becomes: &[ArticleNumber]) -> Result<(), Refusal> {
        if self.at.iter().any(|at| at.paragraph.is_some() || at.item.is_some()) {
            return Ok(());
        }
        if becomes.is_empty() || becomes.len() != self.at.len() {
            return self.refuse(Why::NotUnderstood);
        }
        for (at, to) in self.at.clone().into_iter().zip(becomes) {
            let Some(article) = at.article else { return self.refuse(Why::NotUnderstood) };
            self.order(Op::Move { article, to: *to });
        }
        Ok(())
    }

    /// 包括第三十条至第三十五条 belongs to the heading of the order before it, if it names none itself.
    fn including(&mut self, article: Option<ArticleNumber>, named: bool) -> Result<(), Refusal> {
        match self.orders.last_mut().map(|order| &mut order.op).filter(|_| !named) {
            Some(Op::Heading(HeadingOp::Add { first, .. } | HeadingOp::Change { first, .. })) => {
                *first = article;
                Ok(())
            }
            _ => match self.heading.clone() {
                Some(which) => {
                    let change = HeadingOp::Change { which, number: None, title: None, first: article };
                    self.order(Op::Heading(change));
                    Ok(())
                }
                None => self.refuse(Why::NotUnderstood),
            },
        }
    }
}

struct Verb {
    kind: Kinds,
    at: usize,
}

#[derive(Clone, Copy)]
enum Kinds {
    Add,
    Delete,
    Merge,
    Change,
}

impl Verb {
    fn find(piece: &str) -> Option<Self> {
        // 合并 stands before 修改为, and 增加 before 作为: the first kind that occurs counts.
        for (kind, words) in [
            (Kinds::Merge, &["合并"][..]),
            (Kinds::Add, &["增加", "增写"]),
            (Kinds::Delete, &["删去", "删除"]),
            (Kinds::Change, &["修改为", "相应改为", "相应地改为", "改为", "调整为", "作为", "包括"]),
        ] {
            let at = words.iter().filter_map(|word| piece.find(word)).min();
            if let Some(at) = at {
                // 删去第三条 has its place behind the verb.
                let at = if matches!(kind, Kinds::Delete) { piece.len() } else { at };
                return Some(Self { kind, at });
            }
        }
        None
    }
}

/// The numbers behind the verb.
fn target(piece: &str, verb: usize) -> Vec<Spot> {
    let behind = piece.get(verb..).unwrap_or_default();
    let Some(start) = behind.find('第') else { return Vec::new() };
    places(behind, start, Spot::default()).0.iter().flat_map(expand).collect()
}

/// All places of a range of articles, paragraphs or items.
fn expand(target: &crate::cite::Target) -> Vec<Spot> {
    let (from, Some(to)) = (&target.from, &target.to) else { return vec![target.from.clone()] };
    let each = |a: u32, b: u32, spot: &dyn Fn(u32) -> Spot| (a..=b.min(a + 2_000)).map(spot).collect();
    match (from, to) {
        (Spot { item: Some(a), .. }, Spot { item: Some(b), .. }) => {
            each(*a, *b, &|n| Spot { item: Some(n), ..from.clone() })
        }
        (Spot { paragraph: Some(a), .. }, Spot { paragraph: Some(b), .. }) => {
            each(*a, *b, &|n| Spot { paragraph: Some(n), ..from.clone() })
        }
        (Spot { article: Some(a), .. }, Spot { article: Some(b), .. })
            if a.inserted == 0 && b.inserted == 0 =>
        {
            let article = |main| Some(ArticleNumber { main, inserted: 0 });
            each(a.main, b.main, &|n| Spot { article: article(n), ..from.clone() })
        }
        _ => vec![from.clone(), to.clone()],
    }
}

/// 增加两款: two, 款.
fn counted(behind: &str) -> Option<(usize, &'static str)> {
    let after = behind.trim_start_matches(['增', '加', '写']);
    let end = after.find(|c| !numeral::is_numeral(c)).unwrap_or(after.len());
    let (number, rest) = after.split_at_checked(end)?;
    let count = usize::try_from(numeral::parse(number)?).ok()?;
    let rest = rest.trim_start_matches('个');
    let units = ["条", "款", "项", "自然段", "章", "节", "编"];
    Some((count, units.into_iter().find(|unit| rest.starts_with(unit))?))
}

/// 序言第七 before 自然段.
fn preamble_number(before: &str) -> Option<u32> {
    let (_, number) = before.rsplit_once('第')?;
    numeral::parse(number)
}

/// 将“附则”… is read with its words quoted; 附则 alone is a heading too.
fn named_heading(head: &str) -> Option<String> {
    ["附则", "总则", "序言"].into_iter().find(|name| head.contains(name)).map(str::to_owned)
}

/// Cuts quoted lines into articles: each begins with its number, or one is all there is.
fn articles(lines: &[String], numbers: &[ArticleNumber]) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = Vec::new();
    for line in lines {
        let mark = article_mark(line).filter(|mark| numbers.contains(&mark.number));
        match (mark, out.last_mut()) {
            (Some(mark), _) => out.push(vec![line.get(mark.len..).unwrap_or_default().to_owned()]),
            (None, Some(last)) => last.push(line.clone()),
            (None, None) => out.push(vec![line.clone()]),
        }
    }
    // Several articles without numbers: a line each, as the amendments of the Criminal Law give them.
    if out.len() == 1 && numbers.len() > 1 && lines.len() == numbers.len() {
        return lines.iter().map(|line| vec![line.clone()]).collect();
    }
    out
}
