//! Reading the references of one line, from left to right.

use std::ops::Range;

use super::{Cited, Definition, Reference, Spot, Target};
use crate::{
    citation::{ArticleNumber, Place},
    numeral,
    tree::{Tree, Unit},
    words::is_space,
};

/// What a text calls itself: 本法, 本条例.
const KINDS: [&str; 13] =
    ["法", "条例", "办法", "规定", "细则", "规则", "解释", "决定", "章程", "规程", "准则", "修正案", "附件"];

/// The labels of items in treaties and older texts.
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

pub(super) struct Reader<'a> {
    words: &'a str,
    /// Where the line begins in the source.
    offset: usize,
    tree: &'a Tree,
    names: &'a [Definition],
    known: &'a dyn Fn(&str) -> bool,
    /// The last instrument named, for 该法.
    last: Option<String>,
}

/// A level of a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Division(Unit),
    Article,
    Paragraph,
    Item,
    Point,
}

/// One level of a place: its numbers (each with what was inserted, 之一), the level, and where it ends.
type Part = (Vec<(u32, u32)>, Level, usize);

impl<'a> Reader<'a> {
    pub(super) fn new(
        words: &'a str,
        offset: usize,
        tree: &'a Tree,
        names: &'a [Definition],
        known: &'a dyn Fn(&str) -> bool,
    ) -> Self {
        Self { words, offset, tree, names, known, last: None }
    }

    pub(super) fn read(mut self, found: &mut Vec<Reference>) {
        let mut at = 0;
        while let Some(c) = self.rest(at).chars().next() {
            let reference = match c {
                '《' => self.titled(at),
                '本' => self.own(at),
                '该' | '同' => self.the_same(at),
                '第' => self.bare(at, at),
                '前' => self.before(at),
                _ => None,
            };
            match reference {
                Some(reference) => {
                    at = reference.span.end - self.offset;
                    found.push(reference);
                }
                None => at += c.len_utf8(),
            }
        }
    }

