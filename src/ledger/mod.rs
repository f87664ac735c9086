//! The one ledger: every change, and every read of K2 and above, is one immutable entry. Others may use: `Act`, to say what they
//! do. Sealing and verification are here too; the bytes and the chain are the crate `panoh_ledger`'s.
mod act;

pub use act::Act;
