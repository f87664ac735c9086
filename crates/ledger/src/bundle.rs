//! How a chain, or a part of it, leaves the house: one JSON value a line. A header says what should follow,
//! each entry stands in its canonical bytes, a trailer closes the file. Reading and writing hold one line at a
//! time, whatever the size of the ledger.

use std::io::{self, BufRead, Read, Write};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::canonical::{self, Object};
use crate::{EntryError, FORMAT, Head, Link, Sealed};

/// Most bytes in a line: an entry of [`crate::MAX_ENTRY_BYTES`] and its frame.
const MAX_LINE_BYTES: u64 = 257 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// The first sequence number in the bundle.
    pub from: u64,
    /// Where the whole chain stood when the bundle was made; at `to`, or after it when this is a part.
    pub head: Head,
    pub made_at: DateTime<Utc>,
    /// The hash at `from - 1`: of the entry there, or the genesis.
    pub previous_hash: crate::Hash,
    pub tenant_id: Uuid,
    /// The last sequence number in the bundle; `from - 1` when it holds none.
    pub to: u64,
}

/// The last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trailer {
    /// How many entries the bundle holds.
    pub count: u64,
    /// The last of them; the place before `from` when there is none.
    pub head: Head,
}

/// Why a line is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    #[error("not a line of this format: {0}")]
    Json(String),
    #[error("the entry is not in its canonical form")]
    NotCanonical,
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error("the format is `{0}`, and this is a reader of `{FORMAT}`")]
    Format(String),
    #[error("the range from {from} to {to} with the chain's head at {head} makes no sense")]
    Range { from: u64, to: u64, head: u64 },
}

impl From<serde_json::Error> for LineError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error.to_string())
    }
}

impl Header {
    /// A header for the entries `from` to `to` of a chain that stands at `head`.
    #[must_use]
    pub fn new(tenant_id: Uuid, from: Head, to: u64, head: Head, made_at: DateTime<Utc>) -> Self {
        Self { format: FORMAT.to_owned(), from: from.seq.saturating_add(1), head, made_at, previous_hash: from.hash, tenant_id, to }
    }

    /// Reads the first line.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        let header: Self = serde_json::from_slice(line)?;
        if header.format != FORMAT {
            return Err(LineError::Format(header.format));
        }
        let (from, to, head) = (header.from, header.to, header.head.seq);
        match from.checked_sub(1) {
            Some(before) if before <= to && to <= head => Ok(header),
            _ => Err(LineError::Range { from, to, head }),
        }
    }

    /// The place before the first entry.
    #[must_use]
    pub fn before(&self) -> Head {
        Head { hash: self.previous_hash, seq: self.from.saturating_sub(1) }
    }

    /// The line, with its line feed.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        let mut header = Object::open(&mut out);
        canonical::string(header.key("format"), &self.format);
        canonical::integer(header.key("from"), self.from);
        self.head.write(header.key("head"));
        canonical::instant(header.key("made_at"), self.made_at);
        canonical::string(header.key("previous_hash"), &self.previous_hash.to_string());
        canonical::uuid(header.key("tenant_id"), self.tenant_id);
        canonical::integer(header.key("to"), self.to);
        header.close();
        out.push(b'\n');
        out
    }
}

impl Sealed {
    /// Reads an entry's line and gives the entry with the bytes that its hash is over. A line in any other
    /// form than the canonical is refused, because two readers could understand it differently.
    pub fn parse(line: &[u8]) -> Result<(Self, Vec<u8>), LineError> {
        let sealed: Self = serde_json::from_slice(line)?;
        sealed.entry.check_meaning()?;
        let canonical = sealed.entry.canonical_bytes();
        match sealed.frame(&canonical).strip_suffix(b"\n") {
            Some(exact) if exact == line => Ok((sealed, canonical)),
            _ => Err(LineError::NotCanonical),
        }
    }

    /// The line, with its line feed.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        self.frame(&self.entry.canonical_bytes())
    }

    fn frame(&self, canonical: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(canonical.len() + 128);
        let mut sealed = Object::open(&mut out);
        sealed.key("entry").extend_from_slice(canonical);
        canonical::string(sealed.key("hash"), &self.hash.to_string());
        canonical::integer(sealed.key("seq"), self.seq);
        sealed.close();
        out.push(b'\n');
        out
    }
}

impl Trailer {
    /// The line, with its line feed.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        let mut trailer = Object::open(&mut out);
        canonical::integer(trailer.key("count"), self.count);
        self.head.write(trailer.key("head"));
        trailer.close();
        out.push(b'\n');
        out
    }
}

/// Writes a bundle. It does not verify: an auditor must be able to receive a ledger that was tampered with.
#[derive(Debug)]
pub struct BundleWriter<W> {
    out: W,
    trailer: Trailer,
}

impl<W: Write> BundleWriter<W> {
    /// Writes the header.
    pub fn begin(mut out: W, header: &Header) -> io::Result<Self> {
        out.write_all(&header.line())?;
        Ok(Self { out, trailer: Trailer { count: 0, head: header.before() } })
    }

    /// Writes the next entry.
    pub fn push(&mut self, sealed: &Sealed) -> io::Result<()> {
        self.trailer = Trailer { count: self.trailer.count + 1, head: sealed.head() };
        self.out.write_all(&sealed.line())
    }

    /// Writes what stands in the next place, an entry or what is left of one.
    pub fn push_link(&mut self, link: &Link) -> io::Result<()> {
        self.trailer = Trailer { count: self.trailer.count + 1, head: link.head() };
        self.out.write_all(&link.line())
    }

    /// Where the lines went, for a caller that sends them on in pieces.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes the trailer.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&self.trailer.line())?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Gives the lines of a file one at a time, without their line feeds.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    from: R,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, line: Vec::new() }
    }

    /// The next line; `None` at the end of the file. A line longer than any entry is cut there, and its rest
    /// comes as the next line: neither can be read as an entry. So does a last line without its line feed.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        self.from.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut self.line)?;
        Ok(match (self.line.strip_suffix(b"\n"), self.line.is_empty()) {
            (_, true) => None,
            (Some(line), _) => Some(Line { bytes: line, whole: true }),
            (None, _) => Some(Line { bytes: &self.line, whole: false }),
        })
    }
}

/// A line, and whether it ended with a line feed.
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) whole: bool,
}
