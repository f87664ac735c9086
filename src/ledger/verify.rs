//! Proving the ledger: the chain in the database, and a bundle that proves itself without it.
use chrono::{DateTime, Utc};
use panoh_ledger::{BundleWriter, Chain, Checkpoint, Fault, Head, Header};
use serde::Serialize;
use uuid::Uuid;

use crate::database::Sealer;
use crate::problem::{Code, Problem};

/// Entries read at a time.
const STEP: i64 = 2000;
/// Most entries in one bundle over HTTP; `panoh audit export` has no such bound.
pub const LARGEST_PROOF: u64 = 100_000;

/// How one organisation's chain stands.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    pub organisation: String,
    pub tenant_id: Uuid,
    pub entries: u64,
    /// Entries whose content went with a case that was disposed of; the chain keeps its hash.
    pub erased: u64,
    /// Hash of the last entry.
    pub head: String,
    /// Entries that are neither sealed nor waiting: somebody took their seal away.
    pub unsealed: u64,
    pub fault: Option<String>,
    #[serde(skip)]
    pub exit_code: u8,
}

/// Walk an organisation's chain from its beginning.
///
/// # Errors
/// The database is not there.
pub async fn verify(sealer: &Sealer, tenant: Uuid, organisation: String, checkpoints: &[Checkpoint]) -> Result<Standing, Problem> {
    let mut standing = Standing {
        organisation,
        tenant_id: tenant,
        entries: 0,
        erased: 0,
        head: Head::genesis(tenant).hash.to_string(),
        unsealed: 0,
        fault: None,
        exit_code: 0,
    };
    let fault = walk(sealer, tenant, checkpoints, &mut standing).await?;
    if let Some(fault) = fault {
        standing.exit_code = fault.kind.exit_code();
        standing.fault = Some(fault.to_string());
        return Ok(standing);
    }
    standing.unsealed = sealer.unaccounted(tenant).await?;
    if standing.unsealed > 0 {
        standing.exit_code = 1;
        standing.fault = Some(format!("{} entries have lost their place in the chain", standing.unsealed));
    }
    Ok(standing)
}

async fn walk(sealer: &Sealer, tenant: Uuid, checkpoints: &[Checkpoint], standing: &mut Standing) -> Result<Option<Fault>, Problem> {
    let mut chain = match Chain::new(tenant, checkpoints) {
        Ok(chain) => chain,
        Err(fault) => return Ok(Some(fault)),
    };
    loop {
        let step = sealer.sealed_after(tenant, chain.head().seq, STEP).await?;
        if step.is_empty() {
            return Ok(chain.finish(chain.head().seq).err());
        }
        for link in &step {
            if let Err(fault) = chain.push_link(link) {
                return Ok(Some(fault));
            }
            standing.entries += 1;
            standing.erased += u64::from(link.is_erased());
        }
        standing.head = chain.head().hash.to_string();
    }
}

/// Write the entries `from` to `to` (1 is the first; the head where none is given) as a bundle.
///
/// # Errors
/// `parameter_invalid` where the range makes no sense or is too long, or the database is not there.
pub async fn bundle(
    sealer: &Sealer,
    tenant: Uuid,
    from: u64,
    to: Option<u64>,
    longest: u64,
    made_at: DateTime<Utc>,
) -> Result<Vec<u8>, Problem> {
    let defect = |error: std::io::Error| Problem::defect("writing a bundle", error);
    let head = sealer.head(tenant).await?;
    let to = to.unwrap_or(head.seq).min(head.seq);
    let before = from.checked_sub(1).filter(|before| *before <= to && to - *before <= longest).ok_or(Code::ParameterInvalid)?;
    let start = if before == 0 {
        Head::genesis(tenant)
    } else {
        let last = sealer.sealed_after(tenant, before - 1, 1).await?.into_iter().next().ok_or(Code::ParameterInvalid)?;
        last.head()
    };
    let mut writer = BundleWriter::begin(Vec::new(), &Header::new(tenant, start, to, head, made_at)).map_err(defect)?;
    let mut at = before;
    while at < to {
        let step = sealer.sealed_after(tenant, at, STEP.min(i64::try_from(to - at).unwrap_or(STEP))).await?;
        let Some(last) = step.iter().next_back() else { break };
        at = last.head().seq;
        for link in &step {
            writer.push_link(link).map_err(defect)?;
        }
    }
    writer.finish().map_err(defect)
}
