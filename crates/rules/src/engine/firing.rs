//! When the clock acts on a deadline: its warnings, its expiry, its repetitions, one after another. Everything is reckoned
//! from the row alone, never from the present, so that a clock that was down catches up to the same history.
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Deadline, DeadlineState, PauseSpan};
use crate::calendar::{Calendar, CalendarError, Kind, Period, Unit, legal_day, start_of_day};

/// What a programme says about the clock of one deadline.
pub(super) struct Schedule {
    /// True: the day after the last day (C5). False: the last day itself, for windows that open.
    pub(super) after: bool,
    pub(super) kind: Kind,
    pub(super) warnings: Vec<Period>,
    pub(super) repeat: Option<Period>,
}

/// What fires next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Firing {
    /// A warning, by its place in the programme file.
    Warning(usize),
    Expiry,
    /// The expiry once more, from 1.
    Repeat(u32),
}

/// What fires next on this row and when. `None`: nothing to come, or the row stands still without a known end.
pub(super) fn next(row: &Deadline, schedule: &Schedule, calendar: &Calendar) -> Result<Option<(Firing, DateTime<Utc>)>, CalendarError> {
    let expiry = expiry(row, schedule);
    let mut warnings = Vec::with_capacity(schedule.warnings.len());
    for (place, before) in schedule.warnings.iter().enumerate() {
        let at = warned(row, *before, calendar)?.max(start_of_day(row.starts_on)).min(expiry);
        warnings.push((Firing::Warning(place), at));
    }
    warnings.sort_by_key(|(_, at)| *at);
    let fired = usize::try_from(row.fired).unwrap_or(usize::MAX);
    let (firing, at) = match (warnings.get(fired), fired.checked_sub(warnings.len()), schedule.repeat) {
        (Some(warning), ..) if row.state == DeadlineState::Open => *warning,
        (None, Some(0), _) if row.state == DeadlineState::Open => (Firing::Expiry, expiry),
        (None, Some(again), Some(period)) if again > 0 && row.state == DeadlineState::Missed => {
            let again = u32::try_from(again).unwrap_or(u32::MAX);
            (Firing::Repeat(again), repeated(expiry, period, again, calendar)?)
        }
        _ => return Ok(None),
    };
    Ok(let_stand(row, firing, at).map(|at| (firing, at.max(row.made_at))))
}

fn expiry(row: &Deadline, schedule: &Schedule) -> DateTime<Utc> {
    match row.due_at {
        // What is done at the last instant is on time (C5), so clock hours expire with the second after it.
        Some(due_at) if schedule.kind == Kind::Hours => due_at + TimeDelta::seconds(1),
        _ if schedule.after => start_of_day(row.due_on.succ_opt().unwrap_or(row.due_on)),
        _ => start_of_day(row.due_on),
    }
}

fn warned(row: &Deadline, before: Period, calendar: &Calendar) -> Result<DateTime<Utc>, CalendarError> {
    if before.unit == Unit::Hours {
        let end = row.due_at.unwrap_or_else(|| start_of_day(row.due_on.succ_opt().unwrap_or(row.due_on)));
        return before.instant_before(end);
    }
    Ok(start_of_day(before.first_day_before(row.due_on, calendar)?))
}

/// The `again`th repetition, reckoned from the expiry and not from the one before, so that months do not creep (C8).
fn repeated(expiry: DateTime<Utc>, period: Period, again: u32, calendar: &Calendar) -> Result<DateTime<Utc>, CalendarError> {
    let count = period.count.checked_mul(again).ok_or(CalendarError::OutOfRange)?;
    let span = Period { count, ..period };
    if period.unit == Unit::Hours {
        return span.due_at(expiry);
    }
    Ok(start_of_day(span.counted_last_day(legal_day(expiry), calendar)?))
}

/// A clock that stands still does not fire: what falls into a pause with a known end waits for that end.
fn let_stand(row: &Deadline, firing: Firing, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let ends = firing == Firing::Expiry;
    let day = if ends { row.due_on } else { legal_day(at) };
    let covers = |span: &&PauseSpan, day: NaiveDate| span.from <= day && span.until.is_none_or(|until| until > day);
    if row.pauses.iter().any(|span| span.until.is_none() && span.from <= day) {
        return None;
    }
    if ends {
        return Some(at);
    }
    let end = row.pauses.iter().filter(|span| covers(span, day)).filter_map(|span| span.until).max();
    Some(end.map_or(at, |end| at.max(start_of_day(end))))
}
