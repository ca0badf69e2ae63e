//! What may stand in which file of code.

use super::{Findings, code_of, crates, files, is_rust, sources};

/// The crates without I/O, clock or global state.
const PURE: [&str; 5] = ["law", "calendar", "matter", "draw", "places"];

#[test]
fn a_file_ends_before_its_eight_hundredth_line() {
    let kinds = ["rs", "mjs", "js", "html", "css", "ftl", "toml", "sh", "md"];
    let mut findings = Findings::default();
    for file in files() {
        let kind = file.path.rsplit('.').next().unwrap_or_default();
        // The list of notices is written by a script; a reference is read by searching.
        let generated = ["THIRD-PARTY.md", "docs/matters.md"].contains(&file.path.as_str());
        let lines = file.text.lines().count();
        if kinds.contains(&kind) && !generated && lines >= 800 {
            findings.add(format!("{}: {lines} lines", file.path));
        }
    }
    findings.none_or("Split it by meaning.");
}

#[test]
fn pure_crates_do_no_io_and_read_no_clock() {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::io::stdin",
        "tokio::",
        "SystemTime",
        "Instant::now",
        "::now()",
        "thread_local!",
        "static mut",
        "rand::",
        "println!",
        "eprintln!",
    ];
    // A static that can change is global state; one that is worked out once from constants is a constant.
    let statics = ["Mutex<", "RwLock<", "Atomic", "OnceLock<", "OnceCell<", "Cell<"];
    let mut findings = Findings::default();
    let files = files();
    for krate in PURE {
        for (path, text) in sources(&files, krate) {
            for (n, line) in text.lines().enumerate() {
                let code = code_of(line);
                for word in words.iter().filter(|w| code.contains(**w)) {
                    findings.at(path, n, word);
                }
                if code.contains("static ") && statics.iter().any(|s| code.contains(s)) {
                    findings.at(path, n, "a static that can change");
                }
            }
        }
    }
    findings.none_or("The clock, the seed and what was read come in as arguments.");
}

#[test]
fn nothing_below_the_pages_asks_what_time_it_is() {
    let words = ["Timestamp::now", "Zoned::now", "ZonedDateTime::now", "SystemTime::now", "civil::now"];
    let mut findings = Findings::default();
    let files = files();
    for krate in crates().iter().filter(|k| !["web", "xiezhi"].contains(&k.as_str())) {
        for (path, text) in sources(&files, krate) {
            for (n, line) in text.lines().enumerate() {
                if words.iter().any(|w| code_of(line).contains(w)) {
                    findings.at(path, n, line.trim());
                }
            }
        }
    }
    findings.none_or("The time comes in as an argument.");
}

#[test]
fn sql_stands_in_the_store_alone() {
    let words = [
        "SELECT ",
        "INSERT INTO ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "CREATE INDEX ",
        "ON CONFLICT",
        "ALTER TABLE ",
        "PRAGMA ",
    ];
    let mut findings = Findings::default();
    let files = files();
    for krate in crates().iter().filter(|k| *k != "store") {
        for (path, text) in sources(&files, krate) {
            for (n, line) in text.lines().enumerate() {
                if words.iter().any(|w| code_of(line).contains(w)) {
                    findings.at(path, n, line.trim());
                }
            }
        }
    }
    findings.none_or("Give the store a function whose name says what is wanted.");
}

#[test]
fn no_test_is_left_out_and_no_work_is_left_open() {
    // Put together here, so that this file does not find itself.
    let words = [
        concat!("#[", "ignore"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let mut findings = Findings::default();
    for file in files().iter().filter(|f| f.path.starts_with("crates/") && is_rust(&f.path)) {
        for (n, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|w| line.contains(**w)) {
                findings.at(&file.path, n, word);
            }
        }
    }
    findings.none_or("Do it now, or say in an issue what is open.");
}

#[test]
fn a_lint_is_expected_with_its_reason_and_never_allowed() {
    let mut findings = Findings::default();
    for file in files().iter().filter(|f| f.path.starts_with("crates/") && is_rust(&f.path)) {
        let words = [concat!("#[", "allow("), concat!("#![", "allow(")];
        for (n, line) in file.text.lines().enumerate() {
            if words.iter().any(|w| line.contains(w)) {
                findings.at(&file.path, n, line.trim());
            }
        }
    }
    findings.none_or("Write #[expect(lint, reason = \"…\")], or put it right.");
}

#[test]
fn a_crate_opens_with_what_it_is_for_and_what_it_leaves_out() {
    let mut findings = Findings::default();
    let files = files();
    for krate in crates().iter().filter(|k| *k != "xiezhi") {
        let path = format!("crates/{krate}/src/lib.rs");
        let Some(lib) = files.iter().find(|f| f.path == path) else { continue };
        let opening: Vec<&str> = lib.text.lines().take_while(|l| l.starts_with("//!")).collect();
        if opening.is_empty() || !opening.iter().any(|l| l.contains("Invariant:")) {
            findings.add(format!("{path}: no `//! Invariant:` line"));
        }
    }
    findings.none_or("Say in lib.rs what the crate is for and what is deliberately absent.");
}

/// Places of one machine that are in no other.
#[test]
fn no_committed_file_names_a_place_of_one_machine() {
    // Put together here, so that this file does not find itself.
    let words = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
        concat!("C:", "\\\\"),
        concat!("BEGIN PRIV", "ATE KEY"),
        concat!("BEGIN RSA PRIV", "ATE KEY"),
    ];
    let mut findings = Findings::default();
    for file in files() {
        for (n, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|w| line.contains(**w)) {
                findings.at(&file.path, n, word);
            }
        }
    }
    // What was fetched from where is the business of the machine that fetches it.
    for lock in files().iter().filter(|f| f.path == "Cargo.lock" || f.path == "package-lock.json") {
        for (n, line) in lock.text.lines().enumerate() {
            let public = ["github.com/rust-lang/crates.io-index", "https://registry.npmjs.org/"];
            let names_source = line.starts_with("source = ") || line.contains("\"resolved\":");
            if names_source && !public.iter().any(|p| line.contains(p)) {
                findings.at(&lock.path, n, line.trim());
            }
        }
    }
    findings.none_or("Use a path from the checkout, a setting, or an environment variable.");
}
