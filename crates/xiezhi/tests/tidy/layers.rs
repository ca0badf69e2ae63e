//! Which crate may see which, and which library stands behind which crate.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

use super::{Findings, crates, root};

/// The floors of the house, from the ground up. An arrow points to a lower floor; those on one floor do
/// not see each other.
const FLOORS: [&[&str]; 6] = [
    &["xiezhi-law", "xiezhi-calendar"],
    &["xiezhi-matter", "xiezhi-draw", "xiezhi-places"],
    &["xiezhi-papers", "xiezhi-store", "xiezhi-search"],
    &["xiezhi-bureau"],
    &["xiezhi-web"],
    &["xiezhi"],
];

/// Libraries that one crate keeps to itself, so that changing them changes that crate alone.
const KEPT: [(&str, &[&str]); 12] = [
    ("rusqlite", &["xiezhi-store"]),
    ("tokio-postgres", &["xiezhi-store"]),
    ("deadpool-postgres", &["xiezhi-store"]),
    ("object_store", &["xiezhi-store"]),
    ("aes-gcm", &["xiezhi-store"]),
    ("cel", &["xiezhi-matter"]),
    ("typst", &["xiezhi-papers"]),
    ("typst-pdf", &["xiezhi-papers"]),
    ("typst-layout", &["xiezhi-papers"]),
    ("askama", &["xiezhi-web"]),
    ("axum", &["xiezhi-web"]),
    ("clap", &["xiezhi"]),
];

/// What a pure crate has no business with: I/O, a runtime, chance, logs.
const IMPURE: [&str; 12] = [
    "tokio",
    "rand",
    "getrandom",
    "tracing",
    "log",
    "axum",
    "rusqlite",
    "tokio-postgres",
    "object_store",
    "memmap2",
    "tempfile",
    "reqwest",
];

/// Name of a crate of ours → the names and kinds of what it depends on.
fn dependencies() -> BTreeMap<String, Vec<(String, Option<String>)>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let meta: Value = serde_json::from_slice(&out.stdout).unwrap();
    let text = |v: &Value| v.as_str().map(str::to_owned);
    meta["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            let deps = p["dependencies"].as_array().unwrap();
            let deps = deps.iter().map(|d| (text(&d["name"]).unwrap(), text(&d["kind"]))).collect();
            (text(&p["name"]).unwrap(), deps)
        })
        .collect()
}

fn floor(krate: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&krate))
}

#[test]
fn arrows_point_down_and_siblings_do_not_see_each_other() {
    let mut findings = Findings::default();
    for (krate, deps) in dependencies() {
        let Some(own) = floor(&krate) else {
            findings.add(format!("{krate} stands on no floor"));
            continue;
        };
        for (dep, _) in deps.iter().filter(|(dep, _)| dep.starts_with("xiezhi")) {
            // A crate's tests may look at the crate itself under another feature set.
            if *dep != krate && floor(dep).is_none_or(|below| below >= own) {
                findings.add(format!("{krate} → {dep} does not point down"));
            }
        }
    }
    findings.none_or("Move what both need to the lower one, or give the crate its floor in layers.rs.");
}

#[test]
fn every_crate_is_in_the_folder_of_its_name() {
    let named: Vec<String> = dependencies().into_keys().collect();
    let mut expected: Vec<String> = crates()
        .into_iter()
        .map(|folder| if folder == "xiezhi" { folder } else { format!("xiezhi-{folder}") })
        .collect();
    expected.sort();
    assert_eq!(named, expected);
}

#[test]
fn a_library_is_used_by_the_crate_that_keeps_it() {
    let mut findings = Findings::default();
    for (krate, deps) in dependencies() {
        for (dep, _) in deps.iter().filter(|(_, kind)| kind.is_none()) {
            if let Some((_, keepers)) = KEPT.iter().find(|(library, _)| library == dep)
                && !keepers.contains(&krate.as_str())
            {
                findings.add(format!("{krate} uses {dep}, which is kept by {}", keepers.join(", ")));
            }
        }
    }
    findings.none_or("Ask the crate that keeps the library, in words that do not name it.");
}

#[test]
fn pure_crates_depend_on_nothing_impure() {
    let mut findings = Findings::default();
    for (krate, deps) in dependencies() {
        if floor(&krate).is_some_and(|floor| floor < 2) {
            for (dep, _) in deps.iter().filter(|(dep, kind)| kind.is_none() && IMPURE.contains(&dep.as_str()))
            {
                findings.add(format!("{krate} uses {dep}"));
            }
        }
    }
    findings.none_or("What a pure crate needs of the world comes in as an argument.");
}
