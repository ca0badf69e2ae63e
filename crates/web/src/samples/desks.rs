//! Samples of what an officer has on the desk.

use super::{
    Drawn, FILE, HOSTILE, add, at, day, examination,
    forms::{self, choice, field, one},
    head, link, officer, pair, reply, screening, screening_head, stopped, text, w, zh,
};
use crate::{
    lang::Lang,
    view::{
        FileHead, Value, Zh,
        desk::{
            ApprovalRow, Approvals, Channel, Column, Count, Duplicate, Filter, FilterKind, HolidayReport,
            HolidayYear, Holidays, Intake, Recent, Register, RegisterRow, Shift, Task, TaskGroup, Today,
        },
        form::{Field, FieldKind, Fold, FormSection},
        statistics::{Axis, Bar, Cells, Figure, Statistics},
    },
    workbench,
};

pub(super) fn draw(lang: Lang, all: &mut Vec<Drawn>) {
    accounts(lang, all);
    add(
        all,
        "workbench/today",
        &workbench::today::TodayPage { frame: officer(lang, "Today"), view: today(lang) },
    );
    let empty = Today { groups: vec![], counts: vec![], next: None, total: 0, ..today(lang) };
    add(
        all,
        "workbench/today-empty",
        &workbench::today::TodayPage { frame: officer(lang, "Today"), view: empty },
    );
    add(
        all,
        "workbench/register",
        &workbench::register::RegisterPage { frame: officer(lang, "Reconsiderations"), view: register(lang) },
    );
    let none = Register { rows: vec![], total: Some(0), ..register(lang) };
    add(
        all,
        "workbench/register-empty",
        &workbench::register::RegisterPage { frame: officer(lang, "Reconsiderations"), view: none },
    );
    for (name, view) in [
        ("workbench/statistics", statistics(lang)),
        ("workbench/statistics-none", Statistics { figures: vec![], ..statistics(lang) }),
    ] {
        let frame = officer(lang, "Reconsiderations");
        add(all, name, &workbench::statistics::StatisticsPage { frame, view });
    }
    add(
        all,
        "workbench/intake",
        &workbench::intake::IntakePage { frame: officer(lang, "Intake"), view: intake(lang) },
    );
    add(
        all,
        "workbench/intake-bare",
        &workbench::intake::IntakePage {
            frame: officer(lang, "Intake"),
            view: Intake { duplicates: vec![], recent: vec![], ..intake(lang) },
        },
    );
    let row = ApprovalRow {
        name: w(lang, "受理", "Accept"),
        file: screening_head(lang),
        why: w(lang, "2026年3月9日提请", "asked on 9 March 2026"),
        clock: Some(screening(lang)),
        href: "/620100/approvals/31".into(),
    };
    let other = ApprovalRow {
        name: w(lang, "中止", "Suspend"),
        file: FileHead { title: HOSTILE.into(), number: None, ..head(lang) },
        clock: None,
        href: "/620100/approvals/32".into(),
        ..row.clone()
    };
    add(
        all,
        "workbench/approvals",
        &workbench::approvals::ApprovalsPage {
            frame: officer(lang, "Approvals"),
            view: Approvals { rows: vec![row, other] },
        },
    );
    add(
        all,
        "workbench/approvals-none",
        &workbench::approvals::ApprovalsPage {
            frame: officer(lang, "Approvals"),
            view: Approvals::default(),
        },
    );
    for (name, faulty) in [("workbench/holidays", false), ("workbench/holidays-faulty", true)] {
        add(
            all,
            name,
            &workbench::holidays::HolidaysPage {
                frame: officer(lang, "Holidays"),
                view: holidays(lang, faulty),
            },
        );
    }
}

