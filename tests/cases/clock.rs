//! The clock: what falls due fires once, in order, however late the clock comes.
use chrono::TimeDelta;
use panoh::cases::jobs::fire_now;
use serde_json::json;

use super::{Desk, deadline};

#[actix_web::test]
async fn a_deadline_fires_exactly_once() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0);
    desk.house.wait(TimeDelta::hours(73));
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 1);
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0);
    let officer = desk.officer.again().await;
    let read = officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(deadline(&read.json, "ref.border_notify")["state"], "missed");
    assert_eq!(desk.entries("case.deadline_fired", &case.id()).await, 1);
}

#[actix_web::test]
async fn two_sweeps_at_once_fire_once() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.house.wait(TimeDelta::hours(73));
    let (one, two) = futures::join!(fire_now(desk.house.app()), fire_now(desk.house.app()));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(desk.entries("case.deadline_fired", &case.id()).await, 1);
}

#[actix_web::test]
async fn after_a_downtime_what_was_due_fires_in_its_order() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let lodged = desk.lodge(&case).await.expect(200);
    let registering = json!({ "transition": "register", "sections": { "lateness": {} } });
    desk.officer.post_if(&format!("/cases/{}/transitions", case.id()), &lodged.etag(), registering).await.expect(200);
    desk.house.wait(TimeDelta::days(250));
    fire_now(desk.house.app()).await.unwrap();
    let rows = desk
        .house
        .owner()
        .await
        .query("SELECT change -> 'due_at' ->> 'after' FROM ledger_entries WHERE operation = 'case.deadline_fired' ORDER BY id", &[])
        .await
        .unwrap();
    let due: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let mut sorted = due.clone();
    sorted.sort();
    assert!(due.len() >= 2, "{due:?}");
    assert_eq!(due, sorted);
}

#[actix_web::test]
async fn a_case_that_fails_stops_no_other() {
    let desk = Desk::open().await;
    let broken = desk.claim(&desk.officer).await;
    let sound = desk.claim(&desk.officer).await;
    let id: uuid::Uuid = broken.id().parse().unwrap();
    desk.house.owner().await.execute("UPDATE cases SET programme = 'no-longer-shipped' WHERE id = $1", &[&id]).await.unwrap();
    desk.house.wait(TimeDelta::hours(73));
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 1);
    assert_eq!(desk.entries("case.deadline_fired", &sound.id()).await, 1);
}

#[actix_web::test]
async fn a_national_suspension_stops_the_clocks_and_its_end_lets_them_go_on() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let lodged = desk.lodge(&case).await.expect(200);
    let due = deadline(&lodged.json, "ref.prelim_review")["due_on"].clone();
    let owner = desk.house.owner().await;
    let today: chrono::NaiveDate = desk.today().parse().unwrap();
    let from = today + TimeDelta::days(1);
    owner
        .execute(
            "INSERT INTO suspensions (tenant_id, id, from_day, ground, created_at) VALUES ($1, $2, $3, 'national', now())",
            &[&desk.organisation.id.0, &uuid::Uuid::now_v7(), &from],
        )
        .await
        .unwrap();
    desk.house.wait(TimeDelta::days(40));
    fire_now(desk.house.app()).await.unwrap();
    let read = desk.officer.again().await.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(deadline(&read.json, "ref.prelim_review")["state"], "open");
    let today: chrono::NaiveDate = desk.today().parse().unwrap();
    owner.execute("UPDATE suspensions SET until_day = $1", &[&today]).await.unwrap();
    fire_now(desk.house.app()).await.unwrap();
    let read = desk.officer.again().await.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_ne!(deadline(&read.json, "ref.prelim_review")["due_on"], due);
    assert_eq!(fire_now(desk.house.app()).await.unwrap(), 0);
}

#[actix_web::test]
async fn a_deadline_is_paused_resumed_and_only_on_its_grounds() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let lodged = desk.lodge(&case).await.expect(200);
    let row = deadline(&lodged.json, "ref.prelim_review").clone();
    let path = format!("/cases/{}/deadlines/{}", case.id(), row["id"].as_str().unwrap());
    let no = desk.officer.post_if(&format!("{path}/pause"), "\"1\"", json!({ "ground": "because" })).await.expect(409);
    assert_eq!(no.json["rule"], "no-pause-on-this-ground");
    let paused = desk.officer.post_if(&format!("{path}/pause"), "\"1\"", json!({ "ground": "paper-awaited" })).await.expect(200);
    assert_eq!(paused.json["pause_ground"], "paper-awaited");
    desk.officer.post_if(&format!("{path}/resume"), "\"1\"", json!({})).await.expect(412);
    desk.house.wait(TimeDelta::days(5));
    let officer = desk.officer.again().await;
    let resumed = officer.post_if(&format!("{path}/resume"), &paused.etag(), json!({})).await.expect(200);
    assert_eq!(resumed.json["paused_days"], 5);
    assert_eq!(desk.entries("deadline.pause", &case.id()).await, 1);
    let never = officer.post_if(&format!("{path}/waive"), &resumed.etag(), json!({ "ground": "kindness" })).await.expect(409);
    assert!(["not-waivable", "role-not-allowed"].contains(&never.json["rule"].as_str().unwrap()), "{}", never.text);
}
