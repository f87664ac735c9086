//! Two records of one person made one by two people, and made two again.
use futures::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reach::{open_case, put_on_list};
use super::{entries, name, officer, somebody, somebody_with, without_request};
use crate::support::{Caller, House, Organisation};

/// Two registration officers, who may merge only together.
async fn two_officers(house: &House) -> (Organisation, Caller, Caller) {
    let (organisation, first) = officer(house).await;
    let second = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    (organisation, first, second)
}

async fn person(officer: &Caller, body: Value) -> String {
    officer.post("/people", body).await.expect(201).id()
}

async fn merge(who: &Caller, merged: &str, survivor: &str, choose: Value) -> crate::support::Answer {
    who.post(&format!("/people/{merged}/merge"), json!({ "survivor": survivor, "choose": choose })).await
}

async fn merged(first: &Caller, second: &Caller, gone: &str, survivor: &str, choose: Value) -> crate::support::Answer {
    merge(first, gone, survivor, choose).await.expect(201);
    merge(second, gone, survivor, json!({})).await.expect(201)
}

#[actix_web::test]
async fn a_merge_is_proposed_by_one_and_done_by_another() {
    let house = House::open().await;
    let (_, first, second) = two_officers(&house).await;
    let (gone, survivor) = (person(&first, somebody()).await, person(&second, somebody_with("sex", json!("2"))).await);
    let proposed = merge(&first, &gone, &survivor, json!({ "sex": "merged" })).await.expect(201);
    assert_eq!((&proposed.json["state"], &proposed.json["decided_by"]), (&json!("proposed"), &Value::Null));
    assert_eq!(merge(&first, &gone, &survivor, json!({})).await.expect(409).json["rule"], "awaits-second-person");
    assert_eq!(first.get(&format!("/people/{gone}")).await.expect(200).json["merged_into"], Value::Null);
    // It waits in the queue, though nothing but a word raised it.
    let queue = second.get(&format!("/duplicates?person={gone}")).await.expect(200).json;
    assert_eq!((&queue["data"][0]["state"], &queue["data"][0]["decided_by"]), (&json!("same"), &json!(first.membership)));
    let done = merge(&second, &gone, &survivor, json!({})).await.expect(201);
    assert_eq!((&done.json["state"], &done.json["id"]), (&json!("done"), &proposed.json["id"]));
    assert_eq!((&done.json["proposed_by"], &done.json["decided_by"]), (&json!(first.membership), &json!(second.membership)));
    assert_eq!(done.headers["location"].to_str().unwrap(), format!("/api/v1/merges/{}", done.id()));
    // What the first chose is kept, since the second chose nothing else.
    assert_eq!(first.get(&format!("/people/{survivor}")).await.expect(200).json["sex"], "1");
    let queue = second.get(&format!("/duplicates?person={survivor}")).await.expect(200).json;
    assert!(
        queue["data"].as_array().unwrap().iter().all(|pair| pair["one"]["person"] != json!(gone) && pair["other"]["person"] != json!(gone))
    );
    // Not even past the service may one person do both.
    let both = house.owner().await.execute("UPDATE merges SET decided_by = proposed_by", &[]).await.unwrap_err();
    assert_eq!(both.as_db_error().unwrap().constraint(), Some("merges_second_person_check"));
}

#[actix_web::test]
async fn the_merged_record_answers_with_its_survivor_and_is_no_longer_changed() {
    let house = House::open().await;
    let (_, first, second) = two_officers(&house).await;
    let (gone, survivor) = (person(&first, somebody()).await, person(&first, somebody()).await);
    merged(&first, &second, &gone, &survivor, json!({})).await;
    let path = format!("/people/{gone}");
    let read = first.get(&path).await.expect(200);
    assert_eq!(read.json["merged_into"], json!(survivor));
    for answer in [
        first.patch(&path, &read.etag(), json!({ "sex": "2" })).await,
        first.post(&format!("{path}/names"), name("Latn", "Rahmon")).await,
        first.post(&format!("{path}/contacts"), json!({ "kind": "postal", "value": "x", "safe": true })).await,
        first.post(&format!("/people/{survivor}/relationships"), json!({ "to": gone, "kind": "sibling" })).await,
        merge(&first, &gone, &person(&first, somebody()).await, json!({})).await,
        merge(&first, &person(&first, somebody()).await, &gone, json!({})).await,
    ] {
        let refused = answer.expect(409);
        assert_eq!((&refused.json["rule"], &refused.json["merged_into"]), (&json!("person-merged"), &json!(survivor)));
    }
    let case =
        json!({ "programme": "refugee-claim", "subjects": [{ "person": gone, "role": "principal" }], "transition": "declare_intent" });
    let refused = first.post("/cases", case).await.expect(422);
    assert!(refused.json["errors"].as_array().unwrap().iter().any(|error| error["pointer"] == "/subjects/0/person"), "{}", refused.text);
}

