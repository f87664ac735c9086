//! Statutory clocks of a case: shown, paused, resumed, waived.
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use panoh_rules::calendar::legal_day;
use panoh_rules::engine::Command;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::cases::desk;
use super::whole;
use crate::access::permission::{ReadDeadline, UpdateDeadline};
use crate::access::{Disclosed, May};
use crate::cases::apply::{Desk, apply};
use crate::cases::case::{hold, load};
use crate::cases::view::{DeadlineView, deadlines};
use crate::database::{Recorded, Tx};
use crate::http::{Body, IfMatch, Page, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};

impl Representation for DeadlineView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// The deadlines of a case, in the order in which they were started.
#[utoipa::path(tag = "Deadlines", operation_id = "list_deadlines", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<DeadlineView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("deadline.read"))))]
#[get("/cases/{id}/deadlines")]
async fn list_deadlines(may: May<ReadDeadline>, request: HttpRequest, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let programme = desk.programme(&case.row)?;
        let rows = deadlines(&programme, &case, tx.member(), desk.language, legal_day(tx.now()));
        let act = Act::new("deadline.list").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["deadlines"]);
        Ok(Disclosed::new(whole(rows), act))
    })
    .await
}

/// Why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnGround {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    ground: String,
}

/// Let a deadline stand still (programmes.md 0.1 C6).
#[utoipa::path(tag = "Deadlines", operation_id = "pause_deadline", request_body = OnGround,
    params(("id" = Uuid, Path), ("deadline" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = DeadlineView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("deadline.update"))))]
#[post("/cases/{id}/deadlines/{deadline}/pause")]
async fn pause_deadline(
    may: May<UpdateDeadline>,
    request: HttpRequest,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<OnGround>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let ground = body.0.ground;
    let reason = Some(ground.clone());
    let act = Act::new("deadline.pause").reason(reason);
    may.change(async |tx| change(tx, &desk, *path, seen, act, |deadline| Command::PauseDeadline { deadline, ground }).await).await
}

/// Let a deadline go on; its last day moves by the days that it stood still.
#[utoipa::path(tag = "Deadlines", operation_id = "resume_deadline", params(("id" = Uuid, Path), ("deadline" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = DeadlineView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)),
    extensions(("x-permission" = json!("deadline.update"))))]
#[post("/cases/{id}/deadlines/{deadline}/resume")]
async fn resume_deadline(
    may: May<UpdateDeadline>,
    request: HttpRequest,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.change(async |tx| {
        change(tx, &desk, *path, seen, Act::new("deadline.resume"), |deadline| Command::ResumeDeadline { deadline }).await
    })
    .await
}

/// Release somebody from a deadline.
#[utoipa::path(tag = "Deadlines", operation_id = "waive_deadline", request_body = OnGround,
    params(("id" = Uuid, Path), ("deadline" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = DeadlineView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("deadline.update"))))]
#[post("/cases/{id}/deadlines/{deadline}/waive")]
async fn waive_deadline(
    may: May<UpdateDeadline>,
    request: HttpRequest,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<OnGround>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let ground = body.0.ground;
    let reason = Some(ground.clone());
    let act = Act::new("deadline.waive").reason(reason);
    may.change(async |tx| change(tx, &desk, *path, seen, act, |deadline| Command::WaiveDeadline { deadline, ground }).await).await
}

async fn change(
    tx: &mut Tx<UpdateDeadline>,
    desk: &Desk,
    (id, deadline): (Uuid, Uuid),
    seen: IfMatch,
    act: Act,
    command: impl FnOnce(String) -> Command,
) -> Result<Recorded<DeadlineView>, Problem> {
    let (case, ground) = hold(tx, &desk.house, id).await?;
    let at = case.deadlines.iter().position(|key| key.id == deadline).ok_or(Code::NotFound)?;
    let (key, row) = case.deadlines.get(at).zip(case.snapshot.deadlines.get(at)).ok_or(Code::NotFound)?;
    if key.version != seen.0 {
        return Err(Problem::stale(key.version));
    }
    let name = row.name.clone();
    // The rules know a deadline by its name and mean the row that runs: a row that was superseded is not open.
    let superseded = case.snapshot.deadlines.iter().skip(at.saturating_add(1)).any(|later| later.name == name);
    if superseded {
        return Err(Problem::refused("deadline-not-open", crate::problem::rule_words("deadline-not-open")));
    }
    let applied = apply(tx, desk, &ground, case, &command(name)).await?;
    let programme = desk.programme(&applied.case.row)?;
    let rows = deadlines(&programme, &applied.case, tx.member(), desk.language, legal_day(tx.now()));
    let view = rows.into_iter().find(|row| row.id == deadline).ok_or(Code::NotFound)?;
    let act = act.on("deadline", deadline).case(id).class(applied.case.row.class).fields(["deadlines"]);
    tx.record(act, view).await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_deadlines).service(pause_deadline).service(resume_deadline).service(waive_deadline);
}
