//! The sealer gives an organisation's entries their order and chains their hashes, a moment after commit and in one writer: a
//! late commit is never skipped, and a busy organisation is never serialised by its own chain.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use panoh_ledger::{Actor, ActorKind, Entry, Erased, Hash, Head, Link, ObjectRef, Outcome, content_hash};
use uuid::Uuid;

use super::lease::Lease;
use super::pool::{Duty, Pools};
use super::{IdRow, Sql, sql};
use crate::ids::OrganisationId;
use crate::problem::Problem;

const BATCH: i64 = 2000;

/// Seals what is pending. Any number of processes may run one: an advisory lock per organisation lets one work at a time.
#[derive(Clone)]
pub struct Sealer {
    pools: Pools,
}

/// An entry as it stands in the table.
#[derive(QueryableByName)]
pub(super) struct EntryRow {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor_kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    membership_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    user_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    operation: String,
    #[diesel(sql_type = Nullable<Text>)]
    object_kind: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    object_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    case_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person_id: Option<Uuid>,
    #[diesel(sql_type = SmallInt)]
    class: i16,
    #[diesel(sql_type = Array<Text>)]
    fields: Vec<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    change: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Text>)]
    purpose: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Nullable<Text>)]
    request_id: Option<String>,
}

/// The columns of [`EntryRow`], for every statement that reads one.
macro_rules! entry_columns {
    () => {
        "e.tenant_id, e.id, e.at, e.actor_kind, e.membership_id, e.user_id, e.operation, e.object_kind, e.object_id, e.case_id, e.person_id, \
         e.class, e.fields, e.change, e.purpose, e.reason, e.outcome, e.request_id"
    };
}

impl EntryRow {
    pub(super) fn into_entry(self) -> Entry {
        let kind = match self.actor_kind.as_str() {
            "system" => ActorKind::System,
            "partner" => ActorKind::Partner,
            "platform" => ActorKind::Platform,
            "anonymous" => ActorKind::Anonymous,
            _ => ActorKind::Member,
        };
        Entry {
            actor: Actor { kind, membership_id: self.membership_id, user_id: self.user_id },
            at: self.at,
            case_id: self.case_id,
            change: self.change,
            class: u8::try_from(self.class).unwrap_or(4),
            fields: self.fields,
            id: self.id,
            object: self.object_kind.zip(self.object_id).map(|(kind, id)| ObjectRef { kind, id }),
            operation: self.operation,
            outcome: if self.outcome == "refused" { Outcome::Refused } else { Outcome::Done },
            person_id: self.person_id,
            purpose: self.purpose,
            reason: self.reason,
            request_id: self.request_id,
            tenant_id: self.tenant_id,
            version: panoh_ledger::VERSION,
        }
    }
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

/// One sealed entry, for verification and export.
#[derive(QueryableByName)]
pub(super) struct SealedRow {
    #[diesel(embed)]
    pub(super) entry: EntryRow,
    #[diesel(sql_type = BigInt)]
    pub(super) seq: i64,
    #[diesel(sql_type = Binary)]
    pub(super) hash: Vec<u8>,
    /// Of what it said, where that was erased.
    #[diesel(sql_type = Nullable<Binary>)]
    content_hash: Option<Vec<u8>>,
}

impl SealedRow {
    fn into_link(self) -> Result<Link, Problem> {
        let (seq, sealed) = (u64::try_from(self.seq).unwrap_or_default(), hash(&self.hash)?);
        Ok(match self.content_hash {
            Some(content) => {
                let (id, tenant_id) = (self.entry.id, self.entry.tenant_id);
                Link::Erased(Erased { content: hash(&content)?, hash: sealed, id, seq, tenant_id })
            }
            None => Link::Sealed(Box::new(panoh_ledger::Sealed { seq, hash: sealed, entry: self.entry.into_entry() })),
        })
    }
}

pub(super) fn hash(bytes: &[u8]) -> Result<Hash, Problem> {
    <[u8; 32]>::try_from(bytes).map(Hash).map_err(|error| Problem::defect("reading a seal", error))
}

impl Sealer {
    /// Over these pools.
    pub fn new(pools: Pools) -> Self {
        Self { pools }
    }

    /// Seal whatever is pending, and forget what is to be forgotten, in every organisation; how many entries were sealed.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn seal_pending(&self, now: DateTime<Utc>) -> Result<usize, Problem> {
        let mut lease = self.pools.get(Duty::Seal).await?;
        let tenants: Vec<IdRow> = lease.put(sql("SELECT id FROM organisations ORDER BY id").of()).await?;
        let mut sealed = 0;
        for tenant in tenants {
            sealed += seal_all(&mut lease, tenant.id, now).await?;
            while erase_batch(&mut lease, tenant.id, now).await? > 0 {}
        }
        lease.give_back();
        Ok(sealed)
    }

