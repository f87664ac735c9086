//! What people ask about the data that is kept of them (programmes.md 4.3): a copy through a safe channel, a correction that keeps the
//! earlier value, a restriction that holds.
use chrono::{Months, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cases::{Desk, signal};
use crate::support::{Answer, Caller};

struct Register {
    desk: Desk,
    officer: Caller,
    person: Uuid,
    case: Answer,
}

impl Register {
    /// A claimant who is known here, and the officer who keeps the register.
    async fn open() -> Self {
        let desk = Desk::open().await;
        let officer = desk.employ(&["data_protection_officer"]).await;
        let case = desk.claim(&desk.officer).await;
        desk.officer.post(&format!("/cases/{}/notes", case.id()), json!({ "body": "He was tired." })).await.expect(201);
        let person = case.json["subjects"][0]["person"].as_str().unwrap().parse().unwrap();
        Self { desk, officer, person, case }
    }

    /// Somebody at the desk asks.
    async fn ask(&self, what: Value) -> Answer {
        let mut form = json!({ "kind": "copy", "channel": "in-person", "what": "Everything that you have of me" });
        form.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        self.desk.officer.post(&format!("/people/{}/requests", self.person), form).await
    }

    async fn copy(&self, request: &Answer, through: Value) -> Answer {
        self.officer.post(&format!("/subject-requests/{}/copy", request.id()), through).await
    }

    async fn answer(&self, request: &Answer, outcome: &str) -> Answer {
        self.officer
            .post(&format!("/subject-requests/{}/answer", request.id()), json!({ "outcome": outcome, "reason": "As it was asked" }))
            .await
    }
}

#[actix_web::test]
async fn a_request_is_due_by_the_parameter_and_is_answered_once_by_the_officer_with_a_reason() {
    let register = Register::open().await;
    let asked = register.ask(json!({})).await.expect(201);
    let today: NaiveDate = register.desk.today().parse().unwrap();
    let due: NaiveDate = asked.json["due_on"].as_str().unwrap().parse().unwrap();
    assert!(due >= today.checked_add_months(Months::new(1)).unwrap() && due <= today + chrono::Days::new(45), "{due}");
    let open = register.officer.get("/subject-requests").await.expect(200);
    assert_eq!(open.json["data"][0]["id"], asked.json["id"]);
    let refusing = json!({ "outcome": "refused", "reason": "I do not think so" });
    register.desk.officer.post(&format!("/subject-requests/{}/answer", asked.id()), refusing).await.expect(403);
    let answered = register.answer(&asked, "granted").await.expect(200);
    assert_eq!((&answered.json["outcome"], &answered.json["reason"]), (&json!("granted"), &json!("As it was asked")));
    assert_eq!(register.answer(&asked, "refused").await.expect(409).json["rule"], "request-answered");
    assert_eq!(register.officer.get("/subject-requests").await.expect(200).json["data"], json!([]));
    assert_eq!(register.officer.get("/subject-requests?answered=true").await.expect(200).json["data"][0]["id"], asked.json["id"]);
}

#[actix_web::test]
async fn a_copy_holds_what_is_kept_of_the_person_and_nothing_of_others() {
    let register = Register::open().await;
    let owner = register.desk.house.owner().await;
    let case: Uuid = register.case.id().parse().unwrap();
    let statement = "INSERT INTO case_sections (tenant_id, case_id, section, class, answers, programme_version, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6, now())";
    let interviews =
        json!([{ "person": register.person, "mode": "in-person" }, { "person": Uuid::now_v7(), "mode": "said by the brother" }]);
    let checks = json!([{ "body": "national-security", "result": "concern" }]);
    for (section, class, answers) in [("interviews", 3_i16, interviews), ("checks", 4, checks)] {
        owner
            .execute(statement, &[&register.desk.organisation.id.0, &case, &section, &class, &answers, &register.officer.membership.0])
            .await
            .unwrap();
    }
    let asked = register.ask(json!({})).await.expect(201);
    let made = register.copy(&asked, json!({})).await.expect(200);
    let content = &made.json["content"];
    assert_eq!(content["person"]["names"][0]["as_written"], "Ahmad Karimi");
    let told = &content["cases"][0];
    assert_eq!((&told["number"], &told["answers"]["arrival"]["channel"]), (&register.case.json["number"], &json!("border")));
    assert_eq!(told["notes"][0]["body"], "He was tired.");
    assert_eq!(told["answers"]["interviews"].as_array().unwrap().len(), 1);
    assert!(!made.text.contains("said by the brother") && !made.text.contains("national-security"), "{}", made.text);
    assert_eq!(told["withheld"], 1);
    let text = made.json["text"].as_str().unwrap();
    assert!(text.contains("Ahmad Karimi") && text.contains("Kept back") && !text.contains('{'), "{text}");
    // The desk records requests and does not make copies.
    register.desk.officer.post(&format!("/subject-requests/{}/copy", asked.id()), json!({})).await.expect(403);
    let entries = "SELECT count(*) FROM ledger_entries WHERE operation = 'subject_request.copy' AND person_id = $1";
    assert_eq!(owner.query_one(entries, &[&register.person]).await.unwrap().get::<_, i64>(0), 1);
}

#[actix_web::test]
async fn a_copy_goes_through_a_contact_that_is_safe_or_is_handed_over() {
    let register = Register::open().await;
    let contacts = format!("/people/{}/contacts", register.person);
    let unsafe_one =
        register.desk.officer.post(&contacts, json!({ "kind": "phone", "value": "+992935550101", "safe": false })).await.expect(201);
    let safe =
        register.desk.officer.post(&contacts, json!({ "kind": "email", "value": "ahmad@example.org", "safe": true })).await.expect(201);
    let asked = register.ask(json!({})).await.expect(201);
    for wrong in [unsafe_one.json["id"].clone(), json!(Uuid::now_v7())] {
        assert_eq!(register.copy(&asked, json!({ "through": wrong })).await.expect(409).json["rule"], "channel-not-safe");
    }
    let channels = register.officer.get(&format!("/subject-requests/{}/channels", asked.id())).await.expect(200);
    assert_eq!(channels.json["data"].as_array().unwrap().iter().map(|it| &it["id"]).collect::<Vec<_>>(), [&safe.json["id"]]);
    register.copy(&asked, json!({ "through": safe.json["id"] })).await.expect(200);
    let line = register.officer.get(&format!("/subject-requests/{}", asked.id())).await.expect(200);
    assert_eq!(line.json["copied_through"], safe.json["id"]);
    let correction = register.ask(json!({ "kind": "correction", "what": "I was born in May" })).await.expect(201);
    assert_eq!(register.copy(&correction, json!({})).await.expect(409).json["rule"], "request-not-for-a-copy");
}

#[actix_web::test]
async fn a_k4_case_is_in_a_copy_only_where_its_maker_is_on_the_list() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let officer = desk.employ(&["data_protection_officer"]).await;
    let case = signal(&desk, &caseworker).await;
    let person = case.json["subjects"][0]["person"].as_str().unwrap().to_owned();
    let form = json!({ "kind": "copy", "channel": "in-person", "what": "Everything" });
    let asked = caseworker.post(&format!("/people/{person}/requests"), form).await.expect(201);
    officer.post(&format!("/subject-requests/{}/copy", asked.id()), json!({})).await.expect(404);
    let named = json!({ "membership": officer.membership, "why": "She asked for a copy" });
    lead.post(&format!("/cases/{}/access", case.id()), named).await.expect(201);
    let made = officer.post(&format!("/subject-requests/{}/copy", asked.id()), json!({})).await.expect(200);
    assert_eq!(made.json["content"]["cases"][0]["number"], case.json["number"]);
}

