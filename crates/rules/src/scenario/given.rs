//! `[given]`: the world in which a scenario begins.
use std::collections::BTreeMap;

use super::tree::Node;
use super::{At, BudgetChange, ConsentChange, FactChanges, Given, GivenBody, GivenPerson, PersonChange, PoolChange, ScenarioError};
use crate::birth::{Birth, Precision};
use crate::slips::suggest;

const PRECISIONS: [&str; 4] = ["day", "month", "year", "estimated"];

pub(super) fn given(node: &Node) -> Result<Given, ScenarioError> {
    let mut table = node.table()?;
    let now = table.need("now")?.instant()?;
    let parameters = match table.get("parameters") {
        None => Vec::new(),
        Some(node) => {
            let at = |(key, place, node): (&str, _, &Node)| (key.to_owned(), At { value: node.value(), place });
            node.table()?.entries().map(at).collect()
        }
    };
    let holidays = table.read("holidays", |node| node.list()?.iter().map(Node::date).collect::<Result<Vec<_>, _>>())?;
    let training = table.read("training", |node| named(node, Node::texts))?.unwrap_or_default();
    let facts = FactChanges {
        pools: table.read("pools", |node| named(node, pool))?.unwrap_or_default(),
        budgets: table.read("budgets", |node| named(node, budget))?.unwrap_or_default(),
        consents: table.read("consents", |node| named(node, consent))?.unwrap_or_default(),
        people: BTreeMap::new(),
    };
    let people = table.read("people", |node| node.list()?.iter().map(person).collect::<Result<Vec<_>, _>>())?.unwrap_or_default();
    let bodies = table.read("bodies", |node| node.list()?.iter().map(body).collect::<Result<Vec<_>, _>>())?.unwrap_or_default();
    table.finish()?;
    distinct(node, &people)?;
    Ok(Given { now, parameters, holidays, training, facts, people, bodies })
}

fn distinct(node: &Node, people: &[GivenPerson]) -> Result<(), ScenarioError> {
    let twice = people.iter().enumerate().find(|(at, person)| people.iter().take(*at).any(|p| p.key == person.key));
    match twice {
        Some((_, person)) => Err(node.error(format!("two people have the key `{}`", person.key))),
        None => Ok(()),
    }
}

fn named<T>(node: &Node, read: impl Fn(&Node) -> Result<T, ScenarioError>) -> Result<BTreeMap<String, T>, ScenarioError> {
    node.table()?.entries().map(|(key, _, node)| Ok((key.to_owned(), read(node)?))).collect()
}

/// `facts = { pools.beds.used = 1, … }`: what changed outside.
pub(super) fn facts(node: &Node) -> Result<FactChanges, ScenarioError> {
    let mut table = node.table()?;
    let changes = FactChanges {
        pools: table.read("pools", |node| named(node, pool))?.unwrap_or_default(),
        budgets: table.read("budgets", |node| named(node, budget))?.unwrap_or_default(),
        consents: table.read("consents", |node| named(node, consent))?.unwrap_or_default(),
        people: table.read("people", |node| named(node, person_change))?.unwrap_or_default(),
    };
    table.finish()?;
    Ok(changes)
}

pub(super) fn pool(node: &Node) -> Result<PoolChange, ScenarioError> {
    let mut table = node.table()?;
    let change = PoolChange { limit: table.read("limit", Node::integer)?, used: table.read("used", Node::integer)? };
    table.finish()?;
    Ok(change)
}

pub(super) fn budget(node: &Node) -> Result<BudgetChange, ScenarioError> {
    let mut table = node.table()?;
    let change = BudgetChange {
        currency: table.read("currency", Node::text)?,
        ceiling: table.read("ceiling", Node::minor_units)?,
        reserved: table.read("reserved", Node::minor_units)?,
        paid: table.read("paid", Node::minor_units)?,
    };
    table.finish()?;
    Ok(change)
}

fn consent(node: &Node) -> Result<ConsentChange, ScenarioError> {
    let mut table = node.table()?;
    let change =
        ConsentChange { given: table.read("given", Node::boolean)?, on: table.read("on", Node::date)?, by: table.read("by", Node::text)? };
    table.finish()?;
    Ok(change)
}

fn person(node: &Node) -> Result<GivenPerson, ScenarioError> {
    let mut table = node.table()?;
    let person = GivenPerson {
        key: table.need("key")?.text()?,
        role: table.read("role", Node::text)?,
        birth: table.read("born", birth)?,
        sex: table.read("sex", sex)?.unwrap_or_else(|| "0".to_owned()),
        citizenships: table.read("citizenships", Node::texts)?.unwrap_or_default(),
        dead: table.read("dead", Node::boolean)?.unwrap_or_default(),
    };
    table.finish()?;
    Ok(person)
}

fn person_change(node: &Node) -> Result<PersonChange, ScenarioError> {
    let mut table = node.table()?;
    let change = PersonChange {
        dead: table.read("dead", Node::boolean)?,
        birth: table.read("born", birth)?,
        sex: table.read("sex", sex)?,
        citizenships: table.read("citizenships", Node::texts)?,
        role: table.read("role", Node::text)?,
    };
    table.finish()?;
    Ok(change)
}

fn sex(node: &Node) -> Result<String, ScenarioError> {
    let code = node.text()?;
    match code.as_str() {
        "0" | "1" | "2" | "9" => Ok(code),
        _ => Err(node.error(format!("`{code}` is no ISO 5218 code: 0 not known, 1 male, 2 female, 9 not applicable"))),
    }
}

fn birth(node: &Node) -> Result<Birth, ScenarioError> {
    if !node.is_table() {
        return plain_birth(node);
    }
    let mut table = node.table()?;
    let date = table.need("date")?.date()?;
    let precision = match table.get("precision") {
        None => Precision::Day,
        Some(node) => match node.text()?.as_str() {
            "day" => Precision::Day,
            "month" => Precision::Month,
            "year" => Precision::Year,
            "estimated" => Precision::Estimated,
            other => {
                return Err(node.error(format!("`{other}` is no precision{}", suggest(other, &PRECISIONS))));
            }
        },
    };
    table.finish()?;
    Ok(Birth { date, precision })
}

/// `"1990-05-02"`, `"1990-05"` or `"1990"`: as much as is written is known.
fn plain_birth(node: &Node) -> Result<Birth, ScenarioError> {
    let text = node.text().unwrap_or_default();
    let (rest, precision) = match text.len() {
        4 => ("-01-01", Precision::Year),
        7 => ("-01", Precision::Month),
        _ => return Ok(Birth { date: node.date()?, precision: Precision::Day }),
    };
    let date = format!("{text}{rest}").parse().map_err(|_wrong| {
        node.error(format!(
            "`{text}` is no birth such as 1990-05-02, 1990-05, 1990 or {{ date = \"1990-01-01\", precision = \"estimated\" }}"
        ))
    })?;
    Ok(Birth { date, precision })
}

fn body(node: &Node) -> Result<GivenBody, ScenarioError> {
    let mut table = node.table()?;
    let name = table.need("body")?;
    let body = GivenBody {
        body: At { value: name.text()?, place: name.place },
        seats: table.need("seats")?.texts()?,
        chair: table.read("chair", Node::text)?,
    };
    table.finish()?;
    if let Some(chair) = body.chair.as_ref().filter(|chair| !body.seats.contains(chair)) {
        return Err(node.error(format!("the chair `{chair}` is not one of the seats{}", suggest(chair, &body.seats))));
    }
    Ok(body)
}
