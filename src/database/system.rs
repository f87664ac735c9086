//! The clock's door: an organisation's own system member, and one permission named as a type, like everyone else's.
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::Uuid as SqlUuid;
use uuid::Uuid;

use super::pool::{Duty, Pools};
use super::{Kind, Opening, Recorded, Tx, sql};
use crate::access::Permission;
use crate::access::permission::ManageOrganisations;
use crate::ids::{MembershipId, OrganisationId, UserId};
use crate::problem::Problem;

/// Opens transactions as an organisation's system member.
#[derive(Clone)]
pub struct SystemDoor {
    pools: Pools,
}

/// An organisation and its system member.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct SystemMember {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

impl SystemMember {
    /// The organisation.
    pub fn tenant(&self) -> OrganisationId {
        OrganisationId(self.tenant_id)
    }
}

impl SystemDoor {
    /// Over these pools.
    pub fn new(pools: Pools) -> Self {
        Self { pools }
    }

    /// Every organisation that is not suspended, with its system member.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn members(&self) -> Result<Vec<SystemMember>, Problem> {
        let mut lease = self.pools.get(Duty::SignIn).await?;
        let statement = sql("SELECT m.tenant_id, m.id FROM memberships m JOIN organisations o ON o.id = m.tenant_id
              WHERE m.user_id IS NULL AND o.suspended_at IS NULL ORDER BY m.tenant_id");
        let members = lease.put(statement.of()).await?;
        lease.give_back();
        Ok(members)
    }

    /// The database is there, with its schema. It stands in nobody's line: who waits for a password holds no connection.
    ///
    /// # Errors
    /// The database is not there.
    pub async fn reached(&self) -> Result<(), Problem> {
        let mut lease = self.pools.get(Duty::SignIn).await?;
        lease.put(sql("SELECT EXISTS (SELECT 1 FROM organisations)")).await?;
        lease.give_back();
        Ok(())
    }

    /// Read as the system member.
    ///
    /// # Errors
    /// What the work says.
    pub async fn read<P: Permission, T>(
        &self,
        member: SystemMember,
        now: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut tx = Tx::<P>::open(&self.pools, opening(member, now, Kind::Read)).await?;
        let done = work(&mut tx).await;
        tx.rollback();
        done
    }

    /// Act as the system member: the ledger entry is written or nothing is.
    ///
    /// # Errors
    /// What the work says; then nothing has changed.
    pub async fn write<P: Permission, T>(
        &self,
        member: SystemMember,
        now: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        finished(Tx::<P>::open(&self.pools, opening(member, now, Kind::Write)).await?, work).await
    }
}

fn opening(member: SystemMember, now: DateTime<Utc>, kind: Kind) -> Opening {
    Opening { tenant: member.tenant(), membership: MembershipId(member.id), user: None, now, request_id: None, names_a_record: false, kind }
}

/// Somebody who asked for work that goes on after their request. It is done as them: when their membership or their right ends,
/// so does the work.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    pub tenant: OrganisationId,
    pub membership: MembershipId,
    pub user: UserId,
}

impl SystemDoor {
    /// Look something up as whoever asked.
    ///
    /// # Errors
    /// `session_ended` or `not_permitted` when they may not any more; what the work says.
    pub async fn read_for<P: Permission, T>(
        &self,
        asker: Asker,
        now: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut tx = Tx::<P>::open(&self.pools, asker.opening(now, Kind::Read)).await?;
        let value = work(&mut tx).await?;
        tx.commit().await?;
        Ok(value)
    }

    /// Act as whoever asked: the ledger entry is written or nothing is.
    ///
    /// # Errors
    /// `session_ended` or `not_permitted` when they may not any more; what the work says. Then nothing has changed.
    pub async fn write_for<P: Permission, T>(
        &self,
        asker: Asker,
        now: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        finished(Tx::<P>::open(&self.pools, asker.opening(now, Kind::Write)).await?, work).await
    }
}

impl Asker {
    fn opening(self, now: DateTime<Utc>, kind: Kind) -> Opening {
        Opening {
            tenant: self.tenant,
            membership: self.membership,
            user: Some(self.user),
            now,
            request_id: None,
            names_a_record: false,
            kind,
        }
    }
}

async fn finished<P: Permission, T>(
    mut tx: Tx<P>,
    work: impl AsyncFnOnce(&mut Tx<P>) -> Result<Recorded<T>, Problem>,
) -> Result<T, Problem> {
    match work(&mut tx).await {
        Ok(recorded) => {
            tx.commit().await?;
            Ok(recorded.into_inner())
        }
        Err(problem) => {
            tx.rollback();
            Err(problem)
        }
    }
}

/// The door of the command line, for whoever holds the database itself: it founds organisations and seeds them.
#[derive(Clone)]
pub struct Founder {
    pools: Pools,
}

impl Founder {
    /// Over these pools.
    pub fn new(pools: Pools) -> Self {
        Self { pools }
    }

    /// Act inside an organisation as its system member; recorded in its ledger, or nothing is done.
    ///
    /// # Errors
    /// What the work says; then nothing has changed.
    pub async fn act<T>(
        &self,
        tenant: OrganisationId,
        system: MembershipId,
        now: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Tx<ManageOrganisations>) -> Result<Recorded<T>, Problem>,
    ) -> Result<T, Problem> {
        finished(Tx::<ManageOrganisations>::bootstrap(&self.pools, tenant, system, now).await?, work).await
    }
}
