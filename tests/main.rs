//! The tests of the service: one binary, a real PostgreSQL, a real server on a real socket, a database of its own for each test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, clippy::string_slice)]

mod access;
mod bodies;
mod cases;
mod client;
mod database;
mod holds;
mod imports;
mod ledger;
mod limits;
mod organisations;
mod people;
mod played;
mod programmes;
mod rights;
mod seed;
mod support;
mod tour;
mod walls;
