//! Consents: facts that nobody changes, and what they cover at an instant.
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{officer, somebody};
use crate::support::{Caller, House, Organisation};

async fn person(officer: &Caller) -> String {
    officer.post("/people", somebody()).await.expect(201).id()
}

fn consent() -> Value {
    json!({ "purpose": "share-with-org", "fields": ["names", "birth"], "recipient": "caritas", "given_by": "self", "form": "written" })
}

/// The consent that covers an act, asked inside a transaction as every sharing does.
async fn covers(
    house: &House,
    organisation: &Organisation,
    person: &str,
    (purpose, to, field): (&str, Option<&str>, &str),
    at: DateTime<Utc>,
) -> Option<Uuid> {
    let founder = panoh::database::Founder::new(house.app().pools.clone());
    let person: Uuid = person.parse().unwrap();
    founder
        .act(organisation.id, panoh::ids::MembershipId::new(), at, async |tx| {
            let found = panoh::people::covers(tx, person, purpose, to, field, at).await?;
            tx.record(panoh::ledger::Act::new("test.read"), found).await
        })
        .await
        .unwrap()
}

#[actix_web::test]
async fn a_consent_covers_what_it_names_and_nothing_else() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let person = person(&officer).await;
    let path = format!("/people/{person}/consents");
    let made = officer.post(&path, consent()).await.expect(201);
    let now = house.clock.now();
    let id: Uuid = made.id().parse().unwrap();
    for (act, covered) in [
        (("share-with-org", Some("caritas"), "names"), true),
        (("share-with-org", Some("caritas"), "birth"), true),
        (("share-with-org", Some("caritas"), "documents"), false),
        (("share-with-org", Some("femida"), "names"), false),
        (("share-with-org", None, "names"), false),
        (("tracing", Some("caritas"), "names"), false),
    ] {
        assert_eq!(covers(&house, &organisation, &person, act, now).await, covered.then_some(id), "{act:?}");
    }
    let all = json!({ "purpose": "service", "fields": ["*"], "given_by": "self", "form": "oral-witnessed" });
    officer.post(&path, all).await.expect(201);
    assert!(covers(&house, &organisation, &person, ("service", None, "health"), house.clock.now()).await.is_some());
    assert!(covers(&house, &organisation, &person, ("service", Some("caritas"), "health"), house.clock.now()).await.is_none());
}

#[actix_web::test]
async fn a_consent_covers_from_its_first_day_to_its_last_or_to_its_withdrawal() {
    let house = House::open().await;
    let (organisation, officer) = officer(&house).await;
    let person = person(&officer).await;
    let path = format!("/people/{person}/consents");
    let today = panoh_rules::calendar::legal_day(house.clock.now());
    let mut body = consent();
    body["until"] = json!(today + TimeDelta::days(3));
    let made = officer.post(&path, body).await.expect(201);
    assert_eq!(made.json["from"], json!(today));
    let now = house.clock.now();
    let act = ("share-with-org", Some("caritas"), "names");
    for (after, covered) in
        [(TimeDelta::zero(), true), (TimeDelta::days(3), true), (TimeDelta::days(4), false), (-TimeDelta::days(1), false)]
    {
        assert_eq!(covers(&house, &organisation, &person, act, now + after).await.is_some(), covered, "{after}");
    }
    let withdrawal = format!("{path}/{}/withdrawal", made.id());
    let withdrawn = officer.post(&withdrawal, json!({ "reason": "Afraid for the family" })).await.expect(200);
    let at: DateTime<Utc> = withdrawn.json["withdrawn_at"].as_str().unwrap().parse().unwrap();
    // From the very instant on; what was shared before was shared with consent.
    assert!(covers(&house, &organisation, &person, act, at - TimeDelta::milliseconds(1)).await.is_some());
    assert!(covers(&house, &organisation, &person, act, at).await.is_none());
    assert_eq!(officer.post(&withdrawal, json!({})).await.expect(409).json["rule"], "consent-withdrawn");
    // Given anew, it is another.
    let anew = officer.post(&path, consent()).await.expect(201);
    assert_eq!(covers(&house, &organisation, &person, act, house.clock.now()).await, Some(anew.id().parse().unwrap()));
    let list = officer.get(&path).await.expect(200).json;
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    assert!(list["data"][0]["withdrawn_at"].is_null() && list["data"][1]["withdrawn_at"].is_string());
}

#[actix_web::test]
async fn each_way_of_giving_has_its_proof() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    let (child, mother) = (person(&officer).await, person(&officer).await);
    let path = format!("/people/{child}/consents");
    let with = |changes: Value| {
        let mut body = consent();
        for (member, value) in changes.as_object().unwrap() {
            body[member] = value.clone();
        }
        body
    };
    for (changes, pointer, code) in [
        (json!({ "purpose": "advertising" }), "/purpose", "not_in_list"),
        (json!({ "fields": ["shoe-size"] }), "/fields/0", "not_in_list"),
        (json!({ "recipient": null }), "/recipient", "required"),
        (json!({ "form": null }), "/form", "required"),
        (json!({ "given_by": "guardian" }), "/guardian", "required"),
        (json!({ "given_by": "guardian", "guardian": child }), "/guardian", "own_kin"),
        (json!({ "given_by": "guardian", "guardian": Uuid::now_v7() }), "/guardian", "unknown_reference"),
        (json!({ "given_by": "legal-basis", "form": null }), "/legal_article", "required"),
        (json!({ "given_by": "legal-basis", "legal_article": "Refugee Law, art. 6" }), "/form", "not_of_this_kind"),
        (json!({ "until": "2020-01-01" }), "/until", "order"),
    ] {
        let refused = officer.post(&path, with(changes.clone())).await.expect(422);
        let errors = refused.json["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["pointer"] == pointer && error["code"] == code), "{changes}: {}", refused.text);
    }
    officer.post(&path, with(json!({ "given_by": "guardian", "guardian": mother }))).await.expect(201);
    officer.post(&path, with(json!({ "given_by": "legal-basis", "form": null, "legal_article": "Refugee Law, art. 6" }))).await.expect(201);
}

#[actix_web::test]
async fn not_even_the_service_can_change_a_consent() {
    let house = House::open().await;
    let (_, officer) = officer(&house).await;
    officer.post(&format!("/people/{}/consents", person(&officer).await), consent()).await.expect(201);
    let owner = house.owner().await;
    owner.batch_execute("SET ROLE panoh_app").await.unwrap();
    for statement in ["UPDATE person_consents SET until_on = NULL", "UPDATE person_consent_withdrawals SET reason = NULL"] {
        assert_eq!(owner.execute(statement, &[]).await.unwrap_err().code().unwrap().code(), "42501", "{statement}");
    }
    // It goes with the file of its person, when two people have disposed of that, and not before.
    owner.batch_execute("RESET ROLE").await.unwrap();
    let tenant: uuid::Uuid = owner.query_one("SELECT tenant_id FROM person_consents", &[]).await.unwrap().get(0);
    owner.batch_execute(&format!("SET app.tenant = '{tenant}'; SET app.reach = '{{system}}'; SET ROLE panoh_app")).await.unwrap();
    assert_eq!(owner.query("SELECT 1 FROM person_consents", &[]).await.unwrap().len(), 1);
    assert_eq!(owner.execute("DELETE FROM person_consents", &[]).await.unwrap(), 0);
}
