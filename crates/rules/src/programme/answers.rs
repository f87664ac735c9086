//! Are answers complete, and are they what the form asks for?
use std::fmt::Display;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::model::{Field, FieldType, Limit, Programme, Section};
use super::money::minor_units;
use super::scope::Scope;
use super::value::{instant, partial};
use crate::calendar::legal_day;
use crate::codes::CodeLists;
use crate::slips::{nearest, suggest};
use crate::written::read_date;

/// An answer that the form does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    /// JSON pointer into the section's answers: `/entry_on`, in a repeating section `/0/entry_on`.
    pub pointer: String,
    /// The field; empty where the whole section is not what it should be.
    pub field: String,
    /// Stable name of what is wrong: `unknown-field`, `wrong-type`, `unknown-code`, `too-small`, `too-great`,
    /// `too-long`, `in-the-future`, `wrong-form`, `unknown-person`.
    pub rule: &'static str,
    /// An English sentence.
    pub message: String,
}

/// What answers are held against.
#[derive(Clone, Copy)]
pub struct AnswerContext<'a> {
    /// The code lists; `None`: codes are not looked up.
    pub codes: Option<&'a CodeLists>,
    /// The legal day (C1).
    pub today: NaiveDate,
    /// Keys of the case's subjects; `None`: persons are not looked up.
    pub subjects: Option<&'a [String]>,
}

impl Programme {
    /// The fields, as `section.field`, that must still be answered before a section is complete; the section's bare name
    /// when it repeats and has no entry. Where it is in doubt whether a field must be answered, it must.
    pub fn completeness(&self, section: &str, scope: &Scope<'_>) -> Vec<String> {
        let Some(form) = self.sections.get(section) else {
            return Vec::new();
        };
        let nothing = Value::Null;
        let answers = scope.answers(section).unwrap_or(&nothing);
        let mut missing = Vec::new();
        match (form.repeat, answers) {
            (true, Value::Array(entries)) if !entries.is_empty() => {
                for entry in entries {
                    ask(section, form, entry, scope, &mut missing);
                }
            }
            (true, _) => missing.push(section.to_owned()),
            (false, answers) => ask(section, form, answers, scope, &mut missing),
        }
        missing
    }

    /// What the form does not take in the answers of a section (for a repeating one: an entry or a list of entries).
    pub fn validate_answers(&self, section: &str, answers: &Value, context: AnswerContext<'_>) -> Vec<AnswerFault> {
        let mut faults = Vec::new();
        match (self.sections.get(section), answers) {
            (None, _) => faults.push(AnswerFault {
                pointer: String::new(),
                field: String::new(),
                rule: "unknown-section",
                message: format!("this programme has no section `{section}`"),
            }),
            (Some(form), Value::Object(entry)) => check_entry(form, entry, "", context, &mut faults),
            (Some(form), Value::Array(entries)) if form.repeat => {
                for (at, entry) in entries.iter().enumerate() {
                    match entry {
                        Value::Object(entry) => check_entry(form, entry, &format!("/{at}"), context, &mut faults),
                        _ => faults.push(not_a_group(format!("/{at}"))),
                    }
                }
            }
            (Some(_), _) => faults.push(not_a_group(String::new())),
        }
        faults
    }
}

fn not_a_group(pointer: String) -> AnswerFault {
    let message = "answers are a group of fields".to_owned();
    AnswerFault { pointer, field: String::new(), rule: "wrong-type", message }
}

fn ask(section: &str, form: &Section, entry: &Value, scope: &Scope<'_>, missing: &mut Vec<String>) {
    let scope = Scope { entry: Some(entry), ..*scope };
    for (name, field) in &form.fields {
        if is_answered(entry.get(name)) || !(field.required || field.required_when.is_some()) {
            continue;
        }
        let in_doubt_yes = |expression: &super::Expression| scope.holds(expression).unwrap_or(true);
        let shown = field.shown_when.as_ref().is_none_or(in_doubt_yes);
        let required = field.required || field.required_when.as_ref().is_some_and(in_doubt_yes);
        let full = format!("{section}.{name}");
        if shown && required && !missing.contains(&full) {
            missing.push(full);
        }
    }
}

/// An empty text or list is no answer.
fn is_answered(answer: Option<&Value>) -> bool {
    match answer {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(entries)) => !entries.is_empty(),
        Some(_) => true,
    }
}

fn check_entry(form: &Section, entry: &Map<String, Value>, pointer: &str, context: AnswerContext<'_>, faults: &mut Vec<AnswerFault>) {
    for (name, answer) in entry {
        let found = match form.fields.get(name) {
            None => {
                let near = nearest(name, form.fields.keys().map(String::as_str));
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                Some(("unknown-field", format!("this form has no field `{name}`{hint}")))
            }
            Some(_) if answer.is_null() => None,
            Some(field) => check_answer(field, answer, context).err(),
        };
        if let Some((rule, message)) = found {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            faults.push(AnswerFault { pointer: format!("{pointer}/{escaped}"), field: name.clone(), rule, message });
        }
    }
}

