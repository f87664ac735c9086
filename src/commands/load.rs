//! `panoh load`: what this machine can do, measured. One line of JSON each, with the bounds.
mod people_search;

use std::process::ExitCode;

use clap::Subcommand;

use super::serve::outcome;

/// What can be measured.
#[derive(Subcommand)]
pub enum LoadCommand {
    /// Fill one organisation with people and look for some of them, with one letter wrong, in their own script and in another.
    PeopleSearch(people_search::PeopleSearch),
}

impl LoadCommand {
    /// Measure, and print it.
    pub fn run(self) -> ExitCode {
        let Self::PeopleSearch(asked) = self;
        outcome(asked.run())
    }
}
