//! Panoh: the case-management service that the aid organisations of a country run together and yet apart.
//!
//! In reading order: what it does ([`organisations`], [`programmes`], [`people`], [`cases`], [`bodies`], [`ledger`]), who may
//! ([`access`]), the door to the data ([`database`]), and what frames it ([`http`], [`problem`], [`routes`], [`server`]).
pub mod organisations;
pub mod programmes;
pub mod people;
pub mod cases;
pub mod bodies;
pub mod ledger;
pub mod access;
pub mod database;
pub mod http;
pub mod problem;
pub mod routes;
pub mod server;
pub mod config;
pub mod clock;
pub mod ids;
pub mod commands;
pub mod seed;
pub mod shipped;
