//! One's own organisation, its offices and teams.
use serde_json::json;

use super::{administered, entries};
use crate::support::House;

#[actix_web::test]
async fn an_organisation_keeps_its_name_and_language() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let seen = administrator.get("/organisation").await.expect(200);
    let name = json!({ "en": "Department", "tg": "Идора", "ru": "Отдел", "fa": "اداره" });
    let before = entries(&house, &organisation).await;
    let changed = administrator.patch("/organisation", &seen.etag(), json!({ "name": name, "language": "tg" })).await.expect(200);
    assert_eq!((changed.json["name"].clone(), changed.json["language"].as_str()), (name.clone(), Some("tg")));
    assert_eq!(entries(&house, &organisation).await, before + 1);
    assert_eq!(administrator.patch("/organisation", &seen.etag(), json!({ "language": "en" })).await.expect(412).etag(), changed.etag());
    administrator.send(administrator.request(reqwest::Method::PATCH, "/organisation").json(&json!({ "language": "en" }))).await.expect(428);
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    officer.get("/organisation").await.expect(200);
    officer.patch("/organisation", &changed.etag(), json!({ "language": "en" })).await.expect(403);
}

#[actix_web::test]
async fn offices_and_teams_are_made_and_changed() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let office = administrator.post("/offices", json!({ "name": "Khujand", "place": "TJ-SU", "unit_kind": "border" })).await.expect(201);
    assert_eq!(administrator.post("/offices", json!({ "name": "Khujand" })).await.expect(409).json["errors"][0]["pointer"], "/name");
    assert_eq!(
        administrator.post("/offices", json!({ "name": "X", "place": "nowhere" })).await.expect(422).json["errors"][0]["pointer"],
        "/place"
    );
    assert_eq!(
        administrator.post("/offices", json!({ "name": "X", "unit_kind": "army" })).await.expect(422).json["errors"][0]["pointer"],
        "/unit_kind"
    );
    let path = format!("/offices/{}", office.id());
    let closed = administrator.patch(&path, &office.etag(), json!({ "closed_on": "2026-01-31", "place": null })).await.expect(200);
    assert_eq!(
        (closed.json["closed_on"].as_str(), closed.json["place"].is_null(), closed.json["name"].as_str()),
        (Some("2026-01-31"), true, Some("Khujand"))
    );
    let team = administrator.post("/teams", json!({ "office": office.id(), "name": "Night" })).await.expect(201);
    administrator.post("/teams", json!({ "office": "019a0000-0000-7000-8000-000000000000", "name": "Night" })).await.expect(422);
    let renamed = administrator.patch(&format!("/teams/{}", team.id()), &team.etag(), json!({ "name": "Day" })).await.expect(200);
    assert_eq!(renamed.json["name"], "Day");
    let of_office = administrator.get(&format!("/teams?office={}", office.id())).await.expect(200);
    assert_eq!(of_office.json["data"].as_array().unwrap().len(), 1);
    let officer = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    assert_eq!(officer.get("/offices").await.expect(200).json["data"].as_array().unwrap().len(), 3);
    officer.post("/offices", json!({ "name": "Mine" })).await.expect(403);
    officer.patch(&path, &closed.etag(), json!({ "name": "Mine" })).await.expect(403);
}
