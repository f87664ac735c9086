//! `panoh programme check`.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use panoh_rules::programme::{Folder, SourceFile, World, check};

use super::{Format, report};
use crate::shipped::{Configuration, ConfigurationError, read_folder};

/// Which programmes to check, and how to answer.
#[derive(Args)]
pub(super) struct CheckArguments {
    /// Folders of programmes, folders that hold such folders, `programme.toml` files, or ids of shipped programmes.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl CheckArguments {
    pub(super) fn run(self, config: Option<&Path>) -> ExitCode {
        let results = match self.check(config) {
            Ok(results) => results,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        };
        let text = match self.format {
            Format::Text => report::text(&results),
            Format::Json => report::json(&results),
        };
        print!("{text}");
        ExitCode::from(u8::from(results.iter().any(|result| result.checked.is_refused())))
    }

    fn check(&self, config: Option<&Path>) -> Result<Vec<report::Checked>, ConfigurationError> {
        let configuration = Configuration::find(config)?;
        let mut folders = Vec::new();
        for path in &self.paths {
            folders.extend(folders_at(path, &configuration)?);
        }
        let common = configuration.common();
        let world = world_with(&configuration, &folders, &common)?;
        let check_one = |(path, files): (String, Vec<SourceFile>)| {
            let checked = check(Folder { files: &files, common: &common }, &world);
            let files = files.into_iter().chain(common.clone()).collect();
            report::Checked { path, files, checked }
        };
        Ok(folders.into_iter().map(check_one).collect())
    }
}

/// The shipped world, in which the programmes to be checked may name each other too.
fn world_with(
    configuration: &Configuration,
    folders: &[(String, Vec<SourceFile>)],
    common: &[SourceFile],
) -> Result<World, ConfigurationError> {
    let mut world = configuration.world()?;
    for (_, files) in folders {
        if let Some(programme) = (Folder { files, common }).read() {
            world.add_programme(&programme);
        }
    }
    Ok(world)
}

/// The programme folders that a path means.
pub(super) fn folders_at(path: &Path, configuration: &Configuration) -> Result<Vec<(String, Vec<SourceFile>)>, ConfigurationError> {
    let name = path.display().to_string();
    if path.is_file() {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Ok(vec![(name, files_of(folder)?)]);
    }
    if path.join("programme.toml").is_file() {
        return Ok(vec![(name, files_of(path)?)]);
    }
    if path.is_dir() {
        let mut folders = Vec::new();
        let mut all = Vec::new();
        read_folder(path, &mut all)?;
        for file in &all {
            if let Some(folder) = file.path.strip_suffix("/programme.toml") {
                folders.push((folder.to_owned(), files_of(Path::new(folder))?));
            }
        }
        if folders.is_empty() {
            return Err(ConfigurationError::Wrong(format!("{name}: there is no programme.toml in this folder")));
        }
        return Ok(folders);
    }
    let shipped = configuration.programmes();
    match shipped.iter().find(|(id, _)| *id == name) {
        Some(found) => Ok(vec![found.clone()]),
        None => {
            let ids: Vec<&str> = shipped.iter().map(|(id, _)| id.as_str()).collect();
            let known = ids.join(", ");
            Err(ConfigurationError::Wrong(format!("{name} is neither a file, a folder nor a programme ({known})")))
        }
    }
}

fn files_of(folder: &Path) -> Result<Vec<SourceFile>, ConfigurationError> {
    let mut files = Vec::new();
    read_folder(folder, &mut files)?;
    let prefix = folder.join("x").display().to_string();
    let prefix = prefix.strip_suffix('x').unwrap_or(&prefix).to_owned();
    files.retain(|file| file.path.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('/')));
    Ok(files)
}
