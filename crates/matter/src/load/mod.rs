//! Reads definitions: the files below `functions/` become a [`Library`], or a [`Report`] of everything
//! that is wrong with them.
//!
//! The order is: every file into a tree that knows its places; fragments under the matters that use them;
//! names gathered; a walk by the tables of keys ([`keys`]), which tells of what is unknown, missing or of
//! the wrong kind; the definition built; the checks of [`crate::check`] over it. `roads.toml` and
//! `rules.toml`, which are of no matter, come last.

pub(crate) mod build;
pub(crate) mod keys;
pub(crate) mod names;
pub(crate) mod report;
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod tree;
pub(crate) mod walk;

mod acts;
mod folder;
mod limits;
mod rest;
mod roads;
mod rules;
mod shared;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use jiff::civil::Date;

use self::{
    build::{Build, Cited},
    folder::{Folder, folders},
    names::{All, Names},
    report::{At, Sink},
    tree::Node,
    walk::Walk,
};
pub use self::{
    report::{Mistake, Place, Report, Severity},
    rules::Listed,
    schema::{reference, schema},
};
use crate::{
    id::{LawId, MatterId, RuleId},
    model::{Basis, Definition, Shared},
    roads::Roads,
};

/// A file that was read: its path below `functions/` and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Source {
    pub path: String,
    pub text: Arc<str>,
}

/// All definitions.
#[derive(Clone, Debug)]
pub struct Library {
    /// What all of them share.
    pub shared: Arc<Shared>,
    /// Each matter's versions, oldest first.
    pub matters: BTreeMap<MatterId, Vec<Arc<Definition>>>,
    /// The questions that say which road is open; none where there is no `roads.toml`.
    pub roads: Option<Arc<Roads>>,
    /// Every rule that the law pages of a function list (`rules.toml`).
    pub listed: Vec<Listed>,
    /// What was taken but should be looked at.
    pub warnings: Report,
    /// Every rule and where it is carried.
    pub rules: Vec<RuleAt>,
    /// Every basis and where it is cited.
    pub bases: Vec<BasisAt>,
    by_hash: HashMap<[u8; 32], Arc<Definition>>,
}

/// Where a rule is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct RuleAt {
    /// None: `shared.toml`.
    pub matter: Option<MatterId>,
    pub version: u32,
    pub rule: RuleId,
    pub at: Place,
}

/// Where a basis is cited.
#[derive(Clone, Debug)]
pub struct BasisAt {
    /// None: `shared.toml`.
    pub matter: Option<MatterId>,
    /// What rests on it: its key or rule.
    pub of: String,
    /// The basis.
    pub basis: Basis,
    /// The last day of the rule that rests on it, or of the version; none: it lasts.
    pub until: Option<Date>,
    /// Where it is written.
    pub at: Place,
}

impl Library {
    /// The version under which an application made on a day falls.
    pub fn get(&self, matter: &str, day: Date) -> Option<&Arc<Definition>> {
        let versions = self.matters.get(matter)?;
        versions.iter().rev().find(|d| d.from <= day && d.until.is_none_or(|u| day <= u))
    }

    /// The newest version of a matter.
    pub fn current(&self, matter: &str) -> Option<&Arc<Definition>> {
        self.matters.get(matter)?.last()
    }

    /// The definition of this hash, if it is among those loaded.
    pub fn by_hash(&self, hash: &[u8; 32]) -> Option<&Arc<Definition>> {
        self.by_hash.get(hash)
    }

    /// The title of a law by its short name; a title is its own.
    pub fn title<'a>(&'a self, law: &'a LawId) -> &'a str {
        self.shared.laws.get(law).map_or(law.as_str(), |l| &l.title)
    }
}

/// Reads definitions from the files below `functions/`.
///
/// All mistakes come in one report. Warnings alone do not refuse the definitions: they stand in
/// [`Library::warnings`].
pub fn load(sources: &[Source]) -> Result<Library, Report> {
    let mut sink = Sink::new(sources);
    let loaded = load_into(&mut sink);
    let report = sink.finish();
    match loaded {
        Some(mut library) if !report.is_refusal() => {
            library.warnings = report;
            Ok(library)
        }
        _ => Err(report),
    }
}

