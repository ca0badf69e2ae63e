//! Filled-in views (样例) of every page, for the tests that draw each of them in each language and
//! for looking at the design. They tell the story of one reconsideration, dates and all, as the
//! worked examples do; one variant of each carries a hostile name.

use askama::Template;
use jiff::{Timestamp, civil::Date};

use crate::{
    fault::Fault,
    frame::{CityMark, Frame, NavItem, Reader, Section},
    lang::Lang,
    view::{
        Basis, Document, FileHead, Link, Pair, Reason, Strength, Value, Zh,
        clock::{ChainStep, Clock, CountRow, Standing, StepStanding},
    },
};

mod citizens;
mod desks;
mod entering;
mod files;
mod forms;
mod portals;

/// A page drawn from a sample.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Which page and which sample: `portal/guide`, `workbench/act-refused`.
    pub name: String,
    /// The page.
    pub html: String,
}

/// Words that try to be markup, an attribute, a script, or a formula.
pub const HOSTILE: &str = "=赵<img src=x onerror=alert(1)>\"'&amp;</textarea><script>alert(2)</script>";

/// Every page with every sample, in one language.
pub fn draw(lang: Lang) -> Vec<Drawn> {
    let mut all = Vec::new();
    portals::draw(lang, &mut all);
    desks::draw(lang, &mut all);
    files::draw(lang, &mut all);
    for fault in Fault::samples(lang) {
        let page = fault.page(public(lang, Section::Other));
        add(&mut all, &format!("fault/{}", page_name(&format!("{fault:?}"))), &page);
    }
    all
}

fn page_name(debug: &str) -> String {
    let word: String = debug.chars().take_while(char::is_ascii_alphabetic).collect();
    word.to_lowercase()
}

fn add(all: &mut Vec<Drawn>, name: &str, page: &impl Template) {
    let html = page.render().unwrap_or_else(|e| format!("⟦{name}: {e}⟧"));
    all.push(Drawn { name: name.to_owned(), html });
}

