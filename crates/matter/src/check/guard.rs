//! What an expression's being true, or false, says about what is set.

use cel::common::ast::{Expr as Node, IdedExpr, LiteralValue, operators};

use super::sure::{Facts, Sure};
use crate::model::Definition;

/// How deep definitions may lead into each other.
const DEEP: u8 = 8;

/// Reads facts off conditions.
#[derive(Clone, Copy)]
pub(crate) struct Guards<'a> {
    pub(crate) def: &'a Definition,
    pub(crate) sure: &'a Sure<'a>,
}

impl Guards<'_> {
    /// What holds where a condition is true (or false).
    pub(crate) fn facts(&self, node: &IdedExpr, truth: bool) -> Facts {
        self.facts_at(node, truth, 0)
    }

    fn facts_at(&self, node: &IdedExpr, truth: bool, depth: u8) -> Facts {
        let mut facts = Facts::new();
        let words = canon(node);
        facts.insert(if truth { format!("={words}") } else { format!("=!({words})") });
        match &node.expr {
            Node::Call(call) if call.target.is_none() => {
                let both = |a: &IdedExpr, b: &IdedExpr| {
                    (self.facts_at(a, truth, depth), self.facts_at(b, truth, depth))
                };
                match (call.func_name.as_str(), call.args.as_slice()) {
                    (operators::LOGICAL_AND, [a, b]) => {
                        let (a, b) = both(a, b);
                        facts.extend(if truth { union(&a, &b) } else { shared(&a, &b) });
                    }
                    (operators::LOGICAL_OR, [a, b]) => {
                        let (a, b) = both(a, b);
                        facts.extend(if truth { shared(&a, &b) } else { union(&a, &b) });
                    }
                    (operators::LOGICAL_NOT, [a]) => facts.extend(self.facts_at(a, !truth, depth)),
                    ("done", [act]) if truth => {
                        if let Some(id) = literal(act) {
                            facts.insert(format!("done:{id}"));
                            if let Some(act) = self.def.acts.get(id) {
                                facts
                                    .extend(self.sure.gives(act).into_iter().filter(|f| !f.contains("act.")));
                            }
                        }
                    }
                    ("running", [rule]) if truth => {
                        facts.extend(literal(rule).map(|id| format!("running:{id}")));
                    }
                    ("has_party", [role]) if truth => {
                        facts.extend(literal(role).map(|id| format!("party:{id}")));
                    }
                    _ => {}
                }
            }
            Node::Select(select) if select.test && truth => {
                facts.insert(format!("{}.{}", canon(&select.operand), select.field));
            }
            Node::Ident(name) if depth < DEEP => {
                if let Some(define) = self.def.defines.get(name.as_str()) {
                    facts.extend(self.facts_at(define.cel.tree(), truth, depth + 1));
                }
            }
            _ => {}
        }
        facts
    }

    /// Whether a condition holds for sure where these facts do.
    pub(crate) fn holds(&self, node: &IdedExpr, facts: &Facts) -> bool {
        self.decided(node, true, facts, 0)
    }

    fn decided(&self, node: &IdedExpr, truth: bool, facts: &Facts, depth: u8) -> bool {
        let words = canon(node);
        let said = if truth { format!("={words}") } else { format!("=!({words})") };
        if facts.contains(&said) {
            return true;
        }
        match &node.expr {
            Node::Call(call) if call.target.is_none() => {
                let each = |n: &IdedExpr| self.decided(n, truth, facts, depth);
                match (call.func_name.as_str(), call.args.as_slice()) {
                    (operators::LOGICAL_AND, [a, b]) if truth => each(a) && each(b),
                    (operators::LOGICAL_AND, [a, b]) => each(a) || each(b),
                    (operators::LOGICAL_OR, [a, b]) if truth => each(a) || each(b),
                    (operators::LOGICAL_OR, [a, b]) => each(a) && each(b),
                    (operators::LOGICAL_NOT, [a]) => self.decided(a, !truth, facts, depth),
                    // `x in ['a', 'b']` where x == 'a'
                    (operators::IN, [x, list]) if truth => match &list.expr {
                        Node::List(list) => list
                            .elements
                            .iter()
                            .any(|item| facts.contains(&format!("=({} == {})", canon(x), canon(item)))),
                        _ => false,
                    },
                    _ => false,
                }
            }
            Node::Select(select) if select.test && truth => {
                facts.contains(&format!("{}.{}", canon(&select.operand), select.field))
            }
            Node::Ident(name) if depth < DEEP => self
                .def
                .defines
                .get(name.as_str())
                .is_some_and(|d| self.decided(d.cel.tree(), truth, facts, depth + 1)),
            _ => false,
        }
    }

    /// What follows from `a && b && !has(x)` being false where `a` and `b` hold: x is set.
    pub(crate) fn refuted(&self, node: &IdedExpr, facts: &Facts) -> Facts {
        let mut all = Vec::new();
        conjuncts(node, &mut all);
        let open: Vec<&IdedExpr> = all.into_iter().filter(|n| !self.holds(n, facts)).collect();
        match open.as_slice() {
            [one] => self.facts(one, false).into_iter().filter(|f| !f.starts_with('=')).collect(),
            _ => Facts::new(),
        }
    }

    /// Whether `file.x` (or `act.x`) is set where these facts hold.
    pub(crate) fn set(&self, root: &str, field: &str, facts: &Facts) -> bool {
        let fact = format!("{root}.{field}");
        if facts.contains(&fact) {
            return true;
        }
        let asked_if = self.def.fields.get(field).and_then(|f| f.when.as_ref());
        facts.contains(&format!("?{fact}")) && asked_if.is_some_and(|when| self.holds(when.tree(), facts))
    }
}

