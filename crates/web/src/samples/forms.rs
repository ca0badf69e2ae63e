//! Forms of the samples: one with every type of field, and those of the story.

use super::{HOSTILE, basis, pair, pdf, text, w, warn};
use crate::{
    lang::Lang,
    view::{
        Document, Value, Zh,
        form::{Button, Choice, Field, FieldKind, Form, FormSection, Held, ShownIf, Upload, Warning},
    },
};

pub(super) fn field(id: &str, label: String, kind: FieldKind) -> Field {
    Field { id: id.into(), label, required: true, kind, ..Field::default() }
}

pub(super) fn choice(value: &str, label: String, cite: &str, chosen: bool) -> Choice {
    Choice {
        value: value.into(),
        label,
        hint: None,
        basis: (!cite.is_empty()).then(|| basis(cite, "")),
        chosen,
    }
}

pub(super) fn upload(lang: Lang) -> Upload {
    Upload {
        href: Some("/620100/drafts/k3m9x2a7q4wdnh8c/uploads".into()),
        accept: "application/pdf,image/jpeg,image/png".into(),
        kinds: w(lang, "PDF、JPEG、PNG", "PDF, JPEG or PNG"),
        most_bytes: crate::limits::DOCUMENT_BYTES,
        most: 20,
    }
}

pub(super) fn one(action: &str, submit: String, fields: Vec<Field>) -> Form {
    Form {
        action: action.into(),
        sections: vec![FormSection { title: None, fields, ..FormSection::default() }],
        submit,
        ..Form::default()
    }
}

pub(super) fn kinds_of_act(lang: Lang) -> Vec<Choice> {
    vec![
        choice("penalty", w(lang, "行政处罚", "Penalty"), "第十一条第一项", true),
        choice("coercion", w(lang, "行政强制", "Coercion"), "第十一条第二项", false),
        choice("licence", w(lang, "行政许可", "Licence"), "第十一条第三项", false),
        choice("inaction", w(lang, "不履行职责", "Failure to act"), "第十一条第十一项", false),
        choice("information", w(lang, "政府信息公开", "Government information"), "第十一条第十四项", false),
    ]
}

