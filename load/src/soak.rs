//! The server's memory under load for a long time: what it holds after it has warmed up, and whether that grows.
use std::time::Duration;

use clap::Args;
use panoh_load::drive::{Tally, good, open};
use panoh_load::machine;
use serde_json::json;
use tokio::task::JoinSet;

use crate::asked::{requests, sign_in};

/// How much, for how long.
#[derive(Args)]
pub struct Soak {
    /// The server, `host:port`.
    #[arg(long)]
    server: String,
    #[arg(long)]
    server_pid: u32,
    #[arg(long, default_value = "refuge-in-dushanbe")]
    password: String,
    /// Organisations and cases of `fill.sql`.
    #[arg(long)]
    organisations: usize,
    #[arg(long)]
    cases: usize,
    #[arg(long, default_value_t = 30)]
    minutes: usize,
    /// Of each operation: a case, a list, the day's work, a case opened.
    #[arg(long, default_value_t = 20.0)]
    per_second: f64,
}

/// What was reached after a third of the time is what the rest is compared with.
const WARM: usize = 3;
const MOST_DRIFT: f64 = 0.05;

impl Soak {
    /// Drive, print, and say whether memory stayed.
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "KiB of a process stay far below 2^52")]
    pub async fn run(self) -> anyhow::Result<bool> {
        let (mut resident, mut whole) = (Vec::new(), Tally::default());
        for _ in 0..self.minutes {
            // Signed in anew each minute: a token lasts ten.
            let callers = sign_in(&self.server, self.organisations, &self.password).await?;
            let each = self.cases / self.organisations;
            let mut parts = JoinSet::new();
            for operation in ["get", "list", "work", "create"] {
                let (make, server, rate) = (requests(operation, "", callers.clone(), each).await?, self.server.clone(), self.per_second);
                parts.spawn(async move { open(&server, rate, 8, Duration::from_secs(58), make).await });
            }
            for part in parts.join_all().await {
                whole.merge(part);
            }
            resident.push(machine::resident_kib(self.server_pid));
        }
        let warm = resident.get(self.minutes / WARM).or(resident.last()).copied().unwrap_or(1).max(1);
        let last = resident.last().copied().unwrap_or_default();
        let drift = last as f64 / warm as f64 - 1.0;
        println!(
            "{}",
            json!({ "what": "memory", "minutes": self.minutes, "answers": whole.statuses(), "resident_kib": last, "resident_kib_each_minute": resident, "drift": (drift * 1000.0).round() / 1000.0,
                "bound": MOST_DRIFT, "machine_load": machine::load() })
        );
        Ok(drift < MOST_DRIFT && whole.count(good) == whole.count(|_| true))
    }
}
