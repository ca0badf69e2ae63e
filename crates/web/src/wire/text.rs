//! Words, grounds, values and clocks.

use xiezhi_bureau::view as bureau;
use xiezhi_matter::{
    Text,
    event::PaperRef,
    key::FileKey,
    model::{self, PartyKind},
    value::Blob,
};

use crate::{
    format,
    frame::Frame,
    lang::Lang,
    view::{
        Basis, Document, FileHead, Pair, Reason, Strength, Value,
        clock::{Clock, CountRow, Standing},
    },
};

/// Days within which a running clock turns vermilion.
pub const SOON: i32 = 3;

impl Frame {
    /// Words in the reader's language.
    pub fn said(&self, text: &Text) -> String {
        text.get(self.matter_lang()).to_owned()
    }

    /// The same language, as `matter` names it.
    pub fn matter_lang(&self) -> xiezhi_matter::Lang {
        match self.lang {
            Lang::Zh => xiezhi_matter::Lang::Zh,
            Lang::En => xiezhi_matter::Lang::En,
        }
    }

    /// Several words in one line.
    pub fn said_all(&self, texts: &[Text]) -> String {
        let words: Vec<String> = texts.iter().map(|t| self.said(t)).collect();
        words.join(if self.english() { ", " } else { "、" })
    }
}

/// The address of a file.
pub fn file_href(key: &FileKey) -> String {
    format!("/{}/files/{}", key.city, key.id)
}

/// The address of a paper.
pub fn paper_href(key: &FileKey, paper: PaperRef) -> String {
    format!("{}/papers/{}.{}", file_href(key), paper.n, paper.at)
}

/// The address of a document.
pub fn document_href(key: &FileKey, blob: &Blob) -> String {
    format!("{}/documents/{}", file_href(key), hex::encode(blob.hash))
}

/// A document.
pub fn document(key: &FileKey, blob: &Blob) -> Document {
    Document {
        name: blob.name.clone().into(),
        href: document_href(key, blob),
        size: blob.size,
        kind: kind(&blob.media),
    }
}

