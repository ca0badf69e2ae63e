//! Reads and checks `roads.toml`: every name known, every question and road reached, and a road for every way
//! of answering.

use std::collections::BTreeSet;

use jiff::civil::Date;
use xiezhi_calendar::Calendar;

use super::{
    build::{Build, flag, id, ids, text},
    report::{At, Sink},
    tree::{Entry, Kind, Node},
};
use crate::roads::{Answer, Case, Given, Question, Road, Roads, Say, Term, When};

/// More ways of answering than a person could want; beyond it nothing is proven.
const MOST_WAYS: usize = 100_000;

impl Build<'_> {
    pub(crate) fn roads(&mut self, tree: &Node) -> Roads {
        Roads {
            questions: super::build::map(tree, "question", |e| Some(self.question(e))),
            says: super::build::map(tree, "say", |e| Some(self.say(e))),
            terms: super::build::map(tree, "term", |e| self.term(e)),
            roads: super::build::map(tree, "road", |e| Some(road(&e.value))),
        }
    }

    fn question(&mut self, entry: &Entry) -> Question {
        let node = &entry.value;
        self.of = format!("question.{}", entry.key);
        Question {
            asks: text(node, "asks"),
            help: node.get("help").map(|_| text(node, "help")),
            when: when(node),
            date: flag(node, "date"),
            answers: super::build::map(node, "answer", |e| Some(self.answer(&entry.key, e))),
            basis: self.basis(node),
        }
    }

    fn answer(&mut self, question: &str, entry: &Entry) -> Answer {
        let node = &entry.value;
        self.of = format!("question.{question}.answer.{}", entry.key);
        Answer {
            name: text(node, "name"),
            help: node.get("help").map(|_| text(node, "help")),
            within: node.get("within").and_then(Node::str).and_then(|l| l.parse().ok()),
            ahead: flag(node, "ahead"),
            marks: ids(node, "marks"),
            basis: self.basis(node),
        }
    }

    fn say(&mut self, entry: &Entry) -> Say {
        let node = &entry.value;
        self.of = format!("say.{}", entry.key);
        Say { says: text(node, "says"), when: when(node), basis: self.basis(node) }
    }

    fn term(&mut self, entry: &Entry) -> Option<Term> {
        let node = &entry.value;
        self.of = format!("term.{}", entry.key);
        Some(Term {
            name: text(node, "name"),
            from: id(node, "from")?,
            within: node.get("within")?.str()?.parse().ok()?,
            when: when(node),
            basis: self.basis(node),
        })
    }
}

fn road(node: &Node) -> Road {
    Road {
        name: text(node, "name"),
        when: when(node),
        matter: id(node, "matter"),
        why: ids(node, "why"),
        until: ids(node, "until"),
        next: ids(node, "next"),
        other: ids(node, "other"),
    }
}

fn when(node: &Node) -> When {
    let cases = node.get("when").map(Node::many).unwrap_or_default();
    When(cases.iter().map(case).collect())
}

fn case(node: &Node) -> Case {
    let mut case = Case::default();
    for entry in node.entries() {
        let words: Vec<String> = entry.value.words().into_iter().map(|(w, _)| w.to_owned()).collect();
        match entry.key.as_str() {
            "has" => case.has = words,
            "lacks" => case.lacks = words,
            _ => case.answers.push((entry.key.clone(), words)),
        }
    }
    case
}

/// What the walk by the tables of keys cannot see.
pub(crate) fn check(roads: &Roads, tree: &Node, sink: &mut Sink) {
    let before = sink.mistakes.len();
    questions(roads, tree, sink);
    conditions(roads, tree, sink);
    if sink.mistakes.len() == before {
        ways(roads, tree, sink);
    }
}

fn entries<'n>(tree: &'n Node, table: &str) -> &'n [Entry] {
    tree.get(table).map(Node::entries).unwrap_or_default()
}

