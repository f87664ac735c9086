//! The harness: [`House`] is a running server with its own database; [`Caller`] is somebody who signed in to it.
mod caller;
mod database;
mod house;

pub use caller::{Answer, Caller};
pub use database::{Database, connect};
pub use house::{House, Office, Organisation, PASSWORD, ROLES};
