//! All that a definition names, gathered before anything is read, so that a name may be used before it
//! is defined, and in another matter.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;

use super::{
    report::{At, Sink, nearest},
    shape::Noun,
    tree::{Kind, Node},
};

/// The names of a matter, or of `shared.toml`.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The id of the matter.
    pub(crate) id: String,
    by: HashMap<Noun, IndexMap<String, At>>,
    /// Members of groups, as written.
    pub(crate) groups: IndexMap<String, Vec<(String, At)>>,
    /// States of each track.
    pub(crate) tracks: IndexMap<String, Vec<String>>,
    /// Items of each list.
    pub(crate) lists: IndexMap<String, Vec<String>>,
    /// Types of fields.
    pub(crate) types: HashMap<String, String>,
    /// Fields of a class above internal, which no list holds, and whether they are found by a keyed hash.
    pub(crate) closed: HashMap<String, bool>,
}

/// The names of everything that is loaded.
#[derive(Debug, Default)]
pub(crate) struct All {
    pub(crate) shared: Names,
    pub(crate) matters: BTreeMap<String, Names>,
}

const NOUNS: &[Noun] = &[
    Noun::State,
    Noun::Track,
    Noun::Role,
    Noun::Seat,
    Noun::Field,
    Noun::List,
    Noun::Act,
    Noun::Limit,
    Noun::Refusal,
    Noun::Lookup,
    Noun::Child,
    Noun::Paper,
    Noun::Define,
    Noun::Measure,
    Noun::Law,
    Noun::Post,
    Noun::Office,
    Noun::Seal,
    Noun::Approval,
    Noun::Parameter,
    Noun::Service,
];

impl Names {
    pub(crate) fn of(tree: &Node) -> Self {
        let mut names =
            Self { id: tree.get("id").and_then(Node::str).unwrap_or_default().to_owned(), ..Self::default() };
        for noun in NOUNS {
            if let Some(table) = tree.get(noun.table()) {
                let ids = table.entries().iter().map(|e| (e.key.clone(), e.at)).collect();
                names.by.insert(*noun, ids);
            }
        }
        let entries = |table: &str| tree.get(table).map(Node::entries).unwrap_or_default();
        for e in entries("group") {
            let members = e.value.words().into_iter().map(|(w, at)| (w.to_owned(), at)).collect();
            names.groups.insert(e.key.clone(), members);
        }
        for e in entries("track") {
            let states = e.value.get("state").map(Node::entries).unwrap_or_default();
            names.tracks.insert(e.key.clone(), states.iter().map(|s| s.key.clone()).collect());
        }
        for e in entries("options") {
            names.lists.insert(e.key.clone(), e.value.entries().iter().map(|i| i.key.clone()).collect());
        }
        for e in entries("field") {
            if let Some(ty) = e.value.get("type").and_then(Node::str) {
                names.types.insert(e.key.clone(), ty.to_owned());
            }
            let word = |key| e.value.get(key).and_then(Node::str).unwrap_or_default();
            let usual = tree.get("default").and_then(|d| d.get("field")?.get("class")?.str());
            let class = if word("class").is_empty() { usual.unwrap_or_default() } else { word("class") };
            if !["public", "internal"].contains(&class) {
                names.closed.insert(e.key.clone(), word("find") == "blind");
            }
        }
        names
    }

    /// All ids of a kind.
    pub(crate) fn ids(&self, noun: Noun) -> impl Iterator<Item = &str> {
        self.by.get(&noun).into_iter().flat_map(|ids| ids.keys().map(String::as_str))
    }

    /// Whether there is such a thing.
    pub(crate) fn has(&self, noun: Noun, id: &str) -> bool {
        self.by.get(&noun).is_some_and(|ids| ids.contains_key(id))
    }

    /// Where it is defined.
    pub(crate) fn at(&self, noun: Noun, id: &str) -> Option<At> {
        self.by.get(&noun)?.get(id).copied()
    }

    /// Whether a track has such a state.
    pub(crate) fn on_track(&self, state: &str) -> bool {
        self.tracks.values().any(|states| states.iter().any(|s| s == state))
    }

