//! `/programmes`: what there is, what is enabled here, and what each version says.
use std::sync::Arc;

use actix_web::{HttpResponse, get, put, web};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use panoh_rules::programme::draw::{Drawing, svg};
use panoh_rules::programme::{Catalogue, Programme, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use validator::Validate;

use super::content::Content;
use super::{named, schema};
use crate::access::permission::{ManageProgrammeSettings, ReadProgrammeSetting};
use crate::access::{May, Permission};
use crate::database::{Tx, sql};
use crate::http::{self, Body, Language, Page, Representation, Seen};
use crate::ledger::Act;
use crate::problem::{Code, Problem, ProblemBody};
use crate::server::App;

/// A programme of the catalogue, and whether this organisation runs it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueEntry {
    id: String,
    /// In the caller's language.
    title: String,
    /// The newest version that is shipped.
    version: u32,
    /// Every version that is shipped, the oldest first: running cases keep theirs.
    versions: Vec<u32>,
    class: String,
    /// The parameter that says how long a closed case is kept before it is in the archive.
    retention: String,
    enabled: bool,
    /// The version for new cases here; null where the programme was never enabled.
    enabled_version: Option<i32>,
    /// Version of the setting, for `If-Match`.
    setting_version: Option<i64>,
    definition: String,
}

impl Representation for CatalogueEntry {
    fn version(&self) -> Option<i64> {
        self.setting_version
    }
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    programme: String,
    #[diesel(sql_type = Integer)]
    programme_version: i32,
    #[diesel(sql_type = Bool)]
    enabled: bool,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

async fn settings<P: Permission>(tx: &mut Tx<P>) -> Result<Vec<Setting>, Problem> {
    let tenant = tx.tenant();
    tx.rows(sql("SELECT programme, programme_version, enabled, version FROM programme_settings WHERE tenant_id = $1").uuid(tenant)).await
}

fn entry(catalogue: &Catalogue, programme: &Programme, settings: &[Setting], language: Language) -> CatalogueEntry {
    let setting = settings.iter().find(|setting| setting.programme == programme.id);
    CatalogueEntry {
        id: programme.id.clone(),
        title: programme.text(language.tag(), "title").unwrap_or(&programme.title).to_owned(),
        version: programme.version,
        versions: catalogue.versions(&programme.id),
        class: format!("{:?}", programme.class),
        retention: programme.retention.clone(),
        enabled: setting.is_some_and(|setting| setting.enabled),
        enabled_version: setting.map(|setting| setting.programme_version),
        setting_version: setting.map(|setting| setting.version),
        definition: format!("/api/v1/programmes/{}/versions/{}", programme.id, programme.version),
    }
}

/// The catalogue.
#[utoipa::path(tag = "Programmes", operation_id = "list_programmes", responses(
    (status = 200, body = Page<CatalogueEntry>), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)), extensions(("x-permission" = json!("programme_setting.read"))))]
#[get("/programmes")]
async fn list_programmes(may: May<ReadProgrammeSetting>, app: web::Data<App>, language: Language) -> Result<HttpResponse, Problem> {
    may.read(async |tx| {
        let settings = settings(tx).await?;
        Ok(Page::whole(
            app.house.catalogue.iter().map(|(_, known)| entry(&app.house.catalogue, &known.programme, &settings, language)).collect(),
        ))
    })
    .await
}

fn known(app: &App, id: &str) -> Result<Arc<Programme>, Problem> {
    app.house.catalogue.programme(id).cloned().ok_or_else(|| Code::NotFound.into())
}

/// Which version this organisation runs.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeChoice {
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    version: i32,
    /// Off: no new case is opened; running cases go on.
    #[serde(default = "on")]
    enabled: bool,
}

fn on() -> bool {
    true
}

/// Enable a version of a programme, or switch the programme off for new cases.
#[utoipa::path(tag = "Programmes", operation_id = "set_programme", request_body = ProgrammeChoice,
    params(("programme" = String, Path), ("If-Match" = Option<String>, Header), ("If-None-Match" = Option<String>, Header, description = "`*` where it was never enabled")), responses(
    (status = 200, body = CatalogueEntry), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 412, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 428, body = ProblemBody)), extensions(("x-permission" = json!("programme_setting.manage"))))]
