//! `/people/{id}/relationships`.
use actix_web::{HttpResponse, delete, get, post, put, web};
use uuid::Uuid;

use super::checking::NoParameters;
use super::relationships::{self, RelationshipForm, RelationshipTerms, RelationshipView};
use crate::access::May;
use crate::access::permission::{ReadPerson, UpdatePerson};
use crate::http::{Body, IfMatch, Page, Parameters};
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Who is what to this person, removed ties too. A tie to somebody whom one may not see is not there.
#[utoipa::path(tag = "People", operation_id = "list_relationships", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<RelationshipView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("person.read"))))]
#[get("/people/{id}/relationships")]
async fn list_relationships(may: May<ReadPerson>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| relationships::list(tx, *path).await).await
}

/// Tie two people; the other's file shows it under its inverse.
#[utoipa::path(tag = "People", operation_id = "add_relationship", request_body = RelationshipForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = RelationshipView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody),
    (status = 409, description = "already_exists; refused by the rules parental-circle, parent-not-older", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[post("/people/{id}/relationships")]
async fn add_relationship(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<RelationshipForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| relationships::add(tx, &app.house, *path, body.0).await).await
}

/// Say anew on which basis, since and until when a tie holds, as a whole.
#[utoipa::path(tag = "People", operation_id = "put_relationship", request_body = RelationshipTerms,
    params(("id" = Uuid, Path), ("relationship" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = RelationshipView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule record-removed", body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)),
    extensions(("x-permission" = json!("person.update"))))]
#[put("/people/{id}/relationships/{relationship}")]
async fn put_relationship(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<(Uuid, Uuid)>,
    seen: IfMatch,
    body: Body<RelationshipTerms>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| relationships::change(tx, &app.house, *path, seen.0, body.0).await).await
}

/// Take away a tie that was recorded by mistake; it stays in both files as removed.
#[utoipa::path(tag = "People", operation_id = "remove_relationship",
    params(("id" = Uuid, Path), ("relationship" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = RelationshipView), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
    (status = 409, description = "refused by the rule record-removed", body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[delete("/people/{id}/relationships/{relationship}")]
async fn remove_relationship(may: May<UpdatePerson>, path: web::Path<(Uuid, Uuid)>, seen: IfMatch) -> Result<HttpResponse, Problem> {
    may.change(async |tx| relationships::remove(tx, *path, seen.0).await).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_relationships).service(add_relationship).service(put_relationship).service(remove_relationship);
}
