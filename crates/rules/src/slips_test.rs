//! A slip is answered with what was meant.
use super::*;

#[test]
fn a_slip_of_the_fingers_is_named() {
    assert_eq!(suggest("logde", &["register", "lodge"]), "; did you mean `lodge`?");
    assert_eq!(suggest("due", &["state", "due_on"]), "; did you mean `due_on`?");
}

#[test]
fn a_few_known_names_are_all_told_and_of_many_those_that_share_a_part() {
    assert_eq!(suggest("x", &["one", "two"]), "; known are `one`, `two`");
    assert_eq!(suggest::<&str>("x", &[]), "");
    let many: Vec<String> = (0..30).map(|n| format!("zzz_{n}")).chain(["record_enquiry_desk".to_owned()]).collect();
    let said = suggest("enquire", &many);
    assert!(said.starts_with("; of 31 known the likest are `record_enquiry_desk`, "), "{said}");
    assert_eq!(said.matches('`').count(), 2 * LIKEST);
}

#[test]
fn a_sentence_ends_with_one_mark() {
    assert_eq!((sentence("Known."), sentence("Known?"), sentence("Known")), ("Known.".into(), "Known?".into(), "Known.".into()));
}
