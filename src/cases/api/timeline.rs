//! What was done in a case, from the ledger, newest first.
use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::programme::Programme;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::cases::desk;
use crate::access::permission::ReadCase;
use crate::access::{Disclosed, May, Member};
use crate::cases::apply::Desk;
use crate::cases::case::load;
use crate::cases::words::{may_know, words};
use crate::database::sql;
use crate::http::{Cursor, Page, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    actor_name: Option<String>,
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Array<Text>)]
    fields: Vec<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    change: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    transitions: Vec<String>,
}

/// One line of the timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    id: Uuid,
    at: DateTime<Utc>,
    /// `member`, `system`, …
    actor_kind: String,
    /// Membership.
    actor: Option<Uuid>,
    actor_name: Option<String>,
    operation: String,
    /// Titles of the acts that were done, in the caller's language.
    acts: Vec<String>,
    fields: Vec<String>,
    #[schema(value_type = Option<Object>)]
    change: Option<Value>,
    reason: Option<String>,
}

const ENTRIES: &str = "
SELECT e.id, e.at, e.actor_kind, e.membership_id, u.full_name AS actor_name, e.operation, e.fields, e.change, e.reason,
       ARRAY(SELECT s.transition FROM case_steps s WHERE s.tenant_id = e.tenant_id AND s.case_id = e.case_id AND s.done_at = e.at AND s.done_by = e.membership_id
              AND e.operation IN ('case.create', 'case.transition', 'case.decided', 'case.deadline_fired') ORDER BY s.position) AS transitions
  FROM ledger_entries e
  LEFT JOIN memberships m ON m.tenant_id = e.tenant_id AND m.id = e.membership_id
  LEFT JOIN users u ON u.id = m.user_id
 WHERE e.tenant_id = $1 AND e.case_id = $2 AND e.operation NOT LIKE '%read' AND e.operation NOT LIKE '%list' AND ($3::uuid IS NULL OR e.id < $3)
   AND ($5::uuid IS NULL OR e.membership_id = $5)
 ORDER BY e.id DESC LIMIT $4";

/// A page of a list.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 2000))]
    cursor: Option<String>,
}

/// What was done, newest first.
#[utoipa::path(tag = "Cases", operation_id = "get_timeline", params(("id" = Uuid, Path), ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)), responses(
    (status = 200, body = Page<TimelineEntry>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("case.read"))))]
#[get("/cases/{id}/timeline")]
async fn get_timeline(
    may: May<ReadCase>,
    request: HttpRequest,
    path: web::Path<Uuid>,
    asked: Parameters<Asked>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let cursors = may.app().cursors.clone();
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let programme = desk.programme(&case.row)?;
        let (tenant, limit) = (tx.tenant(), Cursor::limit(asked.0.limit));
        let cursor = cursors.of(format!("timeline/{tenant}/{}", *path));
        // In a slice of a case one's own acts.
        let mine = (!tx.member().sees_whole()).then_some(tx.member().membership.0);
        let after: Option<Uuid> = cursor.read(asked.0.cursor.as_deref())?;
        let rows: Vec<Entry> =
            tx.rows(sql(ENTRIES).uuid(tenant).uuid(*path).opt_uuid(after).big(limit.saturating_add(1)).opt_uuid(mine)).await?;
        let page = cursor.page(rows, limit, |row| row.id, |row| line(row, &desk, &programme, tx.member()))?;
        let act = Act::new("case.timeline_read").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["timeline"]);
        Ok(Disclosed::new(page, act))
    })
    .await
}

/// Names of sections that the member may not know of are left out.
fn line(entry: Entry, desk: &Desk, programme: &Programme, member: &Member) -> TimelineEntry {
    let known = |field: &String| {
        let section = field.split('.').next().unwrap_or_default();
        !programme.sections.contains_key(section) || may_know(programme, section, member)
    };
    TimelineEntry {
        id: entry.id,
        at: entry.at,
        actor_kind: entry.actor_kind,
        actor: entry.membership_id,
        actor_name: entry.actor_name,
        operation: entry.operation,
        acts: entry.transitions.iter().map(|name| words(programme, desk.language, &format!("transitions/{name}/title"))).collect(),
        fields: entry.fields.into_iter().filter(known).collect(),
        change: entry.change,
        reason: entry.reason,
    }
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(get_timeline);
}
