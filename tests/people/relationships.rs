//! Ties between people: one tie seen from two sides, and no circle of parents however many write at once.
use futures::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{entries, officer, somebody, somebody_with};
use crate::support::{Caller, House};

async fn person(officer: &Caller) -> String {
    // Of an age that nobody knows, so that anybody may be anybody's parent.
    officer.post("/people", somebody_with("birth", Value::Null)).await.expect(201).id()
}

async fn tie(officer: &Caller, one: &str, kind: &str, other: &str) -> crate::support::Answer {
    officer.post(&format!("/people/{one}/relationships"), json!({ "to": other, "kind": kind })).await
}

#[actix_web::test]
async fn a_tie_is_one_and_is_seen_from_both_sides() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let kinds = [
        "spouse",
        "parent",
        "child",
        "sibling",
        "guardian",
        "ward",
        "caregiver",
        "cared-for",
        "grandparent",
        "grandchild",
        "other-kin",
        "other",
    ];
    let inverses = [
        "spouse",
        "child",
        "parent",
        "sibling",
        "ward",
        "guardian",
        "cared-for",
        "caregiver",
        "grandchild",
        "grandparent",
        "other-kin",
        "other",
    ];
    let listed: Vec<_> = house.app().house.codes.get("relationship-type").unwrap().codes().map(|code| code.code.clone()).collect();
    assert_eq!(listed, kinds, "every kind has an inverse here");
    for (kind, inverse) in kinds.into_iter().zip(inverses) {
        let (one, other) = (person(&officer).await, person(&officer).await);
        let made = tie(&officer, &one, kind, &other).await.expect(201);
        assert_eq!((&made.json["kind"], &made.json["inverse"], &made.json["to"]), (&json!(kind), &json!(inverse), &json!(other)));
        let seen = officer.get(&format!("/people/{other}/relationships")).await.expect(200).json;
        assert_eq!(
            (&seen["data"][0]["kind"], &seen["data"][0]["to"], &seen["data"][0]["id"]),
            (&json!(inverse), &json!(one), &json!(made.id()))
        );
        // The same tie from the other side is there already.
        assert_eq!(tie(&officer, &other, inverse, &one).await.expect(409).code(), "already_exists", "{kind}");
        // The act stands in both files.
        assert_eq!(entries(&house, "relationship.create", &made.id()).await, 2);
        let history = officer.get(&format!("/people/{other}/history?limit=1")).await.expect(200).json;
        assert_eq!(
            history["data"][0]["fields"].as_array().unwrap().iter().find(|field| field["field"] == "kind").unwrap()["after"],
            inverse
        );
    }
}

#[actix_web::test]
async fn a_tie_has_days_and_ends_and_may_begin_again() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (one, other) = (person(&officer).await, person(&officer).await);
    let path = format!("/people/{one}/relationships");
    let made = officer.post(&path, json!({ "to": other, "kind": "spouse", "from": "2010-05-01", "legal_basis": "law" })).await.expect(201);
    let terms = json!({ "from": "2010-05-01", "until": "2015-01-01", "legal_basis": "law" });
    // It is changed from the other side as well.
    let mirrored = format!("/people/{other}/relationships/{}", made.id());
    let ended = officer.put(&mirrored, "\"1\"", terms).await.expect(200);
    assert_eq!((&ended.json["person"], &ended.json["until"]), (&json!(other), &json!("2015-01-01")));
    officer.put(&mirrored, "\"1\"", json!({})).await.expect(412);
    let refused = officer.put(&mirrored, "\"2\"", json!({ "from": "2015-01-02", "until": "2015-01-01" })).await.expect(422);
    assert_eq!(refused.json["errors"][0]["pointer"], "/until");
    officer.post(&path, json!({ "to": other, "kind": "spouse", "from": "2017-01-01" })).await.expect(201);
    officer.delete(&mirrored, "\"2\"").await.expect(200);
    assert_eq!(officer.delete(&mirrored, "\"3\"").await.expect(409).json["rule"], "record-removed");
}

