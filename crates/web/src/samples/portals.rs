//! Samples of the portal.

use super::{
    Drawn, FILE, HOSTILE, add, at, basis, citizens, day, entering,
    forms::{choice, field, one},
    head, link, pair, party, public, screening, text, w,
};
use crate::{
    frame::{Frame, Section},
    lang::{Lang, TextSize, Theme},
    portal,
    view::{
        Block,
        clock::LimitRule,
        form::{Field, FieldKind},
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
    citizens::apply(lang, all);
    add(
        all,
        "portal/receipt",
        &portal::receipt::ReceiptPage { frame: plain(Section::Follow), view: citizens::receipt(lang) },
    );
    add(
        all,
        "portal/my-file",
        &portal::my_file::MyFilePage {
            frame: party(lang, Section::Follow),
            view: citizens::my_file(lang, "马晓兰"),
        },
    );
    add(
        all,
        "portal/my-file-hostile",
        &portal::my_file::MyFilePage {
            frame: party(lang, Section::Follow),
            view: citizens::my_file(lang, HOSTILE),
        },
    );
    add(
        all,
        "portal/my-files",
        &portal::my_files::MyFilesPage {
            frame: party(lang, Section::Follow),
            view: citizens::my_files(lang),
        },
    );
    add(
        all,
        "portal/my-files-none",
        &portal::my_files::MyFilesPage {
            frame: party(lang, Section::Follow),
            view: view::MyFiles::default(),
        },
    );
    for (name, papers) in [("portal/inbox", citizens::inbox(lang)), ("portal/inbox-empty", vec![])] {
        let view = view::Inbox {
            file: head(lang),
            e_service: Some(!papers.is_empty()),
            papers,
            e_service_href: Some(format!("{FILE}/acts/agree-e-service")),
        };
        add(all, name, &portal::inbox::InboxPage { frame: party(lang, Section::Follow), view });
    }
    citizens::acts(lang, all);
    beginnings(lang, all);
    entering::sign_in(lang, all);
    entering::check(lang, all);
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
    entering::demo(lang, all);
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
