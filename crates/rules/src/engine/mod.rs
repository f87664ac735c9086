//! The engine: what a command does to a case, decided without I/O. [`decide`] and [`open_case`] judge and carry out,
//! [`possible`] says what could be done, [`barred_voters`] serves the bodies. The order in which an act
//! is judged is the order of [`decide`]'s files: state, role, training, dates, reason, second person, answers, guards.
mod bodies;
mod clock;
mod closing;
mod counted;
mod deadlines;
mod decide;
mod effects;
mod firing;
mod ground;
mod money;
mod papers;
mod pauses;
mod possible;
mod refusals;
mod run;
mod sections;
mod standing;
mod tasks;
mod transition;
mod types;

pub use bodies::{barred_voters, is_urgent};
pub use decide::{Opening, decide, open_case};
pub use ground::Ground;
pub use money::written_amount;
pub use possible::possible;
pub use types::*;