fn load_into(sink: &mut Sink) -> Option<Library> {
    let (shared_file, folders) = folders(sink)?;
    let shared_tree = tree::parse(shared_file, sink);
    if !sink.mistakes.iter().all(|m| m.code != "toml") {
        // What cannot be read lacks everything: no word about the rest.
        sink.mistakes.retain(|m| m.code == "toml");
        return None;
    }
    let mut all = All { shared: Names::of(&shared_tree), matters: BTreeMap::new() };
    all.shared.check(sink);
    for folder in &folders {
        if !folder.is_old && !folder.names.id.is_empty() {
            let twice = folders.iter().find(|f| !f.is_old && f.names.id == folder.names.id);
            match twice {
                Some(first) if first.dir != folder.dir => {
                    let here = folder.tree.get("id").map_or(At::top(folder.file), |n| n.at);
                    let there = first.tree.get("id").map_or(At::top(first.file), |n| n.at);
                    let there = sink.place(there);
                    sink.error("twice", here, format!("the matter `{}` is defined twice", folder.names.id))
                        .also(there);
                }
                _ => {
                    all.matters.insert(folder.names.id.clone(), Names::of(&folder.tree));
                }
            }
        }
    }

    let languages = shared_tree.get("languages").map_or(2, |l| l.many().len());
    let mut walk = Walk { names: &all.shared, all: &all, languages, sink };
    walk.table(&keys::SHARED, &shared_tree, At::top(shared_file), "");
    let mut build = builder(&all.shared, &all, None, "", walk.sink);
    let shared = build.shared(&shared_tree);
    let Build { uses, cited, rules, .. } = build;
    crate::check::shared(&shared, &uses, sink);

    let shared = Arc::new(shared);
    let mut library = Library {
        shared: Arc::clone(&shared),
        matters: BTreeMap::new(),
        roads: None,
        listed: Vec::new(),
        warnings: Report::default(),
        rules: Vec::new(),
        bases: Vec::new(),
        by_hash: HashMap::new(),
    };
    library.keep(sink, None, 0, None, cited, rules);

    let mut built = Vec::new();
    for folder in &folders {
        folder.names.check(sink);
        let mut walk = Walk { names: &folder.names, all: &all, languages, sink };
        walk.table(&keys::MATTER, &folder.tree, At::top(folder.file), "");
        let law = build::str_of(&folder.tree, "law").to_owned();
        let mut build = builder(&folder.names, &all, Some(&shared), &law, walk.sink);
        let Some(definition) = folder.definition(&mut build, shared_file) else { continue };
        let Build { uses, cited, rules, .. } = build;
        let id = definition.id.clone();
        library.keep(sink, Some(&id), definition.version, definition.until, cited, rules);
        built.push((folder, Arc::new(definition), uses));
    }
    for (folder, definition, _) in &built {
        library.by_hash.insert(definition.hash, Arc::clone(definition));
        library.matters.entry(definition.id.clone()).or_default().push(Arc::clone(definition));
        let _ = folder;
    }
    for versions in library.matters.values_mut() {
        versions.sort_by_key(|d| d.version);
    }
    for (folder, definition, uses) in &built {
        let view = crate::check::View {
            def: definition,
            tree: &folder.tree,
            file: folder.file,
            names: &folder.names,
            all: &all,
            shared: &shared,
            library: &library,
            paper_files: &folder.papers,
        };
        crate::check::matter(&view, uses, sink);
    }
    if let Some(file) = roads::file(sink) {
        library.roads = Some(Arc::new(library.read_roads(file, &all, languages, sink)));
    }
    for (file, function) in rules::files(sink) {
        library.read_rules(file, &function, &all, languages, sink);
    }
    Some(library)
}

fn builder<'a>(
    names: &'a Names,
    all: &'a All,
    shared: Option<&'a Shared>,
    law: &str,
    sink: &'a mut Sink,
) -> Build<'a> {
    Build {
        names,
        all,
        shared,
        law: law.into(),
        sink,
        uses: Vec::new(),
        cited: Vec::new(),
        rules: Vec::new(),
        of: String::new(),
    }
}

impl Library {
    fn read_roads(&mut self, file: usize, all: &All, languages: usize, sink: &mut Sink) -> Roads {
        let tree = tree::parse(file, sink);
        let mut walk = Walk { names: &all.shared, all, languages, sink };
        walk.table(&keys::ROADS, &tree, At::top(file), "");
        let shared = Arc::clone(&self.shared);
        let mut build = builder(&all.shared, all, Some(&shared), build::str_of(&tree, "law"), walk.sink);
        let roads = build.roads(&tree);
        let Build { cited, .. } = build;
        roads::check(&roads, &tree, sink);
        self.keep(sink, None, 0, None, cited, Vec::new());
        roads
    }

    fn read_rules(&mut self, file: usize, function: &str, all: &All, languages: usize, sink: &mut Sink) {
        let tree = tree::parse(file, sink);
        let mut walk = Walk { names: &all.shared, all, languages, sink };
        walk.table(&keys::RULES, &tree, At::top(file), "");
        let shared = Arc::clone(&self.shared);
        let mut build = builder(&all.shared, all, Some(&shared), build::str_of(&tree, "law"), walk.sink);
        let entries = tree.get("rule").map(Node::entries).unwrap_or_default();
        let listed: Vec<Listed> = entries.iter().map(|e| build.listed(function, e)).collect();
        let Build { cited, .. } = build;
        self.listed.extend(listed);
        self.keep(sink, None, 0, None, cited, Vec::new());
    }

