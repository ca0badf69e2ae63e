//! A count in words, so that it can be printed and checked by hand (P-14).

use std::fmt::Write as _;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};

use crate::{Due, Length, Step, StepKind, Way};

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese (中文).
    Zh,
    /// English.
    En,
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            other => Err(format!("There is no language \"{other}\" here. Write zh or en.")),
        }
    }
}

/// The whole count, a line a step, with the rule of each and the version of the calendar.
///
/// ```
/// use jiff::civil::date;
/// use xiezhi_calendar::{explain, Calendar, Lang, Length, Period};
///
/// let due = Period::new(date(2026, 2, 12), Length::Workdays(3)).within(&Calendar::builtin());
/// assert_eq!(explain(&due, Lang::En), "\
/// 3 workdays from Thu 2026-02-12: until Tue 2026-02-24.
///   Thu 2026-02-12  the day of the event, left out (P-1)
///   Fri 2026-02-13  working day 1
///   Sat 2026-02-14  working day 2, a make-up day (P-4)
///   Sun 2026-02-15 – Mon 2026-02-23  Spring Festival, passed over
///   Tue 2026-02-24  working day 3
/// Calendar 2024.1+2025.1+2026.1
/// ");
/// ```
pub fn explain(due: &Due, lang: Lang) -> String {
    let mut text = headline(due, lang);
    text.push('\n');
    for (when, what) in rows(due, lang) {
        let _ = writeln!(text, "  {when}  {what}");
    }
    for note in notes(due, lang) {
        let _ = writeln!(text, "{note}");
    }
    text
}

/// The one sentence that says what was counted and where it ends.
pub fn headline(due: &Due, lang: Lang) -> String {
    let end = due.at.map_or_else(|| day(due.on, lang), |at| minute(at, lang));
    let start = day(due.start, lang);
    match (lang, due.way, due.length) {
        (Lang::Zh, Way::Within, Some(length)) => format!("自{start}起{}，至{end}止。", length.zh()),
        (Lang::Zh, Way::Within, None) => format!("至{end}止。"),
        (Lang::Zh, Way::After, length) => format!(
            "自{start}起{}，{end}期满，自{}起可以行使（P-12）。",
            length.map(|length| format!("满{}", length.zh())).unwrap_or_default(),
            day(due.power_from(), lang)
        ),
        (Lang::Zh, Way::Before, Some(length)) if length.number() == 0 => {
            format!("{start}之前，最迟{end}。")
        }
        (Lang::Zh, Way::Before, length) => {
            format!("{start}的{}前，最迟{end}。", length.map(Length::zh).unwrap_or_default())
        }
        (Lang::En, Way::Within, Some(length)) => format!("{length} from {start}: until {end}."),
        (Lang::En, Way::Within, None) => format!("Until {end}."),
        (Lang::En, Way::After, length) => format!(
            "A wait{} from {start}: it is over with {end}, the power arises on {} (P-12).",
            length.map(|length| format!(" of {length}")).unwrap_or_default(),
            day(due.power_from(), lang)
        ),
        (Lang::En, Way::Before, Some(length)) if length.number() == 0 => {
            format!("Before {start}: at the latest on {end}.")
        }
        (Lang::En, Way::Before, length) => format!(
            "{}clear before {start}: at the latest on {end}.",
            length.map(|length| format!("{length} ")).unwrap_or_default()
        ),
    }
}

/// Each step as a pair: when, and what it is in the count. Rest days that follow each other under
/// one name are one row.
pub fn rows(due: &Due, lang: Lang) -> Vec<(String, String)> {
    let mut merged: Vec<Step> = Vec::with_capacity(due.steps.len());
    for step in &due.steps {
        match merged.last_mut() {
            Some(last) if joins(last, step) => {
                last.day = last.day.min(step.day);
                last.last = last.last.max(step.last);
            }
            _ => merged.push(step.clone()),
        }
    }
    merged.iter().map(|step| (span(step, lang), words(step, lang))).collect()
}

