//! Places for work that goes to the database. What finds none waits a moment in a short line and is then told when to come again, so that
//! what is admitted stays quick whatever is sent. A free place goes to the waiting organisation that holds the fewest: one that sends five
//! times its share waits for itself. Slow senders hold none: a place is asked for when the request was read. The line is no longer than what
//! can be served within the longest wait, so that who is sent away is sent away at once.
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::config;
use crate::ids::OrganisationId;
use crate::problem::Problem;

/// What kind of work, each with places of its own: no kind can starve another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Read,
    Write,
    /// Answers that grow with the database.
    Export,
}

/// All places of a process.
pub struct Admission {
    read: Gate,
    write: Gate,
    export: Gate,
}

impl Admission {
    /// As many places as are set.
    pub fn new(settings: &config::Admission) -> Self {
        let gate = |places: usize| Gate::new(places, settings.line, Duration::from_millis(settings.wait_ms));
        Self { read: gate(settings.read), write: gate(settings.write), export: gate(settings.export) }
    }

    /// A place, held until it is dropped.
    ///
    /// # Errors
    /// `unavailable`, at once when the line is full, else after the longest wait.
    pub async fn enter(&self, class: Class, organisation: OrganisationId) -> Result<Place, Problem> {
        self.gate(class).enter(organisation).await
    }

    /// Whether somebody of this organisation would be sent away now. Asked before anything is done for a request: a refusal that costs
    /// next to nothing cannot starve what was admitted.
    pub fn crowded(&self, class: Class, organisation: OrganisationId) -> bool {
        let gate = self.gate(class);
        locked(&gate.state).crowded(gate, organisation)
    }

    fn gate(&self, class: Class) -> &Gate {
        match class {
            Class::Read => &self.read,
            Class::Write => &self.write,
            Class::Export => &self.export,
        }
    }
}

struct Gate {
    line: usize,
    wait: Duration,
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    /// Places that each organisation holds.
    held: BTreeMap<OrganisationId, usize>,
    waiting: VecDeque<(OrganisationId, oneshot::Sender<Place>)>,
    /// When a place last went to somebody in line, and how long that takes of late.
    served: Instant,
    pace: Duration,
}

/// A place that somebody holds.
pub struct Place {
    organisation: OrganisationId,
    state: Arc<Mutex<State>>,
}

// Whoever panicked with the lock held had changed a count or not: there is no half of it.
fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gate {
    fn new(places: usize, line: usize, wait: Duration) -> Self {
        let state = State { free: places, held: BTreeMap::new(), waiting: VecDeque::new(), served: Instant::now(), pace: Duration::ZERO };
        Self { line, wait, state: Arc::new(Mutex::new(state)) }
    }

    async fn enter(&self, organisation: OrganisationId) -> Result<Place, Problem> {
        let called = {
            let mut state = locked(&self.state);
            if state.free > 0 {
                return Ok(state.take(organisation, &self.state));
            }
            if state.crowded(self, organisation) {
                return Err(Problem::come_again());
            }
            if state.waiting.is_empty() {
                state.served = Instant::now();
            }
            let (call, called) = oneshot::channel();
            state.waiting.push_back((organisation, call));
            called
        };
        match tokio::time::timeout(self.wait, called).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Problem::come_again()),
        }
    }
}

impl State {
    fn crowded(&self, gate: &Gate, organisation: OrganisationId) -> bool {
        // Half the wait: the pace is a mean, and whoever is taken in shall not be sent away late.
        let in_time = |people: usize| self.pace.saturating_mul(u32::try_from(people).unwrap_or(u32::MAX)) <= gate.wait / 2;
        let own = self.waiting.iter().filter(|(other, _)| *other == organisation).count();
        // Nobody fills the line alone.
        let full = self.waiting.len() >= gate.line || own >= gate.line.div_ceil(2);
        self.free == 0 && (full || !(self.waiting.is_empty() || in_time(self.waiting.len())))
    }

