//! Migrations: embedded, run under an advisory lock by whoever may own the schema, never by the runtime's roles.
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

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

/// Names of the migrations that are not applied yet.
///
/// # Errors
/// The database cannot be reached.
pub async fn pending(url: &str) -> anyhow::Result<Vec<String>> {
    with_harness(url, |harness| Ok(harness.pending_migrations(MIGRATIONS)?.iter().map(|m| m.name().to_string()).collect())).await
}
