//! Registering a person: what is kept, what is refused and where the fault is.
use reqwest::Method;
use serde_json::{Value, json};

use super::{entries, name, officer, somebody, somebody_with, without_request};
use crate::support::House;

#[actix_web::test]
async fn a_person_is_registered_with_names_in_two_scripts() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let mut body = somebody();
    body["names"][0]["as_written"] = json!("  Раҳмон  Каримов ");
    body["external_ids"] = json!([{ "system": "progres", "value": "123-45" }]);
    let made = officer.post("/people", body).await.expect(201);
    assert_eq!(made.headers["location"].to_str().unwrap(), format!("/api/v1/people/{}", made.id()));
    assert_eq!(made.etag(), "\"1\"");
    let read = officer.get(&format!("/people/{}", made.id())).await.expect(200);
    let mut registered = made.json.clone();
    assert_eq!(registered.as_object_mut().unwrap().remove("possible_duplicates"), Some(json!([])));
    assert_eq!(read.json, registered);
    // Trimmed, and otherwise to the letter.
    assert_eq!(read.json["names"][0]["as_written"], "Раҳмон  Каримов");
    assert_eq!(read.json["names"][1]["as_written"], "رحمان کریمی");
    assert_eq!(read.json["external_ids"][0]["value"], "123-45");
    assert_eq!(read.json["created_by"], officer.membership.to_string());
    assert_eq!(read.json["office"], organisation.offices[0].id.to_string());
    assert_eq!(read.json["team"], organisation.offices[0].team.to_string());
    assert_eq!(read.json["birth"], json!({ "date": "1990-05-10", "precision": "day" }));
    assert_eq!(read.json["age_min"], read.json["age_max"]);
    // One entry for the act, one for the disclosure.
    assert_eq!(entries(&house, "person.create", &made.id()).await, 1);
    assert_eq!(entries(&house, "person.read", &made.id()).await, 1);
}

#[actix_web::test]
async fn an_uncertain_birth_gives_two_ages() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let estimated = somebody_with("birth", json!({ "date": "2000-01-01", "precision": "estimated" }));
    let made = officer.post("/people", estimated).await.expect(201).json;
    assert!(made["age_max"].as_u64().unwrap() > made["age_min"].as_u64().unwrap() + 2);
    // Of the dead, the age at death; born some time in the year of death is possible.
    let mut dead = somebody_with("birth", json!({ "date": "2001-07-01", "precision": "year" }));
    dead["death_on"] = json!("2001-03-01");
    let made = officer.post("/people", dead).await.expect(201).json;
    assert_eq!((&made["age_min"], &made["age_max"]), (&json!(0), &json!(0)));
    let unknown = officer.post("/people", somebody_with("birth", Value::Null)).await.expect(201).json;
    assert_eq!(unknown["age_min"], Value::Null);
}

#[actix_web::test]
async fn every_fault_is_named_where_it_is() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let names = |value: Value| somebody_with("names", json!([value]));
    let part = |member: &str, value: Value| {
        let mut it = name("Latn", "Karim");
        it[member] = value;
        names(it)
    };
    let cases = [
        (somebody_with("nickname", json!("x")), "/nickname", "unknown_field"),
        (part("nick", json!("x")), "/names/0/nick", "unknown_field"),
        (somebody_with("names", json!([])), "/names", "length"),
        (somebody_with("sex", json!("3")), "/sex", "not_in_list"),
        (somebody_with("gender", json!("none")), "/gender", "not_in_list"),
        (somebody_with("citizenships", json!(["AFG", "ZZZ"])), "/citizenships/1", "not_in_list"),
        (somebody_with("citizenships", json!(["AFG", "AFG"])), "/citizenships/1", "duplicate"),
        (somebody_with("languages", json!(["xx"])), "/languages/0", "not_in_list"),
        (somebody_with("birth", json!({ "date": "2999-01-01", "precision": "day" })), "/birth/date", "range"),
        (somebody_with("birth", json!({ "date": "2150-01-01", "precision": "estimated" })), "/birth/date", "in_future"),
        (somebody_with("birth", json!({ "date": "1870-01-01", "precision": "day" })), "/birth/date", "range"),
        (somebody_with("birth", json!({ "date": "1990-01-01", "precision": "hour" })), "/birth/precision", "not_in_list"),
        (somebody_with("birth", json!({ "date": "-9999-01-01", "precision": "day" })), "/birth/date", "range"),
        (somebody_with("death_on", json!("1990-05-09")), "/death_on", "order"),
        (somebody_with("death_on", json!("2150-05-09")), "/death_on", "in_future"),
        (somebody_with("id", json!("6f1e2b8a-6f0e-4c1f-9d3f-0a8f6c1d2e3f")), "/id", "uuid_version"),
        (
            somebody_with("external_ids", json!([{ "system": "a", "value": "1" }, { "system": "a ", "value": "1" }])),
            "/external_ids/1",
            "duplicate",
        ),
        (names(name("Cyrl", "Karim")), "/names/0/as_written", "script_mismatch"),
        (names(name("Latn", "Kar\u{7}im")), "/names/0/as_written", "control_character"),
        (names(name("Latn", "Kar\u{202E}im")), "/names/0/as_written", "control_character"),
        (names(name("Latn", "   ")), "/names/0/as_written", "required"),
        (names(name("Grek", "Κάριμ")), "/names/0/script", "not_in_list"),
        (part("kind", json!("secret")), "/names/0/kind", "not_in_list"),
        (part("language", json!("zzz")), "/names/0/language", "not_in_list"),
        (part("given", json!(" ")), "/names/0/given", "required"),
        (part("valid_from", json!("2150-01-01")), "/names/0/valid_from", "in_future"),
        (
            somebody_with(
                "names",
                json!([{ "kind": "legal", "script": "Latn", "as_written": "Karim", "valid_from": "2020-01-02", "valid_to": "2020-01-01" }]),
            ),
            "/names/0/valid_to",
            "order",
        ),
        // The same letters, composed and decomposed.
        (
            somebody_with("names", json!([name("Latn", "J\u{E9}r\u{F4}me"), name("Latn", "Je\u{301}ro\u{302}me")])),
            "/names/1/as_written",
            "duplicate",
        ),
    ];
    for (body, pointer, code) in cases {
        let refused = officer.post("/people", body).await.expect(422);
        let faults = refused.json["errors"].as_array().unwrap();
        assert!(faults.iter().any(|fault| fault["pointer"] == pointer && fault["code"] == code), "{pointer} {code}: {}", refused.text);
    }
    let owner = house.owner().await;
    let left: i64 = owner.query_one("SELECT count(*) FROM persons", &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
}

