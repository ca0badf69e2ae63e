//! The members of records: parties, events, files of other matters.

use super::{
    cel::Checker,
    types::{Row, Type, of_field, of_word},
};
use crate::load::shape::Noun;

impl Checker<'_> {
    /// A member of a row and whether every such row has it, or all that it has.
    pub(super) fn of_row(&self, row: &Row, member: &str) -> Result<(Type, bool), Vec<String>> {
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

    pub(super) fn states_of(&self, matter: &str) -> Type {
        match self.view.all.matters.get(matter) {
            Some(names) => {
                let states = names.ids(Noun::State).map(str::to_owned).collect();
                Type::Choice(format!("the states of {matter}"), states)
            }
            None => Type::Text,
        }
    }
}

fn kinds() -> Vec<String> {
    ["person", "organisation", "office", "any"].map(str::to_owned).to_vec()
}
