//! What an expression may see, and its evaluation. Nothing is built beforehand: each name is looked up where the
//! expression says it, so that a simple guard costs next to nothing.
use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexMap;
use serde_json::Value;

use super::evaluate::{Frame, walk};
use super::value::Datum;
use super::{Expression, Programme, SyntaxFault};
use crate::calendar::{Calendar, CalendarError};
use crate::engine::{Answers, CaseSnapshot, Facts, Subject};
use crate::parameters::{ParameterError, Parameters};

/// The act that is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// Its effective day.
    pub on: NaiveDate,
    /// The role by which it is done.
    pub by: &'a str,
    /// Its reason.
    pub reason: Option<&'a str>,
}

/// Why an expression has no value. A guard that has none is not met: a doubt never opens a door.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvaluationError {
    /// The text is not an expression.
    #[error("{0}")]
    Syntax(#[from] SyntaxFault),
    /// A name that means nothing here.
    #[error("`{0}` is not known here")]
    Unknown(String),
    /// Something unanswered was compared or counted with.
    #[error("a value that is needed is not answered yet")]
    Unanswered,
    /// Two things that cannot be compared.
    #[error("{left} cannot be compared with {right}")]
    Unlike {
        /// What stands left.
        left: &'static str,
        /// What stands right.
        right: &'static str,
    },
    /// Something else was needed.
    #[error("{expected} is needed here, this is {found}")]
    Expected {
        /// What is needed.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A parameter that the registry does not hold, or of another type.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// A day that cannot be counted.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A number beyond all bounds, or a division by zero.
    #[error("the number cannot be computed")]
    Arithmetic,
    /// Facts that refer to each other in a circle.
    #[error("the expression refers to itself")]
    TooDeep,
}

/// Everything an expression may see.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The programme, for its facts and the kinds of its flags.
    pub programme: &'a Programme,
    /// The case.
    pub case: &'a CaseSnapshot,
    /// Pools, budgets and consents.
    pub facts: &'a Facts,
    /// Statutory numbers; their values on `today` count.
    pub parameters: &'a Parameters,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The legal day of the act (C1).
    pub today: NaiveDate,
    /// The act, if there is one.
    pub event: Option<Event<'a>>,
    /// Answers that come with the act: they lie over the case's own.
    pub sections: Option<&'a IndexMap<String, Answers>>,
    /// The entry of a section whose fields are being asked, for `entry.<field>` in `required_when` and `shown_when`.
    pub entry: Option<&'a Value>,
}

impl<'a> Scope<'a> {
    /// The value of an expression, as JSON: days as ISO text, people by their key.
    pub fn evaluate(&self, expression: &Expression) -> Result<Value, EvaluationError> {
        self.datum(expression).map(Datum::into_json)
    }

    /// Whether an expression holds. What cannot be evaluated, or is unanswered, is an error: treat it as "no".
    pub fn holds(&self, expression: &Expression) -> Result<bool, EvaluationError> {
        match self.datum(expression)? {
            Datum::Boolean(value) => Ok(value),
            Datum::Null => Err(EvaluationError::Unanswered),
            other => Err(EvaluationError::Expected { expected: "a yes or no", found: other.kind() }),
        }
    }

    /// The day that an expression gives; `None` when it is not answered yet.
    pub fn date(&self, expression: &Expression) -> Result<Option<NaiveDate>, EvaluationError> {
        match self.datum(expression)? {
            Datum::Null => Ok(None),
            value => match value.day() {
                Some(day) => Ok(Some(day)),
                None => Err(EvaluationError::Expected { expected: "a day", found: value.kind() }),
            },
        }
    }

    /// The instant that an expression gives, when it gives one and not only a day: the basis of a period in hours.
    pub fn instant(&self, expression: &Expression) -> Result<Option<DateTime<Utc>>, EvaluationError> {
        Ok(self.datum(expression)?.instant())
    }

    /// The whole number that an expression gives; `None` when it is not answered yet.
    pub fn integer(&self, expression: &Expression) -> Result<Option<i64>, EvaluationError> {
        match self.datum(expression)? {
            Datum::Null => Ok(None),
            Datum::Integer(number) => Ok(Some(number)),
            other => Err(EvaluationError::Expected { expected: "a whole number", found: other.kind() }),
        }
    }

    /// The text that an expression gives; `None` when it is not answered yet.
    pub fn text(&self, expression: &Expression) -> Result<Option<String>, EvaluationError> {
        match self.datum(expression)? {
            Datum::Null => Ok(None),
            Datum::Text(text) => Ok(Some(text.into_owned())),
            other => Err(EvaluationError::Expected { expected: "a text", found: other.kind() }),
        }
    }

    /// The amount in minor units and the currency that an expression gives; `None` when it is not answered yet.
    pub fn money(&self, expression: &Expression) -> Result<Option<(i64, String)>, EvaluationError> {
        match self.datum(expression)? {
            Datum::Null => Ok(None),
            value => match value.money() {
                Some((minor, currency)) => Ok(Some((minor, currency.to_owned()))),
                None => Err(EvaluationError::Expected { expected: "an amount of money", found: value.kind() }),
            },
        }
    }

    /// The people that an expression gives: keys of subjects, or persons named in answers. Unanswered ones are left out.
    pub fn keys(&self, expression: &Expression) -> Result<Vec<String>, EvaluationError> {
        let entries = match self.datum(expression)? {
            Datum::Null => Vec::new(),
            Datum::List(entries) => entries,
            one => vec![one],
        };
        let mut keys = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry {
                Datum::Null => {}
                Datum::Subject(subject) => keys.push(subject.key.clone()),
                Datum::Text(key) => keys.push(key.into_owned()),
                other => return Err(EvaluationError::Expected { expected: "a person", found: other.kind() }),
            }
        }
        Ok(keys)
    }

    /// The person whom the case is about: the first with the programme's first subject role, else the first.
    pub fn principal(&self) -> Option<&'a Subject> {
        let role = self.programme.principal_role();
        let subjects = &self.case.subjects;
        subjects.iter().find(|subject| Some(subject.role.as_str()) == role).or_else(|| subjects.first())
    }

    /// The answers of a section: those that come with the act, else the case's own.
    pub(super) fn answers(&self, section: &str) -> Option<&'a Answers> {
        self.sections.and_then(|sections| sections.get(section)).or_else(|| self.case.sections.get(section))
    }

    fn datum<'e>(&'e self, expression: &'e Expression) -> Result<Datum<'e>, EvaluationError> {
        let tree = expression.tree().map_err(|fault| EvaluationError::Syntax(fault.clone()))?;
        walk(self, tree, &Frame::TOP)
    }
}
