//! A membership that ends: access at that instant, and nothing left behind that nobody sees (programmes.md 4.2).
use chrono::TimeDelta;
use panoh::cases::jobs::fire_now;
use serde_json::{Value, json};

use crate::cases::{Desk, signal};
use crate::support::{Answer, Caller};

async fn user(administrator: &Caller, who: &Caller) -> (String, String) {
    let found = administrator.get(&format!("/users?q={}", who.email)).await.expect(200);
    let user = found.json["data"][0].clone();
    (user["id"].as_str().unwrap().to_owned(), format!("\"{}\"", user["version"]))
}

async fn deactivate(administrator: &Caller, who: &Caller) -> Answer {
    let (id, version) = user(administrator, who).await;
    administrator.post_if(&format!("/users/{id}/deactivate"), &version, json!({ "reason": "left" })).await
}

async fn alerts(who: &Caller, case: &str) -> Vec<Value> {
    who.get(&format!("/cases/{case}/alerts")).await.expect(200).json["data"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn what_a_leaver_had_goes_to_who_leads_the_team_at_that_instant() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let elsewhere = desk.house.employ(&desk.organisation, desk.organisation.offices[1], &["supervisor"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = desk.claim(&desk.officer).await;
    let open = desk.officer.get(&format!("/cases/{}/tasks", case.id())).await.expect(200);
    let task = open.json["data"][0].clone();
    let path = format!("/cases/{}/tasks/{}", case.id(), task["id"].as_str().unwrap());
    desk.officer.patch(&path, &format!("\"{}\"", task["version"]), json!({ "assigned_to": desk.officer.membership })).await.expect(200);
    deactivate(&administrator, &desk.officer).await.expect(200);
    assert_eq!(desk.officer.get(&format!("/cases/{}", case.id())).await.expect(401).code(), "session_ended");
    let page = lead.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(page.json["owner"], lead.membership.to_string());
    let task = page.json["tasks"].as_array().unwrap().iter().find(|open| open["id"] == task["id"]).unwrap();
    assert_eq!(task["assigned_to"], lead.membership.to_string());
    let raised = alerts(&lead, &case.id()).await;
    let raised = raised.iter().find(|alert| alert["alert"] == "handed_over").expect("the supervisor is alerted");
    assert_eq!(raised["title"], "Handed over: whoever had it no longer works here");
    assert_eq!(desk.entries("case.hand_over", &case.id()).await, 1);
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0, "it is done once");
    elsewhere.get(&format!("/cases/{}", case.id())).await.expect(404);
}

#[actix_web::test]
async fn a_dated_end_takes_effect_the_day_after_and_the_clock_hands_over() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = desk.claim(&desk.officer).await;
    let (id, version) = user(&administrator, &desk.officer).await;
    administrator.patch(&format!("/users/{id}"), &version, json!({ "ends_on": desk.today() })).await.expect(200);
    desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    desk.house.wait(TimeDelta::days(1));
    assert_eq!(desk.officer.get("/me").await.expect(401).status, 401);
    let moved = fire_now(desk.house.app()).await.unwrap();
    assert!(moved >= 1, "{moved}");
    let lead = lead.again().await;
    assert_eq!(lead.get(&format!("/cases/{}", case.id())).await.expect(200).json["owner"], lead.membership.to_string());
    assert_eq!(desk.entries("case.hand_over", &case.id()).await, 1);
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0);
}

#[actix_web::test]
async fn a_trafficking_case_goes_with_its_list() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let case = signal(&desk, &caseworker).await;
    deactivate(&administrator, &caseworker).await.expect(200);
    assert_eq!(lead.get(&format!("/cases/{}", case.id())).await.expect(200).json["owner"], lead.membership.to_string());
    let list = lead.get(&format!("/cases/{}/access", case.id())).await.expect(200);
    let line = |who: &Caller| {
        let lines = list.json["data"].as_array().unwrap();
        lines.iter().find(|line| line["membership"] == who.membership.to_string()).unwrap().clone()
    };
    assert!(!line(&caseworker)["until_at"].is_null(), "whoever left is on no list");
    assert!(line(&lead)["until_at"].is_null());
}

#[actix_web::test]
async fn without_anybody_to_take_it_a_task_goes_back_to_its_role_and_the_case_waits() {
    let desk = Desk::open().await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let lawyer = desk.employ(&["lawyer"]).await;
    let case = desk.claim(&desk.officer).await;
    let task = json!({ "title": "Draft the appeal", "for_role": "lawyer", "assigned_to": lawyer.membership });
    desk.officer.post(&format!("/cases/{}/tasks", case.id()), task).await.expect(201);
    deactivate(&administrator, &lawyer).await.expect(200);
    let page = desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    let task = page.json["tasks"].as_array().unwrap().iter().find(|task| task["title"] == "Draft the appeal").unwrap();
    assert!(task["assigned_to"].is_null());
    deactivate(&administrator, &desk.officer).await.expect(200);
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0);
    let lead = desk.employ(&["supervisor"]).await;
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 1, "as soon as somebody is there");
    assert_eq!(lead.get(&format!("/cases/{}", case.id())).await.expect(200).json["owner"], lead.membership.to_string());
}
