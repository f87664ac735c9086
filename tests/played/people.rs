//! The subjects of a scenario as persons in the records, and answers that name them.
use std::collections::BTreeMap;

use panoh_rules::programme::{FieldType, Programme};
use panoh_rules::scenario::{GivenPerson, PersonChange};
use serde_json::{Map, Value, json};

use super::desk::Desk;
use crate::support::Caller;

/// Key in the scenario → id in the records.
pub type Keys = BTreeMap<String, String>;

pub async fn register(by: &Caller, person: &GivenPerson, today: &str) -> String {
    let mut form = json!({
        "names": [{ "kind": "legal", "script": "Latn", "as_written": format!("Somebody {}", person.key.replace(|c: char| !c.is_alphabetic(), " ")) }],
        "sex": person.sex, "citizenships": person.citizenships });
    if let Some(birth) = person.birth {
        form["birth"] = json!(birth);
    }
    if person.dead {
        form["death_on"] = json!(today);
    }
    by.post("/people", form).await.expect(201).id()
}

pub async fn change(by: &Caller, id: &str, change: &PersonChange, today: &str) {
    let path = format!("/people/{id}");
    let version = by.get(&path).await.expect(200).etag();
    let mut patch = Map::new();
    if let Some(dead) = change.dead {
        patch.insert("death_on".to_owned(), if dead { json!(today) } else { Value::Null });
    }
    if let Some(birth) = change.birth {
        patch.insert("birth".to_owned(), json!(birth));
    }
    if let Some(sex) = &change.sex {
        patch.insert("sex".to_owned(), json!(sex));
    }
    if let Some(citizenships) = &change.citizenships {
        patch.insert("citizenships".to_owned(), json!(citizenships));
    }
    by.patch(&path, &version, Value::Object(patch)).await.expect(200);
}

/// Answers of a section with the scenario's names of people turned into ids: of subjects where a person is asked for, of members
/// where a text names whoever acts under that name.
pub fn answers(programme: &Programme, section: &str, given: &Value, keys: &Keys, desk: &Desk) -> Value {
    let Some(form) = programme.sections.get(section) else { return given.clone() };
    match given {
        Value::Array(entries) => entries.iter().map(|entry| answers(programme, section, entry, keys, desk)).collect(),
        Value::Object(fields) => {
            let named = |field: &String, value: &Value| match form.fields.get(field).map(|field| field.field_type) {
                Some(FieldType::Person) => each(value, |text| keys.get(text).cloned()),
                Some(FieldType::Text) => each(value, |text| desk.membership(text)),
                _ => value.clone(),
            };
            Value::Object(fields.iter().map(|(field, value)| (field.clone(), named(field, value))).collect())
        }
        other => other.clone(),
    }
}

fn each(value: &Value, name: impl Fn(&str) -> Option<String> + Copy) -> Value {
    match value {
        Value::String(text) => name(text).map_or_else(|| value.clone(), Value::String),
        Value::Array(values) => values.iter().map(|value| each(value, name)).collect(),
        other => other.clone(),
    }
}
