//! `/auth/*` and `/me`.
use actix_web::cookie::{Cookie, SameSite, time::Duration as CookieAge};
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::operations::{self, SignedIn};
use super::permission::{ReadSession, UpdateSession};
use super::{May, Session};
use crate::database::sql;
use crate::http::{Bare, Body, IfMatch, Language, Representation};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};
use crate::server::App;

const REFRESH_COOKIE: &str = "panoh_refresh";
const COOKIE_PATH: &str = "/api/v1/auth";

/// E-mail and password; `organisation` where one is a member of several.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    email: String,
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    password: String,
    /// Short name or id.
    #[validate(length(min = 1, max = 64))]
    organisation: Option<String>,
}

/// An access token of ten minutes; the refresh token is a cookie that only `/api/v1/auth` receives.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    access_token: String,
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    member: SignedInMember,
    /// Where else one may continue (`/auth/switch`).
    elsewhere: Vec<Elsewhere>,
}

/// Another of one's organisations.
#[derive(Debug, Serialize, ToSchema)]
pub struct Elsewhere {
    organisation: String,
    /// Name per language.
    #[schema(value_type = Object)]
    name: Value,
}

/// Who signed in, where, as what.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedInMember {
    membership: Uuid,
    user: Uuid,
    full_name: String,
    language: String,
    organisation: String,
    /// Name per language.
    #[schema(value_type = Object)]
    organisation_name: Value,
    roles: Vec<String>,
}

fn answer(app: &App, signed_in: SignedIn) -> HttpResponse {
    let member = signed_in.membership;
    let cookie = Cookie::build(REFRESH_COOKIE, signed_in.refresh_token)
        .path(COOKIE_PATH)
        .http_only(true)
        .secure(app.settings.http.secure_cookies)
        .same_site(SameSite::Strict)
        .max_age(CookieAge::hours(app.settings.access.refresh_hours))
        .finish();
    HttpResponse::Ok().cookie(cookie).json(Tokens {
        access_token: signed_in.access_token,
        token_type: "Bearer",
        expires_in: app.tokens.life_seconds(),
        member: SignedInMember {
            membership: member.membership_id,
            user: member.user_id,
            full_name: member.full_name,
            language: member.language,
            organisation: member.slug,
            organisation_name: member.organisation_name,
            roles: member.roles,
        },
        elsewhere: signed_in.elsewhere.into_iter().map(|one| Elsewhere { organisation: one.slug, name: one.organisation_name }).collect(),
    })
}

/// The cookie is only taken from our own pages: there is nothing to forge with it but a refresh.
fn refresh_token(request: &HttpRequest) -> Result<String, Problem> {
    let foreign = request
        .headers()
        .get("Sec-Fetch-Site")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|site| site != "same-origin" && site != "none");
    let cookie = request.cookie(REFRESH_COOKIE).filter(|_| !foreign);
    cookie.map(|cookie| cookie.value().to_owned()).ok_or_else(|| Code::SessionEnded.into())
}

/// Sign in.
#[utoipa::path(tag = "Signing in", operation_id = "sign_in", request_body = SignIn, security(()), responses(
    (status = 200, body = Tokens), (status = 401, body = ProblemBody), (status = 409, description = "choose_organisation", body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/auth/sign-in")]
async fn sign_in(app: web::Data<App>, request: HttpRequest, body: Body<SignIn>) -> Result<HttpResponse, Problem> {
    let SignIn { email, password, organisation } = body.0;
    app.limits.sign_in(&request, &email)?;
    let signed_in = operations::sign_in(&app, &email, password, organisation.as_deref()).await?;
    Ok(answer(&app, signed_in))
}

/// Rotate the refresh cookie and get a new access token.
#[utoipa::path(tag = "Signing in", operation_id = "refresh", security(()), responses((status = 200, body = Tokens), (status = 401, body = ProblemBody)))]
#[post("/auth/refresh")]
async fn refresh(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let signed_in = operations::refresh(&app, &refresh_token(&request)?, None).await?;
    Ok(answer(&app, signed_in))
}

/// End this session and everything that came from its sign-in.
#[utoipa::path(tag = "Signing in", operation_id = "sign_out", security(()), responses((status = 204)))]
#[post("/auth/sign-out")]
async fn sign_out(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    if let Ok(token) = refresh_token(&request) {
        operations::sign_out(&app, &token).await?;
    }
    let mut gone = Cookie::build(REFRESH_COOKIE, "").path(COOKIE_PATH).finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Another organisation that one is a member of.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    organisation: String,
}

/// Continue in another of one's organisations.
#[utoipa::path(tag = "Signing in", operation_id = "switch_organisation", request_body = Switch, security(()), responses(
    (status = 200, body = Tokens), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
#[post("/auth/switch")]
async fn switch(app: web::Data<App>, request: HttpRequest, body: Body<Switch>) -> Result<HttpResponse, Problem> {
    let signed_in = operations::refresh(&app, &refresh_token(&request)?, Some(&body.0.organisation)).await?;
    Ok(answer(&app, signed_in))
}

/// The old password and the new one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128)]
    old: String,
    #[validate(length(min = 10, max = 128))]
    #[schema(min_length = 10, max_length = 128)]
    new: String,
}

