//! The clock: it fires at most one thing a call, at the instant at which it was due, however late the call comes.
use super::firing::Firing;
use super::run::{Deed, Run};
use super::{Deadline, DeadlineState, Refusal};
use crate::programme::Effects;

/// What the clock raises when a transition that it should do is refused.
const CLOCK_REFUSED: &str = "clock_refused";

/// Who starts what the clock starts.
const CLOCK: &str = "clock";

impl Run<'_> {
    /// Take over what changed around the case, then fire the earliest thing that is due.
    pub(super) fn tick(&mut self) -> Result<(), Refusal> {
        self.take_over_suspensions()?;
        self.start_waiting()?;
        let due = |(_, row): &(usize, &Deadline)| row.fires_at.is_some_and(|at| at <= self.now);
        let earliest = self.case.deadlines.iter().enumerate().filter(due).min_by_key(|(_, row)| row.fires_at);
        let Some((index, row)) = earliest.map(|(index, row)| (index, row.clone())) else {
            return Ok(());
        };
        let now = self.now;
        match self.next_firing(&row)? {
            Some((firing, at)) if at <= now => {
                self.now = at;
                self.take_over_suspensions()?;
                self.own_deadlines_from = self.case.deadlines.len();
                self.fire(index, firing)?;
                self.start_waiting()?;
                self.now = now;
                self.take_over_suspensions()
            }
            // The store was behind the rules; the row is put right and nothing fires.
            _ => self.keep(index, row),
        }
    }

    fn fire(&mut self, index: usize, firing: Firing) -> Result<(), Refusal> {
        let programme = self.programme;
        let Some(mut row) = self.case.deadlines.get(index).cloned() else { return Ok(()) };
        let Some(spec) = programme.deadlines.get(&row.name) else { return Ok(()) };
        row.fired = row.fired.saturating_add(1);
        let deed = self.plain_deed();
        match firing {
            Firing::Warning(place) => {
                self.keep(index, row)?;
                if let Some(warning) = spec.warn.get(place) {
                    for task in &warning.tasks {
                        self.open_task(task, deed.on)?;
                    }
                    for alert in &warning.alerts {
                        self.raise(alert);
                    }
                }
                return Ok(());
            }
            // A window that opens is not missed by opening.
            Firing::Expiry if spec.fires == crate::programme::Fires::On => row.state = DeadlineState::Met,
            Firing::Expiry => row.state = DeadlineState::Missed,
            Firing::Repeat(_) => {}
        }
        row.paused_since = None;
        row.pause_ground = None;
        self.keep(index, row)?;
        let mut refused = false;
        for effects in &spec.on_expiry {
            refused |= !self.apply_or_leave(effects, &deed);
        }
        if refused {
            self.raise(CLOCK_REFUSED);
        }
        Ok(())
    }

    /// One bundle of an expiry; false when it, or its transition, was refused and left the case as it was.
    fn apply_or_leave(&mut self, effects: &Effects, deed: &Deed) -> bool {
        match self.applies(effects.when.as_ref(), deed) {
            Ok(true) => {}
            Ok(false) => return true,
            Err(_) => return false,
        }
        let checkpoint = self.checkpoint();
        let mut done = true;
        if self.apply(effects, deed, CLOCK).is_err() {
            self.roll_back(checkpoint);
            done = false;
        }
        if let Some(name) = &effects.transition {
            let checkpoint = self.checkpoint();
            if self.by_system(name).is_err() {
                self.roll_back(checkpoint);
                done = false;
            }
        }
        done
    }
}