/// Chinese or English.
fn w(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn city(lang: Lang) -> CityMark {
    CityMark {
        code: "620100".into(), bureau: w(lang, "兰州市司法局", "Lanzhou Municipal Bureau of Justice")
    }
}

fn public(lang: Lang, section: Section) -> Frame {
    Frame {
        lang,
        city: Some(city(lang)),
        csrf: "0f9a7c31d2".into(),
        here: "/620100/".into(),
        demo: true,
        section,
        ..Frame::default()
    }
}

fn party(lang: Lang, section: Section) -> Frame {
    Frame { reader: Reader::Party { name: "马晓兰".into() }, ..public(lang, section) }
}

fn officer(lang: Lang, current: &str) -> Frame {
    let nav = |zh: &str, en: &str, href: &str, count: u32| NavItem {
        name: w(lang, zh, en),
        href: href.to_owned(),
        count,
        current: current == en,
    };
    Frame {
        reader: Reader::Officer {
            name: "周承办".into(),
            posts: w(lang, "承办人", "Case officer"),
            registers: vec![nav(
                "行政复议登记簿",
                "Reconsiderations",
                "/620100/registers/reconsideration",
                0,
            )],
            desks: vec![
                nav("待审批", "Approvals", "/620100/approvals", 2),
                nav("收件", "Intake", "/620100/intake/reconsideration", 0),
                nav("放假通知", "Holidays", "/620100/holidays", 0),
            ],
        },
        section: if current == "Today" { Section::Today } else { Section::Other },
        ..public(lang, Section::Other)
    }
}

fn day(y: i16, m: i8, d: i8) -> Date {
    Date::new(y, m, d).unwrap_or_default()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

fn pair(name: String, value: Value) -> Pair {
    Pair { name, value }
}

fn text(t: String) -> Value {
    Value::Text(t)
}

fn zh(t: &str) -> Value {
    Value::Zh(t.into())
}

fn basis(cite: &str, quote: &str) -> Basis {
    Basis { cite: cite.into(), quote: (!quote.is_empty()).then(|| quote.into()), ..Basis::default() }
}

fn link(name: String, href: &str) -> Link {
    Link { name, href: href.to_owned() }
}

fn pdf(name: &str, size: u64) -> Document {
    Document {
        name: name.into(),
        href: "/620100/files/k3m9x2a7q4wdnh8c/papers/3.pdf".into(),
        size,
        kind: "PDF".into(),
    }
}

const FILE: &str = "/620100/files/k3m9x2a7q4wdnh8c";

fn head(lang: Lang) -> FileHead {
    FileHead {
        number: Some("兰政复〔2026〕17号".into()),
        title: "马某诉兰州市市场监督管理局行政处罚".into(),
        state: w(lang, "审理中", "Under examination"),
        ended: false,
        href: FILE.into(),
    }
}

fn screening_head(lang: Lang) -> FileHead {
    FileHead { state: w(lang, "审查中", "Being screened"), ..head(lang) }
}

/// 行政复议法 第三十条: five working days over the Spring Festival of 2026.
fn screening(lang: Lang) -> Clock {
    let d = |date, zh: &str, en: &str, n: Option<u32>| CountRow {
        when: crate::format::date_short(lang, date),
        what: match n {
            Some(n) => format!("{} · {n}", w(lang, zh, en)),
            None => w(lang, zh, en),
        },
    };
    Clock {
        rule: "R-R06".into(),
        name: w(lang, "审查期限", "Screening"),
        binds: w(lang, "本机关", "this office"),
        standing: Standing::Soon,
        due: Some(day(2026, 2, 25)),
        left: Some(2),
        explained: vec![
            w(
                lang,
                "从收到申请之日（2026年2月11日）起算，当日不计。",
                "Counted from the day the application came in, 11 February 2026; that day itself is left out.",
            ),
            w(
                lang,
                "五日为工作日，不含法定休假日；2月14日、2月28日调休上班，计入。",
                "The five days are working days. Public holidays are skipped; the make-up workday of 14 February counts.",
            ),
        ],
        rows: vec![
            d(day(2026, 2, 12), "工作日", "Workday", Some(1)),
            d(day(2026, 2, 13), "工作日", "Workday", Some(2)),
            d(day(2026, 2, 14), "调休上班", "Make-up workday", Some(3)),
            d(day(2026, 2, 15), "春节", "Spring Festival", None),
            d(day(2026, 2, 23), "春节", "Spring Festival", None),
            d(day(2026, 2, 24), "工作日", "Workday", Some(4)),
            d(day(2026, 2, 25), "工作日", "Workday", Some(5)),
        ],
        notes: vec![w(
            lang,
            "按国务院办公厅 2026 年放假通知（第 1 版）",
            "By the State Council's holiday notice for 2026, version 1",
        )],
        consequence: Some(w(
            lang,
            "届满未作决定的，自 2026年2月25日 起视为受理。",
            "If nothing is decided by then, the application counts as accepted from 25 February 2026.",
        )),
        bases: vec![basis("行政复议法 第三十条第三款", "审查期限届满之日起视为受理")],
        ..Clock::default()
    }
}

fn examination(lang: Lang) -> Clock {
    Clock {
        rule: "R-R29".into(),
        name: w(lang, "审理期限（普通程序）", "Decision, ordinary procedure"),
        binds: w(lang, "本机关", "this office"),
        standing: Standing::Running,
        due: Some(day(2026, 5, 9)),
        lenient: Some(day(2026, 5, 11)),
        left: Some(41),
        explained: vec![
            w(
                lang,
                "从受理之日（2026年3月10日）起算六十日。",
                "Sixty days from the day of acceptance, 10 March 2026.",
            ),
            w(
                lang,
                "2026年5月9日为调休上班日，不顺延。",
                "9 May 2026 is a make-up workday, so the end does not move.",
            ),
        ],
        bases: vec![basis("行政复议法 第六十二条第一款", "应当自受理申请之日起六十日内作出行政复议决定")],
        ..Clock::default()
    }
}

fn reply(lang: Lang) -> Clock {
    Clock {
        rule: "R-R13".into(),
        name: w(lang, "被申请人答复", "Respondent's reply"),
        binds: w(lang, "被申请人", "the respondent"),
        standing: Standing::Overdue,
        due: Some(day(2026, 3, 27)),
        left: Some(-2),
        explained: vec![w(
            lang,
            "从答复通知书送达之日起算十个工作日。",
            "Ten working days from service of the notice to reply.",
        )],
        consequence: Some(w(
            lang,
            "未按期答复的，视为没有证据。",
            "Without a reply in time the act counts as without evidence.",
        )),
        bases: vec![
            basis("行政复议法 第四十八条", "之日起十日内，提出书面答复"),
            basis("行政复议法 第七十条", ""),
        ],
        ..Clock::default()
    }
}

fn met(lang: Lang) -> Clock {
    Clock { standing: Standing::Met, left: None, consequence: None, ..screening(lang) }
}

fn stopped(lang: Lang) -> Clock {
    Clock {
        standing: Standing::Stopped,
        due: None,
        left: None,
        lenient: None,
        provisional: true,
        ..examination(lang)
    }
}

fn refusal(lang: Lang) -> Reason {
    Reason {
        rule: "R-R43".into(),
        says: w(
            lang,
            "审查期限已届满，视为受理；只能驳回申请。",
            "The time for screening has run: the case counts as accepted and can only be rejected.",
        ),
        strength: Strength::Block,
        bases: vec![
            basis("行政复议法 第三十条第三款", "审查期限届满之日起视为受理"),
            basis("行政复议法 第三十三条", ""),
        ],
        facts: vec![pair(w(lang, "审查期限届满", "Screening ended"), Value::Date(day(2026, 2, 25)))],
        lift: None,
    }
}

fn hold(lang: Lang) -> Reason {
    Reason {
        rule: "R-R45".into(),
        says: w(lang, "应当听证而未听证。", "The case needs a hearing and had none."),
        strength: Strength::Hold,
        bases: vec![Basis { unverified: true, ..basis("行政复议法 第五十条第一款", "") }],
        facts: vec![],
        lift: Some(w(lang, "行政复议机构负责人", "the head of the reconsideration unit")),
    }
}

fn warn(lang: Lang) -> Reason {
    Reason {
        rule: "R-W03".into(),
        says: w(
            lang,
            "申请人没有留下电子邮箱，电子送达不可用。",
            "The applicant left no e-mail address, so electronic service will not be open.",
        ),
        strength: Strength::Warn,
        bases: vec![Basis {
            choice: Some(w(
                lang,
                "法律没有规定，提醒以免遗漏",
                "the law is silent; a reminder so that nothing is missed",
            )),
            ..Basis::default()
        }],
        facts: vec![],
        lift: None,
    }
}

fn chain(lang: Lang) -> Vec<ChainStep> {
    let step = |zh: &str, en: &str, who: &str, standing, at: Option<Timestamp>, note: &str| ChainStep {
        post: w(lang, zh, en),
        who: (!who.is_empty()).then(|| who.into()),
        standing,
        at,
        note: (!note.is_empty()).then(|| Zh::from(note)),
    };
    vec![
        step(
            "行政复议机构负责人",
            "Head of the reconsideration unit",
            "李复核",
            StepStanding::Done,
            Some(at("2026-03-09T02:14:00Z")),
            "事实清楚，同意受理。",
        ),
        step("司法局局长", "Director of the bureau", "陈局长", StepStanding::Now, None, ""),
        step("市政府分管领导", "Leader of the City", "", StepStanding::Waiting, None, ""),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_page_is_whole_in_every_language() {
        for lang in Lang::ALL {
            for Drawn { name, html } in draw(lang) {
                assert!(!html.contains('⟦'), "{lang} {name}: {}", near(&html, "⟦"));
                assert!(!html.contains("None") && !html.contains("Some("), "{lang} {name}");
                assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{lang} {name}");
                assert!(html.contains("<main id=\"main\""), "{lang} {name}");
            }
        }
    }

    /// The content policy lets nothing inline through, so nothing inline may be written.
    #[test]
    fn no_page_styles_or_runs_anything_inline() {
        for lang in Lang::ALL {
            for Drawn { name, html } in draw(lang) {
                for tag in tags(&html) {
                    let lower = tag.to_lowercase();
                    assert!(!lower.starts_with("<style"), "{name}: {tag}");
                    assert!(!lower.starts_with("<script") || lower.contains(" src=\""), "{name}: {tag}");
                    assert!(!lower.contains("javascript:"), "{name}: {tag}");
                    for (attribute, _) in attributes(&tag) {
                        assert!(attribute != "style", "{name}: {tag}");
                        assert!(!attribute.starts_with("on"), "{name}: {tag}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_page_has_one_heading_of_the_first_rank_and_no_id_twice() {
        for lang in Lang::ALL {
            for Drawn { name, html } in draw(lang) {
                assert_eq!(html.matches("<h1").count(), 1, "{lang} {name}");
                let mut ids = BTreeSet::new();
                for tag in tags(&html) {
                    for (attribute, value) in attributes(&tag) {
                        if attribute == "id" {
                            assert!(ids.insert(value.clone()), "{lang} {name}: id {value} stands twice");
                        }
                    }
                }
                for tag in tags(&html) {
                    for (attribute, value) in attributes(&tag) {
                        let named = match attribute.as_str() {
                            "for" | "aria-labelledby" | "aria-describedby" => value.split(' ').collect(),
                            "href" => value.strip_prefix('#').into_iter().collect(),
                            _ => Vec::new(),
                        };
                        for id in named {
                            assert!(ids.contains(id), "{lang} {name}: {attribute} names {id}: {tag}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_hostile_name_is_text_on_every_page() {
        let mut seen = 0;
        for lang in Lang::ALL {
            for Drawn { name, html } in draw(lang) {
                assert!(!html.contains("<img src=x"), "{lang} {name}");
                assert!(!html.contains("<script>alert"), "{lang} {name}");
                assert!(!html.contains("onerror=alert(1)>"), "{lang} {name}");
                seen += html.matches("&#60;img src=x onerror").count();
            }
        }
        assert!(seen > 20, "only {seen} hostile names were drawn");
    }

    #[test]
    fn english_pages_mark_their_chinese() {
        for Drawn { name, html } in draw(Lang::En) {
            let bare = outside_of_chinese(&html);
            let found = bare.chars().find(|c| ('\u{4e00}'..'\u{9fff}').contains(c));
            assert!(found.is_none(), "{name}: {}", near(&bare, &found.unwrap_or(' ').to_string()));
        }
    }

    fn near(html: &str, word: &str) -> String {
        let at = html.find(word).unwrap_or(0);
        html.char_indices().filter(|(n, _)| n + 200 > at && *n < at + 200).map(|(_, c)| c).collect()
    }

    /// The opening tags of a page.
    fn tags(html: &str) -> Vec<String> {
        html.split('<').skip(1).filter_map(|s| Some(format!("<{}", s.split_once('>')?.0))).collect()
    }

    /// The attributes of a tag: `name="value"`.
    fn attributes(tag: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut rest = tag;
        while let Some((before, after)) = rest.split_once("=\"") {
            let name = before.rsplit(|c: char| c.is_whitespace() || c == '"').next().unwrap_or_default();
            let (value, next) = after.split_once('"').unwrap_or((after, ""));
            found.push((name.to_lowercase(), value.to_owned()));
            rest = next;
        }
        found
    }

    /// The text of a page less what is marked as Chinese. Attributes are left out; values typed by a
    /// reader stand in controls, which have no language of their own.
    fn outside_of_chinese(html: &str) -> String {
        let mut out = String::new();
        let mut open: Vec<(String, bool)> = Vec::new();
        for piece in html.split('<').skip(1) {
            let Some((tag, text)) = piece.split_once('>') else { continue };
            let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect();
            if let Some(name) = name.strip_prefix('/') {
                while let Some((top, _)) = open.pop() {
                    if top == name {
                        break;
                    }
                }
            } else if !VOID.contains(&name.as_str()) && !name.starts_with('!') {
                let chinese =
                    tag.contains("lang=\"zh-") || name == "textarea" || name == "option" || name == "title";
                let inherited = open.last().is_some_and(|(_, c)| *c);
                open.push((name, chinese || inherited));
            }
            if !open.last().is_some_and(|(_, c)| *c) {
                out.push_str(text);
            }
        }
        out
    }

    const VOID: [&str; 9] = ["meta", "link", "input", "br", "hr", "img", "use", "path", "rect"];
}
