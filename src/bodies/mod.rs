//! (begun)
pub mod api;
