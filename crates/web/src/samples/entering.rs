//! Samples of coming in: signing in, checking a paper, the pages of a demonstration.

use super::{
    Drawn, FILE, HOSTILE, add, at, day,
    forms::{field, one},
    link, pair, public, w, zh,
};
use crate::{
    frame::{Frame, Section},
    lang::Lang,
    portal,
    view::{
        Value,
        demo::{Mail, Mailbox, SignInCity, SignInPerson, SignIns},
        form::{Field, FieldKind},
        portal as view,
    },
};

pub(super) fn sign_in(lang: Lang, all: &mut Vec<Drawn>) {
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

pub(super) fn check(lang: Lang, all: &mut Vec<Drawn>) {
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

pub(super) fn demo(lang: Lang, all: &mut Vec<Drawn>) {
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
