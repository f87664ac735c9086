//! Tasks: opened by acts and by the clock, completed by acts or by hand, cancelled when nothing is left to do.
use chrono::NaiveDate;

use super::refusals::TASK_NOT_OPEN;
use super::run::Run;
use super::transition::approval_task;
use super::{Effect, Refusal, Task};
use crate::calendar::Kind;

impl Run<'_> {
    /// Open a task, unless it is open already.
    pub(super) fn open_task(&mut self, name: &str, on: NaiveDate) -> Result<(), Refusal> {
        let programme = self.programme;
        let Some(spec) = programme.tasks.get(name) else { return Ok(()) };
        self.own_tasks.push(name.to_owned());
        if self.is_open(name) {
            return Ok(());
        }
        let due_on = match &spec.due {
            Some(due) => Some(self.period(due.source(), on)?.last_day(on, Kind::Act, self.ground.calendar)?),
            None => None,
        };
        self.add_task(Task { name: name.to_owned(), for_role: spec.for_role.clone(), opened_on: on, due_on, done: false });
        Ok(())
    }

    /// The task by which a proposal asks for its second person. It has no due day of its own.
    pub(super) fn open_approval(&mut self, name: String, for_role: String) {
        self.add_task(Task { name, for_role, opened_on: self.today(), due_on: None, done: false });
    }

    fn add_task(&mut self, task: Task) {
        self.effects.push(Effect::TaskOpened { task: task.clone() });
        self.case.tasks.push(task);
    }

    fn is_open(&self, name: &str) -> bool {
        self.case.tasks.iter().any(|task| task.name == name && !task.done)
    }

    pub(super) fn complete_tasks(&mut self, name: &str) {
        for task in self.case.tasks.iter_mut().filter(|task| task.name == name && !task.done) {
            task.done = true;
            self.effects.push(Effect::TaskDone { name: name.to_owned() });
        }
    }

    pub(super) fn complete_tasks_by(&mut self, transition: &str) {
        let programme = self.programme;
        for (name, spec) in &programme.tasks {
            if spec.done_by.iter().any(|done_by| done_by == transition) {
                self.complete_tasks(name);
            }
        }
    }

    pub(super) fn task_done_by_hand(&mut self, name: &str) -> Result<(), Refusal> {
        if !self.is_open(name) {
            return Err(Refusal::new(TASK_NOT_OPEN, format!("The task `{name}` is not open.")));
        }
        if let Some(proposal) = self.case.proposal.as_ref().filter(|held| approval_task(&held.transition) == name) {
            let says = format!("It is done by confirming `{}`.", proposal.transition);
            return Err(Refusal::new(TASK_NOT_OPEN, says));
        }
        self.complete_tasks(name);
        Ok(())
    }

    /// A task that is cancelled leaves the case.
    pub(super) fn cancel_tasks(&mut self, which: impl Fn(&Task) -> bool) {
        let (cancelled, kept): (Vec<Task>, Vec<Task>) =
            std::mem::take(&mut self.case.tasks).into_iter().partition(|task| !task.done && which(task));
        self.case.tasks = kept;
        self.effects.extend(cancelled.into_iter().map(|task| Effect::TaskCancelled { name: task.name }));
    }
}
