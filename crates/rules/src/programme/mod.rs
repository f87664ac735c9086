//! The programme language: what a programme file says, its expressions, its check, its pictures.
//! Everything here is pure: files come in as text, answers and cases as values.
//! The language is specified in `docs/writing-a-programme.md`.
mod evaluate;
pub mod expression;
mod functions;
mod members;
pub mod model;
mod money;
mod scope;
mod syntax;
mod value;

pub use expression::{Expression, SyntaxFault};
pub use model::*;
pub use money::minor_units;
pub use scope::{EvaluationError, Event, Scope};
