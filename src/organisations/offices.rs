//! `/organisation`, `/offices`, `/teams`: one's own organisation and its places of work.
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::roles::Titles;
use super::separation::{self, Whose};
use crate::access::permission::{ManageOffices, ReadOffice, ReadOrganisation, UpdateOrganisation};
use crate::access::{May, Permission};
use crate::database::{Tx, sql};
use crate::http::{Body, Cursor, IfMatch, Language, Page, Parameters, Representation, nullable};
use crate::ids::{OfficeId, TeamId};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// One's own organisation.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct OwnOrganisation {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    slug: String,
    /// In four languages.
    #[diesel(sql_type = Jsonb)]
    #[schema(value_type = Object)]
    name: Value,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    country: String,
    #[diesel(sql_type = Text)]
    language: String,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for OwnOrganisation {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

const OWN: &str = "SELECT id, slug, name, kind, country, language, version FROM organisations WHERE id = $1";

/// My organisation.
#[utoipa::path(tag = "Organisations", operation_id = "get_organisation", responses((status = 200, body = OwnOrganisation), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("organisation.read"))))]
#[get("/organisation")]
async fn get_organisation(may: May<ReadOrganisation>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| tx.one::<OwnOrganisation>(sql(OWN).uuid(tx.tenant())).await).await
}

/// What an organisation may change about itself.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationChange {
    #[validate(nested)]
    name: Option<Titles>,
    language: Option<Language>,
}

/// Change my organisation's name or language.
#[utoipa::path(tag = "Organisations", operation_id = "update_organisation", request_body = OrganisationChange, params(("If-Match" = String, Header)), responses(
    (status = 200, body = OwnOrganisation), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody),
    (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("organisation.update"))))]
#[patch("/organisation")]
async fn update_organisation(may: May<UpdateOrganisation>, seen: IfMatch, body: Body<OrganisationChange>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let tenant = tx.tenant();
        let before: OwnOrganisation = tx.one(sql(OWN).uuid(tenant)).await?;
        let statement = sql("UPDATE organisations SET name = coalesce($3, name), language = coalesce($4, language), version = version + 1 WHERE id = $1 AND version = $2");
        let language = body.0.language.map(|language| language.tag().to_owned());
        if tx.execute(statement.uuid(tenant).big(seen.0).opt_json(body.0.name.as_ref().map(Titles::json)).opt_text(language)).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        let after: OwnOrganisation = tx.one(sql(OWN).uuid(tenant)).await?;
        tx.record(Act::new("organisation.update").on("organisation", tenant).fields(["name", "language"]), after).await
    })
    .await
}

/// An office, a shelter, a border post.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct Office {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    /// Id in the gazetteer.
    #[diesel(sql_type = Nullable<Text>)]
    place: Option<String>,
    /// Of the list `unit-kind`.
    #[diesel(sql_type = Text)]
    unit_kind: String,
    #[diesel(sql_type = Nullable<Date>)]
    closed_on: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for Office {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/offices/{}", self.id))
    }
}

/// A page of a list.
#[derive(Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paged {
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

const OFFICE: &str = "SELECT id, name, place, unit_kind, closed_on, version FROM offices WHERE tenant_id = $1 AND id = $2";
const OFFICES: &str = "SELECT id, name, place, unit_kind, closed_on, version FROM offices
  WHERE tenant_id = $1 AND ($2::text IS NULL OR (name, id) > ($2, $3)) ORDER BY name, id LIMIT $4";

/// Offices, by name.
#[utoipa::path(tag = "Organisations", operation_id = "list_offices", params(Paged), responses((status = 200, body = Page<Office>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("office.read"))))]
#[get("/offices")]
async fn list_offices(may: May<ReadOffice>, app: web::Data<App>, paged: Parameters<Paged>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let tenant = tx.tenant();
        let cursor = app.cursors.of(format!("offices/{tenant}"));
        let (limit, after) = (Cursor::limit(paged.0.limit), cursor.read::<(String, Uuid)>(paged.0.cursor.as_deref())?);
        let (name, id) = after.unzip();
        let rows: Vec<Office> = tx.rows(sql(OFFICES).uuid(tenant).opt_text(name).opt_uuid(id).big(limit + 1)).await?;
        cursor.page(rows, limit, |row| (row.name.clone(), row.id), |row| row)
    })
    .await
}

