//! How a body decides a docket item: quorum, ballots, majority, tie, and what a decision must carry (programmes.md
//! 3.6). Every number is a rule of the body, so that the Commission, a best-interests panel and a grant board share it.
//!
//! Where 3.6 leaves a choice, it is made here: a seat that attends and casts no ballot counts like an abstention; when
//! nobody says yes or no (all abstain) the item is adjourned; a tie whose chair is absent, recused or silent is
//! adjourned like one whose chair abstains; votes cast without a quorum decide nothing, the item is adjourned.
mod rules;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use rules::{BodyRules, Majority, Quorum, TieRule};

/// A seat of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Its name within the body.
    pub id: String,
    /// Whether its holder chairs.
    #[serde(default)]
    pub is_chair: bool,
}

/// Who sits in a seat at a sitting: the member or the alternate, never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attendance {
    /// The member.
    Member,
    /// The alternate.
    Alternate,
    /// Nobody.
    Absent,
}

/// What a ballot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vote {
    /// For.
    Yes,
    /// Against.
    No,
    /// Neither: counts for the quorum, not for the majority.
    Abstain,
}

/// One ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// The seat that votes.
    pub seat: String,
    /// What it says.
    pub vote: Vote,
}

/// A docket item as it stands when it is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// All seats of the body.
    pub seats: Vec<Seat>,
    /// Who attends; a seat that is not named is absent.
    pub attendance: BTreeMap<String, Attendance>,
    /// Seats that left the room for this item.
    pub recused: BTreeSet<String>,
    /// The ballots cast.
    pub ballots: Vec<Ballot>,
    /// The reasons; blank is none.
    pub reasons: Option<String>,
    /// The legal ground; blank is none.
    pub legal_ground: Option<String>,
    /// The finding on exclusion; blank is none.
    pub exclusion_screening: Option<String>,
}

/// The count of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Seats of the body.
    pub seats: usize,
    /// Seats that attend and are not recused.
    pub present: usize,
    /// Seats recused on this item.
    pub recused: usize,
    /// Votes for.
    pub yes: usize,
    /// Votes against.
    pub no: usize,
    /// Abstentions, seats that stayed silent among them.
    pub abstain: usize,
    /// Seats that must be present.
    pub quorum_needed: usize,
    /// Whether they are.
    pub quorum_present: bool,
}

/// Why an item was not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Adjournment {
    /// Too few seats are present.
    #[error("too few seats are present for a quorum")]
    NoQuorum,
    /// Nobody voted yes or no.
    #[error("nobody voted yes or no")]
    NoVoteCast,
    /// The votes are equal, and the chair did not decide.
    #[error("the votes are equal and the chair did not vote yes or no")]
    ChairDidNotDecide,
    /// The votes are equal, and the body's rule adjourns.
    #[error("the votes are equal")]
    Tie,
}

/// Why an item cannot be closed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The body has no seat, two chairs, or a seat twice.
    #[error("a body has at least one seat, each once, and at most one chair")]
    MalformedBody,
    /// The body has no such seat.
    #[error("the body has no seat `{0}`")]
    UnknownSeat(String),
    /// A seat voted twice.
    #[error("the seat `{0}` has voted twice; each seat has one vote")]
    OneVotePerSeat(String),
    /// A seat voted that does not attend.
    #[error("the seat `{0}` is absent and cannot vote")]
    AbsentSeatVoted(String),
    /// A seat voted that is recused.
    #[error("the seat `{0}` is recused on this item and cannot vote")]
    RecusedSeatVoted(String),
    /// The body knows no abstention.
    #[error("the seat `{0}` abstains, which this body does not allow")]
    AbstentionNotAllowed(String),
    /// A decision has no reasons.
    #[error("a decision needs its reasons")]
    ReasonsMandatory,
    /// A decision has no legal ground.
    #[error("a decision needs its legal ground")]
    LegalGroundMandatory,
    /// A positive decision has no exclusion screening.
    #[error("a positive decision needs a recorded exclusion screening")]
    ExclusionScreeningMandatory,
}

impl Refusal {
    /// The name of the rule, as scenarios and problems write it.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::MalformedBody => "well-formed-body",
            Self::UnknownSeat(_) => "known-seat",
            Self::OneVotePerSeat(_) => "one-vote-per-seat",
            Self::AbsentSeatVoted(_) => "absent-seat-cannot-vote",
            Self::RecusedSeatVoted(_) => "recused-seat-cannot-vote",
            Self::AbstentionNotAllowed(_) => "abstention-not-allowed",
            Self::ReasonsMandatory => "reasons-mandatory",
            Self::LegalGroundMandatory => "legal-ground-mandatory",
            Self::ExclusionScreeningMandatory => "exclusion-screening-mandatory",
        }
    }
}

/// What becomes of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Decided for.
    Positive,
    /// Decided against.
    Negative,
    /// Not decided; it comes back at another sitting.
    Adjourned(Adjournment),
    /// Not closed: something must be put right first.
    Refused(Refusal),
}

/// Count an item and say what becomes of it. The tally of a refused item counts what is valid.
pub fn close(item: &Item, rules: &BodyRules) -> (Tally, Outcome) {
    let tally = count(item, rules);
    let outcome = match refusal_of_votes(item, rules) {
        Some(refusal) => Outcome::Refused(refusal),
        None => requirements(item, rules, decide(item, rules, &tally)),
    };
    (tally, outcome)
}

