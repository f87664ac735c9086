//! What the law gives people over what is kept of them, and the organisation over how long it keeps it (programmes.md 4.3): disposal by two
//! people, with a certificate. Which tables hold something of a case or a person is said once, in `holdings`; what is disposed of
//! and what a certificate counts both follow from it, and a test compares it with the catalogue. Others may use: [`holding_tables`].
pub mod api;
mod disposal;
mod holdings;

pub use holdings::holding_tables;
