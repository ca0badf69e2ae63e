//! Reads lookups, children, papers, the register, figures, keeping and access.

use std::sync::Arc;

use super::{
    build::{Build, Site, Want, flag, id, ids, number, pattern, str_of, text, who},
    tree::{Entry, Kind as Is, Node},
};
use crate::{
    expr::{Read, Root},
    id::ActId,
    model::{
        Access, Child, Column, Lookup, LookupOf, MeasureDef, Paper, PaperNumber, PublicRegister, Register,
        Retention, Sees, Then, ThenWhat, Transition,
    },
};

impl Build<'_> {
    pub(crate) fn lookup(&mut self, entry: &Entry) -> Lookup {
        let node = &entry.value;
        let of = str_of(node, "of");
        let theirs = self.all.matters.get(of);
        let states = node.get("states").map(Node::words).unwrap_or_default();
        if let Some(theirs) = theirs {
            for (word, at) in &states {
                let known = match word.strip_prefix('@') {
                    Some(group) => theirs.groups.contains_key(group),
                    None => theirs.has(super::shape::Noun::State, word),
                };
                if !known {
                    let message = format!("the matter `{of}` has no state `{word}`");
                    let all: Vec<&str> = theirs.ids(super::shape::Noun::State).collect();
                    self.sink.error("unknown", *at, message).nearest(word, all);
                }
            }
            for e in node.get("match").map(Node::entries).unwrap_or_default() {
                self.theirs(theirs, of, &e.key, e.at);
                if theirs.closed.get(&e.key) == Some(&false) {
                    let message = format!("`{}` of `{of}` is closed, so nothing can be found by it", e.key);
                    self.sink.error("closed", e.at, message).hint("There, say find = \"blind\".");
                }
            }
            for (word, at) in
                node.get("overlaps").and_then(|o| o.get("theirs")).map(Node::words).unwrap_or_default()
            {
                self.theirs(theirs, of, word, at);
            }
        }
        let states = match theirs {
            Some(theirs) => theirs.expand(&states).into_iter().map(|(s, _)| s.into()).collect(),
            None => Vec::new(),
        };
        let matches = node.get("match").map(Node::entries).unwrap_or_default();
        let overlaps = node.get("overlaps").and_then(|o| {
            let theirs: Vec<String> = ids(o, "theirs");
            let ours: Vec<_> =
                o.get("ours")?.many().iter().filter_map(|n| self.cel(n, Site::Lookup, Want::Any)).collect();
            if let ([from, to], [a, b]) = (theirs.as_slice(), ours.as_slice()) {
                return Some((from.clone(), to.clone(), a.clone(), b.clone()));
            }
            self.sink.error("bad-value", o.at, "`overlaps` takes two of theirs and two of ours");
            None
        });
        let filter = self.cel_of(node, "where", Site::Row(entry.key.as_str().into()), Want::Truth);
        for read in filter.iter().flat_map(crate::expr::Expr::reads) {
            let (Read::Member(Root::Each, field) | Read::Has(Root::Each, field)) = read else { continue };
            if theirs.is_some_and(|t| t.closed.contains_key(field.as_str())) {
                let at = node.get("where").map_or(entry.at, |n| n.at);
                let message = format!("`{field}` of `{of}` is closed, so no row shows it");
                self.sink.error("closed", at, message).hint("Match by it, with find = \"blind\" there.");
            }
        }
        Lookup {
            of: if of == "relations" { LookupOf::Relations } else { LookupOf::Matter(of.into()) },
            matches: matches
                .iter()
                .filter_map(|e| Some((e.key.clone(), self.cel(&e.value, Site::Lookup, Want::Any)?)))
                .collect(),
            states,
            overlaps,
            filter,
            max: number(node, "max"),
            guard: flag(node, "guard"),
        }
    }

    /// A field or role of another matter.
    fn theirs(&mut self, theirs: &super::names::Names, of: &str, word: &str, at: super::report::At) {
        use super::shape::Noun;
        let role = word.replace('_', "-");
        let known = ["id", "parent", "number", "state"].contains(&word)
            || theirs.has(Noun::Field, word)
            || theirs.has(Noun::Role, word)
            || theirs.has(Noun::Role, &role);
        if !known {
            let all: Vec<&str> = theirs.ids(Noun::Field).chain(theirs.ids(Noun::Role)).collect();
            let message = format!("the matter `{of}` has no field and no role `{word}`");
            self.sink.error("unknown", at, message).nearest(word, all);
        }
    }

    pub(crate) fn child(&mut self, entry: &Entry) -> Child {
        let node = &entry.value;
        let of = str_of(node, "of");
        let all = self.all;
        let theirs = all.matters.get(of);
        let fill = node.get("fill").map(Node::entries).unwrap_or_default();
        let up = node.get("up").map(Node::words).unwrap_or_default();
        if let Some(theirs) = theirs {
            for e in fill {
                self.theirs(theirs, of, &e.key, e.at);
            }
            for (word, at) in &up {
                self.theirs(theirs, of, word, *at);
            }
        }
        let names = theirs.unwrap_or(self.names);
        let site = Site::Opened(entry.key.as_str().into());
        Child {
            of: of.into(),
            fill: fill
                .iter()
                .filter_map(|e| Some((e.key.clone(), self.give(&e.value, &e.key, names, site.clone())?)))
                .collect(),
            each: None,
            unique: flag(node, "unique"),
            max: number(node, "max"),
            up: ids(node, "up"),
            then: node.get("then").and_then(|t| self.then(t)),
        }
    }

    fn then(&mut self, node: &Node) -> Option<Then> {
        let act: Option<ActId> = id(node, "act");
        let propose: Option<ActId> = id(node, "propose");
        let (what, act) = match (act, propose) {
            (Some(act), None) => (ThenWhat::Act(act.clone()), act),
            (None, Some(act)) => (ThenWhat::Propose(act.clone()), act),
            _ => {
                let message = "at the end of a child one thing follows";
                self.sink.error("bad-value", node.at, message).hint("{ act } or { propose }.");
                return None;
            }
        };
        let law = matches!(what, ThenWhat::Act(_));
        Some(Then {
            what,
            when: self.cel_of(node, "when", Site::With(act.clone(), law), Want::Truth),
            with: self.gives(node.get("with"), &Site::With(act, law)),
        })
    }

    pub(crate) fn paper(&mut self, entry: &Entry, words: Option<Arc<str>>) -> Paper {
        let node = &entry.value;
        let number = match (node.get("number").and_then(Node::str), node.get("letter").and_then(Node::str)) {
            (Some("none"), _) | (None, None) => PaperNumber::None,
            (Some(own), _) => PaperNumber::Own(pattern(own)),
            (None, Some(letter)) => PaperNumber::Letter(letter.into()),
        };
        Paper {
            name: text(node, "name"),
            number,
            seal: id(node, "seal").filter(|s: &crate::id::SealId| *s != "none"),
            to: ids(node, "to"),
            serve: flag(node, "serve"),
            public: flag(node, "public"),
            when: self.cel_of(node, "when", Site::Issued(entry.key.as_str().into()), Want::Truth),
            basis: self.basis(node),
            text: words.unwrap_or_else(|| Arc::from("")),
        }
    }

    pub(crate) fn register(&mut self, node: &Node) -> Register {
        let columns = |b: &Self, node: &Node, key: &str| -> Vec<Column> {
            node.get(key).map(Node::words).unwrap_or_default().into_iter().map(|(w, _)| b.column(w)).collect()
        };
        let public = node.get("public").map(|p| {
            Arc::new(PublicRegister {
                columns: columns(self, p, "columns"),
                papers: ids(p, "papers"),
                when: self.cel_of(p, "when", Site::File, Want::Truth),
            })
        });
        Register {
            columns: columns(self, node, "columns"),
            filters: columns(self, node, "filters"),
            order: columns(self, node, "order"),
            public,
        }
    }

    fn column(&self, word: &str) -> Column {
        match word.split_once(':') {
            Some(("track", id)) => Column::Track(id.into()),
            Some(("officer", id)) => Column::Officer(id.into()),
            Some(("due", id)) => Column::Due(id.into()),
            _ => match word {
                "number" => Column::Number,
                "state" => Column::State,
                "opened_on" => Column::OpenedOn,
                role if self.names.has(super::shape::Noun::Role, role) => Column::Role(role.into()),
                field => Column::Field(field.into()),
            },
        }
    }

    pub(crate) fn measure(&mut self, entry: &Entry) -> MeasureDef {
        let node = &entry.value;
        let each = node.get("each").and_then(Node::str).unwrap_or("file").to_owned();
        let site = if each == "file" { Site::Figure } else { Site::Measure };
        MeasureDef {
            name: text(node, "name"),
            figures: ids(node, "figure"),
            each,
            dated: id(node, "dated"),
            filter: self.cel_of(node, "where", site.clone(), Want::Truth),
            value: self.cel_of(node, "value", site.clone(), Want::Number),
            whole: self.cel_of(node, "whole", site, Want::Truth),
            axes: ids(node, "axes"),
            period: id(node, "period"),
            suppress: number(node, "suppress"),
        }
    }

    pub(crate) fn retention(&mut self, entry: &Entry) -> Option<Retention> {
        let node = &entry.value;
        let from = node.get("from")?;
        let (from_states, from_event) = match &from.kind {
            Is::Table(_) => (Vec::new(), self.mark(from).into_iter().next()),
            _ => (self.names.expand(&from.words()).into_iter().map(|(s, _)| s.into()).collect(), None),
        };
        Some(Retention {
            id: entry.key.clone(),
            keep: str_of(node, "keep").parse().ok()?,
            from_states,
            from_event,
            then: str_of(node, "then").to_owned(),
            fields: ids(node, "fields"),
            when: self.cel_of(node, "when", Site::File, Want::Truth),
            basis: self.basis(node),
        })
    }

    pub(crate) fn access(node: Option<&Node>) -> Access {
        let Some(node) = node else { return Access::default() };
        let entries = |key: &str| node.get(key).map(Node::entries).unwrap_or_default();
        Access {
            read: ids(node, "read"),
            of_file: flag(node, "of_file"),
            fields: entries("fields")
                .iter()
                .map(|e| {
                    let whom = e.value.words().into_iter().map(|(w, _)| who(w)).collect();
                    (e.key.as_str().into(), whom)
                })
                .collect(),
            parties: entries("parties")
                .iter()
                .map(|e| {
                    let sees = if e.value.str() == Some("all") { Sees::All } else { Sees::Own };
                    (e.key.as_str().into(), sees)
                })
                .collect(),
        }
    }

    pub(crate) fn transition(&mut self, node: &Node) -> Transition {
        let states = node.get("states").map(Node::entries).unwrap_or_default();
        let files = node.get("files");
        if let Some(way) = files.and_then(Node::str).filter(|way| ["move", "next-act"].contains(way)) {
            // Nothing carries it out yet, and a file that was to move and silently stays lives under the wrong law.
            let at = files.map_or(node.at, |n| n.at);
            let message = format!("files under the version before stay under it: `{way}` is not carried out");
            self.sink.error("transition", at, message).hint("Say files = \"stay\".");
        }
        Transition {
            files: str_of(node, "files").to_owned(),
            states: states
                .iter()
                .filter_map(|e| Some((e.key.as_str().into(), e.value.str()?.into())))
                .collect(),
            when: self.cel_of(node, "when", Site::File, Want::Truth),
            basis: self.basis(node),
        }
    }
}
