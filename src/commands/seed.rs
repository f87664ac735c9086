//! `panoh seed`: something to look at.
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::serve::{Folder, outcome};
use crate::clock::Clock;
use crate::programmes::House;
use crate::seed::Stock;
use crate::server::settings;

/// What can be seeded.
#[derive(Subcommand)]
pub enum SeedCommand {
    /// The actors of the country profile, their people, and the stock of June 2020.
    Demo(Demo),
}

/// How large a demo.
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    folder: Folder,
    /// How many recognised refugees; fewer are seeded sooner.
    #[arg(long, default_value_t = Stock::JUNE_2020.refugees)]
    refugees: usize,
    /// How many asylum-seekers.
    #[arg(long, default_value_t = Stock::JUNE_2020.seekers)]
    seekers: usize,
}

impl SeedCommand {
    /// Seed it, unless it is there.
    pub fn run(self) -> ExitCode {
        let Self::Demo(wanted) = self;
        outcome(demo(&wanted))
    }
}

fn demo(wanted: &Demo) -> anyhow::Result<()> {
    let Demo { folder, refugees, seekers } = wanted;
    let settings = settings(&folder.config)?;
    let house = House::load(&folder.config)?;
    let stock = Stock { refugees: *refugees, seekers: *seekers };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(crate::seed::demo_of(&settings, &house, &Clock::default(), stock))
}