    /// Seal whatever is pending in these organisations; how many entries.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn seal_in(&self, tenants: impl IntoIterator<Item = OrganisationId>, now: DateTime<Utc>) -> Result<usize, Problem> {
        let mut lease = self.pools.get(Duty::Seal).await?;
        let mut sealed = 0;
        for tenant in tenants {
            sealed += seal_all(&mut lease, tenant.0, now).await?;
        }
        lease.give_back();
        Ok(sealed)
    }

    /// All sealed entries of an organisation after a place in the chain, in order, at most `limit`.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn sealed_after(&self, tenant: Uuid, after: u64, limit: i64) -> Result<Vec<Link>, Problem> {
        let statement = sql(concat!(
            "SELECT ",
            entry_columns!(),
            ", s.seq, s.hash, x.content_hash FROM ledger_seals s JOIN ledger_entries e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
               LEFT JOIN ledger_erasures x ON x.tenant_id = s.tenant_id AND x.entry_id = s.entry_id
              WHERE s.tenant_id = $1 AND s.seq > $2 ORDER BY s.seq LIMIT $3"
        ));
        let statement = statement.uuid(tenant).big(i64::try_from(after).unwrap_or(i64::MAX)).big(limit);
        let rows: Vec<SealedRow> = self.ask(tenant, statement).await?;
        rows.into_iter().map(SealedRow::into_link).collect()
    }

    /// Where an organisation's chain stands.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn head(&self, tenant: Uuid) -> Result<Head, Problem> {
        let last = sql("SELECT seq, hash FROM ledger_seals WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1").uuid(tenant);
        let rows: Vec<HeadRow> = self.ask(tenant, last).await?;
        match rows.into_iter().next() {
            Some(row) => Ok(Head { seq: u64::try_from(row.seq).unwrap_or_default(), hash: hash(&row.hash)? }),
            None => Ok(Head::genesis(tenant)),
        }
    }

    /// Entries that are neither sealed nor waiting for it. There are none unless somebody removed a seal.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn unaccounted(&self, tenant: Uuid) -> Result<u64, Problem> {
        let statement = sql("SELECT count(*) AS count FROM ledger_entries e WHERE e.tenant_id = $1
                AND NOT EXISTS (SELECT 1 FROM ledger_seals s WHERE s.tenant_id = $1 AND s.entry_id = e.id)
                AND NOT EXISTS (SELECT 1 FROM ledger_pending p WHERE p.tenant_id = $1 AND p.entry_id = e.id)");
        let rows: Vec<super::Count> = self.ask(tenant, statement.uuid(tenant)).await?;
        Ok(rows.iter().map(|row| u64::try_from(row.count).unwrap_or_default()).sum())
    }

    /// One question about one organisation, in a transaction of its own.
    async fn ask<R>(&self, tenant: Uuid, statement: super::Sql) -> Result<Vec<R>, Problem>
    where
        R: QueryableByName<diesel::pg::Pg> + Send + 'static,
    {
        let mut lease = self.pools.get(Duty::Seal).await?;
        let (_, rows, _) = lease.put(((sql("BEGIN READ ONLY"), within(tenant)), statement.of::<R>(), sql("COMMIT"))).await?;
        lease.give_back();
        Ok(rows)
    }

    /// Every organisation that has a chain: id and short name.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn organisations(&self) -> Result<Vec<(Uuid, String)>, Problem> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = SqlUuid)]
            id: Uuid,
            #[diesel(sql_type = Text)]
            slug: String,
        }
        let mut lease = self.pools.get(Duty::Seal).await?;
        let rows: Vec<Row> = lease.put(sql("SELECT id, slug FROM organisations ORDER BY slug").of()).await?;
        lease.give_back();
        Ok(rows.into_iter().map(|row| (row.id, row.slug)).collect())
    }
}

fn within(tenant: Uuid) -> Sql {
    sql("SELECT set_config('app.tenant', $1::text, true)").text(tenant.to_string())
}

async fn seal_all(lease: &mut Lease, tenant: Uuid, now: DateTime<Utc>) -> Result<usize, Problem> {
    let mut sealed = 0;
    loop {
        let done = seal_batch(lease, tenant, now).await?;
        sealed += done;
        if i64::try_from(done).unwrap_or(0) < BATCH {
            return Ok(sealed);
        }
    }
}

