//! `/roles`: the organisation's copies of the templates and roles of its own, with their grants in words.
use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, get, patch, post, web};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Jsonb, Text, Uuid as SqlUuid};
use panoh_rules::roles::{Account, Action, Reach, RoleTemplates};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::founding::{Limits, Line, Right, lines, store_grants};
use super::separation::{self, HeldGrant, HeldRole, Whose};
use crate::access::permission::{ManageRoles, ReadRole};
use crate::access::{May, Permission};
use crate::database::{Sql, Tx, sql};
use crate::http::{Body, IfMatch, Language, Page, Representation};
use crate::ids::RoleId;
use crate::ledger::Act;
use crate::problem::{Problem, ProblemBody, say};
use crate::programmes::House;
use crate::server::App;

/// One right: what may be done with what, how far.
#[derive(Debug, Serialize, ToSchema)]
pub struct Grant {
    resource: String,
    /// What the resource is called, in the caller's language.
    title: String,
    actions: Vec<String>,
    reach: String,
    /// Null: every programme of the membership; `*` among others: every programme below K4.
    programmes: Option<Vec<String>>,
    /// The part that it opens; null: all of it.
    slice: Option<String>,
    /// The same in the caller's language.
    words: String,
}

/// A role of this organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Role {
    id: Uuid,
    key: String,
    /// In four languages.
    #[schema(value_type = Object)]
    title: Value,
    /// Copied from a template.
    template: bool,
    /// How many active members hold it.
    holders: i64,
    grants: Vec<Grant>,
    version: i64,
}

impl Representation for Role {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
    fn location(&self) -> Option<String> {
        Some(format!("/roles/{}", self.id))
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Jsonb)]
    title: Value,
    #[diesel(sql_type = Bool)]
    template: bool,
    #[diesel(sql_type = BigInt)]
    holders: i64,
    #[diesel(sql_type = Jsonb)]
    grants: Value,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

#[derive(Deserialize)]
struct GrantRow {
    resource: String,
    action: String,
    reach: String,
    programmes: Option<Vec<String>>,
    slice: Option<String>,
}

/// Resource, reach, programmes and slice: what lines of one right have in common.
type GrantPlace = (String, String, Option<Vec<String>>, Option<String>);

const ROLES: &str = "
SELECT r.id, r.key, r.title, r.template, r.version,
       (SELECT count(*) FROM membership_roles mr JOIN memberships m ON m.tenant_id = mr.tenant_id AND m.id = mr.membership_id
         WHERE mr.tenant_id = $1 AND mr.role_id = r.id AND m.deactivated_at IS NULL) AS holders,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('resource', g.resource, 'action', g.action, 'reach', g.reach, 'programmes', g.programmes, 'slice', g.slice)
                 ORDER BY g.resource, g.reach, g.action), '[]') FROM role_grants g WHERE g.tenant_id = $1 AND g.role_id = r.id) AS grants
  FROM roles r WHERE r.tenant_id = $1 AND ($2::uuid IS NULL OR r.id = $2) ORDER BY r.key LIMIT 200";

fn question(tenant: crate::ids::OrganisationId, role: Option<Uuid>) -> Sql {
    sql(ROLES).uuid(tenant).opt_uuid(role)
}

async fn role<P: Permission>(tx: &mut Tx<P>, app: &App, language: Language, id: Uuid) -> Result<Role, Problem> {
    let row: Row = tx.one(question(tx.tenant(), Some(id))).await?;
    view(&app.house, language, row)
}

fn view(house: &House, language: Language, row: Row) -> Result<Role, Problem> {
    let stored: Vec<GrantRow> = serde_json::from_value(row.grants).map_err(|error| Problem::defect("reading a role", error))?;
    let mut grouped: BTreeMap<GrantPlace, Vec<String>> = BTreeMap::new();
    for line in stored {
        grouped.entry((line.resource, line.reach, line.programmes, line.slice)).or_default().push(line.action);
    }
    let grants = grouped.into_iter().map(|((resource, reach, programmes, slice), actions)| {
        let title = house.roles.resources.get(&resource).map_or(resource.as_str(), |known| known.title.get(language.into())).to_owned();
        let words = in_words(house, language, &title, &actions, &reach, programmes.as_deref());
        Grant { resource, title, actions, reach, programmes, slice, words }
    });
    Ok(Role {
        id: row.id,
        key: row.key,
        title: row.title,
        template: row.template,
        holders: row.holders,
        grants: grants.collect(),
        version: row.version,
    })
}

