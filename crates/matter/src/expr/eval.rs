//! Running an expression over a file.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use cel::{
    Context, Env, ExecutionError, Value as Cel,
    common::{types::CelString, value::CowVal},
    context::VariableResolver,
};
use jiff::civil::Date;
use xiezhi_calendar::{Calendar, Length};

use super::{Expr, Func, PureFn, Read, Root};
use crate::{
    event::{PartyEntry, Values, What},
    file::{ChildFile, Count, End, File},
    id::{ActorId, FieldId, PersonId},
    model::{Definition, Shared},
    value::Value,
    world::{Actor, Person, World},
};

/// The environment that all expressions share; it never changes.
pub(super) fn env() -> &'static Arc<Env> {
    static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));
    &ENV
}

/// What an expression sees.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The definition.
    pub def: &'a Definition,
    /// What all matters share: parameters.
    pub shared: Option<&'a Shared>,
    /// The file before the act: state, limits, earlier acts.
    pub file: &'a File,
    /// Values as the act would leave them.
    pub values: &'a Values,
    /// Parties as the act would leave them.
    pub parties: &'a [PartyEntry],
    /// Values before the act.
    pub was: Was<'a>,
    /// Values that stay with the act, with who does it; none outside an act.
    pub own: Option<(&'a Values, &'a ActorId)>,
    /// Who acts.
    pub actor: Option<&'a Actor>,
    /// What was fetched.
    pub world: Option<&'a World>,
    /// The row that `each` or `child` is.
    pub row: Option<&'a Cel>,
    /// `act.on`; outside an act, today.
    pub on: Date,
    /// The working days.
    pub calendar: &'a Calendar,
}

/// What `was` reads.
#[derive(Clone, Copy)]
pub enum Was<'a> {
    /// The file before the act.
    Before(&'a Values),
    /// The file itself: outside an act.
    Same,
}

/// Why an expression gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It reads something that is unset.
    #[error("{0} is not set")]
    Unset(String),
    /// It cannot be run: a mistake that the checks at load did not see.
    #[error("{0}")]
    Failed(String),
}

impl Expr {
    /// Runs it and takes the answer as yes or no.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, Fault> {
        match self.run(scope)? {
            Cel::Bool(b) => Ok(b),
            other => Err(Fault::Failed(format!("`{}` is {other:?}, not true or false", self.source()))),
        }
    }

    /// Runs it and takes the answer as a value of a field.
    pub fn value(&self, scope: &Scope<'_>) -> Result<Value, Fault> {
        let cel = self.run(scope)?;
        from_cel(&cel).ok_or_else(|| Fault::Failed(format!("`{}` gives {cel:?}", self.source())))
    }

    /// Runs it.
    pub fn run(&self, scope: &Scope<'_>) -> Result<Cel, Fault> {
        let resolver = Resolver { reads: self.reads(), scope };
        let mut context = Context::with_env(Arc::clone(env()));
        for f in &self.0.functions {
            add(&mut context, *f, scope.calendar);
        }
        context.set_variable_resolver(&resolver);
        Cel::resolve(&self.0.rewritten, &context).map_err(|e| match e {
            ExecutionError::UndeclaredReference(name) => match self.numbered(&name) {
                Some(Read::Define(id)) => match scope.def.defines.get(id.as_str()) {
                    Some(define) => define.cel.run(scope).err().unwrap_or(Fault::Unset(id.to_string())),
                    None => Fault::Failed(format!("nothing is named `{id}`")),
                },
                Some(read) => Fault::Unset(read.to_string()),
                None => Fault::Failed(format!("`{name}` is unknown")),
            },
            ExecutionError::NoSuchKey(key) => Fault::Unset(key.to_string()),
            other => Fault::Failed(format!("`{}`: {other}", self.source())),
        })
    }

    fn numbered(&self, name: &str) -> Option<&Read> {
        let at: usize = name.strip_prefix('#')?.parse().ok()?;
        self.reads().get(at)
    }
}

struct Resolver<'a> {
    reads: &'a [Read],
    scope: &'a Scope<'a>,
}

impl VariableResolver for Resolver<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let at: usize = variable.strip_prefix('#')?.parse().ok()?;
        let read = self.reads.get(at)?;
        if let Read::Member(Root::File, field) = read
            && let Some(Value::Text(words)) = self.scope.values.get(field)
        {
            return Some(CowVal::owned(CelString::from(words.as_str())));
        }
        let value = self.scope.read(read)?;
        value.try_into().ok().map(CowVal::Owned)
    }
}

