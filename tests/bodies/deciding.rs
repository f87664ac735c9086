//! Ballots, recusals and what becomes of an item.
use serde_json::json;

use super::commission::{Commission, rule};

#[actix_web::test]
async fn four_seats_present_and_more_yes_than_no_is_positive() {
    let commission = Commission::convene().await;
    let (case, item) = commission.place().await;
    commission.open(4).await;
    commission.votes(item, "nyya").await;
    let closed = commission.close(item).await.expect(200);
    assert_eq!((closed.json["outcome"].as_str(), closed.json["state"].as_str()), (Some("positive"), Some("decided")));
    let tally = &closed.json["tally"];
    assert_eq!(
        (tally["yes"].as_u64(), tally["no"].as_u64(), tally["abstain"].as_u64(), tally["present"].as_u64()),
        (Some(2), Some(1), Some(1), Some(4))
    );
    let owner = commission.house.owner().await;
    let state: String = owner.query_one("SELECT state FROM cases WHERE id = $1", &[&case]).await.unwrap().get(0);
    assert_eq!(state, "recognised", "the case moves in the ballot's own transaction");
    let entries = "SELECT actor_kind, operation FROM ledger_entries WHERE case_id = $1 AND operation IN ('case.decided', 'docket_item.close') ORDER BY operation";
    let entries: Vec<(String, String)> = owner.query(entries, &[&case]).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(entries, [("system".to_owned(), "case.decided".to_owned()), ("member".to_owned(), "docket_item.close".to_owned())]);
}

#[actix_web::test]
async fn a_tie_goes_to_the_chair() {
    let commission = Commission::convene().await;
    let (first, second) = (commission.place().await.1, commission.place().await.1);
    commission.open(4).await;
    commission.votes(first, "yynn").await;
    commission.votes(second, "nnyy").await;
    assert_eq!(commission.close(first).await.expect(200).json["outcome"], "positive");
    assert_eq!(commission.close(second).await.expect(200).json["outcome"], "negative");
}

#[actix_web::test]
async fn a_chair_who_abstains_on_a_tie_adjourns_the_item() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(5).await;
    commission.votes(item, "aynyn").await;
    let closed = commission.close(item).await.expect(200);
    assert_eq!((closed.json["outcome"].as_str(), closed.json["state"].as_str()), (Some("adjourned"), Some("adjourned")));
}

#[actix_web::test]
async fn votes_are_given_only_while_the_sitting_is_open() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    let (_, waiting) = (commission.call().await, commission.place().await.1);
    assert_eq!(rule(&commission.vote(item, 0, "yes").await.expect(409)), "sitting-not-open");
    commission.vote(waiting, 0, "yes").await.expect(404);
    assert_eq!(rule(&commission.close(item).await.expect(409)), "sitting-not-open");
    assert_eq!(rule(&commission.close(waiting).await.expect(409)), "item-not-on-this-docket");
}

#[actix_web::test]
async fn one_vote_per_seat_and_it_is_final() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(4).await;
    commission.vote(item, 1, "yes").await.expect(200);
    assert_eq!(rule(&commission.vote(item, 1, "no").await.expect(409)), "already-voted");
}

#[actix_web::test]
async fn a_member_votes_only_for_the_seat_they_attend_for() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(4).await;
    let ballot = json!({ "seat": commission.seats[0], "vote": "yes" });
    assert_eq!(rule(&commission.members[1].post(&format!("/items/{item}/ballots"), ballot.clone()).await.expect(409)), "not-a-seat");
    assert_eq!(rule(&commission.vote(item, 5, "yes").await.expect(409)), "not-a-seat");
    commission.secretary.post(&format!("/items/{item}/ballots"), ballot).await.expect(403);
}

#[actix_web::test]
async fn a_recused_seat_neither_votes_nor_counts_for_the_quorum() {
    let commission = Commission::convene().await;
    let (first, second) = (commission.place().await.1, commission.place().await.1);
    commission.open(4).await;
    commission.recuse(first, 3).await.expect(200);
    assert_eq!(rule(&commission.recuse(first, 3).await.expect(409)), "recused");
    assert_eq!(rule(&commission.vote(first, 3, "yes").await.expect(409)), "recused");
    assert_eq!(rule(&commission.vote(first, 0, "yes").await.expect(409)), "quorum-missing");
    assert_eq!(rule(&commission.close(first).await.expect(409)), "quorum-missing");
    commission.votes(second, "yyyy").await;
    assert_eq!(rule(&commission.recuse(second, 3).await.expect(409)), "already-voted");
    commission.close(second).await.expect(200);
    let adjourned = commission.secretary.post(&format!("/items/{first}/adjourn"), json!({ "ground": "no quorum" })).await.expect(200);
    assert_eq!(adjourned.json["outcome"], "adjourned");
}

#[actix_web::test]
async fn when_a_seat_leaves_and_breaks_the_quorum_nobody_votes() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    let sitting = commission.open(4).await;
    commission.votes(item, "yy").await;
    commission.secretary.post(&format!("/sittings/{sitting}/attendance/{}/leave", commission.seats[3]), json!({})).await.expect(200);
    assert_eq!(rule(&commission.vote(item, 2, "yes").await.expect(409)), "quorum-missing");
    assert_eq!(rule(&commission.close(item).await.expect(409)), "quorum-missing");
}

#[actix_web::test]
async fn the_officer_who_interviewed_does_not_vote() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place_barring(&[commission.members[2].membership]).await;
    commission.open(5).await;
    assert_eq!(rule(&commission.vote(item, 2, "yes").await.expect(409)), "barred-voter");
    commission.vote(item, 1, "yes").await.expect(200);
}

#[actix_web::test]
async fn reasons_legal_ground_and_exclusion_screening_are_mandatory() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(4).await;
    commission.votes(item, "yyyy").await;
    let close = format!("/items/{item}/close");
    for (decision, missing) in [
        (json!({ "reasons": "fear", "legal_ground": "art. 1", "exclusion_screening": " " }), "exclusion-screening-missing"),
        (json!({ "legal_ground": "art. 1", "exclusion_screening": "none" }), "reasons-missing"),
        (json!({ "reasons": "fear", "exclusion_screening": "none" }), "legal-ground-missing"),
    ] {
        assert_eq!(rule(&commission.secretary.post(&close, decision).await.expect(409)), missing);
    }
    commission.close(item).await.expect(200);
    assert_eq!(rule(&commission.close(item).await.expect(409)), "item-closed");
}

#[actix_web::test]
async fn a_dissent_is_attached_and_ballots_are_hidden_until_the_item_is_closed() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(4).await;
    let path = format!("/items/{item}/ballots");
    let dissent = json!({ "seat": commission.seats[3], "vote": "no", "dissent": "I would have heard the claimant again." });
    commission.members[3].post(&path, dissent).await.expect(200);
    commission.votes(item, "yyy").await;
    assert_eq!(commission.members[0].get(&path).await.expect(200).json["data"].as_array().unwrap().len(), 1);
    assert_eq!(commission.secretary.get(&path).await.expect(200).json["data"].as_array().unwrap().len(), 0);
    commission.close(item).await.expect(200);
    let seen = commission.members[0].get(&path).await.expect(200);
    assert_eq!(seen.json["data"].as_array().unwrap().len(), 4);
    assert_eq!(seen.json["data"][3]["dissent"], "I would have heard the claimant again.");
}
