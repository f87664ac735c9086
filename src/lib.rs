//! Panoh: the case-management service that the aid organisations of a country run together and yet apart.
pub mod commands;
pub mod shipped;
