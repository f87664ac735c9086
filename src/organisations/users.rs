//! `/users`: who works here, in what office and team, with which roles.
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use panoh_rules::calendar::legal_day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::invitation::{self, Invitation, Newcomer};
use super::members::{self, Change, Found, Scope, User};
use crate::access::permission::{ManageUsers, ReadUser};
use crate::access::{Disclosed, May};
use crate::database::sql;
use crate::http::{Body, Cursor, IfMatch, Language, Page, Parameters, Representation, nullable};
use crate::ids::MembershipId;
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody};
use crate::server::App;

/// Which users.
#[derive(Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// Part of a name or of an e-mail address.
    #[validate(length(min = 1, max = 100))]
    q: Option<String>,
    /// Key of a role held.
    #[validate(length(min = 1, max = 64))]
    role: Option<String>,
    office: Option<Uuid>,
    team: Option<Uuid>,
    /// Whether the membership is in force today.
    active: Option<bool>,
    #[validate(range(min = 1, max = 200))]
    limit: Option<i64>,
    #[serde(skip_serializing_if = "not_a_filter")]
    cursor: Option<String>,
}

/// What is written of the filter keeps a page's place to it; the place itself is no part of it, though it is a parameter.
fn not_a_filter(_: &Option<String>) -> bool {
    true
}

/// Users, by name.
#[utoipa::path(tag = "Organisations", operation_id = "list_users", params(UserFilter), responses(
    (status = 200, body = Page<User>), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("user.read"))))]
#[get("/users")]
async fn list_users(may: May<ReadUser>, app: web::Data<App>, filter: Parameters<UserFilter>) -> Result<HttpResponse, Problem> {
    let filter = filter.0;
    may.disclose(async |tx| {
        let (tenant, today) = (tx.tenant(), legal_day(tx.now()));
        let limit = Cursor::limit(filter.limit);
        let filters = serde_json::to_string(&filter).unwrap_or_default();
        let cursor = app.cursors.of(format!("users/{tenant}/{filters}"));
        let after: Option<(String, Uuid)> = cursor.read(filter.cursor.as_deref())?;
        let statement = Scope::of(tx.member()).bind(sql(members::LIST), tenant);
        let statement = statement.opt_text(filter.q.clone().map(|q| format!("%{}%", members::literal(&q)))).opt_text(filter.role.clone());
        let statement = statement.opt_uuid(filter.office).opt_uuid(filter.team).opt_boolean(filter.active).day(today);
        let statement = statement.opt_text(after.as_ref().map(|(name, _)| name.clone())).opt_uuid(after.map(|(_, id)| id)).big(limit + 1);
        let rows: Vec<Found> = tx.rows(statement).await?;
        let page = cursor.page(rows, limit, |row| (row.full_name.clone(), row.membership), User::from)?;
        let shown = page.data.iter().map(|user| user.id.to_string());
        let act =
            Act::new("user.list").class(2).fields(["email", "full_name"]).change(serde_json::json!({ "shown": shown.collect::<Vec<_>>() }));
        Ok(Disclosed::new(page, act))
    })
    .await
}

/// One user.
#[utoipa::path(tag = "Organisations", operation_id = "get_user", params(("id" = Uuid, Path)), responses(
    (status = 200, body = User), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("user.read"))))]
#[get("/users/{id}")]
async fn get_user(may: May<ReadUser>, id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let user = members::find(tx, *id).await?;
        let act = Act::new("user.read").on("user", *id).class(2).fields(["email", "full_name", "roles"]);
        Ok(Disclosed::new(user, act))
    })
    .await
}

/// A user's membership of this organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Membership {
    id: Uuid,
    roles: Vec<String>,
    office: Option<Uuid>,
    team: Option<Uuid>,
    programmes: Option<Vec<String>>,
    training: Vec<String>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    active: bool,
}

/// Memberships of a user that the caller's organisation may know: its own.
#[utoipa::path(tag = "Organisations", operation_id = "list_user_memberships", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Page<Membership>), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("user.read"))))]
#[get("/users/{id}/memberships")]
async fn list_user_memberships(may: May<ReadUser>, id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.disclose(async |tx| {
        let today = legal_day(tx.now());
        let user = members::find(tx, *id).await?;
        let active = !user.deactivated && user.starts_on <= today && user.ends_on.is_none_or(|last| last >= today);
        let User { membership, roles, office, team, programmes, training, starts_on, ends_on, .. } = user;
        let data = vec![Membership { id: membership, roles, office, team, programmes, training, starts_on, ends_on, active }];
        Ok(Disclosed::new(Page::whole(data), Act::new("user.read").on("user", *id).class(2).fields(["roles"])))
    })
    .await
}

/// Somebody new.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInvitation {
    #[validate(email, length(max = 254))]
    #[schema(max_length = 254, format = "email")]
    email: String,
    /// Used where the address has no login yet.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    full_name: String,
    #[serde(default)]
    language: Language,
    /// Keys of roles of this organisation.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    roles: Vec<String>,
    office: Option<Uuid>,
    team: Option<Uuid>,
    /// Absent: every programme of the organisation.
    #[validate(length(max = 50))]
    programmes: Option<Vec<String>>,
    /// Codes of `training-flag`.
    #[serde(default)]
    #[validate(length(max = 20))]
    training: Vec<String>,
    /// Today, when absent.
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
}

