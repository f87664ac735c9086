//! The shipped configuration, checked before anything is served.
use std::path::Path;

use anyhow::Context;
use panoh_rules::calendar::{self, Holiday};
use panoh_rules::codes::CodeLists;
use panoh_rules::parameters::{self, Parameters};
use panoh_rules::places::Gazetteer;
use panoh_rules::roles::RoleTemplates;

/// Everything under `config/` that rules read.
pub struct House {
    pub parameters: Parameters,
    pub holidays: Vec<Holiday>,
    pub codes: CodeLists,
    pub places: Gazetteer,
    pub roles: RoleTemplates,
}

impl House {
    /// Read and check the folder.
    ///
    /// # Errors
    /// The first file that cannot be read or does not check, with file, line and column.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| format!("reading {}", folder.join(name).display()));
        let roles = RoleTemplates::parse("config/roles.toml", &read("roles.toml")?)?;
        let parameters = parameters::parse(&read("parameters.toml")?).map_err(|error| anyhow::anyhow!("config/parameters.toml, {error}"))?;
        let mut holidays = Vec::new();
        for (name, text) in toml_files(&folder.join("calendars"))? {
            holidays.extend(calendar::parse(&text).map_err(|error| anyhow::anyhow!("config/calendars/{name}, {error}"))?);
        }
        let codes = toml_files(&folder.join("codes"))?;
        let codes = CodeLists::parse(codes.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
        let places = toml_files(&folder.join("places"))?;
        let places = Gazetteer::parse(places.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
        Ok(Self { parameters, holidays, codes, places, roles })
    }
}

/// The `.toml` files of a folder by name, sorted.
fn toml_files(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push((name, std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?));
        }
    }
    files.sort();
    Ok(files)
}
