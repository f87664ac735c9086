//! Values while an expression is evaluated: borrowed from the case wherever possible.
use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use serde_json::{Map, Value, json};

use super::money::{fraction_digits, minor_units};
use super::scope::EvaluationError;
use crate::birth::{Birth, Precision};
use crate::calendar::{TIME_ZONE, legal_day};
use crate::engine;
use crate::written::read_date;

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Datum<'e> {
    Null,
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Text(Cow<'e, str>),
    Date(NaiveDate),
    Money {
        minor: i64,
        currency: Cow<'e, str>,
    },
    List(Vec<Datum<'e>>),
    /// An answer that is an object: an entry, an amount of money, a date with its precision.
    Object(&'e Map<String, Value>),
    Subject(&'e engine::Subject),
    Record(Record<'e>),
}

/// Things of the case that have members of their own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Record<'e> {
    Case,
    Event,
    Track,
    Section,
    Flag,
    Fact,
    Deadline(Option<&'e engine::Deadline>),
    Paper(Option<&'e engine::Paper>),
    Task(Option<&'e engine::Task>),
    Decision(Option<&'e engine::Decision>),
    Pool(Option<&'e engine::Pool>),
    Budget(Option<&'e engine::Budget>),
    Consent(Option<&'e engine::Consent>),
}

impl<'e> From<&'e Value> for Datum<'e> {
    fn from(value: &'e Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Self::Integer(whole),
                None => number.as_f64().map_or(Self::Null, Self::Decimal),
            },
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(entries) => Self::List(entries.iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(members),
        }
    }
}

impl From<Option<NaiveDate>> for Datum<'_> {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Null, Self::Date)
    }
}

impl<'e> Datum<'e> {
    pub(super) fn text(text: &'e str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// What a person would call it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "unanswered",
            Self::Boolean(_) => "a yes or no",
            Self::Integer(_) | Self::Decimal(_) => "a number",
            Self::Text(_) => "a text",
            Self::Date(_) => "a day",
            Self::Money { .. } => "an amount of money",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Record(_) => "a group of answers",
            Self::Subject(_) => "a person",
        }
    }

    /// The day that it is, where it is one.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Text(text) => read_date(text).or_else(|| instant(text).map(legal_day)),
            Self::Object(members) => match partial(members)? {
                birth if birth.precision == Precision::Day => Some(birth.date),
                _ => None,
            },
            _ => None,
        }
    }

    /// The instant that it is, where it is more than a day.
    pub(super) fn instant(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Text(text) => instant(text),
            _ => None,
        }
    }

    /// The amount and currency that it is, where it is one.
    pub(super) fn money(&self) -> Option<(i64, &str)> {
        match self {
            Self::Money { minor, currency } => Some((*minor, currency)),
            Self::Object(members) => {
                let currency = members.get("currency")?.as_str()?;
                Some((minor_units(members.get("amount")?.as_str()?, currency)?, currency))
            }
            _ => None,
        }
    }

    /// The number that it is, where it is one. An answer of type `decimal` may be a text, so that nothing is rounded.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(whole) => Some(to_f64(*whole)),
            Self::Decimal(number) => Some(*number),
            Self::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    pub(super) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Null, _) | (_, Self::Null) => false,
            (Self::Boolean(left), Self::Boolean(right)) => left == right,
            (Self::List(left), Self::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.equals(right))
            }
            (Self::Subject(left), Self::Subject(right)) => left.key == right.key,
            // A subject and the answer of type `person` that names it.
            (Self::Subject(subject), Self::Text(key)) | (Self::Text(key), Self::Subject(subject)) => subject.key == **key,
            (Self::Object(left), Self::Object(right)) if self.money().is_none() => left == right,
            _ => self.order(other).is_ok_and(|order| order == Ordering::Equal),
        }
    }

    /// Which of two comes first. Refuses what is unanswered and what is unlike.
    pub(super) fn order(&self, other: &Self) -> Result<Ordering, EvaluationError> {
        let order = match (self, other) {
            (Self::Null, _) | (_, Self::Null) => return Err(EvaluationError::Unanswered),
            (Self::Integer(left), Self::Integer(right)) => Some(left.cmp(right)),
            // A day and an instant written as texts compare as days; two days, or two instants, as they stand.
            (Self::Text(left), Self::Text(right)) if left.len() != right.len() => {
                let days = self.day().zip(other.day()).map(|(left, right)| left.cmp(&right));
                Some(days.unwrap_or_else(|| left.cmp(right)))
            }
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Boolean(left), Self::Boolean(right)) => Some(left.cmp(right)),
            (Self::Date(_), _) | (_, Self::Date(_)) => self.day().zip(other.day()).map(|(left, right)| left.cmp(&right)),
            (Self::Money { .. } | Self::Object(_), _) | (_, Self::Money { .. } | Self::Object(_)) => self.order_money(other),
            _ => self.number().zip(other.number()).and_then(|(left, right)| left.partial_cmp(&right)),
        };
        order.ok_or(EvaluationError::Unlike { left: self.kind(), right: other.kind() })
    }

    /// Money with money of the same currency, or with a bare number, which then is an amount of that currency.
    fn order_money(&self, other: &Self) -> Option<Ordering> {
        match (self.money(), other.money()) {
            (Some((left, of)), Some((right, with))) => (of == with).then(|| left.cmp(&right)),
            (Some((left, currency)), None) => major(left, currency).partial_cmp(&other.number()?),
            (None, Some((right, currency))) => self.number()?.partial_cmp(&major(right, currency)),
            (None, None) => self.day().zip(other.day()).map(|(left, right)| left.cmp(&right)),
        }
    }

    /// As the answer to somebody outside: days as ISO text, people by their key.
    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Bool(value),
            Self::Integer(value) => json!(value),
            Self::Decimal(value) => json!(value),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Date(day) => Value::String(day.to_string()),
            Self::Money { minor, currency } => json!({ "amount": amount(minor, &currency), "currency": currency }),
            Self::List(entries) => entries.into_iter().map(Self::into_json).collect(),
            Self::Object(members) => Value::Object(members.clone()),
            Self::Subject(subject) => Value::String(subject.key.clone()),
            Self::Record(_) => Value::Null,
        }
    }
}

