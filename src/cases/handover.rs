//! A membership that ended leaves nothing behind that nobody sees (programmes.md 4.2): its open tasks and cases go to whoever leads
//! the team, else the office, else to another who hands work over; each case alerts the supervisors. Done in the transaction that
//! ends the membership, or by the clock on the day after a dated end; done twice, it does nothing the second time.
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, SmallInt, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde_json::json;
use uuid::Uuid;

use super::apply::follow_assignments;
use crate::access::Permission;
use crate::access::permission::AssignCase;
use crate::database::{IdRow, Sql, SystemDoor, SystemMember, Tx, sql};
use crate::ids::AlertId;
use crate::ledger::Act;
use crate::problem::{Code, Problem};

/// Memberships looked for at once.
const BATCH: i32 = 50;

/// Who takes over: may hand work over themselves, and is nearest.
const SUCCESSOR: &str = "
SELECT s.id FROM memberships m JOIN memberships s ON s.tenant_id = m.tenant_id AND s.id <> m.id
 WHERE m.tenant_id = $1 AND m.id = $2 AND s.user_id IS NOT NULL AND s.deactivated_at IS NULL AND s.starts_on <= $3 AND (s.ends_on IS NULL OR s.ends_on >= $3)
   AND EXISTS (SELECT 1 FROM membership_roles mr JOIN role_grants g ON g.tenant_id = mr.tenant_id AND g.role_id = mr.role_id
                WHERE mr.tenant_id = s.tenant_id AND mr.membership_id = s.id AND g.resource = 'assignment' AND g.action = 'update')
 ORDER BY s.team_id = m.team_id DESC NULLS LAST, s.office_id = m.office_id DESC NULLS LAST, s.created_at, s.id LIMIT 1";

/// Memberships that ended and still have something open that somebody could take.
const ENDED: &str = "
SELECT m.id FROM memberships m
 WHERE m.tenant_id = $1 AND m.user_id IS NOT NULL AND (m.deactivated_at IS NOT NULL OR m.ends_on < $2) AND m.id <> ALL ($3)
   AND (EXISTS (SELECT 1 FROM case_tasks t WHERE t.tenant_id = m.tenant_id AND t.assigned_to = m.id AND t.state = 'open')
        OR EXISTS (SELECT 1 FROM cases c WHERE c.tenant_id = m.tenant_id AND c.owner_id = m.id AND c.phase <> 'closed'))
 ORDER BY m.id LIMIT $4";

#[derive(QueryableByName)]
struct Touched {
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    owner: Option<Uuid>,
}

/// Hand over what a member has open, as the system member; how many cases were touched. The member must be gone already.
///
/// # Errors
/// What the database says; then the transaction must be undone.
pub async fn hand_over<P: Permission>(tx: &mut Tx<P>, membership: Uuid) -> Result<usize, Problem> {
    tx.by_system(async |tx| {
        let acts = handed_over(tx, membership).await?;
        let touched = acts.len();
        for act in acts {
            tx.append(act).await?;
        }
        Ok(touched)
    })
    .await
}

