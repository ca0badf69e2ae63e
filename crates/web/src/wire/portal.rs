//! Services, guides, receipts, inboxes.

use jiff::{Timestamp, civil::Date};
use xiezhi_bureau::{BureauCard, view as bureau};
use xiezhi_calendar::Calendar;
use xiezhi_matter::key::FileKey;

use super::text::{self, bases, file_href, head, paper_href};
use crate::{
    format,
    frame::Frame,
    qr,
    view::{
        Block, Document, Pair, Value,
        clock::{Clock, LimitRule},
        portal::{
            Answer, AnswerSection, BureauCard as Card, Checked, Guide, GuideItem, Inbox, InboxPaper,
            MyFileRow, Receipt, Service, Version,
        },
    },
};

/// The bureau's card, with whether it is open at this minute.
pub fn card(frame: &Frame, card: &BureauCard, calendar: &Calendar, now: Timestamp) -> Card {
    let time = format::civil(now);
    let minute = format!("{:02}:{:02}", time.hour(), time.minute());
    let workday = |day: Date| calendar.is_workday(day);
    let open = card.opens.iter().find(|(from, to)| *from <= minute && minute < *to);
    let (open, note) = match open.filter(|_| workday(time.date())) {
        Some((_, to)) => (true, frame.t1("card-until", "time", to)),
        None => (false, next_opening(frame, card, &workday, time.date(), &minute)),
    };
    let tel: String = card.telephone_abroad.chars().filter(char::is_ascii_digit).collect();
    Card {
        name: frame.said(&card.name),
        phone: card.telephone.clone(),
        tel: format!("+{}", tel.trim_start_matches("00")),
        address: frame.said(&card.address),
        hours: frame.said(&card.hours).split(['，', ';']).map(|l| l.trim().to_owned()).collect(),
        open,
        open_note: note,
        about: frame.t("home-about"),
    }
}

fn next_opening(
    frame: &Frame,
    card: &BureauCard,
    workday: &impl Fn(Date) -> bool,
    today: Date,
    minute: &str,
) -> String {
    if workday(today)
        && let Some((from, _)) = card.opens.iter().find(|(from, _)| minute < from.as_str())
    {
        return frame.t1("card-opens-today", "time", from);
    }
    let Some((first, _)) = card.opens.first() else { return String::new() };
    let mut day = today;
    for _ in 0..30 {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        if workday(day) {
            return frame.t2("card-opens", "day", frame.date_short(&day), "time", first);
        }
    }
    String::new()
}

/// Services in the list.
pub fn services(frame: &Frame, all: &[bureau::ServiceShownAt]) -> Vec<Service> {
    all.iter()
        .map(|s| Service {
            name: frame.said(&s.name),
            what: plain_text(&frame.said(&s.what)),
            law: s.law.as_str().into(),
            guide: frame.to(&format!("/guides/{}", s.matter)),
            marks: Vec::new(),
        })
        .collect()
}

fn item(frame: &Frame, item: &bureau::GuideItem) -> GuideItem {
    let mut bases = bases(&item.basis);
    if item.unverified {
        for basis in &mut bases {
            basis.unverified = true;
        }
    }
    GuideItem {
        name: frame.said(&item.name),
        note: item.note.as_ref().map(|n| frame.said(n)).filter(|n| !n.is_empty()),
        required: item.required,
        bases,
    }
}

fn items(frame: &Frame, all: &[bureau::GuideItem]) -> Vec<GuideItem> {
    all.iter().map(|i| item(frame, i)).collect()
}

fn limit(frame: &Frame, limit: &bureau::GuideLimit) -> LimitRule {
    LimitRule {
        rule: limit.rule.clone(),
        name: frame.said(&limit.name),
        binds: frame.said_all(&limit.binds),
        length: frame.said(&limit.length),
        from: frame.said_all(&limit.from),
        consequence: limit.consequence.as_ref().map(|c| frame.said(c)),
        bases: bases(&limit.basis),
    }
}

