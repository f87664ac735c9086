//! The first question of every transaction: who is this member here, and how far do their grants reach?
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use uuid::Uuid;

use super::question::Ask;
use super::{Sql, sql};
use crate::access::{Member, Permission};
use crate::ids::{MembershipId, OfficeId, OrganisationId, TeamId, UserId};
use crate::problem::{Code, Problem};

/// What a transaction is opened for.
#[derive(Debug, Clone)]
pub struct Opening {
    pub tenant: OrganisationId,
    pub membership: MembershipId,
    /// `None`: the organisation's system member, whom the clock acts as.
    pub user: Option<UserId>,
    pub now: DateTime<Utc>,
    pub request_id: Option<String>,
    /// The request names a record: without the permission, a member who may read such records is told 403 for those seen and
    /// 404 for the rest; anyone else is told 404.
    pub names_a_record: bool,
    pub kind: Kind,
}

/// How the transaction runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    /// Ballots and quorum.
    Serializable,
}

impl Opening {
    /// BEGIN, the settings that row security reads, and the door's own question.
    pub(super) fn question<P: Permission>(&self) -> (Sql, Sql, Ask<Door>) {
        let begin = match self.kind {
            Kind::Read => "BEGIN READ ONLY",
            Kind::Write => "BEGIN",
            Kind::Serializable => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        let door = sql(DOOR)
            .uuid(self.tenant)
            .uuid(self.membership)
            .opt_uuid(self.user)
            .day(legal_day(self.now))
            .text(P::RESOURCE)
            .text(P::ACTION)
            .boolean(self.names_a_record);
        let user = self.user.map(|user| user.to_string()).unwrap_or_default();
        (sql(begin), settings(self.tenant, self.membership, user, self.now), door.of())
    }

    /// Who came through the door, or why nobody did.
    pub(super) fn admit(&self, rows: Vec<Door>) -> Result<(Member, bool), Problem> {
        let door = rows.into_iter().next().ok_or(Code::SessionEnded)?;
        if door.reach.is_empty() && self.names_a_record {
            return Err(Code::NotFound.into());
        }
        if !door.permitted && !self.names_a_record {
            return Err(Code::NotPermitted.into());
        }
        let member = Member {
            tenant: self.tenant,
            membership: self.membership,
            user: self.user,
            office: door.office_id.map(OfficeId),
            team: door.team_id.map(TeamId),
            roles: door.roles,
            training: door.training,
            reach: door.reach,
            programmes: door.programmes,
            slices: door.slices,
        };
        Ok((member, door.permitted))
    }
}

/// Whose transaction it is, for row security: local to it, gone with it.
pub(super) fn settings(tenant: OrganisationId, membership: MembershipId, user: String, now: DateTime<Utc>) -> Sql {
    let statement = sql(
        "SELECT set_config('app.tenant', $1::text, true), set_config('app.membership', $2::text, true), set_config('app.user', $3, true), set_config('app.now', $4, true)",
    );
    statement.text(tenant.to_string()).text(membership.to_string()).text(user).text(now.to_rfc3339())
}

#[derive(QueryableByName)]
pub(super) struct Door {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) office_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(super) team_id: Option<Uuid>,
    #[diesel(sql_type = Array<Text>)]
    pub(super) training: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub(super) roles: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub(super) reach: Vec<String>,
    #[diesel(sql_type = Bool)]
    pub(super) permitted: bool,
    #[diesel(sql_type = Array<Text>)]
    pub(super) programmes: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    pub(super) slices: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    #[expect(dead_code, reason = "read for its effect: it sets the row-security variables")]
    set: Option<String>,
}

