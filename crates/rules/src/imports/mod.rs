//! What a line of somebody else's table says about a person: which column is which, in which order its dates stand, and what
//! each cell means. Nothing is guessed: what can be read in two ways is a fault with a name, and a line is whole or not at all.
mod cell;
mod dates;
mod headers;
mod line;
mod script;
mod words;

pub use cell::Cell;
pub use dates::{DateFault, DateOrder, Evidence, Serials, birth};
pub use headers::{Field, FieldError, Heading, headings};
pub use line::{Document, Fault, Line, Name, Note, Person, Plan, read};
pub use script::script_of;
pub use words::Words;

#[cfg(test)]
mod tests;
