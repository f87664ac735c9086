//! Reads of K2 and above are recorded before the answer leaves: one writer commits what came in within five milliseconds, or
//! 256 entries, under a role that may only add to the ledger.
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot};

use super::pool::{Duty, Pools};
use super::question::MOST_AT_ONCE;
use super::{Sql, sql};
use crate::access::Member;
use crate::ids::{EntryId, OrganisationId};
use crate::ledger::Act;
use crate::problem::{Code, Problem};

const LARGEST_BATCH: usize = 256;
const LONGEST_WAIT: Duration = Duration::from_millis(5);

/// One read that waits for its entry to be durable.
struct Waiting {
    member: Member,
    now: DateTime<Utc>,
    request_id: Option<String>,
    act: Act,
    answer: oneshot::Sender<Result<(), Problem>>,
}

/// The hand that requests hold.
#[derive(Clone)]
pub struct Disclosures {
    queue: mpsc::Sender<Waiting>,
}

/// The one writer of a process.
pub struct DisclosureWriter {
    pools: Pools,
    queue: mpsc::Receiver<Waiting>,
}

impl DisclosureWriter {
    /// The writer and the hand to it. The queue is bounded: when the database is slow, reads are refused rather than kept.
    pub fn new(pools: Pools) -> (Disclosures, Self) {
        let (sender, queue) = mpsc::channel(4096);
        (Disclosures { queue: sender }, Self { pools, queue })
    }

    /// Write batches until every hand is gone.
    pub async fn run(mut self, written_in: impl Fn(OrganisationId)) {
        while let Some(first) = self.queue.recv().await {
            let mut batch = vec![first];
            let deadline = tokio::time::Instant::now() + LONGEST_WAIT;
            // Take what is there at once; wait for more only if somebody else came too.
            while batch.len() < LARGEST_BATCH {
                match self.queue.try_recv() {
                    Ok(next) => batch.push(next),
                    Err(_) if batch.len() > 1 => match tokio::time::timeout_at(deadline, self.queue.recv()).await {
                        Ok(Some(next)) => batch.push(next),
                        _ => break,
                    },
                    Err(_) => break,
                }
            }
            let written = self.write(&batch).await;
            for waiting in batch {
                written_in(waiting.member.tenant);
                // The reader may have gone; its entry stands all the same.
                let _gone = waiting.answer.send(written.clone());
            }
        }
    }

    /// Every organisation's entries under its own setting, in one transaction, and as a rule in one flush.
    async fn write(&self, batch: &[Waiting]) -> Result<(), Problem> {
        let mut tenants: BTreeMap<_, Vec<&Waiting>> = BTreeMap::new();
        for waiting in batch {
            tenants.entry(waiting.member.tenant).or_default().push(waiting);
        }
        let mut statements = vec![sql("BEGIN")];
        for (tenant, entries) in tenants {
            statements.push(sql("SELECT set_config('app.tenant', $1::text, true)").text(tenant.to_string()));
            for waiting in entries {
                let (id, act) = (EntryId::new(), waiting.act.clone());
                statements.extend(entry_statements(&waiting.member, id, waiting.now, waiting.request_id.clone(), act));
            }
        }
        statements.push(sql("COMMIT"));
        let mut lease = self.pools.get(Duty::Disclosure).await?;
        let mut rest = statements.into_iter().peekable();
        while rest.peek().is_some() {
            lease.put(rest.by_ref().take(MOST_AT_ONCE).collect::<Vec<_>>()).await?;
        }
        lease.give_back();
        Ok(())
    }
}

impl Disclosures {
    /// Wait until the entry is durable; without it the answer may not leave.
    pub(crate) async fn record(&self, member: Member, now: DateTime<Utc>, request_id: Option<String>, act: Act) -> Result<(), Problem> {
        let (answer, written) = oneshot::channel();
        let waiting = Waiting { member, now, request_id, act, answer };
        self.queue.try_send(waiting).map_err(|error| {
            tracing::warn!(%error, "the ledger cannot take more reads");
            Problem::from(Code::Unavailable)
        })?;
        written.await.unwrap_or_else(|_| Err(Code::Unavailable.into()))
    }
}

/// The statements that add one entry, which then waits for its seal.
pub(super) fn entry_statements(member: &Member, id: EntryId, now: DateTime<Utc>, request_id: Option<String>, act: Act) -> [Sql; 2] {
    let entry = sql(
        "INSERT INTO ledger_entries (tenant_id, id, at, actor_kind, membership_id, user_id, operation, object_kind, object_id, case_id, person_id,
           class, fields, change, purpose, reason, outcome, request_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'done', $17)",
    )
    .uuid(member.tenant)
    .uuid(id)
    .at(now)
    .text(if member.user.is_none() { "system" } else { "member" })
    .uuid(member.membership)
    .opt_uuid(member.user)
    .text(act.operation)
    .opt_text(act.object.map(|(kind, _)| kind.to_owned()))
    .opt_uuid(act.object.map(|(_, id)| id))
    .opt_uuid(act.case_id)
    .opt_uuid(act.person_id)
    .small(act.class)
    .texts(act.fields)
    .opt_json(act.change)
    .opt_text(act.purpose)
    .opt_text(act.reason)
    .opt_text(request_id);
    let pending = sql("INSERT INTO ledger_pending (tenant_id, entry_id) VALUES ($1, $2)").uuid(member.tenant).uuid(id);
    [entry, pending]
}