#[put("/programmes/{programme}")]
async fn set_programme(
    may: May<ManageProgrammeSettings>,
    app: web::Data<App>,
    id: web::Path<String>,
    language: Language,
    seen: Seen,
    body: Body<ProgrammeChoice>,
) -> Result<HttpResponse, Problem> {
    let ProgrammeChoice { version, enabled } = body.0;
    may.change(async |tx| {
        let programme = known(&app, &id)?;
        tx.require_permission()?;
        if of_version(&app, &id, u32::try_from(version).unwrap_or_default()).is_err() {
            return Err(Problem::field("/version", "not_in_list"));
        }
        let (tenant, now) = (tx.tenant(), tx.now());
        let before = settings(tx).await?.into_iter().find(|setting| setting.programme == programme.id);
        let done = match (seen, &before) {
            (Seen::Nothing, None) => {
                let statement = sql("INSERT INTO programme_settings (tenant_id, programme, programme_version, enabled, changed_at) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (tenant_id, programme) DO NOTHING");
                tx.execute(statement.uuid(tenant).text(programme.id.clone()).int(version).boolean(enabled).at(now)).await?
            }
            (Seen::Version(seen), Some(_)) => {
                let statement = sql("UPDATE programme_settings SET programme_version = $3, enabled = $4, changed_at = $5, version = version + 1
                      WHERE tenant_id = $1 AND programme = $2 AND version = $6");
                tx.execute(statement.uuid(tenant).text(programme.id.clone()).int(version).boolean(enabled).at(now).big(seen)).await?
            }
            _ => 0,
        };
        if done == 0 {
            return Err(Problem::stale(before.map_or(0, |setting| setting.version)));
        }
        let after = entry(&app.house.catalogue, &programme, &settings(tx).await?, language);
        let before = before.map(|setting| json!({ "version": setting.programme_version, "enabled": setting.enabled }));
        let change = json!({ "programme": programme.id, "before": before, "after": { "version": version, "enabled": enabled } });
        tx.record(Act::new("programme.set").fields(["version", "enabled"]).change(change), after).await
    })
    .await
}

fn of_version(app: &App, id: &str, version: u32) -> Result<Arc<Programme>, Problem> {
    app.house.catalogue.version(id, version).cloned().ok_or_else(|| Code::NotFound.into())
}

/// What a version says, with its forms as JSON Schema and its texts in the caller's language.
#[utoipa::path(tag = "Programmes", operation_id = "get_programme_version", params(("programme" = String, Path), ("version" = u32, Path)), responses(
    (status = 200, body = Object), (status = 304), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("programme_setting.read"))))]
#[get("/programmes/{programme}/versions/{version}")]
async fn get_programme_version(
    may: May<ReadProgrammeSetting>,
    app: web::Data<App>,
    path: web::Path<(String, u32)>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |_| Content::of(definition(&app, &*of_version(&app, &path.0, path.1)?, language))).await
}

/// A version as a picture of its states.
#[utoipa::path(tag = "Programmes", operation_id = "draw_programme_version", params(("programme" = String, Path), ("version" = u32, Path)), responses(
    (status = 200, content_type = "image/svg+xml", body = String), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)),
    extensions(("x-permission" = json!("programme_setting.read"))))]
#[get("/programmes/{programme}/versions/{version}/drawing")]
async fn draw_programme_version(
    may: May<ReadProgrammeSetting>,
    app: web::Data<App>,
    path: web::Path<(String, u32)>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |_| {
        let programme = of_version(&app, &path.0, path.1)?;
        Ok(http::Text { media_type: "image/svg+xml", text: svg(&programme, Drawing { language: language.tag(), present: None }) })
    })
    .await
}

fn states<'a>(states: impl Iterator<Item = (&'a String, &'a State)>, title: impl Fn(&str) -> Option<String>) -> Map<String, Value> {
    states.map(|(name, state)| (name.clone(), json!({ "title": title(name), "phase": state.phase, "final": state.is_final }))).collect()
}