async fn handed_over<P: Permission>(tx: &mut Tx<P>, membership: Uuid) -> Result<Vec<Act>, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let successor: Option<IdRow> = tx.maybe(sql(SUCCESSOR).uuid(tenant).uuid(membership).day(legal_day(now))).await?;
    let successor = successor.map(|row| row.id);
    let statement = sql("SELECT c.id AS case_id, c.class, CASE WHEN c.owner_id = $2 THEN $3::uuid END AS owner FROM cases c
          WHERE c.tenant_id = $1 AND (c.owner_id = $2 AND c.phase <> 'closed' AND $3 IS NOT NULL
            OR EXISTS (SELECT 1 FROM case_tasks t WHERE t.tenant_id = c.tenant_id AND t.case_id = c.id AND t.assigned_to = $2 AND t.state = 'open'))
          ORDER BY c.id FOR UPDATE OF c");
    let touched: Vec<Touched> = tx.rows(statement.uuid(tenant).uuid(membership).opt_uuid(successor)).await?;
    let cases: Vec<Uuid> = touched.iter().map(|touched| touched.case_id).collect();
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let of = |statement: Sql| statement.uuid(tenant).uuid(membership).uuids(cases.clone());
    // Whoever takes a K4 case over comes on its list; whoever left goes from every list.
    let listed = sql("INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at)
         SELECT c.tenant_id, c.id, $4, 'handover', $2, $5 FROM cases c WHERE c.tenant_id = $1 AND c.id = ANY ($3) AND c.class = 4 AND $4 IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM case_access a WHERE a.tenant_id = c.tenant_id AND a.case_id = c.id AND a.membership_id = $4
                             AND (a.until_at IS NULL OR a.until_at > $5))");
    tx.execute(of(listed).opt_uuid(successor).at(now)).await?;
    let unlisted =
        sql("UPDATE case_access SET until_at = $3 WHERE tenant_id = $1 AND membership_id = $2 AND (until_at IS NULL OR until_at > $3)");
    tx.execute(unlisted.uuid(tenant).uuid(membership).at(now)).await?;
    // Without anybody to take it, a task goes back to everyone of its role.
    let tasks = sql("UPDATE case_tasks SET assigned_to = $4, version = version + 1
          WHERE tenant_id = $1 AND assigned_to = $2 AND state = 'open' AND case_id = ANY ($3)");
    tx.execute(of(tasks).opt_uuid(successor)).await?;
    let owned = sql("UPDATE cases SET owner_id = $4, version = version + 1, updated_at = $5
          WHERE tenant_id = $1 AND owner_id = $2 AND id = ANY ($3) AND phase <> 'closed' AND $4 IS NOT NULL");
    tx.execute(of(owned).opt_uuid(successor).at(now)).await?;
    follow_assignments(tx, &cases).await?;
    alert(tx, &cases).await?;
    Ok(touched.into_iter().map(|touched| entry(&touched, membership, successor)).collect())
}

fn entry(touched: &Touched, from: Uuid, to: Option<Uuid>) -> Act {
    let act = Act::new("case.hand_over").on("case", touched.case_id).case(touched.case_id).class(touched.class).fields(["owner", "tasks"]);
    if touched.class >= 4 {
        return act;
    }
    let owner = touched.owner.map(|owner| json!({ "before": from, "after": owner }));
    act.change(json!({ "owner": owner, "tasks": { "before": from, "after": to } }))
}

async fn alert<P: Permission>(tx: &mut Tx<P>, cases: &[Uuid]) -> Result<(), Problem> {
    let rows = cases.iter().map(|case| json!({ "id": AlertId::new(), "case": case }));
    let statement = sql("INSERT INTO case_alerts (tenant_id, id, case_id, alert, kind, to_roles, raised_at)
         SELECT $1, r.id, r.case, 'handed_over', 'handed_over', '{supervisor}', $2 FROM jsonb_to_recordset($3) AS r (id uuid, \"case\" uuid)");
    let (tenant, now) = (tx.tenant(), tx.now());
    tx.execute(statement.uuid(tenant).at(now).json(rows.collect())).await?;
    Ok(())
}

/// Hand over what memberships left whose last day is past; how many.
///
/// # Errors
/// The database is not there.
pub(super) async fn sweep(door: &SystemDoor, member: SystemMember, now: chrono::DateTime<chrono::Utc>) -> Result<usize, Problem> {
    let mut tried: Vec<Uuid> = Vec::new();
    let mut moved = 0_usize;
    loop {
        let known = tried.clone();
        let found: Vec<IdRow> = door
            .read::<AssignCase, _>(member, now, async |tx| {
                let tenant = tx.tenant();
                tx.rows(sql(ENDED).uuid(tenant).day(legal_day(now)).uuids(known).int(BATCH)).await
            })
            .await?;
        if found.is_empty() {
            return Ok(moved);
        }
        for row in found {
            tried.push(row.id);
            match one(door, member, now, row.id).await {
                Ok(cases) => moved = moved.saturating_add(cases),
                // Nobody to take it, and no task to give back: it stays where it is until somebody comes.
                Err(problem) if problem.code == Code::StillRunning => {}
                Err(problem) => tracing::warn!(%problem, membership = %row.id, "an ended membership's work is not handed over yet"),
            }
        }
    }
}

async fn one(door: &SystemDoor, member: SystemMember, now: chrono::DateTime<chrono::Utc>, membership: Uuid) -> Result<usize, Problem> {
    door.write::<AssignCase, _>(member, now, async |tx| {
        let mut acts = handed_over(tx, membership).await?;
        let touched = acts.len();
        let last = acts.pop().ok_or(Code::StillRunning)?;
        for act in acts {
            tx.append(act).await?;
        }
        tx.record(last, touched).await
    })
    .await
}
