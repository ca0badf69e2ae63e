//! Reads `rules.toml`: every rule that the law pages of a function list, so that none is forgotten.

use std::sync::Arc;

use super::{
    build::{Build, text},
    report::{Place, Sink},
    tree::{Entry, Node},
};
use crate::{id::RuleId, model::Basis, text::Text};

/// A rule of the law pages.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The folder of the function, as `05-administration-by-law`.
    pub function: String,
    /// Its id, the same in data, code, test, screen and log.
    pub rule: RuleId,
    /// What it says, in one line.
    pub says: Text,
    /// On what it rests.
    pub basis: Vec<Basis>,
    /// The test that holds it, where no limit, refusal or service can: a file and the name in it.
    pub test: Option<Arc<str>>,
    /// Why no worked example exercises it.
    pub why: Option<Arc<str>>,
    /// Where it is listed.
    pub at: Place,
}

impl Build<'_> {
    pub(crate) fn listed(&mut self, function: &str, entry: &Entry) -> Listed {
        let node = &entry.value;
        self.of = format!("rule.{}", entry.key);
        let words = |key: &str| node.get(key).and_then(Node::str).map(Arc::from);
        let signs = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if entry.key.is_empty() || !entry.key.chars().all(signs) {
            self.sink.error("bad-id", entry.at, format!("`{}` is no id of a rule", entry.key));
        }
        if let (Some(test), None) = (node.entry("test"), node.get("why")) {
            self.sink
                .error("missing-key", test.at, format!("why does only a test hold `{}`?", entry.key))
                .hint("Say it in `why`.");
        }
        Listed {
            function: function.to_owned(),
            rule: RuleId::from(entry.key.as_str()),
            says: text(node, "says"),
            basis: self.basis(node),
            test: words("test"),
            why: words("why"),
            at: self.sink.place(entry.at),
        }
    }
}

/// The files that list rules, each with the folder of its function.
pub(crate) fn files(sink: &Sink) -> Vec<(usize, String)> {
    let paths = sink.sources.iter().map(|s| s.path.replace('\\', "/"));
    let function = |path: &str| {
        let dir = path.strip_suffix("/rules.toml")?;
        Some(dir.rsplit('/').next().unwrap_or(dir).to_owned())
    };
    let all: Vec<String> = paths.collect();
    let of_matter = |path: &str| all.contains(&path.replace("rules.toml", "matter.toml"));
    all.iter()
        .enumerate()
        .filter(|(_, path)| !of_matter(path))
        .filter_map(|(file, path)| Some((file, function(path)?)))
        .collect()
}
