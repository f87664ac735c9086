//! One fault at a time is planted in the tiny programme; the check must name it, its place, and what to do.
use panoh_rules::programme::{Folder, Severity, SourceFile, check};

use super::tiny::{PROGRAMME, TEXTS, checked, files, only_fault, place, with, world};

/// Replaces a piece and expects one fault at the place where `marker` then stands.
fn plant(piece: &str, other: &str, marker: &str, message: &str, suggestion: Option<&str>) {
    let programme = with(piece, other);
    let fault = only_fault(&programme);
    assert_eq!(fault.message, message);
    assert_eq!(fault.suggestion.as_deref(), suggestion, "{message}");
    assert_eq!(fault.file, "config/programmes/tiny/programme.toml");
    assert_eq!((fault.line, fault.column), place(&programme, marker), "{message}");
    assert_eq!(fault.severity, Severity::Error);
}

#[test]
fn the_programme_without_a_fault_has_none() {
    let faults = checked(PROGRAMME, TEXTS).faults;
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn an_unknown_role() {
    plant(
        "by    = [\"registration_officer\"]",
        "by    = [\"registration_oficer\"]",
        "\"registration_oficer\"",
        "there is no role `registration_oficer`",
        Some("did you mean `registration_officer`?"),
    );
}

#[test]
fn an_unknown_state_as_a_target() {
    plant("to    = \"granted\"", "to    = \"grantd\"", "\"grantd\"", "there is no state `grantd`", Some("did you mean `granted`?"));
}

#[test]
fn a_state_of_a_track_named_in_the_main_machine() {
    let programme = with("from  = [\"inside\"]\nto    = \"left\"", "from  = [\"inside\"]\nto    = \"lodged\"");
    let faults = checked(&programme, TEXTS).faults;
    assert!(faults.iter().any(|fault| fault.message == "there is no state `lodged` in the track `stay`"), "{faults:?}");
}

#[test]
fn a_state_that_cannot_be_reached() {
    let programme = with("[states.granted]", "[states.limbo]\ntitle = \"Limbo\"\nfinal = true\n[states.granted]");
    let texts = TEXTS.replace("granted = ", "limbo = \"…\"\ngranted = ");
    let faults = checked_in_all_languages(&programme, &texts);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].message, "the state `limbo` can never be reached");
    assert_eq!(faults[0].suggestion.as_deref(), Some("let a transition lead there: to = \"limbo\""));
    assert_eq!((faults[0].line, faults[0].column), place(&programme, "limbo]"));
}

#[test]
fn a_dead_end() {
    let programme = with("final = true\n\n[tracks", "\n[tracks");
    let fault = only_fault(&programme);
    assert_eq!(fault.message, "the state `granted` is a dead end: it is not final and nothing leads out of it");
    assert_eq!((fault.line, fault.column), place(&programme, "granted]"));
}

#[test]
fn a_dead_end_beside_a_way_out_for_any_state() {
    let programme = with("[states.granted]", "[states.limbo]\ntitle = \"Limbo\"\n[states.granted]").replace(
        "[transitions.enter]",
        "[transitions.drift]\ntitle = \"Drift\"\nfrom = [\"lodged\"]\nto = \"limbo\"\nby = [\"supervisor\"]\n\
         [transitions.withdraw]\ntitle = \"Withdraw\"\nfrom = [\"any_open\"]\nto = \"granted\"\nby = [\"supervisor\"]\n[transitions.enter]",
    );
    let faults = checked(&programme, TEXTS).faults;
    assert!(faults.iter().any(|fault| fault.message.starts_with("the state `limbo` is a dead end")), "{faults:?}");
}

#[test]
fn nothing_opens_a_case() {
    let programme = with("from  = [\"new\"]\nto    = \"lodged\"", "from  = [\"checks\"]\nto    = \"lodged\"");
    assert_eq!(only_fault(&programme).message, "no transition opens a case");
}

#[test]
fn a_final_state_that_is_left_without_a_reason() {
    plant(
        "from  = [\"lodged\"]",
        "from  = [\"lodged\", \"granted\"]",
        "\"granted\"]",
        "`granted` is final, and `begin_checks` leads out of it",
        Some("take final = true away, or ask for a reason: reason_required = true"),
    );
}

#[test]
fn an_unknown_field_in_a_guard() {
    plant(
        "section.arrival.guardian != null",
        "section.arrival.gaurdian != null",
        "gaurdian",
        "section `arrival` has no field `gaurdian`",
        Some("did you mean `guardian`?"),
    );
}

