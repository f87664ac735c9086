//! What the law gives people over what is kept of them, and how long it is kept.
mod disposal;
