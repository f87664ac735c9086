//! Emergency access to a trafficking case (programmes.md 3.4): a supervisor who knows its number asks and says why, a second one signs,
//! the case is open to the first for 24 hours, its owner and the auditor are told, and the auditor reviews it. It is no search tool:
//! asking is answered alike whether there is such a case or not.
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::whole;
use crate::access::permission::{ReadBreakGlass, RequestBreakGlass, ReviewBreakGlass};
use crate::access::{Disclosed, May, Permission};
use crate::database::{IdRow, Recorded, Tx, name_of, sql};
use crate::http::{Body, Page, Representation};
use crate::ids::AlertId;
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody, rule_words};

/// A request is signed so soon, or made anew.
const SIGNED_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// The case is open so long.
const OPEN_FOR: TimeDelta = TimeDelta::hours(24);
/// Whose access was not found in order by then asks for none before it is.
const REVIEWED_WITHIN: TimeDelta = TimeDelta::hours(72);

/// An emergency access.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct BreakGlass {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// `requested`, `lapsed`, `open`, `closed`, `reviewed`.
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    case_number: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = SqlUuid)]
    requested_by: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    requested_by_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    requested_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    signed_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    signed_by_name: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    opened_at: Option<DateTime<Utc>>,
    /// When it ends, or ended.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closes_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    reviewed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    reviewed_by_name: Option<String>,
    /// `in_order`, `not_in_order`.
    #[diesel(sql_type = Nullable<Text>)]
    verdict: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    remark: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    #[serde(skip)]
    case_id: Option<Uuid>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for BreakGlass {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/break-glass/{}", self.id))
    }
}

const ROWS: &str = concat!(
    "SELECT b.id, CASE WHEN b.reviewed_at IS NOT NULL THEN 'reviewed' WHEN b.closes_at <= $2 THEN 'closed' WHEN b.opened_at IS NOT NULL THEN 'open'
                  WHEN b.requested_at < $3 THEN 'lapsed' ELSE 'requested' END AS state,
       b.case_number, b.reason, b.requested_by, b.requested_at, b.signed_by, b.opened_at, b.closes_at, b.reviewed_at, b.verdict, b.remark, b.case_id, b.version, ",
    name_of!("b", "requested_by"),
    ", ",
    name_of!("b", "signed_by"),
    ", ",
    name_of!("b", "reviewed_by"),
    "
  FROM break_glass b WHERE b.tenant_id = $1 AND ($4::uuid IS NULL OR b.id = $4) ORDER BY b.requested_at DESC, b.id DESC LIMIT 200"
);

async fn rows<P: Permission>(tx: &mut Tx<P>, id: Option<Uuid>) -> Result<Vec<BreakGlass>, Problem> {
    let (tenant, now) = (tx.tenant(), tx.now());
    tx.rows(sql(ROWS).uuid(tenant).at(now).at(now - SIGNED_WITHIN).opt_uuid(id)).await
}

/// One, held until commit.
async fn held<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<BreakGlass, Problem> {
    let tenant = tx.tenant();
    let lock = sql("SELECT id FROM break_glass WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
    tx.one::<IdRow>(lock.uuid(tenant).uuid(id)).await?;
    tx.require_permission()?;
    rows(tx, Some(id)).await?.into_iter().next().ok_or_else(|| Code::NotFound.into())
}

fn rule(name: &'static str) -> Problem {
    Problem::refused(name, rule_words(name))
}

/// Emergency accesses, the latest first.
#[utoipa::path(tag = "Oversight", operation_id = "list_break_glass", responses(
    (status = 200, body = Page<BreakGlass>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("break_glass.read"))))]
#[get("/break-glass")]
async fn list_break_glass(may: May<ReadBreakGlass>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let found = rows(tx, None).await?;
        Ok(Disclosed::new(whole(found), Act::new("break_glass.list").class(4).fields(["break_glass"])))
    })
    .await
}