/// Somebody with one of everything.
async fn with_everything(house: &House, organisation: &Organisation, officer: &Caller, mark: &str) -> String {
    let mut body = somebody_with("external_ids", json!([{ "system": "progres", "value": mark }]));
    body["names"] = json!([name("Latn", &format!("Somebody {mark}"))]);
    let id = person(officer, body).await;
    let path = format!("/people/{id}");
    officer.post(&format!("{path}/documents"), json!({ "kind": "passport", "number": mark, "authenticity": "seen" })).await.expect(201);
    officer.post(&format!("{path}/contacts"), json!({ "kind": "messenger", "value": mark, "safe": true })).await.expect(201);
    let kin = person(officer, somebody_with("birth", Value::Null)).await;
    officer.post(&format!("{path}/relationships"), json!({ "to": kin, "kind": "sibling" })).await.expect(201);
    officer
        .post(&format!("{path}/consents"), json!({ "purpose": "tracing", "fields": ["names"], "given_by": "self", "form": "written" }))
        .await
        .expect(201);
    let members = json!([{ "person": id, "relationship": "other", "joined_on": "2020-01-01" }]);
    officer.post("/households", json!({ "kind": "family", "head": id, "members": members })).await.expect(201);
    open_case(house, organisation, "refugee-claim", 3, officer, &id).await;
    id
}

async fn everything(officer: &Caller, id: &str) -> Vec<(&'static str, usize)> {
    let mut counts = Vec::new();
    for part in ["names", "documents", "contacts", "relationships", "consents", "households", "cases"] {
        let list = officer.get(&format!("/people/{id}/{part}")).await.expect(200).json;
        counts.push((part, list["data"].as_array().unwrap().len()));
    }
    counts.push(("external_ids", officer.get(&format!("/people/{id}")).await.expect(200).json["external_ids"].as_array().unwrap().len()));
    counts
}

fn each(count: usize) -> Vec<(&'static str, usize)> {
    ["names", "documents", "contacts", "relationships", "consents", "households", "cases", "external_ids"]
        .map(|part| (part, count))
        .to_vec()
}

/// What a person is, without what each change moves.
async fn state(officer: &Caller, id: &str) -> Value {
    let mut person = officer.get(&format!("/people/{id}")).await.expect(200).json;
    for moving in ["version", "updated_at"] {
        person.as_object_mut().unwrap().remove(moving);
    }
    let mut parts = serde_json::Map::new();
    for part in ["names", "documents", "contacts", "relationships", "households", "cases"] {
        let mut list = officer.get(&format!("/people/{id}/{part}")).await.expect(200).json["data"].clone();
        let rows = list.as_array_mut().unwrap();
        rows.sort_by_key(|row| row["id"].to_string());
        parts.insert(part.to_owned(), list);
    }
    json!({ "person": person, "parts": parts })
}

