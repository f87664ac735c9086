//! What may happen to a case, decided without I/O and without a clock of its own: time is always an argument.

pub mod birth;
pub mod calendar;
pub mod case_number;
pub mod codes;
pub mod collegial;
pub mod document_number;
pub mod duplicates;
pub mod engine;
pub mod imports;
pub mod labels;
pub mod mrz;
pub mod names;
pub mod parameters;
pub mod places;
pub mod programme;
pub mod roles;
pub mod scenario;
pub mod shipped;
pub mod simulate;
mod slips;
pub mod solar;
mod written;
