//! Which files make up which matter.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use super::{
    names::{Names, lay_defaults},
    report::{At, Sink, nearest},
    tree::{Node, join, parse, under},
};

/// A matter's folder, or one of its older versions, read and merged.
pub(crate) struct Folder {
    pub(crate) dir: String,
    /// Its `matter.toml`, or the file of the older version.
    pub(crate) file: usize,
    /// One of `versions/`.
    pub(crate) is_old: bool,
    pub(crate) tree: Node,
    pub(crate) names: Names,
    /// Texts of papers, by id.
    pub(crate) papers: IndexMap<String, usize>,
    /// Guides, by language.
    pub(crate) guides: IndexMap<String, usize>,
    /// All files that define it, shared.toml left out.
    files: Vec<usize>,
}

/// Finds `shared.toml` and the folders of matters, and reads them; without a `shared.toml` nothing can be.
pub(crate) fn folders(sink: &mut Sink) -> Option<(usize, Vec<Folder>)> {
    let paths: Vec<String> = sink.sources.iter().map(|s| s.path.replace('\\', "/")).collect();
    let mut by_dir: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for (file, path) in paths.iter().enumerate() {
        let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
        by_dir.entry(dir).or_default().push((name, file));
    }
    for files in by_dir.values_mut() {
        files.sort_unstable();
    }
    let shared = paths.iter().position(|p| p == "shared.toml" || p.ends_with("/shared.toml"));
    let Some(shared) = shared else {
        let first = sink.sources.first().map_or(0, |_| 0);
        sink.error("no-shared", At::top(first), "there is no shared.toml")
            .hint("Give the folder that holds shared.toml and the folders of the functions.");
        return None;
    };
    let mut fragments: BTreeMap<String, (usize, Node)> = BTreeMap::new();
    for (dir, files) in &by_dir {
        if *dir == "fragments" || dir.ends_with("/fragments") {
            for (name, file) in files {
                if let Some(id) = name.strip_suffix(".toml") {
                    let tree = parse(*file, sink);
                    fragments.insert(id.to_owned(), (*file, tree));
                }
            }
        }
    }
    let mut folders = Vec::new();
    for (dir, files) in &by_dir {
        let Some((_, main)) = files.iter().find(|(name, _)| *name == "matter.toml") else { continue };
        let mut tree = parse(*main, sink);
        let mut own = vec![*main];
        for (name, file) in files {
            if name.strip_suffix(".toml").is_some() && file != main {
                let part = parse(*file, sink);
                join(&mut tree, part, 0, sink);
                own.push(*file);
            }
        }
        let mut papers = IndexMap::new();
        for (name, file) in by_dir.get(format!("{dir}/papers").as_str()).into_iter().flatten() {
            if let Some(id) = name.strip_suffix(".md") {
                papers.insert(id.to_owned(), *file);
                own.push(*file);
            }
        }
        let mut guides = IndexMap::new();
        for (name, file) in files {
            if let Some(lang) = name.strip_prefix("guide.").and_then(|n| n.strip_suffix(".md")) {
                guides.insert(lang.to_owned(), *file);
                own.push(*file);
            }
        }
        folders.push(finish((*dir).to_owned(), *main, false, tree, own, &papers, &guides, &fragments, sink));
        for (name, file) in by_dir.get(format!("{dir}/versions").as_str()).into_iter().flatten() {
            let Some(number) = name.strip_suffix(".toml") else { continue };
            let tree = parse(*file, sink);
            let says = tree.get("version").and_then(Node::int);
            if says.map(|n| n.to_string()).as_deref() != Some(number) {
                let at = tree.get("version").map_or(At::top(*file), |v| v.at);
                sink.error("bad-version", at, format!("versions/{name} holds version {number}"));
            }
            let mut own = vec![*file];
            own.extend(papers.values().chain(guides.values()));
            folders.push(finish(
                (*dir).to_owned(),
                *file,
                true,
                tree,
                own,
                &papers,
                &guides,
                &fragments,
                sink,
            ));
        }
    }
    Some((shared, folders))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one value")]
fn finish(
    dir: String,
    file: usize,
    is_old: bool,
    mut tree: Node,
    mut files: Vec<usize>,
    papers: &IndexMap<String, usize>,
    guides: &IndexMap<String, usize>,
    fragments: &BTreeMap<String, (usize, Node)>,
    sink: &mut Sink,
) -> Folder {
    for (used, at) in tree.get("use").cloned().map(|u| words(&u)).unwrap_or_default() {
        let Some((file, fragment)) = fragments.get(&used) else {
            let all = fragments.keys().map(String::as_str);
            let near = nearest(&used, all).map(|n| format!("Did you mean `{n}`?"));
            let mistake = sink.error("unknown", at, format!("there is no fragment `{used}`"));
            mistake.hint = near;
            continue;
        };
        let mut fragment = fragment.clone();
        for (dropped, _) in tree.get("drop").map(words).unwrap_or_default() {
            drop_entry(&mut fragment, &dropped);
        }
        under(&mut tree, &fragment, 2);
        files.push(*file);
    }
    for (dropped, at) in tree.get("drop").map(words).unwrap_or_default() {
        let there = fragments.values().any(|(_, f)| entry_of(f, &dropped));
        if !there {
            sink.error("unknown", at, format!("no fragment has an entry `{dropped}`"))
                .hint("As in drop = [\"act.x\"].");
        }
    }
    lay_defaults(&mut tree);
    let names = Names::of(&tree);
    Folder { dir, file, is_old, tree, names, papers: papers.clone(), guides: guides.clone(), files }
}

fn words(node: &Node) -> Vec<(String, At)> {
    node.words().into_iter().map(|(w, at)| (w.to_owned(), at)).collect()
}

fn entry_of(fragment: &Node, path: &str) -> bool {
    path.split_once('.').is_some_and(|(table, id)| fragment.get(table).is_some_and(|t| t.entry(id).is_some()))
}

fn drop_entry(fragment: &mut Node, path: &str) {
    let Some((table, id)) = path.split_once('.') else { return };
    for entry in fragment.entries_mut().into_iter().flatten().filter(|e| e.key == table) {
        if let Some(entries) = entry.value.entries_mut() {
            entries.retain(|e| e.key != id);
        }
    }
}

impl Folder {
    /// SHA-256 over each file that defines it, after its name below `functions/`, and `shared.toml`.
    pub(crate) fn hash(&self, sink: &Sink, shared: usize) -> [u8; 32] {
        let root = sink.sources.get(shared).and_then(|s| s.path.strip_suffix("shared.toml")).unwrap_or("");
        let mut files: Vec<(&str, &str)> = self
            .files
            .iter()
            .chain([&shared])
            .filter_map(|f| sink.sources.get(*f))
            .map(|s| (s.path.strip_prefix(root).unwrap_or(&s.path), &*s.text))
            .collect();
        files.sort_unstable();
        files.dedup();
        let mut hash = Sha256::new();
        for (name, text) in files {
            for part in [name, text] {
                hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hash.finalize().into()
    }
}