fn accounts(lang: Lang, all: &mut Vec<Drawn>) {
    use crate::view::desk::{AccountPage, AccountRow, Accounts, PostRow};
    let row = |active| AccountRow {
        id: "a1".into(),
        login: "zhou".into(),
        name: HOSTILE.into(),
        posts: if active {
            w(lang, "承办人（行政复议机构）", "Case officer (Reconsideration unit)")
        } else {
            String::new()
        },
        active,
        href: "/620100/accounts/a1".into(),
    };
    let view = |offices| Accounts {
        officers: vec![row(true), row(false)],
        offices,
        new_officer: "/620100/accounts/new".into(),
        new_office: "/620100/accounts/new-office".into(),
    };
    for (name, view) in
        [("workbench/accounts", view(vec![row(true)])), ("workbench/accounts-no-office", view(vec![]))]
    {
        add(all, name, &workbench::accounts::AccountsPage { frame: officer(lang, "Accounts"), view });
    }
    let name = field("name", w(lang, "姓名", "Name"), FieldKind::Text { value: HOSTILE.into() });
    let mut form = one("/620100/accounts/new", w(lang, "新增", "Add"), vec![name]);
    form.errors = vec![w(lang, "这个账号已经有人使用。", "This account name is taken.")];
    let new = workbench::accounts::NewAccountPage {
        frame: officer(lang, "Accounts"),
        name: w(lang, "新增工作人员", "A new officer"),
        form,
        back: "/620100/accounts".into(),
    };
    add(all, "workbench/account-new", &new);
    let post = |until: Option<jiff::civil::Date>| PostRow {
        post: w(lang, "承办人", "Case officer"),
        office: w(lang, "行政复议机构", "Reconsideration unit"),
        from: Some(day(2025, 7, 1)),
        until,
        today: until.is_none(),
        end: until.is_none().then(|| "2025-07-01/case-officer/reconsideration-unit".into()),
    };
    let give = one(
        "/620100/accounts/a1",
        w(lang, "授予", "Give it"),
        vec![field("from", w(lang, "第一天", "First day"), FieldKind::Date { value: "2026-02-11".into() })],
    );
    let account = |own, posts| AccountPage {
        row: row(own),
        action: "/620100/accounts/a1".into(),
        code: own.then(|| "7K4M-Q2XD-9WHN-C3B8".into()),
        code_href: "https://xiezhi.example/620100/setup".into(),
        own,
        officer: true,
        posts,
        form: give.clone(),
    };
    let posts = vec![post(None), post(Some(day(2025, 12, 31)))];
    for (name, view) in
        [("workbench/account", account(true, posts)), ("workbench/account-bare", account(false, vec![]))]
    {
        add(all, name, &workbench::account::AccountPageHtml { frame: officer(lang, "Accounts"), view });
    }
}

fn today(lang: Lang) -> Today {
    let matter = w(lang, "行政复议", "Administrative reconsideration");
    let task = |zh_: &str, en: &str, file: FileHead, clock, why: Option<String>| Task {
        name: w(lang, zh_, en),
        file,
        matter: matter.clone(),
        href: format!("{FILE}/acts/accept"),
        clock,
        why,
        shared_with: None,
    };
    let other = |n: u32, title: &str| FileHead {
        number: Some(Zh(format!("兰政复〔2026〕{n}号"))),
        title: title.into(),
        ..head(lang)
    };
    Today {
        date: day(2026, 2, 23),
        day_note: w(lang, "休息日（春节）", "a day off (Spring Festival)"),
        groups: vec![
            TaskGroup {
                name: w(lang, "已过期限", "Overdue"),
                due: true,
                tasks: vec![task(
                    "催告被申请人答复",
                    "Chase the respondent's reply",
                    other(9, "金某不服兰州市公安局行政拘留"),
                    Some(reply(lang)),
                    None,
                )],
            },
            TaskGroup {
                name: w(lang, "本周到期", "Due this week"),
                due: true,
                tasks: vec![
                    task(
                        "受理或者不予受理",
                        "Accept or do not accept",
                        screening_head(lang),
                        Some(screening(lang)),
                        None,
                    ),
                    Task {
                        shared_with: Some(
                            w(lang, "王协办 也可以办", "王协办 may do it too").replace("王协办", "Wang"),
                        ),
                        ..task(
                            "发送副本、通知答复",
                            "Send the copy and ask for a reply",
                            other(14, HOSTILE),
                            Some(screening(lang)),
                            None,
                        )
                    },
                ],
            },
            TaskGroup {
                name: w(lang, "以后到期", "Due later"),
                due: false,
                tasks: vec![
                    task(
                        "作出复议决定",
                        "Decide",
                        other(6, "某建筑公司不服兰州市住建局责令停工"),
                        Some(examination(lang)),
                        None,
                    ),
                    task(
                        "恢复审理",
                        "Resume",
                        other(3, "某商贸公司不服七里河区政府征收决定"),
                        Some(stopped(lang)),
                        None,
                    ),
                ],
            },
            TaskGroup {
                name: w(lang, "没有期限", "Without a day"),
                due: false,
                tasks: vec![task(
                    "受理",
                    "Accept",
                    other(12, "杨某不服榆中县政府不履行职责"),
                    None,
                    Some(w(
                        lang,
                        "陈局长退回：请说明第三人是否已通知。",
                        "Returned by the director: say whether the third party was told.",
                    )),
                )],
            },
        ],
        filters: vec![
            Filter {
                id: "act".into(),
                name: w(lang, "事务", "Task"),
                kind: FilterKind::Choice(vec![
                    choice("accept", w(lang, "受理", "Accept"), "", false),
                    choice("decide", w(lang, "决定", "Decide"), "", false),
                ]),
            },
            Filter {
                id: "mine".into(),
                name: w(lang, "承办", "Whose"),
                kind: FilterKind::Choice(vec![
                    choice("lead", w(lang, "我承办的", "Mine"), "", true),
                    choice("unit", w(lang, "本科室的", "My unit's"), "", false),
                ]),
            },
        ],
        total: 6,
        counts: vec![
            Count {
                name: w(lang, "已过期", "overdue"),
                n: 1,
                href: "/620100/work?due=overdue".into(),
                due: true,
            },
            Count {
                name: w(lang, "本周到期", "due this week"),
                n: 2,
                href: "/620100/work?due=week".into(),
                due: true,
            },
            Count {
                name: w(lang, "待送达", "to be served"),
                n: 4,
                href: "/620100/work?act=serve".into(),
                due: false,
            },
        ],
        next: Some("/620100/work?after=xk3".into()),
    }
}

