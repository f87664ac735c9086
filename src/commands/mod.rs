//! What can be typed after `panoh`.
use std::process::ExitCode;

use clap::Subcommand;

pub mod admin;
mod audit;
mod backup;
mod calendar;
mod citus;
mod load;
mod names;
mod people;
mod programme;
mod seed;
pub mod serve;

/// The duties of the one binary.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the API until told to stop.
    Serve(serve::Folder),
    /// Bring the database's schema up to date.
    Migrate(serve::Folder),
    /// Keep the platform: make its administrators.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Keep the key that signs access tokens.
    #[command(subcommand)]
    Keys(admin::KeysCommand),
    /// Prove the ledger.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Keep copies of the database.
    #[command(subcommand)]
    Backup(backup::BackupCommand),
    /// Lay a copy down as it stood at an instant.
    Restore(backup::Restore),
    /// Spread the database over many machines.
    #[command(subcommand)]
    Citus(citus::CitusCommand),
    /// Fill a database with something to look at.
    #[command(subcommand)]
    Seed(seed::SeedCommand),
    /// Answer single questions about legal periods.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Bring people from a file.
    #[command(subcommand)]
    People(people::PeopleCommand),
    /// Measure what this machine can do.
    #[command(subcommand)]
    Load(load::LoadCommand),
    /// Compare names across scripts.
    #[command(subcommand)]
    Names(names::NamesCommand),
    /// Check, simulate, list and draw programmes.
    Programme(programme::ProgrammeArguments),
}

impl Command {
    /// Carry out the command and say how it ended.
    pub fn run(self) -> ExitCode {
        match self {
            Self::Serve(folder) => serve::serve(&folder),
            Self::Migrate(folder) => serve::migrate(&folder),
            Self::Admin(command) => command.run(),
            Self::Keys(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Backup(command) => command.run(),
            Self::Restore(asked) => backup::restore(&asked),
            Self::Citus(command) => command.run(),
            Self::Seed(command) => command.run(),
            Self::Calendar(command) => command.run(),
            Self::People(command) => command.run(),
            Self::Load(command) => command.run(),
            Self::Names(command) => command.run(),
            Self::Programme(command) => command.run(),
        }
    }
}