#[test]
fn an_unknown_code_list() {
    plant(
        "list = \"check-result\"",
        "list = \"check-results\"",
        "\"check-results\"",
        "there is no code list `check-results`",
        Some("did you mean `check-result`?"),
    );
}

#[test]
fn an_unknown_parameter_in_an_expression() {
    plant(
        "'ref.apply_window'",
        "'ref.aply_window'",
        "'ref.aply_window'",
        "there is no parameter `ref.aply_window`",
        Some("did you mean `ref.apply_window`?"),
    );
}

#[test]
fn an_unknown_parameter_of_a_deadline() {
    plant(
        "title  = \"Review\"",
        "title  = \"Review\"\nparameter = \"ref.prelim\"",
        "\"ref.prelim\"",
        "there is no parameter `ref.prelim`",
        Some("did you mean `ref.prelim_review`?"),
    );
}

#[test]
fn an_unknown_block() {
    plant("[alerts.slow]", "[alarms.slow]", "alarms", "`alarms` is not known here", Some("did you mean `alerts`?"));
}

#[test]
fn an_unknown_key() {
    plant("approved_by", "aproved_by", "aproved_by", "`aproved_by` is not known here", Some("did you mean `approved_by`?"));
}

#[test]
fn an_unknown_field_type() {
    plant(
        "type = \"money\"",
        "type = \"mony\"",
        "\"mony\"",
        "`mony` is not one of the words that may stand here",
        Some("did you mean `money`?"),
    );
}

#[test]
fn a_missing_key_is_placed_at_its_table() {
    let programme = with("title = \"Decide\"\n", "");
    let fault = only_fault(&programme);
    assert_eq!(fault.message, "missing field `title`");
    assert_eq!(fault.line, place(&programme, "[transitions.decide]").0);
}

#[test]
fn broken_toml_has_its_line() {
    let programme = with("title = \"Decide\"", "title = \"Decide");
    let faults = checked(&programme, TEXTS).faults;
    assert_eq!(faults[0].line, place(&programme, "title = \"Decide\n").0, "{faults:?}");
}

#[test]
fn two_transitions_of_one_name() {
    let programme = with("[transitions.decide]", "[transitions.lodge]");
    let faults = checked(&programme, TEXTS).faults;
    assert!(faults[0].message.contains("duplicate key"), "{faults:?}");
    assert_eq!(faults[0].line, place(&programme, "[transitions.lodge]\ntitle = \"Decide\"").0);
}

#[test]
fn every_fault_is_told_not_only_the_first() {
    let programme = with("type = \"money\"", "type = \"mony\"").replace("approved_by", "aproved_by").replace("!flag.late", "!flag.late &&");
    let messages: Vec<String> = checked(&programme, TEXTS).faults.into_iter().map(|fault| fault.message).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    let programme = with("\"!flag.late\"", "\"!flag.lat\"").replace("\"fact.answered\"", "\"fact.answerd\"");
    assert_eq!(checked(&programme, TEXTS).faults.len(), 3, "the fact is not asked any more either");
}

#[test]
fn an_unknown_programme_and_an_unknown_opening() {
    plant(
        "programme = \"follow-up\"",
        "programme = \"folow-up\"",
        "\"folow-up\"",
        "there is no programme `folow-up`",
        Some("did you mean `follow-up`?"),
    );
    plant(
        "transition = \"begin\"",
        "transition = \"begn\"",
        "\"begn\"",
        "`begn` opens no case of `follow-up`",
        Some("did you mean `begin`?"),
    );
}

#[test]
fn readers_of_sensitive_sections() {
    let programme = with("readers = [\"supervisor\"]\n", "");
    let fault = only_fault(&programme);
    assert_eq!(fault.message, "section `checks` holds K3 and does not say who may read it");
    assert_eq!((fault.line, fault.column), place(&programme, "checks]\ntitle   = \"Checks\""));
}

#[test]
fn a_clock_does_only_what_system_may() {
    let programme = with("  alerts = [\"slow\"]", "  alerts = [\"slow\"]\n  transition = \"decide\"");
    let fault = only_fault(&programme);
    assert_eq!(fault.message, "`decide` is to happen by itself, but `system` may not do it");
    assert_eq!((fault.line, fault.column), place(&programme, "\"decide\""));
}

