//! The clock: everything that is due in every organisation is fired, one case a transaction, in order, once.
use std::time::{Duration, Instant};

use actix_web::web;
use chrono::{DateTime, TimeDelta, Utc};
use panoh_rules::calendar::legal_day;
use uuid::Uuid;

use super::apply::{Desk, catch_up, take_over};
use super::case::load;
use crate::access::permission::TransitionCase;
use crate::database::{IdRow, SystemDoor, SystemMember, Tx, rest_after, sql};
use crate::ledger::Act;
use crate::problem::{Code, Problem};
use crate::programmes::ground;
use crate::server::{App, system_door};

/// Cases looked for at once.
const BATCH: i32 = 100;

/// Answers to retries are kept so long.
const KEPT: TimeDelta = TimeDelta::days(7);

const DUE: &str = "
SELECT d.case_id AS id FROM case_deadlines d
 WHERE d.tenant_id = $1 AND d.fires_at <= $2 AND d.case_id <> ALL ($3)
 GROUP BY d.case_id ORDER BY min(d.fires_at), d.case_id LIMIT $4";

// Rows that do not know of a suspension of the whole organisation, or of its end, yet (0.1 C6). OFFSET keeps the deadlines behind the
// suspensions: where there is none, no deadline is looked at.
const SUSPENDED: &str = "
SELECT DISTINCT d.case_id AS id FROM suspensions s CROSS JOIN LATERAL (
    SELECT d.case_id FROM case_deadlines d
     WHERE d.tenant_id = $1 AND d.state = 'open' AND s.from_day <= d.due_on AND (s.until_day IS NULL OR s.until_day > d.starts_on)
       AND d.case_id <> ALL ($3) AND NOT d.pauses @> jsonb_build_array(jsonb_build_object('wide', true, 'ground', s.ground, 'until', s.until_day))
    OFFSET 0) AS d
 WHERE s.tenant_id = $1 AND s.from_day <= $2 ORDER BY d.case_id LIMIT $4";

/// Fire what is due, for ever.
pub async fn sweep_forever(app: web::Data<App>) {
    let pause = Duration::from_millis(app.settings.clock.sweep_ms);
    let mut pruned: Option<DateTime<Utc>> = None;
    let mut rest = pause;
    loop {
        tokio::time::sleep(rest).await;
        let begun = Instant::now();
        rest = match sweep(&app).await {
            Ok(0) => rest_after(begun.elapsed(), pause),
            Ok(_moved) => pause,
            Err(problem) => {
                tracing::warn!(%problem, "the clock waits");
                pause
            }
        };
        let now = app.clock.now();
        if pruned.is_none_or(|at| now - at > TimeDelta::hours(1)) {
            pruned = Some(now);
            if let Err(problem) = prune(&app).await {
                tracing::warn!(%problem, "old answers are kept a while longer");
            }
        }
    }
}

/// For tests: fire what is due now.
///
/// # Errors
/// The database is not there.
pub async fn fire_now(app: &App) -> Result<usize, Problem> {
    sweep(app).await
}

/// Fire everything that is due in every organisation; how many cases moved. A case that fails is reported, left for the next sweep,
/// and stops no other.
///
/// # Errors
/// The database is not there.
pub async fn sweep(app: &App) -> Result<usize, Problem> {
    let door = system_door(app);
    let mut moved = 0_usize;
    for member in door.members().await? {
        match sweep_organisation(app, &door, member).await {
            Ok(some) => {
                moved = moved.saturating_add(some);
                if some > 0 {
                    app.written_in(member.tenant());
                }
            }
            Err(problem) => tracing::warn!(%problem, organisation = %member.tenant(), "the clock of an organisation waits"),
        }
    }
    Ok(moved)
}

