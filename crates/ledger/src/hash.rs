//! SHA-256 with a first byte that says what is hashed, so that no hash can be passed off as another kind:
//! 0x00 a link, 0x01 kept for nodes of a tree over chain heads, 0x02 the start of a chain.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

/// The name of this format, hashed into each chain's start and written in each bundle's header.
pub const FORMAT: &str = "panoh-ledger-v1";

/// A SHA-256; in text, 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

/// A text that is not a [`Hash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a hash is 64 lower-case hexadecimal digits")]
pub struct HashError;

/// What the first entry of an organisation follows: the hash at sequence number 0.
#[must_use]
pub fn genesis(tenant: Uuid) -> Hash {
    let start = Sha256::new().chain_update([0x02]).chain_update(FORMAT).chain_update(tenant.as_bytes());
    Hash(start.finalize().into())
}

/// The hash of the entry at `seq` (1, 2, 3 …) after `previous`. The content goes in as its own hash, so that a
/// chain can still be proven when an entry's content has lawfully been erased.
#[must_use]
pub fn link(seq: u64, previous: &Hash, canonical: &[u8]) -> Hash {
    link_content(seq, previous, &content_hash(canonical))
}

/// As [`link`], where only the hash of the content is left.
#[must_use]
pub fn link_content(seq: u64, previous: &Hash, content: &Hash) -> Hash {
    let link = Sha256::new().chain_update([0x00]).chain_update(seq.to_be_bytes()).chain_update(previous.0).chain_update(content.0);
    Hash(link.finalize().into())
}

/// The hash by which an entry's canonical bytes enter the chain.
#[must_use]
pub fn content_hash(canonical: &[u8]) -> Hash {
    Hash(Sha256::digest(canonical).into())
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let mut bytes = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(HashError);
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

fn digit(text: u8) -> Result<u8, HashError> {
    match text {
        b'0'..=b'9' => Ok(text - b'0'),
        b'a'..=b'f' => Ok(text - b'a' + 10),
        _ => Err(HashError),
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
