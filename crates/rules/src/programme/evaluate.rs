//! The walk over an expression's tree.
use std::borrow::Cow;
use std::cmp::Ordering;

use super::functions;
use super::members;
use super::scope::{EvaluationError, Scope};
use super::syntax::{Each, EachKind, Form, Node, Operator};
use super::value::{Datum, Record, to_f64};

/// Facts that refer to facts may go so deep.
const DEEPEST_FACT: u8 = 16;

/// Names bound around a node, and how deep in facts we are.
pub(super) struct Frame<'f, 'e> {
    bound: Option<(&'e str, Datum<'e>)>,
    parent: Option<&'f Frame<'f, 'e>>,
    depth: u8,
}

impl<'f, 'e> Frame<'f, 'e> {
    pub(super) const TOP: Self = Frame { bound: None, parent: None, depth: 0 };

    fn with(&'f self, name: &'e str, value: Datum<'e>) -> Self {
        Frame { bound: Some((name, value)), parent: Some(self), depth: self.depth }
    }

    /// A frame for a fact: none of the names around, one deeper.
    pub(super) fn below(&self) -> Result<Self, EvaluationError> {
        let depth = self.depth.saturating_add(1);
        if depth > DEEPEST_FACT {
            return Err(EvaluationError::TooDeep);
        }
        Ok(Frame { bound: None, parent: None, depth })
    }

    fn find(&self, name: &str) -> Option<&Datum<'e>> {
        match &self.bound {
            Some((bound, value)) if *bound == name => Some(value),
            _ => self.parent.and_then(|parent| parent.find(name)),
        }
    }
}

type Walked<'e> = Result<Datum<'e>, EvaluationError>;

pub(super) fn walk<'e>(scope: &'e Scope<'_>, node: &'e Node, frame: &Frame<'_, 'e>) -> Walked<'e> {
    match &node.form {
        Form::Null => Ok(Datum::Null),
        Form::Boolean(value) => Ok(Datum::Boolean(*value)),
        Form::Integer(value) => Ok(Datum::Integer(*value)),
        Form::Decimal(value) => Ok(Datum::Decimal(*value)),
        Form::Text(text) => Ok(Datum::text(text)),
        Form::Name(name) => match frame.find(name) {
            Some(value) => Ok(value.clone()),
            None => root(scope, name),
        },
        Form::Member { of, field } => members::member(scope, walk(scope, of, frame)?, field, frame),
        Form::Has { of, field } => {
            let value = members::member(scope, walk(scope, of, frame)?, field, frame)?;
            Ok(Datum::Boolean(!matches!(value, Datum::Null)))
        }
        Form::Index { of, index } => at_index(walk(scope, of, frame)?, &walk(scope, index, frame)?),
        Form::Not(inner) => Ok(Datum::Boolean(!truth(walk(scope, inner, frame)?)?)),
        Form::Negate(inner) => negate(walk(scope, inner, frame)?),
        Form::Binary { operator, left, right } => binary(scope, *operator, left, right, frame),
        Form::Conditional { when, then, otherwise } => {
            let chosen = if truth(walk(scope, when, frame)?)? { then } else { otherwise };
            walk(scope, chosen, frame)
        }
        Form::List(entries) => entries.iter().map(|entry| walk(scope, entry, frame)).collect::<Result<_, _>>().map(Datum::List),
        Form::Call { function, target, arguments } => {
            let target = target.as_ref().map(|target| walk(scope, target, frame)).transpose()?;
            let values = arguments.iter().map(|argument| walk(scope, argument, frame)).collect::<Result<Vec<_>, _>>()?;
            functions::call(scope, function, target, values)
        }
        Form::Each(each) => over_list(scope, each, frame),
    }
}

/// A name that no macro binds.
fn root<'e>(scope: &'e Scope<'_>, name: &str) -> Walked<'e> {
    Ok(match name {
        "today" => Datum::Date(scope.today),
        "event" => Datum::Record(Record::Event),
        "case" => Datum::Record(Record::Case),
        "track" => Datum::Record(Record::Track),
        "section" => Datum::Record(Record::Section),
        "flag" => Datum::Record(Record::Flag),
        "fact" => Datum::Record(Record::Fact),
        "subject" => scope.principal().map_or(Datum::Null, Datum::Subject),
        "subjects" => Datum::List(scope.case.subjects.iter().map(Datum::Subject).collect()),
        "entry" => scope.entry.map_or(Datum::Null, Datum::from),
        _ => return Err(EvaluationError::Unknown(name.to_owned())),
    })
}

