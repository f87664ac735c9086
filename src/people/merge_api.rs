//! `/people/{id}/merge` and `/merges`.
use actix_web::{HttpResponse, get, post, web};
use uuid::Uuid;

use super::checking::NoParameters;
use super::merge::{self, MergeForm, MergeView, UndoForm};
use crate::access::permission::{ApproveDuplicate, ReadDuplicate};
use crate::access::{Disclosed, May};
use crate::http::{Body, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Merge this record into the survivor's. The first who asks proposes it; a second person does it, choosing field by field. Afterwards
/// this record answers with `merged_into`.
#[utoipa::path(tag = "Duplicates", operation_id = "merge_person", request_body = MergeForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = MergeView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rules awaits-second-person, person-merged, merge-shielded, parental-circle", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("duplicate.approve"))))]
#[post("/people/{id}/merge")]
async fn merge_person(
    may: May<ApproveDuplicate>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<MergeForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| merge::merge(tx, &app.house, *path, body.0).await).await
}

/// A merge: who proposed and did it, what went over, what was kept when it was undone.
#[utoipa::path(tag = "Duplicates", operation_id = "get_merge", params(("id" = Uuid, Path)), responses(
    (status = 200, body = MergeView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("duplicate.read"))))]
#[get("/merges/{id}")]
async fn get_merge(may: May<ReadDuplicate>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let view = merge::read(tx, *path).await?;
        Ok(Disclosed::new(view, Act::new("merge.read").on("merge", *path).class(2).fields(["merged_into"])))
    })
    .await
}

/// Undo a merge: both records are there again. What was changed or added since stays with the survivor and is named in `kept`.
#[utoipa::path(tag = "Duplicates", operation_id = "undo_merge", request_body = UndoForm, params(("id" = Uuid, Path)), responses(
    (status = 200, body = MergeView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rules merge-not-done, person-merged", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("duplicate.approve"))))]
#[post("/merges/{id}/undo")]
async fn undo_merge(may: May<ApproveDuplicate>, path: web::Path<Uuid>, body: Body<UndoForm>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| merge::undo(tx, *path, body.0).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(merge_person).service(get_merge).service(undo_merge);
}
