//! Migrations: embedded, run under an advisory lock by whoever may own the schema, never by the runtime's roles.
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::pool::{Duty, address, session_settings};
use crate::config;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

async fn with_harness<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut AsyncMigrationHarness<AsyncPgConnection>) -> diesel::migration::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let mut conn = AsyncPgConnection::establish(url).await?;
    // Two servers that start together must not both migrate.
    conn.batch_execute("SELECT pg_advisory_lock(7305001)").await?;
    let done = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(conn);
        work(&mut harness).map_err(|error| anyhow::anyhow!("{error}"))
    })
    .await??;
    Ok(done)
}

/// The last part of a `postgres://user@host/name` address, and the address without it.
fn split(url: &str) -> Option<(&str, &str)> {
    url.split('?').next()?.rsplit_once('/')
}

fn login(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (credentials, _) = rest.split_once('@')?;
    credentials.split(':').next()
}

fn plain_name(name: &str) -> anyhow::Result<&str> {
    // It becomes part of a statement that takes no bound values.
    anyhow::ensure!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name:?} is not a plain name");
    Ok(name)
}

/// Make the database if the server has none of this name.
///
/// # Errors
/// The server cannot be reached, or the owner may not make databases.
pub async fn ensure_database(url: &str) -> anyhow::Result<()> {
    if AsyncPgConnection::establish(url).await.is_ok() {
        return Ok(());
    }
    let Some((server, name)) = split(url) else { anyhow::bail!("the database address names no database") };
    let name = plain_name(name)?;
    let mut conn = AsyncPgConnection::establish(&format!("{server}/postgres")).await?;
    conn.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    Ok(())
}

/// Make the login that serves, where it is another than the owner, and let it take the runtime's roles and nothing else. Behind a PgBouncer
/// each duty has a login besides, which is its role from the start and works under the settings that no connection can bring along.
///
/// # Errors
/// The owner may not make roles.
pub async fn ensure_runtime_login(owner_url: &str, settings: &config::Database) -> anyhow::Result<()> {
    let (Some(owner), Some(runtime)) = (login(owner_url), login(&settings.url)) else { return Ok(()) };
    if owner == runtime && !settings.bouncer {
        return Ok(());
    }
    let runtime = plain_name(runtime)?;
    let mut statements = make_login(runtime, "panoh_app, panoh_auth, panoh_disclosure, panoh_sealer");
    for duty in Duty::ALL.into_iter().filter(|_| settings.bouncer) {
        let own = duty.login(runtime);
        statements.push_str(&make_login(&own, duty.role()));
        for (name, value) in session_settings(duty, settings.statement_timeout_ms) {
            statements.push_str(&format!("ALTER ROLE {own} SET {name} = '{value}';"));
        }
    }
    let mut conn = AsyncPgConnection::establish(owner_url).await?;
    conn.batch_execute(&statements).await?;
    Ok(())
}

fn make_login(name: &str, roles: &str) -> String {
    format!(
        "DO $$ BEGIN CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
         GRANT {roles} TO {name};"
    )
}

/// Whether the login that serves could pass the walls: a superuser, or one that bypasses row security.
///
/// # Errors
/// The database cannot be reached.
pub async fn passes_walls(settings: &config::Database) -> anyhow::Result<bool> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        passes: bool,
    }
    let mut conn = AsyncPgConnection::establish(&address(settings, Duty::Work)?).await?;
    let statement = super::sql("SELECT rolsuper OR rolbypassrls AS passes FROM pg_roles WHERE rolname = session_user");
    let rows: Vec<Row> = diesel_async::RunQueryDsl::load(statement, &mut conn).await?;
    Ok(rows.iter().any(|row| row.passes))
}

/// Apply what is pending; the names of what was applied.
///
/// # Errors
/// The database cannot be reached, or a migration fails; that migration is then undone.
pub async fn migrate(url: &str) -> anyhow::Result<Vec<String>> {
    with_harness(url, |harness| Ok(harness.run_pending_migrations(MIGRATIONS)?.iter().map(ToString::to_string).collect())).await
}

/// Undo every migration; for the test that they go down and up again.
///
/// # Errors
/// As [`migrate`].
pub async fn revert_all(url: &str) -> anyhow::Result<usize> {
    with_harness(url, |harness| Ok(harness.revert_all_migrations(MIGRATIONS)?.len())).await
}

/// Undo the migrations that came last, so many; for the test that what was written survives their going down and up again.
///
/// # Errors
/// As [`migrate`].
pub async fn revert_last(url: &str, many: usize) -> anyhow::Result<()> {
    with_harness(url, move |harness| (0..many).try_for_each(|_| harness.revert_last_migration(MIGRATIONS).map(|_| ()))).await
}

/// Names of the migrations that are not applied yet.
///
/// # Errors
/// The database cannot be reached.
pub async fn pending(url: &str) -> anyhow::Result<Vec<String>> {
    with_harness(url, |harness| Ok(harness.pending_migrations(MIGRATIONS)?.iter().map(|m| m.name().to_string()).collect())).await
}
