//! One article while it is amended: sentences name its paragraphs and items by their old numbers.

use super::{Why, doc::paragraphs};
use crate::{cite::Spot, numeral, parse::item_mark};

/// A row of things of which some have got a new number, and the others fill the numbers left.
#[derive(Clone, Debug)]
pub(super) struct Row<T> {
    /// The old ones; none where one was deleted.
    pub(super) kept: Vec<Option<T>>,
    /// The new ones with their numbers, counted from one.
    pub(super) added: Vec<(Option<u32>, T)>,
}

impl<T> Row<T> {
    pub(super) fn new(kept: Vec<T>) -> Self {
        Self { kept: kept.into_iter().map(Some).collect(), added: Vec::new() }
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Option<T>> {
        self.kept.get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    pub(super) fn settle(self, unit: char) -> Result<Vec<T>, Why> {
        let total = self.kept.iter().flatten().count() + self.added.len();
        let name = |n: usize| format!("第{}{unit}", numeral::write(u32::try_from(n).unwrap_or(u32::MAX)));
        let mut slots: Vec<Option<T>> = (0..total).map(|_| None).collect();
        let mut last = Vec::new();
        for (number, thing) in self.added {
            let Some(number) = number.and_then(|n| usize::try_from(n).ok()) else {
                last.push(thing);
                continue;
            };
            let Some(slot) = number.checked_sub(1).and_then(|at| slots.get_mut(at)) else {
                return Err(Why::NumberBeyondEnd(name(number)));
            };
            if slot.replace(thing).is_some() {
                return Err(Why::NumberTaken(name(number)));
            }
        }
        let mut others = self.kept.into_iter().flatten().chain(last);
        Ok(slots.into_iter().filter_map(|slot| slot.or_else(|| others.next())).collect())
    }
}

/// A paragraph: its own lines, and its items, each with the points below it.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    lead: Vec<String>,
    items: Row<Vec<String>>,
    /// Items came or went, so that their marks are written anew.
    counted: bool,
}

impl Paragraph {
    pub(super) fn new(lines: Vec<String>) -> Self {
        let (mut lead, mut items) = (Vec::new(), Vec::<Vec<String>>::new());
        for line in lines {
            match items.last_mut() {
                _ if item_mark(&line).is_some() => items.push(vec![line]),
                Some(item) => item.push(line),
                None => lead.push(line),
            }
        }
        Self { lead, items: Row::new(items), counted: false }
    }

    fn settle(self) -> Result<Vec<String>, Why> {
        let mut lines = self.lead;
        let items = self.items.settle('项')?;
        let last = items.len();
        for (n, mut item) in items.into_iter().enumerate() {
            // 作为第七项“（七）选举国家监察委员会主任” leaves out the sign that joins it to the next item.
            if let Some(line) = item.last_mut()
                && self.counted
                && n + 1 < last
                && line.ends_with(char::is_alphanumeric)
            {
                line.push('；');
            }
            if let Some(first) = item.first_mut().filter(|_| self.counted) {
                let number = numeral::write(u32::try_from(n + 1).unwrap_or(u32::MAX));
                let bare = item_mark(first).and_then(|mark| first.get(mark.len..)).unwrap_or(first);
                *first = format!("（{number}）{bare}");
            }
            lines.extend(item);
        }
        Ok(lines)
    }
}

/// An article while it is amended.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    paragraphs: Row<Paragraph>,
}

impl Draft {
    pub(super) fn new(lines: &[String]) -> Self {
        Self { paragraphs: Row::new(paragraphs(lines).into_iter().map(Paragraph::new).collect()) }
    }

    pub(super) fn settle(self) -> Result<Vec<String>, Why> {
        let mut lines = Vec::new();
        for paragraph in self.paragraphs.settle('款')? {
            lines.extend(paragraph.settle()?);
        }
        Ok(lines)
    }

