//! Samples of what a citizen does: applying, the receipt, the inbox, their files.

use super::{
    Drawn, FILE, HOSTILE, add, at, basis, day, examination,
    forms::{self, field, one},
    head, hold, link, met, pair, party, pdf, public, refusal, reply, screening, screening_head, stopped,
    text, w, warn, zh,
};
use crate::{
    frame::Section,
    lang::Lang,
    portal,
    view::{
        Value,
        clock::StepStanding,
        file::{Blocked, Entry, Look, Offer, PartyRow},
        form::{ActPage, Button, Field, FieldKind},
        portal as view,
    },
};

pub(super) fn apply(lang: Lang, all: &mut Vec<Drawn>) {
    let draft = Some(view::DraftNote {
        saved_at: at("2026-02-11T02:31:00Z"),
        until: day(2026, 3, 13),
        href: "/620100/drafts/k3m9x2a7q4wdnh8c".into(),
    });
    let question = |n: u32, f: Field, error: Option<String>| {
        let f = Field { error, ..f };
        let mut form =
            one("/620100/drafts/k3m9x2a7q4wdnh8c/5", w(lang, "保存并继续", "Save and go on"), vec![f]);
        form.one_question = true;
        form.second = Some(Button {
            name: "later".into(),
            value: "yes".into(),
            label: w(lang, "保存，以后再填", "Save and come back later"),
        });
        view::Apply {
            matter: w(lang, "行政复议", "Administrative reconsideration"),
            n,
            of: 12,
            form,
            back: "/620100/drafts/k3m9x2a7q4wdnh8c/4".into(),
            other_way: "/620100/drafts/k3m9x2a7q4wdnh8c/all".into(),
            draft: draft.clone(),
            reasons: vec![],
        }
    };
    let learned = Field {
        hint: Some(w(
            lang,
            "收到决定书的，填收到之日，例如 2026-01-15。",
            "If you were served, the day of service, for example 2026-01-15.",
        )),
        ..field(
            "act_learned_on",
            w(lang, "您哪一天知道该行政行为？", "On which day did you learn of the act?"),
            FieldKind::Date { value: "2026-12-15".into() },
        )
    };
    let wrong = w(
        lang,
        "这个日期在今天之后。请填写您知道该决定的日期，例如 2026-01-15。",
        "This date is after today. Give the day you learned of the decision, for example 2026-01-15.",
    );
    let frame = || public(lang, Section::Services);
    add(all, "portal/apply-date", &portal::apply::ApplyPage::new(frame(), question(5, learned, Some(wrong))));
    let kind = field(
        "act_kind",
        w(lang, "是哪一类行政行为？", "What kind of act is it?"),
        FieldKind::Choice { choices: forms::kinds_of_act(lang) },
    );
    add(all, "portal/apply-kind", &portal::apply::ApplyPage::new(frame(), question(1, kind, None)));
    let evidence = Field {
        required: false,
        hint: Some(w(
            lang,
            "决定书、照片、合同等。手机拍照即可。",
            "The decision, photographs, contracts. Pictures taken with a phone will do.",
        )),
        ..field(
            "evidence",
            w(lang, "有哪些证据？", "What evidence do you have?"),
            FieldKind::Attachment {
                held: vec![crate::view::form::Held {
                    id: "b7".into(),
                    document: pdf("处罚决定书.pdf", 482_113),
                    error: None,
                }],
                upload: forms::upload(lang),
            },
        )
    };
    add(all, "portal/apply-evidence", &portal::apply::ApplyPage::new(frame(), question(9, evidence, None)));
    let mut person = question(
        1,
        field(
            "applicant",
            w(lang, "您是谁，怎样联系您？", "Who are you, and how can we reach you?"),
            FieldKind::Person {
                parts: vec![
                    field(
                        "applicant.name",
                        w(lang, "姓名", "Name"),
                        FieldKind::Known {
                            value: "马晓兰".into(),
                            input: "text".into(),
                            autocomplete: "name".into(),
                        },
                    ),
                    field(
                        "applicant.phone",
                        w(lang, "电话", "Telephone"),
                        FieldKind::Known {
                            value: "13919302417".into(),
                            input: "tel".into(),
                            autocomplete: "tel".into(),
                        },
                    ),
                    Field {
                        required: false,
                        ..field(
                            "applicant.address",
                            w(lang, "地址", "Address"),
                            FieldKind::Place { name: String::new() },
                        )
                    },
                ],
            },
        ),
        None,
    );
    person.reasons = vec![warn(lang)];
    add(all, "portal/apply-person", &portal::apply::ApplyPage::new(frame(), person));
    for (name, hostile) in [("portal/apply-whole", false), ("portal/apply-whole-hostile", true)] {
        let view = view::Apply {
            n: 0,
            of: 12,
            matter: w(lang, "行政复议", "Administrative reconsideration"),
            form: forms::every_type(lang, hostile),
            back: "/620100/guides/reconsideration".into(),
            other_way: "/620100/drafts/k3m9x2a7q4wdnh8c/1".into(),
            draft: None,
            reasons: vec![refusal(lang)],
        };
        add(all, name, &portal::apply::ApplyPage::new(frame(), view));
    }
    for (name, hostile) in [("portal/check-answers", false), ("portal/check-answers-hostile", true)] {
        let mut form =
            one("/620100/drafts/k3m9x2a7q4wdnh8c/send", w(lang, "提交申请", "Send the application"), vec![]);
        form.warnings =
            vec![crate::view::form::Warning { reason: warn(lang), confirmed: false, missing: hostile }];
        let view = view::CheckAnswers {
            matter: w(lang, "行政复议", "Administrative reconsideration"),
            sections: forms::answers(lang, hostile),
            follows: vec![w(
                lang,
                "申请一经提交，本机关须在五个工作日内决定是否受理。",
                "Once it is sent, the office has five working days to decide whether to accept it.",
            )],
            reasons: if hostile { vec![refusal(lang)] } else { vec![] },
            form,
            back: "/620100/drafts/k3m9x2a7q4wdnh8c/12".into(),
        };
        add(all, name, &portal::check_answers::CheckAnswersPage { frame: frame(), view });
    }
}

