//! What can be typed after `panoh`.
use std::process::ExitCode;

use clap::Subcommand;

mod calendar;
mod programme;

/// The duties of the one binary.
#[derive(Subcommand)]
pub enum Command {
    /// Answer single questions about legal periods.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Check programmes and draw them.
    Programme(programme::ProgrammeArguments),
}

impl Command {
    /// Carry out the command and say how it ended.
    pub fn run(self) -> ExitCode {
        match self {
            Self::Calendar(command) => command.run(),
            Self::Programme(command) => command.run(),
        }
    }
}
