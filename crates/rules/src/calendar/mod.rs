//! Legal days and periods: rules C1 to C8 of programmes.md 0.1. Pure: the day, the instant and the holidays are
//! arguments. Nothing here panics; a day outside the years 1 to 9999 is an error.
mod days;
mod holidays;
mod pause;
mod period;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Offset, TimeZone, Utc};

pub use days::Calendar;
pub use holidays::{Holiday, HolidayError, parse};
pub use pause::{Pause, paused_days, with_pause};
pub use period::{Kind, KindError, Period, PeriodError, Unit, anchored_term};

/// Where legal days are reckoned: UTC+5, no summer time (programmes.md 0.1 C1).
pub const TIME_ZONE: chrono_tz::Tz = chrono_tz::Asia::Dushanbe;

/// The last year that the calendar reckons with.
const LAST_YEAR: i32 = 9999;

/// Why a period has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The answer would lie outside the years 1 to 9999.
    #[error("the answer lies outside the years 1 to 9999 (programmes.md 0.1 C2)")]
    OutOfRange,
    /// Clock hours have no last day; they end at an instant.
    #[error("a period in hours ends at an instant, not on a day: ask `due_at` (programmes.md 0.1 C4)")]
    HoursEndAtAnInstant,
    /// A clock-hour deadline was asked of a period in days, months or years.
    #[error("a deadline of kind `hours` needs a period in hours, such as `72 hours` (programmes.md 0.1 C4)")]
    KindNeedsHours,
    /// A renewal term is a number of days, months or years.
    #[error("a renewal term is counted in days, months or years, not in {0} (programmes.md 0.1 C8)")]
    NotATerm(Unit),
}

/// The legal day on which an instant falls (programmes.md 0.1 C1).
pub fn legal_day(at: DateTime<Utc>) -> NaiveDate {
    // `date_naive` would panic at the very ends of the time line, where the local day has no representation.
    let offset = TIME_ZONE.offset_from_utc_datetime(&at.naive_utc()).fix();
    at.naive_utc().checked_add_offset(offset).map_or(at.naive_utc().date(), |local| local.date())
}

/// The time of day in the legal day at an instant (programmes.md 0.1 C1).
pub fn legal_time(at: DateTime<Utc>) -> NaiveTime {
    let offset = TIME_ZONE.offset_from_utc_datetime(&at.naive_utc()).fix();
    at.naive_utc().checked_add_offset(offset).map_or(at.naive_utc().time(), |local| local.time())
}

/// The first instant of a legal day (programmes.md 0.1 C1).
pub fn start_of_day(d: NaiveDate) -> DateTime<Utc> {
    let midnight = d.and_time(chrono::NaiveTime::MIN);
    // Dushanbe skipped no midnight since 1991; in an older gap the standard offset of that day serves.
    let standard = TIME_ZONE.offset_from_utc_datetime(&midnight).fix();
    let offset = TIME_ZONE.offset_from_local_datetime(&midnight).earliest().map_or(standard, |offset| offset.fix());
    midnight.checked_sub_offset(offset).unwrap_or(midnight).and_utc()
}

/// The day itself when it is one that the calendar reckons with.
fn within_range(day: Option<NaiveDate>) -> Result<NaiveDate, CalendarError> {
    day.filter(|day| (1..=LAST_YEAR).contains(&day.year())).ok_or(CalendarError::OutOfRange)
}