    fn rest(&self, at: usize) -> &'a str {
        self.words.get(at..).unwrap_or_default()
    }

    fn here(&self, at: usize) -> Option<Place> {
        self.tree.place_at(self.offset + at)
    }

    fn reference(&self, span: Range<usize>, places: usize, cited: Cited, targets: Vec<Target>) -> Reference {
        Reference {
            at: self.here(span.start),
            places: self.offset + places..self.offset + span.end,
            span: self.offset + span.start..self.offset + span.end,
            cited,
            targets,
            astray: false,
        }
    }

    /// 《…》, what stands in brackets behind it (以下简称…), and the places that follow.
    fn titled(&mut self, at: usize) -> Option<Reference> {
        let (title, mut end) = self.title(at)?;
        self.last = Some(title.to_owned());
        let rest = self.rest(end);
        if rest.starts_with(['（', '('])
            && let Some((inside, behind)) = rest.split_once(['）', ')'])
            && ["简称", "统称", "下称"].iter().any(|word| inside.contains(word))
        {
            end = self.words.len() - behind.len();
        }
        let (targets, to) = self.chain(end, Spot::default());
        Some(self.reference(at..to, end, Cited::Other(title.to_owned()), targets))
    }

    fn title(&self, at: usize) -> Option<(&'a str, usize)> {
        let mut depth = 0u32;
        for (i, c) in self.rest(at).char_indices() {
            match c {
                '《' => depth += 1,
                '》' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        let title = self.words.get(at + '《'.len_utf8()..at + i)?;
                        return Some((title, at + i + c.len_utf8()));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// 本法第三条, 本节第二百一十三条, 本条第二款, 本法总则第四章.
    fn own(&mut self, at: usize) -> Option<Reference> {
        let behind = at + '本'.len_utf8();
        let rest = self.rest(behind);
        let mut base = Spot::default();
        let here = self.here(at);
        let mut end = behind;
        if let Some(kind) = KINDS.iter().filter(|kind| rest.starts_with(**kind)).max_by_key(|k| k.len()) {
            end += kind.len();
            if *kind == "附件" {
                base.named = Some((*kind).to_owned());
            }
            for name in ["总则", "分则", "附则"] {
                if self.rest(end).starts_with(name) {
                    end += name.len();
                    base.named = Some(name.to_owned());
                }
            }
        } else if rest.starts_with(['章', '节', '编']) {
            let unit = match rest.chars().next()? {
                '章' => Unit::Chapter,
                '节' => Unit::Section,
                _ => Unit::Part,
            };
            base.divisions = self.divisions_here(unit, here?)?;
            end += '章'.len_utf8();
        } else if rest.starts_with('条') {
            base.article = Some(here?.article);
            end += '条'.len_utf8();
        } else if rest.starts_with('款') {
            base.article = Some(here?.article);
            base.paragraph = Some(here?.paragraph.unwrap_or(1));
            end += '款'.len_utf8();
        } else {
            return None;
        }
        let relative = base != Spot::default();
        let (mut targets, to) = self.chain(end, base.clone());
        if targets.is_empty() {
            // 本法 alone says nothing that could be checked.
            if !relative {
                return None;
            }
            targets.push(Target { from: base, to: None });
        }
        Some(self.reference(at..to, end, Cited::This, targets))
    }

    /// The numbers of the division around a place, from the outside in to a unit.
    fn divisions_here(&self, unit: Unit, here: Place) -> Option<Vec<(Unit, u32)>> {
        let article = self.tree.find_article(here.article)?;
        let path = self.tree.path(article);
        let end = path.iter().position(|division| division.unit == unit)?;
        Some(path.iter().take(end + 1).filter_map(|d| Some((d.unit, d.number?))).collect())
    }

    /// 该公约第五条, 该法第三条: the instrument named last.
    fn the_same(&mut self, at: usize) -> Option<Reference> {
        let rest = self.rest(at);
        let stop = rest.find('第').filter(|stop| *stop > 0 && *stop <= 18)?;
        let word = rest.get(..stop)?;
        let kind = word.trim_start_matches(['该', '同']);
        if kind != "公约" && kind != "法典" && !KINDS.contains(&kind) {
            return None;
        }
        let title = self.last.clone()?;
        let (targets, to) = self.chain(at + stop, Spot::default());
        (!targets.is_empty()).then(|| self.reference(at..to, at + stop, Cited::Other(title), targets))
    }

    /// 第三条…, with the name of another instrument before it or none.
    fn bare(&mut self, at: usize, places: usize) -> Option<Reference> {
        let mut base = Spot::default();
        let named = self.name_before(at);
        if named.is_none()
            && let Some(here) = self.here(at)
        {
            // 第二款 and 第三项 alone mean the article they stand in.
            base.article = Some(here.article);
        }
        let (targets, to) = self.chain(places, base);
        if targets.is_empty() {
            return None;
        }
        // 第一章 of another kind of counting (第三节课) is no place of a law.
        let (start, cited) = match named {
            Some((start, name)) => {
                self.last = Some(name.clone());
                (start, Cited::Other(name))
            }
            None if self.nameless(at) => (at, Cited::Unclear),
            None => (at, Cited::This),
        };
        Some(self.reference(start..to, places, cited, targets))
    }

    /// Whether a place cannot be one of this text: it has no articles, or a name that nobody knows stands
    /// before the place (合同法第三条, long repealed).
    fn nameless(&self, at: usize) -> bool {
        let before = self.words.get(..at).unwrap_or_default();
        self.tree.articles().is_empty()
            || KINDS.iter().filter_map(|kind| before.strip_suffix(kind)).any(|rest| {
                let inside = rest.chars().next_back();
                inside.is_some_and(|c| c.is_alphanumeric() && !matches!(c, '本' | '依' | '违'))
            })
    }

    /// The longest known name that ends at `at`.
    fn name_before(&self, at: usize) -> Option<(usize, String)> {
        let before = self.words.get(..at)?;
        // A name ends so; asking for each cut of each line would cost more than everything else.
        if !before.ends_with(['法', '例', '定', '则', '释', '典', '约', '程', '案', '见']) {
            return None;
        }
        let mut longest = None;
        for (start, c) in before.char_indices().rev().take(40) {
            if matches!(c, '，' | '。' | '；' | '：' | '、' | '《' | '》') {
                break;
            }
            let name = before.get(start..)?;
            if let Some(definition) = self.names.iter().find(|definition| definition.name == name) {
                longest = Some((start, definition.title.clone().unwrap_or_else(|| name.to_owned())));
            } else if (self.known)(name) {
                longest = Some((start, name.to_owned()));
            }
        }
        longest
    }

    /// 前款, 前两款, 前条, 前三项, and the places that follow (前款第三项).
    fn before(&self, at: usize) -> Option<Reference> {
        if self.words.get(..at)?.ends_with(['目', '以', '之', '提', '事', '此']) {
            return None;
        }
        let rest = self.rest(at + '前'.len_utf8());
        let digits = rest.find(|c| !numeral::is_numeral(c) || c.is_ascii_digit())?;
        let (number, behind) = rest.split_at_checked(digits)?;
        let n = if number.is_empty() { 1 } else { numeral::parse(number)? };
        let level = match behind.chars().next()? {
            '条' => Level::Article,
            // 前款项 is money, not law.
            '款' if !behind.starts_with("款项") => Level::Paragraph,
            '项' => Level::Item,
            _ => return None,
        };
        let end = at + '前'.len_utf8() + digits + '条'.len_utf8();
        let here = self.here(at)?;
        let target = self.relative(here, level, n);
        let astray = target.is_none();
        let target = target.unwrap_or_else(|| Target {
            from: Spot { article: Some(here.article), ..Spot::default() },
            to: None,
        });
        let (mut targets, mut to) =
            if n == 1 && !astray { self.chain(end, target.from.clone()) } else { (Vec::new(), end) };
        if targets.is_empty() {
            to = end;
            targets.push(target);
        }
        Some(Reference { astray, ..self.reference(at..to, end, Cited::This, targets) })
    }

    /// The `n` articles, paragraphs or items before a place; nothing where there are not so many.
    fn relative(&self, here: Place, level: Level, n: u32) -> Option<Target> {
        let spot = Spot { article: Some(here.article), ..Spot::default() };
        let (from, to) = match level {
            Level::Article => {
                let at = self.tree.articles().iter().position(|a| a.number == here.article)?;
                let article = |back: u32| {
                    let at = at.checked_sub(usize::try_from(back).ok()?)?;
                    self.tree.articles().get(at).map(|a| a.number)
                };
                let to = Spot { article: Some(article(1)?), ..Spot::default() };
                (Spot { article: Some(article(n)?), ..Spot::default() }, to)
            }
            Level::Paragraph => {
                let paragraph = here.paragraph.unwrap_or(1);
                let first = paragraph.checked_sub(n).filter(|first| *first > 0)?;
                let to = Spot { paragraph: Some(paragraph - 1), ..spot.clone() };
                (Spot { paragraph: Some(first), ..spot }, to)
            }
            Level::Item => {
                let item = here.item?;
                let first = item.checked_sub(n).filter(|first| *first > 0)?;
                let spot = Spot { paragraph: here.paragraph, ..spot };
                let to = Spot { item: Some(item - 1), ..spot.clone() };
                (Spot { item: Some(first), ..spot }, to)
            }
            _ => return None,
        };
        Some(Target { to: (n > 1).then_some(to), from })
    }

    /// A list of places, each inheriting from the one before; ends where no place follows.
    pub(super) fn chain(&self, at: usize, base: Spot) -> (Vec<Target>, usize) {
        let mut targets: Vec<Target> = Vec::new();
        let (mut end, mut last) = (at, base);
        let mut next = self.skip_space(at);
        while let Some((spots, behind)) = self.spot(next, &last) {
            end = behind;
            for from in spots {
                last = from.clone();
                targets.push(Target { from, to: None });
            }
            // 但书 belongs to the place before it.
            for word in ["的但书", "但书"] {
                if self.rest(end).starts_with(word)
                    && let Some(target) = targets.last_mut()
                {
                    target.from.proviso = true;
                    end += word.len();
                }
            }
            if let Some(word) = ["至", "到"].iter().find(|word| self.rest(end).starts_with(**word))
                && let Some((spots, behind)) = self.spot(end + word.len(), &last)
                && let (Some(to), Some(target)) = (spots.first(), targets.last_mut())
            {
                last = to.clone();
                target.to = Some(to.clone());
                end = behind;
            }
            let words = ["以及", "或者", "、", "和", "及", "与", "或", "，"];
            let Some(word) = words.iter().find(|word| self.rest(end).starts_with(**word)) else { break };
            next = end + word.len();
        }
        (targets, end)
    }

    fn skip_space(&self, at: usize) -> usize {
        let rest = self.rest(at);
        at + rest.len() - rest.trim_start_matches(is_space).len()
    }

    /// One place: 第三条第一款, 第（二）项, 第一、二项 (which are two).
    fn spot(&self, at: usize, last: &Spot) -> Option<(Vec<Spot>, usize)> {
        let mut here: Option<Spot> = None;
        let mut several = Vec::new();
        let mut end = at;
        while let Some((numbers, level, behind)) = self.part(end) {
            let mut spot = match here.take() {
                Some(spot) => spot,
                None => inherit(last, level),
            };
            for number in &numbers {
                set(&mut spot, level, *number);
                several.push(spot.clone());
            }
            // Only the last level may have several numbers.
            if numbers.len() == 1 {
                several = vec![spot.clone()];
            }
            here = Some(spot);
            end = behind;
            if numbers.len() > 1 {
                break;
            }
        }
        here?;
        Some((several, end))
    }

    /// 第 numbers unit.
    fn part(&self, at: usize) -> Option<Part> {
        // （甲）项 stands without 第 in treaties.
        let rest = self.rest(at);
        let labelled = rest.starts_with(['（', '(']);
        let mut rest = rest.strip_prefix('第').or(labelled.then_some(rest))?;
        let mut numbers = Vec::new();
        loop {
            let (number, behind) = number(rest.trim_start_matches(is_space))?;
            numbers.push((number, 0));
            rest = behind.trim_start_matches(is_space);
            match rest.strip_prefix('、') {
                // 第（一）、第（四）项 repeats 第, 第一、二项 does not.
                Some(behind) => rest = behind.strip_prefix('第').unwrap_or(behind),
                None => break,
            }
        }
        let (level, word) = [
            ("分编", Level::Division(Unit::Subpart)),
            ("编", Level::Division(Unit::Part)),
            ("章", Level::Division(Unit::Chapter)),
            ("节", Level::Division(Unit::Section)),
            ("条", Level::Article),
            ("款", Level::Paragraph),
            ("项", Level::Item),
            ("目", Level::Point),
        ]
        .into_iter()
        .find_map(|(word, level)| rest.starts_with(word).then_some((level, word)))?;
        if labelled && level != Level::Item {
            return None;
        }
        rest = rest.get(word.len()..)?;
        if level == Level::Article
            && let Some(behind) = rest.strip_prefix('之')
            && let Some((inserted, behind)) = number(behind)
            && let Some(last) = numbers.last_mut()
        {
            last.1 = inserted;
            rest = behind;
        }
        Some((numbers, level, self.words.len() - rest.len()))
    }
}

/// 三, （三）, 甲, （甲）.
fn number(text: &str) -> Option<(u32, &str)> {
    if let Some(inside) = text.strip_prefix(['（', '(']) {
        let (number, behind) = inside.split_once(['）', ')'])?;
        return Some((label(number)?, behind));
    }
    let end = text
        .char_indices()
        .find(|(_, c)| !numeral::is_numeral(*c) && !STEMS.contains(c))
        .map_or(text.len(), |(at, _)| at);
    let (number, behind) = text.split_at_checked(end)?;
    Some((label(number)?, behind))
}

fn label(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && let Some(at) = STEMS.iter().position(|stem| *stem == c)
    {
        return u32::try_from(at + 1).ok();
    }
    numeral::parse(text)
}

/// What a place takes over from the one before it, if it begins at this level.
fn inherit(last: &Spot, level: Level) -> Spot {
    let mut spot = Spot { proviso: false, ..last.clone() };
    match level {
        Level::Division(unit) => {
            spot.divisions.retain(|(outer, _)| *outer < unit);
            (spot.article, spot.paragraph, spot.item, spot.point) = (None, None, None, None);
        }
        Level::Article => (spot.paragraph, spot.item, spot.point) = (None, None, None),
        Level::Paragraph => (spot.item, spot.point) = (None, None),
        Level::Item => spot.point = None,
        Level::Point => {}
    }
    spot
}

fn set(spot: &mut Spot, level: Level, (number, inserted): (u32, u32)) {
    match level {
        Level::Division(unit) => {
            spot.divisions.retain(|(outer, _)| *outer < unit);
            spot.divisions.push((unit, number));
        }
        Level::Article => {
            spot.article = Some(ArticleNumber { main: number, inserted });
        }
        Level::Paragraph => spot.paragraph = Some(number),
        Level::Item => spot.item = Some(number),
        Level::Point => spot.point = Some(number),
    }
}
