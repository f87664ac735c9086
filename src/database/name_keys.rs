//! Search keys for writings of names that have none, or for all of them again: by whoever owns the schema, one organisation after the other,
//! some thousands in a transaction, so that search and registration go on meanwhile.
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::{IdRow, Tx, sql};
use crate::access::Permission;

/// Writings in one transaction.
const BATCH: i64 = 5_000;

#[derive(QueryableByName)]
struct NameRow {
    #[diesel(sql_type = Text)]
    as_written: String,
}

/// Give names their keys: those without, or `again` all. How many were given some.
///
/// # Errors
/// The database cannot be reached, or is not migrated.
pub async fn index_names(owner_url: &str, again: bool, keys: impl Fn(Uuid, &str) -> Vec<i64>) -> anyhow::Result<usize> {
    let mut conn = AsyncPgConnection::establish(owner_url).await?;
    // Which organisations there are is for this role to see, whoever owns the schema.
    conn.batch_execute("BEGIN; SET LOCAL ROLE panoh_sealer").await?;
    let tenants: Vec<IdRow> = sql("SELECT id FROM organisations ORDER BY id").load(&mut conn).await?;
    conn.batch_execute("COMMIT").await?;
    let mut indexed = 0_usize;
    for tenant in tenants {
        let mut after = String::new();
        loop {
            let names = index_batch(&mut conn, tenant.id, &after, again, &keys).await?;
            let Some(last) = names.last() else { break };
            after.clone_from(&last.as_written);
            indexed = indexed.saturating_add(names.len());
        }
    }
    Ok(indexed)
}

/// Bring the index of names and what the planner knows up to date, as autovacuum does after a while.
///
/// # Errors
/// The database cannot be reached.
pub async fn settle_names(owner_url: &str) -> anyhow::Result<()> {
    let mut conn = AsyncPgConnection::establish(owner_url).await?;
    for table in ["persons", "person_names", "name_writings"] {
        conn.batch_execute(&format!("VACUUM ANALYZE {table}")).await?;
    }
    Ok(())
}

async fn index_batch(
    conn: &mut AsyncPgConnection,
    tenant: Uuid,
    after: &str,
    again: bool,
    keys: &impl Fn(Uuid, &str) -> Vec<i64>,
) -> anyhow::Result<Vec<NameRow>> {
    conn.batch_execute("BEGIN").await?;
    sql("SELECT set_config('app.tenant', $1::text, true)").text(tenant.to_string()).execute(conn).await?;
    let statement = sql("SELECT DISTINCT n.as_written FROM person_names n
          WHERE n.tenant_id = $1 AND n.as_written > $2
            AND ($3 OR NOT EXISTS (SELECT 1 FROM name_writings w WHERE w.tenant_id = $1 AND w.written = n.as_written))
          ORDER BY n.as_written LIMIT $4");
    let names: Vec<NameRow> = statement.uuid(tenant).text(after).boolean(again).big(BATCH).load(conn).await?;
    let written = |name: &NameRow| keys(tenant, &name.as_written).iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let statement = sql("INSERT INTO name_writings (tenant_id, written, keys)
         SELECT $1, k.written, string_to_array(k.keys, ',')::bigint[] FROM unnest($2, $3) AS k (written, keys)
         ON CONFLICT (tenant_id, written) DO UPDATE SET keys = excluded.keys WHERE name_writings.keys <> excluded.keys");
    let writings = names.iter().map(|name| name.as_written.clone()).collect();
    statement.uuid(tenant).texts(writings).texts(names.iter().map(written).collect()).execute(conn).await?;
    conn.batch_execute("COMMIT").await?;
    Ok(names)
}

impl<P: Permission> Tx<P> {
    /// From the next statement on the index of names shows rows with any of the first keys and all of the second, as arrays are written, and
    /// nothing may be read through.
    pub(crate) fn look_under_names(&mut self, any: String, all: String) {
        // Policies take longer to plan than to run: they are planned once for a connection.
        let ask = sql("SELECT set_config('app.name_keys', $1, true), set_config('app.name_keys_all', $2, true),
                set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)");
        self.later(ask.text(any).text(all));
    }
}
