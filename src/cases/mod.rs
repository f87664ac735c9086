//! (begun)
pub mod api;
pub mod jobs;
