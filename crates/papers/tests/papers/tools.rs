//! Reading PDF with poppler, which knows nothing of how it was made.

use std::io::Write;
use std::process::{Command, Stdio};

/// Runs one of poppler's tools on a PDF.
pub(crate) fn poppler(tool: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().write_all(pdf).unwrap();
    let output = Command::new(tool)
        .args(arguments)
        .arg(file.path())
        .args((tool == "pdftotext").then_some("-"))
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{tool}: {error}. Install poppler-utils"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A line of text on a page, in millimetres from the upper left corner.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) page: usize,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
    pub(crate) text: String,
}

/// The lines of a PDF, words put together.
pub(crate) fn lines(pdf: &[u8]) -> Vec<Line> {
    let xml = poppler("pdftotext", &["-bbox-layout"], pdf);
    let number = |line: &str, name: &str| -> f64 {
        let from = line.split(&format!("{name}=\"")).nth(1).unwrap();
        from.split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
    };
    let (mut page, mut out) = (0, Vec::<Line>::new());
    for row in xml.lines().map(str::trim) {
        if row.starts_with("<page ") {
            page += 1;
        } else if row.starts_with("<line ") {
            out.push(Line {
                page,
                left: number(row, "xMin"),
                top: number(row, "yMin"),
                right: number(row, "xMax"),
                bottom: number(row, "yMax"),
                text: String::new(),
            });
        } else if let Some(word) = row.strip_prefix("<word ") {
            let text = word.split('>').nth(1).unwrap().split('<').next().unwrap();
            let text =
                text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            out.last_mut().unwrap().text.push_str(&text);
        }
    }
    out
}
