//! `/sittings`: convened, opened, attended, closed, minuted.
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::super::reading::{self, ItemLine, SittingLine, SittingView};
use super::super::sittings;
use super::items::Items;
use crate::access::permission::{CreateSitting, ReadDocketItem, ReadSitting, TransitionSitting, UpdateDocketItem, UpdateSitting};
use crate::access::{Disclosed, May};
use crate::http::{Body, Cursor, Page, Parameters};
use crate::ids::SittingId;
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

/// State of a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SittingState)]
pub enum State {
    Called,
    Open,
    Closed,
    Minuted,
}

impl State {
    /// As it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Called => "called",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Minuted => "minuted",
        }
    }
}

/// Which sittings.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Sittings {
    #[param(inline)]
    pub state: Option<State>,
    pub body: Option<Uuid>,
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Where and when the body meets.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSitting {
    pub body: Uuid,
    /// Not before today.
    pub called_for: DateTime<Utc>,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub place: Option<String>,
}

/// An item that waits for the body.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    item: Uuid,
}

/// Who arrives, for which seat.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    pub seat: Uuid,
    pub membership: Uuid,
}

/// The minutes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    #[validate(length(min = 1, max = 100_000))]
    #[schema(min_length = 1, max_length = 100_000)]
    minutes: String,
}

/// Sittings, the latest first: a seat's holder sees those of their own body and time.
#[utoipa::path(tag = "Bodies", operation_id = "list_sittings", params(Sittings), responses((status = 200, body = Page<SittingLine>), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("sitting.read"))))]
#[get("/sittings")]
async fn list_sittings(may: May<ReadSitting>, asked: Parameters<Sittings>) -> Result<HttpResponse, Problem> {
    let cursors = may.app().cursors.clone();
    may.disclose(async |tx| {
        let asked = asked.0;
        let list = format!("sittings/{}/{:?}/{:?}", tx.tenant(), asked.state, asked.body);
        let (cursor, limit) = (cursors.of(list), Cursor::limit(asked.limit));
        let after = cursor.read::<(DateTime<Utc>, Uuid)>(asked.cursor.as_deref())?;
        let rows = reading::sittings(tx, &asked, after, limit + 1).await?;
        let page = cursor.page(rows, limit, |row| (row.called_for, row.id), |row| row)?;
        Ok(Disclosed::new(page, Act::new("sitting.list").class(2).fields(["called_for", "place", "state"])))
    })
    .await
}

/// Convene a body: what waits comes on the docket, urgent items first, and its papers are frozen.
#[utoipa::path(tag = "Bodies", operation_id = "call_sitting", request_body = NewSitting, responses((status = 201, body = SittingView), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("sitting.create"))))]
#[post("/sittings")]
async fn call_sitting(may: May<CreateSitting>, body: Body<NewSitting>) -> Result<HttpResponse, Problem> {
    let house = may.app().house.clone();
    may.create(async |tx| sittings::call(tx, &house, &body.0).await).await
}

/// A sitting with its attendance and docket.
#[utoipa::path(tag = "Bodies", operation_id = "get_sitting", params(("id" = Uuid, Path)), responses((status = 200, body = SittingView), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("sitting.read"))))]
#[get("/sittings/{id}")]
async fn get_sitting(may: May<ReadSitting>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let id = SittingId(path.into_inner());
        let view = reading::sitting(tx, id).await?;
        Ok(Disclosed::new(view, Act::new("sitting.read").on("sitting", id).class(2).fields(["attendance", "docket", "minutes"])))
    })
    .await
}

/// The items on a sitting's docket.
#[utoipa::path(tag = "Bodies", operation_id = "list_docket", params(("id" = Uuid, Path), Items), responses((status = 200, body = Page<ItemLine>), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.read"))))]
#[get("/sittings/{id}/items")]
async fn list_docket(may: May<ReadDocketItem>, path: web::Path<Uuid>, asked: Parameters<Items>) -> Result<HttpResponse, Problem> {
    let cursors = may.app().cursors.clone();
    may.disclose(async |tx| {
        let id = SittingId(path.into_inner());
        reading::sitting(tx, id).await?;
        let page = super::items::page(tx, &cursors, &asked.0, Some(id.0)).await?;
        Ok(Disclosed::new(page, Act::new("docket_item.list").on("sitting", id).class(2).fields(["case_number", "question", "outcome"])))
    })
    .await
}

