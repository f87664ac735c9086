//! Cases: who is in one, what was answered, what was done, which clocks run, what is to be done. What may happen is decided by
//! `panoh_rules`; here it is loaded, asked, stored and shown. Others may use: [`lock`] and [`apply`] to do something to a case
//! in their own transaction, [`decided`] for a body's outcome (as the system member, with its ledger entry), [`hand_over`] for the
//! work of a membership that ended, [`alert_about`] for what happens to a person in a case.
mod alert;
pub mod api;
mod apply;
mod case;
mod handover;
pub mod jobs;
mod open;
mod operations;
mod retention;
mod save;
mod view;
mod words;

pub use alert::alert_about;
pub use apply::{Applied, Desk, apply, decided};
pub use case::{Case, CaseRow, load, lock};
pub use handover::hand_over;
pub use retention::Retention;
