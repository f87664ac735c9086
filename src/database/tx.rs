//! One member, one permission, one instant, in one transaction. Grants are re-read in the transaction's first flush, so that a
//! removed membership ends at that instant.
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::pg::Pg;
use panoh_rules::calendar::legal_day;

use super::disclosure::entry_statements;
use super::door::{DOOR, Door, Opening, settings};
use super::entries::{EntryRow, PendingRow};
use super::lease::Lease;
use super::pool::{Duty, Pools};
use super::question::{MOST_AT_ONCE, Tried};
use super::{IdRow, Question, Sql, sql};
use crate::access::{Member, Permission};
use crate::ids::{EntryId, MembershipId, OrganisationId};
use crate::ledger::Act;
use crate::problem::{Code, Problem};

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
    lease: Lease,
    /// Changes whose counts nobody asks for: they travel with the next question, or with the commit.
    later: Vec<Sql>,
    /// A statement failed: what came before it is undone, and there is nothing to commit.
    failed: bool,
    now: DateTime<Utc>,
    member: Member,
    request_id: Option<String>,
    permitted: bool,
    permission: PhantomData<P>,
}

impl<P: Permission> Tx<P> {
    /// Open the door, or say why not.
    pub(crate) async fn open(pools: &Pools, opening: Opening) -> Result<Self, Problem> {
        Ok(Self::open_asking(pools, opening, None::<Sql>).await?.0)
    }

    /// Open the door with a first question in the same flush. Who may not pass learns nothing of the answer.
    pub(crate) async fn open_asking<Q: Question>(pools: &Pools, opening: Opening, question: Q) -> Result<(Self, Q::Answer), Problem> {
        let mut lease = pools.get(Duty::Work).await?;
        let (door, asked) = lease.put((Tried(opening.question::<P>()), Tried(question))).await?;
        let (.., rows) = door?;
        let (member, permitted) = opening.admit(rows)?;
        Ok((Self::through(lease, &opening, member, permitted), asked?))
    }

    /// A read of one question, whole in one flush: BEGIN, the door, the question, COMMIT. What comes back knows who asked and can
    /// ask nothing more.
    pub(crate) async fn glance<Q: Question>(pools: &Pools, opening: Opening, question: Q) -> Result<(Self, Q::Answer), Problem> {
        let mut lease = pools.get(Duty::Work).await?;
        let (door, asked, ended) = lease.put((Tried(opening.question::<P>()), Tried(question), Tried(sql("COMMIT")))).await?;
        lease.give_back();
        let (.., rows) = door?;
        let (member, permitted) = opening.admit(rows)?;
        let (answer, _) = (asked?, ended?);
        Ok((Self::through(lease, &opening, member, permitted), answer))
    }

