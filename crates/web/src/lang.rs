//! The language (语言) in which a page is written, and the other two choices a reader has: larger
//! text and a dark page.
//!
//! A choice is made by a link (`?lang=en`, `?size=large`, `?theme=dark`), kept in a cookie, and
//! holds until the next one. Without a choice of language the browser's own list decides, and
//! Chinese where that is silent: the Chinese text is the authoritative one.

use std::fmt;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese in simplified characters; what the law and the papers are written in.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language, the authoritative one first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The tag for `lang` attributes (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            Self::En => "en",
        }
    }

    /// Its place in the arrays of text of a definition (`languages` in `shared.toml`).
    pub fn place(self) -> usize {
        match self {
            Self::Zh => 0,
            Self::En => 1,
        }
    }

    /// Reads a choice or a cookie: `zh`, `zh-Hans`, `zh-CN`, `en`, `en-GB`.
    pub fn find(text: &str) -> Option<Self> {
        let base = text.trim().split(['-', '_']).next()?;
        if base.eq_ignore_ascii_case("zh") {
            Some(Self::Zh)
        } else if base.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The first language of an `Accept-Language` header that we write, by its weights.
    pub fn from_header(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Self::find) else { continue };
            let weight = pieces
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            if weight > 0.0 && best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// How large the text is (字号).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// As designed.
    #[default]
    Normal,
    /// A third larger, for old eyes (适老化).
    Large,
}

impl TextSize {
    /// Reads a choice or a cookie.
    pub fn find(text: &str) -> Option<Self> {
        match text {
            "normal" => Some(Self::Normal),
            "large" => Some(Self::Large),
            _ => None,
        }
    }

    /// The word in links, cookies and the class of the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
        }
    }
}

/// Light or dark (深浅).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// Reads a choice or a cookie.
    pub fn find(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    /// The word in links, cookies and the class of the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_language_of_the_browser_wins() {
        assert_eq!(Lang::from_header("en;q=0.5, zh-CN;q=0.9"), Some(Lang::Zh));
        assert_eq!(Lang::from_header("fr, en-GB;q=0.3"), Some(Lang::En));
        assert_eq!(Lang::from_header("fr,de"), None);
        assert_eq!(Lang::from_header("zh;q=x,en;q=0"), None);
    }
}
