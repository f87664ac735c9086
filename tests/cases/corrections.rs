//! A correction keeps the earlier value in history (programmes.md 4.3), for whoever may read the answer.
use serde_json::{Value, json};

use super::Desk;
use crate::support::Caller;

/// What the latest line of the timeline says was corrected.
async fn corrections(reader: &Caller, case: &str) -> Value {
    reader.get(&format!("/cases/{case}/timeline")).await.expect(200).json["data"][0]["corrections"].clone()
}

async fn change(desk: &Desk, case: &str, section: &str, answers: Value) {
    let path = format!("/cases/{case}/sections/{section}");
    let seen = desk.officer.get(&path).await.expect(200).etag();
    desk.officer.patch(&path, &seen, answers).await.expect(200);
}

#[actix_web::test]
async fn an_answer_that_was_changed_or_taken_back_stands_in_the_timeline_as_it_was() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await.id();
    let said = |before: Value, after: Value| json!([{ "section": "arrival", "entry": null, "field": "entry_place", "before": before, "after": after }]);
    change(&desk, &case, "arrival", json!({ "entry_place": "TJ-SU" })).await;
    assert_eq!(corrections(&desk.officer, &case).await, json!([]), "a first answer corrects nothing");
    change(&desk, &case, "arrival", json!({ "entry_place": "TJ-GB" })).await;
    assert_eq!(corrections(&desk.officer, &case).await, said(json!("TJ-SU"), json!("TJ-GB")));
    change(&desk, &case, "arrival", json!({ "entry_place": null })).await;
    assert_eq!(corrections(&desk.officer, &case).await, said(json!("TJ-GB"), Value::Null));
}

#[actix_web::test]
async fn of_a_list_the_entry_is_named_and_a_further_one_corrects_nothing() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await.id();
    let people = desk.officer.get(&format!("/cases/{case}")).await.expect(200).json["subjects"].clone();
    let entry = |role: &str| json!({ "person": people[0]["person"], "role": role, "own_grounds": false });
    let path = format!("/cases/{case}/sections/people");
    let put = async |list: Value| {
        let seen = desk.officer.get(&path).await.expect(200).etag();
        desk.officer.put(&path, &seen, list).await.expect(200);
        corrections(&desk.officer, &case).await
    };
    assert_eq!(put(json!([entry("spouse")])).await, json!([]));
    assert_eq!(put(json!([entry("spouse"), entry("child")])).await, json!([]));
    let corrected = put(json!([entry("spouse"), entry("adult-dependant")])).await;
    assert_eq!(corrected, json!([{ "section": "people", "entry": 2, "field": "role", "before": "child", "after": "adult-dependant" }]));
}

#[actix_web::test]
async fn whoever_may_not_read_the_answers_sees_that_they_were_changed_and_not_what_they_said() {
    let desk = Desk::open().await;
    let colleague = desk.employ(&["caseworker"]).await;
    let case = desk.claim(&desk.officer).await.id();
    let wish = json!({ "title": "Accompany", "assigned_to": colleague.membership });
    desk.officer.post(&format!("/cases/{case}/tasks"), wish).await.expect(201);
    change(&desk, &case, "claim", json!({ "claim_language": "prs" })).await;
    change(&desk, &case, "claim", json!({ "claim_language": "pes" })).await;
    assert_eq!(corrections(&desk.officer, &case).await[0]["before"], "prs");
    assert_eq!(corrections(&colleague, &case).await, json!([]));
    // What was read of them is in the ledger by its section.
    let id: uuid::Uuid = case.parse().unwrap();
    let statement = "SELECT fields FROM ledger_entries WHERE operation = 'case.timeline_read' AND case_id = $1 ORDER BY id";
    let rows = desk.house.owner().await.query(statement, &[&id]).await.unwrap();
    let read: Vec<Vec<String>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(read, [vec!["timeline".to_owned(), "claim".to_owned()], vec!["timeline".to_owned()]]);
}
