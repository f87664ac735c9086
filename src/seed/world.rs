//! What every story of the department is told in: its programmes, its people, its days, and the Commission's calendar.
use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use panoh_rules::calendar::{legal_day, start_of_day};
use panoh_rules::programme::Programme;

use super::people::Household;
use super::story::{Ground, Worker};
use crate::programmes::House;

/// The department and the day on which the demo is made.
pub(super) struct World<'w> {
    pub(super) house: &'w House,
    pub(super) ground: Ground<'w>,
    pub(super) staff: &'w BTreeMap<String, Worker>,
    pub(super) claim: &'w Programme,
    pub(super) status: &'w Programme,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
}

impl<'w> World<'w> {
    pub(super) fn new(
        house: &'w House,
        staff: &'w BTreeMap<String, Worker>,
        system: &'w Worker,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let programme = |id: &str| house.catalogue.programme(id).map(AsRef::as_ref).with_context(|| format!("there is no programme {id}"));
        let rules = panoh_rules::engine::Ground { parameters: &house.parameters, calendar: &house.calendar, codes: &house.codes };
        let ground = Ground { rules, system };
        Ok(Self {
            house,
            ground,
            staff,
            claim: programme("refugee-claim")?,
            status: programme("refugee-status")?,
            now,
            today: legal_day(now),
        })
    }

    /// Who does what, by login.
    pub(super) fn worker(&self, login: &str) -> &'w Worker {
        self.staff.get(login).unwrap_or(self.ground.system)
    }

    /// The last day of work not after so many days ago.
    pub(super) fn day(&self, ago: i64) -> NaiveDate {
        let ago = u64::try_from(ago.max(1)).unwrap_or(1);
        self.workday(self.today.checked_sub_days(Days::new(ago)).unwrap_or(self.today))
    }

    /// The day itself if it is worked, otherwise the last one before it that is.
    pub(super) fn workday(&self, day: NaiveDate) -> NaiveDate {
        let mut day = day;
        while !self.house.calendar.is_working_day(day) {
            let Some(before) = day.pred_opt() else { break };
            day = before;
        }
        day
    }

    /// An instant in the office hours of a day so many days ago; `minute` from eight in the morning.
    pub(super) fn at(&self, ago: i64, minute: i64) -> DateTime<Utc> {
        in_office(self.day(ago), minute)
    }

    /// Days from a day to today.
    pub(super) fn ago(&self, day: NaiveDate) -> i64 {
        (self.today - day).num_days()
    }

    /// The sitting that is called: in the coming days, on a Thursday.
    pub(super) fn next_sitting(&self) -> NaiveDate {
        let mut day = self.today.checked_add_days(Days::new(3)).unwrap_or(self.today);
        while day.weekday() != Weekday::Thu || !self.house.calendar.is_working_day(day) {
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        day
    }

    /// A past sitting: 0 is the last one. They are held every week.
    pub(super) fn sitting(&self, place: i64) -> NaiveDate {
        let yesterday = self.today.pred_opt().unwrap_or(self.today);
        let since = i64::from(yesterday.weekday().days_since(Weekday::Thu));
        let thursday = yesterday - TimeDelta::days(since.saturating_add(place.saturating_mul(7)));
        self.workday(thursday)
    }
}

/// Who keeps a case and who approves in it, by where the people live.
pub(super) struct Desk<'w> {
    pub(super) officer: &'w Worker,
    pub(super) supervisor: &'w Worker,
}

pub(super) fn desk<'w>(world: &World<'w>, household: &Household) -> Desk<'w> {
    if household.in_khujand {
        Desk { officer: world.worker("registration.khujand"), supervisor: world.worker("supervisor.khujand") }
    } else {
        Desk { officer: world.worker("registration"), supervisor: world.worker("supervisor") }
    }
}

/// Minutes from eight in the morning, where the work is (0.1 C1).
pub(super) fn in_office(day: NaiveDate, minute: i64) -> DateTime<Utc> {
    start_of_day(day) + TimeDelta::minutes(8 * 60) + TimeDelta::minutes(minute)
}