#[actix_web::test]
async fn nobody_is_their_own_kin_or_ancestor() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (a, b, c) = (person(&officer).await, person(&officer).await, person(&officer).await);
    let own = tie(&officer, &a, "sibling", &a).await.expect(422);
    assert_eq!((&own.json["errors"][0]["pointer"], &own.json["errors"][0]["code"]), (&json!("/to"), &json!("own_kin")));
    tie(&officer, &a, "parent", &b).await.expect(201);
    tie(&officer, &c, "child", &b).await.expect(201);
    for (child, ancestor) in [(&b, &a), (&c, &b), (&c, &a)] {
        assert_eq!(tie(&officer, child, "parent", ancestor).await.expect(409).json["rule"], "parental-circle");
    }
    // A removed tie is none.
    let list = officer.get(&format!("/people/{b}/relationships")).await.expect(200).json;
    let first = list["data"].as_array().unwrap().iter().find(|tie| tie["to"] == json!(a)).unwrap()["id"].as_str().unwrap().to_owned();
    officer.delete(&format!("/people/{b}/relationships/{first}"), "\"1\"").await.expect(200);
    tie(&officer, &c, "parent", &a).await.expect(201);
    // The database says it too, whoever writes.
    let owner = house.owner().await;
    let tenant: Uuid = owner.query_one("SELECT tenant_id FROM persons LIMIT 1", &[]).await.unwrap().get(0);
    let door = format!(
        "SET ROLE panoh_app; BEGIN; SELECT set_config('app.tenant', '{tenant}', true), set_config('app.reach', '{{system}}', true)"
    );
    owner.batch_execute(&door).await.unwrap();
    let insert = format!(
        "INSERT INTO person_relationships (tenant_id, id, person_id, related_id, kind, created_at, updated_at)
        VALUES ('{tenant}', gen_random_uuid(), '{a}', '{b}', 'parent', now(), now())"
    );
    let circle = owner.batch_execute(&insert).await.unwrap_err();
    assert!(circle.as_db_error().unwrap().message().contains("no_circle"), "{circle:?}");
    // And of oneself.
    owner.batch_execute("ROLLBACK; BEGIN; RESET ROLE").await.unwrap();
    let oneself = owner.batch_execute(&insert.replace(&b, &a)).await.unwrap_err();
    assert_eq!(oneself.as_db_error().unwrap().constraint(), Some("person_relationships_self_check"));
}

#[actix_web::test]
async fn of_two_halves_of_a_circle_written_at_once_one_is_refused() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    for _ in 0..8 {
        // A circle of four, whose four ties are written at the same time.
        let mut people = Vec::new();
        for _ in 0..4 {
            people.push(person(&officer).await);
        }
        let ties = (0..4).map(|at| tie(&officer, &people[at], "parent", &people[(at + 1) % 4]));
        let mut statuses: Vec<u16> = join_all(ties).await.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 201, 201, 409]);
    }
}

#[actix_web::test]
async fn a_parent_is_not_surely_younger() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let born = |year: &str, precision: &str| somebody_with("birth", json!({ "date": format!("{year}-06-01"), "precision": precision }));
    let child = officer.post("/people", born("1990", "day")).await.expect(201).id();
    let younger = officer.post("/people", born("1995", "year")).await.expect(201).id();
    assert_eq!(tie(&officer, &younger, "parent", &child).await.expect(409).json["rule"], "parent-not-older");
    // An estimate may be wrong by so much.
    let perhaps = officer.post("/people", born("1991", "estimated")).await.expect(201).id();
    tie(&officer, &perhaps, "parent", &child).await.expect(201);
}

#[actix_web::test]
async fn a_tie_to_somebody_hidden_is_not_there() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let caseworker = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let (seen, hidden) = (caseworker.post("/people", somebody()).await.expect(201).id(), person(&officer).await);
    let refused = tie(&caseworker, &seen, "sibling", &hidden).await.expect(422);
    let unknown = tie(&caseworker, &seen, "sibling", &Uuid::now_v7().to_string()).await.expect(422);
    assert_eq!((&refused.json["errors"], &refused.json["errors"][0]["code"]), (&unknown.json["errors"], &json!("unknown_reference")));
    tie(&officer, &seen, "sibling", &hidden).await.expect(201);
    assert_eq!(caseworker.get(&format!("/people/{seen}/relationships")).await.expect(200).json["data"], json!([]));
    let history = caseworker.get(&format!("/people/{seen}/history")).await.expect(200);
    assert!(!history.text.contains(&hidden), "the history names nobody who is hidden");
    // Neither does a circle through somebody hidden come about: whoever is hidden is looked at all the same.
    let other = caseworker.post("/people", somebody_with("birth", Value::Null)).await.expect(201).id();
    let first = caseworker.post("/people", somebody_with("birth", Value::Null)).await.expect(201).id();
    tie(&officer, &first, "parent", &hidden).await.expect(201);
    tie(&officer, &hidden, "parent", &other).await.expect(201);
    assert_eq!(tie(&caseworker, &other, "parent", &first).await.expect(409).json["rule"], "parental-circle");
}
