//! The engine: what a command does to a case, decided without I/O.
mod types;

pub use types::*;
