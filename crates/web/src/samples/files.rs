//! Samples of a file and of what is done in it.

use super::{
    Drawn, FILE, HOSTILE, add, at, basis, chain,
    citizens::{looks, parties, timeline},
    day, examination,
    forms::{self, choice, field, one},
    head, hold, link, met, officer, pair, pdf, refusal, reply, screening, screening_head, stopped, text, w,
    warn, zh,
};
use crate::{
    lang::Lang,
    view::{
        Block, Document, Value,
        file::{
            AmendPage, ApprovalPage, Blocked, FilePage, InvitePage, InviteRow, Offer, PaperPage, PaperRow,
            PaperText, PendingAct, Proposal, ServiceMode, ServicePage, ServiceRow,
        },
        form::{ActPage, Button, Field, FieldKind},
    },
    workbench,
};

pub(super) fn draw(lang: Lang, all: &mut Vec<Drawn>) {
    for (name, who) in [("workbench/file", "马*"), ("workbench/file-hostile", HOSTILE)] {
        add(
            all,
            name,
            &workbench::file::FilePageHtml {
                frame: officer(lang, "Reconsiderations"),
                view: file(lang, who),
            },
        );
    }
    let bare = FilePage { file: crate::view::FileHead { number: None, ..head(lang) }, ..FilePage::default() };
    add(all, "workbench/file-bare", &workbench::file::FilePageHtml { frame: officer(lang, ""), view: bare });
    acts(lang, all);
    small(lang, all);
    add(
        all,
        "workbench/approval",
        &workbench::approval::ApprovalPageHtml { frame: officer(lang, "Approvals"), view: approval(lang) },
    );
    let seen = ApprovalPage {
        form: None,
        reasons: vec![refusal(lang)],
        papers: vec![],
        clocks: vec![],
        ..approval(lang)
    };
    add(
        all,
        "workbench/approval-seen",
        &workbench::approval::ApprovalPageHtml { frame: officer(lang, "Approvals"), view: seen },
    );
    let reveal = crate::view::file::Reveal {
        file: head(lang),
        name: w(lang, "查看隐去的内容：申请人", "What is masked: applicant"),
        of: Some(HOSTILE.into()),
        why: HOSTILE.into(),
        at: Some(at("2026-02-12T01:31:00Z")),
        facts: vec![pair(w(lang, "证件号码", "Identity number"), Value::Zh("620102199001011234".into()))],
    };
    add(all, "workbench/reveal", &workbench::reveal::RevealPage { frame: officer(lang, ""), view: reveal });
    let none = crate::view::file::Reveal {
        file: head(lang),
        name: w(lang, "隐去的内容", "Masked"),
        ..Default::default()
    };
    add(
        all,
        "workbench/reveal-none",
        &workbench::reveal::RevealPage { frame: officer(lang, ""), view: none },
    );
    let sealed = PaperPage {
        issue: None,
        file: head(lang),
        text: PaperText { draft: false, ..paper(HOSTILE) },
        documents: vec![
            pdf("受理通知书.pdf", 98_000),
            Document { kind: "DOCX".into(), ..pdf("受理通知书.docx", 31_000) },
        ],
        check: Some(link("7K4MQ2XD9WHNC3B8".into(), "/check/7K4MQ2XD9WHNC3B8")),
        seal: Some(one(
            &format!("{FILE}/papers/2/seal"),
            w(lang, "登记盖章件", "Record the sealed scan"),
            vec![field(
                "scan",
                w(lang, "盖章扫描件", "Sealed scan"),
                FieldKind::Attachment { held: vec![], upload: forms::upload(lang) },
            )],
        )),
    };
    add(all, "workbench/paper", &workbench::paper::PaperPageHtml { frame: officer(lang, ""), view: sealed });
    for (name, chosen) in
        [("workbench/service", 0), ("workbench/service-blocked", 2), ("workbench/service-choose", 9)]
    {
        add(
            all,
            name,
            &workbench::service::ServicePageHtml { frame: officer(lang, ""), view: service(lang, chosen) },
        );
    }
    for (name, code) in [("workbench/invite", None), ("workbench/invite-made", Some("7K4M-Q2XD-9WHN"))] {
        let roles = vec![
            choice("third-party", w(lang, "第三人", "Third party"), "", true),
            choice("agent", w(lang, "代理人", "Agent"), "", false),
        ];
        let view = InvitePage {
            file: head(lang),
            rows: if code.is_some() {
                vec![InviteRow {
                    name: HOSTILE.into(),
                    role: w(lang, "第三人", "Third party"),
                    until: Some(day(2026, 4, 1)),
                    standing: w(lang, "未使用", "not used yet"),
                    withdraw: Some("9f86d081884c7d65".into()),
                }]
            } else {
                vec![]
            },
            form: one(
                &format!("{FILE}/invitations"),
                w(lang, "生成邀请代码", "Make a code"),
                vec![
                    field("role", w(lang, "以何身份", "In which role"), FieldKind::Choice { choices: roles }),
                    field("name", w(lang, "姓名或者名称", "Name"), FieldKind::Text { value: HOSTILE.into() }),
                ],
            ),
            code: code.map(Into::into),
        };
        add(all, name, &workbench::invite::InvitePageHtml { frame: officer(lang, ""), view });
    }
    let entry = timeline(lang, HOSTILE).pop().unwrap_or_default();
    let amend = AmendPage {
        file: head(lang),
        entry,
        rests: vec![pair(
            w(lang, "受理", "Accept"),
            text(
                w(lang, "由 周承办 确认或者撤销", "to be confirmed or annulled")
                    .replace(" 周承办 ", "承办人"),
            ),
        )],
        form: one(
            &format!("{FILE}/entries/1/amend"),
            w(lang, "提交更正", "Put up the correction"),
            vec![field("why", w(lang, "理由", "Reasons"), FieldKind::Long { value: String::new(), rows: 4 })],
        ),
    };
    add(all, "workbench/amend", &workbench::amend::AmendPageHtml { frame: officer(lang, ""), view: amend });
}