/// What is asked for.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassWish {
    /// As it stands on a paper of the person.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    case_number: String,
    #[validate(length(min = 10, max = 2000))]
    #[schema(min_length = 10, max_length = 2000)]
    reason: String,
}

/// Ask for emergency access to a case whose number is known.
#[utoipa::path(tag = "Oversight", operation_id = "request_break_glass", request_body = BreakGlassWish, responses(
    (status = 201, body = BreakGlass), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("break_glass.create"))))]
#[post("/break-glass")]
async fn request_break_glass(may: May<RequestBreakGlass>, body: Body<BreakGlassWish>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let (tenant, me, now, id) = (tx.tenant(), tx.member().membership, tx.now(), Uuid::now_v7());
        let unreviewed = sql("SELECT id FROM break_glass WHERE tenant_id = $1 AND requested_by = $2
              AND (verdict = 'not_in_order' OR reviewed_at IS NULL AND closes_at < $3) LIMIT 1");
        if tx.maybe::<IdRow>(unreviewed.uuid(tenant).uuid(me).at(now - REVIEWED_WITHIN)).await?.is_some() {
            return Err(rule("break-glass-not-in-order"));
        }
        let BreakGlassWish { case_number, reason } = body.0;
        let statement =
            sql("INSERT INTO break_glass (tenant_id, id, case_number, reason, requested_by, requested_at) VALUES ($1, $2, $3, $4, $5, $6)");
        tx.execute(statement.uuid(tenant).uuid(id).text(case_number.trim().to_uppercase()).text(reason.clone()).uuid(me).at(now)).await?;
        let view = rows(tx, Some(id)).await?.into_iter().next().ok_or(Code::NotFound)?;
        tx.record(
            Act::new("break_glass.request").on("break_glass", id).class(4).fields(["case_number", "reason"]).reason(Some(reason)),
            view,
        )
        .await
    })
    .await
}

/// Sign a colleague's request: it is open for 24 hours.
#[utoipa::path(tag = "Oversight", operation_id = "sign_break_glass", params(("id" = Uuid, Path)), responses(
    (status = 200, body = BreakGlass), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)),
    extensions(("x-permission" = json!("break_glass.create"))))]
#[post("/break-glass/{id}/sign")]
async fn sign_break_glass(may: May<RequestBreakGlass>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| sign(tx, *path).await).await
}

async fn sign(tx: &mut Tx<RequestBreakGlass>, id: Uuid) -> Result<Recorded<BreakGlass>, Problem> {
    let asked = held(tx, id).await?;
    if asked.state != "requested" {
        return Err(rule("break-glass-not-requested"));
    }
    let (tenant, me, now) = (tx.tenant(), tx.member().membership.0, tx.now());
    if asked.requested_by == me {
        return Err(rule("break-glass-needs-another"));
    }
    let until = now + OPEN_FOR;
    let number = asked.case_number.clone();
    let find = sql("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2 AND class = 4");
    let case = tx.by_system(async |tx| tx.maybe::<IdRow>(find.uuid(tenant).text(number)).await).await?;
    let case = case.ok_or_else(|| rule("break-glass-no-such-case"))?.id;
    let listed = sql(
        "INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at, until_at) VALUES ($1, $2, $3, 'emergency', $4, $5, $6)",
    );
    tx.execute(listed.uuid(tenant).uuid(case).uuid(asked.requested_by).uuid(me).at(now).at(until)).await?;
    let opened = sql(
        "UPDATE break_glass SET signed_by = $3, case_id = $4, opened_at = $5, closes_at = $6, version = version + 1 WHERE tenant_id = $1 AND id = $2",
    );
    tx.execute(opened.uuid(tenant).uuid(id).uuid(me).uuid(case).at(now).at(until)).await?;
    // The owner's notice names no person. The auditor's is the row itself, and its entry.
    tx.by_system(async |tx| {
        let notice = sql("INSERT INTO case_alerts (tenant_id, id, case_id, alert, kind, to_roles, raised_at)
             SELECT $1, $3, c.id, 'glass_broken', 'glass_broken', array_agg(r.key), $4 FROM cases c
               JOIN membership_roles mr ON mr.tenant_id = c.tenant_id AND mr.membership_id = c.owner_id JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
              WHERE c.tenant_id = $1 AND c.id = $2 GROUP BY c.id");
        tx.execute(notice.uuid(tenant).uuid(case).uuid(AlertId::new()).at(now)).await
    })
    .await?;
    let view = rows(tx, Some(id)).await?.into_iter().next().ok_or(Code::NotFound)?;
    let act = Act::new("break_glass.open").on("break_glass", id).case(case).class(4).fields(["access"]);
    tx.record(act.reason(Some(asked.reason)), view).await
}

/// End one's emergency access early.
#[utoipa::path(tag = "Oversight", operation_id = "close_break_glass", params(("id" = Uuid, Path)), responses(
    (status = 200, body = BreakGlass), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)),
    extensions(("x-permission" = json!("break_glass.create"))))]