fn register(lang: Lang) -> Register {
    let column = |zh_: &str, en: &str, sort: &str, sorted, number| Column {
        name: w(lang, zh_, en),
        sort: (!sort.is_empty()).then(|| format!("?sort={sort}")),
        sorted,
        number,
    };
    let row = |n: i64, who: &str, respondent: &str, state: String, opened, due: Value, is_due| RegisterRow {
        href: FILE.into(),
        cells: vec![
            zh(&format!("兰政复〔2026〕{n}号")),
            Value::Masked(who.into()),
            zh(respondent),
            text(state),
            Value::Date(opened),
            due,
            Value::Money(n * 120_000),
        ],
        due: is_due,
    };
    let states = [
        w(lang, "审查中", "Being screened"),
        w(lang, "审理中", "Under examination"),
        w(lang, "已办结", "Closed"),
        w(lang, "中止", "Suspended"),
    ];
    let state = |n: usize| states.get(n).cloned().unwrap_or_default();
    Register {
        name: w(lang, "行政复议登记簿", "Register of reconsiderations"),
        href: "/620100/registers/reconsideration".into(),
        query: HOSTILE.into(),
        figures: link(w(lang, "统计", "Figures"), "/620100/statistics/reconsideration"),
        hidden: vec![("measure".into(), HOSTILE.into())],
        filters: vec![
            Filter {
                id: "state".into(),
                name: w(lang, "状态", "State"),
                kind: FilterKind::Choice(vec![choice(
                    "screening",
                    w(lang, "审查中", "Being screened"),
                    "",
                    true,
                )]),
            },
            Filter {
                id: "act_kind".into(),
                name: w(lang, "行政行为类别", "Kind of act"),
                kind: FilterKind::Choice(forms::kinds_of_act(lang)),
            },
            Filter {
                id: "opened_on".into(),
                name: w(lang, "收件日期", "Opened"),
                kind: FilterKind::Span { from: "2026-01-01".into(), to: String::new() },
            },
            Filter {
                id: "act_number".into(),
                name: w(lang, "文号", "Number of the act"),
                kind: FilterKind::Text(String::new()),
            },
        ],
        set: vec![
            link(w(lang, "状态：审查中", "State: being screened"), "?state="),
            link(w(lang, "2026年1月1日起", "Opened from 1 January 2026"), "?opened_on.from="),
        ],
        columns: vec![
            column("案号", "Number", "number", Some("descending"), false),
            column("申请人", "Applicant", "", None, false),
            column("被申请人", "Respondent", "respondent", None, false),
            column("状态", "State", "state", None, false),
            column("收件", "Opened", "opened_on", None, false),
            column("审理期限", "Due", "due", None, false),
            column("涉及款额", "Sum at stake", "", None, true),
        ],
        rows: vec![
            row(
                17,
                "马*",
                "兰州市市场监督管理局",
                state(1),
                day(2026, 2, 11),
                Value::Date(day(2026, 5, 9)),
                false,
            ),
            row(
                16,
                "甘肃**商贸公司",
                "兰州市生态环境局",
                state(0),
                day(2026, 2, 9),
                Value::Date(day(2026, 2, 24)),
                true,
            ),
            row(15, HOSTILE, "城关区人民政府", state(3), day(2026, 2, 6), Value::None, false),
            row(14, "杨*", "榆中县人民政府", state(1), day(2026, 2, 4), Value::Date(day(2026, 4, 13)), false),
            row(13, "李*", "兰州市公安局", state(2), day(2026, 1, 29), Value::None, false),
            row(
                12,
                "金*",
                "兰州市住房和城乡建设局",
                state(1),
                day(2026, 1, 27),
                Value::Date(day(2026, 4, 7)),
                false,
            ),
        ],
        total: Some(1_204),
        back: None,
        next: Some("?after=12".into()),
        exports: vec![link("XLSX".into(), "?as=xlsx"), link("CSV".into(), "?as=csv")],
        new: Some(link(w(lang, "登记收件", "Register an application"), "/620100/intake/reconsideration")),
    }
}