#[test]
fn things_that_come_to_nothing() {
    for (piece, message) in [
        ("  issue = [\"receipt\"]\n", "the paper `receipt` is never issued"),
        ("  tasks = [\"look\"]\n", "the task `look` is never opened"),
        ("  alerts = [\"slow\"]\n", "the alert `slow` is never raised"),
        ("  start = [\"ref.prelim_review\"]\n", "the deadline `ref.prelim_review` is never started"),
    ] {
        let faults = checked(&with(piece, ""), TEXTS).faults;
        assert!(faults.iter().any(|fault| fault.message == message), "{message}: {faults:?}");
    }
    let programme = with("  set   = { late = ", "  when  = \"true\"\n  set   = { later = ");
    let messages: Vec<String> = checked(&programme, TEXTS).faults.into_iter().map(|fault| fault.message).collect();
    assert_eq!(messages, ["there is no flag `later`", "the flag `late` is never set"]);
}

#[test]
fn a_fact_that_refers_to_itself() {
    let programme = with("section.checks.size() > 0", "fact.answered");
    let fault = only_fault(&programme);
    assert_eq!(fault.message, "the fact `answered` refers to itself");
}

#[test]
fn an_unknown_ground_of_a_pause() {
    plant("\"hospital\"", "\"hospitl\"", "\"hospitl\"", "there is no ground of suspension `hospitl`", Some("did you mean `hospital`?"));
}

#[test]
fn names_are_written_in_one_way() {
    let programme = with("name = \"nobody-late\"", "name = \"nobodyLate\"");
    let faults = checked(&programme, TEXTS).faults;
    assert!(faults.iter().any(|fault| fault.suggestion.as_deref() == Some("write `nobody-late`")), "{faults:?}");
    let faults = checked(&with("name = \"nobody-late\"", "name = \"wrong-state\""), TEXTS).faults;
    assert_eq!(faults[0].message, "`wrong-state` is a rule that every programme has");
}

fn checked_in_all_languages(programme: &str, texts: &str) -> Vec<panoh_rules::programme::Fault> {
    let mut files = files(programme, texts);
    for file in files.iter_mut().skip(1) {
        file.text = texts.to_owned();
    }
    check(Folder { files: &files, common: &[] }, &world()).faults
}

#[test]
fn a_missing_translation() {
    let texts = TEXTS.replace("granted = \"…\"\n", "");
    let faults = checked(PROGRAMME, &texts).faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].file, "config/programmes/tiny/texts.tg.toml");
    assert_eq!(faults[0].message, "`states.granted` is not translated into tg");
    assert_eq!(faults[0].suggestion.as_deref(), Some("write granted = \"…\" in [states], for “Granted”"));
    assert_eq!((faults[0].line, faults[0].column), place(&texts, "states]"));
}

#[test]
fn a_translation_of_nothing() {
    let texts = TEXTS.replace("granted = \"…\"\n", "granted = \"…\"\ngrant = \"…\"\n");
    let faults = checked(PROGRAMME, &texts).faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].message, "`states.grant` translates nothing");
    assert_eq!((faults[0].line, faults[0].column), place(&texts, "grant = "));
}

#[test]
fn a_missing_language() {
    let mut files = files(PROGRAMME, TEXTS);
    files.pop();
    let faults = check(Folder { files: &files, common: &[] }, &world()).faults;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].message, "there is no texts.fa.toml beside the programme file");
}

#[test]
fn universal_transitions_are_merged_unless_the_programme_says_otherwise() {
    let common = [SourceFile {
        path: "config/programmes/common.toml".to_owned(),
        text: "[states.parked]\ntitle = \"Parked\"\nfinal = true\n[transitions.transfer]\ntitle = \"Park\"\n\
               from = [\"any_open\"]\nto = \"parked\"\nby = [\"supervisor\"]\n"
            .to_owned(),
    }];
    let merged = check(Folder { files: &files(PROGRAMME, TEXTS), common: &common }, &world());
    let programme = merged.programme.unwrap();
    assert!(programme.transition("transfer").is_some() && programme.is_final(None, "parked"));
    let without = with("[states.lodged]", "without = [\"transfer\"]\n[states.lodged]");
    let programme = check(Folder { files: &files(&without, TEXTS), common: &common }, &world()).programme.unwrap();
    assert!(programme.transition("transfer").is_none() && programme.state(None, "parked").is_none());
}
