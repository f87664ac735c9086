//! JSON bodies, read strictly: right media type, bounded, no unknown field, no duplicate, every fault with its pointer.
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::problem::{Code, FieldError, Problem};
use crate::server::App;

/// A body that was read and passed its validation.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// SHA-256 of the body, kept with the request for its retry key.
#[derive(Clone)]
struct Digested([u8; 32]);

/// Keep the digest of a body that was read in another way.
pub(super) fn keep_digest(request: &HttpRequest, digest: [u8; 32]) {
    request.extensions_mut().insert(Digested(digest));
}

/// SHA-256 of the request's body; of nothing where there is none.
pub fn body_digest(request: &HttpRequest) -> [u8; 32] {
    request.extensions().get::<Digested>().map_or_else(|| Sha256::digest([]).into(), |digested| digested.0)
}

const DEEPEST: usize = 32;

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let bytes = web::Bytes::from_request(&request, payload);
        Box::pin(async move {
            let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if media != "application/json" && media != "application/merge-patch+json" {
                return Err(Code::MediaTypeUnsupported.into());
            }
            // A body that drips in holds nothing but its own connection, and that not for ever.
            let longest = request.app_data::<web::Data<App>>().map_or(30, |app| app.settings.http.body_seconds);
            let arrived = tokio::time::timeout(Duration::from_secs(longest), bytes).await;
            let bytes = arrived.map_err(|_late| Problem::from(Code::BodyTimeout))?.map_err(|error| {
                let status = error.as_response_error().status_code().as_u16();
                Problem::from(if status == 413 { Code::BodyTooLarge } else { Code::BodyInvalid })
            })?;
            keep_digest(&request, Sha256::digest(&bytes).into());
            let value = read::<T>(&bytes)?;
            value.validate().map_err(|errors| Problem::invalid(flatten("", &errors)))?;
            Ok(Self(value))
        })
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value: Result<T, _> = serde_path_to_error::deserialize(&mut reader);
    let value = value.map_err(|error| fault(&error))?;
    reader.end().map_err(|_trailing| body_fault("", "trailing"))?;
    let shape = shape(bytes);
    if shape.depth > DEEPEST {
        return Err(body_fault("", "too_deep"));
    }
    // No text of PostgreSQL can hold it.
    if shape.zero {
        return Err(body_fault("", "control_character"));
    }
    Ok(value)
}

/// A member that may be absent (`None`), null (`Some(None)`) or a value: to be left, cleared or set.
///
/// # Errors
/// The value is not of its type.
pub fn nullable<'de, T, D>(value: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    <Option<T> as serde::Deserialize>::deserialize(value).map(Some)
}

fn body_fault(pointer: &str, code: &'static str) -> Problem {
    Problem { errors: vec![FieldError::new(pointer, code)], ..Code::BodyInvalid.into() }
}

fn fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let pointer = pointer(&error.path().to_string());
    let text = error.inner().to_string();
    // serde's sentence quotes what was sent; only the kind of fault and the name of the field leave.
    let named = text.split('`').nth(1).unwrap_or_default();
    if text.starts_with("unknown field") {
        // The path already ends at the unknown field.
        return Problem::field(pointer, "unknown_field");
    }
    if text.starts_with("missing field") {
        return Problem::field(format!("{pointer}/{named}"), "required");
    }
    if text.starts_with("duplicate field") {
        return Problem::field(format!("{pointer}/{named}"), "duplicate");
    }
    if text.starts_with("unknown variant") {
        return Problem::field(pointer, "not_in_list");
    }
    if error.inner().is_syntax() || error.inner().is_eof() {
        let place =
            FieldError::new("", "syntax").with("line", error.inner().line().to_string()).with("column", error.inner().column().to_string());
        return Problem { errors: vec![place], ..Code::BodyInvalid.into() };
    }
    Problem::field(pointer, "wrong_type")
}

/// `names[0].script` → `/names/0/script`.
fn pointer(path: &str) -> String {
    if path == "." || path.is_empty() {
        return String::new();
    }
    let parts = path.replace('[', ".").replace(']', "");
    parts.split('.').filter(|part| !part.is_empty()).map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect()
}

/// What the text of a JSON value tells before its meaning.
struct Shape {
    /// How deeply it is nested.
    depth: usize,
    /// Whether one of its strings holds U+0000.
    zero: bool,
}

/// Of a text that was read as JSON. A scan: the text need not be read into values a second time.
fn shape(json: &[u8]) -> Shape {
    let (mut open, mut shape) = (0_usize, Shape { depth: 0, zero: false });
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in json.iter().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                shape.zero |= json.get(at..).is_some_and(|rest| rest.starts_with(b"u0000"));
            }
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                open += 1;
                shape.depth = shape.depth.max(open);
            }
            b'}' | b']' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    shape
}

/// Every fault that a validation found, with its pointer below `base`.
pub fn flatten(base: &str, errors: &ValidationErrors) -> Vec<FieldError> {
    let mut flat = Vec::new();
    for (field, kind) in errors.errors() {
        let place = format!("{base}/{field}");
        match kind {
            ValidationErrorsKind::Struct(inner) => flat.extend(flatten(&place, inner)),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    flat.extend(flatten(&format!("{place}/{index}"), inner));
                }
            }
            ValidationErrorsKind::Field(faults) => {
                for fault in faults {
                    let mut error = FieldError::new(if field == "__all__" { base.to_owned() } else { place.clone() }, fault.code.clone());
                    for name in ["min", "max"] {
                        if let Some(limit) = fault.params.get(name) {
                            error = error.with(name, limit.to_string());
                        }
                    }
                    flat.push(error);
                }
            }
        }
    }
    flat.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    flat
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn nesting_counts_arrays_and_objects_and_nothing_inside_a_string() {
        for (json, deep) in
            [("1", 0), ("{}", 1), (r#"{"a":[[1],{}]}"#, 3), (r#"{"a":"[[{\"","b":[]}"#, 2), (r#"["\\",[]]"#, 2), ("[1],[2]", 1)]
        {
            assert_eq!(shape(json.as_bytes()).depth, deep, "{json}");
        }
    }

    #[test]
    fn the_zero_character_is_seen_where_it_is_meant_and_not_where_it_is_spelt() {
        for (json, zero) in [(r#""a\u0000""#, true), (r#""a\\u0000""#, false), (r#"{"\n\u0000":1}"#, true), (r#""u0000""#, false)] {
            assert_eq!(shape(json.as_bytes()).zero, zero, "{json}");
        }
    }
}
