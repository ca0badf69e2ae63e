//! Which numbers of days are working days, law by law (P-3).

use serde::{Deserialize, Serialize};

use crate::Length;
use crate::explain::Lang;

/// What a law means by a number of days (日), with its article and words.
///
/// 行政复议法 means working days by 3, 5, 7 and 10, and calendar days by 15, 30 and 60: the
/// number decides, never the law alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// The rule, P-3a … P-3g.
    pub rule: String,
    /// The full title.
    pub title: String,
    /// What else it is called.
    pub names: Vec<String>,
    /// The numbers that are working days.
    #[serde(default)]
    workdays: Vec<u32>,
    /// All numbers up to this one are.
    #[serde(default)]
    up_to: u32,
    /// All numbers are.
    #[serde(default)]
    all: bool,
    /// The article that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// No article says so: we chose.
    #[serde(default)]
    pub choice: bool,
    /// A remark, in Chinese and English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<[String; 2]>,
}

/// How a length is read under a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading<'a> {
    /// What stands in the law.
    pub said: Length,
    /// What is counted.
    pub length: Length,
    /// By which law.
    pub law: &'a Law,
}

/// The laws whose days we know to read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Laws {
    law: Vec<Law>,
}

impl Laws {
    /// The table that comes with the program.
    pub fn builtin() -> Self {
        // A test holds that it is well formed.
        toml::from_str(include_str!("../data/laws.toml")).unwrap_or(Self { law: Vec::new() })
    }

    /// The law of a title or a short name, with or without 中华人民共和国 and 《》.
    ///
    /// ```
    /// use xiezhi_calendar::{Laws, Length};
    ///
    /// let laws = Laws::builtin();
    /// let law = laws.find("行政复议法").unwrap();
    /// assert_eq!(law.read(Length::Days(10)).length, Length::Workdays(10));
    /// assert_eq!(law.read(Length::Days(60)).length, Length::Days(60));
    /// ```
    pub fn find(&self, name: &str) -> Option<&Law> {
        let name = name.trim();
        let name = name.strip_prefix('《').and_then(|name| name.strip_suffix('》')).unwrap_or(name);
        self.law.iter().find(|law| law.title == name || law.names.iter().any(|known| known == name))
    }

    /// All laws, in the order of the rules.
    pub fn iter(&self) -> impl Iterator<Item = &Law> {
        self.law.iter()
    }
}

impl Law {
    /// The short name most used.
    pub fn short(&self) -> &str {
        self.names.first().unwrap_or(&self.title)
    }

    /// Reads a length as this law means it: days may be working days. What is written as
    /// working days, months, years or hours stays what it is.
    pub fn read(&self, said: Length) -> Reading<'_> {
        let length = match said {
            Length::Days(n) if n > 0 && (self.all || n <= self.up_to || self.workdays.contains(&n)) => {
                Length::Workdays(n)
            }
            other => other,
        };
        Reading { said, length, law: self }
    }
}

impl Reading<'_> {
    /// Whether days were read as working days.
    pub fn is_changed(&self) -> bool {
        self.said != self.length
    }

    /// One sentence for a person, with rule, article and words.
    pub fn explain(&self, lang: Lang) -> String {
        let law = self.law;
        let n = self.said.number();
        let basis = match (&law.article, &law.quote) {
            (Some(article), Some(quote)) => format!("{}{article}「{quote}」", law.short()),
            _ => law.short().to_owned(),
        };
        let note = law.note.as_ref();
        match lang {
            Lang::Zh => {
                let what = match (self.is_changed(), self.said) {
                    (true, _) => format!("“{n}日”按{n}个工作日计算"),
                    (false, Length::Days(_)) => format!("“{n}日”按日历日计算"),
                    (false, said) => format!("{}照写计算", said.zh()),
                };
                let note = note.map(|[zh, _]| zh.as_str()).unwrap_or_default();
                format!("{what}（{}）：{basis}。{note}", law.rule)
            }
            Lang::En => {
                let what = match (self.is_changed(), self.said) {
                    (true, said) => format!("\"{said}\" are counted as {}", self.length),
                    (false, Length::Days(_)) => format!("\"{}\" are calendar days", self.said),
                    (false, said) => format!("\"{said}\" are counted as written"),
                };
                let note = note.map(|[_, en]| format!(" {en}")).unwrap_or_default();
                format!("{what} ({}): {basis}.{note}", law.rule)
            }
        }
    }
}
