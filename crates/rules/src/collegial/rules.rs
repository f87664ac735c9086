//! The rules of a body, which are parameters of it (`com.quorum`, `com.majority`, `com.tie`, `com.ballot`).
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Tally;
use crate::parameters::{ParameterError, Parameters};

/// How many seats must be present. The base is all seats of the body, recused ones among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quorum {
    /// More than half of the seats: 4 of 6.
    MoreThanHalf,
    /// At least two thirds of the seats.
    TwoThirds,
    /// Every seat.
    All,
}

impl Quorum {
    /// Seats that must be present.
    pub fn needed(self, seats: usize) -> usize {
        match self {
            Self::MoreThanHalf => seats / 2 + 1,
            Self::TwoThirds => seats.saturating_mul(2).div_ceil(3),
            Self::All => seats,
        }
    }
}

/// Of what more than half must say yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Majority {
    /// Of the votes cast: more yes than no.
    MoreYesThanNo,
    /// Of the seats present, abstentions among them.
    MoreThanHalfOfPresent,
    /// Of all seats of the body.
    MoreThanHalfOfSeats,
}

impl Majority {
    /// Of how many more than half must say yes.
    pub(super) fn base(self, tally: &Tally) -> usize {
        match self {
            Self::MoreYesThanNo => tally.yes + tally.no,
            Self::MoreThanHalfOfPresent => tally.present,
            Self::MoreThanHalfOfSeats => tally.seats,
        }
    }
}

/// What happens when exactly half say yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieRule {
    /// The chair's own vote decides.
    ChairDecides,
    /// The item is decided against.
    Negative,
    /// The item is adjourned.
    Adjourned,
}

/// How a body decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyRules {
    /// How many seats must be present.
    pub quorum: Quorum,
    /// Of what more than half must say yes.
    pub majority: Majority,
    /// What happens when exactly half say yes.
    pub tie: TieRule,
    /// Whether a seat may abstain.
    pub abstention: bool,
    /// Whether a decision needs reasons.
    pub reasons: bool,
    /// Whether a decision needs a legal ground.
    pub legal_ground: bool,
    /// Whether a positive decision needs a recorded exclusion screening.
    pub exclusion_screening: bool,
}

impl BodyRules {
    /// The rules of the Permanent Commission as shipped (programmes.md 0.2 and 3.6).
    pub const COMMISSION: Self = Self {
        quorum: Quorum::MoreThanHalf,
        majority: Majority::MoreYesThanNo,
        tie: TieRule::ChairDecides,
        abstention: true,
        reasons: true,
        legal_ground: true,
        exclusion_screening: true,
    };

    /// The rules that the parameters of a body hold on a day: `prefix` is `com` for the Commission. The legal ground is
    /// mandatory whenever reasons are; whether exclusion is screened is the programme's to say.
    pub fn of(parameters: &Parameters, prefix: &str, on: NaiveDate, exclusion_screening: bool) -> Result<Self, ParameterError> {
        let key = |name: &str| format!("{prefix}.{name}");
        let reasons = parameters.boolean(&key("ballot_reasons"), on)?;
        let ballot = parameters.text(&key("ballot"), on)?;
        Ok(Self {
            quorum: rule(parameters, &key("quorum"), on)?,
            majority: rule(parameters, &key("majority"), on)?,
            tie: rule(parameters, &key("tie"), on)?,
            abstention: ballot.split('/').any(|choice| choice.trim() == "abstain"),
            reasons,
            legal_ground: reasons,
            exclusion_screening,
        })
    }
}

/// A rule written as a word, such as `more_than_half`.
fn rule<T: serde::de::DeserializeOwned>(parameters: &Parameters, key: &str, on: NaiveDate) -> Result<T, ParameterError> {
    let word = parameters.text(key, on)?;
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok().ok_or_else(|| {
        let choices = parameters.parameter(key).map(|parameter| parameter.choices.clone()).unwrap_or_default();
        let found = crate::parameters::Value::Text(word.to_owned());
        ParameterError::NotAChoice { key: key.to_owned(), choices, found }
    })
}
