//! What goes into a decision and what comes out of it. Plain values: the shell loads and stores them, the simulator
//! keeps them in memory, and both see the same thing.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::birth::Birth;

/// Answers of one section: an object, or a list of objects where the section repeats.
pub type Answers = Value;

/// A case as the rules see it. `state` is `None` before it is opened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseSnapshot {
    pub state: Option<String>,
    /// The state before the present one, for `to = "previous"`.
    pub previous_state: Option<String>,
    pub opened_on: Option<NaiveDate>,
    pub subjects: Vec<Subject>,
    /// Side machines: track → state.
    pub tracks: BTreeMap<String, String>,
    pub sections: IndexMap<String, Answers>,
    pub flags: BTreeMap<String, Value>,
    pub deadlines: Vec<Deadline>,
    pub papers: Vec<Paper>,
    pub tasks: Vec<Task>,
    /// What was done, oldest first: transitions with their effective day.
    pub history: Vec<Step>,
    /// A two-person act that waits for its second person.
    pub proposal: Option<Proposal>,
    /// Latest outcome per body.
    pub decisions: BTreeMap<String, Decision>,
    /// Deadlines whose basis is not known yet (`when_missing_basis = "wait"`); they start when it is.
    pub waiting: Vec<WaitingDeadline>,
}

/// A deadline that was started before its basis was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDeadline {
    pub name: String,
    /// The transition (or `clock`) that started it.
    pub basis_event: String,
}

/// A person in a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// The person's id in the service, a short name in a scenario.
    pub key: String,
    pub role: String,
    pub birth: Option<Birth>,
    /// ISO 5218: "0" not known, "1" male, "2" female, "9" not applicable.
    pub sex: String,
    pub citizenships: Vec<String>,
    pub dead: bool,
}

/// One statutory clock. Rows are never edited into another basis: a recomputation is a new row (0.1 C5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    pub name: String,
    /// The transition (or `clock`) that started it.
    pub basis_event: String,
    /// First day of the period, the day after its event (0.1 C2); for clock hours and for a deadline counted back the
    /// day of the event itself.
    pub starts_on: NaiveDate,
    /// Last day by C2 and C3 alone, before C4 and before pauses: what a pause is counted from (0.1 C6).
    #[serde(default)]
    pub counted_on: NaiveDate,
    /// Last day, pauses that ended included. For clock-hour deadlines the legal day of `due_at`.
    pub due_on: NaiveDate,
    /// Instant, for clock-hour deadlines only.
    pub due_at: Option<DateTime<Utc>>,
    /// Instant at which the clock acts next on this row: expiry, a warning or a repetition. `None`: nothing to come.
    pub fires_at: Option<DateTime<Utc>>,
    /// Instant at which the row was made; nothing fires before it, however long ago the last day was.
    #[serde(default)]
    pub made_at: DateTime<Utc>,
    /// How many warnings and expiries already fired, so that firing twice changes nothing.
    pub fired: u32,
    pub state: DeadlineState,
    pub paused_days: u32,
    pub paused_since: Option<NaiveDate>,
    pub pause_ground: Option<String>,
    /// Every pause of this row, ended or not; days that several cover count once.
    #[serde(default)]
    pub pauses: Vec<PauseSpan>,
    pub waiver_ground: Option<String>,
    /// Version of the programme that computed it.
    pub rule_version: u32,
}

/// One time during which a deadline or a validity stood still (0.1 C6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseSpan {
    /// First day paused.
    pub from: NaiveDate,
    /// Day of resumption, the first that is not paused.
    pub until: Option<NaiveDate>,
    pub ground: String,
    /// True: an organisation-wide suspension, known by its `from` and `ground`.
    #[serde(default)]
    pub wide: bool,
}

/// 0.1 C5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineState {
    Open,
    Met,
    Missed,
    Waived,
    Cancelled,
}

/// A paper as the rules see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub name: String,
    pub issued_on: NaiveDate,
    /// Last valid day; `None` without end.
    pub valid_until: Option<NaiveDate>,
    /// Last valid day before organisation-wide suspensions extended it.
    #[serde(default)]
    pub counted_until: Option<NaiveDate>,
    /// Suspensions that extended it (programmes.md 0.3).
    #[serde(default)]
    pub pauses: Vec<PauseSpan>,
    pub revoked_on: Option<NaiveDate>,
    /// Keys of the subjects listed on it beside the holder.
    pub lists: Vec<String>,
}

/// A thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub name: String,
    pub for_role: String,
    pub opened_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub done: bool,
}

/// One act of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub transition: String,
    pub track: Option<String>,
    pub effective_on: NaiveDate,
    pub from: Option<String>,
    pub to: String,
}

/// A two-person act between its two people (rule `awaits-second-person`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub transition: String,
    /// Membership of the proposer, to keep the two people apart (4.2).
    pub proposed_by: String,
    pub effective_on: NaiveDate,
    pub reason: Option<String>,
    pub sections: IndexMap<String, Answers>,
}

