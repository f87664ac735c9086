//! Pauses (programmes.md 0.1 C6): a last day moves by the calendar days paused, by the row's own pauses and by those of
//! the whole organisation alike; days that several cover count once.
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{Deadline, Paper, PauseSpan, Suspension};
use crate::calendar::{Calendar, CalendarError, Kind, Pause, paused_days, with_pause};

/// A last day and the pauses that move it.
struct Moved {
    last_day: NaiveDate,
    days: u32,
}

/// The last day after every pause whose end is known. A pause that begins after the last day comes too late to move it.
fn moved(counted_on: NaiveDate, spans: &[PauseSpan], kind: Kind, calendar: &Calendar) -> Result<Moved, CalendarError> {
    let mut ended: Vec<Pause> =
        spans.iter().filter(|span| span.until.is_some()).map(|span| Pause { from: span.from, until: span.until }).collect();
    ended.sort_by_key(|pause| pause.from);
    let mut moved = Moved { last_day: kind.settle(counted_on, calendar)?, days: 0 };
    let mut taken = Vec::with_capacity(ended.len());
    for pause in ended {
        if pause.from > moved.last_day {
            break;
        }
        taken.push(pause);
        moved.days = paused_days(&taken, pause.from);
        moved.last_day = with_pause(counted_on, moved.days, kind, calendar)?;
    }
    Ok(moved)
}

/// Reckon `due_on`, `due_at`, `paused_days` and the pause of today from `counted_on` and the pauses of a row. Clock hours
/// and days counted back never move to a working day (C4), which `kind` says.
pub(super) fn reckon(row: &mut Deadline, kind: Kind, calendar: &Calendar, today: NaiveDate) -> Result<(), CalendarError> {
    let day_kind = if kind == Kind::Hours { Kind::Validity } else { kind };
    let moved = moved(row.counted_on, &row.pauses, day_kind, calendar)?;
    row.due_on = moved.last_day;
    if let Some(due_at) = row.due_at {
        row.due_at = shifted(due_at, i64::from(moved.days) - i64::from(row.paused_days));
    }
    row.paused_days = moved.days;
    stand_still(row, today);
    Ok(())
}

fn shifted(at: DateTime<Utc>, days: i64) -> Option<DateTime<Utc>> {
    TimeDelta::try_days(days).and_then(|days| at.checked_add_signed(days))
}

/// Say whether the row stands still today, since when and why. The earliest pause that still lasts names the ground.
pub(super) fn stand_still(row: &mut Deadline, today: NaiveDate) {
    let lasting = |span: &&PauseSpan| {
        let begun = span.from <= today && span.from <= row.due_on.max(row.counted_on);
        begun && span.until.is_none_or(|until| until > today)
    };
    let since = row.pauses.iter().filter(lasting).min_by_key(|span| span.from);
    let (from, ground) = since.map(|span| (span.from, span.ground.clone())).unzip();
    row.paused_since = from;
    row.pause_ground = ground;
}

/// Take over the organisation's suspensions; true when a pause was added or its end became known or changed.
pub(super) fn suspend(spans: &mut Vec<PauseSpan>, starts_on: NaiveDate, suspensions: &[Suspension]) -> bool {
    let mut changed = false;
    for suspension in suspensions {
        let from = suspension.from.max(starts_on);
        let known = spans.iter_mut().find(|span| span.wide && span.from == from && span.ground == suspension.ground);
        match known {
            Some(span) if span.until == suspension.until => {}
            Some(span) => {
                span.until = suspension.until;
                changed = true;
            }
            None if suspension.until.is_some_and(|until| until <= from) => {}
            None => {
                let until = suspension.until;
                spans.push(PauseSpan { from, until, ground: suspension.ground.clone(), wide: true });
                changed = true;
            }
        }
    }
    changed
}

/// A suspension of the whole organisation extends what its papers are valid for (programmes.md 0.3).
pub(super) fn extend_validity(paper: &mut Paper, suspensions: &[Suspension], calendar: &Calendar) -> Result<bool, CalendarError> {
    let Some(counted) = paper.counted_until.or(paper.valid_until) else {
        return Ok(false);
    };
    let starts_on = paper.issued_on.checked_add_days(Days::new(1)).unwrap_or(paper.issued_on);
    if paper.revoked_on.is_some() || !suspend(&mut paper.pauses, starts_on, suspensions) {
        return Ok(false);
    }
    let until = moved(counted, &paper.pauses, Kind::Validity, calendar)?.last_day;
    let changed = paper.valid_until != Some(until);
    paper.valid_until = Some(until);
    Ok(changed)
}