#[actix_web::test]
async fn everything_goes_over_and_an_undone_merge_leaves_no_trace_in_either_record() {
    let house = House::open().await;
    let (organisation, first, second) = two_officers(&house).await;
    let gone = with_everything(&house, &organisation, &first, "A1").await;
    let survivor = with_everything(&house, &organisation, &first, "B2").await;
    first.patch(&format!("/people/{survivor}"), "\"1\"", json!({ "gender": "masculine", "birth": null })).await.expect(200);
    let before = (state(&first, &gone).await, state(&first, &survivor).await);
    let done = merged(&first, &second, &gone, &survivor, json!({ "languages": "merged" })).await;
    assert_eq!(
        done.json["moved"],
        json!({ "cases": 1, "names": 1, "contacts": 1, "documents": 1, "headships": 1, "households": 1, "external_ids": 1, "relationships": 1 })
    );
    assert_eq!(everything(&first, &survivor).await, each(2));
    let read = first.get(&format!("/people/{survivor}")).await.expect(200).json;
    // What the survivor had stays, what it lacked is the merged one's.
    assert_eq!((&read["gender"], &read["birth"]), (&json!("masculine"), &json!({ "date": "1990-05-10", "precision": "day" })));
    // Both files are one history.
    let history = first.get(&format!("/people/{survivor}/history?limit=200")).await.expect(200).json;
    let operations: Vec<_> = history["data"].as_array().unwrap().iter().map(|change| change["operation"].as_str().unwrap()).collect();
    assert_eq!(operations.iter().filter(|operation| **operation == "person.create").count(), 2);
    assert!(operations.contains(&"merge.absorb") && operations.contains(&"merge.do"));

    let undone = first.post(&format!("/merges/{}/undo", done.id()), json!({ "reason": "Two brothers" })).await.expect(200);
    assert_eq!((&undone.json["state"], &undone.json["kept"]), (&json!("undone"), &json!({})));
    assert_eq!((state(&first, &gone).await, state(&first, &survivor).await), before);
    assert_eq!((everything(&first, &gone).await, everything(&first, &survivor).await), (each(1), each(1)));
    let again = first.post(&format!("/merges/{}/undo", done.id()), json!({ "reason": "Again" })).await.expect(409);
    assert_eq!(again.json["rule"], "merge-not-done");
    assert_eq!(entries(&house, "merge.undo", &done.id()).await, 2);
    // And they may be found to be the same after all.
    merged(&first, &second, &gone, &survivor, json!({})).await;
}

#[actix_web::test]
async fn what_was_edited_since_is_shown_and_kept() {
    let house = House::open().await;
    let (_, first, second) = two_officers(&house).await;
    let (gone, survivor) =
        (person(&first, somebody_with("languages", json!(["tgk"]))).await, person(&first, somebody_with("sex", json!("2"))).await);
    let done = merged(&first, &second, &gone, &survivor, json!({ "sex": "merged", "languages": "merged" })).await;
    let path = format!("/people/{survivor}");
    let read = first.get(&path).await.expect(200);
    assert_eq!((&read.json["sex"], &read.json["languages"]), (&json!("1"), &json!(["tgk"])));
    first.patch(&path, &read.etag(), json!({ "languages": ["rus"] })).await.expect(200);
    first.post(&format!("{path}/contacts"), json!({ "kind": "postal", "value": "New street", "safe": true })).await.expect(201);
    first.post(&format!("{path}/names"), name("Latn", "Given since")).await.expect(201);
    let undone = first.post(&format!("/merges/{}/undo", done.id()), json!({ "reason": "Two people" })).await.expect(200);
    assert_eq!(undone.json["kept"], json!({ "names": 1, "fields": ["languages"], "contacts": 1 }));
    let read = first.get(&path).await.expect(200).json;
    // The sex nobody has touched is the survivor's own again; the language that somebody wrote since stands.
    assert_eq!((&read["sex"], &read["languages"]), (&json!("2"), &json!(["rus"])));
    assert!(read["names"].as_array().unwrap().iter().any(|name| name["as_written"] == "Given since"));
    assert_eq!(first.get(&format!("/people/{gone}")).await.expect(200).json["languages"], json!(["tgk"]));
}

#[actix_web::test]
async fn of_merges_at_once_one_is_done() {
    let house = House::open().await;
    let (_, first, second) = two_officers(&house).await;
    for _ in 0..6 {
        let (a, b, c) = (person(&first, somebody()).await, person(&first, somebody()).await, person(&first, somebody()).await);
        // Three merges that cannot all be: a into b, b into a, b into c.
        for (gone, survivor) in [(&a, &b), (&b, &c)] {
            merge(&first, gone, survivor, json!({})).await.expect(201);
        }
        let tries = [(&a, &b), (&b, &a), (&b, &c)];
        let answers = join_all(tries.iter().map(|(gone, survivor)| merge(&second, gone, survivor, json!({})))).await;
        for answer in &answers {
            assert!(answer.status == 201 || answer.json["rule"] == "person-merged", "{}", answer.text);
        }
        // No record was merged twice, none into one that is gone, and no circle came about.
        let owner = house.owner().await;
        let rows = owner
            .query("SELECT p.id::text FROM persons p JOIN persons q ON q.id = p.merged_into WHERE q.merged_into IS NOT NULL", &[])
            .await
            .unwrap();
        assert!(rows.is_empty());
        let done: i64 = owner.query_one("SELECT count(*) FROM merges WHERE state = 'done'", &[]).await.unwrap().get(0);
        let gone: i64 = owner.query_one("SELECT count(*) FROM persons WHERE merged_into IS NOT NULL", &[]).await.unwrap().get(0);
        assert!(done >= gone, "{done} merges, {gone} gone");
    }
}