fn small(lang: Lang, all: &mut Vec<Drawn>) {
    let view = crate::view::file::SmallPage {
        file: head(lang),
        name: w(lang, "写备注", "Write a note"),
        says: vec![w(lang, "备注留在案卷里。", "A note stays in the file.")],
        reasons: vec![refusal(lang)],
        changed: vec![w(lang, "被申请人已答复。", "The respondent has replied.")],
        form: one(
            &format!("{FILE}/note"),
            w(lang, "登记", "Record"),
            vec![field("text", w(lang, "备注", "Note"), FieldKind::Long { value: HOSTILE.into(), rows: 4 })],
        ),
    };
    add(all, "workbench/small", &workbench::small::SmallPageHtml { frame: officer(lang, ""), view });
    let ready = "<article class=\"paper-sheet paper-document\" lang=\"zh-CN\"><header class=\"paper-head\">\
                 <p class=\"paper-mark\">兰州市人民政府</p></header></article>";
    let view = PaperPage {
        file: head(lang),
        text: PaperText {
            title: "受理通知书".into(),
            ready: Some(crate::view::Ready(ready.into())),
            ..PaperText::default()
        },
        issue: Some(format!("{FILE}/papers/9.0/issue")),
        ..PaperPage::default()
    };
    add(all, "workbench/paper-ready", &workbench::paper::PaperPageHtml { frame: officer(lang, ""), view });
}

