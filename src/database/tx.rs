//! One member, one permission, one instant, in one transaction. Grants are re-read in the transaction's first flush, so that a
//! removed membership ends at that instant.
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Binary, Bool, Jsonb, Nullable, SmallInt, Text};
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures::try_join;
use panoh_rules::calendar::legal_day;

use super::door::{DOOR, Door};
use super::entries::{EntryRow, PendingRow};
use super::pool::{Duty, Pools};
use super::{Sql, sql};
use crate::access::{Member, Permission};
use crate::ids::{EntryId, MembershipId, OfficeId, OrganisationId, TeamId, UserId};
use crate::ledger::Act;
use crate::problem::{Code, Problem};

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
    fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub status: Option<i16>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub headers: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub body: Option<String>,
}

/// A value whose ledger entry stands in the same transaction. Only [`Tx::record`] makes one.
pub struct Recorded<T> {
    value: T,
}

impl<T> Recorded<T> {
    /// Turn the value into another view of the same act.
    pub fn map<U>(self, view: impl FnOnce(T) -> U) -> Recorded<U> {
        Recorded { value: view(self.value) }
    }
    /// The value, to be answered after commit.
    pub(crate) fn into_inner(self) -> T {
        self.value
    }
    /// Look at the value before it is answered.
    pub fn get(&self) -> &T {
        &self.value
    }
}

/// The open door.
pub struct Tx<P> {
    conn: Option<Object<AsyncPgConnection>>,
    now: DateTime<Utc>,
    member: Member,
    request_id: Option<String>,
    permitted: bool,
    permission: PhantomData<P>,
}

impl<P: Permission> Tx<P> {
    /// Open the door, or say why not.
    pub(crate) async fn open(pools: &Pools, opening: Opening) -> Result<Self, Problem> {
        let mut conn = pools.get(Duty::Work).await?;
        let begin = begin(&opening);
        let door = sql(DOOR)
            .uuid(opening.tenant)
            .uuid(opening.membership)
            .opt_uuid(opening.user)
            .day(legal_day(opening.now))
            .text(P::RESOURCE)
            .text(P::ACTION)
            .boolean(opening.names_a_record);
        let opened: Result<Vec<Door>, diesel::result::Error> = {
            let shared: &AsyncPgConnection = &conn;
            let (mut first, mut second) = (shared, shared);
            // One flush: BEGIN and the settings travel with the question about membership and grants.
            try_join!(first.batch_execute(&begin), door.load::<Door>(&mut second)).map(|((), rows)| rows)
        };
        let rows = match opened {
            Ok(rows) => rows,
            Err(error) => {
                discard(conn);
                return Err(error.into());
            }
        };
        let refused = match rows.as_slice().first() {
            None => Some(Code::SessionEnded),
            Some(door) if door.reach.is_empty() && opening.names_a_record => Some(Code::NotFound),
            Some(door) if !door.permitted && !opening.names_a_record => Some(Code::NotPermitted),
            Some(_) => None,
        };
        let Some(door) = rows.into_iter().next().filter(|_| refused.is_none()) else {
            let ended = conn.batch_execute("ROLLBACK").await;
            if ended.is_err() {
                discard(conn);
            }
            return Err(refused.unwrap_or(Code::SessionEnded).into());
        };
        let member = Member {
            tenant: opening.tenant,
            membership: opening.membership,
            user: opening.user,
            office: door.office_id.map(OfficeId),
            team: door.team_id.map(TeamId),
            roles: door.roles,
            training: door.training,
            reach: door.reach,
            programmes: door.programmes,
        };
        Ok(Self {
            conn: Some(conn),
            now: opening.now,
            member,
            request_id: opening.request_id,
            permitted: door.permitted,
            permission: PhantomData,
        })
    }

    /// The one instant of this transaction.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Who acts.
    pub fn member(&self) -> &Member {
        &self.member
    }

    /// The caller's organisation: `$1` of every statement.
    pub fn tenant(&self) -> OrganisationId {
        self.member.tenant
    }

    /// A record was found and may be seen; now say whether the permission itself is there. Look-ups call this, so that a member
    /// who may read but not act is told 403 for what is seen, and 404 for the rest.
    ///
    /// # Errors
    /// `not_permitted`.
    pub fn require_permission(&self) -> Result<(), Problem> {
        if self.permitted { Ok(()) } else { Err(Code::NotPermitted.into()) }
    }

