//! `/bodies` and `/seats`: what a body is, and who sits in it.
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::super::seats::{self, BodyView, SeatView};
use super::Words;
use crate::access::permission::{ManageSeats, ReadSeat};
use crate::access::{Disclosed, May};
use crate::http::{Body, Cursor, IfMatch, Page, Paging, Parameters};
use crate::ids::{BodyId, SeatId};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

/// A page of bodies.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Bodies {
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// A new body.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBody {
    /// As programmes name it: `commission`.
    #[validate(length(min = 1, max = 60), custom(function = "is_key"))]
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z][a-z0-9_]*$")]
    pub key: String,
    #[validate(nested)]
    pub title: Words,
    /// Prefix of its parameters in the registry: `com` for `com.quorum`, `com.majority`, `com.tie`.
    #[validate(length(min = 2, max = 8))]
    #[schema(min_length = 2, max_length = 8)]
    pub parameters: String,
}

fn is_key(key: &str) -> Result<(), validator::ValidationError> {
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let right = key.starts_with(|c: char| c.is_ascii_lowercase()) && key.chars().all(small);
    if right { Ok(()) } else { Err(validator::ValidationError::new("rule")) }
}

/// A new seat.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeat {
    /// The institution that it stands for.
    #[validate(nested)]
    pub institution: Words,
    /// Exactly one seat of a body chairs.
    #[serde(default)]
    pub is_chair: bool,
}

/// What may change about a seat.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatChange {
    #[validate(nested)]
    pub institution: Option<Words>,
    pub is_chair: Option<bool>,
    /// `true` ends the seat for good.
    pub abolished: Option<bool>,
}

/// The member, or an alternate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Capacity {
    Member,
    Alternate,
}

impl Capacity {
    /// As it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Alternate => "alternate",
        }
    }
}

/// Somebody who holds a seat.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHolder {
    pub membership: Uuid,
    pub capacity: Capacity,
    /// Default: today.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

/// A secretary.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSecretary {
    pub membership: Uuid,
    /// Default: today.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
}

/// The end of somebody's time.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Last day.
    pub ends_on: NaiveDate,
}

/// The bodies of this organisation.
#[utoipa::path(tag = "Bodies", operation_id = "list_bodies", params(Bodies), responses((status = 200, body = Page<BodyView>), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("seat.read"))))]
#[get("/bodies")]
async fn list_bodies(may: May<ReadSeat>, asked: Parameters<Bodies>) -> Result<HttpResponse, Problem> {
    let cursors = may.app().cursors.clone();
    may.read(async |tx| {
        let (cursor, limit) = (cursors.of(format!("bodies/{}", tx.tenant())), Cursor::limit(asked.0.limit));
        let after = cursor.read::<String>(asked.0.cursor.as_deref())?;
        let rows = seats::bodies(tx, after, limit + 1).await?;
        cursor.page(rows, limit, |row| row.key.clone(), |row| row)
    })
    .await
}

/// Make a body.
#[utoipa::path(tag = "Bodies", operation_id = "create_body", request_body = NewBody, responses((status = 201, body = BodyView), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("seat.manage"))))]
#[post("/bodies")]
async fn create_body(may: May<ManageSeats>, body: Body<NewBody>) -> Result<HttpResponse, Problem> {
    let house = may.app().house.clone();
    may.create(async |tx| seats::create_body(tx, &house, &body.0).await).await
}

/// One body.
#[utoipa::path(tag = "Bodies", operation_id = "get_body", params(("id" = Uuid, Path)), responses((status = 200, body = BodyView), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("seat.read"))))]
#[get("/bodies/{id}")]
async fn get_body(may: May<ReadSeat>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| seats::body(tx, BodyId(path.into_inner())).await).await
}

