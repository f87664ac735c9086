//! The walls between organisations, offices and people, and the tests that try to pass them.
mod audit;
mod catalogue;
mod coverage;
mod doors;
mod frame;
mod isolation;
mod matrix;
mod operations;
