//! What nobody else may see: sections of K3 to roles that they do not list, cases of K4 to whoever is not on their list.
use serde_json::json;

use super::{Desk, signal};

#[actix_web::test]
async fn a_section_is_not_there_for_a_role_that_it_does_not_list() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.lodge(&case).await.expect(200);
    let path = format!("/cases/{}/sections/claim", case.id());
    let read = desk.officer.get(&path).await.expect(200);
    assert_eq!(read.json["answers"]["signed"], true);
    assert_eq!(read.etag(), "\"1\"");
    let caseworker = desk.employ(&["caseworker"]).await;
    let owner = desk.house.owner().await;
    owner.execute("UPDATE cases SET owner_id = $1", &[&caseworker.membership.0]).await.unwrap();
    let hidden = caseworker.get(&path).await.expect(404);
    let unknown = caseworker.get(&format!("/cases/{}/sections/nonsense", case.id())).await.expect(404);
    assert_eq!(hidden.code(), unknown.code());
    let page = caseworker.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert!(!page.text.contains("\"claim\""), "{}", page.text);
    assert!(page.json["sections"].as_array().unwrap().iter().any(|section| section["section"] == "arrival"));
}

#[actix_web::test]
async fn a_section_has_a_version_of_its_own_and_is_changed_by_merge() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.lodge(&case).await.expect(200);
    let path = format!("/cases/{}/sections/claim", case.id());
    let changed = desk.officer.patch(&path, "\"1\"", json!({ "interpreter_need": false })).await.expect(200);
    assert_eq!(changed.json["answers"]["interpreter_need"], false);
    assert_eq!(changed.json["answers"]["signed"], true);
    assert_eq!(changed.etag(), "\"2\"");
    desk.officer.patch(&path, "\"1\"", json!({ "interpreter_need": true })).await.expect(412);
    let wrong = desk.officer.patch(&path, "\"2\"", json!({ "interpreter_need": "no" })).await.expect(422);
    assert_eq!(wrong.json["errors"][0]["pointer"], "/interpreter_need");
    let path = format!("/cases/{}/sections/contact_attempts", case.id());
    let entry = json!({ "tried_on": desk.today(), "kind": "phone", "outcome": "no-answer" });
    let one = desk.officer.put(&path, "\"0\"", json!([entry])).await;
    assert!(one.status == 200 || one.status == 422, "{}", one.text);
    assert_eq!(desk.entries("case.section_write", &case.id()).await, 1 + i64::from(one.status == 200));
}

#[actix_web::test]
async fn a_trafficking_case_is_seen_by_its_list_alone() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let colleague = desk.employ(&["caseworker"]).await;
    let administrator = desk.employ(&["organisation_administrator"]).await;
    let case = signal(&desk, &caseworker).await;
    let path = format!("/cases/{}", case.id());
    caseworker.get(&path).await.expect(200);
    lead.get(&path).await.expect(200);
    for stranger in [&colleague, &administrator, &desk.officer] {
        let answer = stranger.get(&path).await;
        assert!(answer.status == 404 || answer.status == 403, "{}", answer.text);
        let list = stranger.get("/cases").await;
        assert!(!list.text.contains(&case.id()), "{}", list.text);
    }
    assert_eq!(colleague.get(&path).await.expect(404).code(), "not_found");
    assert_eq!(caseworker.get("/cases").await.expect(200).json["data"][0]["id"], case.id());
    assert_eq!(caseworker.get("/cases?state=nonsense").await.expect(200).json["data"].as_array().unwrap().len(), 0);
}

#[actix_web::test]
async fn a_supervisor_keeps_the_list() {
    let desk = Desk::open().await;
    let caseworker = desk.employ(&["caseworker"]).await;
    let lead = desk.employ(&["supervisor"]).await;
    let lawyer = desk.employ(&["lawyer"]).await;
    let case = signal(&desk, &caseworker).await;
    let path = format!("/cases/{}/access", case.id());
    caseworker.get(&path).await.expect(403);
    lawyer.get(&format!("/cases/{}", case.id())).await.expect(404);
    lead.post(&path, json!({ "membership": lawyer.membership, "why": "legal advice" })).await.expect(201);
    lawyer.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(lead.get(&path).await.expect(200).json["data"].as_array().unwrap().len(), 3);
    let request = lead.request(reqwest::Method::DELETE, &format!("{path}/{}", lawyer.membership));
    lead.send(request).await.expect(200);
    lawyer.get(&format!("/cases/{}", case.id())).await.expect(404);
    let request = lead.request(reqwest::Method::DELETE, &format!("{path}/{}", caseworker.membership));
    assert_eq!(lead.send(request).await.expect(409).json["rule"], "owner-keeps-access");
}
