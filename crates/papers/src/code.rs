//! The check code (核对码): eighty random bits that a person can read out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// Crockford's alphabet: no I, L, O and U, which are misread or spell words.
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The check code of one paper (核对码): 80 random bits, printed as sixteen characters and a check
/// character, `8K3M-7QXZ-0RT5-VW2C-H`.
///
/// The check character is a weighted sum over the field of 32 elements, so that one wrong character and
/// any two exchanged ones are always noticed before anybody asks the record.
///
/// ```
/// use xiezhi_papers::CheckCode;
/// let code = CheckCode::from_random([7; 10]);
/// let typed: CheckCode = code.to_string().to_lowercase().replace('-', " ").parse().unwrap();
/// assert!(typed.is(&code));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CheckCode([u8; 10]);

/// Why what was typed is no check code. The page says the same of each: look at the paper again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckCodeError {
    /// Not seventeen characters.
    #[error("a check code has 17 characters, this has {0}")]
    Length(usize),
    /// A character that is in no code.
    #[error("{0:?} is in no check code")]
    Character(char),
    /// The last character does not fit the others: something was misread.
    #[error("the check character does not fit: something was misread")]
    Misread,
}

impl CheckCode {
    /// The code of ten random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 10]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be kept or hashed.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 10] {
        &self.0
    }

    /// Whether two codes are the same, in a time that does not tell how far they agree.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The sixteen characters and the check character, without separators: the form for an address.
    #[must_use]
    pub fn compact(&self) -> String {
        let digits = self.digits();
        digits.iter().chain(std::iter::once(&check(&digits))).map(|d| symbol(*d)).collect()
    }

    fn digits(&self) -> [u8; 16] {
        let all = self.0.iter().fold(0_u128, |all, byte| (all << 8) | u128::from(*byte));
        let mut digits = [0; 16];
        for (n, digit) in digits.iter_mut().enumerate() {
            *digit = u8::try_from((all >> (5 * (15 - n))) & 31).unwrap_or(0);
        }
        digits
    }
}

/// Shows nothing: the code opens the page of a paper, so it does not belong in a log.
impl fmt::Debug for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckCode(…)")
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, c) in self.compact().chars().enumerate() {
            if n > 0 && n % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{c}")?;
        }
        Ok(())
    }
}

impl FromStr for CheckCode {
    type Err = CheckCodeError;

    /// Forgives what people do: small and full-width letters, spaces and dashes anywhere, O for 0, I and
    /// L for 1.
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let mut digits = Vec::with_capacity(17);
        for c in typed.chars() {
            if c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '－' | '_' | '.' | '·')
            {
                continue;
            }
            digits.push(digit(c).ok_or(CheckCodeError::Character(c))?);
        }
        let (Some(digits), Some(last)) =
            (digits.first_chunk::<16>(), digits.get(16).filter(|_| digits.len() == 17))
        else {
            return Err(CheckCodeError::Length(digits.len()));
        };
        if check(digits) != *last {
            return Err(CheckCodeError::Misread);
        }
        let all = digits.iter().fold(0_u128, |all, digit| (all << 5) | u128::from(*digit));
        let mut bytes = [0; 10];
        for (to, from) in bytes.iter_mut().zip(all.to_be_bytes().iter().skip(6)) {
            *to = *from;
        }
        Ok(Self(bytes))
    }
}

impl From<CheckCode> for String {
    fn from(code: CheckCode) -> Self {
        code.compact()
    }
}

impl TryFrom<String> for CheckCode {
    type Error = CheckCodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

fn symbol(digit: u8) -> char {
    ALPHABET.get(usize::from(digit & 31)).map_or('0', |b| char::from(*b))
}

fn digit(c: char) -> Option<u8> {
    // Full-width letters and digits come from Chinese input methods.
    let c = match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0)?,
        _ => c,
    };
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    ALPHABET.iter().position(|b| char::from(*b) == c).and_then(|n| u8::try_from(n).ok())
}

/// The check character: the sum of αⁿ·digitₙ in GF(32) with α = x, modulus x⁵ + x² + 1. The powers of α
/// differ for all sixteen places, which is why an exchange of any two unlike characters changes the sum.
fn check(digits: &[u8; 16]) -> u8 {
    // Horner's rule: multiply by α, add the next digit; a last multiplication makes the first power α.
    times_alpha(digits.iter().fold(0, |sum, digit| times_alpha(sum) ^ digit))
}

fn times_alpha(a: u8) -> u8 {
    let shifted = a << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(seed: u8) -> CheckCode {
        let mut bytes = [0; 10];
        for (n, b) in bytes.iter_mut().enumerate() {
            *b = seed.wrapping_mul(37).wrapping_add(u8::try_from(n).unwrap().wrapping_mul(91)).rotate_left(3);
        }
        CheckCode::from_random(bytes)
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for seed in 0..=255 {
            let printed = code(seed).to_string();
            assert_eq!(printed.len(), 21);
            assert_eq!(printed.parse::<CheckCode>().unwrap(), code(seed));
        }
    }

    #[test]
    fn case_spaces_and_look_alikes_are_forgiven() {
        let zeros = CheckCode::from_random([0; 10]);
        assert_eq!(zeros.to_string(), "0000-0000-0000-0000-0");
        assert_eq!("oOoO 0000oooo–OOOO－o".parse::<CheckCode>().unwrap(), zeros);
        assert_eq!("００００００００００００００００　０".parse::<CheckCode>().unwrap(), zeros);
        let printed = code(9).to_string();
        assert_eq!(printed.to_lowercase().replace('1', "l").parse::<CheckCode>().unwrap(), code(9));
    }

    #[test]
    fn one_wrong_character_and_any_exchange_are_noticed() {
        let good: Vec<char> = code(5).compact().chars().collect();
        for at in 0..17 {
            for other in ALPHABET {
                let mut bad = good.clone();
                bad[at] = char::from(other);
                if bad != good {
                    let bad: String = bad.iter().collect();
                    assert_eq!(bad.parse::<CheckCode>(), Err(CheckCodeError::Misread), "{bad}");
                }
            }
            for with in 0..at {
                let mut bad = good.clone();
                bad.swap(at, with);
                if bad != good {
                    let bad: String = bad.iter().collect();
                    assert_eq!(bad.parse::<CheckCode>(), Err(CheckCodeError::Misread), "{bad}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_code_is_told_apart() {
        assert_eq!("123".parse::<CheckCode>(), Err(CheckCodeError::Length(3)));
        assert_eq!("".parse::<CheckCode>(), Err(CheckCodeError::Length(0)));
        assert_eq!("u".parse::<CheckCode>(), Err(CheckCodeError::Character('u')));
        assert_eq!("核".parse::<CheckCode>(), Err(CheckCodeError::Character('核')));
        assert_eq!("0".repeat(18).parse::<CheckCode>(), Err(CheckCodeError::Length(18)));
    }

    #[test]
    fn a_code_does_not_show_in_a_log() {
        assert_eq!(format!("{:?}", code(3)), "CheckCode(…)");
    }
}