#[actix_web::test]
async fn an_edit_beside_a_merge_is_done_before_it_or_told_of_it() {
    let house = House::open().await;
    let (_, first, second) = two_officers(&house).await;
    for _ in 0..6 {
        let (gone, survivor) = (person(&first, somebody_with("gender", Value::Null)).await, person(&first, somebody()).await);
        merge(&first, &gone, &survivor, json!({ "gender": "merged" })).await.expect(201);
        let path = format!("/people/{gone}");
        let contacts = format!("{path}/contacts");
        let (done, edit, contact) = futures::join!(
            merge(&second, &gone, &survivor, json!({})),
            first.patch(&path, "\"1\"", json!({ "gender": "feminine" })),
            first.post(&contacts, json!({ "kind": "postal", "value": "A street", "safe": true }))
        );
        done.expect(201);
        let read = first.get(&format!("/people/{survivor}")).await.expect(200).json;
        match edit.status {
            200 => assert_eq!(read["gender"], "feminine", "what was written before the merge went over with it"),
            _ => assert_eq!((&edit.json["rule"], &edit.json["merged_into"]), (&json!("person-merged"), &json!(survivor)), "{}", edit.text),
        }
        let there = first.get(&format!("/people/{survivor}/contacts")).await.expect(200).json["data"].as_array().unwrap().len();
        match contact.status {
            201 => assert_eq!(there, 1),
            _ => assert_eq!((&contact.json["rule"], there), (&json!("person-merged"), 0)),
        }
    }
}