/// The guide of a matter.
pub fn guide(frame: &Frame, guide: &bureau::Guide, drafts: Option<String>) -> Guide {
    let mut who = items(frame, &guide.opens);
    who.extend(items(frame, &guide.who));
    let mut materials = items(frame, &guide.materials);
    materials.extend(items(frame, &guide.questions));
    let remedies = guide.remedies.iter().map(|r| GuideItem {
        name: format!("{}{} {}", frame.said(&r.name), frame.t("colon"), frame.said(&r.length)),
        note: Some(frame.said_all(&r.from)).filter(|n| !n.is_empty()),
        required: false,
        bases: bases(&r.basis),
    });
    Guide {
        name: frame.said(&guide.name),
        law: guide.law.as_str().into(),
        text: markdown(&frame.said(&guide.text)),
        who,
        conditions: items(frame, &guide.conditions),
        materials,
        steps: items(frame, &guide.steps),
        limits: guide.limits.iter().map(|l| limit(frame, l)).collect(),
        cost: None,
        remedies: remedies.collect(),
        papers: guide.papers.iter().map(|p| frame.said(&p.name)).collect(),
        road: None,
        start: (!guide.opens.is_empty()).then(|| frame.to(&format!("/apply/{}", guide.matter))),
        draft: drafts,
    }
}

/// The blocks of a guide's Markdown: headings, paragraphs, lists. Marks of emphasis are dropped.
pub fn markdown(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut para: Vec<&str> = Vec::new();
    let mut items: Vec<String> = Vec::new();
    let flush = |para: &mut Vec<&str>, items: &mut Vec<String>, blocks: &mut Vec<Block>| {
        if !para.is_empty() {
            let latin = para.iter().any(|l| l.is_ascii());
            blocks.push(Block::Para(plain_text(&para.join(if latin { " " } else { "" }))));
            para.clear();
        }
        if !items.is_empty() {
            blocks.push(Block::Items(std::mem::take(items)));
        }
    };
    for line in text.lines().map(str::trim) {
        let numbered =
            line.split_once(". ").filter(|(n, _)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if line.is_empty() {
            flush(&mut para, &mut items, &mut blocks);
        } else if line.starts_with('#') {
            flush(&mut para, &mut items, &mut blocks);
            let words = line.trim_start_matches('#').trim();
            // The title of the guide is that of the page.
            if !line.starts_with("# ") {
                blocks.push(Block::Heading(plain_text(words)));
            }
        } else if let Some(words) =
            line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).or(numbered.map(|n| n.1))
        {
            if !para.is_empty() {
                flush(&mut para, &mut Vec::new(), &mut blocks);
            }
            items.push(plain_text(words));
        } else if let Some(last) = items.last_mut() {
            last.push_str(if line.is_ascii() { " " } else { "" });
            last.push_str(&plain_text(line));
        } else {
            para.push(line);
        }
    }
    flush(&mut para, &mut items, &mut blocks);
    blocks
}

fn plain_text(markdown: &str) -> String {
    let mut out = String::new();
    let mut rest = markdown;
    while let Some(at) = rest.find(['*', '`', '[']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        if let Some(link) = after.strip_prefix('[')
            && let Some((words, tail)) = link.split_once("](")
            && let Some((_, tail)) = tail.split_once(')')
        {
            out.push_str(words);
            rest = tail;
        } else if let Some(bare) = after.strip_prefix('[') {
            out.push('[');
            rest = bare;
        } else {
            rest = after.trim_start_matches(['*', '`']);
        }
    }
    out.push_str(rest);
    out
}

/// A receipt.
pub fn receipt(frame: &Frame, receipt: &bureau::Receipt, address: &str) -> Receipt {
    let key = &receipt.head.key;
    // What runs now and has a consequence: with it the law itself goes on should the office stay silent.
    let runs = |c: &&bureau::Clock| c.standing == bureau::Standing::Running;
    let awaited = receipt.clocks.iter().filter(runs).find(|c| c.consequence.is_some());
    let deemed = awaited.and_then(|c| {
        let (then, day) = (c.consequence.as_ref()?, c.due?);
        Some(frame.t2("receipt-deemed", "day", frame.date_long(&day), "then", frame.said(then)))
    });
    let clock = awaited
        .or_else(|| receipt.clocks.iter().find(runs))
        .map(|c| Clock { consequence: None, ..text::clock(frame, c) });
    let received = format::civil(receipt.at).date();
    let qr =
        receipt.code.as_ref().and_then(|code| qr::svg(&format!("{address}/{}/code?code={code}", key.city)));
    Receipt {
        matter: frame.said(&receipt.head.matter.1),
        file: head(frame, &receipt.head),
        received_at: receipt.at,
        counts_on: receipt.on,
        counts_why: (received != receipt.on).then(|| frame.t("receipt-counts-why")),
        clock,
        deemed,
        code: receipt.code.as_deref().map(Into::into),
        qr,
        next: vec![frame.t("receipt-next-1"), frame.t("receipt-next-2"), frame.t("receipt-next-3")],
        paper: receipt.paper.map(|paper| Document {
            name: frame.t("receipt").into(),
            href: format!("{}/pdf", paper_href(key, paper)),
            size: 0,
            kind: "PDF".into(),
        }),
        answers: vec![AnswerSection { title: String::new(), answers: answers(frame, key, &receipt.answers) }],
    }
}

