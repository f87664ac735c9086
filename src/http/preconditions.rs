//! `If-Match` for changes and `Idempotency-Key` for retries.
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
use sha2::{Digest, Sha256};

use super::body_digest;
use crate::database::Key;
use crate::problem::{Code, Problem};

/// The version that the caller saw. Absent is 428, not a number is 400; the store answers 412 when the row moved on.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let version = match request.headers().get(IF_MATCH) {
            None => Err(Code::IfMatchMissing.into()),
            Some(value) => value
                .to_str()
                .ok()
                .and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok())
                .map(Self)
                .ok_or_else(|| Code::IfMatchInvalid.into()),
        };
        ready(version)
    }
}

/// What the caller of a PUT saw: nothing there yet (`If-None-Match: *`), or a version (`If-Match`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    Version(i64),
}

impl FromRequest for Seen {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if let Some(value) = request.headers().get(IF_NONE_MATCH) {
            let nothing = value.to_str().is_ok_and(|text| text.trim() == "*") && !request.headers().contains_key(IF_MATCH);
            return ready(if nothing { Ok(Self::Nothing) } else { Err(Code::IfMatchInvalid.into()) });
        }
        ready(IfMatch::from_request(request, payload).into_inner().map(|IfMatch(version)| Self::Version(version)))
    }
}

/// The caller's retry key with the fingerprint of this very request: SHA-256 of method, path and body.
///
/// # Errors
/// The key is empty or longer than 64 characters.
pub fn retry_key(request: &HttpRequest) -> Result<Option<Key>, Problem> {
    let Some(header) = request.headers().get("Idempotency-Key") else { return Ok(None) };
    let key = header.to_str().unwrap_or_default().trim().trim_matches('"').to_owned();
    if key.is_empty() || key.len() > 64 {
        return Err(Code::IdempotencyKeyInvalid.into());
    }
    let mut hash = Sha256::new();
    hash.update(request.method().as_str());
    hash.update([0]);
    hash.update(request.uri().path());
    hash.update([0]);
    hash.update(body_digest(request));
    Ok(Some(Key { key, fingerprint: hash.finalize().to_vec() }))
}