fn intake(lang: Lang) -> Intake {
    let f = |id: &str, zh_: &str, en: &str, kind| field(id, w(lang, zh_, en), kind);
    let mut form = one(
        "/620100/intake/reconsideration?channel=post",
        w(lang, "登记并打印回执", "Register and print the receipt"),
        vec![
            f("received_on", "收到日期", "Received on", FieldKind::Date { value: "2026-02-11".into() }),
            Field {
                hint: Some(w(lang, "以邮戳为准。", "As on the postmark.")),
                required: false,
                ..f("posted_on", "交邮日期", "Postmark", FieldKind::Date { value: "2026-02-10".into() })
            },
        ],
    );
    form.sections.push(FormSection {
        title: Some(w(lang, "申请人", "Applicant")),
        fields: vec![
            f("applicant.name", "姓名或者名称", "Name", FieldKind::Text { value: HOSTILE.into() }),
            f(
                "applicant.phone",
                "电话",
                "Telephone",
                FieldKind::Known {
                    value: "13919302417".into(),
                    input: "tel".into(),
                    autocomplete: "off".into(),
                },
            ),
        ],
        ..FormSection::default()
    });
    form.sections.push(FormSection {
        title: Some(w(lang, "申请人的代理人", "Agent of the applicant")),
        fields: vec![f("agent.name", "姓名", "Name", FieldKind::Text { value: String::new() })],
        fold: Some(Fold { says: w(lang, "没有的不用打开", "open only if there is one"), open: false }),
        ..FormSection::default()
    });
    form.sections.push(FormSection {
        title: Some(w(lang, "行政行为", "The act")),
        fields: vec![
            f(
                "act_kind",
                "行政行为类别",
                "Kind of act",
                FieldKind::Choice { choices: forms::kinds_of_act(lang) },
            ),
            f(
                "record",
                "扫描件",
                "Scan",
                FieldKind::Attachment { held: vec![], upload: forms::upload(lang) },
            ),
        ],
        ..FormSection::default()
    });
    let channel = |zh_: &str, en: &str, id: &str| Channel {
        name: w(lang, zh_, en),
        href: format!("/620100/intake/reconsideration?channel={id}"),
        chosen: id == "post",
    };
    Intake {
        matter: w(lang, "行政复议", "Administrative reconsideration"),
        channels: vec![
            channel("当面", "At the counter", "counter"),
            channel("邮寄", "By post", "post"),
            channel("口头", "Orally", "oral"),
            channel("经作出机关", "Through the organ", "via-organ"),
        ],
        reasons: vec![],
        form,
        duplicates: vec![Duplicate {
            file: head(lang),
            opened_on: Some(day(2026, 2, 3)),
            why: w(lang, "申请人、被申请人和文号相同", "same applicant, respondent and number of the act"),
        }],
        recent: vec![Recent {
            file: FileHead { title: HOSTILE.into(), ..head(lang) },
            at: at("2026-02-11T02:40:12Z"),
            receipt: format!("{FILE}/receipt"),
        }],
    }
}

