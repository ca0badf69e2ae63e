//! The hard references of real texts, each quoted with where it stands.

use proptest::prelude::*;

use super::*;
use crate::{Library, parse};

/// What a sentence refers to, standing as 第九条第三款 of a law.
fn refs(sentence: &str) -> Vec<String> {
    let source = format!("第九条 甲。\n乙。\n{sentence}\n");
    let (tree, _) = parse(&source);
    scan(&source, &tree, |name| matches!(name, "刑法" | "民法典" | "民事诉讼法"))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_list_of_items_inherits_article_and_paragraph() {
    // 广东省公路条例
    assert_eq!(
        refs("违反本条例第二十一条第一款第（二）项、第（三）项、第（四）项、第（五）项规定的"),
        ["第二十一条第一款第二项、第二十一条第一款第三项、第二十一条第一款第四项、第二十一条第一款第五项"]
    );
}

#[test]
fn a_range_of_items_may_be_followed_by_a_paragraph() {
    // 深圳经济特区安全生产监督管理条例
    assert_eq!(
        refs("违反本条例第四十一条第一款第二项至第四项和第三款规定的"),
        ["第四十一条第一款第二项至第四十一条第一款第四项、第四十一条第三款"]
    );
}

#[test]
fn articles_paragraphs_and_item_ranges_mix_in_one_list() {
    // 杭州市生活垃圾管理条例 第六十九条
    assert_eq!(
        refs("违反本条例第三十六条、第三十七条第一款和第四十条第一项至第四项、第六项规定的"),
        ["第三十六条、第三十七条第一款、第四十条第一项至第四十条第四项、第四十条第六项"]
    );
    // 北京市实施国家通用语言文字法若干规定 第十六条
    assert_eq!(
        refs("违反本规定第六条、第七条第一款和第二款、第八条、第九条、第十条第一款和第二款、第十一条规定的"),
        ["第六条、第七条第一款、第七条第二款、第八条、第九条、第十条第一款、第十条第二款、第十一条"]
    );
}

#[test]
fn ranges_of_articles_follow_one_another_and_end_in_an_inserted_one() {
    // 产品质量法 第七十条
    assert_eq!(
        refs("本法第四十九条至第五十七条、第六十条至第六十三条规定的行政处罚"),
        ["第四十九条至第五十七条、第六十条至第六十三条"]
    );
    // 刑法 第二百二十条
    let source = "# 刑法（节录）\n\n<!-- INFO END -->\n\n### 第三章 罪\n\n#### 第七节 侵犯知识产权罪\n\n\
        第二百一十三条 甲。\n\n第二百一十九条之一 乙。\n\n\
        第二百二十条 单位犯本节第二百一十三条至第二百一十九条之一规定之罪的，依照本节各该条的规定处罚。\n";
    let (tree, _) = parse(source);
    let found = scan(source, &tree, |_| false);
    assert_eq!(found[0].to_string(), "第三章第七节第二百一十三条至第三章第七节第二百一十九条之一");
    let target = &found[0].targets[0];
    let (spans, problems) = resolve::within(source, &tree, &target.from, target.to.as_ref());
    assert_eq!((spans.len(), problems), (1, Vec::new()));
    assert!(source[spans[0].clone()].starts_with("甲") && source[spans[0].clone()].ends_with("乙。"));
}

#[test]
fn another_law_is_known_by_its_short_name() {
    // 信息网络犯罪解释 第三条
    assert_eq!(
        refs("应当认定为刑法第二百八十六条之一第一款第一项规定的“致使违法信息大量传播”"),
        ["刑法 第二百八十六条之一第一款第一项"]
    );
    // 担保解释: only the proviso is meant.
    assert_eq!(refs("除有民法典第六百八十七条第二款但书规定的情形外"), ["民法典 第六百八十七条第二款但书"]);
}

#[test]
fn divisions_are_places_too() {
    // 刑法 第十二条
    assert_eq!(refs("依照本法总则第四章第八节的规定应当追诉的"), ["总则第四章第八节"]);
}

#[test]
fn two_meanings_of_the_paragraph_before_stand_in_one_sentence() {
    // 刑法 第一百三十三条之一
    assert_eq!(
        refs("机动车所有人、管理人对前款第三项、第四项行为负有直接责任的，依照前款的规定处罚"),
        ["第九条第二款第三项、第九条第二款第四项", "第九条第二款"]
    );
    assert_eq!(refs("有前两款行为的"), ["第九条第一款至第九条第二款"]);
}

#[test]
fn titles_nest_and_bring_their_short_names() {
    assert_eq!(
        refs("《北京市实施〈中华人民共和国种子法〉办法》同时废止"),
        ["北京市实施〈中华人民共和国种子法〉办法 "]
    );
    // 票据规定 第三十二条
    assert_eq!(
        refs("依照《中华人民共和国民事诉讼法》（以下简称民事诉讼法）第二百一十九条的规定"),
        ["中华人民共和国民事诉讼法 第二百一十九条"]
    );
    assert_eq!(
        refs("《中华人民共和国民事诉讼法》（以下简称民诉法）适用。依照民诉法第三条办理"),
        ["中华人民共和国民事诉讼法 ", "中华人民共和国民事诉讼法 第三条"]
    );
    assert_eq!(
        refs("《中华人民共和国民法典》第一百二十三条第二款第七项、香港《植物品种保护条例》规定的"),
        ["中华人民共和国民法典 第一百二十三条第二款第七项", "植物品种保护条例 "]
    );
}

#[test]
fn items_may_bear_other_labels_and_share_one_unit() {
    // 仲裁司法审查规定
    assert_eq!(
        refs("适用《承认及执行外国仲裁裁决公约》，依照该公约第五条第一款（甲）项的规定"),
        ["承认及执行外国仲裁裁决公约 ", "承认及执行外国仲裁裁决公约 第五条第一款第一项"]
    );
    // 海洋倾废管理条例, annex
    assert_eq!(refs("本附件第一、二项所列物质"), ["附件第一项、附件第二项"]);
}

#[test]
fn what_leads_nowhere_is_told_apart() {
    let cited = "# 甲法（虚构）\n\n<!-- INFO END -->\n\n第一条 一。\n\n第二条 二。\n";
    let changed = "# 甲法（虚构）\n\n<!-- INFO END -->\n\n第一条 零。\n\n第二条 一。\n\n第三条 二。\n";
    let citing = "# 乙条例（虚构）\n\n<!-- INFO END -->\n\n\
        第一条 前款规定的，依照本条例第九条、《甲法（虚构）》第二条、第五条处理。\n\n\
        第二条 本条例第二条至第一条，《丙法》第一条，《丁法》第一条。\n";
    let library = Library::build([
        ("甲法（虚构）(2001-01-01).md".into(), cited.into()),
        ("甲法（虚构）(2020-01-01).md".into(), changed.into()),
        ("乙条例（虚构）(2005-01-01).md".into(), citing.into()),
        ("丁法(1990-01-01).md".into(), "# 丁法\n\n<!-- INFO END -->\n\n第一条 丁。\n".into()),
        ("index.csv".into(), "丁法,法律,1990-01-01,1990-01-01,1,法,,\n".into()),
    ]);
    let text = library.find("乙条例（虚构）", None)[0];
    let problems: Vec<String> = library
        .references(text)
        .iter()
        .flat_map(|finding| {
            finding.problems.iter().map(|p| p.to_string().split(' ').next().unwrap().to_owned())
        })
        .collect();
    assert_eq!(
        problems,
        [
            "前面没有所指的条、款、项",
            "没有第九条",
            "第二条的内容现为第三条",
            "没有第五条",
            "第二条在第一条之后",
            "法律库中没有《丙法》",
            "《丁法》已废止",
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_scanned_without_panic_and_spans_fit(
        text in "(第[一二两百（）、甲之]{0,4}[条款项目章节编]?|本[法条款节]|前[两三]?[款项条]|《[甲〈〉《]{0,3}》?|（以下简称甲法）|甲法|该法|[、和至。 \\n]|\\PC){0,24}"
    ) {
        let (tree, _) = parse(&text);
        for reference in scan(&text, &tree, |name| name == "甲法") {
            prop_assert!(text.get(reference.span.clone()).is_some());
            for target in &reference.targets {
                let _ = resolve::within(&text, &tree, &target.from, target.to.as_ref());
            }
        }
    }
}
