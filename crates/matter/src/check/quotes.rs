//! With the law library: every quotation stands in the article it cites, and every cited place exists.

use std::collections::HashMap;

use jiff::civil::Date;
use xiezhi_law::Proof;

use crate::{
    load::{BasisAt, Library, Mistake, Place, Severity},
    model::Basis,
};

/// A basis and the words of the place that it cites, to be read beside the name of what rests on it: a
/// wrong item number has no quotation to betray it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Reading {
    pub at: Place,
    /// The key or rule that rests on it.
    pub of: String,
    /// The title of the law.
    pub title: String,
    pub article: String,
    /// The words of the place, whole.
    pub text: String,
}

/// Looks up every basis: what is not there is a mistake, as far as its source is said to be the
/// promulgated text.
pub fn check_quotes(library: &Library, laws: &xiezhi_law::Library) -> Vec<Mistake> {
    let mut proofs = Proofs::default();
    library.bases.iter().filter_map(|basis| proofs.of(library, laws, basis).err()).collect()
}

/// The words of every place that is cited.
pub fn readings(library: &Library, laws: &xiezhi_law::Library) -> Vec<Reading> {
    let mut proofs = Proofs::default();
    library.bases.iter().filter_map(|basis| proofs.of(library, laws, basis).ok().flatten()).collect()
}

/// Many rules cite the same words; each is looked up once.
#[derive(Default)]
struct Proofs(HashMap<(String, String, String, Option<Date>), Proof>);

impl Proofs {
    fn of(
        &mut self,
        library: &Library,
        laws: &xiezhi_law::Library,
        cited: &BasisAt,
    ) -> Result<Option<Reading>, Mistake> {
        let Basis::Law { law, article, quote, unverified } = &cited.basis else { return Ok(None) };
        let title = library.title(law);
        let quote = quote.as_deref().unwrap_or_default();
        let key = (title.to_owned(), article.clone(), quote.to_owned(), cited.until);
        let proof =
            self.0.entry(key).or_insert_with(|| laws.prove(title, article, quote, cited.until)).clone();
        let tell = |message: String, hint: Option<String>| Mistake {
            severity: if *unverified { Severity::Warning } else { Severity::Error },
            code: "quote",
            message,
            places: vec![cited.at.clone()],
            hint,
        };
        match proof {
            Proof::Found { text } => Ok(Some(Reading {
                at: cited.at.clone(),
                of: cited.of.clone(),
                title: title.to_owned(),
                article: article.clone(),
                text,
            })),
            Proof::WordsNotThere { text, nearest } => {
                let hint = match nearest {
                    Some(near) if near.exact => {
                        format!("They stand in {}: 「{}」.", near.place, short(&near.text))
                    }
                    Some(near) => format!(
                        "{article} reads 「{}」; the nearest words stand in {}: 「{}」.",
                        short(&text),
                        near.place,
                        short(&near.text)
                    ),
                    None => format!("{article} reads 「{}」.", short(&text)),
                };
                Err(tell(format!("《{title}》{article} does not have the words 「{quote}」"), Some(hint)))
            }
            Proof::NoSuchArticle => Err(tell(format!("《{title}》 has no {article}"), None)),
            Proof::NoSuchItem { text } => {
                let hint = format!("The article reads 「{}」.", short(&text));
                Err(tell(format!("《{title}》 has no {article}"), Some(hint)))
            }
            Proof::NoSuchLaw => Err(tell(
                format!("the law library has no 《{title}》"),
                Some("If its text can't be had, say unverified = true.".to_owned()),
            )),
            Proof::NotInForce { from } => {
                Err(tell(format!("《{title}》 came into force only on {from}"), None))
            }
        }
    }
}

/// The beginning of a long text, on one line.
fn short(text: &str) -> String {
    let line = text.replace('\n', "");
    let mut cut: String = line.chars().take(120).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    cut
}
