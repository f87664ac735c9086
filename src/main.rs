//! The command line: one binary for every duty.
use std::process::ExitCode;

use clap::Parser;
use panoh::commands::Command;

#[derive(Parser)]
#[command(name = "panoh", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    Arguments::parse().command.run()
}