fn file(lang: Lang, who: &str) -> FilePage {
    FilePage {
        file: head(lang),
        matter: w(lang, "行政复议", "Administrative reconsideration"),
        version: w(lang, "第 1 版", "version 1"),
        opened_on: Some(day(2026, 2, 11)),
        since: Some(day(2026, 3, 16)),
        tracks: vec![pair(
            w(lang, "停止执行", "Stay of execution"),
            text(w(lang, "已停止执行", "Execution stayed")),
        )],
        seats: vec![
            pair(w(lang, "承办人", "Officer in charge"), zh("周承办")),
            pair(w(lang, "协办人", "Second officer"), zh("王协办")),
        ],
        may: vec![
            Offer {
                name: w(lang, "听取意见", "Hear the parties"),
                href: format!("{FILE}/acts/hear-parties"),
                basis: Some(basis("行政复议法 第四十九条", "")),
                ..Offer::default()
            },
            Offer {
                name: w(lang, "作出复议决定", "Decide"),
                href: format!("{FILE}/acts/decide"),
                basis: Some(basis("行政复议法 第六十一条第一款", "")),
                due: Some(day(2026, 5, 9)),
                approve: Some(w(lang, "机构负责人、局长、市领导", "unit head, director, leader of the City")),
                reasons: vec![warn(lang)],
                ..Offer::default()
            },
            Offer {
                name: w(lang, "催告答复", "Chase the reply"),
                href: format!("{FILE}/acts/note"),
                due: Some(day(2026, 3, 27)),
                urgent: true,
                ..Offer::default()
            },
            Offer {
                name: w(lang, "决定听证", "Set a hearing"),
                href: format!("{FILE}/acts/set-hearing"),
                basis: Some(basis("行政复议法 第五十条", "")),
                ..Offer::default()
            },
        ],
        may_not: vec![
            Blocked {
                name: w(lang, "不予受理", "Do not accept"), reasons: vec![refusal(lang)], href: None
            },
            Blocked {
                name: w(lang, "维持", "Uphold"),
                reasons: vec![hold(lang)],
                href: Some(format!("{FILE}/acts/decide/lift")),
            },
        ],
        proposals: vec![Proposal {
            name: w(lang, "终止", "End the case"),
            why: w(
                lang,
                "中止已满六十日，原因仍未消除。",
                "It has been suspended for sixty days and the cause remains.",
            ),
            href: format!("{FILE}/acts/terminate"),
            dismiss: format!("{FILE}/proposals/1/dismiss"),
            bases: vec![basis(
                "行政复议法 第四十一条第五项",
                "中止行政复议满六十日，行政复议中止的原因仍未消除",
            )],
        }],
        pending: vec![PendingAct {
            name: w(lang, "延期", "Extend"),
            by: "周承办".into(),
            at: at("2026-03-20T02:00:00Z"),
            chain: chain(lang),
            href: "/620100/approvals/31".into(),
            take_back: Some("/620100/approvals/31/take-back".into()),
        }],
        clocks: vec![reply(lang), examination(lang), met(lang), stopped(lang)],
        facts: vec![
            pair(w(lang, "行政行为类别", "Kind of act"), text(w(lang, "行政处罚", "Penalty"))),
            pair(w(lang, "文号", "Number of the act"), zh("兰市监罚〔2026〕8号")),
            pair(w(lang, "知道该行政行为之日", "Learned of on"), Value::Date(day(2026, 1, 15))),
            pair(w(lang, "涉及款额", "Sum at stake"), Value::Money(2_000_000)),
            pair(w(lang, "事实和理由", "Facts and reasons"), zh(who)),
            pair(
                w(lang, "证据", "Evidence"),
                Value::List(vec![
                    Value::Document(pdf("处罚决定书.pdf", 482_113)),
                    Value::Document(pdf("进货单.pdf", 91_230)),
                ]),
            ),
        ],
        reveal: Some(format!("{FILE}/reveal/file")),
        timeline: timeline(lang, who),
        parties: parties(lang, who),
        invite: Some(format!("{FILE}/invitations")),
        papers: vec![
            PaperRow {
                title: w(lang, "终止决定书", "Decision to end the case"),
                date: Some(day(2026, 3, 18)),
                standing: w(lang, "待编号印发", "to be issued and numbered"),
                preview: format!("{FILE}/papers/9.0"),
                issue: Some(format!("{FILE}/papers/9.0/issue")),
                ..PaperRow::default()
            },
            PaperRow {
                title: w(lang, "答复通知书", "Notice to reply"),
                number: Some("兰政复答〔2026〕7号".into()),
                date: Some(day(2026, 3, 16)),
                standing: w(lang, "待盖章", "To be sealed"),
                preview: format!("{FILE}/papers/3"),
                documents: vec![
                    pdf("答复通知书.pdf", 98_000),
                    Document { kind: "DOCX".into(), ..pdf("答复通知书.docx", 31_000) },
                ],
                seal: Some(format!("{FILE}/papers/3")),
                services: vec![ServiceRow {
                    to: "兰州市市场监督管理局".into(),
                    role: w(lang, "被申请人", "Respondent"),
                    href: Some(format!("{FILE}/papers/3/serve/2")),
                    ..ServiceRow::default()
                }],
                ..PaperRow::default()
            },
            PaperRow {
                title: w(lang, "受理通知书", "Notice of acceptance"),
                number: Some("兰政复受〔2026〕11号".into()),
                date: Some(day(2026, 3, 10)),
                standing: w(lang, "已送达", "Served"),
                done: true,
                preview: format!("{FILE}/papers/2"),
                documents: vec![pdf("受理通知书.pdf", 98_000)],
                issue: None,
                seal: None,
                services: vec![ServiceRow {
                    to: who.into(),
                    role: w(lang, "申请人", "Applicant"),
                    mode: Some(w(lang, "直接送达", "Direct service")),
                    on: Some(day(2026, 3, 12)),
                    proof: Some(pdf("送达回证.pdf", 61_000)),
                    href: None,
                }],
            },
        ],
        looks: looks(lang, who),
    }
}

