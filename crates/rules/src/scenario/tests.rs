//! The scenario parser: what the manual shows can be read, and a slip is answered with its place and a suggestion.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use super::*;
use crate::calendar::legal_day;

const MANUAL: &str = include_str!("../../../../docs/writing-a-programme.md");

fn example() -> &'static str {
    let section = MANUAL.split("## 4. Scenario files").nth(1).unwrap();
    section.split("```toml\n").nth(1).unwrap().split("```").next().unwrap()
}

fn with_step(step: &str) -> String {
    format!("scenario = \"s\"\nprogramme = \"p\"\n[given]\nnow = \"2024-01-10\"\n[[steps]]\n{step}\n")
}

fn fault(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn the_example_of_the_manual_is_read() {
    let scenario = parse(example()).unwrap();
    assert_eq!(scenario.programme.value, "refugee-claim");
    assert_eq!(scenario.given.people[0].citizenships, ["AFG"]);
    assert_eq!(scenario.given.facts.budgets["package"].ceiling, Some(300_000));
    let step = &scenario.steps[0];
    assert_eq!(step.act, Act::Do("lodge".to_owned()));
    assert_eq!(step.expect.case.deadlines[0].1.due_on.unwrap().to_string(), "2024-02-19");
    assert_eq!(step.expect.case.deadlines[1].1.state.as_deref(), Some("met"));
    assert_eq!(step.expect.budgets[0].1.reserved, Some(200_000));
}

#[test]
fn the_alternatives_to_do_in_the_manual_are_read() {
    let section = MANUAL.split("Instead of `do` a step may have one of:").nth(1).unwrap();
    let block = section.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let mut alternatives: Vec<String> = Vec::new();
    for line in block.lines() {
        match alternatives.last_mut() {
            Some(last) if line.starts_with(' ') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => alternatives.push(line.to_owned()),
        }
    }
    assert!(alternatives.len() >= 10);
    for alternative in alternatives {
        parse(&with_step(&alternative)).unwrap_or_else(|error| panic!("{alternative}: {error}"));
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_place_and_a_suggestion() {
    assert_eq!(fault(&with_step("bye = \"x\"")), "6:1: `bye` is not known here; did you mean `by`?");
    let text = with_step("do = \"lodge\"\n[steps.expect]\nstat = \"lodged\"");
    assert_eq!(fault(&text), "8:1: `stat` is not known here; did you mean `state`?");
}

#[test]
fn what_is_not_toml_is_refused_with_its_place() {
    assert!(fault("scenario = \n").starts_with("1:12: "));
}

#[test]
fn the_clock_does_not_go_back() {
    assert_eq!(fault(&with_step("on = \"2024-01-09\"\nwait = true")), "6:6: the clock of a scenario does not go back");
}

#[test]
fn a_day_on_which_the_scenario_already_is_keeps_its_hour() {
    let text = with_step("at = \"2024-01-10T15:30\"\nwait = true\n[[steps]]\non = \"2024-01-10\"\nwait = true");
    let steps = parse(&text).unwrap().steps;
    assert_eq!(steps[0].at, steps[1].at);
    assert_eq!(legal_day(steps[1].at.unwrap()).to_string(), "2024-01-10");
}

#[test]
fn a_step_does_one_thing() {
    assert!(fault(&with_step("do = \"lodge\"\ndone = \"trace\"")).contains("does two things, `do` and `done`"));
}

#[test]
fn an_expected_state_of_a_deadline_is_one_that_exists() {
    let text = with_step("wait = true\n[steps.expect]\ndeadlines.x = \"mised\"");
    assert_eq!(fault(&text), "8:15: `mised` is neither a day nor a state; did you mean `missed`?");
}

#[test]
fn what_is_easily_written_wrong_is_answered_with_the_way_out() {
    let expecting = |line: &str| with_step(&format!("do = \"lodge\"\n[steps.expect]\n{line}"));
    for (text, said) in [
        (with_step("on = \"2024-02-30\""), "6:6: `2024-02-30` does not exist: the last day of that month is 2024-02-29"),
        (with_step("on = \"30.01.2024\""), "6:6: `30.01.2024` is not a day such as 2024-03-21"),
        (
            with_step("by = \"officer\"\nsections.claim = { signed = true }"),
            "this step says how something is done and not what: add `do = \"…\"`",
        ),
        (with_step("do = \"lodge\"\ndo = \"lodge\""), "7:1: `do` is written twice here"),
        (with_step("do: \"lodge\""), "key with no value, expected `=`, as in `do = \"lodge\"`"),
        (expecting("deadlines.ref.appeal = \"2024-02-12\""), "put the name in quotes: deadlines.\"….appeal\""),
        (expecting("deadlines.appeal = { due = \"2024-02-12\" }"), "`due` is not known here; did you mean `due_on`?"),
    ] {
        let error = fault(&text);
        assert!(error.contains(said), "{error}");
    }
}
