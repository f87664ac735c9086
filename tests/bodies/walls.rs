//! Members see the docket of their own sitting and nothing else.
use chrono::TimeDelta;
use serde_json::json;

use super::commission::{Commission, words};
use crate::support::Caller;

#[actix_web::test]
async fn an_item_is_seen_from_convocation_and_not_before() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    let path = format!("/items/{item}");
    commission.members[0].get(&path).await.expect(404);
    assert_eq!(commission.members[0].get("/items").await.expect(200).json["data"], json!([]));
    commission.secretary.get(&path).await.expect(200);
    commission.call().await;
    commission.members[0].get(&path).await.expect(200);
    assert_eq!(commission.members[0].get("/items").await.expect(200).json["data"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn an_item_is_seen_for_30_days_after_the_decision() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(4).await;
    commission.votes(item, "yyyy").await;
    commission.close(item).await.expect(200);
    let (house, path) = (&commission.house, format!("/items/{item}"));
    for (days, status) in [(30, 200), (1, 404)] {
        house.wait(TimeDelta::days(days));
        let member = &commission.members[0];
        let member = Caller::sign_in(&house.address, &member.email, "a-long-enough-secret", member.membership).await;
        member.get(&path).await.expect(status);
    }
    let secretary = &commission.secretary;
    let secretary = Caller::sign_in(&house.address, &secretary.email, "a-long-enough-secret", secretary.membership).await;
    secretary.get(&path).await.expect(200);
}

#[actix_web::test]
async fn a_member_of_another_body_sees_none_of_it() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    let sitting = commission.open(4).await;
    let office = commission.organisation.offices[0];
    let stranger = commission.house.employ(&commission.organisation, office, &["commission_member"]).await;
    let unknown = stranger.get(&format!("/items/{}", uuid::Uuid::now_v7())).await.expect(404);
    let hidden = stranger.get(&format!("/items/{item}")).await.expect(404);
    assert_eq!(
        (hidden.json["title"].clone(), hidden.json["detail"].clone()),
        (unknown.json["title"].clone(), unknown.json["detail"].clone())
    );
    stranger.get(&format!("/sittings/{sitting}")).await.expect(404);
    stranger.get(&format!("/items/{item}/ballots")).await.expect(404);
    stranger.post(&format!("/items/{item}/ballots"), json!({ "seat": commission.seats[0], "vote": "yes" })).await.expect(404);
    assert_eq!(stranger.get("/sittings").await.expect(200).json["data"], json!([]));
    assert_eq!(stranger.get("/items").await.expect(200).json["data"], json!([]));
}

#[actix_web::test]
async fn another_organisation_sees_nothing() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    let sitting = commission.call().await;
    let other = commission.house.organisation("another").await;
    let secretary = commission.house.employ(&other, other.offices[0], &["commission_secretary"]).await;
    for path in [
        format!("/items/{item}"),
        format!("/sittings/{sitting}"),
        format!("/bodies/{}", commission.body),
        format!("/bodies/{}/seats", commission.body),
    ] {
        secretary.get(&path).await.expect(404);
    }
    let call = json!({ "body": commission.body, "called_for": commission.house.clock.now() });
    assert_eq!(secretary.post("/sittings", call).await.expect(422).json["errors"][0]["pointer"], "/body");
}

#[actix_web::test]
async fn a_seat_that_was_given_up_shows_nothing_more() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.call().await;
    let owner = commission.house.owner().await;
    let member = &commission.members[2];
    member.get(&format!("/items/{item}")).await.expect(200);
    owner
        .execute(
            "UPDATE seat_holders SET starts_on = starts_on - 10, ends_on = starts_on - 1 WHERE membership_id = $1",
            &[&member.membership.0],
        )
        .await
        .unwrap();
    member.get(&format!("/items/{item}")).await.expect(404);
}

#[actix_web::test]
async fn who_follows_the_case_sees_the_outcome_without_the_papers() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.call().await;
    let offices = &commission.organisation.offices;
    let supervisor = commission.house.employ(&commission.organisation, offices[0], &["supervisor"]).await;
    assert_eq!(supervisor.get(&format!("/items/{item}")).await.expect(200).json["papers"], json!(null));
    let elsewhere = commission.house.employ(&commission.organisation, offices[1], &["supervisor"]).await;
    elsewhere.get(&format!("/items/{item}")).await.expect(404);
}

#[actix_web::test]
async fn members_and_secretaries_do_not_change_the_body() {
    let commission = Commission::convene().await;
    let seat = json!({ "institution": words("Another") });
    commission.secretary.post(&format!("/bodies/{}/seats", commission.body), seat.clone()).await.expect(403);
    commission.members[0].post(&format!("/bodies/{}/seats", commission.body), seat).await.expect(404);
    let sitting = commission.call().await;
    commission.members[0].post(&format!("/sittings/{sitting}/open"), json!({})).await.expect(403);
    commission.administrator.get(&format!("/sittings/{sitting}")).await.expect(404);
}
