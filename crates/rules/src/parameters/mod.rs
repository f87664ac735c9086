//! The registry of statutory numbers (programmes.md 0.2): each key has a type, a title and values with a source and
//! the day from which they hold. An organisation lays its own values over the shipped ones, where the law leaves room.
mod file;
mod overlay;
#[cfg(test)]
mod tests;
mod value;

use chrono::NaiveDate;
use indexmap::IndexMap;

use crate::calendar::{Kind, Period};
use crate::labels::Labels;

pub use file::parse;
pub use overlay::Override;
pub use value::{Value, ValueType, Written};

/// Why a parameter file, a question or an override is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ParameterError {
    /// The file is wrong.
    #[error("line {line}: {reason}")]
    File {
        /// From 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// No parameter has this key.
    #[error("there is no parameter `{key}`{}", nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// What was asked for.
        key: String,
        /// The key that looks most like it.
        nearest: Option<String>,
    },
    /// The value is fixed by law.
    #[error("`{key}` is fixed and may not be overridden (programmes.md 0.2)")]
    Fixed {
        /// The parameter.
        key: String,
    },
    /// The value is not of the parameter's type.
    #[error("`{key}` is {expected}; {found} is not")]
    WrongType {
        /// The parameter.
        key: String,
        /// What it should be.
        expected: ValueType,
        /// What it is.
        found: String,
    },
    /// The value goes beyond what the rule allows.
    #[error("`{key}` may be at most {maximum}; {found} is more")]
    BeyondMaximum {
        /// The parameter.
        key: String,
        /// The most it may be.
        maximum: Value,
        /// What it is.
        found: Value,
    },
    /// The value stays below what the rule allows.
    #[error("`{key}` may be no less than {minimum}; {found} is")]
    BelowMinimum {
        /// The parameter.
        key: String,
        /// The least it may be.
        minimum: Value,
        /// What it is.
        found: Value,
    },
    /// The value is none of the words that the parameter knows.
    #[error("`{key}` is one of {}; {found} is not", choices.join(", "))]
    NotAChoice {
        /// The parameter.
        key: String,
        /// The words it knows.
        choices: Vec<String>,
        /// What it is.
        found: Value,
    },
    /// The period does not suit the deadline: clock hours with `kind = "hours"`, anything else with the others.
    #[error("`{key}` is a deadline of kind {kind}; {found} does not suit it (programmes.md 0.1 C4)")]
    WrongKind {
        /// The parameter.
        key: String,
        /// What the deadline is for.
        kind: Kind,
        /// What it is.
        found: Value,
    },
    /// No value held on that day.
    #[error("no value of `{key}` was in force on {on}")]
    NotInForce {
        /// The parameter.
        key: String,
        /// The day asked for.
        on: NaiveDate,
    },
}

/// A value and the day from which it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedValue {
    /// The value.
    pub value: Value,
    /// The first day on which it holds.
    pub valid_from: NaiveDate,
    /// Where it was read: tags of programmes.md 0, such as `L1`, or the organisation's own words.
    pub source: String,
    /// What else should be known about it.
    pub note: Option<String>,
}

/// One statutory number.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What it is called, in the four languages.
    pub title: Labels,
    /// What its values are.
    pub value_type: ValueType,
    /// What the deadline is for, if it is one (programmes.md 0.1 C4).
    pub kind: Option<Kind>,
    /// The event from which the deadline runs, in words (programmes.md 0.3).
    pub runs_from: Option<String>,
    /// Whether no organisation may change it.
    pub fixed: bool,
    /// The least it may be.
    pub minimum: Option<Value>,
    /// The most it may be.
    pub maximum: Option<Value>,
    /// The words it may be; any if empty.
    pub choices: Vec<String>,
    /// The shipped values, oldest first.
    pub values: Vec<DatedValue>,
    /// The organisation's own values, oldest first.
    pub overrides: Vec<DatedValue>,
}

impl Parameter {
    /// The value in force on a day: the organisation's own if it has one by then, otherwise the shipped one.
    pub fn on(&self, day: NaiveDate) -> Option<&DatedValue> {
        let in_force = |values: &'_ [DatedValue]| values.iter().rposition(|dated| dated.valid_from <= day);
        in_force(&self.overrides)
            .and_then(|at| self.overrides.get(at))
            .or_else(|| in_force(&self.values).and_then(|at| self.values.get(at)))
    }

