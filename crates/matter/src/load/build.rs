//! From the tree to the definition. The walk has told of everything that is misshapen, so here what is
//! missing or unreadable is passed over in silence: a definition with a mistake is never used.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{
    names::{All, Names},
    report::{At, Sink},
    tree::{Entry, Kind as Is, Node},
    walk::split_cited,
};
use crate::{
    expr::Expr,
    id::{FieldId, LawId, RuleId},
    model::{
        Asked, Basis, Class, Define, Field, FieldType, Give, Kind, OptionItem, Options, OptionsRef,
        PartyKind, Pattern, PatternPart, Role, Seat, Shared, Span, State, Track, Who,
    },
    text::Text,
    value::{Decimal, Value},
};

/// Where an expression stands and what it may see.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) expr: Expr,
    /// The string in the file.
    pub(crate) at: At,
    /// How much of the string comes before the expression.
    pub(crate) skip: usize,
    pub(crate) site: Site,
    pub(crate) want: Want,
}

/// Whose expression it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// Of these acts: steps, refusals, where they lead, what is set.
    Acts(Vec<crate::id::ActId>),
    /// Of an act: its own `when`, and what is judged before it.
    When(crate::id::ActId),
    /// Of a limit: reads nothing but its own file.
    Limit(RuleId),
    /// What an expiry, or the end of a child, gives to an act.
    With(crate::id::ActId, bool),
    /// Of a field: asked if, prefilled, computed.
    Field(FieldId),
    /// Of a field that is computed.
    Computed(FieldId),
    Define(crate::id::DefineId),
    /// A lookup's `match`, `ours`.
    Lookup,
    /// A lookup's `where`, over `each`.
    Row(crate::id::LookupId),
    /// Anything else that sees the file as it stands.
    File,
    /// A measure over files.
    Figure,
    /// A measure over rows other than files: `each`.
    Measure,
    /// A paper that is issued only if.
    Issued(crate::id::PaperId),
    /// What is given to a child that an act opens.
    Opened(crate::id::ChildId),
}

/// What an expression must give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    Truth,
    Field(FieldId),
    Number,
    Any,
}

/// A basis as written, for the law library.
#[derive(Clone, Debug)]
pub(crate) struct Cited {
    pub(crate) at: At,
    pub(crate) basis: Basis,
    /// The name of what rests on it, for people.
    pub(crate) of: String,
    /// The day whose law counts: the end of a dated rule.
    pub(crate) until: Option<jiff::civil::Date>,
}

/// What a build knows.
pub(crate) struct Build<'a> {
    pub(crate) names: &'a Names,
    pub(crate) all: &'a All,
    pub(crate) shared: Option<&'a Shared>,
    /// The law of a bare article.
    pub(crate) law: LawId,
    pub(crate) sink: &'a mut Sink,
    pub(crate) uses: Vec<Use>,
    pub(crate) cited: Vec<Cited>,
    /// Rules and where they are carried.
    pub(crate) rules: Vec<(RuleId, At)>,
    /// The entry that is being read, for messages.
    pub(crate) of: String,
}

