//! Transitions, their guards, and what they do.
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::programme::Expression;

/// Where a transition may start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Origin {
    /// Not opened yet.
    New,
    /// Any state that is not final.
    AnyOpen,
    /// Any final state.
    AnyFinal,
    /// One state.
    State(String),
}

impl From<String> for Origin {
    fn from(word: String) -> Self {
        match word.as_str() {
            "new" => Self::New,
            "any_open" => Self::AnyOpen,
            "any_final" => Self::AnyFinal,
            _ => Self::State(word),
        }
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::New => "new".to_owned(),
            Origin::AnyOpen => "any_open".to_owned(),
            Origin::AnyFinal => "any_final".to_owned(),
            Origin::State(name) => name,
        }
    }
}

/// Where a transition leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Target {
    /// The state stays.
    Same,
    /// The state before the present one.
    Previous,
    /// One state.
    State(String),
}

impl From<String> for Target {
    fn from(word: String) -> Self {
        match word.as_str() {
            "same" => Self::Same,
            "previous" => Self::Previous,
            _ => Self::State(word),
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        match target {
            Target::Same => "same".to_owned(),
            Target::Previous => "previous".to_owned(),
            Target::State(name) => name,
        }
    }
}

/// Something that may be done to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// English title.
    pub title: String,
    /// States in which it may start.
    pub from: Vec<Origin>,
    /// Where it leads.
    pub to: Target,
    /// Any one of these roles; `system` is the clock or a closed ballot.
    pub by: Vec<String>,
    /// Roles of which a second person must confirm; empty: one person is enough.
    #[serde(default)]
    pub approved_by: Vec<String>,
    /// The side machine it belongs to; `None` is the main one.
    pub track: Option<String>,
    /// Sections that must be complete.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Sections filled in with the act itself.
    #[serde(default)]
    pub asks: Vec<String>,
    /// A reason must come with it.
    #[serde(default)]
    pub reason_required: bool,
    /// If not empty, the reason must be one of these codes.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// The member must hold this training flag.
    pub requires_training: Option<String>,
    /// Rules that can refuse.
    #[serde(default)]
    pub guards: Vec<Guard>,
    /// What it does, in order.
    #[serde(default)]
    pub effects: Vec<Effects>,
}

impl Transition {
    /// Whether the clock or a closed ballot may do it.
    pub fn by_system(&self) -> bool {
        self.by.iter().any(|role| role == "system")
    }
}

/// A rule that can refuse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// Name of the rule, kebab-case.
    pub name: String,
    /// What must hold.
    pub when: Expression,
    /// What to say to the caseworker when it does not, in English.
    pub says: String,
}

/// One bundle of effects of a transition, or of a deadline that expired.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Effects {
    /// Only if this holds.
    pub when: Option<Expression>,
    /// Flags to set, in order.
    pub set: IndexMap<String, Expression>,
    /// Deadlines to start.
    pub start: Vec<String>,
    /// Deadlines that are met by it, where open.
    pub meet: Vec<String>,
    /// Deadlines that are cancelled, where open.
    pub cancel: Vec<String>,
    /// Deadlines that stand still; `all` for every open one.
    pub pause: Vec<String>,
    /// The ground of the pause.
    pub pause_ground: Option<String>,
    /// Deadlines that go on; `all` for every paused one.
    pub resume: Vec<String>,
    /// Papers to issue.
    pub issue: Vec<String>,
    /// Papers to revoke.
    pub revoke: Vec<String>,
    /// Tasks to open.
    pub tasks: Vec<String>,
    /// Tasks that are completed by it.
    pub done: Vec<String>,
    /// Alerts to raise.
    pub alerts: Vec<String>,
    /// A docket item before this body.
    pub place_before: Option<String>,
    /// A case to open in another programme.
    pub open: Option<OpenCase>,
    /// Units to take from a pool.
    pub take: Option<Units>,
    /// Units to give back to a pool.
    pub give_back: Option<Units>,
    /// Money to reserve.
    pub reserve: Option<MoneyMove>,
    /// Money to pay.
    pub pay: Option<MoneyMove>,
    /// Reserved money to release.
    pub release: Option<MoneyMove>,
    /// On expiry of a deadline only: a transition done by `system`.
    pub transition: Option<String>,
}

/// A case to open in another programme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// The other programme's id.
    pub programme: String,
    /// The transition that opens it there.
    pub transition: String,
    /// `principal`, `each_subject` or `each_applicant`.
    #[serde(rename = "for", default = "principal")]
    pub for_whom: String,
}

fn principal() -> String {
    "principal".to_owned()
}

/// Units of a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// The pool.
    pub pool: String,
    /// How many.
    #[serde(default = "one")]
    pub units: i64,
}

fn one() -> i64 {
    1
}

/// Money of a budget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyMove {
    /// The budget.
    pub budget: String,
    /// An expression of kind money.
    pub amount: Expression,
}
