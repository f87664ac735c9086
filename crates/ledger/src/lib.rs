//! The ledger's arithmetic, without a database: what an entry's bytes are, how entries are chained, how a
//! chain leaves the house as a bundle, and how anyone proves that nobody has rewritten it.
//! The format is `docs/ledger-format.md`; `panoh-verify` is the program for third parties.

mod bundle;
mod canonical;
mod chain;
mod entry;
mod erased;
mod hash;
mod verify;

pub use bundle::{BundleWriter, Header, LineError, Trailer};
pub use chain::{Chain, Checkpoint, Fault, FaultKind, Head, Sealed};
pub use entry::{
    Actor, ActorKind, Entry, EntryError, MAX_CHANGE_DEPTH, MAX_ENTRY_BYTES, MAX_INTEGER, ObjectRef, Outcome, VERSION, to_micros,
};
pub use erased::{Erased, Link};
pub use hash::{FORMAT, Hash, HashError, content_hash, genesis, link, link_content};
pub use verify::{Report, VerifyError, verify_bundle};
