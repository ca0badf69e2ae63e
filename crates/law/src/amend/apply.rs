//! Carrying out the orders of a decision.

use std::collections::{BTreeMap, HashMap};

use super::{
    Decision, Edit, Op, Order, Refusal, Why,
    article::{Draft, Row, swap},
    doc::{Article, Block, Doc},
    headings::{self, Placed},
};
use crate::{citation::ArticleNumber, cite::Spot, numeral};

/// An old article and what becomes of it.
struct State {
    number: ArticleNumber,
    draft: Draft,
    /// The lines that stand in the place of all it had.
    replaced: Option<Vec<String>>,
    fate: Fate,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Becomes(ArticleNumber),
    Deleted,
}

/// Changes `doc` as the decision orders, or says which order cannot be carried out; then `doc` must not
/// be used further.
pub(super) fn apply(doc: &mut Doc, decision: &Decision) -> Result<(), Refusal> {
    let mut states = Vec::new();
    let mut placed = Vec::new();
    for block in std::mem::take(&mut doc.body) {
        match block {
            Block::Article(Article { number, lines }) => {
                states.push(State { number, draft: Draft::new(&lines), replaced: None, fate: Fate::Stays });
            }
            Block::Heading(heading) => placed.push(Placed::new(heading, states.len())),
        }
    }
    let mut added = Vec::new();
    let mut preamble = Vec::new();
    for order in &decision.orders {
        let refuse = |why| Refusal { sentence: order.sentence.clone(), why };
        if let Op::Preamble { paragraph, edit } = &order.op {
            preamble.push((order, *paragraph, edit));
            continue;
        }
        one(doc, &mut states, &mut added, &order.op).map_err(refuse)?;
    }
    self::preamble(doc, &mut placed, &preamble)?;
    let on_headings: Vec<(&Order, _)> = decision
        .orders
        .iter()
        .filter_map(|order| match &order.op {
            Op::Heading(op) => Some((order, op)),
            _ => None,
        })
        .collect();
    headings::apply(&mut placed, on_headings.iter().map(|(_, op)| *op)).map_err(|(n, why)| {
        let sentence = on_headings.get(n).map(|(order, _)| order.sentence.clone()).unwrap_or_default();
        Refusal { sentence, why }
    })?;
    // What concerns the whole order of articles is no single sentence's fault.
    let whole = |why| Refusal { sentence: "条文顺序".to_owned(), why };
    let (articles, new_of_old) = arrange(states, added, decision.renumbers).map_err(whole)?;
    let numbers: HashMap<ArticleNumber, usize> =
        articles.iter().enumerate().map(|(at, article)| (article.number, at)).collect();
    let mut headings =
        headings::place(placed, &new_of_old, &numbers, articles.len()).map_err(whole)?.into_iter().peekable();
    for (at, article) in articles.into_iter().enumerate() {
        while let Some((_, heading)) = headings.next_if(|(before, _)| *before <= at) {
            doc.body.push(Block::Heading(heading));
        }
        doc.body.push(Block::Article(article));
    }
    doc.body.extend(headings.map(|(_, heading)| Block::Heading(heading)));
    Ok(())
}

/// Carries out one order on articles.
fn one(
    doc: &mut Doc,
    states: &mut [State],
    added: &mut Vec<(ArticleNumber, Vec<String>)>,
    op: &Op,
) -> Result<(), Why> {
    match op {
        Op::Rename(title) => doc.title.clone_from(title),
        Op::Annex(lines) => doc.tail.clone_from(lines),
        Op::Words { at, old, new } => match at.article {
            Some(number) => find(states, number)?.draft.words(at, old, new)?,
            None if doc.title.matches(old.as_str()).count() == 1 => {
                doc.title = doc.title.replacen(old.as_str(), new, 1);
            }
            None => return Err(Why::WordsNotThere(old.clone())),
        },
        Op::Replace { at, becomes, lines } => {
            let state = find(states, article_of(at)?)?;
            if at.paragraph.is_none() && at.item.is_none() {
                state.replaced = Some(lines.clone());
            } else {
                state.draft.replace(at, lines)?;
            }
            if let Some(to) = becomes {
                state.fate = Fate::Becomes(*to);
            }
        }
        Op::Move { article, to } => find(states, *article)?.fate = Fate::Becomes(*to),
        Op::Delete(at) => {
            let state = find(states, article_of(at)?)?;
            if at.paragraph.is_none() && at.item.is_none() {
                state.fate = Fate::Deleted;
            } else {
                state.draft.delete(at)?;
            }
        }
        Op::AddArticle { number, lines } => added.push((*number, lines.clone())),
        Op::AddParagraph { article, number, lines } => {
            find(states, *article)?.draft.add_paragraph(*number, lines);
        }
        Op::AddItem { at, number, lines } => {
            find(states, article_of(at)?)?.draft.add_item(at, *number, lines)?;
        }
        Op::Merge { articles, becomes, lines } => {
            for (n, number) in articles.iter().enumerate() {
                let state = find(states, *number)?;
                if n == 0 {
                    state.replaced = Some(lines.clone());
                    state.fate = becomes.map_or(state.fate, Fate::Becomes);
                } else {
                    state.fate = Fate::Deleted;
                }
            }
        }
        Op::Heading(_) | Op::Preamble { .. } => {}
    }
    Ok(())
}

fn article_of(at: &Spot) -> Result<ArticleNumber, Why> {
    at.article.ok_or_else(|| Why::NoSuchPlace(at.to_string()))
}

