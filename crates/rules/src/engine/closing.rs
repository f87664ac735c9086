//! Entering a final state: no open deadline or task survives it, but for those that the act itself started. The main
//! machine ends everything; a track ends what only its own transitions and clocks can start.
use super::Refusal;
use super::run::Run;
use crate::programme::{Effects, Programme};

/// Deadlines refer to deadlines no deeper than this.
const DEEPEST: u8 = 8;

#[derive(Clone, Copy)]
enum Thing {
    Deadline,
    Task,
}

impl Run<'_> {
    pub(super) fn close(&mut self, track: Option<&str>) -> Result<(), Refusal> {
        let programme = self.programme;
        let own = self.own_tasks.clone();
        let belongs = |thing, name: &str| match track {
            None => true,
            Some(track) => belongs_to(programme, thing, name, track, 0),
        };
        self.cancel_rows(self.own_deadlines_from, |name| belongs(Thing::Deadline, name));
        self.cancel_tasks(|task| !own.contains(&task.name) && belongs(Thing::Task, &task.name));
        Ok(())
    }
}

/// Whether every transition that can start this, directly or by the clock, belongs to the track.
fn belongs_to(programme: &Programme, thing: Thing, name: &str, track: &str, depth: u8) -> bool {
    let starts = |effects: &Effects| match thing {
        Thing::Deadline => effects.start.iter().any(|started| started == name),
        Thing::Task => effects.tasks.iter().any(|opened| opened == name),
    };
    let mut started = false;
    for transition in programme.transitions.values().filter(|transition| transition.effects.iter().any(starts)) {
        if transition.track.as_deref() != Some(track) {
            return false;
        }
        started = true;
    }
    for (clock, spec) in &programme.deadlines {
        let warns = matches!(thing, Thing::Task) && spec.warn.iter().any(|warning| warning.tasks.iter().any(|t| t == name));
        let itself = matches!(thing, Thing::Deadline) && clock == name;
        if !itself && (warns || spec.on_expiry.iter().any(starts)) {
            if depth >= DEEPEST || !belongs_to(programme, Thing::Deadline, clock, track, depth + 1) {
                return false;
            }
            started = true;
        }
    }
    started
}
