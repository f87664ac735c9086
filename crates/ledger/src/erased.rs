//! What the chain keeps of an entry whose content was lawfully erased: the hash of what it said. Its place is still proven, and that
//! something was taken out of it is seen by everyone who verifies.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::canonical::{self, Object};
use crate::{Hash, Head, LineError, Sealed, content_hash};

/// An entry without its content, in its place. Only `content` and `seq` are proven; `id` and `tenant_id` are what the exporter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// SHA-256 of the canonical bytes that stood here.
    pub content: Hash,
    pub hash: Hash,
    pub id: Uuid,
    pub seq: u64,
    pub tenant_id: Uuid,
}

/// What stands in one place of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Boxed, because it is several times as large.
    Sealed(Box<Sealed>),
    Erased(Erased),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErasedLine {
    erased: ErasedEntry,
    hash: Hash,
    seq: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErasedEntry {
    content: Hash,
    id: Uuid,
    tenant_id: Uuid,
}

impl Erased {
    /// Reads the line of an erased entry, which must be in its canonical form.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        let ErasedLine { erased: ErasedEntry { content, id, tenant_id }, hash, seq } = serde_json::from_slice(line)?;
        let erased = Self { content, hash, id, seq, tenant_id };
        if erased.line().strip_suffix(b"\n") == Some(line) { Ok(erased) } else { Err(LineError::NotCanonical) }
    }

    /// The line, with its line feed.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(320);
        let mut line = Object::open(&mut out);
        let mut erased = Object::open(line.key("erased"));
        canonical::string(erased.key("content"), &self.content.to_string());
        canonical::uuid(erased.key("id"), self.id);
        canonical::uuid(erased.key("tenant_id"), self.tenant_id);
        erased.close();
        canonical::string(line.key("hash"), &self.hash.to_string());
        canonical::integer(line.key("seq"), self.seq);
        line.close();
        out.push(b'\n');
        out
    }
}

impl Link {
    /// Reads a line: an entry, or what is left of one.
    pub fn parse(line: &[u8]) -> Result<(Self, Hash), LineError> {
        match Sealed::parse(line) {
            Ok((sealed, canonical)) => Ok((Self::Sealed(Box::new(sealed)), content_hash(&canonical))),
            Err(fault) => match Erased::parse(line) {
                Ok(erased) => Ok((Self::Erased(erased), erased.content)),
                Err(_) => Err(fault),
            },
        }
    }

    /// The line, with its line feed.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        match self {
            Self::Sealed(sealed) => sealed.line(),
            Self::Erased(erased) => erased.line(),
        }
    }

    #[must_use]
    pub fn head(&self) -> Head {
        match self {
            Self::Sealed(sealed) => sealed.head(),
            Self::Erased(erased) => Head { hash: erased.hash, seq: erased.seq },
        }
    }

    #[must_use]
    pub fn tenant(&self) -> Uuid {
        match self {
            Self::Sealed(sealed) => sealed.entry.tenant_id,
            Self::Erased(erased) => erased.tenant_id,
        }
    }

    /// The hash of what it says, or said.
    #[must_use]
    pub fn content(&self) -> Hash {
        match self {
            Self::Sealed(sealed) => content_hash(&sealed.entry.canonical_bytes()),
            Self::Erased(erased) => erased.content,
        }
    }

    #[must_use]
    pub fn is_erased(&self) -> bool {
        matches!(self, Self::Erased(_))
    }
}
