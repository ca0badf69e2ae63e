//! Reads limits and refusals.

use xiezhi_calendar::Length;

use super::{
    build::{Build, Site, Want, flag, id, ids, str_of, text, who},
    report::At,
    tree::{Kind as Is, Node},
};
use crate::{
    id::RuleId,
    model::{Before, Binds, Expiry, Limit, Mark, Measure, Measured, Refusal, Strength},
    value::Value,
};

impl Build<'_> {
    /// A limit; none where it says no way of counting, or two.
    pub(crate) fn limit(&mut self, rule: &str, node: &Node, at: At) -> Option<Limit> {
        self.rules.push((rule.into(), at));
        let own = RuleId::from(rule);
        let site = Site::Limit(own.clone());
        let in_force = Self::in_force(node);
        let measure = self.measure_of(node, at)?;
        let words = |key: &str| node.get(key).map(Node::words).unwrap_or_default();
        Some(Limit {
            id: own,
            name: text(node, "name"),
            binds: words("binds")
                .into_iter()
                .map(|(w, _)| match w {
                    "office" => Binds::Office,
                    "party" => Binds::Served,
                    other => Binds::Who(who(other)),
                })
                .collect(),
            starts: self.marks(node.get("starts")),
            measure,
            when: self.cel_of(node, "when", site, Want::Truth),
            met_by: self.marks(node.get("met_by")),
            ends: self.marks(node.get("ends")),
            on_expiry: node.get("on_expiry").and_then(|e| self.expiry(e)),
            remind: words("remind").into_iter().filter_map(|(w, _)| w.parse().ok()).collect(),
            rolls: str_of(node, "roll") != "no",
            again_restart: str_of(node, "again") == "restart",
            keeps: flag(node, "keeps"),
            in_force,
            basis: self.basis_in(node, in_force.until),
            unverified: flag(node, "unverified"),
        })
    }

    fn measure_of(&mut self, node: &Node, at: At) -> Option<Measure> {
        let within = node.get("within");
        let until = node.get("until").and_then(|u| id(u, "field"));
        let before = node.get("before");
        let after = node.get("after");
        let ways = usize::from(within.is_some() || until.is_some())
            + usize::from(before.is_some())
            + usize::from(after.is_some());
        if ways != 1 {
            self.sink
                .error("bad-limit", at, "a limit is counted in one way")
                .hint("`within` (and `until`), or `before` with `of`, or `after`.");
            return None;
        }
        if let Some(before) = before {
            let Some(of) = node.get("of").and_then(|o| id(o, "field")) else {
                self.sink
                    .error("bad-limit", at, "`before` lacks `of`")
                    .hint("of = { field = \"hearing_on\" }.");
                return None;
            };
            return Some(Measure::Before(Before { clear: self.measured(before)?, of }));
        }
        if let Some(after) = after {
            return Some(Measure::After(self.measured(after)?));
        }
        let lengths = within.map(Node::many).unwrap_or_default();
        Some(Measure::Within { lengths: lengths.iter().filter_map(|l| self.measured(l)).collect(), until })
    }

    /// A length, or where it stands.
    pub(crate) fn measured(&self, node: &Node) -> Option<Measured> {
        let text = node.str()?;
        let Some((blank, unit)) = text.strip_prefix('{').and_then(|t| t.split_once('}')) else {
            return Some(Measured::Fixed(text.parse().ok()?));
        };
        let unit = unit.trim();
        match blank.strip_prefix("param:") {
            None => Some(Measured::Field(blank.into(), format!("1 {unit}").parse().ok()?)),
            Some(parameter) => {
                let values = self.shared.and_then(|s| s.parameters.get(parameter)).map(|p| &p.values)?;
                let value = values.iter().filter(|v| v.area.is_none()).max_by_key(|v| v.from)?;
                let length: Length = match &value.value {
                    Value::Integer(n) => format!("{n} {unit}").parse().ok()?,
                    Value::Text(t) => t.parse().ok()?,
                    _ => return None,
                };
                Some(Measured::Parameter(parameter.into(), length))
            }
        }
    }

    pub(crate) fn marks(&self, node: Option<&Node>) -> Vec<Mark> {
        let Some(node) = node else { return Vec::new() };
        node.many().iter().flat_map(|n| self.mark(n)).collect()
    }

    pub(crate) fn mark(&self, node: &Node) -> Vec<Mark> {
        let acts = |node: &Node| -> Vec<Mark> {
            self.names.expand(&node.words()).into_iter().map(|(a, _)| Mark::Act(a.into())).collect()
        };
        if matches!(node.kind, Is::Str(_)) {
            return acts(node);
        }
        if let Some(act) = node.get("act") {
            return acts(act);
        }
        if node.entry("service").is_some() {
            return vec![Mark::Service { papers: ids(node, "service"), to: ids(node, "to") }];
        }
        if let Some(states) = node.get("enter") {
            let states = self.names.expand(&states.words());
            return states.into_iter().map(|(s, _)| Mark::Enter(s.into())).collect();
        }
        let one = id(node, "field")
            .map(Mark::Field)
            .or_else(|| id(node, "expiry").map(Mark::Expiry))
            .or_else(|| id(node, "child").map(|child| Mark::Child(child, id(node, "state"))))
            .or_else(|| id(node, "asked").map(Mark::Asked));
        one.into_iter().collect()
    }

    fn expiry(&mut self, node: &Node) -> Option<Expiry> {
        let said = ["act", "propose", "tell"].iter().filter(|k| node.entry(k).is_some()).count();
        if said != 1 {
            self.sink
                .error("bad-limit", node.at, "on expiry one thing follows")
                .hint("{ act }, { propose } or { tell }.");
            return None;
        }
        if let Some(act) = id::<crate::id::ActId>(node, "act") {
            let with = self.gives(node.get("with"), &Site::With(act.clone(), true));
            return Some(Expiry::Act {
                act,
                deemed: str_of(node, "as") == "deemed",
                dated_last_day: str_of(node, "dated") == "last-day",
                with,
            });
        }
        if let Some(act) = id::<crate::id::ActId>(node, "propose") {
            let with = self.gives(node.get("with"), &Site::With(act.clone(), false));
            return Some(Expiry::Propose { act, with });
        }
        Some(Expiry::Tell(ids(node, "tell")))
    }

    pub(crate) fn refusal(&mut self, rule: &str, node: &Node, at: At) -> Option<Refusal> {
        self.rules.push((rule.into(), at));
        let acts: Vec<crate::id::ActId> = self
            .names
            .expand(&node.get("act").map(Node::words).unwrap_or_default())
            .into_iter()
            .map(|(a, _)| a.into())
            .collect();
        let in_force = Self::in_force(node);
        let when = self.cel_of(node, "when", Site::Acts(acts.clone()), Want::Truth)?;
        Some(Refusal {
            id: rule.into(),
            acts,
            when,
            says: text(node, "says"),
            strength: match str_of(node, "strength") {
                "hold" => Strength::Hold,
                "warn" => Strength::Warn,
                _ => Strength::Block,
            },
            lift: node
                .get("lift")
                .map(Node::words)
                .unwrap_or_default()
                .into_iter()
                .map(|(w, _)| who(w))
                .collect(),
            in_force,
            basis: self.basis_in(node, in_force.until),
            unverified: flag(node, "unverified"),
        })
    }
}
