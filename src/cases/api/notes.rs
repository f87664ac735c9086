//! Notes of a case. A note may be corrected by its author for 24 hours; afterwards it is added to (programmes.md 3.1).
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::permission::{CreateNote, ReadNote, UpdateNote};
use crate::access::{Disclosed, May, Permission};
use crate::cases::case::{load, lock};
use crate::database::{Tx, sql};
use crate::http::{Body, Cursor, IfMatch, Page, Parameters, Representation};
use crate::ids::NoteId;
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody, rule_words};

/// As long as its author may correct a note.
const OPEN_FOR: TimeDelta = TimeDelta::hours(24);

/// A note.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct NoteView {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    addendum_to: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    author: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    author_name: Option<String>,
    /// Whether its author may still correct it.
    #[diesel(sql_type = Bool)]
    open: bool,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
}

impl Representation for NoteView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

const NOTES: &str = "
SELECT n.id, n.body, n.class, n.addendum_to, n.author_id AS author, (SELECT u.full_name FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id = n.tenant_id AND m.id = n.author_id) AS author_name, n.created_at > $3 AS open, n.version, n.created_at, n.updated_at
  FROM case_notes n
 WHERE n.tenant_id = $1 AND n.case_id = $2 AND ($4::uuid IS NULL OR n.id = $4) AND ($5::timestamptz IS NULL OR (n.created_at, n.id) < ($5, $6))
   AND ($8::uuid IS NULL OR n.author_id = $8)
 ORDER BY n.created_at DESC, n.id DESC LIMIT $7";

async fn one<P: Permission>(tx: &mut Tx<P>, case: Uuid, note: Uuid) -> Result<NoteView, Problem> {
    let (tenant, open_since) = (tx.tenant(), tx.now() - OPEN_FOR);
    tx.one(
        sql(NOTES)
            .uuid(tenant)
            .uuid(case)
            .at(open_since)
            .opt_uuid(Some(note))
            .opt_at(None)
            .opt_uuid(None::<Uuid>)
            .big(1)
            .opt_uuid(whose(tx)),
    )
    .await
}

/// Whoever sees a slice of a case sees there the notes that they wrote (programmes.md 4.1).
fn whose<P: Permission>(tx: &Tx<P>) -> Option<Uuid> {
    (!tx.member().sees_whole()).then_some(tx.member().membership.0)
}

/// A page of a list.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 2000))]
    cursor: Option<String>,
}

/// Notes of a case, newest first.
#[utoipa::path(tag = "Notes", operation_id = "list_notes", params(("id" = Uuid, Path), ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)), responses(
    (status = 200, body = Page<NoteView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("note.read"))))]
#[get("/cases/{id}/notes")]
async fn list_notes(may: May<ReadNote>, path: web::Path<Uuid>, asked: Parameters<Asked>) -> Result<HttpResponse, Problem> {
    let cursors = may.app().cursors.clone();
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let (tenant, open_since, limit) = (tx.tenant(), tx.now() - OPEN_FOR, Cursor::limit(asked.0.limit));
        let cursor = cursors.of(format!("notes/{tenant}/{}", *path));
        let after: Option<(DateTime<Utc>, Uuid)> = cursor.read(asked.0.cursor.as_deref())?;
        let statement = sql(NOTES).uuid(tenant).uuid(*path).at(open_since).opt_uuid(None::<Uuid>);
        let statement =
            statement.opt_at(after.map(|(at, _)| at)).opt_uuid(after.map(|(_, id)| id)).big(limit.saturating_add(1)).opt_uuid(whose(tx));
        let rows: Vec<NoteView> = tx.rows(statement).await?;
        let page = cursor.page(rows, limit, |row| (row.created_at, row.id), |row| row)?;
        let shown: Vec<Uuid> = page.data.iter().map(|note| note.id).collect();
        let act = Act::new("note.list").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["notes"]);
        Ok(Disclosed::new(page, act.change(serde_json::json!({ "shown": shown }))))
    })
    .await
}

/// What to note.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteWish {
    #[validate(length(min = 1, max = 20000))]
    #[schema(min_length = 1, max_length = 20000)]
    body: String,
    /// The note of this case that it adds to.
    addendum_to: Option<Uuid>,
}

/// Write a note.
#[utoipa::path(tag = "Notes", operation_id = "create_note", request_body = NoteWish, params(("id" = Uuid, Path)), responses(
    (status = 201, body = NoteView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("note.create"))))]
#[post("/cases/{id}/notes")]
async fn create_note(may: May<CreateNote>, path: web::Path<Uuid>, body: Body<NoteWish>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let case = load(tx, *path).await?;
        tx.require_permission()?;
        if let Some(first) = body.0.addendum_to {
            let found = one(tx, *path, first).await;
            found.map_err(|problem| if problem.code == Code::NotFound { Problem::field("/addendum_to", "unknown_reference") } else { problem })?;
        }
        let (tenant, now, by, id) = (tx.tenant(), tx.now(), tx.member().membership, NoteId::new());
        let statement = sql(
            "INSERT INTO case_notes (tenant_id, id, case_id, class, body, addendum_to, author_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        );
        let statement = statement.uuid(tenant).uuid(id).uuid(*path).small(case.row.class).text(body.0.body).opt_uuid(body.0.addendum_to);
        tx.execute(statement.uuid(by).at(now)).await?;
        let view = one(tx, *path, id.0).await?;
        tx.record(Act::new("note.create").on("note", id).case(*path).class(case.row.class).fields(["body"]), view).await
    })
    .await
}

/// A correction.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteChange {
    #[validate(length(min = 1, max = 20000))]
    #[schema(min_length = 1, max_length = 20000)]
    body: String,
}

/// Correct one's own note within 24 hours.
#[utoipa::path(tag = "Notes", operation_id = "update_note", request_body = NoteChange, params(("id" = Uuid, Path), ("note" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = NoteView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("note.update"))))]
#[patch("/cases/{id}/notes/{note}")]
async fn update_note(
    may: May<UpdateNote>,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<NoteChange>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let (id, note) = *path;
        let case = lock(tx, id).await?;
        let known = one(tx, id, note).await?;
        if known.author != tx.member().membership.0 {
            return Err(Code::NotPermitted.into());
        }
        if !known.open {
            return Err(Problem::refused("note-is-final", rule_words("note-is-final")));
        }
        let (tenant, now) = (tx.tenant(), tx.now());
        let statement = sql(
            "UPDATE case_notes SET body = $4, version = version + 1, updated_at = $5 WHERE tenant_id = $1 AND id = $2 AND version = $3",
        );
        if tx.execute(statement.uuid(tenant).uuid(note).big(seen.0).text(body.0.body).at(now)).await? == 0 {
            return Err(Problem::stale(known.version));
        }
        let view = one(tx, id, note).await?;
        tx.record(Act::new("note.update").on("note", note).case(id).class(case.row.class).fields(["body"]), view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_notes).service(create_note).service(update_note);
}