/// A new office.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOffice {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Id in the gazetteer.
    #[validate(length(max = 100))]
    place: Option<String>,
    /// Of the list `unit-kind`; `civil` when absent.
    #[validate(length(max = 60))]
    unit_kind: Option<String>,
}

fn check_place(app: &App, place: Option<&str>) -> Result<(), Problem> {
    match place {
        Some(place) if app.house.places.find(place).is_none() => Err(Problem::field("/place", "not_in_list")),
        _ => Ok(()),
    }
}

fn check_unit(app: &App, unit: Option<&str>) -> Result<(), Problem> {
    let known = |unit: &str| app.house.codes.get("unit-kind").is_some_and(|list| list.get(unit).is_some());
    if unit.is_none_or(known) { Ok(()) } else { Err(Problem::field("/unit_kind", "not_in_list")) }
}

/// Open an office.
#[utoipa::path(tag = "Organisations", operation_id = "create_office", request_body = NewOffice, responses(
    (status = 201, body = Office), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("office.manage"))))]
#[post("/offices")]
async fn create_office(may: May<ManageOffices>, app: web::Data<App>, body: Body<NewOffice>) -> Result<HttpResponse, Problem> {
    let NewOffice { name, place, unit_kind } = body.0;
    may.create(async |tx| {
        check_place(&app, place.as_deref())?;
        check_unit(&app, unit_kind.as_deref())?;
        let (tenant, id, now) = (tx.tenant(), OfficeId::new(), tx.now());
        let statement = sql("INSERT INTO offices (tenant_id, id, name, place, unit_kind, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
        let unit_kind = unit_kind.unwrap_or_else(|| "civil".to_owned());
        tx.execute(statement.uuid(tenant).uuid(id).text(name).opt_text(place).text(unit_kind).at(now)).await?;
        let made: Office = tx.one(sql(OFFICE).uuid(tenant).uuid(id)).await?;
        tx.record(Act::new("office.create").on("office", id).fields(["name", "place", "unit_kind"]), made).await
    })
    .await
}

/// What may change about an office; null clears.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeChange {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    place: Option<Option<String>>,
    #[validate(length(max = 60))]
    unit_kind: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<NaiveDate>)]
    closed_on: Option<Option<NaiveDate>>,
}

/// Change an office. What kind of unit it is decides what its members may hold (programmes.md 3.4 rule 4).
#[utoipa::path(tag = "Organisations", operation_id = "update_office", request_body = OfficeChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Office), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("office.manage"))))]
#[patch("/offices/{id}")]
async fn update_office(
    may: May<ManageOffices>,
    app: web::Data<App>,
    id: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<OfficeChange>,
) -> Result<HttpResponse, Problem> {
    let change = body.0;
    may.change(async |tx| {
        let tenant = tx.tenant();
        let before: Office = tx.one(sql(OFFICE).uuid(tenant).uuid(*id)).await?;
        tx.require_permission()?;
        check_place(&app, change.place.as_ref().and_then(Option::as_deref))?;
        check_unit(&app, change.unit_kind.as_deref())?;
        let statement = sql("UPDATE offices SET name = $4, place = $5, unit_kind = $6, closed_on = $7, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3");
        let statement = statement.uuid(tenant).uuid(*id).big(seen.0).text(change.name.unwrap_or(before.name)).opt_text(change.place.unwrap_or(before.place));
        let statement = statement.text(change.unit_kind.unwrap_or(before.unit_kind)).opt_day(change.closed_on.unwrap_or(before.closed_on));
        if tx.execute(statement).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        separation::judge(tx, &app.house.roles, Whose::Office(*id)).await?;
        let after: Office = tx.one(sql(OFFICE).uuid(tenant).uuid(*id)).await?;
        tx.record(Act::new("office.update").on("office", *id).fields(["name", "place", "unit_kind", "closed_on"]), after).await
    })
    .await
}