/// The article of this number; a number that occurs twice names none.
fn find(states: &mut [State], number: ArticleNumber) -> Result<&mut State, Why> {
    let mut fits = states.iter_mut().filter(|state| state.number == number);
    match (fits.next(), fits.next()) {
        (Some(state), None) => Ok(state),
        (None, _) => Err(Why::NoSuchPlace(number.to_string())),
        (Some(_), Some(_)) => Err(Why::NotUnique(number.to_string())),
    }
}

type Arranged = (Vec<Article>, Vec<Option<usize>>);

/// Puts the articles in their new order, and says where each old one that kept its place in the order went.
fn arrange(
    states: Vec<State>,
    added: Vec<(ArticleNumber, Vec<String>)>,
    renumbers: bool,
) -> Result<Arranged, Why> {
    // Articles that are put in as 第…条之一 leave all numbers as they are; so does a number that comes last.
    let last = states.iter().map(|state| state.number.main).max().unwrap_or(0);
    let renumbers = renumbers
        || added.iter().any(|(number, _)| number.inserted == 0 && number.main <= last)
        || states.iter().any(|state| matches!(state.fate, Fate::Becomes(to) if to.inserted == 0));
    let mut fixed: BTreeMap<ArticleNumber, (Option<usize>, Vec<String>)> = BTreeMap::new();
    let mut rest: Vec<(usize, ArticleNumber, Vec<String>)> = Vec::new();
    let old_count = states.len();
    for (at, state) in states.into_iter().enumerate() {
        let deleted = state.fate == Fate::Deleted;
        if deleted && renumbers {
            continue;
        }
        let lines = match state.replaced {
            // A number that stays behind is kept empty: 第一百九十九条 （删去）.
            _ if deleted => vec!["（删去）".to_owned()],
            Some(lines) => lines,
            None => state.draft.settle()?,
        };
        match state.fate {
            Fate::Becomes(to) => {
                if fixed.insert(to, (Some(at), lines)).is_some() {
                    return Err(Why::NumberTaken(to.to_string()));
                }
            }
            _ => rest.push((at, state.number, lines)),
        }
    }
    for (number, lines) in added {
        if fixed.insert(number, (None, lines)).is_some() {
            return Err(Why::NumberTaken(number.to_string()));
        }
    }
    let mut out: Vec<(Option<usize>, Article)> = Vec::new();
    if renumbers {
        let total = fixed.len() + rest.len();
        let mut rest = rest.into_iter();
        for n in 1..=total {
            let main = u32::try_from(n).unwrap_or(u32::MAX);
            let number = ArticleNumber { main, inserted: 0 };
            let (old, lines) = match fixed.remove(&number) {
                // A moved article no longer tells where its chapter begins.
                Some((_, lines)) => (None, lines),
                None => match rest.next() {
                    Some((at, _, lines)) => (Some(at), lines),
                    None => continue,
                },
            };
            out.push((old, Article { number, lines }));
        }
        if let Some((number, _)) = fixed.into_iter().next() {
            return Err(Why::NumberBeyondEnd(number.to_string()));
        }
    } else {
        let mut taken: Vec<ArticleNumber> = Vec::new();
        for (at, number, lines) in rest {
            taken.push(number);
            out.push((Some(at), Article { number, lines }));
        }
        for (number, (_, lines)) in fixed {
            if taken.contains(&number) {
                return Err(Why::NumberTaken(number.to_string()));
            }
            let behind = out.iter().rposition(|(_, article)| article.number < number);
            out.insert(behind.map_or(0, |at| at + 1), (None, Article { number, lines }));
        }
    }
    let mut new_of_old = vec![None; old_count];
    for (n, (old, _)) in out.iter().enumerate() {
        if let Some(slot) = old.and_then(|old| new_of_old.get_mut(old)) {
            *slot = Some(n);
        }
    }
    Ok((out.into_iter().map(|(_, article)| article).collect(), new_of_old))
}

/// Carries out the orders on the preamble: on the lines below its heading, or before the first heading.
fn preamble(doc: &mut Doc, placed: &mut [Placed], orders: &[(&Order, u32, &Edit)]) -> Result<(), Refusal> {
    if orders.is_empty() {
        return Ok(());
    }
    let under = placed.iter_mut().map(|placed| &mut placed.heading).find(|heading| heading.is_preamble());
    let lines = under.map_or(&mut doc.front, |heading| &mut heading.lines);
    let mut row = Row::new(std::mem::take(lines));
    for (order, paragraph, edit) in orders {
        let refuse = |why| Refusal { sentence: order.sentence.clone(), why };
        if let Edit::Add(line) = edit {
            row.added.push((Some(*paragraph), line.clone()));
            continue;
        }
        let missing = || refuse(Why::NoSuchPlace(format!("序言第{}自然段", numeral::write(*paragraph))));
        let slot = row.get_mut(*paragraph).ok_or_else(missing)?;
        let line = slot.as_mut().ok_or_else(missing)?;
        match edit {
            Edit::Words { old, new } => swap(std::iter::once(line), old, new).map_err(refuse)?,
            Edit::Append(words) => line.push_str(words),
            Edit::Replace(words) => line.clone_from(words),
            Edit::Delete => *slot = None,
            Edit::Add(_) => {}
        }
    }
    *lines = row.settle('段').map_err(|why| Refusal { sentence: "序言".to_owned(), why })?;
    Ok(())
}
