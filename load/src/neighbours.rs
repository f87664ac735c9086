//! What one caller feels of others: senders who drip, and an organisation that asks for five times its share. Each is measured as the 99th
//! percentile of the others' answers with and without it, at a rate well below saturation.
use std::time::Duration;

use clap::Args;
use panoh_load::drive::{Make, Tally, closed, good, open};
use panoh_load::machine;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::asked::{Caller, requests, sign_in};

/// Where, and how long each part lasts.
#[derive(Args)]
pub struct Neighbours {
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
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Senders who drip.
    #[arg(long, default_value_t = 5_000)]
    slow: usize,
    /// Organisations that share the house while one of them asks for too much.
    #[arg(long, default_value_t = 4)]
    sharing: usize,
    /// How much of what could be done is asked for while nobody disturbs.
    #[arg(long, default_value_t = 0.5)]
    calm: f64,
}

const MOST_TIMES: f64 = 2.0;
/// How many times its share one organisation asks for.
const GREED: f64 = 5.0;

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Half of a head, or of a body, then a byte a second; begun anew when the server cuts it off.
async fn drip(server: String, head: bool) {
    let begin: &[u8] = if head {
        b"GET /api/v1/me HTTP/1.1\r\nhost: x\r\nx-slow: "
    } else {
        b"POST /api/v1/people HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n{"
    };
    loop {
        if let Ok(mut stream) = TcpStream::connect(&server).await
            && stream.write_all(begin).await.is_ok()
        {
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

impl Neighbours {
    /// Measure both, print, and say whether every bound is held.
    pub async fn run(self) -> anyhow::Result<bool> {
        let callers = sign_in(&self.server, self.organisations, &self.password).await?;
        let each = self.cases / self.organisations;
        let reads = requests("get", "", callers.clone(), each).await?;
        let capacity = closed(&self.server, 16, Duration::from_secs(5), reads.clone()).await.rate(good);
        Ok(self.slow(capacity, reads).await & self.share(capacity, callers, each).await?)
    }

    async fn at(&self, per_second: f64, make: Make) -> Tally {
        open(&self.server, per_second, 128, Duration::from_secs(self.seconds), make).await
    }

    async fn slow(&self, capacity: f64, reads: Make) -> bool {
        let before = self.at(capacity * self.calm, reads.clone()).await;
        let mut dripping = JoinSet::new();
        for number in 0..self.slow {
            dripping.spawn(drip(self.server.clone(), number % 2 == 0));
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
        let beside = self.at(capacity * self.calm, reads).await;
        dripping.abort_all();
        let (before_ms, beside_ms) = (before.below(990, good), beside.below(990, good));
        println!(
            "{}",
            json!({ "what": "slow senders", "connections": self.slow, "asked_per_second": (capacity * self.calm).round(), "answers": beside.statuses(),
                "p99_ms_before": rounded(before_ms), "p99_ms_beside": rounded(beside_ms), "times": rounded(beside_ms / before_ms), "bound": MOST_TIMES, "machine_load": machine::load() })
        );
        beside_ms <= MOST_TIMES * before_ms && beside.count(good) == beside.count(|_| true)
    }

    async fn share(&self, capacity: f64, mut callers: Vec<Caller>, each: usize) -> anyhow::Result<bool> {
        callers.truncate(self.sharing);
        let others = callers.split_off(1);
        let part = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / f64::from(u32::try_from(self.sharing).unwrap_or(1));
        let (greedy, fair) = (requests("get", "", callers, each).await?, requests("get", "", others, each).await?);
        let whole = closed(&self.server, 16, Duration::from_secs(3), fair.clone()).await.rate(good);
        let calm = whole * self.calm;
        let (before, _) = tokio::join!(self.at(calm * part(self.sharing - 1), fair.clone()), self.at(calm * part(1), greedy.clone()));
        let (beside, greed) = tokio::join!(self.at(calm * part(self.sharing - 1), fair), self.at(calm * part(1) * GREED, greedy));
        let (before_ms, beside_ms) = (before.below(990, good), beside.below(990, good));
        let done = |tally: &Tally| rounded(tally.rate(good) / tally.rate(|_| true));
        println!(
            "{}",
            json!({ "what": "one organisation at five times its share", "organisations": self.sharing, "capacity_of_reads": capacity.round(), "reads_per_second": whole.round(),
                "asked_in_all": rounded(self.calm * (part(self.sharing - 1) + part(1) * GREED)), "others_p99_ms_before": rounded(before_ms), "others_p99_ms_beside": rounded(beside_ms),
                "times": rounded(beside_ms / before_ms), "bound": MOST_TIMES, "others_done": done(&beside), "others": beside.statuses(), "greedy_done": done(&greed), "greedy": greed.statuses(),
                "machine_load": machine::load() })
        );
        Ok(beside_ms <= MOST_TIMES * before_ms)
    }
}
