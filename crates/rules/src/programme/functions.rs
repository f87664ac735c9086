//! The functions of the language. Days counted from an unanswered day are unanswered.
use std::borrow::Cow;

use chrono::{Datelike, Days, NaiveDate};

use super::evaluate::{size, sum};
use super::scope::{EvaluationError, Scope};
use super::value::{Datum, Record};
use crate::birth::birthday;
use crate::calendar::{CalendarError, Kind, Period};
use crate::parameters::Value;

type Answer<'e> = Result<Datum<'e>, EvaluationError>;

pub(super) fn call<'e>(scope: &'e Scope<'_>, function: &str, target: Option<Datum<'e>>, arguments: Vec<Datum<'e>>) -> Answer<'e> {
    let mut values = target.into_iter().chain(arguments);
    let (first, second, third) = (values.next(), values.next(), values.next());
    match (function, first, second, third) {
        ("size", Some(value), None, None) => size(&value),
        ("sum", Some(value), None, None) => sum(&value),
        ("contains" | "startsWith" | "endsWith", Some(text), Some(part), None) => text_test(function, &text, &part),
        ("last_day", Some(day), Some(period), None) => last_day(scope, &day, &period),
        ("first_day_before", Some(day), Some(period), None) => first_day_before(scope, &day, &period),
        ("add_days", Some(day), Some(number), None) => add_days(&day, &number),
        ("birthday", Some(born), Some(years), None) => birthday_of(&born, &years),
        ("days_between", Some(from), Some(to), None) => between(&from, &to, |from, to| to.signed_duration_since(from).num_days()),
        ("months_between", Some(from), Some(to), None) => between(&from, &to, months_between),
        (_, Some(Datum::Text(name)), None, None) => named(scope, function, &name),
        _ => Err(EvaluationError::Unknown(function.to_owned())),
    }
}

fn text_test<'e>(function: &str, text: &Datum<'e>, part: &Datum<'e>) -> Answer<'e> {
    match (text, part) {
        (Datum::Null, _) | (_, Datum::Null) => Err(EvaluationError::Unanswered),
        (Datum::Text(text), Datum::Text(part)) => Ok(Datum::Boolean(match function {
            "contains" => text.contains(part.as_ref()),
            "startsWith" => text.starts_with(part.as_ref()),
            _ => text.ends_with(part.as_ref()),
        })),
        (Datum::Text(_), other) | (other, _) => Err(EvaluationError::Expected { expected: "a text", found: other.kind() }),
    }
}

/// Functions of one name: `deadline('ref.appeal')`.
fn named<'e>(scope: &'e Scope<'_>, function: &str, name: &str) -> Answer<'e> {
    let case = scope.case;
    let record = match function {
        "parameter" => return parameter(scope, name),
        "happened" => {
            return Ok(Datum::Boolean(case.history.iter().any(|step| step.transition == name)));
        }
        "last" => {
            let last = case.history.iter().rev().find(|step| step.transition == name);
            return Ok(last.map(|step| step.effective_on).into());
        }
        "times" => {
            let times = case.history.iter().filter(|step| step.transition == name).count();
            return i64::try_from(times).map(Datum::Integer).or(Err(EvaluationError::Arithmetic));
        }
        "deadline" => Record::Deadline(case.deadlines.iter().rev().find(|row| row.name == name)),
        "paper" => Record::Paper(case.papers.iter().rev().find(|paper| paper.name == name)),
        "task" => Record::Task(case.tasks.iter().rev().find(|task| task.name == name)),
        "decision" => Record::Decision(case.decisions.get(name)),
        "pool" => Record::Pool(scope.facts.pools.get(name)),
        "budget" => Record::Budget(scope.facts.budgets.get(name)),
        "consent" => Record::Consent(scope.facts.consents.get(name)),
        _ => return Err(EvaluationError::Unknown(function.to_owned())),
    };
    Ok(Datum::Record(record))
}

