//! `/enforcement-requests`: what law enforcement asks (programmes.md 3.4 rule 4). A line of a register, decided by a supervisor and a lawyer
//! together with its legal basis, and answered by a document. Nobody from there looks in here.
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::origin::{Recipient, may_leave};
use super::requests::RequestOutcome;
use crate::access::permission::{ApproveEnforcementRequest, CreateEnforcementRequest, ReadEnforcementRequest, UpdateEnforcementRequest};
use crate::access::{Disclosed, May, Member, Permission};
use crate::database::{IdRow, Recorded, Tx, name_of, sql};
use crate::http::{Body, Cursor, Page, Parameters, Representation};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::programmes::House;
use crate::server::App;

/// A request of law enforcement.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct EnforcementRequest {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Date)]
    received_on: NaiveDate,
    #[diesel(sql_type = Text)]
    authority: String,
    /// ISO 3166-1 alpha-3.
    #[diesel(sql_type = Text)]
    authority_country: String,
    #[diesel(sql_type = Text)]
    reference: String,
    #[diesel(sql_type = Text)]
    asked: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person: Option<Uuid>,
    /// As the first of their names is written, for whoever sees them.
    #[diesel(sql_type = Nullable<Text>)]
    person_name: Option<String>,
    /// `granted`, `partly`, `refused`; absent until one of the two has written a decision.
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    legal_basis: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reasons: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    decided_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    decided_by_name: Option<String>,
    /// `supervisor` or `lawyer`.
    #[diesel(sql_type = Nullable<Text>)]
    decided_as: Option<String>,
    /// The other of the two; absent until then, and until then nothing is decided.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    confirmed_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    confirmed_by_name: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    confirmed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    document_number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    document: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    answered_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for EnforcementRequest {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/enforcement-requests/{}", self.id))
    }
}

macro_rules! requests {
    ($tail:literal) => {
        concat!(
            "SELECT r.id, r.received_on, r.authority, r.authority_country, r.reference, r.asked, r.person_id AS person, r.outcome, r.legal_basis, r.reasons, r.decided_by,
                    r.decided_as, r.confirmed_by, r.confirmed_at, r.document_number, r.document, r.answered_at, r.version,
                    ",
            called!(),
            ", ",
            name_of!("r", "decided_by"),
            ", ",
            name_of!("r", "confirmed_by"),
            "
               FROM enforcement_requests r WHERE r.tenant_id = $1 AND ",
            $tail
        )
    };
}

async fn find<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<EnforcementRequest, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(requests!("r.id = $2")).uuid(tenant).uuid(id)).await
}

async fn held<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<EnforcementRequest, Problem> {
    let tenant = tx.tenant();
    let held = sql("SELECT id FROM enforcement_requests WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
    let _held: IdRow = tx.one(held.uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    find(tx, id).await
}

fn act(operation: &'static str, request: &EnforcementRequest) -> Act {
    let act = Act::new(operation).on("enforcement_request", request.id).class(3);
    match request.person {
        Some(person) => act.person(person),
        None => act,
    }
}

/// Where to go on in the register.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnforcementAsked {
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[validate(length(max = 500))]
    cursor: Option<String>,
}

/// The register, the latest first.
#[utoipa::path(tag = "Rights", operation_id = "list_enforcement_requests", params(EnforcementAsked), responses(
    (status = 200, body = Page<EnforcementRequest>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("enforcement_request.read"))))]
#[get("/enforcement-requests")]
async fn list_enforcement_requests(
    may: May<ReadEnforcementRequest>,
    app: web::Data<App>,
    asked: Parameters<EnforcementAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let (tenant, limit) = (tx.tenant(), Cursor::limit(asked.0.limit));
        let cursor = app.cursors.of(format!("enforcement-requests/{tenant}"));
        let statement = sql(requests!("($2::uuid IS NULL OR r.id < $2) ORDER BY r.id DESC LIMIT $3"));
        let after: Option<Uuid> = cursor.read(asked.0.cursor.as_deref())?;
        let rows: Vec<EnforcementRequest> = tx.rows(statement.uuid(tenant).opt_uuid(after).big(limit.saturating_add(1))).await?;
        let page = cursor.page(rows, limit, |row| row.id, |row| row)?;
        Ok(Disclosed::new(page, Act::new("enforcement_request.list").class(3).fields(["enforcement_requests"])))
    })
    .await
}

/// One line of the register.
#[utoipa::path(tag = "Rights", operation_id = "get_enforcement_request", params(("id" = Uuid, Path)), responses(
    (status = 200, body = EnforcementRequest), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("enforcement_request.read"))))]
