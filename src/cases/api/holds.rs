//! `/cases/{id}/holds`: a legal hold keeps a case as it is (programmes.md 4.3). While one stands, the case is neither restricted nor
//! archived nor disposed of; who placed and lifted it, and why, stays with the case.
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::whole;
use crate::access::permission::{CreateLegalHold, ReadLegalHold, UpdateLegalHold};
use crate::access::{Disclosed, May, Permission};
use crate::cases::case::{load, lock};
use crate::database::{Tx, name_of, sql};
use crate::http::{Body, Page, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};

/// A legal hold.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct Hold {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    case: Uuid,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = SqlUuid)]
    placed_by: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    placed_by_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    placed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    lifted_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    lifted_by_name: Option<String>,
    /// Absent while it stands.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    lifted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    lifted_because: Option<String>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for Hold {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/cases/{}/holds", self.case))
    }
}

const ROWS: &str = concat!(
    "SELECT h.id, h.case_id AS case, h.reason, h.placed_by, h.placed_at, h.lifted_by, h.lifted_at, h.lifted_because, h.version, ",
    name_of!("h", "placed_by"),
    ", ",
    name_of!("h", "lifted_by"),
    "
  FROM legal_holds h WHERE h.tenant_id = $1 AND h.case_id = $2 AND ($3::uuid IS NULL OR h.id = $3) ORDER BY h.placed_at DESC, h.id DESC LIMIT 200"
);

async fn rows<P: Permission>(tx: &mut Tx<P>, case: Uuid, id: Option<Uuid>) -> Result<Vec<Hold>, Problem> {
    let tenant = tx.tenant();
    tx.rows(sql(ROWS).uuid(tenant).uuid(case).opt_uuid(id)).await
}

async fn row<P: Permission>(tx: &mut Tx<P>, case: Uuid, id: Uuid) -> Result<Hold, Problem> {
    rows(tx, case, Some(id)).await?.into_iter().next().ok_or_else(|| Code::NotFound.into())
}

/// The holds that stand and stood on a case, the latest first.
#[utoipa::path(tag = "Cases", operation_id = "list_holds", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<Hold>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("legal_hold.read"))))]
#[get("/cases/{id}/holds")]
async fn list_holds(may: May<ReadLegalHold>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let found = rows(tx, *path, None).await?;
        let act = Act::new("case.holds").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["holds"]);
        Ok(Disclosed::new(whole(found), act))
    })
    .await
}

/// Why a hold is placed or lifted.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldReason {
    #[validate(length(min = 10, max = 2000))]
    #[schema(min_length = 10, max_length = 2000)]
    reason: String,
}

/// Place a legal hold on a case: it stays as it is until the hold is lifted.
#[utoipa::path(tag = "Cases", operation_id = "place_hold", request_body = HoldReason, params(("id" = Uuid, Path)), responses(
    (status = 201, body = Hold), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("legal_hold.create"))))]
#[post("/cases/{id}/holds")]
async fn place_hold(may: May<CreateLegalHold>, path: web::Path<Uuid>, body: Body<HoldReason>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let case = lock(tx, *path).await?;
        let (tenant, by, now, id) = (tx.tenant(), tx.member().membership, tx.now(), Uuid::now_v7());
        let HoldReason { reason } = body.0;
        let statement =
            sql("INSERT INTO legal_holds (tenant_id, id, case_id, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6)");
        tx.execute(statement.uuid(tenant).uuid(id).uuid(*path).text(reason.clone()).uuid(by).at(now)).await?;
        let view = row(tx, *path, id).await?;
        let act = Act::new("case.hold").on("legal_hold", id).case(*path).class(case.row.class.max(2)).fields(["holds"]);
        tx.record(act.reason(Some(reason)), view).await
    })
    .await
}

/// Lift a legal hold. What has fallen due meanwhile happens at the clock's next round.
#[utoipa::path(tag = "Cases", operation_id = "lift_hold", request_body = HoldReason, params(("id" = Uuid, Path), ("hold" = Uuid, Path)), responses(
    (status = 200, body = Hold), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule hold-lifted", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("legal_hold.update"))))]
#[post("/cases/{id}/holds/{hold}/lift")]
async fn lift_hold(may: May<UpdateLegalHold>, path: web::Path<(Uuid, Uuid)>, body: Body<HoldReason>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let (case_id, id) = *path;
        let case = lock(tx, case_id).await?;
        if row(tx, case_id, id).await?.lifted_at.is_some() {
            return Err(Problem::house_rule("hold-lifted", &[]));
        }
        let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
        let HoldReason { reason } = body.0;
        let statement =
            sql("UPDATE legal_holds SET lifted_by = $3, lifted_at = $4, lifted_because = $5, version = version + 1 WHERE tenant_id = $1 AND id = $2");
        tx.execute(statement.uuid(tenant).uuid(id).uuid(by).at(now).text(reason.clone())).await?;
        let view = row(tx, case_id, id).await?;
        let act = Act::new("case.unhold").on("legal_hold", id).case(case_id).class(case.row.class.max(2)).fields(["holds"]);
        tx.record(act.reason(Some(reason)), view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_holds).service(place_hold).service(lift_hold);
}
