//! Reads acts, and chains of approval.

use super::{
    build::{Build, Site, Want, asked, flag, id, ids, number, one_asked, str_of, text, who},
    tree::{Entry, Kind as Is, Node},
};
use crate::{
    id::ActId,
    model::{About, Act, Extends, From, Measured, Next, Step, To, TrackMove},
};

impl Build<'_> {
    pub(crate) fn act(&mut self, entry: &Entry) -> Act {
        let node = &entry.value;
        let own = ActId::from(entry.key.as_str());
        let site = Site::Acts(vec![own.clone()]);
        let before_when = Site::When(own.clone());
        let from = node.get("from").map(Node::words).unwrap_or_default();
        let from = self.names.expand(&from);
        let basis = self.basis(node);
        Act {
            name: text(node, "name"),
            from: from
                .into_iter()
                .map(|(w, _)| if w == "new" { From::New } else { From::State(w.into()) })
                .collect(),
            to: self.to(node, &site),
            track: node.get("track").map(track_move),
            by: node
                .get("by")
                .map(Node::words)
                .unwrap_or_default()
                .into_iter()
                .map(|(w, _)| who(w))
                .collect(),
            when: self.cel_of(node, "when", Site::When(own), Want::Truth),
            approve: node.get("approve").map(|a| self.approve(a, &site)).unwrap_or_default(),
            sign: number(node, "sign"),
            dated: ids(node, "dated"),
            parties: node
                .get("parties")
                .map(Node::words)
                .unwrap_or_default()
                .into_iter()
                .map(|(w, _)| {
                    let asked = one_asked(w);
                    (asked.field.as_str().into(), asked.required)
                })
                .collect(),
            leaves: id(node, "leaves"),
            fields: asked(node, "fields"),
            fields_for: node
                .get("fields_for")
                .map(Node::entries)
                .unwrap_or_default()
                .iter()
                .map(|e| (who(&e.key), e.value.words().into_iter().map(|(w, _)| one_asked(w)).collect()))
                .collect(),
            set: self.gives(node.get("set"), &before_when),
            papers: ids(node, "papers"),
            opens: id(node, "opens"),
            extends: node.get("extends").and_then(|e| self.extends(e)),
            about: node.get("about").map(|a| About {
                acts: self.names.expand(&a.words()).into_iter().map(|(w, _)| w.into()).collect(),
                undoes: flag(node, "undoes"),
            }),
            bulk: match node.get("bulk").map(|b| &b.kind) {
                Some(Is::Bool(true)) => Some("true".into()),
                Some(Is::Str(s)) => Some(s.as_str().into()),
                _ => None,
            },
            offline: flag(node, "offline"),
            basis,
            unverified: flag(node, "unverified"),
        }
    }

    fn to(&mut self, node: &Node, site: &Site) -> To {
        match node.get("to").map(|t| (&t.kind, t)) {
            Some((Is::Str(s), _)) if s == "back" => To::Back,
            Some((Is::Str(s), _)) => To::States(vec![Next { state: s.as_str().into(), when: None }]),
            Some((Is::Array(items), _)) => To::States(
                items
                    .iter()
                    .map(|next| Next {
                        state: str_of(next, "state").into(),
                        when: self.cel_of(next, "when", site.clone(), Want::Truth),
                    })
                    .collect(),
            ),
            _ => To::Stay,
        }
    }

    /// A chain: of its own, or by the name of one that is shared.
    pub(crate) fn approve(&mut self, node: &Node, site: &Site) -> Vec<Step> {
        match node.str() {
            Some(name) => {
                let chain = self.shared.and_then(|s| s.approvals.get(name));
                let steps = chain.map(|c| c.steps.as_slice()).unwrap_or_default();
                steps.iter().map(|s| Step { post: s.post.clone(), when: s.when.clone() }).collect()
            }
            None => self.steps(node, site),
        }
    }

    pub(crate) fn steps(&mut self, node: &Node, site: &Site) -> Vec<Step> {
        node.many()
            .iter()
            .map(|step| match step.str() {
                Some(post) => Step { post: post.into(), when: None },
                None => Step {
                    post: str_of(step, "post").into(),
                    when: self.cel_of(step, "when", site.clone(), Want::Truth),
                },
            })
            .collect()
    }

    fn extends(&mut self, node: &Node) -> Option<Extends> {
        if let Some(rule) = id::<crate::id::RuleId>(node, "refusal") {
            self.rules.push((rule, node.entry("refusal").map_or(node.at, |e| e.at)));
        }
        let length = |b: &Self, key: &str| -> Option<Measured> { b.measured(node.get(key)?) };
        Some(Extends {
            limit: id(node, "limit")?,
            by: length(self, "by")?,
            most: length(self, "most"),
            each: length(self, "each"),
            times: number(node, "times"),
            refusal: id(node, "refusal"),
        })
    }
}

fn track_move(node: &Node) -> TrackMove {
    let place = |w: &str| if w == "off" { None } else { Some(w.into()) };
    let from = node.get("from").map(Node::words).unwrap_or_default();
    TrackMove {
        track: str_of(node, "name").into(),
        from: if from.iter().any(|(w, _)| *w == "any") {
            None
        } else {
            Some(from.into_iter().map(|(w, _)| place(w)).collect())
        },
        to: place(str_of(node, "to")),
    }
}
