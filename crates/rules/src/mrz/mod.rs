//! Machine-readable zones of travel documents: ICAO 9303 TD1 (3 × 30), TD2 (2 × 36) and TD3 (2 × 44), read and checked.
//! Reading never panics; a zone of the right shape with a wrong check digit is read, and says which check failed, so
//! that an officer can compare it with the document (programmes.md N10).
mod layout;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::birth::{Birth, Precision};

use layout::{part, td1, td2, td3};

/// The sum with repeating weights 7, 3, 1, modulo 10.
pub(crate) fn weighted_sum(values: impl Iterator<Item = u32>) -> u32 {
    values.zip([7, 3, 1].into_iter().cycle()).fold(0, |sum, (value, weight)| (sum + value * weight) % 10)
}

/// The ICAO 9303 check digit of a field: digits count as themselves, A = 10 to Z = 35, `<` = 0. None if the field
/// holds any other character.
pub fn check_digit(field: &str) -> Option<u32> {
    let values: Option<Vec<u32>> = field.chars().map(value).collect();
    values.map(|values| weighted_sum(values.into_iter()))
}

fn value(symbol: char) -> Option<u32> {
    match symbol {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => symbol.to_digit(36),
        _ => None,
    }
}

/// The three formats of ICAO 9303.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// A card: three lines of 30.
    TD1,
    /// A larger card: two lines of 36.
    TD2,
    /// A passport booklet: two lines of 44.
    TD3,
}

/// A field whose check digit is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The document number.
    DocumentNumber,
    /// The birth date.
    Birth,
    /// The expiry date.
    Expiry,
    /// The personal number of a TD3.
    PersonalNumber,
    /// The digit over all of these.
    Composite,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DocumentNumber => "document number",
            Self::Birth => "birth date",
            Self::Expiry => "expiry date",
            Self::PersonalNumber => "personal number",
            Self::Composite => "whole zone",
        })
    }
}

/// Why a text is not a machine-readable zone, or does not verify.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// The lines are of no known format.
    #[error("a zone is 3 lines of 30, 2 of 36 or 2 of 44 characters; this has lines of {0:?}")]
    Shape(Vec<usize>),
    /// A character that no zone holds.
    #[error("line {line}, position {position}: `{found}` is none of 0-9, A-Z and <")]
    Character {
        /// From 1.
        line: usize,
        /// From 1.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// Check digits do not fit their fields.
    #[error("the check digit is wrong for: {}", .0.iter().map(Check::to_string).collect::<Vec<_>>().join(", "))]
    Checks(Vec<Check>),
}

/// What a machine-readable zone says. Fields are without fillers; nothing in them has been verified until
/// [`Mrz::verify`] says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mrz {
    /// Which format.
    pub format: Format,
    /// Document code, such as `P` or `ID`.
    pub document_code: String,
    /// Issuing state or organisation, up to three letters.
    pub issuer: String,
    /// Document number, with its continuation when it is long.
    pub document_number: String,
    /// Nationality; `XXA` stateless, `XXB` refugee, `XXC` other refugee, `XXX` unspecified.
    pub nationality: String,
    /// Birth date as printed, YYMMDD; unknown parts are `<`.
    pub birth: String,
    /// `M`, `F`, or `<` when unspecified.
    pub sex: char,
    /// Expiry date as printed, YYMMDD.
    pub expiry: String,
    /// Family names, as transliterated by the issuer.
    pub surname: String,
    /// Given names, separated by spaces.
    pub given_names: String,
    /// Optional data: the personal number of a TD3, the first and second optional field of the others.
    pub optional: String,
    /// The checks that failed, none when the zone verifies.
    pub failed: Vec<Check>,
}

impl Mrz {
    /// Read a zone. Line ends may be any; blanks around lines and small letters are forgiven.
    pub fn parse(text: &str) -> Result<Self, MrzError> {
        let upper = text.to_ascii_uppercase();
        let lines: Vec<&str> = upper.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        for (line, symbols) in (1..).zip(&lines) {
            for (position, found) in (1..).zip(symbols.chars()) {
                if value(found).is_none() {
                    return Err(MrzError::Character { line, position, found });
                }
            }
        }
        match lines.as_slice() {
            [one, two, three] if [one, two, three].iter().all(|line| line.len() == 30) => Ok(td1(one, two, three)),
            [one, two] if one.len() == 36 && two.len() == 36 => Ok(td2(one, two)),
            [one, two] if one.len() == 44 && two.len() == 44 => Ok(td3(one, two)),
            _ => Err(MrzError::Shape(lines.iter().map(|line| line.len()).collect())),
        }
    }

    /// Whether every check digit fits.
    pub fn verify(&self) -> Result<(), MrzError> {
        if self.failed.is_empty() { Ok(()) } else { Err(MrzError::Checks(self.failed.clone())) }
    }

    /// The birth date, taken in the latest century that does not lie in the future. An unknown day or month lowers the
    /// precision; an unknown year gives none.
    pub fn birth_on(&self, today: NaiveDate) -> Option<Birth> {
        let two_digits: i32 = part(&self.birth, 0, 2).parse().ok()?;
        let month: Option<u32> = part(&self.birth, 2, 2).parse().ok();
        let day: Option<u32> = part(&self.birth, 4, 2).parse().ok();
        let precision = match (month, day) {
            (Some(_), Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            (None, _) => Precision::Year,
        };
        let century = today.year() - today.year().rem_euclid(100);
        [century, century - 100].into_iter().find_map(|century| {
            let day = if month.is_some() { day.unwrap_or(1) } else { 1 };
            let date = NaiveDate::from_ymd_opt(century + two_digits, month.unwrap_or(1), day)?;
            (date <= today).then_some(Birth { date, precision })
        })
    }

    /// The expiry date: the year within fifty years of today.
    pub fn expires_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        let two_digits: i32 = part(&self.expiry, 0, 2).parse().ok()?;
        let century = today.year() - today.year().rem_euclid(100);
        let near = [century - 100, century, century + 100].map(|century| century + two_digits);
        let year = near.into_iter().min_by_key(|year| year.abs_diff(today.year()))?;
        NaiveDate::from_ymd_opt(year, part(&self.expiry, 2, 2).parse().ok()?, part(&self.expiry, 4, 2).parse().ok()?)
    }
}
