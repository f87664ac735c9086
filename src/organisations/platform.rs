//! `/organisations`: what the platform's administrators do. They see organisations and counts, and never a row inside one.
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use panoh_rules::calendar::legal_day;
use panoh_rules::roles::RoleTemplates;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::founding::{Founding, Place, found};
use super::invitation::{self, Invitation, Newcomer};
use super::roles::Titles;
use crate::access::May;
use crate::access::permission::ManageOrganisations;
use crate::database::{Tx, sql};
use crate::http::{Body, Cursor, IfMatch, Language, Page, Parameters, Representation};
use crate::ids::{MembershipId, OfficeId, OrganisationId};
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// An organisation as the platform sees it.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct Organisation {
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
    #[diesel(sql_type = Nullable<Timestamptz>)]
    suspended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

impl Representation for Organisation {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

macro_rules! organisations {
    ($rest:literal) => {
        concat!("SELECT id, slug, name, kind, country, language, suspended_at, created_at, version FROM organisations ", $rest)
    };
}

const ONE: &str = organisations!("WHERE id = $1");
const LIST: &str = organisations!(
    "WHERE ($1::text IS NULL OR slug > $1) AND ($3::boolean IS NULL OR $3 = (suspended_at IS NOT NULL)) ORDER BY slug LIMIT $2"
);

/// Which organisations.
#[derive(Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationFilter {
    suspended: Option<bool>,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Organisations, by short name.
#[utoipa::path(tag = "Platform", operation_id = "list_organisations", params(OrganisationFilter), responses(
    (status = 200, body = Page<Organisation>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("organisation.manage"))))]
#[get("/organisations")]
async fn list_organisations(
    may: May<ManageOrganisations>,
    app: web::Data<App>,
    filter: Parameters<OrganisationFilter>,
) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let suspended = filter.0.suspended;
        let cursor = app.cursors.of(format!("organisations/{}/{suspended:?}", tx.tenant()));
        let (limit, after) = (Cursor::limit(filter.0.limit), cursor.read::<String>(filter.0.cursor.as_deref())?);
        let rows: Vec<Organisation> = tx.rows(sql(LIST).opt_text(after).big(limit + 1).opt_boolean(suspended)).await?;
        cursor.page(rows, limit, |row| row.slug.clone(), |row| row)
    })
    .await
}

/// How large an organisation is: counts, never rows.
#[derive(Debug, Serialize, ToSchema, QueryableByName)]
pub struct Sizes {
    #[diesel(sql_type = BigInt)]
    members: i64,
    #[diesel(sql_type = BigInt)]
    offices: i64,
    #[diesel(sql_type = BigInt)]
    programmes: i64,
}

/// An organisation with its sizes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SizedOrganisation {
    #[serde(flatten)]
    organisation: Organisation,
    sizes: Sizes,
}

impl Representation for SizedOrganisation {
    fn version(&self) -> Option<i64> {
        Some(self.organisation.version)
    }
}

const SIZES: &str = "
SELECT (SELECT count(*) FROM memberships WHERE tenant_id = $1 AND user_id IS NOT NULL AND deactivated_at IS NULL) AS members,
       (SELECT count(*) FROM offices WHERE tenant_id = $1) AS offices,
       (SELECT count(*) FROM programme_settings WHERE tenant_id = $1 AND enabled) AS programmes";

/// One organisation with its sizes.
#[utoipa::path(tag = "Platform", operation_id = "get_organisation_of_platform", params(("id" = Uuid, Path)), responses(
    (status = 200, body = SizedOrganisation), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("organisation.manage"))))]
#[get("/organisations/{id}")]
async fn get_organisation_of_platform(may: May<ManageOrganisations>, id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let organisation = find(tx, *id).await?;
        let sizes = tx.within(OrganisationId(*id), async |tx| tx.one::<Sizes>(sql(SIZES).uuid(tx.tenant())).await).await?;
        Ok(SizedOrganisation { organisation, sizes })
    })
    .await
}

/// An organisation is the platform's to see, or unknown: also its own, to whoever only reads that.
async fn find(tx: &mut Tx<ManageOrganisations>, id: Uuid) -> Result<Organisation, Problem> {
    if tx.require_permission().is_err() && id != tx.tenant().0 {
        return Err(crate::problem::Code::NotFound.into());
    }
    let found = tx.one(sql(ONE).uuid(id)).await?;
    tx.require_permission()?;
    Ok(found)
}

/// Who will keep a new organisation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdministrator {
    #[validate(email, length(max = 254))]
    #[schema(max_length = 254, format = "email")]
    email: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    full_name: String,
}

