//! How long a closed case is kept (programmes.md 4.3). The clock moves it: after dat.restrict_after it is restricted, after its
//! programme's own retention it is in the archive. The last day of a period is still inside it (0.1 C2). A legal hold stops each step,
//! and once it is lifted the next sweep catches up. What leaves the archive is decided by two people (`rights`), never by a clock.
use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{SmallInt, Uuid as SqlUuid};
use panoh_rules::calendar::{Calendar, Kind, Period, legal_day};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::permission::TransitionCase;
use crate::database::{SystemDoor, SystemMember, Tx, sql};
use crate::ledger::Act;
use crate::problem::{Code, Problem};
use crate::programmes::{Ground, House, ground};

/// Cases moved in one transaction.
const BATCH: i32 = 200;

/// The longest period that is looked back over, in days: nobody's calendar begins earlier.
const LOOKED_BACK: u64 = 300 * 366;

/// Where a case is kept, for those who still read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// It is worked with, or was closed so recently that everyone whose case it was still reads it.
    #[default]
    Working,
    /// Read by whoever answers for the work.
    Restricted,
    /// Kept until two people dispose of it.
    Archive,
}

impl Retention {
    /// The word of the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Restricted => "restricted",
            Self::Archive => "archive",
        }
    }
}

/// One step of a closed case: from where, to where, and how the ledger calls it.
#[derive(Clone, Copy)]
struct Step {
    from: Retention,
    to: Retention,
    act: &'static str,
}

/// In this order, so that one sweep after years of downtime takes both.
const STEPS: [Step; 2] = [
    Step { from: Retention::Working, to: Retention::Restricted, act: "case.restrict" },
    Step { from: Retention::Restricted, to: Retention::Archive, act: "case.archive" },
];

/// The parameter that restricts a closed case.
pub(super) const RESTRICT_AFTER: &str = "dat.restrict_after";

/// The last day of closing whose period is over before today: whatever was closed on it or earlier is due.
fn closed_by(period: Period, today: NaiveDate, calendar: &Calendar) -> Result<Option<NaiveDate>, Problem> {
    let is_over = |days_ago: u64| -> Result<bool, Problem> {
        let Some(closed_on) = today.checked_sub_days(Days::new(days_ago)) else { return Ok(true) };
        let last = period.last_day(closed_on, Kind::Validity, calendar);
        Ok(last.map_err(|error| Problem::defect("counting how long a case is kept", error))? < today)
    };
    // The longer ago, the sooner it was over: the nearest such day is found by halving.
    let (mut not_over, mut over) = (0, LOOKED_BACK);
    if !is_over(over)? {
        return Ok(None);
    }
    while over - not_over > 1 {
        let middle = not_over.midpoint(over);
        if is_over(middle)? { over = middle } else { not_over = middle }
    }
    Ok(today.checked_sub_days(Days::new(over)))
}

/// For each programme: its id, and the day by which a case must have been closed to come `to` today.
fn cut_offs(house: &House, ground: &Ground<'_>, to: Retention, today: NaiveDate) -> Result<Vec<Value>, Problem> {
    let mut found = Vec::new();
    for (id, entry) in house.catalogue.iter() {
        let key = if to == Retention::Restricted { RESTRICT_AFTER } else { entry.programme.retention.as_str() };
        let period = ground.parameters.period(key, today).map_err(|error| Problem::defect("reading how long a case is kept", error))?;
        if let Some(closed_by) = closed_by(period, today, &ground.calendar)? {
            found.push(json!({ "programme": id, "closed_by": closed_by }));
        }
    }
    Ok(found)
}

/// What is somebody's to hold is passed over, and comes again in the next sweep.
const MOVE: &str = "
UPDATE cases c SET retention = $3, retention_since = $4, version = c.version + 1, updated_at = $5
 WHERE c.tenant_id = $1 AND c.id IN (
   SELECT k.id FROM jsonb_to_recordset($6) AS d (programme text, closed_by date)
     JOIN cases k ON k.tenant_id = $1 AND k.programme = d.programme AND k.retention = $2 AND k.phase = 'closed' AND k.closed_on <= d.closed_by
    WHERE NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.tenant_id = $1 AND h.case_id = k.id AND h.lifted_at IS NULL)
    ORDER BY k.id LIMIT $7 FOR UPDATE OF k SKIP LOCKED)
RETURNING c.id, c.class";

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SmallInt)]
    class: i16,
}

/// Move what is due; how many steps were taken. Done twice, it does nothing the second time.
///
/// # Errors
/// The database is not there.
pub(super) async fn sweep(door: &SystemDoor, member: SystemMember, now: DateTime<Utc>, house: &House) -> Result<usize, Problem> {
    let mut moved = 0_usize;
    for step in STEPS {
        loop {
            match take(door, member, now, house, step).await {
                Ok(some) => moved = moved.saturating_add(some),
                Err(problem) if problem.code == Code::StillRunning => break,
                Err(problem) => return Err(problem),
            }
        }
    }
    Ok(moved)
}

async fn take(door: &SystemDoor, member: SystemMember, now: DateTime<Utc>, house: &House, step: Step) -> Result<usize, Problem> {
    door.write::<TransitionCase, _>(member, now, async |tx| {
        let moved = moved(tx, house, step).await?;
        let count = moved.len();
        let mut acts: Vec<Act> = moved.iter().map(|case| entry(case, step)).collect();
        let last = acts.pop().ok_or(Code::StillRunning)?;
        tx.append_all(acts).await?;
        tx.record(last, count).await
    })
    .await
}

async fn moved(tx: &mut Tx<TransitionCase>, house: &House, step: Step) -> Result<Vec<Moved>, Problem> {
    let (tenant, now, today) = (tx.tenant(), tx.now(), legal_day(tx.now()));
    let ground = ground(tx, house).await?;
    let due = Value::Array(cut_offs(house, &ground, step.to, today)?);
    let statement = sql(MOVE).uuid(tenant).text(step.from.word()).text(step.to.word()).day(today).at(now);
    tx.rows(statement.json(due).int(BATCH)).await
}

fn entry(case: &Moved, step: Step) -> Act {
    let act = Act::new(step.act).on("case", case.id).case(case.id).class(case.class).fields(["retention"]);
    if case.class >= 4 {
        return act;
    }
    act.change(json!({ "retention": { "before": step.from.word(), "after": step.to.word() } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn the_last_day_of_a_period_is_still_inside_it() {
        let calendar = Calendar::default();
        let year: Period = "1 year".parse().unwrap_or(Period { count: 0, unit: panoh_rules::calendar::Unit::Days });
        for (today, closed_by_then) in [
            ("2025-03-10", "2024-03-09"),
            ("2025-03-11", "2024-03-10"),
            // A case closed on 29 February is a year old after 28 February, and so is one that was closed the day before (C2).
            ("2025-03-01", "2024-02-29"),
            ("2025-02-28", "2024-02-27"),
        ] {
            assert_eq!(closed_by(year, day(today), &calendar).ok().flatten(), Some(day(closed_by_then)), "{today}");
        }
    }
}