/// What a body decided on this case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// `positive`, `negative` or `adjourned`.
    pub outcome: String,
    pub on: NaiveDate,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// Membership id; in a scenario the person's name; `system` for the clock.
    pub person: String,
    /// All roles the member holds. `system` alone for the clock and closed ballots.
    pub roles: Vec<String>,
    pub training: Vec<String>,
}

/// What somebody wants done to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Command {
    Transition {
        transition: String,
        /// Default: the legal day of `now`.
        effective_on: Option<NaiveDate>,
        reason: Option<String>,
        #[serde(default)]
        sections: IndexMap<String, Answers>,
    },
    /// Answers without a transition; replaces a single section, appends to a repeating one.
    Fill {
        section: String,
        answers: Answers,
    },
    /// Change one entry (from 1) of a repeating section, or merge into a single one (entry `None`).
    Change {
        section: String,
        entry: Option<usize>,
        answers: Answers,
    },
    PauseDeadline {
        deadline: String,
        ground: String,
    },
    ResumeDeadline {
        deadline: String,
    },
    WaiveDeadline {
        deadline: String,
        ground: String,
    },
    TaskDone {
        task: String,
    },
    /// The clock: fire what is due at `now` (one firing a call; the caller repeats while `fires_at <= now`).
    Tick,
    /// A body closed its item on this case.
    Decided {
        body: String,
        outcome: String,
    },
}

/// Values from outside the case that expressions may name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub pools: BTreeMap<String, Pool>,
    pub budgets: BTreeMap<String, Budget>,
    pub consents: BTreeMap<String, Consent>,
    /// Organisation-wide pauses (0.1 C6): a national suspension of the work.
    pub suspensions: Vec<Suspension>,
}

/// A counted pool. `used` never exceeds `limit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    pub limit: i64,
    pub used: i64,
}

/// Money promised and paid, in minor units of `currency`; `reserved + paid` never exceeds `ceiling`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub currency: String,
    pub ceiling: i64,
    pub reserved: i64,
    pub paid: i64,
}

/// One consent as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub given: bool,
    pub on: Option<NaiveDate>,
    pub by: Option<String>,
}

/// All clocks of the organisation stand still from `from` up to, not including, `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub ground: String,
}

/// What a command does. `case` is the case afterwards; `effects` says the same as a list of changes for the shell to store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub case: CaseSnapshot,
    pub effects: Vec<Effect>,
    /// True: nothing but a proposal was recorded; a second person must confirm.
    pub proposed: bool,
}

/// One change, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    Moved {
        track: Option<String>,
        transition: String,
        from: Option<String>,
        to: String,
        effective_on: NaiveDate,
    },
    Proposed {
        transition: String,
    },
    SectionWritten {
        section: String,
        fields: Vec<String>,
    },
    FlagSet {
        flag: String,
        value: Value,
    },
    DeadlineStarted {
        deadline: Deadline,
    },
    /// Index into `case.deadlines` of the row that changed.
    DeadlineChanged {
        index: usize,
        deadline: Deadline,
    },
    PaperIssued {
        paper: Paper,
    },
    PaperExtended {
        paper: Paper,
    },
    PaperRevoked {
        name: String,
        on: NaiveDate,
    },
    TaskOpened {
        task: Task,
    },
    TaskDone {
        name: String,
    },
    TaskCancelled {
        name: String,
    },
    AlertRaised {
        alert: String,
        to: Vec<String>,
        alert_kind: String,
    },
    PlacedBefore {
        body: String,
    },
    CaseOpened {
        programme: String,
        transition: String,
        subjects: Vec<Subject>,
        flags: BTreeMap<String, Value>,
    },
    PoolTaken {
        pool: String,
        units: i64,
    },
    PoolGivenBack {
        pool: String,
        units: i64,
    },
    BudgetReserved {
        budget: String,
        minor_units: i64,
    },
    BudgetReleased {
        budget: String,
        minor_units: i64,
    },
    BudgetPaid {
        budget: String,
        minor_units: i64,
    },
}

/// Why not: the rule by its name, and a sentence a caseworker understands. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{rule}: {says}")]
pub struct Refusal {
    /// Stable name: a guard of the programme or one of the general rules (docs/writing-a-programme.md section 3).
    pub rule: String,
    /// English sentence; the guard's translations stand in the programme's texts.
    pub says: String,
    /// `section.field` names, for `section-incomplete` and `field-invalid`.
    pub missing: Vec<String>,
}

/// One thing that can be done next, for `allowed_transitions` on the case page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possible {
    pub transition: String,
    pub to: String,
    /// Sections the act asks for.
    pub asks: Vec<String>,
    /// No guard speaks against it on what is known now (the asked sections apart).
    pub ready: bool,
    /// `section.field` still to be answered.
    pub missing: Vec<String>,
    /// Guards that do not hold: (rule, sentence).
    pub refusals: Vec<Refusal>,
}