impl Scope<'_> {
    /// What a read gives; none where it is unset.
    fn read(&self, read: &Read) -> Option<Cel> {
        match read {
            Read::Member(root, field) => self.member(*root, field),
            Read::Has(root, field) => Some(Cel::Bool(self.member(*root, field).is_some())),
            Read::Whole(Root::Each | Root::Child) => self.row.cloned(),
            Read::Whole(_) => None,
            Read::Lookup(id) => {
                let rows = self.world?.lookups.get(id)?;
                Some(list(rows.iter().map(|row| record(row.iter().map(|(k, v)| (k.as_str(), to_cel(v)))))))
            }
            Read::Define(id) => self.def.defines.get(id)?.cel.run(self).ok(),
            Read::Call(func, args) => {
                self.call(*func, args.first().map_or("", |a| a), args.get(1).map(|a| &**a))
            }
            Read::HasFact(func, args, fact) => {
                let whole = self.call(*func, args.first().map_or("", |a| a), args.get(1).map(|a| &**a));
                let has = match whole {
                    Some(Cel::Map(map)) => map.get(&cel::objects::Key::from(fact.to_string())).is_some(),
                    _ => false,
                };
                Some(Cel::Bool(has))
            }
        }
    }

    fn member(&self, root: Root, field: &FieldId) -> Option<Cel> {
        match root {
            Root::File => match field.as_str() {
                "id" => Some(text(self.file.key.id.as_str())),
                "number" => self.file.number.as_deref().map(text),
                "state" => self.file.state().map(|s| text(s)),
                "opened_on" => self.file.opened_on.map(date),
                _ => self.values.get(field).map(to_cel),
            },
            Root::Was => match self.was {
                Was::Before(values) => values.get(field).map(to_cel),
                Was::Same => self.values.get(field).map(to_cel),
            },
            Root::Act => {
                let (own, by) = self.own?;
                match field.as_str() {
                    "on" => Some(date(self.on)),
                    "by" => Some(text(by)),
                    _ => own.get(field).or_else(|| self.values.get(field)).map(to_cel),
                }
            }
            Root::Actor => {
                let actor = self.actor?;
                match field.as_str() {
                    "id" => Some(text(&actor.id)),
                    "posts" => Some(list(actor.posts.iter().map(|p| text(p)))),
                    "office" => actor.office.as_deref().map(text),
                    _ => None,
                }
            }
            Root::Parent => self.world?.parent.as_ref()?.values.get(field).map(to_cel),
            Root::Each | Root::Child => match self.row? {
                Cel::Map(map) => map.get(&cel::objects::Key::from(field.to_string())).cloned(),
                _ => None,
            },
        }
    }

    fn call(&self, func: Func, id: &str, second: Option<&str>) -> Option<Cel> {
        let file = self.file;
        match func {
            Func::Done => Some(Cel::Bool(file.doings(id).next().is_some())),
            Func::Count => Some(Cel::Int(i64::try_from(file.doings(id).count()).unwrap_or(i64::MAX))),
            Func::On => file.doings(id).next_back().map(|(_, on, _)| date(on)),
            Func::By => {
                let (n, _, _) = file.doings(id).next_back()?;
                file.event(n).map(|e| text(&e.actor))
            }
            Func::Events => Some(list(file.events.iter().filter_map(|e| self.event(e.n, id)))),
            Func::Due => {
                let due =
                    file.latest_each(id).into_iter().filter(|c| c.open()).filter_map(|c| c.due).max()?;
                Some(date(due))
            }
            Func::Running => Some(Cel::Bool(file.latest(id).is_some_and(Count::running))),
            Func::Expired => {
                let each = file.latest_each(id);
                let run_out = |c: &&Count| {
                    c.expired.is_some()
                        || (c.open() && c.awake && !c.stopped() && c.due.is_some_and(|d| d < self.on))
                };
                Some(Cel::Bool(!each.is_empty() && each.iter().all(run_out)))
            }
            Func::Late => {
                let late = |c: &&Count| matches!(c.end, Some(End::Met { late: true, .. }));
                Some(Cel::Bool(file.latest_each(id).iter().any(late)))
            }
            Func::Served => Some(Cel::Bool(self.served_on(id, second).is_some())),
            Func::ServedOn => self.served_on(id, second).map(date),
            Func::Party => self.parties.iter().find(|p| p.role == *id).map(|p| self.party(p)),
            Func::Parties => Some(list(
                self.parties.iter().filter(|p| id.is_empty() || p.role == *id).map(|p| self.party(p)),
            )),
            Func::HasParty => {
                let seated = file.officers.get(id).is_some_and(|o| !o.is_empty());
                Some(Cel::Bool(seated || self.parties.iter().any(|p| p.role == *id)))
            }
            Func::Officer => {
                let who = file.officers.get(id)?.last()?;
                Some(record([("id", text(who))]))
            }
            Func::Track => Some(text(file.tracks.get(id).map_or("off", |s| s))),
            Func::Children => Some(list(self.children(id, |_| true))),
            Func::OpenChildren => Some(list(self.children(id, |c| !c.ended))),
            Func::CountChildren => {
                let of = file.children.iter().filter(|c| {
                    c.kind == *id && second.is_none_or(|s| c.state.as_ref().is_some_and(|c| *c == *s))
                });
                Some(Cel::Int(i64::try_from(of.count()).unwrap_or(i64::MAX)))
            }
            Func::Param => {
                let city = file.key.city.as_str();
                let value = self.shared?.parameters.get(id)?.at(self.on, city)?;
                Some(to_cel(&value.value))
            }
            Func::ParentDone => Some(Cel::Bool(self.world?.parent.as_ref()?.done.iter().any(|a| *a == *id))),
            Func::ParentEvents => {
                let events = self.world?.parent.as_ref()?.events.get(id);
                Some(list(
                    events
                        .into_iter()
                        .flatten()
                        .map(|row| record(row.iter().map(|(k, v)| (k.as_str(), to_cel(v))))),
                ))
            }
            Func::ParentTrack => Some(text(self.world?.parent.as_ref()?.tracks.get(id).map_or("off", |s| s))),
        }
    }

    /// Child files of a kind, as `children()` gives them.
    pub(crate) fn children(
        &self,
        kind: &str,
        which: impl Fn(&ChildFile) -> bool,
    ) -> impl Iterator<Item = Cel> {
        self.file.children.iter().filter(move |c| c.kind == *kind && which(c)).map(|c| {
            let up = c.up.iter().map(|(k, v)| (k.as_str(), to_cel(v)));
            let state = c.state.as_ref().map(|s| ("state", text(s)));
            record([("id", text(c.file.as_str()))].into_iter().chain(state).chain(up))
        })
    }

    /// One event of an act, for `events()`.
    pub(crate) fn event(&self, n: crate::key::Seq, act: &str) -> Option<Cel> {
        let file = self.file;
        let (on, What::Act(done)) = file.said(n)? else {
            return None;
        };
        if done.act != *act {
            return None;
        }
        let served = file
            .papers
            .iter()
            .filter(|p| p.at.n == n)
            .all(|p| p.issued.to.iter().all(|who| p.served_on(who).is_some()));
        let by = file.event(n).map(|e| text(&e.actor))?;
        let own = done.values.iter().chain(&done.own).map(|(k, v)| (k.as_str(), to_cel(v)));
        let facts = [
            ("n", Cel::Int(i64::from(n.0))),
            ("on", date(on)),
            ("by", by),
            ("served", Cel::Bool(served)),
            ("undone", Cel::Bool(file.undone.contains_key(&n))),
        ];
        let about = done.about.map(|a| ("about", Cel::Int(i64::from(a.0))));
        Some(record(own.chain(facts).chain(about)))
    }

    /// When a paper was served on all who have a role, or on all whom it names; the latest issued counts.
    fn served_on(&self, paper: &str, role: Option<&str>) -> Option<Date> {
        let issued = self.file.papers.iter().rev().find(|p| p.issued.paper == *paper)?;
        let mut whom: Vec<&PersonId> = match role {
            Some(role) => self.file.in_role(role).map(|p| &p.person).collect(),
            None => issued.issued.to.iter().collect(),
        };
        whom.dedup();
        let days: Option<Vec<Date>> = whom.iter().map(|who| issued.served_on(who)).collect();
        days?.into_iter().max()
    }

    pub(crate) fn party(&self, entry: &PartyEntry) -> Cel {
        let person = self.world.and_then(|w| w.persons.get(&entry.person));
        let facts = person.map(Person::facts).unwrap_or_default();
        let facts = facts.iter().map(|(k, v)| (k.as_str(), to_cel(v)));
        let needs = entry.needs.iter().map(|(k, v)| (k.as_str(), to_cel(v)));
        let kind = match entry.kind {
            crate::model::PartyKind::Person => "person",
            crate::model::PartyKind::Organisation => "organisation",
            crate::model::PartyKind::Office => "office",
            crate::model::PartyKind::Any => "any",
        };
        record(facts.chain(needs).chain([("id", text(&entry.person)), ("kind", text(kind))]))
    }
}

