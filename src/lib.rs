//! Panoh: the case-management service that the aid organisations of a country run together and yet apart.
//!
//! In reading order: what it does ([`organisations`], [`programmes`], [`people`], [`imports`], [`cases`], [`bodies`], [`rights`], [`ledger`]), who may
//! ([`access`]), the door to the data ([`database`]), and what frames it ([`http`], [`problem`], [`routes`], [`server`], [`client`]).
pub mod access;
pub mod bodies;
pub mod cases;
pub mod client;
pub mod clock;
pub mod commands;
pub mod config;
pub mod database;
pub mod http;
pub mod ids;
pub mod imports;
pub mod ledger;
pub mod organisations;
pub mod people;
pub mod problem;
pub mod programmes;
pub mod rights;
pub mod routes;
pub mod seed;
pub mod server;
pub mod shipped;