/// A new user and the token to hand over: it is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedUser {
    #[serde(flatten)]
    user: User,
    invitation: Invitation,
}

impl Representation for InvitedUser {
    fn version(&self) -> Option<i64> {
        self.user.version()
    }
    fn location(&self) -> Option<String> {
        Some(format!("/users/{}", self.user.id))
    }
}

/// Invite somebody.
#[utoipa::path(tag = "Organisations", operation_id = "invite_user", request_body = UserInvitation, responses(
    (status = 201, body = InvitedUser), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("user.manage"))))]
#[post("/users")]
async fn invite_user(may: May<ManageUsers>, app: web::Data<App>, body: Body<UserInvitation>) -> Result<HttpResponse, Problem> {
    let given = body.0;
    may.create(async |tx| {
        let starts_on = given.starts_on.unwrap_or_else(|| legal_day(tx.now()));
        members::check_days(starts_on, given.ends_on)?;
        members::check_words(&app.house, given.programmes.as_deref(), Some(&given.training))?;
        let office = members::office_of(tx, given.office, given.team).await?;
        let newcomer = Newcomer {
            email: given.email,
            full_name: given.full_name,
            language: given.language.tag().to_owned(),
            roles: given.roles,
            office,
            team: given.team,
            programmes: given.programmes,
            training: given.training,
            starts_on,
            ends_on: given.ends_on,
        };
        let (user, membership, invitation) = invitation::invite(tx, &app.pools, &newcomer).await?;
        members::judge_member(tx, &app, membership).await?;
        let user = members::find(tx, user.0).await?;
        let act = Act::new("user.invite").on("user", user.id).class(2).fields([
            "email",
            "full_name",
            "roles",
            "office",
            "team",
            "programmes",
            "training",
        ]);
        let act = act.change(serde_json::json!({ "roles": { "after": user.roles } }));
        tx.record(act, InvitedUser { user, invitation }).await
    })
    .await
}

/// What may change about a membership. Members that are absent stay; null clears.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    roles: Option<Vec<String>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    office: Option<Option<Uuid>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    team: Option<Option<Uuid>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Vec<String>>)]
    programmes: Option<Option<Vec<String>>>,
    #[validate(length(max = 20))]
    training: Option<Vec<String>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<NaiveDate>)]
    ends_on: Option<Option<NaiveDate>>,
}

/// Change somebody's roles, place, programmes, training or last day.
#[utoipa::path(tag = "Organisations", operation_id = "update_user", request_body = UserChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = User), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("user.manage"))))]
#[patch("/users/{id}")]
async fn update_user(
    may: May<ManageUsers>,
    app: web::Data<App>,
    id: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<UserChange>,
) -> Result<HttpResponse, Problem> {
    let UserChange { roles, office, team, programmes, training, ends_on } = body.0;
    let change = Change { roles, office, team, programmes, training, ends_on };
    may.change(async |tx| members::change(tx, &app, *id, seen.0, change).await).await
}

/// Why a membership ends or begins again.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

/// End somebody's membership at this instant.
#[utoipa::path(tag = "Organisations", operation_id = "deactivate_user", request_body = Why, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = User), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("user.manage"))))]
#[post("/users/{id}/deactivate")]
async fn deactivate_user(
    may: May<ManageUsers>,
    app: web::Data<App>,
    id: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<Why>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| members::activate(tx, &app, *id, seen.0, false, body.0.reason).await).await
}

/// Let somebody's membership go on.
#[utoipa::path(tag = "Organisations", operation_id = "reactivate_user", request_body = Why, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = User), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("user.manage"))))]
#[post("/users/{id}/reactivate")]
async fn reactivate_user(
    may: May<ManageUsers>,
    app: web::Data<App>,
    id: web::Path<Uuid>,
    seen: IfMatch,
    body: Body<Why>,
) -> Result<HttpResponse, Problem> {
    may.change(async |tx| members::activate(tx, &app, *id, seen.0, true, body.0.reason).await).await
}

/// A fresh invitation for somebody whose first one ran out.
#[utoipa::path(tag = "Organisations", operation_id = "renew_invitation", params(("id" = Uuid, Path)), responses(
    (status = 201, body = InvitedUser), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("user.manage"))))]
#[post("/users/{id}/invitation")]
async fn renew_invitation(may: May<ManageUsers>, id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    may.create(async |tx| {
        let user = members::find(tx, *id).await?;
        tx.require_permission()?;
        let invitation = invitation::open_invitation(tx, MembershipId(user.membership)).await?;
        tx.record(Act::new("user.invite").on("user", user.id).class(2).fields(["invitation"]), InvitedUser { user, invitation }).await
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_users).service(invite_user).service(get_user).service(update_user);
    service.service(list_user_memberships).service(deactivate_user).service(reactivate_user).service(renew_invitation);
}
