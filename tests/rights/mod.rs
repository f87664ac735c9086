//! What the law gives people over what is kept of them, how long it is kept, and to whom it is told.
mod disposal;
mod enforcement;
mod firewall;
mod requests;
