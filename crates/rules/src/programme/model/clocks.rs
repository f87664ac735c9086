//! Statutory clocks (programmes.md 0.1 and 0.3).
use serde::{Deserialize, Serialize};

use super::Effects;
use crate::calendar::{Kind, Period};
use crate::programme::Expression;

/// A deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// English title.
    pub title: String,
    /// The parameter that holds its period; see [`Deadline::period`].
    pub parameter: Option<String>,
    /// A literal period instead of a parameter.
    #[serde(rename = "period")]
    pub literal: Option<Period>,
    /// What it is for (C4); the parameter's own kind when absent, else `act`.
    pub kind: Option<Kind>,
    /// The basis date; the effective day of the act that starts it when absent.
    pub from: Option<Expression>,
    /// Counted forward, or back from the basis.
    #[serde(default)]
    pub direction: Direction,
    /// Renewals anchored to the grant (C8), instead of a period.
    pub anchor: Option<Anchor>,
    /// What happens when the basis is not known.
    #[serde(default)]
    pub when_missing_basis: MissingBasis,
    /// When the clock acts on it.
    #[serde(default)]
    pub fires: Fires,
    /// Transitions that meet it.
    #[serde(default)]
    pub met_by: Vec<String>,
    /// Grounds on which it may be paused; empty: never.
    #[serde(default)]
    pub pauses: Vec<String>,
    /// Roles that may waive it.
    #[serde(default)]
    pub waivable_by: Vec<String>,
    /// Fires again so long after each expiry.
    pub repeat: Option<Term>,
    /// What happens before it expires.
    #[serde(default)]
    pub warn: Vec<Warning>,
    /// What happens when it expires, in order.
    #[serde(default)]
    pub on_expiry: Vec<Effects>,
}

/// Where a period comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodSource<'a> {
    /// Written in the programme.
    Literal(Period),
    /// Held by a parameter.
    Parameter(&'a str),
}

impl Deadline {
    /// Where the period comes from; `name` is the deadline's own, the parameter it means when it says nothing.
    pub fn period<'a>(&'a self, name: &'a str) -> PeriodSource<'a> {
        match self.literal {
            Some(period) => PeriodSource::Literal(period),
            None => PeriodSource::Parameter(self.parameter.as_deref().unwrap_or(name)),
        }
    }
}

/// A period written as such ("14 days") or the name of a parameter that holds one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Term(pub String);

impl Term {
    /// A literal when it reads as one, else the name of a parameter.
    pub fn source(&self) -> PeriodSource<'_> {
        self.0.parse().map_or(PeriodSource::Parameter(&self.0), PeriodSource::Literal)
    }
}

/// Which way a deadline is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the basis on.
    #[default]
    Forward,
    /// Back from the basis.
    Back,
}

/// What happens when the basis of a deadline is not known yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MissingBasis {
    /// The act is refused.
    #[default]
    Refuse,
    /// It starts when the basis becomes known.
    Wait,
}

/// When the clock acts on a deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fires {
    /// The day after the last day (C5).
    #[default]
    After,
    /// On the day itself: windows that open.
    On,
}

/// A term anchored to a grant: last day = `on` + `count` × `term` (C8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The day of the grant.
    pub on: Expression,
    /// The length of one term.
    pub term: Term,
    /// How many terms.
    pub count: Expression,
}

/// What happens some time before a deadline's last day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// How long before.
    pub before: Term,
    /// Tasks to open.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Alerts to raise.
    #[serde(default)]
    pub alerts: Vec<String>,
}
