//! Samples of the portal.

use super::{
    Drawn, FILE, HOSTILE, add, at, basis, day, examination,
    forms::{self, choice, field, one},
    head, hold, link, met, pair, party, pdf, public, refusal, reply, screening, screening_head, stopped,
    text, w, warn, zh,
};
use crate::{
    frame::{Frame, Section},
    lang::{Lang, TextSize, Theme},
    portal,
    view::{
        Block, Value,
        clock::{LimitRule, StepStanding},
        demo::{Mail, Mailbox, SignInCity, SignInPerson, SignIns},
        file::{Blocked, Entry, Look, Offer, PartyRow},
        form::{ActPage, Button, Field, FieldKind},
        portal as view,
    },
};

pub(super) fn draw(lang: Lang, all: &mut Vec<Drawn>) {
    let plain = |section| public(lang, section);
    add(
        all,
        "portal/cities",
        &portal::cities::CitiesPage {
            frame: Frame { city: None, ..plain(Section::Other) },
            view: view::Cities {
                cities: vec![link(
                    w(lang, "兰州市司法局", "Lanzhou Municipal Bureau of Justice"),
                    "/620100/",
                )],
            },
        },
    );
    for (name, open) in [("portal/home", true), ("portal/home-closed", false)] {
        let view = view::Home {
            card: card(lang, open),
            services: services(lang),
            road: open.then(|| "/620100/road".into()),
        };
        add(all, name, &portal::home::HomePage { frame: plain(Section::Home), view });
    }
    let large = Frame { size: TextSize::Large, theme: Theme::Dark, ..plain(Section::Home) };
    let view =
        view::Home { card: card(lang, true), services: services(lang), road: Some("/620100/road".into()) };
    add(all, "portal/home-large-dark", &portal::home::HomePage { frame: large, view });
    add(
        all,
        "portal/services",
        &portal::services::ServicesPage { frame: plain(Section::Services), view: services(lang) },
    );
    add(
        all,
        "portal/guide",
        &portal::guide::GuidePage { frame: plain(Section::Services), view: guide(lang) },
    );
    let bare = view::Guide {
        name: w(lang, "政府信息公开", "Disclosure of information"),
        ..view::Guide::default()
    };
    add(all, "portal/guide-bare", &portal::guide::GuidePage { frame: plain(Section::Services), view: bare });
    add(all, "portal/road", &portal::road::RoadPage::new(plain(Section::Services), road(lang)));
    add(
        all,
        "portal/road-open",
        &portal::road_end::RoadEndPage { frame: plain(Section::Services), view: road_end(lang, true) },
    );
    add(
        all,
        "portal/road-other",
        &portal::road_end::RoadEndPage { frame: plain(Section::Services), view: road_end(lang, false) },
    );
    apply(lang, all);
    add(
        all,
        "portal/receipt",
        &portal::receipt::ReceiptPage { frame: plain(Section::Follow), view: receipt(lang) },
    );
    add(
        all,
        "portal/my-file",
        &portal::my_file::MyFilePage {
            frame: party(lang, Section::Follow), view: my_file(lang, "马晓兰")
        },
    );
    add(
        all,
        "portal/my-file-hostile",
        &portal::my_file::MyFilePage { frame: party(lang, Section::Follow), view: my_file(lang, HOSTILE) },
    );
    add(
        all,
        "portal/my-files",
        &portal::my_files::MyFilesPage { frame: party(lang, Section::Follow), view: my_files(lang) },
    );
    add(
        all,
        "portal/my-files-none",
        &portal::my_files::MyFilesPage {
            frame: party(lang, Section::Follow),
            view: view::MyFiles::default(),
        },
    );
    for (name, papers) in [("portal/inbox", inbox(lang)), ("portal/inbox-empty", vec![])] {
        let view = view::Inbox {
            file: head(lang),
            e_service: Some(!papers.is_empty()),
            papers,
            e_service_href: Some(format!("{FILE}/acts/agree-e-service")),
        };
        add(all, name, &portal::inbox::InboxPage { frame: party(lang, Section::Follow), view });
    }
    acts(lang, all);
    beginnings(lang, all);
    sign_in(lang, all);
    check(lang, all);
    add(
        all,
        "portal/done",
        &portal::done::DonePage {
            frame: Frame {
                notice: Some(w(lang, "已退出登录。", "You are signed out.")),
                ..plain(Section::Other)
            },
            view: view::Done {
                title: w(lang, "已撤回申请", "The application is withdrawn"),
                says: vec![w(
                    lang,
                    "行政复议机构会作出终止决定并送达给您。",
                    "The unit will end the case and serve its decision on you.",
                )],
                next: vec![link(w(lang, "回到案卷", "Back to the file"), FILE)],
            },
        },
    );
    demo(lang, all);
}

