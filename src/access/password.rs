//! Passwords: Argon2id behind a bounded number of places, so that a storm of sign-ins never starves work.
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::config;
use crate::problem::{Code, FieldError, Problem};

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    places: Arc<Semaphore>,
    /// Compared with where there is no such login, so that both take the same time.
    nobody: Arc<str>,
}

/// Longest wait for a place, in milliseconds.
const LONGEST_WAIT_MS: u64 = 2000;

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
        Ok(Self { argon2, places: Arc::new(Semaphore::new(settings.argon2_parallel.max(1))), nobody: nobody.into() })
    }

    /// Hash a new password.
    ///
    /// # Errors
    /// 503 when all places stay taken.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        let argon2 = self.argon2.clone();
        self.at_a_place(move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(|error| Problem::defect("hashing a password", error))
    }

    /// Whether a password is the one of a stored hash; `None` (no such login) costs the same and is never true.
    ///
    /// # Errors
    /// 503 when all places stay taken.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Problem> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        let argon2 = self.argon2.clone();
        let right = self
            .at_a_place(move || PasswordHash::new(&stored).is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok()))
            .await?;
        Ok(right && known)
    }

    async fn at_a_place<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let wait = std::time::Duration::from_millis(LONGEST_WAIT_MS);
        let busy = || Problem::from(Code::Unavailable);
        let place = tokio::time::timeout(wait, Arc::clone(&self.places).acquire_owned())
            .await
            .map_err(|_late| busy())?
            .map_err(|_closed| busy())?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        })
        .await
        .map_err(|error| Problem::defect("checking a password", error))
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
