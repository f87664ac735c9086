//! The frame around every request: its id, the headers that every answer carries, and problems in the caller's language.
use std::sync::atomic::Ordering;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use uuid::Uuid;

use super::Language;
use super::admission::Class;
use super::limits::rate_fields;
use crate::access::Session;
use crate::ids::OrganisationId;
use crate::problem::{Code, Problem};
use crate::server::App;

#[derive(Clone)]
struct RequestId(String);

/// The request's id, also in `X-Request-Id` and in its ledger entries.
pub fn request_id(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<RequestId>().map(|id| id.0.clone())
}

/// The one inline style that is let through, by its hash, is the one that React Aria adds to the page (`touch-action` of what is pressed).
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(self)"),
];

/// Wraps the whole application.
///
/// # Errors
/// None of its own.
pub async fn finish<B: MessageBody + 'static>(mut request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = Uuid::now_v7().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let language = Language::of(request.request());
    // HEAD is GET without the body, which the protocol's encoder leaves away by itself.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let api = request.path().starts_with("/api/v1");
    let app = request.app_data::<web::Data<App>>();
    let draining = app.is_some_and(|app| app.draining.load(Ordering::Relaxed));
    let response = if api && app.is_some_and(|app| crowded(app, request.request())) {
        request.error_response(Problem::come_again())
    } else {
        // The router needs the request to itself: no copy of it may be held meanwhile.
        next.call(request).await?.map_into_boxed_body()
    };
    let mut response = match problem_of(response.response().error()) {
        Some(problem) => response.into_response(problem.render(language, &id)),
        None => response,
    };
    let rate = rate_fields(response.request());
    let headers = response.headers_mut();
    for (name, value) in rate {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // A connection that stays open is closed under a request that is just coming.
    if draining {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    if response.status() == StatusCode::REQUEST_TIMEOUT {
        // What is still to come of that body is nobody's next request.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    if api && !headers.contains_key("cache-control") {
        headers.insert(HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// Whether it would be told to come again after all that is done for a request: then it is told so at once. What kind of work it is
/// is a good guess here; the door knows, and decides for whoever is let through.
fn crowded(app: &App, request: &HttpRequest) -> bool {
    let path = request.path();
    if path == "/api/v1/auth/sign-in" {
        return app.passwords.full();
    }
    let class = if request.method().is_safe() || path.ends_with("/search") { Class::Read } else { Class::Write };
    Session::of(request, app).is_ok_and(|session| app.admission.crowded(class, OrganisationId(session.claims.org)))
}

fn problem_of(error: Option<&Error>) -> Option<Problem> {
    let error = error?;
    Some(error.as_error::<Problem>().cloned().unwrap_or_else(|| from_framework(error)))
}

/// What actix itself refuses: a path that is no UUID is a record that does not exist.
fn from_framework(error: &Error) -> Problem {
    match error.as_response_error().status_code().as_u16() {
        404 => Code::NotFound.into(),
        405 => Code::MethodNotAllowed.into(),
        413 => Code::BodyTooLarge.into(),
        400..=499 => Code::BodyInvalid.into(),
        _ => Problem::defect("answering", error),
    }
}
