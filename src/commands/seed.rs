//! `panoh seed`: something to look at.
use std::process::ExitCode;

use clap::Subcommand;

use super::serve::{Folder, outcome};
use crate::clock::Clock;
use crate::programmes::House;
use crate::server::settings;

/// What can be seeded.
#[derive(Subcommand)]
pub enum SeedCommand {
    /// The actors of the country profile, their people, and the stock of June 2020.
    Demo(Folder),
}

impl SeedCommand {
    /// Seed it, unless it is there.
    pub fn run(self) -> ExitCode {
        let Self::Demo(folder) = self;
        outcome(demo(&folder))
    }
}

fn demo(folder: &Folder) -> anyhow::Result<()> {
    let settings = settings(&folder.config)?;
    let house = House::load(&folder.config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(crate::seed::demo(&settings, &house, &Clock::default()))
}
