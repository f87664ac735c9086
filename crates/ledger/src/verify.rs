//! Reads a bundle from start to end and says that it is whole, or where it first is not.

use std::io::{self, BufRead};

use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

use crate::bundle::Lines;
use crate::{Chain, Checkpoint, Fault, FaultKind, Head, Header, LineError, Link, Trailer};

/// What a sound bundle proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Report {
    pub tenant: Uuid,
    /// How many entries the bundle holds, all of them sound.
    pub count: u64,
    /// How many of them say no more what they said: their content was erased, and its hash stands in its place.
    pub erased: u64,
    /// The first sequence number in the bundle.
    pub from: u64,
    /// The last entry in the bundle.
    pub head: Head,
    /// Where the whole chain stood when the bundle was made, as the bundle says.
    pub chain_head: Head,
    /// How many checkpoints of this organisation the bundle met; all agreed.
    pub checkpoints_agreed: usize,
    /// How many checkpoints lie after the bundle's last entry and so say nothing about it.
    pub checkpoints_ahead: usize,
}

/// Why a bundle proves nothing, or proves the opposite.
#[derive(Debug, Error)]
pub enum VerifyError {
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
    #[error("the first line is not the header of a bundle: {0}")]
    Header(LineError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl VerifyError {
    /// How a program that verifies ends: 1 altered, 2 incomplete, 3 unreadable.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Fault(fault) => fault.kind.exit_code(),
            Self::Read(_) | Self::Header(_) => FaultKind::Unreadable.exit_code(),
        }
    }
}

/// Verifies a bundle against itself and against the checkpoints of its organisation.
pub fn verify_bundle(reader: impl BufRead, checkpoints: &[Checkpoint]) -> Result<Report, VerifyError> {
    let mut lines = Lines::new(reader);
    let header = match lines.next()? {
        Some(line) => Header::parse(line.bytes).map_err(VerifyError::Header)?,
        None => {
            return Err(VerifyError::Header(LineError::Json("the file is empty".to_owned())));
        }
    };
    let mut chain = Chain::resume(header.tenant_id, header.before(), checkpoints)?;
    let (trailer, erased) = walk(&mut lines, &header, &mut chain)?;
    close(&header, &trailer, &chain, checkpoints)?;
    match lines.next()? {
        Some(_) => Err(chain.fault(chain.due(), FaultKind::Unreadable).into()),
        None => Ok(Report {
            tenant: header.tenant_id,
            count: trailer.count,
            erased,
            from: header.from,
            head: chain.head(),
            chain_head: header.head,
            checkpoints_agreed: chain.agreed(),
            checkpoints_ahead: chain.ahead(),
        }),
    }
}

/// Takes the entries up to the trailer; with how many of them are erased.
fn walk<R: BufRead>(lines: &mut Lines<R>, header: &Header, chain: &mut Chain) -> Result<(Trailer, u64), VerifyError> {
    let mut erased = 0;
    loop {
        let due = chain.due();
        let Some(line) = lines.next()? else {
            return Err(chain.fault(due, FaultKind::Truncated).into());
        };
        match Link::parse(line.bytes) {
            Ok((link, content)) => {
                erased += u64::from(link.is_erased());
                match chain.push_content(link.head(), link.tenant(), content) {
                    Err(fault) if fault.kind == FaultKind::Gap => {
                        return Err(gap(lines, fault)?.into());
                    }
                    pushed => pushed?,
                }
                if link.head().seq > header.to {
                    return Err(chain.fault(link.head().seq, FaultKind::Altered).into());
                }
            }
            Err(_) => match serde_json::from_slice(line.bytes) {
                Ok(trailer) => return Ok((trailer, erased)),
                // The last line of a file whose end was cut off.
                Err(_) if !line.whole && lines.next()?.is_none() => {
                    return Err(chain.fault(due, FaultKind::Truncated).into());
                }
                Err(_) => return Err(chain.fault(due, FaultKind::Unreadable).into()),
            },
        }
    }
}

/// Tells entries that are missing from entries that come later than they should.
fn gap<R: BufRead>(lines: &mut Lines<R>, fault: Fault) -> io::Result<Fault> {
    while let Some(line) = lines.next()? {
        if Link::parse(line.bytes).is_ok_and(|(link, _)| link.head().seq == fault.seq) {
            return Ok(Fault { kind: FaultKind::OutOfOrder, ..fault });
        }
    }
    Ok(fault)
}

/// Holds what was read against what header, trailer and checkpoints say.
fn close(header: &Header, trailer: &Trailer, chain: &Chain, checkpoints: &[Checkpoint]) -> Result<(), Fault> {
    let end = chain.head();
    if end.seq < header.to {
        return Err(chain.fault(chain.due(), FaultKind::Truncated));
    }
    let count = end.seq.saturating_sub(header.before().seq);
    let head_fits = header.head.seq != end.seq || header.head == end;
    if trailer.head != end || trailer.count != count || !head_fits {
        return Err(chain.fault(end.seq, FaultKind::Altered));
    }
    chain.finish(header.head.seq)?;
    let contradicted = checkpoints.iter().any(|checkpoint| {
        checkpoint.tenant == header.tenant_id && checkpoint.seq == header.head.seq && checkpoint.hash != header.head.hash
    });
    match contradicted {
        true => Err(Fault { sound_to: end.seq, ..chain.fault(header.head.seq, FaultKind::Forked) }),
        false => Ok(()),
    }
}