fn beginnings(lang: Lang, all: &mut Vec<Drawn>) {
    for (name, draft) in [("portal/begin", false), ("portal/begin-draft", true)] {
        let view = view::Begin {
            matter: w(lang, "行政复议", "Administrative reconsideration"),
            action: "/620100/apply/reconsideration".into(),
            draft: draft.then(|| view::DraftNote {
                saved_at: at("2026-02-11T02:31:00Z"),
                until: day(2026, 3, 13),
                href: "/620100/drafts/k3m9x2a7q4wdnh8c".into(),
            }),
            guide: "/620100/guides/reconsideration".into(),
            road: draft.then(|| "/620100/road".into()),
        };
        let frame = public(lang, Section::Services);
        add(all, name, &portal::apply::BeginPage { frame, view });
    }
    let account = field(
        "login",
        w(lang, "账号", "Account"),
        FieldKind::Known { value: HOSTILE.into(), input: "text".into(), autocomplete: "username".into() },
    );
    let view = view::Invited {
        file: head(lang),
        role: w(lang, "第三人", "Third party"),
        name: Some(HOSTILE.into()),
        form: one("/620100/invitations/7K4M", w(lang, "参加", "Join"), vec![account]),
    };
    add(all, "portal/invited", &portal::invited::InvitedPage { frame: public(lang, Section::Other), view });
}

fn card(lang: Lang, open: bool) -> view::BureauCard {
    view::BureauCard {
        name: w(lang, "兰州市司法局", "Lanzhou Municipal Bureau of Justice"),
        phone: "0931-7879400".into(),
        tel: "+869317879400".into(),
        address: w(
            lang,
            "兰州市城关区南滨河东路861号",
            "No. 861, South Riverside East Road, Chengguan District, Lanzhou",
        ),
        hours: vec![
            w(lang, "周一至周五 9:00–12:00、13:00–17:00", "Monday to Friday, 9:00–12:00 and 13:00–17:00"),
            w(lang, "法定节假日除外", "except public holidays"),
        ],
        open,
        open_note: if open {
            w(lang, "今天到 17:00", "today until 17:00")
        } else {
            w(lang, "2月24日 周二 9:00 开门", "opens Tue 24 Feb at 9:00")
        },
        about: w(
            lang,
            "承担市政府的行政复议，办理公证、律师、司法鉴定、法律援助、社区矫正等事项。",
            "Reconsiders administrative acts for the city government, and looks after notaries, lawyers, forensic experts, legal aid and community correction.",
        ),
    }
}

fn services(lang: Lang) -> Vec<view::Service> {
    vec![view::Service {
        name: w(lang, "行政复议", "Administrative reconsideration"),
        what: w(
            lang,
            "认为行政机关的行政行为侵犯您的合法权益，请求上级机关审查。",
            "Ask a higher organ to review an administrative act that has infringed your lawful rights.",
        ),
        law: "行政复议法".into(),
        guide: "/620100/guides/reconsideration".into(),
        marks: vec![
            w(lang, "知道之日起 60 日内提出", "within 60 days of learning of the act"),
            w(lang, "不收费", "free of charge"),
        ],
    }]
}

fn item(name: String, note: Option<String>, required: bool, cite: &str, quote: &str) -> view::GuideItem {
    view::GuideItem {
        name,
        note,
        required,
        bases: if cite.is_empty() { vec![] } else { vec![basis(cite, quote)] },
    }
}

