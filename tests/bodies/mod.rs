//! Collegial decisions (programmes.md 3.6), one rule a test.
pub mod commission;
mod deciding;
mod races;
mod sitting;
mod walls;
