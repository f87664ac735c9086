//! Connections. Private to `database`: the rest of the house reaches PostgreSQL through a door.
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};

use super::lease::Lease;
use super::{TextRow, sql};
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
    pub(super) const ALL: [Self; 4] = [Self::Work, Self::SignIn, Self::Disclosure, Self::Seal];

    pub(super) const fn role(self) -> &'static str {
        match self {
            Self::Work => "panoh_app",
            Self::SignIn => "panoh_auth",
            Self::Disclosure => "panoh_disclosure",
            Self::Seal => "panoh_sealer",
        }
    }

    /// The login of this duty alone, where each has one.
    pub(super) fn login(self, name: &str) -> String {
        format!("{name}{}", self.role().trim_start_matches("panoh"))
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
    replica: Option<Arc<Replica>>,
}

/// Where reports are read.
struct Replica {
    pools: Pools,
    /// How long it may take to have what the primary has.
    wait: Duration,
}

/// Between two looks at how far the replica is.
const LOOK: Duration = Duration::from_millis(10);

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
            let url = address(settings, duty)?;
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
            replica: Self::replica(settings)?,
        })
    }

    fn replica(settings: &config::Database) -> anyhow::Result<Option<Arc<Replica>>> {
        let Some(url) = settings.replica_url.clone() else { return Ok(None) };
        let pools = Self::new(&config::Database { url, replica_url: None, ..settings.clone() })?;
        Ok(Some(Arc::new(Replica { pools, wait: Duration::from_millis(settings.replica_wait_ms) })))
    }

    /// Where a report is read: the replica, if it has all that the primary had when this was asked, so that a report knows what its asker
    /// knows and a membership that ended has ended there too; else the primary.
    pub async fn reports(&self) -> Self {
        let Some(replica) = &self.replica else { return self.clone() };
        match self.followed_by(replica).await {
            Ok(true) => return replica.pools.clone(),
            Ok(false) => tracing::warn!(waited = ?replica.wait, "the replica is behind: a report is read from the primary"),
            Err(problem) => tracing::warn!(%problem, "the replica does not answer: a report is read from the primary"),
        }
        self.clone()
    }

    async fn followed_by(&self, replica: &Replica) -> Result<bool, Problem> {
        #[derive(QueryableByName)]
        struct Reached {
            #[diesel(sql_type = Bool)]
            reached: bool,
        }
        let begun = Instant::now();
        let mut lease = self.get(Duty::SignIn).await?;
        let position: Vec<TextRow> = lease.put(sql("SELECT pg_current_wal_flush_lsn()::text AS text").of()).await?;
        lease.give_back();
        let position = position.into_iter().next().map(|row| row.text).unwrap_or_default();
        let mut lease = replica.pools.get(Duty::SignIn).await?;
        loop {
            // One that was promoted is no replica any more.
            let reached = sql("SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false) AS reached");
            let reached: Vec<Reached> = lease.put(reached.text(position.clone()).of()).await?;
            if reached.iter().any(|row| row.reached) {
                lease.give_back();
                return Ok(true);
            }
            if begun.elapsed() >= replica.wait {
                lease.give_back();
                return Ok(false);
            }
            tokio::time::sleep(LOOK).await;
        }
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

/// What every connection works under, whoever sets it: the connection itself when it starts, or the login that a PgBouncer connects as.
pub(super) fn session_settings(duty: Duty, statement_timeout_ms: u64) -> Vec<(&'static str, String)> {
    let timeout = statement_timeout_ms.to_string();
    let settings = [
        ("role", duty.role()),
        ("timezone", "UTC"),
        ("search_path", "public"),
        ("plan_cache_mode", "force_generic_plan"),
        ("jit", "off"),
        ("max_parallel_workers_per_gather", "0"),
        ("statement_timeout", &timeout),
        ("lock_timeout", "2000"),
        ("idle_in_transaction_session_timeout", "15000"),
    ];
    settings.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
}

/// The address for one duty. Each connection takes its duty's role when it starts; the login itself owns nothing that the role does not.
pub(super) fn address(settings: &config::Database, duty: Duty) -> anyhow::Result<String> {
    let url = &settings.url;
    if settings.bouncer {
        return own_login(url, duty);
    }
    let options: Vec<String> =
        session_settings(duty, settings.statement_timeout_ms).into_iter().map(|(name, value)| format!("-c%20{name}%3D{value}")).collect();
    let joint = if url.contains('?') { '&' } else { '?' };
    Ok(format!("{url}{joint}options={}&application_name=panoh", options.join("%20")))
}

/// The same address under the duty's own login.
fn own_login(url: &str, duty: Duty) -> anyhow::Result<String> {
    let (scheme, rest) = url.split_once("://").context("the database address has no scheme")?;
    let (login, host) = rest.split_once('@').context("the database address names no login")?;
    let (name, password) = login.split_once(':').map_or((login, None), |(name, password)| (name, Some(password)));
    let password = password.map(|password| format!(":{password}")).unwrap_or_default();
    Ok(format!("{scheme}://{}{password}@{host}", duty.login(name)))
}
