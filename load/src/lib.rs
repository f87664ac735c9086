//! Driving a running server: [`http`] is a small client that costs little itself, [`drive`] sends requests in closed and open loops and
//! counts what comes back, [`machine`] says what it cost in processor time, [`recorded`] gives pgbench the very statements that
//! the server sends.
//! Nothing here knows the server's code; it meets it over HTTP, SQL and /proc alone.
pub mod drive;
pub mod http;
pub mod machine;
pub mod recorded;
