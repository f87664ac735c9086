//! `panoh programme show`: what a scenario may name.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use panoh_rules::programme::show;

use super::draw::programme_at;
use crate::shipped::{Configuration, ConfigurationError};

/// Which programme.
#[derive(Args)]
pub(super) struct ShowArguments {
    /// The id of a shipped programme, or the folder of one.
    #[arg(value_name = "ID|PATH")]
    programme: PathBuf,
}

impl ShowArguments {
    pub(super) fn run(self, config: Option<&Path>) -> ExitCode {
        match self.show(config) {
            Ok(text) => {
                print!("{text}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::from(2)
            }
        }
    }

    fn show(&self, config: Option<&Path>) -> Result<String, ConfigurationError> {
        let configuration = Configuration::find(config)?;
        Ok(show(&programme_at(&self.programme, &configuration)?, &configuration.codes()?))
    }
}
