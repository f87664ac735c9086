//! What may happen to a case, decided without I/O and without a clock of its own: time is always an argument.

pub mod birth;
pub mod calendar;
pub mod case_number;
pub mod codes;
pub mod collegial;
pub mod labels;
pub mod engine;
pub mod mrz;
pub mod programme;
pub mod places;
pub mod roles;
pub mod parameters;
pub mod shipped;
mod written;
