//! One decision in progress: the case as it becomes, the effects so far, and the expressions of the programme evaluated
//! over both.
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::refusals::NOT_EVALUABLE;
use super::{Actor, CaseSnapshot, Effect, Facts, Ground, Outcome, Refusal};
use crate::calendar::{Period, legal_day};
use crate::programme::{EvaluationError, Event, Expression, PeriodSource, Programme, Scope};

/// The act that is being decided, as expressions see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deed {
    /// Its effective day.
    pub(super) on: NaiveDate,
    /// The role by which it is done.
    pub(super) by: String,
    pub(super) reason: Option<String>,
}

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
        let mut run = Self {
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
        };
        run.know_currencies();
        run
    }

    pub(super) fn outcome(self, proposed: bool) -> Outcome {
        Outcome { case: self.case, effects: self.effects, proposed }
    }

    /// What follows from any command: corrected bases, bases that became known, suspensions.
    pub(super) fn after_command(&mut self) -> Result<(), Refusal> {
        self.recount()?;
        self.start_waiting()?;
        self.take_over_suspensions()
    }

    pub(super) fn today(&self) -> NaiveDate {
        legal_day(self.now)
    }

    pub(super) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { case: self.case.clone(), facts: self.facts.clone(), effects: self.effects.len(), own_tasks: self.own_tasks.len() }
    }

    pub(super) fn roll_back(&mut self, checkpoint: Checkpoint) {
        self.case = checkpoint.case;
        self.facts = checkpoint.facts;
        self.effects.truncate(checkpoint.effects);
        self.own_tasks.truncate(checkpoint.own_tasks);
    }

    pub(super) fn scope<'s>(&'s self, deed: &'s Deed) -> Scope<'s> {
        Scope {
            programme: self.programme,
            case: &self.case,
            facts: &self.facts,
            parameters: self.ground.parameters,
            calendar: self.ground.calendar,
            today: self.today(),
            event: Some(Event { on: deed.on, by: &deed.by, reason: deed.reason.as_deref() }),
            sections: None,
            entry: None,
        }
    }

    /// Whether a guard holds. What cannot be evaluated does not hold: a doubt never opens a door.
    pub(super) fn holds(&self, expression: &Expression, deed: &Deed) -> bool {
        self.scope(deed).holds(expression).unwrap_or(false)
    }

    /// The value of an expression in an effect; what cannot be evaluated refuses the act.
    pub(super) fn value(&self, expression: &Expression, deed: &Deed) -> Result<Value, Refusal> {
        evaluated(expression, self.scope(deed).evaluate(expression))
    }

    pub(super) fn date(&self, expression: &Expression, deed: &Deed) -> Result<Option<NaiveDate>, Refusal> {
        evaluated(expression, self.scope(deed).date(expression))
    }

    pub(super) fn integer(&self, expression: &Expression, deed: &Deed) -> Result<Option<i64>, Refusal> {
        evaluated(expression, self.scope(deed).integer(expression))
    }

    /// Whether an effect applies. One that cannot be evaluated refuses the act rather than being left out in silence.
    pub(super) fn applies(&self, when: Option<&Expression>, deed: &Deed) -> Result<bool, Refusal> {
        when.map_or(Ok(true), |when| evaluated(when, self.scope(deed).holds(when)))
    }

    pub(super) fn period(&self, source: PeriodSource<'_>, on: NaiveDate) -> Result<Period, Refusal> {
        Ok(match source {
            PeriodSource::Literal(period) => period,
            PeriodSource::Parameter(key) => self.ground.parameters.period(key, on)?,
        })
    }

    /// The act as expressions see it when it is nobody's: reading, the clock, what follows from an answer.
    pub(super) fn plain_deed(&self) -> Deed {
        Deed { on: self.today(), by: self.actor.roles.first().cloned().unwrap_or_default(), reason: None }
    }
}

pub(super) fn evaluated<T>(expression: &Expression, value: Result<T, EvaluationError>) -> Result<T, Refusal> {
    value.map_err(|error| Refusal::new(NOT_EVALUABLE, format!("`{}` cannot be evaluated: {error}", expression.source())))
}