fn guide(lang: Lang) -> view::Guide {
    let limit = |rule: &str,
                 zh: &str,
                 en: &str,
                 lz: &str,
                 le: &str,
                 fz: &str,
                 fe: &str,
                 bz: &str,
                 be: &str,
                 then: Option<String>,
                 cite: &str,
                 quote: &str| LimitRule {
        rule: rule.into(),
        name: w(lang, zh, en),
        length: w(lang, lz, le),
        from: w(lang, fz, fe),
        binds: w(lang, bz, be),
        consequence: then,
        bases: vec![basis(cite, quote)],
    };
    view::Guide {
        name: w(lang, "行政复议", "Administrative reconsideration"),
        law: "中华人民共和国行政复议法".into(),
        text: vec![
            Block::Para(w(
                lang,
                "行政机关对您作出处罚、强制、许可等决定，或者没有履行法定职责，您认为侵犯了自己的合法权益，可以请求上一级机关审查。审查不收费，也不会因为您申请而对您更不利。",
                "If an administrative organ has punished, coerced or refused you something, or has failed to act, you may ask the organ above it to review that. The review is free, and you cannot be left worse off for asking.",
            )),
            Block::Heading(w(lang, "提出以后", "Once you have applied")),
            Block::Items(vec![
                w(
                    lang,
                    "五个工作日内决定是否受理；没有决定的，视为受理。",
                    "Whether the application is taken is decided within five working days; if nothing is decided, it counts as accepted.",
                ),
                w(
                    lang,
                    "行政机关须在十日内答复，并提交证据。",
                    "The organ must answer within ten working days, with its evidence.",
                ),
            ]),
        ],
        who: vec![
            item(
                w(lang, "申请人：公民、法人或者其他组织", "Applicant: a person or an organisation"),
                None,
                false,
                "行政复议法 第十四条第一款",
                "依照本法申请行政复议的公民、法人或者其他组织是申请人",
            ),
            item(
                w(lang, "可以委托一至二名代理人", "You may appoint one or two agents"),
                Some(w(lang, "须提交授权委托书。", "With a written authority.")),
                false,
                "行政复议法 第十七条",
                "",
            ),
        ],
        conditions: vec![
            item(
                w(lang, "有明确的被申请人", "There is a definite respondent"),
                None,
                false,
                "行政复议法 第三十条第一款第一项",
                "",
            ),
            item(
                w(lang, "与行政行为有利害关系", "You have an interest in the act"),
                None,
                false,
                "行政复议法 第三十条第一款第二项",
                "",
            ),
            item(
                w(lang, "在法定申请期限内提出", "You apply within the time the law gives"),
                Some(w(
                    lang,
                    "自知道或者应当知道之日起六十日。",
                    "Sixty days from the day you knew or should have known.",
                )),
                false,
                "行政复议法 第二十条第一款",
                "可以自知道或者应当知道该行政行为之日起六十日内提出行政复议申请",
            ),
        ],
        materials: vec![
            item(
                w(lang, "申请书", "The application"),
                Some(w(
                    lang,
                    "在网上填写；也可以当面、邮寄或者口头提出。",
                    "Filled in here; or at the counter, by post, or orally.",
                )),
                true,
                "行政复议法 第二十二条",
                "",
            ),
            item(w(lang, "身份证明", "Proof of identity"), None, true, "", ""),
            item(w(lang, "行政决定书和其他证据", "The decision and other evidence"), None, false, "", ""),
        ],
        steps: vec![
            item(
                w(lang, "申请", "Apply"),
                Some(w(lang, "申请人", "the applicant")),
                false,
                "行政复议法 第二十二条",
                "",
            ),
            item(
                w(lang, "审查并受理", "Screen and accept"),
                Some(w(lang, "行政复议机构", "the reconsideration unit")),
                false,
                "行政复议法 第三十条",
                "",
            ),
            item(
                w(lang, "答复、听取意见、听证", "Reply, hearing of the parties, hearing"),
                None,
                false,
                "行政复议法 第四十八条",
                "",
            ),
            item(w(lang, "决定", "Decide"), None, false, "行政复议法 第六十一条第一款", ""),
        ],
        limits: vec![
            limit(
                "R-R01",
                "申请期限",
                "Time to apply",
                "60 日",
                "60 days",
                "知道该行政行为之日",
                "the day you learned of the act",
                "申请人",
                "applicant",
                None,
                "行政复议法 第二十条第一款",
                "六十日内提出行政复议申请",
            ),
            limit(
                "R-R06",
                "审查期限",
                "Screening",
                "5 个工作日",
                "5 working days",
                "收到申请之日",
                "the day the application came in",
                "本机关",
                "this office",
                Some(w(lang, "届满视为受理。", "When it runs out, the case counts as accepted.")),
                "行政复议法 第三十条第三款",
                "审查期限届满之日起视为受理",
            ),
            limit(
                "R-R29",
                "审理期限",
                "Decision",
                "60 日",
                "60 days",
                "受理之日",
                "the day of acceptance",
                "本机关",
                "this office",
                None,
                "行政复议法 第六十二条第一款",
                "应当自受理申请之日起六十日内作出行政复议决定",
            ),
        ],
        cost: Some(item(
            w(lang, "不收取任何费用。", "Nothing is charged."),
            None,
            false,
            "行政复议法 第八十七条",
            "不得向申请人收取任何费用",
        )),
        remedies: vec![item(
            w(
                lang,
                "对决定不服，可以自收到之日起十五日内向人民法院起诉",
                "Against the decision you may sue within fifteen days of receiving it",
            ),
            None,
            false,
            "行政诉讼法 第四十五条",
            "可以在收到复议决定书之日起十五日内向人民法院提起诉讼",
        )],
        papers: vec![w(lang, "受理通知书", "Notice of acceptance")],
        road: Some("/620100/road".into()),
        start: Some("/620100/apply/reconsideration".into()),
        draft: Some("/620100/drafts/k3m9x2a7q4wdnh8c".into()),
    }
}