/// "may read, change: Case (own office)".
fn in_words(house: &House, language: Language, title: &str, actions: &[String], reach: &str, programmes: Option<&[String]>) -> String {
    let acts: Vec<String> = actions.iter().map(|action| say(language, &format!("action-{action}"), &[])).collect();
    let mut far = say(language, &format!("reach-{reach}"), &[]);
    if let Some(programmes) = programmes {
        let named: Vec<String> = programmes.iter().map(|id| programme_in_words(house, language, id)).collect();
        far = format!("{far}; {}", named.join(", "));
    }
    say(language, "grant-in-words", &[("actions", acts.join(", ")), ("resource", title.to_owned()), ("reach", far)])
}

fn programme_in_words(house: &House, language: Language, id: &str) -> String {
    match house.catalogue.programme(id) {
        _ if id == "*" => say(language, "programmes-other", &[]),
        Some(programme) => programme.text(language.tag(), "title").unwrap_or(&programme.title).to_owned(),
        None => id.to_owned(),
    }
}

/// Roles, with what they grant in words.
#[utoipa::path(tag = "Organisations", operation_id = "list_roles", responses(
    (status = 200, body = Page<Role>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("role.read"))))]
#[get("/roles")]
async fn list_roles(may: May<ReadRole>, app: web::Data<App>, language: Language) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let rows: Vec<Row> = tx.rows(question(tx.tenant(), None)).await?;
        let roles: Result<Vec<Role>, Problem> = rows.into_iter().map(|row| view(&app.house, language, row)).collect();
        Ok(Page::whole(roles?))
    })
    .await
}

/// One role.
#[utoipa::path(tag = "Organisations", operation_id = "get_role", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Role), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("role.read"))))]
#[get("/roles/{id}")]
async fn get_role(may: May<ReadRole>, app: web::Data<App>, id: web::Path<Uuid>, language: Language) -> Result<HttpResponse, Problem> {
    may.read(async |tx| role(tx, &app, language, *id).await).await
}

/// Words in four languages.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub en: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub tg: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub ru: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub fa: String,
}

impl Titles {
    /// As the database keeps them.
    pub fn json(&self) -> Value {
        json!({ "en": self.en, "tg": self.tg, "ru": self.ru, "fa": self.fa })
    }
}

/// A right to give to a role.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenGrant {
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    resource: String,
    #[validate(length(min = 1, max = 12))]
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 12)]
    actions: Vec<Action>,
    #[schema(value_type = String)]
    reach: Reach,
    #[validate(length(min = 1, max = 50))]
    programmes: Option<Vec<String>>,
    /// The part that it opens, of the slices that templates use.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    slice: Option<String>,
}

/// A role of the organisation's own.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// Lower-case letters, digits and `_`.
    #[validate(length(min = 2, max = 61))]
    #[schema(min_length = 2, max_length = 61, pattern = "^[a-z][a-z0-9_]{1,60}$")]
    key: String,
    #[validate(nested)]
    title: Titles,
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    grants: Vec<GivenGrant>,
}

/// What every role that a person may hold here grants: one's own session and account, and what is no secret to a member.
fn everyones(templates: &RoleTemplates) -> impl Iterator<Item = &panoh_rules::roles::Grant> {
    let people = || templates.roles.iter().filter(|(key, role)| role.account == Account::Person && *key != "platform_administrator");
    let first = people().next().map(|(_, role)| role.grants.as_slice()).unwrap_or_default();
    first.iter().filter(move |grant| people().all(|(_, role)| role.grants.contains(grant)))
}

/// What the platform alone may do, and what no role of a person holds.
fn check_grants(app: &App, grants: &[GivenGrant]) -> Result<BTreeMap<Line, Limits>, Problem> {
    let templates = &app.house.roles;
    for (at, grant) in grants.iter().enumerate() {
        if !templates.resources.contains_key(&grant.resource) {
            return Err(Problem::field(format!("/grants/{at}/resource"), "not_in_list"));
        }
        if grant.reach == Reach::Platform {
            return Err(Problem::field(format!("/grants/{at}/reach"), "not_in_list"));
        }
        if grant.resource == "organisation" && grant.actions.contains(&Action::Manage) {
            return Err(Problem::field(format!("/grants/{at}/actions"), "not_in_list"));
        }
        if grant
            .slice
            .as_ref()
            .is_some_and(|slice| !templates.roles.values().flat_map(|role| &role.grants).any(|known| known.slice.as_ref() == Some(slice)))
        {
            return Err(Problem::field(format!("/grants/{at}/slice"), "not_in_list"));
        }
        let unknown = grant.programmes.iter().flatten().position(|id| app.house.catalogue.programme(id).is_none());
        if let Some(which) = unknown {
            return Err(Problem::field(format!("/grants/{at}/programmes/{which}"), "not_in_list"));
        }
    }
    let given = grants.iter().map(|grant| Right {
        resource: &grant.resource,
        actions: &grant.actions,
        reach: grant.reach,
        programmes: grant.programmes.as_deref(),
        slice: grant.slice.as_deref(),
    });
    Ok(lines(templates, given.chain(everyones(templates).map(Right::of))))
}

