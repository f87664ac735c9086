//! The programme language: what a programme file says, its expressions, its check, its pictures.
//! Everything here is pure: files come in as text, answers and cases as values.
//! The language is specified in `docs/writing-a-programme.md`.
mod answers;
mod check;
pub mod draw;
mod evaluate;
pub mod expression;
mod fault;
mod functions;
mod load;
mod members;
pub mod model;
mod money;
mod places;
mod read;
mod schema;
mod scope;
mod show;
mod syntax;
mod texts;
mod typing;
mod value;

pub use answers::{AnswerContext, AnswerFault};
pub use check::{Checked, World, check};
pub use expression::{Expression, SyntaxFault};
pub use fault::{Fault, Severity};
pub use load::{Catalogue, Entry, Folder};
pub use model::*;
pub use money::minor_units;
pub use places::SourceFile;
pub use schema::section_schema;
pub use scope::{EvaluationError, Event, Scope};
pub use show::show;
pub use texts::LANGUAGES;
