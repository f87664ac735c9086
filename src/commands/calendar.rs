//! `panoh calendar`: single questions about legal periods and ages (programmes.md 0.1). Answered: exit 0. Not
//! readable: exit 2, with a message that names the argument and the rule.
mod age;
mod due;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};

/// Questions to the calendar.
#[derive(Subcommand)]
pub enum CalendarCommand {
    /// When a period ends that an event starts.
    Due(due::DueQuestion),
    /// How old somebody is whose birth is known in part.
    Age(age::AgeQuestion),
}

/// How an answer is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// A question that cannot be answered.
#[derive(Debug, thiserror::Error)]
#[error("{argument}: {reason}")]
struct Unanswerable {
    /// The argument at fault, such as `--from`.
    argument: String,
    /// What is wrong with it, and the rule.
    reason: String,
}

impl Unanswerable {
    fn new(argument: impl Into<String>, reason: impl ToString) -> Self {
        Self { argument: argument.into(), reason: reason.to_string() }
    }
}

impl CalendarCommand {
    /// Answer the question on standard output.
    pub fn run(self) -> ExitCode {
        match self.answer() {
            Ok(answer) => {
                println!("{answer}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::from(2)
            }
        }
    }

    fn answer(self) -> Result<String, Unanswerable> {
        match self {
            Self::Due(question) => question.answer(),
            Self::Age(question) => question.answer(),
        }
    }
}
