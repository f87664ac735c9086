//! Who works on a case beside its owner, and which part of it a role has (programmes.md 3.1, 4.1).
use serde_json::{Value, json};

use super::{Desk, signal};
use crate::support::{Answer, Caller};

fn names(page: &Answer, list: &str, name: &str) -> Vec<String> {
    page.json[list].as_array().unwrap().iter().map(|line| line[name].as_str().unwrap_or_default().to_owned()).collect()
}

async fn put_on_list(lead: &Caller, case: &str, who: &Caller) {
    let line = json!({ "membership": who.membership, "why": "works with the person" });
    lead.post(&format!("/cases/{case}/access"), line).await.expect(201);
}

#[actix_web::test]
async fn the_desk_is_shared_an_officer_finishes_a_colleagues_task_and_notes_on_the_case() {
    let desk = Desk::open().await;
    let colleague = desk.house.employ(&desk.organisation, desk.organisation.offices[1], &["registration_officer"]).await;
    let case = desk.claim(&desk.officer).await;
    let path = format!("/cases/{}/tasks", case.id());
    let task = colleague.get(&path).await.expect(200).json["data"][0].clone();
    let one = format!("{path}/{}", task["id"].as_str().unwrap());
    colleague.patch(&one, &format!("\"{}\"", task["version"]), json!({ "done": true })).await.expect(200);
    colleague.post(&format!("/cases/{}/notes", case.id()), json!({ "body": "Called the border." })).await.expect(201);
}

#[actix_web::test]
async fn a_caseworker_opens_a_case_for_whomever_they_may_see() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let elsewhere = desk.house.employ(&desk.organisation, desk.organisation.offices[1], &["caseworker"]).await;
    let colleague = desk.employ(&["caseworker"]).await;
    let person = desk.person(&colleague).await;
    caseworker.get(&format!("/people/{person}")).await.expect(200);
    let enquiry = |person: uuid::Uuid| {
        json!({ "programme": "voluntary-return", "subjects": [{ "person": person, "role": "returnee" }],
                "sections": { "enquiry": { "direction": "inbound", "host_country": "DEU" } } })
    };
    let opened = caseworker.post("/cases", enquiry(person)).await;
    let unseen = elsewhere.post("/cases", enquiry(person)).await.expect(422);
    assert!(unseen.text.contains("unknown_reference"), "{}", unseen.text);
    assert!(!opened.text.contains("unknown_reference"), "{}", opened.text);
}

#[actix_web::test]
async fn a_lawyer_works_on_a_claim_as_long_as_they_have_a_task_on_it() {
    let desk = Desk::open().await;
    let lawyer = desk.employ(&["lawyer"]).await;
    let case = desk.claim(&desk.officer).await;
    let path = format!("/cases/{}", case.id());
    lawyer.get(&path).await.expect(404);
    let wish = json!({ "title": "Advise", "assigned_to": lawyer.membership });
    let task = desk.officer.post(&format!("{path}/tasks"), wish).await.expect(201);
    lawyer.get(&path).await.expect(200);
    assert_eq!(lawyer.get("/cases").await.expect(200).json["data"][0]["id"], case.id());
    lawyer.patch(&format!("{path}/tasks/{}", task.id()), "\"1\"", json!({ "done": true })).await.expect(200);
    lawyer.get(&path).await.expect(404);
}

#[actix_web::test]
async fn a_task_on_a_trafficking_case_is_given_to_nobody_off_its_list() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let colleague = desk.employ(&["caseworker"]).await;
    let case = signal(&desk, &caseworker).await;
    let path = format!("/cases/{}", case.id());
    let wish = json!({ "title": "Accompany", "assigned_to": colleague.membership });
    let refused = caseworker.post(&format!("{path}/tasks"), wish.clone()).await.expect(422);
    assert_eq!(refused.json["errors"][0]["pointer"], "/assigned_to");
    colleague.get(&path).await.expect(404);
    put_on_list(&lead, &case.id(), &colleague).await;
    caseworker.post(&format!("{path}/tasks"), wish).await.expect(201);
    colleague.get(&path).await.expect(200);
}

