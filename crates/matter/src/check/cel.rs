//! Checks an expression: every name exists, types fit, and what may be unset is guarded.

use cel::common::ast::{CallExpr, Expr as Node, IdedExpr, LiteralValue, SelectExpr};
use xiezhi_calendar::Length;

use super::{
    View,
    guard::{Guards, canon, literal},
    sure::{Facts, Sure, common},
    types::{Row, Type, of_field, of_word},
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

struct Checker<'a> {
    view: &'a View<'a>,
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

    fn mistake(
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

    fn unset(&mut self, node: &IdedExpr, what: &str, guard: &str) {
        if !self.lenient
            && let Some(mistake) = self.mistake("cel-unset", node, format!("`{what}` may be unset here"))
        {
            mistake.hint(format!("Guard it: {guard}."));
        }
    }

    fn unknown<'n>(
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

    fn infer(&mut self, node: &IdedExpr, facts: &Facts) -> Type {
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

    fn bound(&self, name: &str) -> Option<&Type> {
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
            let defines: Vec<&str> = def.defines.keys().map(super::super::id::DefineId::as_str).collect();
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
    fn root(&mut self, node: &IdedExpr, root: Root) -> bool {
        let here = match (&self.one.site, root) {
            (_, Root::File | Root::Was) => true,
            (Site::Limit(_), _) => {
                self.mistake(
                    "cel-scope",
                    node,
                    format!("a limit reads its own file alone: no `{}`", root.name()),
                );
                return false;
            }
            (Site::Row(_) | Site::Measure, Root::Each) | (Site::With(..), Root::Child) => true,
            (Site::Define(_), _) => true,
            (_, Root::Each | Root::Child) => false,
            (
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
        match def.lookups.get(id) {
            Some(lookup) => Type::List(Box::new(Type::Row(match &lookup.of {
                crate::model::LookupOf::Relations => Row::Relation,
                crate::model::LookupOf::Matter(matter) => Row::Theirs(matter.to_string()),
            }))),
            None => {
                let all: Vec<&str> = def.lookups.keys().map(super::super::id::LookupId::as_str).collect();
                self.unknown(node, format!("there is no lookup `{id}`"), id, all);
                Type::Any
            }
        }
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
            let names: Vec<&str> = def.fields.keys().map(super::super::id::FieldId::as_str).collect();
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

    /// A member of a row and whether every such row has it, or all that it has.
    fn of_row(&self, row: &Row, member: &str) -> Result<(Type, bool), Vec<String>> {
        let (def, all) = (self.view.def, self.view.all);
        let own = |id: &str| of_field(def, &all.shared, id);
        let fixed: &[(&str, Type, bool)] = &match row {
            Row::Party(_) => vec![
                ("id", Type::Text, true),
                ("name", Type::Text, true),
                ("kind", Type::Choice("the kinds".to_owned(), kinds()), true),
                ("born", Type::Date, false),
                ("office", Type::Text, false),
                ("level", Type::Text, false),
                ("field", Type::Text, false),
            ],
            Row::Officer => vec![("id", Type::Text, true)],
            Row::Event(_) => vec![
                ("n", Type::Int, true),
                ("on", Type::Date, true),
                ("by", Type::Text, true),
                ("served", Type::Bool, true),
                ("undone", Type::Bool, true),
                ("about", Type::Int, false),
            ],
            Row::Child(_) => vec![("id", Type::Text, true), ("state", Type::Text, true)],
            Row::Theirs(_) => vec![
                ("id", Type::Text, true),
                ("state", Type::Text, true),
                ("number", Type::Text, true),
                ("opened_on", Type::Date, true),
                ("parent", Type::Text, true),
            ],
            Row::Place => {
                vec![("name", Type::Text, true), ("lat", Type::Float, true), ("lon", Type::Float, true)]
            }
            Row::Citation => vec![("instrument", Type::Text, true), ("article", Type::Text, true)],
            Row::Relation => vec![
                ("officer", Type::Text, true),
                ("person", Type::Text, true),
                ("office", Type::Text, true),
            ],
            Row::Fields(_) => Vec::new(),
            Row::Open => return Ok((Type::Any, true)),
        };
        let mut names: Vec<String> = fixed.iter().map(|(n, _, _)| (*n).to_owned()).collect();
        if let Some((_, ty, sure)) = fixed.iter().find(|(n, _, _)| *n == member) {
            let ty = match (row, member) {
                (Row::Theirs(matter), "state") => self.states_of(matter),
                (Row::Child(kind), "state") => {
                    def.children.get(kind).map_or(Type::Text, |c| self.states_of(&c.of))
                }
                _ => ty.clone(),
            };
            return Ok((ty, *sure));
        }
        let mut more: Vec<(String, Type, bool)> = Vec::new();
        match row {
            Row::Party(role) => {
                let roles = def.parties.iter().filter(|(id, _)| role.as_ref().is_none_or(|r| r == *id));
                for (_, role) in roles {
                    for asked in &role.needs {
                        let ty = own(&asked.field).unwrap_or(Type::Any);
                        more.push((asked.field.to_string(), ty, false));
                    }
                    if let Some(names) = role.register.as_ref().and_then(|m| all.matters.get(m.as_str())) {
                        more.extend(names.types.iter().map(|(id, ty)| (id.clone(), of_word(ty), false)));
                    }
                }
            }
            Row::Event(id) => {
                let act = def.acts.get(id);
                let for_some = act.iter().flat_map(|a| &a.fields_for).flat_map(|(_, asked)| asked);
                for asked in act.iter().flat_map(|a| &a.fields).chain(for_some) {
                    let when = def.fields.get(&asked.field).is_some_and(|f| f.when.is_some());
                    let everyone = act.is_some_and(|a| a.fields.contains(asked));
                    let ty = own(&asked.field).unwrap_or(Type::Any);
                    more.push((asked.field.to_string(), ty, asked.required && everyone && !when));
                }
            }
            Row::Child(kind) => {
                if let Some(child) = def.children.get(kind) {
                    let theirs = all.matters.get(child.of.as_str());
                    for up in &child.up {
                        let ty =
                            theirs.and_then(|t| t.types.get(up.as_str())).map_or(Type::Any, |t| of_word(t));
                        more.push((up.to_string(), ty, false));
                    }
                }
            }
            Row::Theirs(matter) => {
                if let Some(theirs) = all.matters.get(matter) {
                    more.extend(theirs.types.iter().map(|(id, ty)| (id.clone(), of_word(ty), false)));
                    let roles = theirs.ids(Noun::Role);
                    more.extend(roles.map(|r| (r.replace('-', "_"), Type::Text, false)));
                }
            }
            Row::Fields(fields) => {
                more.extend(fields.iter().map(|f| (f.to_string(), own(f).unwrap_or(Type::Any), true)));
            }
            _ => {}
        }
        names.extend(more.iter().map(|(n, _, _)| n.clone()));
        more.into_iter().find(|(n, _, _)| n == member).map(|(_, ty, sure)| (ty, sure)).ok_or(names)
    }

    fn states_of(&self, matter: &str) -> Type {
        match self.view.all.matters.get(matter) {
            Some(names) => {
                let states = names.ids(Noun::State).map(str::to_owned).collect();
                Type::Choice(format!("the states of {matter}"), states)
            }
            None => Type::Text,
        }
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

    fn of_parent(&mut self, node: &IdedExpr, call: &CallExpr) -> Type {
        self.root(node, Root::Parent);
        let id = call.args.first().and_then(literal).unwrap_or_default();
        let parent = self.view.def.parent.as_ref().and_then(|p| self.view.all.matters.get(p.as_str()));
        let noun = if call.func_name == "track" { Noun::Track } else { Noun::Act };
        if let Some(parent) = parent
            && !parent.has(noun, id)
        {
            let all: Vec<&str> = parent.ids(noun).collect();
            let at = call.args.first().unwrap_or(node);
            self.unknown(at, format!("the parent has no {} `{id}`", noun.name()), id, all);
        }
        match call.func_name.as_str() {
            "done" => Type::Bool,
            "events" => Type::List(Box::new(Type::Row(Row::Open))),
            "track" => Type::Text,
            other => {
                self.unknown(
                    node,
                    format!("`parent.{other}()` is unknown"),
                    other,
                    ["done", "events", "track"],
                );
                Type::Any
            }
        }
    }

    /// An id in quotes, of a thing that is there.
    fn id_of(&mut self, noun: Noun, arg: Option<&IdedExpr>) -> String {
        let Some((arg, id)) = arg.and_then(|a| Some((a, literal(a)?))) else { return String::new() };
        let names = if noun == Noun::Parameter { &self.view.all.shared } else { self.view.names };
        if !names.has(noun, id) {
            let all: Vec<&str> = names.ids(noun).collect();
            let near = nearest(id, all).map(did_you_mean);
            let nouns =
                [Noun::State, Noun::Act, Noun::Limit, Noun::Role, Noun::Paper, Noun::Refusal, Noun::Seat];
            let other = nouns.into_iter().find(|n| names.has(*n, id));
            if let Some(mistake) =
                self.mistake("cel-unknown", arg, format!("there is no {} `{id}`", noun.name()))
            {
                mistake.hint = near.or_else(|| other.map(|o| format!("`{id}` is a {}.", o.name())));
            }
        }
        id.to_owned()
    }

    fn file_function(&mut self, node: &IdedExpr, func: Func, args: &[IdedExpr], facts: &Facts) -> Type {
        let first = args.first();
        let list = |row: Row| Type::List(Box::new(Type::Row(row)));
        match func {
            Func::Done | Func::Count | Func::On | Func::By | Func::Events => {
                let id = self.id_of(Noun::Act, first);
                let known = facts.contains(&format!("done:{id}"));
                if matches!(func, Func::On | Func::By) && !known {
                    self.unset(node, &format!("{}('{id}')", func.name()), &format!("done('{id}') && …"));
                }
                match func {
                    Func::Done => Type::Bool,
                    Func::Count => Type::Int,
                    Func::On => Type::Date,
                    Func::By => Type::Text,
                    _ => list(Row::Event(id.into())),
                }
            }
            Func::Due | Func::Running | Func::Expired | Func::Late => {
                let id = self.id_of(Noun::Limit, first);
                if func == Func::Due {
                    if !facts.contains(&format!("running:{id}")) {
                        self.unset(node, &format!("due('{id}')"), &format!("running('{id}') && …"));
                    }
                    return Type::Date;
                }
                Type::Bool
            }
            Func::Served | Func::ServedOn => {
                self.id_of(Noun::Paper, first);
                if args.len() > 1 {
                    self.id_of(Noun::Role, args.get(1));
                }
                if func == Func::Served {
                    return Type::Bool;
                }
                let asked = canon(node).replacen("served_on", "served", 1);
                if !facts.contains(&format!("={asked}")) {
                    self.unset(node, &canon(node), &format!("{asked} && …"));
                }
                Type::Date
            }
            Func::Party => {
                let id = self.id_of(Noun::Role, first);
                if !facts.contains(&format!("party:{id}")) {
                    self.unset(node, &format!("party('{id}')"), &format!("has_party('{id}') && …"));
                }
                Type::Row(Row::Party(Some(id.into())))
            }
            Func::Parties => {
                let role = first.map(|_| self.id_of(Noun::Role, first));
                list(Row::Party(role.map(Into::into)))
            }
            Func::HasParty => {
                let seat = first.and_then(literal).is_some_and(|id| self.view.names.has(Noun::Seat, id));
                self.id_of(if seat { Noun::Seat } else { Noun::Role }, first);
                Type::Bool
            }
            Func::Officer => {
                let id = self.id_of(Noun::Seat, first);
                // Nobody has a seat until somebody is assigned, whatever its `min`.
                let held = [format!("party:{id}"), format!("officer('{id}').id")];
                if !held.iter().any(|fact| facts.contains(fact)) {
                    self.unset(node, &format!("officer('{id}')"), &format!("has_party('{id}') && …"));
                }
                Type::Row(Row::Officer)
            }
            Func::Track => {
                let id = self.id_of(Noun::Track, first);
                let mut states = self.view.names.tracks.get(&id).cloned().unwrap_or_default();
                states.push("off".to_owned());
                Type::Choice(format!("the track {id}"), states)
            }
            Func::Children | Func::OpenChildren => {
                let id = self.id_of(Noun::Child, first);
                list(Row::Child(id.into()))
            }
            Func::CountChildren => {
                self.id_of(Noun::Child, first);
                Type::Int
            }
            Func::Param => {
                let id = self.id_of(Noun::Parameter, first);
                if let Some(key) = args.get(1) {
                    self.infer(key, facts);
                }
                match self.view.shared.parameters.get(id.as_str()) {
                    Some(parameter) if parameter.by.is_some() && args.len() < 2 => Type::Any,
                    Some(parameter) => match parameter.ty {
                        Some(crate::model::FieldType::Integer | crate::model::FieldType::Money) => Type::Int,
                        Some(crate::model::FieldType::Number) => Type::Float,
                        Some(crate::model::FieldType::YesNo) => Type::Bool,
                        Some(crate::model::FieldType::Date) => Type::Date,
                        _ => Type::Text,
                    },
                    None => Type::Any,
                }
            }
            Func::ParentDone | Func::ParentEvents | Func::ParentTrack => Type::Any,
        }
    }

    fn pure_function(&mut self, node: &IdedExpr, func: PureFn, args: &[IdedExpr], facts: &Facts) -> Type {
        let (takes, gives): (&[Type], Type) = match func {
            PureFn::Date => (&[Type::Text], Type::Date),
            PureFn::Plus => (&[Type::Date, Type::Text], Type::Date),
            PureFn::DaysBetween | PureFn::WorkdaysBetween | PureFn::AgeOn => {
                (&[Type::Date, Type::Date], Type::Int)
            }
            PureFn::Year => (&[Type::Date], Type::Int),
            PureFn::IsWorkday => (&[Type::Date], Type::Bool),
            PureFn::Yuan => (&[Type::Int], Type::Int),
            PureFn::Total => (&[], Type::Int),
        };
        let name = func.name();
        let wants = if func == PureFn::Total { 1 } else { takes.len() };
        if args.len() != wants {
            self.mistake("cel-type", node, format!("{name}() takes {wants}, not {}", args.len()));
        }
        for (n, arg) in args.iter().enumerate() {
            let found = self.infer(arg, facts);
            match takes.get(n) {
                Some(want) if !want.meets(&found) => {
                    self.mistake("cel-type", arg, format!("{name}() takes {want} here; this is {found}"));
                }
                None if func == PureFn::Total && !matches!(found, Type::List(_) | Type::Any) => {
                    self.mistake("cel-type", arg, format!("total() takes a list; this is {found}"));
                }
                _ => {}
            }
        }
        match (func, args.first().and_then(literal), args.get(1).and_then(literal)) {
            (PureFn::Plus, _, Some(length)) => {
                if let Err(e) = length.strip_prefix('-').unwrap_or(length).parse::<Length>()
                    && let Some(arg) = args.get(1)
                {
                    self.mistake("bad-length", arg, e.to_string());
                }
            }
            (PureFn::Date, Some(day), _) if day.parse::<jiff::civil::Date>().is_err() => {
                self.mistake("cel-type", node, format!("'{day}' is no date: write date('2026-01-31')"));
            }
            _ => {}
        }
        gives
    }

    /// `x.f(…)`: what CEL itself has for texts and lists.
    fn method(&mut self, node: &IdedExpr, target: &IdedExpr, call: &CallExpr, facts: &Facts) -> Type {
        let on = self.infer(target, facts);
        for arg in &call.args {
            self.infer(arg, facts);
        }
        match call.func_name.as_str() {
            "size" => {
                if !matches!(on, Type::List(_) | Type::Any) && !on.is_text() {
                    self.mistake("cel-type", node, format!("only a list or a text has a size; this is {on}"));
                }
                Type::Int
            }
            "contains" | "startsWith" | "endsWith" | "matches" => {
                if !(on.is_text() || call.func_name == "contains" && matches!(on, Type::List(_))) {
                    self.mistake("cel-type", node, format!("{}() asks a text; this is {on}", call.func_name));
                }
                Type::Bool
            }
            other => {
                let known = [
                    "size",
                    "contains",
                    "startsWith",
                    "endsWith",
                    "matches",
                    "exists",
                    "all",
                    "filter",
                    "map",
                ];
                self.unknown(node, format!("there is no function `{other}`"), other, known);
                Type::Any
            }
        }
    }
}

fn kinds() -> Vec<String> {
    ["person", "organisation", "office", "any"].map(str::to_owned).to_vec()
}

fn did_you_mean(near: &str) -> String {
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