/// A team of an office.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct Team {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    office: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for Team {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/teams/{}", self.id))
    }
}

const TEAM: &str = "SELECT id, office_id AS office, name, version FROM teams WHERE tenant_id = $1 AND id = $2";
const TEAMS: &str = "SELECT id, office_id AS office, name, version FROM teams
  WHERE tenant_id = $1 AND ($2::text IS NULL OR (name, id) > ($2, $3)) AND ($5::uuid IS NULL OR office_id = $5) ORDER BY name, id LIMIT $4";

/// Which teams.
#[derive(Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TeamFilter {
    office: Option<Uuid>,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Teams, by name.
#[utoipa::path(tag = "Organisations", operation_id = "list_teams", params(TeamFilter), responses((status = 200, body = Page<Team>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("office.read"))))]
#[get("/teams")]
async fn list_teams(may: May<ReadOffice>, app: web::Data<App>, filter: Parameters<TeamFilter>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let (tenant, office) = (tx.tenant(), filter.0.office);
        let cursor = app.cursors.of(format!("teams/{tenant}/{office:?}"));
        let (limit, after) = (Cursor::limit(filter.0.limit), cursor.read::<(String, Uuid)>(filter.0.cursor.as_deref())?);
        let (name, id) = after.unzip();
        let rows: Vec<Team> = tx.rows(sql(TEAMS).uuid(tenant).opt_text(name).opt_uuid(id).big(limit + 1).opt_uuid(office)).await?;
        cursor.page(rows, limit, |row| (row.name.clone(), row.id), |row| row)
    })
    .await
}

/// A new team.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    office: Uuid,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// Form a team.
#[utoipa::path(tag = "Organisations", operation_id = "create_team", request_body = NewTeam, responses(
    (status = 201, body = Team), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("office.manage"))))]
#[post("/teams")]
async fn create_team(may: May<ManageOffices>, body: Body<NewTeam>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let (tenant, id, now) = (tx.tenant(), TeamId::new(), tx.now());
        let statement = sql("INSERT INTO teams (tenant_id, id, office_id, name, created_at) VALUES ($1, $2, $3, $4, $5)");
        tx.execute(statement.uuid(tenant).uuid(id).uuid(body.0.office).text(body.0.name.clone()).at(now)).await?;
        let made = team(tx, id.0).await?;
        tx.record(Act::new("team.create").on("team", id).fields(["name", "office"]), made).await
    })
    .await
}

async fn team<P: Permission>(tx: &mut Tx<P>, id: Uuid) -> Result<Team, Problem> {
    let tenant = tx.tenant();
    tx.one(sql(TEAM).uuid(tenant).uuid(id)).await
}

/// What may change about a team.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// Rename a team.
#[utoipa::path(tag = "Organisations", operation_id = "update_team", request_body = TeamChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Team), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("office.manage"))))]
#[patch("/teams/{id}")]
async fn update_team(may: May<ManageOffices>, id: web::Path<Uuid>, seen: IfMatch, body: Body<TeamChange>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let before = team(tx, *id).await?;
        tx.require_permission()?;
        let tenant = tx.tenant();
        let statement = sql("UPDATE teams SET name = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3");
        if tx.execute(statement.uuid(tenant).uuid(*id).big(seen.0).text(body.0.name.clone())).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        let after = team(tx, *id).await?;
        tx.record(Act::new("team.update").on("team", *id).fields(["name"]), after).await
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(get_organisation).service(update_organisation);
    service.service(list_offices).service(create_office).service(update_office);
    service.service(list_teams).service(create_team).service(update_team);
}
