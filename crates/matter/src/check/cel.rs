//! Checks an expression: every name exists, types fit, and what may be unset is guarded.

use cel::common::ast::{CallExpr, Expr as Node, IdedExpr, LiteralValue, SelectExpr};

use super::{
    View,
    guard::{Guards, canon},
    sure::{Facts, Sure, common},
    types::{Row, Type, of_field},
};
use crate::{
    expr::{Expr, Func, PureFn, Read, Root},
    id::ActId,
    load::{
        build::{Site, Use, Want},
        report::{At, Mistake, Sink, nearest},
        shape::Noun,
        tree::inside,
    },
    model::From,
};

/// Checks one expression.
pub(crate) fn check(view: &View<'_>, sure: &Sure<'_>, one: &Use, sink: &mut Sink) {
    let mut checker = Checker {
        view,
        guards: Guards { def: view.def, sure },
        sink,
        one,
        lenient: matches!(
            one.site,
            // A form is asked, prefilled and worked out as far as it is filled in; a figure leaves out
            // files that lack what it reads; a match on nothing finds nothing.
            Site::Field(_) | Site::Computed(_) | Site::Lookup | Site::Measure | Site::Figure
        ),
        quiet: false,
        vars: Vec::new(),
        depth: 0,
    };
    let facts = checker.known();
    let found = checker.infer(one.expr.tree(), &facts);
    checker.wanted(&found);
}

pub(super) struct Checker<'a> {
    pub(super) view: &'a View<'a>,
    guards: Guards<'a>,
    sink: &'a mut Sink,
    one: &'a Use,
    lenient: bool,
    /// Inside a definition that is read elsewhere: its own mistakes are told where it stands.
    quiet: bool,
    vars: Vec<(String, Type)>,
    depth: u8,
}

