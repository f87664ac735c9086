//! Acts: who may, in which state, on which version, once.
use chrono::{Days, TimeDelta};
use panoh_rules::calendar::legal_day;
use serde_json::json;

use super::{Desk, deadline, lodging};

#[actix_web::test]
async fn a_claim_is_lodged_and_its_receipt_issued() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let lodged = desk.lodge(&case).await.expect(200);
    assert_eq!(lodged.json["state"], "lodged");
    assert_eq!(lodged.json["flags"]["late"], false);
    assert_eq!(lodged.json["papers"][0]["paper"], "lodging_receipt");
    assert_eq!(lodged.json["version"], 2);
    assert_eq!(deadline(&lodged.json, "ref.prelim_review")["state"], "open");
    assert_eq!(desk.entries("case.transition", &case.id()).await, 1);
}

#[actix_web::test]
async fn a_claim_after_the_window_is_late_and_never_refused_for_it() {
    let desk = Desk::open().await;
    let person = desk.person(&desk.officer).await;
    let long_ago = legal_day(desk.house.clock.now()).checked_sub_days(Days::new(400)).unwrap();
    let case = desk.officer.post("/cases", desk.opening(person, &long_ago.to_string())).await.expect(201);
    let lodged = desk.lodge(&case).await.expect(200);
    assert_eq!(lodged.json["flags"]["late"], true);
    assert!(lodged.json["tasks"].as_array().unwrap().iter().any(|task| task["task"] == "ask_late_ground"));
}

#[actix_web::test]
async fn a_stale_version_is_told_the_present_one_and_changes_nothing() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.lodge(&case).await.expect(200);
    let stale = desk.lodge(&case).await.expect(412);
    assert_eq!(stale.code(), "stale");
    assert_eq!(stale.etag(), "\"2\"");
    assert_eq!(desk.count("case_steps", &case.id()).await, 2);
}

#[actix_web::test]
async fn an_act_needs_the_version_that_was_seen() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let missing = desk.officer.post(&format!("/cases/{}/transitions", case.id()), lodging()).await.expect(428);
    assert_eq!(missing.code(), "if_match_missing");
}

#[actix_web::test]
async fn a_retry_with_the_same_key_is_answered_again_and_not_done_again() {
    let desk = Desk::open().await;
    let person = desk.person(&desk.officer).await;
    let opening = desk.opening(person, &desk.today());
    let send = |body: serde_json::Value| {
        let request = desk.officer.request(reqwest::Method::POST, "/cases").header("Idempotency-Key", "one-tap").json(&body);
        desk.officer.send(request)
    };
    let first = send(opening.clone()).await.expect(201);
    let again = send(opening.clone()).await.expect(201);
    assert_eq!(first.text, again.text);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let mut other = opening;
    other["reason"] = json!("another body");
    assert_eq!(send(other).await.expect(422).code(), "idempotency_key_reused");
    let cases: i64 = desk.house.owner().await.query_one("SELECT count(*) FROM cases", &[]).await.unwrap().get(0);
    assert_eq!(cases, 1);
}

#[actix_web::test]
async fn a_rule_that_refuses_is_named_and_speaks_tajik() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let mut unsigned = lodging();
    unsigned["sections"]["claim"]["signed"] = json!(false);
    let request = desk.officer.request(reqwest::Method::POST, &format!("/cases/{}/transitions", case.id()));
    let request = request.header("If-Match", case.etag()).header("Accept-Language", "tg").json(&unsigned);
    let refused = desk.officer.send(request).await.expect(409);
    assert_eq!(refused.code(), "refused");
    assert_eq!(refused.json["rule"], "a-claim-is-signed");
    let words = desk
        .house
        .app()
        .house
        .catalogue
        .programme("refugee-claim")
        .unwrap()
        .text("tg", "transitions/lodge/guards/a-claim-is-signed")
        .unwrap()
        .to_owned();
    assert_eq!(refused.json["detail"], words.as_str());
}