    fn take(&mut self, organisation: OrganisationId, state: &Arc<Mutex<Self>>) -> Place {
        self.free = self.free.saturating_sub(1);
        *self.held.entry(organisation).or_default() += 1;
        Place { organisation, state: state.clone() }
    }

    /// Who is next: of those still there, the first of the organisation that holds the fewest places.
    fn next(&mut self) -> Option<(OrganisationId, oneshot::Sender<Place>)> {
        self.waiting.retain(|(_, call)| !call.is_closed());
        let held = |organisation: &OrganisationId| self.held.get(organisation).copied().unwrap_or(0);
        let (at, _) = self.waiting.iter().enumerate().min_by_key(|(at, (organisation, _))| (held(organisation), *at))?;
        let now = Instant::now();
        self.pace = (self.pace * 7 + now.duration_since(self.served)) / 8;
        self.served = now;
        self.waiting.remove(at)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A place that nobody came for is dropped outside the lock, and comes here again.
        let _unclaimed = {
            let mut state = locked(&self.state);
            state.free += 1;
            if let Some(held) = state.held.get_mut(&self.organisation) {
                *held = held.saturating_sub(1);
                if *held == 0 {
                    state.held.remove(&self.organisation);
                }
            }
            state.next().and_then(|(organisation, call)| call.send(state.take(organisation, &self.state)).err())
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(places: usize, line: usize) -> Gate {
        Gate::new(places, line, Duration::from_millis(200))
    }

    #[tokio::test]
    async fn a_full_line_is_refused_at_once_and_says_when_to_come_again() {
        let gate = gate(1, 0);
        let place = gate.enter(OrganisationId::new()).await;
        assert!(place.is_ok());
        let refused = gate.enter(OrganisationId::new()).await.err();
        assert!(refused.is_some_and(|problem| problem.retry_after_seconds.is_some_and(|seconds| (1..=5).contains(&seconds))));
        drop(place);
        assert!(gate.enter(OrganisationId::new()).await.is_ok());
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_is_set() {
        let gate = gate(1, 4);
        let _place = gate.enter(OrganisationId::new()).await;
        let begun = Instant::now();
        assert!(gate.enter(OrganisationId::new()).await.is_err());
        assert!((180..1000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
        // The one that went away does not get the place that comes free.
        drop(_place);
        assert_eq!(locked(&gate.state).free, 1);
    }

    #[tokio::test]
    async fn the_line_is_no_longer_than_what_is_served_in_half_the_wait() {
        let gate = Arc::new(gate(1, 64));
        let _place = gate.enter(OrganisationId::new()).await;
        locked(&gate.state).pace = Duration::from_millis(40);
        for waiting in 0..3 {
            assert!(!locked(&gate.state).crowded(&gate, OrganisationId::new()), "{waiting} wait, each for 40 of 100 ms");
            let gate = gate.clone();
            tokio::spawn(async move { gate.enter(OrganisationId::new()).await.map(|_place| ()) });
            tokio::task::yield_now().await;
        }
        let begun = Instant::now();
        assert!(gate.enter(OrganisationId::new()).await.is_err());
        assert!(begun.elapsed() < Duration::from_millis(40), "who is sent away is sent away at once");
    }

    #[tokio::test]
    async fn a_free_place_goes_to_the_organisation_that_holds_the_fewest() {
        let gate = Arc::new(gate(2, 8));
        let (busy, quiet) = (OrganisationId::new(), OrganisationId::new());
        let (first, second) = (gate.enter(busy).await, gate.enter(busy).await);
        let line = |organisation| {
            let gate = gate.clone();
            tokio::spawn(async move { gate.enter(organisation).await.map(|place| (Instant::now(), place)) })
        };
        let own = line(busy);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let other = line(quiet);
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(first);
        let (at, place) = match other.await {
            Ok(Ok(admitted)) => admitted,
            _ => panic!("the quiet organisation is not admitted"),
        };
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(second);
        assert!(matches!(own.await, Ok(Ok((later, _))) if later > at));
        drop(place);
        assert_eq!(locked(&gate.state).free, 2);
        assert!(locked(&gate.state).held.is_empty());
    }
}
