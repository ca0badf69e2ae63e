//! Holds what no single crate can see: which way the arrows point, and what may stand where.
//!
//! Every check gives all its findings at once, each with its place, and says what to do about them.

mod code;
mod data;
mod layers;

use std::{fmt::Write as _, fs, path::Path, path::PathBuf, process::Command};

/// The folder that holds the workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap().to_owned()
}

/// A text file of the repository: its path from the root with `/`, and what it says.
struct Text {
    path: String,
    text: String,
}

/// Every text file that is or would be committed: git knows; without git, all but what is generated.
fn files() -> Vec<Text> {
    let root = root();
    let listed =
        Command::new("git").args(["ls-files", "-co", "--exclude-standard", "-z"]).current_dir(&root).output();
    let paths: Vec<String> = match listed {
        Ok(out) if out.status.success() => String::from_utf8(out.stdout)
            .unwrap()
            .split('\0')
            .filter(|p| !p.is_empty())
            .map(Into::into)
            .collect(),
        _ => {
            let mut found = Vec::new();
            walk(&root, &root, &mut found);
            found
        }
    };
    let mut texts: Vec<Text> = paths
        .into_iter()
        // What is not text (a picture) and what was deleted but not yet committed is passed over.
        .filter_map(|path| fs::read_to_string(root.join(&path)).ok().map(|text| Text { path, text }))
        .collect();
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(texts.len() > 20, "the repository was not found at {}", root.display());
    texts
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if ["target", "data", "node_modules", ".git", ".cache"].iter().any(|skip| name == **skip) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found);
        } else if let Ok(relative) = path.strip_prefix(root) {
            found.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
}

/// The Rust files of one crate's `src`, each cut before its tests.
fn sources<'a>(files: &'a [Text], krate: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let folder = format!("crates/{krate}/src/");
    files
        .iter()
        .filter(move |f| f.path.starts_with(&folder) && is_rust(&f.path) && !is_test_file(&f.path))
        .map(|f| (f.path.as_str(), without_tests(&f.text)))
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|e| e == "rs")
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn without_tests(text: &str) -> &str {
    // A module of tests stands last in its file.
    text.find("\n#[cfg(test)]\nmod ").and_then(|at| text.get(..at)).unwrap_or(text)
}

/// The code of a line without its comment; a quoted `//` (in a URL) is left alone.
fn code_of(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") { "" } else { line.split(" // ").next().unwrap_or(line) }
}

/// The crates' folder names under `crates/`.
fn crates() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .flatten()
        .filter(|e| e.path().join("Cargo.toml").exists())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Findings of one check.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn at(&mut self, path: &str, line: usize, what: &str) {
        self.0.push(format!("{path}:{}: {what}", line + 1));
    }

    fn add(&mut self, what: String) {
        self.0.push(what);
    }

    /// Fails when there is any, with all of them and the way out.
    fn none_or(self, way_out: &str) {
        let mut report = String::new();
        for finding in &self.0 {
            let _ = writeln!(report, "  {finding}");
        }
        assert!(self.0.is_empty(), "{} found:\n{report}{way_out}", self.0.len());
    }
}
