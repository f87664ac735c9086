//! `panoh load`: what this machine can do, measured. One line of JSON each, with the bounds.
mod people_import;
mod people_search;

use std::process::ExitCode;

use clap::Subcommand;

use super::serve::outcome;

/// What can be measured.
#[derive(Subcommand)]
pub enum LoadCommand {
    /// Fill one organisation with people and look for some of them, with one letter wrong, in their own script and in another.
    PeopleSearch(people_search::PeopleSearch),
    /// Bring a file into an organisation of many people: lines a second, and how many of those who were there already are recognised.
    PeopleImport(people_import::PeopleImport),
}

impl LoadCommand {
    /// Measure, and print it.
    pub fn run(self) -> ExitCode {
        outcome(match self {
            Self::PeopleSearch(asked) => asked.run(),
            Self::PeopleImport(asked) => asked.run(),
        })
    }
}
