//! Definitions are read, or every mistake is told at once.

use std::{fs, path::Path, sync::Arc};

use xiezhi_matter::{
    Source,
    check::{check_quotes, uncarried},
    load,
    load::{reference, schema},
};

/// The files below a folder, their paths from it.
fn sources(dir: &Path) -> Vec<Source> {
    fn walk(dir: &Path, root: &Path, into: &mut Vec<Source>) {
        let mut entries: Vec<_> = fs::read_dir(dir)
            .expect("the folder is there")
            .map(|e| e.expect("it can be read").path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, into);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "md") {
                let text = fs::read_to_string(&path).expect("it is a text");
                let path = path.strip_prefix(root).expect("it is below").to_string_lossy().replace('\\', "/");
                into.push(Source { path, text: Arc::from(text) });
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found
}

fn functions() -> Vec<Source> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions"))
}

/// The base of all cases: one small matter, `permits`, with its child, `checks`.
fn base() -> Vec<Source> {
    sources(&cases("base"))
}

fn cases(kind: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/load").join(kind)
}

/// A case is one more file of the small matter: the files of a matter are read as one.
fn with_case(case: &Source) -> Vec<Source> {
    let mut all = base();
    all.push(Source { path: "permits/case.toml".to_owned(), text: Arc::clone(&case.text) });
    all
}

fn report(sources: &[Source]) -> String {
    match load(sources) {
        Ok(library) => library.warnings.to_string(),
        Err(report) => report.to_string(),
    }
}

/// What is built in loads without a mistake.
#[test]
fn the_definitions_of_the_bureau_load() {
    match load(&functions()) {
        Ok(library) => {
            println!("{}", library.warnings);
            assert!(library.current("reconsideration").is_some());
        }
        Err(report) => panic!("{report}"),
    }
}

#[test]
fn the_base_of_the_cases_has_no_mistake() {
    assert_eq!(report(&base()), "");
}

#[test]
fn good_cases_load_without_a_mistake() {
    for case in sources(&cases("good")) {
        assert_eq!(report(&with_case(&case)), "", "{}", case.path);
    }
}

/// Beside each bad case lies the whole report.
#[test]
fn bad_cases_are_told_with_every_mistake_and_place() {
    insta::with_settings!({
        snapshot_path => "bad",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for case in sources(&cases("bad")).into_iter().filter(|c| !c.path.contains('/')) {
            let name = case.path.trim_end_matches(".toml");
            insta::assert_snapshot!(name, report(&with_case(&case)));
        }
    });
}

/// The same files give the same definition, wherever they lie; another word gives another.
#[test]
fn a_definition_is_known_by_the_hash_of_all_that_defines_it() {
    let hash =
        |sources: &[Source]| load(sources).expect("it loads").current("permits").expect("it is there").hash;
    let moved: Vec<Source> =
        base().into_iter().map(|s| Source { path: format!("some/where/{}", s.path), text: s.text }).collect();
    assert_eq!(hash(&base()), hash(&moved));
    for path in ["shared.toml", "fragments/give-up.toml", "permits/papers/decision.md"] {
        let mut changed = base();
        let file = changed.iter_mut().find(|s| s.path == path).expect("it is there");
        file.text = format!("{}\n", file.text).into();
        assert_ne!(hash(&base()), hash(&changed), "{path}");
    }
    let mut other = base();
    let file = other.iter_mut().find(|s| s.path == "checks/matter.toml").expect("it is there");
    file.text = format!("{}\n", file.text).into();
    assert_eq!(hash(&base()), hash(&other));
}

/// A file falls under the version in force on the day of its application.
#[test]
fn an_older_version_keeps_its_days() {
    let mut all = base();
    let text = all.iter().find(|s| s.path == "permits/matter.toml").expect("it is there").text.clone();
    let newer = text.replace("version = 1\nfrom = 2020-01-01", "version = 2\nfrom = 2024-01-01");
    let older = text.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2023-12-31");
    all.retain(|s| s.path != "permits/matter.toml");
    all.push(Source { path: "permits/matter.toml".to_owned(), text: newer.into() });
    all.push(Source { path: "permits/versions/1.toml".to_owned(), text: older.into() });
    let library = load(&all).unwrap_or_else(|report| panic!("{report}"));
    let version = |day: &str| library.get("permits", day.parse().expect("a day")).map(|d| d.version);
    assert_eq!(
        [version("2019-12-31"), version("2023-12-31"), version("2024-01-01")],
        [None, Some(1), Some(2)]
    );
    assert_eq!(library.current("permits").map(|d| d.version), Some(2));
}

