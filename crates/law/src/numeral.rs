//! Chinese numerals (汉字数字) and whole numbers, both ways.
//!
//! Only what law texts use: 第一百二十条, 二〇二三年, and the digits that stray into them.

const UNITS: [(char, u64); 4] = [('千', 1_000), ('百', 100), ('十', 10), ('\0', 1)];
const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The value of one digit: Chinese, ASCII or full-width.
pub(crate) fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '○' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        _ => return None,
    })
}

/// Whether a numeral may hold this character.
pub(crate) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万')
}

/// Reads 一百二十, 二〇二三, 120 or １２０; nothing where the text is no numeral or is too large.
///
/// ```
/// use xiezhi_law::numeral::parse;
/// assert_eq!(parse("一百零二"), Some(102));
/// assert_eq!(parse("二〇二三"), Some(2023));
/// assert_eq!(parse("十"), Some(10));
/// assert_eq!(parse("百科"), None);
/// ```
pub fn parse(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(digit(c)?));
    }
    // `total` holds what stands before 万, `section` what stands since, `run` the digits not yet
    // followed by a unit.
    let (mut total, mut section, mut run) = (0u32, 0u32, None::<u32>);
    for c in text.chars() {
        if let Some(d) = digit(c) {
            run = Some(run.unwrap_or(0).checked_mul(10)?.checked_add(d)?);
            continue;
        }
        match c {
            '十' | '百' | '千' => {
                let unit = UNITS.iter().find(|(name, _)| *name == c).map(|(_, n)| *n)?;
                let unit = u32::try_from(unit).ok()?;
                // Ten may stand alone (十条); 百 and 千 may not.
                let times = match run.take() {
                    Some(n) => n,
                    None if c == '十' => 1,
                    None => return None,
                };
                section = section.checked_add(times.checked_mul(unit)?)?;
            }
            '万' => {
                let all = section.checked_add(run.take().unwrap_or(0))?;
                total = total.checked_add(all.checked_mul(10_000)?)?;
                section = 0;
            }
            _ => return None,
        }
    }
    total.checked_add(section)?.checked_add(run.unwrap_or(0))
}

/// Writes a number as law texts write it: 十, 十五, 一百零二, 一万零三十.
///
/// ```
/// assert_eq!(xiezhi_law::numeral::write(115), "一百一十五");
/// ```
pub fn write(n: u32) -> String {
    if n == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let (myriads, rest) = (n / 10_000, n % 10_000);
    if myriads > 0 {
        out.push_str(&write(myriads));
        out.push('万');
        if rest > 0 && rest < 1_000 {
            out.push('零');
        }
    }
    let (mut rest, mut gap) = (u64::from(rest), false);
    let started = out.len();
    for (name, unit) in UNITS {
        let d = rest / unit;
        rest %= unit;
        if d == 0 {
            gap = out.len() > started;
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // 十五, but 一百一十五.
        if !(d == 1 && unit == 10 && out.is_empty()) {
            let at = usize::try_from(d).unwrap_or(0);
            out.push(DIGITS.get(at).copied().unwrap_or('零'));
        }
        if name != '\0' {
            out.push(name);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numerals_of_law_texts_are_read() {
        for (text, n) in [
            ("一", 1),
            ("十", 10),
            ("十一", 11),
            ("二十", 20),
            ("九十九", 99),
            ("一百", 100),
            ("一百零一", 101),
            ("一百一十", 110),
            ("一千二百六十", 1260),
            ("二○一七", 2017),
            ("１２", 12),
            ("30", 30),
            ("两千", 2000),
            ("一万零三十", 10_030),
        ] {
            assert_eq!(parse(text), Some(n), "{text}");
        }
    }

    #[test]
    fn what_is_no_numeral_is_refused() {
        for text in ["", "条", "百", "一百a", "99999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(n in 0u32..100_000_000) {
            prop_assert_eq!(parse(&write(n)), Some(n));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,12}|[一二三十百千万零0-9]{0,12}") {
            let _ = parse(&text);
        }
    }
}
