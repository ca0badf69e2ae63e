//! Papers: each is issued by an act, has a text and a seal that may be set, and its text names only what
//! there is.

use super::{View, sure::Sure};
use crate::{
    id::{ActId, PaperId},
    load::{
        report::{At, Sink, nearest},
        shape::Noun,
    },
    model::{Act, Paper, Strength, Who},
};

pub(super) fn papers(view: &View<'_>, sure: &Sure<'_>, sink: &mut Sink) {
    let def = view.def;
    for (id, paper) in &def.papers {
        let at = view.at(Noun::Paper, id);
        let issued: Vec<(&ActId, &Act)> = def.acts.iter().filter(|(_, a)| a.papers.contains(id)).collect();
        if issued.is_empty() {
            sink.error("unissued", at, format!("no act issues the paper `{id}`"))
                .hint("Name it in the `papers` of an act.");
        }
        if paper.serve && paper.to.is_empty() {
            sink.error("never-served", at, format!("the paper `{id}` is served on nobody"))
                .hint("`to` names roles.");
        }
        match view.paper_files.get(id.as_str()) {
            None => {
                sink.error("no-text", at, format!("the paper `{id}` has no text"))
                    .hint(format!("It stands in papers/{id}.md; docs/papers.md says how it is written."));
            }
            Some(file) => text(view, sure, *file, id, &issued, sink),
        }
        seal(view, id, paper, &issued, sink);
    }
    for (id, file) in view.paper_files {
        if !def.papers.contains_key(id.as_str()) {
            let near =
                nearest(id, def.papers.keys().map(PaperId::as_str)).map(|n| format!("Did you mean {n}.md?"));
            let message = format!("there is no paper `{id}` for this text");
            sink.error("unknown", At::top(*file), message).hint = near;
        }
    }
}

/// That whoever decides last may have the seal set. A paper of an act of the law or of a party becomes a
/// task for a post of its seal.
fn seal(view: &View<'_>, id: &PaperId, paper: &Paper, issued: &[(&ActId, &Act)], sink: &mut Sink) {
    let Some(seal) = paper.seal.as_ref().and_then(|s| Some((s, view.shared.seals.get(s)?))) else { return };
    for (act_id, act) in issued {
        let post = |who: &Who| match who {
            Who::Post(post) => Some(post.clone()),
            Who::Officer(seat) => view.def.officers.get(seat).map(|s| s.post.clone()),
            _ => None,
        };
        let last = match act.approve.last() {
            Some(step) => vec![step.post.clone()],
            None => act.by.iter().filter_map(post).collect(),
        };
        if !last.is_empty() && !last.iter().any(|p| seal.1.posts.contains(p)) {
            let names: Vec<String> = last.iter().map(|p| format!("`{p}`")).collect();
            let message = format!(
                "`{act_id}` issues `{id}` under the seal `{}`, which {} may not use",
                seal.0,
                names.join(", ")
            );
            let at = view.key(Noun::Paper, id, "seal");
            let place = sink.place(view.word(Noun::Act, act_id, "papers", id));
            sink.error("seal", at, message).also(place).hint(
                "The last who approves, or who does the act, has the seal set: choose another seal or chain.",
            );
        }
    }
}

/// What stands between `{{ }}` or `{% %}`.
struct Tag<'t> {
    start: usize,
    words: &'t str,
    prints: bool,
}

fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|t| t.find('{')) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        let (close, prints) = match rest.get(..2) {
            Some("{{") => ("}}", true),
            Some("{%") => ("%}", false),
            Some("{#") => {
                at = start + rest.find("#}").map_or(rest.len(), |n| n + 2);
                continue;
            }
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(end) = rest.find(close) else { break };
        found.push(Tag { start: start + 2, words: rest.get(2..end).unwrap_or_default(), prints });
        at = start + end + 2;
    }
    found
}

/// Names like `file.sum` in a tag, with where they begin; words in quotes are none.
fn paths(words: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut quote: Option<char> = None;
    let mut start: Option<usize> = None;
    for (at, c) in words.char_indices().chain([(words.len(), ' ')]) {
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            continue;
        }
        let part = c.is_ascii_alphanumeric() || c == '_' || (c == '.' && start.is_some());
        match (part, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.extend(words.get(from..at).map(|w| (from, w)));
                start = None;
            }
            _ => {}
        }
        if matches!(c, '\'' | '"') {
            quote = Some(c);
        }
    }
    found
}

