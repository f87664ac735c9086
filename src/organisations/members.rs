//! Memberships: found within reach, changed, ended. Nobody changes their own rights (programmes.md 4.2).
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::invitation::give_roles;
use super::separation::{Whose, judge, judge_elsewhere};
use crate::access::{Member, Permission};
use crate::cases::hand_over;
use crate::database::{Recorded, Sql, Tx, sql};
use crate::http::Representation;
use crate::ids::{MembershipId, OrganisationId};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;
use crate::server::App;

/// Somebody who works here.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    pub id: Uuid,
    /// Their membership here; cases and tasks name this.
    pub membership: Uuid,
    pub email: String,
    pub full_name: String,
    pub language: String,
    /// Keys of roles.
    pub roles: Vec<String>,
    pub office: Option<Uuid>,
    pub team: Option<Uuid>,
    /// Null: every programme of the organisation.
    pub programmes: Option<Vec<String>>,
    pub training: Vec<String>,
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    pub deactivated: bool,
    /// An invitation waits to be accepted.
    pub invited: bool,
    pub version: i64,
}

impl Representation for User {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

#[derive(Debug, QueryableByName)]
pub(super) struct Found {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(super) membership: Uuid,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    pub(super) full_name: String,
    #[diesel(sql_type = Text)]
    language: String,
    #[diesel(sql_type = Array<Text>)]
    roles: Vec<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    office: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    team: Option<Uuid>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    programmes: Option<Vec<String>>,
    #[diesel(sql_type = Array<Text>)]
    training: Vec<String>,
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    deactivated_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    invited: bool,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl From<Found> for User {
    fn from(row: Found) -> Self {
        let Found {
            id,
            membership,
            email,
            full_name,
            language,
            roles,
            office,
            team,
            programmes,
            training,
            starts_on,
            ends_on,
            invited,
            version,
            ..
        } = row;
        let deactivated = row.deactivated_at.is_some();
        Self {
            id,
            membership,
            email,
            full_name,
            language,
            roles,
            office,
            team,
            programmes,
            training,
            starts_on,
            ends_on,
            deactivated,
            invited,
            version,
        }
    }
}

/// Members within a [`Scope`]: `$1` the organisation, `$2` all of it, `$3` oneself, `$4` an office, `$5` a team.
macro_rules! members_within {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, m.id AS membership, u.email, u.full_name, u.language, m.office_id AS office, m.team_id AS team, m.programmes, m.training,
                    m.starts_on, m.ends_on, m.deactivated_at, m.version,
                    coalesce((SELECT array_agg(r.key ORDER BY r.key) FROM membership_roles mr JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
                               WHERE mr.tenant_id = $1 AND mr.membership_id = m.id), '{}') AS roles,
                    EXISTS (SELECT 1 FROM invitations i WHERE i.tenant_id = $1 AND i.membership_id = m.id AND i.accepted_at IS NULL) AS invited
               FROM memberships m JOIN users u ON u.id = m.user_id
              WHERE m.tenant_id = $1 AND ($2 OR m.id = $3 OR m.office_id = $4 OR m.team_id = $5) ",
            $rest
        )
    };
}

const ONE: &str = members_within!("AND u.id = $6");

pub(super) const LIST: &str = members_within!(
    "AND ($6::text IS NULL OR u.full_name ILIKE $6 OR u.email ILIKE $6)
     AND ($7::text IS NULL OR EXISTS (SELECT 1 FROM membership_roles x JOIN roles y ON y.tenant_id = x.tenant_id AND y.id = x.role_id
                                       WHERE x.tenant_id = $1 AND x.membership_id = m.id AND y.key = $7))
     AND ($8::uuid IS NULL OR m.office_id = $8) AND ($9::uuid IS NULL OR m.team_id = $9)
     AND ($10::boolean IS NULL OR $10 = (m.deactivated_at IS NULL AND m.starts_on <= $11 AND (m.ends_on IS NULL OR m.ends_on >= $11)))
     AND ($12::text IS NULL OR (u.full_name, m.id) > ($12, $13))
     ORDER BY u.full_name, m.id LIMIT $14"
);

