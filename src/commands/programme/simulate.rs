//! `panoh programme simulate`: runs scenario files and says what was not as expected.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use panoh_rules::calendar::{self, Calendar};
use panoh_rules::codes::CodeLists;
use panoh_rules::parameters::Parameters;
use panoh_rules::programme::{Catalogue, Folder, SourceFile};
use panoh_rules::roles::RoleTemplates;
use panoh_rules::scenario::{self, Scenario, ScenarioError};
use panoh_rules::simulate::{Shelf, simulate};

use super::check::folders_at;
use super::{Format, simulated};
use crate::shipped::{Configuration, ConfigurationError, read_text};

/// Which scenarios to run, and how to answer.
#[derive(Args)]
pub(super) struct SimulateArguments {
    /// Scenario files, folders of programmes, or folders of scenarios.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Name the states, transitions, guards and deadlines that none of these scenarios exercises.
    #[arg(long)]
    coverage: bool,
}

/// What scenarios are run against, read once.
pub(super) struct Ground {
    configuration: Configuration,
    catalogue: Catalogue,
    parameters: Parameters,
    calendar: Calendar,
    codes: CodeLists,
    roles: RoleTemplates,
}

impl SimulateArguments {
    pub(super) fn run(self, config: Option<&Path>) -> ExitCode {
        let ground = match Ground::read(config) {
            Ok(ground) => ground,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        };
        let mut results = simulated::Results::default();
        for path in self.paths.iter().flat_map(|path| scenarios_at(path)) {
            ground.run(&path, &mut results);
        }
        let text = match self.format {
            Format::Text => results.text(),
            Format::Json => results.json(self.coverage),
        };
        print!("{text}");
        if self.coverage && self.format == Format::Text {
            print!("{}", results.left_out());
        }
        ExitCode::from(results.exit_code())
    }
}

impl Ground {
    fn read(config: Option<&Path>) -> Result<Self, ConfigurationError> {
        let configuration = Configuration::find(config)?;
        let wrong = |error: String| ConfigurationError::Wrong(error);
        let (codes, parameters, roles) = (configuration.codes()?, configuration.parameters()?, configuration.roles()?);
        let mut calendar = Calendar::default();
        for file in configuration.folder("calendars") {
            let days = calendar::parse(&file.text).map_err(|error| wrong(format!("{}: {error}", file.path)))?;
            days.iter().for_each(|day| calendar.add(day));
        }
        let shipped = configuration.programmes().into_iter().flat_map(|(_, files)| files);
        let catalogue = catalogue(shipped.chain(configuration.common()))?;
        Ok(Self { configuration, catalogue, parameters, calendar, codes, roles })
    }

    /// Run one file. What cannot be read or run is noted with its place.
    fn run(&self, path: &Path, results: &mut simulated::Results) {
        let name = path.display().to_string();
        if path.is_dir() {
            return results.unreadable(&name, format!("{name}: there is no scenario in this folder: no .toml file, no folder `scenarios`"));
        }
        let text = match read_text(path) {
            Ok(text) => text,
            Err(error) => return results.unreadable(&name, error.to_string()),
        };
        let placed = |error: &ScenarioError| format!("{name}:{error}");
        let mut scenario = match scenario::parse(&text) {
            Ok(scenario) => scenario,
            Err(error) => return results.unreadable(&name, placed(&error)),
        };
        let own = match self.programme_of(&mut scenario, path) {
            Ok(own) => own,
            Err(error) => return results.unreadable(&name, error.to_string()),
        };
        let programmes = own.as_ref().unwrap_or(&self.catalogue);
        let shelf = Shelf { programmes, parameters: &self.parameters, calendar: &self.calendar, codes: &self.codes, roles: &self.roles };
        match simulate(&shelf, &scenario) {
            Ok(result) => results.add(&name, result, programmes),
            Err(error) => results.unreadable(&name, placed(&error)),
        }
    }

    /// Where a scenario names a folder instead of an id: the catalogue with that folder's programme in it, and the
    /// scenario naming its id. A path is taken from the scenario's own folder, then from the present one.
    fn programme_of(&self, scenario: &mut Scenario, file: &Path) -> Result<Option<Catalogue>, ConfigurationError> {
        let named = scenario.programme.value.clone();
        if self.catalogue.programme(&named).is_some() {
            return Ok(None);
        }
        let beside = file.parent().map(|folder| folder.join(&named)).into_iter();
        let Some(folder) = beside.chain([PathBuf::from(&named)]).find(|path| path.is_dir()) else {
            return Ok(None);
        };
        let mut files: Vec<SourceFile> = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        let common = self.configuration.common();
        for (path, own) in folders_at(&folder, &self.configuration)? {
            let programme = Folder { files: &own, common: &common }.read();
            let unread = || ConfigurationError::Wrong(format!("{path}: this programme cannot be read; run `check` on it"));
            ids.push(programme.ok_or_else(unread)?.id);
            files.extend(own);
        }
        if let Some(id) = ids.first() {
            scenario.programme.value.clone_from(id);
        }
        let others =
            self.configuration.programmes().into_iter().filter(|(name, _)| !ids.iter().any(|id| name.split('/').next() == Some(id)));
        let all = files.into_iter().chain(others.flat_map(|(_, files)| files)).chain(common);
        catalogue(all).map(Some)
    }
}

fn catalogue(files: impl Iterator<Item = SourceFile>) -> Result<Catalogue, ConfigurationError> {
    Catalogue::from_files(files).map_err(|faults| {
        let lines = faults.iter().map(|fault| format!("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message));
        ConfigurationError::Wrong(lines.collect::<Vec<_>>().join("\n"))
    })
}

/// The scenario files that a path means: itself, those in `scenarios` folders below it, or else those right in it.
fn scenarios_at(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    below(path, &mut found);
    if found.is_empty() {
        found = toml_files(path);
    }
    if found.is_empty() {
        // Reading the folder itself then says that it holds no scenario.
        found.push(path.to_owned());
    }
    found
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    if folder.file_name().is_some_and(|name| name == "scenarios") {
        found.extend(toml_files(folder));
    }
    for entry in entries(folder).into_iter().filter(|entry| entry.is_dir()) {
        below(&entry, found);
    }
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let is_toml = |path: &PathBuf| path.is_file() && path.extension().is_some_and(|extension| extension == "toml");
    entries(folder).into_iter().filter(is_toml).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