#[get("/enforcement-requests/{id}")]
async fn get_enforcement_request(may: May<ReadEnforcementRequest>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let view = find(tx, *path).await?;
        let said = act("enforcement_request.read", &view).fields(["enforcement_request"]);
        Ok(Disclosed::new(view, said))
    })
    .await
}

/// What law enforcement asks.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnforcementForm {
    /// Today, when absent.
    received_on: Option<NaiveDate>,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    authority: String,
    /// ISO 3166-1 alpha-3.
    #[validate(length(min = 3, max = 3))]
    #[schema(min_length = 3, max_length = 3, example = "TJK")]
    authority_country: String,
    /// Their own number of it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    reference: String,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    asked: String,
    /// About whom, where it is somebody who is known here.
    person: Option<Uuid>,
}

/// Enter a request of law enforcement.
#[utoipa::path(tag = "Rights", operation_id = "record_enforcement_request", request_body = EnforcementForm, responses(
    (status = 201, body = EnforcementRequest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, description = "already_exists", body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("enforcement_request.create"))))]
#[post("/enforcement-requests")]
async fn record_enforcement_request(
    may: May<CreateEnforcementRequest>,
    app: web::Data<App>,
    body: Body<EnforcementForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| record(tx, &app.house, body.0).await).await
}

async fn record(
    tx: &mut Tx<CreateEnforcementRequest>,
    house: &House,
    form: EnforcementForm,
) -> Result<Recorded<EnforcementRequest>, Problem> {
    let (tenant, by, now, today, id) = (tx.tenant(), tx.member().membership, tx.now(), legal_day(tx.now()), Uuid::now_v7());
    let received_on = form.received_on.unwrap_or(today);
    if received_on > today {
        return Err(Problem::field("/received_on", "in_the_future"));
    }
    if house.codes.get("country").is_none_or(|list| list.get(&form.authority_country).is_none()) {
        return Err(Problem::field("/authority_country", "not_in_list"));
    }
    if let Some(person) = form.person {
        let seen = sql("SELECT id FROM persons WHERE tenant_id = $1 AND id = $2").uuid(tenant).uuid(person);
        tx.maybe::<IdRow>(seen).await?.ok_or_else(|| Problem::field("/person", "unknown_reference"))?;
    }
    let statement = sql("INSERT INTO enforcement_requests (tenant_id, id, received_on, authority, authority_country, reference, asked, person_id, recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let statement = statement.uuid(tenant).uuid(id).day(received_on).text(form.authority).text(form.authority_country).text(form.reference);
    tx.execute(statement.text(form.asked).opt_uuid(form.person).uuid(by).at(now)).await?;
    let view = find(tx, id).await?;
    let said = act("enforcement_request.create", &view).fields(["authority", "reference", "asked"]);
    tx.record(said, view).await
}

/// What is decided.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnforcementDecision {
    outcome: RequestOutcome,
    /// Law and article.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    legal_basis: String,
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    reasons: String,
}

/// The two who decide together.
const TWO: [&str; 2] = ["supervisor", "lawyer"];

/// As which of the two a member acts; nobody holds both.
fn role(member: &Member) -> Result<&'static str, Problem> {
    TWO.into_iter().find(|role| member.holds(role)).ok_or_else(|| Problem::house_rule("enforcement-needs-both", &[]))
}

/// Write the decision on a request; it counts when the other of supervisor and lawyer has confirmed it.
#[utoipa::path(tag = "Rights", operation_id = "decide_enforcement_request", request_body = EnforcementDecision, params(("id" = Uuid, Path)), responses(
    (status = 200, body = EnforcementRequest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by enforcement-decided, enforcement-needs-both, person-restricted or never-to-the-state-of-origin", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("enforcement_request.approve"))))]
#[post("/enforcement-requests/{id}/decision")]
async fn decide_enforcement_request(
    may: May<ApproveEnforcementRequest>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<EnforcementDecision>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| decide(tx, &app.house, *path, body.0).await).await
}

