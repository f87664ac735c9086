//! The configuration files: those of a folder, or the ones that the binary was built with.
use std::path::{Path, PathBuf};
use std::{fs, io};

use panoh_rules::codes::CodeLists;
use panoh_rules::parameters::{self, Parameters};
use panoh_rules::programme::{Folder, SourceFile, World};
use panoh_rules::roles::RoleTemplates;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/shipped_files.rs"));
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// A file or folder cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// Which one.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// A file says something wrong.
    #[error("{0}")]
    Wrong(String),
}

/// Every TOML file of the configuration, by its path.
#[derive(Debug, Clone)]
pub struct Configuration {
    files: Vec<SourceFile>,
}

impl Configuration {
    /// The files of a folder; without one those of `config/` below the present folder, else the embedded ones.
    pub fn find(folder: Option<&Path>) -> Result<Self, ConfigurationError> {
        let here = Path::new("config");
        match folder {
            Some(folder) => Self::read(folder),
            None if here.join("programmes").is_dir() => Self::read(here),
            None => Ok(Self::embedded()),
        }
    }

    /// The files that the binary was built with.
    pub fn embedded() -> Self {
        let files = embedded::FILES.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() }).collect();
        Self { files }
    }

    fn read(folder: &Path) -> Result<Self, ConfigurationError> {
        let mut files = Vec::new();
        read_folder(folder, &mut files)?;
        Ok(Self { files })
    }

    /// A file by the end of its path, such as `roles.toml`.
    pub fn file(&self, name: &str) -> Result<&SourceFile, ConfigurationError> {
        let ending = format!("/{name}");
        let found = self.files.iter().find(|file| file.path.ends_with(&ending));
        found.ok_or_else(|| ConfigurationError::Wrong(format!("the configuration has no {name}")))
    }

    /// The files right in a folder of the configuration, such as `codes` or `programmes/refugee-claim`.
    pub fn folder(&self, name: &str) -> Vec<SourceFile> {
        let ending = format!("/{name}");
        let within = |file: &&SourceFile| file.path.rsplit_once('/').is_some_and(|(folder, _)| format!("/{folder}").ends_with(&ending));
        self.files.iter().filter(within).cloned().collect()
    }

    /// The folders of programmes: name → files. The newest version of a programme stands in the folder of its id, earlier ones
    /// in `<id>/versions/<number>`; those come first.
    pub fn programmes(&self) -> Vec<(String, Vec<SourceFile>)> {
        let names = self.files.iter().filter_map(|file| {
            let folder = format!("/{}", file.path.strip_suffix("/programme.toml")?);
            let (_, name) = folder.rsplit_once("/programmes/")?;
            let rest = name.split_once('/').map_or("versions/", |(_, rest)| rest);
            rest.starts_with("versions/").then(|| name.to_owned())
        });
        let mut names: Vec<String> = names.collect();
        names.sort_by_key(|name| (!name.contains('/'), name.clone()));
        names.into_iter().map(|name| (name.clone(), self.folder(&format!("programmes/{name}")))).collect()
    }

    /// What is common to all programmes.
    pub fn common(&self) -> Vec<SourceFile> {
        self.folder("programmes")
    }

    /// The code lists.
    pub fn codes(&self) -> Result<CodeLists, ConfigurationError> {
        let files = self.folder("codes");
        CodeLists::parse(files.iter().map(|file| (file.path.as_str(), file.text.as_str())))
            .map_err(|error| ConfigurationError::Wrong(error.to_string()))
    }

    /// The role templates.
    pub fn roles(&self) -> Result<RoleTemplates, ConfigurationError> {
        let file = self.file("roles.toml")?;
        RoleTemplates::parse(&file.path, &file.text).map_err(|error| ConfigurationError::Wrong(error.to_string()))
    }

    /// The statutory numbers.
    pub fn parameters(&self) -> Result<Parameters, ConfigurationError> {
        let file = self.file("parameters.toml")?;
        parameters::parse(&file.text).map_err(|error| ConfigurationError::Wrong(format!("{}: {error}", file.path)))
    }

    /// What a programme may name beyond its own folder.
    pub fn world(&self) -> Result<World, ConfigurationError> {
        let mut world = World::new(&self.roles()?, self.codes()?, self.parameters()?);
        let common = self.common();
        for (_, files) in self.programmes() {
            if let Some(programme) = (Folder { files: &files, common: &common }).read() {
                world.add_programme(&programme);
            }
        }
        Ok(world)
    }
}

/// The text of a file; what is not text is named with the line and the column at which it stops being so.
pub fn read_text(path: &Path) -> Result<String, ConfigurationError> {
    let name = path.display().to_string();
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Err(ConfigurationError::Unreadable { path: name, error }),
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(ConfigurationError::Wrong(format!("{name}:1:1: this is UTF-16; save the file as UTF-8")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default());
        let (line, column) = (good.matches('\n').count() + 1, good.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1);
        ConfigurationError::Wrong(format!("{name}:{line}:{column}: this is not UTF-8; save the file as UTF-8"))
    })
}

/// Reads the TOML files of a folder and those below it; scenarios are left out.
pub fn read_folder(folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), ConfigurationError> {
    let unreadable = |path: &Path| {
        let path = path.display().to_string();
        move |error| ConfigurationError::Unreadable { path, error }
    };
    let entries = fs::read_dir(folder).map_err(unreadable(folder))?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(unreadable(folder))?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "scenarios") {
                read_folder(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = read_text(&path)?;
            files.push(SourceFile { path: path.display().to_string(), text });
        }
    }
    Ok(())
}
