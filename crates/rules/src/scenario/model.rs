//! What a scenario file says, in types.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexMap;
use serde_json::Value;

use crate::birth::Birth;
use crate::engine::{Consent, Suspension};

/// A place in the file, both from 1, columns in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Why a scenario cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {message}", place.line, place.column)]
pub struct ScenarioError {
    pub place: Place,
    pub message: String,
}

/// A value and the line it stands on, so that an expectation that is not met can be found.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    pub value: T,
    pub place: Place,
}

/// One scenario file.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What it shows, in a sentence.
    pub title: String,
    /// Id of the programme, or a path to its folder.
    pub programme: At<String>,
    pub given: Given,
    pub steps: Vec<ScenarioStep>,
}

/// The world in which it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub now: DateTime<Utc>,
    pub parameters: Vec<(String, At<Value>)>,
    /// Instead of the shipped calendar.
    pub holidays: Option<Vec<NaiveDate>>,
    /// Role, or person → training flags.
    pub training: BTreeMap<String, Vec<String>>,
    pub facts: FactChanges,
    pub people: Vec<GivenPerson>,
    pub bodies: Vec<GivenBody>,
}

/// A subject. The first is the principal.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenPerson {
    pub key: String,
    pub role: Option<String>,
    pub birth: Option<Birth>,
    pub sex: String,
    pub citizenships: Vec<String>,
    pub dead: bool,
}

/// The seats of a body, where the default ones will not do.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenBody {
    pub body: At<String>,
    pub seats: Vec<String>,
    pub chair: Option<String>,
}

/// Values from outside the case, as far as they are stated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FactChanges {
    pub pools: BTreeMap<String, PoolChange>,
    pub budgets: BTreeMap<String, BudgetChange>,
    pub consents: BTreeMap<String, ConsentChange>,
    pub people: BTreeMap<String, PersonChange>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct PoolChange {
    pub limit: Option<i64>,
    pub used: Option<i64>,
}

/// Amounts in minor units.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BudgetChange {
    pub currency: Option<String>,
    pub ceiling: Option<i64>,
    pub reserved: Option<i64>,
    pub paid: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConsentChange {
    pub given: Option<bool>,
    pub on: Option<NaiveDate>,
    pub by: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonChange {
    pub dead: Option<bool>,
    pub birth: Option<Birth>,
    pub sex: Option<String>,
    pub citizenships: Option<Vec<String>>,
    pub role: Option<String>,
}

impl ConsentChange {
    pub(crate) fn apply(&self, consent: &mut Consent) {
        consent.given = self.given.unwrap_or(consent.given);
        consent.on = self.on.or(consent.on);
        consent.by = self.by.clone().or(consent.by.take());
    }
}

/// One step: who does what, when, and what is expected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioStep {
    pub place: Place,
    /// The instant to which the clock moves first.
    pub at: Option<DateTime<Utc>>,
    pub by: Option<String>,
    pub person: Option<String>,
    pub act: Act,
    pub case: Option<At<String>>,
    pub effective_on: Option<NaiveDate>,
    pub reason: Option<String>,
    pub sections: IndexMap<String, Value>,
    pub expect: Expect,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Do(String),
    Fill { section: String, answers: Value },
    Change { section: String, entry: Option<usize>, answers: Value },
    Wait,
    Pause { deadline: String, ground: String },
    Resume { deadline: String },
    Waive { deadline: String, ground: String },
    SuspendAll(Suspension),
    Done(String),
    Facts(FactChanges),
    Vote(Box<Vote>),
}

/// A whole sitting on one item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vote {
    pub body: String,
    pub present: Vec<String>,
    /// Seats whose alternate sits.
    pub alternates: Vec<String>,
    pub recused: Vec<String>,
    pub yes: Vec<String>,
    pub no: Vec<String>,
    pub abstain: Vec<String>,
    /// Seat → who holds it today.
    pub persons: BTreeMap<String, String>,
    pub reasons: Option<String>,
    pub legal_ground: Option<String>,
    pub exclusion_screening: Option<String>,
    pub dissent: Option<String>,
}

/// What must be true after a step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expect {
    pub refused: Option<At<String>>,
    pub proposed: Option<At<bool>>,
    pub missing: Option<At<Vec<String>>>,
    pub case: ExpectCase,
    pub alerts: Option<At<Vec<String>>>,
    pub no_alerts: Option<At<Vec<String>>>,
    pub can: Option<At<Vec<String>>>,
    pub cannot: Option<At<Vec<String>>>,
    pub can_as: Option<String>,
    pub cases: Vec<(At<String>, ExpectCase)>,
    pub pools: Vec<(At<String>, PoolChange)>,
    pub budgets: Vec<(At<String>, BudgetChange)>,
}

/// What must be true of one case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpectCase {
    pub state: Option<At<String>>,
    pub tracks: Vec<(String, At<String>)>,
    pub flags: Vec<(String, At<Value>)>,
    pub deadlines: Vec<(At<String>, ExpectDeadline)>,
    pub papers: Vec<(At<String>, ExpectPaper)>,
    pub tasks: Option<At<Vec<String>>>,
    pub no_tasks: Option<At<Vec<String>>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpectDeadline {
    pub state: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub due_at: Option<DateTime<Utc>>,
    pub starts_on: Option<NaiveDate>,
    pub paused_days: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpectPaper {
    pub state: Option<String>,
    pub valid_until: Option<NaiveDate>,
    pub issued_on: Option<NaiveDate>,
    pub lists: Option<Vec<String>>,
}
