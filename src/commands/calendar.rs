//! `panoh calendar`: single questions about legal periods.
use std::process::ExitCode;

use clap::Subcommand;

/// Questions to the calendar.
#[derive(Subcommand)]
pub enum CalendarCommand {}

impl CalendarCommand {
    /// Answer the question on standard output.
    pub fn run(self) -> ExitCode {
        match self {}
    }
}
