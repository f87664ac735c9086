//! Statements that need nothing from each other, put to PostgreSQL together: all are sent before any is answered, and they run in
//! the order in which they are written.
use std::marker::PhantomData;

use diesel::QueryableByName;
use diesel::pg::Pg;
use diesel::result::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures::future::join_all;
use futures::join;

use super::Sql;

/// A statement and the rows it is answered with. A pair or a triple of them is a question too.
#[expect(async_fn_in_trait, reason = "asked on the worker's own thread, where nothing needs to be sent to another")]
pub trait Question {
    /// What comes back.
    type Answer;

    /// Send it now, wait for its answer.
    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Self::Answer>;
}

/// A statement whose rows are read as `R`. Made by [`Sql::of`].
pub struct Ask<R> {
    statement: Sql,
    rows: PhantomData<fn() -> R>,
}

impl Sql {
    /// Read its rows as `R`.
    pub fn of<R>(self) -> Ask<R> {
        Ask { statement: self, rows: PhantomData }
    }
}

impl<R: QueryableByName<Pg> + Send + 'static> Question for Ask<R> {
    type Answer = Vec<R>;

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Vec<R>> {
        let mut conn = conn;
        self.statement.load::<R>(&mut conn).await
    }
}

// A later part that fails because an earlier one did is not the news: the first fault is answered.
impl<A: Question, B: Question> Question for (A, B) {
    type Answer = (A::Answer, B::Answer);

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Self::Answer> {
        let (a, b) = join!(self.0.put(conn), self.1.put(conn));
        Ok((a?, b?))
    }
}

impl<A: Question, B: Question, C: Question> Question for (A, B, C) {
    type Answer = (A::Answer, B::Answer, C::Answer);

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Self::Answer> {
        let (a, b, c) = join!(self.0.put(conn), self.1.put(conn), self.2.put(conn));
        Ok((a?, b?, c?))
    }
}

impl<Q: Question> Question for Option<Q> {
    type Answer = Option<Q::Answer>;

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Self::Answer> {
        match self {
            Some(question) => question.put(conn).await.map(Some),
            None => Ok(None),
        }
    }
}

/// A change, answered with how many rows it changed.
impl Question for Sql {
    type Answer = usize;

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<usize> {
        let mut conn = conn;
        self.execute(&mut conn).await
    }
}

/// A longer list may lose its order while it waits (`futures::future::join_all`).
pub(super) const MOST_AT_ONCE: usize = 30;

/// At most [`MOST_AT_ONCE`].
impl<Q: Question> Question for Vec<Q> {
    type Answer = Vec<Q::Answer>;

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Self::Answer> {
        join_all(self.into_iter().map(|question| question.put(conn))).await.into_iter().collect()
    }
}

/// A question whose failure is part of the answer.
pub(super) struct Tried<Q>(pub(super) Q);

impl<Q: Question> Question for Tried<Q> {
    type Answer = QueryResult<Q::Answer>;

    async fn put(self, conn: &AsyncPgConnection) -> QueryResult<Self::Answer> {
        Ok(self.0.put(conn).await)
    }
}
