//! A sitting goes `called → open → closed → minuted`; its docket, its papers, who attends.
use serde_json::json;

use super::commission::{Commission, rule, words};

#[actix_web::test]
async fn a_sitting_is_called_opened_closed_and_minuted() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    let sitting = commission.open(4).await;
    let path = |act: &str| format!("/sittings/{sitting}/{act}");
    assert_eq!(rule(&commission.secretary.post(&path("open"), json!({})).await.expect(409)), "sitting-not-called");
    assert_eq!(rule(&commission.secretary.post(&path("close"), json!({})).await.expect(409)), "docket-unfinished");
    assert_eq!(rule(&commission.secretary.post(&path("minutes"), json!({ "minutes": "early" })).await.expect(409)), "sitting-not-closed");
    commission.votes(item, "yyyn").await;
    commission.close(item).await.expect(200);
    assert_eq!(commission.secretary.post(&path("close"), json!({})).await.expect(200).json["state"], "closed");
    let minuted = commission.secretary.post(&path("minutes"), json!({ "minutes": "The Commission met." })).await.expect(200);
    assert_eq!((minuted.json["state"].as_str(), minuted.json["minutes"].as_str()), (Some("minuted"), Some("The Commission met.")));
}

#[actix_web::test]
async fn a_body_without_a_chair_is_not_convened() {
    let commission = Commission::convene().await;
    let seats = commission.administrator.get(&format!("/bodies/{}/seats", commission.body)).await.expect(200);
    assert_eq!(seats.json["data"].as_array().unwrap().len(), 6);
    let chair = format!("/seats/{}", commission.seats[0]);
    commission.administrator.patch(&chair, "\"1\"", json!({ "is_chair": false })).await.expect(200);
    assert_eq!(commission.administrator.patch(&chair, "\"1\"", json!({ "is_chair": true })).await.expect(412).code(), "stale");
    let call = json!({ "body": commission.body, "called_for": commission.house.clock.now() });
    assert_eq!(rule(&commission.secretary.post("/sittings", call).await.expect(409)), "chair-missing");
}

#[actix_web::test]
async fn a_body_has_one_chair_and_a_seat_one_member() {
    let commission = Commission::convene().await;
    let second = json!({ "institution": words("Another"), "is_chair": true });
    assert_eq!(
        commission.administrator.post(&format!("/bodies/{}/seats", commission.body), second).await.expect(409).code(),
        "already_exists"
    );
    let holder = json!({ "membership": commission.alternate.membership, "capacity": "member" });
    assert_eq!(
        rule(&commission.administrator.post(&format!("/seats/{}/holders", commission.seats[0]), holder).await.expect(409)),
        "seat-already-held"
    );
}

#[actix_web::test]
async fn what_waits_comes_on_the_docket_and_what_is_urgent_heads_it() {
    let commission = Commission::convene().await;
    let (first, second) = (commission.place().await, commission.place().await);
    commission.house.owner().await.execute("UPDATE docket_items SET urgent = true WHERE id = $1", &[&second.1]).await.unwrap();
    let sitting = commission.call().await;
    let docket = commission.secretary.get(&format!("/sittings/{sitting}")).await.expect(200).json["docket"].clone();
    assert_eq!(
        (docket[0]["id"].as_str(), docket[1]["id"].as_str()),
        (Some(second.1.to_string().as_str()), Some(first.1.to_string().as_str()))
    );
    assert_eq!(docket[0]["urgent"], true);
    let (_, late) = commission.place().await;
    let listed = commission.secretary.post(&format!("/sittings/{sitting}/items"), json!({ "item": late })).await.expect(200);
    assert_eq!(listed.json["docket"][2]["id"], late.to_string());
    let again = commission.secretary.post(&format!("/sittings/{sitting}/items"), json!({ "item": late })).await.expect(409);
    assert_eq!(rule(&again), "item-not-on-this-docket");
}

#[actix_web::test]
async fn the_papers_are_frozen_at_convocation_and_only_those_of_the_list() {
    let commission = Commission::convene().await;
    let (case, item) = commission.place().await;
    commission.call().await;
    let owner = commission.house.owner().await;
    owner
        .execute("UPDATE case_sections SET answers = '{\"claim_language\": \"tg\"}' WHERE case_id = $1 AND section = 'claim'", &[&case])
        .await
        .unwrap();
    let read = commission.members[2].get(&format!("/items/{item}")).await.expect(200);
    let papers = read.json["papers"].as_array().unwrap();
    assert_eq!(papers.iter().map(|paper| paper["section"].as_str().unwrap()).collect::<Vec<_>>(), ["claim", "proposal"]);
    assert_eq!(papers[0]["answers"]["claim_language"], "fa");
    assert!(["en", "tg", "ru", "fa"].iter().all(|language| papers[0]["title"][language].is_string()), "{}", papers[0]["title"]);
    assert_eq!(read.json["watermark"]["member"], "commission_member");
    assert_eq!(read.headers["cache-control"], "no-store");
}

#[actix_web::test]
async fn the_sitting_opens_with_four_of_six_seats() {
    let commission = Commission::convene().await;
    let sitting = commission.call().await;
    for seat in 0..3 {
        commission.arrive(&sitting, seat, &commission.members[seat]).await.expect(200);
    }
    let open = format!("/sittings/{sitting}/open");
    assert_eq!(rule(&commission.secretary.post(&open, json!({})).await.expect(409)), "quorum-missing");
    commission.arrive(&sitting, 3, &commission.members[3]).await.expect(200);
    commission.secretary.post(&open, json!({})).await.expect(200);
}

#[actix_web::test]
async fn the_member_or_the_alternate_attends_and_not_both() {
    let commission = Commission::convene().await;
    let sitting = commission.call().await;
    let arrived = commission.arrive(&sitting, 1, &commission.alternate).await.expect(200);
    assert_eq!(arrived.json["attendance"][0]["capacity"], "alternate");
    assert_eq!(rule(&commission.arrive(&sitting, 1, &commission.members[1]).await.expect(409)), "seat-already-taken");
    assert_eq!(rule(&commission.arrive(&sitting, 0, &commission.members[1]).await.expect(409)), "not-a-seat");
    let leave = format!("/sittings/{sitting}/attendance/{}/leave", commission.seats[1]);
    commission.secretary.post(&leave, json!({})).await.expect(200);
    assert_eq!(rule(&commission.secretary.post(&leave, json!({})).await.expect(409)), "not-a-seat");
    commission.arrive(&sitting, 1, &commission.alternate).await.expect(200);
}
