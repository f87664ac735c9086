//! A running case keeps the version of its programme on which it was opened, until somebody moves it to another that fits.
use actix_web::{HttpRequest, HttpResponse, post, web};
use panoh_rules::engine::DeadlineState;
use panoh_rules::programme::Programme;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::cases::desk;
use crate::access::May;
use crate::access::permission::MoveCase;
use crate::cases::case::{Case, load, lock};
use crate::cases::operations;
use crate::cases::view::CaseView;
use crate::database::sql;
use crate::http::{Body, IfMatch};
use crate::ledger::Act;
use crate::problem::{FieldError, Problem, ProblemBody, rule_words};

/// Which version the case shall go on by.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionWish {
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    version: i32,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// What the case stands on and the other version does not have: states, open deadlines and tasks, answered sections.
fn unknown_there(case: &Case, programme: &Programme) -> Vec<FieldError> {
    let snapshot = &case.snapshot;
    let mut missing: Vec<String> = Vec::new();
    let state = snapshot.state.iter().chain(&snapshot.previous_state).filter(|state| programme.state(None, state).is_none());
    missing.extend(state.map(|state| format!("/state/{state}")));
    let track = snapshot.tracks.iter().filter(|(track, state)| programme.state(Some(track), state).is_none());
    missing.extend(track.map(|(track, state)| format!("/tracks/{track}/{state}")));
    let open = snapshot.deadlines.iter().filter(|row| row.state == DeadlineState::Open && !programme.deadlines.contains_key(&row.name));
    missing.extend(open.map(|row| format!("/deadlines/{}", row.name)));
    let task = snapshot.tasks.iter().filter(|task| !task.done && !programme.tasks.contains_key(&task.name));
    missing.extend(task.filter(|task| !task.name.starts_with("approve:")).map(|task| format!("/tasks/{}", task.name)));
    let act = snapshot.proposal.iter().filter(|proposal| programme.transition(&proposal.transition).is_none());
    missing.extend(act.map(|proposal| format!("/proposal/{}", proposal.transition)));
    missing.extend(snapshot.sections.keys().filter(|name| !programme.sections.contains_key(*name)).map(|name| format!("/sections/{name}")));
    missing.into_iter().map(|pointer| FieldError::new(pointer, "unknown_reference")).collect()
}

/// Move a running case to another version of its programme. Refused where the case stands on something that version lacks.
#[utoipa::path(tag = "Cases", operation_id = "move_case", request_body = VersionWish, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = CaseView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by `version-does-not-fit`; `errors` names what it lacks", body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("case.approve"))))]
#[post("/cases/{id}/version")]
async fn move_case(
    may: May<MoveCase>,
    request: HttpRequest,
    path: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<VersionWish>,
) -> Result<HttpResponse, Problem> {
    let desk = desk(may.app(), &request);
    let VersionWish { version, reason } = body.0;
    may.change(async |tx| {
        let case = lock(tx, *path).await?;
        case.seen(seen.0)?;
        let programme = desk.version(&case.row.programme, version).ok_or_else(|| Problem::field("/version", "not_in_list"))?;
        let errors = unknown_there(&case, &programme);
        if !errors.is_empty() {
            return Err(Problem { errors, ..Problem::refused("version-does-not-fit", rule_words("version-does-not-fit")) });
        }
        let (tenant, now) = (tx.tenant(), tx.now());
        let statement =
            sql("UPDATE cases SET programme_version = $3, version = version + 1, updated_at = $4 WHERE tenant_id = $1 AND id = $2");
        tx.execute(statement.uuid(tenant).uuid(*path).int(version).at(now)).await?;
        let after = load(tx, *path).await?;
        let act = Act::new("case.move_version").on("case", *path).case(*path).class(case.row.class).fields(["programme_version"]);
        let act =
            act.change(json!({ "programme_version": { "before": case.row.programme_version, "after": version } })).reason(Some(reason));
        let view = operations::view(tx, &desk, after).await?;
        tx.record(act, view).await
    })
    .await
}

pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(move_case);
}
