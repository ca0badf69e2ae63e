//! The papers that the tests make.

use serde_json::{Value, json};
use xiezhi_papers::{Check, CheckCode, Fonts, Layout, Seal, Template, Text, fill};

/// Names that people do not have, but type.
pub(crate) const HOSTILE: [&str; 23] = [
    "*a*",
    "#import \"x\"",
    "#eval(\"1+1\")",
    "<script>alert(1)</script>",
    "]]>",
    "&amp;",
    "{{x}}",
    "{% raw %}",
    "$x$",
    "\\# heading",
    "[a](http://b)",
    "@label <label>",
    "`code` ```x```",
    "= a == b",
    "-- a --- b",
    "\"a\" 'b'",
    "~a~ _b_ ^c^",
    "//comment /*x*/",
    "a\\b\\n\\u{41}",
    "𠮷田 龘 㐂",
    "’‘“”…——",
    "1. a",
    "%PDF-1.7 endstream",
];

pub(crate) fn fonts() -> Fonts {
    static FONTS: std::sync::OnceLock<Fonts> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| Fonts::find().unwrap()).clone()
}

pub(crate) fn facts() -> Value {
    serde_json::from_str(include_str!("../data/facts.json")).unwrap()
}

pub(crate) fn filled(name: &str) -> Text {
    let source = match name {
        "acceptance" => include_str!("../data/acceptance.md"),
        "decision" => include_str!("../data/decision.md"),
        "letter" => include_str!("../data/letter.md"),
        _ => include_str!("../data/reading-copy.md"),
    };
    fill(&Template::parse(name, source).unwrap(), &facts()).unwrap()
}

/// A paper as an office issues it: numbered, sealed by hand, with a check code.
pub(crate) fn sample(name: &str) -> (Text, Layout) {
    let text = filled(name);
    let organ =
        if name == "reading-copy" { "People's Government of Lanzhou" } else { "兰州市人民政府" };
    let mut layout = Layout::of(&text, organ, jiff::civil::date(2026, 3, 10));
    layout.number = Some(
        match name {
            "acceptance" => "兰政复受〔2026〕1号",
            "decision" => "兰政复决〔2026〕12号",
            _ => "兰政复函〔2026〕3号",
        }
        .to_owned(),
    );
    layout.check = Some(Check {
        url: "https://fuyi.example.org/620100/check/8K3M7QXZ0RT5VW2C".to_owned(),
        code: CheckCode::from_random([0x42, 7, 0x99, 0xAB, 0xCD, 1, 2, 3, 0xFE, 0x5A]),
    });
    layout.printed_by = (name != "letter").then(|| "兰州市司法局".to_owned());
    (text, layout)
}

pub(crate) fn specimen(name: &str) -> (Text, Layout) {
    let (text, mut layout) = sample(name);
    layout.fictional = true;
    layout.seal = Seal::Specimen { name: layout.organ.clone() };
    (text, layout)
}

/// A paper whose body is one text without a placeholder around it.
pub(crate) fn plain(body: &str, value: &str) -> (Text, Layout) {
    let text = fill(&Template::parse("plain", body).unwrap(), &json!({ "x": value })).unwrap();
    let mut layout = Layout::of(&text, "兰州市人民政府", jiff::civil::date(2026, 3, 1));
    layout.title = String::from("测试");
    (text, layout)
}
