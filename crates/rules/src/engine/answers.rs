//! One answer against its field: type, limits, code list, dates.
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use serde_json::{Map, Value};

use super::{CaseSnapshot, Ground};
use crate::birth::{Birth, Precision};
use crate::calendar::{TIME_ZONE, legal_day};
use crate::codes::CodeList;
use crate::programme::{Field, FieldType, Limit, Section, minor_units};
use crate::written::read_date;

/// Lists by which countries, languages and currencies are checked where they are shipped.
const COUNTRIES: &str = "country";
const LANGUAGES: &str = "language";
const CURRENCIES: &str = "currency";

/// Whether something was answered: not null, not blank, not an empty list.
pub(super) fn answered(answer: Option<&Value>) -> bool {
    match answer {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        Some(_) => true,
    }
}

/// Every field that is wrong, with what is wrong in it.
pub(super) fn faults(
    section: &Section,
    entry: &Map<String, Value>,
    old: &Value,
    case: &CaseSnapshot,
    ground: &Ground<'_>,
    now: DateTime<Utc>,
) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    for (name, answer) in entry {
        let Some(field) = section.fields.get(name) else {
            let known: Vec<&String> = section.fields.keys().collect();
            let hint = crate::scenario::tree::suggest(name, &known);
            faults.push((name.clone(), format!("There is no field `{name}` here{hint}")));
            continue;
        };
        if answered(Some(answer)) {
            let judge = Judge { field, old: old.get(name), case, ground, now };
            faults.extend(judge.fault(answer).map(|what| (name.clone(), format!("`{name}` {what}"))));
        }
    }
    faults
}

struct Judge<'a> {
    field: &'a Field,
    old: Option<&'a Value>,
    case: &'a CaseSnapshot,
    ground: &'a Ground<'a>,
    now: DateTime<Utc>,
}

