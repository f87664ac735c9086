//! What a programme says about an item before a body: who may not vote on it, and whether it is urgent.
use chrono::{DateTime, Utc};

use super::run::{Run, evaluated};
use super::{Actor, CaseSnapshot, Facts, Ground, Refusal};
use crate::programme::Programme;

/// Persons who may not vote on this case (programmes.md 4.2): who held the interview does not decide on it. An expression
/// that cannot be evaluated is an error, because leaving it out would let a barred person vote.
pub fn barred_voters(
    programme: &Programme,
    case: &CaseSnapshot,
    body: &str,
    facts: &Facts,
    ground: &Ground<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<String>, Refusal> {
    let system = Actor::system();
    let run = Run::new(programme, case, &system, facts, ground, now);
    let deed = run.plain_deed();
    let mut barred: Vec<String> = Vec::new();
    for expression in programme.bodies.get(body).map_or(&[][..], |spec| &spec.barred_voters) {
        let persons = evaluated(expression, run.scope(&deed).keys(expression))?;
        barred.extend(persons.into_iter().filter(|person| !person.is_empty()));
    }
    barred.sort();
    barred.dedup();
    Ok(barred)
}

/// Whether an item on this case heads the next docket. What cannot be evaluated does not hurry anybody.
pub fn is_urgent(programme: &Programme, case: &CaseSnapshot, body: &str, facts: &Facts, ground: &Ground<'_>, now: DateTime<Utc>) -> bool {
    let system = Actor::system();
    let run = Run::new(programme, case, &system, facts, ground, now);
    let deed = run.plain_deed();
    let urgent_when = programme.bodies.get(body).and_then(|spec| spec.urgent_when.as_ref());
    urgent_when.is_some_and(|expression| run.scope(&deed).holds(expression).unwrap_or(false))
}
