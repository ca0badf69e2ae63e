//! Where in a law (条款项目): 第三十条第一款第七项.

use std::fmt;

use crate::{numeral, words::is_space};

/// The number of an article (条): 第二十条, or 第二十条之一 for one put in later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleNumber {
    /// 第…条.
    pub main: u32,
    /// 之…; 0 where there is none.
    pub inserted: u32,
}

/// A place within an instrument: article, and as far as named, paragraph, item and point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// 条.
    pub article: ArticleNumber,
    /// 款, counted from one; none where the article as a whole is meant, or has one paragraph only.
    pub paragraph: Option<u32>,
    /// 项.
    pub item: Option<u32>,
    /// 目.
    pub point: Option<u32>,
}

/// A citation (引用) as a person writes it: a place, and before it the instrument, if it is another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    /// What stands before the place: a short name or a title, as written (`复条`, `行政诉讼法`).
    pub law: Option<String>,
    /// The place in it.
    pub place: Place,
}

impl Citation {
    /// Reads `第三十条第一款第七项`, `复条 第十六条` or `《行政诉讼法》第四十五条`.
    ///
    /// Nothing comes of a text that names no article, or has anything behind the place.
    ///
    /// ```
    /// use xiezhi_law::Citation;
    /// let cited = Citation::parse("复条 第三十四条第三款").unwrap();
    /// assert_eq!(cited.law.as_deref(), Some("复条"));
    /// assert_eq!(cited.place.to_string(), "第三十四条第三款");
    /// assert!(Citation::parse("附则").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(is_space);
        // The place begins at the first 第 from which everything to the end is a place: a title may
        // hold a 第 of its own.
        text.match_indices('第').find_map(|(at, _)| {
            let (head, tail) = text.split_at_checked(at)?;
            let place = Place::parse(tail)?;
            let law = head.trim_matches(|c| is_space(c) || matches!(c, '《' | '》'));
            Some(Self { law: (!law.is_empty()).then(|| law.to_owned()), place })
        })
    }
}

impl Place {
    /// Reads `第三十条第一款第七项`; white space between the parts does not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let main = part(&mut rest, '条')?;
        let mut inserted = 0;
        if let Some(after) = rest.trim_start_matches(is_space).strip_prefix('之') {
            let end = after.find(|c| !numeral::is_numeral(c)).unwrap_or(after.len());
            let (number, behind) = after.split_at_checked(end)?;
            inserted = numeral::parse(number)?;
            rest = behind;
        }
        let paragraph = part(&mut rest, '款');
        let item = part(&mut rest, '项');
        let point = part(&mut rest, '目');
        rest.trim_matches(is_space).is_empty().then_some(Self {
            article: ArticleNumber { main, inserted },
            paragraph,
            item,
            point,
        })
    }

    /// The whole article.
    pub fn article(article: ArticleNumber) -> Self {
        Self { article, paragraph: None, item: None, point: None }
    }
}

/// Takes 第…`unit` off the front; a number may stand in brackets, as in 第（八）项.
fn part(rest: &mut &str, unit: char) -> Option<u32> {
    let after = rest.trim_start_matches(is_space).strip_prefix('第')?;
    let (number, behind) = after.split_once(unit)?;
    let number: String = number.chars().filter(|c| !is_space(*c)).collect();
    let n = numeral::parse(number.trim_matches(['（', '）', '(', ')']))?;
    *rest = behind;
    Some(n)
}

impl fmt::Display for ArticleNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}条", numeral::write(self.main))?;
        if self.inserted > 0 {
            write!(f, "之{}", numeral::write(self.inserted))?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.article.fmt(f)?;
        for (n, unit) in [(self.paragraph, '款'), (self.item, '项'), (self.point, '目')] {
            if let Some(n) = n {
                write!(f, "第{}{unit}", numeral::write(n))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(law) = &self.law {
            write!(f, "{law} ")?;
        }
        self.place.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn citations_are_read_as_lawyers_write_them() {
        for (text, law, place) in [
            ("第三十条第一款第七项", None, "第三十条第一款第七项"),
            ("复条 第十六条", Some("复条"), "第十六条"),
            ("第六十三条第二款", None, "第六十三条第二款"),
            ("刑法 第一百三十三条之一第一款第（三）项", Some("刑法"), "第一百三十三条之一第一款第三项"),
            ("《行政诉讼法》第45条", Some("行政诉讼法"), "第四十五条"),
            ("第十一条第十五项第二目", None, "第十一条第十五项第二目"),
        ] {
            let cited = Citation::parse(text).expect(text);
            assert_eq!((cited.law.as_deref(), cited.place.to_string().as_str()), (law, place), "{text}");
        }
    }

    #[test]
    fn what_names_no_place_is_no_citation() {
        for text in ["", "第三十条第一款等", "第条", "附则", "第三章", "第三十条第七项第一款"]
        {
            assert_eq!(Citation::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_place_written_is_the_place_read(
            main in 1u32..2000, inserted in 0u32..20,
            paragraph in proptest::option::of(1u32..30),
            item in proptest::option::of(1u32..30),
            point in proptest::option::of(1u32..30),
        ) {
            let place = Place { article: ArticleNumber { main, inserted }, paragraph, item, point };
            prop_assert_eq!(Place::parse(&place.to_string()), Some(place));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,20}|[第条款项目之一二十百（） ]{0,20}") {
            let _ = Citation::parse(&text);
        }
    }
}
