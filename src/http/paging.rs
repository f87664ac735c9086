//! Keyset pages: the cursor is the last row's place, signed and bound to the list and its filters, so that it can neither be
//! forged nor carried over to another list.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use utoipa::ToSchema;

use super::Representation;
use crate::problem::{Code, Problem};

/// Largest page.
pub const LARGEST_PAGE: i64 = 200;
const USUAL_PAGE: i64 = 50;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub page: Paging,
}

/// Where the list goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paging {
    pub next_cursor: Option<String>,
    pub has_more: bool,
}

impl<T> Page<T> {
    /// A list that is short by nature, whole.
    pub fn whole(data: Vec<T>) -> Self {
        Self { data, page: Paging { next_cursor: None, has_more: false } }
    }
}

impl<T: Serialize> Representation for Page<T> {}

/// Signs and reads cursors.
#[derive(Clone)]
pub struct Cursors {
    key: [u8; 32],
}

/// A position in one list: what the next page begins after.
pub struct Cursor<'a> {
    signer: &'a Cursors,
    list: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed<P> {
    p: P,
}

impl Cursors {
    /// With a secret of the installation.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// Cursors of one list: its name, the organisation, and every filter and sort that was asked for.
    pub fn of(&self, list: impl Into<String>) -> Cursor<'_> {
        Cursor { signer: self, list: list.into() }
    }

    fn tag(&self, list: &str, body: &[u8]) -> Vec<u8> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return Vec::new() };
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(body);
        mac.finalize().into_bytes().iter().copied().take(16).collect()
    }
}

impl Cursor<'_> {
    /// How many rows were asked for, bounded.
    pub fn limit(asked: Option<i64>) -> i64 {
        asked.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE)
    }

    /// Read a cursor of this list.
    ///
    /// # Errors
    /// `cursor_invalid`: forged, damaged, or of another list.
    pub fn read<P: DeserializeOwned>(&self, cursor: Option<&str>) -> Result<Option<P>, Problem> {
        let Some(cursor) = cursor else { return Ok(None) };
        let refused = || Problem::from(Code::CursorInvalid);
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_damaged| refused())?;
        let (tag, body) = bytes.split_at_checked(16).ok_or_else(refused)?;
        if tag != self.signer.tag(&self.list, body).as_slice() {
            return Err(refused());
        }
        serde_json::from_slice::<Sealed<P>>(body).map(|sealed| Some(sealed.p)).map_err(|_other| refused())
    }

    /// A page from rows of which one more than the limit was asked for; `place` says where a row stands.
    ///
    /// # Errors
    /// A defect in writing JSON.
    pub fn page<R, T, P: Serialize>(
        &self,
        mut rows: Vec<R>,
        limit: i64,
        place: impl Fn(&R) -> P,
        view: impl FnMut(R) -> T,
    ) -> Result<Page<T>, Problem> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = match rows.last() {
            Some(last) if has_more => {
                let body = serde_json::to_vec(&Sealed { p: place(last) }).map_err(|error| Problem::defect("writing a cursor", error))?;
                let mut bytes = self.signer.tag(&self.list, &body);
                bytes.extend(body);
                Some(URL_SAFE_NO_PAD.encode(bytes))
            }
            _ => None,
        };
        Ok(Page { data: rows.into_iter().map(view).collect(), page: Paging { next_cursor, has_more } })
    }
}