async fn sweep_organisation(app: &App, door: &SystemDoor, member: SystemMember) -> Result<usize, Problem> {
    let desk = Desk::of_house(app.house.clone());
    let now = app.clock.now();
    let mut moved = super::handover::sweep(door, member, now).await?;
    moved = moved.saturating_add(super::retention::sweep(door, member, now, &app.house).await?);
    for suspended in [false, true] {
        // Each case is tried once in a sweep: what failed, or is held by somebody, comes again in the next one.
        let mut tried: Vec<Uuid> = Vec::new();
        loop {
            let found = due(door, member, now, suspended, tried.clone()).await?;
            if found.is_empty() {
                break;
            }
            for id in found {
                tried.push(id);
                match fire(door, member, now, &desk, id).await {
                    Ok(()) => moved = moved.saturating_add(1),
                    Err(problem) if problem.code == Code::StillRunning => {}
                    Err(problem) => tracing::warn!(%problem, case = %id, "the clock cannot fire a case and will try again"),
                }
            }
        }
    }
    Ok(moved)
}

async fn due(door: &SystemDoor, member: SystemMember, now: DateTime<Utc>, suspended: bool, tried: Vec<Uuid>) -> Result<Vec<Uuid>, Problem> {
    let found: Vec<IdRow> = door
        .read::<TransitionCase, _>(member, now, async |tx| {
            let tenant = tx.tenant();
            let statement = if suspended { sql(SUSPENDED).uuid(tenant).day(legal_day(now)) } else { sql(DUE).uuid(tenant).at(now) };
            tx.rows(statement.uuids(tried).int(BATCH)).await
        })
        .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// One case, one transaction, one entry for each firing. `still_running`: somebody holds it, or nothing is due any more.
async fn fire(door: &SystemDoor, member: SystemMember, now: DateTime<Utc>, desk: &Desk, id: Uuid) -> Result<(), Problem> {
    door.write::<TransitionCase, _>(member, now, async |tx| {
        let mut acts = fire_held(tx, desk, id).await?;
        let last = acts.pop().ok_or(Code::StillRunning)?;
        for act in acts {
            tx.append(act).await?;
        }
        tx.record(last, ()).await
    })
    .await
}

async fn fire_held(tx: &mut Tx<TransitionCase>, desk: &Desk, id: Uuid) -> Result<Vec<Act>, Problem> {
    let tenant = tx.tenant();
    let held: Option<IdRow> =
        tx.maybe(sql("SELECT id FROM cases WHERE tenant_id = $1 AND id = $2 FOR UPDATE SKIP LOCKED").uuid(tenant).uuid(id)).await?;
    held.ok_or(Code::StillRunning)?;
    let case = load(tx, id).await?;
    let programme = desk.programme(&case.row)?;
    let ground = ground(tx, &desk.house).await?;
    let (case, mut acts) = catch_up(tx, desk, &programme, &ground, case).await?;
    if acts.is_empty()
        && let Some(case) = take_over(tx, desk, &programme, &ground, &case).await?
    {
        acts.push(Act::new("case.deadline_reckoned").on("case", id).case(id).class(case.row.class).fields(["deadlines", "papers"]));
    }
    Ok(acts)
}

/// Forget answers to retries that nobody will ask for again.
///
/// # Errors
/// The database is not there.
pub async fn prune(app: &App) -> Result<usize, Problem> {
    let door = system_door(app);
    let now = app.clock.now();
    let mut pruned = 0_usize;
    for member in door.members().await? {
        let done = door.write::<TransitionCase, _>(member, now, async |tx| {
            let tenant = tx.tenant();
            let gone =
                tx.execute(sql("DELETE FROM idempotency_keys WHERE tenant_id = $1 AND made_at < $2").uuid(tenant).at(now - KEPT)).await?;
            if gone == 0 {
                return Err(Code::StillRunning.into());
            }
            tx.record(Act::new("request.prune").fields(["idempotency_keys"]), gone).await
        });
        match done.await {
            Ok(gone) => pruned = pruned.saturating_add(gone),
            Err(problem) if problem.code == Code::StillRunning => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(pruned)
}