fn conjuncts<'n>(node: &'n IdedExpr, into: &mut Vec<&'n IdedExpr>) {
    match &node.expr {
        Node::Call(call) if call.func_name == operators::LOGICAL_AND => {
            call.args.iter().for_each(|a| conjuncts(a, into));
        }
        _ => into.push(node),
    }
}

fn union(a: &Facts, b: &Facts) -> Facts {
    a.union(b).cloned().collect()
}

fn shared(a: &Facts, b: &Facts) -> Facts {
    a.intersection(b).cloned().collect()
}

/// The text of a literal.
pub(crate) fn literal(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Node::Literal(LiteralValue::String(s)) => Some(s.inner()),
        _ => None,
    }
}

/// An expression in one spelling, so that two may be compared.
pub(crate) fn canon(node: &IdedExpr) -> String {
    match &node.expr {
        Node::Ident(name) => name.clone(),
        Node::Literal(LiteralValue::String(s)) => format!("'{}'", s.inner()),
        Node::Literal(other) => format!("{other:?}"),
        Node::Select(select) => {
            let path = format!("{}.{}", canon(&select.operand), select.field);
            if select.test { format!("has({path})") } else { path }
        }
        Node::List(list) => format!("[{}]", all(&list.elements)),
        Node::Call(call) => match (call.func_name.as_str(), &call.target, call.args.as_slice()) {
            (operators::LOGICAL_NOT, None, [a]) => format!("!({})", canon(a)),
            (name, None, [a, b]) if name.starts_with('_') && name.ends_with('_') => {
                format!("({} {} {})", canon(a), name.trim_matches('_'), canon(b))
            }
            (name, None, args) => format!("{name}({})", all(args)),
            (name, Some(target), args) => format!("{}.{name}({})", canon(target), all(args)),
        },
        Node::Comprehension(c) => {
            format!("{}.loop({}, {})", canon(&c.iter_range), c.iter_var, canon(&c.loop_step))
        }
        _ => format!("#{}", node.id),
    }
}

fn all(nodes: &[IdedExpr]) -> String {
    nodes.iter().map(canon).collect::<Vec<_>>().join(", ")
}
