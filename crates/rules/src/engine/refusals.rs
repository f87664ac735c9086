//! The general rules by their names (docs/writing-a-programme.md section 3).
use super::Refusal;
use crate::calendar::CalendarError;
use crate::parameters::ParameterError;

pub(super) const UNKNOWN_TRANSITION: &str = "unknown-transition";
pub(super) const WRONG_STATE: &str = "wrong-state";
pub(super) const ROLE_NOT_ALLOWED: &str = "role-not-allowed";
pub(super) const TRAINING_NEEDED: &str = "training-needed";
pub(super) const SECTION_INCOMPLETE: &str = "section-incomplete";
pub(super) const FIELD_INVALID: &str = "field-invalid";
pub(super) const REASON_REQUIRED: &str = "reason-required";
pub(super) const REASON_UNKNOWN: &str = "reason-unknown";
pub(super) const DATE_IN_FUTURE: &str = "effective-date-in-future";
pub(super) const DATE_BEFORE_OPENING: &str = "effective-date-before-opening";
pub(super) const BACK_DATING: &str = "back-dating-needs-a-supervisor";
pub(super) const AWAITS_SECOND_PERSON: &str = "awaits-second-person";
pub(super) const SEPARATION: &str = "separation-of-duties";
pub(super) const POOL_EXHAUSTED: &str = "pool-exhausted";
pub(super) const OVER_CEILING: &str = "over-ceiling";
pub(super) const NO_PAUSE: &str = "no-pause-on-this-ground";
pub(super) const DEADLINE_NOT_OPEN: &str = "deadline-not-open";
pub(super) const NOT_WAIVABLE: &str = "not-waivable";
pub(super) const TASK_NOT_OPEN: &str = "task-not-open";
pub(super) const BASIS_MISSING: &str = "deadline-basis-missing";
pub(super) const NOT_EVALUABLE: &str = "not-evaluable";

impl Refusal {
    pub(crate) fn new(rule: &str, says: impl Into<String>) -> Self {
        Self { rule: rule.to_owned(), says: says.into(), missing: Vec::new() }
    }

    pub(super) fn missing(rule: &str, says: impl Into<String>, missing: Vec<String>) -> Self {
        Self { rule: rule.to_owned(), says: says.into(), missing }
    }
}

impl From<CalendarError> for Refusal {
    fn from(error: CalendarError) -> Self {
        Self::new(NOT_EVALUABLE, error.to_string())
    }
}

impl From<ParameterError> for Refusal {
    fn from(error: ParameterError) -> Self {
        Self::new(NOT_EVALUABLE, error.to_string())
    }
}
