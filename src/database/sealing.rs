//! When the sealer works: a moment after something was written, in the organisations where it was; and in every organisation in turn, for what
//! others left behind. A round through all takes longer the more there are, so it comes again only when it has rested four times as long.
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

use super::Sealer;
use crate::clock::Clock;
use crate::ids::OrganisationId;

/// A round through all organisations comes again after this at the earliest.
const SHORTEST_ROUND: Duration = Duration::from_secs(1);

/// Rest after looking through all organisations and finding nothing: looking may use a fifth of a processor and no more.
pub fn rest_after(work: Duration, at_least: Duration) -> Duration {
    at_least.max(work.saturating_mul(4))
}

/// Organisations with entries that wait for their seal.
#[derive(Default)]
pub struct Unsealed {
    organisations: Mutex<BTreeSet<OrganisationId>>,
    told: Notify,
}

impl Unsealed {
    /// Something was written here.
    pub fn add(&self, organisation: OrganisationId) {
        self.organisations.lock().unwrap_or_else(PoisonError::into_inner).insert(organisation);
        self.told.notify_one();
    }

    fn take(&self) -> BTreeSet<OrganisationId> {
        std::mem::take(&mut self.organisations.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Seal for ever. What is written within `gather` is sealed together.
    pub async fn seal_forever(&self, sealer: Sealer, clock: &Clock, gather: Duration) {
        let mut round = Instant::now();
        loop {
            let begun = Instant::now();
            let whole = begun >= round;
            let written = self.take();
            let done = if whole { sealer.seal_pending(clock.now()).await } else { sealer.seal_in(written, clock.now()).await };
            match done {
                Ok(_sealed) if whole => round = Instant::now() + rest_after(begun.elapsed(), SHORTEST_ROUND),
                Ok(_sealed) => {}
                Err(problem) => {
                    tracing::warn!(%problem, "sealing waits");
                    // Whatever was taken is found by a whole round.
                    round = Instant::now();
                }
            }
            sleep(gather).await;
            tokio::select! { () = self.told.notified() => {}, () = sleep_until(round) => {} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_through_all_organisations_rests_four_times_as_long_as_it_takes() {
        let second = Duration::from_secs(1);
        assert_eq!(rest_after(Duration::from_millis(10), second), second);
        assert_eq!(rest_after(10 * second, second), 40 * second);
    }

    #[test]
    fn an_organisation_is_named_once_however_much_was_written() {
        let (unsealed, one, other) = (Unsealed::default(), OrganisationId::new(), OrganisationId::new());
        for organisation in [one, other, one] {
            unsealed.add(organisation);
        }
        assert_eq!(unsealed.take(), BTreeSet::from([one, other]));
        assert!(unsealed.take().is_empty());
    }
}
