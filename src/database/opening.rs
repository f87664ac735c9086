//! What a transaction is opened for, and the retry key that it may be held by.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Jsonb, Nullable, SmallInt, Text};

use crate::ids::{MembershipId, OrganisationId, UserId};

/// What a transaction is opened for.
#[derive(Debug, Clone)]
pub struct Opening {
    pub tenant: OrganisationId,
    pub membership: MembershipId,
    /// `None`: the organisation's system member, whom the clock acts as.
    pub user: Option<UserId>,
    pub now: DateTime<Utc>,
    pub request_id: Option<String>,
    /// The request names a record: without the permission, a member who may read such records is told 403 for those seen and
    /// 404 for the rest; anyone else is told 404.
    pub names_a_record: bool,
    pub kind: Kind,
}

/// How the transaction runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    /// Ballots and quorum.
    Serializable,
}

/// A retry key with the fingerprint of its request.
#[derive(Debug, Clone)]
pub struct Key {
    pub key: String,
    pub fingerprint: Vec<u8>,
}

/// The stored answer of an earlier request with the same key.
#[derive(Debug, Clone, QueryableByName)]
pub struct Replay {
    #[diesel(sql_type = Binary)]
    pub(super) fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub status: Option<i16>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub headers: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub body: Option<String>,
}

/// The first words to PostgreSQL.
pub(super) fn begin(opening: &Opening) -> String {
    let mode = match opening.kind {
        Kind::Read => "BEGIN READ ONLY",
        Kind::Write => "BEGIN",
        Kind::Serializable => "BEGIN ISOLATION LEVEL SERIALIZABLE",
    };
    // Only ids and an instant stand in this text; it goes by the simple protocol, so it is first in the flush whatever else must be prepared.
    format!(
        "{mode}; SELECT set_config('app.tenant', '{}', true), set_config('app.membership', '{}', true), set_config('app.user', '{}', true), set_config('app.now', '{}', true)",
        opening.tenant,
        opening.membership,
        opening.user.map(|user| user.to_string()).unwrap_or_default(),
        opening.now.to_rfc3339()
    )
}
