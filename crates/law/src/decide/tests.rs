//! Decisions on fictional texts, whole.

use proptest::prelude::*;

use super::*;

fn law(body: &[&str]) -> String {
    format!("# 某市台账办法（虚构）\n\n2001年1月1日 某会通过\n\n<!-- INFO END -->\n\n{}\n", body.join("\n\n"))
}

fn clauses(old: &[&str], new: &[&str]) -> Vec<String> {
    let draft = decide(&law(old), &law(new), &Style::default());
    assert_eq!(draft.unproven, None, "{}", draft.text);
    draft.text.lines().filter(|line| !line.is_empty()).skip(3).map(str::to_owned).collect()
}

#[test]
fn the_smallest_sentence_is_written_and_equal_ones_are_joined() {
    let old = [
        "## 第一章 总则",
        "第一条 市农业局负责台账的监督管理。",
        "第二条 台账应当保存三年。\n\n保存期满后按照规定销毁。",
        "## 第二章 罚则",
        "第三条 未建立台账的，由市农业局责令改正，处一千元罚款：\n\n（一）生产单位；\n\n（二）经营单位。",
        "第四条 禁止焚烧秸秆。",
        "第五条 本办法自2001年2月1日起施行。",
    ];
    let new = [
        "## 第一章 总则",
        "第一条 市农业农村局负责台账的监督管理。",
        "第二条 台账应当保存三年。\n\n台账可以采用“电子”形式，与纸质台账具有同等效力。\n\n保存期满后按照规定销毁。",
        "第三条 鼓励有关单位采用信息化手段建立、报送台账，具体办法由市人民政府制定。",
        "## 第二章 法律责任",
        "第四条 未建立台账的，由市农业农村局责令改正，处一千元罚款：\n\n（一）生产单位；\n\n（二）经营单位。",
        "第五条 本办法自2001年2月1日起施行。",
    ];
    assert_eq!(
        clauses(&old, &new),
        [
            "一、将第一条、第三条中的“农业局”修改为“农业农村局”。",
            "二、第二条增加一款，作为第二款：“台账可以采用‘电子’形式，与纸质台账具有同等效力。”",
            "三、增加一条，作为第三条：“鼓励有关单位采用信息化手段建立、报送台账，具体办法由市人民政府制定。”",
            "四、删去第四条。",
            "五、将第二章章名修改为“法律责任”。",
            "《某市台账办法（虚构）》根据本决定作相应修改，并对条文顺序作相应调整，重新公布。",
        ]
    );
}

#[test]
fn a_new_chapter_and_a_preamble_are_said_too() {
    let old = ["第一条 甲乙丙丁。", "第二条 戊己庚辛。"];
    let new = ["前言文字。", "## 第一章 总则", "第一条 甲乙丙丁。", "## 第二章 附则", "第二条 戊己庚辛。"];
    let said = clauses(&old, &new);
    assert_eq!(said[0], "一、序言增加一个自然段，作为第一自然段：“前言文字。”");
    assert_eq!(said[1], "二、增加一章，作为第一章“总则”，包括第一条。");
}

#[test]
fn an_article_moved_out_of_its_order_is_moved_by_name() {
    let old = ["第一条 甲乙丙丁戊。", "第二条 子丑寅卯辰。", "第三条 东西南北中。"];
    let new = ["第一条 东西南北中。", "第二条 甲乙丙丁戊。", "第三条 子丑寅卯辰。"];
    assert_eq!(clauses(&old, &new)[0], "一、将第三条改为第一条。");
}

proptest! {
    /// Any two texts of distinct articles: the decision that leads from one to the other does lead there.
    #[test]
    fn what_was_decided_is_what_comes_out(
        old in proptest::collection::vec("[甲乙丙丁戊己庚辛]{4,12}", 1..8),
        new in proptest::collection::vec("[甲乙丙丁戊己庚辛]{4,12}", 1..8),
        keep in proptest::collection::vec(any::<bool>(), 8),
    ) {
        let numbered = |texts: &[String]| -> String {
            let lines: Vec<String> = texts
                .iter()
                .enumerate()
                .map(|(n, text)| {
                    let main = u32::try_from(n + 1).unwrap();
                    format!("{} {text}。", ArticleNumber { main, inserted: 0 })
                })
                .collect();
            law(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let mixed: Vec<String> = old
            .iter()
            .zip(&keep)
            .filter(|(_, keep)| **keep)
            .map(|(text, _)| text.clone())
            .chain(new.iter().cloned())
            .collect();
        let (old, new) = (numbered(&old), numbered(&mixed));
        let draft = decide(&old, &new, &Style::default());
        prop_assert_eq!(draft.unproven, None, "{}", draft.text);
    }
}