    /// The paragraph that a place names, or the only one that has its item.
    fn paragraph(&mut self, at: &Spot) -> Result<&mut Paragraph, Why> {
        let missing = || Why::NoSuchPlace(at.to_string());
        if let Some(number) = at.paragraph {
            return self.paragraphs.get_mut(number).and_then(Option::as_mut).ok_or_else(missing);
        }
        // 第二百二十五条第三项 names no paragraph: it is the first that has items.
        let mut all = self.paragraphs.kept.iter_mut().flatten();
        let first = all.find(|paragraph| !paragraph.items.kept.is_empty());
        first.ok_or_else(missing)
    }

    pub(super) fn delete(&mut self, at: &Spot) -> Result<(), Why> {
        let missing = || Why::NoSuchPlace(at.to_string());
        if let Some(number) = at.item {
            let paragraph = self.paragraph(at)?;
            paragraph.counted = true;
            let slot = paragraph.items.get_mut(number).filter(|slot| slot.is_some());
            *slot.ok_or_else(missing)? = None;
            return Ok(());
        }
        let number = at.paragraph.ok_or_else(missing)?;
        *self.paragraphs.get_mut(number).filter(|slot| slot.is_some()).ok_or_else(missing)? = None;
        Ok(())
    }

    pub(super) fn replace(&mut self, at: &Spot, lines: &[String]) -> Result<(), Why> {
        let missing = || Why::NoSuchPlace(at.to_string());
        if let Some(number) = at.item {
            let slot = self.paragraph(at)?.items.get_mut(number);
            let old = slot.and_then(Option::as_mut).ok_or_else(missing)?;
            let mut new = lines.to_vec();
            if let (Some(first), Some(was)) = (new.first_mut(), old.first())
                && item_mark(first).is_none()
                && let Some(mark) = item_mark(was).and_then(|mark| was.get(..mark.len))
            {
                *first = format!("{mark}{first}");
            }
            *old = new;
            return Ok(());
        }
        let number = at.paragraph.ok_or_else(missing)?;
        let slot = self.paragraphs.get_mut(number).filter(|slot| slot.is_some()).ok_or_else(missing)?;
        *slot = Some(Paragraph::new(lines.to_vec()));
        Ok(())
    }

    pub(super) fn add_paragraph(&mut self, number: Option<u32>, lines: &[String]) {
        self.paragraphs.added.push((number, Paragraph::new(lines.to_vec())));
    }

    pub(super) fn add_item(&mut self, at: &Spot, number: Option<u32>, lines: &[String]) -> Result<(), Why> {
        let paragraph = self.paragraph(at)?;
        paragraph.counted = true;
        paragraph.items.added.push((number, lines.to_vec()));
        Ok(())
    }

    /// Puts new words for old ones, which must stand there exactly once.
    pub(super) fn words(&mut self, at: &Spot, old: &str, new: &str) -> Result<(), Why> {
        let mut lines: Vec<&mut String> = Vec::new();
        if let Some(number) = at.item {
            let missing = || Why::NoSuchPlace(at.to_string());
            let item = self.paragraph(at)?.items.get_mut(number).and_then(Option::as_mut);
            lines.extend(item.ok_or_else(missing)?.iter_mut());
        } else {
            let mut found = false;
            for (n, paragraph) in self.paragraphs.kept.iter_mut().enumerate() {
                let wanted = at.paragraph.is_none_or(|p| usize::try_from(p).ok() == Some(n + 1));
                if let Some(paragraph) = paragraph.as_mut().filter(|_| wanted) {
                    found = true;
                    lines.extend(paragraph.lead.iter_mut());
                    lines.extend(paragraph.items.kept.iter_mut().flatten().flatten());
                }
            }
            if !found {
                return Err(Why::NoSuchPlace(at.to_string()));
            }
        }
        swap(lines.into_iter(), old, new)
    }
}

/// Puts new words for old ones in lines that must have them exactly once.
pub(super) fn swap<'a>(lines: impl Iterator<Item = &'a mut String>, old: &str, new: &str) -> Result<(), Why> {
    let mut target = None;
    for line in lines {
        match line.matches(old).count() {
            0 => {}
            1 if target.is_none() => target = Some(line),
            _ => return Err(Why::NotUnique(old.to_owned())),
        }
    }
    let line = target.ok_or_else(|| Why::WordsNotThere(old.to_owned()))?;
    *line = line.replacen(old, new, 1);
    Ok(())
}
