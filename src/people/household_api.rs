//! `/households`.
use actix_web::{HttpResponse, get, patch, post, web};
use panoh_rules::calendar::legal_day;
use uuid::Uuid;

use super::checking::PageAsked;
use super::household::{
    FIELDS, HouseholdChange, HouseholdForm, HouseholdView, JoiningForm, LeavingForm, MemberOfHousehold, MemberView, MovingInForm, OnDay,
    PartingForm,
};
use super::household_store::HouseholdOfPerson;
use super::paging::ListOfPerson;
use super::{household_moving as moving, household_operations as operations, household_store as households};
use crate::access::permission::{CreateHousehold, ReadHousehold, UpdateHousehold};
use crate::access::{Disclosed, May};
use crate::http::{Body, IfMatch, Page, Parameters};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Found a household or group.
#[utoipa::path(tag = "Households", operation_id = "create_household", request_body = HouseholdForm, responses(
    (status = 201, body = HouseholdView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 409, description = "already_exists: the id", body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("household.create"))))]
#[post("/households")]
async fn create_household(may: May<CreateHousehold>, app: web::Data<App>, body: Body<HouseholdForm>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| operations::found(tx, &app.house, body.0).await).await
}

/// Read a household with its members of today, or of a day: who lived with whom.
#[utoipa::path(tag = "Households", operation_id = "get_household", params(("id" = Uuid, Path), ("on" = Option<chrono::NaiveDate>, Query)), responses(
    (status = 200, body = HouseholdView), (status = 304, description = "If-None-Match names this version"), (status = 400, body = ProblemBody),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("household.read"))))]
#[get("/households/{id}")]
async fn get_household(
    may: May<ReadHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    asked: Parameters<OnDay>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let row = households::household(tx, *path).await?;
        let today = legal_day(tx.now());
        asked.0.check(&app.house.codes, today)?;
        let view = row.view(asked.0.on.unwrap_or(today))?;
        Ok(Disclosed::new(view, Act::new("household.read").on("household", *path).class(2).fields(FIELDS.iter().copied())))
    })
    .await
}

/// Name another head, or change the note (merge patch).
#[utoipa::path(tag = "Households", operation_id = "update_household", request_body = HouseholdChange,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = HouseholdView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)),
    extensions(("x-permission" = json!("household.update"))))]
#[patch("/households/{id}")]
async fn update_household(
    may: May<UpdateHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<HouseholdChange>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| operations::change(tx, &app.house, *path, seen.0, body.0).await).await
}

/// Everybody who belongs or belonged to the household, with their days; or who did on a day: who lived with whom.
#[utoipa::path(tag = "Households", operation_id = "list_household_members", params(("id" = Uuid, Path), ("on" = Option<chrono::NaiveDate>, Query)),
    responses((status = 200, body = Page<MemberView>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("household.read"))))]
#[get("/households/{id}/members")]
async fn list_household_members(
    may: May<ReadHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    asked: Parameters<OnDay>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let mut data = households::household(tx, *path).await?.members()?;
        asked.0.check(&app.house.codes, legal_day(tx.now()))?;
        data.retain(|member| asked.0.on.is_none_or(|day| member.is_there_on(day)));
        Ok(Disclosed::new(Page::whole(data), Act::new("household.members").on("household", *path).class(2).fields(["members"])))
    })
    .await
}

/// Somebody joins the household.
#[utoipa::path(tag = "Households", operation_id = "add_household_member", request_body = JoiningForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = MemberOfHousehold), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule household-overlap", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("household.update"))))]
#[post("/households/{id}/members")]
async fn add_household_member(
    may: May<UpdateHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<JoiningForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| operations::join(tx, &app.house, *path, body.0).await).await
}

/// Somebody leaves the household.
#[utoipa::path(tag = "Households", operation_id = "leave_household", request_body = LeavingForm, params(("id" = Uuid, Path), ("member" = Uuid, Path)), responses(
    (status = 200, body = MemberOfHousehold), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 409, description = "refused by the rule household-left", body = ProblemBody),
    (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("household.update"))))]
#[post("/households/{id}/members/{member}/leave")]
async fn leave_household(
    may: May<UpdateHousehold>,
    app: web::Data<App>,
    path: web::Path<(Uuid, Uuid)>,
    body: Body<LeavingForm>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| operations::leave(tx, &app.house, *path, body.0).await).await
}

/// Some of its members part from a household and live on together, in a new one.
#[utoipa::path(tag = "Households", operation_id = "split_household", request_body = PartingForm, params(("id" = Uuid, Path)), responses(
    (status = 201, body = HouseholdView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("household.update"))))]
#[post("/households/{id}/split")]
async fn split_household(
    may: May<UpdateHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<PartingForm>,
) -> Result<HttpResponse, Problem> {
    may.create(async |tx| moving::split(tx, &app.house, *path, body.0).await).await
}

/// All who belong to another household move into this one; the other stays as what it was until then.
#[utoipa::path(tag = "Households", operation_id = "merge_household", request_body = MovingInForm, params(("id" = Uuid, Path)), responses(
    (status = 200, body = HouseholdView), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("household.update"))))]
#[post("/households/{id}/merge")]
async fn merge_household(
    may: May<UpdateHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    body: Body<MovingInForm>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| moving::merge(tx, &app.house, *path, body.0).await).await
}

/// The households to which a person belongs or belonged, the latest joined first.
#[utoipa::path(tag = "Households", operation_id = "list_households_of_person",
    params(("id" = Uuid, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)), responses(
    (status = 200, body = Page<HouseholdOfPerson>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("household.read"))))]
#[get("/people/{id}/households")]
async fn list_households_of_person(
    may: May<ReadHousehold>,
    app: web::Data<App>,
    path: web::Path<Uuid>,
    asked: Parameters<PageAsked>,
) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let list = ListOfPerson { cursors: &app.cursors, person: *path, list: "households".to_owned() };
        let rows = async |tx: &mut _, after, most| households::households_of(tx, *path, after, most).await;
        let page = list.page(tx, asked.0, rows, |row: &HouseholdOfPerson| (row.joined_on, row.member)).await?;
        let act = Act::new("person.households").on("person", *path).person(*path).class(2).fields(["households"]);
        Ok(Disclosed::new(page, act))
    })
    .await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(create_household).service(get_household).service(update_household).service(list_household_members);
    service
        .service(add_household_member)
        .service(leave_household)
        .service(split_household)
        .service(merge_household)
        .service(list_households_of_person);
}
