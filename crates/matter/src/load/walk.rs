//! The walk over a definition by the tables of keys: what is unknown, missing or of the wrong kind, and
//! names of things that are not there.

use super::{
    keys,
    names::{All, Names},
    report::{At, Mistake, Sink, nearest},
    shape::{Lengths, Need, Noun, Shape, Table},
    tree::{Kind, Node, inside},
};
use crate::expr::Expr;

/// What a walk knows.
pub(crate) struct Walk<'a> {
    pub(crate) names: &'a Names,
    pub(crate) all: &'a All,
    pub(crate) languages: usize,
    pub(crate) sink: &'a mut Sink,
}

impl Walk<'_> {
    /// Walks a table whose key stands at `at`.
    pub(crate) fn table(&mut self, table: &Table, node: &Node, at: At, path: &str) {
        let Kind::Table(entries) = &node.kind else {
            self.wrong(node, &format!("`{path}` is a table of keys"), "");
            return;
        };
        for entry in entries {
            let Some(key) = table.keys.iter().find(|k| k.name == entry.key) else {
                let known = table.keys.iter().map(|k| k.name);
                let near = nearest(&entry.key, known.clone());
                let hint = match near {
                    Some(near) => format!("Did you mean `{near}`?"),
                    None => format!("Known here: {}.", known.collect::<Vec<_>>().join(", ")),
                };
                let message = format!("the key `{}` is unknown in {}", entry.key, header(path));
                self.sink.error("unknown-key", entry.at, message).hint(hint);
                continue;
            };
            if matches!(key.shape, Shape::Later) {
                self.sink
                    .error(
                        "not-yet",
                        entry.at,
                        format!("`{}` is not understood by this version yet", entry.key),
                    )
                    .hint("docs/decisions/0006 says where it will fit. Leave it out until then.");
                continue;
            }
            let inner = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
            self.shape(key.shape, &entry.value, entry.at, &inner);
        }
        for key in table.keys {
            if key.need == Need::Must && node.entry(key.name).is_none() {
                let message = format!("{} lacks `{}`", header(path), key.name);
                self.sink.error("missing-key", at, message).hint(format!("`{}`: {}.", key.name, key.says));
            }
        }
    }

    #[expect(clippy::cognitive_complexity, reason = "one arm a shape")]
    fn shape(&mut self, shape: Shape, node: &Node, at: At, path: &str) {
        match shape {
            Shape::Any | Shape::Later => {}
            Shape::Text => self.text(node, path),
            Shape::Words => {
                self.str(node, path, "a text");
            }
            Shape::OneOf(words) => {
                if let Some(word) = self.str(node, path, &one_of(words))
                    && !words.contains(&word)
                {
                    let message = format!("`{path}` can't be \"{word}\"");
                    self.sink.error("bad-value", node.at, message).hint(
                        match nearest(word, words.iter().copied()) {
                            Some(near) => format!("Did you mean \"{near}\"?"),
                            None => format!("It takes {}.", one_of(words)),
                        },
                    );
                }
            }
            Shape::Int => {
                if node.int().is_none() {
                    self.wrong(node, &format!("`{path}` takes a whole number"), "");
                } else if node.int().is_some_and(|n| n < 0) && !path.ends_with("range") {
                    self.sink.error("bad-value", node.at, format!("`{path}` can't be negative"));
                }
            }
            Shape::Bool => {
                if node.bool().is_none() {
                    self.wrong(node, &format!("`{path}` takes true or false"), "");
                }
            }
            Shape::Date => {
                if node.date().is_none() {
                    self.wrong(
                        node,
                        &format!("`{path}` takes a date"),
                        "Without quotation marks: 2024-01-01.",
                    );
                }
            }
            Shape::Length(lengths) => self.length(lengths, node, path),
            Shape::Cel => {
                if let Some(source) = self.str(node, path, "a condition or figure in CEL") {
                    self.cel(source, 0, node.at);
                }
            }
            Shape::Give => {
                if let Some(source) = node.str().and_then(|s| s.strip_prefix('=')) {
                    self.cel(source, 1, node.at);
                }
            }
            Shape::Pattern => {
                if let Some(pattern) = self.str(node, path, "a pattern of numbers") {
                    self.pattern(pattern, node.at);
                }
            }
            Shape::Ref(noun) => {
                if let Some(id) = self.str(node, path, &format!("the id of a {}", noun.name())) {
                    self.reference(noun, id, node.at, false);
                }
            }
            Shape::RefOrGroup(noun) => {
                if let Some(id) = self.str(node, path, &format!("the id of a {}, or @group", noun.name())) {
                    self.reference(noun, id, node.at, true);
                }
            }
            Shape::From => {
                if let Some(id) = self.str(node, path, "a state, @group or `new`")
                    && id != "new"
                {
                    self.main_state(id, node.at, true);
                }
            }
            Shape::Target => {
                if let Some(id) = self.str(node, path, "a state or `back`")
                    && id != "back"
                {
                    self.main_state(id, node.at, false);
                }
            }
            Shape::OnTrack => {
                if let Some(id) = self.str(node, path, "a state of the track, `off` or `any`")
                    && !["off", "any"].contains(&id)
                    && !self.names.on_track(id)
                {
                    let all: Vec<String> = self.names.tracks.values().flatten().cloned().collect();
                    self.sink
                        .error("unknown", node.at, format!("no track has a state `{id}`"))
                        .nearest(id, all.iter().map(String::as_str));
                }
            }
            Shape::Asked(noun) => {
                if let Some(id) =
                    self.str(node, path, &format!("the id of a {}, with `!` if required", noun.name()))
                {
                    let bare = id.strip_suffix('!').unwrap_or(id);
                    self.reference(noun, bare, node.at, false);
                }
            }
            Shape::Who => {
                if let Some(who) = self.str(node, path, WHO) {
                    self.who(who, node.at);
                }
            }
            Shape::Bound => {
                if let Some(who) = self.str(node, path, WHO)
                    && !["office", "party"].contains(&who)
                {
                    self.who(who, node.at);
                }
            }
            Shape::Searched => {
                if let Some(id) = self.str(node, path, "a matter, or `relations`")
                    && id != "relations"
                {
                    self.reference(Noun::Matter, id, node.at, false);
                }
            }
            Shape::ListRef => {
                if let Some(id) = self.str(node, path, "a list of options") {
                    match id.strip_prefix("shared:") {
                        Some(shared) => {
                            let lists = &self.all.shared.lists;
                            if !lists.contains_key(shared) {
                                let message = format!("shared.toml has no list of options `{shared}`");
                                let all: Vec<&str> = lists.keys().map(String::as_str).collect();
                                self.sink.error("unknown", node.at, message).nearest(shared, all);
                            }
                        }
                        None => self.reference(Noun::List, id, node.at, false),
                    }
                }
            }
            Shape::Column => {
                if let Some(word) = self.str(node, path, "a column") {
                    self.column(word, node.at);
                }
            }
            Shape::Rows => {
                if let Some(word) = self.str(node, path, "`file`, `act:x`, `child:x` or `party:x`") {
                    match word.split_once(':') {
                        None if word == "file" => {}
                        Some(("act", id)) => self.reference(Noun::Act, id, node.at, false),
                        Some(("child", id)) => self.reference(Noun::Child, id, node.at, false),
                        Some(("party", id)) => self.reference(Noun::Role, id, node.at, false),
                        _ => {
                            self.sink
                                .error("bad-value", node.at, format!("`{path}` can't be \"{word}\""))
                                .hint("It takes `file`, `act:x`, `child:x` or `party:x`.");
                        }
                    }
                }
            }
            Shape::Axis => {
                if let Some(word) = self.str(node, path, "a field")
                    && !word.starts_with("each.")
                    && !["state", "office"].contains(&word)
                    && !self.names.has(Noun::Role, word)
                {
                    self.reference(Noun::Field, word, node.at, false);
                }
            }
            Shape::Event => match &node.kind {
                Kind::Str(act) => self.reference(Noun::Act, act, node.at, true),
                Kind::Table(_) => self.event(node, path),
                _ => self.wrong(node, &format!("`{path}` takes events"), EVENTS),
            },
            Shape::Basis => {
                for one in node.many() {
                    self.basis(one, path);
                }
            }
            Shape::List(inner) => match &node.kind {
                Kind::Array(items) => items.iter().for_each(|item| self.shape(*inner, item, item.at, path)),
                _ => {
                    self.wrong(
                        node,
                        &format!("`{path}` takes a list"),
                        "In square brackets: [\"…\", \"…\"].",
                    );
                }
            },
            Shape::Many(inner) => node.many().iter().for_each(|item| {
                let at = if matches!(node.kind, Kind::Array(_)) && item.at.start != 0 { item.at } else { at };
                self.shape(*inner, item, at, path);
            }),
            Shape::Table(table) => self.table(table, node, at, path),
            Shape::Entries(inner) => match &node.kind {
                Kind::Table(entries) => {
                    for e in entries {
                        self.shape(*inner, &e.value, e.at, &format!("{path}.{}", e.key));
                    }
                }
                _ => self.wrong(node, &format!("`{path}` is a table of entries, each under its id"), ""),
            },
            Shape::By(key, inner) => match &node.kind {
                Kind::Table(entries) => {
                    for e in entries {
                        let key_node = Node { at: e.at, kind: Kind::Str(e.key.clone()) };
                        self.shape(*key, &key_node, e.at, path);
                        self.shape(*inner, &e.value, e.at, &format!("{path}.{}", e.key));
                    }
                }
                _ => self.wrong(node, &format!("`{path}` is a table"), ""),
            },
            Shape::Or(shapes) => {
                let fits = |s: &&Shape| match s {
                    Shape::OneOf(words) => node.str().is_some_and(|w| words.contains(&w)),
                    other => fits(**other, node),
                };
                let found = shapes.iter().find(fits).or_else(|| shapes.iter().find(|s| fits_kind(**s, node)));
                if let Some(shape) = found {
                    self.shape(*shape, node, at, path);
                } else {
                    let ways: Vec<&str> = shapes.iter().map(|s| takes(*s)).collect();
                    self.wrong(node, &format!("`{path}` takes {}", ways.join(" or ")), "");
                }
            }
        }
    }

    fn str<'n>(&mut self, node: &'n Node, path: &str, takes: &str) -> Option<&'n str> {
        let found = node.str();
        match found {
            Some("") => {
                self.sink.error("empty", node.at, format!("`{path}` is empty"));
                return None;
            }
            None => self.wrong(node, &format!("`{path}` takes {takes}"), ""),
            _ => {}
        }
        found
    }

    fn wrong(&mut self, node: &Node, takes: &str, hint: &str) {
        let mistake = self.sink.error("wrong-type", node.at, format!("{takes}; here stands {}", node.what()));
        if !hint.is_empty() {
            mistake.hint(hint);
        }
    }

    fn text(&mut self, node: &Node, path: &str) {
        let Kind::Array(items) = &node.kind else {
            self.wrong(
                node,
                &format!("`{path}` takes its words in every language"),
                "As in [\"受理\", \"Accept\"].",
            );
            return;
        };
        for item in items {
            self.str(item, path, "words");
        }
        if items.len() != self.languages {
            let message = format!("`{path}` is in {} of {} languages", items.len(), self.languages);
            self.sink
                .error("languages", node.at, message)
                .hint("Give the words in the order of `languages` in shared.toml.");
        }
    }

    fn length(&mut self, lengths: Lengths, node: &Node, path: &str) {
        let Some(text) = self.str(node, path, "a length, such as \"5 workdays\"") else { return };
        if lengths == Lengths::Measured
            && let Some((blank, unit)) = text.strip_prefix('{').and_then(|t| t.split_once('}'))
        {
            if let Err(e) = format!("1 {}", unit.trim()).parse::<xiezhi_calendar::Length>() {
                self.sink.error("bad-length", node.at, e.to_string());
            }
            if let Some(parameter) = blank.strip_prefix("param:") {
                self.reference(Noun::Parameter, parameter, node.at, false);
                return;
            }
            self.reference(Noun::Field, blank, node.at, false);
            if let Some(ty) = self.names.types.get(blank).filter(|t| *t != "integer") {
                let message = format!("a length takes a field of whole numbers; `{blank}` is a {ty}");
                self.sink.error("wrong-kind", node.at, message);
            }
            return;
        }
        if let Err(e) = text.parse::<xiezhi_calendar::Length>() {
            self.sink.error("bad-length", node.at, e.to_string());
        }
    }

    fn cel(&mut self, source: &str, skip: usize, at: At) {
        if let Err(e) = Expr::parse(source) {
            let text = self.sink.text(at.file);
            let start = inside(&text, at, skip + e.at);
            let end = (start + 1).max(inside(&text, at, skip + e.at + 1));
            // The parser lists everything that might have stood there.
            let said = e.message.replace('\n', " ");
            let said = said.split(" expecting {").next().unwrap_or(&said);
            let message = format!("this is no CEL: {}", said.trim_start_matches("Syntax error: "));
            self.sink.error("cel", At { file: at.file, start, end }, message);
        }
    }

    fn pattern(&mut self, pattern: &str, at: At) {
        let mut rest = pattern;
        while let Some((_, tail)) = rest.split_once('{') {
            let Some((blank, after)) = tail.split_once('}') else {
                self.sink.error("bad-pattern", at, "a `{` is not closed");
                return;
            };
            rest = after;
            let known =
                matches!(blank, "city.short" | "city.code" | "city.letters" | "year" | "n" | "letter")
                    || self.names.has(Noun::Field, blank)
                    || blank.split_once('.').is_some_and(|(role, _)| self.names.has(Noun::Role, role));
            if !known {
                self.sink.error("bad-pattern", at, format!("`{{{blank}}}` is no blank of a number")).hint(
                    "It takes {city.short}, {city.code}, {city.letters}, {year}, {n}, {letter}, {field} and {role.field}.",
                );
            }
        }
        if !pattern.contains("{n}") {
            self.sink.error("bad-pattern", at, "a number needs its running number, `{n}`");
        }
    }

    fn main_state(&mut self, id: &str, at: At, group: bool) {
        if self.names.on_track(id) {
            self.sink
                .error("wrong-kind", at, format!("`{id}` is a state of a parallel track"))
                .hint("Here stand states of the main track; `track` moves another.");
            return;
        }
        self.reference(Noun::State, id, at, group);
    }

    /// Whether there is such a thing.
    pub(crate) fn reference(&mut self, noun: Noun, id: &str, at: At, group: bool) {
        if let Some(name) = id.strip_prefix('@') {
            if !group {
                self.sink.error("wrong-kind", at, format!("a group can't stand here: `{id}`"));
            } else if !self.names.groups.contains_key(name) {
                let all: Vec<&str> = self.names.groups.keys().map(String::as_str).collect();
                self.sink
                    .error("unknown", at, format!("there is no group `{name}`"))
                    .hint(format!("Define it: [group] {name} = [\"…\"]."))
                    .nearest(name, all);
            } else {
                let members = self.names.expand(&[(id, at)]);
                let strange: Vec<&str> = members
                    .iter()
                    .map(|(w, _)| *w)
                    .filter(|w| !(self.names.has(noun, w) || noun == Noun::State && self.names.on_track(w)))
                    .collect();
                if let Some(word) = strange.first() {
                    let message = format!("the group `{name}` holds `{word}`, which is no {}", noun.name());
                    self.sink.error("wrong-kind", at, message);
                }
            }
            return;
        }
        let names = match noun {
            Noun::Law
            | Noun::Post
            | Noun::Office
            | Noun::Seal
            | Noun::Approval
            | Noun::Parameter
            | Noun::Service => &self.all.shared,
            Noun::Matter => {
                if !self.all.matters.contains_key(id) {
                    let all: Vec<&str> = self.all.matters.keys().map(String::as_str).collect();
                    self.sink.error("unknown", at, format!("there is no matter `{id}`")).nearest(id, all);
                }
                return;
            }
            _ => self.names,
        };
        // A track's states share one space of ids with the main ones.
        let known = names.has(noun, id) || (noun == Noun::State && names.on_track(id));
        if !known {
            let other =
                [Noun::State, Noun::Act, Noun::Field, Noun::Role, Noun::Paper, Noun::Limit, Noun::Seat]
                    .into_iter()
                    .find(|n| *n != noun && names.has(*n, id));
            let near = nearest(id, names.ids(noun)).map(|n| format!("Did you mean `{n}`?"));
            let message = format!("there is no {} `{id}`", noun.name());
            let mistake: &mut Mistake = self.sink.error("unknown", at, message);
            mistake.hint = near.or_else(|| other.map(|o| format!("`{id}` is a {}.", o.name())));
        }
    }

    fn who(&mut self, who: &str, at: At) {
        match who.split_once(':') {
            Some(("officer", seat)) => self.reference(Noun::Seat, seat, at, false),
            Some(("party", role)) => self.reference(Noun::Role, role, at, false),
            Some(("matter", matter)) => self.reference(Noun::Matter, matter, at, false),
            Some(_) => {
                self.sink
                    .error("bad-value", at, format!("`{who}` is nobody"))
                    .hint(format!("It takes {WHO}."));
            }
            None if ["public", "law"].contains(&who) => {}
            None => {
                let seat = self.names.has(Noun::Seat, who).then(|| format!("officer:{who}"));
                let role = self.names.has(Noun::Role, who).then(|| format!("party:{who}"));
                match seat.or(role).filter(|_| !self.all.shared.has(Noun::Post, who)) {
                    Some(meant) => {
                        self.sink
                            .error("unknown", at, format!("there is no post `{who}`"))
                            .hint(format!("Did you mean `{meant}`?"));
                    }
                    None => self.reference(Noun::Post, who, at, false),
                }
            }
        }
    }

    fn column(&mut self, word: &str, at: At) {
        match word.split_once(':') {
            Some(("track", id)) => self.reference(Noun::Track, id, at, false),
            Some(("officer", id)) => self.reference(Noun::Seat, id, at, false),
            Some(("due", id)) => self.reference(Noun::Limit, id, at, false),
            Some((other, _)) => {
                self.sink
                    .error("bad-value", at, format!("`{other}:` begins no column"))
                    .hint("It takes a field, a role, `number`, `state`, `opened_on`, `track:x`, `officer:x`, `due:x`.");
            }
            None if ["number", "state", "opened_on"].contains(&word) => {}
            None if self.names.has(Noun::Role, word) => {}
            None => self.reference(Noun::Field, word, at, false),
        }
    }

    fn event(&mut self, node: &Node, path: &str) {
        self.table(&keys::EVENT, node, node.at, path);
        let kinds = ["act", "service", "field", "enter", "expiry", "child", "asked"];
        let said = kinds.iter().filter(|k| node.entry(k).is_some()).count();
        if said != 1 {
            self.sink.error("bad-value", node.at, "an event is one thing").hint(EVENTS);
        }
    }

    fn basis(&mut self, node: &Node, path: &str) {
        match &node.kind {
            Kind::Str(cited) => self.cited(cited, node.at),
            Kind::Table(_) => {
                self.table(&keys::BASIS_TABLE, node, node.at, path);
                let kinds = ["article", "local", "choice"];
                if kinds.iter().filter(|k| node.entry(k).is_some()).count() != 1 {
                    self.sink
                        .error("bad-value", node.at, "a basis is an article, a rule below law or a choice")
                        .hint("{ article, quote }, { local }, or { choice }.");
                }
                if let Some(article) = node.get("article")
                    && let Some(cited) = article.str()
                {
                    self.cited(cited, article.at);
                }
            }
            _ => self.wrong(node, &format!("`{path}` takes an article"), "As in \"第三十条第一款\"."),
        }
    }

    fn cited(&mut self, cited: &str, at: At) {
        let (law, article) = split_cited(cited);
        if let Some(law) = law {
            let shared = &self.all.shared;
            if !shared.has(Noun::Law, law) {
                let near = nearest(law, shared.ids(Noun::Law)).map(|n| format!("Did you mean {n}?"));
                let mistake = self.sink.warn(
                    "unknown",
                    at,
                    format!("shared.toml knows no law “{law}”; it is taken for a title"),
                );
                mistake.hint = near.or_else(|| Some(format!("[law.\"{law}\"] title = \"…\" names it.")));
            }
        }
        if xiezhi_law::Citation::parse(article).is_none() {
            self.sink
                .error("bad-value", at, format!("“{article}” is no article"))
                .hint("As in 第三十条第一款第七项.");
        }
    }
}

