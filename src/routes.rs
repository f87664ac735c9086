//! The whole URL map on one page. Each feature registers its own operations, which also describe themselves; what is registered,
//! what is described and what roles grant are compared by a test.
use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::Ordering;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig as Described;
use utoipa_swagger_ui::SwaggerUi;

use crate::http::openapi::Description;
use crate::problem::{Code, FieldError, Problem};
use crate::server::App;
use crate::{access, bodies, cases, client, imports, ledger, organisations, people, programmes, rights};

fn api_v1(service: &mut Described) {
    access::api::routes(service);
    organisations::api::routes(service);
    programmes::api::routes(service);
    people::api::routes(service);
    imports::api::routes(service);
    cases::api::routes(service);
    bodies::api::routes(service);
    rights::api::routes(service);
    ledger::api::routes(service);
}

/// The API's description, made from the operations themselves.
pub fn description() -> utoipa::openapi::OpenApi {
    use utoipa_actix_web::AppExt;
    let (_, mut described) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Description::openapi())
        .service(scope::scope("/api/v1").configure(api_v1))
        .split_for_parts();
    crate::http::openapi::complete(&mut described);
    described
}

/// Everything that answers.
pub fn everything(service: &mut web::ServiceConfig) {
    let mut undescribed = scope::scope("/api/v1").configure(api_v1);
    undescribed = undescribed.default_service(web::to(async |request: HttpRequest| no_such_operation(&request)));
    service
        .service(undescribed)
        .route("/api/openapi.json", web::get().to(openapi_json))
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(utoipa_swagger_ui::Config::new(["/api/openapi.json"])))
        .route("/api/docs", web::get().to(async || web::Redirect::to("/api/docs/").see_other()))
        .route("/healthz", web::get().to(async || HttpResponse::Ok().body("ok")))
        .route("/readyz", web::get().to(ready))
        .route("/.well-known/jwks.json", web::get().to(key_set))
        .default_service(web::to(client::anything_else));
}

/// The description as it is served, and what there is at each path: the same for every worker, and made when it is first asked for, so
/// that a server is ready without it.
struct Published {
    json: web::Bytes,
    paths: Paths,
}

static PUBLISHED: LazyLock<Published> = LazyLock::new(|| {
    let description = description();
    Published { json: description.to_pretty_json().unwrap_or_default().into(), paths: Paths::of(&description) }
});

async fn openapi_json() -> impl Responder {
    HttpResponse::Ok().content_type("application/json").insert_header(("Cache-Control", "no-cache")).body(PUBLISHED.json.clone())
}

async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    if app.draining.load(Ordering::Relaxed) {
        return Err(Code::Unavailable.into());
    }
    crate::server::system_door(&app).reached().await?;
    Ok(HttpResponse::Ok().body("ready"))
}

async fn key_set(app: web::Data<App>) -> impl Responder {
    HttpResponse::Ok().json(app.tokens.key_set())
}

/// A path of the description, with the names of the query parameters that each of its methods knows.
struct Known {
    path: actix_web::dev::ResourceDef,
    methods: Vec<(Method, Vec<String>)>,
}

/// Every path of the description, by how many parts it has and the name of its collection: a look compares few patterns.
struct Paths(HashMap<String, Vec<Known>>);

impl Paths {
    fn of(description: &utoipa::openapi::OpenApi) -> Self {
        let mut paths: HashMap<String, Vec<Known>> = HashMap::new();
        for (path, item) in &description.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let methods = operations.into_iter().filter_map(|(method, operation)| Some((method, query_names(operation.as_ref()?))));
            let known = Known { path: actix_web::dev::ResourceDef::new(path.as_str()), methods: methods.collect() };
            paths.entry(Self::shelf(path)).or_default().push(known);
        }
        Self(paths)
    }

    /// `/api/v1/cases/{id}` and `/api/v1/cases/7` lie on one shelf.
    fn shelf(path: &str) -> String {
        format!("{} {}", path.matches('/').count(), path.split('/').nth(3).unwrap_or_default())
    }

    /// What there is at this path. A fixed path wins over one with a place for an id, as in the router.
    fn at(&self, path: &str) -> Option<&Known> {
        let matching = self.0.get(&Self::shelf(path))?.iter().filter(|known| known.path.is_match(path));
        matching.max_by_key(|known| known.path.pattern().is_some_and(|pattern| !pattern.contains('{')))
    }
}

fn query_names(operation: &Operation) -> Vec<String> {
    let parameters = operation.parameters.iter().flatten();
    let queries = parameters.filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
        _ => None,
    });
    queries.collect()
}

/// A path that exists under another method is 405 with `Allow`; anything else is 404. HEAD is answered as GET without a body.
fn no_such_operation(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let known = PUBLISHED.paths.at(request.path()).ok_or(Code::NotFound)?;
    let head = known.methods.iter().any(|(method, _)| *method == Method::GET).then_some("HEAD");
    let allow = known.methods.iter().map(|(method, _)| method.as_str()).chain(head).collect::<Vec<_>>().join(", ");
    Err(Problem { allow: Some(allow), ..Code::MethodNotAllowed.into() })
}

/// A query parameter that the operation does not describe is a fault, not a filter that silently does nothing.
///
/// # Errors
/// None of its own: the refusal is an answer like others.
pub async fn known_parameters<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match unknown_parameter(&request) {
        Some(name) => {
            let problem = Problem { errors: vec![FieldError::new(name, "unknown_parameter")], ..Code::UnknownParameter.into() };
            Ok(request.error_response(problem).map_into_right_body())
        }
        None => Ok(next.call(request).await?.map_into_left_body()),
    }
}

fn unknown_parameter(request: &ServiceRequest) -> Option<String> {
    if request.query_string().is_empty() {
        return None;
    }
    let known = PUBLISHED.paths.at(request.path())?;
    let (_, names) = known.methods.iter().find(|(method, _)| method == request.method())?;
    let sent = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    sent.iter().map(|(name, _)| name).find(|name| !names.contains(name)).cloned()
}
