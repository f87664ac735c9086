//! The one door to the engine: a case and a command in, the case afterwards or a refusal out.
use chrono::{DateTime, Utc};
use indexmap::IndexMap;

use super::run::Run;
use super::transition::Act;
use super::{Actor, Answers, CaseSnapshot, Command, Facts, Ground, Outcome, Refusal};
use crate::programme::Programme;

/// Decide a command. Nothing is remembered between calls; a refusal changes nothing.
///
/// `actor` is ignored by [`Command::Tick`] and [`Command::Decided`], which `system` does. Before any other command the
/// caller lets the clock catch up by ticks, so that what fell due before the act is in the case when it is judged.
pub fn decide(
    programme: &Programme,
    case: &CaseSnapshot,
    command: &Command,
    actor: &Actor,
    facts: &Facts,
    ground: &Ground<'_>,
    now: DateTime<Utc>,
) -> Result<Outcome, Refusal> {
    let system = Actor::system();
    let by_system = matches!(command, Command::Tick | Command::Decided { .. });
    let actor = if by_system { &system } else { actor };
    let mut run = Run::new(programme, case, actor, facts, ground, now);
    let proposed = match command {
        Command::Tick => {
            run.tick()?;
            return Ok(run.outcome(false));
        }
        command => {
            run.take_over_suspensions()?;
            run.command(command)?
        }
    };
    run.after_command()?;
    Ok(run.outcome(proposed))
}

/// How a case is opened: a transition from `new`, with the people whom it is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opening {
    pub transition: String,
    pub effective_on: Option<chrono::NaiveDate>,
    pub reason: Option<String>,
    pub sections: IndexMap<String, Answers>,
    pub subjects: Vec<super::Subject>,
    /// Flags handed over by the case that opens this one; those that this programme does not know are left out.
    pub flags: std::collections::BTreeMap<String, serde_json::Value>,
}

/// Open a case. The same rules hold as for any transition.
pub fn open_case(
    programme: &Programme,
    opening: &Opening,
    actor: &Actor,
    facts: &Facts,
    ground: &Ground<'_>,
    now: DateTime<Utc>,
) -> Result<Outcome, Refusal> {
    let known = |(flag, value): (&String, &serde_json::Value)| programme.flags.contains_key(flag).then(|| (flag.clone(), value.clone()));
    let case = CaseSnapshot {
        subjects: opening.subjects.clone(),
        flags: opening.flags.iter().filter_map(known).collect(),
        ..CaseSnapshot::default()
    };
    let command = Command::Transition {
        transition: opening.transition.clone(),
        effective_on: opening.effective_on,
        reason: opening.reason.clone(),
        sections: opening.sections.clone(),
    };
    decide(programme, &case, &command, actor, facts, ground, now)
}

impl Actor {
    /// The clock, or a ballot that closed.
    pub fn system() -> Self {
        Self { person: "system".to_owned(), roles: vec!["system".to_owned()], training: Vec::new() }
    }
}

impl Run<'_> {
    /// True: nothing but a proposal was recorded.
    fn command(&mut self, command: &Command) -> Result<bool, Refusal> {
        match command {
            Command::Transition { transition, effective_on, reason, sections } => {
                let effective_on = *effective_on;
                return self.transition(&Act { name: transition, effective_on, reason: reason.as_deref(), sections });
            }
            Command::Fill { section, answers } => self.fill(section, answers)?,
            Command::Change { section, entry, answers } => self.change(section, *entry, answers)?,
            Command::PauseDeadline { deadline, ground } => self.pause_by_command(deadline, ground)?,
            Command::ResumeDeadline { deadline } => self.resume_by_command(deadline)?,
            Command::WaiveDeadline { deadline, ground } => self.waive(deadline, ground)?,
            Command::TaskDone { task } => self.task_done_by_hand(task)?,
            Command::Decided { body, outcome } => self.decided(body, outcome)?,
            Command::Tick => {}
        }
        Ok(false)
    }
}
