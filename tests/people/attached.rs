//! What hangs on a person: documents with their zones, safe ways to reach them, and the history of it all.
use serde_json::{Value, json};

use super::{entries, officer, somebody, without_request};
use crate::support::{Caller, House};

async fn person(officer: &Caller) -> String {
    officer.post("/people", somebody()).await.expect(201).id()
}

/// ICAO's own specimen passport, of Anna Maria Eriksson.
const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

#[actix_web::test]
async fn a_zone_is_read_checked_and_compared() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let documents = format!("/people/{}/documents", person(&officer).await);
    let passport =
        |number: &str, zone: &str| json!({ "kind": "passport", "issuer": "AFG", "number": number, "mrz": zone, "authenticity": "seen" });
    let made = officer.post(&documents, passport("L 898-902 C3", ZONE)).await.expect(201);
    assert_eq!(made.json["mrz_failed"], json!([]));
    // The specimen is a woman of another age, with a passport of Utopia; its number is the same one, however it is spaced.
    assert_eq!(made.json["mrz_differs"], json!(["issuer", "birth", "sex"]));
    assert_eq!(made.json["number"], "L 898-902 C3");
    let wrong = officer.post(&documents, passport("L898902C4", &ZONE.replace("L898902C36", "L898902C46"))).await.expect(201);
    assert_eq!(wrong.json["mrz_failed"], json!(["document_number", "composite"]));
    let refused = officer.post(&documents, passport("1", "P<UTO")).await.expect(422);
    assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!("/mrz"), &json!("mrz_unreadable")));
    assert!(!refused.text.contains("P<UTO"), "what was sent is not echoed");
}

#[actix_web::test]
async fn a_document_is_said_as_a_whole_and_checked_as_a_whole() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let documents = format!("/people/{}/documents", person(&officer).await);
    let cases = [
        (json!({ "kind": "visa", "authenticity": "seen" }), "/kind", "not_in_list"),
        (json!({ "kind": "passport", "authenticity": "real" }), "/authenticity", "not_in_list"),
        (json!({ "kind": "passport", "issuer": "AAA", "authenticity": "seen" }), "/issuer", "not_in_list"),
        (json!({ "kind": "none", "number": "1", "authenticity": "unverified" }), "/number", "not_of_this_kind"),
        (json!({ "kind": "passport", "number": " -- ", "authenticity": "seen" }), "/number", "required"),
        (
            json!({ "kind": "passport", "issued_on": "2020-02-02", "expires_on": "2020-02-01", "authenticity": "seen" }),
            "/expires_on",
            "order",
        ),
        (json!({ "kind": "passport", "issued_on": "2190-01-01", "authenticity": "seen" }), "/issued_on", "in_future"),
    ];
    for (body, pointer, code) in cases {
        let refused = officer.post(&documents, body.clone()).await.expect(422);
        let error = &refused.json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{body}");
    }
    let made = officer
        .post(&documents, json!({ "kind": "passport", "number": "A1", "authenticity": "unverified", "note": "torn" }))
        .await
        .expect(201);
    let path = format!("{documents}/{}", made.id());
    // What is not said again is gone.
    let put = officer.put(&path, "\"1\"", json!({ "kind": "passport", "number": "A1", "authenticity": "verified" })).await.expect(200);
    assert_eq!((put.etag().as_str(), &put.json["note"]), ("\"2\"", &Value::Null));
    officer.put(&path, "\"1\"", json!({ "kind": "passport", "authenticity": "seen" })).await.expect(412);
    officer.delete(&path, "\"1\"").await.expect(412);
    let removed = officer.delete(&path, "\"2\"").await.expect(200);
    assert!(removed.json["removed_at"].is_string());
    for answer in
        [officer.delete(&path, "\"3\"").await, officer.put(&path, "\"3\"", json!({ "kind": "passport", "authenticity": "seen" })).await]
    {
        assert_eq!(answer.expect(409).json["rule"], "record-removed");
    }
    // It stays in the file.
    let list = officer.get(&documents).await.expect(200).json;
    assert_eq!((list["data"].as_array().unwrap().len(), &list["data"][0]["number"]), (1, &json!("A1")));
}

