//! (begun)
pub mod api;

/// What the house is configured with: checked at start.
pub struct House {}
