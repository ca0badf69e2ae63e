//! The command as scripts meet it: words, answers and exit statuses.

use std::process::{Command, Output};

fn xiezhi(words: &[&str]) -> Output {
    // No setting of the machine has a say.
    Command::new(env!("CARGO_BIN_EXE_xiezhi")).args(words).env_clear().output().unwrap()
}

/// The folder of a demonstration says itself that it is one.
#[test]
fn a_demonstration_and_a_real_bureau_are_rebuilt_alike() {
    for demo in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap().to_owned();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let key = xiezhi_store::MasterKey::load_or_make(folder.path()).unwrap();
            let open = xiezhi_store::Open::folder(folder.path(), key);
            let mut settings = xiezhi_bureau::Settings::new(open, "https://xiezhi.test");
            settings.demo = demo;
            let bureau = xiezhi_bureau::Bureau::open(settings, jiff::Timestamp::now()).await.unwrap();
            bureau.store().close().await;
        });
        let out = xiezhi(&["rebuild", "--data", &data]);
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        assert!(text(&out.stdout).contains("620100\t0 files\n"), "{}", text(&out.stdout));
    }
    let out = xiezhi(&["rebuild", "--data", "no/such/folder"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("There is no bureau in no/such/folder"), "{}", text(&out.stderr));
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_due_date_stands_alone_on_the_first_line() {
    let out = xiezhi(&["days", "due", "--from", "2026-02-11", "--within", "5 workdays"]);
    assert_eq!((out.status.code(), text(&out.stdout)), (Some(0), "2026-02-25\n"));

    let out = xiezhi(&["days", "due", "--from", "2026-02-11", "--within", "5 workdays", "--explain"]);
    let lines: Vec<&str> = text(&out.stdout).lines().collect();
    assert_eq!(lines.first(), Some(&"2026-02-25"));
    assert!(lines.len() > 5, "{lines:?}");
}

#[test]
fn wrong_usage_ends_with_two_and_says_what_to_do() {
    for words in
        [&["days", "due"][..], &["days", "due", "--from", "2026-02-30", "--within", "5 days"], &["dais"], &[]]
    {
        let out = xiezhi(words);
        assert_eq!(out.status.code(), Some(2), "{words:?}");
        assert!(out.stdout.is_empty() && !out.stderr.is_empty(), "{words:?}");
    }
}

#[test]
fn it_says_its_version() {
    let out = xiezhi(&["--version"]);
    assert_eq!(text(&out.stdout).trim(), concat!("xiezhi ", env!("CARGO_PKG_VERSION")));
}

/// The small matter that the cases of the loader are built on.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../matter/tests/load/base");

#[test]
fn definitions_without_a_mistake_end_with_nought() {
    let out = xiezhi(&["check", SMALL]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert_eq!(text(&out.stdout), "2 matters, 5 rules: 0 errors, 0 warnings\n");
}

#[test]
fn every_rule_is_listed_with_where_it_is_carried_and_what_exercises_it() {
    let out = xiezhi(&["check", SMALL, "--json"]);
    let answer: serde_json::Value = serde_json::from_str(text(&out.stdout)).unwrap();
    let matters = answer["matters"].as_array().unwrap();
    let permits = matters.iter().find(|m| m["id"] == "permits").unwrap();
    let rule = permits["rules"].as_array().unwrap().iter().find(|r| r["id"] == "L-1").unwrap();
    assert!(rule["at"].as_str().unwrap().starts_with("permits/matter.toml:"), "{rule}");
    assert!(rule["exercised"].is_array(), "{rule}");
    assert_eq!(answer["mistakes"], serde_json::json!([]));
}

#[test]
fn mistakes_end_with_one_and_a_folder_that_is_not_there_with_two() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../matter/tests/load/bad/shared");
    let out = xiezhi(&["check", dir]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("the key `titel` is unknown"), "{}", text(&out.stderr));
    assert_eq!(xiezhi(&["check", "no/such/folder"]).status.code(), Some(2));
}

#[test]
fn the_schema_for_editors_is_printed() {
    let out = xiezhi(&["check", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(text(&out.stdout)).unwrap();
    assert_eq!(schema["$ref"], "#/$defs/matter");
}

/// What the program carries is without a mistake.
#[test]
fn the_definitions_built_in_are_checked_without_a_folder() {
    let out = xiezhi(&["check"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
}
