//! Finding somebody again, whatever script the name was written in (programmes.md 3.3): one box for a name, also while it is being
//! typed, and for numbers. Keys pick candidates out of an index, `panoh_rules::names` scores them and says why; row security decides who is
//! there at all. What is shown is disclosed as one entry that names the people.
//!
//! Others may use: [`keys_of`], the salted keys that every stored name needs, [`telling_keys_of`] for whoever looks many names up at once,
//! [`writings_of`] and [`forget_writings`] for names that go, and [`names_of_found`], which measures.
mod api;
mod find;
mod hit;
mod keys;
mod numbers;

pub use api::routes;
pub(super) use keys::alike;
pub use keys::{Writings, forget_writings, keys_of, telling_keys_of, writings_of, written};

use crate::access::Permission;
use crate::database::Tx;
use crate::http::Language;
use crate::problem::Problem;

/// The names of everybody who is found when this is typed, the likeliest first: for measuring.
///
/// # Errors
/// What the database says.
pub async fn names_of_found<P: Permission>(tx: &mut Tx<P>, typed: &str, limit: usize) -> Result<Vec<Vec<String>>, Problem> {
    let wanted = find::Wanted { query: typed.to_owned(), birth: None, sex: None, limit };
    let found = find::find(tx, &wanted, Language::En).await?;
    Ok(found.data.into_iter().map(|hit| hit.names.into_iter().map(|name| name.as_written).collect()).collect())
}
