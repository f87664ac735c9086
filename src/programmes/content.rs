//! Answers that depend on shipped files and the language only: their ETag is made from what they say.
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::http::Representation;
use crate::problem::Problem;

/// A value with the number that its own bytes give.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Content<T> {
    value: T,
    #[serde(skip)]
    number: i64,
}

impl<T: Serialize> Content<T> {
    /// Number a value by what it says.
    ///
    /// # Errors
    /// A defect in writing JSON.
    pub(super) fn of(value: T) -> Result<Self, Problem> {
        let bytes = serde_json::to_vec(&value).map_err(|error| Problem::defect("writing an answer", error))?;
        let hash = Sha256::digest(&bytes);
        let number = hash.iter().take(7).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte));
        Ok(Self { value, number })
    }
}

impl<T: Serialize> Representation for Content<T> {
    fn version(&self) -> Option<i64> {
        Some(self.number)
    }
}
