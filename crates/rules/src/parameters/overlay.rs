//! An organisation's own values, laid over those shipped. What is fixed by law stays; what has a limit keeps it.
use chrono::NaiveDate;
use serde::Deserialize;

use super::{DatedValue, ParameterError, Parameters, Written};
use crate::written;

/// A value that an organisation, or a scenario, sets for itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The parameter.
    pub key: String,
    /// Its value.
    pub value: Written,
    /// The first day on which it holds; from the beginning if none.
    #[serde(default, deserialize_with = "written::optional_date")]
    pub valid_from: Option<NaiveDate>,
    /// By whose decision.
    #[serde(default)]
    pub source: Option<String>,
    /// What else should be known about it.
    #[serde(default)]
    pub note: Option<String>,
}

impl Override {
    /// A value that holds from the beginning.
    pub fn always(key: impl Into<String>, value: Written) -> Self {
        Self { key: key.into(), value, valid_from: None, source: None, note: None }
    }
}

impl Parameters {
    /// These parameters with an organisation's own values. Its value wins over a shipped one wherever it is in force,
    /// also over a shipped value of a later date: what an organisation has decided, a new release does not undo.
    /// Refused are unknown and fixed keys, values of another type, and values beyond a limit.
    pub fn overlay(&self, overrides: &[Override]) -> Result<Self, ParameterError> {
        let mut laid = self.clone();
        for given in overrides {
            let shipped = self.parameter(&given.key)?;
            if shipped.fixed {
                return Err(ParameterError::Fixed { key: given.key.clone() });
            }
            let value = shipped.admit(&given.key, &given.value)?;
            let dated = DatedValue {
                value,
                valid_from: given.valid_from.unwrap_or(NaiveDate::MIN),
                source: given.source.clone().unwrap_or_else(|| "organisation".to_owned()),
                note: given.note.clone(),
            };
            if let Some(parameter) = laid.entries.get_mut(&given.key) {
                // A later decision about the same day replaces the earlier one.
                parameter.overrides.retain(|earlier| earlier.valid_from != dated.valid_from);
                parameter.overrides.push(dated);
                parameter.overrides.sort_by_key(|dated| dated.valid_from);
            }
        }
        Ok(laid)
    }
}