fn acts(lang: Lang, all: &mut Vec<Drawn>) {
    let accept = ActPage {
        file: screening_head(lang),
        name: w(lang, "受理", "Accept"),
        bases: vec![basis("行政复议法 第三十条第一款", "应当予以受理")],
        leads_to: Some(w(
            lang,
            "批准后案卷转为“已受理”，审理期限开始计算。",
            "When approved, the file is accepted and the time for deciding begins.",
        )),
        chain: chain(lang),
        papers: vec![w(lang, "受理通知书", "Notice of acceptance")],
        clocks: vec![screening(lang)],
        form: Some(forms::accept(lang)),
        ..ActPage::default()
    };
    add(
        all,
        "workbench/act",
        &workbench::act::ActPageHtml { frame: officer(lang, ""), view: accept.clone() },
    );
    let previewed = ActPage { previews: vec![paper(HOSTILE)], ..accept.clone() };
    add(
        all,
        "workbench/act-previewed",
        &workbench::act::ActPageHtml { frame: officer(lang, ""), view: previewed },
    );
    let every = ActPage {
        form: Some(forms::every_type(lang, true)),
        changed: vec![w(
            lang,
            "被申请人于 2026年3月12日 提交了答复。",
            "The respondent replied on 12 March 2026.",
        )],
        ..accept.clone()
    };
    add(all, "workbench/act-stale", &workbench::act::ActPageHtml { frame: officer(lang, ""), view: every });
    let lift = one(
        &format!("{FILE}/acts/decide/lift"),
        w(lang, "准予继续", "Lift and go on"),
        vec![field("why", w(lang, "理由", "Reasons"), FieldKind::Long { value: String::new(), rows: 3 })],
    );
    let refused = ActPage {
        refusals: vec![refusal(lang), hold(lang)],
        lift: Some(lift),
        form: None,
        name: w(lang, "作出复议决定", "Decide"),
        ..accept
    };
    add(
        all,
        "workbench/act-refused",
        &workbench::act::ActPageHtml { frame: officer(lang, ""), view: refused },
    );
}

fn paper(who: &str) -> PaperText {
    PaperText {
        organ: "兰州市人民政府".into(),
        title: "行政复议受理通知书".into(),
        number: Some("兰政复受〔2026〕11号".into()),
        blocks: vec![
            Block::Para(format!("{who}：")),
            Block::Para("你不服兰州市市场监督管理局2026年1月12日作出的行政处罚决定（兰市监罚〔2026〕8号），于2026年2月11日向本机关申请行政复议。经审查，该申请符合《中华人民共和国行政复议法》第三十条第一款的规定，本机关决定予以受理。".into()),
            Block::Para("特此通知。".into()),
            Block::Right("2026年3月10日".into()),
        ],
        seal: Some("兰州市人民政府".into()),
        draft: true,
        ready: None,
    }
}

