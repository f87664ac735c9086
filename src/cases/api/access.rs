//! The need-to-know list of a K4 case (programmes.md 3.4): who is on it, why, since when. A line is ended, never taken out.
use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::whole;
use crate::access::permission::ManageCaseAccess;
use crate::access::{Disclosed, May};
use crate::cases::case::{Case, load, lock};
use crate::database::{Tx, sql};
use crate::http::{Body, Page, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody, rule_words};

/// Somebody on the list.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct AccessLine {
    #[diesel(sql_type = SqlUuid)]
    membership: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Text)]
    why: String,
    #[diesel(sql_type = SqlUuid)]
    granted_by: Uuid,
    #[diesel(sql_type = Timestamptz)]
    from_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    until_at: Option<DateTime<Utc>>,
}

impl Representation for AccessLine {}

const LINES: &str = "
SELECT a.membership_id AS membership, u.full_name AS name, a.why, a.granted_by, a.from_at, a.until_at
  FROM case_access a JOIN memberships m ON m.tenant_id = a.tenant_id AND m.id = a.membership_id LEFT JOIN users u ON u.id = m.user_id
 WHERE a.tenant_id = $1 AND a.case_id = $2 AND ($3::uuid IS NULL OR a.membership_id = $3) ORDER BY a.from_at DESC, a.membership_id LIMIT 500";

async fn lines(tx: &mut Tx<ManageCaseAccess>, case: Uuid, membership: Option<Uuid>) -> Result<Vec<AccessLine>, Problem> {
    let tenant = tx.tenant();
    tx.rows(sql(LINES).uuid(tenant).uuid(case).opt_uuid(membership)).await
}

fn kept(case: &Case) -> Result<(), Problem> {
    if case.row.class >= 4 { Ok(()) } else { Err(Problem::refused("access-list-not-kept", rule_words("access-list-not-kept"))) }
}

/// Who is, and was, on the list.
#[utoipa::path(tag = "Cases", operation_id = "list_access", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<AccessLine>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("case.share"))))]
#[get("/cases/{id}/access")]
async fn list_access(may: May<ManageCaseAccess>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        tx.require_permission()?;
        let found = lines(tx, *path, None).await?;
        Ok(Disclosed::new(
            whole(found),
            Act::new("case.access_list").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["access"]),
        ))
    })
    .await
}

/// Somebody to be put on the list.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessWish {
    membership: Uuid,
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    why: String,
    /// When it ends by itself.
    until_at: Option<DateTime<Utc>>,
}

/// Put somebody on the list.
#[utoipa::path(tag = "Cases", operation_id = "give_access", request_body = AccessWish, params(("id" = Uuid, Path)), responses(
    (status = 201, body = AccessLine), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("case.share"))))]
#[post("/cases/{id}/access")]
async fn give_access(may: May<ManageCaseAccess>, path: web::Path<Uuid>, body: Body<AccessWish>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let case = lock(tx, *path).await?;
        kept(&case)?;
        let (tenant, by, now, wish) = (tx.tenant(), tx.member().membership, tx.now(), body.0);
        let end = sql("UPDATE case_access SET until_at = $4 WHERE tenant_id = $1 AND case_id = $2 AND membership_id = $3 AND (until_at IS NULL OR until_at > $4)");
        tx.execute(end.uuid(tenant).uuid(*path).uuid(wish.membership).at(now)).await?;
        let statement = sql("INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at, until_at) VALUES ($1, $2, $3, $4, $5, $6, $7)");
        tx.execute(statement.uuid(tenant).uuid(*path).uuid(wish.membership).text(wish.why).uuid(by).at(now).opt_at(wish.until_at)).await?;
        let view = lines(tx, *path, Some(wish.membership)).await?.into_iter().next().ok_or(Code::NotFound)?;
        let act = Act::new("case.share").on("membership", wish.membership).case(*path).class(case.row.class).fields(["access"]);
        tx.record(act, view).await
    })
    .await
}

/// End somebody's access. The owner keeps it.
#[utoipa::path(tag = "Cases", operation_id = "end_access", params(("id" = Uuid, Path), ("membership" = Uuid, Path)), responses(
    (status = 200, body = AccessLine), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody)), extensions(("x-permission" = json!("case.share"))))]
#[delete("/cases/{id}/access/{membership}")]
async fn end_access(may: May<ManageCaseAccess>, path: web::Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let (id, membership) = *path;
        let case = lock(tx, id).await?;
        kept(&case)?;
        let mut view = lines(tx, id, Some(membership)).await?.into_iter().next().ok_or(Code::NotFound)?;
        if case.row.owner_id == membership {
            return Err(Problem::refused("owner-keeps-access", rule_words("owner-keeps-access")));
        }
        let (tenant, now) = (tx.tenant(), tx.now());
        let statement = sql("UPDATE case_access SET until_at = $4 WHERE tenant_id = $1 AND case_id = $2 AND membership_id = $3 AND (until_at IS NULL OR until_at > $4)");
        if tx.execute(statement.uuid(tenant).uuid(id).uuid(membership).at(now)).await? > 0 {
            view.until_at = Some(now);
        }
        tx.record(Act::new("case.unshare").on("membership", membership).case(id).class(case.row.class).fields(["access"]), view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_access).service(give_access).service(end_access);
}
