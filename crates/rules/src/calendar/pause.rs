//! Suspension of a deadline: the due date moves by the calendar days paused (programmes.md 0.1 C6).
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarError, Kind, Period, Unit};

/// A time during which a deadline does not run. The day on which it begins is paused; the day on which the deadline
/// is resumed is not, so a pause that is begun and ended on one day pauses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The first day paused.
    pub from: NaiveDate,
    /// The day of resumption, the first that is not paused; none while the pause lasts.
    pub until: Option<NaiveDate>,
}

impl Pause {
    /// The part of a pause that falls on or after a day: what an organisation-wide suspension takes from a deadline
    /// that started while it lasted. None if nothing is left.
    pub fn since(self, starts_on: NaiveDate) -> Option<Self> {
        let from = self.from.max(starts_on);
        self.until.is_none_or(|until| until > from).then_some(Self { from, until: self.until })
    }
}

/// The calendar days paused. Days that several pauses cover count once. A pause that still lasts counts as if it were
/// resumed today, so the time left stands still while it lasts; a pause with a stated end counts in full.
pub fn paused_days(pauses: &[Pause], today: NaiveDate) -> u32 {
    let mut spans: Vec<(NaiveDate, NaiveDate)> =
        pauses.iter().map(|pause| (pause.from, pause.until.unwrap_or(today))).filter(|(from, until)| until > from).collect();
    spans.sort_unstable();
    let mut days = 0;
    let mut counted_until = NaiveDate::MIN;
    for (from, until) in spans {
        let uncounted = until.signed_duration_since(from.max(counted_until)).num_days().max(0);
        days += uncounted;
        counted_until = counted_until.max(until);
    }
    u32::try_from(days).unwrap_or(u32::MAX)
}

/// The last day after pauses. `counted` is the last day before C4 ([`Period::counted_last_day`]); it moves by the
/// calendar days paused, and then, once, by C4 if the kind moves (programmes.md 0.1 C6).
pub fn with_pause(counted: NaiveDate, paused_days: u32, kind: Kind, calendar: &Calendar) -> Result<NaiveDate, CalendarError> {
    let pause = Period { count: paused_days, unit: Unit::Days };
    kind.settle(pause.counted_last_day(counted, calendar)?, calendar)
}