fn truth(value: Datum<'_>) -> Result<bool, EvaluationError> {
    match value {
        Datum::Boolean(value) => Ok(value),
        Datum::Null => Err(EvaluationError::Unanswered),
        other => Err(EvaluationError::Expected { expected: "a yes or no", found: other.kind() }),
    }
}

fn negate(value: Datum<'_>) -> Walked<'_> {
    match value {
        Datum::Integer(number) => number.checked_neg().map(Datum::Integer).ok_or(EvaluationError::Arithmetic),
        Datum::Null => Err(EvaluationError::Unanswered),
        other => match other.number() {
            Some(number) => Ok(Datum::Decimal(-number)),
            None => Err(EvaluationError::Expected { expected: "a number", found: other.kind() }),
        },
    }
}

/// An entry of a list, from 0. Beyond its end nothing is answered.
fn at_index<'e>(list: Datum<'e>, index: &Datum<'e>) -> Walked<'e> {
    match (list, index) {
        (Datum::Null, _) => Ok(Datum::Null),
        (Datum::List(entries), Datum::Integer(index)) => {
            let index = usize::try_from(*index).unwrap_or(usize::MAX);
            Ok(entries.into_iter().nth(index).unwrap_or(Datum::Null))
        }
        (Datum::List(_), other) => Err(EvaluationError::Expected { expected: "a whole number", found: other.kind() }),
        (other, _) => Err(EvaluationError::Expected { expected: "a list", found: other.kind() }),
    }
}

fn binary<'e>(scope: &'e Scope<'_>, operator: Operator, left: &'e Node, right: &'e Node, frame: &Frame<'_, 'e>) -> Walked<'e> {
    match operator {
        Operator::And => either(scope, false, left, right, frame),
        Operator::Or => either(scope, true, left, right, frame),
        _ => apply(operator, walk(scope, left, frame)?, &walk(scope, right, frame)?),
    }
}

/// `&&` and `||`: as soon as one side settles the answer, the other need not have one (CEL's rule).
fn either<'e>(scope: &'e Scope<'_>, settles: bool, left: &'e Node, right: &'e Node, frame: &Frame<'_, 'e>) -> Walked<'e> {
    let first = walk(scope, left, frame).and_then(truth);
    if first == Ok(settles) {
        return Ok(Datum::Boolean(settles));
    }
    let second = walk(scope, right, frame).and_then(truth);
    if second == Ok(settles) {
        return Ok(Datum::Boolean(settles));
    }
    first?;
    second?;
    Ok(Datum::Boolean(!settles))
}

fn apply<'e>(operator: Operator, left: Datum<'e>, right: &Datum<'e>) -> Walked<'e> {
    let ordered = |test: fn(Ordering) -> bool| left.order(right).map(|order| Datum::Boolean(test(order)));
    match operator {
        Operator::Equal => Ok(Datum::Boolean(left.equals(right))),
        Operator::NotEqual => Ok(Datum::Boolean(!left.equals(right))),
        Operator::Less => ordered(Ordering::is_lt),
        Operator::LessOrEqual => ordered(Ordering::is_le),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(Ordering::is_ge),
        Operator::In => match right {
            Datum::List(entries) => Ok(Datum::Boolean(entries.iter().any(|entry| entry.equals(&left)))),
            Datum::Null => Ok(Datum::Boolean(false)),
            other => Err(EvaluationError::Expected { expected: "a list", found: other.kind() }),
        },
        _ => arithmetic(operator, left, right),
    }
}

fn arithmetic<'e>(operator: Operator, left: Datum<'e>, right: &Datum<'e>) -> Walked<'e> {
    match (&left, right) {
        (Datum::Null, _) | (_, Datum::Null) => Err(EvaluationError::Unanswered),
        (Datum::Integer(left), Datum::Integer(right)) => {
            let whole = match operator {
                Operator::Add => left.checked_add(*right),
                Operator::Subtract => left.checked_sub(*right),
                Operator::Multiply => left.checked_mul(*right),
                Operator::Divide => left.checked_div(*right),
                _ => left.checked_rem(*right),
            };
            whole.map(Datum::Integer).ok_or(EvaluationError::Arithmetic)
        }
        (Datum::Text(left), Datum::Text(right)) if operator == Operator::Add => Ok(Datum::Text(Cow::Owned(format!("{left}{right}")))),
        (Datum::List(left), Datum::List(right)) if operator == Operator::Add => {
            Ok(Datum::List(left.iter().chain(right).cloned().collect()))
        }
        _ => match (left.money(), right.money()) {
            (Some((one, of)), Some((other, with))) if of == with => {
                let minor = match operator {
                    Operator::Add => one.checked_add(other),
                    Operator::Subtract => one.checked_sub(other),
                    _ => None,
                };
                let currency = Cow::Owned(of.to_owned());
                minor.map(|minor| Datum::Money { minor, currency }).ok_or(EvaluationError::Arithmetic)
            }
            (None, None) => decimals(operator, &left, right),
            _ => Err(EvaluationError::Unlike { left: left.kind(), right: right.kind() }),
        },
    }
}

fn decimals<'e>(operator: Operator, left: &Datum<'e>, right: &Datum<'e>) -> Walked<'e> {
    let Some((one, other)) = left.number().zip(right.number()) else {
        return Err(EvaluationError::Unlike { left: left.kind(), right: right.kind() });
    };
    let number = match operator {
        Operator::Add => one + other,
        Operator::Subtract => one - other,
        Operator::Multiply => one * other,
        Operator::Divide => one / other,
        _ => one % other,
    };
    if number.is_finite() { Ok(Datum::Decimal(number)) } else { Err(EvaluationError::Arithmetic) }
}

fn over_list<'e>(scope: &'e Scope<'_>, each: &'e Each, frame: &Frame<'_, 'e>) -> Walked<'e> {
    let entries = match walk(scope, &each.list, frame)? {
        Datum::List(entries) => entries,
        Datum::Null => Vec::new(),
        other => return Err(EvaluationError::Expected { expected: "a list", found: other.kind() }),
    };
    let name = each.variable.as_str();
    let ask = |node: &'e Node, entry: &Datum<'e>| walk(scope, node, &frame.with(name, entry.clone()));
    match each.kind {
        EachKind::All => quantified(entries, false, |entry| ask(&each.body, entry).and_then(truth)),
        EachKind::Exists => quantified(entries, true, |entry| ask(&each.body, entry).and_then(truth)),
        EachKind::ExistsOne => {
            let mut found: i64 = 0;
            for entry in &entries {
                found = found.saturating_add(i64::from(ask(&each.body, entry).and_then(truth)?));
            }
            Ok(Datum::Boolean(found == 1))
        }
        EachKind::Filter => {
            let mut kept = Vec::new();
            for entry in entries {
                if ask(&each.body, &entry).and_then(truth)? {
                    kept.push(entry);
                }
            }
            Ok(Datum::List(kept))
        }
        EachKind::Map => {
            let mut made = Vec::with_capacity(entries.len());
            for entry in entries {
                let wanted = match &each.filter {
                    Some(filter) => ask(filter, &entry).and_then(truth)?,
                    None => true,
                };
                if wanted {
                    made.push(ask(&each.body, &entry)?);
                }
            }
            Ok(Datum::List(made))
        }
    }
}