/// Every quotation stands in the article that it cites, in the texts that `XIEZHI_LAWS` leads to.
#[test]
fn every_quotation_stands_in_its_article() {
    let Ok(dir) = std::env::var("XIEZHI_LAWS") else {
        println!("skipped: XIEZHI_LAWS names no folder of laws");
        return;
    };
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(dir)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
                let text = fs::read_to_string(&path).expect("it is a text");
                files.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    let laws = xiezhi_law::Library::build(files);
    let library = load(&functions()).unwrap_or_else(|report| panic!("{report}"));
    let mistakes = check_quotes(&library, &laws);
    let told: Vec<String> = mistakes
        .iter()
        .map(|m| format!("{} {}\n    {}", m.places[0], m.message, m.hint.as_deref().unwrap_or("")))
        .collect();
    assert!(mistakes.is_empty(), "{}", told.join("\n"));
}

/// The schema for editors that lies beside the definitions is the one that `xiezhi check --schema` prints.
#[test]
fn the_schema_beside_the_definitions_is_that_of_the_loader() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions/matter.schema.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&schema()).expect("it is JSON"));
    if std::env::var_os("XIEZHI_UPDATE").is_some() {
        fs::write(&path, &made).expect("it can be written");
    }
    let kept = fs::read_to_string(&path).expect("it lies there");
    assert!(
        kept == made,
        "run this test with XIEZHI_UPDATE=1, or xiezhi check --schema > functions/matter.schema.json"
    );
}

fn reference_page() -> (std::path::PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/matters.md");
    let text = fs::read_to_string(&path).expect("the page is there");
    (path, text)
}

/// The tables of `docs/matters.md` are made from the tables of the loader.
#[test]
fn the_reference_lists_the_keys_that_the_loader_knows() {
    let (path, page) = reference_page();
    let open = "<!-- keys: made from crates/matter/src/load/keys.rs -->\n";
    let close = "<!-- end of keys -->";
    let (before, rest) = page.split_once(open).expect("the keys begin");
    let (_, after) = rest.split_once(close).expect("the keys end");
    let made = format!("{before}{open}\n{}{close}{after}", reference());
    if std::env::var_os("XIEZHI_UPDATE").is_some() {
        fs::write(&path, &made).expect("it can be written");
    }
    let kept = fs::read_to_string(&path).expect("the page is there");
    assert!(kept == made, "run this test with XIEZHI_UPDATE=1");
}

/// Every example of `docs/matters.md` loads without a mistake; worked examples come true.
#[test]
fn every_example_of_the_reference_holds() {
    let (_, page) = reference_page();
    let mut loaded = 0;
    let mut played = 0;
    for block in page.split("\n```").skip(1).step_by(2) {
        let (kind, text) = block.split_once('\n').expect("a block has lines");
        let case = Source { path: "docs".to_owned(), text: Arc::from(text) };
        match kind {
            "toml" => {
                assert_eq!(report(&with_case(&case)), "", "{text}");
                loaded += 1;
            }
            "toml rules" => {
                let library = load(&with_rules(text)).unwrap_or_else(|report| panic!("{report}"));
                assert_eq!(uncarried(&library), []);
                assert!(library.listed.len() > 1);
                loaded += 1;
            }
            "toml example" => {
                let library = load(&base()).unwrap_or_else(|report| panic!("{report}"));
                let def = library.current("permits").expect("it is there");
                let example = xiezhi_matter::example::read(text, &|_| None).expect("it can be read");
                let calendar = xiezhi_calendar::Calendar::builtin();
                let out = xiezhi_matter::example::play(def, &library.shared, &example, &calendar);
                assert!(out.failures.is_empty(), "{:#?}\n{}", out.failures, out.out);
                played += 1;
            }
            other => panic!("a block of {other}"),
        }
    }
    assert!(loaded >= 9 && played >= 1, "{loaded} loaded, {played} played");
}

