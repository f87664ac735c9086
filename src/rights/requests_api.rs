//! `/subject-requests`: the register, its answers, and the copies that go out.
use actix_web::{HttpResponse, get, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::requests::{self, RequestOutcome, SubjectCopy, SubjectRequest, SubjectRequestForm};
use crate::access::permission::{ApproveSubjectRequest, CreateSubjectRequest, ExportSubjectData, ReadSubjectRequest};
use crate::access::{Disclosed, May};
use crate::http::{Body, Cursor, Language, Page, Parameters};
use crate::ledger::Act;
use crate::people::{self, ContactView};
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Which requests.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SubjectRequestsAsked {
    person: Option<Uuid>,
    /// Those that are answered, instead of those that are open.
    #[serde(default)]
    answered: bool,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 500))]
    cursor: Option<String>,
}

/// The register, by the day on which an answer is due.
#[utoipa::path(tag = "Rights", operation_id = "list_subject_requests", params(SubjectRequestsAsked), responses(
    (status = 200, body = Page<SubjectRequest>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("subject_request.read"))))]
#[get("/subject-requests")]
async fn list_subject_requests(
    may: May<ReadSubjectRequest>,
    app: web::Data<App>,
    asked: Parameters<SubjectRequestsAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let SubjectRequestsAsked { person, answered, limit, cursor } = asked.0;
        let limit = Cursor::limit(limit);
        let cursors = app.cursors.of(format!("subject-requests/{}/{person:?}/{answered}", tx.tenant()));
        let after: Option<(NaiveDate, Uuid)> = cursors.read(cursor.as_deref())?;
        let rows = requests::list(tx, person, answered, after, limit.saturating_add(1)).await?;
        let page = cursors.page(rows, limit, |row| (row.due_on, row.id), |row| row)?;
        Ok(Disclosed::new(page, Act::new("subject_request.list").class(3).fields(["subject_requests"])))
    })
    .await
}

/// One request.
#[utoipa::path(tag = "Rights", operation_id = "get_subject_request", params(("id" = Uuid, Path)), responses(
    (status = 200, body = SubjectRequest), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("subject_request.read"))))]
#[get("/subject-requests/{id}")]
async fn get_subject_request(may: May<ReadSubjectRequest>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let view = requests::find(tx, *path).await?;
        let act = Act::new("subject_request.read").on("subject_request", *path).person(view.person).class(3).fields(["subject_request"]);
        Ok(Disclosed::new(view, act))
    })
    .await
}

/// Record what a person asks about their data.
#[utoipa::path(tag = "Rights", operation_id = "record_subject_request", request_body = SubjectRequestForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = SubjectRequest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("subject_request.create"))))]
#[post("/people/{id}/requests")]
async fn record_subject_request(
    may: May<CreateSubjectRequest>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<SubjectRequestForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| requests::record(tx, &app.house, *path, body.0).await).await
}

/// How a request is answered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestAnswer {
    outcome: RequestOutcome,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Answer a request, with the reason.
#[utoipa::path(tag = "Rights", operation_id = "answer_subject_request", request_body = RequestAnswer, params(("id" = Uuid, Path)), responses(
    (status = 200, body = SubjectRequest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule request-answered", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("subject_request.approve"))))]
#[post("/subject-requests/{id}/answer")]
async fn answer_subject_request(
    may: May<ApproveSubjectRequest>,
    path: web::Path<Uuid>,
    body: Body<RequestAnswer>,
) -> Result<HttpResponse, Problem> {
    let RequestAnswer { outcome, reason } = body.0;
    may.change(async |tx| requests::answer(tx, *path, outcome, reason).await).await
}

/// Why a restriction ends.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lifting {
    #[validate(length(min = 10, max = 2000))]
    #[schema(min_length = 10, max_length = 2000)]
    reason: String,
}

/// End a restriction that was granted.
#[utoipa::path(tag = "Rights", operation_id = "lift_restriction", request_body = Lifting, params(("id" = Uuid, Path)), responses(
    (status = 200, body = SubjectRequest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule restriction-not-in-force", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("subject_request.approve"))))]
#[post("/subject-requests/{id}/lift")]
async fn lift_restriction(may: May<ApproveSubjectRequest>, path: web::Path<Uuid>, body: Body<Lifting>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| requests::lift(tx, *path, body.0.reason).await).await
}

/// By which ways a copy may go now: the person's contacts that are safe at this instant. Whoever makes copies need not read files of people.
#[utoipa::path(tag = "Rights", operation_id = "list_copy_channels", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<ContactView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("subject_request.export"))))]
#[get("/subject-requests/{id}/channels")]
async fn list_copy_channels(may: May<ExportSubjectData>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let request = requests::find(tx, *path).await?;
        tx.require_permission()?;
        let channels = people::safe_now(tx, request.person).await?;
        let act = Act::new("subject_request.channels").on("subject_request", *path).person(request.person).class(3).fields(["contacts"]);
        Ok(Disclosed::new(Page::whole(channels), act))
    })
    .await
}

/// Which way a copy goes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyWish {
    /// A contact of the person that is safe now; without one, the copy is handed over.
    through: Option<Uuid>,
}

/// Make the copy that was asked for: what the organisation holds of the person, as data and as a text.
#[utoipa::path(tag = "Rights", operation_id = "make_subject_copy", request_body = CopyWish, params(("id" = Uuid, Path)), responses(
    (status = 200, body = SubjectCopy), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody),
    (status = 409, description = "refused by request-not-for-a-copy, channel-not-safe, person-restricted or never-to-the-state-of-origin", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("subject_request.export"))))]
#[post("/subject-requests/{id}/copy")]
async fn make_subject_copy(
    may: May<ExportSubjectData>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    language: Language,
    body: Body<CopyWish>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| requests::make_copy(tx, &app.house, *path, body.0.through, language).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_subject_requests).service(get_subject_request).service(record_subject_request);
    service.service(list_copy_channels).service(answer_subject_request).service(lift_restriction).service(make_subject_copy);
}