    fn through(lease: Lease, opening: &Opening, member: Member, permitted: bool) -> Self {
        let (now, request_id) = (opening.now, opening.request_id.clone());
        Self { lease, later: Vec::new(), failed: false, now, member, request_id, permitted, permission: PhantomData }
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

    /// Put a question; what waits to be changed travels before it in the same flush.
    ///
    /// # Errors
    /// What the database says, as a problem.
    pub async fn ask<Q: Question>(&mut self, question: Q) -> Result<Q::Answer, Problem> {
        let later = self.last_of_later().await?;
        let asked = self.lease.put((later, question)).await;
        self.failed |= asked.is_err();
        Ok(asked?.1)
    }

    /// What waits to be changed, to travel with a question. Of more than may travel together the first go ahead.
    async fn last_of_later(&mut self) -> Result<Vec<Sql>, Problem> {
        let mut later = std::mem::take(&mut self.later);
        while later.len() > MOST_AT_ONCE {
            let rest = later.split_off(MOST_AT_ONCE);
            let done = self.lease.put(later).await;
            self.failed |= done.is_err();
            done?;
            later = rest;
        }
        Ok(later)
    }

    /// Change rows whose number does not matter, not now but before anything that comes after it.
    pub fn later(&mut self, change: Sql) {
        self.later.push(change);
    }

    /// All rows of a statement. The statement bounds its own number.
    ///
    /// # Errors
    /// What the database says, as a problem.
    pub async fn rows<R>(&mut self, statement: Sql) -> Result<Vec<R>, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        self.ask(statement.of::<R>()).await
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
        self.ask(statement).await
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
    #[expect(clippy::unused_async, reason = "when an entry is sent is the transaction's own affair, not its callers'")]
    pub async fn append(&mut self, act: Act) -> Result<EntryId, Problem> {
        self.require_permission()?;
        let id = EntryId::new();
        self.later.extend(entry_statements(&self.member, id, self.now, self.request_id.clone(), act));
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

    /// Make it durable.
    pub(crate) async fn commit(mut self) -> Result<(), Problem> {
        if self.failed {
            return Err(Problem::defect("committing a transaction", "one of its statements failed"));
        }
        let later = self.last_of_later().await?;
        let done = self.lease.put((later, sql("COMMIT"))).await;
        self.lease.give_back();
        done.map(|_| ())
    }

    /// Undo everything.
    pub(crate) fn rollback(self) {
        drop(self);
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
        let mut lease = pools.get(Duty::Work).await?;
        let all = sql(
            "SELECT set_config('app.reach', '{system,platform,organisation}', true), set_config('app.programmes_organisation', '{*}', true)",
        );
        lease.put((sql("BEGIN"), settings(tenant, system, String::new(), now), all)).await?;
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
            slices: Vec::new(),
        };
        Ok(Self { lease, later: Vec::new(), failed: false, now, member, request_id: None, permitted: true, permission: PhantomData })
    }

    /// What the house itself does within a member's act: the clock that catches up before it, a ballot that closes, a case that a
    /// case opens. It reaches the whole organisation and stands in the ledger as the system member's.
    ///
    /// # Errors
    /// What the work says; then the whole transaction must be undone.
    pub(crate) async fn by_system<T>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let tenant = self.member.tenant;
        let find = sql("SELECT id FROM memberships WHERE tenant_id = $1 AND user_id IS NULL ORDER BY created_at LIMIT 1");
        let system: IdRow = self.one(find.uuid(tenant)).await?;
        let system = Member {
            membership: MembershipId(system.id),
            user: None,
            office: None,
            team: None,
            roles: vec!["system".to_owned()],
            training: Vec::new(),
            reach: vec!["system".to_owned()],
            programmes: vec!["*".to_owned()],
            slices: Vec::new(),
            ..self.member.clone()
        };
        let caller = std::mem::replace(&mut self.member, system);
        let permitted = std::mem::replace(&mut self.permitted, true);
        self.reach_as(&["system".to_owned()]);
        let done = work(self).await;
        let reach = caller.reach.clone();
        self.member = caller;
        self.permitted = permitted;
        let value = done?;
        self.reach_as(&reach);
        Ok(value)
    }

    /// Look with another of the member's permissions, and come back to this one: whom a case is opened for is whom the member may
    /// see, not only whose cases they may open. Nothing is changed by it.
    ///
    /// # Errors
    /// What the work or the database says; then the whole transaction must be undone.
    pub(crate) async fn seeing<Q: Permission, T>(&mut self, work: impl AsyncFnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.grants_of::<Q>().await?;
        let value = work(self).await?;
        self.grants_of::<P>().await?;
        Ok(value)
    }

    /// Set the row-security variables to what the member's grants for a permission reach.
    async fn grants_of<Q: Permission>(&mut self) -> Result<(), Problem> {
        let Member { tenant, membership, user, .. } = self.member;
        let door = sql(DOOR).uuid(tenant).uuid(membership).opt_uuid(user).day(legal_day(self.now));
        let _: Door = self.one(door.text(Q::RESOURCE).text(Q::ACTION).boolean(false)).await?;
        Ok(())
    }

    fn reach_as(&mut self, reach: &[String]) {
        self.later(sql("SELECT set_config('app.reach', $1::text[]::text, true)").texts(reach.to_vec()));
    }

    /// Set up an organisation that this very transaction founds: its first rows are written under its own tenant id.
    pub(crate) async fn within<T>(
        &mut self,
        tenant: OrganisationId,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let home = std::mem::replace(&mut self.member.tenant, tenant);
        self.later(sql("SELECT set_config('app.tenant', $1::text, true)").text(tenant.to_string()));
        // After an error the transaction is undone whole: there is nothing to come home to.
        let done = work(self).await?;
        self.member.tenant = home;
        self.later(sql("SELECT set_config('app.tenant', $1::text, true)").text(home.to_string()));
        Ok(done)
    }
}
