//! `panoh programme`: check a programme, run scenarios on it, list its names, draw it.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

mod check;
mod draw;
mod report;
mod show;
mod simulate;
mod simulated;

/// Work on programme files.
#[derive(Args)]
pub struct ProgrammeArguments {
    /// Folder of the configuration; without it `config/` below the present folder, else what the binary was built with.
    #[arg(long, global = true, value_name = "DIR")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: ProgrammeCommand,
}

/// What to do with programmes.
#[derive(Subcommand)]
enum ProgrammeCommand {
    /// Name every fault of programmes, with file, line, column and a suggestion.
    ///
    /// Exit code 0: no fault (warnings refuse nothing); 1: faults; 2: files that cannot be read.
    Check(check::CheckArguments),
    /// Run scenario files, with a moving clock, and compare what comes out.
    ///
    /// Exit code 0: all met; 1: some expectation is not met; 2: a file cannot be read or run.
    Simulate(simulate::SimulateArguments),
    /// List what a scenario may name: states, acts, forms, deadlines, papers, tasks, alerts.
    Show(show::ShowArguments),
    /// Draw a programme's states and transitions.
    Draw(draw::DrawArguments),
}

/// How an answer is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl ProgrammeArguments {
    /// Carry out the command and say how it ended.
    pub fn run(self) -> ExitCode {
        let config = self.config.as_deref();
        match self.command {
            ProgrammeCommand::Check(arguments) => arguments.run(config),
            ProgrammeCommand::Simulate(arguments) => arguments.run(config),
            ProgrammeCommand::Show(arguments) => arguments.run(config),
            ProgrammeCommand::Draw(arguments) => arguments.run(config),
        }
    }
}