/// Put one more waiting item on the docket, before the sitting is opened.
#[utoipa::path(tag = "Bodies", operation_id = "add_docket_item", params(("id" = Uuid, Path)), request_body = Listing, responses((status = 200, body = SittingView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("docket_item.update"))))]
#[post("/sittings/{id}/items")]
async fn add_docket_item(may: May<UpdateDocketItem>, path: web::Path<Uuid>, body: Body<Listing>) -> Result<HttpResponse, Problem> {
    let house = may.app().house.clone();
    may.change(async |tx| sittings::add_item(tx, &house, SittingId(path.into_inner()), body.0.item).await).await
}

/// Open a sitting: the quorum must be there.
#[utoipa::path(tag = "Bodies", operation_id = "open_sitting", params(("id" = Uuid, Path)), responses((status = 200, body = SittingView), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)), extensions(("x-permission" = json!("sitting.transition"))))]
#[post("/sittings/{id}/open")]
async fn open_sitting(may: May<TransitionSitting>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let (house, id) = (may.app().house.clone(), SittingId(path.into_inner()));
    may.decide(async |tx| sittings::open(tx, &house, id).await).await
}

/// Close a sitting whose items are all decided or adjourned.
#[utoipa::path(tag = "Bodies", operation_id = "close_sitting", params(("id" = Uuid, Path)), responses((status = 200, body = SittingView), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)), extensions(("x-permission" = json!("sitting.transition"))))]
#[post("/sittings/{id}/close")]
async fn close_sitting(may: May<TransitionSitting>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id = SittingId(path.into_inner());
    may.decide(async |tx| sittings::close(tx, id).await).await
}

/// Record the minutes of a closed sitting.
#[utoipa::path(tag = "Bodies", operation_id = "minute_sitting", params(("id" = Uuid, Path)), request_body = Minutes, responses((status = 200, body = SittingView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("sitting.transition"))))]
#[post("/sittings/{id}/minutes")]
async fn minute_sitting(may: May<TransitionSitting>, path: web::Path<Uuid>, body: Body<Minutes>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| sittings::minute(tx, SittingId(path.into_inner()), &body.0.minutes).await).await
}

/// Somebody arrives for a seat: its member or an alternate, not both.
#[utoipa::path(tag = "Bodies", operation_id = "record_arrival", params(("id" = Uuid, Path)), request_body = Arrival, responses((status = 200, body = SittingView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("sitting.update"))))]
#[post("/sittings/{id}/attendance")]
async fn record_arrival(may: May<UpdateSitting>, path: web::Path<Uuid>, body: Body<Arrival>) -> Result<HttpResponse, Problem> {
    let id = SittingId(path.into_inner());
    may.decide(async |tx| sittings::arrive(tx, id, &body.0).await).await
}

/// Whoever attends for a seat leaves.
#[utoipa::path(tag = "Bodies", operation_id = "record_leaving", params(("id" = Uuid, Path), ("seat" = Uuid, Path)), responses((status = 200, body = SittingView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)),
    extensions(("x-permission" = json!("sitting.update"))))]
#[post("/sittings/{id}/attendance/{seat}/leave")]
async fn record_leaving(may: May<UpdateSitting>, path: web::Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let (id, seat) = path.into_inner();
    may.decide(async |tx| sittings::leave(tx, SittingId(id), seat).await).await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_sittings).service(call_sitting).service(get_sitting).service(list_docket).service(add_docket_item);
    service.service(open_sitting).service(close_sitting).service(minute_sitting).service(record_arrival).service(record_leaving);
}
