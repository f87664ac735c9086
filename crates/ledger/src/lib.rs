//! The ledger's arithmetic, without a database: what an entry's bytes are, how entries are chained, how a
//! chain leaves the house as a bundle, and how anyone proves that nobody has rewritten it.
//! The format is `docs/ledger-format.md`; `panoh-verify` is the program for third parties.

mod canonical;
mod entry;
mod hash;

pub use entry::{
    Actor, ActorKind, Entry, EntryError, MAX_CHANGE_DEPTH, MAX_ENTRY_BYTES, MAX_INTEGER, ObjectRef,
    Outcome, VERSION, to_micros,
};
pub use hash::{FORMAT, Hash, HashError, genesis, link};
