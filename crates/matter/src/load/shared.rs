//! Reads `shared.toml`: what all matters and all cities share.

use super::{
    build::{Build, Site, field_type, flag, id, ids, literal, number, pattern, str_of, text, who},
    tree::{Entry, Kind as Is, Node},
};
use crate::{
    id::FieldId,
    model::{
        Act, Approval, FieldType, LawShort, OfficeKind, Parameter, ParameterValue, Post, Seal, ServiceMode,
        ServiceRules, Shared, To, Workdays,
    },
    value::Value,
};

impl Build<'_> {
    pub(crate) fn shared(&mut self, tree: &Node) -> Shared {
        let languages = tree.get("languages").map(Node::words).unwrap_or_default();
        let laws = super::build::map(tree, "law", |e| Some(self.law_short(e)));
        // From here on an article names its law.
        self.law = "".into();
        Shared {
            languages: languages.into_iter().map(|(w, _)| w.to_owned()).collect(),
            paper_number: tree.get("paper_number").and_then(Node::str).map(pattern),
            draft_days: number(tree, "draft_days").unwrap_or(30),
            laws,
            posts: super::build::map(tree, "post", |e| {
                let node = &e.value;
                Some(Post {
                    name: text(node, "name"),
                    outside: flag(node, "outside"),
                    alone: flag(node, "alone"),
                })
            }),
            offices: super::build::map(tree, "office", |e| Some(OfficeKind { name: text(&e.value, "name") })),
            seals: super::build::map(tree, "seal", |e| {
                Some(Seal { name: text(&e.value, "name"), posts: ids(&e.value, "posts") })
            }),
            approvals: super::build::map(tree, "approval", |e| {
                let steps = e.value.get("steps")?;
                Some(Approval { steps: self.steps(steps, &Site::File) })
            }),
            parameters: super::build::map(tree, "parameter", |e| Some(self.parameter(e))),
            options: super::build::map(tree, "options", |e| Some(self.options(&e.value))),
            services: super::build::map(tree, "service", |e| Some(self.service(e))),
            acts: super::build::map(tree, "act", |e| Some(self.built_in(e))),
        }
    }

    fn law_short(&mut self, entry: &Entry) -> LawShort {
        let node = &entry.value;
        self.law = entry.key.as_str().into();
        self.of.clone_from(&entry.key);
        LawShort {
            title: str_of(node, "title").to_owned(),
            workdays: match node.get("workdays").map(|w| (&w.kind, w)) {
                Some((Is::Str(_), _)) => Some(Workdays::All),
                Some((_, list)) => Some(Workdays::Numbers(
                    list.many().iter().filter_map(|n| u32::try_from(n.int()?).ok()).collect(),
                )),
                None => None,
            },
            basis: self.basis(node),
            unverified: flag(node, "unverified"),
        }
    }

    fn parameter(&mut self, entry: &Entry) -> Parameter {
        let node = &entry.value;
        let ty = match str_of(node, "type") {
            "length" => None,
            other => Some(field_type(other)),
        };
        let by: Option<String> = id(node, "by");
        let values = node.get("values").map(Node::many).unwrap_or_default();
        let values = values
            .iter()
            .filter_map(|v| {
                let value = v.get("value")?;
                let read = self.parameter_value(value, ty, by.is_some());
                if read.is_none() {
                    let message = format!("`{}` takes other values; here stands {}", entry.key, value.what());
                    self.sink.error("wrong-type", value.at, message);
                }
                Some(ParameterValue {
                    from: v.get("from").and_then(Node::date)?,
                    value: read?,
                    source: id(v, "source"),
                    area: id(v, "area"),
                    unverified: flag(v, "unverified"),
                })
            })
            .collect();
        Parameter { name: text(node, "name"), ty, by, values }
    }

    fn parameter_value(&mut self, node: &Node, ty: Option<FieldType>, by: bool) -> Option<Value> {
        if by {
            let Is::Table(rows) = &node.kind else { return None };
            let rows = rows
                .iter()
                .map(|e| Some((FieldId::from(e.key.as_str()), self.parameter_value(&e.value, ty, false)?)));
            return rows.collect::<Option<_>>().map(Value::Record);
        }
        match ty {
            None => {
                let text = node.str()?;
                if let Err(e) = text.parse::<xiezhi_calendar::Length>() {
                    self.sink.error("bad-length", node.at, e.to_string());
                }
                Some(Value::Text(text.to_owned()))
            }
            Some(_) => literal(node, None),
        }
    }

    fn service(&mut self, entry: &Entry) -> ServiceRules {
        let node = &entry.value;
        self.of.clone_from(&entry.key);
        self.basis(node);
        ServiceRules {
            name: text(node, "name"),
            modes: super::build::map(node, "mode", |e| Some(self.mode(e))),
        }
    }

    fn mode(&mut self, entry: &Entry) -> ServiceMode {
        let node = &entry.value;
        let rule = str_of(node, "rule");
        rule.clone_into(&mut self.of);
        self.rules.push((rule.into(), entry.at));
        let needs: Vec<String> = ids(node, "needs");
        let needs = |what: &str| needs.iter().any(|n| n == what);
        ServiceMode {
            rule: rule.into(),
            name: text(node, "name"),
            proof: text(node, "proof"),
            needs_proof: needs("proof"),
            needs_consent: needs("consent"),
            needs_reasons: needs("reasons"),
            after: node.get("after").and_then(Node::str).and_then(|l| l.parse().ok()),
            basis: self.basis(node),
        }
    }

    fn built_in(&mut self, entry: &Entry) -> Act {
        let node = &entry.value;
        self.of.clone_from(&entry.key);
        let by = node.get("by").map(Node::words).unwrap_or_default();
        Act {
            name: text(node, "name"),
            from: Vec::new(),
            to: To::Stay,
            track: None,
            by: by.into_iter().map(|(w, _)| who(w)).collect(),
            when: None,
            approve: Vec::new(),
            sign: None,
            dated: Vec::new(),
            parties: Vec::new(),
            leaves: None,
            fields: Vec::new(),
            fields_for: Vec::new(),
            set: Vec::new(),
            papers: Vec::new(),
            opens: None,
            extends: None,
            about: None,
            bulk: None,
            offline: false,
            basis: self.basis(node),
            unverified: false,
        }
    }
}
