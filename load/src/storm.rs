//! A storm: first the capacity in a closed loop, then ten times as much in an open one, a third of it sign-ins, then quiet again.
use std::time::Duration;

use clap::Args;
use panoh_load::drive::{closed, good, open};
use panoh_load::http::Request;
use panoh_load::machine;
use serde_json::json;

use crate::asked::{requests, sign_in};

/// How much, for how long.
#[derive(Args)]
pub struct Storm {
    /// The server, `host:port`.
    #[arg(long)]
    server: String,
    #[arg(long, default_value = "refuge-in-dushanbe")]
    password: String,
    /// Organisations and cases of `fill.sql`.
    #[arg(long)]
    organisations: usize,
    #[arg(long)]
    cases: usize,
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    #[arg(long, default_value_t = 10.0)]
    times: f64,
    #[arg(long, default_value_t = 512)]
    connections: usize,
}

const LEAST_GOODPUT: f64 = 0.9;
const MOST_REFUSAL_MS: f64 = 50.0;

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

impl Storm {
    /// Measure, print, and say whether every bound is held.
    pub async fn run(self) -> anyhow::Result<bool> {
        let callers = sign_in(&self.server, self.organisations, &self.password).await?;
        let reads = requests("get", "", callers, self.cases / self.organisations).await?;
        let quiet = closed(&self.server, 16, Duration::from_secs(5), reads.clone()).await;
        let capacity = quiet.rate(good);
        let password = self.password.clone();
        let sign_ins: panoh_load::drive::Make = std::sync::Arc::new(move |number| {
            let body = json!({ "email": format!("officer-{}@load-1.example", number % 10 + 1), "password": password }).to_string();
            Request::new("POST", "/api/v1/auth/sign-in", &[], &body)
        });
        let length = Duration::from_secs(self.seconds);
        let wanted = capacity * self.times;
        let (work, doors) = tokio::join!(
            open(&self.server, wanted * 2.0 / 3.0, self.connections, length, reads.clone()),
            open(&self.server, wanted / 3.0, self.connections / 2, length, sign_ins),
        );
        tokio::time::sleep(Duration::from_secs(5)).await;
        let after = closed(&self.server, 16, Duration::from_secs(5), reads).await;
        let refused = |status| status == 503;
        let other = work.count(|status| status >= 500 && status != 503) + doors.count(|status| status >= 500 && status != 503);
        let goodput = work.rate(good) / capacity;
        let held = goodput >= LEAST_GOODPUT && other == 0 && work.mute + doors.mute == 0 && after.rate(good) >= 0.9 * capacity;
        println!(
            "{}",
            json!({
                "what": "storm", "capacity_per_second": capacity.round(), "times": self.times, "seconds": self.seconds, "goodput": rounded(goodput), "bound": LEAST_GOODPUT,
                "work": work.statuses(), "sign_ins": doors.statuses(), "work_p50_ms": rounded(work.below(500, good)), "work_p99_ms": rounded(work.below(990, good)),
                "refused_p50_ms": rounded(work.below(500, refused)), "refused_p99_ms": rounded(work.below(990, refused)), "refused_bound_ms": MOST_REFUSAL_MS,
                "other_server_faults": other, "refused_without_retry_after": work.mute + doors.mute,
                "after": rounded(after.rate(good) / capacity), "machine_load": machine::load(),
            })
        );
        Ok(held)
    }
}
