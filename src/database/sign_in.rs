//! The narrow door of sign-in: logins, sessions, invitations, and who is a member of what. Its role sees nothing else.
use diesel::QueryableByName;
use diesel::pg::Pg;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::Sql;
use super::pool::{Duty, Pools};
use crate::problem::Problem;

/// A transaction under the sign-in role.
pub struct SignInTx {
    conn: Option<Object<AsyncPgConnection>>,
}

impl SignInTx {
    pub(crate) async fn open(pools: &Pools) -> Result<Self, Problem> {
        let mut conn = pools.get(Duty::SignIn).await?;
        if let Err(error) = conn.batch_execute("BEGIN").await {
            super::tx::discard(conn);
            return Err(error.into());
        }
        Ok(Self { conn: Some(conn) })
    }

    fn conn(&mut self) -> Result<&mut Object<AsyncPgConnection>, Problem> {
        self.conn.as_mut().ok_or_else(|| Problem::defect("using a closed transaction", "no connection"))
    }

    /// All rows.
    pub(crate) async fn rows<R>(&mut self, statement: Sql) -> Result<Vec<R>, Problem>
    where
        R: QueryableByName<Pg> + Send + 'static,
    {
        let conn: &mut AsyncPgConnection = self.conn()?;
        Ok(statement.load::<R>(conn).await?)
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
        let conn: &mut AsyncPgConnection = self.conn()?;
        Ok(statement.execute(conn).await?)
    }

    pub(crate) async fn commit(mut self) -> Result<(), Problem> {
        let Some(mut conn) = self.conn.take() else { return Ok(()) };
        if let Err(error) = conn.batch_execute("COMMIT").await {
            super::tx::discard(conn);
            return Err(error.into());
        }
        Ok(())
    }
}

impl Drop for SignInTx {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            super::tx::discard(conn);
        }
    }
}
