//! Notes, tasks, assignment, timeline, and the list of the day.
use chrono::TimeDelta;
use serde_json::json;

use super::Desk;

#[actix_web::test]
async fn a_note_is_corrected_for_a_day_and_then_only_added_to() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let path = format!("/cases/{}/notes", case.id());
    let note = desk.officer.post(&path, json!({ "body": "Came alone." })).await.expect(201);
    let corrected =
        desk.officer.patch(&format!("{path}/{}", note.id()), &note.etag(), json!({ "body": "Came with a brother." })).await.expect(200);
    assert_eq!(corrected.json["version"], 2);
    desk.house.wait(TimeDelta::hours(25));
    let officer = desk.officer.again().await;
    let late = officer.patch(&format!("{path}/{}", note.id()), &corrected.etag(), json!({ "body": "Never mind." })).await.expect(409);
    assert_eq!(late.json["rule"], "note-is-final");
    officer.post(&path, json!({ "body": "The brother is a cousin.", "addendum_to": note.json["id"] })).await.expect(201);
    let notes = officer.get(&path).await.expect(200);
    assert_eq!(notes.json["data"][0]["addendum_to"], note.json["id"]);
    assert_eq!(notes.json["data"][1]["body"], "Came with a brother.");
}

#[actix_web::test]
async fn a_task_is_written_assigned_and_done() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let path = format!("/cases/{}/tasks", case.id());
    let task = desk.officer.post(&path, json!({ "title": "Find an interpreter", "due_on": desk.today() })).await.expect(201);
    let mine = desk
        .officer
        .patch(&format!("{path}/{}", task.id()), &task.etag(), json!({ "assigned_to": desk.officer.membership }))
        .await
        .expect(200);
    let work = desk.officer.get("/work").await.expect(200);
    let lines = work.json["data"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["reason"] == "task_mine" && line["title"] == "Find an interpreter"), "{}", work.text);
    let named = |line: &serde_json::Value| line["principal"].is_string() && line["state_title"] == case.json["state_title"];
    assert!(lines.iter().all(named), "each line says whose case it is and how that stands: {}", work.text);
    assert!(lines.iter().any(|line| line["reason"] == "deadline_due" && line["case_number"] == case.json["number"]), "{}", work.text);
    desk.officer.patch(&format!("{path}/{}", task.id()), &mine.etag(), json!({ "done": true })).await.expect(200);
    desk.officer.patch(&format!("{path}/{}", task.id()), &mine.etag(), json!({ "done": true })).await.expect(404);
    let open = desk.officer.get(&path).await.expect(200);
    assert!(!open.text.contains("Find an interpreter"));
}

#[actix_web::test]
async fn a_case_is_handed_to_somebody_else() {
    let desk = Desk::open().await;
    let supervisor = desk.employ(&["supervisor"]).await;
    let colleague = desk.employ(&["caseworker"]).await;
    let case = desk.claim(&desk.officer).await;
    let path = format!("/cases/{}/assignment", case.id());
    supervisor.post_if(&path, "\"9\"", json!({ "owner": colleague.membership })).await.expect(412);
    let given = supervisor.post_if(&path, &case.etag(), json!({ "owner": colleague.membership })).await.expect(200);
    assert_eq!(given.json["owner"], colleague.membership.to_string());
    colleague.get(&format!("/cases/{}", case.id())).await.expect(200);
    let away = desk.organisation.offices[1];
    let given = supervisor.post_if(&path, &given.etag(), json!({ "team": away.team, "office": away.id })).await.expect(200);
    assert_eq!(given.json["version"], 3);
    supervisor.get(&format!("/cases/{}", case.id())).await.expect(404);
}

#[actix_web::test]
async fn the_timeline_tells_what_was_done_newest_first() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.lodge(&case).await.expect(200);
    desk.officer.post(&format!("/cases/{}/notes", case.id()), json!({ "body": "Tired." })).await.expect(201);
    let timeline = desk.officer.get(&format!("/cases/{}/timeline?limit=2", case.id())).await.expect(200);
    let operations: Vec<&str> = timeline.json["data"].as_array().unwrap().iter().map(|line| line["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["note.create", "case.transition"]);
    assert_eq!(timeline.json["data"][1]["acts"][0], "Lodge the claim");
    let cursor = timeline.json["page"]["next_cursor"].as_str().unwrap();
    let rest = desk.officer.get(&format!("/cases/{}/timeline?limit=2&cursor={cursor}", case.id())).await.expect(200);
    assert_eq!(rest.json["data"][0]["operation"], "case.create");
    assert_eq!(rest.json["page"]["has_more"], false);
}

#[actix_web::test]
async fn the_list_goes_on_where_its_page_ended() {
    let desk = Desk::open().await;
    let mut opened = Vec::new();
    for _ in 0..3 {
        opened.push(desk.claim(&desk.officer).await.id());
    }
    let first = desk.officer.get("/cases?limit=2").await.expect(200);
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    let second = desk.officer.get(&format!("/cases?limit=2&cursor={cursor}")).await.expect(200);
    let mut listed: Vec<String> = [&first, &second]
        .iter()
        .flat_map(|page| page.json["data"].as_array().unwrap().clone())
        .map(|line| line["id"].as_str().unwrap().to_owned())
        .collect();
    listed.reverse();
    assert_eq!(listed, opened);
    desk.officer.get(&format!("/cases?limit=2&phase=intake&cursor={cursor}")).await.expect(400);
    desk.officer.get("/cases?nonsense=1").await.expect(400);
    let number = desk.officer.get(&format!("/cases/{}", opened[0])).await.expect(200).json["number"].as_str().unwrap().to_owned();
    let found = desk.officer.get(&format!("/cases?q_number={}", number.to_lowercase())).await.expect(200);
    assert_eq!(found.json["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn an_alert_is_put_away() {
    let desk = Desk::open().await;
    let supervisor = desk.employ(&["supervisor"]).await;
    let case = desk.claim(&desk.officer).await;
    let path = format!("/cases/{}/alerts", case.id());
    for somebody in [&desk.officer, &supervisor] {
        let alerts = somebody.get(&path).await.expect(200);
        if let Some(alert) = alerts.json["data"].as_array().unwrap().first() {
            let seen = somebody.request(reqwest::Method::POST, &format!("{path}/{}/seen", alert["id"].as_str().unwrap()));
            let seen = somebody.send(seen).await.expect(200);
            assert_eq!(seen.json["seen_by"], somebody.membership.to_string());
            return;
        }
    }
    panic!("a claim at the border alerts somebody");
}
