//! Periods as people write them ("10 working days") and the day on which they end.
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarError, legal_day, within_range};

/// What a period counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Clock hours.
    Hours,
    /// Calendar days.
    Days,
    /// Days on which the organisation's calendar says people work.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl Unit {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Hours => ("hour", "hours"),
            Self::Days => ("day", "days"),
            Self::WorkingDays => ("working day", "working days"),
            Self::Months => ("month", "months"),
            Self::Years => ("year", "years"),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}

/// A number of hours, days, working days, months or years. Written and serialised as "1 month".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text does not begin with a number.
    #[error("`{0}` is not a period: begin with a number, as in `1 month` or `10 working days` (programmes.md 0.1 C2)")]
    NoNumber(String),
    /// The number is too large.
    #[error("`{0}` is not a period: the number is too large (programmes.md 0.1 C2)")]
    TooLarge(String),
    /// The unit is not one we know.
    #[error("`{0}` is not a period: the unit is hours, days, working days, months or years (programmes.md 0.1 C2)")]
    UnknownUnit(String),
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let plain = text.trim().to_lowercase();
        let end = plain.find(|c: char| !c.is_ascii_digit()).unwrap_or(plain.len());
        let (digits, unit) = plain.split_at_checked(end).unwrap_or((&plain, ""));
        if digits.is_empty() {
            return Err(PeriodError::NoNumber(text.to_owned()));
        }
        let count = digits.parse().ok().ok_or_else(|| PeriodError::TooLarge(text.to_owned()))?;
        let words: Vec<&str> = unit.split([' ', '-', '_']).filter(|word| !word.is_empty()).collect();
        let unit = match words.join(" ").as_str() {
            "h" | "hour" | "hours" => Unit::Hours,
            "day" | "days" => Unit::Days,
            "working day" | "working days" => Unit::WorkingDays,
            "month" | "months" => Unit::Months,
            "year" | "years" => Unit::Years,
            _ => return Err(PeriodError::UnknownUnit(text.to_owned())),
        };
        Ok(Self { count, unit })
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = self.unit.words();
        write!(f, "{} {}", self.count, if self.count == 1 { one } else { many })
    }
}

/// What a deadline is for, which decides whether its last day moves (programmes.md 0.1 C4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something must be done: a last day that is not worked moves to the next one that is.
    Act,
    /// Something is valid, or a cut-off: the last day never moves.
    Validity,
    /// A number of clock hours: the instant never moves.
    Hours,
}

/// A word that is no kind of deadline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of deadline: it is act, validity or hours (programmes.md 0.1 C4)")]
pub struct KindError(pub String);

impl FromStr for Kind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, KindError> {
        match text {
            "act" => Ok(Self::Act),
            "validity" => Ok(Self::Validity),
            "hours" => Ok(Self::Hours),
            _ => Err(KindError(text.to_owned())),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Act => "act",
            Self::Validity => "validity",
            Self::Hours => "hours",
        })
    }
}

impl Kind {
    /// A counted last day, moved if this kind moves (programmes.md 0.1 C4).
    pub fn settle(self, counted: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        match self {
            Self::Act => calendar.next_working_day(counted),
            Self::Validity => Ok(counted),
            Self::Hours => Err(CalendarError::KindNeedsHours),
        }
    }
}

impl Period {
    /// The last day of the period that an event starts: counted by C2 and C3, then moved by C4 if the kind moves.
    pub fn last_day(self, from: NaiveDate, kind: Kind, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        kind.settle(self.counted_last_day(from, calendar)?, calendar)
    }

    /// The last day by C2 and C3 alone, before C4: the day from which a pause is counted (programmes.md 0.1 C6).
    pub fn counted_last_day(self, from: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        within_range(Some(from))?;
        match self.unit {
            Unit::Hours => Err(CalendarError::HoursEndAtAnInstant),
            Unit::Days => within_range(from.checked_add_days(Days::new(u64::from(self.count)))),
            Unit::WorkingDays => calendar.add_working_days(from, self.count),
            Unit::Months | Unit::Years => within_range(from.checked_add_months(self.months()?)),
        }
    }

    /// The instant at which a period in clock hours ends; it never moves (programmes.md 0.1 C4).
    pub fn due_at(self, from: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        self.instant(from, 1)
    }

    /// The instant so many clock hours before another, such as a departure.
    pub fn instant_before(self, target: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        self.instant(target, -1)
    }

    /// The day so long before another day: `28 days` before a departure on the 29th is the 1st. A month that lacks the
    /// day gives its last day. Counting back never moves (C4 would shorten the lead that the rule asks for).
    pub fn first_day_before(self, target: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
        within_range(Some(target))?;
        match self.unit {
            Unit::Hours => Err(CalendarError::HoursEndAtAnInstant),
            Unit::Days => within_range(target.checked_sub_days(Days::new(u64::from(self.count)))),
            Unit::WorkingDays => calendar.subtract_working_days(target, self.count),
            Unit::Months | Unit::Years => within_range(target.checked_sub_months(self.months()?)),
        }
    }

    /// The months in a period of months or years.
    fn months(self) -> Result<Months, CalendarError> {
        let each = if self.unit == Unit::Years { 12 } else { 1 };
        self.count.checked_mul(each).map(Months::new).ok_or(CalendarError::OutOfRange)
    }

    fn instant(self, from: DateTime<Utc>, sign: i64) -> Result<DateTime<Utc>, CalendarError> {
        if self.unit != Unit::Hours {
            return Err(CalendarError::KindNeedsHours);
        }
        let span = TimeDelta::try_hours(i64::from(self.count) * sign).ok_or(CalendarError::OutOfRange)?;
        let at = from.checked_add_signed(span).ok_or(CalendarError::OutOfRange)?;
        within_range(Some(legal_day(at))).map(|_| at)
    }
}

/// The last day of the `k`th term of a grant: *grant date + k terms*, never previous end + term, so that a grant of
/// 29 February returns to 29 February in leap years (programmes.md 0.1 C8). `k = 0` is the grant date itself.
pub fn anchored_term(anchor: NaiveDate, term: Period, k: u32) -> Result<NaiveDate, CalendarError> {
    if matches!(term.unit, Unit::Hours | Unit::WorkingDays) {
        return Err(CalendarError::NotATerm(term.unit));
    }
    let count = term.count.checked_mul(k).ok_or(CalendarError::OutOfRange)?;
    Period { count, ..term }.counted_last_day(anchor, &Calendar::default())
}
