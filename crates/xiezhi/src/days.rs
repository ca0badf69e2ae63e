//! `xiezhi days`: when something is due, and how it was counted.
//!
//! Invariant: asks no clock; the same words and the same notices give the same answer.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use jiff::civil::{Date, DateTime};
use xiezhi_calendar::{
    Calendar, Due, Lang, Laws, Length, Notice, Period, Reading, Roll, Stop, before, explain, notes,
};

/// Statutory periods (期间): when something is due.
#[derive(Debug, Args)]
pub(crate) struct Days {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// When something is due: the date alone on the first line.
    ///
    /// The day of the event is left out, working days pass over rest days and count make-up days,
    /// and a last day on rest days rolls to the first working day.
    Due(DueArgs),
}

#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("length").required(true).multiple(true)
        .args(["within", "until", "before", "after"])),
    after_help = "Examples:
  xiezhi days due --from 2026-02-11 --within \"5 workdays\" --explain
  xiezhi days due --from 2026-02-14 --within \"10 days\" --law 行政复议法
  xiezhi days due --from 2026-03-10 --within \"60 days\" --stop 2026-03-25..2026-04-20
  xiezhi days due --from 2026-04-22 --before \"5 workdays\"
  xiezhi days due --from 2026-03-25 --after \"60 days\""
)]
struct DueArgs {
    /// Day of the event, 2026-02-11; for hours with the minute, 2026-02-11T16:45.
    #[arg(long, value_name = "DATE", value_parser = moment)]
    from: Moment,
    /// Length of the period: "5 workdays", "60 days", "2 months", "1 year", "24 hours". Of several
    /// the earliest end holds.
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    within: Vec<Length>,
    /// A date at which it ends at the latest.
    #[arg(long, value_name = "DATE", value_parser = moment)]
    until: Option<Moment>,
    /// So many clear days before the event of --from: the last day for acting.
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true, conflicts_with_all = ["within", "until", "after", "stop", "extend", "roll"])]
    before: Option<Length>,
    /// A waiting period: its last day. It never rolls; the power arises on the day after.
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true, conflicts_with_all = ["within", "until", "roll"])]
    after: Option<Length>,
    /// With --before: it binds a citizen, so the lenient reading holds, one day later.
    #[arg(long, requires = "before")]
    binds_person: bool,
    /// Whether a last day on rest days rolls forward; "no" for custody, terms and printed dates.
    #[arg(long, value_name = "WHETHER")]
    roll: Option<Rolls>,
    /// Read days as this law means them: 行政复议法 means working days by 3, 5, 7 and 10.
    #[arg(long, value_name = "LAW")]
    law: Option<String>,
    /// A time in which it stood still: the day of suspension, the day of resumption; an open one
    /// ends with the dots.
    #[arg(long, value_name = "FROM..UNTIL", value_parser = stop)]
    stop: Vec<Stop>,
    /// An extension, counted from the last day before the roll.
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    extend: Vec<Length>,
    /// A holiday notice to add to those of 2024 to 2026, as docs/calendar.md shows.
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// Show the whole count after the date.
    #[arg(long)]
    explain: bool,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
    /// Language of the count: zh or en.
    #[arg(long, value_name = "LANG", env = "XIEZHI_LANG", default_value = "en")]
    lang: Lang,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rolls {
    /// To the first working day after.
    Forward,
    /// Not at all.
    No,
}

/// A date, and the minute if it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    date: Date,
    at: Option<DateTime>,
}

/// What is wrong, and what to do.
#[derive(Debug, PartialEq, Eq)]
struct Usage(String);

/// What goes to standard output, and the remarks for whoever reads along.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    out: String,
    remarks: Vec<String>,
}

impl Days {
    /// Does it: 0 with the answer on standard output, 2 with what is wrong on standard error.
    pub(crate) fn run(&self) -> ExitCode {
        let What::Due(args) = &self.what;
        match args.answer(|path| std::fs::read_to_string(path)) {
            Ok(answer) => {
                for remark in answer.remarks {
                    let _ = writeln!(std::io::stderr(), "note: {remark}");
                }
                let _ = std::io::stdout().write_all(answer.out.as_bytes());
                ExitCode::SUCCESS
            }
            Err(Usage(what)) => {
                let _ = writeln!(std::io::stderr(), "error: {what}");
                ExitCode::from(2)
            }
        }
    }
}