fn approval(lang: Lang) -> ApprovalPage {
    let decisions = vec![
        choice("approve", w(lang, "同意", "Approve"), "", true),
        choice("return", w(lang, "退回", "Return"), "", false),
        choice("delegate", w(lang, "委托他人", "Delegate"), "", false),
    ];
    let mut form = one(
        "/620100/approvals/31",
        w(lang, "提交", "Send"),
        vec![
            field("decision", w(lang, "意见", "Decision"), FieldKind::Choice { choices: decisions }),
            Field {
                required: false,
                hint: Some(w(lang, "退回必须写明理由。", "Reasons are needed to return it.")),
                ..field("why", w(lang, "理由", "Reasons"), FieldKind::Long { value: HOSTILE.into(), rows: 3 })
            },
        ],
    );
    form.second = Some(Button::default()).filter(|b| !b.label.is_empty());
    ApprovalPage {
        file: screening_head(lang),
        name: w(lang, "受理", "Accept"),
        bases: vec![basis("行政复议法 第三十条第一款", "应当予以受理")],
        by: "周承办".into(),
        at: at("2026-03-09T01:00:00Z"),
        facts: vec![
            pair(w(lang, "审理程序", "Procedure"), text(w(lang, "普通程序", "Ordinary"))),
            pair(w(lang, "重大、疑难、复杂", "Grave, difficult or complex"), text(w(lang, "否", "No"))),
        ],
        papers: vec![paper("马晓兰")],
        chain: chain(lang),
        clocks: vec![screening(lang)],
        reasons: vec![warn(lang)],
        form: Some(form),
    }
}

fn service(lang: Lang, chosen: usize) -> ServicePage {
    let mode =
        |n: usize, zh_: &str, en: &str, cz: &str, ce: &str, pz: &str, pe: &str, cite: &str, quote: &str| {
            ServiceMode {
                rule: format!("S-{}", n + 1),
                name: w(lang, zh_, en),
                counts: w(lang, cz, ce),
                proof: w(lang, pz, pe),
                bases: vec![basis(cite, quote)],
                href: format!("{FILE}/papers/3/serve/2?mode=S-{}", n + 1),
                chosen: n == chosen,
                blocked: (n == 2).then(|| hold(lang)),
            }
        };
    ServicePage {
        file: head(lang),
        title: w(lang, "答复通知书", "Notice to reply"),
        number: Some("兰政复答〔2026〕7号".into()),
        to: HOSTILE.into(),
        role: w(lang, "被申请人", "Respondent"),
        contact: vec![pair(w(lang, "地址", "Address"), zh("兰州市城关区"))],
        modes: vec![
            mode(
                0,
                "直接送达",
                "Direct",
                "回证上签收之日",
                "the day signed on the receipt",
                "送达回证",
                "signed receipt",
                "民事诉讼法 第八十七条",
                "",
            ),
            mode(
                1,
                "留置送达",
                "Leaving",
                "留置之日",
                "the day it was left",
                "见证人签名或者影像",
                "witnesses, or pictures of the act",
                "民事诉讼法 第八十九条",
                "即视为送达",
            ),
            mode(
                2,
                "电子送达",
                "Electronic",
                "到达特定系统之日",
                "the day it reached the system",
                "同意记录、地址确认书",
                "record of consent, confirmed address",
                "民事诉讼法 第九十条",
                "以送达信息到达受送达人特定系统的日期为送达日期",
            ),
            mode(
                3,
                "邮寄或者委托送达",
                "Post or entrusted",
                "回执上的日期",
                "the day on the return receipt",
                "邮件回执",
                "return receipt",
                "民事诉讼法 第九十一条",
                "",
            ),
            mode(
                4,
                "转交送达",
                "Relay",
                "签收之日",
                "the day signed",
                "转交机关的回证",
                "receipt of the relaying body",
                "民事诉讼法 第九十二条",
                "",
            ),
            mode(
                5,
                "公告送达",
                "Announcement",
                "公告之日起满三十日",
                "thirty days after the announcement",
                "公告和已尽其他方式的记录",
                "the announcement, and the record of other modes tried",
                "民事诉讼法 第九十五条",
                "经过三十日，即视为送达",
            ),
        ],
        form: (chosen == 0).then(|| {
            one(
                &format!("{FILE}/papers/3/serve/2"),
                w(lang, "登记送达", "Record the service"),
                vec![
                    field(
                        "served_on",
                        w(lang, "签收日期", "Day signed"),
                        FieldKind::Date { value: "2026-03-17".into() },
                    ),
                    field(
                        "receiver",
                        w(lang, "签收人", "Signed by"),
                        FieldKind::Text { value: String::new() },
                    ),
                    field(
                        "proof",
                        w(lang, "送达回证", "Signed receipt"),
                        FieldKind::Attachment { held: vec![], upload: forms::upload(lang) },
                    ),
                ],
            )
        }),
        starts: vec![w(
            lang,
            "被申请人答复：自送达之日起十个工作日。",
            "The respondent's reply: ten working days from service.",
        )],
    }
}