    fn keep(
        &mut self,
        sink: &Sink,
        matter: Option<&MatterId>,
        version: u32,
        until: Option<Date>,
        cited: Vec<Cited>,
        rules: Vec<(RuleId, At)>,
    ) {
        self.bases.extend(cited.into_iter().map(|c| BasisAt {
            matter: matter.cloned(),
            of: c.of,
            basis: c.basis,
            until: c.until.or(until),
            at: sink.place(c.at),
        }));
        self.rules.extend(rules.into_iter().map(|(rule, at)| RuleAt {
            matter: matter.cloned(),
            version,
            rule,
            at: sink.place(at),
        }));
    }
}

impl Folder {
    fn definition(&self, b: &mut Build<'_>, shared_file: usize) -> Option<Definition> {
        let tree = &self.tree;
        let entries = |table: &str| tree.get(table).map(Node::entries).unwrap_or_default();
        let named = |b: &mut Build<'_>, table: &str, key: &str| b.of = format!("{table}.{key}");
        macro_rules! map {
            ($table:literal, $read:expr) => {{
                build::map(tree, $table, |e| {
                    named(b, $table, &e.key);
                    let read: &mut dyn FnMut(&mut Build<'_>, &tree::Entry) -> Option<_> = &mut $read;
                    read(b, e)
                })
            }};
        }
        let mut limits = Vec::new();
        for e in entries("limit") {
            b.of.clone_from(&e.key);
            for one in e.value.many() {
                limits.extend(b.limit(&e.key, one, e.at));
            }
        }
        let mut refusals = Vec::new();
        for e in entries("refusal") {
            b.of.clone_from(&e.key);
            for one in e.value.many() {
                refusals.extend(b.refusal(&e.key, one, e.at));
            }
        }
        let mut retention = Vec::new();
        for e in entries("retention") {
            named(b, "retention", &e.key);
            retention.extend(b.retention(e));
        }
        let number = tree.get("number").and_then(Node::str).filter(|n| *n != "none");
        let version = build::number(tree, "version")?;
        Some(Definition {
            id: build::str_of(tree, "id").into(),
            kind: build::kind(build::str_of(tree, "kind")),
            name: build::text(tree, "name"),
            law: build::str_of(tree, "law").into(),
            version,
            from: tree.get("from").and_then(Node::date)?,
            until: tree.get("until").and_then(Node::date),
            office: build::str_of(tree, "office").into(),
            parent: build::id(tree, "parent"),
            number: number.map(build::pattern),
            paper_number: tree
                .get("paper_number")
                .and_then(Node::str)
                .map(build::pattern)
                .or_else(|| b.shared.and_then(|s| s.paper_number.clone())),
            service: build::id(tree, "service").unwrap_or_else(|| "civil-procedure".into()),
            defines: map!("define", |b: &mut Build<'_>, e: &tree::Entry| b.define(e)),
            states: map!("state", |b: &mut Build<'_>, e: &tree::Entry| Some(b.state(&e.value))),
            tracks: map!("track", |b: &mut Build<'_>, e: &tree::Entry| Some(b.track(&e.value))),
            parties: map!("party", |b: &mut Build<'_>, e: &tree::Entry| Some(b.role(&e.value))),
            officers: map!("officer", |b: &mut Build<'_>, e: &tree::Entry| Some(b.seat(&e.value))),
            options: map!("options", |b: &mut Build<'_>, e: &tree::Entry| Some(b.options(&e.value))),
            fields: map!("field", |b: &mut Build<'_>, e: &tree::Entry| Some(b.field(e))),
            acts: map!("act", |b: &mut Build<'_>, e: &tree::Entry| Some(b.act(e))),
            limits,
            refusals,
            lookups: map!("lookup", |b: &mut Build<'_>, e: &tree::Entry| Some(b.lookup(e))),
            children: map!("child", |b: &mut Build<'_>, e: &tree::Entry| Some(b.child(e))),
            papers: map!("paper", |b: &mut Build<'_>, e: &tree::Entry| {
                let text = self.papers.get(&e.key).map(|file| b.sink.text(*file));
                Some(b.paper(e, text))
            }),
            register: tree.get("register").map(|r| b.register(r)).unwrap_or_default(),
            measures: map!("measure", |b: &mut Build<'_>, e: &tree::Entry| Some(b.measure(e))),
            retention,
            access: Build::access(tree.get("access")),
            transition: tree.get("transition").map(|t| b.transition(t)),
            guide: self.guides.iter().map(|(lang, file)| (lang.clone(), b.sink.text(*file))).collect(),
            hash: self.hash(b.sink, shared_file),
        })
    }
}