async fn decide(
    tx: &mut Tx<ApproveEnforcementRequest>,
    house: &House,
    id: Uuid,
    decision: EnforcementDecision,
) -> Result<Recorded<EnforcementRequest>, Problem> {
    let request = held(tx, id).await?;
    if request.confirmed_by.is_some() {
        return Err(Problem::house_rule("enforcement-decided", &[]));
    }
    let role = role(tx.member())?;
    let EnforcementDecision { outcome, legal_basis, reasons } = decision;
    if !matches!(outcome, RequestOutcome::Refused) {
        leaves(tx, house, &request).await?;
    }
    let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
    let statement = sql("UPDATE enforcement_requests SET outcome = $3, legal_basis = $4, reasons = $5, decided_by = $6, decided_as = $7, decided_at = $8, version = version + 1
          WHERE tenant_id = $1 AND id = $2");
    let statement = statement.uuid(tenant).uuid(id).text(outcome.word()).text(legal_basis).text(reasons);
    tx.execute(statement.uuid(by).text(role).at(now)).await?;
    let view = find(tx, id).await?;
    let said = act("enforcement_request.decide", &view).fields(["outcome", "legal_basis", "reasons"]);
    tx.record(said, view).await
}

/// Nothing of a person goes to an authority but what may leave at all. Asked when it is decided, and again when it is answered.
async fn leaves<P: Permission>(tx: &mut Tx<P>, house: &House, request: &EnforcementRequest) -> Result<(), Problem> {
    let Some(person) = request.person else { return Ok(()) };
    may_leave(tx, house, person, Recipient { name: &request.authority, country: Some(&request.authority_country) }).await
}

/// Confirm the decision, as the other of supervisor and lawyer.
#[utoipa::path(tag = "Rights", operation_id = "confirm_enforcement_request", params(("id" = Uuid, Path)), responses(
    (status = 200, body = EnforcementRequest), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by enforcement-not-decided, enforcement-decided or enforcement-needs-both", body = ProblemBody)),
    extensions(("x-permission" = json!("enforcement_request.approve"))))]
#[post("/enforcement-requests/{id}/confirmation")]
async fn confirm_enforcement_request(may: May<ApproveEnforcementRequest>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let request = held(tx, *path).await?;
        let role = role(tx.member())?;
        match (&request.decided_as, &request.confirmed_by) {
            (None, _) => return Err(Problem::house_rule("enforcement-not-decided", &[])),
            (_, Some(_)) => return Err(Problem::house_rule("enforcement-decided", &[])),
            (Some(first), None) if first == role => return Err(Problem::house_rule("enforcement-needs-both", &[])),
            _ => {}
        }
        let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
        let statement = sql("UPDATE enforcement_requests SET confirmed_by = $3, confirmed_as = $4, confirmed_at = $5, version = version + 1 WHERE tenant_id = $1 AND id = $2");
        tx.execute(statement.uuid(tenant).uuid(*path).uuid(by).text(role).at(now)).await?;
        let view = find(tx, *path).await?;
        let said = act("enforcement_request.confirm", &view).fields(["outcome"]);
        tx.record(said, view).await
    })
    .await
}

/// The document that goes back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnforcementAnswer {
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    document_number: String,
    /// What it says: a refusal, or exactly what was granted.
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    document: String,
}

/// Answer a request that was decided, by a document.
#[utoipa::path(tag = "Rights", operation_id = "answer_enforcement_request", request_body = EnforcementAnswer, params(("id" = Uuid, Path)), responses(
    (status = 200, body = EnforcementRequest), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody),
    (status = 409, description = "refused by enforcement-not-decided, enforcement-answered, person-restricted or never-to-the-state-of-origin", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("enforcement_request.update"))))]
#[post("/enforcement-requests/{id}/answer")]
async fn answer_enforcement_request(
    may: May<UpdateEnforcementRequest>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<EnforcementAnswer>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let request = held(tx, *path).await?;
        if request.confirmed_by.is_none() {
            return Err(Problem::house_rule("enforcement-not-decided", &[]));
        }
        if request.answered_at.is_some() {
            return Err(Problem::house_rule("enforcement-answered", &[]));
        }
        if request.outcome.as_deref() != Some("refused") {
            leaves(tx, &app.house, &request).await?;
        }
        let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
        let statement = sql("UPDATE enforcement_requests SET document = $3, document_number = $4, answered_by = $5, answered_at = $6, version = version + 1 WHERE tenant_id = $1 AND id = $2");
        let EnforcementAnswer { document_number, document } = body.0;
        tx.execute(statement.uuid(tenant).uuid(*path).text(document).text(document_number).uuid(by).at(now)).await?;
        let view = find(tx, *path).await?;
        let said = act("enforcement_request.answer", &view).fields(["document"]);
        tx.record(said, view).await
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_enforcement_requests).service(record_enforcement_request).service(get_enforcement_request);
    service.service(decide_enforcement_request).service(confirm_enforcement_request).service(answer_enforcement_request);
}
