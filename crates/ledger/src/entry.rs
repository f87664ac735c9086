//! What one act leaves behind: who, for whom, what, which fields, why. An entry names fields and never
//! carries their values, except `change`, which its writer limits to classes K1 and K2.

use chrono::{DateTime, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::canonical::{self, Object};

/// The format version that this crate writes and reads.
pub const VERSION: u32 = 1;
/// Most bytes that an entry's canonical form may have.
pub const MAX_ENTRY_BYTES: usize = 256 * 1024;
/// Most levels of arrays and objects in `change`.
pub const MAX_CHANGE_DEPTH: usize = 32;
/// Largest magnitude of an integer in `change`: 2⁵³ − 1, the largest that every JSON reader keeps exactly (RFC 7493).
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// One immutable entry of an organisation's ledger (architecture.md idea 4; security.md §2.1 h).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub actor: Actor,
    /// The database's clock, in microseconds; anything finer is cut off.
    #[serde(with = "micros")]
    pub at: DateTime<Utc>,
    #[serde(deserialize_with = "present")]
    pub case_id: Option<Uuid>,
    /// Before and after of K1 and K2 fields, for the timeline. `null` inside is the same as `None`.
    #[serde(deserialize_with = "present")]
    pub change: Option<Value>,
    /// The highest class read or written, 0 to 4.
    pub class: u8,
    /// Names of the fields read or written, never values.
    pub fields: Vec<String>,
    /// UUIDv7.
    pub id: Uuid,
    #[serde(deserialize_with = "present")]
    pub object: Option<ObjectRef>,
    /// From the server's list of operations, such as `case.transition`; never from a client.
    pub operation: String,
    pub outcome: Outcome,
    /// The person whom the act is about.
    #[serde(deserialize_with = "present")]
    pub person_id: Option<Uuid>,
    #[serde(deserialize_with = "present")]
    pub purpose: Option<String>,
    #[serde(deserialize_with = "present")]
    pub reason: Option<String>,
    #[serde(deserialize_with = "present")]
    pub request_id: Option<String>,
    pub tenant_id: Uuid,
    /// [`VERSION`].
    pub version: u32,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    pub kind: ActorKind,
    #[serde(deserialize_with = "present")]
    pub membership_id: Option<Uuid>,
    #[serde(deserialize_with = "present")]
    pub user_id: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Member,
    System,
    Partner,
    Platform,
    Anonymous,
}

impl ActorKind {
    /// The word in the canonical form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::System => "system",
            Self::Partner => "partner",
            Self::Platform => "platform",
            Self::Anonymous => "anonymous",
        }
    }
}

/// What was acted upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectRef {
    pub id: Uuid,
    pub kind: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Refused,
}

impl Outcome {
    /// The word in the canonical form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

/// Why an entry may not be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntryError {
    #[error("the format version is {0}, and only {VERSION} is known")]
    Version(u32),
    #[error("the class is {0}, and classes go from 0 to 4")]
    Class(u8),
    #[error("the operation has no name")]
    Operation,
    #[error("the year is outside 0000 to 9999")]
    Year,
    #[error("`change` holds the number {0}; only integers up to 2^53 - 1 keep their digits everywhere")]
    Number(String),
    #[error("`change` is nested deeper than {MAX_CHANGE_DEPTH} levels")]
    Depth,
    #[error("the entry takes {0} bytes of at most {MAX_ENTRY_BYTES}")]
    Size(usize),
}