fn road(lang: Lang) -> view::Road {
    let mut who = Field {
        hint: Some(w(
            lang,
            "看决定书上的落款和印章。",
            "Look at the signature and the seal on the decision.",
        )),
        error: Some(w(lang, "请选择一项。", "Choose one.")),
        ..field(
            "organ",
            w(lang, "是哪一级机关作出的？", "Which organ made it?"),
            FieldKind::Choice {
                choices: vec![
                    choice("department", w(lang, "兰州市的工作部门", "A department of the city"), "", false),
                    choice(
                        "district",
                        w(lang, "区、县人民政府", "A district or county government"),
                        "",
                        false,
                    ),
                    choice(
                        "vertical",
                        w(
                            lang,
                            "海关、金融、外汇、税务、国家安全机关",
                            "Customs, finance, foreign exchange, tax, state security",
                        ),
                        "第二十七条",
                        false,
                    ),
                    choice("unknown", w(lang, "不清楚", "I do not know"), "", false),
                ],
            },
        )
    };
    who.required = true;
    let mut form = one("/620100/road", w(lang, "下一步", "Next"), vec![who]);
    form.one_question = true;
    form.hidden = vec![("kind".into(), "penalty".into())];
    view::Road { n: 2, form, back: "/620100/road?was=act".into() }
}

