//! Records that may be of one person: found in any script, decided once, asked again when the facts change; never somebody hidden.
use serde_json::{Value, json};

use super::reach::open_case;
use super::{entries, name, officer, somebody, somebody_with};
use crate::support::{Caller, House};

/// Somebody by name, sex and birth.
fn of(names: Value, sex: &str, birth: Value) -> Value {
    json!({ "names": names, "sex": sex, "birth": birth })
}

fn day(date: &str) -> Value {
    json!({ "date": date, "precision": "day" })
}

async fn create(officer: &Caller, body: Value) -> Value {
    officer.post("/people", body).await.expect(201).json
}

fn others(made: &Value) -> Vec<String> {
    made["possible_duplicates"].as_array().unwrap().iter().map(|pair| pair["person"].as_str().unwrap().to_owned()).collect()
}

async fn queue(officer: &Caller) -> Vec<Value> {
    officer.get("/duplicates").await.expect(200).json["data"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn whoever_is_registered_again_is_found_in_another_script() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let first = create(&officer, of(json!([name("Cyrl", "Ҷамшед Муҳаммадӣ")]), "1", day("1990-05-10"))).await;
    assert_eq!(others(&first), Vec::<String>::new());
    for (script, written) in [("Arab", "جمشید محمدی"), ("Latn", "Jamshed Mohammadi"), ("Cyrl", "Джамшед Мухаммади")]
    {
        let again = create(&officer, of(json!([name(script, written)]), "1", json!({ "date": "1990-01-01", "precision": "year" }))).await;
        assert!(others(&again).contains(&first["id"].as_str().unwrap().to_owned()), "{written}: {}", again["possible_duplicates"]);
        let pair = &again["possible_duplicates"][0];
        let codes: Vec<_> = pair["why"].as_array().unwrap().iter().map(|why| why["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"same_name") && codes.contains(&"birth_overlaps"), "{codes:?}");
        assert!(pair["why"].as_array().unwrap().iter().all(|why| !why["words"].as_str().unwrap().is_empty()));
    }
    // Neither a brother, nor a namesake of another age or sex.
    for other in [
        of(json!([name("Latn", "Farrukh Mohammadi")]), "1", day("1990-05-10")),
        of(json!([name("Latn", "Jamshed Mohammadi")]), "1", day("1960-05-10")),
        of(json!([name("Latn", "Jamshed Mohammadi")]), "2", day("1990-05-10")),
    ] {
        let made = create(&officer, other.clone()).await;
        assert!(!others(&made).contains(&first["id"].as_str().unwrap().to_owned()), "{other}");
    }
}

#[actix_web::test]
async fn a_document_of_the_same_number_raises_the_question_under_another_name() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let one = create(&officer, of(json!([name("Latn", "Zahra Ahmadi")]), "2", Value::Null)).await;
    let other = create(&officer, of(json!([name("Latn", "Zahro Karimova")]), "2", Value::Null)).await;
    assert_eq!(queue(&officer).await, Vec::<Value>::new());
    for (person, number) in [(&one, "P 123-456"), (&other, "р123456")] {
        let documents = format!("/people/{}/documents", person["id"].as_str().unwrap());
        officer
            .post(&documents, json!({ "kind": "passport", "issuer": "AFG", "number": number, "authenticity": "seen" }))
            .await
            .expect(201);
    }
    let queue = queue(&officer).await;
    assert_eq!(queue.len(), 1, "{queue:?}");
    assert!(queue[0]["why"].as_array().unwrap().iter().any(|why| why["code"] == "same_document"));
    let mut names: Vec<_> =
        [&queue[0]["one"], &queue[0]["other"]].iter().map(|person| person["names"][0].as_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["Zahra Ahmadi", "Zahro Karimova"]);
}

#[actix_web::test]
async fn what_was_decided_is_not_asked_again_until_the_facts_change() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    create(&officer, somebody()).await;
    let other = create(&officer, somebody()).await;
    let pair = other["possible_duplicates"][0]["duplicate"].as_str().unwrap().to_owned();
    assert_eq!(entries(&house, "duplicate.raise", &pair).await, 1);
    let decision = format!("/duplicates/{pair}/decision");
    officer.post(&decision, json!({ "decision": "later" })).await.expect(200);
    assert_eq!(queue(&officer).await[0]["state"], "later");
    let refused = officer.post(&decision, json!({ "decision": "not_the_same" })).await.expect(422);
    assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!("/reason"), &json!("required")));
    officer.post(&decision, json!({ "decision": "not_the_same", "reason": "Cousins, both were here" })).await.expect(200);
    assert_eq!(queue(&officer).await, Vec::<Value>::new());
    let path = format!("/people/{}", other["id"].as_str().unwrap());
    // What is not compared asks nothing.
    officer.patch(&path, "\"1\"", json!({ "languages": ["tgk"] })).await.expect(200);
    officer.patch(&path, "\"2\"", json!({ "sex": "1" })).await.expect(200);
    assert_eq!(queue(&officer).await, Vec::<Value>::new());
    // A new name does.
    officer.post(&format!("{path}/names"), name("Latn", "Rahmon Karimov")).await.expect(201);
    let asked = queue(&officer).await;
    assert_eq!((&asked[0]["id"], &asked[0]["state"], &asked[0]["reason"]), (&json!(pair), &json!("open"), &Value::Null));
    // Another birth answers it.
    officer.patch(&path, "\"4\"", json!({ "birth": day("1955-01-01") })).await.expect(200);
    assert_eq!(queue(&officer).await, Vec::<Value>::new());
}