impl Entry {
    /// The bytes that are hashed, as `docs/ledger-format.md` defines them. For entries that pass
    /// [`Entry::check`], equal entries give equal bytes and different entries different bytes.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(768);
        self.write(&mut out);
        out
    }

    /// Refuses what could not be read back exactly. Whoever records an entry asks this first: a sealed entry
    /// that does not pass makes its chain unreadable from there on.
    pub fn check(&self) -> Result<(), EntryError> {
        self.check_meaning()?;
        match self.canonical_bytes().len() {
            size if size > MAX_ENTRY_BYTES => Err(EntryError::Size(size)),
            _ => Ok(()),
        }
    }

    pub(crate) fn check_meaning(&self) -> Result<(), EntryError> {
        if self.version != VERSION {
            return Err(EntryError::Version(self.version));
        }
        if self.class > 4 {
            return Err(EntryError::Class(self.class));
        }
        if self.operation.is_empty() {
            return Err(EntryError::Operation);
        }
        if !(0..=9999).contains(&chrono::Datelike::year(&self.at)) {
            return Err(EntryError::Year);
        }
        self.change.as_ref().map_or(Ok(()), |change| check_change(change, MAX_CHANGE_DEPTH))
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut entry = Object::open(out);
        self.actor.write(entry.key("actor"));
        canonical::instant(entry.key("at"), self.at);
        canonical::optional(entry.key("case_id"), self.case_id, canonical::uuid);
        canonical::optional(entry.key("change"), self.change.as_ref(), canonical::value);
        canonical::integer(entry.key("class"), self.class.into());
        canonical::array(entry.key("fields"), &self.fields, |out, field| canonical::string(out, field));
        canonical::uuid(entry.key("id"), self.id);
        canonical::optional(entry.key("object"), self.object.as_ref(), |out, object| object.write(out));
        canonical::string(entry.key("operation"), &self.operation);
        canonical::string(entry.key("outcome"), self.outcome.as_str());
        canonical::optional(entry.key("person_id"), self.person_id, canonical::uuid);
        canonical::optional(entry.key("purpose"), self.purpose.as_deref(), canonical::string);
        canonical::optional(entry.key("reason"), self.reason.as_deref(), canonical::string);
        canonical::optional(entry.key("request_id"), self.request_id.as_deref(), canonical::string);
        canonical::uuid(entry.key("tenant_id"), self.tenant_id);
        canonical::integer(entry.key("version"), self.version.into());
        entry.close();
    }
}

impl Actor {
    fn write(&self, out: &mut Vec<u8>) {
        let mut actor = Object::open(out);
        canonical::string(actor.key("kind"), self.kind.as_str());
        canonical::optional(actor.key("membership_id"), self.membership_id, canonical::uuid);
        canonical::optional(actor.key("user_id"), self.user_id, canonical::uuid);
        actor.close();
    }
}

impl ObjectRef {
    fn write(&self, out: &mut Vec<u8>) {
        let mut object = Object::open(out);
        canonical::uuid(object.key("id"), self.id);
        canonical::string(object.key("kind"), &self.kind);
        object.close();
    }
}

fn check_change(value: &Value, levels_left: usize) -> Result<(), EntryError> {
    let inside = || levels_left.checked_sub(1).ok_or(EntryError::Depth);
    match value {
        Value::Number(number) => {
            let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            match magnitude {
                Some(magnitude) if magnitude <= MAX_INTEGER => Ok(()),
                _ => Err(EntryError::Number(number.to_string())),
            }
        }
        Value::Array(items) => {
            let inside = inside()?;
            items.iter().try_for_each(|item| check_change(item, inside))
        }
        Value::Object(map) => {
            let inside = inside()?;
            map.values().try_for_each(|member| check_change(member, inside))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

/// Cuts an instant to whole microseconds, the precision of PostgreSQL and of the canonical form.
#[must_use]
pub fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_nanosecond(at.nanosecond() / 1000 * 1000).unwrap_or(at)
}

/// A key may be `null` and may not be missing, so that there is one way to write nothing.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

mod micros {
    //! RFC 3339 with exactly six fractional digits and `Z`; reading takes any RFC 3339 and cuts it.
    use super::{DateTime, Deserialize, Deserializer, Utc, to_micros};
    use chrono::SecondsFormat;
    use serde::Serializer;

    pub(super) fn serialize<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
        DateTime::deserialize(from).map(to_micros)
    }
}
