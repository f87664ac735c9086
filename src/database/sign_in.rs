//! The narrow door of sign-in: logins, sessions, invitations, and who is a member of what. Its role sees nothing else.
use diesel::QueryableByName;
use diesel::pg::Pg;

use super::lease::Lease;
use super::pool::{Duty, Pools};
use super::{Question, Sql, sql};
use crate::problem::Problem;

/// A transaction under the sign-in role.
pub struct SignInTx {
    lease: Lease,
    /// Travels with the first question.
    begin: Option<Sql>,
}

impl SignInTx {
    pub(crate) async fn open(pools: &Pools) -> Result<Self, Problem> {
        Ok(Self { lease: pools.get(Duty::SignIn).await?, begin: Some(sql("BEGIN")) })
    }

    async fn ask<Q: Question>(&mut self, question: Q) -> Result<Q::Answer, Problem> {
        Ok(self.lease.put((self.begin.take(), question)).await?.1)
    }

    /// All rows.
    pub(crate) async fn rows<R>(&mut self, statement: Sql) -> Result<Vec<R>, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        self.ask(statement.of::<R>()).await
    }

    /// One row or none.
    pub(crate) async fn maybe<R>(&mut self, statement: Sql) -> Result<Option<R>, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        Ok(self.rows(statement).await?.into_iter().next())
    }

    /// Change rows; how many.
    pub(crate) async fn execute(&mut self, statement: Sql) -> Result<usize, Problem> {
        self.ask(statement).await
    }

    pub(crate) async fn commit(mut self) -> Result<(), Problem> {
        self.ask(sql("COMMIT")).await?;
        self.lease.give_back();
        Ok(())
    }
}
