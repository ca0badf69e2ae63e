use std::path::{Path, PathBuf};

use xiezhi_papers::Template;

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

#[test]
fn every_text_of_a_paper_in_the_definitions_can_be_read() {
    let mut paths = Vec::new();
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let faults: Vec<String> = paths
        .iter()
        .filter_map(|path| {
            let source = std::fs::read_to_string(path).unwrap();
            Template::parse(&path.display().to_string(), &source).err().map(|error| error.to_string())
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