fn text(
    view: &View<'_>,
    sure: &Sure<'_>,
    file: usize,
    id: &PaperId,
    issued: &[(&ActId, &Act)],
    sink: &mut Sink,
) {
    let source = sink.text(file);
    let acts: Vec<ActId> = issued.iter().map(|(id, _)| (*id).clone()).collect();
    let mut facts = sure.after_acts(&acts);
    facts.extend(sure.in_acts(&acts, true).into_iter().filter(|f| f.contains("act.")));
    let guards = super::guard::Guards { def: view.def, sure };
    if let Some(when) = view.def.papers.get(id).and_then(|p| p.when.as_ref()) {
        facts.extend(guards.facts(when.tree(), true));
    }
    for refusal in view.def.refusals.iter().filter(|r| r.strength == Strength::Block) {
        if acts.iter().all(|act| refusal.acts.contains(act)) {
            facts.extend(guards.refuted(refusal.when.tree(), &facts));
        }
    }
    // What the `if`s around a place ask for.
    let mut asked: Vec<Vec<String>> = Vec::new();
    for tag in tags(&source) {
        let words = tag.words.trim_matches(['-', ' ']);
        let (first, _) = words.split_once(' ').unwrap_or((words, ""));
        let inside: Vec<String> = paths(tag.words).into_iter().map(|(_, p)| p.to_owned()).collect();
        if !tag.prints {
            match first {
                "if" => asked.push(inside),
                "elif" | "else" => {
                    asked.pop();
                    asked.push(inside);
                }
                "endif" => {
                    asked.pop();
                }
                _ => {}
            }
        }
        for (from, path) in paths(tag.words) {
            let start = tag.start + from;
            let at = At { file, start, end: start + path.len() };
            known(view, issued, id, path, at, sink);
            let repeats = first == "for";
            let may_be_unset = tag.prints || repeats;
            let guarded = asked.iter().flatten().any(|p| p == path || same(p, path));
            let default = tag.words.contains("default(");
            if may_be_unset && !guarded && !default && !set(view, sure, path, &facts) {
                sink.warn("paper-unset", at, format!("`{path}` may be unset when `{id}` is issued"))
                    .hint(format!("{{% if {path} %}} … {{% endif %}} around it."));
            }
        }
    }
}

/// `raw.x` and `file.x` are set together; `party.x` with the first of `parties.x`.
fn same(one: &str, other: &str) -> bool {
    let (Some((one_root, one)), Some((root, other))) = (one.split_once('.'), other.split_once('.')) else {
        return false;
    };
    let file = |r: &str| r == "file" || r == "raw";
    let party = |r: &str| r == "party" || r == "parties";
    let role = |m: &str| m.split('.').next().unwrap_or_default().to_owned();
    (file(one_root) && file(root) && one == other)
        || (party(one_root) && party(root) && role(one) == role(other))
}

/// Whether a name has a value whenever the paper is issued.
fn set(view: &View<'_>, sure: &Sure<'_>, path: &str, facts: &super::sure::Facts) -> bool {
    let mut parts = path.split('.');
    let (root, member) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let guards = super::guard::Guards { def: view.def, sure };
    match root {
        "file" | "raw" => {
            let field = view.def.fields.get(member);
            ["number", "state", "opened_on", "id", ""].contains(&member)
                || field.is_none_or(|f| f.value.is_some())
                || guards.set("file", member, facts)
        }
        "act" => !view.def.fields.contains_key(member) || guards.set("act", member, facts),
        "party" => {
            let role = view.def.parties.iter().find(|(id, _)| id.replace('-', "_") == member);
            role.is_none_or(|(id, role)| role.min > 0 || facts.contains(&format!("party:{id}")))
        }
        _ => true,
    }
}

/// Whether there is such a name at all.
fn known(view: &View<'_>, issued: &[(&ActId, &Act)], id: &PaperId, path: &str, at: At, sink: &mut Sink) {
    let def = view.def;
    let mut parts = path.split('.');
    let (root, member) = (parts.next().unwrap_or_default(), parts.next());
    let Some(member) = member else { return };
    let under = |ids: Vec<&str>| -> Vec<String> { ids.iter().map(|i| i.replace('-', "_")).collect() };
    let (what, all): (&str, Vec<String>) = match root {
        "file" | "raw" => {
            let built = ["number", "state", "opened_on", "id"].map(str::to_owned);
            ("field", def.fields.keys().map(ToString::to_string).chain(built).collect())
        }
        "act" => {
            let asked = issued.iter().flat_map(|(_, a)| {
                let some = a.fields_for.iter().flat_map(|(_, f)| f);
                a.fields.iter().chain(some).map(|f| f.field.to_string())
            });
            ("field of the act", asked.chain(["on".to_owned(), "by".to_owned()]).collect())
        }
        "party" | "parties" => ("role", under(def.parties.keys().map(crate::id::RoleId::as_str).collect())),
        "officers" => ("seat", under(def.officers.keys().map(crate::id::SeatId::as_str).collect())),
        "due" => ("limit", under(view.names.ids(Noun::Limit).collect())),
        "paper" => ("fact of the paper", ["number", "date", "title"].map(str::to_owned).to_vec()),
        "city" => ("fact of the city", ["name", "short"].map(str::to_owned).to_vec()),
        _ => return,
    };
    if !all.iter().any(|known| known == member) {
        let near =
            nearest(member, all.iter().map(String::as_str)).map(|n| format!("Did you mean `{root}.{n}`?"));
        let own = root == "file" && def.fields.get(member).is_some_and(|f| f.scope_act);
        let message = format!("the paper `{id}` names `{root}.{member}`: there is no {what} `{member}`");
        sink.error("paper-unknown", at, message).hint =
            near.or_else(|| own.then(|| format!("Did you mean `act.{member}`?")));
        return;
    }
    if matches!(root, "file" | "raw") && def.fields.get(member).is_some_and(|f| f.scope_act) {
        sink.error("paper-unknown", at, format!("`{member}` stays with its act and is no field of the file"))
            .hint(format!("Did you mean `act.{member}`?"));
    }
}