#[actix_web::test]
async fn a_person_of_a_k4_case_survives_and_stays_hidden() {
    let house = House::open().await;
    let (organisation, first, second) = two_officers(&house).await;
    let outsider = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let (victim, other) = (person(&first, somebody()).await, person(&first, somebody()).await);
    let case = open_case(&house, &organisation, "trafficking-assistance", 4, &first, &victim).await;
    // Off the list the record is not there, as either of the two.
    let (as_gone, unknown) =
        (merge(&outsider, &victim, &other, json!({})).await, merge(&outsider, &Uuid::now_v7().to_string(), &other, json!({})).await);
    assert_eq!(without_request(&as_gone.expect(404)), without_request(&unknown.expect(404)));
    let refused = merge(&outsider, &other, &victim, json!({})).await.expect(422);
    assert_eq!(
        (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
        (&json!("/survivor"), &json!("unknown_reference"))
    );
    for member in [&first, &second] {
        put_on_list(&house, &organisation, case, member).await;
    }
    assert_eq!(merge(&first, &victim, &other, json!({})).await.expect(409).json["rule"], "merge-shielded");
    let done = merged(&first, &second, &other, &victim, json!({})).await;
    assert_eq!(first.get(&format!("/people/{other}")).await.expect(200).json["merged_into"], json!(victim));
    // Whoever is off the list is not told into whom the other was merged, and finds neither.
    for path in [format!("/people/{other}"), format!("/people/{victim}"), format!("/merges/{}", done.id())] {
        let hidden = outsider.get(&path).await.expect(404);
        assert!(!hidden.text.contains(&victim));
    }
    assert_eq!(outsider.get("/duplicates").await.expect(200).json["data"], json!([]));
    first.post(&format!("/merges/{}/undo", done.id()), json!({ "reason": "Another person" })).await.expect(200);
    outsider.get(&format!("/people/{other}")).await.expect(200);
    outsider.get(&format!("/people/{victim}")).await.expect(404);
}

#[actix_web::test]
async fn nobody_becomes_the_duplicate_of_a_merged_person_of_a_k4_case() {
    let house = House::open().await;
    let (organisation, first, second) = two_officers(&house).await;
    let outsider = house.employ(&organisation, organisation.offices[0], &["registration_officer"]).await;
    let (victim, other) = (person(&first, somebody()).await, person(&first, somebody()).await);
    let passport = json!({ "kind": "passport", "number": "K 4444", "authenticity": "seen" });
    first.post(&format!("/people/{other}/documents"), passport.clone()).await.expect(201);
    let case = open_case(&house, &organisation, "trafficking-assistance", 4, &first, &victim).await;
    for member in [&first, &second] {
        put_on_list(&house, &organisation, case, member).await;
    }
    let done = merged(&first, &second, &other, &victim, json!({})).await;
    // Whoever registers her again, with her passport, learns nothing, and neither does anybody on the list: a pair would be kept.
    let pairs_of = async |id: &str| -> i64 {
        // The pair of these two, which somebody answered, is none.
        let statement = format!(
            "SELECT count(*) FROM duplicates WHERE '{id}' IN (one_id, other_id) AND NOT ('{victim}' IN (one_id, other_id) AND '{other}' IN (one_id, other_id))"
        );
        house.owner().await.query_one(&statement, &[]).await.unwrap().get(0)
    };
    for officer in [&outsider, &first] {
        let made = officer.post("/people", somebody()).await.expect(201).json;
        let again = made["id"].as_str().unwrap();
        officer.post(&format!("/people/{again}/documents"), passport.clone()).await.expect(201);
        let hidden = made["possible_duplicates"].as_array().unwrap();
        assert!(!hidden.iter().any(|one| one["person"] == *victim || one["person"] == *other), "{made}");
    }
    assert_eq!((pairs_of(&victim).await, pairs_of(&other).await), (0, 0));
    let found = outsider.post("/people/search", json!({ "query": "K 4444" })).await.expect(200).json;
    assert!(found["data"].as_array().unwrap().iter().all(|hit| hit["id"] != *victim && hit["id"] != *other), "{found}");
    // Two people again, the one who is in no such case takes part as before.
    first.post(&format!("/merges/{}/undo", done.id()), json!({ "reason": "Another person" })).await.expect(200);
    outsider.post("/people", somebody()).await.expect(201);
    assert_eq!(pairs_of(&victim).await, 0);
    assert!(pairs_of(&other).await > 0);
}

#[actix_web::test]
async fn one_person_is_no_ancestor_of_themselves() {
    let house = House::open().await;
    let (_, first, second) = two_officers(&house).await;
    let unborn = || somebody_with("birth", Value::Null);
    let (grandmother, mother, child) = (person(&first, unborn()).await, person(&first, unborn()).await, person(&first, unborn()).await);
    for (parent, of) in [(&grandmother, &mother), (&mother, &child)] {
        first.post(&format!("/people/{parent}/relationships"), json!({ "to": of, "kind": "parent" })).await.expect(201);
    }
    merge(&first, &grandmother, &child, json!({})).await.expect(201);
    assert_eq!(merge(&second, &grandmother, &child, json!({})).await.expect(409).json["rule"], "parental-circle");
    // A tie between the two themselves was a mistake of the same kind as the two records, and is no obstacle.
    merged(&first, &second, &mother, &child, json!({})).await;
    let ties = first.get(&format!("/people/{child}/relationships")).await.expect(200).json;
    assert_eq!(ties["data"].as_array().unwrap().iter().map(|tie| tie["to"].as_str().unwrap()).collect::<Vec<_>>(), [grandmother]);
}

#[actix_web::test]
async fn a_choice_names_a_field_and_a_record() {
    let house = House::open().await;
    let (_, first, _) = two_officers(&house).await;
    let (gone, survivor) = (person(&first, somebody()).await, person(&first, somebody()).await);
    for (choose, pointer, code) in
        [(json!({ "names": "merged" }), "/choose/names", "unknown_field"), (json!({ "sex": "both" }), "/choose/sex", "not_in_list")]
    {
        let refused = merge(&first, &gone, &survivor, choose).await.expect(422);
        assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    assert_eq!(merge(&first, &gone, &gone, json!({})).await.expect(422).json["errors"][0]["pointer"], "/survivor");
}
