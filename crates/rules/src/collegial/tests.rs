//! The rules of programmes.md 3.6, each at its boundary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use proptest::prelude::*;

use super::*;
use crate::parameters::{Override, Written};

const NAMES: [&str; 6] = ["interior", "health", "labour", "foreign_affairs", "security", "executive_office"];
const RULES: BodyRules = BodyRules::COMMISSION;

/// A complete item: `y` yes, `n` no, `a` abstain, `s` silent, `r` recused, `-` absent; the first seat chairs.
fn item(votes: &str) -> Item {
    let mut item = Item {
        seats: votes.chars().zip(NAMES).map(|(_, id)| Seat { id: id.into(), is_chair: id == "interior" }).collect(),
        reasons: Some("well-founded fear".into()),
        legal_ground: Some("art. 1".into()),
        exclusion_screening: Some("none found".into()),
        ..Item::default()
    };
    for (symbol, seat) in votes.chars().zip(NAMES.map(String::from)) {
        let vote = match symbol {
            'y' => Some(Vote::Yes),
            'n' => Some(Vote::No),
            'a' => Some(Vote::Abstain),
            _ => None,
        };
        item.ballots.extend(vote.map(|vote| Ballot { seat: seat.clone(), vote }));
        if symbol == 'r' {
            item.recused.insert(seat.clone());
        }
        if symbol != '-' {
            item.attendance.insert(seat, Attendance::Member);
        }
    }
    item
}

fn outcome(votes: &str) -> Outcome {
    close(&item(votes), &RULES).1
}

fn adjourned(reason: Adjournment) -> Outcome {
    Outcome::Adjourned(reason)
}

#[test]
fn four_of_six_seats_are_a_quorum() {
    assert_eq!(outcome("yyy---"), adjourned(Adjournment::NoQuorum));
    assert_eq!(outcome("yyyy--"), Outcome::Positive);
    assert_eq!(Quorum::MoreThanHalf.needed(5), 3);
    assert_eq!((Quorum::TwoThirds.needed(6), Quorum::TwoThirds.needed(7), Quorum::All.needed(6)), (4, 5, 6));
}

#[test]
fn a_recused_seat_does_not_count_for_the_quorum_of_its_item() {
    assert_eq!(outcome("yyyr--"), adjourned(Adjournment::NoQuorum));
    assert_eq!(outcome("yyyyr-"), Outcome::Positive);
    let (tally, _) = close(&item("yynrar"), &RULES);
    let expected = Tally { seats: 6, present: 4, recused: 2, yes: 2, no: 1, abstain: 1, quorum_needed: 4, quorum_present: true };
    assert_eq!(tally, expected);
}

#[test]
fn abstention_counts_for_the_quorum_and_not_for_the_majority() {
    assert_eq!(outcome("ayaa--"), Outcome::Positive);
    assert_eq!(outcome("anaa--"), Outcome::Negative);
    assert_eq!(outcome("sysa--"), Outcome::Positive, "a silent seat counts like an abstention");
}

#[test]
fn more_yes_than_no_carries() {
    assert_eq!(outcome("nnyyy-"), Outcome::Positive);
    assert_eq!(outcome("yynnn-"), Outcome::Negative);
}

#[test]
fn on_a_tie_the_vote_of_the_chair_decides() {
    assert_eq!(outcome("yynn--"), Outcome::Positive);
    assert_eq!(outcome("nnyy--"), Outcome::Negative);
}

#[test]
fn a_tie_without_a_vote_of_the_chair_is_adjourned() {
    for votes in ["aynyn-", "rynyn-", "-ynyn-", "synyn-"] {
        assert_eq!(outcome(votes), adjourned(Adjournment::ChairDidNotDecide), "{votes}");
    }
}

#[test]
fn when_all_abstain_the_item_is_adjourned() {
    assert_eq!(outcome("aaaaaa"), adjourned(Adjournment::NoVoteCast));
    let rules = BodyRules { tie: TieRule::Negative, majority: Majority::MoreThanHalfOfSeats, ..RULES };
    assert_eq!(close(&item("aaaaaa"), &rules).1, adjourned(Adjournment::NoVoteCast));
}

#[test]
fn a_body_may_have_other_rules() {
    let with = |majority, tie, votes| close(&item(votes), &BodyRules { majority, tie, ..RULES }).1;
    assert_eq!(with(Majority::MoreThanHalfOfPresent, TieRule::Negative, "yyaan-"), Outcome::Negative);
    assert_eq!(with(Majority::MoreThanHalfOfPresent, TieRule::Negative, "yyyaa-"), Outcome::Positive);
    assert_eq!(with(Majority::MoreThanHalfOfSeats, TieRule::Negative, "yyy-a-"), Outcome::Negative);
    assert_eq!(with(Majority::MoreYesThanNo, TieRule::Adjourned, "yynn--"), adjourned(Adjournment::Tie));
    let strict = BodyRules { abstention: false, ..RULES };
    assert_eq!(close(&item("yyya--"), &strict).1, Outcome::Refused(Refusal::AbstentionNotAllowed("foreign_affairs".into())));
}

