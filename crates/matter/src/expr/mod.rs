//! Conditions, in CEL.
//!
//! The crate `cel` parses and runs them. Before one is run it is rewritten once: whatever it reads of a
//! file (`file.sum`, `has(file.sum)`, `done('accept')`, `party('applicant').id`) becomes a numbered read,
//! which the interpreter answers when, and only if, evaluation comes to it. So nothing is turned into
//! values that no condition looks at, and every read of a condition is known beforehand.
//!
//! Inside CEL a date is its ISO text (`2026-03-16`, a minute `2026-03-16T09:30`), which compares as dates
//! do; the checks at load keep dates and words apart.

pub(crate) mod eval;
mod read;

use std::{fmt, sync::Arc};

use cel::{
    IdedExpr, Program,
    common::ast::{CallExpr, Expr as Node, LiteralValue, SelectExpr, operators},
};

pub(crate) use self::eval::row;
pub use self::{
    eval::{Fault, Scope, Was},
    read::{Func, Read, Root},
};

/// A parsed condition or figure.
#[derive(Clone)]
pub struct Expr(Arc<Inner>);

struct Inner {
    source: Arc<str>,
    program: Program,
    rewritten: IdedExpr,
    reads: Vec<Read>,
    functions: Vec<PureFn>,
}

/// A function of CEL's that reads no file: dates, money, sums. Its arguments may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "docs/matters.md lists them")]
pub enum PureFn {
    Date,
    Plus,
    DaysBetween,
    WorkdaysBetween,
    AgeOn,
    Year,
    IsWorkday,
    Yuan,
    Total,
}

impl PureFn {
    /// All, by name.
    pub const ALL: [(&'static str, Self); 9] = [
        ("date", Self::Date),
        ("plus", Self::Plus),
        ("days_between", Self::DaysBetween),
        ("workdays_between", Self::WorkdaysBetween),
        ("age_on", Self::AgeOn),
        ("year", Self::Year),
        ("is_workday", Self::IsWorkday),
        ("yuan", Self::Yuan),
        ("total", Self::Total),
    ];

    /// By its name in an expression.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }

    /// Its name in an expression.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, f)| *f == self).map_or("", |(n, _)| n)
    }
}

/// An expression that does not parse, or calls a function of the file other than with plain ids.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExprError {
    /// Byte offset in the expression.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

impl Expr {
    /// Parses an expression.
    pub fn parse(source: &str) -> Result<Self, ExprError> {
        let program = eval::env().compile(source).map_err(|e| {
            let first = e.errors.first();
            let (line, column) = first.map_or((1, 1), |e| e.pos);
            ExprError {
                at: offset(source, line, column),
                message: first.map_or_else(|| e.to_string(), |e| e.msg.clone()),
            }
        })?;
        let mut rewriter =
            Rewriter { program: &program, reads: Vec::new(), functions: Vec::new(), bound: Vec::new() };
        let rewritten = rewriter.node(program.expression())?;
        let (reads, functions) = (rewriter.reads, rewriter.functions);
        Ok(Self(Arc::new(Inner { source: source.into(), program, rewritten, reads, functions })))
    }

    /// As written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The tree as parsed, macros expanded, for the checks at load.
    pub fn tree(&self) -> &IdedExpr {
        self.0.program.expression()
    }

    /// Byte offset of a node of [`tree`](Self::tree) in the source.
    pub fn offset_of(&self, node: u64) -> Option<usize> {
        let (start, _) = self.0.program.source_info().offset_for(node)?;
        let start = usize::try_from(start).ok()?;
        // The parser counts characters.
        Some(self.0.source.char_indices().nth(start).map_or(self.0.source.len(), |(at, _)| at))
    }

    /// All that it reads.
    pub fn reads(&self) -> &[Read] {
        &self.0.reads
    }
}

fn offset(source: &str, line: isize, column: isize) -> usize {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let column = usize::try_from(column).unwrap_or(1).max(1);
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = source.get(start..).unwrap_or("");
    start + rest.chars().take(column - 1).map(char::len_utf8).sum::<usize>()
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.source)
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.0.source == other.0.source
    }
}

/// A function of the file and its plain ids.
type FileCall = (Func, Vec<Arc<str>>);

struct Rewriter<'a> {
    program: &'a Program,
    reads: Vec<Read>,
    functions: Vec<PureFn>,
    bound: Vec<String>,
}

