//! The engine: what a command does to a case, decided without I/O.
mod firing;
mod money;
mod pauses;
mod types;

pub use money::{minor_units, written_amount};
pub use types::*;
