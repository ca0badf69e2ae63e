//! Numbers: a series is the pattern with all but its running number filled in, so one a year where it
//! names the year.

use jiff::civil::Date;
use xiezhi_calendar::Length;

use crate::{
    decide::{BLANK, Ground},
    event::Done,
    file::File,
    model::{Paper, PaperNumber, Pattern, PatternPart},
    value::Value,
    world::Person,
};

/// A pattern filled in, its running number left as `{n}`.
pub(crate) fn series(
    pattern: &Pattern,
    ground: &Ground<'_>,
    file: &File,
    done: &Done,
    letter: Option<&str>,
    on: Date,
) -> String {
    let city = &ground.world.city;
    let mut series = String::new();
    for part in &*pattern.parts {
        match part {
            PatternPart::Words(words) => series.push_str(words),
            PatternPart::CityShort => series.push_str(&city.short),
            PatternPart::CityCode => series.push_str(&city.code),
            PatternPart::CityLetters => series.push_str(&city.letters),
            PatternPart::Year => series.push_str(&on.year().to_string()),
            PatternPart::N => series.push_str(BLANK),
            PatternPart::Letter => series.push_str(letter.unwrap_or_default()),
            PatternPart::Field(field) => {
                let value = done.values.get(field).or_else(|| file.values.get(field));
                series.push_str(&value.map(words).unwrap_or_default());
            }
            PatternPart::PartyField(role, fact) => {
                let parties = done.parties.iter().chain(&file.parties);
                let person = parties.into_iter().find(|p| p.role == *role).map(|p| &p.person);
                let facts = person.and_then(|p| ground.world.persons.get(p)).map(Person::facts);
                let value = facts.as_ref().and_then(|f| f.get(&**fact));
                series.push_str(&value.map(words).unwrap_or_default());
            }
        }
    }
    series
}

/// The series of a paper; none where it has no number.
pub(crate) fn of_paper(
    paper: &Paper,
    ground: &Ground<'_>,
    file: &File,
    done: &Done,
    on: Date,
) -> Option<String> {
    match &paper.number {
        PaperNumber::None => None,
        PaperNumber::Own(pattern) => Some(series(pattern, ground, file, done, None, on)),
        PaperNumber::Letter(letter) => {
            let pattern = ground.def.paper_number.as_ref().or(ground.shared.paper_number.as_ref())?;
            Some(series(pattern, ground, file, done, Some(letter), on))
        }
    }
}

/// Words of a value in a number; the braces of a blank cannot come from outside.
fn words(value: &Value) -> String {
    let words = match value {
        Value::Text(s) => s.clone(),
        Value::Integer(n) => n.to_string(),
        Value::Date(d) => d.to_string(),
        _ => String::new(),
    };
    words.replace(['{', '}'], "")
}

/// How many of its unit a length is.
pub(crate) fn size(length: Length) -> u32 {
    match length {
        Length::Workdays(n) | Length::Days(n) | Length::Months(n) | Length::Years(n) | Length::Hours(n) => n,
    }
}
