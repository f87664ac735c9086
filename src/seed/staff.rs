//! Who works in a founded organisation, read back from the database: seeding may have been interrupted after the founding.
use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::engine::Actor;
use uuid::Uuid;

use super::commission::Known;
use super::story::Worker;
use crate::access::permission::ManageOrganisations;
use crate::database::{IdRow, Pools, SignInTx, SystemDoor, Tx, sql};
use crate::ids::{MembershipId, OfficeId, OrganisationId, TeamId};
use crate::problem::Problem;

/// An organisation with its people by login, and its system member.
pub(super) struct Staff {
    pub(super) tenant: OrganisationId,
    pub(super) system: Worker,
    pub(super) people: BTreeMap<String, Worker>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    user_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    office_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    team_id: Option<Uuid>,
    #[diesel(sql_type = Array<Text>)]
    roles: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    training: Vec<String>,
}

const STAFF: &str = "
SELECT m.id, m.user_id, u.email, m.office_id, m.team_id, m.training,
       ARRAY(SELECT r.key FROM membership_roles mr JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
              WHERE mr.tenant_id = m.tenant_id AND mr.membership_id = m.id ORDER BY r.key) AS roles
  FROM memberships m LEFT JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 ORDER BY m.created_at, m.id";

/// The organisation of this short name, if it was founded.
///
/// # Errors
/// What the database says.
pub(super) async fn staff(pools: &Pools, slug: &str, now: DateTime<Utc>) -> anyhow::Result<Option<Staff>> {
    let mut tx = SignInTx::open(pools).await?;
    let found: Option<IdRow> = tx.maybe(sql("SELECT id FROM organisations WHERE slug = $1").text(slug)).await?;
    tx.commit().await?;
    let Some(found) = found else { return Ok(None) };
    let door = SystemDoor::new(pools.clone());
    let Some(member) = door.members().await?.into_iter().find(|member| member.tenant().0 == found.id) else { return Ok(None) };
    let rows = door.read::<ManageOrganisations, _>(member, now, async |tx| tx.rows::<Row>(sql(STAFF).uuid(found.id)).await).await?;
    let (mut system, mut people) = (None, BTreeMap::new());
    for row in rows {
        let email = row.email.clone();
        let worker = worker(row);
        match email {
            None => system = Some(worker),
            Some(email) => {
                people.insert(email.split('@').next().unwrap_or_default().to_owned(), worker);
            }
        }
    }
    Ok(system.map(|system| Staff { tenant: OrganisationId(found.id), system, people }))
}

fn worker(row: Row) -> Worker {
    let actor = match row.user_id {
        None => Actor::system(),
        Some(_) => Actor { person: row.id.to_string(), roles: row.roles, training: row.training },
    };
    let nowhere = Uuid::nil();
    Worker { membership: row.id, user: row.user_id, office: row.office_id.unwrap_or(nowhere), team: row.team_id.unwrap_or(nowhere), actor }
}

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = SqlUuid)]
    office: Uuid,
    #[diesel(sql_type = SqlUuid)]
    team: Uuid,
}

/// Read as the organisation's system member.
async fn read<T>(
    pools: &Pools,
    staff: &Staff,
    now: DateTime<Utc>,
    work: impl AsyncFnOnce(&mut Tx<ManageOrganisations>) -> Result<T, Problem>,
) -> anyhow::Result<T> {
    let door = SystemDoor::new(pools.clone());
    let member = door
        .members()
        .await?
        .into_iter()
        .find(|member| member.tenant() == staff.tenant)
        .context("an organisation without a system member")?;
    Ok(door.read(member, now, work).await?)
}

/// An office and its team, by the office's name.
///
/// # Errors
/// There is no such office.
pub(super) async fn office(pools: &Pools, staff: &Staff, name: &str, now: DateTime<Utc>) -> anyhow::Result<(OfficeId, TeamId)> {
    let statement =
        sql("SELECT o.id AS office, t.id AS team FROM offices o JOIN teams t ON t.tenant_id = o.tenant_id AND t.office_id = o.id
          WHERE o.tenant_id = $1 AND o.name = $2 ORDER BY t.created_at, t.id LIMIT 1");
    let statement = statement.uuid(staff.tenant).text(name);
    let placed = read(pools, staff, now, async |tx| tx.one::<Placed>(statement).await).await?;
    Ok((OfficeId(placed.office), TeamId(placed.team)))
}

/// The Commission, if there is one.
///
/// # Errors
/// What the database says.
pub(super) async fn commission(pools: &Pools, staff: &Staff, now: DateTime<Utc>) -> anyhow::Result<Option<Known>> {
    let tenant = staff.tenant;
    read(pools, staff, now, async |tx| {
        let body: Option<IdRow> = tx.maybe(sql("SELECT id FROM bodies WHERE tenant_id = $1 AND key = 'commission'").uuid(tenant)).await?;
        let Some(body) = body else { return Ok(None) };
        let seats = tx
            .rows::<IdRow>(sql("SELECT id FROM seats WHERE tenant_id = $1 AND body_id = $2 ORDER BY position").uuid(tenant).uuid(body.id))
            .await?;
        Ok(Some(Known { body: body.id, seats: seats.into_iter().map(|seat| seat.id).collect() }))
    })
    .await
}

/// Whether the stock is there: it is written in one transaction, so where one of its people is, all of it is.
///
/// # Errors
/// What the database says.
pub(super) async fn has_stock(pools: &Pools, staff: &Staff, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let statement =
        sql("SELECT person_id AS id FROM person_external_ids WHERE tenant_id = $1 AND system = 'tour' LIMIT 1").uuid(staff.tenant);
    Ok(read(pools, staff, now, async |tx| tx.maybe::<IdRow>(statement).await).await?.is_some())
}

impl Staff {
    pub(super) fn system_member(&self) -> MembershipId {
        MembershipId(self.system.membership)
    }
}
