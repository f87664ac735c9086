//! Sittings and what was recorded of them, in the end.
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use panoh_rules::collegial::Attendance;
use uuid::Uuid;

use super::{Commission, Docket, ITEM_MINUTES};
use crate::seed::story::Worker;
use crate::seed::tables::{AttendanceRow, EntryRow, SittingRow};
use crate::seed::world::{World, in_office};

impl Commission {
    pub(in crate::seed) fn record(
        &mut self,
        by: &Worker,
        at: DateTime<Utc>,
        what: (&'static str, &'static str, Uuid),
        case_id: Option<Uuid>,
        fields: &str,
    ) {
        let (operation, object_kind, object_id) = what;
        let class = if case_id.is_some() { 3 } else { 2 };
        self.docket.entries.push(EntryRow {
            id: self.chance.id(at),
            at,
            membership_id: by.membership,
            user_id: by.user,
            operation,
            object_kind,
            object_id,
            case_id,
            person_id: None,
            class,
            fields: fields.to_owned(),
            change: None,
            reason: None,
        });
    }

    /// The sittings themselves, and everything that hangs on them.
    pub(in crate::seed) fn finish(&mut self, world: &World<'_>) -> Docket {
        let secretary = world.worker("secretary").clone();
        for (place, id) in self.sittings.clone() {
            let day = world.sitting(place);
            let (begun, created_at) = (in_office(day, 120), called_at(world, place));
            let ended = begun + TimeDelta::minutes(20 + self.heard.get(&place).copied().unwrap_or(0).saturating_mul(ITEM_MINUTES).min(700));
            let minuted = ended + TimeDelta::hours(2);
            self.docket.sittings.push(sitting_row(id, self.body, begun, Some((ended, minuted)), created_at, day));
            self.record(&secretary, created_at, ("sitting.call", "sitting", id), None, "called_for,place,docket");
            for seat in 0..self.seats.len() {
                let Some((seat_of, worker, how)) = self.sitter(place, seat) else { continue };
                let capacity = if how == Attendance::Alternate { "alternate" } else { "member" };
                let arrived_at = begun - TimeDelta::minutes(12 - i64::try_from(seat).unwrap_or(0));
                self.docket.attendances.push(AttendanceRow {
                    sitting_id: id,
                    seat_id: seat_of.id,
                    membership_id: worker.membership,
                    capacity,
                    arrived_at,
                });
                self.record(&secretary, arrived_at, ("attendance.arrive", "sitting", id), None, "seat,membership,capacity");
            }
            self.record(&secretary, begun, ("sitting.open", "sitting", id), None, "state");
            self.record(&secretary, ended, ("sitting.close", "sitting", id), None, "state");
            self.record(&secretary, minuted, ("sitting.minute", "sitting", id), None, "state,minutes");
        }
        let (day, created_at) = (world.next_sitting(), world.at(1, 30));
        self.docket.sittings.push(sitting_row(self.called, self.body, in_office(day, 120), None, created_at, day));
        let called = self.called;
        self.record(&secretary, created_at, ("sitting.call", "sitting", called), None, "called_for,place,docket");
        std::mem::take(&mut self.docket)
    }
}

/// Two days before it is held.
pub(in crate::seed) fn called_at(world: &World<'_>, place: i64) -> DateTime<Utc> {
    in_office(world.workday(world.sitting(place) - TimeDelta::days(2)), 30)
}

pub(in crate::seed) fn sitting_row(
    id: Uuid,
    body_id: Uuid,
    begun: DateTime<Utc>,
    held: Option<(DateTime<Utc>, DateTime<Utc>)>,
    created_at: DateTime<Utc>,
    day: NaiveDate,
) -> SittingRow {
    SittingRow {
        id,
        body_id,
        called_for: begun,
        place: "Ministry of Internal Affairs, hall 2",
        state: if held.is_some() { "minuted" } else { "called" },
        opened_at: held.map(|_| begun),
        closed_at: held.map(|(ended, _)| ended),
        minuted_at: held.map(|(_, minuted)| minuted),
        minutes: held.map(|_| format!("Sitting of {day}. The docket was heard item by item; votes and reasons stand with each item.")),
        created_at,
    }
}
