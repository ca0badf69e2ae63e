//! Counts in words, whole, in both languages; and the reading of days law by law.

use std::fmt::Write as _;

use insta::assert_snapshot;
use jiff::civil::date;
use xiezhi_calendar::{Calendar, Due, Lang, Laws, Length, Period, Roll, Stop, before, explain};

fn cases() -> Vec<(&'static str, Due)> {
    let calendar = Calendar::builtin();
    let period = |from, length: &str| Period::new(from, length.parse().unwrap());
    let stop = |from, until| Stop { from, until };
    let accepted = date(2026, 3, 10);
    let hours = Period {
        start_at: Some(date(2026, 2, 14).at(16, 45, 0, 0)),
        ..period(date(2026, 2, 14), "24 hours")
    };
    vec![
        ("T1-1", period(date(2026, 1, 15), "60 days").within(&calendar)),
        ("T1-2", period(date(2026, 2, 11), "5 workdays").within(&calendar)),
        ("T1-7", before(date(2026, 4, 22), &Length::Workdays(5), false, &calendar)),
        ("T1-8", period(accepted, "60 days").within(&calendar)),
        (
            "T1b with extension and a late stop",
            Period {
                stops: vec![
                    stop(date(2026, 3, 25), Some(date(2026, 4, 20))),
                    stop(date(2026, 8, 3), Some(date(2026, 8, 5))),
                ],
                extensions: vec![Length::Days(30)],
                ..period(accepted, "60 days")
            }
            .within(&calendar),
        ),
        (
            "an open stop of working days",
            Period {
                stops: vec![stop(date(2026, 3, 12), Some(date(2026, 3, 18))), stop(date(2026, 3, 20), None)],
                ..period(accepted, "5 workdays")
            }
            .within(&calendar),
        ),
        ("T1b waiting", period(date(2026, 3, 25), "60 days").after(&calendar)),
        ("T3-2", period(date(2026, 4, 16), "15 days").within(&calendar)),
        ("T3-9", period(date(2026, 10, 29), "3 months").within(&calendar)),
        ("into a year without notice", period(date(2026, 12, 30), "3 workdays").within(&calendar)),
        ("month's end", period(date(2025, 12, 31), "2 months").within(&calendar)),
        ("hours", hours.within(&calendar)),
        ("five years, no roll", Period { roll: Roll::No, ..period(accepted, "1826 days") }.within(&calendar)),
        (
            "the earliest holds",
            Period {
                lengths: vec![Length::Days(60), Length::Months(1)],
                until: Some(date(2026, 4, 30)),
                ..period(accepted, "1 day")
            }
            .within(&calendar),
        ),
        ("back over a weekend", before(date(2026, 4, 20), &Length::Workdays(2), false, &calendar)),
        ("binds a person", before(date(2026, 6, 16), &Length::Days(3), true, &calendar)),
        ("the day before", before(date(2026, 6, 16), &Length::Days(0), false, &calendar)),
    ]
}

fn all(lang: Lang) -> String {
    let mut text = String::new();
    for (title, due) in cases() {
        let _ = writeln!(text, "## {title}\n{}", explain(&due, lang));
    }
    text
}

#[test]
fn counts_are_explained_in_chinese() {
    assert_snapshot!(all(Lang::Zh));
}

#[test]
fn counts_are_explained_in_english() {
    assert_snapshot!(all(Lang::En));
}

#[test]
fn a_due_date_comes_back_from_what_was_stored() {
    for (title, due) in cases() {
        let text = serde_json::to_string(&due).unwrap();
        assert_eq!(serde_json::from_str::<Due>(&text).unwrap(), due, "{title}");
    }
}

/// P-3a … P-3g: the number decides, never the law alone.
#[test]
fn days_are_read_law_by_law() {
    let laws = Laws::builtin();
    let mut text = String::new();
    for law in laws.iter() {
        let list: Vec<String> =
            (1..=100).filter(|n| law.read(Length::Days(*n)).is_changed()).map(|n| n.to_string()).collect();
        let list = if list.len() == 100 { "all".to_owned() } else { list.join(" ") };
        let _ = writeln!(text, "{} {}: working days are [{list}]", law.rule, law.short());
        for n in [10, 60] {
            let reading = law.read(Length::Days(n));
            let _ = writeln!(text, "  {}\n  {}", reading.explain(Lang::Zh), reading.explain(Lang::En));
        }
    }
    assert_snapshot!(text);
}

#[test]
fn a_law_is_found_by_title_and_short_name() {
    let laws = Laws::builtin();
    for name in ["行政复议法", "复议法", "中华人民共和国行政复议法", "《中华人民共和国行政复议法》"]
    {
        assert_eq!(laws.find(name).unwrap().rule, "P-3a", "{name}");
    }
    assert_eq!(laws.find("民法典"), None);
    let law = laws.find("复议法").unwrap();
    for said in [Length::Workdays(10), Length::Months(10), Length::Days(0)] {
        assert_eq!(law.read(said).length, said);
    }
}

/// With the texts at hand (`XIEZHI_LAWS`), each quotation stands in the law it is taken from.
#[test]
fn quotations_stand_in_the_laws() {
    let Ok(folder) = std::env::var("XIEZHI_LAWS") else {
        eprintln!("skipped: XIEZHI_LAWS names no folder of laws");
        return;
    };
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Some(name), Ok(text)) = (path.file_stem(), std::fs::read_to_string(&path)) {
                texts.push((name.to_string_lossy().into_owned(), text));
            }
        }
    }
    for law in Laws::builtin().iter() {
        let Some(quote) = &law.quote else { continue };
        let title = law.title.trim_start_matches("中华人民共和国");
        let file = format!("{title}(");
        let found = texts.iter().any(|(name, text)| name.starts_with(&file) && text.contains(quote));
        assert!(found, "{title}: {quote}");
    }
}
