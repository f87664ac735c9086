//! `panoh-load speed`: the server beside pgbench, in turns, on one database filled by `fill.sql`. One line of JSON for each operation.
use std::process::ExitCode;

use clap::Parser;

mod beside;
mod storm;

#[derive(Parser)]
#[command(name = "panoh-load", version, about)]
enum Command {
    /// Requests to the server and the same SQL by pgbench, in turns; medians of the rounds.
    Speed(beside::Speed),
    /// Ten times more than the server can do, a third of it sign-ins.
    Storm(storm::Storm),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Speed(speed) => speed.run().await,
        Command::Storm(storm) => storm.run().await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("panoh-load: {error:#}");
            ExitCode::from(2)
        }
    }
}