#[actix_web::test]
async fn what_is_still_to_be_answered_is_named_by_pointers() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let refused = desk
        .officer
        .post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), json!({ "transition": "lodge" }))
        .await
        .expect(409);
    assert_eq!(refused.json["rule"], "section-incomplete");
    let errors = refused.json["errors"].as_array().unwrap();
    assert!(errors.iter().any(|error| error["pointer"] == "/sections/claim/signed" && error["code"] == "required"), "{errors:?}");
}

#[actix_web::test]
async fn a_refusal_leaves_no_trace() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    let entries: i64 = desk.house.owner().await.query_one("SELECT count(*) FROM ledger_entries", &[]).await.unwrap().get(0);
    desk.officer.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), json!({ "transition": "register" })).await.expect(409);
    let after: i64 = desk.house.owner().await.query_one("SELECT count(*) FROM ledger_entries", &[]).await.unwrap().get(0);
    assert_eq!(entries, after);
    let read = desk.officer.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(read.json, case.json);
}

#[actix_web::test]
async fn two_people_are_needed_to_refuse_registration() {
    let desk = Desk::open().await;
    let supervisor = desk.employ(&["supervisor", "registration_officer"]).await;
    let case = desk.claim(&desk.officer).await;
    let lodged = desk.lodge(&case).await.expect(200);
    let path = format!("/cases/{}/transitions", case.id());
    let refusal = json!({ "transition": "refuse_registration", "sections": { "refusal": { "ground": "already-protected", "reasons": "The account names no ground.",
        "notice_language": "prs", "appeal_notice": true, "notice_sent_on": desk.today() } } });
    let proposed = desk.officer.post_if(&path, &lodged.etag(), refusal).await;
    if proposed.status == 422 {
        panic!("{}", proposed.text);
    }
    let proposed = proposed.expect(200);
    assert_eq!(proposed.json["state"], "lodged");
    assert_eq!(proposed.json["proposal"]["transition"], "refuse_registration");
    assert_eq!(desk.entries("case.propose", &case.id()).await, 1);
    // The second person sees what is to be confirmed, and that they saw it is written down.
    let seen = supervisor.get(&format!("/cases/{}", case.id())).await.expect(200);
    assert_eq!(seen.json["proposal"]["sections"]["refusal"]["reasons"], "The account names no ground.");
    let read = "SELECT count(*) FROM ledger_entries WHERE operation = 'case.read' AND 'refusal' = ANY (fields)";
    let disclosed: i64 = desk.house.owner().await.query_one(read, &[]).await.unwrap().get(0);
    assert_eq!(disclosed, 1);
    let own = desk.officer.post_if(&path, &proposed.etag(), json!({ "transition": "refuse_registration" })).await.expect(409);
    assert_eq!(own.json["rule"], "awaits-second-person");
    let confirmed = supervisor.post_if(&path, &proposed.etag(), json!({ "transition": "refuse_registration" })).await.expect(200);
    assert_eq!(confirmed.json["state"], "refused_registration");
}

#[actix_web::test]
async fn what_fell_due_before_an_act_fires_before_it_as_the_clocks_own() {
    let desk = Desk::open().await;
    let case = desk.claim(&desk.officer).await;
    desk.house.wait(TimeDelta::days(5));
    let officer = desk.officer.again().await;
    let lodged = officer.post_if(&format!("/cases/{}/transitions", case.id()), &case.etag(), lodging()).await.expect(200);
    assert_eq!(deadline(&lodged.json, "ref.border_notify")["state"], "missed");
    assert_eq!(desk.entries("case.deadline_fired", &case.id()).await, 1);
    let actor: String = desk
        .house
        .owner()
        .await
        .query_one("SELECT actor_kind FROM ledger_entries WHERE operation = 'case.deadline_fired'", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(actor, "system");
}
