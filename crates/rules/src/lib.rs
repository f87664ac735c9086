//! What may happen to a case, decided without I/O and without a clock of its own: time is always an argument.

pub mod calendar;
pub mod shipped;
mod written;
