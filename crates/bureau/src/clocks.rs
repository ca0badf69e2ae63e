//! A count of a limit as it is shown: the day, and the whole count that leads to it.

use jiff::{Timestamp, civil::Date};
use xiezhi_calendar::{headline, notes, rows};
use xiezhi_matter::{
    Lang, Text, clock,
    file::{Count, End, Origin},
    id::{PersonId, RoleId},
    model::{Binds, Mark, Who},
    time,
};

use crate::{
    load::Loaded,
    project::standing,
    show::{Shower, in_both},
    view::{Clock, Standing, View},
};

/// Days from one day to another.
pub(crate) fn days(from: Date, to: Date) -> Option<i32> {
    from.until(to).ok().map(|span| span.get_days())
}

/// All counts of a file: those that run first, by due date; then the others, the newest first.
pub(crate) fn clocks(loaded: &Loaded, view: &View, now: Timestamp) -> Vec<Clock> {
    let mut clocks: Vec<Clock> =
        loaded.file.counts.iter().filter_map(|c| clock_of(loaded, c, view, now)).collect();
    clocks.sort_by_key(|c| {
        let open = matches!(c.standing, Standing::Running | Standing::Stopped);
        (!open, if open { c.due } else { None }, std::cmp::Reverse(c.start))
    });
    clocks
}

/// One count.
pub(crate) fn clock_of(loaded: &Loaded, count: &Count, view: &View, now: Timestamp) -> Option<Clock> {
    let def = &loaded.bound.def;
    let limit = def.limits.get(count.rule)?;
    let stands = standing(count);
    if stands == Standing::Asleep && count.due.is_none() {
        return None;
    }
    let shower = Shower::new(&loaded.bound);
    let due = clock::explain(limit, count, &loaded.file.values, &loaded.calendar);
    let lang = |l: Lang| match l {
        Lang::Zh => xiezhi_calendar::Lang::Zh,
        Lang::En => xiezhi_calendar::Lang::En,
    };
    let pairs = |l: Lang| due.as_ref().map(|d| rows(d, lang(l))).unwrap_or_default();
    let below = |l: Lang| due.as_ref().map(|d| notes(d, lang(l))).unwrap_or_default();
    let shown_rows = pairs(Lang::Zh)
        .into_iter()
        .zip(pairs(Lang::En))
        .map(|((when, what), (when_en, what_en))| {
            (Text::new([when.as_str(), when_en.as_str()]), Text::new([what.as_str(), what_en.as_str()]))
        })
        .collect();
    let shown_notes = below(Lang::Zh)
        .into_iter()
        .zip(below(Lang::En))
        .map(|(zh, en)| Text::new([zh.as_str(), en.as_str()]))
        .collect();
    let from = match &count.origin {
        Origin::Event(n) => loaded
            .file
            .said(*n)
            .map(|(_, what)| shower.event_name(what))
            .or_else(|| limit.starts.first().map(|m| shower.mark(m))),
        Origin::Field(field) => Some(shower.mark(&Mark::Field(field.clone()))),
        Origin::Expiry(rule, _) => Some(shower.mark(&Mark::Expiry(rule.clone()))),
    };
    let today = time::day(now);
    Some(Clock {
        rule: count.limit.clone(),
        count: count.name(),
        name: limit.name.clone(),
        binds: limit.binds.iter().map(|b| shower.binds_name(b)).collect(),
        mine: binds_viewer(&limit.binds, count, view),
        standing: stands,
        start: count.start,
        from: from.unwrap_or_default(),
        due: count.due,
        due_at: count.due_at,
        lenient: due.as_ref().and_then(|d| d.lenient),
        left: count.due.and_then(|d| days(today, d)),
        provisional: count.provisional,
        headline: in_both(|l| due.as_ref().map(|d| headline(d, lang(l))).unwrap_or_default()),
        rows: shown_rows,
        notes: shown_notes,
        consequence: limit.on_expiry.as_ref().map(|e| shower.consequence(e)),
        met_on: match &count.end {
            Some(End::Met { on, .. }) => Some(*on),
            _ => None,
        },
        basis: limit.basis.clone(),
        unverified: limit.unverified,
    })
}

fn binds_viewer(binds: &[Binds], count: &Count, view: &View) -> bool {
    match view {
        View::Officer => !binds.iter().any(Binds::person),
        View::Party { person, roles, .. } => {
            let served = count.person.as_ref().is_none_or(|p: &PersonId| p == person);
            served
                && binds.iter().any(|b| match b {
                    Binds::Served => count.person.as_ref() == Some(person),
                    Binds::Who(Who::Party(role)) => roles.iter().any(|r: &RoleId| r == role),
                    _ => false,
                })
        }
    }
}

/// The earliest day that an act meets, and of which limit.
pub(crate) fn meets_by(loaded: &Loaded, act: &str) -> Option<(Date, Text)> {
    let def = &loaded.bound.def;
    loaded
        .file
        .counts
        .iter()
        .filter(|c| c.running())
        .filter_map(|c| {
            let limit = def.limits.get(c.rule)?;
            let meets = limit.met_by.iter().any(|m| matches!(m, Mark::Act(a) if *a == *act));
            meets.then_some((c.due?, limit.name.clone()))
        })
        .min_by_key(|(due, _)| *due)
}
