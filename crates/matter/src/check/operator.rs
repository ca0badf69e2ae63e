//! The operators of CEL, and the few functions of its own that are of use.

use cel::common::ast::{CallExpr, IdedExpr, operators as op};

use super::{cel::Infer, sure::Facts, types::Type};
use crate::{
    expr::{Func, PureFn},
    load::report::nearest,
};

/// The type of an operator's answer.
pub(super) fn operator(checker: &mut dyn Infer, node: &IdedExpr, call: &CallExpr, facts: &Facts) -> Type {
    let name = call.func_name.as_str();
    match (name, call.args.as_slice()) {
        (op::LOGICAL_AND | op::LOGICAL_OR, [a, b]) => {
            truth(checker, a, facts);
            let mut more = facts.clone();
            more.extend(checker.facts(a, name == op::LOGICAL_AND));
            truth(checker, b, &more);
            Type::Bool
        }
        (op::LOGICAL_NOT, [a]) => {
            truth(checker, a, facts);
            Type::Bool
        }
        (op::NOT_STRICTLY_FALSE, [a]) => {
            checker.infer(a, facts);
            Type::Bool
        }
        (op::CONDITIONAL, [when, yes, no]) => {
            truth(checker, when, facts);
            let side = |checker: &mut dyn Infer, node: &IdedExpr, holds: bool| {
                let mut more = facts.clone();
                more.extend(checker.facts(when, holds));
                checker.infer(node, &more)
            };
            let yes_type = side(checker, yes, true);
            let no_type = side(checker, no, false);
            let both_text = yes_type.is_text() && no_type.is_text();
            if !both_text && !yes_type.meets(&no_type) {
                let message = format!("one side is {yes_type}, the other {no_type}");
                checker.tell("cel-type", no, message, None);
            }
            yes_type.join(no_type)
        }
        (op::EQUALS | op::NOT_EQUALS, [a, b]) => {
            let (x, y) = (checker.infer(a, facts), checker.infer(b, facts));
            meet(checker, node, (a, &x), (b, &y));
            Type::Bool
        }
        (op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS, [a, b]) => {
            let (x, y) = (checker.infer(a, facts), checker.infer(b, facts));
            let ordered = |t: &Type| t.is_number() || t.is_text() || *t == Type::Date;
            if !ordered(&x) || !ordered(&y) {
                let message = format!("these have no order: {x} and {y}");
                checker.tell("cel-type", node, message, None);
            } else {
                meet(checker, node, (a, &x), (b, &y));
            }
            Type::Bool
        }
        (op::IN, [a, b]) => {
            let (x, y) = (checker.infer(a, facts), checker.infer(b, facts));
            match y {
                Type::List(of) => within(checker, (a, &x), b, &of),
                Type::Any => {}
                other => checker.tell("cel-type", b, format!("`in` asks a list; this is {other}"), None),
            }
            Type::Bool
        }
        (op::ADD | op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO, [a, b]) => {
            let (x, y) = (checker.infer(a, facts), checker.infer(b, facts));
            match (&x, &y) {
                (x, y) if x.is_number() && y.is_number() => x.clone().join(y.clone()),
                (x, y) if name == op::ADD && x.is_text() && y.is_text() => Type::Text,
                (Type::List(x), Type::List(y)) if name == op::ADD => {
                    Type::List(Box::new(x.as_ref().clone().join(y.as_ref().clone())))
                }
                (x, y) => {
                    let dates = [x, y].into_iter().any(|t| *t == Type::Date);
                    let hint =
                        dates.then(|| "Dates take plus(d, '5 days') and days_between(a, b).".to_owned());
                    checker.tell(
                        "cel-type",
                        node,
                        format!("these can't be reckoned with: {x} and {y}"),
                        hint,
                    );
                    Type::Any
                }
            }
        }
        (op::NEGATE, [a]) => {
            let x = checker.infer(a, facts);
            if !x.is_number() {
                checker.tell("cel-type", node, format!("only a number has a minus; this is {x}"), None);
            }
            x
        }
        (op::INDEX, [a, b]) => {
            let x = checker.infer(a, facts);
            checker.infer(b, facts);
            match x {
                Type::List(of) => *of,
                _ => Type::Any,
            }
        }
        (other, args) => {
            let found: Vec<Type> = args.iter().map(|a| checker.infer(a, facts)).collect();
            match (other, found.len()) {
                ("size" | "int", 1) => Type::Int,
                ("double", 1) => Type::Float,
                ("string", 1) => Type::Text,
                ("bool", 1) => Type::Bool,
                ("min" | "max", _) => found.into_iter().reduce(Type::join).unwrap_or(Type::Any),
                _ => {
                    let ours = Func::ALL.iter().map(|(n, _)| *n).chain(PureFn::ALL.iter().map(|(n, _)| *n));
                    let near = nearest(other, ours.chain(["has", "size"]));
                    let hint = near.map(|n| format!("Did you mean `{n}`?"));
                    checker.tell("cel-unknown", node, format!("there is no function `{other}`"), hint);
                    Type::Any
                }
            }
        }
    }
}

fn truth(checker: &mut dyn Infer, node: &IdedExpr, facts: &Facts) {
    let found = checker.infer(node, facts);
    if !matches!(found, Type::Bool | Type::Any) {
        checker.tell("cel-type", node, format!("this should be true or false; it is {found}"), None);
    }
}

/// Tells of a comparison that can never be true.
fn meet(checker: &mut dyn Infer, node: &IdedExpr, (a, x): (&IdedExpr, &Type), (b, y): (&IdedExpr, &Type)) {
    if x.meets(y) {
        return;
    }
    match (x, y) {
        (Type::Choice(list, items), Type::Literal(item)) => no_item(checker, b, list, items, item),
        (Type::Literal(item), Type::Choice(list, items)) => no_item(checker, a, list, items, item),
        (Type::Date, Type::Literal(_) | Type::Text) | (Type::Literal(_) | Type::Text, Type::Date) => {
            let hint = Some("Write a date as date('2026-01-31').".to_owned());
            checker.tell("cel-type", node, format!("{x} is compared with {y}"), hint);
        }
        _ => checker.tell("cel-type", node, format!("{x} is compared with {y}"), None),
    }
}

/// `x in [ … ]`: each item must be one that x can be.
fn within(checker: &mut dyn Infer, (a, x): (&IdedExpr, &Type), list: &IdedExpr, of: &Type) {
    match (x, of, &list.expr) {
        (Type::Choice(name, items), _, cel::common::ast::Expr::List(written)) => {
            for element in &written.elements {
                if let Some(item) = super::guard::literal(element)
                    && !items.iter().any(|i| i == item)
                {
                    no_item(checker, element, name, items, item);
                }
            }
        }
        (Type::Literal(item), Type::Choice(name, items), _) if !items.contains(item) => {
            no_item(checker, a, name, items, item);
        }
        (x, of, _) if !(x.meets(of) || x.is_text() && of.is_text()) => {
            checker.tell("cel-type", a, format!("{x} is never in a list of {of}"), None);
        }
        _ => {}
    }
}

fn no_item(checker: &mut dyn Infer, node: &IdedExpr, list: &str, items: &[String], item: &str) {
    let near = nearest(item, items.iter().map(String::as_str)).map(|n| format!("Did you mean `{n}`?"));
    let hint = near.or_else(|| (items.len() <= 12).then(|| format!("It has {}.", items.join(", "))));
    checker.tell("cel-type", node, format!("'{item}' is none of {list}"), hint);
}
