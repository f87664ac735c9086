//! Who has a case: its owner, team and office.
use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::May;
use crate::access::permission::AssignCase;
use crate::cases::case::lock;
use crate::database::{IdRow, sql};
use crate::http::{Body, IfMatch, Representation};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};

/// Who shall have it. What is not named stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Membership.
    owner: Option<Uuid>,
    team: Option<Uuid>,
    office: Option<Uuid>,
    #[validate(length(min = 1, max = 2000))]
    reason: Option<String>,
}

/// Who has it now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    case: Uuid,
    owner: Uuid,
    team: Option<Uuid>,
    office: Option<Uuid>,
    version: i64,
}

impl Representation for AssignmentView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// Hand a case to another owner, team or office. It may leave the sight of whoever hands it over.
#[utoipa::path(tag = "Cases", operation_id = "assign_case", request_body = Assignment, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = AssignmentView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)),
    extensions(("x-permission" = json!("assignment.update"))))]
#[post("/cases/{id}/assignment")]
async fn assign_case(may: May<AssignCase>, path: web::Path<Uuid>, seen: IfMatch, body: Body<Assignment>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let case = lock(tx, *path).await?;
        case.seen(seen.0)?;
        let wish = body.0;
        let (tenant, now, by) = (tx.tenant(), tx.now(), tx.member().membership);
        if let Some(owner) = wish.owner {
            let active = sql("SELECT id FROM memberships WHERE tenant_id = $1 AND id = $2 AND user_id IS NOT NULL AND deactivated_at IS NULL");
            tx.maybe::<IdRow>(active.uuid(tenant).uuid(owner)).await?.ok_or_else(|| Problem::field("/owner", "unknown_reference"))?;
        }
        let view = AssignmentView {
            case: *path,
            owner: wish.owner.unwrap_or(case.row.owner_id),
            team: wish.team.or(case.row.team_id),
            office: wish.office.or(case.row.office_id),
            version: case.row.version.saturating_add(1),
        };
        // The new row may lie outside the member's reach, which row security would not let them write.
        tx.by_system(async |tx| {
            if case.row.class >= 4 {
                let statement = sql(
                    "INSERT INTO case_access (tenant_id, case_id, membership_id, why, granted_by, from_at)
                     SELECT $1, $2, $3, 'owner', $4, $5 WHERE NOT EXISTS (SELECT 1 FROM case_access a
                       WHERE a.tenant_id = $1 AND a.case_id = $2 AND a.membership_id = $3 AND (a.until_at IS NULL OR a.until_at > $5))",
                );
                tx.execute(statement.uuid(tenant).uuid(view.case).uuid(view.owner).uuid(by).at(now)).await?;
            }
            let statement = sql(
                "UPDATE cases SET owner_id = $3, team_id = $4, office_id = $5, version = version + 1, updated_at = $6 WHERE tenant_id = $1 AND id = $2",
            );
            tx.execute(statement.uuid(tenant).uuid(view.case).uuid(view.owner).opt_uuid(view.team).opt_uuid(view.office).at(now)).await
        })
        .await?;
        let change = json!({ "owner": { "before": case.row.owner_id, "after": view.owner }, "team": { "before": case.row.team_id, "after": view.team },
                             "office": { "before": case.row.office_id, "after": view.office } });
        let act = Act::new("case.assign").on("case", *path).case(*path).class(case.row.class).fields(["owner", "team", "office"]);
        tx.record(act.change(change).reason(wish.reason), view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(assign_case);
}