/// Answers that can't be changed any more.
pub fn answers(frame: &Frame, key: &FileKey, facts: &[bureau::Shown]) -> Vec<Answer> {
    facts.iter().map(|f| Answer { pair: text::pair(frame, Some(key), f), change: String::new() }).collect()
}

/// A file in a party's list.
pub fn my_file(frame: &Frame, file: &bureau::MyFile, today: Date) -> MyFileRow {
    use crate::view::clock::{Clock, Standing};
    let due = file.due.as_ref().map(|(name, day)| {
        let left = day.since(today).map(|s| s.get_days()).unwrap_or_default();
        let standing = match left {
            n if n < 0 => Standing::Overdue,
            0 => Standing::Today,
            n if n <= 3 => Standing::Soon,
            _ => Standing::Running,
        };
        Clock { name: frame.said(name), due: Some(*day), left: Some(left), standing, ..Clock::default() }
    });
    MyFileRow {
        file: head(frame, &file.head),
        matter: frame.said(&file.head.matter.1),
        role: frame.said_all(&file.roles.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>()),
        due,
        unread: file.unread,
    }
}

/// Papers in an inbox.
pub fn inbox_papers(frame: &Frame, key: &FileKey, papers: &[bureau::InboxPaper]) -> Vec<InboxPaper> {
    papers
        .iter()
        .map(|p| {
            let starts: Vec<String> = p.starts.iter().map(|c| frame.said(&c.headline)).collect();
            let document = match &p.document {
                Some(blob) => text::document(key, blob),
                None => Document {
                    name: frame.said(&p.name).into(),
                    href: format!("{}/pdf", paper_href(key, p.at)),
                    size: 0,
                    kind: "PDF".into(),
                },
            };
            InboxPaper {
                title: frame.said(&p.name),
                number: p.number.as_deref().map(Into::into),
                document,
                served_on: Some(p.served_on),
                mode: frame.said(&p.mode),
                read: p.read,
                starts: (!starts.is_empty()).then(|| starts.join(" ")),
                confirm: None,
            }
        })
        .collect()
}

/// An inbox.
pub fn inbox(frame: &Frame, inbox: &bureau::Inbox) -> Inbox {
    Inbox {
        file: head(frame, &inbox.head),
        papers: inbox_papers(frame, &inbox.head.key, &inbox.papers),
        e_service: inbox.e_service,
        e_service_href: Some(file_href(&inbox.head.key)),
    }
}

/// What was issued under a check code.
pub fn checked(frame: &Frame, checked: &bureau::Checked) -> Checked {
    let versions = checked.versions.iter().map(|v| Version {
        name: frame.said(&v.name),
        sha256: v.sha256.clone(),
        same: frame.t1("compare-same", "version", frame.said(&v.name)),
    });
    Checked {
        organ: checked.organ.as_str().into(),
        number: checked.number.as_deref().unwrap_or_default().into(),
        date: checked.date,
        title: checked.title.as_str().into(),
        parties: checked
            .parties
            .iter()
            .map(|(role, name)| Pair { name: frame.said(role), value: Value::Masked(name.as_str().into()) })
            .collect(),
        holding: (!checked.holding.is_empty()).then(|| {
            let all: Vec<String> = checked
                .holding
                .iter()
                .map(|h| {
                    format!("{}{} {}", frame.said(&h.name), frame.t("colon"), text::plain(frame, &h.value))
                })
                .collect();
            all.join("; ")
        }),
        versions: versions.collect(),
        replaced: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_is_read_into_blocks_and_its_marks_dropped() {
        let blocks = markdown(
            "# 行政复议\n\n您可以**请求**审查，\n不收费。\n\n## 怎么办\n\n- 一 [表](x.md)\n- 二\n  续行\n",
        );
        assert_eq!(
            blocks,
            [
                Block::Para("您可以请求审查，不收费。".into()),
                Block::Heading("怎么办".into()),
                Block::Items(vec!["一 表".into(), "二续行".into()]),
            ]
        );
    }
}