impl Judge<'_> {
    fn fault(&self, answer: &Value) -> Option<String> {
        match self.field.field_type {
            FieldType::Text | FieldType::LongText => self.text(answer),
            FieldType::Integer | FieldType::Decimal => self.number(answer),
            FieldType::Money => self.money(answer),
            FieldType::Boolean => (!answer.is_boolean()).then(|| "is `true` or `false`".to_owned()),
            FieldType::Date => self.date(answer),
            FieldType::Datetime => self.datetime(answer),
            FieldType::Code => self.codes(answer),
            FieldType::Person => self.person(answer),
            FieldType::Country => self.listed(answer, COUNTRIES),
            FieldType::Language => self.listed(answer, LANGUAGES),
            FieldType::Place | FieldType::Organisation | FieldType::File => {
                (!answer.is_string()).then(|| "is the key of a record".to_owned())
            }
        }
    }

    fn text(&self, answer: &Value) -> Option<String> {
        let Some(text) = answer.as_str() else { return Some("is a text".to_owned()) };
        match self.field.max_length {
            Some(most) if text.chars().count() > most => Some(format!("has at most {most} characters")),
            _ => None,
        }
    }

    fn number(&self, answer: &Value) -> Option<String> {
        if self.field.field_type == FieldType::Integer && answer.as_i64().is_none() {
            return Some("is a whole number".to_owned());
        }
        let Some(number) = answer.as_f64() else { return Some("is a number".to_owned()) };
        let limit = |limit: &Limit| match limit {
            Limit::Integer(limit) => limit.to_string().parse().ok(),
            Limit::Decimal(limit) => Some(*limit),
            Limit::Text(limit) => limit.parse::<f64>().ok(),
        };
        let below = self.field.min.as_ref().and_then(limit).filter(|least| number < *least);
        let above = self.field.max.as_ref().and_then(limit).filter(|most| number > *most);
        out_of_range(below, above)
    }

    fn money(&self, answer: &Value) -> Option<String> {
        let shape = || "is an amount such as { amount = \"120.00\", currency = \"TJS\" }".to_owned();
        let Some(money) = answer.as_object() else { return Some(shape()) };
        let (Some(amount), Some(currency)) =
            (money.get("amount").and_then(Value::as_str), money.get("currency").and_then(Value::as_str))
        else {
            return Some(shape());
        };
        if money.len() > 2 || self.unlisted(currency, CURRENCIES) {
            return Some(format!("{}; `{currency}` is no currency code of ISO 4217", shape()));
        }
        let Some(units) = minor_units(amount, currency) else { return Some(shape()) };
        let limit = |limit: &Limit| match limit {
            Limit::Integer(limit) => minor_units(&limit.to_string(), currency),
            Limit::Decimal(limit) => minor_units(&limit.to_string(), currency),
            Limit::Text(limit) => minor_units(limit, currency),
        };
        let least = self.field.min.as_ref().and_then(limit).unwrap_or(0);
        if units < least || self.field.max.as_ref().and_then(limit).is_some_and(|most| units > most) {
            return Some("lies outside its limits".to_owned());
        }
        None
    }

    fn date(&self, answer: &Value) -> Option<String> {
        let Some(span) = date_span(answer, self.field.precision) else {
            return Some("is a day such as 2024-01-31".to_owned());
        };
        self.dated(span.0, span.1)
    }

    fn datetime(&self, answer: &Value) -> Option<String> {
        let Some(at) = answer.as_str().and_then(read_instant) else {
            return Some("is a time such as 2024-01-31T14:30".to_owned());
        };
        if self.field.not_future && at > self.now {
            return Some("lies in the future".to_owned());
        }
        self.dated(legal_day(at), legal_day(at))
    }

    fn dated(&self, earliest: NaiveDate, latest: NaiveDate) -> Option<String> {
        if self.field.not_future && earliest > legal_day(self.now) {
            return Some("lies in the future".to_owned());
        }
        let limit = |limit: &Limit| if let Limit::Text(day) = limit { read_date(day) } else { None };
        let below = self.field.min.as_ref().and_then(limit).filter(|least| latest < *least);
        let above = self.field.max.as_ref().and_then(limit).filter(|most| earliest > *most);
        out_of_range(below, above)
    }

    fn codes(&self, answer: &Value) -> Option<String> {
        let Some(list) = self.field.list.as_deref().and_then(|list| self.ground.codes.get(list)) else {
            return Some("has a code list that is not known".to_owned());
        };
        if !self.field.many {
            return self.code(list, answer);
        }
        let Some(answers) = answer.as_array() else { return Some("is a list of codes".to_owned()) };
        let twice = answers.iter().enumerate().any(|(at, code)| answers.iter().take(at).any(|other| other == code));
        if twice {
            return Some("names a code twice".to_owned());
        }
        answers.iter().find_map(|code| self.code(list, code))
    }

    /// A code that is offered today, or that was answered before and is kept.
    fn code(&self, list: &CodeList, answer: &Value) -> Option<String> {
        let Some(code) = answer.as_str() else { return Some("is a code".to_owned()) };
        let kept = self.old.is_some_and(|old| {
            old == answer || old.as_array().is_some_and(|answers| answers.contains(answer))
        });
        match list.get(code) {
            Some(known) if kept || known.offered_on(legal_day(self.now)) => None,
            Some(_) => Some(format!("may no longer be `{code}`")),
            None => {
                let known: Vec<&str> = list.codes().map(|code| code.code.as_str()).collect();
                Some(format!("is not `{code}`{}", crate::scenario::tree::suggest(code, &known)))
            }
        }
    }

    fn person(&self, answer: &Value) -> Option<String> {
        let known: Vec<&str> = self.case.subjects.iter().map(|subject| subject.key.as_str()).collect();
        match answer.as_str() {
            Some(key) if known.contains(&key) => None,
            Some(key) => {
                let hint = crate::scenario::tree::suggest(key, &known);
                Some(format!("is not a person of this case: `{key}`{hint}"))
            }
            None => Some("is the key of a person of this case".to_owned()),
        }
    }

    fn listed(&self, answer: &Value, list: &str) -> Option<String> {
        match answer.as_str() {
            None => Some("is a code".to_owned()),
            Some(code) if self.unlisted(code, list) => Some(format!("is not `{code}`")),
            Some(_) => None,
        }
    }

    /// Whether a shipped list lacks the code; where the list is not shipped nothing is known against it.
    fn unlisted(&self, code: &str, list: &str) -> bool {
        self.ground.codes.get(list).is_some_and(|list| list.get(code).is_none())
    }
}

fn out_of_range<T: std::fmt::Display>(below: Option<T>, above: Option<T>) -> Option<String> {
    below.map(|least| format!("is at least {least}")).or_else(|| above.map(|most| format!("is at most {most}")))
}

/// The first and last day that a date can mean.
fn date_span(answer: &Value, with_precision: bool) -> Option<(NaiveDate, NaiveDate)> {
    if let Some(day) = answer.as_str().and_then(read_date) {
        return Some((day, day));
    }
    if !with_precision {
        return None;
    }
    let written = answer.as_object()?;
    let date = written.get("date").and_then(Value::as_str).and_then(read_date)?;
    let precision = match written.get("precision") {
        None => Precision::Day,
        Some(word) => serde_json::from_value(word.clone()).ok()?,
    };
    let span = Birth { date, precision };
    (written.len() <= 2).then(|| (span.earliest(), span.latest()))
}

/// An instant with its offset, or local time in Dushanbe.
pub(super) fn read_instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    TIME_ZONE.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc))
}
