//! Rules C1 to C8 at their boundaries, as sentences.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use chrono::{DateTime, NaiveDate, Utc};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn act(from: &str, length: &str, calendar: &Calendar) -> NaiveDate {
    period(length).last_day(day(from), Kind::Act, calendar).unwrap()
}

fn validity(from: &str, length: &str) -> NaiveDate {
    period(length).last_day(day(from), Kind::Validity, &Calendar::default()).unwrap()
}

#[test]
fn a_legal_day_begins_at_midnight_in_dushanbe() {
    assert_eq!(legal_day(at("2024-01-31T18:59:59Z")), day("2024-01-31"));
    assert_eq!(legal_day(at("2024-01-31T19:00:00Z")), day("2024-02-01"));
    assert_eq!(start_of_day(day("2024-02-01")), at("2024-01-31T19:00:00Z"));
    assert_eq!(start_of_day(day("2024-07-01")), at("2024-06-30T19:00:00Z"), "no summer time");
}

#[test]
fn a_period_starts_the_day_after_its_event() {
    assert_eq!(validity("2024-01-31", "1 day"), day("2024-02-01"));
    assert_eq!(validity("2024-01-31", "30 days"), day("2024-03-01"));
    assert_eq!(validity("2024-01-31", "0 days"), day("2024-01-31"));
}

#[test]
fn a_month_that_lacks_the_day_ends_on_its_last_day() {
    assert_eq!(validity("2024-01-31", "1 month"), day("2024-02-29"));
    assert_eq!(validity("2023-01-31", "1 month"), day("2023-02-28"));
    assert_eq!(validity("2024-01-30", "1 month"), day("2024-02-29"));
    assert_eq!(validity("2024-01-29", "1 month"), day("2024-02-29"));
    assert_eq!(validity("2024-08-31", "1 month"), day("2024-09-30"));
    assert_eq!(validity("2024-02-29", "1 month"), day("2024-03-29"), "a month end does not stick");
    assert_eq!(validity("2024-12-31", "2 months"), day("2025-02-28"));
    assert_eq!(validity("2024-02-29", "1 year"), day("2025-02-28"));
    assert_eq!(validity("2024-02-29", "4 years"), day("2028-02-29"));
}

#[test]
fn working_days_leave_out_weekends_and_holidays() {
    let calendar = Calendar::new([day("2024-03-08")]);
    assert_eq!(act("2024-03-06", "1 working day", &calendar), day("2024-03-07"));
    assert_eq!(act("2024-03-07", "1 working day", &calendar), day("2024-03-11"));
    assert_eq!(act("2024-03-01", "5 working days", &calendar), day("2024-03-11"));
    assert_eq!(act("2024-03-09", "1 working day", &calendar), day("2024-03-11"), "an event on a Saturday");
}

#[test]
fn a_worked_saturday_counts() {
    let listed = parse(
        "year = 2026\n[[days]]\ndate = 2026-03-14\nname = { en = \"a\", tg = \"b\", ru = \"c\", fa = \"d\" }\n\
         source = \"decree\"\nworking = true\n",
    )
    .unwrap();
    let calendar = Calendar::from_listed(&listed);
    assert_eq!(act("2026-03-13", "1 working day", &calendar), day("2026-03-14"));
    assert_eq!(act("2026-03-13", "1 day", &calendar), day("2026-03-14"));
}

#[test]
fn a_deadline_to_act_moves_to_the_next_working_day() {
    let plain = Calendar::default();
    assert_eq!(act("2024-05-01", "1 month", &plain), day("2024-06-03"), "1 June 2024 is a Saturday");
    assert_eq!(act("2024-05-02", "1 month", &plain), day("2024-06-03"), "2 June 2024 is a Sunday");
    assert_eq!(act("2024-05-03", "1 month", &plain), day("2024-06-03"));
    let navruz = Calendar::new((21..=26).map(|d| NaiveDate::from_ymd_opt(2024, 3, d).unwrap()));
    assert_eq!(act("2024-02-21", "1 month", &navruz), day("2024-03-27"), "past the holidays and the weekend");
}

#[test]
fn the_end_of_validity_never_moves() {
    assert_eq!(validity("2024-05-01", "1 month"), day("2024-06-01"));
}

#[test]
fn clock_hours_never_move_and_have_no_last_day() {
    assert_eq!(period("72 hours").due_at(at("2024-01-05T04:00:00Z")), Ok(at("2024-01-08T04:00:00Z")));
    assert_eq!(period("24h").instant_before(at("2024-01-05T04:00:00Z")), Ok(at("2024-01-04T04:00:00Z")));
    let calendar = Calendar::default();
    let asked = period("72 hours").last_day(day("2024-01-05"), Kind::Hours, &calendar);
    assert_eq!(asked, Err(CalendarError::HoursEndAtAnInstant));
    assert_eq!(period("3 days").due_at(at("2024-01-05T04:00:00Z")), Err(CalendarError::KindNeedsHours));
    let days_as_hours = period("3 days").last_day(day("2024-01-05"), Kind::Hours, &calendar);
    assert_eq!(days_as_hours, Err(CalendarError::KindNeedsHours));
}

#[test]
fn a_pause_moves_the_counted_day_and_then_the_weekend_moves_it_once() {
    let plain = Calendar::default();
    let counted = period("1 month").counted_last_day(day("2024-05-01"), &plain).unwrap();
    assert_eq!(counted, day("2024-06-01"));
    assert_eq!(with_pause(counted, 0, Kind::Act, &plain), Ok(day("2024-06-03")));
    assert_eq!(with_pause(counted, 1, Kind::Act, &plain), Ok(day("2024-06-03")), "Sunday 2 June, moved once");
    assert_eq!(with_pause(counted, 3, Kind::Act, &plain), Ok(day("2024-06-04")), "not from the moved Monday");
    assert_eq!(with_pause(counted, 1, Kind::Validity, &plain), Ok(day("2024-06-02")));
}

