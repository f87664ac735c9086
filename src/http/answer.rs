//! Answers: JSON with its version as a strong ETag, and the same bytes again for a retry.
use actix_web::http::StatusCode;
use actix_web::http::header::IF_NONE_MATCH;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::database::Replay;
use crate::problem::Problem;

/// Something that can be answered.
pub trait Representation: Serialize {
    /// Version of the row, for `ETag`.
    fn version(&self) -> Option<i64> {
        None
    }
    /// Where a new record stands, for `Location`; relative to `/api/v1`.
    fn location(&self) -> Option<String> {
        None
    }
    /// Media type and body, where the answer is not JSON.
    fn raw(&self) -> Option<(&str, &[u8])> {
        None
    }
}

/// An answer that is not JSON: a bundle, a drawing.
#[derive(Debug, Serialize)]
pub struct Text {
    pub media_type: &'static str,
    pub text: String,
}

impl Representation for Text {
    fn raw(&self) -> Option<(&str, &[u8])> {
        Some((self.media_type, self.text.as_bytes()))
    }
}

/// A value without version or address.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Bare<T>(pub T);

impl<T: Serialize> Representation for Bare<T> {}

fn headers<T: Representation>(value: &T) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    if let Some(version) = value.version() {
        headers.push(("ETag", format!("\"{version}\"")));
    }
    if let Some(location) = value.location() {
        headers.push(("Location", format!("/api/v1{location}")));
    }
    headers
}

fn body<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::defect("writing an answer", error))
}

/// Answer with a value; 304 where the caller has this version.
///
/// # Errors
/// A defect in writing JSON.
pub fn answer<T: Representation>(request: &HttpRequest, status: StatusCode, value: &T) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::build(status);
    for (name, content) in headers(value) {
        response.insert_header((name, content));
    }
    let known = request.headers().get(IF_NONE_MATCH).and_then(|header| header.to_str().ok());
    if let (Some(known), Some(version)) = (known, value.version())
        && status == StatusCode::OK
        && request.method().is_safe()
        && known.trim() == format!("\"{version}\"")
    {
        return Ok(HttpResponse::NotModified().insert_header(("ETag", format!("\"{version}\""))).finish());
    }
    if let Some((media_type, bytes)) = value.raw() {
        return Ok(response.content_type(media_type).body(bytes.to_vec()));
    }
    Ok(response.content_type("application/json").body(body(value)?))
}

/// Headers and body as they are kept for a retry.
///
/// # Errors
/// A defect in writing JSON.
pub fn stored<T: Representation>(value: &T) -> Result<(Value, String), Problem> {
    let headers: Map<String, Value> = headers(value).into_iter().map(|(name, content)| (name.to_owned(), Value::from(content))).collect();
    Ok((Value::Object(headers), body(value)?))
}

/// The answer of the earlier request with the same key.
///
/// # Errors
/// A defect in the stored answer.
pub fn replayed(stored: Replay) -> Result<HttpResponse, Problem> {
    let status = stored.status.and_then(|code| u16::try_from(code).ok()).and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| Problem::defect("replaying an answer", "no status is stored"))?;
    let mut response = HttpResponse::build(status);
    if let Some(Value::Object(headers)) = stored.headers {
        for (name, content) in headers {
            if let Some(content) = content.as_str() {
                response.insert_header((name.as_str(), content));
            }
        }
    }
    response.insert_header(("Idempotency-Replayed", "true"));
    Ok(response.content_type("application/json").body(stored.body.unwrap_or_default()))
}