    fn conn(&mut self) -> Result<&mut Object<AsyncPgConnection>, Problem> {
        self.conn.as_mut().ok_or_else(|| Problem::defect("using a closed transaction", "no connection"))
    }

    /// All rows of a statement. The statement bounds its own number.
    ///
    /// # Errors
    /// What the database says, as a problem.
    pub async fn rows<R>(&mut self, statement: Sql) -> Result<Vec<R>, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        let conn: &mut AsyncPgConnection = self.conn()?;
        Ok(statement.load::<R>(conn).await?)
    }

    /// One row or none.
    ///
    /// # Errors
    /// What the database says, as a problem.
    pub async fn maybe<R>(&mut self, statement: Sql) -> Result<Option<R>, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        Ok(self.rows::<R>(statement).await?.into_iter().next())
    }

    /// One row; `not_found` when there is none that this member may see.
    ///
    /// # Errors
    /// `not_found`, or what the database says.
    pub async fn one<R>(&mut self, statement: Sql) -> Result<R, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        self.maybe(statement).await?.ok_or_else(|| Code::NotFound.into())
    }

    /// Change rows; how many.
    ///
    /// # Errors
    /// What the database says, as a problem.
    pub async fn execute(&mut self, statement: Sql) -> Result<usize, Problem> {
        let conn: &mut AsyncPgConnection = self.conn()?;
        Ok(statement.execute(conn).await?)
    }

    /// Write the act into the ledger and make the value answerable.
    ///
    /// # Errors
    /// `not_permitted` when the permission is missing, or what the database says.
    pub async fn record<T>(&mut self, act: Act, value: T) -> Result<Recorded<T>, Problem> {
        self.require_permission()?;
        self.append(act).await?;
        Ok(Recorded { value })
    }

    /// A further entry of the same act, for a second record that it changes (a case opened by another).
    ///
    /// # Errors
    /// As [`Tx::record`].
    pub async fn append(&mut self, act: Act) -> Result<EntryId, Problem> {
        self.require_permission()?;
        let id = EntryId::new();
        let (tenant, now) = (self.member.tenant, self.now);
        let entry = super::disclosure::insert_entry(&self.member, id, now, self.request_id.clone(), act);
        let pending = sql("INSERT INTO ledger_pending (tenant_id, entry_id) VALUES ($1, $2)").uuid(tenant).uuid(id);
        let conn: &AsyncPgConnection = self.conn()?;
        let (mut first, mut second) = (conn, conn);
        try_join!(entry.execute(&mut first), pending.execute(&mut second))?;
        Ok(id)
    }

    /// As many entries as acts, in their order: an act on thousands of records is as many acts.
    ///
    /// # Errors
    /// As [`Tx::record`].
    pub async fn append_all(&mut self, acts: Vec<Act>) -> Result<(), Problem> {
        self.require_permission()?;
        let (now, request_id) = (self.now, self.request_id.clone());
        let rows: Vec<EntryRow> = acts.into_iter().map(|act| EntryRow::new(&self.member, now, request_id.clone(), act)).collect();
        let pending = rows.iter().map(EntryRow::pending).collect();
        self.insert_all(rows).await?;
        self.insert_all::<PendingRow>(pending).await?;
        Ok(())
    }

    /// Look for the answer of an earlier request with this key, and hold the key until commit.
    pub(crate) async fn replay(&mut self, key: &Key) -> Result<Option<Replay>, Problem> {
        #[derive(QueryableByName)]
        struct Held {
            #[diesel(sql_type = Bool)]
            held: bool,
        }
        let (tenant, membership) = (self.member.tenant, self.member.membership);
        let lock = format!("{tenant}/{membership}/{}", key.key);
        let held: Held = self.one(sql("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held").text(lock)).await?;
        if !held.held {
            return Err(Code::StillRunning.into());
        }
        let statement =
            sql("SELECT fingerprint, status, headers, body FROM idempotency_keys WHERE tenant_id = $1 AND membership_id = $2 AND key = $3");
        let stored: Option<Replay> = self.maybe(statement.uuid(tenant).uuid(membership).text(key.key.clone())).await?;
        match stored {
            Some(replay) if replay.fingerprint != key.fingerprint => Err(Code::IdempotencyKeyReused.into()),
            other => Ok(other),
        }
    }

    /// Keep the answer with the act, in the same transaction.
    pub(crate) async fn keep_answer(&mut self, key: &Key, status: i16, headers: serde_json::Value, body: String) -> Result<(), Problem> {
        let statement = sql(
            "INSERT INTO idempotency_keys (tenant_id, membership_id, key, fingerprint, status, headers, body, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        let (tenant, membership, now) = (self.member.tenant, self.member.membership, self.now);
        let statement = statement.uuid(tenant).uuid(membership).text(key.key.clone()).bytes(key.fingerprint.clone());
        self.execute(statement.small(status).json(headers).text(body).at(now)).await?;
        Ok(())
    }

    /// Make it durable.
    pub(crate) async fn commit(mut self) -> Result<(), Problem> {
        let Some(mut conn) = self.conn.take() else { return Ok(()) };
        match conn.batch_execute("COMMIT").await {
            Ok(()) => Ok(()),
            Err(error) => {
                discard(conn);
                Err(error.into())
            }
        }
    }

    /// Undo everything.
    pub(crate) async fn rollback(mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        if conn.batch_execute("ROLLBACK").await.is_err() {
            discard(conn);
        }
    }

    /// The door of the command line, for whoever holds the database itself: found an organisation, seed one. It acts as the
    /// organisation's system member and is recorded in its ledger.
    ///
    /// # Errors
    /// The database is not there.
    pub(crate) async fn bootstrap(
        pools: &Pools,
        tenant: OrganisationId,
        system: MembershipId,
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let mut conn = pools.get(Duty::Work).await?;
        let text = format!(
            "BEGIN; SELECT set_config('app.tenant', '{tenant}', true), set_config('app.membership', '{system}', true), set_config('app.now', '{}', true), set_config('app.reach', '{{system,platform,organisation}}', true), set_config('app.programmes_organisation', '{{*}}', true)",
            now.to_rfc3339()
        );
        if let Err(error) = conn.batch_execute(&text).await {
            discard(conn);
            return Err(error.into());
        }
        let member = Member {
            tenant,
            membership: system,
            user: None,
            office: None,
            team: None,
            roles: vec!["system".to_owned()],
            training: Vec::new(),
            reach: vec!["system".to_owned()],
            programmes: vec!["*".to_owned()],
        };
        Ok(Self { conn: Some(conn), now, member, request_id: None, permitted: true, permission: PhantomData })
    }

    /// What the house itself does within a member's act: the clock that catches up before it, a ballot that closes, a case that a
    /// case opens. It reaches the whole organisation and stands in the ledger as the system member's.
    ///
    /// # Errors
    /// What the work says; then the whole transaction must be undone.
    pub(crate) async fn by_system<T>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let tenant = self.member.tenant;
        let find = sql("SELECT id FROM memberships WHERE tenant_id = $1 AND user_id IS NULL ORDER BY created_at LIMIT 1");
        let system: super::IdRow = self.one(find.uuid(tenant)).await?;
        let system = Member {
            membership: MembershipId(system.id),
            user: None,
            office: None,
            team: None,
            roles: vec!["system".to_owned()],
            training: Vec::new(),
            reach: vec!["system".to_owned()],
            programmes: vec!["*".to_owned()],
            ..self.member.clone()
        };
        let caller = std::mem::replace(&mut self.member, system);
        let permitted = std::mem::replace(&mut self.permitted, true);
        self.reach_as(&["system".to_owned()]).await?;
        let done = work(self).await;
        let reach = caller.reach.clone();
        self.member = caller;
        self.permitted = permitted;
        let value = done?;
        self.reach_as(&reach).await?;
        Ok(value)
    }

    async fn reach_as(&mut self, reach: &[String]) -> Result<(), Problem> {
        self.execute(sql("SELECT set_config('app.reach', $1::text[]::text, true)").texts(reach.to_vec())).await?;
        Ok(())
    }

    /// Set up an organisation that this very transaction founds: its first rows are written under its own tenant id.
    pub(crate) async fn within<T>(
        &mut self,
        tenant: OrganisationId,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let home = std::mem::replace(&mut self.member.tenant, tenant);
        self.execute(sql("SELECT set_config('app.tenant', $1::text, true)").text(tenant.to_string())).await?;
        // After an error the transaction is undone whole: there is nothing to come home to.
        let done = work(self).await?;
        self.member.tenant = home;
        self.execute(sql("SELECT set_config('app.tenant', $1::text, true)").text(home.to_string())).await?;
        Ok(done)
    }
}

impl<P> Drop for Tx<P> {
    // A request that was dropped half-way must not hand its open transaction to the next one.
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            discard(conn);
        }
    }
}

fn begin(opening: &Opening) -> String {
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

pub(super) fn discard(conn: Object<AsyncPgConnection>) {
    drop(Object::take(conn));
}
