//! The files `config/calendars/*.toml`: the days that are not worked, and the Saturdays that are. A day is listed once.
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use toml::Spanned;

use crate::written;

/// What a listed day is called, in the four languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayName {
    /// English.
    pub en: String,
    /// Tajik.
    pub tg: String,
    /// Russian.
    pub ru: String,
    /// Dari and Persian.
    pub fa: String,
}

/// One day of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The legal day.
    #[serde(deserialize_with = "written::date")]
    pub date: NaiveDate,
    /// What it is called.
    pub name: HolidayName,
    /// Where the date was read, and how sure it is.
    pub source: String,
    /// Whether the date follows the moon and is confirmed only shortly before.
    #[serde(default)]
    pub movable: bool,
    /// Whether the day is worked: a Saturday exchanged for a day off, or a feast without a day off.
    #[serde(default)]
    pub working: bool,
}

/// Why a calendar file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct HolidayError {
    /// The line of the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: i32,
    #[serde(default)]
    days: Vec<Spanned<Holiday>>,
}

/// Read a calendar file: `year = 2024` and one `[[days]]` for each day listed.
pub fn parse(text: &str) -> Result<Vec<Holiday>, HolidayError> {
    let file: File = toml::from_str(text).map_err(|error| HolidayError {
        line: written::line_of(text, error.span().map_or(0, |span| span.start)),
        reason: error.message().to_owned(),
    })?;
    let mut listed: Vec<Holiday> = Vec::with_capacity(file.days.len());
    for day in file.days {
        let line = written::line_of(text, day.span().start);
        let day = day.into_inner();
        if day.date.year() != file.year {
            return Err(HolidayError {
                line,
                reason: format!("{} is not in the year {}", day.date, file.year),
            });
        }
        if listed.iter().any(|other| other.date == day.date) {
            return Err(HolidayError {
                line,
                reason: format!("{} is listed twice", day.date),
            });
        }
        listed.push(day);
    }
    Ok(listed)
}