/// What stands below the count: provisional, standing still, and the calendar's version.
pub fn notes(due: &Due, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if due.stopped {
        notes.push(match lang {
            Lang::Zh => "期间正在中止，以上日期未计入尚未结束的中止（P-9）。".to_owned(),
            Lang::En => "The period stands still; the date leaves the open stop out (P-9).".to_owned(),
        });
    }
    if due.provisional {
        notes.push(match lang {
            Lang::Zh => "暂定：所涉年份的放假通知尚未收录，收录后重新计算（P-4）。".to_owned(),
            Lang::En => "Provisional: the holiday notice of a year that was read is not loaded; \
                         it is counted again when it is (P-4)."
                .to_owned(),
        });
    }
    notes.push(match lang {
        Lang::Zh => format!("工作日历 {}", due.calendar),
        Lang::En => format!("Calendar {}", due.calendar),
    });
    notes
}

fn joins(last: &Step, step: &Step) -> bool {
    let next = |a: Date, b: Date| a.tomorrow().is_ok_and(|tomorrow| tomorrow == b);
    let rest = matches!(step.what, StepKind::Weekend | StepKind::Holiday(_));
    rest && last.what == step.what
        && last.provisional == step.provisional
        && (next(last.last, step.day) || next(step.last, last.day))
}

fn span(step: &Step, lang: Lang) -> String {
    let one = day(step.day, lang);
    match lang {
        _ if step.day == step.last => one,
        Lang::Zh => format!("{one}至{}", day(step.last, lang)),
        Lang::En => format!("{one} – {}", day(step.last, lang)),
    }
}

/// A date with its day of the week.
pub fn day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            let weekday = match date.weekday() {
                Weekday::Monday => "一",
                Weekday::Tuesday => "二",
                Weekday::Wednesday => "三",
                Weekday::Thursday => "四",
                Weekday::Friday => "五",
                Weekday::Saturday => "六",
                Weekday::Sunday => "日",
            };
            format!("{date}（周{weekday}）")
        }
        Lang::En => format!("{} {date}", date.strftime("%a")),
    }
}

fn minute(at: DateTime, lang: Lang) -> String {
    let (day, time) = (day(at.date(), lang), at.strftime("%H:%M"));
    match lang {
        Lang::Zh => format!("{day}{time}"),
        Lang::En => format!("{day} {time}"),
    }
}

fn words(step: &Step, lang: Lang) -> String {
    let mut words = match lang {
        Lang::Zh => zh(&step.what),
        Lang::En => en(&step.what),
    };
    if step.provisional {
        words.push_str(match lang {
            Lang::Zh => "（暂定）",
            Lang::En => " (provisional)",
        });
    }
    words
}

