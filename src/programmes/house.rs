//! The shipped configuration as rules read it: checked whole before anything is served.
use std::fmt::Write;
use std::path::Path;

use panoh_rules::calendar::{self, Calendar, Holiday};
use panoh_rules::codes::CodeLists;
use panoh_rules::parameters::Parameters;
use panoh_rules::places::Gazetteer;
use panoh_rules::programme::{Catalogue, Fault, Folder, Severity, check};
use panoh_rules::roles::RoleTemplates;

use crate::shipped::{Configuration, ConfigurationError};

/// Everything under `config/` that rules read.
#[derive(Debug, Clone)]
pub struct House {
    /// The statutory numbers as shipped.
    pub parameters: Parameters,
    /// The listed days of the shipped calendars.
    pub holidays: Vec<Holiday>,
    /// The working days that follow from them.
    pub calendar: Calendar,
    pub codes: CodeLists,
    pub places: Gazetteer,
    pub roles: RoleTemplates,
    /// Every programme, checked.
    pub catalogue: Catalogue,
}

impl House {
    /// Read and check a folder.
    ///
    /// # Errors
    /// What cannot be read or does not check: each fault with file, line and column.
    pub fn load(folder: &Path) -> Result<Self, ConfigurationError> {
        Self::from_configuration(&Configuration::find(Some(folder))?)
    }

    /// Check a configuration.
    ///
    /// # Errors
    /// What does not check: each fault with file, line and column.
    pub fn from_configuration(configuration: &Configuration) -> Result<Self, ConfigurationError> {
        let wrong = |error: String| ConfigurationError::Wrong(error);
        let mut holidays = Vec::new();
        for file in configuration.folder("calendars") {
            holidays.extend(calendar::parse(&file.text).map_err(|error| wrong(format!("{}: {error}", file.path)))?);
        }
        let places = configuration.folder("places");
        let places = Gazetteer::parse(places.iter().map(|file| (file.path.as_str(), file.text.as_str())));
        Ok(Self {
            parameters: configuration.parameters()?,
            calendar: Calendar::from_listed(&holidays),
            holidays,
            codes: configuration.codes()?,
            places: places.map_err(|error| wrong(error.to_string()))?,
            roles: configuration.roles()?,
            catalogue: catalogue(configuration)?,
        })
    }
}

/// The programmes, once none of them has a fault.
fn catalogue(configuration: &Configuration) -> Result<Catalogue, ConfigurationError> {
    let common = configuration.common();
    let world = configuration.world()?;
    let programmes = configuration.programmes();
    let mut faults = Vec::new();
    for (_, files) in &programmes {
        faults.extend(check(Folder { files, common: &common }, &world).faults);
    }
    let (errors, warnings): (Vec<Fault>, Vec<Fault>) = faults.into_iter().partition(|fault| fault.severity == Severity::Error);
    for warning in warnings {
        tracing::warn!(%warning, "a programme should be looked at");
    }
    if !errors.is_empty() {
        return Err(refused(&errors));
    }
    let files = programmes.into_iter().flat_map(|(_, files)| files).chain(common);
    Catalogue::from_files(files).map_err(|faults| refused(&faults))
}

fn refused(faults: &[Fault]) -> ConfigurationError {
    let mut text = String::from("the programmes do not check:");
    for fault in faults {
        // Writing to a text cannot fail.
        let _ = write!(text, "\n  {fault}");
    }
    ConfigurationError::Wrong(text)
}
