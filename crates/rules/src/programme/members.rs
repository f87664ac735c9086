//! What stands after a dot: answers of sections, flags, facts, and the members of things.
use super::evaluate::{Frame, walk};
use super::model::ValueType;
use super::scope::{EvaluationError, Scope};
use super::value::{Datum, Record, amount, partial};
use crate::engine::{self, DeadlineState, Subject};

type Found<'e> = Result<Datum<'e>, EvaluationError>;

fn unknown<'e>(name: &str) -> Found<'e> {
    Err(EvaluationError::Unknown(name.to_owned()))
}

/// A member of a value. Members of what is unanswered are unanswered.
pub(super) fn member<'e>(scope: &'e Scope<'_>, of: Datum<'e>, field: &str, frame: &Frame<'_, 'e>) -> Found<'e> {
    match of {
        Datum::Null => Ok(Datum::Null),
        Datum::Record(record) => of_record(scope, record, field, frame),
        Datum::Subject(subject) => of_subject(scope, subject, field),
        Datum::Date(_) | Datum::Text(_) if matches!(field, "earliest" | "latest") => Ok(of.day().into()),
        Datum::Money { minor, currency } => match field {
            "amount" => Ok(Datum::Text(amount(minor, &currency).into())),
            "currency" => Ok(Datum::Text(currency)),
            _ => unknown(field),
        },
        Datum::Object(members) => match (field, partial(members)) {
            ("earliest", Some(date)) => Ok(Datum::Date(date.earliest())),
            ("latest", Some(date)) => Ok(Datum::Date(date.latest())),
            _ => Ok(members.get(field).map_or(Datum::Null, Datum::from)),
        },
        _ => unknown(field),
    }
}

fn of_record<'e>(scope: &'e Scope<'_>, record: Record<'e>, field: &str, frame: &Frame<'_, 'e>) -> Found<'e> {
    match record {
        Record::Case => match field {
            "state" => Ok(maybe_text(scope.case.state.as_deref())),
            "previous_state" => Ok(maybe_text(scope.case.previous_state.as_deref())),
            "opened_on" => Ok(scope.case.opened_on.into()),
            _ => unknown(field),
        },
        Record::Event => of_event(scope, field),
        Record::Track => Ok(maybe_text(scope.case.tracks.get(field).map(String::as_str))),
        Record::Section => Ok(section(scope, field)),
        Record::Flag => flag(scope, field),
        Record::Fact => match scope.programme.facts.get(field) {
            Some(fact) => {
                let tree = fact.value.tree().map_err(|fault| EvaluationError::Syntax(fault.clone()))?;
                walk(scope, tree, &frame.below()?)
            }
            None => unknown(field),
        },
        Record::Deadline(deadline) => of_deadline(deadline, field),
        Record::Paper(paper) => of_paper(scope, paper, field),
        Record::Task(task) => match field {
            "state" => Ok(Datum::text(task.map_or("none", |task| if task.done { "done" } else { "open" }))),
            "due_on" => Ok(task.and_then(|task| task.due_on).into()),
            _ => unknown(field),
        },
        Record::Decision(decision) => match field {
            "outcome" => Ok(Datum::text(decision.map_or("none", |decision| &decision.outcome))),
            "on" => Ok(decision.map(|decision| decision.on).into()),
            _ => unknown(field),
        },
        Record::Pool(pool) => of_pool(pool, field),
        Record::Budget(budget) => of_budget(budget, field),
        Record::Consent(consent) => match field {
            "given" => Ok(Datum::Boolean(consent.is_some_and(|consent| consent.given))),
            "on" => Ok(consent.and_then(|consent| consent.on).into()),
            "by" => Ok(maybe_text(consent.and_then(|consent| consent.by.as_deref()))),
            _ => unknown(field),
        },
    }
}

fn maybe_text(text: Option<&str>) -> Datum<'_> {
    text.map_or(Datum::Null, Datum::text)
}

/// A section's answers. One that is not answered yet is an empty list where it repeats.
fn section<'e>(scope: &'e Scope<'_>, name: &str) -> Datum<'e> {
    match scope.answers(name) {
        Some(answers) => Datum::from(answers),
        None if scope.programme.sections.get(name).is_some_and(|section| section.repeat) => Datum::List(Vec::new()),
        None => Datum::Null,
    }
}

