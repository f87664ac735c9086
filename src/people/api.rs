//! `/people`.
use actix_web::{HttpResponse, get, patch, post, web};
use uuid::Uuid;

use super::checking::{CasesAsked, NoParameters, PageAsked};
use super::history::Reader;
use super::name::{AddedName, NameCorrection, NameForm, NameView};
use super::operations::RegisteredPerson;
use super::paging::ListOfPerson;
use super::person::{FIELDS, PersonChange, PersonForm, PersonView};
use super::store::{self, CaseOfPerson};
use super::{consents, contacts, documents, duplicates_api, history, household_api, merge_api, operations, relationships_api};
use crate::access::Disclosed;
use crate::access::May;
use crate::access::permission::{CreatePerson, ReadCase, ReadLedger, ReadPerson, UpdatePerson};
use crate::cases::Retention;
use crate::http::{Body, IfMatch, Language, Page, Paging, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;
use panoh_rules::calendar::legal_day;

/// Register a person. `possible_duplicates` names people whom they may be already.
#[utoipa::path(tag = "People", operation_id = "create_person", request_body = PersonForm, responses(
    (status = 201, body = RegisteredPerson), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, description = "already_exists: the id or an outside number; possible_duplicates, where the organisation wants one to look first", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("person.create"))))]
#[post("/people")]
async fn create_person(
    may: May<CreatePerson>,
    app: web::Data<App>,
    body: Body<PersonForm>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| operations::register_once(tx, &app.house, body.0, language).await).await
}

/// Read a person, with names borne today and earlier ones.
#[utoipa::path(tag = "People", operation_id = "get_person", params(("id" = Uuid, Path)), responses(
    (status = 200, body = PersonView), (status = 304, description = "If-None-Match names this version"), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("person.read"))))]
#[get("/people/{id}")]
async fn get_person(may: May<ReadPerson>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let view = store::person(tx, *path).await?.view(legal_day(tx.now()))?;
        Ok(Disclosed::new(view, Act::new("person.read").on("person", *path).person(*path).class(2).fields(FIELDS.iter().copied())))
    })
    .await
}

/// Change what is known of a person (merge patch). `If-Match` names the version that was seen: what others changed since in other
/// fields stays; a field that both changed is refused.
#[utoipa::path(tag = "People", operation_id = "update_person", request_body = PersonChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = PersonView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, description = "stale: `changed` names the fields that changed since", body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[patch("/people/{id}")]
async fn update_person(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<PersonChange>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| operations::change(tx, &app.house, *path, seen.0, body.0).await).await
}

/// Every name of a person, corrected ones too, in the order in which they were added.
#[utoipa::path(tag = "People", operation_id = "list_names", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<NameView>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("person.read"))))]
#[get("/people/{id}/names")]
async fn list_names(may: May<ReadPerson>, path: web::Path<Uuid>, _none: Parameters<NoParameters>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let data = store::person(tx, *path).await?.names()?;
        let page = Page { data, page: Paging { next_cursor: None, has_more: false } };
        Ok(Disclosed::new(page, Act::new("person.names").on("person", *path).person(*path).class(2).fields(["names"])))
    })
    .await
}

/// Add a name.
#[utoipa::path(tag = "People", operation_id = "add_name", request_body = NameForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = AddedName), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("person.update"))))]
#[post("/people/{id}/names")]
async fn add_name(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<NameForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| operations::add_name(tx, &app.house, *path, body.0).await).await
}

/// Correct a name: a new one takes its place, the original stays as an earlier name.
#[utoipa::path(tag = "People", operation_id = "correct_name", request_body = NameCorrection, params(("id" = Uuid, Path), ("name" = Uuid, Path)), responses(
    (status = 201, body = AddedName), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule name-superseded", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("person.update"))))]
#[post("/people/{id}/names/{name}/correction")]
async fn correct_name(
    may: May<UpdatePerson>,
    app: web::Data<App>,
    path: web::Path<(Uuid, Uuid)>,
    body: Body<NameCorrection>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| operations::correct_name(tx, &app.house, path.0, path.1, body.0).await).await
}

/// The person's cases, as far as one may see them, newest first.
#[utoipa::path(tag = "People", operation_id = "list_cases_of_person",
    params(("id" = Uuid, Path), ("retention" = inline(Option<Retention>), Query, description = "`restricted` or `archive`: closed cases that are no longer worked with"), ("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)), responses(
    (status = 200, body = Page<CaseOfPerson>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("case.read"))))]
#[get("/people/{id}/cases")]
async fn list_cases_of_person(
    may: May<ReadCase>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    asked: Parameters<CasesAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let CasesAsked { retention, limit, cursor } = asked.0;
        let list = ListOfPerson { cursors: &app.cursors, person: *path, list: format!("cases/{}", retention.word()) };
        let rows = async |tx: &mut _, after, most| store::cases_of(tx, *path, retention, after, most).await;
        let page = list.page(tx, PageAsked { limit, cursor }, rows, |row: &CaseOfPerson| (row.created_at, row.id)).await?;
        let class = page.data.iter().map(|case| case.class).max().unwrap_or(2).max(2);
        Ok(Disclosed::new(
            page,
            Act::new("person.cases").on("person", *path).person(*path).class(class).fields(["number", "programme", "state", "role"]),
        ))
    })
    .await
}

/// Who saw or changed this person's file, as far as the ledger is one's own to read. Newest first.
#[utoipa::path(tag = "People", operation_id = "list_readers",
    params(("id" = Uuid, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)), responses(
    (status = 200, body = Page<Reader>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("ledger.read"))))]
#[get("/people/{id}/readers")]
async fn list_readers(
    may: May<ReadLedger>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    asked: Parameters<PageAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let list = ListOfPerson { cursors: &app.cursors, person: *path, list: "readers".to_owned() };
        let rows = async |tx: &mut _, after, most| history::readers_of(tx, *path, after, most).await;
        let page = list.page(tx, asked.0, rows, |row: &Reader| row.entry).await?;
        Ok(Disclosed::new(page, Act::new("person.readers").on("person", *path).person(*path).class(2).fields(["readers"])))
    })
    .await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    // Before the paths in which a person's id stands where `search` does.
    super::search::routes(service);
    service.service(create_person).service(get_person).service(update_person).service(list_names).service(add_name).service(correct_name);
    service.service(list_cases_of_person).service(list_readers);
    household_api::routes(service);
    documents::routes(service);
    contacts::routes(service);
    relationships_api::routes(service);
    consents::routes(service);
    history::routes(service);
    duplicates_api::routes(service);
    merge_api::routes(service);
}
