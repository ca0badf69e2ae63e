//! The history of a text (题注): who passed, promulgated, amended it, and when.
//!
//! 立法法 第六十五条 keeps 修正 (a decision changed some words) and 修订 (the whole text was replaced) apart, and
//! so does this module.

use std::ops::Range;

use jiff::civil::Date;

use crate::{
    numeral,
    tree::{Kind, Tree},
    words::is_space,
};

/// What happened to a text on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Passed (通过).
    Passed,
    /// Approved by the congress above (批准).
    Approved,
    /// Promulgated or published (公布, 发布).
    Promulgated,
    /// Came into force (施行).
    InForce,
    /// Amended by a decision (修正): the text lives on with other words.
    Amended,
    /// Revised (修订): the whole text was replaced.
    Revised,
    /// Repealed (废止).
    Repealed,
}

/// One line of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The line in the source.
    pub span: Range<usize>,
    /// The first day that it names.
    pub on: Option<Date>,
    /// What happened, in the order in which the line says it.
    pub steps: Vec<Step>,
    /// 第…次修正 or 第…次修订.
    pub ordinal: Option<u32>,
    /// The decision that did it, without its 《》.
    pub by: Option<Range<usize>>,
}

/// Reads the history of a text, line by line. A line that says nothing known has no steps.
pub fn history(source: &str, tree: &Tree) -> Vec<Event> {
    tree.leaves()
        .iter()
        .filter(|leaf| leaf.kind == Kind::History)
        .map(|leaf| event(source, leaf.span.clone()))
        .collect()
}

fn event(source: &str, span: Range<usize>) -> Event {
    let line = source.get(span.clone()).unwrap_or_default();
    // Words inside 《》 are the name of another text: 《关于修改…的决定》 passed, it did not amend itself.
    let title = outer_title(line);
    let outside = |at: usize| title.as_ref().is_none_or(|title| !title.contains(&at));
    let mut steps: Vec<(usize, Step)> = [
        ("通过", Step::Passed),
        ("批准", Step::Approved),
        ("公布", Step::Promulgated),
        ("发布", Step::Promulgated),
        ("施行", Step::InForce),
        ("修正", Step::Amended),
        ("修改", Step::Amended),
        ("修订", Step::Revised),
        ("废止", Step::Repealed),
    ]
    .into_iter()
    .filter_map(|(word, step)| {
        line.match_indices(word).map(|(at, _)| at).find(|at| outside(*at)).map(|at| (at, step))
    })
    .collect();
    // 通过的《…修正案》 says by its title alone what happened.
    if let Some(title) = &title
        && line.get(title.clone()).is_some_and(|t| t.contains("修正案") || t.contains("关于修改"))
    {
        steps.push((title.start, Step::Amended));
    }
    steps.sort_by_key(|(at, _)| *at);
    let mut steps: Vec<_> = steps.into_iter().map(|(_, step)| step).collect();
    steps.dedup();
    let start = span.start;
    Event {
        on: date_in(line),
        steps,
        ordinal: ordinal(line),
        by: title.map(|title| start + title.start..start + title.end),
        span,
    }
}

/// 第三次修正.
fn ordinal(line: &str) -> Option<u32> {
    ["次修正", "次修订"].into_iter().find_map(|word| {
        let (before, _) = line.split_once(word)?;
        let (_, number) = before.rsplit_once('第')?;
        numeral::parse(number)
    })
}

/// The first 《…》 of a line with the 《》 inside it, without its own.
fn outer_title(line: &str) -> Option<Range<usize>> {
    let (mut depth, mut start) = (0u32, 0);
    for (at, c) in line.char_indices() {
        match c {
            '《' => {
                if depth == 0 {
                    start = at + c.len_utf8();
                }
                depth += 1;
            }
            '》' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(start..at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The first `2024年1月1日` in a text, in digits of any kind.
pub(crate) fn date_in(text: &str) -> Option<Date> {
    let year_at = text.find('年')?;
    let (before, after) = text.split_at_checked(year_at)?;
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| numeral::digit(*c).is_some())
        .last()
        .map_or(before.len(), |(at, _)| at);
    let year = numeral::parse(before.get(start..)?)?;
    let (month, rest) = after.strip_prefix('年')?.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let bare = |text: &str| text.chars().filter(|c| !is_space(*c)).collect::<String>();
    let number = |text: &str| i8::try_from(numeral::parse(&bare(text))?).ok();
    Date::new(i16::try_from(year).ok()?, number(month)?, number(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn read(line: &str) -> (Option<Date>, Vec<Step>, Option<u32>, Option<String>) {
        let source = format!("# 某法\n\n{line}\n\n<!-- INFO END -->\n");
        let (tree, _) = parse(&source);
        let event = history(&source, &tree).pop().unwrap();
        (event.on, event.steps, event.ordinal, event.by.map(|by| source[by].to_owned()))
    }

    #[test]
    fn the_lines_of_a_history_are_told_apart() {
        let day = |text: &str| text.parse().ok();
        assert_eq!(
            read(
                "2020年12月26日 第十三届全国人民代表大会常务委员会第二十四次会议通过的《中华人民共和国刑法修正案（十一）》"
            ),
            (
                day("2020-12-26"),
                vec![Step::Passed, Step::Amended],
                None,
                Some("中华人民共和国刑法修正案（十一）".into())
            )
        );
        assert_eq!(
            read("2015年8月29日 《关于修改〈中华人民共和国某法〉的决定》第二次修正"),
            (
                day("2015-08-29"),
                vec![Step::Amended],
                Some(2),
                Some("关于修改〈中华人民共和国某法〉的决定".into())
            )
        );
        assert_eq!(
            read("1997年3月14日 第八届全国人民代表大会第五次会议修订"),
            (day("1997-03-14"), vec![Step::Revised], None, None)
        );
        assert_eq!(
            read("1982年12月4日 全国人民代表大会公告公布施行").1,
            vec![Step::Promulgated, Step::InForce]
        );
        assert_eq!(date_in("二〇〇七年八月一日 施行"), day("2007-08-01"));
        assert_eq!(date_in("某年某月某日"), None);
    }
}
