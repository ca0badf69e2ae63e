//! The functions of the language in expressions, and those of CEL that are called on a value.

use cel::common::ast::{CallExpr, IdedExpr};
use xiezhi_calendar::Length;

use super::{
    cel::{Checker, did_you_mean},
    guard::{canon, literal},
    sure::Facts,
    types::{Row, Type},
};
use crate::{
    expr::{Func, PureFn, Root},
    load::{report::nearest, shape::Noun},
};

impl Checker<'_> {
    pub(super) fn of_parent(&mut self, node: &IdedExpr, call: &CallExpr) -> Type {
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

    pub(super) fn file_function(
        &mut self,
        node: &IdedExpr,
        func: Func,
        args: &[IdedExpr],
        facts: &Facts,
    ) -> Type {
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

    pub(super) fn pure_function(
        &mut self,
        node: &IdedExpr,
        func: PureFn,
        args: &[IdedExpr],
        facts: &Facts,
    ) -> Type {
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
    pub(super) fn method(
        &mut self,
        node: &IdedExpr,
        target: &IdedExpr,
        call: &CallExpr,
        facts: &Facts,
    ) -> Type {
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
                let list = call.func_name == "contains" && matches!(on, Type::List(_));
                if !on.is_text() && !list {
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