fn holidays(lang: Lang, faulty: bool) -> Holidays {
    let form = one(
        "/620100/holidays",
        w(lang, "检查并采用", "Check and use"),
        vec![Field {
            hint: Some(w(
                lang,
                "TOML 文件，格式见 docs/holidays.md。",
                "A TOML file; docs/holidays.md has the format.",
            )),
            ..field(
                "notice",
                w(lang, "放假通知文件", "File of the notice"),
                FieldKind::Attachment {
                    held: vec![],
                    upload: crate::view::form::Upload {
                        href: None,
                        accept: ".toml".into(),
                        kinds: "TOML".into(),
                        most_bytes: 65_536,
                        most: 1,
                    },
                },
            )
        }],
    );
    Holidays {
        years: vec![HolidayYear {
            year: 2026,
            title: "国务院办公厅关于2026年部分节假日安排的通知".into(),
            version: w(lang, "第 1 版", "version 1"),
            off: 33,
            make_up: 6,
            spans: vec![
                pair(w(lang, "春节", "Spring Festival"), text(w(lang, "2月15日至23日", "15–23 February"))),
                pair(w(lang, "清明节", "Tomb-sweeping Day"), text(w(lang, "4月4日至6日", "4–6 April"))),
            ],
        }],
        form,
        report: (!faulty).then(|| HolidayReport {
            at: at("2026-11-10T01:00:00Z"),
            counted: 214,
            shifts: vec![Shift {
                file: head(lang),
                limit: w(lang, "审理期限", "Decision"),
                from: Some(day(2027, 2, 8)),
                to: Some(day(2027, 2, 18)),
                told: "周承办".into(),
            }],
        }),
        faults: if faulty {
            vec![
                w(
                    lang,
                    "第 12 行：2027-02-14 既是休息日又是调休上班日。",
                    "Line 12: 2027-02-14 is both a day off and a make-up workday.",
                ),
                HOSTILE.replace('赵', ""),
            ]
        } else {
            vec![]
        },
    }
}

fn statistics(lang: Lang) -> Statistics {
    let cells = |now: &str, size: u8| Cells {
        now: now.into(),
        files: Some("/620100/registers/reconsideration?measure=received&period=2026-H1".into()),
        before: "31".into(),
        change: "+29.0 %".into(),
        year_ago: "–".into(),
        year_change: String::new(),
        size,
    };
    let bars = (0..8_u32).map(|i| Bar {
        name: w(lang, "2025年下半年", "Second half of 2025"),
        words: "31".into(),
        x: i * 24,
        height: 5 + i * 7,
        y: 55 - i * 7,
    });
    Statistics {
        matter: w(lang, "行政复议", "Reconsideration"),
        periods: [
            w(lang, "2026年上半年", "First half of 2026"),
            w(lang, "2025年下半年", "Second half of 2025"),
            w(lang, "2025年上半年", "First half of 2025"),
        ],
        back: "?period=2025-H2".into(),
        next: Some("?period=2026-H2".into()),
        kinds: vec![
            (link(w(lang, "半年", "Half-year"), "?period=2026-H1"), true),
            (link(w(lang, "年", "Year"), "?period=2026"), false),
        ],
        unfinished: true,
        figures: vec![Figure {
            id: "received-count".into(),
            name: w(lang, "收到的申请", "Applications received"),
            cells: cells("40", 0),
            bars: bars.collect(),
            told: w(lang, "2026年上半年 40", "First half of 2026 40"),
            axes: vec![Axis {
                name: w(lang, "领域", "Field"),
                rows: vec![
                    (HOSTILE.replace('赵', ""), cells("25", 100)),
                    (w(lang, "公安", "Police"), cells("15", 60)),
                ],
            }],
        }],
        exports: vec![link("XLSX".into(), "?as=xlsx")],
        register: link(w(lang, "登记簿", "Register"), "/620100/registers/reconsideration"),
    }
}