fn text(s: &str) -> Cel {
    Cel::String(Arc::new(s.to_owned()))
}

fn date(d: Date) -> Cel {
    text(&d.to_string())
}

fn list(items: impl IntoIterator<Item = Cel>) -> Cel {
    Cel::List(Arc::new(items.into_iter().collect()))
}

/// A row as `each` sees it.
pub(crate) fn row(values: &Values) -> Cel {
    record(values.iter().map(|(k, v)| (k.as_str(), to_cel(v))))
}

fn record<'a>(items: impl IntoIterator<Item = (&'a str, Cel)>) -> Cel {
    let map: HashMap<cel::objects::Key, Cel> =
        items.into_iter().map(|(k, v)| (cel::objects::Key::from(k.replace('-', "_")), v)).collect();
    Cel::Map(map.into())
}

/// A value as CEL sees it.
pub(crate) fn to_cel(value: &Value) -> Cel {
    match value {
        Value::Text(s) => text(s),
        Value::Integer(n) => Cel::Int(*n),
        #[expect(
            clippy::cast_precision_loss,
            reason = "CEL has no decimals; conditions compare, they do not add up"
        )]
        Value::Number(d) => Cel::Float(d.ten_thousandths() as f64 / 10_000.0),
        Value::YesNo(b) => Cel::Bool(*b),
        Value::Date(d) => date(*d),
        Value::Time(t) => text(&t.strftime("%Y-%m-%dT%H:%M").to_string()),
        Value::List(items) => list(items.iter().map(to_cel)),
        Value::Record(fields) => record(fields.iter().map(|(k, v)| (k.as_str(), to_cel(v)))),
        Value::Blob(b) => record([("name", text(&b.name)), ("media", text(&b.media))]),
    }
}

