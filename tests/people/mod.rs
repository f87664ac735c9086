//! People and households: rules, history, reach, and what a person's file remembers of its readers.
mod attached;
mod changing;
mod consents;
mod duplicates;
mod households;
mod merging;
mod merging_edits;
mod reach;
mod registering;
mod relationships;
mod search;

use serde_json::{Value, json};

use crate::support::{Caller, House, Organisation};

/// A name that breaks no rule.
pub fn name(script: &str, as_written: &str) -> Value {
    json!({ "kind": "legal", "script": script, "as_written": as_written })
}

/// Somebody who breaks no rule.
pub fn somebody() -> Value {
    json!({
        "names": [name("Cyrl", "Раҳмон Каримов"), name("Arab", "رحمان کریمی")],
        "sex": "1", "birth": { "date": "1990-05-10", "precision": "day" }, "citizenships": ["AFG"], "languages": ["prs"]
    })
}

/// Somebody with one member put otherwise.
pub fn somebody_with(member: &str, value: Value) -> Value {
    let mut body = somebody();
    body[member] = value;
    body
}

/// A registration officer of a new organisation.
pub async fn officer(house: &House) -> (Organisation, Caller) {
    let organisation = house.organisation("department").await;
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    (organisation, officer)
}

/// How many entries the ledger has of an operation on an object.
pub async fn entries(house: &House, operation: &str, object: &str) -> i64 {
    let id: uuid::Uuid = object.parse().unwrap();
    let row = house.owner().await;
    let row =
        row.query_one("SELECT count(*) FROM ledger_entries WHERE operation = $1 AND object_id = $2", &[&operation, &id]).await.unwrap();
    row.get(0)
}

/// The body of an answer without what belongs to the request alone.
pub fn without_request(answer: &crate::support::Answer) -> String {
    answer.text.replace(answer.json["instance"].as_str().unwrap_or_default(), "")
}
