//! What holds of every period, day and calendar: nothing panics, later never ends earlier, each day counts once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Months, Unit::Years])
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..40_000).prop_map(|days| day("1950-01-01") + Days::new(days))
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    prop::collection::vec(any_day(), 0..40).prop_map(Calendar::new)
}

proptest! {
    #[test]
    fn a_period_survives_being_written(count: u32, unit in any_unit()) {
        let period = Period { count, unit };
        prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
        prop_assert_eq!(period.to_string().replace(' ', "-").parse::<Period>().unwrap(), period);
    }

    #[test]
    fn no_text_breaks_the_reader(text in ".{0,24}") {
        let _ = text.parse::<Period>();
        let _ = parse(&text);
    }

    #[test]
    fn no_period_panics(count: u32, unit in any_unit(), from in any_day(), k: u32) {
        let (period, calendar) = (Period { count, unit }, Calendar::default());
        for kind in [Kind::Act, Kind::Validity, Kind::Hours] {
            let _ = period.last_day(from, kind, &calendar);
            let _ = with_pause(from, count, kind, &calendar);
        }
        let _ = period.first_day_before(from, &calendar);
        let _ = anchored_term(from, period, k);
        let _ = period.due_at(start_of_day(from));
    }

    #[test]
    fn a_later_event_never_ends_earlier(
        from in any_day(), later in 0u64..400, count in 0u32..60, unit in any_unit(), calendar in any_calendar(),
    ) {
        prop_assume!(unit != Unit::Hours);
        let period = Period { count, unit };
        for kind in [Kind::Act, Kind::Validity] {
            let first = period.last_day(from, kind, &calendar).unwrap();
            let second = period.last_day(from + Days::new(later), kind, &calendar).unwrap();
            prop_assert!(first <= second);
        }
    }

    #[test]
    fn a_longer_period_never_ends_earlier(from in any_day(), count in 0u32..200, unit in any_unit(), calendar in any_calendar()) {
        prop_assume!(unit != Unit::Hours);
        let end = |count| Period { count, unit }.last_day(from, Kind::Act, &calendar).unwrap();
        prop_assert!(end(count) <= end(count + 1));
    }

    #[test]
    fn a_deadline_to_act_ends_on_a_day_that_is_worked(from in any_day(), count in 0u32..200, unit in any_unit(), calendar in any_calendar()) {
        prop_assume!(unit != Unit::Hours);
        let period = Period { count, unit };
        let counted = period.counted_last_day(from, &calendar).unwrap();
        let last = period.last_day(from, Kind::Act, &calendar).unwrap();
        prop_assert!(calendar.is_working_day(last) && counted <= last);
        let mut between = counted;
        while between < last {
            prop_assert!(!calendar.is_working_day(between));
            between = between.succ_opt().unwrap();
        }
    }

    #[test]
    fn the_start_of_a_day_is_its_first_instant(date in any_day()) {
        let start = start_of_day(date);
        prop_assert_eq!(legal_day(start), date);
        prop_assert_eq!(legal_day(start - chrono::TimeDelta::seconds(1)), date.pred_opt().unwrap());
    }

    #[test]
    fn pauses_count_each_day_once(spans in prop::collection::vec((0u64..60, 0u64..30), 0..6)) {
        let first = day("2024-01-01");
        let pauses: Vec<Pause> = spans.iter()
            .map(|(start, length)| Pause { from: first + Days::new(*start), until: Some(first + Days::new(start + length)) })
            .collect();
        let counted = (0u64..100).map(|n| first + Days::new(n))
            .filter(|day| pauses.iter().any(|p| p.from <= *day && p.until.is_some_and(|until| *day < until)))
            .count();
        prop_assert_eq!(paused_days(&pauses, first) as usize, counted);
    }
}