/// The count of an item, whether or not it can be closed.
pub fn count(item: &Item, rules: &BodyRules) -> Tally {
    let sitting: BTreeSet<&str> = item.seats.iter().map(|seat| seat.id.as_str()).filter(|id| sits(item, id)).collect();
    let present = sitting.len();
    let votes: BTreeMap<&str, Vote> = item
        .ballots
        .iter()
        .filter(|ballot| sitting.contains(ballot.seat.as_str()))
        .map(|ballot| (ballot.seat.as_str(), ballot.vote))
        .collect();
    let cast = |vote| votes.values().filter(|cast| **cast == vote).count();
    let (yes, no) = (cast(Vote::Yes), cast(Vote::No));
    let quorum_needed = rules.quorum.needed(item.seats.len());
    Tally {
        seats: item.seats.len(),
        present,
        recused: item.seats.iter().filter(|seat| item.recused.contains(&seat.id)).count(),
        yes,
        no,
        abstain: present.saturating_sub(yes + no),
        quorum_needed,
        quorum_present: present >= quorum_needed,
    }
}

/// Whether a seat is in the room for this item: somebody attends for it and it is not recused.
fn sits(item: &Item, seat: &str) -> bool {
    let attends = item.attendance.get(seat).is_some_and(|attendance| *attendance != Attendance::Absent);
    attends && !item.recused.contains(seat)
}

fn refusal_of_votes(item: &Item, rules: &BodyRules) -> Option<Refusal> {
    let known: BTreeSet<&str> = item.seats.iter().map(|seat| seat.id.as_str()).collect();
    let chairs = item.seats.iter().filter(|seat| seat.is_chair).count();
    if known.is_empty() || known.len() != item.seats.len() || chairs > 1 {
        return Some(Refusal::MalformedBody);
    }
    let named = item.attendance.keys().chain(&item.recused).chain(item.ballots.iter().map(|ballot| &ballot.seat));
    if let Some(stranger) = named.into_iter().find(|seat| !known.contains(seat.as_str())) {
        return Some(Refusal::UnknownSeat(stranger.clone()));
    }
    let mut voted = BTreeSet::new();
    item.ballots.iter().find_map(|Ballot { seat, vote }| {
        if item.recused.contains(seat) {
            Some(Refusal::RecusedSeatVoted(seat.clone()))
        } else if !sits(item, seat) {
            Some(Refusal::AbsentSeatVoted(seat.clone()))
        } else if !voted.insert(seat) {
            Some(Refusal::OneVotePerSeat(seat.clone()))
        } else if *vote == Vote::Abstain && !rules.abstention {
            Some(Refusal::AbstentionNotAllowed(seat.clone()))
        } else {
            None
        }
    })
}

fn decide(item: &Item, rules: &BodyRules, tally: &Tally) -> Outcome {
    if !tally.quorum_present {
        return Outcome::Adjourned(Adjournment::NoQuorum);
    }
    if tally.yes + tally.no == 0 {
        return Outcome::Adjourned(Adjournment::NoVoteCast);
    }
    // More than half of the base carries; exactly half is a tie. Nought of anything never carries, so that a positive
    // decision has at least one yes.
    match (2 * tally.yes).cmp(&rules.majority.base(tally)) {
        std::cmp::Ordering::Greater => Outcome::Positive,
        std::cmp::Ordering::Less => Outcome::Negative,
        std::cmp::Ordering::Equal => tie(item, rules.tie),
    }
}

fn tie(item: &Item, rule: TieRule) -> Outcome {
    let chair = item.seats.iter().find(|seat| seat.is_chair);
    let vote = chair.and_then(|chair| item.ballots.iter().find(|ballot| ballot.seat == chair.id));
    match (rule, vote.map(|ballot| ballot.vote)) {
        (TieRule::Negative, _) => Outcome::Negative,
        (TieRule::Adjourned, _) => Outcome::Adjourned(Adjournment::Tie),
        (TieRule::ChairDecides, Some(Vote::Yes)) => Outcome::Positive,
        (TieRule::ChairDecides, Some(Vote::No)) => Outcome::Negative,
        (TieRule::ChairDecides, Some(Vote::Abstain) | None) => Outcome::Adjourned(Adjournment::ChairDidNotDecide),
    }
}

/// What a decision must carry before it stands; an adjournment needs nothing.
fn requirements(item: &Item, rules: &BodyRules, outcome: Outcome) -> Outcome {
    let lacks = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    match outcome {
        Outcome::Positive if rules.exclusion_screening && lacks(&item.exclusion_screening) => {
            Outcome::Refused(Refusal::ExclusionScreeningMandatory)
        }
        Outcome::Positive | Outcome::Negative if rules.reasons && lacks(&item.reasons) => Outcome::Refused(Refusal::ReasonsMandatory),
        Outcome::Positive | Outcome::Negative if rules.legal_ground && lacks(&item.legal_ground) => {
            Outcome::Refused(Refusal::LegalGroundMandatory)
        }
        decided => decided,
    }
}
