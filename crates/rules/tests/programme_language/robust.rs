//! Whatever somebody types, the answer is faults and never a panic.
use panoh_rules::programme::Expression;
use proptest::prelude::*;

use super::tiny::{PROGRAMME, TEXTS, checked, with};

#[test]
fn long_and_deep_expressions_are_faults() {
    for source in [
        "(".repeat(3_000),
        "!".repeat(3_999),
        "-".repeat(3_999) + "1",
        "[".repeat(1_000) + &"]".repeat(1_000),
        "1".to_owned() + &"+1".repeat(1_990),
        "a".to_owned() + &".b".repeat(1_990),
        "f(".repeat(900) + &")".repeat(900),
        "a ? b : ".repeat(480) + "c",
        "x.all(x, ".repeat(300) + "x" + &")".repeat(300),
        "true".to_owned() + &" && true".repeat(490),
    ] {
        let expression = Expression::parse(source.as_str());
        let _ = expression.tree();
        let quoted = format!("\"\"\"{source}\"\"\"");
        let _ = checked(&with("\"!flag.late\"", &quoted), TEXTS);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_an_expression_or_a_fault(text in "\\PC{0,80}") {
        if let Err(fault) = Expression::parse(text.as_str()).tree() {
            prop_assert!(fault.at <= text.len());
        }
    }

    #[test]
    fn any_pieces_are_an_expression_or_a_fault(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "section", ".", "arrival", "(", ")", "[", "]", "'x'", "\"", "&&", "||", "!", "==", "<", "?", ":", ",",
                "all", "map", "filter", "1", "2.5", "-", "+", "null", "true", " ", "in", "{", "}", "c", "has", "'", "\\",
            ]),
            0..40,
        )
    ) {
        let text = pieces.concat();
        let _ = Expression::parse(text.as_str()).tree();
        let literal = toml::Value::String(text).to_string();
        let _ = checked(&with("\"!flag.late\"", &literal), TEXTS);
    }

    #[test]
    fn a_programme_cut_anywhere_is_read_or_refused(from in 0..PROGRAMME.len(), to in 0..PROGRAMME.len()) {
        let (from, to) = (from.min(to), from.max(to));
        if let (Some(head), Some(tail)) = (PROGRAMME.get(..from), PROGRAMME.get(to..)) {
            let _ = checked(&format!("{head}{tail}"), TEXTS);
        }
    }

    #[test]
    fn any_text_is_a_programme_or_refused(text in "\\PC{0,200}") {
        prop_assert!(checked(&text, &text).is_refused());
    }
}

/// Guards are asked at each act: a simple one must stay far below the budget of a decision.
#[test]
fn a_simple_guard_is_decided_in_microseconds() {
    use panoh_rules::engine::{CaseSnapshot, Facts};
    use panoh_rules::programme::{Folder, Scope};
    let files = super::tiny::files(PROGRAMME, TEXTS);
    let programme = Folder { files: &files, common: &[] }.read().unwrap();
    let case = CaseSnapshot { state: Some("lodged".to_owned()), ..CaseSnapshot::default() };
    let (facts, calendar, parameters) = (Facts::default(), Default::default(), super::tiny::world().parameters);
    let scope = Scope {
        programme: &programme,
        case: &case,
        facts: &facts,
        parameters: &parameters,
        calendar: &calendar,
        today: "2024-02-12".parse().unwrap(),
        event: None,
        sections: None,
        entry: None,
    };
    let guard = Expression::parse("case.state == 'lodged' && !flag.late && section.arrival.guardian == null");
    let begun = std::time::Instant::now();
    for _ in 0..1_000 {
        assert_eq!(scope.holds(&guard), Ok(true));
    }
    let each = begun.elapsed() / 1_000;
    // Measured without optimisation, which is some ten times slower than the release.
    assert!(each < std::time::Duration::from_micros(200), "{each:?}");
}
