//! Order and proof: each entry is sealed to the one before it, so that the last hash vouches for all.
//! A chain proves that nothing inside it changed; only a checkpoint kept elsewhere proves that nobody cut its
//! end or wrote it anew. The service walks the database with the same [`Chain`] as the verifier walks a bundle.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::canonical::{self, Object};
use crate::{Entry, Hash, Link, content_hash, genesis, link, link_content};

/// A place in a chain: the last sequence number and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub hash: Hash,
    pub seq: u64,
}

/// An entry in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    pub entry: Entry,
    pub hash: Hash,
    pub seq: u64,
}

/// A head that a witness keeps outside the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    pub hash: Hash,
    pub seq: u64,
    pub tenant: Uuid,
}

/// The first place where a ledger is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize)]
#[error("organisation {tenant}, entry {seq}: {kind}")]
pub struct Fault {
    pub tenant: Uuid,
    /// The first entry that cannot be relied on; for a fork, the checkpoint that history disagrees with.
    pub seq: u64,
    pub kind: FaultKind,
    /// The last entry before the fault that nothing speaks against.
    pub sound_to: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The hash does not follow from the content and the entry before.
    Altered,
    /// One or more entries are missing here.
    Gap,
    /// Another entry stands in this place; this one comes elsewhere.
    OutOfOrder,
    /// The entry belongs to another organisation.
    WrongTenant,
    /// The same entry stands here twice.
    Duplicate,
    /// The end is missing.
    Truncated,
    /// There are two histories: the one here, and the one that a witness saw.
    Forked,
    /// This is not an entry in a form that this version knows.
    Unreadable,
}

impl FaultKind {
    /// How a program that verifies ends: 1 altered, 2 incomplete, 3 unreadable (security.md §2.1 h).
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Altered | Self::OutOfOrder | Self::WrongTenant | Self::Duplicate | Self::Forked => 1,
            Self::Gap | Self::Truncated => 2,
            Self::Unreadable => 3,
        }
    }

    /// What the reader of a verifier's answer should do next.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Altered | Self::OutOfOrder | Self::WrongTenant | Self::Duplicate => {
                "Keep this file as evidence and export the range again. If the new bundle fails at the same \
                 entry, the ledger was tampered with: tell the organisation's auditor and the operator, and \
                 compare with a backup."
            }
            Self::Gap | Self::Truncated => {
                "Export the range again. If entries are still missing, the ledger was cut or restored from an \
                 older backup: tell the organisation's auditor and the operator."
            }
            Self::Forked => {
                "History was rewritten, or a checkpoint is not genuine. Keep the bundle and the checkpoints as \
                 evidence, ask another witness for its checkpoint, and tell the organisation's auditor."
            }
            Self::Unreadable => {
                "The file may be damaged, or made by a newer version. Export the range again, or take the \
                 verifier of that version."
            }
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Altered => "altered (the hash does not fit the content)",
            Self::Gap => "missing",
            Self::OutOfOrder => "out of order (another entry stands in its place)",
            Self::WrongTenant => "an entry of another organisation stands in its place",
            Self::Duplicate => "stands there twice",
            Self::Truncated => "missing, and everything after it (the end was cut)",
            Self::Forked => "history differs from what a witness saw",
            Self::Unreadable => "unreadable",
        })
    }
}

impl Head {
    /// The place before the first entry.
    #[must_use]
    pub fn genesis(tenant: Uuid) -> Self {
        Self { hash: genesis(tenant), seq: 0 }
    }

    /// Seals the entry that comes next.
    #[must_use]
    pub fn seal(&self, entry: Entry) -> Sealed {
        let seq = self.seq.saturating_add(1);
        let hash = link(seq, &self.hash, &entry.canonical_bytes());
        Sealed { entry, hash, seq }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let mut head = Object::open(out);
        canonical::string(head.key("hash"), &self.hash.to_string());
        canonical::integer(head.key("seq"), self.seq);
        head.close();
    }
}

impl Sealed {
    #[must_use]
    pub fn head(&self) -> Head {
        Head { hash: self.hash, seq: self.seq }
    }
}

/// A walk along one organisation's chain. It takes entries in order and stops at the first fault.
#[derive(Debug, Clone)]
pub struct Chain {
    tenant: Uuid,
    head: Head,
    /// The hash before the head, once the walk has begun.
    before: Option<Hash>,
    /// Of this organisation, in descending order: the last is the next that the walk will meet.
    ahead: Vec<Head>,
    agreed: usize,
    agreed_to: u64,
}

