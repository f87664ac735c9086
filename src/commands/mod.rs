//! What can be typed after `panoh`.
use std::process::ExitCode;

use clap::Subcommand;

mod calendar;

/// The duties of the one binary.
#[derive(Subcommand)]
pub enum Command {
    /// Answer single questions about legal periods.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
}

impl Command {
    /// Carry out the command and say how it ended.
    pub fn run(self) -> ExitCode {
        match self {
            Self::Calendar(command) => command.run(),
        }
    }
}
