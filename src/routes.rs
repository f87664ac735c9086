//! The whole URL map on one page. Each feature registers its own operations, which also describe themselves; what is registered,
//! what is described and what roles grant are compared by a test.
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use utoipa::OpenApi;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig as Described;
use utoipa_swagger_ui::SwaggerUi;

use crate::http::openapi::Description;
use crate::problem::{Code, Problem};
use crate::server::App;
use crate::{access, bodies, cases, ledger, organisations, people, programmes};

fn api_v1(service: &mut Described) {
    access::api::routes(service);
    organisations::api::routes(service);
    programmes::api::routes(service);
    people::api::routes(service);
    cases::api::routes(service);
    bodies::api::routes(service);
    ledger::api::routes(service);
}

/// The API's description, made from the operations themselves.
pub fn description() -> utoipa::openapi::OpenApi {
    use utoipa_actix_web::AppExt;
    let (_, mut described) = actix_web::App::new().into_utoipa_app().openapi(Description::openapi()).service(scope::scope("/api/v1").configure(api_v1)).split_for_parts();
    crate::http::openapi::complete(&mut described);
    described
}

/// Everything that answers.
pub fn everything(service: &mut web::ServiceConfig) {
    let description = description();
    let paths = paths_of(&description);
    let mut undescribed = scope::scope("/api/v1").configure(api_v1);
    undescribed = undescribed.default_service(web::to(move |request: HttpRequest| {
        let answer = no_such_operation(&request, &paths);
        async move { answer }
    }));
    let json = web::Data::new(DescriptionText(description.to_pretty_json().unwrap_or_default()));
    service
        .app_data(json)
        .service(undescribed)
        .route("/api/openapi.json", web::get().to(openapi_json))
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(utoipa_swagger_ui::Config::new(["/api/openapi.json"])))
        .route("/api/docs", web::get().to(async || web::Redirect::to("/api/docs/").see_other()))
        .route("/healthz", web::get().to(async || HttpResponse::Ok().body("ok")))
        .route("/readyz", web::get().to(ready))
        .route("/.well-known/jwks.json", web::get().to(key_set))
        .default_service(web::to(async || Err::<HttpResponse, Problem>(Code::NotFound.into())));
}

struct DescriptionText(String);

async fn openapi_json(text: web::Data<DescriptionText>) -> impl Responder {
    HttpResponse::Ok().content_type("application/json").insert_header(("Cache-Control", "no-cache")).body(text.0.clone())
}

async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    crate::server::system_door(&app).members().await?;
    Ok(HttpResponse::Ok().body("ready"))
}

async fn key_set(app: web::Data<App>) -> impl Responder {
    HttpResponse::Ok().json(app.tokens.key_set())
}

type Paths = Vec<(actix_web::dev::ResourceDef, Vec<Method>)>;

fn paths_of(description: &utoipa::openapi::OpenApi) -> std::sync::Arc<Paths> {
    let paths = description.paths.paths.iter().map(|(path, item)| {
        let known = [
            (Method::GET, item.get.is_some()),
            (Method::POST, item.post.is_some()),
            (Method::PUT, item.put.is_some()),
            (Method::PATCH, item.patch.is_some()),
            (Method::DELETE, item.delete.is_some()),
        ];
        (actix_web::dev::ResourceDef::new(path.as_str()), known.into_iter().filter(|(_, is)| *is).map(|(method, _)| method).collect())
    });
    std::sync::Arc::new(paths.collect())
}

/// A path that exists under another method is 405 with `Allow`; anything else is 404. HEAD is answered as GET without a body.
fn no_such_operation(request: &HttpRequest, paths: &Paths) -> Result<HttpResponse, Problem> {
    let found = paths.iter().find(|(path, _)| path.is_match(request.path()));
    let Some((_, methods)) = found else { return Err(Code::NotFound.into()) };
    let head = methods.contains(&Method::GET).then_some("HEAD");
    let allow = methods.iter().map(Method::as_str).chain(head).collect::<Vec<_>>().join(", ");
    Err(Problem { allow: Some(allow), ..Code::MethodNotAllowed.into() })
}
