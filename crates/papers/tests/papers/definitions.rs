use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use xiezhi_papers::{Layout, Template, docx, fill, pdf};

use crate::samples::fonts;

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, out);
        } else if folder.ends_with("papers") && path.extension().is_some_and(|end| end == "md") {
            out.push(path);
        }
    }
}

/// Facts in which every name that a text uses has a value of its kind.
fn facts_for(template: &Template, source: &str) -> Value {
    // Members of what a loop goes through are not among the placeholders: whatever stands after a dot.
    let members = || -> Map<String, Value> {
        source
            .split('.')
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
            .filter(|member| !member.is_empty())
            .map(|member| (member.to_owned(), json!("某某事项")))
            .chain([("name".to_owned(), json!("张小三"))])
            .collect()
    };
    let mut facts = Map::new();
    for placeholder in template.placeholders() {
        let path: Vec<&str> = placeholder.path.split('.').collect();
        let value = match path.as_slice() {
            ["parties" | "basis", ..] => json!([members(), members()]),
            ["party", _] => Value::Object(members()),
            ["officers", _] => json!(["李四"]),
            ["due", _] | ["paper", "date"] => json!("2026-05-09"),
            ["raw", ..] if source.contains(&format!("in {}", placeholder.path)) => json!([members()]),
            ["raw", ..] if source.contains(&format!("{} | money", placeholder.path)) => json!(2_000_000),
            _ => json!("某某事项\n第二段"),
        };
        let mut at = &mut facts;
        for step in path.iter().take(path.len() - 1) {
            let inner = at.entry(*step).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            at = inner.as_object_mut().unwrap();
        }
        at.insert(path.last().unwrap().to_string(), value);
    }
    Value::Object(facts)
}

#[test]
fn every_text_of_a_paper_in_the_definitions_can_be_filled_and_set() {
    let mut paths = Vec::new();
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let mut faults = Vec::new();
    for path in &paths {
        let name = path.display().to_string();
        let source = std::fs::read_to_string(path).unwrap();
        let text = Template::parse(&name, &source).map_err(|error| error.to_string()).and_then(|template| {
            fill(&template, &facts_for(&template, &source)).map_err(|error| error.to_string())
        });
        match text {
            Ok(text) => {
                let mut layout = Layout::of(&text, "兰州市人民政府", jiff::civil::date(2026, 3, 10));
                layout.number = Some("兰政复〔2026〕1号".to_owned());
                let made = pdf(&text, &layout, &fonts()).unwrap();
                docx(&text, &layout).unwrap();
                if let Some(folder) = std::env::var_os("PAPERS_KEEP") {
                    let stem = path.file_stem().unwrap().to_str().unwrap();
                    std::fs::write(Path::new(&folder).join(format!("real-{stem}.pdf")), made).unwrap();
                }
            }
            Err(error) => faults.push(error),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
