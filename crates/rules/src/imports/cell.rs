//! One cell, as the file holds it.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing stands there.
    Empty,
    /// Text, with what stands around it.
    Text(String),
    /// A number that the spreadsheet does not show as a date.
    Number(f64),
    /// A day that the spreadsheet shows as a date.
    Day { day: NaiveDate },
    /// A formula. It is never worked out, and what the spreadsheet worked out is not taken.
    Formula { formula: bool },
    /// An error of the spreadsheet, such as `#REF!`.
    Error { error: bool },
}

impl Cell {
    /// What a reader would call empty: nothing, blanks, or a stroke that stands for nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '\u{200c}' | '\u{feff}')),
            _ => false,
        }
    }

    /// The cell as somebody would type it; none where there is no text to it.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.trim().to_owned()),
            Self::Number(number) if number.fract() == 0.0 => Some(format!("{number:.0}")),
            Self::Number(number) => Some(number.to_string()),
            Self::Day { day } => Some(day.to_string()),
            Self::Empty | Self::Formula { .. } | Self::Error { .. } => None,
        }
    }
}

/// Whether a text would be worked out by a spreadsheet that opens it (a `+` before digits is a telephone number).
pub(super) fn looks_like_a_formula(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('=' | '@' | '\t' | '\r' | '\n') => true,
        Some('+') => !text.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '.' | '/')),
        Some('-') => text.chars().skip(1).any(|c| c.is_alphanumeric()),
        _ => false,
    }
}

/// Persian and Arabic digits as European ones; everything else as it is.
pub(super) fn european_digits(text: &str) -> String {
    let digit = |letter: char, zero: u32| (u32::from(letter) - zero).try_into().ok().map(|value: u8| char::from(b'0' + value));
    let folded = text.chars().map(|letter| match letter {
        '\u{0660}'..='\u{0669}' => digit(letter, 0x0660).unwrap_or(letter),
        '\u{06f0}'..='\u{06f9}' => digit(letter, 0x06f0).unwrap_or(letter),
        other => other,
    });
    folded.collect()
}

/// One key for the ways in which a word of a header or a list is written: case, look-alike letters and marks fall away.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in european_digits(text).chars().flat_map(char::to_lowercase) {
        match letter {
            'ҳ' => folded.push('х'),
            'ғ' => folded.push('г'),
            'қ' => folded.push('к'),
            'ӣ' | 'й' => folded.push('и'),
            'ӯ' => folded.push('у'),
            'ҷ' => folded.push('ч'),
            'ё' => folded.push('е'),
            'ي' | 'ى' | 'ئ' => folded.push('ی'),
            'ك' => folded.push('ک'),
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ة' | 'ۀ' => folded.push('ه'),
            'ъ' | 'ь' | '\u{064b}'..='\u{0655}' | '\u{0670}' | '\u{0640}' | '\u{feff}' => {}
            other if other.is_alphanumeric() => folded.push(other),
            _ => folded.push(' '),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
