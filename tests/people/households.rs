//! Households: who lived with whom, and when.
use serde_json::{Value, json};

use super::{entries, officer, somebody, somebody_with, without_request};
use crate::support::{Caller, House};

async fn person(officer: &Caller) -> String {
    officer.post("/people", somebody()).await.expect(201).id()
}

fn joining(person: &str, relationship: &str, joined_on: &str) -> Value {
    json!({ "person": person, "relationship": relationship, "joined_on": joined_on })
}

fn people(household: &Value) -> Vec<String> {
    household["members"].as_array().unwrap().iter().map(|member| member["person"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn who_lived_with_whom_is_known_for_each_day() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (mother, child) = (person(&officer).await, person(&officer).await);
    let body = json!({ "kind": "family", "head": mother, "note": "Two rooms.\nNo heating.", "members": [joining(&mother, "parent", "2015-03-01")] });
    let made = officer.post("/households", body).await.expect(201);
    let path = format!("/households/{}", made.id());
    assert_eq!(made.headers["location"].to_str().unwrap(), format!("/api/v1{path}"));
    let member = officer.post(&format!("{path}/members"), joining(&child, "child", "2018-01-01")).await.expect(201);
    let leave = format!("{path}/members/{}/leave", member.id());
    officer.post(&leave, json!({ "left_on": "2020-06-01" })).await.expect(200);
    // Back again, which is another stay.
    officer.post(&format!("{path}/members"), joining(&child, "child", "2021-01-01")).await.expect(201);
    for (on, who) in [
        ("2014-01-01", vec![]),
        ("2017-12-31", vec![&mother]),
        ("2018-01-01", vec![&mother, &child]),
        ("2020-05-31", vec![&mother, &child]),
        ("2020-06-01", vec![&mother]),
        ("2021-01-01", vec![&mother, &child]),
    ] {
        let household = officer.get(&format!("{path}?on={on}")).await.expect(200).json;
        assert_eq!(people(&household).iter().collect::<Vec<_>>(), who, "{on}");
        assert_eq!(household["on"], on);
    }
    let now = officer.get(&path).await.expect(200);
    assert_eq!((people(&now.json).len(), now.etag().as_str()), (2, "\"4\""));
    assert_eq!(officer.get(&format!("{path}/members")).await.expect(200).json["data"].as_array().unwrap().len(), 3);
    assert_eq!(officer.get(&format!("{path}?on=1000-01-01")).await.expect(400).code(), "parameter_invalid");
    let id = made.id();
    for (operation, count) in
        [("household.create", 1), ("household.join", 2), ("household.leave", 1), ("household.read", 7), ("household.members", 1)]
    {
        assert_eq!(entries(&house, operation, &id).await, count, "{operation}");
    }
}

#[actix_web::test]
async fn a_person_may_be_in_several_households_and_once_in_each() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let somebody = person(&officer).await;
    let body = |kind: &str| json!({ "kind": kind, "members": [joining(&somebody, "other", "2020-01-01")] });
    let first = officer.post("/households", body("family")).await.expect(201);
    officer.post("/households", body("registration-group")).await.expect(201);
    let members = format!("/households/{}/members", first.id());
    for day in ["2019-01-01", "2020-01-01", "2021-01-01"] {
        let refused = officer.post(&members, joining(&somebody, "other", day)).await.expect(409);
        assert_eq!((refused.code(), &refused.json["rule"]), ("refused", &json!("household-overlap")), "{day}");
    }
    let list = officer.get(&format!("/people/{somebody}/households?limit=1")).await.expect(200).json;
    assert_eq!(list["data"][0]["kind"], "registration-group");
    let cursor = list["page"]["next_cursor"].as_str().unwrap();
    let rest = officer.get(&format!("/people/{somebody}/households?limit=1&cursor={cursor}")).await.expect(200).json;
    assert_eq!((&rest["data"][0]["id"], &rest["page"]["has_more"]), (&json!(first.id()), &json!(false)));
}

#[actix_web::test]
async fn the_days_and_members_of_a_household_are_checked() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let somebody = person(&officer).await;
    let dead = officer.post("/people", somebody_with("death_on", json!("2010-01-01"))).await.expect(201).id();
    let one = |member: Value| json!({ "kind": "family", "members": [member] });
    let cases = [
        (json!({ "kind": "clan", "members": [] }), "/kind", "not_in_list"),
        (json!({ "kind": "family", "rooms": 2 }), "/rooms", "unknown_field"),
        (json!({ "kind": "family", "head": somebody }), "/head", "not_a_member"),
        (one(joining(&somebody, "friend", "2020-01-01")), "/members/0/relationship", "not_in_list"),
        (one(joining(&somebody, "child", "2150-01-01")), "/members/0/joined_on", "in_future"),
        (one(joining(&somebody, "child", "1989-01-01")), "/members/0/joined_on", "order"),
        (one(joining(&dead, "child", "2011-01-01")), "/members/0/joined_on", "order"),
        (one(joining(&uuid::Uuid::now_v7().to_string(), "child", "2020-01-01")), "/members/0/person", "unknown_reference"),
        (
            json!({ "kind": "family", "members": [joining(&somebody, "child", "2020-01-01"), joining(&somebody, "child", "2021-01-01")] }),
            "/members/1/person",
            "duplicate",
        ),
    ];
    for (body, pointer, code) in cases {
        let refused = officer.post("/households", body).await.expect(422);
        let fault = &refused.json["errors"][0];
        assert_eq!((&fault["pointer"], &fault["code"]), (&json!(pointer), &json!(code)), "{}", refused.text);
    }
    let owner = house.owner().await;
    let left: i64 = owner.query_one("SELECT count(*) FROM households", &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
    let made = officer.post("/households", one(joining(&somebody, "child", "2020-01-01"))).await.expect(201);
    let leave = format!("/households/{}/members/{}/leave", made.id(), made.json["members"][0]["id"].as_str().unwrap());
    assert_eq!(officer.post(&leave, json!({ "left_on": "2019-12-31" })).await.expect(422).json["errors"][0]["code"], "order");
    assert_eq!(officer.post(&leave, json!({ "left_on": "2150-12-31" })).await.expect(422).json["errors"][0]["code"], "in_future");
    officer.post(&leave, json!({ "left_on": "2020-12-31" })).await.expect(200);
    assert_eq!(officer.post(&leave, json!({ "left_on": "2020-12-31" })).await.expect(409).json["rule"], "household-left");
}

#[actix_web::test]
async fn the_head_is_a_present_member_and_the_note_can_be_cleared() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (first, second) = (person(&officer).await, person(&officer).await);
    let members = json!([joining(&first, "spouse", "2015-03-01"), joining(&second, "spouse", "2015-03-01")]);
    let made = officer.post("/households", json!({ "kind": "family", "head": first, "note": "x", "members": members })).await.expect(201);
    let path = format!("/households/{}", made.id());
    let changed = officer.patch(&path, "\"1\"", json!({ "note": null })).await.expect(200).json;
    assert_eq!((&changed["note"], &changed["head"]), (&Value::Null, &json!(first)));
    assert_eq!(officer.patch(&path, "\"1\"", json!({ "head": second })).await.expect(412).code(), "stale");
    let stranger = person(&officer).await;
    assert_eq!(officer.patch(&path, "\"2\"", json!({ "head": stranger })).await.expect(422).json["errors"][0]["code"], "not_a_member");
    officer.patch(&path, "\"2\"", json!({ "head": second })).await.expect(200);
    // Who leaves is no longer the head.
    let stay = made.json["members"].as_array().unwrap().iter().find(|member| member["person"] == json!(second)).unwrap()["id"].clone();
    officer.post(&format!("{path}/members/{}/leave", stay.as_str().unwrap()), json!({ "left_on": "2020-01-01" })).await.expect(200);
    let read = officer.get(&path).await.expect(200).json;
    assert_eq!((&read["head"], people(&read)), (&Value::Null, vec![first]));
}

