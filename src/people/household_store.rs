//! Rows and statements of households. Members whom one may not see are no rows.
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::household::{HouseholdForm, HouseholdView, JoiningForm, MemberView};
use super::store;
use crate::access::Permission;
use crate::database::{IdRow, Tx, sql};
use crate::problem::Problem;

/// A household's row with everybody who ever belonged to it, in one statement.
#[derive(Debug, QueryableByName)]
pub(super) struct HouseholdRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) head_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) note: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    office_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    team_id: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    created_by: Uuid,
    #[diesel(sql_type = BigInt)]
    pub(super) version: i64,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Jsonb)]
    members: Value,
}

// The head is shown where the person is: a hidden one is none.
const HOUSEHOLD: &str = "
SELECT h.id, h.kind, (SELECT p.id FROM persons p WHERE p.tenant_id = $1 AND p.id = h.head_id) AS head_id, h.note, h.office_id, h.team_id, h.created_by,
       h.version, h.created_at, h.updated_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id, 'person', m.person_id, 'relationship', m.relationship, 'joined_on', m.joined_on,
                                                     'left_on', m.left_on) ORDER BY m.joined_on, m.id)
                   FROM household_members m WHERE m.tenant_id = $1 AND m.household_id = h.id), '[]') AS members
  FROM households h WHERE h.tenant_id = $1 AND h.id = $2";

/// The household, if this member may see it.
pub(super) async fn household<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<HouseholdRow, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(HOUSEHOLD).uuid(tenant).uuid(id)).await
}

/// That there is such a household for this member.
pub(super) async fn see_household<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let _seen: IdRow = tx.one(sql("SELECT h.id FROM households h WHERE h.tenant_id = $1 AND h.id = $2").uuid(tenant).uuid(id)).await?;
    Ok(())
}

/// The household to be changed, held until commit, so that nobody joins it twice at once.
pub(super) async fn lock_household<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<HouseholdRow, Problem> {
    let tenant = tx.tenant();
    let _held: IdRow =
        tx.one(sql("SELECT h.id FROM households h WHERE h.tenant_id = $1 AND h.id = $2 FOR NO KEY UPDATE").uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    tx.one(sql(HOUSEHOLD).uuid(tenant).uuid(id)).await
}

impl HouseholdRow {
    /// Everybody who ever belonged to it.
    pub(super) fn members(&self) -> Result<Vec<MemberView>, Problem> {
        serde_json::from_value(self.members.clone()).map_err(|error| Problem::defect("reading members", error))
    }

    /// As it was on a day.
    pub(super) fn view(self, on: NaiveDate) -> Result<HouseholdView, Problem> {
        let mut members = self.members()?;
        members.retain(|member| member.is_there_on(on));
        Ok(HouseholdView {
            id: self.id,
            kind: self.kind,
            head: self.head_id,
            note: self.note,
            on,
            members,
            office: self.office_id,
            team: self.team_id,
            created_by: self.created_by,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A new household of the member's own office and team.
pub(super) async fn insert_household<P: Permission>(tx: &mut Tx<P>, id: Uuid, form: &HouseholdForm) -> Result<(), Problem> {
    let (tenant, now, member) = (tx.tenant(), tx.now(), tx.member().clone());
    let statement =
        sql("INSERT INTO households (tenant_id, id, kind, head_id, note, office_id, team_id, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)");
    let statement = statement.uuid(tenant).uuid(id).text(form.kind.clone()).opt_uuid(form.head).opt_text(form.note.clone());
    tx.execute(statement.opt_uuid(member.office).opt_uuid(member.team).uuid(member.membership).at(now)).await?;
    Ok(())
}

/// Somebody joins.
pub(super) async fn insert_member<P: Permission>(tx: &mut Tx<P>, household: Uuid, form: &JoiningForm) -> Result<MemberView, Problem> {
    let (tenant, now, id) = (tx.tenant(), tx.now(), Uuid::now_v7());
    let statement = sql(
        "INSERT INTO household_members (tenant_id, id, household_id, person_id, relationship, joined_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let statement = statement.uuid(tenant).uuid(id).uuid(household).uuid(form.person).text(form.relationship.clone()).day(form.joined_on);
    tx.execute(statement.at(now)).await?;
    Ok(MemberView { id, person: form.person, relationship: form.relationship.clone(), joined_on: form.joined_on, left_on: None })
}

/// Somebody left.
pub(super) async fn end_membership<P: Permission>(
    tx: &mut Tx<P>,
    household: Uuid,
    member: Uuid,
    left_on: NaiveDate,
) -> Result<(), Problem> {
    let tenant = tx.tenant();
    let statement =
        sql("UPDATE household_members SET left_on = $4 WHERE tenant_id = $1 AND household_id = $2 AND id = $3 AND left_on IS NULL");
    tx.execute(statement.uuid(tenant).uuid(household).uuid(member).day(left_on)).await?;
    Ok(())
}

/// Head and note at a version, and the next one; false when the row moved on.
pub(super) async fn update_household<P: Permission>(
    tx: &mut Tx<P>,
    id: Uuid,
    version: i64,
    head: Option<Uuid>,
    note: Option<String>,
) -> Result<bool, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let statement = sql(
        "UPDATE households SET head_id = $4, note = $5, version = version + 1, updated_at = $6 WHERE tenant_id = $1 AND id = $2 AND version = $3",
    );
    Ok(tx.execute(statement.uuid(tenant).uuid(id).big(version).opt_uuid(head).opt_text(note).at(now)).await? == 1)
}

/// The days between which somebody can have lived with others: from the first day of birth that is possible to death.
pub(super) async fn lifetime<P: Permission>(tx: &mut Tx<P>, person: Uuid) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Problem> {
    let facts = store::person(tx, person).await?.facts()?;
    Ok((facts.birth.map(|birth| birth.rule().earliest()), facts.death_on))
}

/// A household to which somebody belongs or belonged.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub(super) struct HouseholdOfPerson {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    /// The stay in it.
    #[diesel(sql_type = SqlUuid)]
    pub(super) member: Uuid,
    #[diesel(sql_type = Text)]
    relationship: String,
    #[diesel(sql_type = Date)]
    pub(super) joined_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    left_on: Option<NaiveDate>,
}

/// Somebody's households, the latest joined first.
pub(super) async fn households_of<P: Permission>(
    tx: &mut Tx<P>,
    person: Uuid,
    after: Option<(NaiveDate, Uuid)>,
    rows: i64,
) -> Result<Vec<HouseholdOfPerson>, Problem> {
    let tenant = tx.tenant();
    let statement = sql("SELECT h.id, h.kind, m.id AS member, m.relationship, m.joined_on, m.left_on
           FROM household_members m JOIN households h ON h.tenant_id = m.tenant_id AND h.id = m.household_id
          WHERE m.tenant_id = $1 AND h.tenant_id = $1 AND m.person_id = $2 AND ($3::date IS NULL OR (m.joined_on, m.id) < ($3, $4))
          ORDER BY m.joined_on DESC, m.id DESC LIMIT $5");
    tx.rows(statement.uuid(tenant).uuid(person).opt_day(after.map(|place| place.0)).opt_uuid(after.map(|place| place.1)).big(rows)).await
}