/// How far the caller's grant reaches among colleagues.
pub(super) struct Scope {
    all: bool,
    own: Uuid,
    office: Option<Uuid>,
    team: Option<Uuid>,
}

impl Scope {
    pub(super) fn of(member: &Member) -> Self {
        let reaches = |wanted: &str| member.reach.iter().any(|reach| reach == wanted);
        let team = member.team.filter(|_| reaches("team"));
        // Whoever has no team reaches the office where the team is meant.
        let office = member.office.filter(|_| reaches("office") || (reaches("team") && member.team.is_none()));
        Self {
            all: reaches("organisation") || reaches("system"),
            own: member.membership.0,
            office: office.map(Into::into),
            team: team.map(Into::into),
        }
    }

    pub(super) fn bind(&self, statement: Sql, tenant: OrganisationId) -> Sql {
        statement.uuid(tenant).boolean(self.all).uuid(self.own).opt_uuid(self.office).opt_uuid(self.team)
    }
}

/// A text in which no character of LIKE means anything.
pub(super) fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// A user within reach.
///
/// # Errors
/// `not_found`.
pub(super) async fn find<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<User, Problem> {
    let statement = Scope::of(tx.member()).bind(sql(ONE), tx.tenant());
    Ok(tx.one::<Found>(statement.uuid(id)).await?.into())
}

/// The first day must not lie after the last.
pub(super) fn check_days(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> Result<(), Problem> {
    if ends_on.is_some_and(|last| last < starts_on) { Err(Problem::field("/ends_on", "order")) } else { Ok(()) }
}

/// Programmes and training flags must be known.
pub(super) fn check_words(house: &House, programmes: Option<&[String]>, training: Option<&[String]>) -> Result<(), Problem> {
    let unknown = programmes.into_iter().flatten().position(|id| house.catalogue.programme(id).is_none());
    if let Some(at) = unknown {
        return Err(Problem::field(format!("/programmes/{at}"), "not_in_list"));
    }
    let flags = house.codes.get("training-flag");
    let unknown = training.into_iter().flatten().position(|flag| flags.is_none_or(|flags| flags.get(flag).is_none()));
    match unknown {
        Some(at) => Err(Problem::field(format!("/training/{at}"), "not_in_list")),
        None => Ok(()),
    }
}

/// The office of a team, where a team is named; it must be the one that is named beside it.
pub(super) async fn office_of<P: Permission>(tx: &mut Tx<P>, office: Option<Uuid>, team: Option<Uuid>) -> Result<Option<Uuid>, Problem> {
    let Some(team) = team else { return Ok(office) };
    let tenant = tx.tenant();
    let found: Option<crate::database::IdRow> =
        tx.maybe(sql("SELECT office_id AS id FROM teams WHERE tenant_id = $1 AND id = $2").uuid(tenant).uuid(team)).await?;
    match found {
        Some(row) if office.is_none_or(|office| office == row.id) => Ok(Some(row.id)),
        _ => Err(Problem::field("/team", "unknown_reference")),
    }
}

/// Judge what a member now holds, here and elsewhere.
pub(super) async fn judge_member<P: Permission>(tx: &mut Tx<P>, app: &App, membership: MembershipId) -> Result<(), Problem> {
    judge(tx, &app.house.roles, Whose::Member(membership.0)).await?;
    judge_elsewhere(tx, &app.pools, &app.house.roles, membership.0).await
}

/// What changes about a membership; `None` stays.
pub(super) struct Change {
    pub(super) roles: Option<Vec<String>>,
    pub(super) office: Option<Option<Uuid>>,
    pub(super) team: Option<Option<Uuid>>,
    pub(super) programmes: Option<Option<Vec<String>>>,
    pub(super) training: Option<Vec<String>>,
    pub(super) ends_on: Option<Option<NaiveDate>>,
}

impl Change {
    fn fields(&self) -> Vec<&'static str> {
        let named = [
            ("roles", self.roles.is_some()),
            ("office", self.office.is_some()),
            ("team", self.team.is_some()),
            ("programmes", self.programmes.is_some()),
            ("training", self.training.is_some()),
            ("ends_on", self.ends_on.is_some()),
        ];
        named.into_iter().filter(|(_, changes)| *changes).map(|(name, _)| name).collect()
    }
}