/// A new organisation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// Short name: lower-case letters, digits and hyphens.
    #[validate(length(min = 2, max = 40))]
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z0-9-]{2,40}$")]
    slug: String,
    #[validate(nested)]
    name: Titles,
    /// Of the list `organisation-kind`.
    #[validate(length(max = 60))]
    kind: String,
    #[serde(default)]
    language: Language,
    /// Name of its first office.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    office: Option<String>,
    #[validate(nested)]
    administrator: FirstAdministrator,
}

/// A new organisation and the token of its first administrator: it is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundedOrganisation {
    #[serde(flatten)]
    organisation: Organisation,
    invitation: Invitation,
}

impl Representation for FoundedOrganisation {
    fn version(&self) -> Option<i64> {
        Some(self.organisation.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/organisations/{}", self.organisation.id))
    }
}

/// The templates that an organisation starts with: all but the platform's and the clock's.
pub fn usual_roles(templates: &RoleTemplates) -> Vec<&str> {
    templates.roles.keys().map(String::as_str).filter(|key| !["platform_administrator", "system"].contains(key)).collect()
}

/// Found an organisation and invite its first administrator.
#[utoipa::path(tag = "Platform", operation_id = "create_organisation", request_body = NewOrganisation, responses(
    (status = 201, body = FoundedOrganisation), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("organisation.manage"))))]
#[post("/organisations")]
async fn create_organisation(
    may: May<ManageOrganisations>,
    app: web::Data<App>,
    body: Body<NewOrganisation>,
) -> Result<HttpResponse, Problem> {
    let given = body.0;
    may.create(async |tx| {
        if !given.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return Err(Problem::field("/slug", "pattern"));
        }
        if app.house.codes.get("organisation-kind").is_none_or(|list| list.get(&given.kind).is_none()) {
            return Err(Problem::field("/kind", "not_in_list"));
        }
        let id = OrganisationId::new();
        let invitation = tx.within(id, async |tx| found_with_administrator(tx, &app, id, &given).await).await?;
        let organisation = find(tx, id.0).await?;
        let act = Act::new("organisation.create").on("organisation", id).fields(["slug", "name", "kind", "language", "administrator"]);
        tx.record(act.change(json!({ "slug": { "after": given.slug } })), FoundedOrganisation { organisation, invitation }).await
    })
    .await
}

async fn found_with_administrator(
    tx: &mut Tx<ManageOrganisations>,
    app: &App,
    id: OrganisationId,
    given: &NewOrganisation,
) -> Result<Invitation, Problem> {
    let office = OfficeId::new();
    let offices: Vec<Place<'_>> = given.office.iter().map(|name| Place { id: office, name, unit_kind: "civil", teams: &[] }).collect();
    let roles = usual_roles(&app.house.roles);
    let founding = Founding {
        id,
        system: MembershipId::new(),
        slug: &given.slug,
        name: given.name.json(),
        kind: &given.kind,
        language: given.language.tag(),
        roles: &roles,
        // What it runs is its own administrator's choice.
        programmes: &[],
        offices: &offices,
    };
    found(tx, &app.house.roles, &founding).await?;
    let administrator = Newcomer {
        email: given.administrator.email.clone(),
        full_name: given.administrator.full_name.clone(),
        language: given.language.tag().to_owned(),
        roles: vec!["organisation_administrator".to_owned()],
        office: offices.first().map(|_| office.0),
        team: None,
        programmes: None,
        training: Vec::new(),
        starts_on: legal_day(tx.now()),
        ends_on: None,
    };
    let (_, membership, invitation) = invitation::invite(tx, &app.pools, &administrator).await?;
    super::members::judge_member(tx, app, membership).await?;
    Ok(invitation)
}

/// Whether an organisation may work.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationState {
    suspended: bool,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// Suspend an organisation, which ends its sessions at that instant, or let it go on.
#[utoipa::path(tag = "Platform", operation_id = "suspend_organisation", request_body = OrganisationState, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Organisation), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("organisation.manage"))))]
#[patch("/organisations/{id}")]
async fn suspend_organisation(
    may: May<ManageOrganisations>,
    id: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<OrganisationState>,
) -> Result<HttpResponse, Problem> {
    let OrganisationState { suspended, reason } = body.0;
    may.change(async |tx| {
        let before = find(tx, *id).await?;
        if *id == tx.tenant().0 {
            return Err(Problem::house_rule("own-organisation", &[]));
        }
        let since = Some(before.suspended_at.unwrap_or(tx.now())).filter(|_| suspended);
        let statement = sql("UPDATE organisations SET suspended_at = $3, version = version + 1 WHERE id = $1 AND version = $2");
        if tx.execute(statement.uuid(*id).big(seen.0).opt_at(since)).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        let after = find(tx, *id).await?;
        let act = Act::new(if suspended { "organisation.suspend" } else { "organisation.resume" })
            .on("organisation", *id)
            .fields(["suspended_at"]);
        tx.record(act.reason(reason), after).await
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_organisations).service(create_organisation).service(get_organisation_of_platform).service(suspend_organisation);
}