/// Membership, roles and grants, and the settings that row security reads, in one statement.
pub(super) const DOOR: &str = "
WITH m AS (
  SELECT m.tenant_id, m.id, m.user_id, m.office_id, m.team_id, m.programmes, m.training,
         o.kind LIKE '%-operational' OR coalesce(f.unit_kind LIKE '%-operational', false) AS operational
    FROM memberships m
    JOIN organisations o ON o.id = m.tenant_id AND o.suspended_at IS NULL
    LEFT JOIN offices f ON f.tenant_id = m.tenant_id AND f.id = m.office_id
    LEFT JOIN users u ON u.id = m.user_id
   WHERE m.tenant_id = $1 AND m.id = $2 AND m.user_id IS NOT DISTINCT FROM $3
     AND m.deactivated_at IS NULL AND u.deactivated_at IS NULL
     AND m.starts_on <= $4 AND (m.ends_on IS NULL OR m.ends_on >= $4)
), held AS (
  SELECT gr.action, gr.reach, p.programme
    FROM m
    JOIN membership_roles mr ON mr.tenant_id = m.tenant_id AND mr.membership_id = m.id
    JOIN role_grants gr ON gr.tenant_id = mr.tenant_id AND gr.role_id = mr.role_id
   CROSS JOIN LATERAL unnest(coalesce(gr.programmes, m.programmes, '{*}')) AS p (programme)
   WHERE gr.tenant_id = $1 AND gr.resource = $5 AND gr.action IN ($6, 'read')
     AND (m.programmes IS NULL OR p.programme = ANY (m.programmes))
), g AS (
  SELECT h.reach, array_agg(DISTINCT h.programme) AS programmes
    FROM held h
   WHERE h.action = $6 OR ($7 AND NOT EXISTS (SELECT 1 FROM held x WHERE x.action = $6))
   GROUP BY h.reach
), sl AS (
  SELECT CASE WHEN bool_or(gr.slice IS NULL) FILTER (WHERE gr.resource = 'case') THEN '{}'::text[]
              ELSE array_agg(DISTINCT gr.slice) FILTER (WHERE gr.resource = 'case') END AS slices,
         coalesce(bool_or(gr.resource = 'restricted_case'), false) AS restricted
    FROM m
    JOIN membership_roles mr ON mr.tenant_id = m.tenant_id AND mr.membership_id = m.id
    JOIN role_grants gr ON gr.tenant_id = mr.tenant_id AND gr.role_id = mr.role_id
   WHERE gr.tenant_id = $1 AND (gr.resource = 'case' AND gr.reach <> 'aggregate' OR gr.resource = 'restricted_case' AND gr.action = 'read')
), w AS (
  SELECT CASE WHEN (SELECT user_id FROM m) IS NULL THEN '{system}'::text[] ELSE coalesce(array_agg(DISTINCT g.reach), '{}') END AS reach,
         coalesce(array_agg(DISTINCT p), '{}') AS programmes,
         string_agg(set_config('app.programmes_' || g.reach, g.programmes::text, true), ',') AS set
    FROM g LEFT JOIN LATERAL unnest(g.programmes) AS p ON true
), n AS (
  SELECT coalesce(array_agg(r.key ORDER BY r.key), CASE WHEN (SELECT user_id FROM m) IS NULL THEN '{system}'::text[] ELSE '{}' END) AS roles
    FROM m JOIN membership_roles mr ON mr.tenant_id = m.tenant_id AND mr.membership_id = m.id
    JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
)
SELECT m.office_id, m.team_id, m.training, n.roles, w.reach, m.user_id IS NULL OR EXISTS (SELECT 1 FROM held h WHERE h.action = $6) AS permitted,
       CASE WHEN m.user_id IS NULL THEN '{*}' ELSE w.programmes END AS programmes,
       coalesce(sl.slices, '{}') AS slices,
       coalesce(w.set, '') || set_config('app.reach', w.reach::text, true)
         || set_config('app.office', coalesce(m.office_id::text, ''), true) || set_config('app.team', coalesce(m.team_id::text, ''), true)
         || set_config('app.roles', n.roles::text, true) || set_config('app.sees_restricted', sl.restricted::text, true)
         || set_config('app.operational', (m.operational AND m.user_id IS NOT NULL)::text, true) AS set
  FROM m, w, n, sl";
