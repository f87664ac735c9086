//! Forms: what is missing, what is not taken, and their schema.
use chrono::NaiveDate;
use panoh_rules::birth::{Birth, Precision};
use panoh_rules::calendar::Calendar;
use panoh_rules::engine::{CaseSnapshot, Facts, Subject};
use panoh_rules::programme::{AnswerContext, Folder, Programme, Scope, section_schema};
use serde_json::{Value, json};

use super::tiny::{PROGRAMME, TEXTS, files, world};

fn programme() -> Programme {
    Folder { files: &files(PROGRAMME, TEXTS), common: &[] }.read().unwrap()
}

fn today() -> NaiveDate {
    "2024-02-12".parse().unwrap()
}

fn missing(section: &str, answers: Value, born: &str) -> Vec<String> {
    let subject = Subject {
        key: "p".to_owned(),
        role: "principal".to_owned(),
        birth: Some(Birth { date: born.parse().unwrap(), precision: Precision::Day }),
        sex: "0".to_owned(),
        citizenships: Vec::new(),
        dead: false,
    };
    let mut case = CaseSnapshot { subjects: vec![subject], ..CaseSnapshot::default() };
    case.sections.insert(section.to_owned(), answers);
    let (programme, facts, parameters, calendar) = (programme(), Facts::default(), world().parameters, Calendar::default());
    let scope = Scope {
        programme: &programme,
        case: &case,
        facts: &facts,
        parameters: &parameters,
        calendar: &calendar,
        today: today(),
        event: None,
        sections: None,
        entry: None,
    };
    programme.completeness(section, &scope)
}

#[test]
fn what_is_missing_is_named() {
    let adult = "1990-01-01";
    assert_eq!(missing("arrival", json!({}), adult), ["arrival.entry_on", "arrival.channel"]);
    assert_eq!(missing("arrival", json!({ "entry_on": "2024-01-01", "channel": " " }), adult), ["arrival.channel"]);
    let answered = json!({ "entry_on": "2024-01-01", "channel": "border" });
    assert!(missing("arrival", answered.clone(), adult).is_empty());
    assert_eq!(missing("arrival", answered, "2015-01-01"), ["arrival.guardian"]);
    assert_eq!(missing("checks", json!([]), adult), ["checks"]);
    assert_eq!(missing("checks", json!([{ "body": "a" }, {}]), adult), ["checks.body"]);
}

#[test]
fn what_the_form_does_not_take_is_named_with_its_pointer() {
    let world = world();
    let context = AnswerContext { codes: Some(&world.codes), today: today(), subjects: None };
    let faults = |section: &str, answers: Value| -> Vec<(String, &'static str)> {
        let faults = programme().validate_answers(section, &answers, context);
        faults.into_iter().map(|fault| (fault.pointer, fault.rule)).collect()
    };
    let one = |answers: Value| faults("arrival", answers).pop();
    assert_eq!(one(json!({ "entry_on": "2024-02-12", "channel": "border", "costs": null })), None);
    assert_eq!(one(json!({ "entry_on": { "date": "1990-01-01", "precision": "year" } })), None);
    assert_eq!(one(json!({ "entry": 1 })), Some(("/entry".to_owned(), "unknown-field")));
    assert_eq!(one(json!({ "entry_on": "2024-02-13" })), Some(("/entry_on".to_owned(), "in-the-future")));
    assert_eq!(one(json!({ "entry_on": "2024-02-30" })), Some(("/entry_on".to_owned(), "wrong-type")));
    assert_eq!(one(json!({ "channel": "sea" })), Some(("/channel".to_owned(), "unknown-code")));
    assert_eq!(one(json!({ "guardian": "x".repeat(21) })), Some(("/guardian".to_owned(), "too-long")));
    assert_eq!(one(json!({ "costs": { "amount": "1.234", "currency": "TJS" } })), Some(("/costs".to_owned(), "wrong-type")));
    assert_eq!(faults("checks", json!([{ "body": "a" }, { "body": 1 }])), [("/1/body".to_owned(), "wrong-type")]);
    assert_eq!(faults("arrival", json!([1])), [(String::new(), "wrong-type")]);
    assert_eq!(faults("nothing", json!({})), [(String::new(), "unknown-section")]);
}

#[test]
fn a_form_has_a_schema() {
    let (programme, world) = (programme(), world());
    let schema = section_schema(&programme.sections["arrival"], &world.codes);
    assert_eq!(schema["required"], json!(["entry_on", "channel"]));
    assert_eq!(schema["additionalProperties"], json!(false));
    assert!(schema["properties"]["channel"]["enum"].as_array().unwrap().contains(&json!("border")));
    assert_eq!(schema["properties"]["guardian"]["x-required-when"], json!("subject.age_min < 18"));
    let list = section_schema(&programme.sections["checks"], &world.codes);
    assert_eq!(list["type"], json!("array"));
}
