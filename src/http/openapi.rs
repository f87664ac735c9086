//! The API's description (OpenAPI 3.1), served at `/api/openapi.json` and checked in as `openapi.json`.
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::problem::{ProblemBody, ProblemField};

/// The parts that belong to no feature.
#[derive(OpenApi)]
#[openapi(
    info(title = "Panoh", description = "Case management that aid organisations run together and yet apart.", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    components(schemas(ProblemBody, ProblemField)),
    modifiers(&Security),
    security(("access_token" = [])),
)]
pub struct Description;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme(
            "access_token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build()),
        );
    }
}

const PROBLEM: &str = "application/problem+json";

/// Add what every operation of a shape can answer, so that each says only what is its own: who is not signed in, a body of the
/// wrong media type, a missing version, a database that is gone. Problems get their media type.
pub fn complete(description: &mut utoipa::openapi::OpenApi) {
    for item in description.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten() {
            complete_operation(operation);
        }
        if let Some(operation) = &mut item.post {
            if !is_public(operation) {
                add(operation, "409", "A rule refuses, or the same retry key is at work");
                add(operation, "422", "Fields are wrong, `errors` names each; or the retry key belongs to another request");
                operation.parameters.get_or_insert_default().push(retry_key().into());
            }
            complete_operation(operation);
        }
    }
}

/// Whether it is called without being signed in.
fn is_public(operation: &Operation) -> bool {
    operation
        .security
        .as_ref()
        .is_some_and(|needs| needs.iter().all(|one| *one == utoipa::openapi::security::SecurityRequirement::default()))
}

fn complete_operation(operation: &mut Operation) {
    let has = |place: &ParameterIn, name: Option<&str>| {
        operation.parameters.iter().flatten().any(|parameter| match parameter {
            RefOr::T(parameter) => parameter.parameter_in == *place && name.is_none_or(|name| parameter.name == name),
            RefOr::Ref(_) => false,
        })
    };
    let (by_path, by_version, by_cursor) =
        (has(&ParameterIn::Path, None), has(&ParameterIn::Header, Some("If-Match")), has(&ParameterIn::Query, Some("cursor")));
    add(operation, "400", "A parameter or the body cannot be read");
    add(operation, "503", "No place is free, or the database is gone, for a moment; Retry-After says how long");
    if !is_public(operation) {
        add(operation, "401", "Not signed in, or the session has ended");
        add(operation, "403", "May be seen, may not be done");
    }
    if by_path {
        add(operation, "404", "There is none, or none that may be seen");
    }
    if by_cursor {
        add(operation, "410", "The page is too old");
    }
    if by_version {
        add(operation, "412", "The record has changed since");
        add(operation, "428", "If-Match is missing");
    }
    add(operation, "429", "Too many requests; Retry-After says how long to wait");
    if operation.request_body.is_some() {
        add(operation, "408", "The body did not arrive in time");
        add(operation, "413", "The body is too large");
        add(operation, "415", "The body is not JSON");
        add(operation, "422", "Fields are wrong; `errors` names each");
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

fn add(operation: &mut Operation, status: &str, says: &str) {
    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(says)));
}

fn problem(says: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(says).content(PROBLEM, content).build()
}

fn retry_key() -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Send the same key again to get the first answer again, for seven days."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(64))))
        .build()
}