impl Rewriter<'_> {
    fn node(&mut self, node: &IdedExpr) -> Result<IdedExpr, ExprError> {
        let expr = match &node.expr {
            Node::Ident(name) if self.bound.iter().any(|b| b == name) => node.expr.clone(),
            Node::Ident(name) => self.read(Read::ident(name)),
            Node::Select(select) => self.select(node, select)?,
            Node::Call(call) => self.call(node, call)?,
            Node::List(list) => {
                let mut list = list.clone();
                for element in &mut list.elements {
                    *element = self.node(element)?;
                }
                Node::List(list)
            }
            Node::Comprehension(c) => {
                let mut c = c.clone();
                c.iter_range = self.node(&c.iter_range)?;
                c.accu_init = self.node(&c.accu_init)?;
                let before = self.bound.len();
                self.bound.extend([c.iter_var.clone(), c.accu_var.clone()]);
                self.bound.extend(c.iter_var2.clone());
                c.loop_cond = self.node(&c.loop_cond)?;
                c.loop_step = self.node(&c.loop_step)?;
                c.result = self.node(&c.result)?;
                self.bound.truncate(before);
                Node::Comprehension(c)
            }
            Node::Literal(_) | Node::Unspecified => node.expr.clone(),
            Node::Map(_) | Node::Struct(_) => {
                return Err(self.error(node, "a map or a struct has no use in a condition"));
            }
        };
        Ok(IdedExpr { id: node.id, expr })
    }

    fn select(&mut self, node: &IdedExpr, select: &SelectExpr) -> Result<Node, ExprError> {
        if let Node::Ident(name) = &select.operand.expr
            && !self.bound.iter().any(|b| b == name)
            && let Some(root) = Root::named(name)
        {
            let member = select.field.clone();
            return Ok(self.read(if select.test {
                Read::has(root, member)
            } else {
                Read::member(root, member)
            }));
        }
        if let Node::Ident(name) = &select.operand.expr
            && name == "lookup"
            && !select.test
        {
            return Ok(self.read(Read::Lookup(select.field.as_str().into())));
        }
        if select.test
            && let Node::Call(call) = &select.operand.expr
            && let Some((func, args)) = self.file_call(node, call)?
        {
            // has(party('applicant').born): absent where the party is, or has no such fact
            return Ok(self.read(Read::HasFact(func, args, select.field.as_str().into())));
        }
        let operand = Box::new(self.node(&select.operand)?);
        Ok(Node::Select(SelectExpr { operand, field: select.field.clone(), test: select.test }))
    }

    /// A call that reads the file or its parent: the function and its plain ids.
    fn file_call(&mut self, node: &IdedExpr, call: &CallExpr) -> Result<Option<FileCall>, ExprError> {
        let (name, parent) = match call.target.as_deref().map(|t| &t.expr) {
            None => (call.func_name.as_str(), false),
            Some(Node::Ident(root)) if root == "parent" => (call.func_name.as_str(), true),
            Some(_) => return Ok(None),
        };
        let Some(func) = Func::named(name, parent) else {
            return Ok(None);
        };
        let mut args = Vec::new();
        for arg in &call.args {
            let Node::Literal(LiteralValue::String(s)) = &arg.expr else {
                let hint = format!("{name}() takes ids in quotes, for example {name}('accept')");
                return Err(self.error(arg, &hint));
            };
            args.push(Arc::from(s.inner()));
        }
        let (least, most) = func.arity();
        if args.len() < least || args.len() > most {
            return Err(
                self.error(node, &format!("{name}() takes {least} to {most} ids, not {}", args.len()))
            );
        }
        Ok(Some((func, args)))
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Result<Node, ExprError> {
        if call.func_name == "param" && call.target.is_none() && call.args.len() == 2 {
            // param('subsidy', key): the table by its id, then the row
            let table = CallExpr { args: call.args.get(..1).unwrap_or_default().to_vec(), ..call.clone() };
            let table = self.call(node, &table)?;
            let key = match call.args.get(1) {
                Some(key) => self.node(key)?,
                None => IdedExpr::default(),
            };
            return Ok(Node::Call(CallExpr {
                func_name: operators::INDEX.to_owned(),
                target: None,
                args: vec![IdedExpr { id: node.id, expr: table }, key],
            }));
        }
        if let Some((func, args)) = self.file_call(node, call)? {
            return Ok(self.read(Read::Call(func, args)));
        }
        if call.target.is_none()
            && let Some(f) = PureFn::named(&call.func_name)
            && !self.functions.contains(&f)
        {
            self.functions.push(f);
        }
        let target = match &call.target {
            Some(target) => Some(Box::new(self.node(target)?)),
            None => None,
        };
        let args = call.args.iter().map(|a| self.node(a)).collect::<Result<_, _>>()?;
        Ok(Node::Call(CallExpr { func_name: call.func_name.clone(), target, args }))
    }

    fn read(&mut self, read: Read) -> Node {
        let at = self.reads.iter().position(|r| *r == read).unwrap_or_else(|| {
            self.reads.push(read);
            self.reads.len() - 1
        });
        Node::Ident(format!("#{at}"))
    }

    fn error(&self, node: &IdedExpr, message: &str) -> ExprError {
        let at = self.program.source_info().offset_for(node.id).map_or(0, |(start, _)| start);
        ExprError { at: usize::try_from(at).unwrap_or(0), message: message.to_owned() }
    }
}
