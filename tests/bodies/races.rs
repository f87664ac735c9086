//! Eight at once: one wins, the others are refused by name, and what is counted is what was in the room.
use futures::future::join_all;
use serde_json::json;

use super::commission::{Commission, rule};

#[actix_web::test]
async fn eight_ballots_for_one_seat_are_one() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(4).await;
    let answers = join_all((0..8_usize).map(|number| commission.vote(item, 2, if number.is_multiple_of(2) { "yes" } else { "no" }))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert!(
        answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.status == 409 && rule(answer) == "already-voted"),
        "{answers:?}"
    );
}

#[actix_web::test]
async fn the_member_and_the_alternate_arrive_at_once() {
    let commission = Commission::convene().await;
    let sitting = commission.call().await;
    let who = |number: usize| if number.is_multiple_of(2) { &commission.members[1] } else { &commission.alternate };
    let answers = join_all((0..8).map(|number| commission.arrive(&sitting, 1, who(number)))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| rule(answer) == "seat-already-taken"), "{answers:?}");
}

#[actix_web::test]
async fn closing_races_with_voting_and_no_vote_is_lost() {
    let commission = Commission::convene().await;
    let (_, item) = commission.place().await;
    commission.open(6).await;
    commission.recuse(item, 5).await.expect(200);
    commission.votes(item, "yy").await;
    let (votes, closings) =
        futures::join!(join_all((2..5).map(|seat| commission.vote(item, seat, "no"))), join_all((0..5).map(|_| commission.close(item))));
    assert_eq!(closings.iter().filter(|answer| answer.status == 200).count(), 1, "{closings:?}");
    assert!(closings.iter().filter(|answer| answer.status != 200).all(|answer| rule(answer) == "item-closed"), "{closings:?}");
    assert!(votes.iter().all(|answer| answer.status == 200 || rule(answer) == "item-closed"), "{votes:?}");
    let cast = votes.iter().filter(|answer| answer.status == 200).count() as u64;
    let closed = closings.iter().find(|answer| answer.status == 200).unwrap();
    let tally = &closed.json["tally"];
    assert_eq!((tally["yes"].as_u64(), tally["no"].as_u64()), (Some(2), Some(cast)), "every ballot that was taken is counted");
    assert_eq!(
        tally["yes"].as_u64().unwrap() + tally["no"].as_u64().unwrap() + tally["abstain"].as_u64().unwrap(),
        5,
        "seats present less the recused"
    );
    let seen = commission.secretary.get(&format!("/items/{item}/ballots")).await.expect(200);
    assert_eq!(seen.json["cast"], json!(2 + cast));
}
