//! Requests in loops. Closed: so many connections, each sends when it was answered; it finds capacity. Open: so many requests a second
//! whatever becomes of them, each timed from the moment it was due; it shows what a storm does.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::http::{Client, Request};

/// What came back, by status; 0 is no answer at all.
#[derive(Debug, Default)]
pub struct Tally {
    /// Microseconds of every answer.
    micros: BTreeMap<u16, Vec<u64>>,
    /// Refusals that did not say when to come again.
    pub mute: u64,
    pub seconds: f64,
}

impl Tally {
    fn add(&mut self, status: u16, took: Duration) {
        self.micros.entry(status).or_default().push(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// Take another's answers in.
    pub fn merge(&mut self, other: Self) {
        for (status, mut micros) in other.micros {
            self.micros.entry(status).or_default().append(&mut micros);
        }
        self.mute += other.mute;
        self.seconds = self.seconds.max(other.seconds);
    }

    /// How many had a status that `which` admits.
    pub fn count(&self, which: impl Fn(u16) -> bool) -> usize {
        self.micros.iter().filter(|(status, _)| which(**status)).map(|(_, micros)| micros.len()).sum()
    }

    /// Answers with such a status a second.
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a count of requests stays far below 2^52")]
    pub fn rate(&self, which: impl Fn(u16) -> bool) -> f64 {
        if self.seconds > 0.0 { self.count(which) as f64 / self.seconds } else { 0.0 }
    }

    /// The time below which this many per mille of the answers with such a status stayed, in milliseconds.
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "microseconds of one request stay far below 2^52")]
    pub fn below(&self, per_mille: usize, which: impl Fn(u16) -> bool) -> f64 {
        let mut all: Vec<u64> = self.micros.iter().filter(|(status, _)| which(**status)).flat_map(|(_, micros)| micros).copied().collect();
        all.sort_unstable();
        let at = (all.len() * per_mille / 1000).min(all.len().saturating_sub(1));
        all.get(at).map_or(0.0, |micros| *micros as f64 / 1000.0)
    }

    /// How many of each status, for a report.
    pub fn statuses(&self) -> BTreeMap<u16, usize> {
        self.micros.iter().map(|(status, micros)| (*status, micros.len())).collect()
    }
}

/// Answers that did what was asked.
pub fn good(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Requests by their number.
pub type Make = Arc<dyn Fn(usize) -> Request + Send + Sync>;

async fn one(client: &mut Client, request: &Request, since: Instant, tally: &mut Tally) {
    match client.send(request).await {
        Ok(answer) => {
            tally.add(answer.status, since.elapsed());
            if answer.status == 503 && answer.header("retry-after").is_none() {
                tally.mute += 1;
            }
        }
        Err(_) => tally.add(0, since.elapsed()),
    }
}

/// `connections` at a time for so long.
pub async fn closed(address: &str, connections: usize, length: Duration, make: Make) -> Tally {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut set = JoinSet::new();
    for _ in 0..connections {
        let (mut client, make, next) = (Client::new(address), make.clone(), next.clone());
        set.spawn(async move {
            let mut tally = Tally::default();
            while begun.elapsed() < length {
                let request = make(next.fetch_add(1, Ordering::Relaxed));
                one(&mut client, &request, Instant::now(), &mut tally).await;
            }
            tally
        });
    }
    gather(set, begun).await
}

/// `per_second` for so long over at most `connections`; what finds no free connection waits for one and is timed from when it was due.
pub async fn open(address: &str, per_second: f64, connections: usize, length: Duration, make: Make) -> Tally {
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut set = JoinSet::new();
    for _ in 0..connections {
        let (mut client, make, next) = (Client::new(address), make.clone(), next.clone());
        set.spawn(async move {
            let mut tally = Tally::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let due = begun + Duration::from_secs_f64(f64::from(u32::try_from(number).unwrap_or(u32::MAX)) / per_second);
                if due.duration_since(begun) >= length {
                    return tally;
                }
                tokio::time::sleep_until(due.into()).await;
                one(&mut client, &make(number), due, &mut tally).await;
            }
        });
    }
    gather(set, begun).await
}

async fn gather(mut set: JoinSet<Tally>, begun: Instant) -> Tally {
    let mut whole = Tally::default();
    while let Some(done) = set.join_next().await {
        whole.merge(done.unwrap_or_default());
    }
    whole.seconds = begun.elapsed().as_secs_f64();
    whole
}
