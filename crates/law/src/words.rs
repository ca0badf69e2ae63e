//! Comparing the words of a quotation with the words of a law.
//!
//! Two texts say the same words if they differ only in white space, in the width of letters and signs,
//! and in the shape of quotation marks: these vary between editions and say nothing.

/// White space in the wide sense: what Unicode calls so, and the marks without width that editors leave.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{3164}')
}

/// One character in the form in which it is compared; nothing for white space.
fn fold(c: char) -> Option<char> {
    if is_space(c) {
        return None;
    }
    Some(match c {
        '“' | '”' | '「' | '」' | '『' | '』' | '＂' | '‘' | '’' | '＇' | '\'' => '"',
        '〈' | '＜' => '<',
        '〉' | '＞' => '>',
        '｡' => '。',
        '､' => '、',
        '－' | '—' | '–' | '―' | '─' => '-',
        // The full-width forms of ASCII lie in one block.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    })
}

/// A text in the form in which it is compared.
pub(crate) fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// A quotation, cut at its gaps (`…`, `……`, `...`) and folded.
pub(crate) struct Quote(Vec<String>);

impl Quote {
    pub(crate) fn new(quote: &str) -> Self {
        let quote = quote.replace("...", "…").replace("．．．", "…");
        Self(quote.split('…').map(folded).filter(|piece| !piece.is_empty()).collect())
    }

    /// Whether every piece stands in the folded text, in order and without overlap.
    pub(crate) fn stands_in(&self, folded: &str) -> bool {
        let mut rest = folded;
        self.0.iter().all(|piece| match rest.split_once(piece.as_str()) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
    }

    /// How much of the quotation a folded text holds, counted in pairs of neighbouring characters: the
    /// way to find the passage that was probably meant.
    pub(crate) fn likeness(&self, folded: &str) -> usize {
        let mut shared = 0;
        for piece in &self.0 {
            let chars: Vec<char> = piece.chars().collect();
            shared +=
                chars.windows(2).filter(|pair| folded.contains(&pair.iter().collect::<String>())).count();
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_space_and_quotation_marks_do_not_matter() {
        let law = folded("有关“三日”、“五日”的规定是指工作日，不含法定休假日。");
        assert!(Quote::new("有关「三日」、『五日』的规定 是指工作日,不含法定休假日").stands_in(&law));
        assert!(!Quote::new("是指自然日").stands_in(&law));
    }

    #[test]
    fn a_gap_keeps_the_order() {
        let law = folded("应当自受理申请之日起六十日内作出行政复议决定");
        assert!(Quote::new("应当…六十日内……作出行政复议决定").stands_in(&law));
        assert!(!Quote::new("六十日内…应当").stands_in(&law));
    }
}
