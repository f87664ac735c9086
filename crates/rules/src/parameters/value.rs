//! What a parameter may be, and how people write it.
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, Unit};
use crate::written;

/// The type of a parameter's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// "10 working days".
    Period,
    /// A whole number.
    Number,
    /// A fraction.
    Decimal,
    /// Yes or no.
    Boolean,
    /// A legal day.
    Date,
    /// A word.
    Text,
    /// Several periods.
    PeriodList,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Period => "a period such as `1 month`",
            Self::Number => "a whole number",
            Self::Decimal => "a number such as 0.34",
            Self::Boolean => "true or false",
            Self::Date => "a day such as 2024-03-21",
            Self::Text => "a text",
            Self::PeriodList => "a list of periods such as [\"6 months\", \"12 months\"]",
        })
    }
}

/// A value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A period.
    Period(Period),
    /// A whole number.
    Number(i64),
    /// A fraction.
    Decimal(f64),
    /// Yes or no.
    Boolean(bool),
    /// A legal day.
    Date(NaiveDate),
    /// A word.
    Text(String),
    /// Several periods.
    PeriodList(Vec<Period>),
}

/// A value as a file or an API body writes it, before the parameter says what it must be.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Written {
    /// `true`.
    Boolean(bool),
    /// `6`.
    Whole(i64),
    /// `0.34`.
    Fraction(f64),
    /// `"1 month"`.
    Text(String),
    /// `["6 months", "12 months"]`.
    List(Vec<String>),
    /// A bare date of a TOML file.
    Date(toml::value::Datetime),
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(it) => write!(f, "{it}"),
            Self::Whole(it) => write!(f, "{it}"),
            Self::Fraction(it) => write!(f, "{it}"),
            Self::Text(it) => write!(f, "`{it}`"),
            Self::List(it) => write!(f, "[{}]", it.join(", ")),
            Self::Date(it) => write!(f, "{it}"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(it) => write!(f, "{it}"),
            Self::Number(it) => write!(f, "{it}"),
            Self::Decimal(it) => write!(f, "{it}"),
            Self::Boolean(it) => write!(f, "{it}"),
            Self::Date(it) => write!(f, "{it}"),
            Self::Text(it) => f.write_str(it),
            Self::PeriodList(it) => {
                let written: Vec<String> = it.iter().map(Period::to_string).collect();
                f.write_str(&written.join(", "))
            }
        }
    }
}

impl Value {
    /// The written value as one of a type, or none if it cannot be.
    pub fn read(value_type: ValueType, written: &Written) -> Option<Self> {
        match (value_type, written) {
            (ValueType::Period, Written::Text(text)) => text.parse().ok().map(Self::Period),
            (ValueType::Number, Written::Whole(it)) => Some(Self::Number(*it)),
            (ValueType::Decimal, Written::Fraction(it)) => it.is_finite().then_some(Self::Decimal(*it)),
            (ValueType::Decimal, Written::Whole(it)) => i32::try_from(*it).ok().map(|it| Self::Decimal(it.into())),
            (ValueType::Boolean, Written::Boolean(it)) => Some(Self::Boolean(*it)),
            (ValueType::Date, Written::Text(text)) => written::read_date(text).map(Self::Date),
            (ValueType::Date, Written::Date(date)) => written::read_date(&date.to_string()).map(Self::Date),
            (ValueType::Text, Written::Text(text)) => Some(Self::Text(text.clone())),
            (ValueType::PeriodList, Written::List(list)) => {
                list.iter().map(|text| text.parse().ok()).collect::<Option<_>>().map(Self::PeriodList)
            }
            _ => None,
        }
    }

    /// The periods in it, if it is a period or a list of them.
    pub fn periods(&self) -> impl Iterator<Item = Period> {
        let list: &[Period] = match self {
            Self::Period(period) => std::slice::from_ref(period),
            Self::PeriodList(list) => list,
            _ => &[],
        };
        list.iter().copied()
    }

    /// Whether it is more than a limit of the same type. Periods compare by their mean length, so that `1096 days` is
    /// more than `36 months`; values that have no order are never more.
    pub(super) fn exceeds(&self, limit: &Self) -> bool {
        match (self, limit) {
            (Self::Period(it), Self::Period(limit)) => half_hours(*it) > half_hours(*limit),
            (Self::Number(it), Self::Number(limit)) => it > limit,
            (Self::Decimal(it), Self::Decimal(limit)) => it > limit,
            (Self::Date(it), Self::Date(limit)) => it > limit,
            _ => false,
        }
    }
}

pub(super) fn is_hours(period: Period) -> bool {
    period.unit == Unit::Hours
}

/// The mean length in half hours, in which the mean month of 30.4375 days is a whole number.
fn half_hours(period: Period) -> u64 {
    let each = match period.unit {
        Unit::Hours => 2,
        Unit::Days => 48,
        // Five working days take at least a week.
        Unit::WorkingDays => 67,
        Unit::Months => 1_461,
        Unit::Years => 17_532,
    };
    u64::from(period.count) * each
}
