//! Lists of what hangs on a person: whoever may not see the person is told that there is none, and a cursor goes on in its own list only.
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::checking::PageAsked;
use super::store;
use crate::access::Permission;
use crate::database::Tx;
use crate::http::{Cursor, Cursors, Page};
use crate::problem::Problem;

/// One of the lists of a person.
pub(super) struct ListOfPerson<'a> {
    pub(super) cursors: &'a Cursors,
    pub(super) person: Uuid,
    /// Its name, with whatever filters it.
    pub(super) list: String,
}

impl ListOfPerson<'_> {
    /// A page of it. `rows` brings so many rows behind a place, which `place` tells of each.
    ///
    /// # Errors
    /// `not_found` for the person; `cursor_invalid`; what the database says.
    pub(super) async fn page<P: Permission, R, Place: Serialize + DeserializeOwned>(
        self,
        tx: &mut Tx<P>,
        asked: PageAsked,
        rows: impl AsyncFnOnce(&mut Tx<P>, Option<Place>, i64) -> Result<Vec<R>, Problem>,
        place: impl Fn(&R) -> Place,
    ) -> Result<Page<R>, Problem> {
        store::see_person(tx, self.person).await?;
        let cursors = self.cursors.of(format!("people/{}/{}/{}", self.person, self.list, tx.tenant()));
        let limit = Cursor::limit(asked.limit);
        let rows = rows(tx, cursors.read(asked.cursor.as_deref())?, limit.saturating_add(1)).await?;
        cursors.page(rows, limit, place, |row| row)
    }
}
