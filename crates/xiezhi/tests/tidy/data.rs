//! What the folders of `functions/` look like, and that only they name a matter.

use std::{collections::BTreeSet, fs, path::Path};

use super::{Findings, Text, code_of, files, root};

/// The parts of a crate that may not name a matter, with the files that may and why.
const NAMELESS: [&str; 3] = ["crates/matter/", "crates/store/", "crates/web/"];
const MAY_NAME: [(&str, &str); 5] = [
    ("crates/matter/tests/", "test data: definitions and files that the language is tried on"),
    ("crates/matter/benches/", "measures the interpreter on the real definition"),
    ("crates/store/tests/", "test data: rows of some matter"),
    ("crates/web/src/samples/", "test data: what pages are rendered with when they are looked at"),
    ("crates/web/locales/", "words for people: a word of English may be the id of a matter"),
];

/// A matter: the path of its folder, and its id.
struct Matter {
    folder: String,
    id: String,
}

fn matters(files: &[Text]) -> Vec<Matter> {
    files
        .iter()
        .filter(|f| f.path.starts_with("functions/") && f.path.ends_with("/matter.toml"))
        .map(|f| {
            let line = f.text.lines().find(|l| l.starts_with("id ")).unwrap_or_default();
            let id = line.split('"').nth(1).unwrap_or_default().to_owned();
            Matter { folder: f.path.trim_end_matches("/matter.toml").to_owned(), id }
        })
        .collect()
}

/// Whether `word` stands in `line` by itself.
fn names(line: &str, word: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}

#[test]
fn no_file_of_the_core_names_a_matter() {
    let files = files();
    let ids: BTreeSet<String> = matters(&files).into_iter().map(|m| m.id).collect();
    let mut findings = Findings::default();
    for file in files.iter().filter(|f| NAMELESS.iter().any(|n| f.path.starts_with(n))) {
        if MAY_NAME.iter().any(|(path, _)| file.path.starts_with(path)) || super::is_test_file(&file.path) {
            continue;
        }
        for (n, line) in super::without_tests(&file.text).lines().enumerate() {
            for id in ids.iter().filter(|id| names(code_of(line), id)) {
                findings.at(&file.path, n, id);
            }
        }
    }
    findings.none_or("What one matter alone needs belongs in its definition.");
}

#[test]
fn a_matter_is_named_as_its_folder() {
    let mut findings = Findings::default();
    for matter in matters(&files()) {
        if matter.folder.rsplit('/').next() != Some(matter.id.as_str()) {
            findings.add(format!("{}: id {:?}", matter.folder, matter.id));
        }
    }
    findings.none_or("The folder of a matter bears its id.");
}

#[test]
fn all_folders_of_functions_are_alike() {
    let functions = root().join("functions");
    let mut findings = Findings::default();
    for entry in list(&functions) {
        match (entry.as_str(), functions.join(&entry).is_dir()) {
            ("shared.toml" | "README.md" | "matter.schema.json", false) | ("fragments" | "cities", true) => {}
            (name, true) if numbered(name) => function(&functions.join(name), name, &mut findings),
            (name, _) => findings.add(format!("functions/{name} is none of its kinds")),
        }
    }
    findings.none_or("One folder a function, one folder a matter, all alike: README.md of the repository.");
}

/// `05-administration-by-law`: two digits, then the name.
fn numbered(name: &str) -> bool {
    name.split_once('-')
        .is_some_and(|(n, rest)| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty())
}

fn function(folder: &Path, name: &str, findings: &mut Findings) {
    if !folder.join("README.md").is_file() {
        findings.add(format!("functions/{name}: no README.md"));
    }
    // The roads are of all matters; that there is one file of them, the loader says.
    for entry in
        list(folder).into_iter().filter(|e| !["README.md", "rules.toml", "roads.toml"].contains(&e.as_str()))
    {
        if folder.join(&entry).is_dir() {
            matter(&folder.join(&entry), &format!("functions/{name}/{entry}"), findings);
        } else {
            findings.add(format!("functions/{name}/{entry} belongs to no matter"));
        }
    }
}

fn matter(folder: &Path, path: &str, findings: &mut Findings) {
    for needed in ["matter.toml", "guide.zh.md", "guide.en.md"] {
        if !folder.join(needed).is_file() {
            findings.add(format!("{path}: no {needed}"));
        }
    }
    for entry in list(folder) {
        let inside = |kinds: &[&str], findings: &mut Findings| {
            for file in list(&folder.join(&entry)) {
                let kind = file.rsplit('.').next().unwrap_or_default().to_owned();
                if !kinds.contains(&kind.as_str()) {
                    findings.add(format!("{path}/{entry}/{file} is not one of {kinds:?}"));
                }
            }
        };
        match entry.as_str() {
            "guide.zh.md" | "guide.en.md" => {}
            // A long definition is split, by noun or by chapter, and read as one.
            part if part.strip_suffix(".toml").is_some_and(is_word) && folder.join(part).is_file() => {}
            "papers" => inside(&["md"], findings),
            "examples" => inside(&["toml", "out"], findings),
            "versions" => inside(&["toml"], findings),
            _ => findings.add(format!("{path}/{entry} is not part of a matter")),
        }
    }
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

fn list(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| !n.starts_with('.'))
        .collect();
    names.sort();
    names
}