type Checked = Result<(), (&'static str, String)>;

fn wrong<T>(message: impl Display) -> Result<T, (&'static str, String)> {
    Err(("wrong-type", message.to_string()))
}

fn check_answer(field: &Field, answer: &Value, context: AnswerContext<'_>) -> Checked {
    if field.many {
        let Value::Array(entries) = answer else {
            return wrong("a list of codes is needed");
        };
        return entries.iter().try_for_each(|entry| check_one(field, entry, context));
    }
    check_one(field, answer, context)
}

fn check_one(field: &Field, answer: &Value, context: AnswerContext<'_>) -> Checked {
    match field.field_type {
        FieldType::Boolean => match answer {
            Value::Bool(_) => Ok(()),
            _ => wrong("true or false is needed"),
        },
        FieldType::Integer => match answer.as_i64() {
            Some(number) => check_limits(field, |limit| order_integer(number, limit)),
            None => wrong("a whole number is needed"),
        },
        FieldType::Decimal => {
            let text = answer.as_str().and_then(|text| text.parse().ok());
            match answer.as_f64().or(text).filter(|number: &f64| number.is_finite()) {
                Some(number) => check_limits(field, |limit| number.partial_cmp(&as_number(limit)?)),
                None => wrong("a number is needed"),
            }
        }
        FieldType::Money => check_money(field, answer),
        FieldType::Date => check_date(field, answer, context),
        FieldType::Datetime => match answer.as_str().and_then(instant) {
            Some(at) => check_day(field, legal_day(at), context),
            None => wrong("a day and hour such as 2024-02-12T14:00 is needed"),
        },
        _ => match answer.as_str() {
            Some(text) => check_word(field, text, context),
            None => wrong("a text is needed"),
        },
    }
}

fn check_word(field: &Field, text: &str, context: AnswerContext<'_>) -> Checked {
    let list = match field.field_type {
        FieldType::Code => field.list.as_deref(),
        FieldType::Country => Some("country"),
        FieldType::Language => Some("language"),
        _ => None,
    };
    if let Some(list) = list.zip(context.codes).and_then(|(list, codes)| codes.get(list)) {
        return match list.get(text) {
            Some(code) if code.offered_on(context.today) => Ok(()),
            Some(_) => Err(("unknown-code", format!("`{text}` stands in the list {}, but is not offered", list.name()))),
            None => {
                let offered = list.codes().filter(|code| code.offered_on(context.today));
                let hint = suggest(text, &offered.map(|code| code.code.as_str()).collect::<Vec<_>>());
                Err(("unknown-code", format!("`{text}` is not in the list {}{hint}", list.name())))
            }
        };
    }
    if field.field_type == FieldType::Person
        && let Some(subjects) = context.subjects
        && !subjects.iter().any(|key| key == text)
    {
        return Err(("unknown-person", "this person is not part of the case".to_owned()));
    }
    if let Some(limit) = field.max_length.filter(|limit| text.chars().count() > *limit) {
        return Err(("too-long", format!("at most {limit} characters are taken")));
    }
    match field.pattern.as_deref().map(whole_pattern) {
        Some(Ok(pattern)) if !pattern.is_match(text) => Err(("wrong-form", "this is not in the form that is asked for".to_owned())),
        _ => Ok(()),
    }
}

/// A pattern that matches whole texts only.
pub(super) fn whole_pattern(pattern: &str) -> Result<regex_lite::Regex, regex_lite::Error> {
    regex_lite::Regex::new(&format!("^(?:{pattern})$"))
}

fn check_date(field: &Field, answer: &Value, context: AnswerContext<'_>) -> Checked {
    let day = answer.as_str().and_then(read_date);
    let part = answer.as_object().filter(|_| field.precision).and_then(partial);
    match (day, part) {
        (Some(day), _) => check_day(field, day, context),
        (None, Some(part)) => check_day(field, part.earliest(), context),
        (None, None) if field.precision => {
            wrong("a day such as 2024-01-31 is needed, or { date, precision } with day, month, year or estimated")
        }
        (None, None) => wrong("a day such as 2024-01-31 is needed"),
    }
}

fn check_day(field: &Field, day: NaiveDate, context: AnswerContext<'_>) -> Checked {
    if field.not_future && day > context.today {
        return Err(("in-the-future", "this day may not lie in the future".to_owned()));
    }
    check_limits(field, |limit| match limit {
        Limit::Text(text) => read_date(text).map(|limit| day.cmp(&limit)),
        _ => None,
    })
}

fn check_money(field: &Field, answer: &Value) -> Checked {
    let members = answer.as_object();
    let part = |name: &str| members.and_then(|members| members.get(name)).and_then(Value::as_str);
    let currency = part("currency").filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
    let only_two = members.is_some_and(|members| members.len() == 2);
    let Some((minor, currency)) =
        currency.filter(|_| only_two).and_then(|currency| Some((minor_units(part("amount")?, currency)?, currency)))
    else {
        return wrong("an amount such as { amount = \"120.00\", currency = \"TJS\" } is needed");
    };
    check_limits(field, |limit| {
        let limit = match limit {
            Limit::Text(text) => text.clone(),
            Limit::Integer(whole) => whole.to_string(),
            Limit::Decimal(number) => number.to_string(),
        };
        minor_units(&limit, currency).map(|limit| minor.cmp(&limit))
    })
}

fn order_integer(number: i64, limit: &Limit) -> Option<std::cmp::Ordering> {
    match limit {
        Limit::Integer(limit) => Some(number.cmp(limit)),
        _ => super::value::to_f64(number).partial_cmp(&as_number(limit)?),
    }
}

fn as_number(limit: &Limit) -> Option<f64> {
    match limit {
        Limit::Integer(whole) => Some(super::value::to_f64(*whole)),
        Limit::Decimal(number) => Some(*number),
        Limit::Text(text) => text.parse().ok(),
    }
}

fn check_limits(field: &Field, order: impl Fn(&Limit) -> Option<std::cmp::Ordering>) -> Checked {
    if let Some(least) = field.min.as_ref().filter(|limit| order(limit).is_some_and(std::cmp::Ordering::is_lt)) {
        return Err(("too-small", format!("at least {least} is needed")));
    }
    if let Some(most) = field.max.as_ref().filter(|limit| order(limit).is_some_and(std::cmp::Ordering::is_gt)) {
        return Err(("too-great", format!("at most {most} is taken")));
    }
    Ok(())
}
