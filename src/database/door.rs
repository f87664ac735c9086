//! The first question of every transaction: who is this member here, and how far do their grants reach?
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

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
  SELECT m.tenant_id, m.id, m.user_id, m.office_id, m.team_id, m.programmes, m.training
    FROM memberships m
    JOIN organisations o ON o.id = m.tenant_id AND o.suspended_at IS NULL
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
  SELECT CASE WHEN bool_or(gr.slice IS NULL) THEN '{}'::text[] ELSE array_agg(DISTINCT gr.slice) END AS slices
    FROM m
    JOIN membership_roles mr ON mr.tenant_id = m.tenant_id AND mr.membership_id = m.id
    JOIN role_grants gr ON gr.tenant_id = mr.tenant_id AND gr.role_id = mr.role_id
   WHERE gr.tenant_id = $1 AND gr.resource = 'case' AND gr.reach <> 'aggregate'
), w AS (
  SELECT CASE WHEN (SELECT user_id FROM m) IS NULL THEN '{system}'::text[] ELSE coalesce(array_agg(DISTINCT g.reach), '{}') END AS reach,
         coalesce(array_agg(DISTINCT p), '{}') AS programmes,
         string_agg(set_config('app.programmes_' || g.reach, g.programmes::text, true), ',') AS set
    FROM g LEFT JOIN LATERAL unnest(g.programmes) AS p ON true
)
SELECT m.office_id, m.team_id, m.training,
       coalesce((SELECT array_agg(r.key ORDER BY r.key) FROM membership_roles mr JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
                  WHERE mr.tenant_id = m.tenant_id AND mr.membership_id = m.id), CASE WHEN m.user_id IS NULL THEN '{system}'::text[] ELSE '{}' END) AS roles,
       w.reach, m.user_id IS NULL OR EXISTS (SELECT 1 FROM held h WHERE h.action = $6) AS permitted,
       CASE WHEN m.user_id IS NULL THEN '{*}' ELSE w.programmes END AS programmes,
       coalesce(sl.slices, '{}') AS slices,
       coalesce(w.set, '') || set_config('app.reach', w.reach::text, true)
         || set_config('app.office', coalesce(m.office_id::text, ''), true) || set_config('app.team', coalesce(m.team_id::text, ''), true) AS set
  FROM m, w, sl";