#[actix_web::test]
async fn a_household_is_reached_by_place_of_work() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let caseworker = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let other = house.organisation("other").await;
    let stranger = house.employ(&other, other.offices[0], &["registration_officer"]).await;
    let made = officer.post("/households", json!({ "kind": "travel-group" })).await.expect(201).id();
    for member in [&caseworker, &stranger] {
        let hidden = member.get(&format!("/households/{made}")).await.expect(404);
        let unknown = member.get(&format!("/households/{}", uuid::Uuid::now_v7())).await.expect(404);
        assert_eq!(without_request(&hidden), without_request(&unknown));
        member.patch(&format!("/households/{made}"), "\"1\"", json!({ "note": "x" })).await.expect(404);
    }
    let own = caseworker.post("/households", json!({ "kind": "family" })).await.expect(201).id();
    officer.get(&format!("/households/{own}")).await.expect(200);
    let lawyer = house.employ(&organisation, organisation.offices[1], &["lawyer"]).await;
    assert_eq!(lawyer.post("/households", json!({ "kind": "family" })).await.expect(403).code(), "not_permitted");
}

#[actix_web::test]
async fn a_household_splits_and_merges_and_each_day_is_remembered() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (mother, father, child) = (person(&officer).await, person(&officer).await, person(&officer).await);
    let members =
        [joining(&mother, "spouse", "2015-01-01"), joining(&father, "spouse", "2015-01-01"), joining(&child, "child", "2018-01-01")];
    let first = officer.post("/households", json!({ "kind": "family", "head": father, "members": members })).await.expect(201).id();
    let split = format!("/households/{first}/split");
    for (body, pointer, code) in [
        (json!({ "people": [mother, mother], "on": "2020-06-01" }), "/people/1", "duplicate"),
        (json!({ "people": [uuid::Uuid::now_v7()], "on": "2020-06-01" }), "/people/0", "not_a_member"),
        (json!({ "people": [child], "on": "2017-06-01" }), "/people/0", "not_a_member"),
        (json!({ "people": [child], "on": "2020-06-01", "head": mother }), "/head", "not_a_member"),
    ] {
        let refused = officer.post(&split, body).await.expect(422);
        assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    // The father goes abroad with the household's headship; mother and child part.
    let second =
        officer.post(&split, json!({ "people": [father], "on": "2020-06-01", "kind": "travel-group", "head": father })).await.expect(201);
    let back =
        json!({ "household": second.id(), "on": "2022-01-01", "relationships": [{ "person": father, "relationship": "other-kin" }] });
    let merged = officer.post(&format!("/households/{first}/merge"), back).await.expect(200);
    assert_eq!((merged.json["members"].as_array().unwrap().len(), &merged.json["head"]), (3, &Value::Null));
    let on = async |household: &str, day: &str| {
        let list = officer.get(&format!("/households/{household}/members?on={day}")).await.expect(200).json;
        let mut there: Vec<_> = list["data"].as_array().unwrap().iter().map(|stay| stay["person"].as_str().unwrap().to_owned()).collect();
        there.sort();
        there
    };
    let sorted = |people: &[&String]| {
        let mut people: Vec<String> = people.iter().map(|person| (*person).clone()).collect();
        people.sort();
        people
    };
    for (day, here, there) in [
        ("2017-01-01", vec![&mother, &father], vec![]),
        ("2020-05-31", vec![&mother, &father, &child], vec![]),
        ("2020-06-01", vec![&mother, &child], vec![&father]),
        ("2021-12-31", vec![&mother, &child], vec![&father]),
        ("2022-01-01", vec![&mother, &father, &child], vec![]),
    ] {
        assert_eq!((on(&first, day).await, on(&second.id(), day).await), (sorted(&here), sorted(&there)), "{day}");
    }
    let stays = officer.get(&format!("/households/{first}/members")).await.expect(200).json;
    let last = stays["data"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["person"], &last["relationship"]), (&json!(father), &json!("other-kin")));
    assert_eq!(
        officer.post(&format!("/households/{first}/merge"), json!({ "household": first, "on": "2022-01-01" })).await.expect(422).json["errors"]
            [0]["pointer"],
        "/household"
    );
    let unknown = json!({ "household": uuid::Uuid::now_v7(), "on": "2022-01-01" });
    assert_eq!(
        officer.post(&format!("/households/{first}/merge"), unknown).await.expect(422).json["errors"][0]["code"],
        "unknown_reference"
    );
    for (operation, count) in [("household.split", 1), ("household.create", 1), ("household.join", 0)] {
        assert_eq!(entries(&house, operation, &first).await, count, "{operation}");
    }
    assert_eq!((entries(&house, "household.merge", &first).await, entries(&house, "household.merge", &second.id()).await), (1, 1));
}