fn questions(roads: &Roads, tree: &Node, sink: &mut Sink) {
    for entry in entries(tree, "question") {
        let Some(question) = roads.questions.get(&entry.key) else { continue };
        if ["has", "lacks"].contains(&entry.key.as_str()) {
            sink.error("bad-id", entry.at, format!("no question can be called `{}`", entry.key))
                .hint("In a condition the word means marks.");
        }
        if question.answers.len() < 2 {
            sink.error("bad-value", entry.at, format!("`{}` has no two answers to choose from", entry.key));
        }
        for answer in entries(&entry.value, "answer") {
            let dated = answer.value.get("within").or_else(|| answer.value.get("ahead"));
            if let Some(node) = dated.filter(|_| !question.date) {
                sink.error("bad-value", node.at, "only the answers of a date have `within` or `ahead`")
                    .hint(format!("date = true in [question.{}] asks for a date.", entry.key));
            }
        }
        let given = entries(&entry.value, "answer").iter().map(|e| &e.value);
        let open = given.filter(|a| a.get("within").is_none() && a.get("ahead").is_none()).count();
        if question.date && open != 1 {
            let message = format!("of the answers of `{}` just one has no `within`, as the last", entry.key);
            sink.error("bad-value", entry.at, message);
        }
    }
}

fn conditions(roads: &Roads, tree: &Node, sink: &mut Sink) {
    for (n, entry) in entries(tree, "question").iter().enumerate() {
        condition(roads, n, &entry.value, sink);
    }
    let all = roads.questions.len();
    for entry in ["say", "term", "road"].iter().flat_map(|table| entries(tree, table)) {
        condition(roads, all, &entry.value, sink);
    }
    for entry in entries(tree, "term") {
        from(roads, &entry.value, sink);
    }
    let mut used = BTreeSet::new();
    for entry in entries(tree, "road") {
        for (key, table) in [("why", "say"), ("next", "say"), ("other", "say"), ("until", "term")] {
            for (word, at) in entry.value.get(key).map(Node::words).unwrap_or_default() {
                let known = entries(tree, table);
                if !known.iter().any(|e| e.key == word) {
                    let all = known.iter().map(|e| e.key.as_str());
                    sink.error("unknown", at, format!("there is no [{table}.{word}]")).nearest(word, all);
                }
                used.insert((table, word.to_owned()));
            }
        }
    }
    for table in ["say", "term"] {
        for entry in entries(tree, table) {
            if !used.contains(&(table, entry.key.clone())) {
                sink.error("unused", entry.at, format!("no road says `{}`", entry.key));
            }
        }
    }
}

fn from(roads: &Roads, node: &Node, sink: &mut Sink) {
    let Some((id, at)) = node.get("from").and_then(|f| Some((f.str()?, f.at))) else { return };
    if !roads.questions.get(id).is_some_and(|q| q.date) {
        let dates = roads.questions.iter().filter(|(_, q)| q.date).map(|(id, _)| id.as_str());
        sink.error("unknown", at, format!("no question `{id}` asks for a date")).nearest(id, dates);
    }
}

fn condition(roads: &Roads, before: usize, node: &Node, sink: &mut Sink) {
    for case in node.get("when").map(Node::many).unwrap_or_default() {
        if !matches!(case.kind, Kind::Table(_)) {
            sink.error("wrong-type", case.at, format!("a condition is a table; here stands {}", case.what()))
                .hint("As in { about = [\"act\"], has = \"in-time\" }; several in brackets: any of them.");
            continue;
        }
        for entry in case.entries() {
            if entry.value.words().is_empty() {
                sink.error("wrong-type", entry.value.at, format!("`{}` takes answers or marks", entry.key));
            }
            if ["has", "lacks"].contains(&entry.key.as_str()) {
                marks(roads, before, &entry.value, sink);
                continue;
            }
            let Some((n, _, question)) = roads.questions.get_full(&entry.key) else {
                let all = roads.questions.keys().map(String::as_str);
                sink.error("unknown", entry.at, format!("there is no question `{}`", entry.key))
                    .nearest(&entry.key, all);
                continue;
            };
            if n >= before {
                sink.error("bad-value", entry.at, format!("`{}` is asked only later", entry.key));
            }
            for (word, at) in entry.value.words() {
                if !question.answers.contains_key(word) {
                    let all = question.answers.keys().map(String::as_str);
                    sink.error("unknown", at, format!("`{}` has no answer `{word}`", entry.key))
                        .nearest(word, all);
                }
            }
        }
    }
}