#[test]
fn a_positive_decision_needs_a_recorded_exclusion_screening() {
    let unscreened = |votes| Item { exclusion_screening: Some("  ".into()), ..item(votes) };
    assert_eq!(close(&unscreened("yyyy--"), &RULES).1, Outcome::Refused(Refusal::ExclusionScreeningMandatory));
    assert_eq!(close(&unscreened("nnnn--"), &RULES).1, Outcome::Negative);
    let rules = BodyRules { exclusion_screening: false, ..RULES };
    assert_eq!(close(&unscreened("yyyy--"), &rules).1, Outcome::Positive);
}

#[test]
fn a_decision_needs_reasons_and_a_legal_ground_and_an_adjournment_does_not() {
    let bare = |votes| Item { reasons: None, ..item(votes) };
    assert_eq!(close(&bare("yyyy--"), &RULES).1, Outcome::Refused(Refusal::ReasonsMandatory));
    assert_eq!(close(&bare("nnnn--"), &RULES).1, Outcome::Refused(Refusal::ReasonsMandatory));
    assert_eq!(close(&bare("yyy---"), &RULES).1, adjourned(Adjournment::NoQuorum));
    let groundless = Item { legal_ground: None, ..item("nnnn--") };
    assert_eq!(close(&groundless, &RULES).1, Outcome::Refused(Refusal::LegalGroundMandatory));
}

#[test]
fn each_seat_votes_once_and_only_in_the_room() {
    let with = |votes, seat: &str| {
        let mut item = item(votes);
        item.ballots.push(Ballot { seat: seat.into(), vote: Vote::Yes });
        match close(&item, &RULES).1 {
            Outcome::Refused(refusal) => refusal.rule(),
            _ => "",
        }
    };
    assert_eq!(with("yyyy--", "health"), "one-vote-per-seat");
    assert_eq!(with("yyyy--", "security"), "absent-seat-cannot-vote");
    assert_eq!(with("yyyyr-", "security"), "recused-seat-cannot-vote");
    assert_eq!(with("yyyy--", "secretary"), "known-seat");
}

#[test]
fn an_alternate_votes_in_place_of_the_member() {
    let mut item = item("yyyy--");
    item.attendance.insert("labour".into(), Attendance::Alternate);
    assert_eq!(close(&item, &RULES).1, Outcome::Positive);
    item.attendance.insert("labour".into(), Attendance::Absent);
    assert_eq!(close(&item, &RULES).1, Outcome::Refused(Refusal::AbsentSeatVoted("labour".into())));
}

#[test]
fn a_body_is_well_formed() {
    let mut two_chairs = item("yyyyyy");
    two_chairs.seats[1].is_chair = true;
    assert_eq!(close(&two_chairs, &RULES).1, Outcome::Refused(Refusal::MalformedBody));
    let mut twice = item("yyyyyy");
    twice.seats[1].id = "interior".into();
    assert_eq!(close(&twice, &RULES).1, Outcome::Refused(Refusal::MalformedBody));
    assert_eq!(close(&Item::default(), &RULES).1, Outcome::Refused(Refusal::MalformedBody));
}

#[test]
fn the_shipped_parameters_are_the_rules_of_the_commission() {
    let shipped = crate::shipped::parameters().unwrap();
    let on = "2024-06-01".parse().unwrap();
    assert_eq!(BodyRules::of(&shipped, "com", on, true), Ok(BodyRules::COMMISSION));
    let changed = shipped.overlay(&[Override::always("com.tie", Written::Text("adjourned".into()))]).unwrap();
    assert_eq!(BodyRules::of(&changed, "com", on, true).unwrap().tie, TieRule::Adjourned);
    for (key, parameter) in shipped.iter().filter(|(key, _)| key.starts_with("com.")) {
        for choice in &parameter.choices {
            let laid = shipped.overlay(&[Override::always(key, Written::Text(choice.clone()))]).unwrap();
            assert!(BodyRules::of(&laid, "com", on, true).is_ok(), "{key} = {choice}");
        }
    }
    assert!(BodyRules::of(&shipped, "bid", on, false).is_err());
}

proptest! {
    #[test]
    fn a_positive_decision_has_a_quorum_a_yes_and_its_papers(
        votes in "[ynasr-]{1,6}", tie in 0usize..3, majority in 0usize..3, screened: bool, reasoned: bool,
    ) {
        let rules = BodyRules {
            tie: [TieRule::ChairDecides, TieRule::Negative, TieRule::Adjourned][tie],
            majority: [Majority::MoreYesThanNo, Majority::MoreThanHalfOfPresent, Majority::MoreThanHalfOfSeats][majority],
            ..RULES
        };
        let mut item = item(&votes);
        item.exclusion_screening = screened.then(|| "none".to_owned());
        item.reasons = reasoned.then(|| "fear".to_owned());
        let (tally, outcome) = close(&item, &rules);
        prop_assert_eq!(tally.present, tally.yes + tally.no + tally.abstain);
        prop_assert!(tally.present + tally.recused <= tally.seats);
        if outcome == Outcome::Positive {
            prop_assert!(tally.quorum_present && tally.yes > 0 && tally.yes >= tally.no && screened && reasoned);
        }
        if outcome == Outcome::Negative {
            prop_assert!(tally.quorum_present && tally.yes + tally.no > 0 && reasoned);
        }
    }
}
