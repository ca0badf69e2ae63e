//! How dates, sums, numerals and masked names are written in a paper.

use jiff::civil::Date;

use crate::layout::Lang;

/// A date as papers write it: 2026年3月1日, with Arabic digits and no leading zeros
/// (GB/T 9704-2012, 成文日期), or `1 March 2026`.
pub(crate) fn date(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => {
            let month = match date.month() {
                1 => "January",
                2 => "February",
                3 => "March",
                4 => "April",
                5 => "May",
                6 => "June",
                7 => "July",
                8 => "August",
                9 => "September",
                10 => "October",
                11 => "November",
                _ => "December",
            };
            format!("{} {month} {}", date.day(), date.year())
        }
    }
}

/// A date in Chinese numerals: 二〇二六年三月一日.
pub(crate) fn date_in_numerals(date: Date) -> String {
    let year: String =
        date.year().to_string().chars().filter_map(|c| c.to_digit(10)).map(year_digit).collect();
    format!(
        "{year}年{}月{}日",
        numeral(date.month().unsigned_abs().into()),
        numeral(date.day().unsigned_abs().into())
    )
}

fn year_digit(digit: u32) -> char {
    ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'].get(digit as usize).copied().unwrap_or('〇')
}

/// A number in Chinese numerals as headings and periods use them: 一, 十, 十二, 一百零五.
pub(crate) fn numeral(n: u64) -> String {
    let written =
        in_groups(n, &['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'], ["", "十", "百", "千"]);
    // 一十二 is read 十二, at the head of a number alone.
    match written.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => written,
    }
}

/// A sum in fen as text: 20000元, 20000.50元.
pub(crate) fn money(fen: i64, lang: Lang) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    let (yuan, rest) = (fen / 100, fen % 100);
    match lang {
        Lang::Zh if rest == 0 => format!("{sign}{yuan}元"),
        Lang::Zh => format!("{sign}{yuan}.{rest:02}元"),
        Lang::En => {
            let digits = yuan.to_string();
            let mut grouped = String::new();
            for (n, c) in digits.chars().enumerate() {
                if n > 0 && (digits.len() - n).is_multiple_of(3) {
                    grouped.push(',');
                }
                grouped.push(c);
            }
            format!("CNY {sign}{grouped}.{rest:02}")
        }
    }
}

/// A sum in fen in capital numerals (大写): 人民币贰万元整, 人民币壹佰零伍元叁角.
///
/// After 中国人民银行《支付结算办法》附一《正确填写票据和结算凭证的基本规定》: 整 after 元 and 角, never after 分;
/// 零 for a gap.
pub(crate) fn money_in_capitals(fen: i64) -> String {
    let digits = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    let (sign, fen) = (if fen < 0 { "负" } else { "" }, fen.unsigned_abs());
    let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10);
    let digit = |n: u64| usize::try_from(n).ok().and_then(|n| digits.get(n)).copied().unwrap_or('零');
    let mut out = format!("人民币{sign}");
    if yuan > 0 || fen == 0 {
        out.push_str(&in_groups(yuan, &digits, ["", "拾", "佰", "仟"]));
        out.push('元');
    }
    if jiao > 0 {
        out.push(digit(jiao));
        out.push('角');
    } else if rest > 0 && yuan > 0 {
        out.push('零');
    }
    if rest > 0 {
        out.push(digit(rest));
        out.push('分');
    } else {
        out.push('整');
    }
    out
}

/// Writes a number in groups of four (万, 亿, 万亿), one 零 for each gap.
fn in_groups(n: u64, digits: &[char; 10], places: [&str; 4]) -> String {
    if n == 0 {
        return digits.first().copied().unwrap_or('零').to_string();
    }
    let zero = digits.first().copied().unwrap_or('零');
    let all = n.to_string();
    let count = all.len();
    let mut out = String::new();
    let (mut gap, mut group_empty) = (false, true);
    for (at, c) in all.chars().enumerate() {
        let place = count - 1 - at;
        let value = c.to_digit(10).unwrap_or(0) as usize;
        if value == 0 {
            gap = true;
        } else {
            if gap && !out.is_empty() {
                out.push(zero);
            }
            gap = false;
            group_empty = false;
            out.push(digits.get(value).copied().unwrap_or(zero));
            out.push_str(places.get(place % 4).copied().unwrap_or(""));
        }
        if place.is_multiple_of(4) {
            let unit = ["", "万", "亿", "万亿", "亿亿"].get(place / 4).copied().unwrap_or("");
            if !group_empty {
                out.push_str(unit);
            }
            group_empty = true;
        }
    }
    out
}

