//! What a page shows (视图): the typed context of each template, and nothing that decides anything.
//!
//! A view is made of text in the reader's language, of [`Zh`] where the content exists in Chinese
//! alone (names, quotations of law, what was typed), of dates, and of addresses. It knows no other
//! crate, so that a page can be drawn from a sample and looked at without a bureau behind it.

use std::fmt;

use askama::filters::{Escaper, Html, HtmlSafe};
use jiff::{Timestamp, civil::Date};

pub mod clock;
pub mod demo;
pub mod desk;
pub mod file;
pub mod form;
pub mod portal;
pub mod statistics;

/// Words that exist in Chinese alone. On a page they are marked with `lang="zh-Hans"`, so that a
/// screen reader speaks them as Chinese and a browser picks the right glyphs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zh(pub String);

impl Zh {
    /// The bare text, for attributes and titles.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Zh {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Zh {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Zh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<span lang=\"zh-Hans\">")?;
        Html.write_escaped_str(&mut *f, &self.0)?;
        f.write_str("</span>")
    }
}

// What `Display` writes is escaped above, so the template engine must not do it again.
impl HtmlSafe for Zh {}

/// The ground (依据) of a rule: the article, and the exact words relied on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Instrument and article: `行政复议法 第三十条第三款`.
    pub cite: Zh,
    /// The words relied on.
    pub quote: Option<Zh>,
    /// Where the law is silent: what was chosen, and why.
    pub choice: Option<String>,
    /// The source is not the promulgated text.
    pub unverified: bool,
}

/// How strongly a refusal stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Nobody may lift it.
    Block,
    /// A named post may lift it with a reason.
    Hold,
    /// It asks to be confirmed.
    Warn,
}

impl Strength {
    /// For the message `strength-…` and the class of the box.
    pub fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Hold => "hold",
            Self::Warn => "warn",
        }
    }
}

/// Why an act may not be done (不予): rule, words, article, facts, and who may lift it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The rule's id: `R-R43`.
    pub rule: String,
    /// What it says, in the reader's language.
    pub says: String,
    /// How strongly.
    pub strength: Strength,
    /// The articles.
    pub bases: Vec<Basis>,
    /// The facts that were read, name and value.
    pub facts: Vec<Pair>,
    /// Who may lift it, where somebody may.
    pub lift: Option<String>,
}

/// A name and a value, both ready to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The label.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A value of a fact, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Value {
    /// Nothing was given.
    #[default]
    None,
    /// In the reader's language.
    Text(String),
    /// In Chinese alone; line breaks are kept.
    Zh(Zh),
    /// A civil date.
    Date(Date),
    /// An instant.
    At(Timestamp),
    /// Whole fen.
    Money(i64),
    /// A number.
    Number(i64),
    /// A closed field, shown masked: `赵*`.
    Masked(Zh),
    /// Several, one a line.
    List(Vec<Value>),
    /// A row: facts with their names.
    Record(Vec<Pair>),
    /// A document to open.
    Document(Document),
    /// Another file.
    Link(Link),
}

/// A document that was handed in or issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its name, as handed in.
    pub name: Zh,
    /// Where it is opened.
    pub href: String,
    /// Its size in bytes.
    pub size: u64,
    /// What it is: `PDF`, `JPEG`.
    pub kind: String,
}

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub name: String,
    /// Where it leads.
    pub href: String,
}

/// Markup that another crate of this house made and escaped: the preview of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ready(pub String);

impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// `papers` escapes everything it is given and writes neither script nor style nor address.
impl HtmlSafe for Ready {}

/// A piece of running text: of a guide, or of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading within the text.
    Heading(String),
    /// A paragraph.
    Para(String),
    /// A list, one item a line.
    Items(Vec<String>),
    /// A line to the right: date, signature.
    Right(String),
    /// A line in the middle: the title of a paper.
    Centre(String),
}

/// A file in a heading or a list: enough to know which one is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileHead {
    /// Its number, or nothing before it has one.
    pub number: Option<Zh>,
    /// What it is called: parties and subject, masked as the reader may see.
    pub title: Zh,
    /// Where it stands.
    pub state: String,
    /// Whether that is an end.
    pub ended: bool,
    /// Its page.
    pub href: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_text_is_marked_and_a_hostile_name_escaped() {
        assert_eq!(
            Zh::from("赵<script>\"'").to_string(),
            "<span lang=\"zh-Hans\">赵&#60;script&#62;&#34;&#39;</span>"
        );
    }
}
