//! The questions as people type them, with the shipped calendar where none is named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use clap::Parser;
use serde_json::{Value, json};

use super::CalendarCommand;

#[derive(Parser)]
struct Typed {
    #[command(subcommand)]
    command: CalendarCommand,
}

/// The answer to a question, or why there is none.
fn ask(line: &str) -> Result<String, String> {
    let words = ["calendar"].into_iter().chain(line.split_whitespace());
    let typed = Typed::try_parse_from(words).map_err(|error| error.to_string())?;
    typed.command.answer().map_err(|error| error.to_string())
}

fn json_answer(line: &str) -> Value {
    serde_json::from_str(&ask(&format!("{line} --format json")).unwrap()).unwrap()
}

fn due_on(line: &str) -> String {
    json_answer(line)["due_on"].as_str().unwrap().to_owned()
}

#[test]
fn a_month_from_31_january_ends_on_29_february() {
    let expected = json!({
        "from": "2024-01-31", "period": "1 month", "kind": "act", "due_on": "2024-02-29", "moved_by_days": 0,
        "rule": ["C2"],
    });
    assert_eq!(json_answer("due --from 2024-01-31 --period 1-month"), expected);
    let text = ask("due --from 2024-01-31 --period 1-month --kind validity");
    assert_eq!(text.unwrap(), "2024-02-29 (Thursday) [C2]");
}

#[test]
fn an_act_moves_and_validity_does_not() {
    let act = json_answer("due --from 2024-02-23 --period 1-month --kind act");
    assert_eq!((&act["due_on"], &act["moved_by_days"]), (&json!("2024-03-27"), &json!(4)), "past Navruz as shipped");
    assert_eq!(act["rule"], json!(["C2", "C4"]));
    assert_eq!(due_on("due --from 2024-02-23 --period 1-month --kind act --no-holidays"), "2024-03-25");
    assert_eq!(due_on("due --from 2024-02-23 --period 1-month --kind validity"), "2024-03-23");
}

#[test]
fn named_holidays_are_added() {
    assert_eq!(due_on("due --from 2024-02-29 --period 1-working-day --no-holidays"), "2024-03-01");
    let holidays = "--holiday 2024-03-01 2024-03-04 --holiday 2024-03-05";
    assert_eq!(due_on(&format!("due --from 2024-02-29 --period 1-working-day --no-holidays {holidays}")), "2024-03-06");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/config/calendars/tj-2024.toml");
    assert_eq!(due_on(&format!("due --from 2024-03-07 --period 1-working-day --calendar {file}")), "2024-03-11");
}

#[test]
fn clock_hours_end_at_an_instant_in_dushanbe() {
    for from in ["2024-01-31T09:00", "2024-01-31T09:00:00", "2024-01-31T04:00:00Z", "2024-01-31T09:00:00+05:00"] {
        let answer = json_answer(&format!("due --from {from} --period 72-hours --kind hours"));
        assert_eq!(answer["from"], "2024-01-31T09:00:00+05:00");
        assert_eq!(answer["due_at"], "2024-02-03T09:00:00+05:00", "a Saturday stays");
        assert_eq!(answer["kind"], "hours");
    }
    let day = json_answer("due --from 2024-01-31 --period 24h");
    assert_eq!(day["due_at"], "2024-02-01T00:00:00+05:00");
    let before = json_answer("due --from 2024-01-31T09:00 --period 24h --before");
    assert_eq!(before["due_at"], "2024-01-30T09:00:00+05:00");
}

#[test]
fn an_instant_falls_on_its_legal_day() {
    let answer = json_answer("due --from 2024-01-31T19:30:00Z --period 1-day --kind validity");
    assert_eq!((&answer["due_on"], &answer["rule"]), (&json!("2024-02-02"), &json!(["C1", "C2"])));
}

#[test]
fn pauses_terms_and_counting_back() {
    let paused = json_answer("due --from 2024-05-01 --period 1-month --paused-days 3 --no-holidays");
    assert_eq!((&paused["due_on"], &paused["rule"]), (&json!("2024-06-04"), &json!(["C2", "C6"])));
    let as_act = "due --from 2024-02-29 --period 12-months --kind act --terms 2 --no-holidays";
    assert_eq!(due_on(as_act), "2026-03-02", "28 February 2026 is a Saturday");
    let term = json_answer("due --from 2024-02-29 --period 12-months --terms 4");
    assert_eq!((&term["due_on"], &term["rule"]), (&json!("2028-02-29"), &json!(["C2", "C8"])));
    assert_eq!(due_on("due --from 2024-03-31 --period 28-days --before"), "2024-03-03");
}

#[test]
fn ages_follow_from_what_is_known_of_the_birth() {
    let answer = json_answer("age --born 2008-02-29 --on 2026-02-28");
    assert_eq!((&answer["age_min"], &answer["certainly_18_on"]), (&json!(17), &json!("2026-03-01")));
    assert_eq!(ask("age --born ~2008 --on 2026-06-01").unwrap(), "between 15 and 20 [C7]");
    assert_eq!(ask("age --born 2008-05 --on 2026-06-01").unwrap(), "18 [C7]");
    assert!(ask("age --born 2006-02-29 --on 2026-06-01").unwrap_err().contains("--born"));
    assert!(ask("age --born 2026-07-01 --on 2026-06-01").unwrap_err().contains("--on"));
}

#[test]
fn what_cannot_be_read_names_the_argument_and_the_rule() {
    let refused = [
        ("due --from 2024-02-30 --period 1-month", "--from", "C1"),
        ("due --from 31.01.2024 --period 1-month", "--from", "C1"),
        ("due --from 2024-01-31 --period 1-fortnight", "--period", "working days"),
        ("due --from 2024-01-31 --period 1-month --kind soon", "--kind", "C4"),
        ("due --from 2024-01-31 --period 1-month --kind hours", "--kind", "C4"),
        ("due --from 2024-01-31 --period 72h --kind act", "--kind", "C4"),
        ("due --from 2024-01-31 --period 4000000000-years", "--period", "C2"),
        ("due --from 2024-01-31 --period 5-working-days --terms 2", "--terms", "C8"),
        ("due --from 2024-01-31 --period 1-month --holiday tomorrow", "--holiday", "C1"),
        ("due --from 2024-01-31 --period 1-month --calendar /no/such/file", "--calendar", "/no/such/file"),
        ("due --from 2024-01-31 --period 1-month --paused-days -1", "--paused-days", ""),
        ("due --from 2024-01-31 --period -1-month", "--period", "C2"),
        ("due --from 2024-01-31 --period 1-month --terms -1", "--terms", ""),
        ("due --period 1-month", "--from", "required"),
    ];
    for (line, argument, rule) in refused {
        let error = ask(line).unwrap_err();
        assert!(error.contains(argument) && error.contains(rule), "{line}: {error}");
    }
}
