//! Collegial decisions (programmes.md 3.6): a body with seats, each with a member and alternates; its sittings, from convocation
//! to minutes; the docket with its frozen papers; ballots, and the outcome that moves the case. Who counts, and what a decision
//! needs, is `panoh_rules::collegial`'s. Others may use its routes and, to tell the demo, [`paper_set`]: a case places itself on a docket, and is moved by it.
pub mod api;
mod ballots;
mod closing;
mod docket;
mod reading;
mod seats;
mod sittings;

pub use docket::paper_set;
