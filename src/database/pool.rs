//! Connections. Private to `database`: the rest of the house reaches PostgreSQL through a door.
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};

use super::lease::Lease;
use crate::config;
use crate::problem::{Code, Problem};

/// A database role and what it is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Duty {
    Work,
    SignIn,
    Disclosure,
    Seal,
}

impl Duty {
    const fn role(self) -> &'static str {
        match self {
            Self::Work => "panoh_app",
            Self::SignIn => "panoh_auth",
            Self::Disclosure => "panoh_disclosure",
            Self::Seal => "panoh_sealer",
        }
    }
}

/// One pool for each duty, each under its own role.
#[derive(Clone)]
pub struct Pools {
    work: Pool<AsyncPgConnection>,
    sign_in: Pool<AsyncPgConnection>,
    disclosure: Pool<AsyncPgConnection>,
    seal: Pool<AsyncPgConnection>,
    wait: Duration,
}

impl Pools {
    /// Prepare the pools; nothing is connected yet.
    ///
    /// # Errors
    /// The address cannot be read.
    pub fn new(settings: &config::Database) -> anyhow::Result<Self> {
        let wait = Duration::from_millis(settings.wait_ms);
        let pool = |duty: Duty, size: usize| -> anyhow::Result<Pool<AsyncPgConnection>> {
            let mut manager = ManagerConfig::default();
            // A health check on each checkout doubles a read (performance.md section 1); a broken connection is seen when used.
            manager.recycling_method = RecyclingMethod::Fast;
            let url = with_options(&settings.url, duty, settings.statement_timeout_ms);
            let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, manager);
            Ok(Pool::builder(manager)
                .max_size(size)
                .runtime(deadpool_runtime())
                .wait_timeout(Some(wait))
                .create_timeout(Some(wait))
                .build()?)
        };
        Ok(Self {
            work: pool(Duty::Work, settings.pool_size)?,
            sign_in: pool(Duty::SignIn, 2)?,
            disclosure: pool(Duty::Disclosure, 1)?,
            seal: pool(Duty::Seal, 1)?,
            wait,
        })
    }

    pub(super) async fn get(&self, duty: Duty) -> Result<Lease, Problem> {
        let pool = match duty {
            Duty::Work => &self.work,
            Duty::SignIn => &self.sign_in,
            Duty::Disclosure => &self.disclosure,
            Duty::Seal => &self.seal,
        };
        pool.get().await.map(Lease::new).map_err(|error| {
            match error {
                PoolError::Timeout(kind) => tracing::warn!(?kind, waited = ?self.wait, "no database connection"),
                other => tracing::warn!(error = %other, "no database connection"),
            }
            Code::Unavailable.into()
        })
    }
}

fn deadpool_runtime() -> deadpool::Runtime {
    deadpool::Runtime::Tokio1
}

/// Each connection takes its duty's role when it starts; the login itself owns nothing that the role does not.
fn with_options(url: &str, duty: Duty, statement_timeout_ms: u64) -> String {
    let options = format!(
        "-c role={} -c timezone=UTC -c search_path=public -c plan_cache_mode=force_generic_plan -c jit=off -c max_parallel_workers_per_gather=0 -c statement_timeout={statement_timeout_ms} -c lock_timeout=2000 -c idle_in_transaction_session_timeout=15000",
        duty.role()
    );
    let encoded = options.replace(' ', "%20").replace('=', "%3D");
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options={encoded}&application_name=panoh")
}
