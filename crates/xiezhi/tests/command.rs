//! The command as scripts meet it: words, answers and exit statuses.

use std::process::{Command, Output};

fn xiezhi(words: &[&str]) -> Output {
    // No setting of the machine has a say.
    Command::new(env!("CARGO_BIN_EXE_xiezhi")).args(words).env_clear().output().unwrap()
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
