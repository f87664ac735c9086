//! What was done in a case, from the ledger, newest first.
use std::collections::BTreeSet;

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
use crate::cases::words::{class_of_section, may_know, may_read, words};
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
    /// Rows of `case_corrections` that this act made.
    #[diesel(sql_type = Nullable<Jsonb>)]
    corrections: Option<Value>,
}

/// What an answer said before it was corrected (programmes.md 4.3), and what it says since.
#[derive(Debug, Serialize, ToSchema)]
pub struct Correction {
    section: String,
    /// Which entry of a repeating section, from 1.
    entry: Option<usize>,
    field: String,
    #[schema(value_type = Value)]
    before: Value,
    /// Null: the answer was taken back.
    #[schema(value_type = Value)]
    after: Value,
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
    /// Answers that had been given and were changed, of sections that the reader may read.
    corrections: Vec<Correction>,
    reason: Option<String>,
}

const ENTRIES: &str = "
SELECT e.id, e.at, e.actor_kind, e.membership_id, u.full_name AS actor_name, e.operation, e.fields, e.change, e.reason,
       ARRAY(SELECT s.transition FROM case_steps s WHERE s.tenant_id = e.tenant_id AND s.case_id = e.case_id AND s.done_at = e.at AND s.done_by = e.membership_id
              AND e.operation IN ('case.create', 'case.transition', 'case.decided', 'case.deadline_fired') ORDER BY s.position) AS transitions,
       (SELECT jsonb_agg(jsonb_build_object('section', k.section, 'before', k.before, 'after', k.after) ORDER BY k.section)
          FROM case_corrections k WHERE k.tenant_id = e.tenant_id AND k.case_id = e.case_id AND k.corrected_at = e.at AND k.corrected_by = e.membership_id
           AND e.object_kind = 'case') AS corrections
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
        let corrections = page.data.iter().flat_map(|line| &line.corrections);
        let shown: BTreeSet<&str> = corrections.map(|correction| correction.section.as_str()).collect();
        let class = shown.iter().map(|section| class_of_section(&programme, section)).fold(case.row.class.max(2), i16::max);
        let fields = ["timeline"].into_iter().chain(shown.iter().copied());
        let act = Act::new("case.timeline_read").on("case", *path).case(*path).class(class).fields(fields);
        Ok(Disclosed::new(page, act))
    })
    .await
}

/// What one row of `case_corrections` changed, answer by answer.
fn corrected(row: &Value) -> Vec<Correction> {
    let section = row["section"].as_str().unwrap_or_default();
    let of_entry = |entry: Option<usize>, before: &Value, after: &Value| -> Vec<Correction> {
        let given =
            before.as_object().into_iter().flatten().filter(|(field, was)| !was.is_null() && after.get(field.as_str()) != Some(*was));
        given
            .map(|(field, was)| Correction {
                section: section.to_owned(),
                entry,
                field: field.clone(),
                before: was.clone(),
                after: after.get(field).cloned().unwrap_or(Value::Null),
            })
            .collect()
    };
    match (&row["before"], &row["after"]) {
        (Value::Array(before), Value::Array(after)) => {
            before.iter().zip(after).zip(1..).flat_map(|((before, after), place)| of_entry(Some(place), before, after)).collect()
        }
        (before, after) => of_entry(None, before, after),
    }
}

/// Names of sections that the member may not know of are left out, and what they said from whoever may not read them.
fn line(entry: Entry, desk: &Desk, programme: &Programme, member: &Member) -> TimelineEntry {
    let known = |field: &String| {
        let section = field.split('.').next().unwrap_or_default();
        !programme.sections.contains_key(section) || may_know(programme, section, member)
    };
    let rows = entry.corrections.as_ref().and_then(Value::as_array).into_iter().flatten();
    let readable = rows.filter(|row| row["section"].as_str().is_some_and(|section| may_read(programme, section, member)));
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
        corrections: readable.flat_map(corrected).collect(),
        reason: entry.reason,
    }
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(get_timeline);
}