impl Build<'_> {
    /// An expression that stands in a string.
    pub(crate) fn cel(&mut self, node: &Node, site: Site, want: Want) -> Option<Expr> {
        let source = node.str()?;
        self.expr(source, 0, node.at, site, want)
    }

    fn expr(&mut self, source: &str, skip: usize, at: At, site: Site, want: Want) -> Option<Expr> {
        let expr = Expr::parse(source).ok()?;
        self.uses.push(Use { expr: expr.clone(), at, skip, site, want });
        Some(expr)
    }

    pub(crate) fn cel_of(&mut self, node: &Node, key: &str, site: Site, want: Want) -> Option<Expr> {
        self.cel(node.get(key)?, site, want)
    }

    /// A literal for a field, or CEL after `=`.
    pub(crate) fn give(&mut self, node: &Node, field: &str, names: &Names, site: Site) -> Option<Give> {
        if let Some(source) = node.str().and_then(|s| s.strip_prefix('=')) {
            let want = if std::ptr::eq(names, self.names) { Want::Field(field.into()) } else { Want::Any };
            return self.expr(source, 1, node.at, site, want).map(Give::Cel);
        }
        let ty = names.types.get(field).map(String::as_str);
        let value = literal(node, ty);
        if value.is_none() {
            let takes = ty.unwrap_or("text");
            let message = format!("`{field}` is a field of type {takes}; here stands {}", node.what());
            self.sink.error("wrong-type", node.at, message);
        }
        value.map(Give::Value)
    }

    pub(crate) fn gives(&mut self, node: Option<&Node>, site: &Site) -> Vec<(FieldId, Give)> {
        let entries = node.map(Node::entries).unwrap_or_default();
        let names = self.names;
        entries
            .iter()
            .filter_map(|e| Some((e.key.as_str().into(), self.give(&e.value, &e.key, names, site.clone())?)))
            .collect()
    }

    /// All on which the entry rests.
    pub(crate) fn basis(&mut self, node: &Node) -> Vec<Basis> {
        self.basis_in(node, None)
    }

    pub(crate) fn basis_in(&mut self, node: &Node, until: Option<jiff::civil::Date>) -> Vec<Basis> {
        let Some(basis) = node.get("basis") else { return Vec::new() };
        let mut found = Vec::new();
        for one in basis.many() {
            if let Some(basis) = self.one_basis(one) {
                let of = self.of.clone();
                self.cited.push(Cited { at: one.at, basis: basis.clone(), of, until });
                found.push(basis);
            }
        }
        found
    }

    fn one_basis(&mut self, node: &Node) -> Option<Basis> {
        let unverified = node.get("unverified").and_then(Node::bool).unwrap_or(false);
        let words = |key: &str| node.get(key).and_then(Node::str).map(str::to_owned);
        if let Some(words) = words("local") {
            return Some(Basis::Local { words, unverified });
        }
        if let Some(words) = words("choice") {
            return Some(Basis::Choice { words, unverified });
        }
        let article = words("article");
        let (law, article) = split_cited(node.str().or(article.as_deref())?);
        let law = words("law").map(LawId::from).or(law.map(LawId::from)).unwrap_or_else(|| self.law.clone());
        if law.is_empty() && self.shared.is_none() {
            let message = format!("{article} of which law?");
            self.sink
                .error("bad-value", node.at, message)
                .hint("Its short name first: \"民诉法 第八十七条\".");
            return None;
        }
        let of_law = self.shared.and_then(|s| s.laws.get(law.as_str())).is_some_and(|l| l.unverified);
        let (article, quote) = (article.to_owned(), words("quote"));
        Some(Basis::Law { law, article, quote, unverified: unverified || of_law })
    }

    pub(crate) fn in_force(node: &Node) -> Span {
        let span = node.get("in_force");
        let day = |key: &str| span.and_then(|s| s.get(key)).and_then(Node::date);
        Span { from: day("from"), until: day("until") }
    }

    // ── states and tracks ───────────────────────────────────────────

    pub(crate) fn state(&mut self, node: &Node) -> State {
        State {
            name: text(node, "name"),
            is_final: flag(node, "final"),
            side: flag(node, "side"),
            stops: ids(node, "stops"),
            basis: self.basis(node),
        }
    }

    pub(crate) fn track(&mut self, node: &Node) -> Track {
        self.basis(node);
        let states = node.get("state").map(Node::entries).unwrap_or_default();
        Track {
            name: text(node, "name"),
            states: states.iter().map(|e| (e.key.as_str().into(), self.state(&e.value))).collect(),
        }
    }

    // ── parties and officers ────────────────────────────────────────

    pub(crate) fn role(&mut self, node: &Node) -> Role {
        Role {
            name: text(node, "name"),
            kind: match str_of(node, "kind") {
                "person" => PartyKind::Person,
                "organisation" => PartyKind::Organisation,
                "office" => PartyKind::Office,
                _ => PartyKind::Any,
            },
            min: number(node, "min").unwrap_or(0),
            max: number(node, "max"),
            acts_for: id(node, "for"),
            needs: asked(node, "needs"),
            register: id(node, "register"),
            hides: ids(node, "hides"),
            basis: self.basis(node),
        }
    }

    pub(crate) fn seat(&mut self, node: &Node) -> Seat {
        Seat {
            name: text(node, "name"),
            post: str_of(node, "post").into(),
            min: number(node, "min").unwrap_or(0),
            basis: self.basis(node),
        }
    }

    // ── options and fields ──────────────────────────────────────────

    pub(crate) fn options(&mut self, node: &Node) -> Options {
        let entries = node.entries();
        entries.iter().map(|e| (e.key.as_str().into(), self.option(e))).collect()
    }

    fn option(&mut self, entry: &Entry) -> OptionItem {
        let node = &entry.value;
        let in_force = Self::in_force(node);
        OptionItem { name: text(node, "name"), basis: self.basis_in(node, in_force.until), in_force }
    }

    pub(crate) fn define(&mut self, entry: &Entry) -> Option<Define> {
        let node = &entry.value;
        let site = Site::Define(entry.key.as_str().into());
        let basis = self.basis(node);
        Some(Define { cel: self.cel_of(node, "cel", site, Want::Any)?, name: text(node, "name"), basis })
    }

    pub(crate) fn field(&mut self, entry: &Entry) -> Field {
        let node = &entry.value;
        let own: FieldId = entry.key.as_str().into();
        let site = Site::Field(own.clone());
        let want = Want::Field(own.clone());
        let of = node.get("of");
        let names = self.names;
        let default = node.get("default").and_then(|d| self.give(d, &entry.key, names, site.clone()));
        let range = node.get("range").map(|r| r.many().iter().filter_map(Node::int).collect::<Vec<_>>());
        let range = match range.as_deref() {
            None => None,
            Some([least, most]) if least <= most => Some((*least, *most)),
            Some(_) => {
                let at = node.get("range").map_or(entry.at, |r| r.at);
                self.sink.error("bad-value", at, "`range` takes the least and the most: [1, 30]");
                None
            }
        };
        let ty = field_type(str_of(node, "type"));
        let field = Field {
            name: text(node, "name"),
            ty,
            class: match str_of(node, "class") {
                "public" => Class::Public,
                "internal" => Class::Internal,
                "sensitive" => Class::Sensitive,
                "restricted" => Class::Restricted,
                _ => Class::Personal,
            },
            options: node.get("options").and_then(Node::str).map(|list| match list.strip_prefix("shared:") {
                Some(shared) => OptionsRef::Shared(shared.into()),
                None => OptionsRef::Own(list.into()),
            }),
            of_fields: match of.map(|o| &o.kind) {
                Some(Is::Array(_)) => ids(node, "of"),
                _ => Vec::new(),
            },
            of_matter: of.and_then(Node::str).map(Into::into),
            when: self.cel_of(node, "when", site.clone(), Want::Truth),
            default,
            prefill: self.cel_of(node, "prefill", site, want.clone()),
            value: self.cel_of(node, "value", Site::Computed(own), want),
            range,
            past: flag(node, "past"),
            only: match str_of(node, "only") {
                "person" => Some(PartyKind::Person),
                "organisation" => Some(PartyKind::Organisation),
                _ => None,
            },
            unique: flag(node, "unique"),
            blind: str_of(node, "find") == "blind",
            scope_act: str_of(node, "scope") == "act",
            help: node.get("help").map(|_| text(node, "help")),
            basis: self.basis(node),
        };
        self.fits(entry, &field);
        field
    }

    /// What a type needs beside it.
    fn fits(&mut self, entry: &Entry, field: &Field) {
        let node = &entry.value;
        let choice = matches!(field.ty, FieldType::Choice | FieldType::Choices);
        let mut tell = |key: &str, message: String, hint: &str| {
            let at = node.entry(key).map_or(entry.at, |e| e.at);
            self.sink.error("bad-field", at, message).hint(hint);
        };
        if choice && field.options.is_none() {
            tell("type", format!("`{}` is a choice without a list", entry.key), "`options` names the list.");
        }
        if !choice && field.options.is_some() {
            tell("options", "only a choice has options".to_owned(), "`type` is `choice` or `choices`.");
        }
        if field.ty == FieldType::List && field.of_fields.is_empty() {
            tell("type", format!("`{}` is a list of nothing", entry.key), "`of` names the fields of a row.");
        }
        if field.ty != FieldType::List && !field.of_fields.is_empty() {
            tell("of", "only a list has fields of its own".to_owned(), "`type` is `list`.");
        }
        let file = matches!(field.ty, FieldType::File | FieldType::Files);
        if file && field.of_matter.is_none() {
            tell("type", format!("`{}` is a file of no matter", entry.key), "`of` names the matter.");
        }
        if !file && field.of_matter.is_some() {
            tell("of", "only a file or a list has `of`".to_owned(), "A list takes field ids in brackets.");
        }
        let counts = matches!(field.ty, FieldType::Integer | FieldType::Number | FieldType::Money);
        if !counts && field.range.is_some() {
            tell(
                "range",
                "only numbers have a range".to_owned(),
                "`type` is `integer`, `number` or `money`.",
            );
        }
        if field.past && field.ty != FieldType::Date {
            tell("past", "only a date has come or not".to_owned(), "`type` is `date`.");
        }
        if let (Some(Give::Value(Value::Text(item))), Some(list)) = (&field.default, &field.options) {
            self.item(list, item, node.get("default").map_or(entry.at, |d| d.at));
        }
    }

    /// Whether a list has such an item.
    pub(crate) fn item(&mut self, list: &OptionsRef, item: &str, at: At) {
        let (lists, id) = match list {
            OptionsRef::Own(id) => (&self.names.lists, id),
            OptionsRef::Shared(id) => (&self.all.shared.lists, id),
        };
        if let Some(items) = lists.get(id.as_str())
            && !items.iter().any(|i| i == item)
        {
            let message = format!("the list `{id}` has no item `{item}`");
            self.sink.error("unknown", at, message).nearest(item, items.iter().map(String::as_str));
        }
    }
}