fn definition(app: &App, programme: &Programme, language: Language) -> Value {
    let text = |key: String| programme.text(language.tag(), &key).map(str::to_owned);
    let titled = |kind: &str, names: Vec<&String>| -> Map<String, Value> {
        names.into_iter().map(|name| (name.clone(), json!({ "title": text(format!("{kind}/{name}")) }))).collect()
    };
    let tracks: Map<String, Value> = programme
        .tracks
        .iter()
        .map(|(name, track)| {
            let inner = states(track.states.iter(), |state| text(format!("tracks/{name}/states/{state}")));
            (name.clone(), json!({ "title": text(format!("tracks/{name}/title")), "states": inner }))
        })
        .collect();
    json!({
        "id": programme.id,
        "version": programme.version,
        "content_hash": app.house.catalogue.content_hash(&programme.id),
        "title": text("title".to_owned()),
        "class": programme.class,
        "source": programme.source,
        "subject": programme.subject,
        "subject_roles": programme.subject_roles,
        "states": states(programme.states.iter(), |state| text(format!("states/{state}"))),
        "tracks": tracks,
        "transitions": transitions(programme, language),
        "sections": sections(app, programme, language),
        "deadlines": deadlines(programme, language),
        "papers": titled("papers", programme.papers.keys().collect()),
        "tasks": titled("tasks", programme.tasks.keys().collect()),
        "alerts": titled("alerts", programme.alerts.keys().collect()),
        "bodies": bodies(programme, language),
        "consents": titled("consents", programme.consents.keys().collect()),
        "words": named::words(programme, &app.house.roles, &app.house.codes, language),
        "drawing": format!("/api/v1/programmes/{}/versions/{}/drawing", programme.id, programme.version),
    })
}

fn transitions(programme: &Programme, language: Language) -> Map<String, Value> {
    let text = |key: String| programme.text(language.tag(), &key).map(str::to_owned);
    let each = programme.transitions.iter().map(|(name, it)| {
        let guards: Vec<Value> = it
            .guards
            .iter()
            .map(|guard| json!({ "name": guard.name, "says": text(format!("transitions/{name}/guards/{}", guard.name)) }))
            .collect();
        let view = json!({
            "title": text(format!("transitions/{name}/title")), "track": it.track, "from": it.from, "to": it.to, "by": it.by,
            "approved_by": it.approved_by, "needs": it.needs, "asks": it.asks, "reason_required": it.reason_required,
            "reasons": it.reasons, "requires_training": it.requires_training, "guards": guards,
        });
        (name.clone(), view)
    });
    each.collect()
}

/// What is put before a body, and by which transition the case goes on: whoever votes must see what a yes means.
fn bodies(programme: &Programme, language: Language) -> Map<String, Value> {
    let each = programme.bodies.iter().map(|(name, it)| {
        let title = |language: Language| programme.text(language.tag(), &format!("bodies/{name}"));
        // Whoever founds the body has its name in every language, and the prefix of its parameters, from here.
        let titles: Map<String, Value> = Language::ALL.iter().map(|it| (it.tag().to_owned(), json!(title(*it)))).collect();
        let view = json!({
            "title": title(language), "titles": titles, "parameters": it.parameters, "convened_by": it.convened_by, "positive": it.positive, "negative": it.negative,
            "needs_screening": it.needs_screening, "papers": it.papers,
        });
        (name.clone(), view)
    });
    each.collect()
}

fn sections(app: &App, programme: &Programme, language: Language) -> Map<String, Value> {
    let each = programme.sections.iter().map(|(name, it)| {
        let view = json!({
            "title": programme.text(language.tag(), &format!("sections/{name}/title")), "class": it.class.unwrap_or(programme.class),
            "readers": it.readers, "writers": it.writers, "repeat": it.repeat,
            "schema": schema::section(programme, name, it, &app.house.codes, language),
        });
        (name.clone(), view)
    });
    each.collect()
}

fn deadlines(programme: &Programme, language: Language) -> Map<String, Value> {
    let each = programme.deadlines.iter().map(|(name, it)| {
        let view = json!({
            "title": programme.text(language.tag(), &format!("deadlines/{name}")), "parameter": it.literal.is_none().then(|| it.parameter.as_ref().unwrap_or(name)),
            "period": it.literal.map(|period| period.to_string()), "kind": it.kind, "met_by": it.met_by, "pauses": it.pauses, "waivable_by": it.waivable_by,
        });
        (name.clone(), view)
    });
    each.collect()
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_programmes).service(set_programme).service(get_programme_version).service(draw_programme_version);
}