pub(super) fn receipt(lang: Lang) -> view::Receipt {
    view::Receipt {
        matter: w(lang, "行政复议", "Administrative reconsideration"),
        file: screening_head(lang),
        received_at: at("2026-02-11T02:40:12Z"),
        counts_on: day(2026, 2, 10),
        counts_why: Some(w(lang, "以邮戳日期为准", "the day of the postmark counts")),
        clock: Some(screening(lang)),
        deemed: Some(w(
            lang,
            "没有其他决定的，2026年2月25日 起视为受理",
            "Unless decided otherwise, accepted from 25 February 2026",
        )),
        code: Some("7K4M-Q2XD-9WHN".into()),
        qr: crate::qr::svg("https://example.test/620100/code?c=7K4MQ2XD9WHN"),
        next: vec![
            w(
                lang,
                "我们审查申请，需要补正的只通知一次。",
                "We screen the application. If something is missing, you are told once, of everything.",
            ),
            w(
                lang,
                "受理后，行政机关在十个工作日内答复。",
                "After acceptance, the organ has ten working days to reply.",
            ),
            w(lang, "决定作出后送达给您。", "The decision is served on you."),
        ],
        paper: Some(pdf("收件回执.pdf", 42_000)),
        answers: forms::answers(lang, false),
    }
}

pub(super) fn inbox(lang: Lang) -> Vec<view::InboxPaper> {
    vec![
        view::InboxPaper {
            title: w(lang, "行政复议决定书", "Decision"),
            number: Some("兰政复决〔2026〕9号".into()),
            document: pdf("决定书.pdf", 220_400),
            served_on: Some(day(2026, 5, 7)),
            mode: w(lang, "电子送达", "Electronic service"),
            read: false,
            starts: Some(w(
                lang,
                "您可以在 2026年5月22日 前向人民法院起诉。",
                "You may sue in the People's Court until 22 May 2026.",
            )),
            confirm: None,
        },
        view::InboxPaper {
            title: w(lang, "受理通知书", "Notice of acceptance"),
            number: Some("兰政复受〔2026〕11号".into()),
            document: pdf("受理通知书.pdf", 98_000),
            served_on: None,
            mode: w(lang, "直接送达", "Direct service"),
            read: true,
            starts: None,
            confirm: Some(format!("{FILE}/acts/confirm-receipt")),
        },
    ]
}