// ── small readings ──────────────────────────────────────────────────

pub(crate) fn text(node: &Node, key: &str) -> Text {
    let words = node.get(key).map(Node::words).unwrap_or_default();
    Text::new(words.into_iter().map(|(w, _)| w))
}

pub(crate) fn str_of<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::str).unwrap_or_default()
}

pub(crate) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::bool).unwrap_or(false)
}

pub(crate) fn number(node: &Node, key: &str) -> Option<u32> {
    u32::try_from(node.get(key)?.int()?).ok()
}

pub(crate) fn id<T: From<String>>(node: &Node, key: &str) -> Option<T> {
    node.get(key)?.str().map(|s| T::from(s.to_owned()))
}

pub(crate) fn ids<T: From<String>>(node: &Node, key: &str) -> Vec<T> {
    let words = node.get(key).map(Node::words).unwrap_or_default();
    words.into_iter().map(|(w, _)| T::from(w.to_owned())).collect()
}

pub(crate) fn asked(node: &Node, key: &str) -> Vec<Asked> {
    let words = node.get(key).map(Node::words).unwrap_or_default();
    words.into_iter().map(|(w, _)| one_asked(w)).collect()
}

pub(crate) fn one_asked(word: &str) -> Asked {
    Asked { field: word.strip_suffix('!').unwrap_or(word).into(), required: word.ends_with('!') }
}