#[actix_web::test]
async fn where_the_organisation_wants_it_one_looks_before_one_registers() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let administrator = house.employ(&organisation, organisation.offices[0], &["organisation_administrator"]).await;
    let first = create(&officer, somebody()).await;
    let value = json!({ "value": true, "source": "order 1", "valid_from": panoh_rules::calendar::legal_day(house.clock.now()) });
    let request = administrator.request(reqwest::Method::PUT, "/parameters/dup.search_before_create").json(&value);
    administrator.send(request).await.expect(200);
    let refused = officer.post("/people", somebody()).await.expect(409);
    assert_eq!(refused.code(), "possible_duplicates");
    assert_eq!(refused.json["possible_duplicates"][0]["person"], first["id"]);
    let people: i64 = house.owner().await.query_one("SELECT count(*) FROM persons", &[]).await.unwrap().get(0);
    assert_eq!(people, 1, "nobody was registered");
    let looked = create(&officer, somebody_with("looked_at_duplicates", json!(true))).await;
    assert_eq!(others(&looked), [first["id"].as_str().unwrap()]);
    // Nobody like that is there: nothing to look at.
    create(&officer, of(json!([name("Latn", "Farrukh Nazarov")]), "1", day("1950-02-02"))).await;
}

#[actix_web::test]
async fn nobody_hidden_is_ever_somebodys_duplicate() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let victim = create(&officer, somebody()).await;
    open_case(&house, &organisation, "trafficking-assistance", 4, &officer, victim["id"].as_str().unwrap()).await;
    // Whoever is off the list learns nothing, and neither does the queue: the pair is not even there.
    let made = create(&officer, somebody()).await;
    assert_eq!(others(&made), Vec::<String>::new());
    let pairs: i64 = house.owner().await.query_one("SELECT count(*) FROM duplicates", &[]).await.unwrap().get(0);
    assert_eq!(pairs, 0);
    // Somebody of another team is compared, and shown to those alone who see both.
    let elsewhere = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let third = create(&elsewhere, somebody()).await;
    assert_eq!(others(&third), Vec::<String>::new());
    assert_eq!(queue(&elsewhere).await, Vec::<Value>::new());
    let seen = queue(&officer).await;
    assert_eq!(seen.len(), 1);
    let decision = format!("/duplicates/{}/decision", seen[0]["id"].as_str().unwrap());
    elsewhere.post(&decision, json!({ "decision": "later" })).await.expect(404);
}

#[actix_web::test]
async fn an_open_case_of_either_is_told() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let first = create(&officer, somebody()).await;
    let case = open_case(&house, &organisation, "refugee-claim", 3, &officer, first["id"].as_str().unwrap()).await;
    create(&officer, somebody()).await;
    let alerts = officer.get(&format!("/cases/{case}/alerts")).await.expect(200).json;
    assert_eq!(alerts["data"].as_array().unwrap().len(), 1, "{alerts}");
    assert_eq!(
        (&alerts["data"][0]["kind"], &alerts["data"][0]["title"]),
        (&json!("duplicate"), &json!("Somebody in this case may be registered twice"))
    );
    // A second question does not ring twice.
    create(&officer, somebody()).await;
    assert_eq!(officer.get(&format!("/cases/{case}/alerts")).await.expect(200).json["data"].as_array().unwrap().len(), 1);
}
