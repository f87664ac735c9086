//! Changing a person: absent is not null, nothing is overwritten, and the file remembers.
use serde_json::{Value, json};

use super::{entries, name, officer, somebody, somebody_with};
use crate::support::House;

#[actix_web::test]
async fn what_is_absent_stays_and_what_is_null_is_cleared() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody_with("gender", json!("masculine"))).await.expect(201);
    let path = format!("/people/{}", made.id());
    let changed = officer.patch(&path, "\"1\"", json!({ "gender": null, "citizenships": ["AFG", "XXA"] })).await.expect(200);
    assert_eq!(changed.etag(), "\"2\"");
    assert_eq!(changed.json["gender"], Value::Null);
    assert_eq!(changed.json["citizenships"], json!(["AFG", "XXA"]));
    assert_eq!(changed.json["languages"], made.json["languages"]);
    assert_eq!(changed.json["birth"], made.json["birth"]);
    // A member of an object is patched like the object.
    let changed = officer.patch(&path, "\"2\"", json!({ "birth": { "precision": "year" } })).await.expect(200);
    assert_eq!(changed.json["birth"], json!({ "date": "1990-05-10", "precision": "year" }));
    let changed = officer.patch(&path, "\"3\"", json!({ "birth": null, "languages": null })).await.expect(200);
    assert_eq!((&changed.json["birth"], &changed.json["languages"]), (&Value::Null, &json!([])));
    assert_eq!(entries(&house, "person.update", &made.id()).await, 3);
    let owner = house.owner().await;
    let id: uuid::Uuid = made.id().parse().unwrap();
    let rows = owner
        .query("SELECT change, fields FROM ledger_entries WHERE operation = 'person.update' AND person_id = $1 ORDER BY id", &[&id])
        .await
        .unwrap();
    let change: Value = rows[0].get(0);
    assert_eq!(change["gender"], json!({ "before": "masculine", "after": null }));
    assert_eq!(change["citizenships"], json!({ "before": ["AFG"], "after": ["AFG", "XXA"] }));
    assert_eq!(change.as_object().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_change_is_checked_as_a_whole() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let path = format!("/people/{}", made.id());
    let cases = [
        // Only together with the birth that is kept is this day wrong.
        (json!({ "death_on": "1990-05-09" }), "/death_on", "order"),
        (json!({ "sex": null }), "/sex", "required"),
        (json!({ "sex": "5" }), "/sex", "not_in_list"),
        (json!({ "names": [] }), "/names", "unknown_field"),
        (json!({ "external_ids": [{ "system": "x".repeat(61), "value": "1" }] }), "/external_ids/0/system", "length"),
    ];
    for (body, pointer, code) in cases {
        let refused = officer.patch(&path, "\"1\"", body).await.expect(422);
        assert_eq!(
            (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
            (&json!(pointer), &json!(code)),
            "{}",
            refused.text
        );
    }
    assert_eq!(officer.get(&path).await.expect(200).etag(), "\"1\"");
    assert_eq!(entries(&house, "person.update", &made.id()).await, 0);
    let unborn = officer.post("/people", somebody_with("birth", Value::Null)).await.expect(201);
    let refused =
        officer.patch(&format!("/people/{}", unborn.id()), "\"1\"", json!({ "birth": { "date": "2000-01-01" } })).await.expect(422);
    assert_eq!(refused.json["errors"][0]["pointer"], "/birth/precision");
}

#[actix_web::test]
async fn whoever_saw_an_older_version_is_told_what_changed_since() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let path = format!("/people/{}", made.id());
    officer.patch(&path, "\"1\"", json!({ "gender": "masculine" })).await.expect(200);
    officer.post(&format!("{path}/names"), name("Latn", "Rahmon Karimov")).await.expect(201);
    let stale = officer.patch(&path, "\"1\"", json!({ "gender": null, "sex": "2" })).await.expect(412);
    assert_eq!((stale.code(), stale.etag().as_str()), ("stale", "\"3\""));
    assert_eq!(stale.json["changed"], json!(["gender", "names"]));
    let request = officer.request(reqwest::Method::PATCH, &path).json(&json!({ "sex": "2" }));
    assert_eq!(officer.send(request).await.expect(428).code(), "if_match_missing");
    assert_eq!(officer.get(&path).await.expect(200).json["sex"], "1");
}

#[actix_web::test]
async fn outside_numbers_are_replaced_as_a_list() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let first = officer.post("/people", somebody_with("external_ids", json!([{ "system": "progres", "value": "1" }]))).await.expect(201);
    let second = officer.post("/people", somebody_with("external_ids", json!([{ "system": "progres", "value": "2" }]))).await.expect(201);
    let path = format!("/people/{}", second.id());
    let taken = json!({ "external_ids": [{ "system": "progres", "value": "1" }] });
    assert_eq!(officer.patch(&path, "\"1\"", taken.clone()).await.expect(409).code(), "already_exists");
    officer.patch(&format!("/people/{}", first.id()), "\"1\"", json!({ "external_ids": null })).await.expect(200);
    assert_eq!(officer.patch(&path, "\"1\"", taken).await.expect(200).json["external_ids"], json!([{ "system": "progres", "value": "1" }]));
}

