//! `panoh-load speed`: the server beside pgbench, in turns, on one database filled by `fill.sql`. One line of JSON for each operation.
use std::process::ExitCode;

use clap::Parser;

mod asked;
mod beside;
mod neighbours;
mod soak;
mod storm;

#[derive(Parser)]
#[command(name = "panoh-load", version, about)]
enum Command {
    /// Requests to the server and the same SQL by pgbench, in turns; medians of the rounds.
    Speed(beside::Speed),
    /// Ten times more than the server can do, a third of it sign-ins.
    Storm(storm::Storm),
    /// Five thousand senders who drip; one organisation at five times its share.
    Neighbours(neighbours::Neighbours),
    /// The server's memory after half an hour of load.
    Soak(soak::Soak),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Speed(speed) => speed.run().await,
        Command::Storm(storm) => storm.run().await,
        Command::Neighbours(neighbours) => neighbours.run().await,
        Command::Soak(soak) => soak.run().await,
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