fn marks(roads: &Roads, before: usize, node: &Node, sink: &mut Sink) {
    let set: BTreeSet<&str> = roads
        .questions
        .values()
        .take(before)
        .flat_map(|q| q.answers.values())
        .flat_map(|a| a.marks.iter().map(String::as_str))
        .collect();
    for (word, at) in node.words() {
        if !set.contains(word) {
            sink.error("unknown", at, format!("no answer before it sets the mark `{word}`"))
                .nearest(word, set.iter().copied());
        }
    }
}

/// Goes every way of answering: each ends on a road, for a reason that is said.
fn ways(roads: &Roads, tree: &Node, sink: &mut Sink) {
    let calendar = Calendar::builtin();
    let mut seen = Seen { questions: BTreeSet::new(), roads: BTreeSet::new(), without: Vec::new(), ways: 0 };
    seen.go(roads, 0, &mut Vec::new(), &calendar);
    let at = |table: &str, id: &str| {
        let entry = entries(tree, table).iter().find(|e| e.key == id);
        entry.map_or(tree.at, |e| e.at)
    };
    for (way, road) in &seen.without {
        match road {
            Some(road) => {
                let message = format!("the road `{road}` gives no reason after {way}");
                sink.error("no-reason", at("road", road), message);
            }
            None => {
                let place = entries(tree, "road").last().map_or(tree.at, |e| e.at);
                sink.error("no-road", place, format!("no road is open after {way}"))
                    .hint("A last road without `when` takes what is left.");
            }
        }
    }
    if seen.ways >= MOST_WAYS {
        sink.error("too-many", tree.at, format!("there are more than {MOST_WAYS} ways of answering"));
        return;
    }
    for id in roads.questions.keys().filter(|id| !seen.questions.contains(id.as_str())) {
        sink.error("unreachable", at("question", id), format!("the question `{id}` is never asked"));
    }
    for id in roads.roads.keys().filter(|id| !seen.roads.contains(id.as_str())) {
        sink.error("unreachable", at("road", id), format!("no answers lead to the road `{id}`"))
            .hint("The first road whose condition holds is taken: a wider one may stand before it.");
    }
}

struct Seen<'a> {
    questions: BTreeSet<&'a str>,
    roads: BTreeSet<&'a str>,
    /// Ways that end nowhere, or on a road that gives no reason; a few of them tell enough.
    without: Vec<(String, Option<&'a str>)>,
    ways: usize,
}

impl<'a> Seen<'a> {
    fn go(&mut self, roads: &'a Roads, from: usize, given: &mut Vec<Given<'a>>, calendar: &Calendar) {
        let next = roads.questions.iter().enumerate().skip(from).find(|(_, (_, q))| q.when.holds(given));
        let Some((n, (id, question))) = next else {
            self.end(roads, given, calendar);
            return;
        };
        self.questions.insert(id);
        for (answer_id, answer) in &question.answers {
            if self.ways >= MOST_WAYS {
                return;
            }
            let date = question.date.then_some(Date::ZERO);
            given.push(Given { id, question, answer_id, answer, date });
            self.go(roads, n + 1, given, calendar);
            given.pop();
        }
    }

    fn end(&mut self, roads: &'a Roads, given: &[Given<'a>], calendar: &Calendar) {
        self.ways += 1;
        let end = roads.end(given, calendar);
        let reason = end.as_ref().is_some_and(|e| e.why.iter().any(|w| !w.basis.is_empty()));
        self.roads.extend(end.as_ref().map(|e| e.id));
        if !reason && self.without.len() < 5 {
            let way: Vec<String> = given.iter().map(|g| format!("{} = {}", g.id, g.answer_id)).collect();
            self.without.push((way.join(", "), end.map(|e| e.id)));
        }
    }
}

/// The one file of roads, if there is any.
pub(crate) fn file(sink: &mut Sink) -> Option<usize> {
    let paths: Vec<String> = sink.sources.iter().map(|s| s.path.replace('\\', "/")).collect();
    let mut found = None;
    for (file, path) in paths.iter().enumerate() {
        let Some(dir) = path.strip_suffix("roads.toml").filter(|d| d.is_empty() || d.ends_with('/')) else {
            continue;
        };
        // In the folder of a matter it would be a part of its definition.
        if paths.contains(&format!("{dir}matter.toml")) {
            continue;
        }
        match found {
            None => found = Some(file),
            Some(first) => {
                let there = sink.place(At::top(first));
                sink.error("twice", At::top(file), "the roads are defined twice").also(there);
            }
        }
    }
    found
}
