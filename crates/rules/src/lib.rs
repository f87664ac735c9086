//! What may happen to a case, decided without I/O and without a clock of its own: time is always an argument.

pub mod birth;
pub mod calendar;
pub mod case_number;
pub mod codes;
pub mod labels;
pub mod mrz;
pub mod parameters;
pub mod shipped;
mod written;