#[actix_web::test]
async fn a_corrected_name_stays_as_it_was() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let (path, wrong) = (format!("/people/{}", made.id()), made.json["names"][0].clone());
    let correction = format!("{path}/names/{}/correction", wrong["id"].as_str().unwrap());
    let body = json!({ "name": name("Cyrl", "Раҳмон Каримзода"), "reason": "as the passport has it" });
    let corrected = officer.post(&correction, body.clone()).await.expect(201);
    assert_eq!(corrected.json["corrects"], wrong["id"]);
    let read = officer.get(&path).await.expect(200);
    assert_eq!(read.etag(), "\"2\"");
    let active: Vec<_> = read.json["names"].as_array().unwrap().iter().map(|name| name["as_written"].as_str().unwrap()).collect();
    assert_eq!(active, ["رحمان کریمی", "Раҳмон Каримзода"]);
    assert_eq!(read.json["earlier_names"][0]["as_written"], wrong["as_written"]);
    assert!(read.json["earlier_names"][0]["superseded_at"].is_string());
    let again = officer.post(&correction, body).await.expect(409);
    assert_eq!((again.code(), &again.json["rule"]), ("refused", &json!("name-superseded")));
    let unknown = format!("{path}/names/{}/correction", uuid::Uuid::now_v7());
    officer.post(&unknown, json!({ "name": name("Latn", "Karim") })).await.expect(404);
    let refused = officer
        .post(
            &correction.replace(wrong["id"].as_str().unwrap(), corrected.json["id"].as_str().unwrap()),
            json!({ "name": name("Cyrl", "Karim") }),
        )
        .await;
    assert_eq!(refused.expect(422).json["errors"][0]["pointer"], "/name/as_written");
    assert_eq!(officer.get(&format!("{path}/names")).await.expect(200).json["data"].as_array().unwrap().len(), 3);
    assert_eq!(entries(&house, "person.correct_name", &made.id()).await, 1);
    // Not even the service itself can write over a name.
    let owner = house.owner().await;
    owner.batch_execute("SET ROLE panoh_app").await.unwrap();
    let denied = owner.execute("UPDATE person_names SET as_written = 'x'", &[]).await.unwrap_err();
    assert_eq!(denied.code().unwrap().code(), "42501");
}

#[actix_web::test]
async fn a_name_is_added_once_and_an_old_one_is_earlier() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let path = format!("/people/{}", made.id());
    let mut maiden = name("Latn", "Rahmon Karimi");
    maiden["valid_to"] = json!("2010-01-01");
    let added = officer.post(&format!("{path}/names"), maiden).await.expect(201);
    assert_eq!(added.json["person"], made.json["id"]);
    let again = officer.post(&format!("{path}/names"), name("Latn", "Rahmon Karimi")).await.expect(422);
    assert_eq!((&again.json["errors"][0]["pointer"], &again.json["errors"][0]["code"]), (&json!("/as_written"), &json!("duplicate")));
    let read = officer.get(&path).await.expect(200).json;
    assert_eq!(read["earlier_names"][0]["as_written"], "Rahmon Karimi");
}

#[actix_web::test]
async fn a_file_remembers_who_read_it() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let made = officer.post("/people", somebody()).await.expect(201);
    let colleague = house.employ(&organisation, organisation.offices[1], &["registration_officer"]).await;
    let auditor = house.employ(&organisation, organisation.offices[1], &["auditor"]).await;
    let path = format!("/people/{}", made.id());
    colleague.get(&path).await.expect(200);
    officer.get(&path).await.expect(200);
    let readers = auditor.get(&format!("{path}/readers?limit=2")).await.expect(200).json;
    let seen: Vec<_> =
        readers["data"].as_array().unwrap().iter().map(|reader| (reader["operation"].clone(), reader["membership"].clone())).collect();
    assert_eq!(seen, [(json!("person.read"), json!(officer.membership)), (json!("person.read"), json!(colleague.membership))]);
    assert_eq!(readers["data"][0]["fields"][0], "names");
    let cursor = readers["page"]["next_cursor"].as_str().unwrap();
    let rest = auditor.get(&format!("{path}/readers?limit=2&cursor={cursor}")).await.expect(200).json;
    assert_eq!(rest["data"][0]["operation"], "person.create");
    assert_eq!(rest["page"]["has_more"], false);
    // A cursor of one file does not open another.
    let other = officer.post("/people", somebody()).await.expect(201);
    assert_eq!(auditor.get(&format!("/people/{}/readers?cursor={cursor}", other.id())).await.expect(400).code(), "cursor_invalid");
    // An officer is shown their own acts.
    let own = officer.get(&format!("{path}/readers")).await.expect(200).json;
    assert!(own["data"].as_array().unwrap().iter().all(|reader| reader["membership"] == json!(officer.membership)));
}
