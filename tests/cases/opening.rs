//! Opening cases.
use serde_json::json;
use uuid::Uuid;

use super::{Desk, deadline, person};

#[actix_web::test]
async fn a_claim_is_opened_with_its_number_state_and_clocks() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    assert_eq!(case.json["state"], "intent_declared");
    assert_eq!(case.json["state_title"], "Intent declared");
    assert_eq!(case.json["phase"], "intake");
    assert_eq!(case.json["owner"], desk.officer.membership.to_string());
    assert_eq!(case.json["subjects"][0]["name"], "Ahmad Karimi");
    assert_eq!(case.json["number"].as_str().unwrap().len(), 13);
    assert_eq!(deadline(&case.json, "ref.border_notify")["state"], "open");
    assert_eq!(case.headers["location"], format!("/api/v1/cases/{}", case.id()));
    assert_eq!(desk.entries("case.create", &case.id()).await, 1);
    let read = desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(read.json, case.json);
    assert_eq!(desk.entries("case.read", &case.id()).await, 1);
}

#[actix_web::test]
async fn a_programme_that_is_disabled_or_unknown_is_the_same_answer() {
    let desk = Desk::open().await;
    let person = desk.person(&desk.officer).await;
    let mut opening = desk.opening(person, &desk.today());
    desk.house.owner().await.execute("UPDATE programme_settings SET enabled = false WHERE programme = 'refugee-claim'", &[]).await.unwrap();
    let disabled = desk.officer.post("/cases", opening.clone()).await.expect(422);
    opening["programme"] = json!("no-such-programme");
    let unknown = desk.officer.post("/cases", opening).await.expect(422);
    assert_eq!(disabled.json["errors"], unknown.json["errors"]);
    assert_eq!(disabled.json["errors"][0]["pointer"], "/programme");
}

#[actix_web::test]
async fn a_person_of_another_organisation_is_no_subject() {
    let desk = Desk::open().await;
    let other = desk.house.organisation("other").await;
    let stranger = desk.house.employ(&other, other.offices[0], &["registration_officer"]).await;
    let theirs = person(&desk.house, &other, other.offices[0], &stranger, "1990-01-01").await;
    let seen = desk.officer.post("/cases", desk.opening(theirs, &desk.today())).await.expect(422);
    let unknown = desk.officer.post("/cases", desk.opening(Uuid::now_v7(), &desk.today())).await.expect(422);
    assert_eq!(seen.json["errors"], unknown.json["errors"]);
    assert_eq!(seen.json["errors"][0]["pointer"], "/subjects/0/person");
}

#[actix_web::test]
async fn answers_that_the_form_does_not_take_are_named_with_their_place() {
    let desk = Desk::open().await;
    let person = desk.person(&desk.officer).await;
    let mut opening = desk.opening(person, &desk.today());
    opening["sections"]["arrival"]["entry_lawful"] = json!("perhaps");
    opening["sections"]["arrival"]["nonsense"] = json!(1);
    let refused = desk.officer.post("/cases", opening).await.expect(422);
    let pointers: Vec<&str> = refused.json["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert!(pointers.contains(&"/sections/arrival/entry_lawful") && pointers.contains(&"/sections/arrival/nonsense"), "{pointers:?}");
}