#[post("/break-glass/{id}/close")]
async fn close_break_glass(may: May<RequestBreakGlass>, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let open = held(tx, *path).await?;
        let Some(case) = open.case_id.filter(|_| open.state == "open") else { return Err(rule("break-glass-not-open")) };
        let (tenant, now) = (tx.tenant(), tx.now());
        let ended = sql("UPDATE case_access SET until_at = $4 WHERE tenant_id = $1 AND case_id = $2 AND membership_id = $3 AND why = 'emergency' AND until_at > $4");
        tx.by_system(async |tx| tx.execute(ended.uuid(tenant).uuid(case).uuid(open.requested_by).at(now)).await).await?;
        let closed = sql("UPDATE break_glass SET closes_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2");
        tx.execute(closed.uuid(tenant).uuid(*path).at(now)).await?;
        let view = rows(tx, Some(*path)).await?.into_iter().next().ok_or(Code::NotFound)?;
        tx.record(Act::new("break_glass.close").on("break_glass", *path).case(case).class(4).fields(["access"]), view).await
    })
    .await
}

/// Whether it was in order.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    InOrder,
    NotInOrder,
}

/// What the auditor found.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    verdict: Verdict,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    remark: String,
}

/// Review an emergency access that was opened, within 72 hours of its end.
#[utoipa::path(tag = "Oversight", operation_id = "review_break_glass", request_body = Review, params(("id" = Uuid, Path)), responses(
    (status = 200, body = BreakGlass), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("break_glass.verify"))))]
#[post("/break-glass/{id}/review")]
async fn review_break_glass(may: May<ReviewBreakGlass>, path: web::Path<Uuid>, body: Body<Review>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let found = held(tx, *path).await?;
        if !["open", "closed"].contains(&found.state.as_str()) {
            return Err(rule("break-glass-not-open"));
        }
        let (tenant, me, now) = (tx.tenant(), tx.member().membership, tx.now());
        let verdict = match body.0.verdict {
            Verdict::InOrder => "in_order",
            Verdict::NotInOrder => "not_in_order",
        };
        let statement = sql("UPDATE break_glass SET reviewed_by = $3, reviewed_at = $4, verdict = $5, remark = $6, version = version + 1 WHERE tenant_id = $1 AND id = $2");
        tx.execute(statement.uuid(tenant).uuid(*path).uuid(me).at(now).text(verdict).text(body.0.remark.clone())).await?;
        let view = rows(tx, Some(*path)).await?.into_iter().next().ok_or(Code::NotFound)?;
        let act = Act::new("break_glass.review").on("break_glass", *path).class(4).fields(["verdict", "remark"]);
        tx.record(act.reason(Some(body.0.remark)), view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service
        .service(list_break_glass)
        .service(request_break_glass)
        .service(sign_break_glass)
        .service(close_break_glass)
        .service(review_break_glass);
}