impl DueArgs {
    /// `read` reads a file; it is a parameter so that tests need none.
    fn answer(&self, read: impl Fn(&PathBuf) -> std::io::Result<String>) -> Result<Answer, Usage> {
        let calendar = self.load(read)?;
        let laws = Laws::builtin();
        let law = match &self.law {
            None => None,
            Some(name) => Some(laws.find(name).ok_or_else(|| no_law(name, &laws))?),
        };
        let mut readings: Vec<Reading<'_>> = Vec::new();
        let mut under = |said: &Length| {
            let Some(law) = law else { return *said };
            let reading = law.read(*said);
            let length = reading.length;
            if !readings.contains(&reading) {
                readings.push(reading);
            }
            length
        };
        let due = if let Some(clear) = &self.before {
            before(self.from.date, &under(clear), self.binds_person, &calendar)
        } else {
            let period = Period {
                start: self.from.date,
                start_at: self.from.at,
                lengths: self.after.iter().chain(&self.within).map(&mut under).collect(),
                until: self.until.filter(|until| until.at.is_none()).map(|until| until.date),
                until_at: self.until.and_then(|until| until.at),
                stops: self.stop.clone(),
                extensions: self.extend.iter().map(&mut under).collect(),
                roll: if self.roll == Some(Rolls::No) { Roll::No } else { Roll::Forward },
            };
            if self.after.is_some() { period.after(&calendar) } else { period.within(&calendar) }
        };
        Ok(self.show(due, &readings))
    }

    fn load(&self, read: impl Fn(&PathBuf) -> std::io::Result<String>) -> Result<Calendar, Usage> {
        let mut calendar = Calendar::builtin();
        for path in &self.calendar {
            let name = path.display().to_string();
            let text = read(path).map_err(|error| {
                Usage(format!(
                    "the calendar {name} could not be read: {error}\n  \
                     hint: --calendar takes a holiday notice in TOML, as docs/calendar.md shows"
                ))
            })?;
            calendar =
                Notice::parse(&text).and_then(|notice| calendar.with_notice(notice)).map_err(|error| {
                    Usage(format!("the holiday notice is not taken\n{}", error.in_file(&name)))
                })?;
        }
        Ok(calendar)
    }