fn road_end(lang: Lang, open: bool) -> view::RoadEnd {
    view::RoadEnd {
        title: if open {
            w(
                lang,
                "可以向兰州市人民政府申请行政复议",
                "You may apply to the City of Lanzhou for reconsideration",
            )
        } else {
            w(lang, "这件事要向人民法院起诉", "This goes to the People's Court")
        },
        why: vec![item(
            w(lang, "行政处罚属于行政复议范围。", "A penalty can be reconsidered."),
            None,
            false,
            "行政复议法 第十一条第一项",
            "对行政机关作出的行政处罚决定不服",
        )],
        until: open.then(|| crate::view::clock::Clock {
            name: w(lang, "申请期限", "Time to apply"),
            rule: "R-R01".into(),
            due: Some(day(2026, 3, 16)),
            left: Some(33),
            ..screening(lang)
        }),
        next: vec![item(
            w(lang, "准备好决定书和身份证明。", "Have the decision and your identity document at hand."),
            None,
            false,
            "行政复议法 第二十二条第一款",
            "书面申请有困难的，也可以口头申请",
        )],
        start: open
            .then(|| link(w(lang, "填写申请", "Fill in the application"), "/620100/apply/reconsideration")),
        guide: open.then(|| link(w(lang, "看办事指南", "Read the guide"), "/620100/guides/reconsideration")),
        others: vec![
            item(
                w(lang, "向人民法院起诉", "Sue in the People's Court"),
                Some(w(
                    lang,
                    "处罚不是当场作出的，也可以不经复议直接起诉。",
                    "Where the penalty was not imposed on the spot, you may also sue without reconsideration.",
                )),
                false,
                "行政诉讼法 第四十四条",
                "",
            ),
            item(
                w(lang, "申请政府信息公开", "Ask for disclosure"),
                Some(w(
                    lang,
                    "只想得到文件的，先申请公开。",
                    "If it is a document you want, ask for that first.",
                )),
                false,
                "政府信息公开条例 第二十七条",
                "",
            ),
            item(
                w(lang, "信访", "Petition"),
                Some(w(lang, "对工作人员的意见、建议。", "For complaints and suggestions about staff.")),
                false,
                "",
                "",
            ),
        ],
        answers: vec![pair(
            w(lang, "是什么事？", "What is it about?"),
            text(w(lang, "行政处罚", "A penalty")),
        )],
        today: Some(day(2026, 2, 11)),
        back: "/620100/road?was=penalty".into(),
        again: "/620100/road".into(),
    }
}

