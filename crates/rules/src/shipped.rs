//! The data that the product ships with, compiled in: an organisation's own calendar and parameters lie over it.
use crate::calendar::{self, Calendar, Holiday, HolidayError};
use crate::labels::DataFileError;
use crate::parameters::{self, ParameterError, Parameters};
use crate::roles::RoleTemplates;

/// The calendar files of `config/calendars`, by name.
const CALENDARS: [(&str, &str); 4] = [
    ("config/calendars/tj-2024.toml", include_str!("../../../config/calendars/tj-2024.toml")),
    ("config/calendars/tj-2025.toml", include_str!("../../../config/calendars/tj-2025.toml")),
    ("config/calendars/tj-2026.toml", include_str!("../../../config/calendars/tj-2026.toml")),
    ("config/calendars/tj-2027.toml", include_str!("../../../config/calendars/tj-2027.toml")),
];

/// A shipped file that cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ShippedError {
    /// A calendar file is wrong.
    #[error("{file}, {error}")]
    Calendar {
        /// The file.
        file: &'static str,
        /// What is wrong in it.
        error: HolidayError,
    },
    /// The parameter file is wrong.
    #[error("config/parameters.toml, {0}")]
    Parameters(ParameterError),
}

/// The listed days of Tajikistan, 2024 to 2027.
pub fn holidays() -> Result<Vec<Holiday>, ShippedError> {
    let mut listed = Vec::new();
    for (file, text) in CALENDARS {
        listed.extend(calendar::parse(text).map_err(|error| ShippedError::Calendar { file, error })?);
    }
    Ok(listed)
}

/// The working days of Tajikistan, 2024 to 2027; other years have their weekends only.
pub fn calendar() -> Result<Calendar, ShippedError> {
    Ok(Calendar::from_listed(&holidays()?))
}

/// The role templates as shipped (programmes.md 4.1).
pub fn roles() -> Result<RoleTemplates, DataFileError> {
    RoleTemplates::parse("config/roles.toml", include_str!("../../../config/roles.toml"))
}

/// The statutory numbers as shipped, before any organisation's own (programmes.md 0.2).
pub fn parameters() -> Result<Parameters, ShippedError> {
    let text = include_str!("../../../config/parameters.toml");
    parameters::parse(text).map_err(ShippedError::Parameters)
}
