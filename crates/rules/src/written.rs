//! How dates and lines are read from TOML files that people write.
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum Date {
    Quoted(String),
    Bare(toml::value::Datetime),
}

impl Date {
    fn read<E: Error>(self) -> Result<NaiveDate, E> {
        let text = match self {
            Self::Quoted(text) => text,
            Self::Bare(date) => date.to_string(),
        };
        read_date(&text).ok_or_else(|| Error::custom(not_a_day(&text)))
    }
}

/// A day written bare (`2024-03-21`) or quoted (`"2024-03-21"`).
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Date::deserialize(deserializer)?.read()
}

/// A day written bare or quoted, or none.
pub(crate) fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    Option::<Date>::deserialize(deserializer)?.map(Date::read).transpose()
}

/// A day of the years 1 to 9999 in the form 2024-03-21, and nothing looser.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10 && text.char_indices().all(|(at, c)| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() });
    shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten().filter(|_| !text.starts_with("0000"))
}

/// What is wrong with a text that is not a day.
pub(crate) fn not_a_day(text: &str) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year, month, _] if text.len() == 10 => {
            let last = NaiveDate::parse_from_str(&format!("{year}-{month}-01"), "%Y-%m-%d")
                .ok()
                .and_then(|first| first.checked_add_months(chrono::Months::new(1))?.pred_opt());
            match last {
                Some(last) => format!("`{text}` does not exist: the last day of that month is {last}"),
                None => format!("`{text}` does not exist: write a day as year-month-day, such as 2024-03-21"),
            }
        }
        _ => format!("`{text}` is not a day such as 2024-03-21"),
    }
}

/// The line, from 1, in which a byte of a text lies.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}