/// Two flushes: what is pending and where the chain stands; what was sealed and COMMIT.
async fn seal_batch(lease: &mut Lease, tenant: Uuid, now: DateTime<Utc>) -> Result<usize, Problem> {
    // Who does not get the lock finds nothing to seal.
    let held = sql("SELECT pg_try_advisory_xact_lock(hashtextextended('seal/' || $1, 0)) AS held").text(tenant.to_string());
    let pending = sql(concat!(
        "SELECT ",
        entry_columns!(),
        // Cut before it is joined: after a seed tens of thousands wait, of which the planner knows nothing yet.
        " FROM (SELECT q.tenant_id, q.entry_id FROM ledger_pending q WHERE q.tenant_id = $1 ORDER BY q.entry_id LIMIT $2) p
           JOIN ledger_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id WHERE e.tenant_id = $1 ORDER BY e.at, e.id"
    ));
    let last = sql("SELECT seq, hash FROM ledger_seals WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1").uuid(tenant);
    let asked = (held.of::<Held>(), pending.uuid(tenant).big(BATCH).of::<EntryRow>(), last.of::<HeadRow>());
    let (_, (held, rows, last)) = lease.put(((sql("BEGIN"), within(tenant)), asked)).await?;
    if rows.is_empty() || !held.into_iter().any(|row| row.held) {
        lease.put(sql("ROLLBACK")).await?;
        return Ok(0);
    }
    let mut head = match last.into_iter().next() {
        Some(row) => Head { seq: u64::try_from(row.seq).unwrap_or_default(), hash: hash(&row.hash)? },
        None => Head::genesis(tenant),
    };
    let (mut seqs, mut ids, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let sealed = head.seal(row.into_entry());
        seqs.push(i64::try_from(sealed.seq).unwrap_or(i64::MAX));
        ids.push(sealed.entry.id);
        hashes.push(sealed.hash.0.to_vec());
        head = sealed.head();
    }
    let count = ids.len();
    let seal = sql("INSERT INTO ledger_seals (tenant_id, seq, entry_id, hash, sealed_at)
         SELECT $1, s.seq, s.entry_id, s.hash, $5 FROM unnest($2, $3, $4) AS s (seq, entry_id, hash)")
    .uuid(tenant)
    .bind::<Array<BigInt>, Vec<i64>>(seqs)
    .uuids(ids.clone())
    .bind::<Array<Binary>, Vec<Vec<u8>>>(hashes)
    .at(now);
    let sealed = sql("DELETE FROM ledger_pending WHERE tenant_id = $1 AND entry_id = ANY ($2)").uuid(tenant).uuids(ids);
    lease.put((seal, sealed, sql("COMMIT"))).await?;
    Ok(count)
}

/// Take the content out of sealed entries whose case was disposed of, and keep its hash in its place: what the chain was made over is
/// computed here, from what still stands there.
async fn erase_batch(lease: &mut Lease, tenant: Uuid, now: DateTime<Utc>) -> Result<usize, Problem> {
    let ordered = sql(concat!(
        "SELECT ",
        entry_columns!(),
        " FROM ledger_erasures x JOIN ledger_seals s ON s.tenant_id = x.tenant_id AND s.entry_id = x.entry_id
           JOIN ledger_entries e ON e.tenant_id = x.tenant_id AND e.id = x.entry_id
          WHERE x.tenant_id = $1 AND x.content_hash IS NULL ORDER BY x.entry_id LIMIT $2 FOR UPDATE OF x SKIP LOCKED"
    ));
    let (_, rows) = lease.put(((sql("BEGIN"), within(tenant)), ordered.uuid(tenant).big(BATCH).of::<EntryRow>())).await?;
    if rows.is_empty() {
        lease.put(sql("ROLLBACK")).await?;
        return Ok(0);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let hashes: Vec<Vec<u8>> = rows.into_iter().map(|row| content_hash(&row.into_entry().canonical_bytes()).0.to_vec()).collect();
    let kept = sql("UPDATE ledger_erasures x SET content_hash = h.hash, erased_at = $4 FROM unnest($2, $3) AS h (entry_id, hash)
          WHERE x.tenant_id = $1 AND x.entry_id = h.entry_id");
    let kept = kept.uuid(tenant).uuids(ids.clone()).bind::<Array<Binary>, Vec<Vec<u8>>>(hashes).at(now);
    let erased = sql("UPDATE ledger_entries SET change = NULL, reason = NULL, purpose = NULL WHERE tenant_id = $1 AND id = ANY ($2)");
    let count = ids.len();
    lease.put((kept, erased.uuid(tenant).uuids(ids), sql("COMMIT"))).await?;
    Ok(count)
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}
