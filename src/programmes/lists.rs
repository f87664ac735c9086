//! `/codes` and `/places`: what fields may hold, with words in four languages.
use actix_web::{HttpResponse, get, web};
use panoh_rules::labels::{Labels, Lang};
use panoh_rules::places::{Match, Place};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::IntoParams;
use validator::Validate;

use super::content::Content;
use crate::access::May;
use crate::access::permission::ReadCodeList;
use crate::http::{Language, Page, Parameters};
use crate::problem::{Code, Problem, ProblemBody};
use crate::server::App;

pub(super) fn words(labels: &Labels) -> Value {
    json!({ "en": labels.en, "ru": labels.ru, "tg": labels.tg, "fa": labels.fa })
}

/// Every code list.
#[utoipa::path(tag = "Programmes", operation_id = "list_code_lists", responses((status = 200, body = Object), (status = 304), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("code_list.read"))))]
#[get("/codes")]
async fn list_code_lists(may: May<ReadCodeList>, app: web::Data<App>) -> Result<HttpResponse, Problem> {
    may.read(async |_| {
        let lists =
            app.house.codes.iter().map(|list| json!({ "list": list.name(), "title": words(list.title()), "codes": list.codes().count() }));
        Content::of(Page::whole(lists.collect()))
    })
    .await
}

/// One code list. Codes that are no longer offered are there, because old answers hold them.
#[utoipa::path(tag = "Programmes", operation_id = "get_code_list", params(("list" = String, Path)), responses(
    (status = 200, body = Object), (status = 304), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("code_list.read"))))]
#[get("/codes/{list}")]
async fn get_code_list(may: May<ReadCodeList>, app: web::Data<App>, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    may.read(async |_| {
        let list = app.house.codes.get(&name).ok_or(Code::NotFound)?;
        let codes = list.codes().map(|code| {
            json!({ "code": code.code, "label": words(&code.label), "valid_from": code.valid_from, "valid_to": code.valid_to, "parent": code.parent, "offered": code.offered })
        });
        let codes: Vec<Value> = codes.collect();
        Content::of(json!({ "list": list.name(), "title": words(list.title()), "source": list.source(), "codes": codes }))
    })
    .await
}

/// Which places.
#[derive(Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlaceFilter {
    /// A name of today or of the past, in any script.
    #[validate(length(min = 1, max = 200))]
    q: Option<String>,
    /// Places directly inside this one.
    #[validate(length(min = 1, max = 40))]
    parent: Option<String>,
}

fn place(place: &Place, language: Language, alias: Option<&str>) -> Value {
    let name = |lang: Lang| place.name.get(lang);
    json!({
        "id": place.id, "level": place.level, "parent": place.parent, "title": place.name.get(language.into()),
        "name": { "en": name(Lang::En), "ru": name(Lang::Ru), "tg": name(Lang::Tg), "fa": name(Lang::Fa) }, "known_as": alias, "centre": place.centre,
    })
}

/// Places whose name, of today or earlier, begins so, or those inside one; without either, the countries.
#[utoipa::path(tag = "Programmes", operation_id = "list_places", params(PlaceFilter), responses(
    (status = 200, body = Object), (status = 304), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)),
    extensions(("x-permission" = json!("code_list.read"))))]
#[get("/places")]
async fn list_places(
    may: May<ReadCodeList>,
    app: web::Data<App>,
    filter: Parameters<PlaceFilter>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |_| {
        let places = &app.house.places;
        let PlaceFilter { q, parent } = &filter.0;
        let inside = |place: &Place| parent.as_ref().is_none_or(|parent| place.parent.as_ref() == Some(parent));
        let found: Vec<Value> = match (q, parent) {
            (Some(q), _) => {
                let matches = places.beginning(q).into_iter().filter(|one| inside(one.place));
                matches.map(|Match { place: found, alias }| place(found, language, alias.map(|alias| alias.text.as_str()))).collect()
            }
            (None, Some(parent)) => places.inside(parent).map(|found| place(found, language, None)).collect(),
            (None, None) => places.iter().filter(|place| place.parent.is_none()).map(|found| place(found, language, None)).collect(),
        };
        Content::of(Page::whole(found))
    })
    .await
}

/// One place.
#[utoipa::path(tag = "Programmes", operation_id = "get_place", params(("id" = String, Path)), responses(
    (status = 200, body = Object), (status = 304), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)), extensions(("x-permission" = json!("code_list.read"))))]
#[get("/places/{id}")]
async fn get_place(
    may: May<ReadCodeList>,
    app: web::Data<App>,
    id: web::Path<String>,
    language: Language,
) -> Result<HttpResponse, Problem> {
    may.read(async |_| Content::of(place(app.house.places.find(&id).ok_or(Code::NotFound)?, language, None))).await
}

/// Register these operations.
pub(super) fn routes(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(list_code_lists).service(get_code_list).service(list_places).service(get_place);
}
