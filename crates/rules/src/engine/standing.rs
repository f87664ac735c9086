//! Clocks that stand still or are waived: pauses of one deadline, suspensions of the whole organisation (0.1 C6).
use chrono::NaiveDate;

use super::pauses::{extend_validity, stand_still, suspend};
use super::refusals::{DEADLINE_NOT_OPEN, NO_PAUSE, NOT_WAIVABLE, ROLE_NOT_ALLOWED};
use super::run::{Deed, Run};
use super::{Deadline, DeadlineState, Effect, PauseSpan, Refusal};

/// The word for every deadline.
const ALL: &str = "all";

impl Run<'_> {
    pub(super) fn pause_by_command(&mut self, name: &str, ground: &str) -> Result<(), Refusal> {
        let (index, row) = self.open_row(name).ok_or_else(|| not_open(name))?;
        if stands_still(&row) {
            return Err(Refusal::new(DEADLINE_NOT_OPEN, format!("`{name}` is paused already.")));
        }
        self.pause_row(index, row, ground, self.today())
    }

    fn pause_row(&mut self, index: usize, mut row: Deadline, ground: &str, on: NaiveDate) -> Result<(), Refusal> {
        let grounds = &self.spec(&row.name)?.pauses;
        if !grounds.iter().any(|known| known == ground) {
            let says = match grounds.as_slice() {
                [] => format!("`{}` is never paused.", row.name),
                grounds => format!("`{}` is paused only on these grounds: {}.", row.name, grounds.join(", ")),
            };
            return Err(Refusal::new(NO_PAUSE, says));
        }
        row.pauses.push(PauseSpan { from: on, until: None, ground: ground.to_owned(), wide: false });
        self.keep(index, row)
    }

    /// The effect `pause`: `all` takes every open deadline that may be paused on this ground, or without a ground every
    /// one that may be paused at all.
    pub(super) fn pause(&mut self, names: &[String], ground: Option<&str>, deed: &Deed) -> Result<(), Refusal> {
        let all = names.iter().any(|name| name == ALL);
        for (index, mut row) in self.open_rows() {
            if stands_still(&row) {
                continue;
            }
            let named = names.contains(&row.name);
            let ground = ground.or(deed.reason.as_deref());
            let grounds = &self.spec(&row.name)?.pauses;
            let suits = |ground: &str| grounds.iter().any(|known| known == ground);
            if named {
                self.pause_row(index, row, ground.unwrap_or_default(), deed.on)?;
            } else if all && ground.map_or(!grounds.is_empty(), suits) {
                let ground = ground.unwrap_or("suspended").to_owned();
                row.pauses.push(PauseSpan { from: deed.on, until: None, ground, wide: false });
                self.keep(index, row)?;
            }
        }
        Ok(())
    }

    pub(super) fn resume_by_command(&mut self, name: &str) -> Result<(), Refusal> {
        let (index, row) = self.open_row(name).ok_or_else(|| not_open(name))?;
        if !stands_still(&row) {
            return Err(Refusal::new(DEADLINE_NOT_OPEN, format!("`{name}` is not paused.")));
        }
        self.resume_row(index, row, self.today())
    }

    fn resume_row(&mut self, index: usize, mut row: Deadline, on: NaiveDate) -> Result<(), Refusal> {
        for span in row.pauses.iter_mut().filter(|span| !span.wide && span.until.is_none()) {
            span.until = Some(on.max(span.from));
        }
        self.keep(index, row)
    }

    pub(super) fn resume(&mut self, names: &[String], deed: &Deed) -> Result<(), Refusal> {
        let all = names.iter().any(|name| name == ALL);
        for (index, row) in self.open_rows() {
            if (all || names.contains(&row.name)) && stands_still(&row) {
                self.resume_row(index, row, deed.on)?;
            }
        }
        Ok(())
    }

    pub(super) fn waive(&mut self, name: &str, ground: &str) -> Result<(), Refusal> {
        let may = &self.spec(name)?.waivable_by;
        if may.is_empty() {
            return Err(Refusal::new(NOT_WAIVABLE, format!("`{name}` cannot be waived.")));
        }
        if !self.actor.roles.iter().any(|role| may.contains(role)) {
            return Err(Refusal::new(ROLE_NOT_ALLOWED, format!("`{name}` is waived by {}.", may.join(" or "))));
        }
        let (index, mut row) = self.open_row(name).ok_or_else(|| not_open(name))?;
        row.waiver_ground = Some(ground.to_owned());
        self.end(index, row, DeadlineState::Waived);
        Ok(())
    }

    /// All clocks stand still while the organisation is suspended, and papers stay valid so much longer (0.3).
    pub(super) fn take_over_suspensions(&mut self) -> Result<(), Refusal> {
        let suspensions = self.facts.suspensions.clone();
        for (index, mut row) in self.open_rows() {
            let mut as_it_stands = row.clone();
            stand_still(&mut as_it_stands, self.today());
            if suspend(&mut row.pauses, row.starts_on, &suspensions) || as_it_stands != row {
                self.keep(index, row)?;
            }
        }
        for index in 0..self.case.papers.len() {
            let Some(mut paper) = self.case.papers.get(index).cloned() else { continue };
            let changed = extend_validity(&mut paper, &suspensions, self.ground.calendar)?;
            if let Some(old) = self.case.papers.get_mut(index) {
                old.clone_from(&paper);
            }
            if changed {
                self.effects.push(Effect::PaperExtended { paper });
            }
        }
        Ok(())
    }
}

/// Whether somebody paused this row itself, apart from the organisation's suspensions.
fn stands_still(row: &Deadline) -> bool {
    row.pauses.iter().any(|span| !span.wide && span.until.is_none())
}

fn not_open(name: &str) -> Refusal {
    Refusal::new(DEADLINE_NOT_OPEN, format!("`{name}` is not open."))
}