/// Find a colleague to change: seen, allowed, and not oneself.
async fn colleague<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<User, Problem> {
    let user = find(tx, id).await?;
    tx.require_permission()?;
    if user.membership == tx.member().membership.0 {
        return Err(Problem::house_rule("own-rights", &[]));
    }
    Ok(user)
}

/// Change a membership.
///
/// # Errors
/// `not_found`, `stale`, or `refused` by `own-rights`, `roles-conflict`, `police-firewall`, `role-needs-training`.
pub(super) async fn change<P: Permission>(
    tx: &mut Tx<P>,
    app: &App,
    id: Uuid,
    seen: i64,
    change: Change,
) -> Result<Recorded<User>, Problem> {
    let before = colleague(tx, id).await?;
    let fields = change.fields();
    let team = change.team.unwrap_or(before.team);
    // A move to another office leaves the team behind, unless a team is named too.
    let team = if change.team.is_none() && change.office.is_some_and(|office| office != before.office) { None } else { team };
    let office = match (change.office, change.team) {
        (None, Some(Some(_))) => None,
        (office, _) => office.unwrap_or(before.office),
    };
    let office = office_of(tx, office, team).await?;
    let ends_on = change.ends_on.unwrap_or(before.ends_on);
    check_days(before.starts_on, ends_on)?;
    check_words(&app.house, change.programmes.as_ref().and_then(Option::as_deref), change.training.as_deref())?;
    let statement =
        sql("UPDATE memberships SET office_id = $4, team_id = $5, programmes = $6, training = $7, ends_on = $8, version = version + 1
          WHERE tenant_id = $1 AND id = $2 AND version = $3");
    let tenant = tx.tenant();
    let statement = statement.uuid(tenant).uuid(before.membership).big(seen).opt_uuid(office).opt_uuid(team);
    let statement = statement.opt_texts(change.programmes.unwrap_or_else(|| before.programmes.clone()));
    let statement = statement.texts(change.training.unwrap_or_else(|| before.training.clone())).opt_day(ends_on);
    if tx.execute(statement).await? == 0 {
        return Err(Problem::stale(before.version));
    }
    if let Some(roles) = &change.roles {
        let taken = sql("DELETE FROM membership_roles WHERE tenant_id = $1 AND membership_id = $2");
        tx.execute(taken.uuid(tenant).uuid(before.membership)).await?;
        give_roles(tx, MembershipId(before.membership), roles).await?;
    }
    judge_member(tx, app, MembershipId(before.membership)).await?;
    if ends_on.is_some_and(|last| last < legal_day(tx.now())) {
        hand_over(tx, before.membership).await?;
    }
    let after = find(tx, id).await?;
    let act = Act::new("user.update").on("user", id).class(2).fields(fields);
    tx.record(act.change(json!({ "roles": { "before": before.roles, "after": after.roles } })), after).await
}

/// End a membership at this instant, or let it go on.
///
/// # Errors
/// `not_found`, `stale`, `refused` by `own-rights`, or what no longer may be held together.
pub(super) async fn activate<P: Permission>(
    tx: &mut Tx<P>,
    app: &App,
    id: Uuid,
    seen: i64,
    active: bool,
    reason: Option<String>,
) -> Result<Recorded<User>, Problem> {
    let before = colleague(tx, id).await?;
    let (tenant, ended) = (tx.tenant(), Some(tx.now()).filter(|_| !active));
    let statement =
        sql("UPDATE memberships SET deactivated_at = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3");
    if tx.execute(statement.uuid(tenant).uuid(before.membership).big(seen).opt_at(ended)).await? == 0 {
        return Err(Problem::stale(before.version));
    }
    if active {
        // Judged like a newcomer: what others may hold has perhaps changed meanwhile.
        judge_member(tx, app, MembershipId(before.membership)).await?;
    } else {
        hand_over(tx, before.membership).await?;
    }
    let after = find(tx, id).await?;
    let act = Act::new(if active { "user.reactivate" } else { "user.deactivate" }).on("user", id).class(2).fields(["deactivated"]);
    tx.record(act.reason(reason), after).await
}
