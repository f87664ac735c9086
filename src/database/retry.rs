//! Retry keys: the same request sent again is answered as before and done once.
use diesel::QueryableByName;
use diesel::sql_types::{Binary, Bool, Jsonb, Nullable, SmallInt, Text};

use super::question::Ask;
use super::{Opening, Tx, sql};
use crate::access::Permission;
use crate::problem::{Code, Problem};

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
    fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub status: Option<i16>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub headers: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub body: Option<String>,
}

#[derive(QueryableByName)]
pub(crate) struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

impl Key {
    /// Hold the key until commit, and look for the answer of an earlier request with it.
    pub(crate) fn question(&self, opening: &Opening) -> (Ask<Held>, Ask<Replay>) {
        let (tenant, membership) = (opening.tenant, opening.membership);
        let lock = format!("{tenant}/{membership}/{}", self.key);
        let stored =
            sql("SELECT fingerprint, status, headers, body FROM idempotency_keys WHERE tenant_id = $1 AND membership_id = $2 AND key = $3");
        (
            sql("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held").text(lock).of(),
            stored.uuid(tenant).uuid(membership).text(self.key.clone()).of(),
        )
    }

    /// The earlier answer, if there is one.
    ///
    /// # Errors
    /// `still_running`; `idempotency_key_reused` for another request with the same key.
    pub(crate) fn replay(&self, (held, stored): (Vec<Held>, Vec<Replay>)) -> Result<Option<Replay>, Problem> {
        if !held.into_iter().any(|row| row.held) {
            return Err(Code::StillRunning.into());
        }
        match stored.into_iter().next() {
            Some(replay) if replay.fingerprint != self.fingerprint => Err(Code::IdempotencyKeyReused.into()),
            other => Ok(other),
        }
    }
}

impl<P: Permission> Tx<P> {
    /// Keep the answer with the act, in the same transaction.
    pub(crate) fn keep_answer(&mut self, key: &Key, status: i16, headers: serde_json::Value, body: String) {
        let statement = sql(
            "INSERT INTO idempotency_keys (tenant_id, membership_id, key, fingerprint, status, headers, body, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        let (tenant, membership, now) = (self.tenant(), self.member().membership, self.now());
        let statement = statement.uuid(tenant).uuid(membership).text(key.key.clone()).bytes(key.fingerprint.clone());
        self.later(statement.small(status).json(headers).text(body).at(now));
    }
}