#[actix_web::test]
async fn a_medical_worker_has_the_health_slice_of_a_case() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let nurse = desk.employ(&["medical_worker"]).await;
    let lawyer = desk.employ(&["lawyer"]).await;
    let case = signal(&desk, &caseworker).await;
    let path = format!("/cases/{}", case.id());
    nurse.get(&path).await.expect(404);
    for who in [&nurse, &lawyer] {
        put_on_list(&lead, &case.id(), who).await;
    }
    caseworker.post(&format!("{path}/notes"), json!({ "body": "She fears the man at the gate." })).await.expect(201);
    caseworker.post(&format!("{path}/tasks"), json!({ "title": "Ask the bank", "for_role": "caseworker" })).await.expect(201);
    caseworker.post(&format!("{path}/tasks"), json!({ "title": "See a doctor", "for_role": "medical_worker" })).await.expect(201);

    let whole = lawyer.get(&path).await.expect(200);
    let slice = nurse.get(&path).await.expect(200);
    let programme = desk.house.app().house.catalogue.programme("trafficking-assistance").unwrap().clone();
    for section in names(&slice, "sections", "section") {
        let form = &programme.sections[&section];
        assert!(form.readers.iter().chain(&form.writers).any(|role| role == "medical_worker"), "{section} names no medical worker");
    }
    assert_eq!(names(&slice, "tasks", "title"), ["See a doctor"]);
    assert!(names(&whole, "tasks", "title").contains(&"Ask the bank".to_owned()));
    assert!(!names(&whole, "deadlines", "deadline").is_empty());
    assert_eq!(names(&slice, "deadlines", "deadline"), Vec::<String>::new());
    assert_eq!(slice.json["flags"], json!({}));
    assert_eq!(nurse.get(&format!("{path}/tasks")).await.expect(200).json["data"].as_array().unwrap().len(), 1);
    assert_eq!(nurse.get(&format!("{path}/deadlines")).await.expect(200).json["data"], json!([]));

    assert_eq!(nurse.get(&format!("{path}/notes")).await.expect(200).json["data"], json!([]));
    let own = nurse.post(&format!("{path}/notes"), json!({ "body": "Blood pressure is fine." })).await.expect(201);
    let notes: Vec<Value> = nurse.get(&format!("{path}/notes")).await.expect(200).json["data"].as_array().unwrap().clone();
    assert_eq!((notes.len(), &notes[0]["id"]), (1, &own.json["id"]));
    assert_eq!(lawyer.get(&format!("{path}/notes")).await.expect(200).json["data"].as_array().unwrap().len(), 2);
    let timeline = nurse.get(&format!("{path}/timeline")).await.expect(200);
    assert!(
        timeline.json["data"].as_array().unwrap().iter().all(|line| line["actor"] == nurse.membership.to_string()),
        "{}",
        timeline.text
    );
}

#[actix_web::test]
async fn a_shelter_manager_on_the_list_has_the_stay_slice() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let manager = desk.employ(&["shelter_manager"]).await;
    let case = signal(&desk, &caseworker).await;
    let path = format!("/cases/{}", case.id());
    manager.get(&path).await.expect(404);
    put_on_list(&lead, &case.id(), &manager).await;
    let slice = manager.get(&path).await.expect(200);
    assert_eq!(slice.json["flags"], json!({}));
    let sections = names(&slice, "sections", "section");
    assert!(!sections.is_empty() && !sections.contains(&"signal".to_owned()), "{sections:?}");
    manager.post(&format!("{path}/notes"), json!({ "body": "House rules explained." })).await.expect(201);
    manager.post(&format!("{path}/tasks"), json!({ "title": "Second key" })).await.expect(201);
}

#[actix_web::test]
async fn a_border_officer_records_an_intent_notifies_and_reads_nothing_again() {
    let desk = Desk::open().await;
    let border = desk.employ(&["border_officer"]).await;
    let person =
        json!({ "names": [{ "kind": "legal", "script": "Latn", "as_written": "Somebody New" }], "sex": "1", "citizenships": ["AFG"] });
    let person = border.post("/people", person).await.expect(201).id();
    let case = border.post("/cases", desk.opening(person.parse().unwrap(), &desk.today())).await.expect(201);
    assert_eq!(case.json["state"], "intent_declared");
    assert_eq!(case.json["flags"], json!({}), "a slice: {}", case.text);
    border.get(&format!("/cases/{}", case.id())).await.expect(404);
    let notified_at = desk.house.clock.now().to_rfc3339();
    let notice = json!({ "transition": "notify_department",
        "sections": { "border_notification": { "unit": "Panji Poyon", "notified_at": notified_at, "handed_over": true } } });
    border.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), notice).await.expect(200);
    let page = desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert!(names(&page, "papers", "paper").contains(&"border_notification".to_owned()));
}