pub(crate) fn who(word: &str) -> Who {
    match word.split_once(':') {
        Some(("officer", seat)) => Who::Officer(seat.into()),
        Some(("party", role)) => Who::Party(role.into()),
        Some(("matter", matter)) => Who::Matter(matter.into()),
        _ if word == "public" => Who::Public,
        _ if word == "law" => Who::Law,
        _ => Who::Post(word.into()),
    }
}

pub(crate) fn map<K: From<String> + std::hash::Hash + Eq, V>(
    tree: &Node,
    table: &str,
    mut read: impl FnMut(&Entry) -> Option<V>,
) -> IndexMap<K, V> {
    let entries = tree.get(table).map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|e| Some((K::from(e.key.clone()), read(e)?))).collect()
}

pub(crate) fn kind(word: &str) -> Kind {
    match word {
        "register" => Kind::Register,
        "plan" => Kind::Plan,
        "project" => Kind::Project,
        "campaign" => Kind::Campaign,
        _ => Kind::Case,
    }
}

pub(crate) fn field_type(word: &str) -> FieldType {
    match word {
        "long" => FieldType::Long,
        "integer" => FieldType::Integer,
        "number" => FieldType::Number,
        "money" => FieldType::Money,
        "yes-no" => FieldType::YesNo,
        "date" => FieldType::Date,
        "time" => FieldType::Time,
        "choice" => FieldType::Choice,
        "choices" => FieldType::Choices,
        "person" => FieldType::Person,
        "officer" => FieldType::Officer,
        "file" => FieldType::File,
        "files" => FieldType::Files,
        "place" => FieldType::Place,
        "citation" => FieldType::Citation,
        "citations" => FieldType::Citations,
        "law-text" => FieldType::LawText,
        "id-number" => FieldType::IdNumber,
        "account" => FieldType::Account,
        "photo" => FieldType::Photo,
        "attachment" => FieldType::Attachment,
        "record" => FieldType::Record,
        "list" => FieldType::List,
        _ => FieldType::Text,
    }
}

