//! One step: move the clock, do it, look.
use super::report::StepResult;
use super::world::World;
use crate::calendar::legal_day;
use crate::engine::{Actor, Command, Refusal, Suspension};
use crate::scenario::{Act, ScenarioStep};

/// What came of doing it.
pub(super) enum Done {
    Carried,
    Proposed,
    Refused(Refusal),
}

impl World<'_> {
    pub(super) fn step(&mut self, number: usize, step: &ScenarioStep) -> StepResult {
        self.alerts.clear();
        self.move_clock(step.at.unwrap_or(self.now));
        let index = self.case_at(step.case.as_ref().map(|case| case.value.as_str()));
        let by = step.by.clone().or_else(|| self.usual_role(index, &step.act));
        let actor = self.actor(by.as_deref(), step.person.as_deref());
        let done = match index {
            Some(index) => self.act(index, step, &actor),
            None => Done::Refused(Refusal::new("unknown-case", "The scenario has no such case.")),
        };
        let mut failures = self.faults_of(step);
        failures.extend(self.compare(index, step, &done, by.as_deref()));
        let state = index.and_then(|index| self.cases.get(index)).and_then(|case| case.snapshot.state.clone());
        StepResult {
            step: number,
            line: step.place.line,
            did: described(&step.act),
            by,
            on: legal_day(self.now).to_string(),
            state: state.unwrap_or_else(|| "new".to_owned()),
            refused: if let Done::Refused(refusal) = done { Some(refusal.rule) } else { None },
            met: failures.is_empty(),
            failures,
        }
    }

    /// Who usually does it, where the step does not say.
    fn usual_role(&self, index: Option<usize>, act: &Act) -> Option<String> {
        let programme = self.cases.get(index?)?.programme;
        let roles = match act {
            Act::Do(transition) => &programme.transition(transition)?.by,
            Act::Fill { section, .. } | Act::Change { section, .. } => &programme.sections.get(section)?.writers,
            Act::Waive { deadline, .. } => &programme.deadlines.get(deadline)?.waivable_by,
            _ => return None,
        };
        roles.first().cloned()
    }

    fn act(&mut self, index: usize, step: &ScenarioStep, actor: &Actor) -> Done {
        let command = match &step.act {
            Act::Do(transition) => Command::Transition {
                transition: transition.clone(),
                effective_on: step.effective_on,
                reason: step.reason.clone(),
                sections: step.sections.clone(),
            },
            Act::Fill { section, answers } => Command::Fill { section: section.clone(), answers: answers.clone() },
            Act::Change { section, entry, answers } => {
                Command::Change { section: section.clone(), entry: *entry, answers: answers.clone() }
            }
            Act::Pause { deadline, ground } => Command::PauseDeadline { deadline: deadline.clone(), ground: ground.clone() },
            Act::Resume { deadline } => Command::ResumeDeadline { deadline: deadline.clone() },
            Act::Waive { deadline, ground } => Command::WaiveDeadline { deadline: deadline.clone(), ground: ground.clone() },
            Act::Done(task) => Command::TaskDone { task: task.clone() },
            Act::Wait => return Done::Carried,
            Act::SuspendAll(suspension) => {
                self.suspend_all(suspension);
                return Done::Carried;
            }
            Act::Facts(changes) => {
                self.change_facts(changes);
                self.tick_all();
                return Done::Carried;
            }
            Act::Vote(vote) => match self.sit(index, vote) {
                Ok(outcome) => Command::Decided { body: vote.body.clone(), outcome },
                Err(refusal) => return Done::Refused(refusal),
            },
        };
        match self.command(index, &command, actor) {
            Ok(true) => Done::Proposed,
            Ok(false) => Done::Carried,
            Err(refusal) => Done::Refused(refusal),
        }
    }

    /// Begin a suspension of the whole organisation, or state when one that was begun ends.
    fn suspend_all(&mut self, suspension: &Suspension) {
        let same = |known: &&mut Suspension| known.from == suspension.from && known.ground == suspension.ground;
        match self.facts.suspensions.iter_mut().find(same) {
            Some(known) => known.until = suspension.until,
            None => self.facts.suspensions.push(suspension.clone()),
        }
        self.tick_all();
    }
}

fn described(act: &Act) -> String {
    match act {
        Act::Do(transition) => format!("do {transition}"),
        Act::Fill { section, .. } => format!("fill {section}"),
        Act::Change { section, entry, .. } => match entry {
            Some(entry) => format!("change {section} {entry}"),
            None => format!("change {section}"),
        },
        Act::Wait => "wait".to_owned(),
        Act::Pause { deadline, .. } => format!("pause {deadline}"),
        Act::Resume { deadline } => format!("resume {deadline}"),
        Act::Waive { deadline, .. } => format!("waive {deadline}"),
        Act::SuspendAll(_) => "suspend all".to_owned(),
        Act::Done(task) => format!("done {task}"),
        Act::Facts(_) => "facts".to_owned(),
        Act::Vote(vote) => format!("vote {}", vote.body),
    }
}