    fn show(&self, mut due: Due, readings: &[Reading<'_>]) -> Answer {
        let date = match due.at {
            Some(at) => at.strftime("%Y-%m-%dT%H:%M").to_string(),
            None => due.on.to_string(),
        };
        let read: Vec<String> = readings.iter().map(|reading| reading.explain(self.lang)).collect();
        if self.json {
            if !self.explain {
                due.steps.clear();
            }
            let answer = serde_json::json!({ "due": date, "readings": readings, "count": due });
            return Answer { out: format!("{answer:#}\n"), remarks: Vec::new() };
        }
        let mut out = format!("{date}\n");
        if self.explain {
            for reading in read {
                let _ = writeln!(out, "{reading}");
            }
            out.push_str(&explain(&due, self.lang));
            return Answer { out, remarks: Vec::new() };
        }
        let mut remarks = Vec::new();
        if readings.iter().any(Reading::is_changed) {
            remarks.extend(read);
        }
        if self.after.is_some() {
            remarks.push(xiezhi_calendar::headline(&due, self.lang));
        }
        let mut all = notes(&due, self.lang);
        all.pop(); // the version of the calendar, which the count shows
        remarks.append(&mut all);
        Answer { out, remarks }
    }
}

fn no_law(name: &str, laws: &Laws) -> Usage {
    let known: Vec<&str> = laws.iter().map(xiezhi_calendar::Law::short).collect();
    Usage(format!(
        "what days mean in \"{name}\" is not known here\n  \
         hint: known are {}; for another law leave --law out and write \"workdays\" or \"days\"",
        known.join("、")
    ))
}

fn moment(text: &str) -> Result<Moment, String> {
    if text.contains(['T', ' ']) {
        return match text.replace(' ', "T").parse::<DateTime>() {
            Ok(at) => Ok(Moment { date: at.date(), at: Some(at) }),
            Err(_) => Err(format!("\"{text}\" is no date with a time. Write it as 2026-02-11T16:45")),
        };
    }
    day(text).map(|date| Moment { date, at: None })
}

fn day(text: &str) -> Result<Date, String> {
    let parts: Vec<&str> = text.split('-').collect();
    if let [year, month, day] = parts.as_slice()
        && (year.len(), month.len(), day.len()) == (4, 2, 2)
        && let (Ok(year), Ok(month), Ok(day)) = (year.parse::<i16>(), month.parse::<i8>(), day.parse::<i8>())
    {
        let Ok(first) = Date::new(year, month, 1) else {
            return Err(format!("\"{text}\" is no date: there are twelve months"));
        };
        return Date::new(year, month, day).map_err(|_| {
            format!("\"{text}\" is no date: {} has {} days", first.strftime("%B %Y"), first.days_in_month())
        });
    }
    Err(format!("\"{text}\" is no date. Write year, month and day as 2026-02-11"))
}

fn stop(text: &str) -> Result<Stop, String> {
    let Some((from, until)) = text.split_once("..") else {
        return Err(format!(
            "\"{text}\" is no stop. Write the day of suspension, two dots and the day of resumption, \
             2026-03-25..2026-04-20, or 2026-03-25.. while it lasts"
        ));
    };
    let from = day(from)?;
    let until = if until.is_empty() { None } else { Some(day(until)?) };
    if until.is_some_and(|until| until <= from) {
        return Err(format!("\"{text}\" resumes before it stops. The day of suspension comes first"));
    }
    Ok(Stop { from, until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        days: Days,
    }

    const NOTICE: &str = r#"
year = 2027
version = 1
notice_no = "国办发明电〔2026〕99号"
issued = 2026-11-20
rest = [
    { name = ["元旦", "New Year's Day"], from = 2027-01-01, until = 2027-01-04 },
    { name = ["春节", "Spring Festival"], from = 2027-02-05, until = 2027-02-08 },
    { name = ["清明节", "Tomb-Sweeping Day"], from = 2027-04-05, until = 2027-04-05 },
    { name = ["劳动节", "Labour Day"], from = 2027-05-01, until = 2027-05-02 },
    { name = ["端午节", "Dragon Boat Festival"], from = 2027-06-09, until = 2027-06-09 },
    { name = ["中秋节", "Mid-Autumn Festival"], from = 2027-09-15, until = 2027-09-15 },
    { name = ["国庆节", "National Day"], from = 2027-10-01, until = 2027-10-03 },
]
"#;

    /// Standard output; or what is said on standard error, the last line of clap's report left out.
    fn due(words: &[&str]) -> Result<Answer, String> {
        let all = ["days", "due", "--lang", "en"].iter().chain(words);
        let command = Command::try_parse_from(all).map_err(|error| error.to_string())?;
        let What::Due(args) = command.days.what;
        let read = |path: &PathBuf| match path.to_str() {
            Some("2027.toml") => Ok(NOTICE.to_owned()),
            Some("bad.toml") => Ok(NOTICE.replace("2027-01-04", "2026-12-04")),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        };
        args.answer(read).map_err(|Usage(what)| what)
    }

    fn first_line(words: &[&str]) -> String {
        due(words).unwrap().out.lines().next().unwrap().to_owned()
    }

    #[test]
    fn the_date_stands_alone_on_the_first_line() {
        let plain = due(&["--from", "2026-02-11", "--within", "5 workdays"]).unwrap();
        assert_eq!(plain, Answer { out: "2026-02-25\n".to_owned(), remarks: Vec::new() });
        let with_count = due(&["--from", "2026-02-11", "--within", "5 workdays", "--explain"]).unwrap();
        assert!(
            with_count.out.starts_with("2026-02-25\n5 workdays from Wed 2026-02-11: until Wed 2026-02-25.\n")
        );
        assert!(with_count.out.contains("  Sat 2026-02-14  working day 3, a make-up day (P-4)\n"));
        assert!(with_count.out.ends_with("Calendar 2024.1+2025.1+2026.1\n"));
    }

    #[test]
    fn a_law_decides_what_days_are() {
        let words = ["--from", "2026-02-14", "--within", "10 days", "--law", "行政复议法"];
        assert_eq!(first_line(&words), "2026-03-06");
        let explained = due(&[&words[..], &["--explain", "--lang", "zh"]].concat()).err();
        assert!(explained.unwrap().contains("cannot be used multiple times"));
        let answer = due(&words).unwrap();
        assert!(
            answer.remarks[0]
                .starts_with("\"10 days\" are counted as 10 workdays (P-3a): 行政复议法第八十八条第二款")
        );
        assert_eq!(
            first_line(&["--from", "2026-03-10", "--within", "60 days", "--law", "复议法"]),
            "2026-05-09"
        );
    }

    #[test]
    fn every_way_of_counting_is_at_hand() {
        let from = |date: &'static str, more: &[&str]| first_line(&[&["--from", date], more].concat());
        assert_eq!(
            from("2026-03-10", &["--within", "60 days", "--stop", "2026-03-25..2026-04-20"]),
            "2026-06-04"
        );
        assert_eq!(from("2026-03-10", &["--within", "60 days", "--extend", "30 days"]), "2026-06-08");
        assert_eq!(from("2026-04-22", &["--before", "5 workdays"]), "2026-04-14");
        assert_eq!(from("2026-04-22", &["--before", "5 workdays", "--binds-person"]), "2026-04-15");
        assert_eq!(from("2026-03-25", &["--after", "60 days"]), "2026-05-24");
        assert_eq!(from("2026-04-16", &["--within", "15 days", "--roll", "no"]), "2026-05-01");
        assert_eq!(from("2026-02-14T16:45", &["--within", "24 hours"]), "2026-02-15T16:45");
        assert_eq!(from("2026-03-10", &["--within", "60 days", "--until", "2026-03-31"]), "2026-03-31");
    }

    #[test]
    fn what_is_not_certain_is_remarked() {
        let open = due(&["--from", "2026-03-10", "--within", "60 days", "--stop", "2026-03-25.."]).unwrap();
        assert_eq!(open.out, "2026-05-09\n");
        assert_eq!(open.remarks, ["The period stands still; the date leaves the open stop out (P-9)."]);
        let far = due(&["--from", "2026-12-17", "--within", "15 days"]).unwrap();
        assert_eq!(far.out, "2027-01-04\n");
        assert!(far.remarks[0].starts_with("Provisional: "));
    }

    #[test]
    fn a_notice_from_a_file_settles_it() {
        let words = ["--from", "2026-12-17", "--within", "15 days", "--calendar", "2027.toml"];
        let due = due(&words).unwrap();
        assert_eq!(due, Answer { out: "2027-01-05\n".to_owned(), remarks: Vec::new() });
    }

    #[test]
    fn json_gives_the_whole_count() {
        let words = ["--from", "2026-02-14", "--within", "10 days", "--law", "行政复议法", "--json"];
        let value: serde_json::Value = serde_json::from_str(&due(&words).unwrap().out).unwrap();
        assert_eq!(value["due"], "2026-03-06");
        assert_eq!(value["readings"][0]["law"]["rule"], "P-3a");
        assert_eq!(value["count"]["length"], "10 workdays");
        assert_eq!(value["count"]["steps"].as_array().unwrap().len(), 0);
        let words = [&words[..], &["--explain"]].concat();
        let value: serde_json::Value = serde_json::from_str(&due(&words).unwrap().out).unwrap();
        assert_eq!(value["count"]["steps"].as_array().unwrap().len(), 21);
    }

    #[test]
    fn bad_input_is_told_with_what_to_do() {
        let is = |words: &[&str], what: &str| {
            let told = due(words).unwrap_err();
            assert!(told.contains(what), "{told}");
        };
        is(
            &["--from", "2026-02-30", "--within", "5 days"],
            "\"2026-02-30\" is no date: February 2026 has 28 days",
        );
        is(&["--from", "2026-13-01", "--within", "5 days"], "there are twelve months");
        is(&["--from", "11.2.2026", "--within", "5 days"], "Write year, month and day as 2026-02-11");
        is(&["--from", "2026-02-11T25:00", "--within", "5 hours"], "Write it as 2026-02-11T16:45");
        is(&["--from", "2026-02-11", "--within", "5 wrkdays"], "Did you mean \"workdays\"?");
        is(&["--from", "2026-02-11", "--within", "5"], "\"5\" has no unit");
        is(&["--from", "2026-02-11", "--within", "-5 days"], "\"-5\" is no whole number");
        is(&["--from", "2026-02-11"], "required arguments were not provided");
        is(&["--from", "2026-02-11", "--within", "5 days", "--before", "1 day"], "cannot be used with");
        is(&["--from", "2026-02-11", "--within", "5 days", "--stop", "2026-02-12"], "two dots");
        is(
            &["--from", "2026-02-11", "--within", "5 days", "--stop", "2026-02-12..2026-02-12"],
            "resumes before it stops",
        );
        is(
            &["--from", "2026-02-11", "--within", "5 days", "--law", "民法典"],
            "hint: known are 行政复议法、行政处罚法",
        );
        is(
            &["--from", "2026-02-11", "--within", "5 days", "--calendar", "none.toml"],
            "the calendar none.toml could not be read",
        );
        is(
            &["--from", "2026-02-11", "--within", "5 days", "--calendar", "bad.toml"],
            "bad.toml:7:67: The days off of 元旦 end on 2026-12-04, before they begin on 2027-01-01.",
        );
    }

    /// The words of a command line: parted by spaces, but not within quotation marks.
    fn words(line: &str) -> Vec<&str> {
        let parts = line.split('"').enumerate();
        parts
            .flat_map(|(n, part)| if n % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
            .collect()
    }

    #[test]
    fn every_answer_in_the_book_is_what_the_command_gives() {
        let book = include_str!("../../../docs/calendar.md");
        let mut shown = 0;
        for block in book.split("```console\n$ xiezhi days due ").skip(1) {
            let (line, rest) = block.split_once('\n').unwrap();
            let (text, _) = rest.split_once("```").unwrap();
            let all: Vec<&str> = ["days", "due"].into_iter().chain(words(line)).collect();
            let What::Due(args) = Command::try_parse_from(all).unwrap().days.what;
            assert_eq!(
                args.answer(|_| Err(std::io::ErrorKind::NotFound.into())).unwrap().out,
                text,
                "{line}"
            );
            shown += 1;
        }
        assert!(shown >= 7);
    }
}
