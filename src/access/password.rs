//! Passwords: Argon2id on few threads that yield to all other work, behind a short line, so that a storm of sign-ins never starves work.
//! A seat in the line comes before everything that a check needs: who finds none has cost the database nothing.
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::config;
use crate::problem::{FieldError, Problem};

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    seats: Arc<Semaphore>,
    jobs: mpsc::Sender<Job>,
    /// Compared with where there is no such login, so that both take the same time.
    nobody: Arc<str>,
}

/// A seat in the line, kept until the check is done. Only who has one checks or hashes.
pub struct Seat {
    passwords: Passwords,
    _kept: OwnedSemaphorePermit,
}

/// A check or a hash to be made.
type Job = Box<dyn FnOnce() + Send>;

/// How much these threads yield: the scheduler gives them a tenth of what a working thread gets, and all that is idle.
const NICE: i32 = 10;

impl Passwords {
    /// With the configured cost.
    ///
    /// # Errors
    /// The cost is out of Argon2's range.
    pub fn new(settings: &config::Access) -> anyhow::Result<Self> {
        let params = Params::new(settings.argon2_memory_kib, settings.argon2_iterations, 1, None)
            .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = argon2.hash_password(b"nobody signs in with this").map_err(|error| anyhow::anyhow!("argon2: {error}"))?.to_string();
        let parallel = settings.argon2_parallel.max(1);
        let seats = Arc::new(Semaphore::new(parallel + settings.argon2_line));
        // No longer than there are seats.
        let (jobs, line) = mpsc::channel::<Job>();
        let line = Arc::new(Mutex::new(line));
        for _ in 0..parallel {
            let line = line.clone();
            std::thread::Builder::new().name("argon2".to_owned()).spawn(move || {
                // On Linux the caller's own thread.
                if let Err(error) = rustix::process::setpriority_process(None, NICE) {
                    tracing::warn!(%error, "password checks cannot yield to work");
                }
                loop {
                    // The line ends with the service.
                    let Ok(job) = line.lock().unwrap_or_else(PoisonError::into_inner).recv() else { return };
                    job();
                }
            })?;
        }
        Ok(Self { argon2, seats, jobs, nobody: nobody.into() })
    }

    /// Whether nobody more is taken in at the moment.
    pub fn full(&self) -> bool {
        self.seats.available_permits() == 0
    }

    /// A seat in the line.
    ///
    /// # Errors
    /// 503 at once when the line is full.
    pub fn seat(&self) -> Result<Seat, Problem> {
        let kept = self.seats.clone().try_acquire_owned().map_err(|_full| Problem::come_again())?;
        Ok(Seat { passwords: self.clone(), _kept: kept })
    }
}

impl Seat {
    /// Hash a new password.
    ///
    /// # Errors
    /// A defect in hashing.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        let argon2 = self.passwords.argon2.clone();
        self.in_turn(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(|error| Problem::defect("hashing a password", error))
    }

    /// Whether a password is the one of a stored hash; `None` (no such login) costs the same and is never true.
    ///
    /// # Errors
    /// A defect in checking.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Problem> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.passwords.nobody.to_string());
        let argon2 = self.passwords.argon2.clone();
        let right = self
            .in_turn(move || PasswordHash::new(&stored).is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok()))
            .await?;
        Ok(right && known)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let (answer, done) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Nobody waits any more: a storm that gave up costs nothing.
            if !answer.is_closed() {
                let _gone = answer.send(work());
            }
        });
        self.passwords.jobs.send(job).map_err(|error| Problem::defect("checking a password", error))?;
        done.await.map_err(|error| Problem::defect("checking a password", error))
    }
}

/// Length 10 to 128 and not made of the person's own or the product's words.
///
/// # Errors
/// `invalid` at `pointer`.
pub fn check_strength(password: &str, own_words: &[&str], pointer: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    if !(10..=128).contains(&length) {
        let error = FieldError::new(pointer, "length").with("min", "10").with("max", "128");
        return Err(Problem::invalid(vec![error]));
    }
    let lower = password.to_lowercase();
    let mut rest = lower.clone();
    for word in
        own_words.iter().flat_map(|words| words.split(|c: char| !c.is_alphanumeric())).chain(["panoh", "password", "qwerty", "123456"])
    {
        if word.chars().count() >= 4 {
            rest = rest.replace(&word.to_lowercase(), "");
        }
    }
    let different = rest.chars().collect::<std::collections::BTreeSet<_>>().len();
    if different < 5 {
        return Err(Problem::field(pointer.to_owned(), "too_easy"));
    }
    Ok(())
}
