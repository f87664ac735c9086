//! The programme language from outside: planted faults, evaluation, loading, pictures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, clippy::string_slice)]
#[path = "programme_language/drawing.rs"]
mod drawing;
#[path = "programme_language/evaluation.rs"]
mod evaluation;
#[path = "programme_language/forms.rs"]
mod forms;
#[path = "programme_language/planted.rs"]
mod planted;
#[path = "programme_language/robust.rs"]
mod robust;
#[path = "programme_language/tiny.rs"]
mod tiny;
#[path = "programme_language/typing.rs"]
mod typing;