impl Checker<'_> {
    fn acts(&self) -> &[ActId] {
        match &self.one.site {
            Site::Acts(acts) => acts,
            Site::When(act) => std::slice::from_ref(act),
            _ => &[],
        }
    }

    /// What is sure after whichever of some acts was done.
    fn after(&self, of: impl Fn(&crate::model::Act) -> bool) -> Facts {
        let acts = self.view.def.acts.iter().filter(|(_, a)| of(a)).map(|(id, _)| id.clone());
        self.guards.sure.after_acts(&acts.collect::<Vec<_>>())
    }

    /// What is sure where the expression is run.
    fn known(&self) -> Facts {
        let sure = self.guards.sure;
        let mut facts = match &self.one.site {
            Site::Acts(acts) => sure.in_acts(acts, true),
            Site::When(act) => sure.in_acts(std::slice::from_ref(act), false),
            Site::Issued(paper) => self.after(|act| act.papers.contains(paper)),
            Site::Opened(child) => self.after(|act| act.opens.as_ref() == Some(child)),
            _ => sure.everywhere.clone(),
        };
        let opens = |id: &ActId| self.view.def.acts.get(id).is_some_and(|a| a.from.contains(&From::New));
        let acts = self.acts();
        let was = match self.one.site {
            Site::Acts(_) | Site::When(_) if acts.iter().any(opens) => Facts::new(),
            Site::Acts(_) | Site::When(_) => {
                let acts = acts.iter().filter_map(|id| self.view.def.acts.get(id));
                common(acts.map(|act| common(sure.befores(act))))
            }
            _ => facts.clone(),
        };
        facts.extend(was.iter().filter_map(|f| Some(f.replacen("file.", "was.", 1)).filter(|w| w != f)));
        let roles = self.view.def.parties.iter().filter(|(_, r)| r.min > 0);
        facts.extend(roles.map(|(id, _)| format!("party:{id}")));
        facts
    }

    fn wanted(&mut self, found: &Type) {
        let tree = self.one.expr.tree();
        match &self.one.want {
            Want::Any => {}
            Want::Truth => {
                if !matches!(found, Type::Bool | Type::Any) {
                    self.mistake("cel-type", tree, format!("a condition is true or false; this is {found}"));
                }
            }
            Want::Number => {
                if !found.is_number() {
                    self.mistake("cel-type", tree, format!("a figure is a number; this is {found}"));
                }
            }
            Want::Field(field) => {
                let Some(takes) = of_field(self.view.def, &self.view.all.shared, field) else { return };
                if let (Type::Choice(list, items), Type::Choice(other, got)) = (&takes, found)
                    && other == "these"
                {
                    for item in got.iter().filter(|i| !items.contains(i)) {
                        let near = nearest(item, items.iter().map(String::as_str)).map(did_you_mean);
                        let mistake = self.mistake("cel-type", tree, format!("'{item}' is none of {list}"));
                        if let Some(mistake) = mistake {
                            mistake.hint = near;
                        }
                    }
                } else if !takes.meets(found) {
                    self.mistake("cel-type", tree, format!("`{field}` takes {takes}; this is {found}"));
                }
            }
        }
    }

    pub(super) fn mistake(
        &mut self,
        code: &'static str,
        node: &IdedExpr,
        message: impl Into<String>,
    ) -> Option<&mut Mistake> {
        if self.quiet {
            return None;
        }
        let (start, end) = self.span(node);
        let text = self.sink.text(self.one.at.file);
        let place = |offset| inside(&text, self.one.at, self.one.skip + offset);
        let at = At { file: self.one.at.file, start: place(start), end: place(end) };
        Some(self.sink.error(code, at, message))
    }

    /// Where a node stands in the expression. The parser knows of a member its point, and of a call its
    /// bracket.
    fn span(&self, node: &IdedExpr) -> (usize, usize) {
        let source = self.one.expr.source();
        let own = self.one.expr.offset_of(node.id).unwrap_or(0);
        let word = |at: usize| {
            let rest = source.get(at..).unwrap_or_default();
            match rest.chars().next() {
                Some(quote @ ('\'' | '"')) => rest.get(1..).and_then(|r| r.find(quote)).map_or(1, |n| n + 2),
                _ => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()).max(1),
            }
        };
        match &node.expr {
            Node::Select(select) if source.get(own..).is_some_and(|r| r.starts_with('.')) => {
                (self.span(&select.operand).0, own + 1 + word(own + 1))
            }
            Node::Select(select) => {
                let (start, _) = self.span(&select.operand);
                (start.min(own), own.max(start) + word(own.max(start)))
            }
            Node::Call(call) => {
                let name = call.func_name.as_str();
                let before = source.get(..own).unwrap_or_default();
                if before.ends_with(name) { (own - name.len(), own) } else { (own, own + word(own)) }
            }
            _ => (own, own + word(own)),
        }
    }

    pub(super) fn unset(&mut self, node: &IdedExpr, what: &str, guard: &str) {
        if !self.lenient
            && let Some(mistake) = self.mistake("cel-unset", node, format!("`{what}` may be unset here"))
        {
            mistake.hint(format!("Guard it: {guard}."));
        }
    }

    pub(super) fn unknown<'n>(
        &mut self,
        node: &IdedExpr,
        message: String,
        word: &str,
        all: impl IntoIterator<Item = &'n str>,
    ) {
        let near = nearest(word, all).map(did_you_mean);
        if let Some(mistake) = self.mistake("cel-unknown", node, message) {
            mistake.hint = near;
        }
    }

    pub(super) fn infer(&mut self, node: &IdedExpr, facts: &Facts) -> Type {
        match &node.expr {
            Node::Literal(value) => match value {
                LiteralValue::Boolean(_) => Type::Bool,
                LiteralValue::Int(_) | LiteralValue::UInt(_) => Type::Int,
                LiteralValue::Double(_) => Type::Float,
                LiteralValue::String(s) => Type::Literal(s.inner().to_owned()),
                LiteralValue::Bytes(_) | LiteralValue::Null => {
                    self.mistake("cel-type", node, "there is no null and no bytes here");
                    Type::Any
                }
            },
            Node::Ident(name) => self.ident(node, name, facts),
            Node::Select(select) => self.select(node, select, facts),
            Node::Call(call) => self.call(node, call, facts),
            Node::List(list) => {
                let of = list.elements.iter().map(|e| self.infer(e, facts)).reduce(Type::join);
                Type::List(Box::new(of.unwrap_or(Type::Any)))
            }
            Node::Comprehension(c) => {
                let range = self.infer(&c.iter_range, facts);
                let element = match range {
                    Type::List(of) => *of,
                    Type::Any => Type::Any,
                    other => {
                        let message = format!("only a list can be searched; this is {other}");
                        self.mistake("cel-type", &c.iter_range, message);
                        Type::Any
                    }
                };
                let start = self.infer(&c.accu_init, facts);
                let before = self.vars.len();
                self.vars.push((c.iter_var.clone(), element));
                self.vars.push((c.accu_var.clone(), start));
                let step = self.infer(&c.loop_step, facts);
                if let Some(accu) = self.vars.last_mut() {
                    accu.1 = step;
                }
                let result = self.infer(&c.result, facts);
                self.vars.truncate(before);
                result
            }
            Node::Map(_) | Node::Struct(_) | Node::Unspecified => Type::Any,
        }
    }

    pub(super) fn bound(&self, name: &str) -> Option<&Type> {
        self.vars.iter().rev().find(|(n, _)| n == name).map(|(_, ty)| ty)
    }

    fn ident(&mut self, node: &IdedExpr, name: &str, facts: &Facts) -> Type {
        if let Some(ty) = self.bound(name) {
            return ty.clone();
        }
        if let Some(root) = Root::named(name) {
            return if self.root(node, root) { Type::Row(Row::Open) } else { Type::Any };
        }
        let def = self.view.def;
        if let Some(define) = def.defines.get(name) {
            self.crosses(node, &define.cel);
            if self.depth > 8 {
                return Type::Any;
            }
            let (quiet, depth) = (self.quiet, self.depth);
            self.quiet = true;
            self.depth += 1;
            let ty = self.infer(define.cel.tree(), facts);
            (self.quiet, self.depth) = (quiet, depth);
            return ty;
        }
        let message = format!("nothing is named `{name}`");
        if def.fields.contains_key(name) {
            if let Some(mistake) = self.mistake("cel-unknown", node, message) {
                mistake.hint(format!("Did you mean `file.{name}`?"));
            }
        } else {
            let defines: Vec<&str> = def.defines.keys().map(crate::id::DefineId::as_str).collect();
            let roots = ["file", "was", "act", "actor", "parent", "each", "child", "lookup"];
            self.unknown(node, message, name, defines.into_iter().chain(roots));
        }
        Type::Any
    }

    /// What a definition reads must be there where it is used.
    fn crosses(&mut self, node: &IdedExpr, define: &Expr) {
        for read in define.reads() {
            match read {
                Read::Member(root, _) | Read::Has(root, _) | Read::Whole(root) if !self.root(node, *root) => {
                    return;
                }
                Read::Lookup(_) if matches!(self.one.site, Site::Limit(_)) => {
                    self.mistake("cel-scope", node, "a limit reads its own file alone: no lookup");
                    return;
                }
                _ => {}
            }
        }
    }

    /// Whether a record is to be had here.
    pub(super) fn root(&mut self, node: &IdedExpr, root: Root) -> bool {
        let here = match (&self.one.site, root) {
            (_, Root::File | Root::Was)
            | (Site::Define(_), _)
            | (Site::Row(_) | Site::Measure, Root::Each)
            | (Site::With(..), Root::Child) => true,
            (Site::Limit(_), _) => {
                self.mistake(
                    "cel-scope",
                    node,
                    format!("a limit reads its own file alone: no `{}`", root.name()),
                );
                return false;
            }
            (_, Root::Each | Root::Child)
            | (
                Site::File
                | Site::Figure
                | Site::Measure
                | Site::Issued(_)
                | Site::Opened(_)
                | Site::With(..),
                Root::Act | Root::Actor,
            ) => false,
            (_, Root::Parent) => self.view.def.parent.is_some(),
            _ => true,
        };
        if !here {
            let message = match root {
                Root::Parent => "this matter has no parent".to_owned(),
                root => format!("there is no `{}` here", root.name()),
            };
            self.mistake("cel-scope", node, message);
        }
        here
    }

    fn select(&mut self, node: &IdedExpr, select: &SelectExpr, facts: &Facts) -> Type {
        let member = select.field.as_str();
        let given = |ty: Type| if select.test { Type::Bool } else { ty };
        if let Node::Ident(name) = &select.operand.expr
            && self.bound(name).is_none()
        {
            if let Some(root) = Root::named(name) {
                if !self.root(node, root) {
                    return given(Type::Any);
                }
                return given(self.member(node, root, member, select.test, facts));
            }
            if name == "lookup" {
                return self.lookup(node, member);
            }
        }
        let lenient = self.lenient;
        self.lenient |= select.test;
        let operand = self.infer(&select.operand, facts);
        self.lenient = lenient;
        let row = match operand {
            Type::Row(row) => row,
            Type::Any => return given(Type::Any),
            other => {
                self.mistake("cel-type", node, format!("`.{member}` asks for a member; this is {other}"));
                return given(Type::Any);
            }
        };
        match self.of_row(&row, member) {
            Ok((ty, sure)) => {
                let fact = format!("{}.{member}", canon(&select.operand));
                if !sure && !select.test && !facts.contains(&fact) {
                    self.unset(node, &fact, &format!("has({fact}) && …"));
                }
                given(ty)
            }
            Err(all) => {
                let message = format!("there is no member `{member}` here");
                self.unknown(node, message, member, all.iter().map(String::as_str));
                given(Type::Any)
            }
        }
    }

    fn lookup(&mut self, node: &IdedExpr, id: &str) -> Type {
        let def = self.view.def;
        if matches!(self.one.site, Site::Limit(_)) {
            self.mistake("cel-scope", node, "a limit reads its own file alone: no lookup");
        }
        let Some(lookup) = def.lookups.get(id) else {
            let all: Vec<&str> = def.lookups.keys().map(crate::id::LookupId::as_str).collect();
            self.unknown(node, format!("there is no lookup `{id}`"), id, all);
            return Type::Any;
        };
        Type::List(Box::new(Type::Row(match &lookup.of {
            crate::model::LookupOf::Relations => Row::Relation,
            crate::model::LookupOf::Matter(matter) => Row::Theirs(matter.to_string()),
        })))
    }

    /// A member of a record that the interpreter gives.
    fn member(&mut self, node: &IdedExpr, root: Root, member: &str, test: bool, facts: &Facts) -> Type {
        let (def, all) = (self.view.def, self.view.all);
        let states = || {
            let items = def.states.keys().map(ToString::to_string).collect();
            Type::Choice("the states".to_owned(), items)
        };
        let built_in = match (root, member) {
            (Root::File, "id") | (Root::Act, "by") | (Root::Actor, "id" | "office") => {
                Some((Type::Text, true))
            }
            (Root::File, "number") => Some((Type::Text, false)),
            (Root::File, "state") => Some((states(), true)),
            (Root::File, "opened_on") | (Root::Act, "on") => Some((Type::Date, true)),
            (Root::Actor, "posts") => {
                let posts = all.shared.ids(Noun::Post).map(str::to_owned).collect();
                Some((Type::List(Box::new(Type::Choice("the posts".to_owned(), posts))), true))
            }
            _ => None,
        };
        if let Some((ty, sure)) = built_in {
            if !sure && !test && !facts.contains(&format!("{}.{member}", root.name())) {
                self.unset(
                    node,
                    &format!("{}.{member}", root.name()),
                    &format!("has({}.{member}) && …", root.name()),
                );
            }
            return ty;
        }
        match root {
            Root::File | Root::Was | Root::Act => {}
            Root::Actor => {
                self.unknown(node, format!("`actor` has no `{member}`"), member, ["id", "posts", "office"]);
                return Type::Any;
            }
            Root::Parent => {
                let parent = def.parent.as_ref().map_or(Row::Open, |p| Row::Theirs(p.to_string()));
                return match self.of_row(&parent, member) {
                    Ok((ty, _)) => {
                        if !test
                            && !["id", "state"].contains(&member)
                            && !facts.contains(&format!("parent.{member}"))
                        {
                            self.unset(
                                node,
                                &format!("parent.{member}"),
                                &format!("has(parent.{member}) && …"),
                            );
                        }
                        ty
                    }
                    Err(names) => {
                        let message = format!("the parent has no `{member}`");
                        self.unknown(node, message, member, names.iter().map(String::as_str));
                        Type::Any
                    }
                };
            }
            Root::Each | Root::Child => return Type::Any,
        }
        let Some(ty) = of_field(def, &all.shared, member) else {
            let names: Vec<&str> = def.fields.keys().map(crate::id::FieldId::as_str).collect();
            self.unknown(node, format!("there is no field `{member}`"), member, names);
            return Type::Any;
        };
        let own = def.fields.get(member).is_some_and(|f| f.scope_act);
        if own && root != Root::Act {
            let message = format!("`{member}` stays with its act and is no field of the file");
            if let Some(mistake) = self.mistake("cel-scope", node, message) {
                mistake.hint(format!("Read it as `act.{member}`, or through events()."));
            }
            return ty;
        }
        if root == Root::Act && !self.asked(member) {
            let message = format!("this act does not ask for `{member}`");
            if let Some(mistake) = self.mistake("cel-scope", node, message) {
                mistake.hint(if own {
                    "Name it in `fields`.".to_owned()
                } else {
                    format!("Did you mean `file.{member}`?")
                });
            }
        } else if !test && !self.guards.set(root.name(), member, facts) {
            let path = format!("{}.{member}", root.name());
            self.unset(node, &path, &format!("has({path}) && …"));
        }
        ty
    }

    /// Whether one of the acts asks for a field; where no act is known, any may.
    fn asked(&self, field: &str) -> bool {
        let acts = self.acts();
        acts.is_empty()
            || acts.iter().filter_map(|id| self.view.def.acts.get(id)).any(|act| {
                let some = act.fields_for.iter().flat_map(|(_, asked)| asked);
                act.fields.iter().chain(some).any(|a| *a.field == *field)
                    || act.set.iter().any(|(f, _)| **f == *field)
            })
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr, facts: &Facts) -> Type {
        let name = call.func_name.as_str();
        if let Some(target) = &call.target {
            if matches!(&target.expr, Node::Ident(n) if n == "parent" && self.bound(n).is_none()) {
                return self.of_parent(node, call);
            }
            return self.method(node, target, call, facts);
        }
        if let Some(func) = Func::named(name, false) {
            return self.file_function(node, func, &call.args, facts);
        }
        if let Some(pure) = PureFn::named(name) {
            return self.pure_function(node, pure, &call.args, facts);
        }
        super::operator::operator(self, node, call, facts)
    }
}

pub(super) fn did_you_mean(near: &str) -> String {
    format!("Did you mean `{near}`?")
}

/// What operators need of the checker.
pub(super) trait Infer {
    fn infer(&mut self, node: &IdedExpr, facts: &Facts) -> Type;
    fn tell(&mut self, code: &'static str, node: &IdedExpr, message: String, hint: Option<String>);
    fn facts(&self, node: &IdedExpr, truth: bool) -> Facts;
}

impl Infer for Checker<'_> {
    fn infer(&mut self, node: &IdedExpr, facts: &Facts) -> Type {
        Checker::infer(self, node, facts)
    }

    fn tell(&mut self, code: &'static str, node: &IdedExpr, message: String, hint: Option<String>) {
        if let Some(mistake) = self.mistake(code, node, message) {
            mistake.hint = hint;
        }
    }

    fn facts(&self, node: &IdedExpr, truth: bool) -> Facts {
        self.guards.facts(node, truth)
    }
}
