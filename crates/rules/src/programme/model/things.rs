//! Papers, tasks, alerts, flags, facts, bodies, pools, budgets, consents.
use serde::{Deserialize, Serialize};

use super::clocks::Term;
use crate::programme::Expression;

/// A paper that is issued to somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// English title.
    pub title: String,
    /// How long it is valid: a period or a parameter (C2, validity). Neither this nor `valid_until`: without end.
    pub valid: Option<Term>,
    /// Its last valid day, as an expression.
    pub valid_until: Option<Expression>,
    /// Who is listed on it beside the holder: a list of subjects.
    pub lists: Option<Expression>,
    /// What issuing it again means.
    #[serde(default)]
    pub reissue: Reissue,
}

/// What issuing a paper again means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reissue {
    /// A new paper.
    #[default]
    Replace,
    /// The same paper with a new last day.
    Extend,
}

/// A thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// English title.
    pub title: String,
    /// The role that does it.
    #[serde(rename = "for")]
    pub for_role: String,
    /// When: a period or a parameter; absent: no due day.
    pub due: Option<Term>,
    /// Transitions that complete it.
    #[serde(default)]
    pub done_by: Vec<String>,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// English title.
    pub title: String,
    /// Roles that get it.
    pub to: Vec<String>,
    /// Its kind.
    pub kind: AlertKind,
}

/// The kinds of alerts (programmes.md 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A deadline passed.
    Overdue,
    /// Two records may be one person.
    Duplicate,
    /// A risk rose.
    RiskRaised,
    /// A consent was taken back.
    ConsentWithdrawn,
    /// A document runs out.
    DocumentExpiring,
    /// A child turns 18.
    #[serde(rename = "child_turning_18")]
    ChildTurning18,
    /// A quota is nearly used up.
    QuotaLow,
    /// Anything else worth knowing.
    Information,
}

impl AlertKind {
    /// The word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Duplicate => "duplicate",
            Self::RiskRaised => "risk_raised",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::DocumentExpiring => "document_expiring",
            Self::ChildTurning18 => "child_turning_18",
            Self::QuotaLow => "quota_low",
            Self::Information => "information",
        }
    }
}

/// What a flag or a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// Yes or no; a flag never set is `false`.
    Boolean,
    /// A whole number; a flag never set is 0.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// A day.
    Date,
    /// A text.
    Text,
    /// A code of a list.
    Code,
    /// An amount with its currency.
    Money,
}

/// Something remembered with the case, changed only by `set`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// What it holds.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// English title.
    pub title: String,
    /// The code list, for `code`.
    pub list: Option<String>,
}

/// A named expression, computed each time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it gives.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// The expression.
    pub value: Expression,
    /// The code list, for `code`.
    pub list: Option<String>,
}

/// A collegial body before which cases are placed (programmes.md 3.6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// English title.
    pub title: String,
    /// The body of the organisation that convenes, where one body answers several questions; default: one of this name.
    pub convened_by: Option<String>,
    /// Prefix of its parameters: `com` for `com.seats`, `com.quorum`, `com.majority`, `com.tie`.
    pub parameters: String,
    /// The transition that `system` does on a positive outcome.
    pub positive: String,
    /// The transition that `system` does on a negative outcome.
    pub negative: String,
    /// The transition that `system` does when the item is adjourned.
    pub adjourned: Option<String>,
    /// Exclusion screening must be recorded for a positive outcome.
    #[serde(default)]
    pub needs_screening: bool,
    /// Persons who may not vote on this item: expressions that give lists of persons.
    #[serde(default)]
    pub barred_voters: Vec<Expression>,
    /// When this holds, the item heads the next docket (programmes.md 0.3, ref.commission_decide).
    pub urgent_when: Option<Expression>,
    /// Sections in the frozen paper set.
    #[serde(default)]
    pub papers: Vec<String>,
}

/// A counted pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// English title.
    pub title: String,
}

/// Money under a ceiling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// English title.
    pub title: String,
    /// An expression that gives the currency: `'TJS'`, or an answer.
    pub currency: Option<Expression>,
}

/// A consent that a person gives or does not give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// English title.
    pub title: String,
    /// The purpose it is asked for.
    pub purpose: String,
}
