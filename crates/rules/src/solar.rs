//! The Solar Hijri calendar of Afghanistan and Iran (months of 31, then 30 days, and a last one of 29 or 30), for the years in
//! which people now alive were born. Leap years by the rule of 33 years, which gives the observed calendar from 1178 to 1501.
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, TimeDelta};

/// Years in which the rule is exact and somebody alive can have been born; no Gregorian year of a birth lies among them.
pub const YEARS: RangeInclusive<i32> = 1250..=1450;

/// A year in which everything else is counted from its first day: 21 March 2021.
const ANCHOR: i32 = 1400;

/// The Gregorian day of a day of the Solar Hijri calendar; none where there is no such day.
pub fn gregorian(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    if !(1..=days_in(year, month)?).contains(&day) {
        return None;
    }
    let before = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    first_day(year)?.checked_add_signed(TimeDelta::days(i64::from(before + day - 1)))
}

/// Year, month and day of a Gregorian day in the Solar Hijri calendar; none outside its [`YEARS`].
pub fn of(day: NaiveDate) -> Option<(i32, u32, u32)> {
    let guess = day.year() - 621;
    let year = if first_day(guess)? <= day { guess } else { guess - 1 };
    let into = u32::try_from((day - first_day(year)?).num_days()).ok()?;
    let (month, day) = if into < 186 { (into / 31 + 1, into % 31 + 1) } else { ((into - 186) / 30 + 7, (into - 186) % 30 + 1) };
    Some((year, month, day))
}

/// How many days a month has; none where there is no such month.
pub fn days_in(year: i32, month: u32) -> Option<u32> {
    match month {
        _ if !YEARS.contains(&year) => None,
        1..=6 => Some(31),
        7..=11 => Some(30),
        12 => Some(if leaps_before(year + 1) > leaps_before(year) { 30 } else { 29 }),
        _ => None,
    }
}

fn first_day(year: i32) -> Option<NaiveDate> {
    if !YEARS.contains(&year) {
        return None;
    }
    let days = 365 * (year - ANCHOR) + leaps_before(year) - leaps_before(ANCHOR);
    NaiveDate::from_ymd_opt(2021, 3, 21)?.checked_add_signed(TimeDelta::days(i64::from(days)))
}

/// Leap years before a year, counted from the calendar's beginning: eight in 33 years.
fn leaps_before(year: i32) -> i32 {
    (8 * year + 21).div_euclid(33)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::type_complexity)]
    use chrono::NaiveDate;

    use super::{days_in, gregorian, of};

    /// Days that history or the almanac of both calendars gives.
    const KNOWN: &[((i32, u32, u32), (i32, u32, u32))] = &[
        ((1304, 1, 11), (1925, 3, 31)),
        ((1320, 1, 1), (1941, 3, 21)),
        ((1352, 4, 26), (1973, 7, 17)),
        ((1357, 2, 7), (1978, 4, 27)),
        ((1357, 11, 22), (1979, 2, 11)),
        ((1372, 5, 12), (1993, 8, 3)),
        ((1375, 1, 1), (1996, 3, 20)),
        ((1399, 12, 30), (2021, 3, 20)),
        ((1400, 5, 24), (2021, 8, 15)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1404, 1, 1), (2025, 3, 21)),
    ];

    #[test]
    fn known_days_are_met_both_ways() {
        for ((year, month, day), (y, m, d)) in KNOWN {
            let there = NaiveDate::from_ymd_opt(*y, *m, *d).unwrap();
            assert_eq!(gregorian(*year, *month, *day), Some(there));
            assert_eq!(of(there), Some((*year, *month, *day)));
        }
    }

    #[test]
    fn the_last_month_has_thirty_days_in_a_leap_year_only() {
        let leap: Vec<i32> = (1370..=1412).filter(|year| days_in(*year, 12) == Some(30)).collect();
        assert_eq!(leap, [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412]);
        assert_eq!(gregorian(1402, 12, 30), None);
        assert_eq!(gregorian(1372, 7, 31), None);
        assert_eq!(gregorian(1372, 13, 1), None);
        assert_eq!(gregorian(1972, 1, 1), None);
    }

    #[test]
    fn every_day_has_one_place_and_the_next_day_follows_it() {
        let mut last = NaiveDate::from_ymd_opt(1871, 3, 20).unwrap();
        for year in 1250..=1450 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month).unwrap() {
                    let here = gregorian(year, month, day).unwrap();
                    assert_eq!(here.pred_opt(), Some(last), "{year}/{month}/{day}");
                    last = here;
                    if year < 1450 {
                        assert_eq!(of(here), Some((year, month, day)));
                    }
                }
            }
        }
    }
}
