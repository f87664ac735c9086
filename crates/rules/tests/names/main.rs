//! Names in four scripts (programmes.md 3.3): the rules one by one, properties that hold for every text, and labelled pairs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod finding;
mod labelled;
mod properties;
mod rules;
