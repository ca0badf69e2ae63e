//! The table of old and new (对照表): the old text, the new text, and what became of it.

use super::{Change, Fate, Side, Version, changes, compare};
use crate::tree::Article;

/// A row of the table: one article of either version or of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The old text; none where the article is new.
    pub old: Option<Cell>,
    /// The new text; none where it was deleted.
    pub new: Option<Cell>,
    /// What became of it.
    pub fate: Fate,
    /// The remark for the third column: 改为第五条, 新增, 删去.
    pub remark: String,
}

/// An article in a column of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// 第三条.
    pub number: String,
    /// Its words, with what the other column has not.
    pub words: Vec<Change>,
}

/// Sets out two versions side by side.
pub fn table(old: Version<'_>, new: Version<'_>) -> Vec<Row> {
    let text = |version: Version<'_>, at: Option<usize>| -> Option<(String, String)> {
        let article: &Article = version.tree.articles().get(at?)?;
        Some((article.number.to_string(), version.lines(article).join("\n")))
    };
    compare(old, new)
        .into_iter()
        .map(|pair| {
            let (a, b) = (text(old, pair.old), text(new, pair.new));
            let all = match (&a, &b) {
                (Some((_, a)), Some((_, b))) => changes(a, b),
                (Some((_, a)), None) => vec![Change { side: Side::Old, words: a.clone() }],
                (None, Some((_, b))) => vec![Change { side: Side::New, words: b.clone() }],
                (None, None) => Vec::new(),
            };
            let cell = |of: Option<(String, String)>, other: Side| {
                of.map(|(number, _)| Cell {
                    number,
                    words: all.iter().filter(|change| change.side != other).cloned().collect(),
                })
            };
            let (old, new) = (cell(a, Side::New), cell(b, Side::Old));
            let remark = remark(pair.fate, old.as_ref(), new.as_ref());
            Row { old, new, fate: pair.fate, remark }
        })
        .collect()
}

fn remark(fate: Fate, old: Option<&Cell>, new: Option<&Cell>) -> String {
    let moved = match (old, new) {
        (Some(old), Some(new)) if old.number != new.number => Some(&new.number),
        _ => None,
    };
    match (fate, moved) {
        (Fate::Same, None) => String::new(),
        (Fate::Same, Some(number)) => format!("改为{number}"),
        (Fate::Changed, None) => "修改".to_owned(),
        (Fate::Changed, Some(number)) => format!("改为{number}，修改"),
        (Fate::Added, _) => "新增".to_owned(),
        (Fate::Deleted, _) => "删去".to_owned(),
        (Fate::SplitOff, _) => format!("由{}拆分", old.map_or("", |cell| &cell.number)),
        (Fate::MergedInto, _) => format!("并入{}", new.map_or("", |cell| &cell.number)),
    }
}

/// The table as HTML: a `table` with `del` and `ins`, to be put into a page. All words are escaped.
pub fn to_html(rows: &[Row]) -> String {
    let mut out = String::from(
        "<table class=\"comparison\"><thead><tr><th>修改前</th><th>修改后</th><th>说明</th></tr></thead><tbody>\n",
    );
    for row in rows {
        out.push_str("<tr>");
        for cell in [&row.old, &row.new] {
            out.push_str("<td>");
            if let Some(cell) = cell {
                out.push_str("<b>");
                escape(&cell.number, &mut out);
                out.push_str("</b> ");
                for change in &cell.words {
                    let tag = match change.side {
                        Side::Both => None,
                        Side::Old => Some("del"),
                        Side::New => Some("ins"),
                    };
                    if let Some(tag) = tag {
                        out.extend(["<", tag, ">"]);
                    }
                    escape(&change.words, &mut out);
                    if let Some(tag) = tag {
                        out.extend(["</", tag, ">"]);
                    }
                }
            }
            out.push_str("</td>");
        }
        out.push_str("<td>");
        escape(&row.remark, &mut out);
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody></table>\n");
    out
}

fn escape(words: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    const OLD: &str = "第一条 为了规范某事，制定本办法。\n第二条 本办法适用于本市行政区域内的某事及其监督管理活动。\n\
        第三条 市主管部门负责某事的监督管理工作。区主管部门负责本辖区内某事的日常检查和统计报送工作。\n\
        第四条 违反本办法的，处一千元罚款。\n第五条 禁止焚烧秸秆落叶。\n第六条 本办法自2001年1月1日起施行。\n";
    const NEW: &str = "第一条 为了规范某事，制定本办法。\n第二条 有关单位应当建立台账并保存三年以上备查。\n\
        第三条 本办法适用于本市行政区域内的某事及其监督管理活动。\n第四条 市主管部门负责某事的监督管理工作。\n\
        第五条 区主管部门负责本辖区内某事的日常检查和统计报送工作。\n第六条 违反本办法的，处<三>千元罚款。\n\
        第七条 本办法自2001年1月1日起施行。\n";

    #[test]
    fn renumbered_changed_new_deleted_and_split_articles_are_told_apart() {
        let ((old, _), (new, _)) = (parse(OLD), parse(NEW));
        let rows = table(Version { source: OLD, tree: &old }, Version { source: NEW, tree: &new });
        let seen: Vec<String> = rows
            .iter()
            .map(|row| {
                let number = |cell: &Option<Cell>| cell.as_ref().map_or("-".into(), |c| c.number.clone());
                format!("{} {} {}", number(&row.old), number(&row.new), row.remark)
            })
            .collect();
        assert_eq!(
            seen,
            [
                "第一条 第一条 ",
                "- 第二条 新增",
                "第二条 第三条 改为第三条",
                "第三条 第四条 由第三条拆分",
                "第三条 第五条 改为第五条，修改",
                "第四条 第六条 改为第六条，修改",
                "第五条 - 删去",
                "第六条 第七条 改为第七条",
            ]
        );
        let html = to_html(&rows);
        assert!(html.contains("处<del>一</del>千元罚款"), "{html}");
        assert!(html.contains("处<ins>&lt;三&gt;</ins>千元罚款"), "{html}");
    }

    #[test]
    fn changes_give_both_sides_back() {
        let (old, new) = ("应当在三十日内作出决定", "可以自受理之日起六十日内作出书面决定");
        let all = changes(old, new);
        let side =
            |other| all.iter().filter(|c| c.side != other).map(|c| c.words.as_str()).collect::<String>();
        assert_eq!((side(Side::New).as_str(), side(Side::Old).as_str()), (old, new));
    }
}
