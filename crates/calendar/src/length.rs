//! Lengths of periods: working days, days, months, years and hours are different promises.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How long a period (期间) is.
///
/// The five kinds are neither added nor compared across: "one month" and "thirty days" are
/// different promises. Written as in a definition: `"5 workdays"`, `"1 day"`, `"2 months"`.
///
/// ```
/// use xiezhi_calendar::Length;
///
/// let length: Length = "5 workdays".parse()?;
/// assert_eq!(length, Length::Workdays(5));
/// assert_eq!(length.to_string(), "5 workdays");
/// assert_eq!(
///     "5 wrkdays".parse::<Length>().unwrap_err().to_string(),
///     "\"wrkdays\" is no unit of time. Did you mean \"workdays\"?"
/// );
/// # Ok::<(), xiezhi_calendar::LengthError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// Working days (工作日): rest days are left out, make-up days count (P-3, P-4).
    Workdays(u32),
    /// Calendar days (日).
    Days(u32),
    /// Calendar months (月), to the corresponding day (P-6).
    Months(u32),
    /// Calendar years (年), to the corresponding day (P-6).
    Years(u32),
    /// Hours (小时), by the minute, through nights and holidays (民法典 第二百零一条第二款).
    Hours(u32),
}

/// Why a text is no length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LengthError {
    /// There is nothing but space.
    #[error("A length is missing. Write a number and a unit, for example \"5 workdays\".")]
    Empty,
    /// The first word is no whole number.
    #[error("\"{0}\" is no whole number. Write a number and a unit, for example \"5 workdays\".")]
    Number(String),
    /// A number stands alone.
    #[error(
        "\"{0}\" has no unit. Write \"{0} workdays\", \"{0} days\", \"{0} months\", \"{0} years\" or \"{0} hours\"."
    )]
    NoUnit(u32),
    /// The second word is no unit.
    #[error("\"{unit}\" is no unit of time. {hint}")]
    Unit {
        /// What stood there.
        unit: String,
        /// What to write.
        hint: String,
    },
    /// Words follow the unit.
    #[error("After the unit stands \"{0}\". A length is one number and one unit; give two lengths apart.")]
    More(String),
    /// No period of law is so long: a slip of the pen.
    #[error("{0} is longer than {1}, longer than any period of law. Is there a digit too many?")]
    TooLong(String, Length),
}

const UNITS: [(&str, &str, &str); 5] = [
    ("workday", "workdays", "工作日"),
    ("day", "days", "日"),
    ("month", "months", "月"),
    ("year", "years", "年"),
    ("hour", "hours", "小时"),
];

impl Length {
    /// The number, whatever the unit.
    pub const fn number(self) -> u32 {
        match self {
            Self::Workdays(n) | Self::Days(n) | Self::Months(n) | Self::Years(n) | Self::Hours(n) => n,
        }
    }

    const fn unit(self) -> usize {
        match self {
            Self::Workdays(_) => 0,
            Self::Days(_) => 1,
            Self::Months(_) => 2,
            Self::Years(_) => 3,
            Self::Hours(_) => 4,
        }
    }

    /// In Chinese: 5个工作日, 60日, 2个月, 1年, 24小时.
    pub fn zh(self) -> String {
        let n = self.number();
        match self {
            Self::Workdays(_) => format!("{n}个工作日"),
            Self::Days(_) => format!("{n}日"),
            Self::Months(_) => format!("{n}个月"),
            Self::Years(_) => format!("{n}年"),
            Self::Hours(_) => format!("{n}小时"),
        }
    }

    /// The longest that is taken for earnest: two hundred years.
    const fn longest(self) -> Self {
        match self {
            Self::Workdays(_) => Self::Workdays(52_000),
            Self::Days(_) => Self::Days(73_050),
            Self::Months(_) => Self::Months(2_400),
            Self::Years(_) => Self::Years(200),
            Self::Hours(_) => Self::Hours(1_753_200),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.number();
        let (one, many, _) = UNITS.get(self.unit()).copied().unwrap_or_default();
        write!(f, "{n} {}", if n == 1 { one } else { many })
    }
}

impl FromStr for Length {
    type Err = LengthError;

    fn from_str(text: &str) -> Result<Self, LengthError> {
        let mut words = text.split_whitespace();
        let Some(first) = words.next() else { return Err(LengthError::Empty) };
        if !first.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LengthError::Number(first.to_owned()));
        }
        let Ok(n) = first.parse::<u32>() else { return Err(LengthError::Number(first.to_owned())) };
        let Some(unit) = words.next() else { return Err(LengthError::NoUnit(n)) };
        if let Some(more) = words.next() {
            return Err(LengthError::More(more.to_owned()));
        }
        let length = match unit {
            "workday" | "workdays" => Self::Workdays(n),
            "day" | "days" => Self::Days(n),
            "month" | "months" => Self::Months(n),
            "year" | "years" => Self::Years(n),
            "hour" | "hours" => Self::Hours(n),
            _ => return Err(LengthError::Unit { unit: unit.to_owned(), hint: unit_hint(unit) }),
        };
        if n > length.longest().number() {
            return Err(LengthError::TooLong(text.trim().to_owned(), length.longest()));
        }
        Ok(length)
    }
}

fn unit_hint(unit: &str) -> String {
    let lower = unit.to_lowercase();
    let near = UNITS
        .iter()
        .map(|(one, many, zh)| {
            let far = distance(&lower, one).min(distance(&lower, many));
            (if *zh == unit { 0 } else { far }, *many)
        })
        .min();
    match near {
        Some((far, many)) if far <= 2 => format!("Did you mean \"{many}\"?"),
        _ if lower.starts_with("week") => "Write weeks as days, for example \"14 days\".".to_owned(),
        _ => "Write workdays, days, months, years or hours.".to_owned(),
    }
}

/// Edits between two short words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        let mut left = i + 1;
        for ((y, diagonal), up) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != *y)).min(up + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(a.len())
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