/// Surnames of two characters that are still in use, so that masking leaves 欧阳某 and not 欧某某.
const DOUBLE_SURNAMES: [&str; 28] = [
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟",
    "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离",
    "长孙", "令狐",
];

/// Hides a name, an identity number or a telephone number where others may read (脱敏): 张某某,
/// 6201************34, 138****5678.
///
/// Digits make it a number; everything else is a name. What is too short to hide anything in is hidden
/// whole.
pub(crate) fn mask(value: &str) -> String {
    let value = value.trim();
    let chars: Vec<char> = value.chars().collect();
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let keep = |head: usize, tail: usize| -> String {
        let stars = chars.len().saturating_sub(head + tail);
        chars.iter().enumerate().map(|(n, c)| if n < head || n >= head + stars { *c } else { '*' }).collect()
    };
    if digits > 0 && digits * 2 >= chars.len() {
        return match chars.len() {
            0..=4 => "*".repeat(chars.len()),
            5..=9 => keep(1, 1),
            11 => keep(3, 4),
            _ => keep(4, 2),
        };
    }
    if value.is_ascii() {
        // A Latin name keeps its initials: Zhang San, Z. S.
        return value
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .map(|c| format!("{}.", c.to_uppercase()))
            .collect::<Vec<_>>()
            .join(" ");
    }
    let surname =
        if chars.len() > 2 && DOUBLE_SURNAMES.iter().any(|name| value.starts_with(name)) { 2 } else { 1 };
    let hidden = chars.len().saturating_sub(surname).clamp(1, 3);
    chars.iter().take(surname).collect::<String>() + &"某".repeat(hidden)
}

/// Whether a line break in the source next to this character leaves no space: Chinese has none.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x303F | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFF
        | 0x2014 | 0x2018 | 0x2019 | 0x201C | 0x201D | 0x2026)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_without_leading_zeros() {
        let day = jiff::civil::date(2026, 3, 1);
        assert_eq!(date(day, Lang::Zh), "2026年3月1日");
        assert_eq!(date(day, Lang::En), "1 March 2026");
        assert_eq!(date_in_numerals(jiff::civil::date(2026, 10, 25)), "二〇二六年十月二十五日");
    }

    #[test]
    fn numerals_read_as_they_are_spoken() {
        for (n, written) in [
            (0, "零"),
            (3, "三"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1_002, "一千零二"),
            (10_000, "一万"),
            (20_500, "二万零五百"),
            (100_010, "十万零一十"),
            (100_000_000, "一亿"),
        ] {
            assert_eq!(numeral(n), written);
        }
    }

    #[test]
    fn a_sum_in_capitals_follows_the_rules_for_bills() {
        for (fen, written) in [
            (0, "人民币零元整"),
            (2_000_000, "人民币贰万元整"),
            (10_530, "人民币壹佰零伍元叁角整"),
            (140_950, "人民币壹仟肆佰零玖元伍角整"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
            (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
            (1_600_004, "人民币壹万陆仟元零肆分"),
            (50, "人民币伍角整"),
            (7, "人民币柒分"),
            (10_000_000_000, "人民币壹亿元整"),
        ] {
            assert_eq!(money_in_capitals(fen), written, "{fen}");
        }
        assert_eq!(money(2_000_000, Lang::Zh), "20000元");
        assert_eq!(money(2_000_050, Lang::Zh), "20000.50元");
        assert_eq!(money(2_000_050, Lang::En), "CNY 20,000.50");
    }

    #[test]
    fn a_masked_name_keeps_the_surname_alone() {
        for (name, masked) in [
            ("张三", "张某"),
            ("张小三", "张某某"),
            ("欧阳修文", "欧阳某某"),
            ("迪丽热巴·迪力木拉提", "迪某某某"),
            ("Zhang San", "Z. S."),
            ("620102199001011234", "6201************34"),
            ("13893145678", "138****5678"),
            ("12", "**"),
        ] {
            assert_eq!(mask(name), masked);
        }
    }
}
