//! Query parameters, read strictly: an unknown one is a fault, not a filter that silently does nothing.
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::problem::{Code, FieldError, Problem};

/// The query string as a checked value. A parameter that may repeat is written as a list separated by commas too.
#[derive(Debug)]
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Parameters<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

fn read<T: DeserializeOwned + Validate>(query: &str) -> Result<T, Problem> {
    // No text of PostgreSQL can hold U+0000.
    if let Some(part) = query.split('&').find(|part| part.contains("%00")) {
        let name = part.split('=').next().filter(|name| !name.contains("%00")).unwrap_or_default();
        return Err(Problem { errors: vec![FieldError::new(name, "control_character")], ..Code::ParameterInvalid.into() });
    }
    let value: T = actix_web::web::Query::<T>::from_query(query)
        .map_err(|error| {
            let text = error.to_string();
            let name = text.split('`').nth(1).unwrap_or_default().to_owned();
            if text.contains("unknown field") {
                Problem { errors: vec![FieldError::new(name, "unknown_parameter")], ..Code::UnknownParameter.into() }
            } else if text.contains("missing field") {
                Problem { errors: vec![FieldError::new(name, "required")], ..Code::ParameterInvalid.into() }
            } else {
                Problem { errors: vec![FieldError::new("", "wrong_type")], ..Code::ParameterInvalid.into() }
            }
        })?
        .into_inner();
    value.validate().map_err(|errors| {
        let mut faults: Vec<FieldError> = Vec::new();
        for (name, found) in errors.field_errors() {
            for fault in found {
                let mut error = FieldError::new(name.as_ref(), fault.code.clone());
                for limit in ["min", "max"] {
                    if let Some(value) = fault.params.get(limit) {
                        error = error.with(if limit == "min" { "min" } else { "max" }, value.to_string());
                    }
                }
                faults.push(error);
            }
        }
        Problem { errors: faults, ..Code::ParameterInvalid.into() }
    })?;
    Ok(value)
}
