//! A survey (校勘) of a text: what its characters and lines have wrong, noted and left as it is.

use crate::{
    parse::parse,
    tree::{Fault, Kind, Note, Tree},
    words::is_space,
};

/// Notes everything in a text that a careful reader of the source would stumble over: what [`parse`]
/// notes, and lost glyphs, characters without width, broken lines, brackets that do not pair, items
/// marked in two styles, deleted articles, a missing history. In the order of the text.
pub fn survey(source: &str) -> Vec<Note> {
    let (tree, mut notes) = parse(source);
    let (mut wide, mut narrow) = (None, None);
    for leaf in tree.leaves() {
        let words = source.get(leaf.span.clone()).unwrap_or_default();
        for (at, c) in words.char_indices() {
            let fault = match c {
                '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}' | '\u{fffd}' => Fault::LostGlyph(c),
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => Fault::Invisible(c),
                _ => continue,
            };
            let start = leaf.span.start + at;
            notes.push(Note { span: start..start + c.len_utf8(), fault });
        }
        let note = |fault| Note { span: leaf.span.clone(), fault };
        if leaf.kind != Kind::Blank && !paired(words) {
            notes.push(note(Fault::UnpairedBracket));
        }
        if matches!(leaf.kind, Kind::Item(_)) {
            let style = if words.starts_with('（') { &mut wide } else { &mut narrow };
            style.get_or_insert_with(|| leaf.span.clone());
        }
        if matches!(leaf.kind, Kind::Paragraph | Kind::Item(_)) && breaks_off(words) {
            notes.push(note(Fault::BrokenLine));
        }
    }
    if let (Some(_), Some(span)) = (wide, narrow) {
        notes.push(Note { span, fault: Fault::MixedItemMarks });
    }
    notes.extend(deleted(source, &tree));
    let has_history = tree.leaves().iter().any(|leaf| leaf.kind == Kind::History);
    if !has_history && !tree.articles().is_empty() {
        notes.push(Note { span: 0..0, fault: Fault::NoHistory });
    }
    notes.sort_by_key(|note| (note.span.start, note.span.end));
    notes
}

/// 第一百九十九条 （删去）.
fn deleted<'a>(source: &'a str, tree: &'a Tree) -> impl Iterator<Item = Note> + 'a {
    tree.articles().iter().filter_map(|article| {
        let leaves = tree.leaves().get(article.leaves.clone())?;
        let mut words = leaves.iter().filter(|leaf| leaf.kind == Kind::Paragraph);
        let first = words.next()?;
        let text = source.get(first.span.clone())?.trim_matches(['（', '）', '(', ')']);
        (words.next().is_none() && matches!(text, "删去" | "删除"))
            .then(|| Note { span: first.span.clone(), fault: Fault::Deleted(article.number) })
    })
}

/// Whether the words stop without any sign behind the last of them.
fn breaks_off(words: &str) -> bool {
    // A word of a list or a name stands without sign, so only longer lines say anything.
    words.chars().count() > 16 && words.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '，')
}

/// Whether （ and ） pair, in either width.
fn paired(words: &str) -> bool {
    let mut open = 0i32;
    for c in words.chars().filter(|c| !is_space(*c)) {
        match c {
            '（' | '(' => open += 1,
            '）' | ')' => open -= 1,
            _ => {}
        }
        if open < 0 {
            // 1） and 甲) number things without an opening bracket.
            return words.chars().take(4).any(|c| matches!(c, '）' | ')'));
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_eye_misses_is_noted_with_its_place() {
        let source = "第一条 甲乙\u{200b}丙（丁。\n（一）一；\n(二)二\u{e123}。\n第二条 （删去）\n\
            第三条 县级以上人民政府测绘地理信息主管部门负责\n";
        let found: Vec<_> = survey(source).into_iter().map(|note| (note.span.start, note.fault)).collect();
        let at = |words: &str| source.find(words).unwrap();
        assert_eq!(
            found,
            [
                (0, Fault::NoHistory),
                (at("甲"), Fault::UnpairedBracket),
                (at("\u{200b}"), Fault::Invisible('\u{200b}')),
                (at("(二)"), Fault::MixedItemMarks),
                (at("\u{e123}"), Fault::LostGlyph('\u{e123}')),
                (at("（删去）"), Fault::Deleted(crate::ArticleNumber { main: 2, inserted: 0 })),
                (at("县级"), Fault::BrokenLine),
            ]
        );
    }
}
