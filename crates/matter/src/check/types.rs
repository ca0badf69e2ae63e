//! The types of expressions.

use std::fmt;

use crate::{
    id::{ActId, ChildId, FieldId, RoleId},
    load::names::Names,
    model::{Definition, FieldType, OptionsRef},
};

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Bool,
    Int,
    Float,
    Text,
    /// A day or a minute.
    Date,
    /// An id out of a closed list: its name for people, its items.
    Choice(String, Vec<String>),
    /// A text as written.
    Literal(String),
    List(Box<Type>),
    Row(Row),
    /// Not known: everything fits.
    Any,
}

/// A record, by where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Row {
    /// A party in a role, or in any.
    Party(Option<RoleId>),
    /// An officer.
    Officer,
    /// An event of an act.
    Event(ActId),
    /// A child file.
    Child(ChildId),
    /// A file of another matter.
    Theirs(String),
    /// A row of a list.
    Fields(Vec<FieldId>),
    /// A place.
    Place,
    /// A citation.
    Citation,
    /// A declared relation of an officer.
    Relation,
    /// Its members are not known.
    Open,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("true or false"),
            Self::Int => f.write_str("a whole number"),
            Self::Float => f.write_str("a number"),
            Self::Text => f.write_str("a text"),
            Self::Date => f.write_str("a date"),
            Self::Choice(list, _) => write!(f, "one of {list}"),
            Self::Literal(text) => write!(f, "the text '{text}'"),
            Self::List(of) => write!(f, "a list ({of})"),
            Self::Row(_) => f.write_str("a record"),
            Self::Any => f.write_str("anything"),
        }
    }
}

impl Type {
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Any)
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Literal(_) | Self::Choice(..) | Self::Any)
    }

    /// Whether `==` between them can ever be true.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) | (Self::Row(_), Self::Row(_)) => true,
            (Self::Choice(_, items), Self::Literal(item)) | (Self::Literal(item), Self::Choice(_, items)) => {
                items.contains(item)
            }
            (Self::Choice(_, a), Self::Choice(_, b)) => a.iter().any(|i| b.contains(i)),
            (Self::List(a), Self::List(b)) => a.meets(b),
            (a, b) if a.is_number() && b.is_number() => true,
            (a, b) if a.is_text() && b.is_text() => true,
            (a, b) => a == b,
        }
    }

    /// What both are.
    pub(crate) fn join(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        match (self, other) {
            (Self::Any, other) | (other, Self::Any) => other,
            (Self::Choice(list, items), Self::Literal(_)) | (Self::Literal(_), Self::Choice(list, items)) => {
                Self::Choice(list, items)
            }
            (Self::Literal(a), Self::Literal(b)) => Self::Choice("these".to_owned(), vec![a, b]),
            (a, b) if a.is_text() && b.is_text() => Self::Text,
            (a, b) if a.is_number() && b.is_number() => Self::Float,
            _ => Self::Any,
        }
    }
}

/// The type of a field's value.
pub(crate) fn of_field(def: &Definition, shared: &Names, id: &str) -> Option<Type> {
    let field = def.fields.get(id)?;
    let choice = || match &field.options {
        Some(OptionsRef::Own(list)) => {
            let items = def.options.get(list).map(|o| o.keys().map(ToString::to_string).collect());
            Type::Choice(format!("the list {list}"), items.unwrap_or_default())
        }
        Some(OptionsRef::Shared(list)) => {
            let items = shared.lists.get(list.as_str()).cloned().unwrap_or_default();
            Type::Choice(format!("the list shared:{list}"), items)
        }
        None => Type::Text,
    };
    Some(match field.ty {
        FieldType::Text
        | FieldType::Long
        | FieldType::LawText
        | FieldType::IdNumber
        | FieldType::Account
        | FieldType::Person
        | FieldType::Officer
        | FieldType::File => Type::Text,
        FieldType::Integer | FieldType::Money => Type::Int,
        FieldType::Number => Type::Float,
        FieldType::YesNo => Type::Bool,
        FieldType::Date | FieldType::Time => Type::Date,
        FieldType::Choice => choice(),
        FieldType::Choices => Type::List(Box::new(choice())),
        FieldType::Files => Type::List(Box::new(Type::Text)),
        FieldType::Place => Type::Row(Row::Place),
        FieldType::Citation => Type::Row(Row::Citation),
        FieldType::Citations => Type::List(Box::new(Type::Row(Row::Citation))),
        FieldType::Photo | FieldType::Attachment | FieldType::Record => Type::Any,
        FieldType::List => Type::List(Box::new(Type::Row(Row::Fields(field.of_fields.clone())))),
    })
}

/// The type of a field of another matter, as far as its name tells.
pub(crate) fn of_word(ty: &str) -> Type {
    match ty {
        "integer" | "money" => Type::Int,
        "number" => Type::Float,
        "yes-no" => Type::Bool,
        "date" | "time" => Type::Date,
        "choices" | "files" => Type::List(Box::new(Type::Text)),
        "place" => Type::Row(Row::Place),
        "citation" => Type::Row(Row::Citation),
        "citations" => Type::List(Box::new(Type::Row(Row::Citation))),
        "photo" | "attachment" | "record" => Type::Any,
        "list" => Type::List(Box::new(Type::Row(Row::Open))),
        _ => Type::Text,
    }
}
