//! Two people change one person at the same time: different fields both stay, the same field is never overwritten unseen.
use futures::future::join_all;
use serde_json::{Value, json};

use super::{name, officer, somebody, somebody_with};
use crate::support::House;

#[actix_web::test]
async fn edits_of_different_fields_from_one_version_both_stay() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let colleague = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    for _ in 0..6 {
        let path = format!("/people/{}", officer.post("/people", somebody()).await.expect(201).id());
        let edits = [
            (&officer, json!({ "sex": "2" })),
            (&colleague, json!({ "citizenships": ["AFG", "TJK"] })),
            (&officer, json!({ "languages": ["prs", "tgk"] })),
            (&colleague, json!({ "birth": { "precision": "year" } })),
            (&officer, json!({ "external_ids": [{ "system": "progres", "value": path.clone() }] })),
        ];
        let answers = join_all(edits.iter().map(|(who, edit)| who.patch(&path, "\"1\"", edit.clone()))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
        let read = officer.get(&path).await.expect(200);
        assert_eq!(read.etag(), "\"6\"");
        assert_eq!((&read.json["sex"], &read.json["birth"]["precision"]), (&json!("2"), &json!("year")));
        assert_eq!((&read.json["citizenships"], &read.json["languages"]), (&json!(["AFG", "TJK"]), &json!(["prs", "tgk"])));
        assert_eq!(read.json["external_ids"][0]["value"], path);
    }
}

#[actix_web::test]
async fn of_many_edits_of_one_field_from_one_version_one_stays_and_the_others_are_told() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let path = format!("/people/{}", officer.post("/people", somebody()).await.expect(201).id());
    let languages = ["tgk", "rus", "uzb", "eng"];
    let answers = join_all(languages.map(|language| officer.patch(&path, "\"1\"", json!({ "languages": [language] })))).await;
    let (kept, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(kept.len(), 1);
    for answer in refused {
        assert_eq!((answer.status, &answer.json["changed"], answer.etag().as_str()), (412, &json!(["languages"]), "\"2\""));
    }
    assert_eq!(officer.get(&path).await.expect(200).json["languages"], kept[0].json["languages"]);
}

#[actix_web::test]
async fn what_only_together_breaks_a_rule_is_refused() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let path = format!("/people/{}", officer.post("/people", somebody()).await.expect(201).id());
    officer.patch(&path, "\"1\"", json!({ "birth": { "date": "2001-01-01", "precision": "day" } })).await.expect(200);
    // From version 1, where the birth was earlier, this day was possible.
    let refused = officer.patch(&path, "\"1\"", json!({ "death_on": "1999-01-01" })).await.expect(422);
    assert_eq!(refused.json["errors"][0]["pointer"], "/death_on");
}

#[actix_web::test]
async fn a_version_that_never_was_is_stale_and_one_of_an_unknown_past_too() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let path = format!("/people/{}", officer.post("/people", somebody_with("gender", Value::Null)).await.expect(201).id());
    officer.post(&format!("{path}/names"), name("Latn", "Rahmon Karimov")).await.expect(201);
    for version in ["\"0\"", "\"3\"", "\"-1\"", "\"99\""] {
        officer.patch(&path, version, json!({ "sex": "2" })).await.expect(412);
    }
    // As rows that are older than the memory of fields.
    house.owner().await.execute("UPDATE persons SET field_versions = jsonb_build_object('*', version)", &[]).await.unwrap();
    let stale = officer.patch(&path, "\"1\"", json!({ "sex": "2" })).await.expect(412);
    assert_eq!(stale.json["changed"], json!(["*"]));
    officer.patch(&path, "\"2\"", json!({ "sex": "2" })).await.expect(200);
}
