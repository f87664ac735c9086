//! `panoh programme draw`.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use panoh_rules::programme::draw::{Drawing, mermaid, svg};
use panoh_rules::programme::{Folder, Programme, check};

use super::check::folders_at;
use crate::shipped::{Configuration, ConfigurationError};

/// What to draw, and how.
#[derive(Args)]
pub(super) struct DrawArguments {
    /// The id of a shipped programme, or the folder of one.
    #[arg(value_name = "ID|PATH")]
    programme: PathBuf,
    #[arg(long, value_enum, default_value_t = Picture::Mermaid)]
    format: Picture,
    /// Language of the words: en, tg, ru, fa.
    #[arg(long, default_value = "en", value_parser = ["en", "tg", "ru", "fa"])]
    language: String,
    /// A state to highlight.
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Write to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Picture {
    /// `stateDiagram-v2` of Mermaid.
    Mermaid,
    /// A picture.
    Svg,
}

impl DrawArguments {
    pub(super) fn run(self, config: Option<&Path>) -> ExitCode {
        let picture = match self.draw(config) {
            Ok(picture) => picture,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        };
        let Some(file) = &self.output else {
            print!("{picture}");
            return ExitCode::SUCCESS;
        };
        match std::fs::write(file, picture) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {}: {error}", file.display());
                ExitCode::from(2)
            }
        }
    }

    fn draw(&self, config: Option<&Path>) -> Result<String, ConfigurationError> {
        let configuration = Configuration::find(config)?;
        let programme = programme_at(&self.programme, &configuration)?;
        if let Some(state) = self.state.as_deref().filter(|state| programme.state(None, state).is_none()) {
            return Err(ConfigurationError::Wrong(format!("{} has no state `{state}`", programme.id)));
        }
        let drawing = Drawing { language: &self.language, present: self.state.as_deref() };
        Ok(match self.format {
            Picture::Mermaid => mermaid(&programme, drawing),
            Picture::Svg => svg(&programme, drawing),
        })
    }
}

/// The one programme that a path or an id means.
pub(super) fn programme_at(path: &Path, configuration: &Configuration) -> Result<Programme, ConfigurationError> {
    let common = configuration.common();
    let found = folders_at(path, configuration)?;
    let [(name, files)] = found.as_slice() else {
        return Err(ConfigurationError::Wrong(format!("{} holds several programmes; name one of them", path.display())));
    };
    let folder = Folder { files, common: &common };
    match folder.read() {
        Some(programme) => Ok(programme),
        None => {
            let faults = check(folder, &configuration.world()?).faults;
            Err(ConfigurationError::Wrong(faults.first().map(ToString::to_string).unwrap_or_else(|| name.clone())))
        }
    }
}