#[actix_web::test]
async fn a_correction_keeps_the_earlier_value_in_the_history() {
    let register = Register::open().await;
    let asked = register.ask(json!({ "kind": "correction", "what": "I was born on 5 May" })).await.expect(201);
    let path = format!("/people/{}", register.person);
    let seen = register.desk.officer.get(&path).await.expect(200);
    register.desk.officer.patch(&path, &seen.etag(), json!({ "birth": { "date": "1985-05-05" } })).await.expect(200);
    register.answer(&asked, "granted").await.expect(200);
    let history = register.desk.officer.get(&format!("{path}/history")).await.expect(200);
    assert!(history.text.contains("1985-05-02") && history.text.contains("1985-05-05"), "{}", history.text);
}

#[actix_web::test]
async fn a_restriction_marks_the_person_and_lets_nothing_leave_until_it_is_lifted() {
    let register = Register::open().await;
    let path = format!("/people/{}", register.person);
    let for_them = json!({ "representative": "Lawyer Rahimov" });
    let copy = register.ask(for_them).await.expect(201);
    register.copy(&copy, json!({})).await.expect(200);
    let asked = register.ask(json!({ "kind": "restriction", "what": "Do not use it" })).await.expect(201);
    assert_eq!(register.desk.officer.get(&path).await.expect(200).json["restricted"], false, "it was asked and is not granted yet");
    register.answer(&asked, "granted").await.expect(200);
    assert_eq!(register.desk.officer.get(&path).await.expect(200).json["restricted"], true);
    assert_eq!(register.copy(&copy, json!({})).await.expect(409).json["rule"], "person-restricted");
    let lift = json!({ "reason": "He asked to go on" });
    let lifting = format!("/subject-requests/{}/lift", asked.id());
    register.officer.post(&lifting, lift.clone()).await.expect(200);
    assert_eq!(register.officer.post(&lifting, lift).await.expect(409).json["rule"], "restriction-not-in-force");
    assert_eq!(register.desk.officer.get(&path).await.expect(200).json["restricted"], false);
    register.copy(&copy, json!({})).await.expect(200);
}

#[actix_web::test]
async fn a_copy_never_goes_to_an_authority_of_the_country_that_was_fled() {
    let register = Register::open().await;
    let consulate = |country: &str| json!({ "representative": "The consulate", "representative_country": country });
    let (theirs, other) = (register.ask(consulate("AFG")).await.expect(201), register.ask(consulate("DEU")).await.expect(201));
    assert_eq!(register.copy(&theirs, json!({})).await.expect(409).json["rule"], "never-to-the-state-of-origin");
    register.copy(&other, json!({})).await.expect(200);
    let consent =
        json!({ "purpose": "share-with-org", "fields": ["*"], "recipient": "The consulate", "given_by": "self", "form": "oral-witnessed" });
    let consents = format!("/people/{}/consents", register.person);
    register.desk.officer.post(&consents, consent.clone()).await.expect(201);
    assert_eq!(
        register.copy(&theirs, json!({})).await.expect(409).json["rule"],
        "never-to-the-state-of-origin",
        "only a written one counts"
    );
    let mut written = consent;
    written["form"] = json!("written");
    register.desk.officer.post(&consents, written).await.expect(201);
    register.copy(&theirs, json!({})).await.expect(200);
}
