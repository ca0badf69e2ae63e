//! Numbering the articles of a text anew (条文顺序调整), with the references that the text makes to itself.

use std::ops::Range;

use crate::{
    citation::ArticleNumber,
    cite::{Cited, scan},
    parse::{article_mark, parse},
    tree::{Kind, Unit},
    words::is_space,
};

/// A text whose articles count from one on, and which number became which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumbered {
    /// The text. Nothing but numbers is changed.
    pub text: String,
    /// Old and new number of each article that has got another one.
    pub map: Vec<(ArticleNumber, ArticleNumber)>,
}

/// Numbers the articles of the body from one on; an annex keeps its numbers, which count for themselves.
///
/// References of the text to itself follow. One to a number that two articles have, or none, is left as it
/// is: nobody can say which was meant.
///
/// ```
/// let draft = "第一条 依照第三条办理。\n第三条 甲。\n";
/// assert_eq!(xiezhi_law::renumber(draft).text, "第一条 依照第二条办理。\n第二条 甲。\n");
/// ```
pub fn renumber(source: &str) -> Renumbered {
    let (tree, _) = parse(source);
    let annexed = |unit: Unit| unit == Unit::Annex;
    let body = tree
        .articles()
        .iter()
        .filter(|article| !tree.path(article).iter().any(|division| annexed(division.unit)));
    let mut edits: Vec<(Range<usize>, ArticleNumber)> = Vec::new();
    let mut all: Vec<(ArticleNumber, ArticleNumber)> = Vec::new();
    for (main, article) in (1..).zip(body) {
        let new = ArticleNumber { main, inserted: 0 };
        all.push((article.number, new));
        let mark = tree.leaves().get(article.leaves.start).filter(|leaf| leaf.kind == Kind::ArticleMark);
        if let Some(mark) = mark.filter(|_| article.number != new) {
            let words = source.get(mark.span.clone()).unwrap_or_default();
            let end = mark.span.start + words.trim_end_matches(is_space).len();
            edits.push((mark.span.start..end, new));
        }
    }
    let became = |old: ArticleNumber| {
        let mut fits = all.iter().filter(|(number, _)| *number == old);
        match (fits.next(), fits.next()) {
            (Some((_, new)), None) => Some(*new),
            _ => None,
        }
    };
    for reference in scan(source, &tree, |_| false).iter().filter(|r| r.cited == Cited::This) {
        let words = source.get(reference.places.clone()).unwrap_or_default();
        for (at, _) in words.match_indices('第') {
            let Some(mark) = words.get(at..).and_then(article_mark) else { continue };
            let Some(new) = became(mark.number).filter(|new| *new != mark.number) else { continue };
            let written = words.get(at..at + mark.len).unwrap_or_default().trim_end_matches(is_space);
            let start = reference.places.start + at;
            edits.push((start..start + written.len(), new));
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut text = source.to_owned();
    for (span, number) in edits.into_iter().rev() {
        text.replace_range(span, &number.to_string());
    }
    let map = all.into_iter().filter(|(old, new)| old != new).collect();
    Renumbered { text, map }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn references_follow_and_other_laws_and_annexes_are_left_alone() {
        let source = "# 某办法（虚构）\n\n<!-- INFO END -->\n\n第一条 依照本办法第三条第二款、第五条至第六条处理。\n\n\
            第三条 甲。\n\n依照《甲法》第五条办理。\n\n第五条 前款及第九条。\n\n第五条之一 乙。\n\n第六条 丙。\n\n\
            ## 附件\n\n第七条 附。\n";
        let expected = "# 某办法（虚构）\n\n<!-- INFO END -->\n\n第一条 依照本办法第二条第二款、第三条至第五条处理。\n\n\
            第二条 甲。\n\n依照《甲法》第五条办理。\n\n第三条 前款及第九条。\n\n第四条 乙。\n\n第五条 丙。\n\n\
            ## 附件\n\n第七条 附。\n";
        let done = renumber(source);
        assert_eq!(done.text, expected);
        assert_eq!(done.map.len(), 4);
    }

    proptest! {
        #[test]
        fn what_is_numbered_anew_stays_so(
            articles in proptest::collection::vec((1u32..40, 1u32..40), 0..12)
        ) {
            let number = |main| ArticleNumber { main, inserted: 0 };
            let lines = articles.iter().map(|(n, cited)| format!("{} 依照{}办理。", number(*n), number(*cited)));
            let source = lines.collect::<Vec<_>>().join("\n");
            let once = renumber(&source).text;
            let twice = renumber(&once);
            prop_assert_eq!(&twice.text, &once);
            prop_assert!(twice.map.is_empty());
            let (tree, _) = parse(&once);
            prop_assert_eq!(tree.articles().len(), articles.len());
        }

        #[test]
        fn any_text_is_numbered_without_panic(
            text in "(\\PC{0,4}|第[一二三十百]{1,3}条(之一)? |本法|《甲》|前款|至|、|\\n|\u{3000}){0,24}"
        ) {
            let _ = renumber(&text);
        }
    }
}
