//! Definitions are read, or every mistake is told at once.

use std::{fs, path::Path, sync::Arc};

use xiezhi_matter::{Source, load};

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
        for case in sources(&cases("bad")) {
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
