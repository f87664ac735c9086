//! Birth dates of which only part is known, and the ages that follow (programmes.md 0.1 C7). Safeguards for children
//! ask [`Birth::age_min`], the youngest that the person can be; so does an act that only an adult may do.
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// How far an estimated birth may lie from the stated year, in years either way. Assumption A: no source gives a
/// number; estimates made at intake are rarely worse for children and adolescents.
pub const ESTIMATE_YEARS: i32 = 2;

/// How much of a birth date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The day.
    Day,
    /// The month and the year; the day is a placeholder.
    Month,
    /// The year; month and day are placeholders.
    Year,
    /// A year that somebody estimated, right to within [`ESTIMATE_YEARS`].
    Estimated,
}

/// A birth date and how much of it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// The date as recorded; the parts beyond `precision` mean nothing.
    pub date: NaiveDate,
    /// How much of it is known.
    pub precision: Precision,
}

impl Birth {
    /// The first day on which the person can have been born.
    pub fn earliest(self) -> NaiveDate {
        let year = self.date.year();
        let first = match self.precision {
            Precision::Day => None,
            Precision::Month => self.date.with_day(1),
            Precision::Year => NaiveDate::from_ymd_opt(year, 1, 1),
            Precision::Estimated => NaiveDate::from_ymd_opt(year.saturating_sub(ESTIMATE_YEARS), 1, 1),
        };
        first.unwrap_or(self.date)
    }

    /// The last day on which the person can have been born.
    pub fn latest(self) -> NaiveDate {
        let year = self.date.year();
        let last = match self.precision {
            Precision::Day => None,
            Precision::Month => {
                self.date.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))).and_then(|next| next.pred_opt())
            }
            Precision::Year => NaiveDate::from_ymd_opt(year, 12, 31),
            Precision::Estimated => NaiveDate::from_ymd_opt(year.saturating_add(ESTIMATE_YEARS), 12, 31),
        };
        last.unwrap_or(self.date)
    }

    /// The youngest that the person can be, in completed years.
    pub fn age_min(self, today: NaiveDate) -> u32 {
        completed_years(self.latest(), today)
    }

    /// The oldest that the person can be, in completed years.
    pub fn age_max(self, today: NaiveDate) -> u32 {
        completed_years(self.earliest(), today)
    }

    /// The day from which the person has certainly completed so many years: the first on which `age_min` says so.
    pub fn certainly_reaches(self, years: u32) -> Option<NaiveDate> {
        birthday(self.latest(), years)
    }
}

/// Completed years between two days by (month, day); 0 before the birth. Someone born on 29 February completes a year
/// on 1 March of a common year, because 28 February is still before (2, 29) (programmes.md 0.1 C7).
pub fn completed_years(born: NaiveDate, today: NaiveDate) -> u32 {
    today.years_since(born).unwrap_or(0)
}

/// The day on which someone completes so many years; 1 March for 29 February in a common year (programmes.md 0.1 C7).
pub fn birthday(born: NaiveDate, years: u32) -> Option<NaiveDate> {
    let year = born.year().checked_add(i32::try_from(years).ok()?)?;
    born.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn born(text: &str, precision: Precision) -> Birth {
        Birth { date: day(text), precision }
    }

    #[test]
    fn a_birthday_completes_the_year() {
        let birth = born("2006-05-10", Precision::Day);
        assert_eq!(birth.age_min(day("2024-05-09")), 17);
        assert_eq!(birth.age_min(day("2024-05-10")), 18);
        assert_eq!(birth.age_max(day("2024-05-10")), 18);
    }

    #[test]
    fn someone_born_on_29_february_turns_18_on_1_march_in_a_common_year() {
        let birth = born("2008-02-29", Precision::Day);
        assert_eq!(birth.age_min(day("2026-02-28")), 17);
        assert_eq!(birth.age_min(day("2026-03-01")), 18);
        assert_eq!(birth.certainly_reaches(18), Some(day("2026-03-01")));
        assert_eq!(birth.certainly_reaches(20), Some(day("2028-02-29")));
        assert_eq!(birth.age_min(day("2028-02-29")), 20);
    }

    #[test]
    fn a_known_month_leaves_the_whole_month_open() {
        let birth = born("2008-02-15", Precision::Month);
        assert_eq!((birth.earliest(), birth.latest()), (day("2008-02-01"), day("2008-02-29")));
        assert_eq!((birth.age_min(day("2026-02-10")), birth.age_max(day("2026-02-10"))), (17, 18));
    }

    #[test]
    fn a_known_year_leaves_the_whole_year_open() {
        let birth = born("2008-07-01", Precision::Year);
        assert_eq!((birth.earliest(), birth.latest()), (day("2008-01-01"), day("2008-12-31")));
        assert_eq!((birth.age_min(day("2026-06-01")), birth.age_max(day("2026-06-01"))), (17, 18));
        assert_eq!(birth.age_min(day("2026-12-31")), 18);
    }

    #[test]
    fn an_estimate_is_right_to_within_two_years() {
        let birth = born("2008-01-01", Precision::Estimated);
        assert_eq!((birth.earliest(), birth.latest()), (day("2006-01-01"), day("2010-12-31")));
        assert_eq!((birth.age_min(day("2026-06-01")), birth.age_max(day("2026-06-01"))), (15, 20));
    }

    #[test]
    fn before_birth_the_age_is_nought() {
        assert_eq!(born("2026-05-10", Precision::Day).age_min(day("2026-05-09")), 0);
        assert_eq!(born("2026-05-10", Precision::Year).age_min(day("2026-05-09")), 0);
    }

    #[test]
    fn a_birth_is_written_as_a_date_and_a_precision() {
        let birth: Birth = serde_json::from_str(r#"{"date":"2008-01-01","precision":"estimated"}"#).unwrap();
        assert_eq!(birth, born("2008-01-01", Precision::Estimated));
    }

    proptest! {
        #[test]
        fn the_youngest_age_is_never_above_the_oldest(
            offset in 0u64..40_000, later in 0u64..40_000,
            precision in prop::sample::select(vec![Precision::Day, Precision::Month, Precision::Year, Precision::Estimated]),
        ) {
            let date = day("1930-01-01") + Days::new(offset);
            let birth = Birth { date, precision };
            let today = date + Days::new(later);
            prop_assert!(birth.earliest() <= date && date <= birth.latest());
            prop_assert!(birth.age_min(today) <= birth.age_max(today));
            prop_assert!(birth.age_min(today) <= birth.age_min(today.succ_opt().unwrap()));
        }

        #[test]
        fn the_day_of_an_age_is_the_first_day_of_that_age(offset in 0u64..40_000, years in 0u32..120) {
            let birth = Birth { date: day("1930-01-01") + Days::new(offset), precision: Precision::Day };
            let reached = birth.certainly_reaches(years).unwrap();
            prop_assert_eq!(birth.age_min(reached), years);
            prop_assert!(years == 0 || birth.age_min(reached.pred_opt().unwrap()) == years - 1);
        }

        #[test]
        fn no_date_panics(days in any::<i32>(), years: u32) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX);
            for precision in [Precision::Day, Precision::Month, Precision::Year, Precision::Estimated] {
                let birth = Birth { date, precision };
                let _ = (birth.age_min(NaiveDate::MIN), birth.age_max(NaiveDate::MAX), birth.certainly_reaches(years));
            }
        }
    }
}