/// The seats of a body, with who holds them.
#[utoipa::path(tag = "Bodies", operation_id = "list_seats", params(("id" = Uuid, Path)), responses((status = 200, body = Page<SeatView>), (status = 401, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("seat.read"))))]
#[get("/bodies/{id}/seats")]
async fn list_seats(may: May<ReadSeat>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let id = BodyId(path.into_inner());
        let data = seats::seats(tx, id).await?;
        let page = Page { data, page: Paging { next_cursor: None, has_more: false } };
        Ok(Disclosed::new(page, Act::new("seat.list").on("body", id).class(2).fields(["institution", "holders"])))
    })
    .await
}

/// Add a seat.
#[utoipa::path(tag = "Bodies", operation_id = "create_seat", params(("id" = Uuid, Path)), request_body = NewSeat, responses((status = 201, body = SeatView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("seat.manage"))))]
#[post("/bodies/{id}/seats")]
async fn create_seat(may: May<ManageSeats>, path: web::Path<Uuid>, body: Body<NewSeat>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| seats::create_seat(tx, BodyId(path.into_inner()), &body.0).await).await
}

/// Name a secretary of a body.
#[utoipa::path(tag = "Bodies", operation_id = "add_secretary", params(("id" = Uuid, Path)), request_body = NewSecretary, responses((status = 201, body = BodyView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("seat.manage"))))]
#[post("/bodies/{id}/secretaries")]
async fn add_secretary(may: May<ManageSeats>, path: web::Path<Uuid>, body: Body<NewSecretary>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| seats::add_secretary(tx, BodyId(path.into_inner()), &body.0).await).await
}

/// End a secretary's time.
#[utoipa::path(tag = "Bodies", operation_id = "end_secretary", params(("id" = Uuid, Path), ("membership" = Uuid, Path)), request_body = Term, responses(
    (status = 200, body = BodyView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("seat.manage"))))]
#[post("/bodies/{id}/secretaries/{membership}/end")]
async fn end_secretary(may: May<ManageSeats>, path: web::Path<(Uuid, Uuid)>, body: Body<Term>) -> Result<HttpResponse, Problem> {
    let (id, membership) = path.into_inner();
    may.change(async |tx| seats::end_secretary(tx, BodyId(id), membership, &body.0).await).await
}

/// Change a seat.
#[utoipa::path(tag = "Bodies", operation_id = "update_seat", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = SeatChange, responses(
    (status = 200, body = SeatView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("seat.manage"))))]
#[patch("/seats/{id}")]
async fn update_seat(may: May<ManageSeats>, path: web::Path<Uuid>, seen: IfMatch, body: Body<SeatChange>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| seats::change_seat(tx, SeatId(path.into_inner()), seen.0, &body.0).await).await
}

/// Give a seat its member or an alternate.
#[utoipa::path(tag = "Bodies", operation_id = "add_holder", params(("id" = Uuid, Path)), request_body = NewHolder, responses((status = 201, body = SeatView),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("seat.manage"))))]
#[post("/seats/{id}/holders")]
async fn add_holder(may: May<ManageSeats>, path: web::Path<Uuid>, body: Body<NewHolder>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| seats::add_holder(tx, SeatId(path.into_inner()), &body.0).await).await
}

/// End somebody's time in a seat.
#[utoipa::path(tag = "Bodies", operation_id = "end_holder", params(("id" = Uuid, Path), ("holder" = Uuid, Path)), request_body = Term, responses(
    (status = 200, body = SeatView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("seat.manage"))))]
#[post("/seats/{id}/holders/{holder}/end")]
async fn end_holder(may: May<ManageSeats>, path: web::Path<(Uuid, Uuid)>, body: Body<Term>) -> Result<HttpResponse, Problem> {
    let (id, holder) = path.into_inner();
    may.change(async |tx| seats::end_holder(tx, SeatId(id), holder, &body.0).await).await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_bodies).service(create_body).service(get_body).service(list_seats).service(create_seat).service(add_secretary);
    service.service(end_secretary).service(update_seat).service(add_holder).service(end_holder);
}
