//! Roles: grants in words, roles of one's own, and what they may not join.
use reqwest::Method;
use serde_json::{Value, json};

use super::administered;
use crate::support::{Caller, House};

fn titles(text: &str) -> Value {
    json!({ "en": text, "tg": text, "ru": text, "fa": text })
}

fn role(key: &str, grants: Value) -> Value {
    json!({ "key": key, "title": titles(key), "grants": grants })
}

async fn find(administrator: &Caller, key: &str) -> Value {
    let roles = administrator.get("/roles").await.expect(200);
    roles.json["data"].as_array().unwrap().iter().find(|role| role["key"] == key).unwrap().clone()
}

#[actix_web::test]
async fn grants_are_said_in_the_callers_language() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    let words = |role: &Value| -> Vec<String> {
        role["grants"].as_array().unwrap().iter().map(|grant| grant["words"].as_str().unwrap().to_owned()).collect()
    };
    let english = words(&find(&administrator, "registration_officer").await);
    assert!(
        english.iter().any(|words| words.starts_with("may ") && words.contains("read") && words.contains("Case (whole organisation")),
        "{english:?}"
    );
    let request = administrator.request(Method::GET, "/roles").header("Accept-Language", "tg");
    let tajik = administrator.send(request).await.expect(200);
    let officer = tajik.json["data"].as_array().unwrap().iter().find(|role| role["key"] == "registration_officer").unwrap().clone();
    assert!(words(&officer).iter().any(|words| words.contains("Парванда") && words.contains("тамоми созмон")), "{:?}", words(&officer));
    assert!(officer["grants"].as_array().unwrap().iter().any(|grant| grant["resource"] == "case" && grant["title"] == "Парванда"));
    // A programme is called by its title, never by its id.
    assert!(english.iter().any(|words| words.contains("Asylum claim and status determination")), "{english:?}");
}

#[actix_web::test]
async fn an_organisation_makes_and_changes_a_role_of_its_own() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let given = role("reader", json!([{ "resource": "case", "actions": ["read"], "reach": "office", "programmes": ["refugee-claim"] }]));
    let made = administrator.post("/roles", given.clone()).await.expect(201);
    let of_cases = |role: &Value| role["grants"].as_array().unwrap().iter().find(|grant| grant["resource"] == "case").unwrap().clone();
    assert_eq!(of_cases(&made.json)["programmes"], json!(["refugee-claim"]));
    assert_eq!(administrator.post("/roles", given).await.expect(409).json["errors"][0]["pointer"], "/key");
    let reader = house.employ(&organisation, organisation.offices[0], &["reader"]).await;
    assert_eq!(reader.get("/me").await.expect(200).json["roles"][0]["role"], "reader");
    let path = format!("/roles/{}", made.id());
    let wider = json!({ "grants": [{ "resource": "case", "actions": ["read", "update"], "reach": "organisation" }] });
    let changed = administrator.patch(&path, &made.etag(), wider.clone()).await.expect(200);
    assert_eq!(of_cases(&changed.json)["actions"], json!(["read", "update"]));
    administrator.patch(&path, &made.etag(), wider).await.expect(412);
}

#[actix_web::test]
async fn what_no_role_may_grant_is_refused() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    for (grant, pointer) in [
        (json!({ "resource": "no_such", "actions": ["read"], "reach": "own" }), "/grants/0/resource"),
        (json!({ "resource": "case", "actions": ["read"], "reach": "platform" }), "/grants/0/reach"),
        (json!({ "resource": "organisation", "actions": ["manage"], "reach": "organisation" }), "/grants/0/actions"),
        (json!({ "resource": "case", "actions": ["read"], "reach": "own", "programmes": ["no-such"] }), "/grants/0/programmes/0"),
    ] {
        let wrong = administrator.post("/roles", role("wrong", json!([grant]))).await.expect(422);
        assert_eq!(wrong.json["errors"][0]["pointer"], pointer, "{}", wrong.text);
    }
    administrator
        .post("/roles", role("caseworker", json!([{ "resource": "case", "actions": ["read"], "reach": "own" }])))
        .await
        .expect(422);
}

#[actix_web::test]
async fn no_role_keeps_rights_and_reads_cases() {
    let house = House::open().await;
    let (organisation, administrator) = administered(&house, "department").await;
    let both = json!([{ "resource": "user", "actions": ["manage"], "reach": "organisation" }, { "resource": "person", "actions": ["read"], "reach": "organisation" }]);
    assert_eq!(administrator.post("/roles", role("both", both.clone())).await.expect(409).json["rule"], "roles-conflict");
    // Nor does a member by holding two roles, nor by one of them growing.
    let reader = administrator
        .post("/roles", role("reader", json!([{ "resource": "person", "actions": ["read"], "reach": "own" }])))
        .await
        .expect(201);
    let invited = json!({ "email": "a@department.example", "full_name": "Another", "roles": ["organisation_administrator", "reader"] });
    assert_eq!(administrator.post("/users", invited).await.expect(409).json["rule"], "roles-conflict");
    let plain = administrator
        .post("/roles", role("plain", json!([{ "resource": "report", "actions": ["read"], "reach": "own" }])))
        .await
        .expect(201);
    let invited = json!({ "email": "a@department.example", "full_name": "Another", "roles": ["organisation_administrator", "plain"] });
    administrator.post("/users", invited).await.expect(201);
    let grow = json!({ "grants": [{ "resource": "person", "actions": ["read"], "reach": "own" }] });
    assert_eq!(
        administrator.patch(&format!("/roles/{}", plain.id()), &plain.etag(), grow).await.expect(409).json["rule"],
        "roles-conflict"
    );
    let _ = (organisation, reader);
}

#[actix_web::test]
async fn nobody_changes_a_role_that_they_hold() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    let own = find(&administrator, "organisation_administrator").await;
    let path = format!("/roles/{}", own["id"].as_str().unwrap());
    let grants = json!({ "grants": [{ "resource": "user", "actions": ["manage"], "reach": "organisation" }] });
    let answer = administrator.patch(&path, &format!("\"{}\"", own["version"]), grants).await.expect(409);
    assert_eq!(answer.json["rule"], "own-rights");
}

#[actix_web::test]
async fn an_auditor_holds_no_role_of_ones_own_that_writes() {
    let house = House::open().await;
    let (_, administrator) = administered(&house, "department").await;
    administrator.post("/roles", role("writer", json!([{ "resource": "note", "actions": ["create"], "reach": "own" }]))).await.expect(201);
    let invited = json!({ "email": "a@department.example", "full_name": "Another", "roles": ["auditor", "writer"] });
    assert_eq!(administrator.post("/users", invited).await.expect(409).json["rule"], "roles-conflict");
}

#[actix_web::test]
async fn a_caseworker_sees_no_roles() {
    let house = House::open().await;
    let organisation = house.organisation("department").await;
    let caseworker = house.employ(&organisation, organisation.offices[0], &["caseworker"]).await;
    assert_eq!(caseworker.get("/roles").await.expect(403).code(), "not_permitted");
}