/// What CEL gave, as a value; words that are a date become one.
pub(crate) fn from_cel(cel: &Cel) -> Option<Value> {
    Some(match cel {
        Cel::Bool(b) => Value::YesNo(*b),
        Cel::Int(n) => Value::Integer(*n),
        Cel::UInt(n) => Value::Integer(i64::try_from(*n).ok()?),
        Cel::Float(f) => Value::Number(crate::value::Decimal::parse(&format!("{f:.4}"))?),
        Cel::String(s) => match s.parse::<Date>() {
            Ok(d) if s.len() == 10 => Value::Date(d),
            _ => Value::Text(s.to_string()),
        },
        Cel::List(items) => Value::List(items.iter().map(from_cel).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn add(context: &mut Context<'_, '_>, function: PureFn, calendar: &Calendar) {
    let day = move |s: &Arc<String>| -> Result<Date, ExecutionError> {
        s.get(..10)
            .and_then(|d| d.parse().ok())
            .ok_or_else(|| ExecutionError::function_error(function.name(), format!("“{s}” is not a date")))
    };
    let calendar = calendar.clone();
    let name = function.name();
    // The names are ours and none is CEL's, so adding cannot fail.
    let added = match function {
        PureFn::Date => {
            context.add_function(name, move |s: Arc<String>| day(&s).map(|d| text(&d.to_string())))
        }
        PureFn::Plus => context.add_function(name, move |d: Arc<String>, length: Arc<String>| {
            let (negative, length) = match length.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, length.as_str()),
            };
            let length: Length =
                length.parse().map_err(|e| ExecutionError::function_error("plus", format!("{e}")))?;
            day(&d).map(|d| text(&calendar.plus(d, &length, negative).to_string()))
        }),
        PureFn::DaysBetween => context.add_function(name, move |a: Arc<String>, b: Arc<String>| {
            Ok::<i64, ExecutionError>(i64::from((day(&b)? - day(&a)?).get_days()))
        }),
        PureFn::WorkdaysBetween => context.add_function(name, move |a: Arc<String>, b: Arc<String>| {
            Ok::<i64, ExecutionError>(calendar.workdays_between(day(&a)?, day(&b)?))
        }),
        PureFn::AgeOn => context.add_function(name, move |born: Arc<String>, on: Arc<String>| {
            let (born, on) = (day(&born)?, day(&on)?);
            let years = i64::from(on.year()) - i64::from(born.year());
            let before = (on.month(), on.day()) < (born.month(), born.day());
            Ok::<i64, ExecutionError>(years - i64::from(before))
        }),
        PureFn::Year => {
            context.add_function(name, move |d: Arc<String>| day(&d).map(|d| i64::from(d.year())))
        }
        PureFn::IsWorkday => {
            context.add_function(name, move |d: Arc<String>| day(&d).map(|d| calendar.is_workday(d)))
        }
        PureFn::Yuan => context.add_function(name, |n: i64| n.saturating_mul(100)),
        PureFn::Total => context.add_function(name, |items: Arc<Vec<Cel>>| {
            items.iter().fold(0_i64, |sum, item| match item {
                Cel::Int(n) => sum.saturating_add(*n),
                _ => sum,
            })
        }),
    };
    debug_assert!(added.is_ok(), "{name} is a function of CEL's own");
}