/// A literal as the value of a field of a type; without one, as it stands.
pub(crate) fn literal(node: &Node, ty: Option<&str>) -> Option<Value> {
    let ty = ty.map(field_type);
    Some(match (&node.kind, ty) {
        (Is::Str(s), None) => Value::Text(s.clone()),
        (Is::Str(s), Some(ty)) if words(ty) => Value::Text(s.clone()),
        (Is::Str(s), Some(FieldType::Time)) => Value::Time(s.parse().ok()?),
        (Is::Int(n), None | Some(FieldType::Integer | FieldType::Money)) => Value::Integer(*n),
        (Is::Int(n), Some(FieldType::Number)) => {
            Value::Number(Decimal::from_ten_thousandths(n.checked_mul(10_000)?))
        }
        (Is::Float(s), None) | (Is::Str(s) | Is::Float(s), Some(FieldType::Number)) => {
            Value::Number(Decimal::parse(s)?)
        }
        (Is::Bool(b), None | Some(FieldType::YesNo)) => Value::YesNo(*b),
        (Is::Date(d), None | Some(FieldType::Date)) => Value::Date(*d),
        (Is::Array(items), None | Some(FieldType::Choices | FieldType::Files | FieldType::Citations)) => {
            Value::List(items.iter().map(|i| literal(i, None)).collect::<Option<_>>()?)
        }
        (Is::Array(items), Some(FieldType::List)) if items.is_empty() => Value::List(Vec::new()),
        _ => return None,
    })
}

/// Types that are held as words.
fn words(ty: FieldType) -> bool {
    matches!(
        ty,
        FieldType::Text
            | FieldType::Long
            | FieldType::Choice
            | FieldType::Person
            | FieldType::Officer
            | FieldType::File
            | FieldType::LawText
            | FieldType::IdNumber
            | FieldType::Account
    )
}

pub(crate) fn pattern(source: &str) -> Pattern {
    let mut parts = Vec::new();
    let mut rest = source;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((blank, after)) = tail.split_once('}') else { break };
        if !before.is_empty() {
            parts.push(PatternPart::Words(before.into()));
        }
        parts.push(match blank {
            "city.short" => PatternPart::CityShort,
            "city.code" => PatternPart::CityCode,
            "city.letters" => PatternPart::CityLetters,
            "year" => PatternPart::Year,
            "n" => PatternPart::N,
            "letter" => PatternPart::Letter,
            other => match other.split_once('.') {
                Some((role, fact)) => PatternPart::PartyField(role.into(), fact.into()),
                None => PatternPart::Field(other.into()),
            },
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(PatternPart::Words(rest.into()));
    }
    Pattern { source: source.into(), parts: Arc::from(parts) }
}
