//! What comes out of a run.
use serde::Serialize;

use super::Coverage;

/// One scenario, run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioResult {
    /// Its sentence.
    pub scenario: String,
    pub programme: String,
    /// Whether every expectation of every step was met.
    pub met: bool,
    pub steps: Vec<StepResult>,
    #[serde(skip)]
    pub coverage: Coverage,
}

/// One step, run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepResult {
    /// From 1.
    pub step: usize,
    pub line: usize,
    /// What was done, in a few words: `do lodge`.
    pub did: String,
    /// The role that did it.
    pub by: Option<String>,
    /// The legal day of the clock.
    pub on: String,
    /// The state of the case afterwards; `new` before it is opened.
    pub state: String,
    /// The rule by which it was refused.
    pub refused: Option<String>,
    pub met: bool,
    pub failures: Vec<Failure>,
}

/// One expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Where the expectation stands.
    pub line: usize,
    /// What was looked at: `state`, `deadline ref.appeal`.
    pub what: String,
    pub expected: String,
    pub got: String,
}
