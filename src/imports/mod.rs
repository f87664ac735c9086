//! People from a file: received, read in whatever shape it comes, checked line by line, written in batches and, if need be, taken
//! back as a whole. Each step is one transaction that knows where the last one ended, so that a crash loses and doubles nothing;
//! it is done as the member who asked, and every person has the same entry in the ledger as one who was typed in.
//!
//! Others may use: [`jobs::work_forever`] for the server, [`jobs::work`] and [`receive`] for the command line.
pub mod api;
mod checking;
mod duplicates;
mod file;
mod households;
mod import;
pub mod jobs;
mod line;
mod operations;
mod reading;
mod store;
mod undoing;
mod writing;

pub use import::{Asked, Duplicates, OperationView, State};
pub use operations::{faulty_lines, lines_in, receive, watch};
pub use undoing::{OWN, USES};