/// A law, if one is named, and the article: `复条 第三十二条`.
pub(crate) fn split_cited(cited: &str) -> (Option<&str>, &str) {
    match cited.rsplit_once(' ') {
        Some((law, article)) => (Some(law.trim()), article),
        None => (None, cited),
    }
}

const WHO: &str = "a post, `officer:seat`, `party:role`, `matter:x`, `public` or `law`";
const EVENTS: &str =
    "An act, { act }, { service, to }, { field }, { enter }, { expiry }, { child, state } or { asked }.";

fn header(path: &str) -> String {
    if path.is_empty() { "the definition".to_owned() } else { format!("[{path}]") }
}

fn one_of(words: &[&str]) -> String {
    if words.len() > 8 {
        return "one of the words that docs/matters.md lists".to_owned();
    }
    words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ")
}

fn fits(shape: Shape, node: &Node) -> bool {
    fits_kind(shape, node)
}

/// Whether a value is of the kind that a shape is written in.
fn fits_kind(shape: Shape, node: &Node) -> bool {
    match shape {
        Shape::Int => matches!(node.kind, Kind::Int(_)),
        Shape::Bool => matches!(node.kind, Kind::Bool(_)),
        Shape::Date => matches!(node.kind, Kind::Date(_)),
        Shape::List(_) | Shape::Text => matches!(node.kind, Kind::Array(_)),
        Shape::Table(_) | Shape::Entries(_) | Shape::By(..) => matches!(node.kind, Kind::Table(_)),
        Shape::Many(inner) => matches!(node.kind, Kind::Array(_)) || fits_kind(*inner, node),
        Shape::Or(shapes) => shapes.iter().any(|s| fits_kind(*s, node)),
        Shape::Event | Shape::Basis => matches!(node.kind, Kind::Str(_) | Kind::Table(_) | Kind::Array(_)),
        Shape::Any | Shape::Later | Shape::Give => true,
        _ => matches!(node.kind, Kind::Str(_)),
    }
}

fn takes(shape: Shape) -> &'static str {
    match shape {
        Shape::Int => "a whole number",
        Shape::Bool => "true or false",
        Shape::Date => "a date",
        Shape::List(_) | Shape::Text => "a list",
        Shape::Table(_) | Shape::Entries(_) | Shape::By(..) => "a table",
        _ => "a text",
    }
}
