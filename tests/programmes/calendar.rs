//! Days off, days worked, and the times at which all clocks stand still.
use serde_json::json;

use crate::organisations::{administered, entries};
use crate::support::House;

#[actix_web::test]
async fn an_organisations_word_on_a_day_stands_over_the_shipped_one() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let day = async || {
        let listed = administrator.get("/calendar?year=2026").await.expect(200);
        listed.json["data"].as_array().unwrap().iter().find(|day| day["day"] == "2026-03-21").unwrap().clone()
    };
    assert_eq!((day().await["working"].as_bool(), day().await["own"].as_bool()), (Some(false), Some(false)));
    let before = entries(&house, &organisation).await;
    let set = administrator.put_new("/calendar/2026-03-21", json!({ "name": "Worked this year", "working": true })).await.expect(200);
    assert_eq!((day().await["working"].as_bool(), day().await["own"].as_bool()), (Some(true), Some(true)));
    administrator.put_new("/calendar/2026-03-21", json!({ "name": "Again" })).await.expect(412);
    let again = administrator.put("/calendar/2026-03-21", &set.etag(), json!({ "name": "Off after all" })).await.expect(200);
    administrator.put("/calendar/2026-03-21", &set.etag(), json!({ "name": "Stale" })).await.expect(412);
    administrator.delete("/calendar/2026-03-21", &again.etag()).await.expect(200);
    assert_eq!(day().await["own"], false);
    assert_eq!(entries(&house, &organisation).await, before + 3);
    administrator.delete("/calendar/2026-03-21", &again.etag()).await.expect(404);
    administrator.put_new("/calendar/2026-02-30", json!({ "name": "No day" })).await.expect(404);
    let (_, other) = administered(&house, "other").await;
    administrator.put_new("/calendar/2026-04-01", json!({ "name": "Ours" })).await.expect(200);
    let theirs = other.get("/calendar?year=2026").await.expect(200);
    assert!(theirs.json["data"].as_array().unwrap().iter().all(|day| day["day"] != "2026-04-01"));
}

#[actix_web::test]
async fn a_supervisor_lets_all_clocks_stand_still_and_says_when_work_goes_on() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let supervisor = house.employ(&organisation, organisation.offices[0], &["supervisor"]).await;
    let begun = json!({ "from": "2026-02-01", "ground": "national-suspension", "reason": "decree" });
    let made = supervisor.post("/calendar/suspensions", begun.clone()).await.expect(201);
    assert_eq!(made.json["until"], json!(null));
    assert_eq!(supervisor.post("/calendar/suspensions", begun).await.expect(409).json["errors"][0]["pointer"], "/from");
    let path = format!("/calendar/suspensions/{}", made.id());
    let wrong = supervisor.patch(&path, &made.etag(), json!({ "until": "2026-02-01" })).await.expect(422);
    assert_eq!((wrong.json["errors"][0]["pointer"].as_str(), wrong.json["errors"][0]["code"].as_str()), (Some("/until"), Some("order")));
    supervisor.patch(&path, &made.etag(), json!({ "until": "2026-03-01" })).await.expect(200);
    supervisor.patch(&path, &made.etag(), json!({ "until": null })).await.expect(412);
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    assert_eq!(officer.get("/calendar/suspensions").await.expect(200).json["data"][0]["until"], "2026-03-01");
    officer.post("/calendar/suspensions", json!({ "from": "2026-05-01", "ground": "office-closure" })).await.expect(403);
    officer.patch(&path, "\"2\"", json!({ "until": null })).await.expect(403);
    let (_, stranger) = administered(&house, "other").await;
    stranger.patch(&path, "\"2\"", json!({ "until": null })).await.expect(404);
}