/// Change one's own password; every other session ends.
#[utoipa::path(tag = "Signing in", operation_id = "change_password", request_body = PasswordChange, responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody)), extensions(("x-permission" = json!("session.update"))))]
#[post("/auth/password")]
async fn change_password(
    may: May<UpdateSession>,
    app: web::Data<App>,
    request: HttpRequest,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, Problem> {
    let claims = Session::of(&request, &app)?.claims;
    let PasswordChange { old, new } = body.0;
    // A guess at the old one is a guess at the account.
    app.limits.sign_in(&request, &claims.sub.to_string())?;
    let hashed = operations::checked_password(&app, claims.sub, old, new).await?;
    // Through the door like everything else: a removed membership ends here too, and the act and its entry are one.
    may.change(async |tx| {
        operations::end_other_sessions(&app, claims.sub, claims.fam).await?;
        operations::change_password(tx, claims.sub, hashed).await?;
        tx.record(Act::new("session.password_change").class(2).fields(["password"]), Bare(())).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A first password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstPassword {
    #[validate(length(min = 10, max = 128))]
    #[schema(min_length = 10, max_length = 128)]
    password: String,
}

/// Accept an invitation.
#[utoipa::path(tag = "Signing in", operation_id = "accept_invitation", request_body = FirstPassword, security(()), params(("token" = String, Path)), responses(
    (status = 204), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/auth/invitations/{token}")]
async fn accept_invitation(app: web::Data<App>, token: web::Path<String>, body: Body<FirstPassword>) -> Result<HttpResponse, Problem> {
    operations::accept_invitation(&app, &token, body.0.password).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who I am here.
#[derive(Debug, Serialize, ToSchema, diesel::QueryableByName)]
pub struct Me {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    membership: Uuid,
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    user: Uuid,
    #[diesel(sql_type = diesel::sql_types::Text)]
    email: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    full_name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    language: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    organisation: String,
    /// Name per language.
    #[diesel(sql_type = diesel::sql_types::Jsonb)]
    #[schema(value_type = Object)]
    organisation_name: Value,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Uuid>)]
    office: Option<Uuid>,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Uuid>)]
    team: Option<Uuid>,
    #[diesel(sql_type = diesel::sql_types::Array<diesel::sql_types::Text>)]
    training: Vec<String>,
    /// Roles with their titles and grants.
    #[diesel(sql_type = diesel::sql_types::Jsonb)]
    #[schema(value_type = Vec<Object>)]
    roles: Value,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    version: i64,
}

impl Representation for Me {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

const ME: &str = "
SELECT m.id AS membership, u.id AS \"user\", u.email, u.full_name, u.language, o.slug AS organisation, o.name AS organisation_name,
       m.office_id AS office, m.team_id AS team, m.training, u.version,
       coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.key, 'title', r.title, 'grants',
                  (SELECT coalesce(jsonb_agg(jsonb_build_object('resource', g.resource, 'action', g.action, 'reach', g.reach, 'programmes', g.programmes)
                            ORDER BY g.resource, g.action), '[]')
                     FROM role_grants g WHERE g.tenant_id = r.tenant_id AND g.role_id = r.id)) ORDER BY r.key)
            FROM membership_roles mr JOIN roles r ON r.tenant_id = mr.tenant_id AND r.id = mr.role_id
           WHERE mr.tenant_id = m.tenant_id AND mr.membership_id = m.id), '[]') AS roles
  FROM memberships m JOIN users u ON u.id = m.user_id JOIN organisations o ON o.id = m.tenant_id
 WHERE m.tenant_id = $1 AND m.id = $2";

/// Who I am here: organisation, roles, what they grant, language.
#[utoipa::path(tag = "Signing in", operation_id = "get_me", responses((status = 200, body = Me), (status = 401, body = ProblemBody)),
    extensions(("x-permission" = json!("session.read"))))]
#[get("/me")]
async fn get_me(may: May<ReadSession>) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let (tenant, membership) = (tx.tenant(), tx.member().membership);
        tx.one::<Me>(sql(ME).uuid(tenant).uuid(membership)).await
    })
    .await
}

/// What I may change about myself.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeChange {
    language: Option<Language>,
    #[validate(length(min = 1, max = 200))]
    full_name: Option<String>,
}

/// Change my language or name.
#[utoipa::path(tag = "Signing in", operation_id = "update_me", request_body = MeChange, responses(
    (status = 200, body = Me), (status = 401, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)),
    params(("If-Match" = String, Header)), extensions(("x-permission" = json!("session.update"))))]
#[patch("/me")]
async fn update_me(may: May<UpdateSession>, seen: IfMatch, body: Body<MeChange>) -> Result<HttpResponse, Problem> {
    may.change(async |tx| {
        let (tenant, membership) = (tx.tenant(), tx.member().membership);
        let me = tx.one::<Me>(sql(ME).uuid(tenant).uuid(membership)).await?;
        let language = body.0.language.map(|language| language.tag().to_owned());
        let statement = sql(
            "UPDATE users SET language = coalesce($2, language), full_name = coalesce($3, full_name), version = version + 1 WHERE id = $1 AND version = $4",
        );
        let changed = tx.execute(statement.uuid(me.user).opt_text(language).opt_text(body.0.full_name.clone()).big(seen.0)).await?;
        if changed == 0 {
            return Err(Problem::stale(me.version));
        }
        let me = tx.one::<Me>(sql(ME).uuid(tenant).uuid(membership)).await?;
        tx.record(Act::new("session.update").on("user", me.user).fields(["language", "full_name"]), me).await
    })
    .await
}

/// Register these operations.
pub fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service
        .service(sign_in)
        .service(refresh)
        .service(sign_out)
        .service(switch)
        .service(change_password)
        .service(accept_invitation)
        .service(get_me)
        .service(update_me);
}