/// A flag. One that was never set is `false`, 0 or unanswered, by its type.
fn flag<'e>(scope: &'e Scope<'_>, name: &str) -> Found<'e> {
    match scope.case.flags.get(name) {
        Some(value) if !value.is_null() => Ok(Datum::from(value)),
        _ => match scope.programme.flags.get(name).map(|flag| flag.value_type) {
            Some(ValueType::Boolean) => Ok(Datum::Boolean(false)),
            Some(ValueType::Integer) => Ok(Datum::Integer(0)),
            Some(_) => Ok(Datum::Null),
            None => unknown(name),
        },
    }
}

fn of_event<'e>(scope: &'e Scope<'_>, field: &str) -> Found<'e> {
    let event = scope.event.as_ref();
    match field {
        "on" => Ok(event.map(|event| event.on).into()),
        "by" => Ok(maybe_text(event.map(|event| event.by))),
        "reason" => Ok(maybe_text(event.and_then(|event| event.reason))),
        _ => unknown(field),
    }
}

fn of_subject<'e>(scope: &Scope<'_>, subject: &'e Subject, field: &str) -> Found<'e> {
    let birth = subject.birth;
    Ok(match field {
        "key" => Datum::text(&subject.key),
        "role" => Datum::text(&subject.role),
        "sex" => Datum::text(&subject.sex),
        "dead" => Datum::Boolean(subject.dead),
        "citizenships" => Datum::List(subject.citizenships.iter().map(|code| Datum::text(code)).collect()),
        "age_min" => birth.map_or(Datum::Null, |birth| Datum::Integer(birth.age_min(scope.today).into())),
        "age_max" => birth.map_or(Datum::Null, |birth| Datum::Integer(birth.age_max(scope.today).into())),
        "born_earliest" => birth.map(|birth| birth.earliest()).into(),
        "born_latest" => birth.map(|birth| birth.latest()).into(),
        _ => return unknown(field),
    })
}

fn of_deadline<'e>(deadline: Option<&'e engine::Deadline>, field: &str) -> Found<'e> {
    Ok(match field {
        "state" => Datum::text(match deadline.map(|deadline| deadline.state) {
            None => "none",
            Some(DeadlineState::Open) => "open",
            Some(DeadlineState::Met) => "met",
            Some(DeadlineState::Missed) => "missed",
            Some(DeadlineState::Waived) => "waived",
            Some(DeadlineState::Cancelled) => "cancelled",
        }),
        "due_on" => deadline.map(|deadline| deadline.due_on).into(),
        "starts_on" => deadline.map(|deadline| deadline.starts_on).into(),
        "paused" => Datum::Boolean(deadline.is_some_and(|deadline| deadline.paused_since.is_some())),
        _ => return unknown(field),
    })
}

/// A paper is expired from the day after its last valid day (C4, C5).
fn of_paper<'e>(scope: &Scope<'_>, paper: Option<&'e engine::Paper>, field: &str) -> Found<'e> {
    Ok(match field {
        "state" => Datum::text(match paper {
            None => "none",
            Some(paper) if paper.revoked_on.is_some() => "revoked",
            Some(paper) if paper.valid_until.is_some_and(|last| last < scope.today) => "expired",
            Some(_) => "valid",
        }),
        "issued_on" => paper.map(|paper| paper.issued_on).into(),
        "valid_until" => paper.and_then(|paper| paper.valid_until).into(),
        _ => return unknown(field),
    })
}

fn of_pool<'e>(pool: Option<&'e engine::Pool>, field: &str) -> Found<'e> {
    let Some(pool) = pool else {
        return Ok(Datum::Null);
    };
    match field {
        "limit" => Ok(Datum::Integer(pool.limit)),
        "used" => Ok(Datum::Integer(pool.used)),
        "free" => Ok(Datum::Integer(pool.limit.saturating_sub(pool.used))),
        _ => unknown(field),
    }
}

fn of_budget<'e>(budget: Option<&'e engine::Budget>, field: &str) -> Found<'e> {
    let Some(budget) = budget else {
        return Ok(Datum::Null);
    };
    let minor = match field {
        "ceiling" => budget.ceiling,
        "reserved" => budget.reserved,
        "paid" => budget.paid,
        "free" => budget.ceiling.saturating_sub(budget.reserved).saturating_sub(budget.paid),
        "currency" => return Ok(Datum::text(&budget.currency)),
        _ => return unknown(field),
    };
    Ok(Datum::Money { minor, currency: budget.currency.as_str().into() })
}
