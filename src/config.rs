//! Typed settings: `config/default.toml`, over it `config/<environment>.toml`, over it `PANOH__SECTION__KEY`. Unknown keys are
//! refused, so that a misspelt setting is never silently ignored.
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub environment: Environment,
    pub http: Http,
    pub admission: Admission,
    pub database: Database,
    pub access: Access,
    pub clock: ClockSettings,
    pub imports: Imports,
}

/// Where it runs. `development` allows what production refuses to start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Development,
    Production,
}

/// The web server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address to listen on, e.g. `127.0.0.1:8080`; port 0 picks a free one.
    pub bind: String,
    pub workers: usize,
    /// After SIGTERM it goes on serving for so long, while `/readyz` already says no; in milliseconds.
    pub drain_ms: u64,
    /// Largest body, in bytes.
    pub body_limit: usize,
    /// Longest time for a whole body to arrive, in seconds.
    pub body_seconds: u64,
    /// What one caller may ask in a minute.
    pub requests_per_minute: u32,
    /// Tries to sign in to one account from one network in a minute; ten times as many for all accounts of a network.
    pub sign_ins_per_minute: u32,
    /// The refresh cookie is `Secure`: off only for plain HTTP on loopback.
    pub secure_cookies: bool,
}

/// Places for work that goes to the database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// Reads at a time.
    pub read: usize,
    /// Changes at a time.
    pub write: usize,
    /// Answers at a time that grow with the database.
    pub export: usize,
    /// How many may wait for a place, in each class.
    pub line: usize,
    /// How long, in milliseconds.
    pub wait_ms: u64,
}

/// PostgreSQL.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `postgres://…`; also read from `DATABASE_URL`. The login that serves owns nothing.
    pub url: String,
    /// The owner of the schema, for `panoh migrate`; where it is not set, `url`.
    pub owner_url: Option<String>,
    /// A streaming replica that reports are read from, once it has what the primary had when the report was asked for.
    pub replica_url: Option<String>,
    /// How long a report waits for the replica to have it before the primary is read instead, in milliseconds.
    pub replica_wait_ms: u64,
    /// A PgBouncer in transaction mode stands before PostgreSQL: no setting travels with a connection, so each duty has a login of
    /// its own, `<login>_app`, `_auth`, `_disclosure` and `_sealer`, which `panoh migrate` makes.
    pub bouncer: bool,
    /// Connections for work. Sign-in, disclosures and the sealer have a few of their own.
    pub pool_size: usize,
    /// How long a request may wait for a connection before it is answered 503, in milliseconds.
    pub wait_ms: u64,
    /// Longest statement, in milliseconds.
    pub statement_timeout_ms: u64,
}

/// Signing in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    pub issuer: String,
    /// Ed25519 private key, PKCS#8 DER. Made on first start in development.
    pub signing_key_file: PathBuf,
    /// Life of an access token, in seconds.
    pub access_token_seconds: i64,
    /// Life of a refresh token, in hours.
    pub refresh_hours: i64,
    /// A just-spent refresh token is still answered for so long, for two tabs; in seconds.
    pub refresh_grace_seconds: i64,
    pub argon2_memory_kib: u32,
    pub argon2_iterations: u32,
    /// Password checks at a time, each by a thread that yields to work.
    pub argon2_parallel: usize,
    /// How many may wait for their check.
    pub argon2_line: usize,
}

/// The clock that fires deadlines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSettings {
    pub enabled: bool,
    /// Pause between two sweeps, in milliseconds.
    pub sweep_ms: u64,
    /// Pause between two looks for unsealed ledger entries when nothing wakes the sealer, in milliseconds.
    pub seal_ms: u64,
}

/// Files of people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imports {
    /// Work on files that were sent in. Off where another process does.
    pub enabled: bool,
    /// Pause between two looks for files, in milliseconds.
    pub sweep_ms: u64,
    /// Largest file, in bytes.
    pub file_limit: u64,
    /// Most lines of a file.
    pub line_limit: u64,
    /// A dry run that nobody committed is forgotten after so many hours.
    pub kept_hours: i64,
}

impl Settings {
    /// Read the layers from a folder.
    ///
    /// # Errors
    /// A file or variable that cannot be read, or a key that is unknown.
    pub fn load(folder: &Path) -> Result<Self, config::ConfigError> {
        let environment = std::env::var("PANOH_ENVIRONMENT").unwrap_or_else(|_| "development".to_owned());
        let mut builder = config::Config::builder()
            .add_source(config::File::from(folder.join("default.toml")))
            .add_source(config::File::from(folder.join(format!("{environment}.toml"))).required(false))
            .add_source(config::Environment::with_prefix("PANOH").prefix_separator("__").separator("__").try_parsing(true))
            .set_override("environment", environment)?;
        if let Ok(url) = std::env::var("DATABASE_URL") {
            builder = builder.set_override("database.url", url)?;
        }
        builder.build()?.try_deserialize()
    }
}
