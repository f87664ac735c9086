//! The API's description (OpenAPI 3.1), served at `/api/openapi.json` and checked in as `openapi.json`.
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
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
        components.add_security_scheme("access_token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build()));
    }
}
