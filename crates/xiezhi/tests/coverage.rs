//! No rule of the law pages is forgotten: each is carried by a definition and exercised by a worked example, or
//! held by a test that is there.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

/// What `xiezhi check functions --json` says of every rule of every function that lists its rules.
fn functions() -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../functions");
    let run = Command::new(env!("CARGO_BIN_EXE_xiezhi"))
        .args(["check", folder, "--json"])
        .env_remove("XIEZHI_LAWS")
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", answer["mistakes"]);
    answer["functions"].as_array().unwrap().clone()
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

/// Every rule of sections 1 and 3 of the law pages of administration by law, which never change their ids.
#[test]
fn every_rule_of_the_law_pages_is_carried_and_exercised() {
    let functions = functions();
    let law = functions.iter().find(|f| f["id"] == "05-administration-by-law").unwrap();
    let rules = law["rules"].as_array().unwrap();
    let listed: Vec<&str> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
    let of_the_pages = (1..=58).map(|n| format!("R-R{n:02}")).chain((1..=6).map(|n| format!("S-{n}")));
    let periods = ["P-1", "P-2", "P-3a", "P-3e", "P-3g", "P-4", "P-5", "P-6", "P-7", "P-8", "P-9", "P-10"];
    let periods = periods.into_iter().chain(["P-11", "P-12", "P-13", "P-14"]).map(str::to_owned);
    let missing: Vec<String> =
        of_the_pages.chain(periods).filter(|id| !listed.contains(&id.as_str())).collect();
    assert!(missing.is_empty(), "not listed: {missing:?}");
    let lost: Vec<&str> = rules
        .iter()
        .filter(|r| r["test"].is_null() && (words(&r["at"]).is_empty() || words(&r["exercised"]).is_empty()))
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    assert!(lost.is_empty(), "neither carried and exercised, nor held by a test: {lost:?}");
}

#[test]
fn the_tests_that_hold_a_rule_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    for function in functions() {
        for rule in function["rules"].as_array().unwrap() {
            let Some(test) = rule["test"].as_str() else { continue };
            let (file, name) = test.split_once("::").unwrap();
            let text = fs::read_to_string(root.join(file)).unwrap_or_else(|e| panic!("{test}: {e}"));
            assert!(text.contains(&format!("fn {name}(")), "{}: {test} is not there", rule["id"]);
            assert!(!rule["why"].as_str().unwrap().is_empty());
            seen += 1;
        }
    }
    assert!(seen > 0, "no rule is held by a test");
}