    /// A list with its groups taken apart, at any depth; unknown groups are left out.
    pub(crate) fn expand<'a>(&'a self, words: &[(&'a str, At)]) -> Vec<(&'a str, At)> {
        let mut found = Vec::new();
        self.expand_into(words, 0, &mut found);
        found
    }

    fn expand_into<'a>(&'a self, words: &[(&'a str, At)], depth: u8, found: &mut Vec<(&'a str, At)>) {
        for (word, at) in words {
            match word.strip_prefix('@') {
                None if found.iter().all(|(w, _)| w != word) => found.push((word, *at)),
                Some(group) if depth < 8 => {
                    if let Some(members) = self.groups.get(group) {
                        // A member is meant where the group is used.
                        let members: Vec<_> = members.iter().map(|(w, _)| (w.as_str(), *at)).collect();
                        self.expand_into(&members, depth + 1, found);
                    }
                }
                _ => {}
            }
        }
    }

    /// Tells of ids that are badly written or mean two things, and of groups that hold what is nothing.
    pub(crate) fn check(&self, sink: &mut Sink) {
        for noun in NOUNS {
            for (id, at) in self.by.get(noun).into_iter().flatten() {
                check_id(*noun, id, *at, sink);
            }
        }
        for (field, at) in self.by.get(&Noun::Field).into_iter().flatten() {
            if let Some(role) = self.at(Noun::Role, field) {
                let place = sink.place(role);
                sink.error("twice", *at, format!("`{field}` is a field and a role")).also(place);
            }
        }
        for states in self.tracks.values() {
            for state in states {
                if let Some(at) = self.at(Noun::State, state) {
                    sink.error("twice", at, format!("`{state}` is a state of the main track and of another"))
                        .hint("No two states of a matter share an id.");
                }
            }
        }
        for (group, members) in &self.groups {
            for (word, at) in members {
                let known = match word.strip_prefix('@') {
                    Some(other) => self.groups.contains_key(other) && other != group,
                    None => self.has(Noun::State, word) || self.has(Noun::Act, word) || self.on_track(word),
                };
                if !known {
                    let all = self.ids(Noun::State).chain(self.ids(Noun::Act));
                    let near = nearest(word, all).map(|n| format!("Did you mean `{n}`?"));
                    let mistake = sink.error(
                        "unknown",
                        *at,
                        format!("`{word}` in the group `{group}` is no state and no act"),
                    );
                    mistake.hint = near;
                }
            }
        }
    }
}

/// Words that no field, lookup or definition may be called: CEL's own, and what is built in.
const TAKEN: &str = "in as for if else return while var function import true false null break const continue \
                     let loop namespace package void id number state opened_on on by n year letter city \
                     served undone about";

/// Words that stand alone in an expression, so that no definition may be called so.
const ALONE: &str = "file was act actor parent each child lookup has size int double string bool min max";

fn check_id(noun: Noun, id: &str, at: At, sink: &mut Sink) {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let taken = |words: &str| words.split(' ').any(|word| word == id);
    let begins = id.chars().next().is_some_and(|c| c.is_ascii_lowercase());
    match noun {
        Noun::Law | Noun::Parameter => {}
        Noun::Limit | Noun::Refusal => {
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                sink.error("bad-id", at, format!("`{id}` is no rule id"))
                    .hint("A rule id has letters, digits and `-`, as the law pages write it: `R-R06`.");
            }
        }
        Noun::Field | Noun::Lookup | Noun::Define => {
            if !begins || !id.chars().all(|c| lower(c) || c == '_') {
                sink.error("bad-id", at, format!("`{id}` is no id of a {}", noun.name()))
                    .hint("Lower-case letters, digits and `_`, since CEL reads `-` as minus.");
            } else if taken(TAKEN) || (noun == Noun::Define && taken(ALONE)) {
                sink.error("bad-id", at, format!("`{id}` is a word that CEL or the language itself uses"))
                    .hint("Choose another id.");
            }
        }
        _ => {
            if !begins || !id.chars().all(|c| lower(c) || c == '-') {
                sink.error("bad-id", at, format!("`{id}` is no id of a {}", noun.name()))
                    .hint("Lower-case letters, digits and `-`.");
            } else if noun == Noun::State && ["new", "back", "off", "any"].contains(&id) {
                sink.error(
                    "bad-id",
                    at,
                    format!("`{id}` can be no state: the language uses the word itself"),
                );
            }
        }
    }
}

/// `[default]`: keys that entries take when they lack them.
pub(crate) fn lay_defaults(tree: &mut Node) {
    let Some(defaults) = tree.get("default").cloned() else { return };
    for default in defaults.entries() {
        let Some(entries) = tree.entries_mut() else { return };
        let Some(table) = entries.iter_mut().find(|e| e.key == default.key) else { continue };
        for entry in table.value.entries_mut().into_iter().flatten() {
            match &mut entry.value.kind {
                Kind::Array(dated) => {
                    for one in dated {
                        super::tree::under(one, &default.value, 0);
                    }
                }
                _ => super::tree::under(&mut entry.value, &default.value, 0),
            }
        }
    }
}