#[test]
fn the_day_of_pausing_counts_and_the_day_of_resuming_does_not() {
    let pause = |from, until: Option<&str>| Pause { from: day(from), until: until.map(day) };
    let today = day("2024-03-20");
    assert_eq!(paused_days(&[], today), 0);
    assert_eq!(paused_days(&[pause("2024-03-01", Some("2024-03-01"))], today), 0);
    assert_eq!(paused_days(&[pause("2024-03-01", Some("2024-03-02"))], today), 1);
    assert_eq!(paused_days(&[pause("2024-03-18", None)], today), 2, "a lasting pause counts as if resumed today");
    assert_eq!(paused_days(&[pause("2024-03-20", None)], today), 0);
    assert_eq!(paused_days(&[pause("2024-03-25", None)], today), 0);
    assert_eq!(paused_days(&[pause("2024-03-05", Some("2024-03-01"))], today), 0, "ended before it began");
}

#[test]
fn overlapping_pauses_count_once() {
    let pause = |from, until| Pause { from: day(from), until: Some(day(until)) };
    let today = day("2024-12-31");
    let pauses = [
        pause("2024-03-10", "2024-03-20"),
        pause("2024-03-01", "2024-03-11"),
        pause("2024-03-12", "2024-03-15"),
        pause("2024-04-01", "2024-04-03"),
    ];
    assert_eq!(paused_days(&pauses, today), 21);
    assert_eq!(paused_days(&pauses[..2], today), 19);
}

#[test]
fn an_organisation_wide_pause_takes_only_the_days_since_the_deadline_started() {
    let pause = Pause { from: day("2021-03-01"), until: Some(day("2021-06-01")) };
    let left = pause.since(day("2021-05-31")).unwrap();
    assert_eq!(paused_days(&[left], day("2021-12-31")), 1);
    assert_eq!(pause.since(day("2021-06-01")), None);
    assert_eq!(pause.since(day("2020-01-01")), Some(pause));
}

#[test]
fn a_renewal_is_anchored_to_the_grant() {
    let year = period("12 months");
    let ends: Vec<NaiveDate> = (0..=4).map(|k| anchored_term(day("2024-02-29"), year, k).unwrap()).collect();
    let expected = ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"];
    assert_eq!(ends, expected.map(day), "a 29 February anchor returns to 29 February");
    assert_eq!(anchored_term(day("2024-01-31"), period("1 month"), 2), Ok(day("2024-03-31")));
    assert_eq!(anchored_term(day("2024-01-01"), period("36 months"), 1), Ok(day("2027-01-01")));
    let hours = anchored_term(day("2024-01-01"), period("72 hours"), 1);
    assert_eq!(hours, Err(CalendarError::NotATerm(Unit::Hours)));
}

#[test]
fn counting_back_clamps_at_the_month_end_and_does_not_move() {
    let plain = Calendar::default();
    let before = |target, length| period(length).first_day_before(day(target), &plain).unwrap();
    assert_eq!(before("2024-03-29", "28 days"), day("2024-03-01"));
    assert_eq!(before("2024-03-31", "1 month"), day("2024-02-29"));
    assert_eq!(before("2024-03-31", "28 days"), day("2024-03-03"), "a Sunday stays");
    assert_eq!(before("2024-03-11", "1 working day"), day("2024-03-08"));
    assert_eq!(before("2024-02-29", "1 year"), day("2023-02-28"));
}

#[test]
fn a_period_is_read_in_the_forms_that_people_write() {
    let same = [("1 month", "1-month"), ("10 working days", "10-working-days"), ("72 hours", "72h"), ("1 year", "1 years")];
    for (one, other) in same {
        assert_eq!(period(one), period(other));
    }
    assert_eq!(period(" 36 Months "), Period { count: 36, unit: Unit::Months });
    assert_eq!(period("10_working_day").to_string(), "10 working days");
    assert_eq!(period("1-working-days").to_string(), "1 working day");
    assert_eq!(serde_json::to_string(&period("72h")).unwrap(), "\"72 hours\"");
    for wrong in ["", "month", "1", "1 fortnight", "-1 day", "1.5 days", "99999999999 days", "1 workingday", "٣ days"] {
        let error = wrong.parse::<Period>().unwrap_err().to_string();
        assert!(error.contains(wrong) && error.contains("not a period"), "{error}");
    }
}

#[test]
fn a_day_after_the_year_9999_is_an_error() {
    let calendar = Calendar::default();
    for length in ["4294967295 days", "4294967295 working days", "4294967295 months", "4294967295 years"] {
        let last = period(length).last_day(day("2024-01-01"), Kind::Act, &calendar);
        assert_eq!(last, Err(CalendarError::OutOfRange), "{length}");
        let first = period(length).first_day_before(day("2024-01-01"), &calendar);
        assert_eq!(first, Err(CalendarError::OutOfRange), "{length}");
    }
    assert_eq!(calendar.next_working_day(NaiveDate::MAX), Err(CalendarError::OutOfRange));
    assert_eq!(period("1 day").last_day(day("9999-12-31"), Kind::Act, &calendar), Err(CalendarError::OutOfRange));
    assert_eq!(period("4294967295 h").due_at(at("9999-01-01T00:00:00Z")), Err(CalendarError::OutOfRange));
    let _ = (legal_day(DateTime::<Utc>::MAX_UTC), legal_day(DateTime::<Utc>::MIN_UTC));
    let _ = (start_of_day(NaiveDate::MAX), start_of_day(NaiveDate::MIN));
}
