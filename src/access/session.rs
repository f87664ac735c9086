//! Who is calling: the bearer token of the request, verified.
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use super::Claims;
use crate::problem::{Code, Problem};
use crate::server::App;

/// A verified caller.
#[derive(Debug, Clone)]
pub struct Session {
    pub claims: Arc<Claims>,
}

impl Session {
    /// Verify the request's token.
    ///
    /// # Errors
    /// `not_signed_in`.
    pub fn of(request: &HttpRequest, app: &App) -> Result<Self, Problem> {
        let refused = || Problem::from(Code::NotSignedIn);
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(refused)?;
        let token = header.strip_prefix("Bearer ").ok_or_else(refused)?;
        Ok(Self { claims: app.tokens.verify(token, app.clock.now())? })
    }
}
