//! Definitions are read, or every mistake is told at once.

use std::{fs, path::Path, sync::Arc};

use xiezhi_matter::{Source, load};

/// The files below a folder, their paths from it.
fn sources(dir: &Path) -> Vec<Source> {
    fn walk(dir: &Path, root: &Path, into: &mut Vec<Source>) {
        let mut entries: Vec<_> = fs::read_dir(dir)
            .expect("the folder is there")
            .map(|e| e.expect("it can be read").path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, into);
            } else if path.extension().is_some_and(|e| e == "toml" || e == "md") {
                let text = fs::read_to_string(&path).expect("it is a text");
                let path = path.strip_prefix(root).expect("it is below").to_string_lossy().replace('\\', "/");
                into.push(Source { path, text: Arc::from(text) });
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found
}

fn functions() -> Vec<Source> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions"))
}

/// What is built in loads without a mistake.
#[test]
fn the_definitions_of_the_bureau_load() {
    match load(&functions()) {
        Ok(library) => {
            println!("{}", library.warnings);
            assert!(library.current("reconsideration").is_some());
        }
        Err(report) => panic!("{report}"),
    }
}
