//! Which days are worked: Monday to Friday, less the holidays, plus the Saturdays that a decree makes working days
//! (programmes.md 0.1 C3). The days are data; nothing about a country is written here.
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{CalendarError, Holiday, within_range};

/// An organisation's working days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<NaiveDate>,
    extra_working_days: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Monday to Friday, less these holidays.
    pub fn new(holidays: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self { holidays: holidays.into_iter().collect(), extra_working_days: BTreeSet::new() }
    }

    /// Monday to Friday, less the days off and plus the days worked that a calendar file lists.
    pub fn from_listed<'a>(listed: impl IntoIterator<Item = &'a Holiday>) -> Self {
        let mut calendar = Self::default();
        for day in listed {
            calendar.add(day);
        }
        calendar
    }

    /// Add one listed day; a later listing of the same day replaces the earlier one.
    pub fn add(&mut self, day: &Holiday) {
        if day.working {
            self.add_working_day(day.date);
        } else {
            self.add_holiday(day.date);
        }
    }

    /// Make a day one that is not worked.
    pub fn add_holiday(&mut self, day: NaiveDate) {
        self.extra_working_days.remove(&day);
        self.holidays.insert(day);
    }

    /// Make a day one that is worked.
    pub fn add_working_day(&mut self, day: NaiveDate) {
        self.holidays.remove(&day);
        self.extra_working_days.insert(day);
    }

    /// Whether people work on this day. A day that is listed as both off and worked is worked.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.extra_working_days.contains(&day) || !(weekend || self.holidays.contains(&day))
    }

    /// The day itself if it is worked, otherwise the next day that is (programmes.md 0.1 C4).
    pub fn next_working_day(&self, day: NaiveDate) -> Result<NaiveDate, CalendarError> {
        let mut day = within_range(Some(day))?;
        while !self.is_working_day(day) {
            day = within_range(day.succ_opt())?;
        }
        Ok(day)
    }

    /// The `count`th working day after a day; the day itself is not counted (programmes.md 0.1 C2, C3).
    pub fn add_working_days(&self, from: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        self.count_working_days(from, count, 1)
    }

    /// The `count`th working day before a day; the day itself is not counted.
    pub fn subtract_working_days(&self, from: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        self.count_working_days(from, count, -1)
    }

    fn count_working_days(&self, from: NaiveDate, count: u32, step: i64) -> Result<NaiveDate, CalendarError> {
        // At least `count` days pass, so an impossible count is refused before the walk, which is thus bounded.
        within_range(from.checked_add_signed(TimeDelta::days(i64::from(count) * step)))?;
        let mut day = within_range(Some(from))?;
        let mut left = count;
        while left > 0 {
            day = within_range(day.checked_add_signed(TimeDelta::days(step)))?;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        Ok(day)
    }
}