/// The base as a function that lists its rules.
fn with_rules(rules: &str) -> Vec<Source> {
    let within = |s: Source| match s.path.as_str() {
        "shared.toml" => s,
        path if path.starts_with("fragments/") => s,
        path => Source { path: format!("01-permits/{path}"), text: s.text },
    };
    let listed = Source { path: "01-permits/rules.toml".to_owned(), text: Arc::from(rules) };
    base().into_iter().map(within).chain([listed]).collect()
}

/// A rule of the law pages is carried, or a test is named that holds it and why.
#[test]
fn a_rule_that_nothing_carries_is_told() {
    let rules = r#"
law = "许可法"
[rule.L-1]
says = ["二十个工作日内决定", "Decide within twenty working days"]
basis = "第四十二条第一款"
[rule.L-77]
says = ["没有人记得的规则", "A rule that was forgotten"]
basis = "第四十二条第一款"
"#;
    let sources = with_rules(rules);
    let library = load(&sources).unwrap_or_else(|report| panic!("{report}"));
    let told = load::Report::new(uncarried(&library), sources).to_string();
    beside("uncarried", &told);
    let reason = r#"
law = "许可法"
[rule.L-1]
says = ["二十个工作日内决定", "Decide within twenty working days"]
basis = "第四十二条第一款"
test = "somewhere::else"
"#;
    beside("rules", &report(&with_rules(reason)));
}

/// One file of the base in the place of another.
fn replaced(path: &str, text: &str) -> Vec<Source> {
    let mut all = base();
    all.retain(|s| s.path != path);
    all.push(Source { path: path.to_owned(), text: Arc::from(text) });
    all
}

fn beside(name: &str, report: &str) {
    insta::with_settings!({
        snapshot_path => "bad",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, report) });
}

/// The text of a paper names only what there is, and asks for what may be unset.
#[test]
fn a_paper_that_names_what_is_not_there_is_told_in_its_text() {
    let text = fs::read_to_string(cases("bad/texts").join("decision.md")).expect("it is there");
    beside("texts", &report(&replaced("permits/papers/decision.md", &text)));
}

#[test]
fn mistakes_in_what_all_matters_share_are_told() {
    let text = fs::read_to_string(cases("bad/shared").join("shared.toml")).expect("it is there");
    beside("shared", &report(&[Source { path: "shared.toml".to_owned(), text: text.into() }]));
    assert!(report(&[]).contains("there is no shared.toml"));
}

/// A quotation that is not in its article is told with where it stands, a missing article with the words
/// of the whole.
#[test]
fn a_quotation_that_is_not_in_its_article_is_told() {
    let case = r#"
[act.look]
name = ["查看", "Look"]
from = ["received"]
basis = [
  { article = "第三十四条", quote = "应当对申请人提交的申请材料进行审查" },
  { article = "第三十四条第二款", quote = "应当自受理之日起二十日内" },
  "第三十四条第五款",
  "第四百条",
  { article = "处罚法 第一条", quote = "依法" },
  { article = "试行办法 第一条", quote = "暂行" },
  { choice = "no article" },
]
"#;
    let law = "# 中华人民共和国行政许可法\n\n<!-- INFO END -->\n\n第三十四条 行政机关应当对申请人提交的申请材料进行审查。\n\n申请人提交的申请材料齐全的，应当当场决定。\n\n第四十二条 应当自受理之日起二十日内作出决定。";
    let laws = xiezhi_law::Library::build([("许可法(2019-04-23).md".to_owned(), law.to_owned())]);
    let sources = with_case(&Source { path: String::new(), text: case.into() });
    let library = load(&sources).unwrap_or_else(|report| panic!("{report}"));
    let mistakes =
        check_quotes(&library, &laws).into_iter().filter(|m| m.places[0].file.ends_with("case.toml"));
    beside("quotes", &load::Report::new(mistakes.collect(), sources).to_string());
    let read = xiezhi_matter::check::readings(&library, &laws);
    assert!(read.iter().any(|r| r.of == "act.look" && r.text.contains("申请材料进行审查")), "{read:#?}");
}