pub(super) fn timeline(lang: Lang, name: &str) -> Vec<Entry> {
    vec![
        Entry {
            n: 5,
            on: day(2026, 3, 16),
            at: at("2026-03-16T03:02:00Z"),
            name: w(lang, "发送副本、通知答复", "Send the copy and ask for a reply"),
            by: "周承办".into(),
            state: Some(w(lang, "审理中", "Under examination")),
            bases: vec![basis("行政复议法 第四十八条", "")],
            papers: vec![link(w(lang, "答复通知书", "Notice to reply"), FILE)],
            ..Entry::default()
        },
        Entry {
            n: 4,
            on: day(2026, 3, 10),
            at: at("2026-03-10T08:20:00Z"),
            name: w(lang, "受理", "Accept"),
            by: "陈局长".into(),
            state: Some(w(lang, "已受理", "Accepted")),
            facts: vec![pair(w(lang, "审理程序", "Procedure"), text(w(lang, "普通程序", "Ordinary")))],
            amends: Some(3),
            ..Entry::default()
        },
        Entry {
            n: 3,
            on: day(2026, 3, 9),
            at: at("2026-03-09T01:00:00Z"),
            name: w(lang, "受理", "Accept"),
            by: "周承办".into(),
            amended_by: Some(4),
            facts: vec![pair(w(lang, "审理程序", "Procedure"), text(w(lang, "简易程序", "Simplified")))],
            ..Entry::default()
        },
        Entry {
            n: 2,
            on: day(2026, 2, 25),
            at: at("2026-02-25T16:00:05Z"),
            name: w(lang, "视为受理", "Deemed accepted"),
            by_law: true,
            state: Some(w(lang, "已受理", "Accepted")),
            bases: vec![basis("行政复议法 第三十条第三款", "审查期限届满之日起视为受理")],
            ..Entry::default()
        },
        Entry {
            n: 1,
            on: day(2026, 2, 11),
            at: at("2026-02-11T02:40:12Z"),
            name: w(lang, "申请行政复议", "Apply for reconsideration"),
            by: name.into(),
            state: Some(w(lang, "审查中", "Being screened")),
            facts: vec![
                pair(w(lang, "事实和理由", "Facts and reasons"), zh(name)),
                pair(w(lang, "证据", "Evidence"), Value::Document(pdf(name, 482_113))),
            ],
            amend: Some(format!("{FILE}/entries/1/amend")),
            ..Entry::default()
        },
    ]
}

pub(super) fn parties(lang: Lang, name: &str) -> Vec<PartyRow> {
    vec![
        PartyRow {
            role: w(lang, "申请人", "Applicant"),
            name: name.into(),
            open: Some(format!("{FILE}/parties/1/open")),
            contact: Some("139****2417".into()),
            e_service: Some(true),
            access: Some(w(lang, "已加入", "joined")),
            ..PartyRow::default()
        },
        PartyRow {
            role: w(lang, "代理人", "Agent"),
            name: "金律师".into(),
            acts_for: Some(name.into()),
            ..PartyRow::default()
        },
        PartyRow {
            role: w(lang, "被申请人", "Respondent"),
            name: "兰州市市场监督管理局".into(),
            e_service: Some(false),
            ..PartyRow::default()
        },
    ]
}

pub(super) fn looks(lang: Lang, name: &str) -> Vec<Look> {
    vec![
        Look {
            who: "周承办".into(),
            post: w(lang, "承办人", "Case officer"),
            at: at("2026-03-10T01:12:00Z"),
            what: w(lang, "案卷", "The file"),
            why: None,
        },
        Look {
            who: name.into(),
            post: w(lang, "收件员", "Intake clerk"),
            at: at("2026-02-11T02:41:00Z"),
            what: w(lang, "申请人的电话", "The applicant's telephone"),
            why: Some(zh("核对身份")),
        },
    ]
}