    /// Whether a value is one that this parameter may have.
    fn admit(&self, key: &str, written: &Written) -> Result<Value, ParameterError> {
        let key = || key.to_owned();
        let Some(value) = Value::read(self.value_type, written) else {
            return Err(ParameterError::WrongType { key: key(), expected: self.value_type, found: written.to_string() });
        };
        if let Some(kind) = self.kind
            && value.periods().any(|period| value::is_hours(period) != (kind == Kind::Hours))
        {
            return Err(ParameterError::WrongKind { key: key(), kind, found: value });
        }
        if let Some(maximum) = self.maximum.as_ref().filter(|maximum| value.exceeds(maximum)) {
            return Err(ParameterError::BeyondMaximum { key: key(), maximum: maximum.clone(), found: value });
        }
        if let Some(minimum) = self.minimum.as_ref().filter(|minimum| minimum.exceeds(&value)) {
            return Err(ParameterError::BelowMinimum { key: key(), minimum: minimum.clone(), found: value });
        }
        if let Value::Text(text) = &value
            && !(self.choices.is_empty() || self.choices.contains(text))
        {
            return Err(ParameterError::NotAChoice { key: key(), choices: self.choices.clone(), found: value });
        }
        Ok(value)
    }
}

/// All statutory numbers, those of the organisation laid over those shipped.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters {
    entries: IndexMap<String, Parameter>,
    sources: IndexMap<String, String>,
}

impl Parameters {
    /// The parameter of a key.
    pub fn parameter(&self, key: &str) -> Result<&Parameter, ParameterError> {
        self.entries.get(key).ok_or_else(|| ParameterError::Unknown { key: key.to_owned(), nearest: self.nearest(key).map(str::to_owned) })
    }

    /// Whether a key exists.
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Every key with its parameter, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.entries.iter().map(|(key, parameter)| (key.as_str(), parameter))
    }

    /// The key that looks most like another text, if any comes near.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        let near = |known: &str| strsim::jaro_winkler(known, key);
        let best = self.entries.keys().max_by(|a, b| near(a).total_cmp(&near(b)))?;
        (near(best) >= 0.8).then_some(best)
    }

    /// What the source tags of a value mean, spelled out.
    pub fn spelled_out<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a str> {
        source.split('/').map(|tag| self.sources.get(tag.trim()).map_or(tag, String::as_str))
    }

    /// The value in force on a day, with its source.
    pub fn dated(&self, key: &str, on: NaiveDate) -> Result<&DatedValue, ParameterError> {
        self.parameter(key)?.on(on).ok_or_else(|| ParameterError::NotInForce { key: key.to_owned(), on })
    }

    /// The value in force on a day.
    pub fn get(&self, key: &str, on: NaiveDate) -> Result<&Value, ParameterError> {
        self.dated(key, on).map(|dated| &dated.value)
    }

    /// A period in force on a day.
    pub fn period(&self, key: &str, on: NaiveDate) -> Result<Period, ParameterError> {
        self.typed(key, on, ValueType::Period, |value| if let Value::Period(it) = value { Some(*it) } else { None })
    }

    /// A list of periods in force on a day.
    pub fn periods(&self, key: &str, on: NaiveDate) -> Result<&[Period], ParameterError> {
        self.typed(key, on, ValueType::PeriodList, |value| if let Value::PeriodList(it) = value { Some(it.as_slice()) } else { None })
    }

    /// A whole number in force on a day.
    pub fn number(&self, key: &str, on: NaiveDate) -> Result<i64, ParameterError> {
        self.typed(key, on, ValueType::Number, |value| if let Value::Number(it) = value { Some(*it) } else { None })
    }

    /// A fraction in force on a day.
    pub fn decimal(&self, key: &str, on: NaiveDate) -> Result<f64, ParameterError> {
        self.typed(key, on, ValueType::Decimal, |value| if let Value::Decimal(it) = value { Some(*it) } else { None })
    }

    /// A yes or no in force on a day.
    pub fn boolean(&self, key: &str, on: NaiveDate) -> Result<bool, ParameterError> {
        self.typed(key, on, ValueType::Boolean, |value| if let Value::Boolean(it) = value { Some(*it) } else { None })
    }

    /// A date in force on a day.
    pub fn date(&self, key: &str, on: NaiveDate) -> Result<NaiveDate, ParameterError> {
        self.typed(key, on, ValueType::Date, |value| if let Value::Date(it) = value { Some(*it) } else { None })
    }

    /// A word in force on a day.
    pub fn text(&self, key: &str, on: NaiveDate) -> Result<&str, ParameterError> {
        self.typed(key, on, ValueType::Text, |value| if let Value::Text(it) = value { Some(it.as_str()) } else { None })
    }

    fn typed<'a, T>(
        &'a self,
        key: &str,
        on: NaiveDate,
        expected: ValueType,
        take: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<T, ParameterError> {
        let value = self.get(key, on)?;
        let wrong = || ParameterError::WrongType { key: key.to_owned(), expected, found: value.to_string() };
        take(value).ok_or_else(wrong)
    }
}
