//! What stands between the network and a feature: bodies and parameters read strictly, answers and problems written the same
//! way everywhere, versions, retry keys, pages, headers. Knows no feature.
pub mod admission;
mod answer;
mod body;
pub mod language;
mod limits;
mod middleware;
pub mod openapi;
mod paging;
mod parameters;
mod preconditions;
mod upload;

pub use answer::{Bare, Representation, Text, answer, replayed, stored};
pub use body::{Body, body_digest, flatten, nullable};
pub use language::Language;
pub use limits::{Limits, rate};
pub use middleware::{finish, request_id};
pub use paging::{Cursor, Cursors, Page, Paging};
pub use parameters::Parameters;
pub use preconditions::{IfMatch, Seen, retry_key};
pub use upload::{FileBytes, Files, Scans, Tables, Upload};
