//! Words for people, in every language that `shared.toml` names.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language a person can read the program in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, which is the record.
    #[default]
    Zh,
    /// English, for reference.
    En,
}

impl Lang {
    /// All of them, in the order of `languages` in `shared.toml`.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The tag that `shared.toml` and addresses use.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// The same words in each language: `["受理", "Accept"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(Arc<[Arc<str>]>);

impl Text {
    /// Words in the order of [`Lang::ALL`].
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self(words.into_iter().map(Arc::from).collect())
    }

    /// The words in `lang`; in Chinese, the record, where a translation is missing.
    pub fn get(&self, lang: Lang) -> &str {
        let at = match lang {
            Lang::Zh => 0,
            Lang::En => 1,
        };
        self.0.get(at).or_else(|| self.0.first()).map_or("", |s| s)
    }

    /// How many languages it is in.
    pub fn languages(&self) -> usize {
        self.0.len()
    }

    /// The Chinese words.
    pub fn zh(&self) -> &str {
        self.get(Lang::Zh)
    }
}
