//! The one ledger: every change, and every read of K2 and above, is one immutable entry. Others may use: `Act`, to say what they
//! do, and `verify`. Sealing is `database`'s; the bytes and the chain are the crate `panoh_ledger`'s.
mod act;
pub mod api;
pub mod verify;

pub use act::Act;