fn parameter<'e>(scope: &'e Scope<'_>, name: &str) -> Answer<'e> {
    Ok(match scope.parameters.get(name, scope.today)? {
        Value::Period(period) => Datum::Text(Cow::Owned(period.to_string())),
        Value::Number(number) => Datum::Integer(*number),
        Value::Decimal(number) => Datum::Decimal(*number),
        Value::Boolean(value) => Datum::Boolean(*value),
        Value::Date(day) => Datum::Date(*day),
        Value::Text(text) => Datum::text(text),
        Value::PeriodList(periods) => Datum::List(periods.iter().map(|period| Datum::Text(Cow::Owned(period.to_string()))).collect()),
    })
}

/// A literal period (which never moves), or that of a parameter with its kind.
fn period(scope: &Scope<'_>, name: &Datum<'_>) -> Result<(Period, Kind), EvaluationError> {
    let Datum::Text(name) = name else {
        return Err(EvaluationError::Expected { expected: "a period or a parameter", found: name.kind() });
    };
    if let Ok(literal) = name.parse() {
        return Ok((literal, Kind::Validity));
    }
    let kind = scope.parameters.parameter(name)?.kind.unwrap_or(Kind::Act);
    Ok((scope.parameters.period(name, scope.today)?, kind))
}

fn day(value: &Datum<'_>) -> Result<Option<NaiveDate>, EvaluationError> {
    match (value, value.day()) {
        (Datum::Null, _) => Ok(None),
        (_, Some(day)) => Ok(Some(day)),
        _ => Err(EvaluationError::Expected { expected: "a day", found: value.kind() }),
    }
}

fn last_day<'e>(scope: &Scope<'_>, from: &Datum<'e>, name: &Datum<'e>) -> Answer<'e> {
    let (period, kind) = period(scope, name)?;
    match day(from)? {
        Some(from) => Ok(Datum::Date(period.last_day(from, kind, scope.calendar)?)),
        None => Ok(Datum::Null),
    }
}

fn first_day_before<'e>(scope: &Scope<'_>, target: &Datum<'e>, name: &Datum<'e>) -> Answer<'e> {
    let (period, _) = period(scope, name)?;
    match day(target)? {
        Some(target) => Ok(Datum::Date(period.first_day_before(target, scope.calendar)?)),
        None => Ok(Datum::Null),
    }
}

fn add_days<'e>(from: &Datum<'e>, number: &Datum<'e>) -> Answer<'e> {
    let (Some(from), Datum::Integer(number)) = (day(from)?, number) else {
        return match number {
            Datum::Integer(_) | Datum::Null => Ok(Datum::Null),
            other => Err(EvaluationError::Expected { expected: "a whole number", found: other.kind() }),
        };
    };
    let days = Days::new(number.unsigned_abs());
    let moved = if *number < 0 { from.checked_sub_days(days) } else { from.checked_add_days(days) };
    let within = moved.filter(|day| (1..=9999).contains(&day.year()));
    within.map(Datum::Date).ok_or(EvaluationError::Calendar(CalendarError::OutOfRange))
}

/// The day on which somebody completes so many years (C7): born on 29 February, on 1 March of a common year.
fn birthday_of<'e>(born: &Datum<'e>, years: &Datum<'e>) -> Answer<'e> {
    let (Some(born), Datum::Integer(years)) = (day(born)?, years) else {
        return match years {
            Datum::Integer(_) | Datum::Null => Ok(Datum::Null),
            other => Err(EvaluationError::Expected { expected: "a whole number", found: other.kind() }),
        };
    };
    let reached = u32::try_from(*years).ok().and_then(|years| birthday(born, years));
    reached.map(Datum::Date).ok_or(EvaluationError::Calendar(CalendarError::OutOfRange))
}

fn between<'e>(from: &Datum<'e>, to: &Datum<'e>, count: impl Fn(NaiveDate, NaiveDate) -> i64) -> Answer<'e> {
    Ok(day(from)?.zip(day(to)?).map_or(Datum::Null, |(from, to)| Datum::Integer(count(from, to))))
}

/// Whole months from one day to another: the greatest n such that `from` + n months (C2) is not after `to`.
fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let years = i64::from(to.year()).saturating_sub(i64::from(from.year()));
    let months = years * 12 + i64::from(to.month()) - i64::from(from.month());
    let reached = u32::try_from(months).ok().and_then(|months| from.checked_add_months(chrono::Months::new(months)));
    if reached.is_some_and(|day| day <= to) { months } else { months.saturating_sub(1) }
}
