//! Case numbers `YY-XXXXXXXX-c`: two digits of the year, eight random Crockford base-32 characters, one check digit
//! (programmes.md 3.1). Opaque on purpose: a paper that a victim carries betrays neither programme nor organisation.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::mrz::weighted_sum;

/// Crockford's base 32: digits and letters without I, L, O and U.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T',
    'V', 'W', 'X', 'Y', 'Z',
];

/// Characters in a written number: `24-7K3M9QXA-5`.
const LENGTH: usize = 13;

/// The number of a case. Always well formed, its check digit right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber {
    /// The ten characters that carry meaning, without hyphens: the year and the symbols.
    body: [char; 10],
}

/// Why a text is not a case number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// Not 13 characters.
    #[error("a case number has 13 characters, such as 24-7K3M9QXA-5; this has {0}")]
    Length(usize),
    /// A character that may not stand where it stands.
    #[error("`{found}` may not stand at position {position} of a case number: {rule} belongs there")]
    Character {
        /// From 1.
        position: usize,
        /// What stands there.
        found: char,
        /// What belongs there.
        rule: &'static str,
    },
    /// The check digit does not fit: a character was misread or two were exchanged.
    #[error("the check digit at position 13 should not be {found}: a character of the number was misread")]
    CheckDigit {
        /// What stands there.
        found: char,
    },
}

impl CaseNumber {
    /// The number made of a year and eight bytes of entropy, of which each gives five bits.
    pub fn new(year: i32, random: [u8; 8]) -> Self {
        let year = u8::try_from(year.rem_euclid(100)).unwrap_or(0);
        let mut body = ['0'; 10];
        let symbols = [year / 10, year % 10].into_iter().chain(random.map(|byte| byte & 31));
        for (place, value) in body.iter_mut().zip(symbols) {
            *place = ALPHABET.get(usize::from(value)).copied().unwrap_or('0');
        }
        Self { body }
    }

    /// The check digit over the year and the symbols: weights 7, 3, 1, modulo 10, A = 10 to Z = 35.
    pub fn check_digit(self) -> u32 {
        weighted_sum(self.body.into_iter().map(|c| c.to_digit(36).unwrap_or(0)))
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, symbol) in self.body.iter().enumerate() {
            if place == 2 {
                f.write_str("-")?;
            }
            write!(f, "{symbol}")?;
        }
        write!(f, "-{}", self.check_digit())
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;

    /// Read a number as people write it: small letters, I or L for 1 and O for 0 are understood.
    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        let text = text.trim();
        let count = text.chars().count();
        if count != LENGTH {
            return Err(CaseNumberError::Length(count));
        }
        let mut body = ['0'; 10];
        let mut places = body.iter_mut();
        let mut check = '0';
        for (position, found) in (1..).zip(text.chars()) {
            let meant = meant(found);
            let refuse = |rule| Err(CaseNumberError::Character { position, found, rule });
            match position {
                3 | 12 if found != '-' => return refuse("a hyphen"),
                3 | 12 => continue,
                1 | 2 | LENGTH if !meant.is_ascii_digit() => return refuse("a digit"),
                _ if !ALPHABET.contains(&meant) => {
                    return refuse("a digit or a letter other than U");
                }
                LENGTH => check = meant,
                _ => {
                    if let Some(place) = places.next() {
                        *place = meant;
                    }
                }
            }
        }
        let number = Self { body };
        if check.to_digit(10) == Some(number.check_digit()) { Ok(number) } else { Err(CaseNumberError::CheckDigit { found: check }) }
    }
}

/// The character that the writer meant.
fn meant(found: char) -> char {
    match found.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = CaseNumberError;

    fn try_from(text: String) -> Result<Self, CaseNumberError> {
        text.parse()
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_a_year_eight_symbols_and_a_check_digit() {
        let number = CaseNumber::new(2024, [0, 1, 9, 10, 17, 18, 31, 255]);
        // 2*7 + 4*3 + 0*1 + 1*7 + 9*3 + 10*1 (A) + 17*7 (H) + 19*3 (J) + 35*1 (Z) + 35*7 (Z) = 526
        assert_eq!(number.to_string(), "24-019AHJZZ-6");
        assert_eq!(CaseNumber::new(1999, [0; 8]).to_string(), "99-00000000-0");
        assert_eq!(CaseNumber::new(2005, [0; 8]).to_string(), "05-00000000-5");
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let number = CaseNumber::new(2024, [0, 1, 9, 10, 17, 18, 31, 255]);
        for text in ["24-019AHJZZ-6", "24-019ahjzz-6", "24-oi9ahjzz-6", "24-OL9AHJZZ-6", "  24-0l9AHJZZ-6 "] {
            assert_eq!(text.parse(), Ok(number), "{text}");
        }
    }

    #[test]
    fn a_refused_number_says_where_and_why() {
        let reason = |text: &str| text.parse::<CaseNumber>().unwrap_err().to_string();
        assert!(reason("24-019AHJZZ").contains("this has 11"));
        assert!(reason("24-019AHJUZ-6").contains("`U` may not stand at position 10"));
        assert!(reason("2A-019AHJZZ-6").contains("position 2"));
        assert!(reason("24+019AHJZZ-6").contains("`+` may not stand at position 3"));
        assert!(reason("24-019AHJZZ-A").contains("position 13"));
        assert!(reason("24-019AHJZZ-7").contains("misread"));
        assert!(reason("24-0ё9AHJZZ-6").contains("`ё` may not stand at position 5"));
    }

    proptest! {
        #[test]
        fn every_number_survives_being_written(year in 1900i32..2200, random: [u8; 8]) {
            let number = CaseNumber::new(year, random);
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(number.to_string().to_lowercase().parse(), Ok(number));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,16}") {
            let _ = text.parse::<CaseNumber>();
        }

        #[test]
        fn one_misread_digit_is_noticed(year in 2000i32..2100, random: [u8; 8], place in 0usize..10, other in 1u8..10) {
            let number = CaseNumber::new(year, random);
            let mut written: Vec<char> = number.to_string().chars().collect();
            let at = if place < 2 { place } else { place + 1 };
            if let Some(value) = written[at].to_digit(10) {
                written[at] = char::from_digit((value + u32::from(other)) % 10, 10).unwrap();
                prop_assert!(written.iter().collect::<String>().parse::<CaseNumber>().is_err());
            }
        }
    }
}