#[actix_web::test]
async fn no_machine_writes_where_it_is_not_safe() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let contacts = format!("/people/{}/contacts", person(&officer).await);
    let phone = |safe: bool, automated: bool| json!({ "kind": "phone", "value": "93 555 01 01", "safe": safe, "automated": automated });
    let mut guarded = phone(true, true);
    guarded["code_phrase"] = json!("Is the bread ready?");
    let mut by_her = phone(true, true);
    by_her["by_whom"] = json!("a woman");
    for body in [phone(false, true), guarded, by_her, json!({ "kind": "postal", "value": "A street", "safe": true, "automated": true })] {
        let refused = officer.post(&contacts, body.clone()).await.expect(422);
        assert_eq!(
            (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
            (&json!("/automated"), &json!("not_safe")),
            "{body}"
        );
    }
    // Whether it is safe is asked.
    let unasked = officer.post(&contacts, json!({ "kind": "phone", "value": "93 555 01 01" })).await.expect(422);
    assert_eq!(unasked.json["errors"][0]["pointer"], "/safe");
    let made = officer.post(&contacts, phone(true, true)).await.expect(201);
    assert_eq!(made.json["value_key"], "+992935550101");
    // The database says the same, whoever forgets to ask.
    let owner = house.owner().await;
    let broken = owner.execute("UPDATE person_contacts SET safe = false", &[]).await.unwrap_err();
    assert_eq!(broken.as_db_error().unwrap().constraint(), Some("person_contacts_automated_check"));
    for (body, pointer, code) in [
        (json!({ "kind": "phone", "value": "neighbour", "safe": true }), "/value", "phone"),
        (json!({ "kind": "email", "value": "me at home", "safe": true }), "/value", "email"),
        (json!({ "kind": "phone", "value": "+992935550101", "safe": true, "safe_from": "09:00:00" }), "/safe_until", "required"),
    ] {
        let refused = officer.post(&contacts, body).await.expect(422);
        assert_eq!((&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
}

#[actix_web::test]
async fn a_machine_writes_only_in_safe_hours_and_never_to_what_was_removed() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let person = person(&officer).await;
    let contacts = format!("/people/{person}/contacts");
    let by_day = json!({ "kind": "phone", "value": "93 555 01 01", "safe": true, "automated": true, "safe_from": "09:00:00", "safe_until": "17:00:00" });
    let by_night = json!({ "kind": "email", "value": "Somebody@Example.org", "safe": true, "automated": true, "safe_from": "22:00:00", "safe_until": "05:00:00" });
    let always = json!({ "kind": "messenger", "value": "somebody", "safe": true, "automated": true });
    officer.post(&contacts, by_day).await.expect(201);
    officer.post(&contacts, by_night).await.expect(201);
    let removed = officer.post(&contacts, always).await.expect(201);
    officer.delete(&format!("{contacts}/{}", removed.id()), "\"1\"").await.expect(200);
    officer.post(&contacts, json!({ "kind": "phone", "value": "93 555 02 02", "safe": true })).await.expect(201);
    let person: uuid::Uuid = person.parse().unwrap();
    // 04:00 in UTC is 9 in Dushanbe, and the end of the safe time is no longer in it.
    for (at, to) in [
        ("2026-10-01T03:59:59Z", vec![]),
        ("2026-10-01T04:00:00Z", vec!["+992935550101"]),
        ("2026-10-01T12:00:00Z", vec![]),
        ("2026-10-01T17:00:00Z", vec!["somebody@example.org"]),
        ("2026-10-01T23:59:00Z", vec!["somebody@example.org"]),
    ] {
        let founder = panoh::database::Founder::new(house.app().pools.clone());
        let found = founder
            .act(organisation.id, panoh::ids::MembershipId::new(), at.parse().unwrap(), async |tx| {
                let found = panoh::people::for_automated_message(tx, person).await?;
                tx.record(panoh::ledger::Act::new("test.read"), found).await
            })
            .await
            .unwrap();
        assert_eq!(found.iter().map(|(_, address)| address.as_str()).collect::<Vec<_>>(), to, "{at}");
    }
}

#[actix_web::test]
async fn the_history_says_what_each_field_was_and_became() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let person = person(&officer).await;
    let path = format!("/people/{person}");
    officer.patch(&path, "\"1\"", json!({ "sex": "2" })).await.expect(200);
    let contact = json!({ "kind": "phone", "value": "+992935550101", "safe": true, "code_phrase": "the bread" });
    let made = officer.post(&format!("{path}/contacts"), contact).await.expect(201);
    officer.delete(&format!("{path}/contacts/{}", made.id()), "\"1\"").await.expect(200);
    let history = officer.get(&format!("{path}/history?limit=3")).await.expect(200);
    let operations: Vec<_> =
        history.json["data"].as_array().unwrap().iter().map(|change| change["operation"].as_str().unwrap().to_owned()).collect();
    assert_eq!(operations, ["contact.remove", "contact.create", "person.update"]);
    assert_eq!(history.json["data"][2]["fields"], json!([{ "field": "sex", "before": "1", "after": "2" }]));
    assert_eq!(history.json["data"][2]["membership"], json!(officer.membership));
    // That there is a phrase is known, and never which.
    assert!(!history.text.contains("the bread") && history.text.contains("code_phrase"));
    let cursor = history.json["page"]["next_cursor"].as_str().unwrap();
    let rest = officer.get(&format!("{path}/history?cursor={cursor}")).await.expect(200).json;
    assert_eq!(rest["data"][0]["operation"], "person.create");
    assert_eq!(entries(&house, "person.history", &person).await, 2);
}

#[actix_web::test]
async fn what_hangs_on_a_hidden_person_is_hidden() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let caseworker = house.employ(&organisation, organisation.offices[1], &["caseworker"]).await;
    let (path, unknown) = (format!("/people/{}", person(&officer).await), format!("/people/{}", uuid::Uuid::now_v7()));
    let document =
        officer.post(&format!("{path}/documents"), json!({ "kind": "passport", "number": "A1", "authenticity": "seen" })).await.expect(201);
    for part in ["documents", "contacts", "relationships", "consents", "history"] {
        let (hidden, none) =
            (caseworker.get(&format!("{path}/{part}")).await.expect(404), caseworker.get(&format!("{unknown}/{part}")).await.expect(404));
        assert_eq!(without_request(&hidden), without_request(&none), "{part}");
    }
    // A document of one person is not found under another.
    let other = person(&officer).await;
    let body = json!({ "kind": "passport", "authenticity": "seen" });
    officer.put(&format!("/people/{other}/documents/{}", document.id()), "\"1\"", body).await.expect(404);
}
