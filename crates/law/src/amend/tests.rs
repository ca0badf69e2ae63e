//! The sentences of legislatures, each applied to a text it fits and to one it does not.

use super::*;

/// A fictional law of eight articles with the shapes that sentences speak of.
fn law() -> String {
    let body = [
        "第一条 甲一。\n\n甲二。\n\n甲三。",
        "第二条 依法由受害人承担义务的人，及其近亲属。",
        "第三条 有下列行为之一的：\n\n（一）子；\n\n（二）丑；\n\n（三）寅。",
        "第四条 丁。",
        "第五条 戊，依照第七条的规定办理。",
        "第六条 己。",
        "第七条 庚。",
        "第八条 辛。",
    ];
    format!("# 某法（虚构）\n\n某年通过\n\n<!-- INFO END -->\n\n{}\n", body.join("\n\n"))
}

/// What is left of the law's lines after a sentence, only those that differ.
fn after(sentence: &str) -> Result<Vec<String>, Refusal> {
    let old = law();
    let new = amend(&old, sentence)?;
    let lines = |text: &str| text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let before = lines(&old);
    Ok(lines(&new).into_iter().filter(|line| !before.contains(line)).collect())
}

#[test]
fn the_patterns_of_legislatures_apply() {
    for (sentence, expected) in [
        ("一、将某法第一条第三款修改为：“新三。”", &["新三。"][..]),
        ("三、将某法第四条修改为：“新丁。\n\n“又一款。”", &["第四条 新丁。", "又一款。"]),
        ("五、将某法第三条第三项修改为：“新寅；”", &["（三）新寅；"]),
        ("四、在某法第四条后增加一条，作为第四条之一：“加。”", &["第四条之一 加。"]),
        (
            "七、在某法第四条后增加两条，作为第四条之一、第四条之二：\n\n“第四条之一 加一。\n\n“第四条之二 加二。”",
            &["第四条之一 加一。", "第四条之二 加二。"],
        ),
        ("九、在某法第四条中增加两款作为第二款、第三款：“二。\n\n“三。”", &["二。", "三。"]),
        ("二、将某法第一条第一款修改为：“新一。”\n\n增加一款作为第四款：“四。”", &["第一条 新一。", "四。"]),
        (
            "十二、将某法第一条第二款修改为：“新二。”\n\n增加一款作为第三款：“新三。”\n\n原第三款作为第四款，修改为：“新四。”",
            &["新二。", "新三。", "新四。"],
        ),
        (
            "三、在某法第四条中增加一款作为第二款，将该条修改为：“丁一。\n\n“丁二。”",
            &["第四条 丁一。", "丁二。"],
        ),
        (
            "八、某法第三条增加一项，作为第二项：“新；”原第二项改为第三项。",
            &["（二）新；", "（三）丑；", "（四）寅。"],
        ),
        ("十二、删去某法第四条。", &["第四条 （删去）"]),
        ("九、删去某法第一条第二款。", &[]),
        ("四十一、将某法第一条第一款、第二款修改为:“新一。\n\n“新二。”", &["第一条 新一。", "新二。"]),
        (
            "第四十一条 宪法第三条“有下列行为之一的”中增加一项，作为第二项“（二）新；”，第二项至第三项相应改为第三项至第四项。",
            &["（二）新；", "（三）丑；", "（四）寅。"],
        ),
        ("二、删去第二条中的“，及其近亲属”。", &["第二条 依法由受害人承担义务的人。"]),
        (
            "五、将第六条和第七条合并修改为：\n\n“己庚。”\n\n条文顺序作相应调整。",
            &["第六条 己庚。", "第七条 辛。"],
        ),
        ("七、同时，将第五条中的“第七条”修改为“第六条”。", &["第五条 戊，依照第六条的规定办理。"]),
        (
            "二、将第二条修改为第六条：“新。”",
            &[
                "第二条 有下列行为之一的：",
                "第三条 丁。",
                "第四条 戊，依照第七条的规定办理。",
                "第五条 己。",
                "第六条 新。",
            ],
        ),
        (
            "十、将第八条修改为第一条。",
            &[
                "第一条 辛。",
                "第二条 甲一。",
                "第三条 依法由受害人承担义务的人，及其近亲属。",
                "第四条 有下列行为之一的：",
                "第五条 丁。",
                "第六条 戊，依照第七条的规定办理。",
                "第七条 己。",
                "第八条 庚。",
            ],
        ),
        ("三十六、某法第四条“丁。”后增写一句，内容为：“又。”", &["第四条 丁。又。"]),
        ("一、将名称修改为“新法（虚构）”。", &["# 新法（虚构）"]),
    ] {
        let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(after(sentence), Ok(expected), "{sentence}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_sentence_and_changes_nothing() {
    for (sentence, why) in [
        ("一、将第九条修改为：“新。”", Why::NoSuchPlace("第九条".into())),
        ("一、将第一条第四款修改为：“新。”", Why::NoSuchPlace("第一条第四款".into())),
        ("一、将第二条中的“丙”修改为“丁”。", Why::WordsNotThere("丙".into())),
        ("一、将第一条中的“甲”修改为“乙”。", Why::NotUnique("甲".into())),
        (
            "一、在第四条后增加两条，作为第四条之一、第四条之二：“加。”",
            Why::CountDiffers { announced: 2, given: 1 },
        ),
        ("一、将第四条酌情处理。", Why::NotUnderstood),
    ] {
        // A sentence before it that would apply does not save it.
        let decision = format!("一、删去第八条。\n\n{sentence}");
        let refusal = amend(&law(), &decision).expect_err(sentence);
        assert_eq!(refusal.why, why, "{sentence}");
        assert!(!refusal.sentence.is_empty());
    }
    let twice = "一、增加一条，作为第三条：“甲。”\n\n二、增加一条，作为第三条：“乙。”";
    assert_eq!(amend(&law(), twice).unwrap_err().why, Why::NumberTaken("第三条".into()));
}

#[test]
fn the_text_gets_its_line_of_history() {
    let decision = "# 某会关于修改《某法（虚构）》的决定\n\n2026年1月1日 某会第一次会议通过\n\n<!-- INFO END -->\n\n\
        某会决定，对《某法（虚构）》作如下修改：\n\n一、将第四条修改为：“新。”\n\n本决定自2026年3月1日起施行。\n\n\
        《某法（虚构）》根据本决定作相应修改，重新公布。\n";
    let text = amend(&law(), decision).unwrap();
    assert!(
        text.contains("\n2026年1月1日 某会第一次会议通过的《某会关于修改〈某法（虚构）〉的决定》修正\n"),
        "{text}"
    );
}