#[actix_web::test]
async fn a_fault_is_said_in_tajik() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let body = somebody_with("names", json!([name("Cyrl", "Karim")]));
    let refused = officer.send(officer.request(Method::POST, "/people").header("Accept-Language", "tg").json(&body)).await.expect(422);
    assert_eq!(refused.json["errors"][0]["detail"], "Аксари ҳарфҳои ин ном бо хати дигар навишта шудаанд.");
}

#[actix_web::test]
async fn an_outside_number_and_an_id_belong_to_one_person() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let body = somebody_with("external_ids", json!([{ "system": "progres", "value": "123" }]));
    let made = officer.post("/people", body.clone()).await.expect(201);
    let again = officer.post("/people", body).await.expect(409);
    assert_eq!((again.code(), &again.json["errors"][0]["pointer"]), ("already_exists", &json!("/external_ids")));
    let again = officer.post("/people", somebody_with("id", json!(made.id()))).await.expect(409);
    assert_eq!((again.code(), &again.json["errors"][0]["pointer"]), ("already_exists", &json!("/id")));
}

#[actix_web::test]
async fn a_retry_registers_nobody_twice() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let request = || officer.request(Method::POST, "/people").header("Idempotency-Key", "the-same").json(&somebody());
    let first = officer.send(request()).await.expect(201);
    let second = officer.send(request()).await.expect(201);
    assert_eq!(first.text, second.text);
    assert_eq!(second.headers["idempotency-replayed"], "true");
    assert_eq!(entries(&house, "person.create", &first.id()).await, 1);
    let other = officer.request(Method::POST, "/people").header("Idempotency-Key", "the-same").json(&somebody_with("sex", json!("2")));
    assert_eq!(officer.send(other).await.expect(422).code(), "idempotency_key_reused");
}

#[actix_web::test]
async fn a_version_that_is_known_is_not_sent_again() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let path = format!("/people/{}", made.id());
    officer.send(officer.request(Method::GET, &path).header("If-None-Match", made.etag())).await.expect(304);
    officer.send(officer.request(Method::GET, &path).header("If-None-Match", "\"7\"")).await.expect(200);
    // Both looks are in the ledger.
    assert_eq!(entries(&house, "person.read", &made.id()).await, 2);
}

#[actix_web::test]
async fn hidden_and_unknown_are_the_same_answer() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let other = house.organisation("other").await;
    let stranger = house.employ(&other, other.offices[0], &["registration_officer"]).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let unknown = uuid::Uuid::now_v7().to_string();
    for rest in ["", "/names", "/cases", "/households", "/readers"] {
        let hidden = stranger.get(&format!("/people/{}{rest}", made.id())).await.expect(404);
        let nobody = stranger.get(&format!("/people/{unknown}{rest}")).await.expect(404);
        assert_eq!(without_request(&hidden), without_request(&nobody), "{rest}");
    }
    let change = json!({ "sex": "2" });
    let hidden = stranger.patch(&format!("/people/{}", made.id()), "\"1\"", change.clone()).await.expect(404);
    let nobody = stranger.patch(&format!("/people/{unknown}"), "\"1\"", change).await.expect(404);
    assert_eq!(without_request(&hidden), without_request(&nobody));
    assert_eq!(entries(&house, "person.read", &made.id()).await, 0);
    let no_number = stranger.get("/people/not-a-number").await.expect(404);
    assert_eq!(no_number.code(), "not_found");
    assert_eq!(officer.get(&format!("/people/{}?verbose=1", made.id())).await.expect(400).code(), "unknown_parameter");
}