/// Every type of field, filled in, some wrongly.
pub(super) fn every_type(lang: Lang, hostile: bool) -> Form {
    let typed = if hostile { HOSTILE } else { "马晓兰" };
    let value = || typed.to_owned();
    let part = |id: &str, zh: &str, en: &str, kind| field(id, w(lang, zh, en), kind);
    let held = vec![
        Held { id: "b7".into(), document: Document { name: typed.into(), ..pdf("", 482_113) }, error: None },
        Held {
            id: String::new(),
            document: Document { name: "现场照片.heic".into(), ..Document::default() },
            error: Some(w(
                lang,
                "不是可以收取的种类，请转为 JPEG。",
                "Not a kind that is taken: save it as JPEG.",
            )),
        },
    ];
    let fields = vec![
        Field {
            hint: Some(w(lang, "与身份证件一致。", "As on the identity document.")),
            error: hostile
                .then(|| w(lang, "姓名过长：最多 60 个字。", "The name is too long: at most 60 characters.")),
            ..part("name", "姓名", "Name", FieldKind::Text { value: value() })
        },
        part(
            "phone",
            "电话",
            "Telephone",
            FieldKind::Known {
                value: "0931-7879400".into(),
                input: "tel".into(),
                autocomplete: "tel".into(),
            },
        ),
        Field {
            required: false,
            ..part("facts", "事实和理由", "Facts and reasons", FieldKind::Long { value: value(), rows: 8 })
        },
        Field {
            error: Some(w(lang, "天数须在 1 到 30 之间。", "Give a number of days from 1 to 30.")),
            ..part(
                "extra_days",
                "延长天数",
                "Days added",
                FieldKind::Number { value: "45".into(), unit: Some(w(lang, "天", "days")) },
            )
        },
        part("sum", "涉及款额", "Sum at stake", FieldKind::Money { value: "20000.00".into() }),
        Field {
            privacy: Some(w(lang, "仅承办人员可见。", "Seen by the officers of the case only.")),
            ..part(
                "rights_told",
                "是否被告知复议权利",
                "Were you told of your right to apply?",
                FieldKind::YesNo { value: Some(true) },
            )
        },
        Field {
            hint: Some(w(lang, "收到决定书的，填收到之日。", "If you were served, the day of service.")),
            basis: Some(basis("行政复议法 第二十条第一款", "")),
            ..part(
                "act_learned_on",
                "知道该行政行为之日",
                "Date you learned of the act",
                FieldKind::Date { value: "2026-01-15".into() },
            )
        },
        part(
            "hearing_at",
            "听证时间",
            "Time of the hearing",
            FieldKind::Time { value: "2026-04-02T09:30".into() },
        ),
        part("act_kind", "行政行为类别", "Kind of act", FieldKind::Choice { choices: kinds_of_act(lang) }),
        Field {
            shown_if: Some(ShownIf {
                field: "act_kind".into(),
                values: vec!["inaction".into()],
                says: w(lang, "仅在选择“不履行职责”时填写：", "Only for a failure to act:"),
            }),
            ..part(
                "request_received_on",
                "行政机关收到履责申请之日",
                "Day the organ received your request to act",
                FieldKind::Date { value: String::new() },
            )
        },
        part(
            "district",
            "区县",
            "District",
            FieldKind::Choice {
                choices: [
                    "城关区",
                    "七里河区",
                    "西固区",
                    "安宁区",
                    "红古区",
                    "永登县",
                    "皋兰县",
                    "榆中县",
                    "兰州新区",
                ]
                .iter()
                .map(|n| choice(n, (*n).to_owned(), "", *n == "城关区"))
                .collect(),
            },
        ),
        part(
            "requests",
            "复议请求",
            "What you ask for",
            FieldKind::Choices {
                choices: vec![
                    choice("quash", w(lang, "撤销", "Quash"), "", true),
                    choice("change", w(lang, "变更", "Change"), "", false),
                    choice("review", w(lang, "附带审查", "Review of a document"), "第十三条", false),
                ],
            },
        ),
        part(
            "agent",
            "代理人",
            "Agent",
            FieldKind::Person {
                parts: vec![
                    Field {
                        error: hostile.then(|| w(lang, "请填写代理人姓名。", "Give the agent's name.")),
                        ..part("agent.name", "姓名", "Name", FieldKind::Text { value: value() })
                    },
                    part(
                        "agent.phone",
                        "电话",
                        "Telephone",
                        FieldKind::Known {
                            value: String::new(),
                            input: "tel".into(),
                            autocomplete: "off".into(),
                        },
                    ),
                ],
            },
        ),
        part(
            "lead",
            "承办人",
            "Officer in charge",
            FieldKind::Officer {
                choices: vec![
                    choice("zhou", "周承办".into(), "", true),
                    choice("wang", "王协办".into(), "", false),
                ],
            },
        ),
        part(
            "reviewed_document",
            "请求附带审查的文件",
            "Document to be reviewed",
            FieldKind::File { value: "兰政发〔2019〕12号".into(), found: Some(typed.into()) },
        ),
        part("related", "相关案卷", "Related files", FieldKind::Files { value: value() }),
        part("place", "地点", "Place", FieldKind::Place { name: value() }),
        part(
            "article",
            "依据",
            "Article relied on",
            FieldKind::Citation { instrument: "行政复议法".into(), article: "第六十四条".into() },
        ),
        part(
            "articles",
            "依据条文",
            "Articles relied on",
            FieldKind::Citations {
                value: "行政复议法 第六十三条\n行政处罚法 第五条".into()
            },
        ),
        part("draft_text", "条文", "Text of law", FieldKind::LawText { value: value() }),
        part(
            "id_number",
            "身份证号",
            "Identity number",
            FieldKind::IdNumber { value: "62010219900307391X".into() },
        ),
        part("account", "账户", "Account", FieldKind::Account { value: "6222 0213".into() }),
        part(
            "photo",
            "照片",
            "Photo",
            FieldKind::Photo { held: vec![], upload: Upload { most: 1, href: None, ..upload(lang) } },
        ),
        part("evidence", "证据", "Evidence", FieldKind::Attachment { held, upload: upload(lang) }),
        part(
            "bench",
            "听证员",
            "Hearing officers",
            FieldKind::List {
                rows: vec![
                    vec![part("bench.0.name", "姓名", "Name", FieldKind::Text { value: value() })],
                    vec![part("bench.1.name", "姓名", "Name", FieldKind::Text { value: String::new() })],
                ],
                add: w(lang, "再加一名", "Add another"),
            },
        ),
        part(
            "office",
            "被申请人所属机关",
            "Office of the respondent",
            FieldKind::Fixed { value: Value::Zh(Zh::from(typed)) },
        ),
    ];
    Form {
        action: "/620100/files/k3m9x2a7q4wdnh8c/acts/x".into(),
        sections: vec![FormSection {
            title: Some(w(lang, "所有种类的栏目", "Every type of field")),
            fields,
            ..FormSection::default()
        }],
        errors: if hostile {
            vec![w(lang, "两个日期互相矛盾。", "The two dates contradict each other.")]
        } else {
            vec![]
        },
        submit: w(lang, "提交审批", "Put up for approval"),
        second: Some(Button {
            name: "keep".into(),
            value: "draft".into(),
            label: w(lang, "存为草稿", "Keep as a draft"),
        }),
        warnings: vec![Warning { reason: warn(lang), confirmed: false, missing: hostile }],
        hidden: vec![("seen".into(), "14".into())],
        one_question: false,
    }
}

