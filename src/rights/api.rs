//! `/disposals`: what has been kept long enough, and the certificates of what went.
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::disposal::{self, Disposal};
use crate::access::permission::{ApproveErasure, CreateErasure, ReadErasure};
use crate::access::{Disclosed, May};
use crate::http::{Body, Cursor, Page, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// How far a disposal is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisposalState {
    Proposed,
    Declined,
    Done,
}

impl DisposalState {
    const fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Declined => "declined",
            Self::Done => "done",
        }
    }
}

/// Which disposals.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DisposalsAsked {
    #[param(inline)]
    state: Option<DisposalState>,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 500))]
    cursor: Option<String>,
}

/// Disposals, the latest first.
#[utoipa::path(tag = "Rights", operation_id = "list_disposals", params(DisposalsAsked), responses(
    (status = 200, body = Page<Disposal>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("erasure.read"))))]
#[get("/disposals")]
async fn list_disposals(may: May<ReadErasure>, app: web::Data<App>, asked: Parameters<DisposalsAsked>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let (state, limit) = (asked.0.state.map(DisposalState::word), Cursor::limit(asked.0.limit));
        let cursor = app.cursors.of(format!("disposals/{}/{state:?}", tx.tenant()));
        let rows = disposal::list(tx, state, cursor.read(asked.0.cursor.as_deref())?, limit.saturating_add(1)).await?;
        let page = cursor.page(rows, limit, |row| row.id, |row| row)?;
        let class = page.data.iter().map(|row| row.class).max().unwrap_or(2).max(2);
        Ok(Disclosed::new(page, Act::new("disposal.list").class(class).fields(["disposals"])))
    })
    .await
}

/// One disposal, with its certificate when it is done.
#[utoipa::path(tag = "Rights", operation_id = "get_disposal", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Disposal), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("erasure.read"))))]
#[get("/disposals/{id}")]
async fn get_disposal(may: May<ReadErasure>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let view = disposal::find(tx, *path).await?;
        let act = Act::new("disposal.read").on("disposal", *path).class(view.class.max(2)).fields(["disposal", "certificate"]);
        Ok(Disclosed::new(view, act))
    })
    .await
}

/// Which case.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisposalWish {
    /// A case in the archive.
    case: Uuid,
}

/// Propose to dispose of a case that has been kept long enough.
#[utoipa::path(tag = "Rights", operation_id = "propose_disposal", request_body = DisposalWish, responses(
    (status = 201, body = Disposal), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, description = "already_exists, or refused by not-in-archive or case-on-hold", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("erasure.create"))))]
#[post("/disposals")]
async fn propose_disposal(may: May<CreateErasure>, body: Body<DisposalWish>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| disposal::propose(tx, body.0.case).await).await
}

/// Carry a disposal out. Another person than the one who proposed it; what goes cannot be brought back.
#[utoipa::path(tag = "Rights", operation_id = "carry_out_disposal", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Disposal), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by disposal-decided, disposal-needs-another, not-in-archive or case-on-hold", body = ProblemBody)),
    extensions(("x-permission" = json!("erasure.approve"))))]
#[post("/disposals/{id}/carry-out")]
async fn carry_out_disposal(may: May<ApproveErasure>, app: web::Data<App>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| disposal::carry_out(tx, &app.house, *path).await).await
}

/// Why a disposal is declined.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declining {
    #[validate(length(min = 10, max = 2000))]
    #[schema(min_length = 10, max_length = 2000)]
    reason: String,
}

/// Decline a disposal: the case stays in the archive.
#[utoipa::path(tag = "Rights", operation_id = "decline_disposal", request_body = Declining, params(("id" = Uuid, Path)), responses(
    (status = 200, body = Disposal), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by disposal-decided or disposal-needs-another", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("erasure.approve"))))]
#[post("/disposals/{id}/decline")]
async fn decline_disposal(may: May<ApproveErasure>, path: web::Path<Uuid>, body: Body<Declining>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| disposal::decline(tx, *path, body.0.reason).await).await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    super::requests_api::routes(service);
    super::enforcement::routes(service);
    service.service(list_disposals).service(propose_disposal).service(get_disposal).service(carry_out_disposal).service(decline_disposal);
}
