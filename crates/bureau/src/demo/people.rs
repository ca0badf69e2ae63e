//! People who do not exist: names, identity numbers and addresses that nobody can have, and a document with
//! nothing in it but its name.

use std::fmt::Write as _;

use xiezhi_matter::{event::Values, value::Value};

/// Heavenly stems and surnames, from which names are made in turn.
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const SURNAMES: [char; 23] = [
    '王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林', '何',
    '郭', '马', '罗', '梁', '宋', '郑',
];

fn turn<const N: usize>(list: [char; N], i: usize) -> char {
    list.get(i.checked_rem(N).unwrap_or(0)).copied().unwrap_or('某')
}

/// The name of the `i`-th person: 虚构·王甲.
pub(super) fn name(i: usize) -> String {
    format!("虚构·{}{}", turn(SURNAMES, i), turn(STEMS, i / 23))
}

/// The name of the `i`-th organisation.
pub(super) fn company(i: usize) -> String {
    format!("虚构·{}{}商贸有限公司", turn(STEMS, i), turn(STEMS, i / 10))
}

/// An identity number that fits its check digit (GB 11643) and has the area code 000000, which no place has.
pub(super) fn identity(i: usize) -> String {
    let (year, month, day) = (1955 + i % 45, 1 + i % 12, 1 + i % 28);
    let body = format!("000000{year:04}{month:02}{day:02}{:03}", i % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2_usize];
    let sum: usize = body.chars().zip(weights).map(|(c, w)| c.to_digit(10).unwrap_or(0) as usize * w).sum();
    let check = "10X98765432".chars().nth(sum % 11).unwrap_or('0');
    format!("{body}{check}")
}

/// A telephone number that no network gives out.
pub(super) fn phone(i: usize) -> String {
    format!("000-{:08}", 10_000 + i)
}

/// What is known of the `i`-th person.
pub(super) fn facts(i: usize, city: &str, electronic: bool) -> Values {
    let mut facts = reachable(i, city, electronic);
    let sex = if i.is_multiple_of(2) { "male" } else { "female" };
    facts.insert("sex".into(), text(sex));
    facts.insert("id_number".into(), text(identity(i)));
    facts
}

/// What is known of the `i`-th organisation.
pub(super) fn company_facts(i: usize, city: &str, electronic: bool) -> Values {
    let mut facts = reachable(i, city, electronic);
    facts.insert("credit_code".into(), text(format!("00000000000000{:04}", i % 10_000)));
    facts.insert("legal_representative".into(), text(format!("{}，经理", name(i))));
    facts
}

fn reachable(i: usize, city: &str, electronic: bool) -> Values {
    let mut facts = Values::from([
        ("address".into(), text(format!("{city}虚构区虚构路{}号", 1 + i % 300))),
        ("phone".into(), text(phone(i))),
        ("e_service".into(), Value::YesNo(electronic)),
    ]);
    if electronic {
        facts.insert("email".into(), text(format!("person{i}@example.invalid")));
    }
    facts
}

/// A text value.
pub(super) fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

/// A page that bears its title and says that it is an example. It names a font of every reader (STSong-Light, of
/// PDF's own Asian fonts) instead of bringing one, so it is small: a demonstration holds hundreds.
pub(super) fn document(title: &str) -> Vec<u8> {
    let hex = |words: &str| {
        words.encode_utf16().fold(String::new(), |mut s, unit| {
            let _written = write!(s, "{unit:04X}");
            s
        })
    };
    let page = format!(
        "BT /F 22 Tf 90 720 Td <{}> Tj /F 12 Tf 0 -40 Td <{}> Tj ET",
        hex(title),
        hex("演示用虚构材料，内容从略。Fictional, for demonstration.")
    );
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{page}\nendstream", page.len()),
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>".to_owned(),
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (i, object) in objects.iter().enumerate() {
        let _written = writeln!(table, "{:010} 00000 n ", pdf.len());
        let _written = write!(pdf, "{} 0 obj{object}\nendobj\n", i + 1);
    }
    let at = pdf.len();
    let size = objects.len() + 1;
    let _written = write!(pdf, "{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_have_these() {
        // With the check digit as weight one, the weighted sum leaves 1 on division by 11 (GB 11643).
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
        for i in 0..300 {
            let sum: u32 =
                identity(i).chars().zip(weights).map(|(c, w)| c.to_digit(10).unwrap_or(10) * w).sum();
            assert_eq!(sum % 11, 1, "{}", identity(i));
        }
        assert!(identity(7).starts_with("000000") && identity(7).len() == 18);
        assert!(phone(3).starts_with("000-"));
        assert!(name(40).starts_with("虚构·"));
        let names: std::collections::BTreeSet<String> = (0..230).map(name).collect();
        assert_eq!(names.len(), 230, "no name comes twice");
    }
}