fn apply(lang: Lang, all: &mut Vec<Drawn>) {
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

fn receipt(lang: Lang) -> view::Receipt {
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

fn inbox(lang: Lang) -> Vec<view::InboxPaper> {
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

fn my_file(lang: Lang, name: &str) -> view::MyFile {
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

fn my_files(lang: Lang) -> view::MyFiles {
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

fn acts(lang: Lang, all: &mut Vec<Drawn>) {
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

fn sign_in(lang: Lang, all: &mut Vec<Drawn>) {
    let known = |id: &str, zh_: &str, en: &str, input: &str, auto: &str| {
        field(
            id,
            w(lang, zh_, en),
            FieldKind::Known { value: String::new(), input: input.into(), autocomplete: auto.into() },
        )
    };
    let account = one(
        "/620100/sign-in",
        w(lang, "登录", "Sign in"),
        vec![
            known("login", "账号", "Account", "text", "username"),
            known("password", "密码", "Password", "password", "current-password"),
        ],
    );
    let setup = one(
        "/620100/setup",
        w(lang, "设定密码并登录", "Set the password and sign in"),
        vec![
            known("code", "代码", "Code", "text", "off"),
            known("password", "新密码", "New password", "password", "new-password"),
        ],
    );
    add(all, "portal/setup", &portal::setup::SetupPage { frame: public(lang, Section::SignIn), form: setup });
    let mut wrong = account.clone();
    wrong.errors = vec![w(
        lang,
        "账号或者密码不对。再错三次，这个账号和地址会锁定十五分钟。",
        "The account or the password is wrong. After three more attempts, this account is locked from your address for fifteen minutes.",
    )];
    let code = one(
        "/620100/code",
        w(lang, "进入案卷", "Open the file"),
        vec![Field {
            hint: Some(w(
                lang,
                "回执或者邀请函上的 12 位代码。",
                "The twelve letters and digits on the receipt or the invitation.",
            )),
            ..known("code", "代码", "Code", "text", "off")
        }],
    );
    for (name, form, by_code) in [
        ("portal/sign-in", account, false),
        ("portal/sign-in-wrong", wrong, false),
        ("portal/code", code, true),
    ] {
        let other = if by_code {
            link(w(lang, "用账号登录", "Sign in with an account"), "/620100/sign-in")
        } else {
            link(
                w(lang, "用回执或者邀请代码进入", "Use the code of a receipt or an invitation"),
                "/620100/code",
            )
        };
        let demo = (!by_code).then(|| link(w(lang, "演示账号", "Sign-ins of the fictional city"), "/demo"));
        add(
            all,
            name,
            &portal::sign_in::SignInPage {
                frame: public(lang, Section::SignIn),
                view: view::SignIn { form, by_code, other, demo },
            },
        );
    }
}

fn check(lang: Lang, all: &mut Vec<Drawn>) {
    let form = one(
        "/check",
        w(lang, "查找", "Look up"),
        vec![Field {
            hint: Some(w(lang, "印在文书首页二维码下方。", "Printed below the QR code on the first page.")),
            ..field(
                "code",
                w(lang, "核对码", "Check code"),
                FieldKind::Known { value: HOSTILE.into(), input: "text".into(), autocomplete: "off".into() },
            )
        }],
    );
    let found = view::Checked {
        organ: "兰州市人民政府".into(),
        number: "兰政复决〔2026〕9号".into(),
        date: Some(day(2026, 5, 6)),
        title: "行政复议决定书".into(),
        parties: vec![
            pair(w(lang, "申请人", "Applicant"), Value::Masked("马**".into())),
            pair(w(lang, "被申请人", "Respondent"), zh("兰州市市场监督管理局")),
        ],
        holding: Some(w(lang, "撤销", "Quashed")),
        versions: vec![
            view::Version {
                name: w(lang, "用印原件", "The original with its seal"),
                sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
                same: w(lang, "逐字节相同：用印原件。", "The same: the original with its seal."),
            },
            view::Version {
                name: w(lang, "文书正文（未用印）", "The text as issued"),
                sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".into(),
                same: w(lang, "逐字节相同：文书正文。", "The same: the text as issued."),
            },
        ],
        replaced: None,
    };
    for (name, found, unknown) in [
        ("portal/check", None, false),
        ("portal/check-unknown", None, true),
        ("portal/check-found", Some(found), false),
    ] {
        add(
            all,
            name,
            &portal::check::CheckPage {
                frame: public(lang, Section::Check),
                view: view::Check { form: form.clone(), found, unknown },
            },
        );
    }
}

fn demo(lang: Lang, all: &mut Vec<Drawn>) {
    let frame = || Frame { city: None, ..public(lang, Section::Other) };
    let mail = Mail {
        to: HOSTILE.into(),
        address: "ma@example.test".into(),
        subject: "您的行政复议申请已收到".into(),
        at: at("2026-02-11T02:40:20Z"),
        body: vec!["兰政复〔2026〕17号 已登记。".into(), "凭回执代码可以随时查看进展。".into()],
        links: vec![link(w(lang, "打开案卷", "Open the file"), FILE)],
    };
    add(
        all,
        "demo/mail",
        &crate::demo::mail::MailPage {
            frame: frame(),
            view: Mailbox { mails: vec![mail], next: Some("/demo/mail?after=40".into()) },
        },
    );
    let who = |name: &str, zh_: &str, en: &str, login: &str, tz: &str, te: &str| SignInPerson {
        name: name.into(),
        post: w(lang, zh_, en),
        login: login.into(),
        password: "lanzhou-2026".into(),
        try_this: w(lang, tz, te),
    };
    add(
        all,
        "demo/people",
        &crate::demo::people::PeoplePage {
            frame: frame(),
            view: SignIns {
                clock: Some(crate::view::demo::DemoTime {
                    now: at("2026-02-11T02:31:00Z"),
                    steps: vec![("2026-02-12".into(), w(lang, "下一天", "Next day"))],
                    to: "2026-01-01".into(),
                    error: Some(w(lang, "时钟只能向前拨。", "The clock only moves on.")),
                }),
                cities: vec![SignInCity {
                    name: w(lang, "兰州市", "Lanzhou"),
                    home: "/620100/".into(),
                    sign_in: "/620100/sign-in".into(),
                    people: vec![
                        who(
                            "周承办",
                            "承办人",
                            "Case officer",
                            "zhou",
                            "今日待办、受理、拟制决定",
                            "today's list, accepting, drafting",
                        ),
                        who(
                            "陈局长",
                            "司法局局长",
                            "Director",
                            "chen",
                            "在手机上审批",
                            "approving on a phone",
                        ),
                        who(
                            "赵收件",
                            "收件员",
                            "Intake clerk",
                            "zhao",
                            "两分钟登记一件窗口申请",
                            "registering a counter application in two minutes",
                        ),
                    ],
                }],
            },
        },
    );
}
