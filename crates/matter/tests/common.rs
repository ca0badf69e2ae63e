//! One helper touches the loader, so that the cases beside it do not change when it does.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use xiezhi_matter::load::{Library, Source, load};

/// The folder of definitions.
pub(crate) fn functions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions")
}

/// All definitions there are, read once.
pub(crate) fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(read_all);
    &LIBRARY
}

/// All files of definitions.
pub(crate) fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    read(&functions(), &functions(), &mut sources);
    sources.sort_by(|a: &Source, b: &Source| a.path.cmp(&b.path));
    sources
}

fn read_all() -> Library {
    load(&sources()).unwrap_or_else(|report| panic!("{report}"))
}

fn read(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, sources);
        } else if path.extension().is_some_and(|e| e == "toml" || e == "md") {
            let text: Arc<str> = fs::read_to_string(&path).unwrap().into();
            let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            sources.push(Source { path, text });
        }
    }
}

/// The folder of a matter.
pub(crate) fn folder_of(matter: &str) -> PathBuf {
    let functions = functions();
    fs::read_dir(&functions)
        .unwrap()
        .map(|f| f.unwrap().path().join(matter))
        .find(|f| f.join("matter.toml").is_file())
        .unwrap_or_else(|| panic!("{matter} has no folder"))
}