impl Chain {
    /// Starts before the first entry.
    pub fn new(tenant: Uuid, checkpoints: &[Checkpoint]) -> Result<Self, Fault> {
        Self::resume(tenant, Head::genesis(tenant), checkpoints)
    }

    /// Starts after `head`. Checkpoints of other organisations and of earlier places are passed over.
    pub fn resume(tenant: Uuid, head: Head, checkpoints: &[Checkpoint]) -> Result<Self, Fault> {
        let mut ahead: Vec<_> = checkpoints
            .iter()
            .filter(|checkpoint| checkpoint.tenant == tenant && checkpoint.seq >= head.seq)
            .map(|checkpoint| Head { hash: checkpoint.hash, seq: checkpoint.seq })
            .collect();
        ahead.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.seq));
        let mut chain = Self { tenant, head, before: None, ahead, agreed: 0, agreed_to: head.seq.saturating_sub(1) };
        if head.seq == 0 && head != Head::genesis(tenant) {
            return Err(chain.fault(0, FaultKind::Altered));
        }
        chain.compare_checkpoints()?;
        Ok(chain)
    }

    /// Where the walk stands.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// How many checkpoints the walk has met; all of them agreed.
    #[must_use]
    pub fn agreed(&self) -> usize {
        self.agreed
    }

    /// How many checkpoints lie after the place where the walk stands.
    #[must_use]
    pub fn ahead(&self) -> usize {
        self.ahead.len()
    }

    /// Takes the next entry.
    pub fn push(&mut self, sealed: &Sealed) -> Result<(), Fault> {
        self.push_content(sealed.head(), sealed.entry.tenant_id, content_hash(&sealed.entry.canonical_bytes()))
    }

    /// Takes the next place, whether its content still stands there or was erased.
    pub fn push_link(&mut self, link: &Link) -> Result<(), Fault> {
        self.push_content(link.head(), link.tenant(), link.content())
    }

    pub(crate) fn push_content(&mut self, next: Head, tenant: Uuid, content: Hash) -> Result<(), Fault> {
        let due = self.due();
        let fits = |seq, previous: Hash| link_content(seq, &previous, &content) == next.hash;
        if tenant != self.tenant {
            return Err(self.fault(due, FaultKind::WrongTenant));
        }
        if fits(due, self.head.hash) {
            if next.seq != due {
                return Err(self.fault(due, FaultKind::Altered));
            }
            self.before = Some(std::mem::replace(&mut self.head, next).hash);
            return self.compare_checkpoints();
        }
        let rivals = next.seq == self.head.seq && self.before.is_some_and(|before| fits(next.seq, before));
        Err(match next.seq.cmp(&due) {
            _ if next == self.head => self.fault(next.seq, FaultKind::Duplicate),
            _ if rivals => self.fault(next.seq, FaultKind::Forked),
            Ordering::Less => self.fault(due, FaultKind::OutOfOrder),
            Ordering::Equal => self.fault(due, FaultKind::Altered),
            Ordering::Greater => self.fault(due, FaultKind::Gap),
        })
    }

    /// Ends the walk. `chain_ends` is where the whole chain is said to end: where the walk stands, or further on
    /// when only a part was walked. A checkpoint beyond it shows that the end was cut.
    pub fn finish(&self, chain_ends: u64) -> Result<(), Fault> {
        match self.ahead.first() {
            Some(last) if last.seq > chain_ends => {
                Err(Fault { sound_to: self.head.seq, ..self.fault(chain_ends.saturating_add(1), FaultKind::Truncated) })
            }
            _ => Ok(()),
        }
    }

    /// The sequence number that comes next.
    #[must_use]
    pub fn due(&self) -> u64 {
        self.head.seq.saturating_add(1)
    }

    pub(crate) fn fault(&self, seq: u64, kind: FaultKind) -> Fault {
        let sound_to = match kind {
            FaultKind::Duplicate => seq,
            _ => seq.saturating_sub(1),
        };
        Fault { tenant: self.tenant, seq, kind, sound_to }
    }

    fn compare_checkpoints(&mut self) -> Result<(), Fault> {
        while let Some(checkpoint) = self.ahead.last().filter(|checkpoint| checkpoint.seq <= self.head.seq) {
            if checkpoint.hash != self.head.hash {
                // The two histories may have parted anywhere since the last checkpoint that agreed.
                let sound_to = self.agreed_to;
                return Err(Fault { sound_to, ..self.fault(self.head.seq, FaultKind::Forked) });
            }
            self.agreed += 1;
            self.agreed_to = self.head.seq;
            self.ahead.pop();
        }
        Ok(())
    }
}