/// Accepting an application.
pub(super) fn accept(lang: Lang) -> Form {
    let procedures = vec![
        choice("ordinary", w(lang, "普通程序", "Ordinary"), "", true),
        choice("simplified", w(lang, "简易程序", "Simplified"), "第五十三条", false),
    ];
    let grounds = vec![
        choice("on-the-spot", w(lang, "当场作出", "Act made on the spot"), "第五十三条第一款第一项", false),
        choice(
            "small",
            w(lang, "款额三千元以下", "Three thousand yuan or less"),
            "第五十三条第一款第三项",
            false,
        ),
    ];
    let mut form = one(
        "/620100/files/k3m9x2a7q4wdnh8c/acts/accept",
        w(lang, "提交审批", "Put up for approval"),
        vec![
            field("procedure", w(lang, "审理程序", "Procedure"), FieldKind::Choice { choices: procedures }),
            Field {
                shown_if: Some(ShownIf {
                    field: "procedure".into(),
                    values: vec!["simplified".into()],
                    says: w(lang, "适用简易程序的：", "Where the procedure is simplified:"),
                }),
                ..field(
                    "simple_ground",
                    w(lang, "适用简易程序的情形", "Ground for the simplified procedure"),
                    FieldKind::Choice { choices: grounds },
                )
            },
            field(
                "complex",
                w(lang, "重大、疑难、复杂", "Grave, difficult or complex"),
                FieldKind::YesNo { value: Some(false) },
            ),
        ],
    );
    form.warnings = vec![Warning { reason: warn(lang), confirmed: false, missing: false }];
    form
}

/// What was answered, for the pages that show it again.
pub(super) fn answers(lang: Lang, hostile: bool) -> Vec<crate::view::portal::AnswerSection> {
    use crate::view::portal::{Answer, AnswerSection};
    let name = if hostile { HOSTILE } else { "马晓兰" };
    let a = |zh_: &str, en: &str, value: Value, n: u32| Answer {
        pair: pair(w(lang, zh_, en), value),
        change: format!("/620100/drafts/k3m9x2a7q4wdnh8c/{n}"),
    };
    vec![
        AnswerSection {
            title: w(lang, "申请人", "Applicant"),
            answers: vec![
                a("姓名", "Name", Value::Zh(name.into()), 1),
                a("电话", "Telephone", text("139 **** 2417".into()), 1),
            ],
        },
        AnswerSection {
            title: w(lang, "行政行为", "The act"),
            answers: vec![
                a("被申请人", "Respondent", Value::Zh("兰州市市场监督管理局".into()), 2),
                a("行政行为类别", "Kind of act", text(w(lang, "行政处罚", "Penalty")), 3),
                a("文号", "Number of the act", Value::Zh("兰市监罚〔2026〕8号".into()), 4),
                a("知道该行政行为之日", "Date you learned of the act", Value::Date(super::day(2026, 1, 15)), 5),
                a("涉及款额", "Sum at stake", Value::Money(2_000_000), 6),
                a("事实和理由", "Facts and reasons", Value::Zh(format!("{name}认为处罚决定认定事实不清：\n一、当日店内没有销售涉案批次商品；\n二、抽样程序没有当事人签字。").into()), 8),
                a("证据", "Evidence", Value::List(vec![Value::Document(pdf("处罚决定书.pdf", 482_113)), Value::Document(pdf("进货单.pdf", 91_230))]), 9),
                a("是否因不动产", "Does it concern real estate?", Value::None, 7),
            ],
        },
    ]
}
