//! The statements that spread the tables over a Citus cluster by organisation: read from the catalogue, so that no table is forgotten.
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::sql;

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    of_tenant: bool,
}

/// Parents before children: a table is distributed before what refers to it.
const TABLES: &str = "
WITH RECURSIVE tables AS (
  SELECT c.oid, c.relname::text AS name,
         EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS of_tenant
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT LIKE '\\_\\_%'
), deep AS (
  SELECT oid, 0 AS depth FROM tables
  UNION
  SELECT k.conrelid, d.depth + 1 FROM deep d JOIN pg_constraint k ON k.contype = 'f' AND k.confrelid = d.oid AND k.conrelid <> k.confrelid
   WHERE d.depth < 30
)
SELECT t.name, t.of_tenant FROM tables t JOIN deep d USING (oid) GROUP BY t.name, t.of_tenant ORDER BY t.of_tenant, max(d.depth), t.name";

/// The statements, in order.
///
/// # Errors
/// The database cannot be reached.
pub async fn distribution(url: &str) -> anyhow::Result<Vec<String>> {
    let mut conn = AsyncPgConnection::establish(url).await?;
    let tables: Vec<Table> = sql(TABLES).load(&mut conn).await?;
    let first = tables.iter().find(|table| table.of_tenant).map(|table| table.name.clone());
    let spread = tables.iter().map(|Table { name, of_tenant }| match &first {
        Some(first) if *of_tenant && name != first => {
            format!("SELECT create_distributed_table('{name}', 'tenant_id', colocate_with => '{first}')")
        }
        _ if *of_tenant => format!("SELECT create_distributed_table('{name}', 'tenant_id')"),
        _ => format!("SELECT create_reference_table('{name}')"),
    });
    Ok(std::iter::once("CREATE EXTENSION IF NOT EXISTS citus".to_owned()).chain(spread).collect())
}

/// Run them, in one transaction.
///
/// # Errors
/// The database cannot be reached, or has no Citus.
pub async fn distribute(url: &str, statements: &[String]) -> anyhow::Result<()> {
    let mut conn = AsyncPgConnection::establish(url).await?;
    conn.batch_execute(&format!("BEGIN; {}; COMMIT", statements.join("; "))).await?;
    Ok(())
}