fn held(key: &str, lines: &BTreeMap<Line, Limits>) -> HeldRole {
    let grants = lines.iter().filter_map(|((resource, action, _), limits)| {
        let action = serde_json::from_value(Value::from(action.clone())).ok()?;
        Some(HeldGrant { resource: resource.clone(), action, programmes: limits.programmes.clone() })
    });
    HeldRole { key: key.to_owned(), grants: grants.collect() }
}

/// Make a role of one's own.
#[utoipa::path(tag = "Organisations", operation_id = "create_role", request_body = NewRole, responses(
    (status = 201, body = Role), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)),
    extensions(("x-permission" = json!("role.manage"))))]
#[post("/roles")]
async fn create_role(may: May<ManageRoles>, app: web::Data<App>, language: Language, body: Body<NewRole>) -> Result<HttpResponse, Problem> {
    let given = body.0;
    may.create(async |tx| {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !given.key.starts_with(|c: char| c.is_ascii_lowercase()) || !given.key.chars().all(word) {
            return Err(Problem::field("/key", "pattern"));
        }
        if app.house.roles.roles.contains_key(&given.key) {
            // The name of a template means the template, also where it was not taken over.
            return Err(Problem::field("/key", "taken"));
        }
        let grants = check_grants(&app, &given.grants)?;
        separation::together(&app.house.roles, &[held(&given.key, &grants)])?;
        let (tenant, id, now) = (tx.tenant(), RoleId::new(), tx.now());
        let statement = sql("INSERT INTO roles (tenant_id, id, key, title, template, created_at) VALUES ($1, $2, $3, $4, false, $5)");
        tx.execute(statement.uuid(tenant).uuid(id).text(given.key.clone()).json(given.title.json()).at(now)).await?;
        store_grants(tx, id, grants).await?;
        let made = role(tx, &app, language, id.0).await?;
        tx.record(
            Act::new("role.create").on("role", id).fields(["key", "title", "grants"]).change(json!({ "key": { "after": given.key } })),
            made,
        )
        .await
    })
    .await
}

/// What may change about a role.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    #[validate(nested)]
    title: Option<Titles>,
    /// All of them: those that are not named are taken away.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    grants: Option<Vec<GivenGrant>>,
}

/// Change a role's title or grants. Nobody changes a role that they hold.
#[utoipa::path(tag = "Organisations", operation_id = "update_role", request_body = RoleChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)), responses(
    (status = 200, body = Role), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 412, body = ProblemBody), (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("role.manage"))))]
#[patch("/roles/{id}")]
async fn update_role(
    may: May<ManageRoles>,
    app: web::Data<App>,
    id: web::Path<Uuid>,
    language: Language,
    seen: IfMatch,
    body: Body<RoleChange>,
) -> Result<HttpResponse, Problem> {
    let RoleChange { title, grants } = body.0;
    may.change(async |tx| {
        let before = role(tx, &app, language, *id).await?;
        tx.require_permission()?;
        if grants.is_some() && tx.member().holds(&before.key) {
            return Err(Problem::house_rule("own-rights", &[]));
        }
        let tenant = tx.tenant();
        let statement =
            sql("UPDATE roles SET title = coalesce($4, title), version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3");
        if tx.execute(statement.uuid(tenant).uuid(*id).big(seen.0).opt_json(title.as_ref().map(Titles::json))).await? == 0 {
            return Err(Problem::stale(before.version));
        }
        let mut fields: BTreeSet<&str> = title.iter().map(|_| "title").collect();
        if let Some(grants) = &grants {
            let grants = check_grants(&app, grants)?;
            separation::together(&app.house.roles, &[held(&before.key, &grants)])?;
            tx.execute(sql("DELETE FROM role_grants WHERE tenant_id = $1 AND role_id = $2").uuid(tenant).uuid(*id)).await?;
            store_grants(tx, RoleId(*id), grants).await?;
            separation::judge(tx, &app.house.roles, Whose::Role(*id)).await?;
            fields.insert("grants");
        }
        let after = role(tx, &app, language, *id).await?;
        tx.record(Act::new("role.update").on("role", *id).fields(fields), after).await
    })
    .await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_roles).service(create_role).service(get_role).service(update_role);
}
