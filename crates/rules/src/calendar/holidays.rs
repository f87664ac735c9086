//! The files `config/calendars/*.toml`: the days that are not worked, and the Saturdays that are. A day is listed once.
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use toml::Spanned;

use crate::labels::Labels;
use crate::written;

/// One day of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The legal day.
    #[serde(deserialize_with = "written::date")]
    pub date: NaiveDate,
    /// What it is called.
    pub name: Labels,
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
            return Err(HolidayError { line, reason: format!("{} is not in the year {}", day.date, file.year) });
        }
        if listed.iter().any(|other| other.date == day.date) {
            return Err(HolidayError { line, reason: format!("{} is listed twice", day.date) });
        }
        listed.push(day);
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use crate::calendar::Calendar;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_calendar_file_is_refused_with_its_line() {
        let name = "name = { en = \"a\", tg = \"b\", ru = \"c\", fa = \"d\" }\nsource = \"s\"\n";
        let twice = format!("year = 2024\n[[days]]\ndate = 2024-01-01\n{name}[[days]]\ndate = \"2024-01-01\"\n{name}");
        assert_eq!(parse(&twice).unwrap_err().to_string(), "line 6: 2024-01-01 is listed twice");
        let elsewhere = format!("year = 2024\n\n[[days]]\ndate = 2025-01-01\n{name}");
        assert_eq!(parse(&elsewhere).unwrap_err().line, 3);
        let unknown = format!("year = 2024\n[[days]]\ndate = 2024-01-01\ncolour = 1\n{name}");
        let error = parse(&unknown).unwrap_err();
        assert!(error.line == 4 && error.reason.contains("colour"), "{error}");
        let no_day = format!("year = 2024\n[[days]]\ndate = \"2024-02-30\"\n{name}");
        let error = parse(&no_day).unwrap_err();
        assert!(error.line == 3 && error.reason.contains("2024-02-30"), "{error}");
    }

    #[test]
    fn the_shipped_calendars_cover_2024_to_2027() {
        let listed = crate::shipped::holidays().unwrap();
        let calendar = Calendar::from_listed(&listed);
        for year in 2024..=2027 {
            for (month, of_month) in [(1, 1), (3, 8), (3, 21), (3, 24), (5, 9), (6, 27), (9, 9), (11, 6)] {
                let date = NaiveDate::from_ymd_opt(year, month, of_month).unwrap();
                assert!(!calendar.is_working_day(date), "{date} is off");
            }
            let feasts = listed.iter().filter(|day| day.movable && day.date.year() == year);
            assert!(feasts.count() >= 2, "both Eids of {year}");
        }
        assert!(!calendar.is_working_day(day("2024-06-17")), "Idi Qurbon 2024 fell on a Sunday");
        assert!(calendar.is_working_day(day("2026-03-14")) && !calendar.is_working_day(day("2026-03-27")));
    }
}
