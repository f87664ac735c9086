//! Alerts of a case: to whom they are addressed sees them and puts them away.
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::cases::desk;
use super::whole;
use crate::access::permission::{ReadAlert, UpdateAlert};
use crate::access::{Disclosed, May, Permission};
use crate::cases::apply::Desk;
use crate::cases::case::{Case, load};
use crate::cases::words::words;
use crate::database::{Tx, sql};
use crate::http::{Page, Representation};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    alert: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    to_roles: Vec<String>,
    #[diesel(sql_type = Timestamptz)]
    raised_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    seen_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    seen_at: Option<DateTime<Utc>>,
}

/// An alert. It says what happened, never what a K3 or K4 answer says.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertView {
    id: Uuid,
    alert: String,
    title: String,
    /// `overdue`, `duplicate`, `risk_raised`, …
    kind: String,
    to_roles: Vec<String>,
    raised_at: DateTime<Utc>,
    seen_by: Option<Uuid>,
    seen_at: Option<DateTime<Utc>>,
}

impl Representation for AlertView {}

const ALERTS: &str = "
SELECT id, alert, kind, to_roles, raised_at, seen_by, seen_at FROM case_alerts
 WHERE tenant_id = $1 AND case_id = $2 AND to_roles && $3 AND ($4::uuid IS NULL OR id = $4) ORDER BY raised_at DESC, id DESC LIMIT 200";

async fn rows<P: Permission>(tx: &mut Tx<P>, case: Uuid, alert: Option<Uuid>) -> Result<Vec<Row>, Problem> {
    let (tenant, roles) = (tx.tenant(), tx.member().roles.clone());
    tx.rows(sql(ALERTS).uuid(tenant).uuid(case).texts(roles).opt_uuid(alert)).await
}

fn show(desk: &Desk, case: &Case, row: Row) -> Result<AlertView, Problem> {
    let programme = desk.programme(&case.row)?;
    let title = words(&programme, desk.language, &format!("alerts/{}", row.alert));
    let Row { id, alert, kind, to_roles, raised_at, seen_by, seen_at } = row;
    Ok(AlertView { id, alert, title, kind, to_roles, raised_at, seen_by, seen_at })
}

/// Alerts of a case to the member's roles, newest first.
#[utoipa::path(tag = "Alerts", operation_id = "list_alerts", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<AlertView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("alert.read"))))]
#[get("/cases/{id}/alerts")]
async fn list_alerts(may: May<ReadAlert>, request: HttpRequest, path: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.disclose(async |tx| {
        let case = load(tx, *path).await?;
        let found = rows(tx, *path, None).await?;
        let shown = found.into_iter().map(|row| show(&desk, &case, row)).collect::<Result<Vec<_>, _>>()?;
        let act = Act::new("alert.list").on("case", *path).case(*path).class(case.row.class.max(2)).fields(["alerts"]);
        Ok(Disclosed::new(whole(shown), act))
    })
    .await
}

/// Put an alert away: somebody has seen it.
#[utoipa::path(tag = "Alerts", operation_id = "see_alert", params(("id" = Uuid, Path), ("alert" = Uuid, Path)), responses(
    (status = 200, body = AlertView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("alert.transition"))))]
#[post("/cases/{id}/alerts/{alert}/seen")]
async fn see_alert(may: May<UpdateAlert>, request: HttpRequest, path: web::Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    may.change(async |tx| {
        let (id, alert) = *path;
        let case = load(tx, id).await?;
        let mut row = rows(tx, id, Some(alert)).await?.into_iter().next().ok_or(crate::problem::Code::NotFound)?;
        tx.require_permission()?;
        let (tenant, by, now) = (tx.tenant(), tx.member().membership, tx.now());
        let statement = sql("UPDATE case_alerts SET seen_by = $3, seen_at = $4 WHERE tenant_id = $1 AND id = $2 AND seen_at IS NULL");
        if tx.execute(statement.uuid(tenant).uuid(alert).uuid(by).at(now)).await? == 1 {
            row.seen_by = Some(by.0);
            row.seen_at = Some(now);
        }
        let view = show(&desk, &case, row)?;
        tx.record(Act::new("alert.seen").on("alert", alert).case(id).class(case.row.class).fields(["seen_at"]), view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_alerts).service(see_alert);
}