pub(super) fn my_file(lang: Lang, name: &str) -> view::MyFile {
    let stage = |zh_: &str, en: &str, standing, on| view::Stage { name: w(lang, zh_, en), standing, on };
    view::MyFile {
        file: head(lang),
        matter: w(lang, "行政复议", "Administrative reconsideration"),
        role: w(lang, "申请人", "Applicant"),
        since: Some(day(2026, 3, 16)),
        stages: vec![
            stage("申请", "Applied", StepStanding::Done, Some(day(2026, 2, 11))),
            stage("受理", "Accepted", StepStanding::Done, Some(day(2026, 3, 10))),
            stage("审理", "Examined", StepStanding::Now, Some(day(2026, 3, 16))),
            stage("决定", "Decided", StepStanding::Waiting, None),
        ],
        next: vec![w(
            lang,
            "等待被申请人答复。答复后，承办人会听取您的意见。",
            "The respondent is to reply. After that, the officer will hear you.",
        )],
        clocks: vec![reply(lang), examination(lang), met(lang)],
        may: vec![
            Offer {
                name: w(lang, "提交意见和证据", "Hand in views and evidence"),
                href: format!("{FILE}/acts/submit"),
                basis: Some(basis("行政复议法 第四十五条", "")),
                ..Offer::default()
            },
            Offer {
                name: w(lang, "查阅、复制案卷", "Read and copy the file"),
                href: format!("{FILE}/acts/ask-access"),
                basis: Some(basis("行政复议法 第四十七条", "")),
                due: Some(day(2026, 3, 30)),
                urgent: true,
                ..Offer::default()
            },
            Offer {
                name: w(lang, "撤回申请", "Withdraw"),
                href: format!("{FILE}/acts/withdraw"),
                basis: Some(basis("行政复议法 第四十一条第一项", "")),
                ..Offer::default()
            },
        ],
        may_not: vec![Blocked {
            name: w(lang, "补正", "Correct the application"),
            reasons: vec![refusal(lang)],
            href: None,
        }],
        inbox: inbox(lang),
        timeline: timeline(lang, name),
        parties: parties(lang, name),
        looks: looks(lang, name),
        receipt: Some(format!("{FILE}/receipt")),
    }
}

pub(super) fn my_files(lang: Lang) -> view::MyFiles {
    let matter = w(lang, "行政复议", "Administrative reconsideration");
    view::MyFiles {
        files: vec![
            view::MyFileRow {
                file: head(lang),
                matter: matter.clone(),
                role: w(lang, "申请人", "Applicant"),
                due: Some(examination(lang)),
                unread: 1,
            },
            view::MyFileRow {
                file: crate::view::FileHead {
                    number: None,
                    ended: true,
                    state: w(lang, "已办结", "Closed"),
                    title: HOSTILE.into(),
                    ..head(lang)
                },
                matter,
                role: w(lang, "代理人", "Agent"),
                due: Some(reply(lang)),
                unread: 0,
            },
        ],
    }
}

pub(super) fn acts(lang: Lang, all: &mut Vec<Drawn>) {
    let withdraw = ActPage {
        file: head(lang),
        name: w(lang, "撤回申请", "Withdraw the application"),
        bases: vec![basis("行政复议法 第四十一条第一项", "申请人撤回行政复议申请，行政复议机构准予撤回")],
        leads_to: Some(w(
            lang,
            "撤回后，不得再以同一事实和理由申请行政复议。",
            "Once withdrawn, the same facts and reasons cannot be brought again.",
        )),
        form: Some(one(
            &format!("{FILE}/acts/withdraw"),
            w(lang, "撤回申请", "Withdraw the application"),
            vec![field(
                "why",
                w(lang, "理由", "Reasons"),
                FieldKind::Long { value: HOSTILE.into(), rows: 5 },
            )],
        )),
        party: true,
        ..ActPage::default()
    };
    add(
        all,
        "portal/act-withdraw",
        &portal::act::PartyActPage { frame: party(lang, Section::Follow), view: withdraw },
    );
    let refused = ActPage {
        file: head(lang),
        name: w(lang, "补正", "Correct the application"),
        refusals: vec![refusal(lang), hold(lang)],
        changed: vec![w(lang, "案件已于 2026年3月10日 受理。", "The case was accepted on 10 March 2026.")],
        party: true,
        ..ActPage::default()
    };
    add(
        all,
        "portal/act-refused",
        &portal::act::PartyActPage { frame: party(lang, Section::Follow), view: refused },
    );
    let waiting = view::MyFile {
        clocks: vec![stopped(lang)],
        ..view::MyFile { file: head(lang), ..view::MyFile::default() }
    };
    add(
        all,
        "portal/my-file-bare",
        &portal::my_file::MyFilePage { frame: party(lang, Section::Follow), view: waiting },
    );
}