/// `all` and `exists`: one entry that settles the answer is enough, even where another has none.
fn quantified<'e>(entries: Vec<Datum<'e>>, settles: bool, test: impl Fn(&Datum<'e>) -> Result<bool, EvaluationError>) -> Walked<'e> {
    let mut doubt = None;
    for entry in &entries {
        match test(entry) {
            Ok(answer) if answer == settles => return Ok(Datum::Boolean(settles)),
            Ok(_) => {}
            Err(error) => doubt = Some(error),
        }
    }
    doubt.map_or(Ok(Datum::Boolean(!settles)), Err)
}

/// The length of a list or a text.
pub(super) fn size<'e>(value: &Datum<'e>) -> Walked<'e> {
    let length = match value {
        Datum::List(entries) => entries.len(),
        Datum::Text(text) => text.chars().count(),
        Datum::Null => 0,
        other => return Err(EvaluationError::Expected { expected: "a list", found: other.kind() }),
    };
    i64::try_from(length).map(Datum::Integer).or(Err(EvaluationError::Arithmetic))
}

/// The sum of a list of numbers.
pub(super) fn sum<'e>(value: &Datum<'e>) -> Walked<'e> {
    let entries = match value {
        Datum::List(entries) => entries.as_slice(),
        Datum::Null => &[],
        other => return Err(EvaluationError::Expected { expected: "a list", found: other.kind() }),
    };
    let mut total = Datum::Integer(0);
    for entry in entries {
        total = match (&total, entry) {
            (Datum::Integer(0), first) if first.money().is_some() => first.clone(),
            (Datum::Integer(whole), Datum::Decimal(part)) => Datum::Decimal(to_f64(*whole) + part),
            _ => apply(Operator::Add, total, entry)?,
        };
    }
    Ok(total)
}