/// A date of which only part may be known: `{ date = "1990-01-01", precision = "year" }`.
pub(super) fn partial(members: &Map<String, Value>) -> Option<Birth> {
    let date = read_date(members.get("date")?.as_str()?)?;
    let precision = match members.get("precision") {
        None => Precision::Day,
        Some(word) => match word.as_str()? {
            "day" => Precision::Day,
            "month" => Precision::Month,
            "year" => Precision::Year,
            "estimated" => Precision::Estimated,
            _ => return None,
        },
    };
    Some(Birth { date, precision })
}

/// An instant: `2024-02-12T14:00`, local time in Dushanbe unless it ends in `Z` or an offset.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
        return Some(exact.to_utc());
    }
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    TIME_ZONE.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

/// Minor units as people write an amount.
pub(super) fn amount(minor: i64, currency: &str) -> String {
    let digits = fraction_digits(currency);
    let sign = if minor < 0 { "-" } else { "" };
    let plain = format!("{:0>width$}", minor.unsigned_abs(), width = digits.saturating_add(1));
    match plain.split_at_checked(plain.len().saturating_sub(digits)) {
        Some((whole, fraction)) if digits > 0 => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{plain}"),
    }
}

pub(super) fn major(minor: i64, currency: &str) -> f64 {
    let digits = i32::try_from(fraction_digits(currency)).unwrap_or(2);
    to_f64(minor) / 10_f64.powi(digits)
}

/// Exact up to 2^53, far beyond any count or amount of a case.
#[expect(clippy::as_conversions, reason = "there is no lossless conversion, and comparisons need one")]
pub(super) fn to_f64(whole: i64) -> f64 {
    whole as f64
}
