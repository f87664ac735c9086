//! What must hold when much happens at once, when something dies, and when more comes than can be done. Here in seconds; `tests/long/`
//! runs the same for as long as it is told (`PANOH_ROUNDS`, `PANOH_KILLS`, `PANOH_SECONDS`). Each prints one line of JSON.
mod backup;
mod crash;
mod migrations;
mod overload;
mod pair;
mod races;
mod replica;
mod servers;
mod statements;

use serde_json::Value;

/// A number of the long form, or the short form's own.
fn asked(name: &str, short: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

/// The line of a report.
fn report(line: &Value) {
    println!("{line}");
}