fn zh(what: &StepKind) -> String {
    match what {
        StepKind::Start => "事件发生当日，不计入（P-1）".to_owned(),
        StepKind::StartAt(at) => format!("{}起算", at.strftime("%H:%M")),
        StepKind::Event => "自该日向前推算（P-8）".to_owned(),
        StepKind::Workday(n) => format!("第{n}个工作日"),
        StepKind::MakeUp(n) => format!("第{n}个工作日，调休上班（P-4）"),
        StepKind::Weekend => "周末，跳过".to_owned(),
        StepKind::Holiday(None) => "放假，跳过".to_owned(),
        StepKind::Holiday(Some(name)) => format!("{}放假，跳过", name.zh),
        StepKind::Days { days, sum } => format!("{days}日，累计{sum}日"),
        StepKind::Corresponding { length, month_end: false } => format!("满{}的对应日（P-6）", length.zh()),
        StepKind::Corresponding { length, month_end: true } => {
            format!("满{}，当月没有对应日，以月末日为最后一日（P-6）", length.zh())
        }
        StepKind::Hours(length) => format!("满{}", length.zh()),
        StepKind::Given => "指定的日期".to_owned(),
        StepKind::GivenAt(at) => format!("指定的时间{}", at.strftime("%H:%M")),
        StepKind::Stopped(days) => format!("中止{days}日，不计入（P-9）"),
        StepKind::Resumed => "扣除中止时间后的最后一日（P-9）".to_owned(),
        StepKind::StandsStill => "自该日起中止，尚未恢复（P-9）".to_owned(),
        StepKind::TooLate => "期间届满之后的中止，不影响计算".to_owned(),
        StepKind::Extended(length) => format!("延长{}后的最后一日（P-10）", length.zh()),
        StepKind::EndsOnMakeUp => "最后一日为调休上班日，不顺延（P-4）".to_owned(),
        StepKind::Rolled => "最后一日遇休息日，顺延至该日（P-2）".to_owned(),
        StepKind::Earlier => "遇休息日，提前至该日（P-8）".to_owned(),
        StepKind::Clear(length) if length.number() == 0 => "前一日（P-8）".to_owned(),
        StepKind::Clear(length) => format!("与事件之间隔满{}（P-8）", length.zh()),
        StepKind::Lenient => "从宽计算的最后一日（P-8）".to_owned(),
        StepKind::Later(Some(length)) => format!("按{}计算届满之日，以最早届满的为准", length.zh()),
        StepKind::Later(None) => "指定的日期，以最早届满的为准".to_owned(),
    }
}

fn en(what: &StepKind) -> String {
    match what {
        StepKind::Start => "the day of the event, left out (P-1)".to_owned(),
        StepKind::StartAt(at) => format!("runs from {}", at.strftime("%H:%M")),
        StepKind::Event => "counted back from this day (P-8)".to_owned(),
        StepKind::Workday(n) => format!("working day {n}"),
        StepKind::MakeUp(n) => format!("working day {n}, a make-up day (P-4)"),
        StepKind::Weekend => "weekend, passed over".to_owned(),
        StepKind::Holiday(None) => "day off, passed over".to_owned(),
        StepKind::Holiday(Some(name)) => format!("{}, passed over", name.en),
        StepKind::Days { days, sum } => {
            format!("{days} {}, {sum} so far", if *days == 1 { "day" } else { "days" })
        }
        StepKind::Corresponding { length, month_end: false } => {
            format!("the corresponding day after {length} (P-6)")
        }
        StepKind::Corresponding { length, month_end: true } => {
            format!("after {length} the month has no such day, so its last (P-6)")
        }
        StepKind::Hours(length) => format!("{length} are over"),
        StepKind::Given => "the date given".to_owned(),
        StepKind::GivenAt(at) => format!("the time given, {}", at.strftime("%H:%M")),
        StepKind::Stopped(days) => {
            format!("stood still, {days} {} (P-9)", if *days == 1 { "day" } else { "days" })
        }
        StepKind::Resumed => "the last day with the stops added (P-9)".to_owned(),
        StepKind::StandsStill => "stands still from this day, not yet resumed (P-9)".to_owned(),
        StepKind::TooLate => "a stop after the period had run out, without effect".to_owned(),
        StepKind::Extended(length) => format!("the last day after an extension of {length} (P-10)"),
        StepKind::EndsOnMakeUp => "the last day is a make-up day, no roll (P-4)".to_owned(),
        StepKind::Rolled => "the last day fell on rest days and rolls to this day (P-2)".to_owned(),
        StepKind::Earlier => "a rest day, so the working day before it (P-8)".to_owned(),
        StepKind::Clear(length) if length.number() == 0 => "the day before (P-8)".to_owned(),
        StepKind::Clear(length) => format!("{length} lie clear between it and the event (P-8)"),
        StepKind::Lenient => "one day later, on the lenient reading (P-8)".to_owned(),
        StepKind::Later(Some(length)) => format!("where {length} would end; the earliest holds"),
        StepKind::Later(None) => "a date given; the earliest holds".to_owned(),
    }
}
