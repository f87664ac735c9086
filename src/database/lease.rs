//! A connection that is lent out, and comes back in order whatever becomes of the borrower: what was left open is undone first; one
//! that was left in the middle of an answer (a caller who hung up) is closed.
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures::FutureExt;

use super::question::Question;
use crate::problem::Problem;

pub(super) struct Lease {
    conn: Option<Object<AsyncPgConnection>>,
    /// Something was sent and is not answered yet.
    waits: bool,
}

impl Lease {
    pub(super) fn new(conn: Object<AsyncPgConnection>) -> Self {
        Self { conn: Some(conn), waits: false }
    }

    /// Put a question and wait for its answer.
    pub(super) async fn put<Q: Question>(&mut self, question: Q) -> Result<Q::Answer, Problem> {
        let conn: &AsyncPgConnection =
            self.conn.as_deref().ok_or_else(|| Problem::defect("asking the database", "its connection was given back"))?;
        self.waits = true;
        let answer = question.put(conn).await;
        self.waits = false;
        Ok(answer?)
    }

    /// No transaction is open on it any more. Nothing can be asked afterwards.
    pub(super) fn give_back(&mut self) {
        drop(self.conn.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if self.waits {
            drop(Object::take(conn));
            return;
        }
        // Sent, not waited for: whoever has the connection next stands behind this in its line.
        let mut shared: &AsyncPgConnection = &conn;
        let _sent = shared.batch_execute("ROLLBACK").now_or_never();
    }
}
