//! What the check of expressions finds, with the place inside the expression.
use super::tiny::{TEXTS, checked, only_fault, place, with};

/// Puts an expression where a yes or no is needed and expects one fault at the first `marker` in it.
fn guard(expression: &str, marker: &str, message: &str, suggestion: Option<&str>) {
    let literal = format!("'''{expression}'''");
    let programme = with("\"!flag.late\"", &literal);
    let fault = only_fault(&programme);
    assert_eq!(fault.message, message, "{expression}");
    assert_eq!(fault.suggestion.as_deref(), suggestion, "{expression}");
    let (line, column) = place(&programme, &literal);
    let within = if marker.is_empty() { expression.len() } else { expression.find(marker).unwrap() };
    let expected = column + 3 + expression[..within].chars().count();
    assert_eq!((fault.line, fault.column), (line, expected), "{expression}");
}

fn fine(expression: &str) {
    let faults = checked(&with("\"!flag.late\"", &format!("'''{expression}'''")), TEXTS).faults;
    assert!(faults.is_empty(), "{expression}: {faults:?}");
}

#[test]
fn unknown_names_are_found_with_what_was_meant() {
    guard("flagg.late", "flagg", "`flagg` is not known here", Some("did you mean `flag`?"));
    guard("late", "late", "`late` is not known here", Some("write `flag.late`"));
    guard("section.arival.guardian == null", "arival", "there is no section `arival`", Some("did you mean `arrival`?"));
    guard("subject.age > 1", "age", "a person has no member `age`", Some("did you mean `age_min`?"));
    guard("lastday(today, '1 day') < today", "lastday", "there is no function `lastday`", Some("did you mean `last_day`?"));
    guard(
        "deadline('ref.prelim').state == 'open'",
        "'ref.prelim'",
        "there is no deadline `ref.prelim`",
        Some("did you mean `ref.prelim_review`?"),
    );
    guard("task('lok').state == 'open'", "'lok'", "there is no task `lok`", Some("did you mean `look`?"));
    guard("happened('lodged')", "'lodged'", "there is no transition `lodged`", Some("did you mean `lodge`?"));
}

#[test]
fn unlike_kinds_are_not_compared() {
    guard(
        "section.arrival.guardian == 5",
        "==",
        "`==` compares unlike things: a text and a whole number",
        Some("numbers are written without quotes"),
    );
    guard("today == 'soon'", "==", "`==` compares unlike things: a day and a text", Some("a day is written '2024-01-31'"));
    guard(
        "flag.late == 'true'",
        "==",
        "`==` compares unlike things: a yes or no and a text",
        Some("yes and no are written true and false, without quotes"),
    );
    guard("subject.age_min > null", "null", "`>` cannot be used here: nothing comes before or after `null`", None);
    guard(
        "section.arrival.entry_on <= today",
        "section",
        "a day of which only part may be known is compared by its earliest or latest day",
        Some("add `.latest` or `.earliest`"),
    );
}

#[test]
fn words_and_codes_are_looked_up() {
    guard("case.state == 'lodgd'", "'lodgd'", "`lodgd` is not a state of the case", Some("did you mean `lodged`?"));
    guard("track.stay == 'insid'", "'insid'", "`insid` is not a state of this track", Some("did you mean `inside`?"));
    guard(
        "section.arrival.channel == 'boarder'",
        "'boarder'",
        "the list arrival-channel has no code `boarder`",
        Some("did you mean `border`?"),
    );
    guard(
        "section.checks.exists(c, c.result in ['clear', 'cleer'])",
        "'cleer'",
        "the list check-result has no code `cleer`",
        Some("did you mean `clear`?"),
    );
    guard(
        "paper('receipt').state == 'torn'",
        "'torn'",
        "`torn` is not a state of a paper",
        Some("known are none, valid, expired, revoked"),
    );
}

#[test]
fn a_guard_is_a_yes_or_no() {
    guard("subject.age_min", "subject", "a yes or no is needed here, this is a whole number", None);
    guard("flag.late && today", "today", "`&&` needs a yes or no, this is a day", Some("compare it, as in `!= null`"));
    guard("section.checks.all(c, c.body)", "c.body", "`all` needs a yes or no, this is a text", Some("compare it, as in `!= null`"));
    guard(
        "section.arrival.all(c, true)",
        "section",
        "a list is needed here, this is an entry of section arrival",
        Some("give the section `repeat = true`, or ask its field directly"),
    );
    guard(
        "section.checks.result == null",
        "section",
        "this is a list, `result` belongs to one entry",
        Some("ask the entries with `exists`, `all`, `filter` or `map`"),
    );
}

#[test]
fn syntax_has_its_place() {
    guard("flag.late &&", "", "the expression ends too early", None);
}

#[test]
fn what_is_right_is_left_alone() {
    for expression in [
        "section.arrival.entry_on.latest <= today && section.arrival.heard_on != null",
        "section.arrival.heard_on < '2024-05-01' || section.arrival.costs > 100",
        "subjects.filter(s, s.role == 'child').size() == 0",
        "section.checks.filter(c, c.result == 'clear').map(c, c.body).size() > 1",
        "add_days(today, 3) > last_day(event.on, '14 days')",
        "(flag.late ? 1 : 2) + times('lodge') < parameter('ref.own_cert_age')",
        "section.arrival.channel in ['border'] && !(case.state in ['checks'])",
        "deadline('ref.prelim_review').due_on < today && !deadline('ref.prelim_review').paused",
        "has(section.arrival.guardian) && section.arrival.guardian.size() < 9",
        "'AFG' in subject.citizenships",
    ] {
        fine(expression);
    }
}

#[test]
fn flags_take_what_they_are_declared_to_hold() {
    let programme = with("late = \"event.on > last_day(section.arrival.entry_on.latest, 'ref.apply_window')\"", "late = \"event.on\"");
    let fault = only_fault(&programme);
    assert_eq!(fault.message, "a yes or no is needed here, this is a day");
    assert_eq!((fault.line, fault.column), place(&programme, "event.on"));
}
