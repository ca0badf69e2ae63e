//! The frame (版框) around every page: who reads, in which language, how large, under which city,
//! and the words and formats that follow from it.
//!
//! Every page's template has a field `frame`; `frame.t("id")` gives words, `frame.date(d)` a date.

use fluent_bundle::FluentValue;
use jiff::{Timestamp, civil::Date};

use crate::{
    format,
    lang::{Lang, TextSize, Theme},
    words,
};

/// Everything that a page says besides its own content.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// How large the text is.
    pub size: TextSize,
    /// Light, dark, or as the device says.
    pub theme: Theme,
    /// The city whose pages these are; none on pages for all cities.
    pub city: Option<CityMark>,
    /// Who is reading.
    pub reader: Reader,
    /// The token that every form of this page carries.
    pub csrf: String,
    /// The path and query of this page, for the links that switch language, size and theme.
    pub here: String,
    /// Whether everything shown is fictional.
    pub demo: bool,
    /// The entry of the navigation that this page belongs to.
    pub section: Section,
    /// Something that has just been done, said once at the top.
    pub notice: Option<String>,
}

/// The city in the masthead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityMark {
    /// Its GB/T 2260 code, the first part of every address.
    pub code: String,
    /// The bureau's name in the reader's language.
    pub bureau: String,
}

/// Who is reading a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// Somebody whom we do not know.
    #[default]
    Public,
    /// A party, signed in or let in by a code.
    Party {
        /// As they call themselves.
        name: String,
    },
    /// Somebody of the bureau or of an office.
    Officer {
        /// Their name.
        name: String,
        /// The posts they hold, in the reader's language.
        posts: String,
        /// The registers that they may open, for the navigation.
        registers: Vec<NavItem>,
        /// What else they may open (intake, approvals, holidays), for the navigation.
        desks: Vec<NavItem>,
    },
}

/// An entry of the workbench's navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// What it is called.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// How many things wait there; nought is not shown.
    pub count: u32,
    /// Whether this page is it.
    pub current: bool,
}

/// A part of the site, marked in the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// None of those below.
    #[default]
    Other,
    /// The city's home page.
    Home,
    /// Guides and applications.
    Services,
    /// Following one's file.
    Follow,
    /// Comparing a paper with what we issued.
    Check,
    /// Signing in.
    SignIn,
    /// What an officer must do today.
    Today,
}

impl Frame {
    /// The words for `id`.
    pub fn t(&self, id: impl AsRef<str>) -> String {
        words::say(self.lang, id.as_ref()).into_owned()
    }

    /// The words for `id` with one text filled in.
    pub fn t1(&self, id: &str, key: &str, value: impl AsRef<str>) -> String {
        let args = words::args(&[(key, FluentValue::from(value.as_ref()))]);
        words::say_with(self.lang, id, Some(&args)).into_owned()
    }

    /// The words for `id` with two texts filled in.
    pub fn t2(
        &self,
        id: &str,
        key: &str,
        value: impl AsRef<str>,
        key2: &str,
        value2: impl AsRef<str>,
    ) -> String {
        let args = words::args(&[
            (key, FluentValue::from(value.as_ref())),
            (key2, FluentValue::from(value2.as_ref())),
        ]);
        words::say_with(self.lang, id, Some(&args)).into_owned()
    }

    /// The words for `id` with a number `n` filled in, in its plural.
    pub fn tn(&self, id: &str, n: impl Whole) -> String {
        let args = words::args(&[("n", FluentValue::from(n.whole()))]);
        words::say_with(self.lang, id, Some(&args)).into_owned()
    }

    /// The page's title with the bureau's name.
    pub fn title(&self, page: impl AsRef<str>) -> String {
        let page = page.as_ref();
        match &self.city {
            Some(city) => format!("{page} · {}", city.bureau),
            None => format!("{page} · {}", self.t("xiezhi")),
        }
    }

    /// An address within this city: `/620100/files`.
    pub fn to(&self, path: &str) -> String {
        match &self.city {
            Some(city) => format!("/{}{path}", city.code),
            None => path.to_owned(),
        }
    }

    /// This page again with one of the reader's choices changed.
    pub fn switch(&self, key: &str, value: &str) -> String {
        let (path, query) = self.here.split_once('?').unwrap_or((self.here.as_str(), ""));
        let path = if path.starts_with('/') && !path.starts_with("//") { path } else { "/" };
        let mut pairs: Vec<String> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| !matches!(pair.split('=').next(), Some("lang" | "size" | "theme")))
            .map(ToOwned::to_owned)
            .collect();
        pairs.push(format!("{key}={value}"));
        format!("{path}?{}", pairs.join("&"))
    }

    /// The classes of the root element: `large dark`.
    pub fn classes(&self) -> String {
        format!("govuk-template x-size-{} x-theme-{}", self.size.word(), self.theme.word())
    }

    /// Whether the page is written in English.
    pub fn english(&self) -> bool {
        self.lang == Lang::En
    }

    /// Whether the reader works here.
    pub fn officer(&self) -> bool {
        matches!(self.reader, Reader::Officer { .. })
    }

    /// See [`format::date`].
    pub fn date(&self, d: &Date) -> String {
        format::date(self.lang, *d)
    }

    /// See [`format::date_long`].
    pub fn date_long(&self, d: &Date) -> String {
        format::date_long(self.lang, *d)
    }

    /// See [`format::date_short`].
    pub fn date_short(&self, d: &Date) -> String {
        format::date_short(self.lang, *d)
    }

    /// See [`format::instant`].
    pub fn instant(&self, t: &Timestamp) -> String {
        format::instant(self.lang, *t)
    }

    /// For tables.
    pub fn instant_iso(&self, t: &Timestamp) -> String {
        format::instant_iso(*t)
    }

    /// For `datetime` attributes.
    pub fn machine(&self, t: &Timestamp) -> String {
        format::instant_machine(*t)
    }

    /// See [`format::number`].
    pub fn number(&self, n: impl Whole) -> String {
        format::number(n.whole())
    }

    /// See [`format::money`].
    pub fn money(&self, fen: &i64) -> String {
        format::money(self.lang, *fen)
    }

    /// See [`format::bytes`].
    pub fn bytes(&self, n: &u64) -> String {
        format::bytes(*n)
    }
}

/// A whole number of whatever width, as templates have it.
pub trait Whole {
    /// As wide as any.
    fn whole(self) -> i64;
}

macro_rules! whole {
    ($($t:ty),*) => {$(
        impl Whole for $t {
            fn whole(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }
        impl Whole for &$t {
            fn whole(self) -> i64 {
                (*self).whole()
            }
        }
        impl Whole for &&$t {
            fn whole(self) -> i64 {
                (**self).whole()
            }
        }
    )*};
}
whole!(u32, i32, u64, i64, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switching_keeps_the_rest_of_the_address() {
        let frame = Frame { here: "/620100/guides/x?step=2&lang=zh".into(), ..Frame::default() };
        assert_eq!(frame.switch("lang", "en"), "/620100/guides/x?step=2&lang=en");
    }

    #[test]
    fn switching_never_leaves_the_site() {
        let frame = Frame { here: "//evil.example/x".into(), ..Frame::default() };
        assert_eq!(frame.switch("lang", "en"), "/?lang=en");
    }
}