/// A media type as people call it.
pub fn kind(media: &str) -> String {
    match media {
        "application/pdf" => "PDF".to_owned(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "DOCX".to_owned(),
        other => other.rsplit('/').next().unwrap_or(other).to_uppercase(),
    }
}

/// A ground.
pub fn basis(ground: &model::Basis) -> Basis {
    match ground {
        model::Basis::Law { law, article, quote, unverified } => Basis {
            cite: format!("{law} {article}").into(),
            quote: quote.as_deref().map(Into::into),
            choice: None,
            unverified: *unverified,
        },
        model::Basis::Local { words, unverified } => {
            Basis { cite: words.as_str().into(), unverified: *unverified, ..Basis::default() }
        }
        model::Basis::Choice { words, unverified } => {
            Basis { choice: Some(words.clone()), unverified: *unverified, ..Basis::default() }
        }
    }
}

/// Grounds.
pub fn bases(grounds: &[model::Basis]) -> Vec<Basis> {
    grounds.iter().map(basis).collect()
}

/// A reason.
pub fn reason(frame: &Frame, reason: &bureau::Reason) -> Reason {
    Reason {
        rule: reason.rule.clone(),
        says: frame.said(&reason.says),
        strength: match reason.strength {
            model::Strength::Block => Strength::Block,
            model::Strength::Hold => Strength::Hold,
            model::Strength::Warn => Strength::Warn,
        },
        bases: bases(&reason.basis),
        facts: reason.facts.iter().map(|f| pair(frame, None, f)).collect(),
        lift: (!reason.lift.is_empty()).then(|| frame.said_all(&reason.lift)),
    }
}

/// Reasons.
pub fn reasons(frame: &Frame, all: &[bureau::Reason]) -> Vec<Reason> {
    all.iter().map(|r| reason(frame, r)).collect()
}

/// A fact with its name.
pub fn pair(frame: &Frame, key: Option<&FileKey>, fact: &bureau::Shown) -> Pair {
    Pair { name: frame.said(&fact.name), value: value(frame, key, &fact.value) }
}

/// Facts with their names.
pub fn pairs(frame: &Frame, key: Option<&FileKey>, facts: &[bureau::Shown]) -> Vec<Pair> {
    facts.iter().map(|f| pair(frame, key, f)).collect()
}

/// A value.
pub fn value(frame: &Frame, key: Option<&FileKey>, plain: &bureau::Plain) -> Value {
    use bureau::Plain;
    match plain {
        Plain::Text(text) => Value::Text(frame.said(text)),
        Plain::Typed(text) => Value::Zh(text.as_str().into()),
        Plain::Masked(text) => Value::Masked(text.as_str().into()),
        Plain::Date(date) => Value::Date(*date),
        Plain::Time(time) => Value::Text(format!(
            "{} {:02}:{:02}",
            format::date(frame.lang, time.date()),
            time.hour(),
            time.minute()
        )),
        Plain::Money(fen) => Value::Money(*fen),
        Plain::Integer(n) => Value::Number(*n),
        Plain::Number(text) => Value::Text(text.clone()),
        Plain::YesNo(yes) => Value::Text(frame.t(if *yes { "yes" } else { "no" })),
        Plain::Blob(blob) => match key {
            Some(key) => Value::Document(document(key, blob)),
            None => Value::Zh(blob.name.as_str().into()),
        },
        Plain::List(items) => Value::List(items.iter().map(|i| value(frame, key, i)).collect()),
        Plain::Record(facts) => Value::Record(pairs(frame, key, facts)),
    }
}

/// Words of a value in one line.
pub fn plain(frame: &Frame, plain: &bureau::Plain) -> String {
    use bureau::Plain;
    match plain {
        Plain::Text(text) => frame.said(text),
        Plain::Typed(text) | Plain::Masked(text) | Plain::Number(text) => text.clone(),
        Plain::Date(date) => date.to_string(),
        Plain::Time(time) => time.to_string(),
        Plain::Money(fen) => frame.money(fen),
        Plain::Integer(n) => n.to_string(),
        Plain::YesNo(yes) => frame.t(if *yes { "yes" } else { "no" }),
        Plain::Blob(blob) => blob.name.clone(),
        Plain::List(items) => items.iter().map(|i| self::plain(frame, i)).collect::<Vec<_>>().join("; "),
        Plain::Record(facts) => {
            facts.iter().map(|f| self::plain(frame, &f.value)).collect::<Vec<_>>().join(" ")
        }
    }
}

/// A file in a heading or a list.
pub fn head(frame: &Frame, file: &bureau::FileHead) -> FileHead {
    FileHead {
        number: file.number.as_deref().map(Into::into),
        title: file.title.as_str().into(),
        state: frame.said(&file.state.name),
        ended: file.state.is_final,
        href: file_href(&file.key),
    }
}

/// A clock with its count.
pub fn clock(frame: &Frame, clock: &bureau::Clock) -> Clock {
    let standing = match clock.standing {
        bureau::Standing::Running => match clock.left {
            Some(0) => Standing::Today,
            Some(left) if left < 0 => Standing::Overdue,
            Some(left) if left <= SOON => Standing::Soon,
            _ => Standing::Running,
        },
        bureau::Standing::Stopped => Standing::Stopped,
        bureau::Standing::Asleep => Standing::Asleep,
        bureau::Standing::Met => Standing::Met,
        bureau::Standing::MetLate => Standing::MetLate,
        bureau::Standing::Expired => Standing::Overdue,
        bureau::Standing::Ended => Standing::Ended,
    };
    let runs = matches!(standing, Standing::Running | Standing::Soon | Standing::Today | Standing::Overdue);
    Clock {
        rule: clock.rule.to_string(),
        name: frame.said(&clock.name),
        binds: frame.said_all(&clock.binds),
        standing,
        due: clock.due,
        lenient: clock.lenient,
        left: clock.left.filter(|_| runs),
        provisional: clock.provisional,
        explained: vec![frame.said(&clock.headline)],
        rows: clock
            .rows
            .iter()
            .map(|(when, what)| CountRow { when: frame.said(when), what: frame.said(what) })
            .collect(),
        notes: clock.notes.iter().map(|n| frame.said(n)).collect(),
        consequence: clock.consequence.as_ref().filter(|_| runs).map(|c| frame.said(c)),
        bases: bases(&clock.basis),
    }
}

/// Clocks.
pub fn clocks(frame: &Frame, all: &[bureau::Clock]) -> Vec<Clock> {
    all.iter().map(|c| clock(frame, c)).collect()
}

/// What a party can be, in words.
pub fn party_kind(frame: &Frame, kind: PartyKind) -> String {
    frame.t(match kind {
        PartyKind::Person => "kind-person",
        PartyKind::Organisation => "kind-organisation",
        PartyKind::Office => "kind-office",
        PartyKind::Any => "kind-any",
    })
}
