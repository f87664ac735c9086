//! One decision in progress: the case as it becomes, the effects so far, and the expressions of the programme evaluated
//! over both.
use chrono::{DateTime, NaiveDate, Utc};

use super::refusals::NOT_EVALUABLE;
use super::{Actor, CaseSnapshot, Effect, Facts, Ground, Outcome, Refusal};
use crate::calendar::{Period, legal_day};
use crate::programme::{EvaluationError, Event, Expression, PeriodSource, Programme, Scope, Value};

pub(super) struct Run<'a> {
    pub(super) programme: &'a Programme,
    pub(super) ground: &'a Ground<'a>,
    pub(super) actor: &'a Actor,
    /// The instant of the act. When the clock catches up, the instant at which each thing was due.
    pub(super) now: DateTime<Utc>,
    pub(super) case: CaseSnapshot,
    pub(super) facts: Facts,
    pub(super) effects: Vec<Effect>,
    /// Deadline rows from here on, and these tasks, are this act's own: entering a final state leaves them alone.
    pub(super) own_deadlines_from: usize,
    pub(super) own_tasks: Vec<String>,
    /// Sections that this act wrote.
    pub(super) written: Vec<String>,
}

/// What can be taken back if a transition of the clock is refused.
pub(super) struct Checkpoint {
    case: CaseSnapshot,
    facts: Facts,
    effects: usize,
    own_tasks: usize,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        programme: &'a Programme,
        case: &CaseSnapshot,
        actor: &'a Actor,
        facts: &Facts,
        ground: &'a Ground<'a>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            programme,
            ground,
            actor,
            now,
            case: case.clone(),
            facts: facts.clone(),
            effects: Vec::new(),
            own_deadlines_from: case.deadlines.len(),
            own_tasks: Vec::new(),
            written: Vec::new(),
        }
    }

    pub(super) fn outcome(self, proposed: bool) -> Outcome {
        Outcome { case: self.case, effects: self.effects, proposed }
    }

    pub(super) fn today(&self) -> NaiveDate {
        legal_day(self.now)
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            case: self.case.clone(),
            facts: self.facts.clone(),
            effects: self.effects.len(),
            own_tasks: self.own_tasks.len(),
        }
    }

    pub(super) fn roll_back(&mut self, checkpoint: Checkpoint) {
        self.case = checkpoint.case;
        self.facts = checkpoint.facts;
        self.effects.truncate(checkpoint.effects);
        self.own_tasks.truncate(checkpoint.own_tasks);
    }

    pub(super) fn evaluate(&self, expression: &Expression, event: &Event) -> Result<Value, EvaluationError> {
        Scope {
            programme: self.programme,
            case: &self.case,
            facts: &self.facts,
            parameters: self.ground.parameters,
            calendar: self.ground.calendar,
            event,
            today: self.today(),
        }
        .evaluate(expression)
    }

    /// Whether a guard holds. What cannot be evaluated does not hold: a doubt never opens a door.
    pub(super) fn holds(&self, expression: &Expression, event: &Event) -> bool {
        matches!(self.evaluate(expression, event), Ok(Value::Boolean(true)))
    }

    /// The value of an expression in an effect; what cannot be evaluated refuses the act.
    pub(super) fn value(&self, expression: &Expression, event: &Event) -> Result<Value, Refusal> {
        self.evaluate(expression, event).map_err(|error| {
            Refusal::new(NOT_EVALUABLE, format!("`{}` cannot be evaluated: {error}", expression.source()))
        })
    }

    pub(super) fn period(&self, source: PeriodSource<'_>, on: NaiveDate) -> Result<Period, Refusal> {
        Ok(match source {
            PeriodSource::Literal(period) => period,
            PeriodSource::Parameter(key) => self.ground.parameters.period(key, on)?,
        })
    }

    /// The act as expressions see it when it is nobody's: reading, the clock, what follows from an answer.
    pub(super) fn plain_event(&self) -> Event {
        Event { on: self.today(), by: self.actor.roles.first().cloned().unwrap_or_default(), reason: None }
    }
}
