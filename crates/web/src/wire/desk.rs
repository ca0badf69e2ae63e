//! What an officer has on the desk.

use xiezhi_bureau::view as bureau;
use xiezhi_matter::{id::ActId, key::FileKey};

use super::text::{self, file_href, head, paper_href};
use crate::{
    frame::Frame,
    view::{
        Link, Value,
        clock::{Clock, Standing},
        desk::{Column, Count, Filter, FilterKind, Register, RegisterRow, Task, TaskGroup, Today},
        form::Choice,
    },
};

/// The form of an act in a file.
pub fn act_href(key: &FileKey, act: &ActId) -> String {
    format!("{}/acts/{act}", file_href(key))
}

/// What must I do today?
pub fn today(frame: &Frame, today: &bureau::Today, kind: Option<&str>) -> Today {
    let mut groups: Vec<TaskGroup> = ["overdue", "due-today", "week", "later", "undated"]
        .iter()
        .map(|id| TaskGroup {
            name: frame.t(format!("group-{id}")),
            due: matches!(*id, "overdue" | "due-today"),
            tasks: vec![],
        })
        .collect();
    let mut kinds: Vec<&str> = today.tasks.iter().map(|t| t.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for shown in today.tasks.iter().filter(|t| kind.is_none_or(|k| k == t.kind)) {
        let at = match shown.left {
            Some(n) if n < 0 => 0,
            Some(0) => 1,
            Some(n) if n <= 7 => 2,
            Some(_) => 3,
            None => 4,
        };
        if let Some(group) = groups.get_mut(at) {
            group.tasks.push(task(frame, shown));
        }
    }
    groups.retain(|g| !g.tasks.is_empty());
    let count = |id: &str, n: u64, due: bool| Count {
        name: frame.t(format!("count-{id}")),
        n: u32::try_from(n).unwrap_or(u32::MAX),
        href: "#list".into(),
        due,
    };
    let choices = kinds.iter().map(|k| Choice {
        value: (*k).to_owned(),
        label: frame.t(kind_id(k)),
        chosen: kind == Some(*k),
        ..Choice::default()
    });
    let counts = &today.counts;
    let total = counts.overdue + counts.today + counts.week + counts.later + counts.undated;
    Today {
        date: today.date,
        day_note: match &today.day_name {
            Some(name) => frame.said(name),
            None => frame.t(if today.workday { "day-work" } else { "day-rest" }),
        },
        groups,
        filters: vec![Filter {
            id: "kind".into(),
            name: frame.t("task-kind"),
            kind: FilterKind::Choice(choices.collect()),
        }],
        total: u32::try_from(total).unwrap_or(u32::MAX),
        counts: vec![
            count("overdue", counts.overdue, true),
            count("today", counts.today, true),
            count("week", counts.week, false),
            Count { href: frame.to("/approvals"), ..count("approvals", today.approvals, false) },
        ],
        next: today.next.as_ref().map(|c| frame.to(&format!("/work?after={}", c.0))),
    }
}

fn kind_id(kind: &str) -> String {
    let known = ["limit", "approve", "confirm", "issue", "seal", "serve", "returned", "question", "assign"];
    format!("task-{}", if known.contains(&kind) { kind } else { "other" })
}

fn task(frame: &Frame, task: &bureau::TaskShown) -> Task {
    let key = &task.file.key;
    let href = match (task.kind.as_str(), task.n, task.paper, &task.person, &task.act) {
        ("approve", Some(n), ..) => format!("{}/requests/{n}", file_href(key)),
        ("serve", _, Some(paper), Some(person), _) => format!("{}/serve/{person}", paper_href(key, paper)),
        ("issue", _, Some(paper), ..) => format!("{}/issue", paper_href(key, paper)),
        ("seal" | "serve", _, Some(paper), ..) => paper_href(key, paper),
        ("question", Some(n), ..) => format!("{}/questions/{n}", file_href(key)),
        ("assign", ..) => format!("{}/assign", file_href(key)),
        (_, _, _, _, Some(act)) => act_href(key, act),
        _ => file_href(key),
    };
    let standing = match task.left {
        Some(n) if n < 0 => Standing::Overdue,
        Some(0) => Standing::Today,
        Some(n) if n <= 3 => Standing::Soon,
        _ => Standing::Running,
    };
    let clock = task.due.map(|due| Clock {
        rule: task.limit.as_ref().map(|(rule, _)| rule.to_string()).unwrap_or_default(),
        name: task.limit.as_ref().map_or_else(|| frame.t("task-why"), |(_, name)| frame.said(name)),
        due: Some(due),
        left: task.left,
        standing,
        provisional: task.provisional,
        explained: vec![frame.said(&task.why)],
        ..Clock::default()
    });
    Task {
        name: frame.said(&task.name),
        file: head(frame, &task.file),
        matter: frame.said(&task.file.matter.1),
        href,
        why: clock.is_none().then(|| frame.said(&task.why)).filter(|w| !w.is_empty()),
        clock,
        shared_with: None,
    }
}

/// A register, under the query that is in its address.
pub fn register(
    frame: &Frame,
    page: &bureau::RegisterPage,
    query: &bureau::RegisterQuery,
    pairs: &[(String, String)],
) -> Register {
    let href = frame.to(&format!("/registers/{}", page.matter.0));
    let with = |change: &[(&str, Option<&str>)]| {
        let kept = pairs
            .iter()
            .filter(|(k, v)| {
                (!v.is_empty() || k.starts_with("axis."))
                    && !change.iter().any(|(c, _)| c == k)
                    && k != "after"
            })
            .map(|(k, v)| format!("{}={}", escape(k), escape(v)));
        let new = change.iter().filter_map(|(k, v)| Some(format!("{}={}", escape(k), escape((*v)?))));
        format!("{href}?{}", kept.chain(new).collect::<Vec<_>>().join("&"))
    };
    let given = |id: &str| pairs.iter().find(|(k, _)| k == id).map(|(_, v)| v.clone()).unwrap_or_default();
    let mut set = Vec::new();
    let mut filters: Vec<Filter> = page
        .filters
        .iter()
        .map(|f| {
            let now = given(&f.id);
            let name = frame.said(&f.name);
            let choices: Vec<Choice> = f
                .choices
                .iter()
                .map(|(value, label)| Choice {
                    chosen: now == *value,
                    value: value.clone(),
                    label: frame.said(label),
                    ..Choice::default()
                })
                .collect();
            if !now.is_empty() {
                let shown = choices.iter().find(|c| c.chosen).map_or(now.clone(), |c| c.label.clone());
                set.push(Link { name: format!("{name}: {shown}"), href: with(&[(f.id.as_str(), None)]) });
            }
            let kind = if choices.is_empty() { FilterKind::Text(now) } else { FilterKind::Choice(choices) };
            Filter { id: f.id.clone(), name, kind }
        })
        .collect();
    for (id, words) in [("opened", "register-opened"), ("due", "register-due")] {
        let (from, to) = (given(&format!("{id}.from")), given(&format!("{id}.to")));
        filters.push(Filter { id: id.into(), name: frame.t(words), kind: FilterKind::Span { from, to } });
    }
    if let Some((figure, period)) = &page.figure {
        let axes = pairs.iter().map(|(k, _)| k.as_str()).filter(|k| k.starts_with("axis."));
        let gone: Vec<(&str, Option<&str>)> =
            ["measure", "period"].into_iter().chain(axes).map(|k| (k, None)).collect();
        let name = frame.t2("register-figure", "figure", frame.said(figure), "period", frame.said(period));
        set.push(Link { name, href: with(&gone) });
    }
    let columns = page
        .columns
        .iter()
        .map(|c| {
            let mine = query.order.as_deref() == Some(c.id.as_str());
            let down = mine && !query.down;
            Column {
                name: frame.said(&c.name),
                sort: c
                    .sorts
                    .then(|| with(&[("sort", Some(c.id.as_str())), ("down", down.then_some("yes"))])),
                sorted: mine.then_some(if query.down { "descending" } else { "ascending" }),
                number: false,
            }
        })
        .collect();
    let rows = page
        .rows
        .iter()
        .map(|line| {
            let mut cells: Vec<Value> = line
                .cells
                .iter()
                .map(|cell| {
                    cell.as_ref().map_or(Value::None, |c| text::value(frame, Some(&line.head.key), c))
                })
                .collect();
            // The first cell leads to the file and so must not be empty, nor a link of its own.
            if let Some(first) = cells.first_mut()
                && (matches!(first, Value::None) || line.erased)
            {
                *first = Value::Text(frame.t(if line.erased { "erased" } else { "file-unnumbered" }));
            }
            RegisterRow { href: file_href(&line.head.key), cells, due: false }
        })
        .collect();
    Register {
        name: frame.t1("register-of", "matter", frame.said(&page.matter.1)),
        query: query.words.clone().unwrap_or_default(),
        filters,
        set,
        columns,
        rows,
        total: Some(page.counts.iter().map(|c| c.count).sum()),
        back: None,
        next: page.next.as_ref().map(|c| with(&[("after", Some(c.0.as_str()))])),
        exports: [("XLSX", "xlsx"), ("CSV", "csv")]
            .map(|(name, as_)| Link { name: name.into(), href: with(&[("as", Some(as_))]) })
            .into(),
        hidden: pairs
            .iter()
            .filter(|(k, _)| matches!(k.as_str(), "measure" | "period") || k.starts_with("axis."))
            .cloned()
            .collect(),
        figures: Link { name: frame.t("figures"), href: frame.to(&format!("/statistics/{}", page.matter.0)) },
        new: Some(Link {
            name: frame.t("nav-intake"),
            href: frame.to(&format!("/intake/{}", page.matter.0)),
        }),
        href,
    }
}

/// Text in a query.
pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
